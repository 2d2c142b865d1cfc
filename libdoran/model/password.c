#include <doran/rules.h>
#include <doran/text.h>

#include <stdlib.h>
#include <string.h>

/* What guessers try first, of eight characters and more (shorter ones are refused by their length), as keys
 * (doran_text_key): the world's, then what Korean keyboards give. Words typed on a Latin layout with Korean
 * fingers are written as they come out: 안녕하세요 is dkssudgktpdy. */
static const char *const common[] = {
    "123456789",     "12345678",      "1234567890",       "0123456789",       "987654321",
    "9876543210",    "0987654321",    "87654321",         "123123123",        "12341234",
    "123412345",     "1234512345",    "123454321",        "12344321",         "12121212",
    "123321123",     "11223344",      "1122334455",       "112233445566",     "13131313",
    "10203040",      "102030405060",  "147258369",        "159357456",        "147852369",
    "741852963",     "963852741",     "789456123",        "456789123",        "123789456",
    "14725836",      "19283746",      "01234567",         "00000000",         "31415926",
    "314159265",     "3141592654",    "20202020",         "10101010",         "69696969",
    "password",      "password1",     "password12",       "password123",      "password1234",
    "password!",     "password1!",    "passw0rd",         "p@ssw0rd",         "p@ssword",
    "pa$$word",      "p@ssw0rd1",     "p@ssword1",        "passwords",        "mypassword",
    "yourpassword",  "qwertyui",      "qwertyuiop",       "qwerty12",         "qwerty123",
    "qwerty1234",    "qwerty12345",   "qwerty123456",     "qwer1234",         "qwer12345",
    "qwer1234!",     "qwer1234@",     "qwerqwer",         "qwerasdf",         "qwerasdfzxcv",
    "qwaszx12",      "asdfghjk",      "asdfghjkl",        "asdfasdf",         "asdf1234",
    "asdf12345",     "asdfqwer",      "zxcvbnm1",         "zxcvbnm123",       "zxcvzxcv",
    "zxcv1234",      "zaqxswcde",     "zaq12wsx",         "zaq1zaq1",         "zaq1xsw2",
    "1qaz2wsx",      "1qaz2wsx3edc",  "1qazxsw2",         "1qazzaq1",         "qazwsxedc",
    "qazwsx123",     "qazxswedc",     "qweasdzxc",        "qweasd123",        "1q2w3e4r",
    "1q2w3e4r!",     "1q2w3e4r5t",    "1q2w3e4r5t6y",     "q1w2e3r4",         "q1w2e3r4t5",
    "q1w2e3r4!",     "!q2w3e4r",      "1a2b3c4d",         "a1b2c3d4",         "a1s2d3f4",
    "1a2s3d4f",      "a1234567",      "a12345678",        "a123456789",       "aa123456",
    "aa12345678",    "aaa123456",     "abc12345",         "abc123456",        "abcd1234",
    "abcd12345",     "abcd1234!",     "abcdefgh",         "abcdefg1",         "abcdefghi",
    "abcabc123",     "abcdabcd",      "abc123abc",        "1234abcd",         "123456ab",
    "12345678a",     "123456789a",    "123456abc",        "1234qwer",         "1234qwer!",
    "12345qwert",    "123456qwerty",  "123qwe123",        "123qweasd",        "123qweasdzxc",
    "1qa2ws3ed",     "iloveyou",      "iloveyou1",        "iloveyou2",        "iloveu12",
    "ilovegod",      "loveyou1",      "lovelove",         "loveme123",        "sunshine",
    "sunshine1",     "princess",      "princess1",        "football",         "football1",
    "baseball",      "baseball1",     "basketball",       "superman",         "superman1",
    "spiderman",     "batman123",     "starwars",         "starwars1",        "pokemon1",
    "pokemon123",    "dragon123",     "monkey123",        "shadow123",        "master123",
    "michael1",      "jennifer",      "jessica1",         "charlie1",         "trustno1",
    "whatever",      "whatever1",     "computer",         "computer1",        "internet",
    "internet1",     "samsung1",      "samsung123",       "liverpool",        "liverpool1",
    "chelsea1",      "arsenal1",      "corvette",         "mercedes",         "mustang1",
    "hello123",      "hello1234",     "helloworld",       "welcome1",         "welcome123",
    "welcome1!",     "letmein1",      "letmein123",       "letmein!",         "changeme",
    "changeme1",     "changeme123",   "default1",         "admin123",         "admin1234",
    "administrator", "adminadmin",    "root1234",         "rootroot",         "test1234",
    "test12345",     "testtest",      "testing1",         "testing123",       "user1234",
    "guest123",      "guest1234",     "login123",         "master12",         "secret123",
    "temp1234",      "access14",      "freedom1",         "blink182",         "butterfly",
    "chocolate",     "elephant",      "midnight",         "november",         "december",
    "september",     "victoria",      "alexander",        "christian",        "elizabeth",
    "benjamin",      "jonathan",      "korea123",         "korea1234",        "korea2002",
    "seoul123",      "seoul1234",     "daehanminguk",     "daehanmingook",    "minguk123",
    "family12",      "family123",     "family1234",       "ourfamily",        "happyfamily",
    "happy123",      "happy1234",     "dorandoran",       "dorandoran1",      "doran123",
    "doran1234",     "naver123",      "naver1234",        "kakao123",         "kakao1234",
    "kakaotalk",     "dkssudgktpdy",  "dkssudgktpdy1",    "dkssud12",         "dkssud123",
    "dkssud1234",    "dkssud1!",      "dkssud12!",        "dkssudgk",         "tkfkdgo1",
    "tkfkdgo123",    "tkfkdgo1004",   "tkfkdgody",        "tkfkdgkqslek",     "tkfkd123",
    "tkfkd1234",     "rkskek12",      "rkskekfk",         "rkskekfkakqktk",   "rkskekfk1",
    "qlalfqjsgh",    "qlalfqjsgh1",   "qlqjs123",         "qlqjs1234",        "gkdl1234",
    "gksrnr123",     "eogksalsrnr",   "eogksalsrnraksto", "ehfksehfks",       "ehfksehfks1",
    "rkwhr123",      "rkwhr1234",     "djaak123",         "djaak1234",        "djaakdkqk",
    "dkqk1234",      "wjdtls123",     "choigo12",         "saranghae",        "saranghae1",
    "saranghaeyo",   "saranghae1004", "annyeong",         "annyeong1",        "annyeonghaseyo",
    "chunsa1004",    "chonsa1004",    "angel1004",        "love1004",         "happy1004",
    "dkssud1004",    "01012345678",   "01000000000",      "1004love",         "10041004",
    "20022002",      "19191919",      "82828282",         "5201314a",         "woaini1314",
    "안녕하세요",    "사랑해사랑해",  "비밀번호비밀번호", "도란도란도란도란",
};

static bool equals(const char *key, const char *text)
{
    char *other = doran_text_key(text);
    bool same = other != NULL && strcmp(key, other) == 0;
    free(other);
    return same;
}

/* "aaaaaaaa": one character, however often. */
static bool is_one_character(const char *key)
{
    size_t length = strlen(key);
    size_t first = doran_text_next(key, length);
    return length > 0 && length % first == 0 && memcmp(key, key + first, length - first) == 0;
}

static bool is_common(const char *key)
{
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
        if (strcmp(common[i], key) == 0)
            return true;
    }
    return is_one_character(key);
}

/* What is wrong with a password, by its key; NULL when nothing is. */
static const char *objection(const char *key, const char *email, const char *nickname)
{
    if (is_common(key))
        return "This password is one of the commonest. Please take another.";
    if (email != NULL && equals(key, email))
        return "The password must not be the e-mail address.";
    if (nickname != NULL && equals(key, nickname))
        return "The password must not be the nickname.";
    return NULL;
}

bool doran_password_allowed(const char *password, const char *email, const char *nickname,
                            struct doran_error *error)
{
    char *key = doran_text_key(password);
    if (key == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    const char *reason = objection(key, email, nickname);
    free(key);
    return reason == NULL || doran_fail(error, DORAN_ERROR_invalid, "password", "%s", reason);
}
