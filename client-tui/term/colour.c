#include "client-tui/term/colour.h"

#include <math.h>

#define CUBE_FIRST 16
#define GREY_FIRST 232
#define GREY_STEPS 24

static int distance(int r, int g, int b, int r2, int g2, int b2)
{
    return (r - r2) * (r - r2) + (g - g2) * (g - g2) + (b - b2) * (b - b2);
}

/* The levels of xterm's cube are 0, 95, 135, 175, 215, 255. */
static int cube_step(int level)
{
    return level < 48 ? 0 : level < 115 ? 1 : (level - 35) / 40;
}

static int cube_level(int step)
{
    return step == 0 ? 0 : 55 + 40 * step;
}

static int32_t nearest_256(int r, int g, int b)
{
    int sr = cube_step(r);
    int sg = cube_step(g);
    int sb = cube_step(b);
    int grey = ((r + g + b) / 3 - 3) / 10;
    grey = grey < 0 ? 0 : grey >= GREY_STEPS ? GREY_STEPS - 1 : grey;
    int level = 8 + 10 * grey;
    if (distance(r, g, b, level, level, level) <
        distance(r, g, b, cube_level(sr), cube_level(sg), cube_level(sb)))
        return GREY_FIRST + grey;
    return CUBE_FIRST + 36 * sr + 6 * sg + sb;
}

int32_t colour_nearest(uint32_t rgb, enum colour_depth depth)
{
    int r = (int)(rgb >> 16 & 0xFF);
    int g = (int)(rgb >> 8 & 0xFF);
    int b = (int)(rgb & 0xFF);
    switch (depth) {
    case COLOUR_TRUE:
        return rgb < 8 ? 0x010101 : (int32_t)rgb; /* direct-colour entries take 0 … 7 for the palette */
    case COLOUR_256:
        return nearest_256(r, g, b);
    case COLOUR_16:
    case COLOUR_8:
        return (r >= 128) | (g >= 128) << 1 | (b >= 128) << 2;
    case COLOUR_NONE:
    case COLOUR_DEPTH_COUNT:
        break;
    }
    return COLOUR_DEFAULT;
}

/* --- how colours are seen --- */

uint32_t colour_of_palette(int32_t number)
{
    static const uint32_t sixteen[] = {0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD,
                                       0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00,
                                       0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF};
    if (number < 0 || number > 255)
        return 0;
    if (number < CUBE_FIRST)
        return sixteen[number];
    if (number >= GREY_FIRST)
        return (uint32_t)(8 + 10 * (number - GREY_FIRST)) * 0x010101u;
    number -= CUBE_FIRST;
    return (uint32_t)cube_level(number / 36) << 16 | (uint32_t)cube_level(number / 6 % 6) << 8 |
           (uint32_t)cube_level(number % 6);
}

uint32_t colour_rgb(int32_t colour, enum colour_depth depth, uint32_t terminal)
{
    if (colour == COLOUR_DEFAULT)
        return terminal;
    return depth == COLOUR_TRUE ? (uint32_t)colour : colour_of_palette(colour);
}

/* sRGB to light (IEC 61966-2-1). */
static double light(uint32_t level)
{
    double c = (double)level / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

struct lights {
    double r, g, b;
};

static struct lights lights_of(uint32_t rgb)
{
    return (struct lights){light(rgb >> 16 & 0xFF), light(rgb >> 8 & 0xFF), light(rgb & 0xFF)};
}

static double luminance(struct lights lights)
{
    return 0.2126 * lights.r + 0.7152 * lights.g + 0.0722 * lights.b;
}

static double contrast(double luminance_a, double luminance_b)
{
    double x = luminance_a + 0.05;
    double y = luminance_b + 0.05;
    return x > y ? x / y : y / x;
}

double colour_contrast(uint32_t a, uint32_t b)
{
    return contrast(luminance(lights_of(a)), luminance(lights_of(b)));
}

bool colour_is_light(uint32_t rgb)
{
    return colour_contrast(rgb, 0x000000) > colour_contrast(rgb, 0xFFFFFF);
}

/* Björn Ottosson's OKLab, in which equal distances look about equally far. */
struct lab {
    double l, a, b;
};

static struct lab lab_of(struct lights lights)
{
    double r = lights.r;
    double g = lights.g;
    double b = lights.b;
    double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return (struct lab){0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

static double lab_distance(struct lab x, struct lab y)
{
    return (x.l - y.l) * (x.l - y.l) + (x.a - y.a) * (x.a - y.a) + (x.b - y.b) * (x.b - y.b);
}

int32_t colour_readable(uint32_t rgb, uint32_t paper, enum colour_depth depth)
{
    static const struct {
        int32_t first, end;
    } entries[COLOUR_DEPTH_COUNT] = {
        [COLOUR_8] = {0, 8}, [COLOUR_16] = {0, CUBE_FIRST}, [COLOUR_256] = {CUBE_FIRST, 256}};
    if (depth == COLOUR_TRUE)
        return colour_nearest(rgb, depth);
    struct lights own = lights_of(rgb);
    double paper_luminance = luminance(lights_of(paper));
    double least = fmin(contrast(luminance(own), paper_luminance), COLOUR_CONTRAST_TEXT);
    double nearest = INFINITY;
    double clearest = 0;
    int32_t found = COLOUR_DEFAULT;
    int32_t best = COLOUR_DEFAULT;
    struct lab wanted = lab_of(own);
    for (int32_t i = entries[depth].first; i < entries[depth].end; i++) {
        struct lights entry = lights_of(colour_of_palette(i));
        double clear = contrast(luminance(entry), paper_luminance);
        double far = lab_distance(wanted, lab_of(entry));
        if (clear > clearest) {
            clearest = clear;
            best = i;
        }
        if (clear >= least - 1e-9 && far < nearest) {
            nearest = far;
            found = i;
        }
    }
    return found != COLOUR_DEFAULT ? found : best;
}
