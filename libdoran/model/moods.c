#include <doran/moods.h>

static const struct doran_mood_face faces[DORAN_mood_COUNT] = {
    [DORAN_mood_good] = {"🙂", "좋아요", "good", ":)"},
    [DORAN_mood_love] = {"🥰", "사랑해요", "in love", "<3"},
    [DORAN_mood_nice] = {"😎", "멋져요", "cool", "B)"},
    [DORAN_mood_sad] = {"😥", "슬퍼요", "sad", ":("},
    [DORAN_mood_head] = {"🤯", "머리아파요", "headache", "x_x"},
    [DORAN_mood_angry] = {"😡", "화나요", "angry", ">:("},
    [DORAN_mood_sleepy] = {"😴", "졸려요", "sleepy", "zZ"},
};

const struct doran_mood_face *doran_mood_face(enum doran_mood mood)
{
    return (unsigned)mood < DORAN_mood_COUNT && mood != DORAN_mood_none ? &faces[mood] : NULL;
}
