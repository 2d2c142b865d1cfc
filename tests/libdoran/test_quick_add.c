/* The quick-add line: what lines mean, in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <doran/calendar.h>
#include <doran/quick_add.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sunday, 22 November 2026, 14:00 in Seoul. */
static struct doran_quick_add_options sunday(void)
{
    struct doran_wall now = {{2026, 11, 22}, 14, 0, 0};
    return (struct doran_quick_add_options){.now = doran_zone_instant(doran_zone_find("Asia/Seoul"), now),
                                            .zone = "Asia/Seoul"};
}

struct expected {
    const char *line, *title, *start, *end, *rrule;
};

static void check(const struct expected *expected, const struct doran_quick_add_options *options)
{
    struct doran_arena arena = {0};
    struct doran_quick_add quick;
    struct doran_error error = {0};
    if (!doran_quick_add_parse(expected->line, options, &quick, &arena, &error))
        fail_msg("\"%s\": %s: %s", expected->line, error.field, error.message);
    const char *rrule = quick.event.rrule != NULL ? quick.event.rrule : "";
    if (strcmp(quick.event.title, expected->title) != 0 || strcmp(quick.event.start, expected->start) != 0 ||
        strcmp(quick.event.end, expected->end) != 0 ||
        strcmp(rrule, expected->rrule != NULL ? expected->rrule : "") != 0)
        fail_msg("\"%s\": \"%s\" %s – %s %s", expected->line, quick.event.title, quick.event.start,
                 quick.event.end, rrule);
    assert_int_equal(quick.event.all_day, strlen(expected->start) == 10);
    assert_int_equal(quick.event.zone != NULL, !quick.event.all_day);
    doran_arena_deinit(&arena);
}

#define T(day, time) "2026-" day "T" time ":00"

static const struct expected days[] = {
    {"오늘 김장", "김장", "2026-11-22", "2026-11-23", NULL},
    {"김장", "김장", "2026-11-22", "2026-11-23", NULL},
    {"내일 소풍", "소풍", "2026-11-23", "2026-11-24", NULL},
    {"모레 소풍", "소풍", "2026-11-24", "2026-11-25", NULL},
    {"내일모레 소풍", "소풍", "2026-11-24", "2026-11-25", NULL},
    {"내일 모레 소풍", "소풍", "2026-11-24", "2026-11-25", NULL},
    {"내일 11/23 소풍", "소풍", "2026-11-23", "2026-11-24", NULL},
    {"글피 소풍", "소풍", "2026-11-25", "2026-11-26", NULL},
    {"소풍 내일", "소풍", "2026-11-23", "2026-11-24", NULL},
    {"우리 내일 소풍 가기", "우리 소풍 가기", "2026-11-23", "2026-11-24", NULL},
    {"picnic tomorrow", "picnic", "2026-11-23", "2026-11-24", NULL},
    {"Tomorrow picnic", "picnic", "2026-11-23", "2026-11-24", NULL},
    {"the day after tomorrow picnic", "picnic", "2026-11-24", "2026-11-25", NULL},
    {"월요일 회의", "회의", "2026-11-23", "2026-11-24", NULL},
    {"일요일 산책", "산책", "2026-11-22", "2026-11-23", NULL},
    {"토요일에 산책", "산책", "2026-11-28", "2026-11-29", NULL},
    {"fri dinner", "dinner", "2026-11-27", "2026-11-28", NULL},
    {"dinner on friday", "dinner", "2026-11-27", "2026-11-28", NULL},
    {"next friday dinner", "dinner", "2026-11-27", "2026-11-28", NULL},
    {"this friday dinner", "dinner", "2026-11-20", "2026-11-21", NULL},
    {"다음주 화요일 검진", "검진", "2026-11-24", "2026-11-25", NULL},
    {"다음 주 화요일 검진", "검진", "2026-11-24", "2026-11-25", NULL},
    {"다다음주 화요일 검진", "검진", "2026-12-01", "2026-12-02", NULL},
    {"이번주 금요일 검진", "검진", "2026-11-20", "2026-11-21", NULL},
    {"이번 주말 캠핑", "캠핑", "2026-11-21", "2026-11-23", NULL},
    {"다음주말 캠핑", "캠핑", "2026-11-28", "2026-11-30", NULL},
    {"next weekend camping", "camping", "2026-11-28", "2026-11-30", NULL},
    {"다음주 시험", "시험", "2026-11-29", "2026-11-30", NULL},
    {"next week exam", "exam", "2026-11-29", "2026-11-30", NULL},
    {"12/25 크리스마스", "크리스마스", "2026-12-25", "2026-12-26", NULL},
    {"12월 25일 크리스마스", "크리스마스", "2026-12-25", "2026-12-26", NULL},
    {"12월25일 크리스마스", "크리스마스", "2026-12-25", "2026-12-26", NULL},
    {"12월 25일에 크리스마스", "크리스마스", "2026-12-25", "2026-12-26", NULL},
    {"2027년 1월 1일 새해", "새해", "2027-01-01", "2027-01-02", NULL},
    {"2027-01-01 새해", "새해", "2027-01-01", "2027-01-02", NULL},
    {"2027.1.1 새해", "새해", "2027-01-01", "2027-01-02", NULL},
    {"2027/1/1 새해", "새해", "2027-01-01", "2027-01-02", NULL},
    {"1/1/2027 새해", "새해", "2027-01-01", "2027-01-02", NULL},
    {"11/22 오늘 김장", "김장", "2026-11-22", "2026-11-23", NULL},
    {"11/21 생일", "생일", "2027-11-21", "2027-11-22", NULL},
    {"2/29 윤일", "윤일", "2028-02-29", "2028-03-01", NULL},
    {"Dec 25 Christmas", "Christmas", "2026-12-25", "2026-12-26", NULL},
    {"25 December Christmas", "Christmas", "2026-12-25", "2026-12-26", NULL},
    {"Christmas on the 25th of Dec", "Christmas", "2026-12-25", "2026-12-26", NULL},
    {"Dec. 25th, 2027 Christmas", "Christmas", "2027-12-25", "2027-12-26", NULL},
    {"25일 월급", "월급", "2026-11-25", "2026-11-26", NULL},
    {"3일 치과", "치과", "2026-12-03", "2026-12-04", NULL},
    {"31일 마감", "마감", "2026-12-31", "2027-01-01", NULL},
    {"rent on the 3rd", "rent", "2026-12-03", "2026-12-04", NULL},
    {"다음달 3일 치과", "치과", "2026-12-03", "2026-12-04", NULL},
    {"이번 달 3일 치과", "치과", "2026-11-03", "2026-11-04", NULL},
    {"3일 뒤 치과", "치과", "2026-11-25", "2026-11-26", NULL},
    {"2주 후 치과", "치과", "2026-12-06", "2026-12-07", NULL},
    {"1개월 뒤에 치과", "치과", "2026-12-22", "2026-12-23", NULL},
    {"dentist in 3 days", "dentist", "2026-11-25", "2026-11-26", NULL},
    {"dentist in 2 weeks", "dentist", "2026-12-06", "2026-12-07", NULL},
    {"fri 11/27 dinner", "dinner", "2026-11-27", "2026-11-28", NULL},
    {"11/27 금요일 외식", "외식", "2026-11-27", "2026-11-28", NULL},
};

static const struct expected stretches[] = {
    {"12/3~12/5 여행", "여행", "2026-12-03", "2026-12-06", NULL},
    {"12/3-5 여행", "여행", "2026-12-03", "2026-12-06", NULL},
    {"3 Dec - 5 Dec trip", "trip", "2026-12-03", "2026-12-06", NULL},
    {"Dec 3 to Dec 5 trip", "trip", "2026-12-03", "2026-12-06", NULL},
    {"from Dec 3 until Dec 5 trip", "trip", "2026-12-03", "2026-12-06", NULL},
    {"12월 3일부터 12월 5일까지 여행", "여행", "2026-12-03", "2026-12-06", NULL},
    {"12월 3일~5일 여행", "여행", "2026-12-03", "2026-12-06", NULL},
    {"12/30~1/2 여행", "여행", "2026-12-30", "2027-01-03", NULL},
    {"월요일부터 수요일까지 출장", "출장", "2026-11-23", "2026-11-26", NULL},
    {"mon - wed trip", "trip", "2026-11-23", "2026-11-26", NULL},
    {"12/3 여행 2박 3일", "여행", "2026-12-03", "2026-12-06", NULL},
    {"12/3 3일간 여행", "여행", "2026-12-03", "2026-12-06", NULL},
    {"12/3 3일 동안 여행", "여행", "2026-12-03", "2026-12-06", NULL},
    {"12/3 trip for 3 days", "trip", "2026-12-03", "2026-12-06", NULL},
    {"여행 12월 5일까지", "여행", "2026-11-22", "2026-12-06", NULL},
    {"12/3 10시 캠프 ~ 12/5 18시", "캠프", T("12-03", "10:00"), T("12-05", "18:00"), NULL},
};

static const struct expected times[] = {
    {"내일 19시 외식", "외식", T("11-23", "19:00"), T("11-23", "20:00"), NULL},
    {"내일 7시 외식", "외식", T("11-23", "07:00"), T("11-23", "08:00"), NULL},
    {"모레 오후 3시 산책", "산책", T("11-24", "15:00"), T("11-24", "16:00"), NULL},
    {"내일 3시 산책", "산책", T("11-23", "15:00"), T("11-23", "16:00"), NULL},
    {"내일 3:30 산책", "산책", T("11-23", "15:30"), T("11-23", "16:30"), NULL},
    {"내일 03:30 공항", "공항", T("11-23", "03:30"), T("11-23", "04:30"), NULL},
    {"내일 새벽 3시 공항", "공항", T("11-23", "03:00"), T("11-23", "04:00"), NULL},
    {"내일 저녁 7시 외식", "외식", T("11-23", "19:00"), T("11-23", "20:00"), NULL},
    {"내일저녁7시 외식", "외식", T("11-23", "19:00"), T("11-23", "20:00"), NULL},
    {"내일 저녁 약속", "저녁 약속", "2026-11-23", "2026-11-24", NULL},
    {"내일 밤 11시 영화", "영화", T("11-23", "23:00"), T("11-24", "00:00"), NULL},
    {"내일 밤 12시 불꽃", "불꽃", T("11-24", "00:00"), T("11-24", "01:00"), NULL},
    {"내일 밤 1시 경기", "경기", T("11-24", "01:00"), T("11-24", "02:00"), NULL},
    {"내일 낮 12시 점심", "점심", T("11-23", "12:00"), T("11-23", "13:00"), NULL},
    {"내일 오전 12시 시작", "시작", T("11-23", "00:00"), T("11-23", "01:00"), NULL},
    {"내일 정오 점심", "점심", T("11-23", "12:00"), T("11-23", "13:00"), NULL},
    {"내일 10시 반 병원", "병원", T("11-23", "10:30"), T("11-23", "11:30"), NULL},
    {"내일 10시반 병원", "병원", T("11-23", "10:30"), T("11-23", "11:30"), NULL},
    {"내일 10시 반~11시 병원", "병원", T("11-23", "10:30"), T("11-23", "11:00"), NULL},
    {"내일 10시 반장 모임", "반장 모임", T("11-23", "10:00"), T("11-23", "11:00"), NULL},
    {"내일 10시 15분에 병원", "병원", T("11-23", "10:15"), T("11-23", "11:15"), NULL},
    {"내일 두 시 병원", "병원", T("11-23", "14:00"), T("11-23", "15:00"), NULL},
    {"내일 열한시 반 병원", "병원", T("11-23", "11:30"), T("11-23", "12:30"), NULL},
    {"fri 7pm dinner", "dinner", T("11-27", "19:00"), T("11-27", "20:00"), NULL},
    {"fri 7:30 pm dinner", "dinner", T("11-27", "19:30"), T("11-27", "20:30"), NULL},
    {"dinner on friday at 7pm", "dinner", T("11-27", "19:00"), T("11-27", "20:00"), NULL},
    {"tomorrow 12am launch", "launch", T("11-23", "00:00"), T("11-23", "01:00"), NULL},
    {"tomorrow noon lunch", "lunch", T("11-23", "12:00"), T("11-23", "13:00"), NULL},
    {"tomorrow at 7 breakfast", "breakfast", T("11-23", "07:00"), T("11-23", "08:00"), NULL},
    {"12월 25일 크리스마스 파티 18:30-21:00", "크리스마스 파티", T("12-25", "18:30"), T("12-25", "21:00"),
     NULL},
    {"내일 7시~9시 외식", "외식", T("11-23", "07:00"), T("11-23", "09:00"), NULL},
    {"내일 오후 3시부터 5시까지 회의", "회의", T("11-23", "15:00"), T("11-23", "17:00"), NULL},
    {"내일 11시~1시 회의", "회의", T("11-23", "11:00"), T("11-23", "13:00"), NULL},
    {"내일 22:00~02:00 근무", "근무", T("11-23", "22:00"), T("11-24", "02:00"), NULL},
    {"tomorrow 7-9pm dinner", "dinner", T("11-23", "19:00"), T("11-23", "21:00"), NULL},
    {"tomorrow 11-1pm lunch", "lunch", T("11-23", "11:00"), T("11-23", "13:00"), NULL},
    {"tomorrow from 7 to 9pm dinner", "dinner", T("11-23", "19:00"), T("11-23", "21:00"), NULL},
    {"tomorrow 7pm dinner until 9pm", "dinner", T("11-23", "19:00"), T("11-23", "21:00"), NULL},
    {"내일 7시 외식 2시간", "외식", T("11-23", "07:00"), T("11-23", "09:00"), NULL},
    {"내일 19시 외식 1시간 반", "외식", T("11-23", "19:00"), T("11-23", "20:30"), NULL},
    {"내일 19시 외식 1시간 30분", "외식", T("11-23", "19:00"), T("11-23", "20:30"), NULL},
    {"내일 19시 90분 외식", "외식", T("11-23", "19:00"), T("11-23", "20:30"), NULL},
    {"fri 7pm dinner for 2 hours", "dinner", T("11-27", "19:00"), T("11-27", "21:00"), NULL},
    {"fri 7pm 30 min call", "call", T("11-27", "19:00"), T("11-27", "19:30"), NULL},
    /* Without a day: the next time it is that late. */
    {"19시 외식", "외식", T("11-22", "19:00"), T("11-22", "20:00"), NULL},
    {"9시 외식", "외식", T("11-23", "09:00"), T("11-23", "10:00"), NULL},
    {"일요일 9시 산책", "산책", T("11-29", "09:00"), T("11-29", "10:00"), NULL},
    {"하루 종일 김장", "김장", "2026-11-22", "2026-11-23", NULL},
    {"tomorrow all day cleaning", "cleaning", "2026-11-23", "2026-11-24", NULL},
};

static const struct expected lunar[] = {
    {"음 8.15 추석", "추석", "2027-09-15", "2027-09-16", NULL},
    {"음력 8월 15일 추석", "추석", "2027-09-15", "2027-09-16", NULL},
    {"8/15 음력 추석", "추석", "2027-09-15", "2027-09-16", NULL},
    {"lunar 8/15 Chuseok", "Chuseok", "2027-09-15", "2027-09-16", NULL},
    {"8/15 음력 추석 매년", "추석", "2027-09-15", "2027-09-16",
     "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15;SKIP=BACKWARD"},
    {"매년 음력 1월 1일 설날", "설날", "2027-02-07", "2027-02-08",
     "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;SKIP=BACKWARD"},
    {"음 8.14~8.16 연휴", "연휴", "2027-09-14", "2027-09-17", NULL},
    {"2028년 음력 윤5월 3일 제사", "제사", "2028-06-25", "2028-06-26", NULL},
    {"음 윤5.3 제사", "제사", "2028-06-25", "2028-06-26", NULL},
    {"음 10.14 생신", "생신", "2026-11-22", "2026-11-23", NULL},
    {"음 10.13 생신", "생신", "2027-11-10", "2027-11-11", NULL},
    {"매월 음력 1일 차례", "차례", "2026-12-09", "2026-12-10",
     "RSCALE=DANGI;FREQ=MONTHLY;BYMONTHDAY=1;SKIP=BACKWARD"},
};

static const struct expected recurrences[] = {
    {"매일 7시 산책", "산책", T("11-23", "07:00"), T("11-23", "08:00"), "FREQ=DAILY"},
    {"daily 7am walk", "walk", T("11-23", "07:00"), T("11-23", "08:00"), "FREQ=DAILY"},
    {"매주 수 10시 반 병원", "병원", T("11-25", "10:30"), T("11-25", "11:30"), "FREQ=WEEKLY;BYDAY=WE"},
    {"매주 수요일 병원", "병원", "2026-11-25", "2026-11-26", "FREQ=WEEKLY;BYDAY=WE"},
    {"매주 월수금 수영", "수영", "2026-11-23", "2026-11-24", "FREQ=WEEKLY;BYDAY=MO,WE,FR"},
    {"매주 월, 수, 금 수영", "수영", "2026-11-23", "2026-11-24", "FREQ=WEEKLY;BYDAY=MO,WE,FR"},
    {"매주 일 산책", "산책", "2026-11-22", "2026-11-23", "FREQ=WEEKLY;BYDAY=SU"},
    {"매주 산책", "산책", "2026-11-22", "2026-11-23", "FREQ=WEEKLY"},
    {"월요일마다 수영", "수영", "2026-11-23", "2026-11-24", "FREQ=WEEKLY;BYDAY=MO"},
    {"격주 토요일 당번", "당번", "2026-11-28", "2026-11-29", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"},
    {"2주마다 청소", "청소", "2026-11-22", "2026-11-23", "FREQ=WEEKLY;INTERVAL=2"},
    {"3일마다 화분 물", "화분 물", "2026-11-22", "2026-11-23", "FREQ=DAILY;INTERVAL=3"},
    {"every monday 9am standup", "standup", T("11-23", "09:00"), T("11-23", "10:00"), "FREQ=WEEKLY;BYDAY=MO"},
    {"every mon, wed and fri swim", "swim", "2026-11-23", "2026-11-24", "FREQ=WEEKLY;BYDAY=MO,WE,FR"},
    {"every other week cleaning", "cleaning", "2026-11-22", "2026-11-23", "FREQ=WEEKLY;INTERVAL=2"},
    {"every 2 weeks cleaning", "cleaning", "2026-11-22", "2026-11-23", "FREQ=WEEKLY;INTERVAL=2"},
    {"every weekday 9am standup", "standup", T("11-23", "09:00"), T("11-23", "10:00"),
     "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
    {"매월 15일 월세", "월세", "2026-12-15", "2026-12-16", "FREQ=MONTHLY;BYMONTHDAY=15"},
    {"매월 말일 정산", "정산", "2026-11-30", "2026-12-01", "FREQ=MONTHLY;BYMONTHDAY=-1"},
    {"매달 셋째 토요일 모임", "모임", "2026-12-19", "2026-12-20", "FREQ=MONTHLY;BYDAY=3SA"},
    {"매월 마지막 금요일 회식", "회식", "2026-11-27", "2026-11-28", "FREQ=MONTHLY;BYDAY=-1FR"},
    {"every first monday club", "club", "2026-12-07", "2026-12-08", "FREQ=MONTHLY;BYDAY=1MO"},
    {"last friday of every month club", "club", "2026-11-27", "2026-11-28", "FREQ=MONTHLY;BYDAY=-1FR"},
    {"매년 8월 15일 광복절", "광복절", "2027-08-15", "2027-08-16", "FREQ=YEARLY"},
    {"every december 25 christmas", "christmas", "2026-12-25", "2026-12-26", "FREQ=YEARLY"},
    {"12/3 기념일 매년", "기념일", "2026-12-03", "2026-12-04", "FREQ=YEARLY"},
    {"매주 수 10번 치료", "치료", "2026-11-25", "2026-11-26", "FREQ=WEEKLY;COUNT=10;BYDAY=WE"},
    {"every monday for 5 times class", "class", "2026-11-23", "2026-11-24", "FREQ=WEEKLY;COUNT=5;BYDAY=MO"},
    {"매주 수 치료 12월 31일까지", "치료", "2026-11-25", "2026-11-26", "FREQ=WEEKLY;UNTIL=20261231;BYDAY=WE"},
    {"every monday until Dec 31 class", "class", "2026-11-23", "2026-11-24",
     "FREQ=WEEKLY;UNTIL=20261231;BYDAY=MO"},
};

static const struct expected titles[] = {
    {"3학년 모임", "3학년 모임", "2026-11-22", "2026-11-23", NULL},
    {"1번 버스 타기", "1번 버스 타기", "2026-11-22", "2026-11-23", NULL},
    {"5월의 신부", "5월의 신부", "2026-11-22", "2026-11-23", NULL},
    {"buy iPhone 15", "buy iPhone 15", "2026-11-22", "2026-11-23", NULL},
    {"24/7 support", "24/7 support", "2026-11-22", "2026-11-23", NULL},
    {"money talk", "money talk", "2026-11-22", "2026-11-23", NULL},
    {"Sunday-best shopping tomorrow", "Sunday-best shopping", "2026-11-23", "2026-11-24", NULL},
    {"may the force", "may the force", "2026-11-22", "2026-11-23", NULL},
    {"음식 준비", "음식 준비", "2026-11-22", "2026-11-23", NULL},
    {"세시풍속 공부", "세시풍속 공부", "2026-11-22", "2026-11-23", NULL},
    {"내일 \"12/25 준비 모임\"", "12/25 준비 모임", "2026-11-23", "2026-11-24", NULL},
    {"내일, 소풍", "소풍", "2026-11-23", "2026-11-24", NULL},
    {"  내일   소풍  ", "소풍", "2026-11-23", "2026-11-24", NULL},
    {"내일 🎂 생일", "🎂 생일", "2026-11-23", "2026-11-24", NULL},
    {"lunar eclipse", "lunar eclipse", "2026-11-22", "2026-11-23", NULL},
    {"16:9 TV", "16:9 TV", "2026-11-22", "2026-11-23", NULL},
};

static void check_all(const struct expected *expected, size_t count)
{
    struct doran_quick_add_options options = sunday();
    for (size_t i = 0; i < count; i++)
        check(&expected[i], &options);
}

#define TABLE(name)                                                                                          \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        (void)state;                                                                                         \
        check_all(name, sizeof name / sizeof name[0]);                                                       \
    }
TABLE(days)
TABLE(stretches)
TABLE(times)
TABLE(lunar)
TABLE(recurrences)
TABLE(titles)

static void test_day_first(void **state)
{
    (void)state;
    struct doran_quick_add_options options = sunday();
    options.day_first = true;
    check(&(struct expected){"25/12 Christmas", "Christmas", "2026-12-25", "2026-12-26", NULL}, &options);
    check(&(struct expected){"3/4/2027 party", "party", "2027-04-03", "2027-04-04", NULL}, &options);
}

/* Today is the family's day, wherever one is. */
static void test_zone(void **state)
{
    (void)state;
    struct doran_quick_add_options options = sunday();
    options.zone = "America/New_York";
    check(&(struct expected){"today 7pm call", "call", "2026-11-22T19:00:00", "2026-11-22T20:00:00", NULL},
          &options);
    options.now -= 6 * DORAN_HOUR; /* 08:00 in Seoul, still Saturday there. */
    check(&(struct expected){"today call", "call", "2026-11-21", "2026-11-22", NULL}, &options);
}

static void test_errors(void **state)
{
    (void)state;
    static const struct {
        const char *line, *field;
    } cases[] = {
        {"", "line"},
        {"   ", "line"},
        {"a\tb", "line"},
        {"a\nb", "line"},
        {"a\xff", "line"},
        {"내일 19시", "title"},
        {"tomorrow", "title"},
        {"다음주 화요일", "title"},
        {"모레 오후 3시", "title"},
        {"음 8.15", "title"},
        {"매주", "title"},
        {"내일 -", "title"},
        {"내일 \u00ad", "title"},
        {"2/30 생일", "start"},
        {"2월 30일 생일", "start"},
        {"2027-02-29 생일", "start"},
        {"11월 31일 생일", "start"},
        {"음 8.31 생일", "start"},
        {"2027년 음력 윤5월 3일 제사", "start"},
        {"오늘 내일 소풍", "start"},
        {"내일 12/25 소풍", "start"},
        {"12/25 12/26 파티", "start"},
        {"fri 12/24 party", "start"},
        {"내일 7시 8시 외식", "start"},
        {"내일 25시 외식", "start"},
        {"하루 종일 7시 김장", "start"},
        {"내일 2시간 김장", "start"},
        {"12/5~12/3/2026 여행", "end"},
        {"12/3~12/5 3일간 여행", "end"},
        {"매주 매월 회의", "rrule"},
        {"매일 음 8.15 달맞이", "rrule"},
    };
    struct doran_quick_add_options options = sunday();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct doran_arena arena = {0};
        struct doran_quick_add quick;
        struct doran_error error = {0};
        if (doran_quick_add_parse(cases[i].line, &options, &quick, &arena, &error))
            fail_msg("\"%s\" is accepted", cases[i].line);
        assert_int_equal(error.code, DORAN_ERROR_invalid);
        if (strcmp(error.field, cases[i].field) != 0)
            fail_msg("\"%s\": %s: %s", cases[i].line, error.field, error.message);
        doran_arena_deinit(&arena);
    }
    char line[DORAN_QUICK_ADD_BYTES_MAX + 2];
    memset(line, 'a', sizeof line);
    line[sizeof line - 1] = '\0';
    struct doran_arena arena = {0};
    struct doran_quick_add quick;
    struct doran_error error = {0};
    assert_false(doran_quick_add_parse(line, &options, &quick, &arena, &error));
    assert_string_equal(error.field, "line");
    line[DORAN_QUICK_ADD_BYTES_MAX] = '\0';
    assert_false(doran_quick_add_parse(line, &options, &quick, &arena, &error));
    assert_string_equal(error.field, "title");
    doran_arena_deinit(&arena);
}

static void test_parts(void **state)
{
    (void)state;
    struct doran_quick_add_options options = sunday();
    struct doran_arena arena = {0};
    struct doran_quick_add quick;
    struct doran_error error = {0};
    static const char line[] = "우리 매주 수 10시 반부터 병원 2시간";
    assert_true(doran_quick_add_parse(line, &options, &quick, &arena, &error));
    static const struct {
        enum doran_quick_part_kind kind;
        const char *text;
    } parts[] = {{DORAN_QUICK_title, "우리"},
                 {DORAN_QUICK_recurrence, "매주 수"},
                 {DORAN_QUICK_time, "10시 반부터"},
                 {DORAN_QUICK_title, "병원"},
                 {DORAN_QUICK_end, "2시간"}};
    assert_int_equal(quick.part_count, sizeof parts / sizeof parts[0]);
    for (size_t i = 0; i < quick.part_count; i++) {
        assert_int_equal(quick.parts[i].kind, parts[i].kind);
        assert_int_equal(quick.parts[i].length, strlen(parts[i].text));
        assert_memory_equal(line + quick.parts[i].offset, parts[i].text, quick.parts[i].length);
    }
    /* Without a title the rest is there all the same: a preview, or a day to go to. */
    assert_false(doran_quick_add_parse("음 8.15", &options, &quick, &arena, &error));
    assert_string_equal(error.field, "title");
    assert_string_equal(quick.event.start, "2027-09-15");
    assert_int_equal(quick.part_count, 1);
    assert_int_equal(quick.parts[0].kind, DORAN_QUICK_lunar);
    assert_true(quick.day_given);
    assert_true(doran_quick_add_parse("19시 외식", &options, &quick, &arena, &error));
    assert_false(quick.day_given);
    doran_arena_deinit(&arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),      cmocka_unit_test(test_stretches),   cmocka_unit_test(test_times),
        cmocka_unit_test(test_lunar),     cmocka_unit_test(test_recurrences), cmocka_unit_test(test_titles),
        cmocka_unit_test(test_day_first), cmocka_unit_test(test_zone),        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
