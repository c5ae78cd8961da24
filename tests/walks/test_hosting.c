/*
 * test_hosting.c - the threads that host a profile's spooler: one of all sessions, until it is gone
 */
#include "walks/mail_fixture.h"
#include "provider/logon.h"
#include "provider/status_row.h"
#include "support/support_own.h"

#define TYPE L"SMTP"

static struct sys_event *submitted, *may_return;
static bool asks_whether; /* in SubmitMessage: until SpoolerYield says no */
static LONG sent;

/* Recipients are marked as they are; whoever waits for it is woken. */
static HRESULT take_it(struct post *post, ULONG flags, IMessage *message, ULONG_PTR *ref,
                       ULONG_PTR *parm)
{
    SizedSPropTagArray(5, columns) = {
        5, {PR_ROWID, PR_RESPONSIBILITY, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W}};
    SRowSet *rows;
    IMAPITable *table;

    (void)post, (void)flags, (void)parm;
    *ref = 5;
    assert_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    for (ULONG i = 0; i < rows->cRows; i++) {
        SizedADRLIST(1, list) = {1, {{0, 5, rows->aRow[i].lpProps}}};

        rows->aRow[i].lpProps[1].Value.b = TRUE;
        assert_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_MODIFY, (ADRLIST *)&list),
                  S_OK);
    }
    FreeProws(rows);
    atomic_inc(&sent);
    return S_OK;
}

static HRESULT take_long(struct post *post, ULONG flags, IMessage *message, ULONG_PTR *ref,
                         ULONG_PTR *parm)
{
    (void)flags, (void)message, (void)parm;
    *ref = 5;
    sys_event_set(submitted);
    for (int i = 0; asks_whether && i < 100000; i++) {
        if (post->support->lpVtbl->SpoolerYield(post->support, 0) == MAPI_W_CANCEL_MESSAGE)
            return MAPI_E_USER_CANCEL;
        sys_event_wait(may_return, 1);
    }
    sys_event_wait(may_return, SYS_FOREVER);
    return MAPI_E_USER_CANCEL;
}

static void on_call(struct post *post, const char *call)
{
    (void)post;
    if (!strcmp(call, "a:notify(80000000)")) sys_event_set(may_return);
}

static int begin_hosting(void **state)
{
    struct post *post;

    if (setup_mail(state)) return 1;
    assert_hr(sys_event_create(false, &submitted), S_OK);
    assert_hr(sys_event_create(false, &may_return), S_OK);
    atomic_set(&sent, 0);
    asks_whether = false;
    post = add_post(0);
    post->types[0] = TYPE;
    post->submit = take_it;
    office->hook = on_call;
    spool_thread_hold(false);
    return 0;
}

static int end_hosting(void **state)
{
    int left;

    spool_thread_hold(true);
    office->hook = NULL;
    left = teardown_mail(state);
    sys_event_destroy(submitted);
    sys_event_destroy(may_return);
    return left;
}

static void submit(IMsgStore *store)
{
    IMAPIFolder *outbox = folder_of(store, PR_IPM_OUTBOX_ENTRYID);
    IMessage *message;
    SPropValue row[4] = {{.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Bob"},
                         {.ulPropTag = PR_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
                         {.ulPropTag = PR_EMAIL_ADDRESS_A, .Value.lpszA = (char *)"bob@x.org"},
                         {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO}};
    SizedADRLIST(1, list) = {1, {{0, 4, row}}};

    assert_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    outbox->lpVtbl->Release(outbox);
    assert_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
    assert_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
}

/* What other threads do comes some time. */
#define UNTIL(condition)                                                                           \
    do {                                                                                           \
        for (int i_ = 0; i_ < 30000 && !(condition); i_++)                                         \
            sys_event_wait(may_return, 1);                                                         \
        assert_true(condition);                                                                    \
    } while (0)

static struct router *router_of_post(void)
{
    return support_of(office->posts[0].support)->logon->router;
}

/* 4.13-18, 5.4-07, 5.7-04, 8.1-01, 8.1-03: nobody but the session's thread sends; nothing begins
 * before there is something to do with mail; in the end transports hear of it before they are
 * logged off
 */
static void a_thread_of_the_session_sends(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store;
    const char *calls_made;

    (void)state;
    assert_string_equal(post_calls(), "");
    store = open_mail(session);
    submit(store);
    UNTIL(atomic_get(&sent) == 1);
    UNTIL(!queued_in(store));
    store->lpVtbl->Release(store);
    log_off(session);
    calls_made = post_calls();
    assert_string_equal(calls_made, "init a:logon(19) a:types a:options a:notify(2) a:submit(0) "
                                    "a:end(5) a:notify(20000) a:logoff(0) a:gone shutdown "
                                    "provider-gone ");
}

static ULONG hosts(struct router *const *routers, int n)
{
    ULONG count = 0;

    for (int i = 0; i < n; i++)
        count += spool_thread_hosts(routers[i]);
    return count;
}

/* Of several sessions one hosts; when it is gone, another one does, and sends what waits. */
static void one_session_hosts_at_a_time(void **state)
{
    IMAPISession *sessions[3];
    struct router *routers[3];
    IMsgStore *store;
    int left = 3;

    (void)state;
    for (int i = 0; i < 3; i++) {
        sessions[i] = logon();
        assert_hr(look(sessions[i]), S_OK);
        routers[i] = router_of_post();
    }
    while (left) {
        int host = 0;

        UNTIL(hosts(routers, left) == 1);
        while (!spool_thread_hosts(routers[host]))
            host++;
        /* whoever submits it */
        store = open_mail(sessions[(host + 1) % left]);
        submit(store);
        UNTIL(atomic_get(&sent) == 4 - left);
        UNTIL(!queued_in(store));
        assert_int_equal(hosts(routers, left), 1);
        store->lpVtbl->Release(store);
        log_off(sessions[host]);
        left--;
        sessions[host] = sessions[left];
        routers[host] = routers[left];
    }
}

/* 4.13-18, 5.14-03, 8.5-03: a message that takes long keeps nobody from logging off; it stays where
 * it is, and goes with the next session */
static void the_end_of_a_session_waits_for_no_mail(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        IMAPISession *session = logon();
        IMsgStore *store = open_mail(session);

        asks_whether = i;
        office->posts[0].submit = take_long;
        if (!i) submit(store);
        assert_true(sys_event_wait(submitted, 30000));
        assert_int_equal(queued_in(store), 1);
        store->lpVtbl->Release(store);
        log_off(session);
        assert_true(!i == !!strstr(post_calls(), "a:notify(80000000)"));
        assert_int_equal(atomic_get(&sent), 0);
    }
    office->posts[0].submit = take_it;
    {
        IMAPISession *session = logon();
        IMsgStore *store = open_mail(session);

        UNTIL(atomic_get(&sent) == 1);
        UNTIL(!queued_in(store));
        store->lpVtbl->Release(store);
        log_off(session);
    }
}

/* A session without mail, and a store that is opened without, begin nothing (3.4). */
static void without_mail_nothing_begins(void **state)
{
    IMAPISession *session;
    IMsgStore *store;

    (void)state;
    assert_hr(logon_flags("Ann", MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL, &session), S_OK);
    store = open_mail(session);
    submit(store);
    assert_int_equal(queued_in(store), 1);
    store->lpVtbl->Release(store);
    log_off(session);
    assert_string_equal(post_calls(), "");
}

static IMAPIStatus *spooler_status(IMAPISession *session, SRowSet **rows, int *transport)
{
    SizedSPropTagArray(3, columns) = {3, {PR_RESOURCE_TYPE, PR_ENTRYID, PR_STATUS_CODE}};
    IMAPIStatus *status = NULL;
    IMAPITable *table;
    ULONG type;

    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, rows), S_OK);
    table->lpVtbl->Release(table);
    for (ULONG i = 0; i < (*rows)->cRows; i++) {
        const SPropValue *row = (*rows)->aRow[i].lpProps;

        if (row[0].Value.l == MAPI_TRANSPORT_PROVIDER) *transport = (int)i;
        if (row[0].Value.l != MAPI_SPOOLER) continue;
        assert_int_equal(row[2].Value.l, STATUS_AVAILABLE);
        assert_hr(session->lpVtbl->OpenEntry(session, row[1].Value.bin.cb,
                                             (ENTRYID *)row[1].Value.bin.lpb, NULL, 0, &type,
                                             (IUnknown **)&status),
                  S_OK);
    }
    assert_non_null(status);
    return status;
}

static HRESULT wait_first(struct post *post, ULONG flags, IMessage *message, ULONG_PTR *ref,
                          ULONG_PTR *parm)
{
    post->submit = take_it;
    *parm = 3600;
    (void)flags, (void)message, (void)ref;
    sys_event_set(submitted);
    return MAPI_E_WAIT;
}

static IMAPIStatus *other_status;

/* Only one flush at a time, whoever asks (4.17-05). */
static void flush_within(struct post *post, const char *call)
{
    (void)post;
    if (!strstr(call, "flush(")) return;
    assert_hr(other_status->lpVtbl->FlushQueues(other_status, 0, 0, NULL, FLUSH_UPLOAD),
              MAPI_E_BUSY);
}

/* 4.17-04, 4.17-05, 8.7-01 to 8.7-03: what waits is sent when FlushQueues returns, of the session
 * that hosts and of one that doesn't; a transport that doesn't say it flushes is passed over */
static void a_flush_sends_what_waits(void **state)
{
    IMAPISession *sessions[2];
    IMAPIStatus *status[2];
    SRowSet *rows[2];
    IMsgStore *store;
    int transport = -1, turns = 0;
    HRESULT hr;

    (void)state;
    office->posts[0].flush_code = STATUS_AVAILABLE | STATUS_OUTBOUND_FLUSH;
    office->posts[0].has_row = true;
    for (int i = 0; i < 2; i++) {
        sessions[i] = logon();
        status[i] = spooler_status(sessions[i], &rows[i], &transport);
    }
    assert_true(transport >= 0);
    store = open_mail(sessions[0]);
    other_status = status[0];
    office->hook = flush_within;
    for (int i = 0; i < 4; i++) {
        const SPropValue *row = &rows[i & 1]->aRow[transport].lpProps[1];

        office->posts[0].submit = wait_first;
        submit(store);
        assert_true(sys_event_wait(submitted, 30000));
        UNTIL(strstr(office->calls, "a:submit(0) "));
        office->calls[0] = 0;
        assert_int_equal(queued_in(store), 1);
        assert_hr(status[i & 1]->lpVtbl->FlushQueues(
                      status[i & 1], 0, i & 2 ? row->Value.bin.cb : 0,
                      i & 2 ? (ENTRYID *)row->Value.bin.lpb : NULL, FLUSH_UPLOAD),
                  S_OK);
        assert_int_equal(queued_in(store), 0);
        assert_string_equal(post_calls(), "a:flush(2) a:submit(0) a:end(5) a:notify(80000) ");
    }
    assert_hr(status[1]->lpVtbl->FlushQueues(status[1], 0, 0, NULL, FLUSH_UPLOAD | FLUSH_ASYNC_OK),
              S_OK);
    UNTIL(strstr(office->calls, "a:notify(80000) "));
    post_calls();
    office->posts[0].flush_code = 0;
    do /* the other one's answer is near */
        hr = status[1]->lpVtbl->FlushQueues(status[1], 0, 0, NULL, FLUSH_UPLOAD);
    while (hr == MAPI_E_BUSY && !sys_event_wait(may_return, 1) && ++turns < 30000);
    assert_hr(hr, S_OK);
    assert_string_equal(post_calls(), "a:flush(2) ");
    office->hook = NULL;
    store->lpVtbl->Release(store);
    for (int i = 0; i < 2; i++) {
        FreeProws(rows[i]);
        status[i]->lpVtbl->Release(status[i]);
        log_off(sessions[i]);
    }
}

/* 5.14-04, 5.14-05, 5.14-07, 8.1-15, 8.2-09: what a transport tells the spooler, and how it is
 * answered */
static void a_transport_tells_the_spooler(void **state)
{
    const ULONG bad[] = {NOTIFY_NEWMAIL_RECEIVED, 0x40000, NOTIFY_SENTDEFERRED,
                         NOTIFY_SENTDEFERRED | NOTIFY_CRITICAL_ERROR};
    IMAPISession *session = logon();
    struct post *post = &office->posts[0];
    IMAPISupport *support;
    IMsgStore *store;

    (void)state;
    post->submit = wait_first;
    store = open_mail(session);
    submit(store);
    assert_true(sys_event_wait(submitted, 30000));
    support = post->support;
    for (int i = 0; i < 4; i++)
        assert_hr(support->lpVtbl->SpoolerNotify(support, bad[i], NULL),
                  i < 2 ? MAPI_E_UNKNOWN_FLAGS : MAPI_E_INVALID_PARAMETER);
    assert_hr(support->lpVtbl->SpoolerYield(support, 1), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(support->lpVtbl->SpoolerYield(support, 0), S_OK);
    office->calls[0] = 0;
    assert_hr(support->lpVtbl->SpoolerNotify(support, NOTIFY_CONFIG_CHANGE, NULL), S_OK);
    assert_non_null(strstr(office->calls, "a:types "));
    assert_int_equal(queued_in(store), 1);
    assert_hr(support->lpVtbl->SpoolerNotify(support, NOTIFY_READYTOSEND, NULL), S_OK);
    UNTIL(!queued_in(store));
    assert_hr(support->lpVtbl->SpoolerNotify(support, NOTIFY_CRITICAL_ERROR, NULL), S_OK);
    assert_true(status_row_code(support_of(support)->logon) & STATUS_FAILURE);
    submit(store);
    store->lpVtbl->Release(store);
    log_off(session);
    assert_int_equal(atomic_get(&sent), 1);
}

int main(void)
{
    const struct CMUnitTest all[] = {
#define HOSTING(name) cmocka_unit_test_setup_teardown(name, begin_hosting, end_hosting)
        HOSTING(a_thread_of_the_session_sends),
        HOSTING(one_session_hosts_at_a_time),
        HOSTING(the_end_of_a_session_waits_for_no_mail),
        HOSTING(without_mail_nothing_begins),
        HOSTING(a_flush_sends_what_waits),
        HOSTING(a_transport_tells_the_spooler),
    };

    return cmocka_run_group_tests(all, NULL, NULL);
}
