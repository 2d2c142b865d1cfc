#include "support/capture_tls.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct capture_tls {
    SSL_CTX *context;
    char pin[48];
    char path[64];
};

static X509 *make_certificate(EVP_PKEY *key)
{
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"capture", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION *names = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "IP:127.0.0.1");
    X509_EXTENSION *authority = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "critical,CA:TRUE");
    X509_add_ext(certificate, names, -1);
    X509_add_ext(certificate, authority, -1);
    X509_EXTENSION_free(names);
    X509_EXTENSION_free(authority);
    X509_sign(certificate, key, EVP_sha256());
    return certificate;
}

static void make_pin(EVP_PKEY *key, char out[48])
{
    unsigned char *bytes = NULL, digest[EVP_MAX_MD_SIZE];
    unsigned size;
    int length = i2d_PUBKEY(key, &bytes);
    EVP_Digest(bytes, (size_t)length, digest, &size, EVP_sha256(), NULL);
    OPENSSL_free(bytes);
    EVP_EncodeBlock((unsigned char *)out, digest, (int)size);
    for (char *at = out; *at != '\0'; at++)
        *at = *at == '+' ? '-' : *at == '/' ? '_' : *at == '=' ? '\0' : *at;
}

struct capture_tls *capture_tls_new(void)
{
    struct capture_tls *tls = calloc(1, sizeof *tls);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    if (tls == NULL || key == NULL) {
        free(tls);
        EVP_PKEY_free(key);
        return NULL;
    }
    X509 *certificate = make_certificate(key);
    make_pin(key, tls->pin);
    strcpy(tls->path, "/tmp/doran-capture-XXXXXX");
    int fd = mkstemp(tls->path);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file != NULL) {
        PEM_write_X509(file, certificate);
        fclose(file);
    }
    tls->context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(tls->context, certificate);
    SSL_CTX_use_PrivateKey(tls->context, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return tls;
}

void capture_tls_free(struct capture_tls *tls)
{
    if (tls == NULL)
        return;
    SSL_CTX_free(tls->context);
    unlink(tls->path);
    free(tls);
}

const char *capture_tls_pin(const struct capture_tls *tls)
{
    return tls->pin;
}

const char *capture_tls_certificate(const struct capture_tls *tls)
{
    return tls->path;
}

struct capture_tls_line *capture_tls_accept(struct capture_tls *tls, int fd)
{
    SSL *ssl = SSL_new(tls->context);
    SSL_set_fd(ssl, fd);
    if (SSL_accept(ssl) == 1)
        return (struct capture_tls_line *)ssl;
    SSL_free(ssl);
    return NULL;
}

ssize_t capture_tls_read(struct capture_tls_line *line, char *out, size_t size)
{
    return SSL_read((SSL *)line, out, (int)size);
}

ssize_t capture_tls_write(struct capture_tls_line *line, const char *data, size_t length)
{
    return SSL_write((SSL *)line, data, (int)length);
}

void capture_tls_close(struct capture_tls_line *line)
{
    if (line != NULL)
        SSL_free((SSL *)line);
}
