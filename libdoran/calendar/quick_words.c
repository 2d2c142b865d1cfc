#include "libdoran/calendar/quick_words.h"

#include <doran/calendar.h>
#include <string.h>
#include <strings.h>

struct word {
    enum quick_sort sort;
    int value;
    const char *text;
};

#define SORT(name) QUICK_SORT_##name

static const struct word words[] = {
    {SORT(day), 0, "오늘"},
    {SORT(day), 1, "내일"},
    {SORT(day), 2, "모레"},
    {SORT(day), 2, "내일모레"},
    {SORT(day), 2, "내일 모레"},
    {SORT(day), 3, "글피"},
    {SORT(day), -1, "어제"},
    {SORT(day), -2, "그제"},
    {SORT(day), -2, "그저께"},
    {SORT(day), 0, "today"},
    {SORT(day), 1, "tomorrow"},
    {SORT(day), 1, "tmr"},
    {SORT(day), 2, "day after tomorrow"},
    {SORT(day), 2, "the day after tomorrow"},
    {SORT(day), -1, "yesterday"},

    {SORT(weekday), DORAN_MONDAY, "월요일"},
    {SORT(weekday), DORAN_TUESDAY, "화요일"},
    {SORT(weekday), DORAN_WEDNESDAY, "수요일"},
    {SORT(weekday), DORAN_THURSDAY, "목요일"},
    {SORT(weekday), DORAN_FRIDAY, "금요일"},
    {SORT(weekday), DORAN_SATURDAY, "토요일"},
    {SORT(weekday), DORAN_SUNDAY, "일요일"},
    {SORT(weekday), DORAN_MONDAY, "monday"},
    {SORT(weekday), DORAN_MONDAY, "mon"},
    {SORT(weekday), DORAN_TUESDAY, "tuesday"},
    {SORT(weekday), DORAN_TUESDAY, "tues"},
    {SORT(weekday), DORAN_TUESDAY, "tue"},
    {SORT(weekday), DORAN_WEDNESDAY, "wednesday"},
    {SORT(weekday), DORAN_WEDNESDAY, "wed"},
    {SORT(weekday), DORAN_THURSDAY, "thursday"},
    {SORT(weekday), DORAN_THURSDAY, "thurs"},
    {SORT(weekday), DORAN_THURSDAY, "thur"},
    {SORT(weekday), DORAN_THURSDAY, "thu"},
    {SORT(weekday), DORAN_FRIDAY, "friday"},
    {SORT(weekday), DORAN_FRIDAY, "fri"},
    {SORT(weekday), DORAN_SATURDAY, "saturday"},
    {SORT(weekday), DORAN_SATURDAY, "sat"},
    {SORT(weekday), DORAN_SUNDAY, "sunday"},
    {SORT(weekday), DORAN_SUNDAY, "sun"},
    {SORT(short_day), DORAN_MONDAY, "월"},
    {SORT(short_day), DORAN_TUESDAY, "화"},
    {SORT(short_day), DORAN_WEDNESDAY, "수"},
    {SORT(short_day), DORAN_THURSDAY, "목"},
    {SORT(short_day), DORAN_FRIDAY, "금"},
    {SORT(short_day), DORAN_SATURDAY, "토"},
    {SORT(short_day), DORAN_SUNDAY, "일"},

    {SORT(week), 0, "이번주"},
    {SORT(week), 0, "이번 주"},
    {SORT(week), 0, "금주"},
    {SORT(week), 1, "다음주"},
    {SORT(week), 1, "다음 주"},
    {SORT(week), 1, "담주"},
    {SORT(week), 2, "다다음주"},
    {SORT(week), 2, "다다음 주"},
    {SORT(week), -1, "지난주"},
    {SORT(week), -1, "지난 주"},
    {SORT(week), 0, "this week"},
    {SORT(week), 0, "this"},
    {SORT(week), 1, "next week"},
    {SORT(week), 1, "next"},
    {SORT(week), -1, "last week"},
    {SORT(week), -1, "last"},
    {SORT(weekend), 0, "주말"},
    {SORT(weekend), 0, "weekend"},
    {SORT(month), 0, "이번달"},
    {SORT(month), 0, "이번 달"},
    {SORT(month), 1, "다음달"},
    {SORT(month), 1, "다음 달"},
    {SORT(month), 1, "담달"},
    {SORT(month), 2, "다다음달"},
    {SORT(month), 2, "다다음 달"},

    {SORT(month_name), 1, "january"},
    {SORT(month_name), 1, "jan"},
    {SORT(month_name), 2, "february"},
    {SORT(month_name), 2, "feb"},
    {SORT(month_name), 3, "march"},
    {SORT(month_name), 3, "mar"},
    {SORT(month_name), 4, "april"},
    {SORT(month_name), 4, "apr"},
    {SORT(month_name), 5, "may"},
    {SORT(month_name), 6, "june"},
    {SORT(month_name), 6, "jun"},
    {SORT(month_name), 7, "july"},
    {SORT(month_name), 7, "jul"},
    {SORT(month_name), 8, "august"},
    {SORT(month_name), 8, "aug"},
    {SORT(month_name), 9, "september"},
    {SORT(month_name), 9, "sept"},
    {SORT(month_name), 9, "sep"},
    {SORT(month_name), 10, "october"},
    {SORT(month_name), 10, "oct"},
    {SORT(month_name), 11, "november"},
    {SORT(month_name), 11, "nov"},
    {SORT(month_name), 12, "december"},
    {SORT(month_name), 12, "dec"},

    {SORT(half), QUICK_HALF_am, "오전"},
    {SORT(half), QUICK_HALF_am, "아침"},
    {SORT(half), QUICK_HALF_am, "새벽"},
    {SORT(half), QUICK_HALF_pm, "오후"},
    {SORT(half), QUICK_HALF_pm, "저녁"},
    {SORT(half), QUICK_HALF_pm, "점심"},
    {SORT(half), QUICK_HALF_pm, "낮"},
    {SORT(half), QUICK_HALF_night, "밤"},
    {SORT(half_after), QUICK_HALF_am, "am"},
    {SORT(half_after), QUICK_HALF_am, "a.m."},
    {SORT(half_after), QUICK_HALF_pm, "pm"},
    {SORT(half_after), QUICK_HALF_pm, "p.m."},
    {SORT(clock), 12, "정오"},
    {SORT(clock), 0, "자정"},
    {SORT(clock), 12, "noon"},
    {SORT(clock), 0, "midnight"},
    {SORT(hour_word), 1, "한"},
    {SORT(hour_word), 2, "두"},
    {SORT(hour_word), 3, "세"},
    {SORT(hour_word), 4, "네"},
    {SORT(hour_word), 5, "다섯"},
    {SORT(hour_word), 6, "여섯"},
    {SORT(hour_word), 7, "일곱"},
    {SORT(hour_word), 8, "여덟"},
    {SORT(hour_word), 9, "아홉"},
    {SORT(hour_word), 10, "열"},
    {SORT(hour_word), 11, "열한"},
    {SORT(hour_word), 12, "열두"},

    {SORT(lunar), 1, "음력"},
    {SORT(lunar), 0, "음"},
    {SORT(lunar), 0, "lunar"},
    {SORT(leap), 0, "윤달"},
    {SORT(leap), 0, "윤"},
    {SORT(leap), 0, "leap"},

    {SORT(to), 0, "~"},
    {SORT(to), 0, "∼"},
    {SORT(to), 0, "～"},
    {SORT(to), 0, "-"},
    {SORT(to), 0, "–"},
    {SORT(to), 0, "—"},
    {SORT(to), 0, "부터"},
    {SORT(to), 0, "에서"},
    {SORT(to), 0, "to"},
    {SORT(to), 1, "until"},
    {SORT(to), 1, "till"},
    {SORT(until), 0, "까지"},
    {SORT(from), 0, "from"},
    {SORT(from), 0, "on"},
    {SORT(from), 0, "at"},
    {SORT(from), 0, "starting"},
    {SORT(from), 0, "@"},
    {SORT(particle), 0, "에"},
    {SORT(particle), 0, "에는"},
    {SORT(particle), 0, "엔"},
    {SORT(particle), 0, "은"},
    {SORT(particle), 0, "날"},
    {SORT(particle), 0, "부터"},

    {SORT(length), QUICK_UNIT_minute, "분"},
    {SORT(length), QUICK_UNIT_minute, "minutes"},
    {SORT(length), QUICK_UNIT_minute, "minute"},
    {SORT(length), QUICK_UNIT_minute, "mins"},
    {SORT(length), QUICK_UNIT_minute, "min"},
    {SORT(length), QUICK_UNIT_hour, "시간"},
    {SORT(length), QUICK_UNIT_hour, "hours"},
    {SORT(length), QUICK_UNIT_hour, "hour"},
    {SORT(length), QUICK_UNIT_hour, "hrs"},
    {SORT(length), QUICK_UNIT_hour, "hr"},
    {SORT(length), QUICK_UNIT_hour, "h"},
    {SORT(length), QUICK_UNIT_day, "일"},
    {SORT(length), QUICK_UNIT_day, "days"},
    {SORT(length), QUICK_UNIT_day, "day"},
    {SORT(length), QUICK_UNIT_week, "주"},
    {SORT(length), QUICK_UNIT_week, "주일"},
    {SORT(length), QUICK_UNIT_week, "weeks"},
    {SORT(length), QUICK_UNIT_week, "week"},
    {SORT(length), QUICK_UNIT_month, "개월"},
    {SORT(length), QUICK_UNIT_month, "달"},
    {SORT(length), QUICK_UNIT_month, "months"},
    {SORT(length), QUICK_UNIT_month, "month"},
    {SORT(length), QUICK_UNIT_year, "년"},
    {SORT(length), QUICK_UNIT_year, "years"},
    {SORT(length), QUICK_UNIT_year, "year"},
    {SORT(for), 0, "for"},
    {SORT(during), 0, "동안"},
    {SORT(during), 0, "간"},
    {SORT(later), 0, "뒤"},
    {SORT(later), 0, "뒤에"},
    {SORT(later), 0, "후"},
    {SORT(later), 0, "후에"},
    {SORT(later), 0, "from now"},

    {SORT(every), 0, "every"},
    {SORT(every), 0, "each"},
    {SORT(every), 0, "매"},
    {SORT(recurrence), QUICK_EVERY_day, "매일"},
    {SORT(recurrence), QUICK_EVERY_day, "날마다"},
    {SORT(recurrence), QUICK_EVERY_day, "daily"},
    {SORT(recurrence), QUICK_EVERY_day, "every day"},
    {SORT(recurrence), QUICK_EVERY_day, "everyday"},
    {SORT(recurrence), QUICK_EVERY_week, "매주"},
    {SORT(recurrence), QUICK_EVERY_week, "주마다"},
    {SORT(recurrence), QUICK_EVERY_week, "weekly"},
    {SORT(recurrence), QUICK_EVERY_week, "every week"},
    {SORT(recurrence), QUICK_EVERY_other_week, "격주"},
    {SORT(recurrence), QUICK_EVERY_other_week, "격주로"},
    {SORT(recurrence), QUICK_EVERY_other_week, "biweekly"},
    {SORT(recurrence), QUICK_EVERY_other_week, "fortnightly"},
    {SORT(recurrence), QUICK_EVERY_month, "매월"},
    {SORT(recurrence), QUICK_EVERY_month, "매달"},
    {SORT(recurrence), QUICK_EVERY_month, "달마다"},
    {SORT(recurrence), QUICK_EVERY_month, "monthly"},
    {SORT(recurrence), QUICK_EVERY_month, "every month"},
    {SORT(recurrence), QUICK_EVERY_year, "매년"},
    {SORT(recurrence), QUICK_EVERY_year, "매해"},
    {SORT(recurrence), QUICK_EVERY_year, "해마다"},
    {SORT(recurrence), QUICK_EVERY_year, "yearly"},
    {SORT(recurrence), QUICK_EVERY_year, "annually"},
    {SORT(recurrence), QUICK_EVERY_year, "every year"},
    {SORT(recurrence), QUICK_EVERY_workday, "평일마다"},
    {SORT(recurrence), QUICK_EVERY_workday, "매주 평일"},
    {SORT(recurrence), QUICK_EVERY_workday, "every weekday"},
    {SORT(recurrence), QUICK_EVERY_workday, "every workday"},
    {SORT(recurrence), QUICK_EVERY_workday, "weekdays"},
    {SORT(recurrence), QUICK_EVERY_weekend, "주말마다"},
    {SORT(recurrence), QUICK_EVERY_weekend, "매주 주말"},
    {SORT(recurrence), QUICK_EVERY_weekend, "every weekend"},
    {SORT(marker), 0, "마다"},
    {SORT(other), 0, "other"},
    {SORT(unit), QUICK_UNIT_day, "일"},
    {SORT(unit), QUICK_UNIT_day, "days"},
    {SORT(unit), QUICK_UNIT_day, "day"},
    {SORT(unit), QUICK_UNIT_week, "주"},
    {SORT(unit), QUICK_UNIT_week, "weeks"},
    {SORT(unit), QUICK_UNIT_week, "week"},
    {SORT(unit), QUICK_UNIT_month, "개월"},
    {SORT(unit), QUICK_UNIT_month, "달"},
    {SORT(unit), QUICK_UNIT_month, "months"},
    {SORT(unit), QUICK_UNIT_month, "month"},
    {SORT(unit), QUICK_UNIT_year, "년"},
    {SORT(unit), QUICK_UNIT_year, "years"},
    {SORT(unit), QUICK_UNIT_year, "year"},
    {SORT(ordinal), 1, "첫째"},
    {SORT(ordinal), 1, "첫번째"},
    {SORT(ordinal), 1, "첫 번째"},
    {SORT(ordinal), 1, "첫"},
    {SORT(ordinal), 2, "둘째"},
    {SORT(ordinal), 2, "두번째"},
    {SORT(ordinal), 2, "두 번째"},
    {SORT(ordinal), 3, "셋째"},
    {SORT(ordinal), 3, "세번째"},
    {SORT(ordinal), 3, "세 번째"},
    {SORT(ordinal), 4, "넷째"},
    {SORT(ordinal), 4, "네번째"},
    {SORT(ordinal), 4, "네 번째"},
    {SORT(ordinal), 5, "다섯째"},
    {SORT(ordinal), -1, "마지막"},
    {SORT(ordinal), 1, "first"},
    {SORT(ordinal), 1, "1st"},
    {SORT(ordinal), 2, "second"},
    {SORT(ordinal), 2, "2nd"},
    {SORT(ordinal), 3, "third"},
    {SORT(ordinal), 3, "3rd"},
    {SORT(ordinal), 4, "fourth"},
    {SORT(ordinal), 4, "4th"},
    {SORT(ordinal), 5, "fifth"},
    {SORT(ordinal), -1, "last"},
    {SORT(times), 0, "번"},
    {SORT(times), 0, "회"},
    {SORT(times), 0, "times"},
    {SORT(all_day), 0, "하루 종일"},
    {SORT(all_day), 0, "하루종일"},
    {SORT(all_day), 0, "종일"},
    {SORT(all_day), 0, "all day"},
    {SORT(all_day), 0, "all-day"},

    {SORT(year_unit), 0, "년"},
    {SORT(month_unit), 0, "월"},
    {SORT(day_unit), 0, "일"},
    {SORT(hour_unit), 0, "시"},
    {SORT(minute_unit), 0, "분"},
    {SORT(half_hour), 0, "반"},
    {SORT(nights), 0, "박"},
    {SORT(day_suffix), 0, "st"},
    {SORT(day_suffix), 0, "nd"},
    {SORT(day_suffix), 0, "rd"},
    {SORT(day_suffix), 0, "th"},
    {SORT(of), 0, "of"},
    {SORT(of), 0, "in"},
};

bool quick_is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

size_t quick_word(const char *at, enum quick_sort sort, int *value)
{
    size_t best = 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i].sort != sort)
            continue;
        size_t length = strlen(words[i].text);
        if (length <= best || strncasecmp(at, words[i].text, length) != 0)
            continue;
        /* "mon" is no part of "money". */
        if (quick_is_latin(words[i].text[length - 1]) && quick_is_latin(at[length]))
            continue;
        best = length;
        if (value != NULL)
            *value = words[i].value;
    }
    return best;
}

size_t quick_word_after(const char *at, size_t used, enum quick_sort sort, int *value)
{
    size_t space = quick_space(at + used);
    size_t length = quick_word(at + used + space, sort, value);
    return length > 0 ? space + length : 0;
}

size_t quick_number(const char *at, size_t digits, int *value)
{
    size_t length = 0;
    int number = 0;
    while (length < digits && at[length] >= '0' && at[length] <= '9')
        number = number * 10 + (at[length++] - '0');
    if (length == 0 || (at[length] >= '0' && at[length] <= '9'))
        return 0;
    *value = number;
    return length;
}

size_t quick_space(const char *at)
{
    size_t length = 0;
    while (at[length] == ' ' || at[length] == '\t' || strncmp(at + length, "\u3000", 3) == 0)
        length += at[length] == ' ' || at[length] == '\t' ? 1 : 3;
    return length;
}

bool quick_ends(const char *at)
{
    return *at == '\0' || quick_space(at) > 0 || strchr(",;.!?)]", *at) != NULL;
}
