/*
 * test_simple_session.c - MAPILogon, MAPILogoff and the way to the session behind a handle
 */
#include "walks/session_fixture.h"
#include "api/gate.h"
#include "mapi.h"
#include "mapiguid.h"
#include "simple/simple_session.h"
#include "sys/lock.h"

enum {
    SUCCESS = 0,
    FAILURE = 2,
    LOGIN_FAILURE = 3,
    NO_MEMORY = 5,
    INVALID_SESSION = 19
};

#define ANN ((char *)"Ann")

static ULONG simple(const char *name, const char *password, ULONG flags, LHANDLE *handle)
{
    *handle = 77;
    return MAPILogon(0, (char *)name, (char *)password, flags, 0, handle);
}

static LHANDLE simple_on(const char *name, ULONG flags)
{
    LHANDLE handle;

    assert_int_equal(simple(name, NULL, flags, &handle), SUCCESS);
    assert_true(handle && handle == (handle & 0x7fffffff)); /* some keep it in a LONG */
    return handle;
}

static void simple_off(LHANDLE handle)
{
    assert_int_equal(MAPILogoff(handle, 0, 0, 0), SUCCESS);
    assert_int_equal(MAPILogoff(handle, 0, 0, 0), INVALID_SESSION);
}

static IMAPISession *extended_of(LHANDLE handle)
{
    IMAPISession *session = NULL;

    assert_hr(ScMAPIXFromSMAPI(handle, 0, NULL, &session), S_OK);
    assert_non_null(session);
    return session;
}

static bool is_shared_session(void)
{
    IMAPISession *joined = NULL;
    HRESULT hr = logon_flags(NULL, MAPI_EXTENDED, &joined);

    if (hr == S_OK) log_off(joined);
    else assert_hr(hr, MAPI_E_LOGON_FAILED);
    return hr == S_OK;
}

/* 3.6-02, 12.1-14, 12.2-03, 12.2-04, 12.2-10: with and without a default profile, with and without
 * a shared session */
static void who_names_no_profile_gets_what_the_flags_say(void **state)
{
    static const struct {
        const char *password;
        ULONG flags;
        ULONG bare, has_default, shared; /* answers */
    } cases[] = {
        {NULL, 0, LOGIN_FAILURE, LOGIN_FAILURE, SUCCESS},
        {"", 0, LOGIN_FAILURE, LOGIN_FAILURE, SUCCESS},
        {NULL, MAPI_EXTENDED, LOGIN_FAILURE, LOGIN_FAILURE, SUCCESS},
        {NULL, MAPI_FORCE_DOWNLOAD, LOGIN_FAILURE, LOGIN_FAILURE, SUCCESS},
        {"secret", 0, LOGIN_FAILURE, SUCCESS, SUCCESS},
        {NULL, MAPI_LOGON_UI, LOGIN_FAILURE, SUCCESS, SUCCESS},
        {NULL, MAPI_PASSWORD_UI, LOGIN_FAILURE, SUCCESS, SUCCESS},
        {NULL, MAPI_NEW_SESSION, LOGIN_FAILURE, SUCCESS, LOGIN_FAILURE},
        {NULL, MAPI_NEW_SESSION | MAPI_LOGON_UI, LOGIN_FAILURE, SUCCESS, LOGIN_FAILURE},
    };
    IMAPISession *shared = NULL;
    LHANDLE handle;

    (void)state;
    for (int turn = 0; turn < 3; turn++) {
        if (turn == 1) assert_hr(profile_set_default(L"Ann"), S_OK);
        if (turn == 2) {
            assert_hr(profile_set_default(NULL), S_OK);
            assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS, &shared), S_OK);
        }
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
            for (int n = 0; n < 2; n++) {
                ULONG wanted = turn == 0   ? cases[i].bare
                               : turn == 1 ? cases[i].has_default
                                           : cases[i].shared;

                assert_int_equal(simple(n ? "" : NULL, cases[i].password, cases[i].flags, &handle),
                                 wanted);
                if (wanted) assert_int_equal(handle, 0);
                else simple_off(handle);
            }
    }
    log_off(shared);
}

/* 3.6-01, 3.6-03, 12.2-05, 12.2-07, 12.2-09 */
static void a_session_is_shared_unless_it_is_to_be_new(void **state)
{
    static const ULONG flags[] = {
        0,
        MAPI_LOGON_UI,
        MAPI_PASSWORD_UI,
        MAPI_FORCE_DOWNLOAD,
        MAPI_EXTENDED,
        MAPI_LOGON_UI | MAPI_FORCE_DOWNLOAD | MAPI_EXTENDED,
        0x80f00f40, /* no flags of this function: ignored (12.1-09) */
    };
    LHANDLE handle, joined;

    (void)state;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        handle = simple_on("Ann", flags[i]);
        assert_true(is_shared_session());
        joined = simple_on("no such profile", flags[i]); /* its name doesn't matter */
        simple_off(handle);
        simple_off(joined);
        assert_false(is_shared_session());
        handle = simple_on("Ann", flags[i] | MAPI_NEW_SESSION);
        assert_false(is_shared_session());
        assert_int_equal(simple("no such profile", NULL, flags[i] | MAPI_NEW_SESSION, &joined),
                         LOGIN_FAILURE);
        simple_off(handle);
    }
}

/* 3.6-03, 12.2-05 */
static void a_new_session_leaves_the_shared_one_alone(void **state)
{
    LHANDLE shared = simple_on("Ann", 0), own = simple_on("Ann", MAPI_NEW_SESSION);
    IMAPISession *one = extended_of(shared), *other = extended_of(own);

    (void)state;
    simple_off(shared);
    assert_hr(look(one), MAPI_E_INVALID_OBJECT);
    assert_hr(look(other), S_OK);
    assert_false(is_shared_session());
    simple_off(own);
    assert_hr(look(other), MAPI_E_INVALID_OBJECT);
    one->lpVtbl->Release(one);
    other->lpVtbl->Release(other);
}

/* 12.1-08, 12.2-01, 12.2-06, 3.6-04 */
static void what_makes_no_sense_is_refused(void **state)
{
    char longest[257], too_long[300];
    LHANDLE handle;

    (void)state;
    memset(longest, 'a', sizeof(longest));
    longest[256] = 0;
    memset(too_long, 'a', sizeof(too_long)); /* it has no end at all */
    assert_int_equal(MAPILogon(0, ANN, NULL, MAPI_NEW_SESSION, 0, NULL), FAILURE);
    assert_int_equal(simple("Ann", NULL, MAPI_LOGON_UI | MAPI_PASSWORD_UI, &handle), FAILURE);
    assert_int_equal(handle, 0);
    assert_int_equal(simple("Ann", longest, 0, &handle), SUCCESS);
    simple_off(handle);
    assert_int_equal(simple("Ann", too_long, 0, &handle), LOGIN_FAILURE);
    assert_int_equal(simple(longest, NULL, 0, &handle), LOGIN_FAILURE);
    assert_int_equal(simple(too_long, NULL, 0, &handle), LOGIN_FAILURE);
    assert_int_equal(simple("no such profile", NULL, 0, &handle), LOGIN_FAILURE);
    assert_int_equal(simple("no such profile", NULL, MAPI_LOGON_UI, &handle), LOGIN_FAILURE);
    assert_int_equal(handle, 0);
    assert_int_equal(MAPILogon(0x1234567, ANN, NULL, 0, 4711, &handle), SUCCESS);
    assert_int_equal(MAPILogoff(handle, 0x1234567, 0, 4711), SUCCESS);
}

/* 12.1-12, 12.1-13, 12.2-15 */
static void only_a_live_handle_is_logged_off(void **state)
{
    LHANDLE handle = simple_on("Ann", 0), second = simple_on(NULL, 0);
    IMAPISession *session = NULL;
    const LHANDLE foreign[] = {
        0,
        1,
        (LHANDLE)-1,
        (LHANDLE)&handle,
        handle + 1000,
        handle ^ 0x40000000,
#if UINTPTR_MAX > 0xffffffff
        handle | (LHANDLE)1 << 32,
#endif
    };

    (void)state;
    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
        assert_int_equal(MAPILogoff(foreign[i], 0, 0, 0), INVALID_SESSION);
        assert_hr(ScMAPIXFromSMAPI(foreign[i], 0, NULL, &session), MAPI_E_INVALID_PARAMETER);
        assert_null(session);
    }
    for (ULONG flag = 1; flag; flag <<= 1)
        assert_int_equal(MAPILogoff(handle, 0, flag, 0), FAILURE);
    simple_off(second);
    simple_off(handle); /* it was still there */
    assert_hr(ScMAPIXFromSMAPI(handle, 0, NULL, &session), MAPI_E_INVALID_PARAMETER);
}

/* 3.6-06, 12.2-14, 12.2-16, 4.13-09 */
static void a_shared_session_ends_with_its_last_handle(void **state)
{
    LHANDLE first = simple_on("Ann", 0), second = simple_on(NULL, 0);
    IMAPISession *member, *behind;
    IMsgStore *store;

    (void)state;
    assert_true(first != second);
    assert_hr(logon_flags(NULL, MAPI_EXTENDED, &member), S_OK);
    simple_off(first);
    behind = extended_of(second);
    store = open_store(behind, MDB_NO_MAIL, S_OK);
    store->lpVtbl->Release(store);
    behind->lpVtbl->Release(behind);
    simple_off(second);
    assert_hr(look(member), S_OK); /* the Extended one goes on */
    log_off(member);
    assert_false(is_shared_session());
}

/* 11.14-08, 11.14-09, 3.6-05, 12.2-17 */
static void the_session_behind_a_handle_is_given_by_interface(void **state)
{
    static const IID *const known[] = {NULL, &IID_IMAPISession, &IID_IUnknown,
                                       &IID_IMAPIClientShutdown};
    LHANDLE handle = simple_on("Ann", 0);
    IMAPISession *session, *again;
    IUnknown *unknown = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        assert_hr(ScMAPIXFromSMAPI(handle, 0, known[i], (IMAPISession **)&unknown), S_OK);
        unknown->lpVtbl->Release(unknown);
    }
    unknown = (void *)1;
    assert_hr(ScMAPIXFromSMAPI(handle, 0, &IID_IMAPIProp, (IMAPISession **)&unknown),
              E_NOINTERFACE);
    assert_null(unknown);
    for (ULONG flag = 1; flag; flag <<= 1) {
        unknown = (void *)1;
        assert_hr(ScMAPIXFromSMAPI(handle, flag, NULL, (IMAPISession **)&unknown),
                  MAPI_E_UNKNOWN_FLAGS);
        assert_null(unknown);
    }
    assert_hr(ScMAPIXFromSMAPI(handle, 0, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    session = extended_of(handle);
    again = extended_of(handle); /* the handle is as it was */
    assert_ptr_equal(session, again);
    again->lpVtbl->Release(again);
    assert_hr(look(session), S_OK);
    simple_off(handle);
    assert_hr(look(session), MAPI_E_INVALID_OBJECT);
    assert_int_equal(session->lpVtbl->Release(session), 0);
}

/* 11.14-09, 12.2-15 */
static void a_client_may_log_off_what_it_converted(void **state)
{
    LHANDLE handle = simple_on("Ann", 0);
    IMAPISession *session = extended_of(handle);

    (void)state;
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    session->lpVtbl->Release(session);
    simple_off(handle);
}

/* 12.1-18: no MAPIInitialize; one MAPIUninitialize too many takes nothing away */
static void mapi_needs_no_start(void **state)
{
    IMAPISession *session;
    LHANDLE first, second;

    (void)state;
    MAPIUninitialize(); /* the fixture's */
    assert_false(gate_is_open());
    assert_hr(logon_flags("Ann", 0, &session), MAPI_E_NOT_INITIALIZED);
    assert_int_equal(simple("no such profile", NULL, 0, &first), LOGIN_FAILURE);
    assert_false(gate_is_open());
    first = simple_on("Ann", 0);
    second = simple_on("Ann", MAPI_NEW_SESSION);
    assert_true(gate_is_open());
    for (int i = 0; i < 5; i++)
        MAPIUninitialize();
    session = extended_of(first);
    assert_hr(look(session), S_OK);
    session->lpVtbl->Release(session);
    simple_off(first);
    assert_true(gate_is_open());
    assert_hr(MAPIInitialize(NULL), S_OK);
    simple_off(second);
    assert_true(gate_is_open());
    MAPIUninitialize();
    assert_false(gate_is_open());
    assert_int_equal(MAPILogoff(second, 0, 0, 0), INVALID_SESSION);
    assert_hr(MAPIInitialize(NULL), S_OK);
}

/* 12.2-15 on another thread: the handle is stale at once, the session ends with the call */
static void a_call_under_way_outlasts_the_log_off(void **state)
{
    LHANDLE handle = simple_on("Ann", MAPI_NEW_SESSION);
    struct simple_session *user = simple_session_take(handle); /* a call begins */
    IMAPISession *session = simple_session_extended(user);

    (void)state;
    MAPIUninitialize(); /* the call's session keeps MAPI as well */
    simple_off(handle);
    assert_false(simple_session_retire(user));
    assert_null(simple_session_take(handle));
    assert_true(gate_is_open());
    assert_hr(look(session), S_OK);
    session->lpVtbl->AddRef(session);
    simple_session_drop(user); /* the call ends */
    assert_false(gate_is_open());
    assert_hr(look(session), MAPI_E_INVALID_OBJECT);
    assert_int_equal(session->lpVtbl->Release(session), 0);
    assert_hr(MAPIInitialize(NULL), S_OK);
}

struct crowd {
    LHANDLE handles[8]; /* whoever finds one may use it, or log it off */
    LONG on, off;
};

static void use_and_log_off(void *context)
{
    struct crowd *crowd = context;
    unsigned random = sys_thread_id();

    for (int i = 0; i < 300; i++) {
        LHANDLE *place, handle = 0;
        IMAPISession *session = NULL;

        random = random * 1103515245 + 12345;
        place = &crowd->handles[random >> 16 & 7];
        switch (random >> 24 & 3) {
        case 0:
            if (MAPILogon(0, ANN, NULL, random & 0x100000 ? MAPI_NEW_SESSION : 0, 0, &handle))
                break;
            atomic_inc(&crowd->on);
            handle = atomic_swap(place, handle);
            if (handle && !MAPILogoff(handle, 0, 0, 0)) atomic_inc(&crowd->off);
            break;
        case 1:
            if (!MAPILogoff(atomic_get(place), 0, 0, 0)) atomic_inc(&crowd->off);
            break;
        default:
            if (ScMAPIXFromSMAPI(atomic_get(place), 0, NULL, &session)) break;
            look(session); /* S_OK, or over by now */
            session->lpVtbl->Release(session);
        }
    }
}

/* 12.1-13, 12.2-14, 12.2-15: each handle is logged off once, whoever does it */
static void threads_may_share_handles(void **state)
{
    struct sys_thread *threads[6];
    struct crowd crowd = {.on = 0};

    (void)state;
    MAPIUninitialize();
    for (int i = 0; i < 6; i++)
        assert_hr(sys_thread_start(use_and_log_off, &crowd, &threads[i]), S_OK);
    for (int i = 0; i < 6; i++)
        sys_thread_join(threads[i]);
    for (int i = 0; i < 8; i++)
        if (!MAPILogoff(crowd.handles[i], 0, 0, 0)) atomic_inc(&crowd.off);
    assert_true(crowd.on > 0);
    assert_int_equal(crowd.on, crowd.off);
    assert_false(gate_is_open());
    assert_hr(MAPIInitialize(NULL), S_OK);
}

static void log_off_there(void *context)
{
    simple_off(*(LHANDLE *)context);
}

/* 12.2-15: the last hold is let go on a thread that never had one */
static void another_thread_may_log_off(void **state)
{
    struct sys_thread *thread;
    LHANDLE handle;

    (void)state;
    MAPIUninitialize();
    handle = simple_on("Ann", 0);
    assert_hr(sys_thread_start(log_off_there, &handle, &thread), S_OK);
    sys_thread_join(thread);
    assert_false(gate_is_open());
    assert_hr(MAPIInitialize(NULL), S_OK);
}

/* 3.6-04, 12.1-16: with MAPI initialised by the client, and without */
static void without_memory_nobody_is_logged_on(void **state)
{
    (void)state;
    for (int own = 0; own < 2; own++) {
        bool told = false;
        LHANDLE handle = 0;
        ULONG code = NO_MEMORY;

        if (own) MAPIUninitialize();
        for (int lost = 0; lost < 5000 && code; lost++) {
            long objects = com_objects_alive();

            handle = 77;
            fault_alloc_after(lost);
            code = MAPILogon(0, ANN, NULL, MAPI_NEW_SESSION, 0, &handle);
            fault_alloc_never();
            if (!code) break;
            told = told || code == NO_MEMORY;
            assert_true(code == NO_MEMORY || code == FAILURE || code == LOGIN_FAILURE);
            assert_int_equal(handle, 0);
            assert_int_equal(com_objects_alive(), objects);
            if (own) assert_false(gate_is_open());
        }
        assert_int_equal(code, SUCCESS);
        assert_true(told);
        simple_off(handle);
        if (own) assert_hr(MAPIInitialize(NULL), S_OK);
    }
}

/* Logging off and converting need no memory that could lack: they work when there is none. */
static void without_memory_one_may_still_log_off(void **state)
{
    LHANDLE handle = simple_on("Ann", 0);
    IMAPISession *session = NULL;
    ULONG code;
    HRESULT hr;

    (void)state;
    fault_alloc_after(0);
    hr = ScMAPIXFromSMAPI(handle, 0, NULL, &session);
    code = MAPILogoff(handle, 0, 0, 0);
    fault_alloc_never();
    assert_hr(hr, S_OK);
    assert_int_equal(code, SUCCESS);
    assert_hr(look(session), MAPI_E_INVALID_OBJECT);
    session->lpVtbl->Release(session);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(who_names_no_profile_gets_what_the_flags_say),
        TEST(a_session_is_shared_unless_it_is_to_be_new),
        TEST(a_new_session_leaves_the_shared_one_alone),
        TEST(what_makes_no_sense_is_refused),
        TEST(only_a_live_handle_is_logged_off),
        TEST(a_shared_session_ends_with_its_last_handle),
        TEST(the_session_behind_a_handle_is_given_by_interface),
        TEST(a_client_may_log_off_what_it_converted),
        TEST(mapi_needs_no_start),
        TEST(a_call_under_way_outlasts_the_log_off),
        TEST(threads_may_share_handles),
        TEST(another_thread_may_log_off),
        TEST(without_memory_nobody_is_logged_on),
        TEST(without_memory_one_may_still_log_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
