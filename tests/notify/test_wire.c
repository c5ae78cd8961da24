/*
 * test_wire.c - who listens at the board: what processes tell each other, and the hub on it
 */
#define NAME L"Test.1" /* no other test has it */
#include "notify/wire_fixture.h"

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
    while (atomic_get(&ears->n) < all)
        assert_true(sys_event_wait(ears->news, LIMIT_MSEC));
    assert_int_equal(ears->n, all);
    assert_int_equal(ears->wrong, 0);
    assert_int_equal(ears->misses, 0);
    for (int i = 0; i < TELLERS; i++)
        assert_int_equal(ears->next[i], FITS);
    ears_free(ears);
}

/* ---- too much ---- */

static void what_is_too_big_is_told_as_lost(void **state)
{
    struct ears *a = ears_new(&ears_of_notes), *b = ears_new(&ears_of_notes);
    char *big = calloc(1, WIRE_MOST_BYTES);
    size_t most = WIRE_MOST_BYTES;

    (void)state;
    while (!wire_takes(1, most))
        most--;
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
    /* that something was missed goes by no key, and so comes at any time */
    wire_tell(b->wire, big, WIRE_MOST_BYTES, 1, "x", 1);
    tell(b->wire, "k", "one");
    while (!has_seen(a, "k lost;k lost;k=one;missed;") &&
           !has_seen(a, "k lost;k lost;missed;k=one;"))
        if (!sys_event_wait(a->news, LIMIT_MSEC)) fail_msg("heard %s", a->seen);
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

static void stay(struct sink *sink)
{
    struct sys_event **meeting = sink->context;

    sys_event_set(meeting[0]);
    assert_true(sys_event_wait(meeting[1], LIMIT_MSEC));
}

static void tell_hub(struct ears *other, const char *key, LONG code)
{
    NOTIFICATION news = ERROR_EVENT(code);
    struct writer bytes;

    assert_hr(packed(&news, 1, &bytes), S_OK);
    wire_tell(other->wire, key, strlen(key), fnevCriticalError, bytes.data, bytes.count);
    writer_drop(&bytes);
}

/* Nobody but who listens to the same key waits for a synchronous sink that blocks; what that has
 * missed meanwhile comes in order. 5.11-03 */
static void a_sink_that_blocks_holds_up_no_other_key(void **state)
{
    struct ears *other = another_process();
    struct sink blocks = SINK, beside = SINK, sync = SINK, async = SINK;
    struct sys_event *meeting[2], *came;
    ULONG_PTR connections[4];

    (void)state;
    assert_hr(engine_start(false), S_OK);
    for (int i = 0; i < 2; i++)
        assert_hr(sys_event_create(false, &meeting[i]), S_OK);
    assert_hr(sys_event_create(false, &came), S_OK);
    blocks.heard = stay;
    blocks.context = meeting;
    sync.heard = set_context;
    sync.context = came;
    assert_hr(hub_subscribe(KEY("a"), ~0u, NOTIFY_SYNC, FACE(&blocks), &connections[0]), S_OK);
    assert_hr(hub_subscribe(KEY("a"), ~0u, 0, FACE(&beside), &connections[1]), S_OK);
    assert_hr(hub_subscribe(KEY("b"), ~0u, NOTIFY_SYNC, FACE(&sync), &connections[2]), S_OK);
    assert_hr(hub_subscribe(KEY("c"), ~0u, 0, FACE(&async), &connections[3]), S_OK);
    tell_hub(other, "a", 1);
    assert_true(sys_event_wait(meeting[0], LIMIT_MSEC)); /* it blocks now */
    for (int i = 2; i < 5; i++)
        tell_hub(other, "a", i);
    tell_hub(other, "c", 5);
    for (int i = 6; i < 9; i++) {
        tell_hub(other, "b", i);
        assert_true(sys_event_wait(came, LIMIT_MSEC));
    }
    assert_string_equal(sync.seen, "6;7;8;");
    assert_hr(engine_dispatch(), S_OK);
    assert_string_equal(async.seen, "5;");
    assert_int_equal(blocks.calls, 1);
    for (int i = 0; i < 4; i++) {
        sys_event_set(meeting[1]);
        if (i < 3) assert_true(sys_event_wait(meeting[0], LIMIT_MSEC));
    }
    assert_true(hub_settle());
    assert_hr(engine_dispatch(), S_OK);
    assert_string_equal(blocks.seen, "1;2;3;4;");
    assert_string_equal(beside.seen, "1;2;3;4;");
    for (int i = 0; i < 4; i++)
        assert_hr(hub_unsubscribe(connections[i]), S_OK);
    assert_true(hub_settle());
    for (int i = 0; i < 2; i++)
        sys_event_destroy(meeting[i]);
    sys_event_destroy(came);
    ears_free(other);
    engine_end(engine_take());
}

enum {
    OWNERS = 40, /* more than aside.c has threads */
    ASIDE = 32
};

static struct {
    struct sys_event *full, *leave;
    LONG inside, most;
} crowd;

static void stay_in_the_crowd(struct sink *sink)
{
    LONG inside = atomic_inc(&crowd.inside);

    (void)sink;
    if (inside == ASIDE) sys_event_set(crowd.full);
    if (inside > ASIDE) atomic_set(&crowd.most, inside);
    assert_true(sys_event_wait(crowd.leave, LIMIT_MSEC));
    atomic_dec(&crowd.inside);
}

/* Of many keys whose sinks all block, each has its turn, on no more threads than there are to be. */
static void more_keys_than_threads_have_their_turn(void **state)
{
    struct ears *other = another_process();
    struct sink sinks[OWNERS];
    ULONG_PTR connections[OWNERS];

    (void)state;
    memset(&crowd, 0, sizeof(crowd));
    assert_hr(sys_event_create(true, &crowd.full), S_OK);
    assert_hr(sys_event_create(true, &crowd.leave), S_OK);
    assert_hr(engine_start(false), S_OK);
    for (int i = 0; i < OWNERS; i++) {
        struct {
            ULONG cb;
            char ab[1];
        } key = {1, {(char)('A' + i)}};

        sinks[i] = (struct sink)SINK;
        sinks[i].heard = stay_in_the_crowd;
        assert_hr(hub_subscribe((NOTIFKEY *)&key, ~0u, NOTIFY_SYNC, FACE(&sinks[i]),
                                &connections[i]),
                  S_OK);
    }
    for (int i = 0; i < OWNERS; i++)
        tell_hub(other, (char[]){(char)('A' + i), 0}, i);
    assert_true(sys_event_wait(crowd.full, LIMIT_MSEC));
    sys_event_set(crowd.leave);
    assert_true(hub_settle());
    assert_int_equal(crowd.most, 0);
    for (int i = 0; i < OWNERS; i++) {
        assert_int_equal(sinks[i].calls, 1);
        assert_hr(hub_unsubscribe(connections[i]), S_OK);
    }
    assert_true(hub_settle());
    sys_event_destroy(crowd.full);
    sys_event_destroy(crowd.leave);
    ears_free(other);
    engine_end(engine_take());
}

struct noting {
    struct sys_event **meeting;
    ULONG last, losses;
};

static void stay_and_note(struct sink *sink)
{
    struct noting *noting = sink->context;

    noting->last = sink->batch->info.tab.ulTableEvent;
    if (noting->last == TABLE_CHANGED) noting->losses++;
    sys_event_set(noting->meeting[0]);
    assert_true(sys_event_wait(noting->meeting[1], LIMIT_MSEC));
}

/* What it can't be told, as too much waits for it, is told as lost when it gets on. 6.12-11 */
static void a_sink_that_blocks_for_long_is_told_of_a_loss(void **state)
{
    static char text[WIRE_MOST_BYTES / 2];
    SPropValue row = STRING8(PR_SUBJECT_A, text);
    NOTIFICATION much = {.ulEventType = fnevTableModified,
                         .info.tab = {.ulTableEvent = TABLE_ROW_ADDED, .row = {0, 1, &row}}};
    struct ears *other = another_process();
    struct sink blocks = SINK, beside = SINK;
    struct sys_event *meeting[2], *came;
    struct noting noting = {.meeting = meeting};
    struct writer bytes;
    ULONG_PTR a, b;

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    assert_hr(engine_start(false), S_OK);
    for (int i = 0; i < 2; i++)
        assert_hr(sys_event_create(i == 1, &meeting[i]), S_OK); /* once it may go it may for good */
    assert_hr(sys_event_create(false, &came), S_OK);
    blocks.heard = stay_and_note;
    blocks.context = &noting;
    beside.heard = set_context;
    beside.context = came;
    assert_hr(hub_subscribe(KEY("a"), ~0u, NOTIFY_SYNC, FACE(&blocks), &a), S_OK);
    assert_hr(hub_subscribe(KEY("b"), ~0u, NOTIFY_SYNC, FACE(&beside), &b), S_OK);
    assert_hr(packed(&much, 1, &bytes), S_OK);
    for (int i = 0; i < 20; i++) {
        wire_tell(other->wire, "a", 1, fnevTableModified, bytes.data, bytes.count);
        tell_hub(other, "b", i);
        assert_true(sys_event_wait(came, LIMIT_MSEC)); /* so that the board never is full */
    }
    writer_drop(&bytes);
    sys_event_set(meeting[1]);
    assert_true(hub_settle());
    assert_in_range(blocks.calls, 3, 19);
    assert_int_equal(noting.losses, 1); /* behind all that was kept */
    assert_int_equal(noting.last, TABLE_CHANGED);
    assert_int_equal(beside.calls, 20);
    hub_unsubscribe(a);
    hub_unsubscribe(b);
    assert_true(hub_settle());
    for (int i = 0; i < 2; i++)
        sys_event_destroy(meeting[i]);
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
        TEST(what_was_told_before_is_not_heard),
        TEST(settle_says_whether_it_is_quiet),
        TEST(notify_tells_other_processes),
        TEST(a_large_batch_goes_in_pieces),
        TEST(one_bad_notification_silences_no_other),
        TEST(running_out_of_memory_loses_nothing_silently),
        TEST(a_sink_cannot_wait_for_itself),
        TEST(what_other_processes_tell_reaches_sinks),
        TEST(a_sink_that_blocks_holds_up_no_other_key),
        TEST(more_keys_than_threads_have_their_turn),
        TEST(a_sink_that_blocks_for_long_is_told_of_a_loss),
        TEST(what_is_lost_changes_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
