/*
 * forced_fixture.h - members of shared sessions, and threads with sinks of their own
 */
#pragma once
#include "walks/session_fixture.h"
#include "walks/sink_fixture.h"
#include "api/gate.h"
#include "provider/ending.h"
#include "sys/ask.h"

enum {
    NEVER_MSEC = 600000, /* a limit that fails a test that waits for it */
    MOST_MSEC = 60000,
};

__attribute__((unused)) static void share(IMAPISession **first, IMAPISession **second)
{
    assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, first), S_OK);
    assert_hr(logon_flags(NULL, 0, second), S_OK);
}

__attribute__((unused)) static void advise_sink(IMAPISession *session, IMAPIAdviseSink *sink)
{
    ULONG_PTR connection;

    assert_hr(session->lpVtbl->Advise(session, 0, NULL, 0, sink, &connection), S_OK);
}

__attribute__((unused)) static void advise(IMAPISession *session, struct counting_sink *sink)
{
    advise_sink(session, &sink->IMAPIAdviseSink_iface);
}

__attribute__((unused)) static void end_for_all(IMAPISession *session)
{
    assert_hr(session->lpVtbl->Logoff(session, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
}

/* Nobody dispatches anything meanwhile. */
__attribute__((unused)) static void until_over_by_itself(IMAPISession *session)
{
    struct sys_event *never;

    assert_hr(sys_event_create(true, &never), S_OK);
    for (int i = 0; i < MOST_MSEC && look(session) == S_OK; i++)
        sys_event_wait(never, 1);
    sys_event_destroy(never);
    assert_hr(look(session), MAPI_E_INVALID_OBJECT);
}

/* A thread with a sink of its own. */
struct other_thread {
    IMAPISession *session;
    struct counting_sink client;
    struct sys_event *ready, *go;
    struct sys_thread *thread;
    HRESULT seen; /* of the session, in OnNotify */
};

__attribute__((unused)) static void look_inside(void *context)
{
    struct other_thread *other = context;

    if (!other->client.calls || other->client.events & fnevExtended) return;
    other->seen = look(other->session);
}

__attribute__((unused)) static void listen_there(void *context)
{
    struct other_thread *other = context;
    IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connection;

    other->client = counting_sink();
    other->client.told = look_inside;
    other->client.context = other;
    if (HrThisThreadAdviseSink(&other->client.IMAPIAdviseSink_iface, &sink) == S_OK) {
        other->session->lpVtbl->Advise(other->session, 0, NULL, 0, sink, &connection);
        sink->lpVtbl->Release(sink);
    }
    sys_event_set(other->ready);
    sys_event_wait(other->go, MOST_MSEC);
    gate_enter(); /* as any call of MAPI's does; its own sinks alone */
    sys_event_set(other->ready);
    sys_event_wait(other->go, MOST_MSEC);
    gate_enter();
}

__attribute__((unused)) static void listen_elsewhere(struct other_thread *other,
                                                     IMAPISession *session)
{
    *other = (struct other_thread){.session = session, .seen = 1};
    assert_hr(sys_event_create(false, &other->ready), S_OK);
    assert_hr(sys_event_create(false, &other->go), S_OK);
    assert_hr(sys_thread_start(listen_there, other, &other->thread), S_OK);
    assert_true(sys_event_wait(other->ready, MOST_MSEC));
    assert_int_equal(other->client.refs, 2);
}

__attribute__((unused)) static void let_dispatch(struct other_thread *other)
{
    sys_event_set(other->go);
    assert_true(sys_event_wait(other->ready, MOST_MSEC));
}

__attribute__((unused)) static void leave_thread(struct other_thread *other)
{
    sys_event_set(other->go);
    sys_thread_join(other->thread);
    sys_event_destroy(other->ready);
    sys_event_destroy(other->go);
}

__attribute__((unused)) static struct sys_event *arrived, *go_on;

__attribute__((unused)) static void hang(const char *what)
{
    if (strcmp(what, "logoff")) return;
    sys_event_set(arrived);
    sys_event_wait(go_on, MOST_MSEC);
}

__attribute__((unused)) static void tell_event(void *context)
{
    sys_event_set(context);
}

__attribute__((unused)) static HRESULT ask(IMAPISession *session, struct sys_ask_user *user,
                                           ULONG flags)
{
    return session->lpVtbl->Logoff(session, (ULONG_PTR)user, flags, 0);
}

__attribute__((unused)) static void end_it(void *context)
{
    IMAPISession *session = context;
    HRESULT hr = session->lpVtbl->Logoff(session, 0, MAPI_LOGOFF_SHARED, 0);

    if (hr != S_OK && hr != MAPI_E_INVALID_OBJECT) print_error("Logoff: %#x\n", (unsigned)hr);
    session->lpVtbl->Release(session);
}
