/*
 * test_transports.c - transports are logged on for a session's first need of mail, asked what they
 * take, and logged off
 */
#include "walks/post_fixture.h"

#define LOGGED_ON(letter) letter ":logon(19) " letter ":types " letter ":options "

static ULONG types_of(IMAPISession *session, ULONG flags, LPTSTR **types)
{
    ULONG n = 77;

    *types = (void *)1;
    assert_hr(session->lpVtbl->EnumAdrTypes(session, flags, &n, types), S_OK);
    return n;
}

/* The object behind the first row of a kind in the status table. */
static IMAPIStatus *status_of(IMAPISession *session, ULONG type)
{
    SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_RESOURCE_TYPE}};
    IMAPIStatus *status = NULL;
    IMAPITable *table;
    SRowSet *rows;
    ULONG kind;

    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    for (ULONG i = 0; i < rows->cRows; i++) {
        SPropValue *row = rows->aRow[i].lpProps;

        if (row[1].Value.ul != type || status) continue;
        assert_hr(session->lpVtbl->OpenEntry(session, row[0].Value.bin.cb,
                                             (ENTRYID *)row[0].Value.bin.lpb, NULL, 0, &kind,
                                             (IUnknown **)&status),
                  S_OK);
        assert_int_equal(kind, MAPI_STATUS);
    }
    FreeProws(rows);
    return status;
}

/* 4.11-05, 4.11-06, 5.1-12, 8.1-01, 8.1-02, 8.1-03, 8.1-04, 8.1-06, 8.1-07, 8.2-01, 8.2-08: both
 * are logged on once, in order, to one provider object; each type is listed once, in either width
 */
static void the_first_need_of_mail_logs_transports_on(void **state)
{
    struct post *first = add_post(0), *second = add_post(1);
    IMAPISession *session = logon();
    LPTSTR *types;

    (void)state;
    first->types[0] = L"SMTP";
    first->types[1] = L"";
    first->types[2] = L"FAX";
    second->types[0] = L"smtp";
    second->types[1] = L"X\xf6";
    second->narrow = false;
    assert_string_equal(post_calls(), "");
    assert_int_equal(types_of(session, MAPI_UNICODE, &types), 3);
    assert_string_equal(post_calls(), "init " LOGGED_ON("a") LOGGED_ON("b"));
    assert_text((WCHAR *)types[0], L"SMTP");
    assert_text((WCHAR *)types[1], L"FAX");
    assert_text((WCHAR *)types[2], L"X\xf6");
    MAPIFreeBuffer(types);
    assert_int_equal(types_of(session, 0, &types), 3);
    assert_string_equal((char *)types[1], "FAX");
    MAPIFreeBuffer(types);
    assert_string_equal(post_calls(), "");
    log_off(session);
    assert_string_equal(post_calls(),
                        "a:logoff(0) a:gone b:logoff(0) b:gone shutdown provider-gone ");
}

/* 3.4-03, 3.4-04, 8.1-03: nothing of a session without mail touches a transport */
static void a_session_without_mail_loads_none(void **state)
{
    IMAPISession *session;
    IMAPIStatus *status;
    LPTSTR *types;
    SPropValue *values;
    ULONG n;

    (void)state;
    add_post(0)->has_row = true;
    assert_hr(logon_flags("Ann", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL, &session), S_OK);
    assert_int_equal(types_of(session, 0, &types), 0);
    assert_null(types);
    assert_hr(session->lpVtbl->QueryDefaultMessageOpt(session, (LPTSTR) "SMTP", 0, &n, &values),
              MAPI_E_NOT_FOUND);
    assert_hr(look(session), S_OK);
    status = status_of(session, MAPI_SPOOLER);
    assert_hr(status->lpVtbl->ValidateState(status, 0, 0), MAPI_E_NO_SUPPORT);
    assert_hr(status->lpVtbl->ValidateState(status, 0, CONFIG_CHANGED), MAPI_E_NO_SUPPORT);
    status->lpVtbl->Release(status);
    log_off(session);
    assert_string_equal(post_calls(), "");
}

/* 5.7-05, 8.1-11, 5.7-06: a transport that keeps its support object beyond TransportLogoff */
static void a_support_object_may_be_kept_until_the_end(void **state)
{
    struct post *post = add_post(0);
    IMAPISession *session = logon();

    (void)state;
    post->keeps_support = true;
    assert_hr(look(session), S_OK);
    post_calls();
    log_off(session);
    assert_string_equal(post_calls(), "a:logoff(0) a:gone shutdown provider-gone ");
}

/* 5.5-03, 5.5-04, 8.1-10: one that isn't configured is logged on once more after its service's
 * entry point was called; it fails the service when that didn't help */
static void a_transport_may_have_to_be_configured_first(void **state)
{
    struct post *post = add_post(0);
    LPTSTR *types;

    (void)state;
    add_entry_point(0);
    post->types[0] = L"SMTP";
    for (int helped = 0; helped < 2; helped++) {
        IMAPISession *session = logon();

        post->logon = MAPI_E_UNCONFIGURED;
        post->logon_times = helped; /* 0: always */
        forget();
        assert_int_equal(types_of(session, 0, &types), helped);
        assert_non_null(strstr(calls(), "service(")); /* MSG_SERVICE_CONFIGURE */
        assert_string_equal(post_calls(), helped ? "init a:logon(19) " LOGGED_ON("a")
                                                 : "init a:logon(19) a:logon(19) shutdown "
                                                   "provider-gone ");
        MAPIFreeBuffer(types);
        log_off(session);
        post_calls();
    }
}

/* 5.5-05, 5.5-06, 8.1-10: a failure is the transport's own, or its service's */
static void transports_may_fail_to_log_on(void **state)
{
    static const struct {
        HRESULT hr;
        const char *again; /* what the second look calls */
    } cases[] = {
        {MAPI_E_FAILONEPROVIDER, "init a:logon(19) shutdown provider-gone "},
        {MAPI_E_LOGON_FAILED, ""},
        {MAPI_E_USER_CANCEL, ""},
        {MAPI_E_UNCONFIGURED, ""},
    };
    struct post *post = add_post(0);
    LPTSTR *types;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        IMAPISession *session = logon();

        post->logon = cases[i].hr;
        assert_int_equal(types_of(session, 0, &types), 0);
        assert_string_equal(post_calls(), "init a:logon(19) shutdown provider-gone ");
        assert_int_equal(types_of(session, 0, &types), 0);
        assert_string_equal(post_calls(), cases[i].again);
        log_off(session);
    }
}

/* 8.2-01: what a transport tells of its types is bounded, and a transport that tells none, or fails
 * to, stays (what it takes then: test_address_types.c) */
static void odd_address_types_are_taken_as_they_are(void **state)
{
    struct post *post = add_post(0);
    LPTSTR *types;

    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        IMAPISession *session = logon();

        post->no_types = kind == 1;
        post->told = kind == 2 ? MAPI_E_CALL_FAILED : S_OK;
        post->n_uids = kind == 3 ? 5000 : 0; /* beyond what there can be: nothing of it is read */
        assert_int_equal(types_of(session, 0, &types), 0);
        assert_null(types);
        assert_int_equal(post->logons, 1);
        log_off(session);
    }
}

/* 8.3-01, 8.3-03, 4.11-02, 4.11-03: the defaults of a transport's options are one block in the
 * width asked for */
static void options_have_defaults(void **state)
{
    static GUID guid;
    SPropValue defaults[2] = {{.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"Hello"},
                              {.ulPropTag = PR_PRIORITY, .Value.l = 1}};
    struct post *post = add_post(0);
    IMAPISession *session = logon();
    SPropValue *values;
    ULONG n = 7;

    (void)state;
    post->n_options = 2;
    post->options[0] = (OPTIONDATA){OPTION_TYPE_RECIPIENT, &guid, (LPTSTR)L"SMTP",
                                    (LPTSTR)L"x.dll",      1,     3,
                                    (BYTE *)"abc",         0,     NULL};
    post->options[1] =
        (OPTIONDATA){OPTION_TYPE_MESSAGE, NULL, (LPTSTR)L"smtp", NULL, 0, 0, NULL, 2, defaults};
    assert_hr(session->lpVtbl->QueryDefaultMessageOpt(session, (LPTSTR) "SMTP", 0, &n, &values),
              S_OK);
    assert_int_equal(n, 2);
    assert_int_equal(values[0].ulPropTag, PR_SUBJECT_A);
    assert_string_equal(values[0].Value.lpszA, "Hello");
    assert_int_equal(values[1].Value.l, 1);
    MAPIFreeBuffer(values);
    assert_hr(session->lpVtbl->QueryDefaultMessageOpt(session, (LPTSTR)L"SMTP", MAPI_UNICODE, &n,
                                                      &values),
              S_OK);
    assert_text(values[0].Value.lpszW, L"Hello");
    MAPIFreeBuffer(values);
    assert_hr(session->lpVtbl->QueryDefaultMessageOpt(session, (LPTSTR) "FAX", 0, &n, &values),
              MAPI_E_NOT_FOUND);
    assert_int_equal(n, 0);
    assert_null(values);
    log_off(session);
}

/* An option whose values are no values doesn't come in; the transport stays. */
static void broken_options_are_left_out(void **state)
{
    SPropValue bad = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)(ULONG_PTR)1};
    struct post *post = add_post(0);
    IMAPISession *session = logon();
    SPropValue *values;
    ULONG n;

    (void)state;
    post->n_options = 1;
    post->options[0] =
        (OPTIONDATA){.ulFlags = OPTION_TYPE_MESSAGE, .cOptionsProps = 1, .lpOptionsProps = &bad};
    assert_hr(session->lpVtbl->QueryDefaultMessageOpt(session, (LPTSTR) "SMTP", 0, &n, &values),
              MAPI_E_NOT_FOUND);
    assert_int_equal(post->logons, 1);
    log_off(session);
}

/* 4.17-13, 4.17-14, 4.17-16, 8.8-02, 8.8-03, 8.7-07, 4.17-07, 4.17-08, 8.2-09, 8.8-05: the table
 * has a transport's row, which opens its own object; the spooler's object validates all of them,
 * and asks their types anew */
static void transports_have_status_rows(void **state)
{
    struct post *post = add_post(0);
    IMAPISession *session = logon();
    IMAPIStatus *status;
    LPTSTR *types;

    (void)state;
    post->has_row = post->has_status = true;
    post->types[0] = L"SMTP";
    status = status_of(session, MAPI_TRANSPORT_PROVIDER);
    assert_non_null(status);
    post_calls();
    assert_hr(status->lpVtbl->ValidateState(status, 0, FORCE_XP_CONNECT), S_OK);
    assert_string_equal(post_calls(), "a:status-validate(40000) ");
    status->lpVtbl->Release(status);

    status = status_of(session, MAPI_SPOOLER);
    assert_hr(status->lpVtbl->ValidateState(status, 0, SUPPRESS_UI), S_OK);
    assert_string_equal(post_calls(), "a:validate(1) ");
    post->types[0] = L"FAX";
    assert_hr(status->lpVtbl->ValidateState(status, 0, CONFIG_CHANGED), S_OK);
    assert_string_equal(post_calls(), "a:types a:validate(100000) ");
    assert_int_equal(types_of(session, 0, &types), 1);
    assert_string_equal((char *)types[0], "FAX");
    MAPIFreeBuffer(types);
    post->validate = MAPI_E_BUSY; /* 4.17-10 */
    assert_hr(status->lpVtbl->ValidateState(status, 0, 0), MAPI_E_BUSY);
    status->lpVtbl->Release(status);
    log_off(session);
}

/* 4.17-07: one that came into the profile, or couldn't be logged on before, is logged on then */
static void validating_the_spooler_logs_on_who_is_missing(void **state)
{
    struct post *post = add_post(0), *late;
    IMAPISession *session = logon();
    IMAPIStatus *status;

    (void)state;
    post->logon = MAPI_E_FAILONEPROVIDER;
    post->logon_times = 1;
    status = status_of(session, MAPI_SPOOLER);
    assert_int_equal(post->logons, 0);
    late = add_post(1);
    assert_hr(status->lpVtbl->ValidateState(status, 0, SUPPRESS_UI), S_OK);
    assert_int_equal(post->logons, 1);
    assert_int_equal(late->logons, 1);
    status->lpVtbl->Release(status);
    log_off(session);
}

static IMAPISession *asked;
static struct sys_event *held;
static ULONG second; /* thread */

/* The wait of start.c, on the second thread. */
static struct sys_event *waits;

bool __real_sys_event_wait_sent(struct sys_event *event, ULONG msec);
bool __wrap_sys_event_wait_sent(struct sys_event *event, ULONG msec);
bool __wrap_sys_event_wait_sent(struct sys_event *event, ULONG msec)
{
    if (waits && sys_thread_id() == second) sys_event_set(waits);
    return __real_sys_event_wait_sent(event, msec);
}

/* The first is inside its log-on until the second waits for it. */
static void hold_first(struct post *post, const char *call)
{
    LPTSTR *types;

    if (!post || strcmp(call, "a:types")) return;
    assert_int_equal(types_of(asked, 0, &types),
                     0); /* who asks while it is logged on goes without */
    sys_event_set(held);
    sys_event_wait(waits, SYS_FOREVER);
}

static void ask_types(void *context)
{
    LPTSTR *types;

    second = sys_thread_id();
    sys_event_wait(held, SYS_FOREVER);
    *(ULONG *)context = types_of(asked, 0, &types);
    MAPIFreeBuffer(types);
}

/* Two threads that need mail at once log a transport on once; the second waits for the first. */
static void threads_log_a_transport_on_once(void **state)
{
    struct post *post = add_post(0);
    struct sys_thread *thread;
    ULONG theirs = 0;
    LPTSTR *types;

    (void)state;
    asked = logon();
    post->types[0] = L"SMTP";
    assert_hr(sys_event_create(true, &held), S_OK);
    assert_hr(sys_event_create(true, &waits), S_OK);
    office->hook = hold_first;
    assert_hr(sys_thread_start(ask_types, &theirs, &thread), S_OK);
    assert_int_equal(types_of(asked, 0, &types), 1);
    MAPIFreeBuffer(types);
    sys_thread_join(thread);
    assert_int_equal(theirs, 1);
    office->hook = NULL;
    assert_string_equal(post_calls(), "init " LOGGED_ON("a"));
    sys_event_destroy(held);
    sys_event_destroy(TAKE(waits));
    log_off(asked);
}

/* Whichever allocation fails: the answer is one of the documented, and nothing stays. */
static void memory_may_be_out(void **state)
{
    SPropValue value = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"Hello"};
    struct post *post = add_post(0);
    bool done = false;

    (void)state;
    post->types[0] = L"SMTP";
    post->has_row = true;
    post->n_options = 1;
    post->options[0] = (OPTIONDATA){.ulFlags = OPTION_TYPE_MESSAGE,
                                    .lpszAdrType = (LPTSTR)L"SMTP",
                                    .cOptionsProps = 1,
                                    .lpOptionsProps = &value};
    for (int i = 0; !done; i++) {
        IMAPISession *session = logon();
        LPTSTR *types = NULL;
        SPropValue *values = NULL;
        ULONG n = 0;
        HRESULT hr;

        assert_true(i < 500);
        fault_alloc_after(i);
        hr = session->lpVtbl->EnumAdrTypes(session, 0, &n, &types);
        if (hr == S_OK && n == 1)
            hr = session->lpVtbl->QueryDefaultMessageOpt(session, (LPTSTR) "SMTP", 0, &n, &values);
        fault_alloc_never();
        done = hr == S_OK && n == 1 && values;
        if (values) assert_string_equal(values->Value.lpszA, "Hello");
        MAPIFreeBuffer(values);
        MAPIFreeBuffer(types);
        log_off(session);
        assert_int_equal(post->logons, 0);
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test_setup_teardown(the_first_need_of_mail_logs_transports_on, setup_post,
                                        teardown_post),
        cmocka_unit_test_setup_teardown(a_session_without_mail_loads_none, setup_post,
                                        teardown_post),
        cmocka_unit_test_setup_teardown(a_support_object_may_be_kept_until_the_end, setup_post,
                                        teardown_post),
        cmocka_unit_test_setup_teardown(a_transport_may_have_to_be_configured_first, setup_post,
                                        teardown_post),
        cmocka_unit_test_setup_teardown(transports_may_fail_to_log_on, setup_post, teardown_post),
        cmocka_unit_test_setup_teardown(odd_address_types_are_taken_as_they_are, setup_post,
                                        teardown_post),
        cmocka_unit_test_setup_teardown(options_have_defaults, setup_post, teardown_post),
        cmocka_unit_test_setup_teardown(broken_options_are_left_out, setup_post, teardown_post),
        cmocka_unit_test_setup_teardown(transports_have_status_rows, setup_post, teardown_post),
        cmocka_unit_test_setup_teardown(validating_the_spooler_logs_on_who_is_missing, setup_post,
                                        teardown_post),
        cmocka_unit_test_setup_teardown(threads_log_a_transport_on_once, setup_post, teardown_post),
        cmocka_unit_test_setup_teardown(memory_may_be_out, setup_post, teardown_post),
    };

    return cmocka_run_group_tests(all, NULL, NULL);
}
