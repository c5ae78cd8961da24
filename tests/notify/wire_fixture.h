/*
 * wire_fixture.h - processes at a board, each a struct wire with ears that note what they hear
 *
 * NAME is the name of the board.
 */
#pragma once
#include <stdlib.h>
#include <unistd.h>
#include "base/fault.h"
#include "notify/hub.h"
#include "notify/pack.h"
#include "notify/sinks.h"
#include "notify/wire.h"
#include "notify/wire_board.h"
#include "sys/clock.h"
#include "sys/shared.h"

#define LIMIT_MSEC 60000 /* of a wait that ends at once, or the test has failed */

enum {
    TELLERS = 3,
    EACH = 20000,
    FITS = 3000 /* of each, together less than the ring holds */
};

/* What one process hears. */
struct ears {
    struct wire *wire;
    struct sys_latch latch;    /* guards the rest */
    struct sys_event *news;    /* resets itself: something was heard */
    char seen[512];            /* "key=bytes;", "key lost;", "missed;" */
    uint32_t n, wrong, misses; /* numbers heard in a row, and those out of it, for told_in_order */
    uint32_t next[TELLERS + 1];
    struct sys_event *inside, *leave; /* heard waits there, once, when they are given */
};

__attribute__((unused)) static void note(struct ears *ears, const char *format, const void *key,
                                         size_t key_bytes, const void *bytes, size_t n)
{
    size_t at;

    sys_latch_take(&ears->latch);
    at = strlen(ears->seen);
    snprintf(ears->seen + at, sizeof(ears->seen) - at, format, (int)key_bytes, key, (int)n, bytes);
    sys_latch_drop(&ears->latch);
    sys_event_set(ears->news);
}

__attribute__((unused)) static void heard(void *context, const void *key, size_t key_bytes,
                                          ULONG events, const void *bytes, size_t n)
{
    struct ears *ears = context;
    struct sys_event *leave = TAKE(ears->leave);

    (void)events;
    if (leave) {
        sys_event_set(ears->inside);
        sys_event_wait(leave, SYS_FOREVER);
    }
    note(ears, bytes ? "%.*s=%.*s;" : "%.*s lost;", key, key_bytes, bytes, n);
}

__attribute__((unused)) static void missed(void *context)
{
    note(context, "missed;", "", 0, "", 0);
}

__attribute__((unused)) static const struct wire_ears ears_of_notes = {heard, missed};

__attribute__((unused)) static struct ears *ears_new(const struct wire_ears *kind)
{
    struct ears *ears = calloc(1, sizeof(*ears));

    assert_hr(sys_event_create(false, &ears->news), S_OK);
    assert_hr(wire_open(NAME, kind, ears, &ears->wire), S_OK);
    return ears;
}

__attribute__((unused)) static void ears_free(struct ears *ears)
{
    wire_close(ears->wire);
    sys_event_destroy(ears->news);
    free(ears);
}

__attribute__((unused)) static bool has_seen(struct ears *ears, const char *text)
{
    bool seen;

    sys_latch_take(&ears->latch);
    seen = !strcmp(ears->seen, text);
    sys_latch_drop(&ears->latch);
    return seen;
}

#define assert_hears(ears, text)                                                                   \
    do {                                                                                           \
        while (!has_seen(ears, text))                                                              \
            if (!sys_event_wait((ears)->news, LIMIT_MSEC))                                         \
                assert_string_equal((ears)->seen, text);                                           \
    } while (0)

/* Until it is so. */
#define LIMITED(condition_)                                                                        \
    do {                                                                                           \
        for (uint64_t began_ = sys_ticks_msec(); !(condition_);) {                                 \
            assert_true(sys_ticks_msec() - began_ < LIMIT_MSEC);                                   \
            usleep(1000);                                                                          \
        }                                                                                          \
    } while (0)

__attribute__((unused)) static void tell(struct wire *wire, const char *key, const char *text)
{
    wire_tell(wire, key, strlen(key), 1, text, text ? strlen(text) : 0);
}

__attribute__((unused)) static void listen(struct ears *ears, const char *key)
{
    assert_hr(wire_listen(ears->wire, key, strlen(key)), S_OK);
}

__attribute__((unused)) static struct board *the_board(struct sys_shared **shared)
{
    assert_hr(sys_shared_open(NAME, sizeof(struct board), shared), S_OK);
    return sys_shared_memory(*shared);
}

/* A number whose bell hangs nowhere. */
__attribute__((unused)) static void put_dead(struct board *board, size_t at)
{
    memset(board->places[at].filter, 0xff, sizeof(board->places[at].filter));
    board->places[at].read = board->places[at].asked = board->head;
    board->places[at].owner = ++board->last_owner;
    board->listeners++;
    board->used = BOARD_PLACES;
}

/* One that lives, and does nothing; its bell. */
__attribute__((unused)) static struct sys_event *put_sleeper(struct board *board, size_t at)
{
    WCHAR name[] = NAME L".00000000";
    struct sys_event *bell;

    put_dead(board, at);
    assert_true(board->last_owner < 256);
    name[sizeof(NAME) / 2 + 6] = L"0123456789abcdef"[board->last_owner >> 4];
    name[sizeof(NAME) / 2 + 7] = L"0123456789abcdef"[board->last_owner & 15];
    assert_hr(sys_bell_hang(name, &bell), S_OK);
    return bell;
}

/* ---- numbers, of which none is to be missed ---- */

struct number {
    uint32_t teller, n;
    uint32_t more[12];
};

__attribute__((unused)) static void in_order(void *context, const void *key, size_t key_bytes,
                                             ULONG events, const void *bytes, size_t n)
{
    struct ears *ears = context;
    struct number number;

    (void)key, (void)key_bytes, (void)events;
    if (n != sizeof(number)) {
        atomic_inc(&ears->wrong);
        return;
    }
    memcpy(&number, bytes, n);
    if (number.teller > TELLERS || number.n < ears->next[number.teller] ||
        number.more[11] != number.n)
        atomic_inc(&ears->wrong);
    else ears->next[number.teller] = number.n + 1;
    atomic_inc(&ears->n);
    sys_event_set(ears->news);
}

__attribute__((unused)) static void missed_some(void *context)
{
    struct ears *ears = context;

    atomic_inc(&ears->misses); /* the ring is smaller than all that is told */
    sys_event_set(ears->news); /* what somebody waits for may be among it */
}

__attribute__((unused)) static const struct wire_ears ears_of_numbers = {in_order, missed_some};

struct teller {
    struct sys_thread *thread;
    struct wire *wire;
    uint32_t number, count;
};

__attribute__((unused)) static void tell_numbers(void *context)
{
    struct teller *teller = context;
    struct number number = {.teller = teller->number};

    for (number.n = 0; number.n < teller->count; number.n++) {
        number.more[11] = number.n;
        wire_tell(teller->wire, "k", 1, 1, &number, sizeof(number));
    }
}
