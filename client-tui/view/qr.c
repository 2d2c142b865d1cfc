#include "client-tui/view/qr.h"

#include <qrencode.h>
#include <stdlib.h>

/* Modules of margin. ISO/IEC 18004 asks for four; readers do with one on a dark screen, and a terminal is small. */
#define MARGIN 1
#define LIGHT 0xFFFFFFu
#define DARK 0x000000u

struct qr {
    QRcode *code;
};

struct qr *qr_new(const char *text)
{
    struct qr *qr = calloc(1, sizeof *qr);
    if (qr)
        qr->code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
    if (qr && !qr->code) {
        free(qr);
        return NULL;
    }
    return qr;
}

void qr_free(struct qr *qr)
{
    if (qr)
        QRcode_free(qr->code);
    free(qr);
}

static bool is_dark(const struct qr *qr, int x, int y)
{
    bool inside = x >= 0 && y >= 0 && x < qr->code->width && y < qr->code->width;
    return inside && (qr->code->data[y * qr->code->width + x] & 1);
}

void qr_size(const struct qr *qr, const struct canvas *canvas, int *rows, int *columns)
{
    int side = qr->code->width + 2 * MARGIN;
    bool halves = glyph_has_blocks(canvas_widths(canvas));
    *rows = halves ? (side + 1) / 2 : side;
    *columns = halves ? side : 2 * side;
}

/* The light is what is drawn, so that without colours it still stands out from a dark screen. */
static void draw_halves(const struct qr *qr, const struct canvas *canvas, int row, int column)
{
    static const uint32_t cells[2][2] = {{0x2588, 0x2580}, {0x2584, ' '}}; /* █ ▀ ▄ by upper and lower */
    int side = qr->code->width + 2 * MARGIN;
    for (int y = 0; y < side; y += 2)
        for (int x = 0; x < side; x++) {
            bool upper = is_dark(qr, x - MARGIN, y - MARGIN);
            bool lower = y + 1 >= side || is_dark(qr, x - MARGIN, y + 1 - MARGIN);
            canvas_picture(canvas, row + y / 2, column + x, cells[upper][lower], LIGHT, DARK);
        }
}

/* Its two colours, whatever the theme: a code with light and dark exchanged is not read by every phone. */
static void draw_spaces(const struct qr *qr, const struct canvas *canvas, int row, int column)
{
    int side = qr->code->width + 2 * MARGIN;
    for (int y = 0; y < side; y++)
        for (int x = 0; x < 2 * side; x++)
            canvas_picture(canvas, row + y, column + x, ' ', LIGHT,
                           is_dark(qr, x / 2 - MARGIN, y - MARGIN) ? DARK : LIGHT);
}

void qr_draw(const struct qr *qr, const struct canvas *canvas, int row, int column)
{
    if (glyph_has_blocks(canvas_widths(canvas)))
        draw_halves(qr, canvas, row, column);
    else
        draw_spaces(qr, canvas, row, column);
}
