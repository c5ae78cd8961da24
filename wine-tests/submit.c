/*
 * submit.c - mail is submitted through a session, waits in the outgoing queue, and is sent by a
 * spooler's logon
 *
 * The spooler is this program: it logs on to the local store's provider as MAPI's would, with a
 * support object that the recording store lends.
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#include <windows.h>
#include "session_fixture.h"

static IMAPISession *session;
static IMsgStore *recorder, *store, *spooler;
static IMAPISupport *support;
static IMSProvider *provider;
static IMSLogon *logon;
static IMAPIFolder *outbox, *sent;

static void add_local_store(void)
{
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omtest", NULL, 0, 0, &services), S_OK);
    ok_hr(
        services->lpVtbl->CreateMsgService(services, (LPTSTR) "LOCALSTORE", (LPTSTR) "Local", 0, 0),
        S_OK);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
}

static IMAPIFolder *standard_folder(ULONG tag)
{
    SPropValue *id = NULL;
    IMAPIFolder *folder = NULL;
    ULONG type;

    ok_hr(HrGetOneProp((IMAPIProp *)store, tag, &id), S_OK);
    ok_hr(store->lpVtbl->OpenEntry(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                   MAPI_MODIFY, &type, (IUnknown **)&folder),
          S_OK);
    MAPIFreeBuffer(id);
    return folder;
}

/* SpoolerLogon with the store's own entry ID, which lies behind the DLL's name in the client's. */
static void log_spooler_on(void)
{
    MSPROVIDERINIT *init = (MSPROVIDERINIT *)(void *)GetProcAddress(
        GetModuleHandleA("omlocal32.dll"), "MSProviderInit");
    SPropValue *id = NULL;
    ULONG version, own;
    IMalloc *malloc_ = MAPIGetDefaultMalloc();

    ok(init != NULL, "the provider isn't loaded\n");
    ok_hr(init(NULL, malloc_, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, 0,
               CURRENT_SPI_VERSION, &version, &provider),
          S_OK);
    malloc_->lpVtbl->Release(malloc_);
    ok_hr(HrGetOneProp((IMAPIProp *)store, PR_ENTRYID, &id), S_OK);
    own = (22 + (ULONG)strlen((char *)id->Value.bin.lpb + 22) + 1 + 3) & ~3u;
    ok_hr(provider->lpVtbl->SpoolerLogon(provider, support, 0, NULL, id->Value.bin.cb - own,
                                         (ENTRYID *)(id->Value.bin.lpb + own), MDB_WRITE, NULL, 0,
                                         NULL, NULL, &logon, &spooler),
          S_OK);
    MAPIFreeBuffer(id);
}

static void log_spooler_off(void)
{
    ULONG flags = 0;

    spooler->lpVtbl->Release(spooler);
    logon->lpVtbl->Logoff(logon, &flags);
    logon->lpVtbl->Release(logon);
    provider->lpVtbl->Shutdown(provider, &flags);
    provider->lpVtbl->Release(provider);
}

static void begin(void)
{
    MAPIInitialize(NULL);
    make_profile(true);
    add_local_store();
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    recorder = open_store(session, "Recorder", MDB_NO_MAIL, S_OK);
    store = open_store(session, "Local Mail Store", MDB_WRITE, S_OK);
    ok_hr(recorder->lpVtbl->OpenProperty(recorder, PR_NULL, &IID_IMAPISup, 0, 0,
                                         (IUnknown **)&support),
          S_OK);
    outbox = standard_folder(PR_IPM_OUTBOX_ENTRYID);
    sent = standard_folder(PR_IPM_SENTMAIL_ENTRYID);
    outbox->lpVtbl->EmptyFolder(outbox, 0, NULL, 0);
    sent->lpVtbl->EmptyFolder(sent, 0, NULL, 0);
}

static void end(void)
{
    outbox->lpVtbl->Release(outbox);
    sent->lpVtbl->Release(sent);
    support->lpVtbl->Release(support);
    store->lpVtbl->Release(store);
    recorder->lpVtbl->Release(recorder);
    log_off(session);
    ok(alive() == 0, "%ld objects of the provider are left\n", alive());
    MAPIUninitialize();
}

static void set_text(IMessage *message, ULONG tag, const char *text)
{
    SPropValue value = {.ulPropTag = tag, .Value.lpszA = (char *)text};

    ok_hr(HrSetOneProp((IMAPIProp *)message, &value), S_OK);
}

static void add_recipient(IMessage *message, const char *name, const char *address, ULONG type)
{
    SizedADRLIST(1, list) = {1, {{0}}};
    SPropValue props[4] = {
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)name},
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = (LONG)type},
        {.ulPropTag = PR_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
        {.ulPropTag = PR_EMAIL_ADDRESS_A, .Value.lpszA = (char *)address},
    };

    list.aEntries[0].cValues = 4;
    list.aEntries[0].rgPropVals = props;
    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
}

static IMessage *compose(const char *subject)
{
    IMessage *message = NULL;

    ok_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    set_text(message, PR_SUBJECT_A, subject);
    add_recipient(message, "Ann", "ann@example.org", MAPI_TO);
    return message;
}

static SPropValue *id_of(void *object)
{
    SPropValue *id = NULL;

    ok_hr(HrGetOneProp(object, PR_ENTRYID, &id), S_OK);
    return id;
}

static SPropValue *submit(const char *subject)
{
    IMessage *message = compose(subject);
    SPropValue *id = id_of(message);

    ok_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
    return id;
}

static HRESULT open_in(IMsgStore *in, const SPropValue *id, ULONG flags, IMessage **out)
{
    ULONG type;

    *out = NULL;
    return in->lpVtbl->OpenEntry(in, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL, flags,
                                 &type, (IUnknown **)out);
}

static LONG long_of(void *object, ULONG tag)
{
    SPropValue *value = NULL;
    LONG v = -1;

    if (SUCCEEDED(HrGetOneProp(object, tag, &value))) v = value->Value.l;
    MAPIFreeBuffer(value);
    return v;
}

static LONG flags_of(const SPropValue *id)
{
    IMessage *message;
    LONG flags = -1;

    ok_hr(open_in(store, id, 0, &message), S_OK);
    if (message) {
        flags = long_of(message, PR_MESSAGE_FLAGS);
        message->lpVtbl->Release(message);
    }
    return flags;
}

/* The subjects that wait, one after the other. */
static void expect_queue(IMsgStore *in, const char *const *subjects, ULONG n)
{
    SizedSPropTagArray(3, tags) = {3, {PR_SUBJECT_A, PR_CLIENT_SUBMIT_TIME, PR_SUBMIT_FLAGS}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(in->lpVtbl->GetOutgoingQueue(in, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == n, "%lu wait, not %lu\n", rows ? rows->cRows : 0, n);
    for (ULONG i = 0; rows && i < rows->cRows && i < n; i++) {
        ok(!strcmp(rows->aRow[i].lpProps[0].Value.lpszA, subjects[i]), "%lu is %s\n", i,
           rows->aRow[i].lpProps[0].Value.lpszA);
        ok(rows->aRow[i].lpProps[1].ulPropTag == PR_CLIENT_SUBMIT_TIME, "%lu has no time\n", i);
        ok(rows->aRow[i].lpProps[2].ulPropTag == PR_SUBMIT_FLAGS, "%lu has no flags\n", i);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
}

static void remove_message(IMAPIFolder *from, SPropValue *id, HRESULT wanted)
{
    ENTRYLIST list = {1, &id->Value.bin};

    ok_hr(from->lpVtbl->DeleteMessages(from, &list, 0, NULL, 0), wanted);
}

static LONG told;

static LONG CALLBACK hear(void *context, ULONG count, NOTIFICATION *notes)
{
    (void)context;
    for (ULONG i = 0; i < count; i++)
        if (notes[i].ulEventType == fnevTableModified) InterlockedIncrement(&told);
    return 0;
}

/* 6.7-24, 6.7-26, 6.7-32, 6.2-09, 6.2-14, 6.2-17, 5.13-09 */
static void a_client_submits(void)
{
    static const char *const both[] = {"one", "two"};
    IMessage *message;
    SPropValue *one, *two;
    IMAPIAdviseSink *sink = NULL;
    IMAPITable *queue = NULL, *table = NULL;
    ULONG_PTR connection;
    SRowSet *rows = NULL;
    SizedSPropTagArray(3, tags) = {3, {PR_RESPONSIBILITY, PR_ENTRYID, PR_SEARCH_KEY}};

    begin();
    ok_hr(store->lpVtbl->GetOutgoingQueue(store, 0, &queue), S_OK);
    ok_hr(HrAllocAdviseSink(hear, NULL, &sink), S_OK);
    ok_hr(queue->lpVtbl->Advise(queue, fnevTableModified, sink, &connection), S_OK);
    ok_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    ok_hr(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_NO_RECIPIENTS);
    message->lpVtbl->Release(message);
    one = submit("one");
    two = submit("two");
    ok_hr(HrDispatchNotifications(0), S_OK);
    ok(told == 2, "%ld things told\n", told);
    expect_queue(store, both, 2);
    ok_hr(open_in(store, one, MAPI_MODIFY, &message), MAPI_E_SUBMITTED);
    ok_hr(open_in(store, one, MAPI_BEST_ACCESS, &message), S_OK);
    ok(!long_of(message, PR_ACCESS_LEVEL), "it could be written\n");
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows->cRows == 1 && rows->aRow[0].lpProps[0].ulPropTag == PR_RESPONSIBILITY &&
           !rows->aRow[0].lpProps[0].Value.b,
       "taken\n");
    ok(rows->aRow[0].lpProps[1].ulPropTag == PR_ENTRYID &&
           rows->aRow[0].lpProps[2].ulPropTag == PR_SEARCH_KEY,
       "not a one-off\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    message->lpVtbl->Release(message);
    remove_message(outbox, one, MAPI_W_PARTIAL_COMPLETION);
    ok((flags_of(one) & (MSGFLAG_SUBMIT | MSGFLAG_UNSENT)) == (MSGFLAG_SUBMIT | MSGFLAG_UNSENT),
       "flags %#lx\n", flags_of(one));
    ok_hr(store->lpVtbl->AbortSubmit(store, one->Value.bin.cb, (ENTRYID *)one->Value.bin.lpb, 0),
          S_OK);
    ok_hr(store->lpVtbl->AbortSubmit(store, one->Value.bin.cb, (ENTRYID *)one->Value.bin.lpb, 0),
          MAPI_E_NOT_IN_QUEUE);
    ok((flags_of(one) & (MSGFLAG_SUBMIT | MSGFLAG_UNSENT)) == MSGFLAG_UNSENT, "flags %#lx\n",
       flags_of(one));
    expect_queue(store, both + 1, 1);
    /* 6.2-15 */
    ok_hr(store->lpVtbl->FinishedMsg(store, 0, two->Value.bin.cb, (ENTRYID *)two->Value.bin.lpb),
          MAPI_E_NO_SUPPORT);
    ok_hr(store->lpVtbl->AbortSubmit(store, two->Value.bin.cb, (ENTRYID *)two->Value.bin.lpb, 0),
          S_OK);
    remove_message(outbox, one, S_OK);
    remove_message(outbox, two, S_OK);
    ok_hr(queue->lpVtbl->Unadvise(queue, connection), S_OK);
    sink->lpVtbl->Release(sink);
    queue->lpVtbl->Release(queue);
    MAPIFreeBuffer(one);
    MAPIFreeBuffer(two);
    end();
}

static ULONG messages_in(IMAPIFolder *folder)
{
    return (ULONG)long_of(folder, PR_CONTENT_COUNT);
}

/* Submitted, locked and finished; says what MAPI shall do with it then. */
static SPropValue *send_one(bool keep_sent, bool delete)
{
    IMessage *message = compose("sent");
    SPropValue *id = id_of(message), *to = id_of(sent),
               flag = {.ulPropTag = PR_DELETE_AFTER_SUBMIT, .Value.b = TRUE};

    to->ulPropTag = PR_SENTMAIL_ENTRYID;
    if (keep_sent) ok_hr(HrSetOneProp((IMAPIProp *)message, to), S_OK);
    if (delete) ok_hr(HrSetOneProp((IMAPIProp *)message, &flag), S_OK);
    ok_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
    ok_hr(open_in(spooler, id, MAPI_MODIFY, &message), S_OK);
    ok_hr(spooler->lpVtbl->SetLockState(spooler, message, MSG_LOCKED), S_OK);
    message->lpVtbl->Release(message);
    ok_hr(spooler->lpVtbl->FinishedMsg(spooler, 0, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb),
          S_OK);
    MAPIFreeBuffer(to);
    return id;
}

/* 6.2-14, 6.2-16, 6.7-30, 6.7-33, 6.7-34 */
static void a_spooler_sends(void)
{
    IMessage *message, *again;
    SPropValue *id;

    begin();
    log_spooler_on();
    id = submit("locked");
    ok_hr(open_in(spooler, id, MAPI_MODIFY, &message), S_OK);
    ok_hr(spooler->lpVtbl->SetLockState(spooler, message, MSG_LOCKED), S_OK);
    ok(long_of(message, PR_SUBMIT_FLAGS) == SUBMITFLAG_LOCKED, "flags %#lx\n",
       long_of(message, PR_SUBMIT_FLAGS));
    ok_hr(open_in(store, id, 0, &again), MAPI_E_NO_ACCESS);
    ok_hr(store->lpVtbl->AbortSubmit(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0),
          MAPI_E_UNABLE_TO_ABORT);
    ok_hr(spooler->lpVtbl->SetLockState(spooler, message, MSG_UNLOCKED), S_OK);
    message->lpVtbl->Release(message);
    ok_hr(store->lpVtbl->AbortSubmit(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0),
          S_OK);
    remove_message(outbox, id, S_OK);
    MAPIFreeBuffer(id);

    id = send_one(false, false);
    ok(messages_in(outbox) == 1 && messages_in(sent) == 0, "it did not stay\n");
    ok(!(flags_of(id) & (MSGFLAG_SUBMIT | MSGFLAG_UNSENT)), "flags %#lx\n", flags_of(id));
    remove_message(outbox, id, S_OK);
    MAPIFreeBuffer(id);
    id = send_one(true, false);
    ok(messages_in(outbox) == 0 && messages_in(sent) == 1, "it was not moved\n");
    MAPIFreeBuffer(id);
    id = send_one(false, true);
    ok(messages_in(outbox) == 0 && messages_in(sent) == 1, "it was not deleted\n");
    MAPIFreeBuffer(id);
    id = send_one(true, true);
    ok(messages_in(outbox) == 0 && messages_in(sent) == 1, "it was not moved and deleted\n");
    MAPIFreeBuffer(id);
    ok_hr(sent->lpVtbl->EmptyFolder(sent, 0, NULL, 0), S_OK);
    log_spooler_off();
    end();
}

/* ---- a client's rules for answers, on our store ---- */

static void set_binary(IMessage *message, ULONG tag, const void *bytes, ULONG n)
{
    SPropValue value = {.ulPropTag = tag};

    value.Value.bin.cb = n;
    value.Value.bin.lpb = (BYTE *)bytes;
    ok_hr(HrSetOneProp((IMAPIProp *)message, &value), S_OK);
}

/* Mail that came for Me from Ann, to Me and Bob, a copy to Cid and a blind one to Dan. */
static IMessage *original(void)
{
    SPropValue flags = {.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = MSGFLAG_READ};
    SPropValue file = {.ulPropTag = PR_ATTACH_LONG_FILENAME_A, .Value.lpszA = (char *)"a.txt"};
    FILETIME now;
    SPropValue time = {.ulPropTag = PR_CLIENT_SUBMIT_TIME};
    IMessage *message = NULL;
    IAttach *attach;
    ULONG n, cb;
    BYTE *index;

    ok_hr(sent->lpVtbl->CreateMessage(sent, NULL, 0, &message), S_OK);
    ok_hr(HrSetOneProp((IMAPIProp *)message, &flags), S_OK);
    set_text(message, PR_SUBJECT_A, "RE: Lunch");
    set_text(message, PR_BODY_A, "Where?");
    set_text(message, PR_SENT_REPRESENTING_NAME_A, "Ann");
    set_text(message, PR_SENT_REPRESENTING_ADDRTYPE_A, "SMTP");
    set_text(message, PR_SENT_REPRESENTING_EMAIL_ADDRESS_A, "ann@example.org");
    set_binary(message, PR_SENT_REPRESENTING_SEARCH_KEY, "SMTP:ANN@EXAMPLE.ORG", 21);
    set_text(message, PR_RCVD_REPRESENTING_NAME_A, "Me");
    set_text(message, PR_RCVD_REPRESENTING_EMAIL_ADDRESS_A, "me@example.org");
    set_binary(message, PR_RECEIVED_BY_SEARCH_KEY, "SMTP:ME@EXAMPLE.ORG", 20);
    GetSystemTimeAsFileTime(&now);
    time.Value.ft = now;
    ok_hr(HrSetOneProp((IMAPIProp *)message, &time), S_OK);
    time.ulPropTag = PR_MESSAGE_DELIVERY_TIME;
    ok_hr(HrSetOneProp((IMAPIProp *)message, &time), S_OK);
    ok_hr(ScCreateConversationIndex(0, NULL, &cb, &index), S_OK);
    set_binary(message, PR_CONVERSATION_INDEX, index, cb);
    MAPIFreeBuffer(index);
    set_text(message, PR_CONVERSATION_TOPIC_A, "Lunch");
    add_recipient(message, "Me", "me@example.org", MAPI_TO);
    add_recipient(message, "Bob", "bob@example.org", MAPI_TO);
    add_recipient(message, "Cid", "cid@example.org", MAPI_CC);
    add_recipient(message, "Dan", "dan@example.org", MAPI_BCC);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &n, &attach), S_OK);
    ok_hr(HrSetOneProp((IMAPIProp *)attach, &file), S_OK);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    return message;
}

/* 6.7-39 */
#define NEVER_COPIED                                                                               \
    PR_CLIENT_SUBMIT_TIME, PR_MESSAGE_DELIVERY_TIME, PR_MESSAGE_DOWNLOAD_TIME, PR_MESSAGE_FLAGS,   \
        PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED, PR_RCVD_REPRESENTING_NAME_A,                      \
        PR_RCVD_REPRESENTING_EMAIL_ADDRESS_A, PR_READ_RECEIPT_ENTRYID, PR_READ_RECEIPT_REQUESTED,  \
        PR_RECEIVED_BY_SEARCH_KEY, PR_REPLY_RECIPIENT_ENTRIES, PR_REPLY_RECIPIENT_NAMES_A,         \
        PR_REPORT_ENTRYID, PR_SENDER_NAME_A, PR_SENDER_EMAIL_ADDRESS_A,                            \
        PR_SENT_REPRESENTING_NAME_A, PR_SENT_REPRESENTING_ADDRTYPE_A,                              \
        PR_SENT_REPRESENTING_EMAIL_ADDRESS_A, PR_SENT_REPRESENTING_SEARCH_KEY,                     \
        PR_SENTMAIL_ENTRYID, PR_SUBJECT_PREFIX_A, PR_SUBJECT_A, PR_MESSAGE_RECIPIENTS
#define N_NEVER 23

static IMessage *answer_to(IMessage *from, bool forward, const char *prefix)
{
    SizedSPropTagArray(N_NEVER + 1, excluded) = {forward ? N_NEVER : N_NEVER + 1,
                                                 {NEVER_COPIED, PR_MESSAGE_ATTACHMENTS}};
    SPropProblemArray *problems = NULL;
    SPropValue *subject = NULL, *index = NULL, *me = NULL;
    IMessage *message = NULL;
    char text[100];
    ULONG cb;
    BYTE *child;

    ok_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    ok_hr(from->lpVtbl->CopyTo(from, 0, NULL, (SPropTagArray *)&excluded, 0, NULL, &IID_IMessage,
                               message, 0, &problems),
          S_OK);
    MAPIFreeBuffer(problems);
    ok_hr(HrGetOneProp((IMAPIProp *)from, PR_NORMALIZED_SUBJECT_A, &subject), S_OK);
    snprintf(text, sizeof(text), "%s%s", prefix, subject->Value.lpszA);
    set_text(message, PR_SUBJECT_A, text);
    ok_hr(HrGetOneProp((IMAPIProp *)from, PR_CONVERSATION_INDEX, &index), S_OK);
    ok_hr(ScCreateConversationIndex(index->Value.bin.cb, index->Value.bin.lpb, &cb, &child), S_OK);
    set_binary(message, PR_CONVERSATION_INDEX, child, cb);
    ok_hr(HrGetOneProp((IMAPIProp *)from, PR_RCVD_REPRESENTING_NAME_A, &me), S_OK);
    set_text(message, PR_SENT_REPRESENTING_NAME_A, me->Value.lpszA);
    MAPIFreeBuffer(child);
    MAPIFreeBuffer(index);
    MAPIFreeBuffer(subject);
    MAPIFreeBuffer(me);
    return message;
}

static void expect_text(IMessage *message, ULONG tag, const char *wanted)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp((IMAPIProp *)message, tag, &value), wanted ? S_OK : MAPI_E_NOT_FOUND);
    if (wanted && value)
        ok(!strcmp(value->Value.lpszA, wanted), "%#lx: %s\n", tag, value->Value.lpszA);
    MAPIFreeBuffer(value);
}

static ULONG rows_in(IMessage *message, bool attachments)
{
    IMAPITable *table = NULL;
    ULONG n = 99;

    ok_hr(attachments ? message->lpVtbl->GetAttachmentTable(message, 0, &table)
                      : message->lpVtbl->GetRecipientTable(message, 0, &table),
          S_OK);
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    table->lpVtbl->Release(table);
    return n;
}

/* What was submitted, as it lies in the queue; the answer is taken out of it, and away. */
static void expect_submitted(IMessage *message, const char *subject, const char *to, const char *cc,
                             ULONG attachments)
{
    SPropValue *id = id_of(message), *index = NULL;
    IMessage *stored = NULL;

    ok_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
    ok_hr(open_in(store, id, 0, &stored), S_OK);
    expect_text(stored, PR_SUBJECT_A, subject);
    expect_text(stored, PR_NORMALIZED_SUBJECT_A, "Lunch");
    expect_text(stored, PR_BODY_A, "Where?");
    expect_text(stored, PR_SENT_REPRESENTING_NAME_A, "Me");
    expect_text(stored, PR_RCVD_REPRESENTING_NAME_A, NULL);
    expect_text(stored, PR_CONVERSATION_TOPIC_A, "Lunch");
    expect_text(stored, PR_DISPLAY_TO_A, to);
    expect_text(stored, PR_DISPLAY_CC_A, cc);
    expect_text(stored, PR_DISPLAY_BCC_A, "");
    ok_hr(HrGetOneProp((IMAPIProp *)stored, PR_CONVERSATION_INDEX, &index), S_OK);
    /* the original's child */
    ok(index->Value.bin.cb == 27, "the index has %lu bytes\n", index->Value.bin.cb);
    MAPIFreeBuffer(index);
    ok(rows_in(stored, true) == attachments, "%lu attachments\n", rows_in(stored, true));
    ok(long_of(stored, PR_MESSAGE_FLAGS) & MSGFLAG_SUBMIT, "not submitted\n");
    stored->lpVtbl->Release(stored);
    ok_hr(store->lpVtbl->AbortSubmit(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0),
          S_OK);
    remove_message(outbox, id, S_OK);
    MAPIFreeBuffer(id);
}

/* Everyone that the original went to but for me and the blind ones, and who sent it, once. */
static void take_recipients(IMessage *to, IMessage *from)
{
    SizedSPropTagArray(5, tags) = {
        5,
        {PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_A, PR_ADDRTYPE_A, PR_EMAIL_ADDRESS_A, PR_SEARCH_KEY}};
    SPropValue *self = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(HrGetOneProp((IMAPIProp *)from, PR_RCVD_REPRESENTING_EMAIL_ADDRESS_A, &self), S_OK);
    ok_hr(from->lpVtbl->GetRecipientTable(from, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; i < rows->cRows; i++) {
        SRow *row = &rows->aRow[i];

        if (row->lpProps[0].Value.l == MAPI_BCC ||
            !strcmp(row->lpProps[3].Value.lpszA, self->Value.lpszA)) {
            MAPIFreeBuffer(row->lpProps);
            row->lpProps = NULL;
            row->cValues = 0;
        } else {
            row->cValues = 4;
        }
    }
    ok_hr(to->lpVtbl->ModifyRecipients(to, 0, (ADRLIST *)rows), S_OK);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    MAPIFreeBuffer(self);
    add_recipient(to, "Ann", "ann@example.org", MAPI_TO);
}

/* 6.7-37, 6.7-38, 6.7-39, 6.7-40: rules for clients; the store keeps what they write */
static void answers_follow_the_rules(void)
{
    SPropValue verb = {.ulPropTag = PROP_TAG(PT_LONG, 0x1081) /* PR_LAST_VERB_EXECUTED */,
                       .Value.l = 102 /* reply */};
    IMessage *from, *message;
    SPropValue *id;

    begin();
    from = original();
    message = answer_to(from, false, "RE: ");
    add_recipient(message, "Ann", "ann@example.org", MAPI_TO);
    expect_submitted(message, "RE: Lunch", "Ann", "", 0);
    message = answer_to(from, false, "RE: ");
    take_recipients(message, from);
    expect_submitted(message, "RE: Lunch", "Bob; Ann", "Cid", 0);
    message = answer_to(from, true, "FW: ");
    add_recipient(message, "Eve", "eve@example.org", MAPI_TO);
    expect_submitted(message, "FW: Lunch", "Eve", "", 1);
    ok_hr(HrSetOneProp((IMAPIProp *)from, &verb), S_OK);
    ok_hr(from->lpVtbl->SaveChanges(from, KEEP_OPEN_READWRITE), S_OK);
    ok(long_of(from, verb.ulPropTag) == 102, "the verb is lost\n");
    id = id_of(from);
    from->lpVtbl->Release(from);
    remove_message(sent, id, S_OK);
    MAPIFreeBuffer(id);
    end();
}

/* 6.7-27, 6.7-28, 6.7-36, 6.7-41: all are shown, the one that failed is sent to */
static void an_undelivered_message_is_sent_again(void)
{
    SPropValue resend = {.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = MSGFLAG_UNSENT | MSGFLAG_RESEND};
    SizedSPropTagArray(2, tags) = {2, {PR_RECIPIENT_TYPE, PR_RESPONSIBILITY}};
    static const struct {
        LONG type;
        unsigned short taken;
    } wanted[] = {{MAPI_TO, TRUE}, {MAPI_CC, TRUE}, {MAPI_P1, FALSE}};
    IMessage *message = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    SPropValue *id;

    begin();
    ok_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    ok_hr(HrSetOneProp((IMAPIProp *)message, &resend), S_OK);
    set_binary(message, PR_ORIGINAL_ENTRYID, "original", 8);
    add_recipient(message, "Ann", "ann@example.org", MAPI_TO | MAPI_SUBMITTED);
    add_recipient(message, "Bob", "bob@example.org", MAPI_CC | MAPI_SUBMITTED);
    add_recipient(message, "Bob", "bob@example.org", MAPI_P1);
    id = id_of(message);
    ok_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
    ok_hr(open_in(store, id, 0, &message), S_OK);
    expect_text(message, PR_DISPLAY_TO_A, "Ann");
    expect_text(message, PR_DISPLAY_CC_A, "Bob");
    ok(long_of(message, PR_MESSAGE_FLAGS) & MSGFLAG_RESEND, "no resend\n");
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows->cRows == 3, "%lu recipients\n", rows->cRows);
    for (ULONG i = 0; i < rows->cRows && i < 3; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        ok(row[0].Value.l == wanted[i].type, "%lu: type %#lx\n", i, row[0].Value.l);
        ok(row[1].ulPropTag == PR_RESPONSIBILITY && row[1].Value.b == wanted[i].taken, "%lu: %d\n",
           i, row[1].Value.b);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    message->lpVtbl->Release(message);
    ok_hr(store->lpVtbl->AbortSubmit(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0),
          S_OK);
    remove_message(outbox, id, S_OK);
    MAPIFreeBuffer(id);
    end();
}

/* 5.13-12, 6.5-16, 8.9-03: who asks for it is told, when his message is read for the first time, or
 * goes unread */
static void a_reading_is_reported(void)
{
    static const char *const classes[] = {"REPORT.IPM.Note.IPNRN", "REPORT.IPM.Note.IPNNRN"};
    SizedSPropTagArray(4, tags) = {
        4, {PR_MESSAGE_CLASS_A, PR_DISPLAY_TO_A, PR_ENTRYID, PR_ORIGINAL_SUBJECT_A}};
    SPropValue flags = {.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = 0},
               asked = {.ulPropTag = PR_READ_RECEIPT_REQUESTED, .Value.b = TRUE};

    begin();
    for (int unread = 0; unread < 2; unread++) {
        IMessage *message = NULL;
        IMAPITable *table = NULL;
        SRowSet *rows = NULL;
        SPropValue *id;

        ok_hr(sent->lpVtbl->CreateMessage(sent, NULL, 0, &message), S_OK);
        ok_hr(HrSetOneProp((IMAPIProp *)message, &flags), S_OK);
        ok_hr(HrSetOneProp((IMAPIProp *)message, &asked), S_OK);
        set_text(message, PR_MESSAGE_CLASS_A, "IPM.Note");
        set_text(message, PR_SUBJECT_A, "Lunch");
        set_text(message, PR_SENDER_NAME_A, "Ann");
        set_text(message, PR_SENDER_ADDRTYPE_A, "SMTP");
        set_text(message, PR_SENDER_EMAIL_ADDRESS_A, "ann@example.org");
        ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READONLY), S_OK);
        id = id_of(message);
        message->lpVtbl->Release(message);
        ok_hr(open_in(store, id, 0, &message), S_OK);
        if (!unread) ok_hr(message->lpVtbl->SetReadFlag(message, 0), S_OK);
        message->lpVtbl->Release(message);
        remove_message(sent, id, S_OK);
        MAPIFreeBuffer(id);

        ok_hr(store->lpVtbl->GetOutgoingQueue(store, 0, &table), S_OK);
        ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
        ok(rows && rows->cRows == 1, "%lu reports\n", rows ? rows->cRows : 0);
        if (rows && rows->cRows == 1) {
            SPropValue *row = rows->aRow[0].lpProps;

            ok(!strcmp(row[0].Value.lpszA, classes[unread]), "class %s\n", row[0].Value.lpszA);
            ok(!strcmp(row[1].Value.lpszA, "Ann"), "to %s\n", row[1].Value.lpszA);
            ok(row[3].ulPropTag == PR_ORIGINAL_SUBJECT_A && !strcmp(row[3].Value.lpszA, "Lunch"),
               "about what?\n");
            ok_hr(store->lpVtbl->AbortSubmit(store, row[2].Value.bin.cb,
                                             (ENTRYID *)row[2].Value.bin.lpb, 0),
                  S_OK);
            remove_message(outbox, &row[2], S_OK);
        }
        FreeProws(rows);
        table->lpVtbl->Release(table);
    }
    end();
}

/* 6.2-08, 4.14-06: the store has all that a default store must have */
static void the_store_can_be_the_default(void)
{
    const LONG needed = STORE_SUBMIT_OK | STORE_CREATE_OK | STORE_MODIFY_OK | STORE_SEARCH_OK |
                        STORE_MV_PROPS_OK | STORE_NOTIFY_OK;
    SizedSPropTagArray(2, tags) = {2, {PR_DEFAULT_STORE, PR_DISPLAY_NAME_A}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    SPropValue *id;
    bool found = false;

    begin();
    ok((long_of(store, PR_STORE_SUPPORT_MASK) & needed) == needed, "mask %#lx\n",
       long_of(store, PR_STORE_SUPPORT_MASK));
    id = id_of(store);
    ok_hr(session->lpVtbl->SetDefaultStore(session, MAPI_DEFAULT_STORE, id->Value.bin.cb,
                                           (ENTRYID *)id->Value.bin.lpb),
          S_OK);
    MAPIFreeBuffer(id);
    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;
        bool is = row[0].ulPropTag == PR_DEFAULT_STORE && row[0].Value.b;

        ok(is == !strcmp(row[1].Value.lpszA, "Local Mail Store"), "%s: %d\n", row[1].Value.lpszA,
           is);
        found = found || is;
    }
    ok(found, "no store is the default\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    end();
}

START_TEST(submit)
{
    load_recording();
    RUN(a_client_submits);
    RUN(a_spooler_sends);
    RUN(answers_follow_the_rules);
    RUN(an_undelivered_message_is_sent_again);
    RUN(a_reading_is_reported);
    RUN(the_store_can_be_the_default);
}
