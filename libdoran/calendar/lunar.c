#include "libdoran/calendar/lunar.h"

#include <stdint.h>

/* A lunar year: the day it begins (days since 1970-01-01), the month that a leap month follows (0: none), and a bit for each
 * of its 12 or 13 months in their order, the first the lowest: 1 for 30 days, 0 for 29.
 *
 * 1900 to 2050 are as the Korea Astronomy and Space Science Institute (KASI, 한국천문연구원) publishes them in its
 * conversion of lunar and solar dates (https://astro.kasi.re.kr/life/pageView/8), compared day by day, 1900-01-31 to
 * 2050-12-31, with three independent reprints of it. ICU's "dangi" agrees on every one of those days but 2017-02-26 to
 * 2017-03-27: that new moon was at 23:58 Korean time, and ICU's shorter series puts it after midnight.
 * KASI publishes nothing later. 2051 to 2100 are ICU's, but for two months: by an ephemeris that has every new moon of 1990 to
 * 2050 on KASI's day, those of 2051-08-07 and 2051-11-03 are at 00:04 and 23:58 Korean time, where ICU has the day before and the
 * day after. The one of 2097-01-13 or 14 is within a minute of midnight: nobody can know today (the Earth's rotation). */
struct lunar_year {
    int32_t first;
    uint8_t leap_month;
    uint16_t long_months;
};
/* clang-format off */
static const struct lunar_year years[] = {
    {-25537, 8, 0x16d2}, {-25153, 0, 0x0752}, {-24799, 0, 0x0ea5}, {-24444, 5, 0x164a}, {-24061, 0, 0x064b}, /* 1900 */
    {-23707, 0, 0x0a9b}, {-23352, 4, 0x1556}, {-22968, 0, 0x056a}, {-22614, 0, 0x0b59}, {-22259, 2, 0x1752}, /* 1905 */
    {-21875, 0, 0x0752}, {-21521, 6, 0x1b25}, {-21137, 0, 0x0b25}, {-20783, 0, 0x0a4b}, {-20429, 5, 0x129b}, /* 1910 */
    {-20045, 0, 0x0aad}, {-19690, 0, 0x056a}, {-19336, 2, 0x0b69}, {-18952, 0, 0x0ba9}, {-18597, 7, 0x1b52}, /* 1915 */
    {-18213, 0, 0x0d92}, {-17859, 0, 0x0d25}, {-17505, 5, 0x1a4d}, {-17121, 0, 0x0956}, {-16767, 0, 0x02b5}, /* 1920 */
    {-16413, 4, 0x15ad}, {-16028, 0, 0x06d4}, {-15674, 0, 0x0da9}, {-15319, 2, 0x1d92}, {-14935, 0, 0x0e92}, /* 1925 */
    {-14581, 6, 0x0d26}, {-14198, 0, 0x0527}, {-13844, 0, 0x0a57}, {-13489, 5, 0x12b6}, {-13105, 0, 0x0ada}, /* 1930 */
    {-12750, 0, 0x06d4}, {-12396, 3, 0x0ea9}, {-12012, 0, 0x0749}, {-11658, 7, 0x1693}, {-11274, 0, 0x0a93}, /* 1935 */
    {-10920, 0, 0x052b}, {-10566, 6, 0x0a5b}, {-10182, 0, 0x096d}, {-9827, 0, 0x0b6a}, {-9472, 4, 0x1b54}, /* 1940 */
    {-9088, 0, 0x0ba4}, {-8734, 0, 0x0b49}, {-8380, 2, 0x1a93}, {-7996, 0, 0x0a95}, {-7642, 7, 0x152b}, /* 1945 */
    {-7258, 0, 0x052d}, {-6904, 0, 0x0aad}, {-6549, 5, 0x156a}, {-6165, 0, 0x0db2}, {-5810, 0, 0x0da4}, /* 1950 */
    {-5456, 3, 0x1d49}, {-5072, 0, 0x0d4a}, {-4718, 8, 0x1a95}, {-4334, 0, 0x0a96}, {-3980, 0, 0x0556}, /* 1955 */
    {-3626, 6, 0x0ab5}, {-3242, 0, 0x0ad5}, {-2887, 0, 0x06d2}, {-2533, 4, 0x0ea5}, {-2149, 0, 0x0ea5}, /* 1960 */
    {-1794, 0, 0x0e4a}, {-1440, 3, 0x0c96}, {-1057, 0, 0x0a9b}, {-702, 7, 0x1556}, {-318, 0, 0x056a}, /* 1965 */
    {36, 0, 0x0b59}, {391, 5, 0x1752}, {775, 0, 0x0752}, {1129, 0, 0x0725}, {1483, 4, 0x164b}, /* 1970 */
    {1867, 0, 0x0a4b}, {2221, 8, 0x12ab}, {2605, 0, 0x02ad}, {2959, 0, 0x056b}, {3314, 6, 0x0b69}, /* 1975 */
    {3698, 0, 0x0da9}, {4053, 0, 0x0d92}, {4407, 4, 0x1b25}, {4791, 0, 0x0d25}, {5145, 10, 0x1a4d}, /* 1980 */
    {5529, 0, 0x0a56}, {5883, 0, 0x02b6}, {6237, 6, 0x15ad}, {6622, 0, 0x06d4}, {6976, 0, 0x0da9}, /* 1985 */
    {7331, 5, 0x1d92}, {7715, 0, 0x0e92}, {8069, 0, 0x0d26}, {8423, 3, 0x0a56}, {8806, 0, 0x0a57}, /* 1990 */
    {9161, 8, 0x12b6}, {9545, 0, 0x0b5a}, {9900, 0, 0x06d4}, {10254, 5, 0x0ec9}, {10638, 0, 0x0749}, /* 1995 */
    {10992, 0, 0x0693}, {11346, 4, 0x1527}, {11730, 0, 0x052b}, {12084, 0, 0x0a5b}, {12439, 2, 0x155a}, /* 2000 */
    {12823, 0, 0x036a}, {13177, 7, 0x1b55}, {13562, 0, 0x0ba4}, {13916, 0, 0x0b49}, {14270, 5, 0x1a93}, /* 2005 */
    {14654, 0, 0x0a95}, {15008, 0, 0x052d}, {15362, 3, 0x0a5d}, {15746, 0, 0x0aad}, {16101, 9, 0x15aa}, /* 2010 */
    {16485, 0, 0x05d2}, {16839, 0, 0x0da5}, {17194, 5, 0x1d4a}, {17578, 0, 0x0d4a}, {17932, 0, 0x0a95}, /* 2015 */
    {18286, 4, 0x152d}, {18670, 0, 0x0556}, {19024, 0, 0x0ab5}, {19379, 2, 0x15aa}, {19763, 0, 0x06d2}, /* 2020 */
    {20117, 6, 0x0ea5}, {20501, 0, 0x0ea5}, {20856, 0, 0x0e4a}, {21210, 5, 0x0c96}, {21593, 0, 0x0c9b}, /* 2025 */
    {21948, 0, 0x055a}, {22302, 3, 0x0ad5}, {22686, 0, 0x0b69}, {23041, 11, 0x1752}, {23425, 0, 0x0752}, /* 2030 */
    {23779, 0, 0x0b25}, {24133, 6, 0x164b}, {24517, 0, 0x0a4b}, {24871, 0, 0x04ab}, {25225, 5, 0x055b}, /* 2035 */
    {25609, 0, 0x056d}, {25964, 0, 0x0b69}, {26319, 2, 0x1b52}, {26703, 0, 0x0d92}, {27057, 7, 0x1d25}, /* 2040 */
    {27441, 0, 0x0d25}, {27795, 0, 0x0a4d}, {28149, 5, 0x14ad}, {28533, 0, 0x02b6}, {28887, 0, 0x05b5}, /* 2045 */
    {29242, 3, 0x0da9}, {29626, 0, 0x0ea9}, {29981, 8, 0x1d92}, {30365, 0, 0x0e92}, {30719, 0, 0x0d26}, /* 2050 */
    {31073, 6, 0x0a56}, {31456, 0, 0x0a57}, {31811, 0, 0x04d6}, {32165, 4, 0x06b5}, {32549, 0, 0x06d5}, /* 2055 */
    {32904, 0, 0x0ec9}, {33259, 3, 0x0e92}, {33642, 0, 0x0693}, {33996, 7, 0x152b}, {34380, 0, 0x052b}, /* 2060 */
    {34734, 0, 0x0a5b}, {35089, 5, 0x155a}, {35473, 0, 0x056a}, {35827, 0, 0x0b55}, {36182, 4, 0x1749}, /* 2065 */
    {36566, 0, 0x0b49}, {36920, 8, 0x1a93}, {37304, 0, 0x0a95}, {37658, 0, 0x052d}, {38012, 6, 0x0aad}, /* 2070 */
    {38396, 0, 0x0ab5}, {38751, 0, 0x05aa}, {39105, 4, 0x0ba5}, {39489, 0, 0x0da5}, {39844, 0, 0x0d4a}, /* 2075 */
    {40198, 3, 0x1a95}, {40582, 0, 0x0c95}, {40936, 7, 0x152e}, {41320, 0, 0x0556}, {41674, 0, 0x0ab5}, /* 2080 */
    {42029, 5, 0x15b2}, {42413, 0, 0x06d2}, {42767, 0, 0x0ea5}, {43122, 4, 0x1e4a}, {43506, 0, 0x064a}, /* 2085 */
    {43859, 8, 0x0c97}, {44243, 0, 0x0cab}, {44598, 0, 0x055a}, {44952, 6, 0x0ad5}, {45336, 0, 0x0b69}, /* 2090 */
    {45691, 0, 0x0752}, {46045, 4, 0x0ea5}, {46429, 0, 0x0b25}, {46783, 0, 0x064b}, {47137, 3, 0x1497}, /* 2095 */
    {47521, 0, 0x04ab}, /* 2100 */
};
/* clang-format on */
_Static_assert(sizeof years / sizeof years[0] == DORAN_LUNAR_YEAR_MAX - DORAN_LUNAR_YEAR_MIN + 1,
               "every year is there");

static const struct lunar_year *find_year(int year)
{
    return year >= DORAN_LUNAR_YEAR_MIN && year <= DORAN_LUNAR_YEAR_MAX ? &years[year - DORAN_LUNAR_YEAR_MIN]
                                                                        : NULL;
}

static int month_count(const struct lunar_year *year)
{
    return year->leap_month != 0 ? 13 : 12;
}

static int month_days(const struct lunar_year *year, int place)
{
    return 29 + (year->long_months >> place & 1);
}

/* Which of the year's months it is, from 0; -1 when there is none. */
static int place_of(const struct lunar_year *year, int month, bool leap)
{
    if (month < 1 || month > 12 || (leap && month != year->leap_month))
        return -1;
    bool after_leap = year->leap_month != 0 && month > year->leap_month;
    return month - 1 + (after_leap || leap ? 1 : 0);
}

bool doran_lunar_of_date(struct doran_date date, struct doran_lunar *out)
{
    int32_t number = doran_date_number(date);
    const struct lunar_year *year = find_year(date.year);
    int lunar_year = date.year;
    if (year == NULL || number < year->first) {
        lunar_year--;
        year = find_year(lunar_year);
    }
    if (year == NULL)
        return false;
    int rest = number - year->first;
    for (int place = 0; place < month_count(year); place++) {
        int days = month_days(year, place);
        if (rest < days) {
            bool leap = year->leap_month != 0 && place == year->leap_month;
            bool after_leap = year->leap_month != 0 && place >= year->leap_month;
            *out = (struct doran_lunar){lunar_year, after_leap ? place : place + 1, rest + 1, leap};
            return true;
        }
        rest -= days;
    }
    return false;
}

bool lunar_day_number(struct doran_lunar lunar, int32_t *out)
{
    const struct lunar_year *year = find_year(lunar.year);
    int place = year != NULL ? place_of(year, lunar.month, lunar.leap) : -1;
    if (place < 0 || lunar.day < 1 || lunar.day > month_days(year, place))
        return false;
    int32_t number = year->first + lunar.day - 1;
    for (int earlier = 0; earlier < place; earlier++)
        number += month_days(year, earlier);
    *out = number;
    return true;
}

bool doran_date_of_lunar(struct doran_lunar lunar, struct doran_date *out)
{
    int32_t number;
    if (!lunar_day_number(lunar, &number))
        return false;
    *out = doran_date_of_number(number);
    return true;
}

int lunar_month_number(int year, int month, bool leap)
{
    const struct lunar_year *found = find_year(year);
    int number = found != NULL ? place_of(found, month, leap) : -1;
    if (number < 0)
        return -1;
    for (const struct lunar_year *earlier = years; earlier < found; earlier++)
        number += month_count(earlier);
    return number;
}

bool lunar_month_of_number(int number, struct doran_lunar *out)
{
    if (number < 0)
        return false;
    for (int year = DORAN_LUNAR_YEAR_MIN; year <= DORAN_LUNAR_YEAR_MAX; year++) {
        const struct lunar_year *found = find_year(year);
        if (number < month_count(found)) {
            bool after = found->leap_month != 0 && number >= found->leap_month;
            bool leap = found->leap_month != 0 && number == found->leap_month;
            *out = (struct doran_lunar){year, after ? number : number + 1, 1, leap};
            return true;
        }
        number -= month_count(found);
    }
    return false;
}

int doran_lunar_leap_month(int year)
{
    const struct lunar_year *found = find_year(year);
    return found != NULL ? found->leap_month : 0;
}

int doran_lunar_month_days(int year, int month, bool leap)
{
    const struct lunar_year *found = find_year(year);
    int place = found != NULL ? place_of(found, month, leap) : -1;
    return place >= 0 ? month_days(found, place) : 0;
}
