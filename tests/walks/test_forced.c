/*
 * test_forced.c - members that others log off: told first, over soon, on a thread that holds nobody
 * up
 */
#include "walks/forced_fixture.h"
#include "session/roll.h"

/* ---- MAPI_LOGOFF_SHARED ---- */

/* 4.13-05, 4.13-06, 4.13-07, 4.13-13: all who share it are told and over, with one log-off of each
 * provider; a private session beside it isn't touched */
static void the_last_word_is_said_for_all(void **state)
{
    struct counting_sink told = counting_sink(), elsewhere = counting_sink();
    IMAPISession *first, *second, *silent, *private;
    IMsgStore *store, *other;

    (void)state;
    share(&first, &second);
    assert_hr(logon_flags(NULL, 0, &silent), S_OK);
    private = logon();
    advise(second, &told);
    advise(private, &elsewhere);
    other = open_store(private, MDB_NO_MAIL, S_OK);
    store = open_store(second, MDB_NO_MAIL, S_OK);
    forget();
    assert_hr(first->lpVtbl->Logoff(first, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
    assert_int_equal(told.calls, 0);                /* not before the call returns */
    assert_hr(look(silent), MAPI_E_INVALID_OBJECT); /* has no sink to be told by */
    assert_hr(look(second), S_OK);                  /* has, and isn't told yet */
    assert_string_equal(calls(), "");
    until_over(second);
    assert_int_equal(told.calls, 2);
    assert_int_equal(told.events, fnevCriticalError | fnevExtended);
    assert_hr(told.error, MAPI_E_END_OF_SESSION);
    assert_non_null(strstr(calls(), "logoff logon-release "));
    assert_null(strstr(strstr(calls(), "logoff ") + 1, "logoff "));
    assert_int_equal(elsewhere.calls, 0);
    assert_hr(look(private), S_OK);
    store->lpVtbl->Release(store);
    other->lpVtbl->Release(other);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
    silent->lpVtbl->Release(silent);
    log_off(private);
    HrDispatchNotifications(0);
    assert_int_equal(told.refs, 1);
}

static void log_off_inside(void *context)
{
    IMAPISession **session = context;

    if (!*session) return;
    assert_hr(look(*session), S_OK);
    assert_hr((*session)->lpVtbl->Logoff(*session, 0, 0, 0), S_OK);
    (*session)->lpVtbl->Release(*session);
    *session = NULL;
}

/* 4.13-07: who is told can still log off in order */
static void who_is_told_may_go_by_itself(void **state)
{
    struct counting_sink told = counting_sink();
    IMAPISession *first, *second;

    (void)state;
    share(&first, &second);
    advise(second, &told);
    told.told = log_off_inside;
    told.context = &second;
    assert_hr(first->lpVtbl->Logoff(first, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
    HrDispatchNotifications(0);
    assert_null(second);
    assert_int_equal(told.refs, 1);
    first->lpVtbl->Release(first);
}

/* A member that is told twice, or has gone before it is told, or is only released */
static void a_told_member_may_go_at_any_time(void **state)
{
    struct counting_sink told = counting_sink();
    IMAPISession *first, *second, *third;

    (void)state;
    for (int way = 0; way < 3; way++) {
        share(&first, &second);
        assert_hr(logon_flags(NULL, 0, &third), S_OK);
        advise(second, &told);
        advise(third, &told);
        assert_hr(first->lpVtbl->Logoff(first, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
        assert_hr(third->lpVtbl->Logoff(third, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
        if (way == 1) assert_hr(second->lpVtbl->Logoff(second, 0, 0, 0), S_OK);
        if (way == 2) second->lpVtbl->Release(second);
        if (way == 0) until_over(second);
        HrDispatchNotifications(0);
        if (way != 2) {
            assert_hr(look(second), MAPI_E_INVALID_OBJECT);
            second->lpVtbl->Release(second);
        }
        first->lpVtbl->Release(first);
        third->lpVtbl->Release(third);
        HrDispatchNotifications(0);
        assert_int_equal(told.refs, 1);
    }
}

/* ---- who is told, and when that is enough ---- */

/* 4.13-07, 1.3-09: whichever thread a sink is called on, the session is there while it is told */
static void sinks_of_every_thread_are_told_before_the_end(void **state)
{
    struct counting_sink here = counting_sink();
    IMAPISession *first, *second;
    struct other_thread other;

    (void)state;
    farewell_set_limit(NEVER_MSEC);
    for (int here_first = 0; here_first < 2; here_first++) {
        share(&first, &second);
        here.calls = 0;
        advise(second, &here);
        listen_elsewhere(&other, second);
        end_for_all(first);
        if (here_first) HrDispatchNotifications(0);
        else let_dispatch(&other);
        assert_int_equal(here.calls, here_first);
        assert_int_equal(other.client.calls, !here_first);
        assert_hr(look(second), S_OK); /* somebody isn't told yet */
        if (here_first) let_dispatch(&other);
        else HrDispatchNotifications(0);
        assert_hr(other.seen, S_OK);
        until_over_by_itself(second);
        HrDispatchNotifications(0);
        leave_thread(&other);
        assert_int_equal(here.calls, 2);
        assert_int_equal(other.client.calls, 2);
        assert_int_equal(other.client.events, fnevCriticalError | fnevExtended);
        first->lpVtbl->Release(first);
        second->lpVtbl->Release(second);
        farewell_settle();
        assert_int_equal(other.client.refs, 1);
        assert_int_equal(here.refs, 1);
    }
    farewell_set_limit(0);
}

/* A sink whose thread takes no messages holds nobody up for ever, and is told when it does. */
static void who_does_not_pump_is_over_after_a_limit(void **state)
{
    struct counting_sink told = counting_sink();
    IMAPISession *first, *second;

    (void)state;
    farewell_set_limit(50);
    share(&first, &second);
    advise(second, &told);
    end_for_all(first);
    until_over_by_itself(second);
    farewell_set_limit(0);
    assert_int_equal(told.calls, 0);
    HrDispatchNotifications(0);
    assert_int_equal(told.events, fnevCriticalError | fnevExtended);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
    farewell_settle();
    assert_int_equal(told.refs, 1);
}

static void initialise_and_end(void *context)
{
    *(HRESULT *)context = MAPIInitialize(NULL);
}

/* 1.3-05: the thread that was to tell it has ended: it is over at once */
static void without_a_thread_to_tell_it_a_member_is_over(void **state)
{
    struct counting_sink told = counting_sink();
    IMAPISession *first, *second;
    struct sys_thread *thread;
    HRESULT hr = E_FAIL;

    (void)state;
    farewell_set_limit(NEVER_MSEC);
    MAPIUninitialize();
    assert_hr(sys_thread_start(initialise_and_end, &hr, &thread), S_OK);
    sys_thread_join(thread);
    assert_hr(hr, S_OK);
    share(&first, &second);
    advise(second, &told);
    end_for_all(first);
    until_over_by_itself(second);
    assert_int_equal(told.calls, 0);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
    MAPIUninitialize();
    assert_int_equal(told.refs, 1);

    assert_hr(MAPIInitialize(NULL), S_OK); /* nor is there an engine after MAPIUninitialize */
    share(&first, &second);
    advise(second, &told);
    MAPIUninitialize();
    end_for_all(first);
    until_over_by_itself(second);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
    farewell_settle();
    assert_int_equal(told.refs, 1);
    farewell_set_limit(0);
    assert_hr(MAPIInitialize(NULL), S_OK);
}

/* The last MAPIUninitialize ends who still waits to be told, and waits for that. */
static void uninitialize_ends_who_waits_to_be_told(void **state)
{
    struct counting_sink told = counting_sink();
    IMAPISession *first, *second;
    IMsgStore *store;

    (void)state;
    farewell_set_limit(NEVER_MSEC);
    share(&first, &second);
    advise(second, &told);
    store = open_store(second, MDB_NO_MAIL, S_OK);
    end_for_all(first);
    forget();
    MAPIUninitialize();
    assert_hr(look(second), MAPI_E_INVALID_OBJECT);
    assert_non_null(strstr(calls(), "logoff logon-release "));
    store->lpVtbl->Release(store);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
    assert_int_equal(told.refs, 1);
    farewell_set_limit(0);
    assert_hr(MAPIInitialize(NULL), S_OK);
}

static void release_inside(void *context)
{
    IMAPISession **session = context;

    if (*session) (*session)->lpVtbl->Release(*session);
    *session = NULL;
}

static void end_for_all_inside(void *context)
{
    IMAPISession **session = context;

    if (!*session) return;
    assert_hr((*session)->lpVtbl->Logoff(*session, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
    (*session)->lpVtbl->Release(*session);
    *session = NULL;
}

static void uninitialize_inside(void *context)
{
    IMAPISession **session = context;

    if (!*session) return;
    (*session)->lpVtbl->Release(*session);
    *session = NULL;
    MAPIUninitialize();
}

/* A sink may let go of the session, end it for all, or end MAPI, when it is told. */
static void a_sink_may_do_anything_when_it_is_told(void **state)
{
    static void (*const ways[])(void *) = {release_inside, end_for_all_inside, uninitialize_inside};
    struct sys_event *never;

    (void)state;
    log_off(logon());
    assert_hr(sys_event_create(true, &never), S_OK);
    farewell_set_limit(NEVER_MSEC);
    for (int own_thread = 0; own_thread < 2; own_thread++) {
        for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++) {
            MAPIINIT_0 init = {MAPI_INIT_VERSION, own_thread ? MAPI_MULTITHREAD_NOTIFICATIONS : 0};
            struct counting_sink told = counting_sink();
            IMAPISession *first, *second;
            long roots;

            MAPIUninitialize();
            roots = mem_roots_alive();
            assert_hr(MAPIInitialize(&init), S_OK);
            share(&first, &second);
            advise(second, &told);
            told.told = ways[way];
            told.context = &second;
            end_for_all(first);
            first->lpVtbl->Release(first);
            for (int i = 0; i < MOST_MSEC && atomic_get(&second); i++) {
                HrDispatchNotifications(0);
                sys_event_wait(never, 1);
            }
            assert_null(second);
            if (ways[way] != uninitialize_inside) MAPIUninitialize();
            farewell_settle();
            for (int i = 0; i < MOST_MSEC && mem_roots_alive() != roots; i++)
                sys_event_wait(never, 1); /* the notification thread ends by itself */
            assert_int_equal(mem_roots_alive(), roots);
            assert_int_equal(told.refs, 1);
            assert_hr(MAPIInitialize(NULL), S_OK);
        }
    }
    sys_event_destroy(never);
    farewell_set_limit(0);
}

/* Every allocation of such a log-off fails once. */
static void without_memory_all_are_over_nevertheless(void **state)
{
    struct counting_sink told = counting_sink();
    IMAPISession *first, *second, *silent;
    bool failed = true;

    (void)state;
    farewell_set_limit(NEVER_MSEC);
    for (int n = 0; failed; n++) {
        long roots = mem_roots_alive(), objects = com_objects_alive();

        share(&first, &second);
        assert_hr(logon_flags(NULL, 0, &silent), S_OK);
        advise(second, &told);
        fault_alloc_after(n);
        assert_hr(first->lpVtbl->Logoff(first, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
        failed = fault_alloc_fails();
        fault_alloc_never();
        assert_hr(look(silent), MAPI_E_INVALID_OBJECT);
        until_over(second);
        first->lpVtbl->Release(first);
        second->lpVtbl->Release(second);
        silent->lpVtbl->Release(silent);
        HrDispatchNotifications(0);
        assert_int_equal(told.refs, 1);
        assert_int_equal(mem_roots_alive(), roots);
        assert_int_equal(com_objects_alive(), objects);
    }
    farewell_set_limit(0);
}

/* ---- nobody else is held up ---- */

/* The notification thread goes on while the provider of a forced member takes its time. */
static void sinks_are_told_while_a_provider_hangs(void **state)
{
    MAPIINIT_0 own_thread = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
    struct counting_sink told = counting_sink(), elsewhere = counting_sink();
    IMAPISession *first, *second, *private;
    struct sys_event *heard;
    IMsgStore *store;

    (void)state;
    assert_hr(sys_event_create(false, &arrived), S_OK);
    assert_hr(sys_event_create(false, &go_on), S_OK);
    assert_hr(sys_event_create(false, &heard), S_OK);
    MAPIUninitialize();
    assert_hr(MAPIInitialize(&own_thread), S_OK);
    share(&first, &second);
    private = logon();
    advise(second, &told);
    advise(private, &elsewhere);
    elsewhere.told = tell_event;
    elsewhere.context = heard;
    store = open_store(second, MDB_NO_MAIL, S_OK);
    trouble(REC_HOOKED, REC_EACH, hang);
    end_for_all(first);
    assert_true(sys_event_wait(arrived, MOST_MSEC));
    assert_hr(private->lpVtbl->Logoff(private, 0, 0, 0), S_OK);
    assert_true(sys_event_wait(heard, MOST_MSEC));
    assert_int_equal(elsewhere.events, fnevExtended);
    trouble(REC_WELL, 0, NULL);
    sys_event_set(go_on);
    farewell_settle();
    store->lpVtbl->Release(store);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
    private->lpVtbl->Release(private);
    MAPIUninitialize();
    assert_hr(MAPIInitialize(NULL), S_OK);
    sys_event_destroy(arrived);
    sys_event_destroy(go_on);
    sys_event_destroy(heard);
}

static struct {
    HRESULT joined;
    LONG called;
} late;

static void join_late(const char *what)
{
    IMAPISession *session = NULL;

    if (strcmp(what, "logoff")) return;
    late.joined = logon_flags(NULL, MAPI_EXTENDED, &session);
    atomic_inc(&late.called);
    if (session) session->lpVtbl->Release(session);
}

/* 3.2-08: a session that is ending isn't a live one, neither here nor for other processes */
static void nobody_joins_a_session_that_ends(void **state)
{
    IMAPISession *session;
    IMsgStore *store;

    (void)state;
    late.called = 0;
    assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, &session), S_OK);
    store = open_store(session, MDB_NO_MAIL, S_OK);
    trouble(REC_HOOKED, REC_EACH, join_late);
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    trouble(REC_WELL, 0, NULL);
    assert_int_equal(late.called, 1);
    assert_hr(late.joined, MAPI_E_LOGON_FAILED);
    store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
}

/* Members that end it for each other at the same time: all are over, and nobody waits for ever. */
static void all_may_end_it_at_once(void **state)
{
    enum {
        MEMBERS = 4,
        TIMES = 30
    };
    struct counting_sink told = counting_sink();

    (void)state;
    farewell_set_limit(NEVER_MSEC);
    for (int i = 0; i < TIMES; i++) {
        struct sys_thread *threads[MEMBERS];
        IMAPISession *members[MEMBERS];

        share(&members[0], &members[1]);
        for (int m = 2; m < MEMBERS; m++)
            assert_hr(logon_flags(NULL, 0, &members[m]), S_OK);
        if (i % 2) advise(members[0], &told);
        for (int m = 0; m < MEMBERS; m++)
            assert_hr(sys_thread_start(end_it, members[m], &threads[m]), S_OK);
        for (int m = 0; m < MEMBERS; m++)
            sys_thread_join(threads[m]);
        HrDispatchNotifications(0);
        farewell_settle();
        HrDispatchNotifications(0);
        assert_int_equal(told.refs, 1);
    }
    farewell_set_limit(0);
}

/* ---- 4.13-08, 4.13-17: the end is told, however it comes ---- */

static void an_end_by_release_is_told(void **state)
{
    (void)state;
    for (int log_off_first = 0; log_off_first < 2; log_off_first++) {
        struct counting_sink told = counting_sink();
        IMAPISession *session = logon();

        advise(session, &told);
        if (log_off_first) assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
        assert_int_equal(session->lpVtbl->Release(session), 0);
        assert_int_equal(told.calls, 0);
        HrDispatchNotifications(0);
        assert_int_equal(told.calls, 1);
        assert_int_equal(told.events, fnevExtended);
        assert_int_equal(told.refs, 1);
    }
}

/* ---- MAPI_LOGOFF_UI ---- */

/* 4.13-03, 4.13-04: the user is asked before others are ended, and for nothing else */
static void the_user_is_asked_before_others_end(void **state)
{
    IMAPISession *first, *second, *alone = logon();
    struct sys_ask_user user = {0};
    MAPIERROR *error = NULL;

    (void)state;
    share(&first, &second);
    assert_hr(ask(first, &user, MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI), MAPI_E_USER_CANCEL);
    assert_int_equal(user.asked, 1);
    assert_hr(first->lpVtbl->GetLastError(first, MAPI_E_USER_CANCEL, 0, &error), S_OK);
    assert_non_null(error);
    MAPIFreeBuffer(error);
    assert_hr(look(first), S_OK); /* nothing has happened */
    assert_hr(look(second), S_OK);
    user = (struct sys_ask_user){.says_yes = true};
    assert_hr(ask(alone, &user, MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI), S_OK);
    assert_int_equal(user.asked, 0); /* nobody else ends */
    alone->lpVtbl->Release(alone);
    assert_hr(ask(first, &user, MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI), S_OK);
    assert_int_equal(user.asked, 1);
    assert_hr(look(second), MAPI_E_INVALID_OBJECT);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);

    share(&first, &second);
    user = (struct sys_ask_user){0};
    assert_hr(ask(first, &user, MAPI_LOGOFF_UI), S_OK);
    first->lpVtbl->Release(first);
    assert_hr(ask(second, &user, MAPI_LOGOFF_SHARED), S_OK);
    second->lpVtbl->Release(second);
    assert_int_equal(user.asked, 0); /* a window without the flag means nothing */
}

static void join_meanwhile(void *context)
{
    assert_hr(logon_flags(NULL, 0, context), S_OK);
}

/* Who joins while the question stands is ended with the others; then nobody joins any more. */
static void who_joins_during_the_question_is_over_too(void **state)
{
    struct counting_sink told = counting_sink();
    IMAPISession *first, *second, *late = NULL, *none = NULL;
    struct sys_ask_user user = {.says_yes = true, .then = join_meanwhile, .context = &late};

    (void)state;
    share(&first, &second);
    advise(second, &told);
    assert_hr(ask(first, &user, MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI), S_OK);
    assert_hr(look(late), MAPI_E_INVALID_OBJECT);
    assert_hr(look(second), S_OK); /* isn't told yet */
    assert_hr(logon_flags(NULL, 0, &none), MAPI_E_LOGON_FAILED);
    until_over(second);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
    late->lpVtbl->Release(late);
    assert_int_equal(told.refs, 1);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_last_word_is_said_for_all),
        TEST(who_is_told_may_go_by_itself),
        TEST(a_told_member_may_go_at_any_time),
        TEST(sinks_of_every_thread_are_told_before_the_end),
        TEST(who_does_not_pump_is_over_after_a_limit),
        TEST(without_a_thread_to_tell_it_a_member_is_over),
        TEST(uninitialize_ends_who_waits_to_be_told),
        TEST(a_sink_may_do_anything_when_it_is_told),
        TEST(without_memory_all_are_over_nevertheless),
        TEST(sinks_are_told_while_a_provider_hangs),
        TEST(nobody_joins_a_session_that_ends),
        TEST(all_may_end_it_at_once),
        TEST(an_end_by_release_is_told),
        TEST(the_user_is_asked_before_others_end),
        TEST(who_joins_during_the_question_is_over_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
