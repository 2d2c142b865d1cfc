#include "client-tui/term/colour.h"

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
        return rgb < 8 ? 8 : (int32_t)rgb; /* direct-colour entries take 0 … 7 for the palette */
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
