/*
 * test_logon.c - MAPILogonEx: its flags, the profile and the session it chooses, what it asks of
 * providers
 */
#include "walks/session_fixture.h"
#include "sys/lock.h"
#include "sys/process.h"
#include "sys/thread.h"

/* One more profile with the same service and store. */
static void copy_profile(const char *to)
{
    IProfAdmin *admin;

    assert_hr(MAPIAdminProfiles(0, &admin), S_OK);
    assert_hr(admin->lpVtbl->CopyProfile(admin, (LPTSTR) "Ann", NULL, (LPTSTR)to, 0, 0), S_OK);
    admin->lpVtbl->Release(admin);
}

/* The name of the session's profile is `wanted`. */
static void expect_profile(IMAPISession *session, const char *wanted)
{
    static const MAPIUID instance = {
        {0x85, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
    SizedSPropTagArray(1, tags) = {1, {PR_PROFILE_NAME_A}};
    IProfSect *section;
    SPropValue *value;
    ULONG n;

    assert_hr(session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&instance, NULL, 0, &section),
              S_OK);
    assert_hr(section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &value), S_OK);
    assert_string_equal(value->Value.lpszA, wanted);
    MAPIFreeBuffer(value);
    section->lpVtbl->Release(section);
}

/* 3.1-01, 3.1-02 */
static void flags_have_their_values(void **state)
{
    static const struct {
        ULONG flag, value;
    } flags[] = {
        {MAPI_LOGON_UI, 1},
        {MAPI_NEW_SESSION, 2},
        {MAPI_APP_PROFILE, 4},
        {MAPI_ALLOW_OTHERS, 8},
        {MAPI_EXPLICIT_PROFILE, 0x10},
        {MAPI_EXTENDED, 0x20},
        {MAPI_USE_DEFAULT, 0x40},
        {MAPI_FORCE_DOWNLOAD, 0x1000},
        {MAPI_SERVICE_UI_ALWAYS, 0x2000},
        {MAPI_NO_MAIL, 0x8000},
        {MAPI_NT_SERVICE, 0x10000},
        {MAPI_PASSWORD_UI, 0x20000},
        {MAPI_TIMEOUT_SHORT, 0x100000},
        {MAPI_BG_SESSION, 0x200000},
        {MAPI_UNICODE, 0x80000000},
        {MAPI_SIMPLE_DEFAULT, 0x1009},
        {MAPI_SIMPLE_EXPLICIT, 0x1012},
    };
    IMAPISession *session;

    (void)state;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        assert_int_equal(flags[i].flag, flags[i].value);
    /* 3.1-03: each other bit is refused */
    for (ULONG bit = 1; bit; bit <<= 1) {
        bool known = false;

        for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
            known = known || flags[i].value == bit;
        if (known) continue;
        session = (void *)1;
        assert_hr(logon_flags("Ann", bit, &session), MAPI_E_UNKNOWN_FLAGS);
        assert_null(session);
    }
}

/* 3.2-03, 3.2-04, 3.2-07, 3.2-18, 3.2-20, 3.2-22, 3.2-24, 3.2-25, 3.3-06, 3.1-03, 3.1-04 */
static void a_named_profile_is_logged_on(void **state)
{
    static const ULONG flags[] = {
        0,
        MAPI_EXTENDED,
        MAPI_NEW_SESSION,
        MAPI_USE_DEFAULT,
        MAPI_EXPLICIT_PROFILE,
        MAPI_EXPLICIT_PROFILE | MAPI_USE_DEFAULT,
        MAPI_APP_PROFILE,
        MAPI_BG_SESSION,
        MAPI_LOGON_UI,
        MAPI_PASSWORD_UI,
        MAPI_NO_MAIL,
        MAPI_FORCE_DOWNLOAD,
        MAPI_TIMEOUT_SHORT,
        MAPI_NT_SERVICE | MAPI_NO_MAIL,
        MAPI_LOGON_UI | MAPI_NT_SERVICE,
    };
    static const char *const passwords[] = {NULL, "", "secret"};
    IMAPISession *session;

    (void)state;
    copy_profile("Zoe");
    assert_hr(profile_set_default(L"Zoe"), S_OK);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        for (int p = 0; p < 3; p++) {
            assert_hr(MAPILogonEx((ULONG_PTR)0x1234567, (LPTSTR) "Ann", (LPTSTR)passwords[p],
                                  flags[i], &session),
                      S_OK);
            expect_profile(session, "Ann"); /* not the default one */
            log_off(session);
            assert_hr(MAPILogonEx(0, (LPTSTR)L"Ann", NULL, flags[i] | MAPI_UNICODE, &session),
                      S_OK);
            expect_profile(session, "Ann");
            log_off(session);
        }
    /* "A", what a caller gets who says ANSI and gives UTF-16 */
    assert_hr(logon_flags((const char *)L"Ann", 0, &session), MAPI_E_LOGON_FAILED);
    assert_hr(logon_flags("ann", 0, &session), S_OK); /* case doesn't matter (2.1) */
    log_off(session);
}

/* 3.2-14, 3.2-15, 3.2-16, 3.2-19 and clients.md "MAPI_LOGON_UI alone", "An empty profile name means
 * none" */
static void without_a_name_the_default_is_meant(void **state)
{
    static const struct {
        ULONG flags;
        HRESULT with, without; /* a default profile */
    } cases[] = {
        {0, MAPI_E_LOGON_FAILED, MAPI_E_LOGON_FAILED},
        {MAPI_USE_DEFAULT, S_OK, MAPI_E_LOGON_FAILED},
        {MAPI_LOGON_UI, S_OK, MAPI_E_LOGON_FAILED},
        {MAPI_USE_DEFAULT | MAPI_EXPLICIT_PROFILE, S_OK, MAPI_E_LOGON_FAILED},
        {MAPI_EXPLICIT_PROFILE, MAPI_E_LOGON_FAILED, MAPI_E_LOGON_FAILED},
        {MAPI_EXPLICIT_PROFILE | MAPI_LOGON_UI, MAPI_E_LOGON_FAILED, MAPI_E_LOGON_FAILED},
        {MAPI_PASSWORD_UI, MAPI_E_LOGON_FAILED, MAPI_E_LOGON_FAILED},
    };
    static const char *const names[] = {NULL, "", "\0"}; /* the last is L"" too */
    IMAPISession *session;

    (void)state;
    for (int has = 0; has < 2; has++) {
        if (has) assert_hr(profile_set_default(L"Ann"), S_OK);
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
            for (int n = 0; n < 3; n++) {
                ULONG flags = cases[i].flags | (n == 2 ? MAPI_UNICODE : 0);

                assert_hr(logon_flags(names[n], flags, &session),
                          has ? cases[i].with : cases[i].without);
                if (session) log_off(session);
            }
    }
}

/* 3.2-10, 3.2-11, 3.2-12, 3.2-13 */
static void the_oldest_shared_session_is_joined(void **state)
{
    IMAPISession *first, *second, *joined, *own;

    (void)state;
    copy_profile("Bob");
    copy_profile("Cid");
    assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS, &first), S_OK); /* none is there: a new one */
    assert_hr(logon_flags("Bob", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, &second), S_OK);
    expect_profile(second, "Bob");
    assert_hr(logon_flags("Cid", MAPI_NEW_SESSION, &own), S_OK);
    expect_profile(own, "Cid");
    assert_hr(logon_flags("Cid", MAPI_ALLOW_OTHERS, &joined), S_OK); /* one is there: that */
    expect_profile(joined, "Ann");
    log_off(first);
    log_off(joined);
    assert_hr(logon_flags(NULL, 0, &joined), S_OK); /* the first is over */
    expect_profile(joined, "Bob");
    log_off(joined);
    log_off(second);
    assert_hr(logon_flags(NULL, 0, &joined), MAPI_E_LOGON_FAILED); /* the one left allows nobody */
    log_off(own);
}

/* 3.2-27, 4.4-13, 3.4-06: MAPI_NO_MAIL belongs to the member, not to the session */
static void members_keep_their_own_mail_or_none(void **state)
{
    IMAPISession *mail, *none;
    IMsgStore *store, *again;

    (void)state;
    assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, &mail), S_OK);
    assert_hr(logon_flags(NULL, MAPI_NO_MAIL, &none), S_OK);
    forget();
    store = open_store(mail, MDB_WRITE, S_OK);
    assert_string_equal(calls(), "init logon(4,21) ");
    forget();
    again = open_store(none, MDB_WRITE, S_OK);
    assert_string_equal(calls(), "logon(84,21) ");
    again->lpVtbl->Release(again);
    store->lpVtbl->Release(store);
    log_off(none);
    log_off(mail);
}

/* 3.2-26 */
static void a_doomed_profile_is_logged_on_to_by_nobody(void **state)
{
    IMAPISession *session = logon(), *second;
    IProfAdmin *admin;

    (void)state;
    assert_hr(MAPIAdminProfiles(0, &admin), S_OK);
    assert_hr(admin->lpVtbl->DeleteProfile(admin, (LPTSTR) "Ann", 0), S_OK);
    admin->lpVtbl->Release(admin);
    assert_hr(logon_flags("Ann", MAPI_NEW_SESSION, &second), MAPI_E_LOGON_FAILED);
    log_off(session); /* 4.13-20: now it goes */
    assert_false(found(L"Ann"));
}

static void hold_the_mutex(void *context)
{
    struct sys_event **events = context;
    struct sys_mutex *mutex;

    assert_hr(sys_mutex_open(L"OpenMAPI.Logon", &mutex), S_OK);
    assert_true(sys_mutex_take(mutex, 0));
    sys_event_set(events[0]);
    sys_event_wait(events[1], SYS_FOREVER);
    sys_mutex_drop(mutex);
    sys_mutex_close(mutex);
}

static void log_on_patiently(void *context)
{
    HRESULT hr = logon_flags("Ann", MAPI_NEW_SESSION, context);

    if (FAILED(hr)) *(IMAPISession **)context = NULL;
}

/* 3.3-01 */
static void logons_wait_for_each_other(void **state)
{
    struct sys_thread *holder, *waiter;
    struct sys_event *events[2];
    IMAPISession *session = NULL, *patient = NULL;

    (void)state;
    assert_hr(sys_event_create(true, &events[0]), S_OK);
    assert_hr(sys_event_create(true, &events[1]), S_OK);
    assert_hr(sys_thread_start(hold_the_mutex, events, &holder), S_OK);
    assert_true(sys_event_wait(events[0], 10000));
    assert_hr(sys_thread_start(log_on_patiently, &patient, &waiter), S_OK);
    assert_hr(logon_flags("Ann", MAPI_NEW_SESSION | MAPI_TIMEOUT_SHORT, &session), MAPI_E_TIMEOUT);
    assert_null(session);
    assert_null(atomic_get(&patient)); /* waits still, after longer than the short time */
    sys_event_set(events[1]);
    sys_thread_join(waiter);
    sys_thread_join(holder);
    assert_non_null(patient);
    log_off(patient);
    sys_event_destroy(events[0]);
    sys_event_destroy(events[1]);
}

/* 3.3-03, 3.5-05, 3.5-01 */
static void a_provider_with_a_limit_fails_alone(void **state)
{
    static const HRESULT answers[] = {MAPI_E_SESSION_LIMIT, MAPI_E_FAILONEPROVIDER,
                                      MAPI_E_LOGON_FAILED};
    IMAPISession *session;

    (void)state;
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        tell(REC_LOGON_RESULT, answers[i]);
        session = logon();
        open_store(session, MDB_NO_MAIL, answers[i]);
        log_off(session);
    }
}

/* 2.9-08, 3.5-04, 5.5-03, 5.5-04, 4.4-05; 20: SERVICE_LOGON_FAILED */
static void what_lacks_configuration_is_configured_and_tried_once_more(void **state)
{
    IMAPISession *session;
    IMsgStore *store;

    (void)state;
    /* the section has its entry ID from now on: the next logon leaves the store alone */
    session = logon();
    log_off(session);
    add_service_entry();
    tell(REC_LOGON_RESULT, MAPI_E_UNCONFIGURED);
    tell(REC_LOGON_TIMES, 1);
    session = logon();
    forget();
    store = open_store(session, MDB_NO_MAIL | MDB_NO_DIALOG, S_OK);
    assert_string_equal(calls(), "init logon(81,21) service(3,20) logon(81,21) ");
    store->lpVtbl->Release(store);
    tell(REC_LOGON_TIMES, 2);
    forget();
    open_store(session, MDB_NO_MAIL | MDB_NO_DIALOG, MAPI_E_LOGON_FAILED);
    assert_string_equal(calls(),
                        "init logon(81,21) service(3,20) logon(81,21) shutdown provider-gone ");
    forget();
    open_store(session, MDB_NO_MAIL, MAPI_E_LOGON_FAILED); /* its service is out of this session */
    assert_string_equal(calls(), "");
    log_off(session);
    session = logon(); /* and back in the next */
    store = open_store(session, MDB_NO_MAIL, S_OK);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 3.3-05 */
static void every_service_may_be_asked_to_show_itself(void **state)
{
    IMAPISession *session;

    (void)state;
    add_service_entry();
    assert_hr(logon_flags("Ann", MAPI_NEW_SESSION | MAPI_SERVICE_UI_ALWAYS, &session), S_OK);
    assert_ptr_equal(strstr(calls(), "service(3,2) "), calls()); /* before any logon */
    log_off(session);
    forget();
    assert_hr(logon_flags("Ann", MAPI_NEW_SESSION, &session), S_OK);
    assert_null(strstr(calls(), "service"));
    log_off(session);
}

/* 3.3-07, 3.3-08, 5.1-04 */
static void a_windows_service_says_so_and_shows_nothing(void **state)
{
    IMAPISession *session;
    IMsgStore *store;

    (void)state;
    add_service_entry();
    assert_hr(logon_flags(
                  "Ann", MAPI_NEW_SESSION | MAPI_NT_SERVICE | MAPI_NO_MAIL | MAPI_SERVICE_UI_ALWAYS,
                  &session),
              S_OK);
    assert_string_equal(
        calls(), "init(service) logon(5,0) store-gone logoff logon-release logon-gone shutdown "
                 "provider-gone ");
    forget();
    store = open_store(session, 0, S_OK);
    assert_string_equal(calls(), "init(service) logon(81,21) ");
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 3.5-07 */
static void one_client_logs_on_many_times(void **state)
{
    IMAPISession *sessions[20];

    (void)state;
    copy_profile("Bob");
    for (int i = 0; i < 20; i++)
        assert_hr(logon_flags(i % 2 ? "Ann" : "Bob", MAPI_NEW_SESSION, &sessions[i]), S_OK);
    for (int i = 0; i < 20; i++) {
        expect_profile(sessions[i], i % 2 ? "Ann" : "Bob");
        log_off(sessions[i]);
    }
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(flags_have_their_values),
        TEST(a_named_profile_is_logged_on),
        TEST(without_a_name_the_default_is_meant),
        TEST(the_oldest_shared_session_is_joined),
        TEST(members_keep_their_own_mail_or_none),
        TEST(a_doomed_profile_is_logged_on_to_by_nobody),
        TEST(logons_wait_for_each_other),
        TEST(a_provider_with_a_limit_fails_alone),
        TEST(what_lacks_configuration_is_configured_and_tried_once_more),
        TEST(every_service_may_be_asked_to_show_itself),
        TEST(a_windows_service_says_so_and_shows_nothing),
        TEST(one_client_logs_on_many_times),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
