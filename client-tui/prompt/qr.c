#include "client-tui/prompt/qr.h"

#include <qrencode.h>

#define QUIET                                                                                                \
    2 /* Modules of margin. ISO/IEC 18004 asks for 4; readers do with 2, and a terminal is small.            \
       */

static bool is_dark(const QRcode *code, int x, int y)
{
    bool inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
    return inside && (code->data[y * code->width + x] & 1);
}

bool qr_print(FILE *out, const char *text, bool coloured)
{
    /* By the light and dark of the two modules in a cell: the light is what is drawn. */
    static const char *const cells[2][2] = {{"█", "▀"}, {"▄", " "}};
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
    if (!code)
        return false;
    for (int y = -QUIET; y < code->width + QUIET; y += 2) {
        fputs(coloured ? "\033[97;40m" : "", out);
        for (int x = -QUIET; x < code->width + QUIET; x++)
            fputs(cells[is_dark(code, x, y)][is_dark(code, x, y + 1)], out);
        fputs(coloured ? "\033[0m\n" : "\n", out);
    }
    QRcode_free(code);
    return true;
}
