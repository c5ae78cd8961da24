/*
 * test_status_recips.c - a transport tells what became of recipients, and the sender gets a report
 */
#include "walks/mail_fixture.h"
#include "walks/sink_fixture.h"

static IMAPISession *session;
static IMsgStore *store;
static struct post *post;

static IMessage *compose(void)
{
    IMAPIFolder *outbox = folder_of(store, PR_IPM_OUTBOX_ENTRYID);
    IMessage *message = NULL;
    SPropValue props[2] = {{.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"Lunch"},
                           {.ulPropTag = PR_MESSAGE_CLASS_A, .Value.lpszA = (char *)"IPM.Note"}};
    SPropValue row[4] = {{.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Bob"},
                         {.ulPropTag = PR_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
                         {.ulPropTag = PR_EMAIL_ADDRESS_A, .Value.lpszA = (char *)"bob@x.org"},
                         {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO}};
    SizedADRLIST(1, list) = {1, {{0, 4, row}}};

    assert_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    outbox->lpVtbl->Release(outbox);
    assert_hr(message->lpVtbl->SetProps(message, 2, props, NULL), S_OK);
    assert_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
    assert_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    return message;
}

/* A list as a transport makes it: its row in an allocation of its own, or on the list's. */
static ADRLIST *told(bool own_row, bool failed)
{
    ADRLIST *list;
    SPropValue *row;

    assert_hr(MAPIAllocateBuffer(CbNewADRLIST(1), (void **)&list), S_OK);
    if (own_row) assert_hr(MAPIAllocateBuffer(4 * sizeof(*row), (void **)&row), S_OK);
    else assert_hr(MAPIAllocateMore(4 * sizeof(*row), list, (void **)&row), S_OK);
    memset(row, 0, 4 * sizeof(*row));
    row[0].ulPropTag = PR_DISPLAY_NAME_A;
    row[0].Value.lpszA = (char *)"Bob";
    row[1].ulPropTag = failed ? PR_NDR_REASON_CODE : PR_DELIVER_TIME;
    row[2].ulPropTag = failed ? PR_NDR_DIAG_CODE : PR_REPORT_TIME;
    row[3].ulPropTag = PR_RECIPIENT_TYPE;
    row[3].Value.l = MAPI_TO;
    list->cEntries = 1;
    list->aEntries[0].ulReserved1 = 0;
    list->aEntries[0].cValues = 4;
    list->aEntries[0].rgPropVals = row;
    return list;
}

static int begin_mail(void **state)
{
    if (setup_mail(state)) return 1;
    post = add_post(0);
    session = logon();
    assert_hr(look(session), S_OK); /* the transport is logged on */
    store = open_mail(session);
    return 0;
}

static int end_mail(void **state)
{
    store->lpVtbl->Release(store);
    log_off(session);
    return teardown_mail(state);
}

static HRESULT status_recips(IMessage *message, ADRLIST *list)
{
    return post->support->lpVtbl->StatusRecips(post->support, message, list);
}

/* 5.14-08, 8.9-01, 8.9-05, 8.9-11, 8.6-14: the report comes unread into the receive folder of its
 * class; clients hear of new mail; the list is freed, however its rows lie */
static void the_sender_gets_a_report(void **state)
{
    struct counting_sink sink = counting_sink();
    IMessage *message = compose();
    ULONG_PTR connection;
    SRowSet *rows;

    (void)state;
    assert_hr(store->lpVtbl->Advise(store, 0, NULL, fnevNewMail, &sink.IMAPIAdviseSink_iface,
                                    &connection),
              S_OK);
    for (int own_row = 0; own_row < 2; own_row++)
        assert_hr(status_recips(message, told(own_row, true)), S_OK);
    rows = messages_in(inbox_of(store));
    assert_int_equal(rows->cRows, 2);
    assert_text(rows->aRow[0].lpProps[0].Value.lpszW, L"REPORT.IPM.Note.NDR");
    assert_int_equal(rows->aRow[0].lpProps[1].Value.l &
                         (MSGFLAG_READ | MSGFLAG_UNMODIFIED | MSGFLAG_UNSENT),
                     MSGFLAG_UNMODIFIED);
    FreeProws(rows);
    HrDispatchNotifications(0);
    assert_int_equal(sink.calls, 2);
    assert_hr(store->lpVtbl->Unadvise(store, connection), S_OK);
    message->lpVtbl->Release(message);
}

/* 8.9-02: nobody asked for a report of delivery, so there is none, and nothing is left of it */
static void what_is_not_due_leaves_nothing(void **state)
{
    SPropValue asked = {.ulPropTag = PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED, .Value.b = TRUE};
    IMessage *message = compose();

    (void)state;
    assert_hr(status_recips(message, told(true, false)), S_OK);
    assert_int_equal(count_in(inbox_of(store)), 0);
    assert_hr(HrSetOneProp((IMAPIProp *)message, &asked), S_OK);
    assert_hr(status_recips(message, told(true, false)), S_OK);
    assert_int_equal(count_in(inbox_of(store)), 1);
    message->lpVtbl->Release(message);
}

/* The one message in the outgoing queue, which is a report. */
static IMessage *submitted_report(void)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    IMessage *report = NULL;
    SPropValue *class;
    IMAPITable *table;
    SRowSet *rows;
    ULONG type;

    assert_hr(store->lpVtbl->GetOutgoingQueue(store, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    assert_int_equal(rows->cRows, 1);
    assert_hr(store->lpVtbl->OpenEntry(store, rows->aRow[0].lpProps[0].Value.bin.cb,
                                       (ENTRYID *)rows->aRow[0].lpProps[0].Value.bin.lpb, NULL, 0,
                                       &type, (IUnknown **)&report),
              S_OK);
    FreeProws(rows);
    assert_hr(HrGetOneProp((IMAPIProp *)report, PR_MESSAGE_CLASS_W, &class), S_OK);
    assert_text(class->Value.lpszW, L"REPORT.IPM.Note.NDR");
    MAPIFreeBuffer(class);
    return report;
}

static ULONG recipients_of(IMessage *message, SRowSet **rows)
{
    SizedSPropTagArray(4, columns) = {
        4, {PR_ENTRYID, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_DISPLAY_NAME_W}};
    IMAPITable *table;

    assert_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, rows), S_OK);
    table->lpVtbl->Release(table);
    return (*rows)->cRows;
}

/* 8.9-05: to whom reports shall go, when that is somebody else; the sender gets none */
static void reports_may_go_to_somebody_else(void **state)
{
    IMessage *message = compose(), *report;
    SPropValue to[2] = {{.ulPropTag = PR_REPORT_ENTRYID}, {.ulPropTag = PR_REPORT_NAME_A}};
    SPropValue *text;
    ENTRYID *eid;
    SRowSet *rows;
    ULONG cb;

    (void)state;
    assert_hr(post->support->lpVtbl->CreateOneOff(post->support, (LPTSTR) "Boss", (LPTSTR) "SMTP",
                                                  (LPTSTR) "boss@x.org", 0, &cb, &eid),
              S_OK);
    to[0].Value.bin = (SBinary){cb, (BYTE *)eid};
    to[1].Value.lpszA = (char *)"Boss";
    assert_hr(message->lpVtbl->SetProps(message, 2, to, NULL), S_OK);
    assert_hr(status_recips(message, told(true, true)), S_OK);
    assert_int_equal(count_in(inbox_of(store)), 0);
    report = submitted_report();
    assert_int_equal(recipients_of(report, &rows), 1);
    assert_int_equal(rows->aRow[0].lpProps[0].Value.bin.cb, cb);
    assert_memory_equal(rows->aRow[0].lpProps[0].Value.bin.lpb, eid, cb);
    assert_text(rows->aRow[0].lpProps[1].Value.lpszW, L"SMTP"); /* by which a transport is found */
    assert_text(rows->aRow[0].lpProps[2].Value.lpszW, L"boss@x.org");
    assert_text(rows->aRow[0].lpProps[3].Value.lpszW, L"Boss");
    FreeProws(rows);
    assert_hr(HrGetOneProp((IMAPIProp *)report, PR_REPORT_TEXT_W, &text), S_OK);
    assert_non_null(text_find_nocase(text->Value.lpszW, L"Bob"));
    MAPIFreeBuffer(text);
    report->lpVtbl->Release(report);
    message->lpVtbl->Release(message);
    MAPIFreeBuffer(eid);
}

/* A list of both kinds: both reports come, or neither when memory is out, so that none is made
 * twice */
static void two_reports_come_together(void **state)
{
    SPropValue asked = {.ulPropTag = PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED, .Value.b = TRUE};
    IMessage *message = compose();
    HRESULT hr = MAPI_E_NOT_ENOUGH_MEMORY;

    (void)state;
    assert_hr(HrSetOneProp((IMAPIProp *)message, &asked), S_OK);
    for (int n = 0; hr != S_OK; n++) {
        ADRLIST *list = told(true, true), *delivered = told(true, false), *both;
        ULONG before = count_in(inbox_of(store));

        assert_true(n < 5000);
        assert_hr(MAPIAllocateBuffer(CbNewADRLIST(2), (void **)&both), S_OK);
        both->cEntries = 2;
        both->aEntries[0] = list->aEntries[0];
        both->aEntries[1] = delivered->aEntries[0];
        MAPIFreeBuffer(list);
        MAPIFreeBuffer(delivered);
        fault_alloc_after(n);
        hr = status_recips(message, both);
        fault_alloc_never();
        if (FAILED(hr)) FreePadrlist(both);
        assert_int_equal(count_in(inbox_of(store)) - before, FAILED(hr) ? 0 : 2);
    }
    message->lpVtbl->Release(message);
}

/* The list stays the caller's when it can't be used, or the report can't be made. */
static void a_failure_leaves_the_list_alone(void **state)
{
    IMessage *message = compose();
    ADRLIST *list = told(true, true), bad = {1, {{0, 3, (SPropValue *)(ULONG_PTR)8}}};
    HRESULT hr;

    (void)state;
    assert_hr(status_recips(NULL, list), MAPI_E_INVALID_PARAMETER);
    assert_hr(status_recips(message, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(status_recips(message, &bad), MAPI_E_INVALID_PARAMETER);
    for (int n = 0;; n++) {
        ULONG before = count_in(inbox_of(store));

        assert_true(n < 5000);
        fault_alloc_after(n);
        hr = status_recips(message, list);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(count_in(inbox_of(store)), before);
    }
    message->lpVtbl->Release(message);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test_setup_teardown(the_sender_gets_a_report, begin_mail, end_mail),
        cmocka_unit_test_setup_teardown(what_is_not_due_leaves_nothing, begin_mail, end_mail),
        cmocka_unit_test_setup_teardown(reports_may_go_to_somebody_else, begin_mail, end_mail),
        cmocka_unit_test_setup_teardown(two_reports_come_together, begin_mail, end_mail),
        cmocka_unit_test_setup_teardown(a_failure_leaves_the_list_alone, begin_mail, end_mail),
    };

    return cmocka_run_group_tests(all, NULL, NULL);
}
