/* qr.h: a QR code in text cells: two rows of it in one where half blocks are drawn, else coloured spaces. */
#ifndef DORAN_TUI_VIEW_QR_H
#define DORAN_TUI_VIEW_QR_H

#include "client-tui/term/canvas.h"

struct qr;

/* NULL without memory or when the text is too long for a code. */
struct qr *qr_new(const char *text);
void qr_free(struct qr *qr);
/* The cells it takes on this canvas, its margin included. */
void qr_size(const struct qr *qr, const struct canvas *canvas, int *rows, int *columns);
/* Draws it from row, column: dark on light, whatever the terminal's own colours. */
void qr_draw(const struct qr *qr, const struct canvas *canvas, int row, int column);

#endif
