/*
 * support.c - the support object as a message store has it, with right arguments and with wrong
 * ones
 *
 * The recording store lends its support object; the messages lie in the local store.
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#include <windows.h>
#include "session_fixture.h"
#include "walk.h"

static IMAPISession *session;
static IMsgStore *recorder, *local;
static IMAPISupport *support;
static IMAPIFolder *inbox, *other;

static const BYTE own_id[] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                              'n', 'g', 0, 0, 0,   0,   0,   0,   1,   1};

static void begin(ULONG flags)
{
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;
    ENTRYID *id = NULL;
    ULONG cb, type;

    MAPIInitialize(NULL);
    make_profile(true);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omtest", NULL, 0, 0, &services), S_OK);
    ok_hr(
        services->lpVtbl->CreateMsgService(services, (LPTSTR) "LOCALSTORE", (LPTSTR) "Local", 0, 0),
        S_OK);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION | flags);
    recorder = open_store(session, "Recorder", MDB_NO_MAIL, S_OK);
    local = open_store(session, "Local Mail Store", MDB_WRITE, S_OK);
    ok_hr(recorder->lpVtbl->OpenProperty(recorder, PR_NULL, &IID_IMAPISup, 0, 0,
                                         (IUnknown **)&support),
          S_OK);
    ok_hr(local->lpVtbl->GetReceiveFolder(local, NULL, 0, &cb, &id, NULL), S_OK);
    ok_hr(local->lpVtbl->OpenEntry(local, cb, id, NULL, MAPI_MODIFY, &type, (IUnknown **)&inbox),
          S_OK);
    MAPIFreeBuffer(id);
    ok_hr(inbox->lpVtbl->CreateFolder(inbox, FOLDER_GENERIC, (LPTSTR) "Sent", NULL, NULL,
                                      OPEN_IF_EXISTS, &other),
          S_OK);
}

static void end(void)
{
    other->lpVtbl->Release(other);
    inbox->lpVtbl->Release(inbox);
    support->lpVtbl->Release(support);
    local->lpVtbl->Release(local);
    recorder->lpVtbl->Release(recorder);
    log_off(session);
    ok(alive() == 0, "%ld objects of the provider are left\n", alive());
    MAPIUninitialize();
}

static IMessage *new_message(void)
{
    SPropValue subject = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"sent"};
    IMessage *message = NULL;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    ok_hr(message->lpVtbl->SetProps(message, 1, &subject, NULL), S_OK);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    return message;
}

/* 5.8-01, 5.8-03, 5.8-06, 5.9, 5.10-01, 5.10-02, 5.10-07, 5.10-08, 5.10-18, 5.13-14: every method,
 * every argument */
static void every_argument_may_be_wrong(void)
{
    static SPropValue status = {.ulPropTag = PR_STATUS_CODE, .Value.l = STATUS_AVAILABLE};
    static const SizedSPropTagArray(1, tags) = {1, {PR_SUBJECT_W}};
    static MAPIUID uid = {{1, 2, 3}}, made;
    static ULONG how = LOGOFF_ABORT, flags;
    SBinary one = {sizeof(own_id), (BYTE *)own_id};
    ENTRYLIST list = {1, &one};
    IMessage *from, *to;
    ULONG_PTR ui = 0;
    IMAPITable *table = NULL;

    begin(MAPI_NO_MAIL);
    from = new_message();
    to = new_message();
    const struct call calls[] = {
        CALL(IMAPISupport, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM_OPT),
        CALL(IMAPISupport, GetMemAllocRoutines, OUT_NUM, OUT_NUM, OUT_NUM),
        WANT(MAPI_E_NOT_FOUND, IMAPISupport, Unsubscribe, NUM(0x7777)),
        CALL(IMAPISupport, ModifyStatusRow, NUM(1), PTR(&status), FLAGS(STATUSROW_UPDATE)),
        CALL(IMAPISupport, OpenProfileSection, OPT(NULL), FLAGS(0), OUT_OBJECT),
        WANT(MAPI_E_NOT_FOUND, IMAPISupport, OpenProfileSection, OPT(&uid), FLAGS(0), OUT_OBJECT),
        CALL(IMAPISupport, NewUID, PTR(&made)),
        CALL(IMAPISupport, SpoolerNotify, FLAGS(NOTIFY_READYTOSEND), OPT(NULL)),
        CALL(IMAPISupport, CreateOneOff, OPT("x"), PTR("SMTP"), PTR("a@b"), FLAGS(0), OUT_NUM,
             OUT_MEM),
        CALL(IMAPISupport, SetProviderUID, PTR(&uid), FLAGS(0)),
        CALL(IMAPISupport, SetProviderUID, PTR(&uid), FLAGS(0)),
        CALL(IMAPISupport, CompareEntryIDs, NUM(sizeof(own_id)), PTR(own_id), NUM(sizeof(own_id)),
             PTR(own_id), FLAGS(0), OUT_NUM),
        CALL(IMAPISupport, OpenEntry, EID(sizeof(own_id), own_id), NUM(0), NUM(0), OUT_OPT,
             OUT_OBJECT),
        WANT(MAPI_W_PARTIAL_COMPLETION, IMAPISupport, CopyMessages, NUM(&IID_IMAPIFolder),
             PTR(inbox), PTR(&list), NUM(&IID_IMAPIFolder), PTR(other), NUM(0), NUM(0), FLAGS(0)),
        CALL(IMAPISupport, DoCopyTo, PTR(&IID_IMessage), PTR(from), NUM(0), NUM(0), OPT(&tags),
             NUM(0), NUM(0), PTR(&IID_IMessage), PTR(to), FLAGS(0), OUT_MEM_OPT),
        CALL(IMAPISupport, DoCopyProps, PTR(&IID_IMessage), PTR(from), PTR(&tags), NUM(0), NUM(0),
             PTR(&IID_IMessage), PTR(to), FLAGS(0), OUT_MEM_OPT),
        CALL(IMAPISupport, PrepareSubmit, PTR(from), PTR(&flags)),
        CALL(IMAPISupport, ExpandRecips, PTR(from), PTR(&flags)),
        CALL(IMAPISupport, OpenAddressBook, IFACE(NULL), FLAGS(0), OUT_OBJECT),
        CALL(IMAPISupport, WrapStoreEntryID, NUM(sizeof(own_id)), PTR(own_id), OUT_NUM, OUT_MEM),
        CALL(IMAPISupport, ModifyProfile, FLAGS(0)),
        CALL(IMAPISupport, GetSvcConfigSupportObj, FLAGS(0), OUT_OBJECT),
        REFUSED(IMAPISupport, RegisterPreprocessor, OPT(NULL), OPT(NULL), OPT("x.dll"), OPT("f"),
                OPT(NULL), FLAGS(0)),
        REFUSED(IMAPISupport, SpoolerYield, FLAGS(0)),
        REFUSED(IMAPISupport, GetOneOffTable, FLAGS(0), OUT_OBJECT),
        REFUSED(IMAPISupport, Details, PTR(&ui), NUM(0), NUM(0), EID(sizeof(own_id), own_id),
                NUM(0), NUM(0), NUM(0), FLAGS(0)),
        CALL(IMAPISupport, DoProgressDialog, NUM(0), FLAGS(0), OUT_OBJECT),
        REFUSED(IMAPISupport, UpdatePAB, FLAGS(0), PTR(from)),
        REFUSED(IMAPISupport, Preprocess, FLAGS(0), EID(sizeof(own_id), own_id)),
        REFUSED(IMAPISupport, CompleteMsg, FLAGS(0), EID(sizeof(own_id), own_id)),
        REFUSED(IMAPISupport, StatusRecips, PTR(from), OPT(NULL)),
    };

    walk_calls(support, calls, N_CALLS(calls));
    walk_faces("support", support, &IID_IMAPISup);
    ok(FAILED(support->lpVtbl->StoreLogoffTransports(support, NULL)), "no flags\n");
    ok_hr(support->lpVtbl->StoreLogoffTransports(support, &how), S_OK);
    ok(how == LOGOFF_COMPLETE, "%#lx\n", how);
    ok(FAILED(support->lpVtbl->Subscribe(support, NULL, 1, 0, NULL, NULL)), "no key, no sink\n");
    ok(FAILED(support->lpVtbl->Notify(support, NULL, 1, NULL, NULL)), "no key, no notification\n");
    ok(FAILED(support->lpVtbl->ReadReceipt(support, 0, NULL, NULL)), "no message\n");
    ok(FAILED(support->lpVtbl->DoConfigPropsheet(support, 0, 0, NULL, table, NULL, 0)),
       "no table\n");
    ok(FAILED(
           support->lpVtbl->CopyFolder(support, NULL, NULL, 0, NULL, NULL, NULL, NULL, 0, NULL, 0)),
       "no folder\n");
    ok_hr(support->lpVtbl->DoSentMail(support, WALK_UNKNOWN_FLAG, from), MAPI_E_UNKNOWN_FLAGS);
    ok(FAILED(support->lpVtbl->DoSentMail(support, 0, NULL)), "no message\n");
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
    end();
}

/* 5.10-13, 5.10-14: what is no object of the allocator's, too small, or of too few methods */
static void make_invalid_looks_at_its_arguments(void)
{
    void *object = NULL;

    begin(0);
    MAPIAllocateBuffer(64, &object);
    ok_hr(support->lpVtbl->MakeInvalid(support, 0, NULL, 1, 10), MAPI_E_INVALID_PARAMETER);
    ok_hr(support->lpVtbl->MakeInvalid(support, 0, object, 1, 2), MAPI_E_INVALID_PARAMETER);
    ok_hr(support->lpVtbl->MakeInvalid(support, WALK_UNKNOWN_FLAG, object, 1, 10),
          MAPI_E_UNKNOWN_FLAGS);
    MAPIFreeBuffer(object);
    end();
}

static void write_in(IStorage *storage, const WCHAR *name, const char *text)
{
    IStream *stream = NULL;

    ok_hr(storage->lpVtbl->CreateStream(
              storage, name, STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &stream),
          S_OK);
    if (!stream) return;
    ok_hr(stream->lpVtbl->Write(stream, text, (ULONG)strlen(text), NULL), S_OK);
    stream->lpVtbl->Release(stream);
    ok_hr(storage->lpVtbl->Commit(storage, STGC_DEFAULT), S_OK);
}

static void expect_in(IStorage *storage, const WCHAR *name, const char *text)
{
    IStream *stream = NULL;
    char back[50] = {0};
    ULONG n = 0;

    ok_hr(storage->lpVtbl->OpenStream(storage, name, NULL, STGM_READ | STGM_SHARE_EXCLUSIVE, 0,
                                      &stream),
          S_OK);
    if (!stream) return;
    ok_hr(stream->lpVtbl->Read(stream, back, sizeof(back) - 1, &n), S_OK);
    ok(!strcmp(back, text), "got %s\n", back);
    stream->lpVtbl->Release(stream);
}

static ULONG refs_of(IStream *stream)
{
    stream->lpVtbl->AddRef(stream);
    return stream->lpVtbl->Release(stream);
}

/* 5.10-10, 11.7-09, 11.7-11 */
static void a_stream_holds_a_storage(void)
{
    IStorage *storage = NULL, *again = NULL;
    LARGE_INTEGER at = {.QuadPart = 100};
    IStream *stream = NULL, *inner = NULL;
    IUnknown *unknown;
    ULONG refs;

    begin(0);
    CreateStreamOnHGlobal(NULL, TRUE, &stream);
    unknown = (IUnknown *)stream;
    refs = refs_of(stream);
    ok_hr(support->lpVtbl->IStorageFromStream(support, NULL, NULL, 0, &storage),
          MAPI_E_INVALID_PARAMETER);
    ok_hr(support->lpVtbl->IStorageFromStream(support, unknown, NULL, 0, NULL),
          MAPI_E_INVALID_PARAMETER);
    ok_hr(support->lpVtbl->IStorageFromStream(support, unknown, NULL, WALK_UNKNOWN_FLAG, &storage),
          MAPI_E_UNKNOWN_FLAGS);
    ok_hr(support->lpVtbl->IStorageFromStream(support, unknown, &IID_IMessage, 0, &storage),
          MAPI_E_INTERFACE_NOT_SUPPORTED);
    ok_hr(support->lpVtbl->IStorageFromStream(support, unknown, &IID_ILockBytes, 0, &storage),
          MAPI_E_INTERFACE_NOT_SUPPORTED);
    ok(FAILED(support->lpVtbl->IStorageFromStream(support, unknown, NULL, 0, &storage)),
       "an empty stream is no storage\n");
    ok(!storage && refs_of(stream) == refs, "a failure left something behind\n");

    ok_hr(support->lpVtbl->IStorageFromStream(support, unknown, NULL,
                                              STGSTRM_CREATE | STGSTRM_MODIFY, &storage),
          S_OK);
    if (!storage) return end();
    ok(refs_of(stream) == refs + 1, "the storage does not hold the stream\n");
    write_in(storage, L"one", "first");
    ok(storage->lpVtbl->Release(storage) == 0, "references are left\n");
    ok(refs_of(stream) == refs, "the stream is still held\n");

    ok_hr(
        support->lpVtbl->IStorageFromStream(support, unknown, &IID_IStream, STGSTRM_RESET, &again),
        S_OK);
    expect_in(again, L"one", "first");
    ok(FAILED(again->lpVtbl->CreateStream(
           again, L"two", STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &inner)),
       "written to a storage that is for reading\n");
    again->lpVtbl->Release(again);

    ok_hr(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 100}), S_OK);
    ok_hr(stream->lpVtbl->Seek(stream, at, STREAM_SEEK_SET, NULL), S_OK);
    ok_hr(HrIStorageFromStream(unknown, NULL, STGSTRM_CREATE | STGSTRM_MODIFY | STGSTRM_CURRENT,
                               &storage),
          S_OK);
    write_in(storage, L"late", "behind 100 bytes");
    storage->lpVtbl->Release(storage);
    ok_hr(stream->lpVtbl->Seek(stream, at, STREAM_SEEK_SET, NULL), S_OK);
    ok_hr(HrIStorageFromStream(unknown, NULL, STGSTRM_CURRENT, &storage), S_OK);
    expect_in(storage, L"late", "behind 100 bytes");
    storage->lpVtbl->Release(storage);
    ok(FAILED(HrIStorageFromStream(unknown, NULL, 0, &storage)),
       "100 bytes of zeros are no storage\n");
    stream->lpVtbl->Release(stream);
    end();
}

static ULONG messages_in(IMAPIFolder *folder)
{
    SPropValue *count = NULL;
    ULONG n = 99;

    ok_hr(HrGetOneProp((IMAPIProp *)folder, PR_CONTENT_COUNT, &count), S_OK);
    if (count) n = (ULONG)count->Value.l;
    MAPIFreeBuffer(count);
    return n;
}

/* 5.13-10 */
static void a_sent_message_is_put_away(void)
{
    SPropValue props[2] = {{.ulPropTag = PR_DELETE_AFTER_SUBMIT, .Value.b = TRUE}};
    SPropValue *sent = NULL;
    ULONG at_first, there;
    IMessage *message;

    begin(0);
    at_first = messages_in(inbox);
    there = messages_in(other);
    ok_hr(support->lpVtbl->DoSentMail(support, 0, new_message()), S_OK); /* says nothing: stays */
    ok(messages_in(inbox) == at_first + 1, "it did not stay\n");

    message = new_message();
    ok_hr(message->lpVtbl->SetProps(message, 1, props, NULL), S_OK);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    ok_hr(support->lpVtbl->DoSentMail(support, 0, message), S_OK);
    ok(messages_in(inbox) == at_first + 1, "it was not deleted\n");

    message = new_message();
    ok_hr(HrGetOneProp((IMAPIProp *)other, PR_ENTRYID, &sent), S_OK);
    sent->ulPropTag = PR_SENTMAIL_ENTRYID;
    ok_hr(message->lpVtbl->SetProps(message, 1, sent, NULL), S_OK);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    ok_hr(support->lpVtbl->DoSentMail(support, 0, message), S_OK);
    ok(messages_in(inbox) == at_first + 1 && messages_in(other) == there + 1, "it was not moved\n");
    MAPIFreeBuffer(sent);
    end();
}

static void add_recipient(IMessage *message, const char *name, LONG type)
{
    SizedADRLIST(1, people) = {1, {{0, 0, NULL}}};
    SPropValue props[2] = {
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)name},
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = type},
    };

    people.aEntries[0].cValues = 2;
    people.aEntries[0].rgPropVals = props;
    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&people), S_OK);
}

static LONG type_of(IMessage *message, const char *name, int *taken)
{
    SizedSPropTagArray(3, tags) = {3, {PR_DISPLAY_NAME_A, PR_RECIPIENT_TYPE, PR_RESPONSIBILITY}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    LONG type = -1;

    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        if (!strcmp(rows->aRow[i].lpProps[0].Value.lpszA, name)) {
            type = rows->aRow[i].lpProps[1].Value.l;
            *taken = rows->aRow[i].lpProps[2].ulPropTag == PR_RESPONSIBILITY
                         ? rows->aRow[i].lpProps[2].Value.b
                         : -1;
        }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return type;
}

/* 5.13-07, 5.13-08, 6.7-28: MAPI_SUBMITTED goes, and tells that he has it; the others get it as
 * MAPI_P1 */
static void a_message_sent_again_goes_to_those_who_lack_it(void)
{
    SPropValue resend = {.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = MSGFLAG_UNSENT | MSGFLAG_RESEND};
    IMessage *message = NULL;
    ULONG flags = 77;
    int taken = -1;

    begin(0);
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    ok_hr(message->lpVtbl->SetProps(message, 1, &resend, NULL), S_OK);
    add_recipient(message, "Ann", MAPI_TO | (LONG)MAPI_SUBMITTED);
    add_recipient(message, "Bob", MAPI_CC);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    /* before SpoolerNotify */
    ok_hr(support->lpVtbl->PrepareSubmit(support, message, &flags), MAPI_E_CALL_FAILED);
    ok_hr(support->lpVtbl->SpoolerNotify(support, NOTIFY_READYTOSEND, NULL), S_OK);
    ok_hr(support->lpVtbl->PrepareSubmit(support, message, &flags), S_OK);
    ok(flags == 0, "flags %#lx\n", flags);
    ok(type_of(message, "Ann", &taken) == MAPI_TO, "Ann: %#lx\n", type_of(message, "Ann", &taken));
    ok(taken == 1, "Ann would get it again: %d\n", taken);
    ok(type_of(message, "Bob", &taken) == (MAPI_CC | MAPI_P1), "Bob: %#lx\n",
       type_of(message, "Bob", &taken));
    ok(taken == 0, "Bob would not get it: %d\n", taken);
    message->lpVtbl->Release(message);
    end();
}

static const SPropValue *column(const SRow *row, ULONG tag)
{
    for (ULONG i = 0; i < row->cValues; i++)
        if (row->lpProps[i].ulPropTag == tag) return &row->lpProps[i];
    return NULL;
}

/* The status row whose display name that is: its PR_STATUS_CODE and whether PR_STATUS_STRING is
 * there. */
static LONG status_of(const char *name, bool *has_text)
{
    SizedSPropTagArray(5, tags) = {
        5, {PR_DISPLAY_NAME_A, PR_STATUS_CODE, PR_STATUS_STRING_A, PR_RESOURCE_TYPE, PR_ENTRYID}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    LONG code = -1;

    *has_text = false;
    ok_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SRow *row = &rows->aRow[i];

        if (row->lpProps[0].ulPropTag != PR_DISPLAY_NAME_A ||
            strcmp(row->lpProps[0].Value.lpszA, name))
            continue;
        ok(code == -1, "two rows\n");
        code = column(row, PR_STATUS_CODE) ? column(row, PR_STATUS_CODE)->Value.l : 0;
        *has_text = column(row, PR_STATUS_STRING_A);
        ok(column(row, PR_RESOURCE_TYPE) &&
               column(row, PR_RESOURCE_TYPE)->Value.l == MAPI_STORE_PROVIDER,
           "not what MAPI says\n");
        ok(column(row, PR_ENTRYID) != NULL, "no entry ID\n");
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return code;
}

/* 5.10-16, 5.10-17 */
static void a_status_row_is_replaced_or_merged(void)
{
    SPropValue first[4] = {
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Row of ours"},
        {.ulPropTag = PR_STATUS_CODE, .Value.l = STATUS_AVAILABLE},
        {.ulPropTag = PR_STATUS_STRING_A, .Value.lpszA = (char *)"all is well"},
        {.ulPropTag = PR_RESOURCE_TYPE, .Value.l = 99}, /* MAPI's to say */
    };
    SPropValue code = {.ulPropTag = PR_STATUS_CODE, .Value.l = STATUS_OFFLINE};
    SPropValue torn = {.ulPropTag = PR_STATUS_STRING_A, .Value.lpszA = NULL};
    bool text;

    begin(0);
    ok_hr(support->lpVtbl->ModifyStatusRow(support, 4, first, 0), S_OK);
    ok(status_of("Row of ours", &text) == STATUS_AVAILABLE && text, "the row is not there\n");
    ok_hr(support->lpVtbl->ModifyStatusRow(support, 1, &code, STATUSROW_UPDATE), S_OK);
    ok(status_of("Row of ours", &text) == STATUS_OFFLINE && text, "merged: the rest is gone\n");
    ok(FAILED(support->lpVtbl->ModifyStatusRow(support, 1, &torn, STATUSROW_UPDATE)),
       "a text that isn't there\n");
    ok(status_of("Row of ours", &text) == STATUS_OFFLINE && text, "a failure changed the row\n");
    ok_hr(support->lpVtbl->ModifyStatusRow(support, 2, first, 0), S_OK);
    ok(status_of("Row of ours", &text) == STATUS_AVAILABLE && !text,
       "replaced: the old text is there\n");
    end();
}

/* ---- whole folders ---- */

static IMAPIFolder *new_folder(IMAPIFolder *in, const char *name, ULONG n_messages)
{
    IMAPIFolder *folder = NULL;

    ok_hr(in->lpVtbl->CreateFolder(in, FOLDER_GENERIC, (LPTSTR)name, NULL, NULL, 0, &folder), S_OK);
    for (ULONG i = 0; folder && i < n_messages; i++) {
        SPropValue subject = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"in a folder"};
        IMessage *message = NULL;

        ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message), S_OK);
        ok_hr(message->lpVtbl->SetProps(message, 1, &subject, NULL), S_OK);
        ok_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
        message->lpVtbl->Release(message);
    }
    return folder;
}

/* The subfolder of that name, or NULL. */
static IMAPIFolder *find_folder(IMAPIFolder *in, const char *name)
{
    SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_DISPLAY_NAME_A}};
    IMAPIFolder *found = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type;

    ok_hr(in->lpVtbl->GetHierarchyTable(in, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        if (!strcmp(row[1].Value.lpszA, name))
            ok_hr(in->lpVtbl->OpenEntry(in, row[0].Value.bin.cb, (ENTRYID *)row[0].Value.bin.lpb,
                                        NULL, MAPI_MODIFY, &type, (IUnknown **)&found),
                  S_OK);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return found;
}

static void expect_folder(IMAPIFolder *in, const char *name, LONG n_messages, const char *sub,
                          bool has_sub)
{
    IMAPIFolder *folder = find_folder(in, name), *below;

    ok((folder != NULL) == (n_messages >= 0), "%s: %s\n", name,
       folder ? "is there" : "is not there");
    if (!folder) return;
    ok(messages_in(folder) == (ULONG)n_messages, "%s: %lu messages\n", name, messages_in(folder));
    below = find_folder(folder, sub);
    ok((below != NULL) == has_sub, "%s in %s: %s\n", sub, name,
       below ? "is there" : "is not there");
    if (below) {
        ok(messages_in(below) == 1, "%s: %lu messages\n", sub, messages_in(below));
        below->lpVtbl->Release(below);
    }
    folder->lpVtbl->Release(folder);
}

static HRESULT copy_tree(const SPropValue *eid, IMAPIFolder *to, const char *name, ULONG flags)
{
    return support->lpVtbl->CopyFolder(support, &IID_IMAPIFolder, inbox, eid->Value.bin.cb,
                                       (ENTRYID *)eid->Value.bin.lpb, &IID_IMAPIFolder, to,
                                       (LPTSTR)name, 0, NULL, flags);
}

/* 5.13-01, 5.13-02 */
static void a_folder_is_copied_with_what_is_in_it(void)
{
    IMAPIFolder *tree, *below;
    SPropValue *eid = NULL;

    begin(0);
    tree = new_folder(inbox, "Tree", 2);
    below = new_folder(tree, "Below", 1);
    ok_hr(HrGetOneProp((IMAPIProp *)tree, PR_ENTRYID, &eid), S_OK);

    ok_hr(copy_tree(eid, other, NULL, 0), S_OK);
    expect_folder(other, "Tree", 2, "Below", false);
    ok_hr(copy_tree(eid, other, NULL, 0), MAPI_E_COLLISION);
    ok_hr(copy_tree(eid, other, "Copied", COPY_SUBFOLDERS), S_OK);
    expect_folder(other, "Copied", 2, "Below", true);
    ok_hr(copy_tree(eid, below, "Cycle", COPY_SUBFOLDERS), MAPI_E_FOLDER_CYCLE);
    ok_hr(copy_tree(eid, below, "Cycle", FOLDER_MOVE), MAPI_E_FOLDER_CYCLE);
    ok_hr(copy_tree(eid, other, "Bad", WALK_UNKNOWN_FLAG), MAPI_E_UNKNOWN_FLAGS);
    ok(FAILED(support->lpVtbl->CopyFolder(support, &IID_IMAPIFolder, inbox, 7,
                                          (ENTRYID *)eid->Value.bin.lpb, &IID_IMAPIFolder, other,
                                          NULL, 0, NULL, 0)),
       "a cut entry ID\n");
    expect_folder(inbox, "Tree", 2, "Below", true);

    below->lpVtbl->Release(below);
    tree->lpVtbl->Release(tree);
    ok_hr(copy_tree(eid, other, "Moved", FOLDER_MOVE), S_OK);
    expect_folder(other, "Moved", 2, "Below", true);
    expect_folder(inbox, "Tree", -1, "Below", false);
    MAPIFreeBuffer(eid);
    end();
}

/* 5.13-03, 5.13-04, 5.13-05 */
static void a_folder_is_copied_into_another(void)
{
    static const SizedSPropTagArray(2, no_contents) = {2,
                                                       {PR_CONTAINER_CONTENTS, PR_DISPLAY_NAME_W}};
    static const SizedSPropTagArray(1, no_name) = {1, {PR_DISPLAY_NAME_W}};
    IMAPIFolder *from, *below, *to, *bare;
    SPropProblemArray *problems = NULL;

    begin(0);
    from = new_folder(inbox, "From", 2);
    below = new_folder(from, "Below", 1);
    to = new_folder(inbox, "To", 0);
    bare = new_folder(inbox, "Bare", 0);
    ok_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIFolder, from, 0, NULL,
                                    (SPropTagArray *)&no_name, 0, NULL, &IID_IMAPIFolder, to, 0,
                                    &problems),
          S_OK);
    MAPIFreeBuffer(problems);
    expect_folder(inbox, "To", 2, "Below", true);
    ok_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIFolder, from, 0, NULL,
                                    (SPropTagArray *)&no_contents, 0, NULL, &IID_IMAPIFolder, bare,
                                    0, NULL),
          S_OK);
    expect_folder(inbox, "Bare", 0, "Below", true);
    ok_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIFolder, from, 0, NULL,
                                    (SPropTagArray *)&no_name, 0, NULL, &IID_IMAPIFolder, below, 0,
                                    NULL),
          MAPI_E_FOLDER_CYCLE);
    ok_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIFolder, from, 0, NULL, NULL, 0, NULL,
                                    &IID_IMAPIFolder, from, 0, NULL),
          MAPI_E_NO_ACCESS);
    expect_folder(inbox, "From", 2, "Below", true);
    from->lpVtbl->Release(from);
    below->lpVtbl->Release(below);
    to->lpVtbl->Release(to);
    bare->lpVtbl->Release(bare);
    end();
}

START_TEST(support)
{
    load_recording();
    RUN(every_argument_may_be_wrong);
    RUN(make_invalid_looks_at_its_arguments);
    RUN(a_stream_holds_a_storage);
    RUN(a_sent_message_is_put_away);
    RUN(a_message_sent_again_goes_to_those_who_lack_it);
    RUN(a_status_row_is_replaced_or_merged);
    RUN(a_folder_is_copied_with_what_is_in_it);
    RUN(a_folder_is_copied_into_another);
}
