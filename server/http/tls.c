#include "server/http/tls.h"

#include <doran/id.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CERTIFICATE_DAYS 3650
#define CERTIFICATE_RENEW_DAYS 365
#define DAY_SECONDS (24L * 60 * 60)
#define PATH_MAX_HERE 1200

static bool fail_file(struct doran_error *error, const char *path)
{
    return doran_fail(error, DORAN_ERROR_storage, NULL, "%s cannot be written: %s.", path, strerror(errno));
}

/* A stream onto a new file of mode 0600 beside the wanted one. */
static FILE *open_beside(const char *path, char beside[PATH_MAX_HERE])
{
    snprintf(beside, PATH_MAX_HERE, "%s.new", path);
    unlink(beside);
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return fd < 0 ? NULL : fdopen(fd, "w");
}

/* What was written beside takes the place, whole or not at all. */
static bool put_in_place(FILE *file, const char *beside, const char *path)
{
    bool good = fflush(file) == 0 && fsync(fileno(file)) == 0;
    good = fclose(file) == 0 && good;
    return good && rename(beside, path) == 0;
}

static EVP_PKEY *read_key(const char *path)
{
    FILE *file = fopen(path, "re");
    EVP_PKEY *key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
    if (file)
        fclose(file);
    return key;
}

static X509 *read_certificate(const char *path)
{
    FILE *file = fopen(path, "re");
    X509 *certificate = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
    if (file)
        fclose(file);
    return certificate;
}

static EVP_PKEY *make_key(const char *path, struct doran_error *error)
{
    char beside[PATH_MAX_HERE];
    EVP_PKEY *key = EVP_EC_gen("P-256");
    FILE *file = key ? open_beside(path, beside) : NULL;
    if (!file) {
        EVP_PKEY_free(key);
        fail_file(error, path);
        return NULL;
    }
    bool good = PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1;
    if (put_in_place(file, beside, path) && good)
        return key;
    fail_file(error, path);
    EVP_PKEY_free(key);
    return NULL;
}

static bool add_extension(X509 *certificate, int kind, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    bool good = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return good;
}

static bool set_serial(X509 *certificate)
{
    unsigned char serial[16];
    doran_random(serial, sizeof serial);
    serial[0] &= 0x7f;
    BIGNUM *number = BN_bin2bn(serial, sizeof serial, NULL);
    bool good = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return good;
}

/* The name as a subject alternative name; an address is one of another kind. */
static bool add_names(X509 *certificate, const char *name)
{
    char names[512];
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(name);
    snprintf(names, sizeof names, "%s:%s,DNS:localhost,IP:127.0.0.1,IP:::1", address ? "IP" : "DNS", name);
    ASN1_OCTET_STRING_free(address);
    return add_extension(certificate, NID_subject_alt_name, names) ||
           add_extension(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
}

static X509 *make_certificate(EVP_PKEY *key, const char *name)
{
    X509 *certificate = X509_new();
    X509_NAME *subject = certificate ? X509_get_subject_name(certificate) : NULL;
    bool good = subject && X509_set_version(certificate, 2) && set_serial(certificate) &&
                X509_gmtime_adj(X509_getm_notBefore(certificate), -DAY_SECONDS) &&
                X509_gmtime_adj(X509_getm_notAfter(certificate), CERTIFICATE_DAYS * DAY_SECONDS) &&
                X509_set_pubkey(certificate, key) &&
                X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)"doran-server",
                                           -1, -1, 0) &&
                X509_set_issuer_name(certificate, subject) && add_names(certificate, name) &&
                add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
                add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
                X509_sign(certificate, key, EVP_sha256());
    if (good)
        return certificate;
    X509_free(certificate);
    return NULL;
}

static bool still_good(const char *path, EVP_PKEY *key)
{
    X509 *certificate = read_certificate(path);
    time_t soon = time(NULL) + CERTIFICATE_RENEW_DAYS * DAY_SECONDS;
    bool good = certificate && X509_check_private_key(certificate, key) == 1 &&
                X509_cmp_time(X509_get0_notAfter(certificate), &soon) > 0;
    X509_free(certificate);
    return good;
}

static bool renew_certificate(const char *path, EVP_PKEY *key, const char *name, struct doran_error *error)
{
    char beside[PATH_MAX_HERE];
    X509 *certificate = make_certificate(key, name);
    if (!certificate)
        return doran_fail(error, DORAN_ERROR_internal, NULL, "The certificate cannot be made.");
    FILE *file = open_beside(path, beside);
    bool good = file && PEM_write_X509(file, certificate) == 1;
    good = file && put_in_place(file, beside, path) && good;
    X509_free(certificate);
    return good || fail_file(error, path);
}

bool tls_make_own(const char *data, const char *name, char *certificate, char *key, size_t size,
                  struct doran_error *error)
{
    snprintf(certificate, size, "%s/certificate.pem", data);
    snprintf(key, size, "%s/key.pem", data);
    bool there = access(key, F_OK) == 0;
    EVP_PKEY *pair = there ? read_key(key) : make_key(key, error);
    if (!pair)
        return there ? doran_fail(
                           error, DORAN_ERROR_storage, NULL,
                           "%s cannot be read as a private key: join links name it, so it is not replaced.",
                           key)
                     : false;
    bool good = chmod(key, 0600) == 0 || fail_file(error, key);
    good = good && (still_good(certificate, pair) || renew_certificate(certificate, pair, name, error));
    EVP_PKEY_free(pair);
    return good;
}

/* Base64 as RFC 4648 §5 has it, without padding, of 32 bytes. */
static void encode_pin(const unsigned char digest[32], char pin[TLS_PIN_MAX])
{
    unsigned char text[48];
    EVP_EncodeBlock(text, digest, 32);
    for (int i = 0; i < TLS_PIN_MAX - 1; i++)
        pin[i] = (char)(text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i]);
    pin[TLS_PIN_MAX - 1] = 0;
}

bool tls_pin(const char *path, char pin[TLS_PIN_MAX], struct doran_error *error)
{
    X509 *certificate = read_certificate(path);
    unsigned char *info = NULL, digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    int info_length = certificate ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &info) : -1;
    bool good =
        info_length > 0 && EVP_Digest(info, (size_t)info_length, digest, &length, EVP_sha256(), NULL) == 1;
    if (good)
        encode_pin(digest, pin);
    OPENSSL_free(info);
    X509_free(certificate);
    return good || doran_fail(error, DORAN_ERROR_storage, NULL, "%s cannot be read as a certificate.", path);
}

bool tls_is_self_signed(const char *path)
{
    X509 *certificate = read_certificate(path);
    bool self = certificate && X509_check_issued(certificate, certificate) == X509_V_OK;
    X509_free(certificate);
    return self;
}
