/*
 * test_wire.c - what processes tell each other on the board; here each wire stands for a process
 */
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
#define NAME       L"Test.1"

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

static void note(struct ears *ears, const char *format, const void *key, size_t key_bytes,
                 const void *bytes, size_t n)
{
    size_t at;

    sys_latch_take(&ears->latch);
    at = strlen(ears->seen);
    snprintf(ears->seen + at, sizeof(ears->seen) - at, format, (int)key_bytes, key, (int)n, bytes);
    sys_latch_drop(&ears->latch);
    sys_event_set(ears->news);
}

static void heard(void *context, const void *key, size_t key_bytes, ULONG events, const void *bytes,
                  size_t n)
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

static void missed(void *context)
{
    note(context, "missed;", "", 0, "", 0);
}

static const struct wire_ears ears_of_notes = {heard, missed};

static struct ears *ears_new(const struct wire_ears *kind)
{
    struct ears *ears = calloc(1, sizeof(*ears));

    assert_hr(sys_event_create(false, &ears->news), S_OK);
    assert_hr(wire_open(NAME, kind, ears, &ears->wire), S_OK);
    return ears;
}

static void ears_free(struct ears *ears)
{
    wire_close(ears->wire);
    sys_event_destroy(ears->news);
    free(ears);
}

static bool has_seen(struct ears *ears, const char *text)
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

static void tell(struct wire *wire, const char *key, const char *text)
{
    wire_tell(wire, key, strlen(key), 1, text, text ? strlen(text) : 0);
}

static void listen(struct ears *ears, const char *key)
{
    assert_hr(wire_listen(ears->wire, key, strlen(key)), S_OK);
}

/* 5.11-03 */
static void what_one_tells_the_others_hear(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes),
                *c = ears_new(&ears_of_notes);

    (void)state;
    listen(a, "k");
    listen(b, "k");
    listen(c, "other");
    tell(a->wire, "k", "one");
    tell(a->wire, "k", "two");
    assert_hears(b, "k=one;k=two;");
    tell(b->wire, "k", "three");
    tell(b->wire, "other", "four");
    assert_hears(a, "k=three;"); /* not what it told itself */
    assert_hears(c, "other=four;");
    assert_hears(b, "k=one;k=two;");
    ears_free(a);
    ears_free(b);
    ears_free(c);
}

static void who_does_not_listen_is_not_told(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);

    (void)state;
    assert_false(wire_is_listened(a->wire, "k", 1));
    listen(a, "k");
    assert_false(wire_is_listened(a->wire, "k", 1)); /* itself */
    assert_true(wire_is_listened(b->wire, "k", 1));
    assert_false(wire_is_listened(b->wire, "l", 1));
    listen(a, "k");
    wire_unlisten(a->wire, "k", 1);
    assert_true(wire_is_listened(b->wire, "k", 1));
    wire_unlisten(a->wire, "k", 1);
    assert_false(wire_is_listened(b->wire, "k", 1));
    wire_settle(a->wire);
    listen(a, "k"); /* and again */
    tell(b->wire, "k", "again");
    assert_hears(a, "k=again;");
    ears_free(a);
    ears_free(b);
}

/* ---- many ---- */

struct number {
    uint32_t teller, n;
    uint32_t more[12];
};

static void in_order(void *context, const void *key, size_t key_bytes, ULONG events,
                     const void *bytes, size_t n)
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

static void missed_some(void *context)
{
    struct ears *ears = context;

    atomic_inc(&ears->misses); /* the ring is smaller than all that is told */
}

static const struct wire_ears ears_of_numbers = {in_order, missed_some};

struct teller {
    struct sys_thread *thread;
    struct wire *wire;
    uint32_t number, count;
};

static void tell_numbers(void *context)
{
    struct teller *teller = context;
    struct number number = {.teller = teller->number};

    for (number.n = 0; number.n < teller->count; number.n++) {
        number.more[11] = number.n;
        wire_tell(teller->wire, "k", 1, 1, &number, sizeof(number));
    }
}

/* The ring is written around many times by several at once, while one reads: what it hears is
 * whole, in the order of each that told it, and never twice. */
static void many_tell_at_once(void **state)
{
    struct ears *ears = ears_new(&ears_of_numbers);
    struct ears *other = ears_new(&ears_of_notes);
    struct number last = {.teller = TELLERS};
    struct teller tellers[TELLERS];

    (void)state;
    listen(ears, "k");
    for (uint32_t i = 0; i < TELLERS; i++) {
        tellers[i] = (struct teller){.number = i, .count = EACH};
        assert_hr(wire_open(NAME, &ears_of_notes, NULL, &tellers[i].wire), S_OK);
        assert_hr(sys_thread_start(tell_numbers, &tellers[i], &tellers[i].thread), S_OK);
    }
    for (int i = 0; i < TELLERS; i++) {
        sys_thread_join(tellers[i].thread);
        wire_close(tellers[i].wire);
    }
    for (uint32_t n = 0; !atomic_get(&ears->next[TELLERS]); n++) { /* what is told now is heard */
        last.n = last.more[11] = n;
        wire_tell(other->wire, "k", 1, 1, &last, sizeof(last));
        assert_true(sys_event_wait(ears->news, LIMIT_MSEC));
    }
    assert_int_equal(ears->wrong, 0);
    for (int i = 0; i < TELLERS; i++) /* nothing silently */
        assert_true(atomic_get(&ears->misses) || ears->next[i] == EACH);
    ears_free(other);
    ears_free(ears);
}

/* What fits the ring is all heard, by whoever listens, while several tell. */
static void what_fits_is_not_missed(void **state)
{
    struct ears *ears = ears_new(&ears_of_numbers);
    struct teller tellers[TELLERS];
    uint32_t all = TELLERS * FITS;

    (void)state;
    listen(ears, "k");
    for (uint32_t i = 0; i < TELLERS; i++) {
        tellers[i] = (struct teller){.number = i, .count = FITS};
        assert_hr(wire_open(NAME, &ears_of_notes, NULL, &tellers[i].wire), S_OK);
        assert_hr(sys_thread_start(tell_numbers, &tellers[i], &tellers[i].thread), S_OK);
    }
    for (int i = 0; i < TELLERS; i++) {
        sys_thread_join(tellers[i].thread);
        wire_close(tellers[i].wire);
    }
    while (atomic_get(&ears->n) < all) assert_true(sys_event_wait(ears->news, LIMIT_MSEC));
    assert_int_equal(ears->n, all);
    assert_int_equal(ears->wrong, 0);
    assert_int_equal(ears->misses, 0);
    for (int i = 0; i < TELLERS; i++) assert_int_equal(ears->next[i], FITS);
    ears_free(ears);
}

/* ---- too much ---- */

static void what_is_too_big_is_told_as_lost(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    char *big = calloc(1, WIRE_MOST_BYTES);
    size_t most = WIRE_MOST_BYTES;

    (void)state;
    while (!wire_takes(1, most)) most--;
    assert_true(most > WIRE_MOST_BYTES - 100 && most < WIRE_MOST_BYTES);
    assert_false(wire_takes(WIRE_MOST_BYTES, (size_t)-1));
    listen(a, "k");
    wire_tell(b->wire, "k", 1, 1, big, most);
    assert_hears(a, "k=;");
    for (size_t n = most + 1; n <= WIRE_MOST_BYTES; n++) {
        wire_tell(b->wire, "k", 1, 1, big, n);
        assert_hears(a, "k=;k lost;");
        strcpy(a->seen, "k=;");
    }
    strcpy(a->seen, "");
    wire_tell(b->wire, "k", 1, 1, NULL, 0);
    wire_tell(b->wire, "k", 1, 1, "x", (size_t)-1 / 2);
    assert_hears(a, "k lost;k lost;");
    wire_tell(b->wire, big, WIRE_MOST_BYTES, 1, "x", 1);
    tell(b->wire, "k", "one");
    assert_hears(a, "k lost;k lost;k=one;missed;");
    free(big);
    ears_free(a);
    ears_free(b);
}

/* A reader that was away for too long learns that it missed something, then hears what is new. */
static void who_reads_too_late_has_missed_some(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    struct sys_event *leave;
    char *much = calloc(1, WIRE_MOST_BYTES / 2);

    (void)state;
    sys_event_create(true, &a->inside);
    sys_event_create(true, &leave);
    a->leave = leave;
    listen(a, "k");
    tell(b->wire, "k", "first");
    assert_true(sys_event_wait(a->inside, LIMIT_MSEC));
    for (int i = 0; i < 12; i++) /* more than the ring holds, and not for long */
        wire_tell(b->wire, "k", 1, 1, much, WIRE_MOST_BYTES / 2);
    sys_event_set(leave);
    assert_hears(a, "k=first;missed;");
    tell(b->wire, "k", "new");
    assert_hears(a, "k=first;missed;k=new;");
    sys_event_destroy(a->inside);
    sys_event_destroy(leave);
    free(much);
    ears_free(a);
    ears_free(b);
}

/* ---- processes that die, and garbage ---- */

static struct board *the_board(struct sys_shared **shared)
{
    assert_hr(sys_shared_open(NAME, sizeof(struct board), shared), S_OK);
    return sys_shared_memory(*shared);
}

/* A number whose bell hangs nowhere. */
static void put_dead(struct board *board, size_t at)
{
    memset(board->places[at].filter, 0xff, sizeof(board->places[at].filter));
    board->places[at].read = board->places[at].asked = board->head;
    board->places[at].owner = ++board->last_owner;
    board->listeners++;
    board->used = BOARD_PLACES;
}

/* One that lives, and does nothing; its bell. */
static struct sys_event *put_sleeper(struct board *board, size_t at)
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

static void places_of_the_dead_are_taken(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    struct sys_shared *shared;
    struct board *board = the_board(&shared);

    (void)state;
    for (size_t i = 0; i < BOARD_PLACES; i++)
        put_dead(board, i);
    assert_true(wire_is_listened(b->wire, "k", 1)); /* nobody knows yet */
    listen(a, "k");
    assert_int_equal(board->listeners, 1);
    tell(b->wire, "k", "one");
    assert_hears(a, "k=one;");
    assert_false(wire_is_listened(a->wire, "k", 1));
    ears_free(a);
    ears_free(b);
    sys_shared_close(shared);
}

/* Who tells finds out as well, when the dead don't read. */
static void the_dead_are_not_told_for_ever(void **state)
{
    struct ears *a = ears_new(&ears_of_notes);
    char *much = calloc(1, WIRE_MOST_BYTES / 2);
    struct sys_shared *shared;
    struct board *board = the_board(&shared);

    (void)state;
    put_dead(board, 3);
    for (int i = 0; i < 12 && wire_is_listened(a->wire, "k", 1); i++)
        wire_tell(a->wire, "k", 1, 1, much, WIRE_MOST_BYTES / 2);
    assert_false(wire_is_listened(a->wire, "k", 1));
    assert_int_equal(board->listeners, 0);
    free(much);
    ears_free(a);
    sys_shared_close(shared);
}

/* Who lives, and listens to other keys, is rung for before the ring has gone round: who tells is,
 * too. Who stands still keeps its place. */
static void who_falls_behind_is_rung_for(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    char *much = calloc(1, WIRE_MOST_BYTES / 2);
    struct sys_event *bell;
    struct sys_shared *shared;
    struct board *board = the_board(&shared);
    size_t many = 3 * BOARD_UNITS / (WIRE_MOST_BYTES / 2 / BOARD_UNIT);

    (void)state;
    listen(a, "k");
    bell = put_sleeper(board, 3);
    memset(board->places[3].filter, 0, sizeof(board->places[3].filter));
    assert_false(sys_event_wait(bell, 0));
    for (size_t i = 0; i < many; i++)
        wire_tell(b->wire, "k", 1, 1, much, WIRE_MOST_BYTES / 2);
    assert_true(sys_event_wait(bell, 0));
    assert_true(board->places[3].owner);
    sys_bell_take_down(bell);
    for (size_t i = 0; i < many; i++)
        wire_tell(b->wire, "k", 1, 1, much, WIRE_MOST_BYTES / 2);
    assert_false(board->places[3].owner);
    free(much);
    ears_free(a);
    ears_free(b);
    sys_shared_close(shared);
}

/* Listening begins when there is a place, and says that something was missed until then. */
static void a_full_board_is_waited_for(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    struct sys_event *bells[BOARD_PLACES];
    struct sys_shared *shared;
    struct board *board = the_board(&shared);

    (void)state;
    for (size_t i = 0; i < BOARD_PLACES; i++)
        bells[i] = put_sleeper(board, i);
    listen(a, "k");
    tell(b->wire, "k", "not heard");
    for (size_t i = 0; i < BOARD_PLACES; i++)
        sys_bell_take_down(bells[i]);
    assert_hears(a, "missed;");
    tell(b->wire, "k", "one");
    assert_hears(a, "missed;k=one;");
    ears_free(a);
    ears_free(b);
    sys_shared_close(shared);
}

/* Once at a time, not at each look, and others are still told meanwhile. */
static void a_place_that_cannot_be_had_again_is_missed_once(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    struct sys_event *bells[BOARD_PLACES];
    struct sys_shared *shared;
    struct board *board = the_board(&shared);

    (void)state;
    listen(a, "k");
    assert_true(sys_shared_take(shared, LIMIT_MSEC)); /* it finds none free while we do that */
    for (size_t i = 0; i < BOARD_PLACES; i++)
        bells[i] = put_sleeper(board, i);
    board->listeners = 1; /* of which a would think that it is itself */
    sys_shared_drop(shared);
    LIMITED(wire_is_listened(a->wire, "k", 1));
    assert_string_equal(a->seen, "");
    for (size_t i = 0; i < BOARD_PLACES; i++)
        sys_bell_take_down(bells[i]);
    assert_hears(a, "missed;");
    tell(b->wire, "k", "one");
    assert_hears(a, "missed;k=one;");
    ears_free(a);
    ears_free(b);
    sys_shared_close(shared);
}

/* A writer that was stopped, with the board in its hand, isn't waited for each time. */
static void who_holds_the_board_does_not_hold_up_all(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    uint64_t began = sys_ticks_msec();
    struct sys_shared *shared;

    (void)state;
    the_board(&shared);
    listen(a, "k");
    assert_true(sys_shared_take(shared, 0));
    for (int i = 0; i < 300; i++)
        tell(b->wire, "k", "not told");
    assert_true(sys_ticks_msec() - began < LIMIT_MSEC); /* it would be 300 s */
    assert_true(sys_event_wait(a->news, LIMIT_MSEC));
    assert_memory_equal(a->seen, "missed;", 7);
    sys_shared_drop(shared);
    ears_free(a);
    ears_free(b);
    sys_shared_close(shared);
}

/* Who comes while the board is held listens when it isn't any more. */
static void listening_begins_when_the_board_is_free(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    struct sys_shared *shared;

    (void)state;
    the_board(&shared);
    assert_true(sys_shared_take(shared, 0));
    listen(a, "k");
    assert_false(wire_is_listened(b->wire, "k", 1));
    sys_shared_drop(shared);
    assert_hears(a, "missed;");
    tell(b->wire, "k", "one");
    assert_hears(a, "missed;k=one;");
    ears_free(a);
    ears_free(b);
    sys_shared_close(shared);
}

/* What was told before somebody listened is not heard, whatever else the process listened to. */
static void what_was_told_before_is_not_heard(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes),
                *c = ears_new(&ears_of_notes);
    struct sys_event *leave;

    (void)state;
    sys_event_create(true, &a->inside);
    sys_event_create(true, &leave);
    a->leave = leave;
    listen(a, "k");
    listen(c, "l");
    tell(b->wire, "k", "first");
    assert_true(sys_event_wait(a->inside, LIMIT_MSEC)); /* it reads no further */
    tell(b->wire, "l", "before");
    listen(a, "l");
    tell(b->wire, "l", "after");
    sys_event_set(leave);
    assert_hears(c, "l=before;l=after;");
    assert_hears(a, "k=first;l=after;");
    sys_event_destroy(a->inside);
    sys_event_destroy(leave);
    ears_free(a);
    ears_free(b);
    ears_free(c);
}

/* Words of the board that were lost come back, as long as somebody listens. */
static void lost_words_are_mended(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    struct sys_shared *shared;
    struct board *board = the_board(&shared);

    (void)state;
    listen(a, "k");
    tell(b->wire, "k", "one");
    assert_hears(a, "k=one;");
    assert_true(sys_shared_take(shared, LIMIT_MSEC)); /* nobody mends while we look */
    board->listeners = board->used = board->last_owner = 0;
    assert_false(wire_is_listened(b->wire, "k", 1));
    sys_shared_drop(shared);
    assert_hears(a, "k=one;missed;");
    assert_true(wire_is_listened(b->wire, "k", 1));
    memset(board->places[0].filter, 0, sizeof(board->places[0].filter));
    assert_hears(a, "k=one;missed;missed;");
    assert_true(wire_is_listened(b->wire, "k", 1));
    listen(b, "k");
    assert_int_not_equal(board->places[0].owner, board->places[1].owner);
    assert_int_equal(board->listeners, 2);
    board->last_owner = 0; /* their bells hang */
    {
        struct ears *c = ears_new(&ears_of_notes);

        listen(c, "k");
        assert_true(board->places[2].owner > board->places[1].owner);
        ears_free(c);
    }
    ears_free(a);
    ears_free(b);
    sys_shared_close(shared);
}

/* On the wire's own thread it can't be waited for. */
static void settle_says_whether_it_is_quiet(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    struct sys_event *leave;

    (void)state;
    sys_event_create(true, &a->inside);
    sys_event_create(true, &leave);
    assert_true(wire_settle(a->wire));
    a->leave = leave;
    listen(a, "k");
    assert_true(wire_settle(b->wire));
    tell(b->wire, "k", "first");
    assert_true(sys_event_wait(a->inside, LIMIT_MSEC));
    assert_false(wire_settle(a->wire)); /* for all the seconds that it waits */
    sys_event_set(leave);
    assert_true(wire_settle(a->wire));
    assert_hears(a, "k=first;");
    wire_unlisten(a->wire, "k", 1);
    assert_true(wire_settle(a->wire));
    sys_event_destroy(a->inside);
    sys_event_destroy(leave);
    ears_free(a);
    ears_free(b);
}

/* A writer that died had said up to where it writes, and may have written there; head is not moved.
 */
static void what_a_dead_writer_left_is_not_read(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    struct sys_shared *shared;
    struct board *board = the_board(&shared);

    (void)state;
    listen(a, "k");
    tell(b->wire, "k", "one");
    assert_hears(a, "k=one;");
    board->reserved = board->head + 100;
    memset(board->ring + board->head * BOARD_UNIT, 0xee, 100 * BOARD_UNIT);
    tell(b->wire, "k", "two");
    tell(b->wire, "k", "three");
    assert_hears(a, "k=one;k=two;k=three;");
    ears_free(a);
    ears_free(b);
    sys_shared_close(shared);
}

static void write_sealed(struct board *board, struct board_record *record, const char *text)
{
    assert_true(board_seal(record, "k", text));
    board_write(board, record, "k", text);
}

/* Heard once, and the thread waits: from now on it does nothing by itself but look. */
static void hear_and_wait(struct ears *a, struct ears *b, struct board *board)
{
    listen(a, "k");
    tell(b->wire, "k", "zero");
    assert_hears(a, "k=zero;");
    assert_true(wire_settle(a->wire));
    assert_int_equal(board->places[0].read, board->head);
}

/* A writer dies between writing and ringing: the reader looks once a second. */
static void what_nobody_rang_for_is_found(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    struct board_record record = {.key_bytes = 1, .n = 3};
    struct sys_shared *shared;
    struct board *board = the_board(&shared);

    (void)state;
    hear_and_wait(a, b, board);
    board->places[0].rung = 1; /* that was the last it did */
    write_sealed(board, &record, "one");
    assert_hears(a, "k=zero;k=one;");
    ears_free(a);
    ears_free(b);
    sys_shared_close(shared);
}

/* Its thread finds that nothing is to be read where it was, then that its place isn't its own. */
static void a_place_that_was_given_away_is_taken_again(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    struct sys_shared *shared;
    struct board *board = the_board(&shared);
    struct sys_event *leave;

    (void)state;
    sys_event_create(true, &a->inside);
    sys_event_create(true, &leave);
    a->leave = leave;
    listen(a, "k");
    tell(b->wire, "k", "zero");
    assert_true(sys_event_wait(a->inside, LIMIT_MSEC));
    memset(board, 0, offsetof(struct board, ring));
    sys_event_set(leave);
    assert_hears(a, "k=zero;missed;missed;");
    LIMITED(wire_is_listened(b->wire, "k", 1));
    tell(b->wire, "k", "one");
    tell(a->wire, "k", "its own");
    tell(b->wire, "k", "two");
    assert_hears(a, "k=zero;missed;missed;k=one;k=two;");
    sys_event_destroy(a->inside);
    sys_event_destroy(leave);
    ears_free(a);
    ears_free(b);
    sys_shared_close(shared);
}

/* Others find garbage, too, while somebody writes: nobody reads what isn't whole, nor for ever. */
static void scribble(void *context)
{
    struct teller *teller = context;
    struct sys_shared *shared;
    struct board *board = the_board(&shared);
    uint32_t random = 20261122;

    while (!atomic_get(&teller->number)) {
        uint32_t *words[] = {&board->listeners, &board->used,     &board->last_owner,
                             &board->head,      &board->reserved, &board->missed,
                             &board->places[0].owner, &board->places[0].read,
                             &board->places[1].owner, &board->places[127].owner};

        random = random * 1664525 + 1013904223;
        atomic_set(words[(random >> 8) % 10], random & 1u << 31 ? random : 0);
        board->ring[(random >> 4) % sizeof(board->ring)] ^= (uint8_t)(random >> 24);
        usleep(100);
    }
    memset(board, 0, sizeof(*board));
    sys_shared_close(shared);
}

static void garbage_while_others_write_does_no_harm(void **state)
{
    struct ears *a = ears_new(&ears_of_numbers), *b = ears_new(&ears_of_notes);
    struct teller teller = {.wire = b->wire, .count = EACH}, garbage = {0};

    (void)state;
    listen(a, "k");
    assert_hr(sys_thread_start(scribble, &garbage, &garbage.thread), S_OK);
    tell_numbers(&teller);
    wire_is_listened(b->wire, "k", 1);
    wire_unlisten(a->wire, "k", 1);
    listen(a, "k");
    atomic_set(&garbage.number, 1);
    sys_thread_join(garbage.thread);
    LIMITED(wire_is_listened(b->wire, "k", 1)); /* all is mended */
    assert_int_equal(atomic_get(&a->wrong), 0);
    ears_free(a);
    ears_free(b);
}

/* Whatever stands on the board, it is read without harm, and what is told afterwards is heard. */
static void garbage_does_no_harm(void **state)
{
    static struct board board;
    struct writer body = {0};
    struct board_record record;
    uint32_t random = 20261121;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        uint32_t at = 0;
        struct board_record good = {.key_bytes = 1, .n = 3};

        memset(&board, 0, 4096);
        for (int i = 0; i < 8; i++)
            write_sealed(&board, &good, "abc");
        for (int i = 0; i < 5; i++) {
            random = random * 1664525 + 1013904223;
            board.ring[(random >> 8) % (8 * 3 * BOARD_UNIT)] ^= (uint8_t)(1 + (random >> 24) % 255);
        }
        random = random * 1664525 + 1013904223;
        if (!(random >> 28)) board.head = random;
        if (!(random >> 28 & 7)) board.reserved = random * 7;
        for (int got = 1, n = 0; got; n++) {
            got = board_read(&board, &at, &record, &body);
            assert_true(n < 20);
            if (got > 0) assert_true(record.key_bytes == 1 && !memcmp(body.data, "kabc", 4));
        }
        write_sealed(&board, &good, "end");
        assert_int_equal(board_read(&board, &at, &record, &body), 1);
        assert_memory_equal(body.data, "kend", 4);
        memset(board.ring, 0, 8 * 3 * BOARD_UNIT);
        board.head = board.reserved = 0;
    }
    writer_drop(&body);
}

/* ---- the hub ---- */

static HRESULT packed(NOTIFICATION *batch, ULONG count, struct writer *out)
{
    *out = (struct writer){0};
    return pack_write(count, batch, out);
}

static void hub_heard(void *context, const void *key, size_t key_bytes, ULONG events,
                      const void *bytes, size_t n)
{
    struct ears *ears = context;
    NOTIFICATION *batch = NULL;
    ULONG count = 0;
    char text[16];

    if (bytes) assert_hr(pack_read(bytes, n, &count, &batch), S_OK);
    snprintf(text, sizeof(text), "%u of %x", (unsigned)count, (unsigned)events);
    mem_free(batch);
    note(ears, "%.*s: %.*s;", key, key_bytes, text, strlen(text));
}

static const struct wire_ears ears_of_hubs = {hub_heard, missed};

static struct ears *another_process(void)
{
    struct ears *ears = calloc(1, sizeof(*ears));

    assert_hr(sys_event_create(false, &ears->news), S_OK);
    assert_hr(wire_open(L"News.2", &ears_of_hubs, ears, &ears->wire), S_OK);
    return ears;
}

/* 5.11-03 */
static void notify_tells_other_processes(void **state)
{
    NOTIFICATION batch[] = {ERROR_EVENT(1), {.ulEventType = fnevObjectCreated}};
    struct ears *other = another_process();
    struct sink sink = SINK, stops = SINK;
    ULONG_PTR a, b;
    ULONG flags = 0;

    (void)state;
    listen(other, "key");
    assert_hr(hub_notify(KEY("key"), 2, batch, &flags), S_OK); /* nobody here */
    assert_hears(other, "key: 2 of 5;");
    assert_hr(hub_subscribe(KEY("key"), ~0u, 0, FACE(&sink), &a), S_OK);
    assert_hr(hub_notify(KEY("key"), 1, batch, &flags), S_OK);
    assert_hears(other, "key: 2 of 5;key: 1 of 1;");
    stops.answer = CALLBACK_DISCONTINUE;
    assert_hr(hub_subscribe(KEY("key"), ~0u, NOTIFY_SYNC, FACE(&stops), &b), S_OK);
    assert_hr(hub_notify(KEY("key"), 1, batch, &flags), S_OK);
    assert_int_equal(flags, NOTIFY_CANCELED);
    hub_unsubscribe(b);
    flags = 0;
    assert_hr(hub_notify(KEY("key"), 2, batch, &flags), S_OK);
    assert_hears(other, "key: 2 of 5;key: 1 of 1;key: 2 of 5;"); /* none of what was cancelled */
    hub_unsubscribe(a);
    ears_free(other);
    hub_settle();
}

/* A batch that is too much at once goes in pieces; one that is too much itself is told as lost. */
static void a_large_batch_goes_in_pieces(void **state)
{
    static char text[WIRE_MOST_BYTES];
    SPropValue row = STRING8(PR_SUBJECT_A, text);
    NOTIFICATION batch[] = {{.ulEventType = fnevTableModified, .info.tab.row = {0, 1, &row}},
                            ERROR_EVENT(1)};
    struct ears *other = another_process();
    ULONG flags = 0;

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    listen(other, "key");
    assert_hr(hub_notify(KEY("key"), 2, batch, &flags), S_OK);
    assert_hears(other, "key: 0 of 100;key: 1 of 1;");
    ears_free(other);
}

/* One that is no notification is told to nobody; the rest of its batch is, in few pieces. */
static void one_bad_notification_silences_no_other(void **state)
{
    SPropValue bad = {.ulPropTag = PROP_TAG(PT_UNICODE, 0x3001)}; /* text without text */
    NOTIFICATION batch[] = {ERROR_EVENT(1),
                            ERROR_EVENT(2),
                            ERROR_EVENT(3),
                            {.ulEventType = fnevTableModified, .info.tab.row = {0, 1, &bad}},
                            ERROR_EVENT(5)};
    struct ears *other = another_process();
    ULONG flags = 0;

    (void)state;
    listen(other, "key");
    hub_notify(KEY("key"), 5, batch, &flags);
    assert_hears(other, "key: 2 of 1;key: 1 of 1;key: 1 of 1;");
    flags = 0;
    hub_notify(KEY("key"), 1, batch + 3, &flags);
    hub_notify(KEY("key"), 1, batch, &flags);
    assert_hears(other, "key: 2 of 1;key: 1 of 1;key: 1 of 1;key: 1 of 1;");
    ears_free(other);
}

/* Others hear of it, or that it is lost. */
static void running_out_of_memory_loses_nothing_silently(void **state)
{
    NOTIFICATION batch[] = {ERROR_EVENT(1), {.ulEventType = fnevTableModified}};
    struct ears *other = another_process();
    ULONG flags;
    HRESULT hr;
    int lost = 0;

    (void)state;
    listen(other, "key");
    for (int n = 0;; n++) {
        flags = 0;
        fault_alloc_after(n);
        hr = hub_notify(KEY("key"), 2, batch, &flags);
        fault_alloc_never();
        assert_true(hr == S_OK || hr == MAPI_E_NOT_ENOUGH_MEMORY);
        assert_true(sys_event_wait(other->news, LIMIT_MSEC));
        if (has_seen(other, "key: 2 of 101;")) break;
        assert_true(has_seen(other, "key: 0 of 101;"));
        other->seen[0] = 0;
        lost++;
    }
    assert_true(lost > 0);
    ears_free(other);
}

static void settle_here(struct sink *sink)
{
    assert_false(hub_settle()); /* it can't be waited for that this returns */
    sys_event_set(sink->context);
}

static void a_sink_cannot_wait_for_itself(void **state)
{
    NOTIFICATION batch[] = {ERROR_EVENT(1)};
    struct ears *other = another_process();
    struct sys_event *came;
    struct sink sink = SINK;
    struct writer bytes;
    ULONG_PTR connection;

    (void)state;
    assert_hr(engine_start(false), S_OK);
    assert_hr(sys_event_create(false, &came), S_OK);
    sink.heard = settle_here;
    sink.context = came;
    assert_hr(hub_subscribe(KEY("key"), ~0u, NOTIFY_SYNC, FACE(&sink), &connection), S_OK);
    assert_hr(packed(batch, 1, &bytes), S_OK);
    wire_tell(other->wire, "key", 3, fnevCriticalError, bytes.data, bytes.count);
    writer_drop(&bytes);
    assert_true(sys_event_wait(came, LIMIT_MSEC));
    assert_true(hub_settle());
    assert_int_equal(sink.calls, 1);
    hub_unsubscribe(connection);
    assert_true(hub_settle());
    sys_event_destroy(came);
    ears_free(other);
    engine_end(engine_take());
}

static void set_context(struct sink *sink)
{
    sys_event_set(sink->context);
}

/* 5.11-03, 5.11-04: a synchronous sink is called on a thread of ours, one that isn't on its own. */
static void what_other_processes_tell_reaches_sinks(void **state)
{
    NOTIFICATION batch[] = {ERROR_EVENT(1), ERROR_EVENT(2)};
    struct ears *other = another_process();
    struct sink sync = SINK, async = SINK;
    struct sys_event *came;
    struct writer bytes;
    ULONG_PTR a, b;

    (void)state;
    assert_hr(engine_start(false), S_OK);
    assert_hr(sys_event_create(false, &came), S_OK);
    sync.heard = set_context;
    sync.context = came;
    assert_hr(hub_subscribe(KEY("key"), ~0u, 0, FACE(&async), &a), S_OK);
    assert_hr(hub_subscribe(KEY("key"), ~0u, NOTIFY_SYNC, FACE(&sync), &b), S_OK);
    assert_hr(packed(batch, 2, &bytes), S_OK);
    wire_tell(other->wire, "key", 3, fnevCriticalError, bytes.data, bytes.count);
    writer_drop(&bytes);
    assert_true(sys_event_wait(came, LIMIT_MSEC));
    assert_string_equal(sync.seen, "1 2;");
    assert_int_not_equal(sync.thread, sys_thread_id());
    assert_int_equal(async.calls, 0);
    assert_hr(engine_dispatch(), S_OK);
    assert_string_equal(async.seen, "1 2;");
    assert_int_equal(async.thread, sys_thread_id());
    hub_unsubscribe(a);
    hub_unsubscribe(b);
    hub_settle();
    assert_int_equal(sync.refs, 1);
    assert_int_equal(async.refs, 1);
    sys_event_destroy(came);
    ears_free(other);
    engine_end(engine_take());
}

/* 6.12-11: tables that may have missed something are to be looked at again. */
static void what_is_lost_changes_tables(void **state)
{
    struct ears *other = another_process();
    struct sink table = SINK, object = SINK;
    struct sys_event *came;
    ULONG_PTR a, b;

    (void)state;
    assert_hr(engine_start(false), S_OK);
    assert_hr(sys_event_create(false, &came), S_OK);
    table.heard = set_context;
    table.context = came;
    assert_hr(hub_subscribe(KEY("key"), fnevTableModified, NOTIFY_SYNC, FACE(&table), &a), S_OK);
    assert_hr(hub_subscribe(KEY("key"), fnevObjectMoved, NOTIFY_SYNC, FACE(&object), &b), S_OK);
    wire_tell(other->wire, "key", 3, fnevTableModified, NULL, 0);
    assert_true(sys_event_wait(came, LIMIT_MSEC));
    wire_tell(other->wire, "key", 3, fnevTableModified, "\xff\xff\xff\xff", 4); /* garbage */
    assert_true(sys_event_wait(came, LIMIT_MSEC));
    assert_true(hub_settle());
    engine_end(engine_take()); /* nobody is told any more, nor of what is missed */
    wire_tell(other->wire, "key", 3, fnevTableModified, NULL, 0);
    assert_true(hub_settle());
    assert_string_equal(table.seen, "x100;x100;");
    assert_int_equal(object.calls, 0);
    hub_unsubscribe(a);
    hub_unsubscribe(b);
    hub_settle();
    sys_event_destroy(came);
    ears_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_one_tells_the_others_hear),
        TEST(who_does_not_listen_is_not_told),
        TEST(many_tell_at_once),
        TEST(what_fits_is_not_missed),
        TEST(what_is_too_big_is_told_as_lost),
        TEST(who_reads_too_late_has_missed_some),
        TEST(places_of_the_dead_are_taken),
        TEST(the_dead_are_not_told_for_ever),
        TEST(who_falls_behind_is_rung_for),
        TEST(a_full_board_is_waited_for),
        TEST(a_place_that_cannot_be_had_again_is_missed_once),
        TEST(who_holds_the_board_does_not_hold_up_all),
        TEST(listening_begins_when_the_board_is_free),
        TEST(what_was_told_before_is_not_heard),
        TEST(lost_words_are_mended),
        TEST(settle_says_whether_it_is_quiet),
        TEST(what_a_dead_writer_left_is_not_read),
        TEST(what_nobody_rang_for_is_found),
        TEST(a_place_that_was_given_away_is_taken_again),
        TEST(garbage_does_no_harm),
        TEST(garbage_while_others_write_does_no_harm),
        TEST(notify_tells_other_processes),
        TEST(a_large_batch_goes_in_pieces),
        TEST(one_bad_notification_silences_no_other),
        TEST(running_out_of_memory_loses_nothing_silently),
        TEST(a_sink_cannot_wait_for_itself),
        TEST(what_other_processes_tell_reaches_sinks),
        TEST(what_is_lost_changes_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
