/*
 * test_wire_board.c - the board that processes share: its places, who dies there, garbage
 */
#define NAME L"Test.2" /* no other test has it */
#include "notify/wire_fixture.h"

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
        uint32_t *words[] = {&board->listeners,       &board->used,
                             &board->last_owner,      &board->head,
                             &board->reserved,        &board->missed,
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(places_of_the_dead_are_taken),
        TEST(the_dead_are_not_told_for_ever),
        TEST(who_falls_behind_is_rung_for),
        TEST(a_full_board_is_waited_for),
        TEST(a_place_that_cannot_be_had_again_is_missed_once),
        TEST(who_holds_the_board_does_not_hold_up_all),
        TEST(listening_begins_when_the_board_is_free),
        TEST(lost_words_are_mended),
        TEST(what_a_dead_writer_left_is_not_read),
        TEST(what_nobody_rang_for_is_found),
        TEST(a_place_that_was_given_away_is_taken_again),
        TEST(garbage_does_no_harm),
        TEST(garbage_while_others_write_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
