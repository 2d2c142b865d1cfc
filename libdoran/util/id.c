#include <doran/id.h>
#include <doran/time.h>

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>

#define UUID_BYTES 16
#define COUNTER_BITS 12
#define COUNTER_SEED_MASK                                                                                    \
    UINT64_C(0x7FF) /* The top bit starts at zero, so that a busy millisecond has room. */

void doran_random(void *out, size_t length)
{
    unsigned char *bytes = out;
    while (length > 0) {
        ssize_t got = getrandom(bytes, length, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            abort(); /* A guessable token is worse than no program. */
        bytes += got;
        length -= (size_t)got;
    }
}

/* The 48 bits of milliseconds and the 12 of rand_a as one number that only rises: RFC 9562 §6.2 method 1,
 * where a counter that overflows, or a clock that goes back, borrows from the milliseconds to come. The one
 * thing a process must remember to keep the promise of doran_id_new(). */
static uint64_t next_stamp(uint64_t seed)
{
    static _Atomic uint64_t last;
    uint64_t fresh = (uint64_t)(doran_time_now() / 1000) << COUNTER_BITS | (seed & COUNTER_SEED_MASK);
    uint64_t before = atomic_load(&last);
    uint64_t stamp;
    do {
        stamp = fresh > before ? fresh : before + 1;
    } while (!atomic_compare_exchange_weak(&last, &before, stamp));
    return stamp;
}

static bool is_dash_at(size_t position)
{
    return position == 8 || position == 13 || position == 18 || position == 23;
}

struct doran_id doran_id_new(void)
{
    uint8_t bytes[UUID_BYTES];
    doran_random(bytes, sizeof bytes);
    uint64_t stamp = next_stamp((uint64_t)bytes[0] << 8 | bytes[1]);
    uint64_t milliseconds = stamp >> COUNTER_BITS;
    for (int i = 0; i < 6; i++)
        bytes[i] = (uint8_t)(milliseconds >> (40 - 8 * i));
    bytes[6] = (uint8_t)(0x70 | (stamp >> 8 & 0x0F)); /* version 7 */
    bytes[7] = (uint8_t)stamp;
    bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3F)); /* variant 10 */

    static const char hexadecimal[] = "0123456789abcdef";
    struct doran_id id;
    size_t at = 0;
    for (size_t i = 0; i < UUID_BYTES; i++) {
        if (is_dash_at(at))
            id.text[at++] = '-';
        id.text[at++] = hexadecimal[bytes[i] >> 4];
        id.text[at++] = hexadecimal[bytes[i] & 0x0F];
    }
    id.text[at] = '\0';
    return id;
}

bool doran_id_valid(const char *text, size_t length)
{
    if (text == NULL || length != DORAN_ID_LENGTH)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool fits = is_dash_at(i) ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (!fits)
            return false;
    }
    return true;
}
