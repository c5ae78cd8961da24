/*
 * test_init.c - MAPIInitialize's steps fail one by one, and are undone
 */
#include "notify/sinks.h"
#include "mapiutil.h"
#include "mapix.h"
#include "api/gate.h"
#include "notify/hub.h"

static void finds_it_closed(void)
{
    IMAPISession *session;

    assert_false(gate_is_open());
    assert_hr(gate_enter(), MAPI_E_NOT_INITIALIZED);
    assert_hr(MAPILogonEx(0, NULL, NULL, 0, &session), MAPI_E_NOT_INITIALIZED);
}

/* 1.1-06, 1.1-18, 1.1-20 */
static void without_memory_there_is_no_notification_engine(void **state)
{
    static const ULONG flags[] = {0, MAPI_MULTITHREAD_NOTIFICATIONS};

    (void)state;
    for (int i = 0; i < 2; i++) {
        MAPIINIT_0 init = {MAPI_INIT_VERSION, flags[i]};
        bool refused = false;

        for (int lost = 0; lost < 100; lost++) {
            long roots = mem_roots_alive();
            HRESULT hr;

            fault_alloc_after(lost);
            hr = MAPIInitialize(&init);
            fault_alloc_never();
            if (hr == S_OK) break;
            refused |= hr == MAPI_E_INVALID_OBJECT; /* or, later on, step 7's */
            if (hr != MAPI_E_INVALID_OBJECT) assert_hr(hr, MAPI_E_NOT_INITIALIZED);
            assert_int_equal(mem_roots_alive(), roots);
            finds_it_closed();
        }
        assert_true(refused);
        assert_true(gate_is_open());
        MAPIUninitialize();
        finds_it_closed();
    }
}

/* 1.4-01 */
static void a_monitor_needs_memory(void **state)
{
    IMAPIInitMonitor *monitor = NULL;
    IMAPIWaitResult *wait = NULL;
    HRESULT hr;

    (void)state;
    FOR_EACH_LOST_ALLOCATION(hr, {
        hr = CreateMapiInitializationMonitor(&monitor);
        if (FAILED(hr)) assert_null(monitor);
    });
    assert_hr(hr, S_OK);
    FOR_EACH_LOST_ALLOCATION(hr, {
        hr = monitor->lpVtbl->BeginWait(monitor, 5, &wait);
        if (FAILED(hr)) assert_null(wait);
    });
    assert_hr(hr, S_OK);
    assert_int_equal((ULONG)wait->lpVtbl->End(wait), 0x800705b4u); /* ERROR_TIMEOUT */
    com_release(&wait);
    com_release(&monitor);
}

struct crowd {
    LONG stop, periods;
};

static void come_and_go(void *context)
{
    struct crowd *crowd = context;

    for (int i = 0; i < 3000; i++) {
        MAPIINIT_0 init = {MAPI_INIT_VERSION, i % 3 ? 0 : MAPI_MULTITHREAD_NOTIFICATIONS};

        assert_hr(MAPIInitialize(&init), S_OK);
        assert_true(gate_is_open());
        assert_hr(gate_enter(), S_OK);
        MAPIUninitialize();
        atomic_inc(&crowd->periods);
    }
}

static void wait_again_and_again(void *context)
{
    struct crowd *crowd = context;
    IMAPIInitMonitor *monitor = NULL;

    assert_hr(CreateMapiInitializationMonitor(&monitor), S_OK);
    while (!atomic_get(&crowd->stop)) monitor->lpVtbl->Wait(monitor, 1);
    com_release(&monitor);
}

/* 1.1-04, 1.1-07, 1.1-21, 1.4-02 */
static void many_threads_come_and_go(void **state)
{
    struct sys_thread *threads[6], *waiter;
    struct crowd crowd = {0};

    (void)state;
    assert_hr(sys_thread_start(wait_again_and_again, &crowd, &waiter), S_OK);
    for (int i = 0; i < 6; i++) assert_hr(sys_thread_start(come_and_go, &crowd, &threads[i]), S_OK);
    for (int i = 0; i < 6; i++) sys_thread_join(threads[i]);
    atomic_set(&crowd.stop, 1);
    sys_thread_join(waiter);
    assert_int_equal(crowd.periods, 18000);
    finds_it_closed();
}

static void tell_caller(struct sink *sink)
{
    sys_event_set(sink->context);
}

static void hold_and_go(void *context)
{
    assert_hr(gate_hold(context), S_OK);
}

/* A session of Simple MAPI, made on a thread that ends, doesn't say whose sinks are called where:
 * the first client does, and each first one after all others have gone. 1.3-03, 1.3-10 */
static void the_first_client_says_where_sinks_are_called(void **state)
{
    static const ULONG flags[] = {0, MAPI_MULTITHREAD_NOTIFICATIONS, 0};
    struct sys_thread *thread;
    struct sys_event *called;
    ULONG apartment;

    (void)state;
    assert_hr(sys_event_create(false, &called), S_OK);
    assert_hr(sys_thread_start(hold_and_go, &apartment, &thread), S_OK);
    sys_thread_join(thread);
    for (int i = 0; i < 3; i++) {
        MAPIINIT_0 init = {MAPI_INIT_VERSION, flags[i]};
        struct sink sink = SINK;
        ULONG_PTR connection;
        ULONG told = 0;
        NOTIFICATION news = {.ulEventType = fnevNewMail};

        sink.heard = tell_caller;
        sink.context = called;
        assert_hr(MAPIInitialize(&init), S_OK);
        assert_hr(MAPIInitialize(NULL), S_OK); /* says nothing any more */
        assert_hr(hub_subscribe(KEY("k"), ~0u, 0, FACE(&sink), &connection), S_OK);
        assert_hr(hub_notify(KEY("k"), 1, &news, &told), S_OK);
        if (!flags[i]) HrDispatchNotifications(0);
        assert_true(sys_event_wait(called, 60000));
        assert_int_equal(sink.thread == sys_thread_id(), !flags[i]);
        hub_unsubscribe(connection);
        MAPIUninitialize();
        MAPIUninitialize();
        MAPIUninitialize(); /* one too many takes the hold from nobody */
        assert_true(gate_is_open());
    }
    gate_let_go(apartment);
    finds_it_closed();
    sys_event_destroy(called);
}

/* 1.7-15 */
static void counts_are_the_objects_own(void **state)
{
    struct sink sink = SINK;

    (void)state;
    assert_int_equal(UlAddRef(FACE(&sink)), 2);
    assert_int_equal(UlRelease(FACE(&sink)), 1);
    assert_int_equal(UlRelease(NULL), 0);
    assert_int_equal(UlAddRef(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_memory_there_is_no_notification_engine),
        TEST(a_monitor_needs_memory),
        TEST(many_threads_come_and_go),
        TEST(the_first_client_says_where_sinks_are_called),
        TEST(counts_are_the_objects_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
