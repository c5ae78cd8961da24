/*
 * test_receive.c - a transport fills a message, and it is new mail
 */
#include "walks/mail_fixture.h"
#include "walks/sink_fixture.h"
#include "provider/logon.h"
#include "spool/receive.h"
#include "support/support_own.h"

static IMAPISession *session;
static IMsgStore *store;
static struct post *post;
static struct receive *receive;
static ULONG save_flags; /* how the transport saves */
static HRESULT start_says;
static bool saves;
static IMessage *kept; /* the transport's message, of which it has kept a reference */

static struct logon *logon_of(struct post *post_)
{
    return support_of(post_->support)->logon;
}

static HRESULT open_it(void)
{
    return receive_open(logon_of(post)->router, logon_of(post), &receive);
}

static int begin_mail(void **state)
{
    if (setup_mail(state)) return 1;
    post = add_post(0);
    session = logon();
    assert_hr(look(session), S_OK); /* the transport is logged on */
    store = open_mail(session);
    assert_hr(open_it(), S_OK);
    save_flags = 0;
    start_says = S_OK;
    saves = true;
    return 0;
}

static int end_mail(void **state)
{
    receive_close(receive);
    store->lpVtbl->Release(store);
    log_off(session);
    return teardown_mail(state);
}

static IMAPIFolder *receive_folder(const char *class)
{
    IMAPIFolder *folder = NULL;
    ENTRYID *eid;
    ULONG cb, type;

    assert_hr(store->lpVtbl->GetReceiveFolder(store, (LPTSTR) class, 0, &cb, &eid, NULL), S_OK);
    assert_hr(
        store->lpVtbl->OpenEntry(store, cb, eid, NULL, MAPI_MODIFY, &type, (IUnknown **)&folder),
        S_OK);
    MAPIFreeBuffer(eid);
    return folder;
}

enum {
    EID,
    CLASS,
    STATE,
    TIME,
    SUBJECT,
    FOR_NAME,
    FOR_TYPE,
    RCVD_NAME,
    STATUS,
    N_COLUMNS
};

static SRowSet *arrivals_in(IMAPIFolder *folder)
{
    SizedSPropTagArray(N_COLUMNS, columns) = {
        N_COLUMNS,
        {PR_ENTRYID, PR_MESSAGE_CLASS_W, PR_MESSAGE_FLAGS, PR_MESSAGE_DELIVERY_TIME, PR_SUBJECT_W,
         PR_SENT_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_ADDRTYPE_W, PR_RCVD_REPRESENTING_NAME_W,
         PR_SPOOLER_STATUS}};

    return rows_in(folder, (SPropTagArray *)&columns);
}

static ULONG count_of(const char *class)
{
    SRowSet *rows = arrivals_in(receive_folder(class));
    ULONG n = rows->cRows;

    FreeProws(rows);
    return n;
}

/* As a transport does that knows little. */
static HRESULT fill(struct post *post_, IMessage *message, ULONG_PTR *ref)
{
    SPropValue props[4] = {{.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"Lunch"},
                           {.ulPropTag = PR_SENDER_NAME_A, .Value.lpszA = (char *)"Bob"},
                           {.ulPropTag = PR_SENDER_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
                           {.ulPropTag = PR_RECEIVED_BY_NAME_A, .Value.lpszA = (char *)"Ann"}};

    (void)post_;
    assert_int_equal(*ref, 1);
    *ref = 42;
    assert_hr(message->lpVtbl->SetProps(message, 4, props, NULL), S_OK);
    if (saves) assert_hr(message->lpVtbl->SaveChanges(message, save_flags), S_OK);
    return start_says;
}

static bool take(HRESULT expected)
{
    ULONG_PTR ref = 0;
    bool got = true;

    assert_hr(receive_message(receive, logon_of(post), &ref, &got), expected);
    return got;
}

/* 8.6-02, 8.6-03, 8.6-05, 8.6-12, 8.6-14, 8.6-15: what it saved lies in the Inbox, unread,
 * with what the transport left out; clients hear of it */
static void what_a_transport_saves_is_new_mail(void **state)
{
    struct counting_sink sink = counting_sink();
    ULONG_PTR connection, ref = 0;
    SPropValue *row;
    SRowSet *rows;
    bool got;

    (void)state;
    post->start = fill;
    assert_hr(store->lpVtbl->Advise(store, 0, NULL, fnevNewMail, &sink.IMAPIAdviseSink_iface,
                                    &connection),
              S_OK);
    for (save_flags = 0; save_flags <= KEEP_OPEN_READWRITE; save_flags++) {
        assert_hr(receive_message(receive, logon_of(post), &ref, &got), S_OK);
        assert_true(got);
        assert_int_equal(ref, 42);
    }
    rows = arrivals_in(receive_folder(""));
    assert_int_equal(rows->cRows, 3);
    for (int i = 0; i < 3; i++) {
        row = rows->aRow[i].lpProps;
        assert_text(row[CLASS].Value.lpszW, L"IPM.Note");
        assert_int_equal(row[STATE].Value.l &
                             (MSGFLAG_READ | MSGFLAG_UNMODIFIED | MSGFLAG_UNSENT | MSGFLAG_SUBMIT),
                         MSGFLAG_UNMODIFIED);
        assert_int_equal(row[TIME].ulPropTag, PR_MESSAGE_DELIVERY_TIME);
        assert_text(row[SUBJECT].Value.lpszW, L"Lunch");
        assert_text(row[FOR_NAME].Value.lpszW, L"Bob");
        assert_text(row[FOR_TYPE].Value.lpszW, L"SMTP");
        assert_text(row[RCVD_NAME].Value.lpszW, L"Ann");
        assert_int_equal(row[STATUS].ulPropTag, PR_SPOOLER_STATUS);
        assert_hr(row[STATUS].Value.l, S_OK);
    }
    FreeProws(rows);
    HrDispatchNotifications(0);
    assert_int_equal(sink.calls, 3);
    assert_hr(store->lpVtbl->Unadvise(store, connection), S_OK);
}

/* 8.6-03: nothing saved, nothing delivered; a failure, and what was saved is gone */
static void what_is_not_saved_or_fails_is_not_delivered(void **state)
{
    struct counting_sink sink = counting_sink();
    ULONG_PTR connection;

    (void)state;
    post->start = fill;
    assert_hr(store->lpVtbl->Advise(store, 0, NULL, fnevNewMail, &sink.IMAPIAdviseSink_iface,
                                    &connection),
              S_OK);
    saves = false;
    assert_false(take(S_OK));
    start_says = MAPI_E_NETWORK_ERROR;
    assert_false(take(MAPI_E_NETWORK_ERROR));
    saves = true;
    assert_false(take(MAPI_E_NETWORK_ERROR));
    assert_int_equal(count_of(""), 0);
    post->start = NULL;
    assert_false(take(MAPI_E_NO_SUPPORT));
    HrDispatchNotifications(0);
    assert_int_equal(sink.calls, 0);
    assert_hr(store->lpVtbl->Unadvise(store, connection), S_OK);
}

static HRESULT fill_all(struct post *post_, IMessage *message, ULONG_PTR *ref)
{
    static const FILETIME long_ago = {5, 30000000};
    SPropValue props[6] = {
        {.ulPropTag = PR_MESSAGE_CLASS_A, .Value.lpszA = (char *)"IPM.Order"},
        {.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = MSGFLAG_READ | MSGFLAG_FROMME | MSGFLAG_UNSENT},
        {.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft = long_ago},
        {.ulPropTag = PR_SENDER_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
        {.ulPropTag = PR_SENDER_NAME_A, .Value.lpszA = (char *)"Secretary"},
        {.ulPropTag = PR_SENT_REPRESENTING_NAME_A, .Value.lpszA = (char *)"Boss"}};

    (void)post_;
    (void)ref;
    assert_hr(message->lpVtbl->SetProps(message, 6, props, NULL), S_OK);
    assert_hr(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_NO_SUPPORT);
    assert_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
    /* it is open still, and saved once more */
    props[0] = (SPropValue){.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"Second thoughts"};
    assert_hr(message->lpVtbl->SetProps(message, 1, props, NULL), S_OK);
    assert_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
    return S_OK;
}

/* What the transport says counts; it is the message's own business whether it was read before. */
static void what_a_transport_knows_stays(void **state)
{
    SPropValue *row;
    SRowSet *rows;

    (void)state;
    post->start = fill_all;
    assert_true(take(S_OK));
    rows = arrivals_in(receive_folder(""));
    assert_int_equal(rows->cRows, 1);
    row = rows->aRow[0].lpProps;
    assert_text(row[CLASS].Value.lpszW, L"IPM.Order");
    assert_int_equal(row[STATE].Value.l &
                         (MSGFLAG_READ | MSGFLAG_UNSENT | MSGFLAG_FROMME | MSGFLAG_SUBMIT),
                     MSGFLAG_READ | MSGFLAG_FROMME);
    assert_int_equal(row[TIME].Value.ft.dwHighDateTime, 30000000);
    assert_text(row[SUBJECT].Value.lpszW, L"Second thoughts");
    assert_text(row[FOR_NAME].Value.lpszW, L"Boss");
    assert_int_equal(PROP_TYPE(row[FOR_TYPE].ulPropTag), PT_ERROR); /* the boss has no such */
    FreeProws(rows);
}

/* 8.6-05: in the receive folder of its class, which clients hear */
static void a_class_may_have_a_folder_of_its_own(void **state)
{
    struct counting_sink sink = counting_sink();
    ULONG_PTR connection;

    (void)state;
    receive_elsewhere(store, "IPM.Order");
    post->start = fill_all;
    assert_hr(store->lpVtbl->Advise(store, 0, NULL, fnevNewMail, &sink.IMAPIAdviseSink_iface,
                                    &connection),
              S_OK);
    assert_true(take(S_OK));
    post->start = fill;
    assert_true(take(S_OK));
    assert_int_equal(count_of("IPM.Order"), 1);
    assert_int_equal(count_of(""), 1);
    HrDispatchNotifications(0);
    assert_int_equal(sink.calls, 2);
    assert_hr(store->lpVtbl->Unadvise(store, connection), S_OK);
}

static HRESULT keep(struct post *post_, IMessage *message, ULONG_PTR *ref)
{
    kept = message;
    message->lpVtbl->AddRef(message);
    return fill(post_, message, ref);
}

/* 8.6-07: a message is the transport's no longer than its call, whatever it keeps */
static void a_transport_can_not_keep_the_message(void **state)
{
    SPropValue subject = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"Late"};

    (void)state;
    post->start = keep;
    assert_true(take(S_OK));
    assert_hr(kept->lpVtbl->SetProps(kept, 1, &subject, NULL), MAPI_E_INVALID_OBJECT);
    assert_hr(kept->lpVtbl->SaveChanges(kept, 0), MAPI_E_INVALID_OBJECT);
    kept->lpVtbl->Release(kept);
    assert_int_equal(count_of(""), 1);
}

static HRESULT fill_softly(struct post *post_, IMessage *message, ULONG_PTR *ref)
{
    SPropValue props[2] = {{.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"Lunch"},
                           {.ulPropTag = PR_SENDER_NAME_A, .Value.lpszA = (char *)"Bob"}};
    HRESULT hr;

    (void)post_;
    (void)ref;
    hr = message->lpVtbl->SetProps(message, 2, props, NULL);
    return SUCCEEDED(hr) ? message->lpVtbl->SaveChanges(message, 0) : hr;
}

/* Whichever allocation fails: what the transport was told is saved is there, and nothing else. */
static void memory_may_be_out(void **state)
{
    ULONG delivered = 0;
    HRESULT hr;

    (void)state;
    receive_close(receive);
    for (int n = 0;; n++) {
        receive = NULL;
        assert_true(n < 2000);
        fault_alloc_after(n);
        hr = open_it();
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(receive);
    }
    post->start = fill_softly;
    for (int n = 0;; n++) {
        ULONG_PTR ref = 0;
        bool got = true;

        assert_true(n < 5000);
        fault_alloc_after(n);
        hr = receive_message(receive, logon_of(post), &ref, &got);
        fault_alloc_never();
        delivered += got;
        assert_int_equal(got, SUCCEEDED(hr));
        assert_int_equal(count_of(""), delivered);
        if (n >= 600) break; /* more than it takes */
    }
    assert_true(delivered >= 100);
}

/* 8.6-06 */
static void a_transport_may_have_a_store_of_its_own(void **state)
{
    struct post *other = add_post(1);
    struct profile *profile;
    struct section *section;
    struct receive *its = NULL;
    SPropValue *eid;

    (void)state;
    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &post_uids[1]);
    assert_hr(section_set_long(section, PR_RESOURCE_FLAGS, STATUS_OWN_STORE), S_OK);
    profile_unref(profile);
    assert_hr(look(session), S_OK);
    assert_hr(receive_open(logon_of(other)->router, logon_of(other), &its), MAPI_E_NOT_FOUND);
    assert_hr(HrGetOneProp((IMAPIProp *)store, PR_ENTRYID, &eid), S_OK);
    assert_hr(
        section_set_bytes(section, PR_OWN_STORE_ENTRYID, eid->Value.bin.lpb, eid->Value.bin.cb),
        S_OK);
    section_unref(section);
    MAPIFreeBuffer(eid);
    assert_hr(receive_open(logon_of(other)->router, logon_of(other), &its), S_OK);
    receive_close(receive);
    receive = its;
    post = other;
    post->start = fill;
    assert_true(take(S_OK));
    assert_int_equal(count_of(""), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_mail, end_mail)
    const struct CMUnitTest all[] = {
        TEST(what_a_transport_saves_is_new_mail),
        TEST(what_is_not_saved_or_fails_is_not_delivered),
        TEST(what_a_transport_knows_stays),
        TEST(a_class_may_have_a_folder_of_its_own),
        TEST(a_transport_can_not_keep_the_message),
        TEST(memory_may_be_out),
        TEST(a_transport_may_have_a_store_of_its_own),
    };

    return cmocka_run_group_tests(all, NULL, NULL);
}
