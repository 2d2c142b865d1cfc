/* capture_tls.h: TLS for capture.c, with a key and certificate made for one run. */
#ifndef DORAN_TESTS_SUPPORT_CAPTURE_TLS_H
#define DORAN_TESTS_SUPPORT_CAPTURE_TLS_H

#include <stddef.h>
#include <sys/types.h>

struct capture_tls;
struct capture_tls_line;
struct capture_tls *capture_tls_new(void);
void capture_tls_free(struct capture_tls *tls);
const char *capture_tls_pin(const struct capture_tls *tls);
const char *capture_tls_certificate(const struct capture_tls *tls);
/* NULL when the other side does not go through with it. */
struct capture_tls_line *capture_tls_accept(struct capture_tls *tls, int fd);
ssize_t capture_tls_read(struct capture_tls_line *line, char *out, size_t size);
ssize_t capture_tls_write(struct capture_tls_line *line, const char *data, size_t length);
void capture_tls_close(struct capture_tls_line *line);

#endif
