/*
 * test_sending.c - what is submitted goes to the transports, step by step, whatever happens on the
 * way
 */
#include "walks/mail_fixture.h"
#include "base/filetime.h"
#include "edktags.h"
#include "provider/logon.h"
#include "spool/spool.h"
#include "support/support_own.h"

#define SECOND UINT64_C(10000000)

static IMAPISession *session;
static IMsgStore *store;
static struct router *router;
static struct spooler *spooler;
static struct post *posts[POST_TRANSPORTS];
static uint64_t now;

/* What the transports of this test saw and did. */
static struct {
    HRESULT submit[POST_TRANSPORTS]; /* what SubmitMessage answers, so often */
    int submit_times[POST_TRANSPORTS];
    ULONG_PTR seconds;                   /* ... and lpulReturnParm */
    ULONG end[POST_TRANSPORTS];          /* flags of EndMessage */
    bool takes[POST_TRANSPORTS];         /* marks what it may take */
    bool saves[POST_TRANSPORTS];         /* saves the message by itself */
    const WCHAR * not [POST_TRANSPORTS]; /* an address that it leaves */
    char seen[512];                      /* the recipients as they came: "a:Bob- Eve+ " */
    int taken[8];                        /* deliveries, by the digit that a name ends in */
    char order[256];                     /* subjects in the order of first deliveries */
    SBinary eid;                         /* of the last message; owned */
} told;

/* Allocations that fail, from one on; none while a transport of this test is at it. */
static int allocs_left = -1;
static bool in_transport;

bool __wrap_fault_alloc_fails(void);
bool __wrap_fault_alloc_fails(void)
{
    if (allocs_left < 0 || in_transport) return false;
    if (!allocs_left) return true;
    allocs_left--;
    return false;
}

static SRowSet *recipients(IMessage *message)
{
    SizedSPropTagArray(7,
                       columns) = {7,
                                   {PR_ROWID, PR_DISPLAY_NAME_W, PR_RESPONSIBILITY, PR_ADDRTYPE_W,
                                    PR_EMAIL_ADDRESS_W, PR_RECIPIENT_TYPE, PR_ENTRYID}};
    IMAPITable *table;
    SRowSet *rows;

    assert_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    return rows;
}

static void append(char *to, size_t room, const char *format, ...)
{
    size_t used = strlen(to);
    va_list args;

    va_start(args, format);
    vsnprintf(to + used, room - used, format, args);
    va_end(args);
}

static void narrow(const WCHAR *wide, char *out)
{
    while ((*out++ = (char)*wide++))
        ;
}

/* As a transport does: whom it may and can take gets the mark (and loses all that it doesn't know).
 */
static void take(int n, IMessage *message, SRowSet *rows)
{
    for (ULONG i = 0; i < rows->cRows; i++) {
        SPropValue *row = rows->aRow[i].lpProps;
        SizedADRLIST(1, list) = {1, {{0, 7, row}}};
        WCHAR *name = row[1].Value.lpszW;

        if (row[2].Value.b || (told.not [n] && !text_compare(name, told.not [n]))) continue;
        row[2].Value.b = TRUE;
        told.taken[name[text_len(name) - 1] - '0']++;
        assert_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_MODIFY, (ADRLIST *)&list),
                  S_OK);
    }
}

static HRESULT submit_call(struct post *post, ULONG flags, IMessage *message, ULONG_PTR *ref,
                           ULONG_PTR *parm)
{
    int n = post->letter - 'a';
    SPropValue *subject;
    SRowSet *rows;

    (void)flags;
    in_transport = true;
    rows = recipients(message);
    assert_int_equal(*ref, 0);
    append(told.seen, sizeof(told.seen), "%c:", post->letter);
    for (ULONG i = 0; i < rows->cRows; i++) {
        char name[32];

        narrow(rows->aRow[i].lpProps[1].Value.lpszW, name);
        append(told.seen, sizeof(told.seen), "%s%c ", name,
               rows->aRow[i].lpProps[2].Value.b ? '+' : '-');
    }
    *ref = 7;
    *parm = told.seconds;
    assert_hr(HrGetOneProp((IMAPIProp *)message, PR_SUBJECT_A, &subject), S_OK);
    if (told.submit_times[n] <= 0)
        append(told.order, sizeof(told.order), "%s ", subject->Value.lpszA);
    MAPIFreeBuffer(subject);
    if (told.submit_times[n]-- <= 0 && told.takes[n]) take(n, message, rows);
    FreeProws(rows);
    if (told.saves[n]) assert_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    in_transport = false;
    return told.submit_times[n] >= 0 ? told.submit[n] : S_OK;
}

static HRESULT end_call(struct post *post, ULONG_PTR ref, ULONG *flags)
{
    (void)ref;
    *flags = told.end[post->letter - 'a'];
    return S_OK;
}

/* Transport n takes that type of address, all that it gets. */
static struct post *add_carrier(int n, const WCHAR *type)
{
    struct post *post = add_post(n);

    post->types[0] = type;
    post->submit = submit_call;
    post->end = end_call;
    told.takes[n] = true;
    return posts[n] = post;
}

static void open_session(void)
{
    session = logon();
    store = open_mail(session);
    assert_hr(look(session), S_OK); /* transports are logged on */
    router = support_of(office->posts[1].support)->logon->router;
    spooler = spooler_of(router);
    assert_non_null(spooler);
}

/* The engine is dropped as it is. */
static void abandon_session(void)
{
    store->lpVtbl->Release(store);
    log_off(session);
}

static void close_session(void)
{
    spool_rest(spooler);
    abandon_session();
}

static int begin_sending(void **state)
{
    memset(&told, 0, sizeof(told));
    now = filetime_to_u64(filetime_now()) + SECOND;
    if (setup_mail(state)) return 1;
    add_carrier(0, L"SMTP");
    add_carrier(1, L"FAX");
    open_session();
    post_calls();
    return 0;
}

static int end_sending(void **state)
{
    close_session();
    free(told.eid.lpb);
    return teardown_mail(state);
}

/* Until there is nothing to do at that time; gives when there is. */
static uint64_t run(void)
{
    uint64_t until;
    int steps = 0;

    spool_ring(spooler);
    while (spool_step(spooler, now, &until))
        assert_true(++steps < 2000);
    return until;
}

static void later(ULONG seconds)
{
    now += seconds * SECOND;
}

/* A message to recipients "Name type", ended by NULL; when: PR_DEFERRED_SEND_TIME, 0: at once. */
static IMessage *compose(const char *subject, const char *const *to, uint64_t when)
{
    IMAPIFolder *outbox = folder_of(store, PR_IPM_OUTBOX_ENTRYID);
    IMessage *message;
    SPropValue props[4] = {
        {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)subject},
        {.ulPropTag = PR_MESSAGE_CLASS_A, .Value.lpszA = (char *)"IPM.Note"},
        {.ulPropTag = PR_SENTMAIL_ENTRYID},
        {.ulPropTag = PR_DEFERRED_SEND_TIME, .Value.ft = filetime_from_u64(when)}};
    SPropValue *sent;

    assert_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    outbox->lpVtbl->Release(outbox);
    assert_hr(HrGetOneProp((IMAPIProp *)store, PR_IPM_SENTMAIL_ENTRYID, &sent), S_OK);
    props[2].Value.bin = sent->Value.bin;
    assert_hr(message->lpVtbl->SetProps(message, when ? 4 : 3, props, NULL), S_OK);
    MAPIFreeBuffer(sent);
    for (; *to; to++) {
        char name[32], type[32], address[64];
        SPropValue row[4] = {{.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = name},
                             {.ulPropTag = PR_ADDRTYPE_A, .Value.lpszA = type},
                             {.ulPropTag = PR_EMAIL_ADDRESS_A, .Value.lpszA = address},
                             {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO}};
        SizedADRLIST(1, list) = {1, {{0, 4, row}}};

        assert_int_equal(sscanf(*to, "%31s %31s", name, type), 2);
        snprintf(address, sizeof(address), "%s@x.org", name);
        assert_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
    }
    assert_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    return message;
}

/* Submits one; its entry ID is in told.eid. */
static void submit_at(const char *subject, const char *const *to, uint64_t when)
{
    IMessage *message = compose(subject, to, when);
    SPropValue *id;

    assert_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &id), S_OK);
    free(told.eid.lpb);
    told.eid.cb = id->Value.bin.cb;
    told.eid.lpb = malloc(told.eid.cb);
    memcpy(told.eid.lpb, id->Value.bin.lpb, told.eid.cb);
    MAPIFreeBuffer(id);
    assert_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
}

#define SUBMIT(subject, ...) submit_at(subject, (const char *const[]){__VA_ARGS__, NULL}, 0)

static HRESULT abort_submit(void)
{
    return store->lpVtbl->AbortSubmit(store, told.eid.cb, (ENTRYID *)told.eid.lpb, 0);
}

static ULONG sent_mail(void)
{
    return count_in(folder_of(store, PR_IPM_SENTMAIL_ENTRYID));
}

/* 8.1-01, 8.4-02, 8.4-07, 6.7-33, 6.7-34: the order of calls; then it is sent mail */
static void a_message_goes_out(void **state)
{
    SRowSet *rows;

    (void)state;
    SUBMIT("hello", "Bob1 SMTP");
    assert_int_equal(queued_in(store), 1);
    run();
    assert_string_equal(post_calls(), "a:notify(2) b:notify(2) a:submit(0) a:end(7) ");
    assert_string_equal(told.seen, "a:Bob1- ");
    assert_int_equal(queued_in(store), 0);
    rows = messages_in(folder_of(store, PR_IPM_SENTMAIL_ENTRYID));
    assert_int_equal(rows->cRows, 1);
    assert_text(rows->aRow[0].lpProps[2].Value.lpszW, L"hello");
    assert_int_equal(rows->aRow[0].lpProps[1].Value.l & (MSGFLAG_SUBMIT | MSGFLAG_UNSENT), 0);
    FreeProws(rows);
    assert_int_equal(count_in(inbox_of(store)), 0);
    spool_rest(spooler);
    assert_string_equal(post_calls(), "a:notify(20000) b:notify(20000) ");
}

/* 8.4-01, 6.7-32: in the order of submission */
static void messages_keep_their_order(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        char subject[8] = {'m', (char)('0' + i)};

        SUBMIT(subject, "Bob1 SMTP");
    }
    run();
    assert_string_equal(told.order, "m0 m1 m2 m3 m4 ");
    assert_int_equal(sent_mail(), 5);
}

/* 8.2-04, 8.4-06, 8.4-16: each transport finds its own recipients, and no others, to be sent to;
 * one that saves the message by itself takes nothing from the others */
static void each_transport_gets_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        told.saves[i] = true;
    SUBMIT("both", "Bob1 SMTP", "Eve2 FAX", "Ann3 smtp");
    run();
    assert_string_equal(told.seen, "a:Bob1- Eve2+ Ann3- b:Bob1+ Eve2- Ann3+ ");
    for (int i = 1; i <= 3; i++)
        assert_int_equal(told.taken[i], 1);
    assert_int_equal(sent_mail(), 1);
    assert_int_equal(count_in(inbox_of(store)), 0);
}

/* 8.2-06, 8.9-09: whom nobody takes gets nothing, and the sender hears of it once; the message is
 * sent all the same */
static void the_sender_hears_of_those_that_nobody_takes(void **state)
{
    SRowSet *rows;

    (void)state;
    told.not [0] = L"Bob1";
    SUBMIT("news", "Bob1 SMTP", "Eve2 SMTP", "Joe3 TELEX", "Kim4 TELEX");
    run();
    assert_string_equal(told.seen, "a:Bob1- Eve2- Joe3+ Kim4+ ");
    assert_int_equal(told.taken[2], 1);
    rows = messages_in(inbox_of(store));
    assert_int_equal(rows->cRows, 1);
    assert_text(rows->aRow[0].lpProps[0].Value.lpszW, L"REPORT.IPM.Note.NDR");
    FreeProws(rows);
    assert_int_equal(sent_mail(), 1);
}

/* 8.4-09: MAPI_E_NOT_ME, and no EndMessage: the next one's turn */
static void a_transport_may_pass(void **state)
{
    (void)state;
    close_session();
    add_carrier(2, L"SMTP");
    open_session();
    post_calls();
    told.submit[0] = MAPI_E_NOT_ME;
    told.submit_times[0] = 1;
    SUBMIT("hello", "Bob1 SMTP");
    run();
    assert_string_equal(post_calls(), "a:notify(2) b:notify(2) c:notify(2) "
                                      "a:submit(0) c:submit(0) c:end(7) ");
    assert_int_equal(told.taken[1], 1);
    assert_int_equal(sent_mail(), 1);
}

/* 8.4-04, 8.4-10: a transport that can't is asked again after its time; its messages keep their
 * order, those of others go on; a message that waits can be taken back */
static void a_transport_may_have_to_wait(void **state)
{
    static const HRESULT ways[] = {MAPI_E_WAIT, MAPI_E_NETWORK_ERROR};

    (void)state;
    for (int i = 0; i < 2; i++) {
        told.submit[0] = ways[i];
        told.submit_times[0] = 1;
        told.seconds = 30;
        told.order[0] = 0;
        SUBMIT("one", "Bob1 SMTP");
        SUBMIT("two", "Bob1 SMTP");
        SUBMIT("fax", "Eve2 FAX");
        run();
        assert_string_equal(told.order, "fax ");
        later(29);
        run();
        assert_string_equal(told.order, "fax ");
        later(2);
        run();
        assert_string_equal(told.order, "fax one two ");
    }
    told.submit_times[0] = 1;
    SUBMIT("gone", "Bob1 SMTP");
    run();
    assert_hr(abort_submit(), S_OK);
    later(31);
    run();
    assert_null(strstr(told.order, "gone"));
    assert_int_equal(queued_in(store), 0);
}

/* 8.4-08: MAPI_E_BUSY; and a transport that says when it is ready is asked at once (5.14-04) */
static void a_busy_transport_is_asked_again(void **state)
{
    (void)state;
    told.submit[0] = MAPI_E_BUSY;
    told.submit_times[0] = 1;
    SUBMIT("one", "Bob1 SMTP");
    run();
    assert_string_equal(post_calls(), "a:notify(2) b:notify(2) a:submit(0) ");
    later(5);
    run();
    assert_string_equal(told.order, "one ");
    told.submit[0] = MAPI_E_WAIT;
    told.submit_times[0] = 1;
    told.seconds = 3600;
    SUBMIT("two", "Bob1 SMTP");
    run();
    assert_string_equal(told.order, "one ");
    assert_hr(spool_note(spooler, &post_uids[0], NOTIFY_READYTOSEND, NULL), S_OK);
    run();
    assert_string_equal(told.order, "one two ");
}

/* Errors that no page tells of: tried again and again, then left; the sender hears of it */
static void a_transport_that_fails_is_passed_over_in_the_end(void **state)
{
    (void)state;
    told.submit[0] = MAPI_E_CALL_FAILED;
    told.submit_times[0] = 100;
    told.saves[0] = true;
    SUBMIT("one", "Bob1 SMTP", "Eve2 FAX");
    for (int i = 0; i < 10; i++) {
        run();
        later(900);
    }
    assert_int_equal(told.taken[1], 0);
    assert_int_equal(told.taken[2], 1);
    assert_int_equal(count_in(inbox_of(store)), 1);
    assert_int_equal(sent_mail(), 1);
}

/* A message has a time before which it isn't sent; it isn't locked, and others pass it. */
static void a_message_may_have_to_wait(void **state)
{
    (void)state;
    submit_at("late", (const char *const[]){"Bob1 SMTP", NULL}, now + 60 * SECOND);
    SUBMIT("soon", "Bob1 SMTP");
    run();
    assert_string_equal(told.order, "soon ");
    later(61);
    run();
    assert_string_equal(told.order, "soon late ");
    submit_at("never", (const char *const[]){"Bob1 SMTP", NULL}, now + 60 * SECOND);
    run();
    assert_hr(abort_submit(), S_OK);
    later(61);
    run();
    assert_string_equal(told.order, "soon late ");
}

static HRESULT abort_inside(struct post *post, ULONG flags, IMessage *message, ULONG_PTR *ref,
                            ULONG_PTR *parm)
{
    assert_hr(abort_submit(), MAPI_E_UNABLE_TO_ABORT);
    return submit_call(post, flags, message, ref, parm);
}

/* 8.4-19: what a transport has can't be taken back */
static void a_locked_message_cannot_be_taken_back(void **state)
{
    (void)state;
    posts[0]->submit = abort_inside;
    SUBMIT("one", "Bob1 SMTP");
    run();
    assert_int_equal(sent_mail(), 1);
}

/* 8.4-13: END_RESEND_NOW, which comes to an end, and END_RESEND_LATER; what the transport took by
 * then it doesn't get again */
static void a_message_may_be_sent_again(void **state)
{
    (void)state;
    told.end[0] = END_RESEND_LATER;
    told.not [0] = L"Eve2";
    SUBMIT("one", "Bob1 SMTP", "Eve2 SMTP");
    run();
    assert_string_equal(post_calls(), "a:notify(2) b:notify(2) a:submit(0) a:end(7) ");
    assert_int_equal(queued_in(store), 1);
    assert_hr(abort_submit(), MAPI_E_UNABLE_TO_ABORT); /* Bob has it */
    told.end[0] = 0;
    told.not [0] = NULL;
    later(60);
    run();
    assert_string_equal(told.seen, "a:Bob1- Eve2- a:Bob1+ Eve2- ");
    assert_int_equal(told.taken[1], 1);
    assert_int_equal(told.taken[2], 1);
    assert_int_equal(sent_mail(), 1);
    post_calls();

    told.end[0] = END_RESEND_NOW;
    told.takes[0] = false;
    SUBMIT("two", "Bob1 SMTP");
    run();
    assert_string_equal(post_calls(),
                        "a:submit(0) a:end(7) a:submit(0) a:end(7) a:submit(0) a:end(7) "
                        "a:submit(0) a:end(7) a:submit(0) a:end(7) a:submit(0) a:end(7) ");
    assert_int_equal(queued_in(store), 1);
}

/* 8.4-13 to 8.4-15, 8.4-11: END_DONT_RESEND until NOTIFY_SENTDEFERRED, then BEGIN_DEFERRED */
static void a_transport_may_defer(void **state)
{
    (void)state;
    told.end[0] = END_DONT_RESEND;
    told.takes[0] = false;
    SUBMIT("one", "Bob1 SMTP", "Eve2 FAX");
    run();
    assert_string_equal(post_calls(), "a:notify(2) b:notify(2) a:submit(0) a:end(7) "
                                      "b:submit(0) b:end(7) ");
    later(86400);
    run();
    assert_string_equal(post_calls(), "");
    told.submit[0] = MAPI_E_CANCEL;
    told.submit_times[0] = 1;
    assert_hr(spool_note(spooler, &post_uids[0], NOTIFY_SENTDEFERRED, &told.eid), S_OK);
    run();
    assert_string_equal(post_calls(), "a:submit(1) ");
    told.end[0] = 0;
    told.takes[0] = true;
    assert_hr(spool_note(spooler, &post_uids[0], NOTIFY_SENTDEFERRED, &told.eid), S_OK);
    run();
    assert_string_equal(post_calls(), "a:submit(1) a:end(7) ");
    assert_int_equal(told.taken[1], 1);
    assert_int_equal(told.taken[2], 1);
    assert_int_equal(sent_mail(), 1);
}

/* 8.4-19, 8.4-20: one that is deferred can be taken back; it stays when the spooler goes */
static void a_deferred_message_may_be_taken_back(void **state)
{
    (void)state;
    told.end[0] = END_DONT_RESEND;
    told.takes[0] = false;
    SUBMIT("one", "Bob1 SMTP");
    run();
    post_calls();
    assert_hr(abort_submit(), S_OK);
    run();
    assert_string_equal(post_calls(), "a:notify(c0000000) ");
    SUBMIT("two", "Bob1 SMTP");
    run();
    post_calls();
    spool_rest(spooler);
    assert_string_equal(post_calls(), "a:notify(40000000) a:notify(20000) b:notify(20000) ");
    assert_int_equal(queued_in(store), 1);
}

/* 8.5-06: offline nothing is sent; on return it is */
static void offline_mail_waits(void **state)
{
    (void)state;
    SUBMIT("one", "Bob1 SMTP");
    run();
    post_calls();
    spool_set_offline(spooler, true);
    SUBMIT("two", "Bob1 SMTP");
    assert_true(run() == SPOOL_NEVER);
    assert_string_equal(post_calls(), "a:notify(20000) b:notify(20000) ");
    spool_set_offline(spooler, false);
    run();
    assert_string_equal(post_calls(), "a:notify(2) b:notify(2) a:submit(0) a:end(7) ");
    assert_int_equal(sent_mail(), 2);
}

/* 5.14-07, 8.1-15: after NOTIFY_CRITICAL_ERROR it gets nothing more; what is for it waits */
static void a_broken_transport_gets_nothing(void **state)
{
    (void)state;
    run();
    post_calls();
    assert_hr(spool_note(spooler, &post_uids[0], NOTIFY_CRITICAL_ERROR, NULL), S_OK);
    SUBMIT("one", "Bob1 SMTP", "Eve2 FAX");
    run();
    assert_string_equal(post_calls(), "b:submit(0) b:end(7) ");
    assert_int_equal(queued_in(store), 1);
    assert_int_equal(count_in(inbox_of(store)), 0);
}

/* Whichever allocation fails, nobody gets a message twice, all get it in the end, and the sender
 * one report. */
static void memory_may_be_out(void **state)
{
    uint64_t until;
    bool done = false;

    (void)state;
    run();
    for (int n = 0; !done; n++) {
        assert_true(n < 5000);
        memset(told.taken, 0, sizeof(told.taken));
        told.seen[0] = told.order[0] = office->calls[0] = 0;
        SUBMIT("one", "Bob1 SMTP", "Eve2 FAX", "Joe3 TELEX");
        spool_ring(spooler);
        allocs_left = n;
        for (int i = 0; i < 100 && spool_step(spooler, now, &until); i++)
            ;
        done = allocs_left > 0;
        allocs_left = -1;
        for (int i = 0; i < 20 && queued_in(store); i++) {
            run();
            later(900);
        }
        assert_int_equal(queued_in(store), 0);
        assert_int_equal(told.taken[1], 1);
        assert_int_equal(told.taken[2], 1);
        if (n % 50 && !done) continue;
        assert_int_equal(count_in(inbox_of(store)), n + 1);
        /* what can't be put away lies where it was composed; it is sent */
        assert_int_equal(sent_mail() + count_in(folder_of(store, PR_IPM_OUTBOX_ENTRYID)), n + 1);
    }
}

/* The engine is dropped after each number of steps, as a process that dies drops it; the next one
 * goes on: nobody gets it twice who has got it, and nobody is left out. */
static void another_engine_goes_on(void **state)
{
    uint64_t until;
    int steps = 0, n;

    (void)state;
    for (n = 1; steps >= n - 1; n++) { /* as long as there are so many */
        assert_true(n < 50);
        memset(told.taken, 0, sizeof(told.taken));
        SUBMIT("one", "Bob1 SMTP", "Eve2 FAX", "Joe3 TELEX");
        spool_ring(spooler);
        for (steps = 0; steps < n && spool_step(spooler, now, &until); steps++)
            ;
        abandon_session();
        open_session();
        run();
        assert_int_equal(queued_in(store), 0);
        assert_int_equal(told.taken[1], 1);
        assert_int_equal(told.taken[2], 1);
        assert_int_equal(count_in(inbox_of(store)), n);
        assert_int_equal(sent_mail(), n);
    }
    assert_true(n > 6); /* two deliveries, a report, the end, and looks */
}

/* The first transport isn't there: it can't be logged on. */
static void without_the_first(HRESULT why)
{
    close_session();
    add_carrier(2, L"SMTP");
    office->posts[0].logon = why;
    open_session();
    post_calls();
}

/* 8.2-06, 8.9-09: what waits for a transport that isn't there waits a day for it, however long ago
 * it was submitted; and who had a turn before it came doesn't take its place */
static void a_transport_that_is_missing_is_waited_for(void **state)
{
    (void)state;
    without_the_first(MAPI_E_FAILONEPROVIDER);
    told.submit[2] = MAPI_E_NOT_ME;
    told.submit_times[2] = 100;
    SUBMIT("one", "Bob1 SMTP", "Eve2 FAX");
    later(3 * 86400);
    for (int i = 0; i < 20; i++) {
        run();
        later(3600);
    }
    assert_int_equal(queued_in(store), 1);
    assert_int_equal(count_in(inbox_of(store)), 0);
    office->posts[0].logon = S_OK;
    later(61);
    run();
    assert_int_equal(told.taken[1], 1);
    assert_int_equal(told.taken[2], 1);
    assert_int_equal(sent_mail(), 1);
    assert_int_equal(count_in(inbox_of(store)), 0);
}

/* ... and no longer */
static void it_is_not_waited_for_for_ever(void **state)
{
    (void)state;
    without_the_first(MAPI_E_FAILONEPROVIDER);
    told.submit[2] = MAPI_E_NOT_ME;
    told.submit_times[2] = 100;
    SUBMIT("one", "Bob1 SMTP");
    run();
    later(86401);
    run();
    assert_int_equal(count_in(inbox_of(store)), 1);
    assert_int_equal(sent_mail(), 1);
}

/* What was taken back, and is submitted once more, is offered to everybody once more. */
static void a_new_submission_begins_anew(void **state)
{
    IMessage *message;
    ULONG type;

    (void)state;
    told.submit[0] = MAPI_E_NOT_ME;
    told.submit_times[0] = 1;
    told.submit[1] = MAPI_E_WAIT;
    told.submit_times[1] = 1;
    SUBMIT("one", "Bob1 SMTP", "Eve2 FAX");
    run();
    assert_string_equal(post_calls(), "a:notify(2) b:notify(2) a:submit(0) b:submit(0) ");
    assert_hr(abort_submit(), S_OK);
    assert_hr(store->lpVtbl->OpenEntry(store, told.eid.cb, (ENTRYID *)told.eid.lpb, NULL,
                                       MAPI_MODIFY, &type, (IUnknown **)&message),
              S_OK);
    assert_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
    later(3600);
    run();
    assert_int_equal(told.taken[1], 1);
    assert_int_equal(told.taken[2], 1);
    assert_int_equal(count_in(inbox_of(store)), 0);
    assert_int_equal(sent_mail(), 1);
}

/* What a transport has sent is sent mail, though the engine goes before its step for that came. */
static void what_is_sent_is_put_away_before_the_engine_goes(void **state)
{
    uint64_t until;
    int steps = 0;

    (void)state;
    SUBMIT("one", "Bob1 SMTP");
    spool_ring(spooler);
    while (!told.taken[1] && spool_step(spooler, now, &until))
        assert_true(++steps < 100);
    assert_int_equal(told.taken[1], 1);
    assert_int_equal(queued_in(store), 1);
    spool_rest(spooler);
    assert_int_equal(queued_in(store), 0);
    assert_int_equal(sent_mail(), 1);
}

/* However often a transport puts a message off: that is no failure, and one failure is none yet. */
static void who_puts_off_has_not_failed(void **state)
{
    (void)state;
    told.end[0] = END_RESEND_LATER;
    told.takes[0] = false;
    SUBMIT("one", "Bob1 SMTP");
    for (int i = 0; i < 8; i++) {
        run();
        later(900);
    }
    told.submit[0] = MAPI_E_CALL_FAILED;
    told.submit_times[0] = 2;
    run();
    later(900);
    told.end[0] = 0;
    told.takes[0] = true;
    for (int i = 0; i < 3; i++) {
        run();
        later(900);
    }
    assert_int_equal(told.taken[1], 1);
    assert_int_equal(sent_mail(), 1);
    assert_int_equal(count_in(inbox_of(store)), 0);
}

/* 8.4-13: whom a transport took before it asked to begin again, it doesn't get again */
static void a_restart_keeps_what_was_taken(void **state)
{
    (void)state;
    told.end[0] = END_RESEND_NOW;
    told.not [0] = L"Eve2";
    SUBMIT("one", "Bob1 SMTP", "Eve2 SMTP");
    run();
    assert_int_equal(told.taken[1], 1);
    assert_int_equal(told.taken[2], 0);
    assert_int_equal(queued_in(store), 1);
    told.not [0] = NULL;
    told.end[0] = 0;
    later(900);
    run();
    assert_int_equal(told.taken[1], 1);
    assert_int_equal(told.taken[2], 1);
    assert_int_equal(sent_mail(), 1);
}

int main(void)
{
    const struct CMUnitTest all[] = {
#define SENDING(name) cmocka_unit_test_setup_teardown(name, begin_sending, end_sending)
        SENDING(a_message_goes_out),
        SENDING(messages_keep_their_order),
        SENDING(each_transport_gets_its_own),
        SENDING(the_sender_hears_of_those_that_nobody_takes),
        SENDING(a_transport_may_pass),
        SENDING(a_transport_may_have_to_wait),
        SENDING(a_busy_transport_is_asked_again),
        SENDING(a_transport_that_fails_is_passed_over_in_the_end),
        SENDING(a_message_may_have_to_wait),
        SENDING(a_locked_message_cannot_be_taken_back),
        SENDING(a_message_may_be_sent_again),
        SENDING(a_transport_may_defer),
        SENDING(a_deferred_message_may_be_taken_back),
        SENDING(offline_mail_waits),
        SENDING(a_broken_transport_gets_nothing),
        SENDING(memory_may_be_out),
        SENDING(another_engine_goes_on),
        SENDING(a_transport_that_is_missing_is_waited_for),
        SENDING(it_is_not_waited_for_for_ever),
        SENDING(a_new_submission_begins_anew),
        SENDING(a_restart_keeps_what_was_taken),
        SENDING(what_is_sent_is_put_away_before_the_engine_goes),
        SENDING(who_puts_off_has_not_failed),
    };

    return cmocka_run_group_tests(all, NULL, NULL);
}
