/*
 * bad_calls.c - wrong arguments, to every method of every object that a client of a local store can
 * reach
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#include <windows.h>
#include "reach_fixture.h"
#include "walk.h"

static const SizedSPropTagArray(3, two_tags) = {
    2, {PR_DISPLAY_NAME_W, PROP_TAG(PT_UNSPECIFIED, 0x6700)}};
static const SizedSPropTagArray(1, one_tag) = {1, {PR_COMMENT_W}};
static GUID names_guid = {0x12345678, 0x1234, 0x1234, {0, 1, 2, 3, 4, 5, 6, 7}};
static MAPINAMEID one_name = {.lpguid = &names_guid, .ulKind = MNID_ID, .Kind.lID = 5};
static MAPINAMEID *one_name_list[] = {&one_name};

static LONG STDAPICALLTYPE deaf(void *context, ULONG count, NOTIFICATION *notes)
{
    (void)context, (void)count, (void)notes;
    return 0;
}

static IMAPIAdviseSink *new_sink(void)
{
    IMAPIAdviseSink *sink = NULL;

    ok_hr(HrAllocAdviseSink(deaf, NULL, &sink), S_OK);
    return sink;
}

/* IMAPIProp, of an object that can be written and has named properties; copied into itself, which
 * is refused. */
static void walk_prop(void *object, const IID *iid)
{
    const struct call calls[] = {
        CALL(IMAPIProp, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM),
        CALL(IMAPIProp, SetProps, NUM(1), PTR(&comment), OUT_MEM_OPT),
        CALL(IMAPIProp, SaveChanges, FLAGS(KEEP_OPEN_READWRITE)),
        WANT(MAPI_W_ERRORS_RETURNED, IMAPIProp, GetProps, OPT(&two_tags), FLAGS(MAPI_UNICODE),
             OUT_NUM, OUT_MEM),
        CALL(IMAPIProp, GetPropList, FLAGS(0), OUT_MEM),
        CALL(IMAPIProp, OpenProperty, NUM(PR_COMMENT_W), IFACE_IN(&IID_IStream), NUM(0), FLAGS(0),
             OUT_OBJECT),
        CALL(IMAPIProp, GetIDsFromNames, NUM(1), OPT(one_name_list), FLAGS(MAPI_CREATE), OUT_MEM),
        CALL(IMAPIProp, DeleteProps, PTR(&one_tag), OUT_MEM_OPT),
        WANT(MAPI_E_NO_ACCESS, IMAPIProp, CopyTo, NUM(0), NUM(0), OPT(NULL), NUM(0), NUM(0),
             IFACE_IN(iid), PTR(object), FLAGS(0), OUT_MEM_OPT),
        WANT(MAPI_E_NO_ACCESS, IMAPIProp, CopyProps, PTR(&one_tag), NUM(0), NUM(0), IFACE_IN(iid),
             PTR(object), FLAGS(0), OUT_MEM_OPT),
    };

    walk_calls(object, calls, N_CALLS(calls));
}

static void walk_names(void *object)
{
    SPropTagArray *tags = NULL;
    IMAPIProp *prop = object;

    ok_hr(prop->lpVtbl->GetIDsFromNames(prop, 1, one_name_list, MAPI_CREATE, &tags), S_OK);
    for (SPropTagArray *wanted = tags; wanted; wanted = NULL) {
        /* the tags go in and out: two pointers deep */
        const struct call calls[] = {
            CALL(IMAPIProp, GetNamesFromIDs, PTR(&wanted), OPT(NULL), FLAGS(0), OUT_NUM, OUT_MEM),
        };

        walk_calls(object, calls, N_CALLS(calls));
    }
    MAPIFreeBuffer(tags);
}

/* bookmark: what CreateBookmark answers */
static void walk_table(IMAPITable *table, HRESULT bookmark)
{
    static SPropValue wanted = {.ulPropTag = PR_ROWID, .Value.l = -77};
    SRestriction exists = {.rt = RES_EXIST, .res.resExist = {.ulPropTag = PR_INSTANCE_KEY}};
    SRestriction none = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_ROWID, &wanted}};
    SizedSPropTagArray(2, columns) = {2, {PR_INSTANCE_KEY, PR_DISPLAY_NAME_W}};
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}};
    IMAPIAdviseSink *sink = new_sink();
    BYTE key[4] = {1, 2, 3, 4};
    ULONG_PTR connection = 0;
    const struct call calls[] = {
        CALL(IMAPITable, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM),
        CALL(IMAPITable, SetColumns, PTR(&columns), FLAGS(0)),
        CALL(IMAPITable, QueryColumns, FLAGS(0), OUT_MEM),
        CALL(IMAPITable, QueryColumns, FLAGS(TBL_ALL_COLUMNS), OUT_MEM),
        CALL(IMAPITable, GetStatus, OUT_NUM, OUT_NUM),
        CALL(IMAPITable, GetRowCount, FLAGS(0), OUT_NUM),
        CALL(IMAPITable, SortTable, PTR(&order), FLAGS(0)),
        CALL(IMAPITable, QuerySortOrder, OUT_MEM),
        CALL(IMAPITable, Restrict, OPT(&exists), FLAGS(0)),
        CALL(IMAPITable, SeekRow, NUM(BOOKMARK_BEGINNING), NUM(0), OUT_OPT),
        WANT(MAPI_E_INVALID_BOOKMARK, IMAPITable, SeekRow, NUM(0x7777), NUM(0), OUT_OPT),
        CALL(IMAPITable, SeekRowApprox, NUM(0), NUM(1)),
        WANT(MAPI_E_INVALID_PARAMETER, IMAPITable, SeekRowApprox, NUM(0), NUM(0)),
        CALL(IMAPITable, QueryPosition, OUT_NUM, OUT_NUM, OUT_NUM),
        CALL(IMAPITable, FindRow, PTR(&exists), NUM(BOOKMARK_BEGINNING), FLAGS(0)),
        WANT(MAPI_E_NOT_FOUND, IMAPITable, FindRow, PTR(&none), NUM(BOOKMARK_BEGINNING), FLAGS(0)),
        WANT(MAPI_E_INVALID_BOOKMARK, IMAPITable, FindRow, PTR(&exists), NUM(0x7777), FLAGS(0)),
        WANT(MAPI_E_INVALID_BOOKMARK, IMAPITable, FreeBookmark, NUM(0x7777)),
        WANT(bookmark, IMAPITable, CreateBookmark, OUT_NUM),
        CALL(IMAPITable, QueryRows, NUM(5), FLAGS(TBL_NOADVANCE), OUT_ROWS),
        CALL(IMAPITable, QueryRows, NUM(-5), FLAGS(TBL_NOADVANCE), OUT_ROWS),
        CALL(IMAPITable, WaitForCompletion, FLAGS(0), NUM(0), OUT_OPT),
        WANT(MAPI_E_UNABLE_TO_ABORT, IMAPITable, Abort, {0}),
        WANT(MAPI_E_NOT_FOUND, IMAPITable, ExpandRow, NUM(4), PTR(key), NUM(0), FLAGS(0), OUT_ROWS,
             OUT_OPT),
        WANT(MAPI_E_NOT_FOUND, IMAPITable, CollapseRow, NUM(4), PTR(key), FLAGS(0), OUT_OPT),
        REFUSED(IMAPITable, GetCollapseState, FLAGS(0), NUM(4), PTR(key), OUT_NUM, OUT_MEM),
        REFUSED(IMAPITable, SetCollapseState, FLAGS(0), NUM(4), PTR(key), OUT_NUM),
        WANT(MAPI_E_NOT_FOUND, IMAPITable, Unadvise, NUM(0x7777)),
    };

    if (!table) {
        ok(table != NULL, "no table\n");
        return;
    }
    walk_calls(table, calls, N_CALLS(calls));
    ok(FAILED(table->lpVtbl->Advise(table, fnevTableModified, NULL, &connection)),
       "a sink that isn't there\n");
    ok(FAILED(table->lpVtbl->Advise(table, fnevTableModified, sink, NULL)),
       "a connection to nowhere\n");
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, sink, &connection), S_OK);
    ok_hr(table->lpVtbl->Unadvise(table, connection), S_OK);
    ok_hr(table->lpVtbl->Unadvise(table, connection), MAPI_E_NOT_FOUND);
    walk_faces("table", table, &IID_IMAPITable);
    table->lpVtbl->Release(table);
    ok(sink->lpVtbl->Release(sink) == 0, "the table keeps a sink\n");
}

static void a_session(void)
{
    MAPIUID uid = {{1, 2, 3}};
    begin();
    const struct call calls[] = {
        CALL(IMAPISession, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM_OPT),
        CALL(IMAPISession, GetMsgStoresTable, FLAGS(0), OUT_OBJECT),
        CALL(IMAPISession, OpenMsgStore, NUM(0), EID(o.cb_store, o.store_eid), IFACE(NULL),
             FLAGS(MDB_NO_DIALOG), OUT_OBJECT),
        CALL(IMAPISession, OpenAddressBook, NUM(0), IFACE(NULL), FLAGS(AB_NO_DIALOG), OUT_OBJECT),
        WANT(MAPI_E_NOT_FOUND, IMAPISession, OpenProfileSection, PTR(&uid), IFACE(NULL), FLAGS(0),
             OUT_OBJECT),
        CALL(IMAPISession, GetStatusTable, FLAGS(0), OUT_OBJECT),
        CALL(IMAPISession, OpenEntry, EID(o.cb_message, o.message_eid), IFACE(NULL), FLAGS(0),
             OUT_OPT, OUT_OBJECT),
        CALL(IMAPISession, OpenEntry, EID(o.cb_store, o.store_eid), IFACE(NULL), FLAGS(0), OUT_OPT,
             OUT_OBJECT),
        CALL(IMAPISession, CompareEntryIDs, NUM(o.cb_message), PTR(o.message_eid), NUM(o.cb_inbox),
             PTR(o.inbox_eid), FLAGS(0), OUT_NUM),
        WANT(MAPI_E_NOT_FOUND, IMAPISession, Unadvise, NUM(0x7777)),
        WANT(MAPI_E_NOT_FOUND, IMAPISession, MessageOptions, NUM(0), FLAGS(0), PTR("SMTP"),
             PTR(o.message)),
        WANT(MAPI_E_NOT_FOUND, IMAPISession, QueryDefaultMessageOpt, PTR("SMTP"), FLAGS(0), OUT_NUM,
             OUT_MEM),
        CALL(IMAPISession, EnumAdrTypes, FLAGS(0), OUT_NUM, OUT_MEM),
        WANT(MAPI_W_NO_SERVICE, IMAPISession, QueryIdentity, OUT_NUM, OUT_MEM),
        CALL(IMAPISession, SetDefaultStore, NUM(MAPI_DEFAULT_STORE), EID(o.cb_store, o.store_eid)),
        CALL(IMAPISession, AdminServices, FLAGS(0), OUT_OBJECT),
        REFUSED(IMAPISession, PrepareForm, IFACE(NULL), PTR(o.message), OUT_NUM),
    };

    walk_calls(o.session, calls, N_CALLS(calls));
    walk_faces("session", o.session, &IID_IMAPISession, &IID_IMAPIClientShutdown);
    end();
}

static void a_store(void)
{
    IMAPIAdviseSink *sink = new_sink();
    ULONG_PTR connection;
    ULONG how = LOGOFF_NO_WAIT;

    begin();
    const struct call calls[] = {
        CALL(IMsgStore, CompareEntryIDs, NUM(o.cb_message), PTR(o.message_eid), NUM(o.cb_inbox),
             PTR(o.inbox_eid), FLAGS(0), OUT_NUM),
        CALL(IMsgStore, OpenEntry, EID(o.cb_message, o.message_eid), IFACE(NULL), FLAGS(0), OUT_OPT,
             OUT_OBJECT),
        CALL(IMsgStore, OpenEntry, EID(o.cb_inbox, o.inbox_eid), IFACE(&IID_IMAPIFolder),
             FLAGS(MAPI_MODIFY), OUT_OPT, OUT_OBJECT),
        CALL(IMsgStore, SetReceiveFolder, OPT("IPM.Odd"), FLAGS(0), EID(o.cb_inbox, o.inbox_eid)),
        CALL(IMsgStore, GetReceiveFolder, OPT("IPM.Note"), FLAGS(0), OUT_NUM, OUT_MEM, OUT_MEM_OPT),
        CALL(IMsgStore, GetReceiveFolderTable, FLAGS(0), OUT_OBJECT),
        WANT(MAPI_E_NOT_FOUND, IMsgStore, Unadvise, NUM(0x7777)),
        WANT(MAPI_E_NOT_IN_QUEUE, IMsgStore, AbortSubmit, EID(o.cb_message, o.message_eid),
             FLAGS(0)),
        CALL(IMsgStore, GetOutgoingQueue, FLAGS(0), OUT_OBJECT),
        REFUSED(IMsgStore, SetLockState, PTR(o.message), NUM(0)),
        REFUSED(IMsgStore, FinishedMsg, FLAGS(0), EID(o.cb_message, o.message_eid)),
    };

    walk_prop(o.store, &IID_IMsgStore);
    walk_names(o.store);
    walk_calls(o.store, calls, N_CALLS(calls));
    ok(FAILED(o.store->lpVtbl->Advise(o.store, 0, NULL, fnevObjectCreated, NULL, &connection)),
       "a sink that isn't there\n");
    ok(FAILED(o.store->lpVtbl->Advise(o.store, 0, NULL, fnevObjectCreated, sink, NULL)),
       "a connection to nowhere\n");
    ok(FAILED(
           o.store->lpVtbl->Advise(o.store, 5, o.inbox_eid, fnevObjectCreated, sink, &connection)),
       "a cut entry ID\n");
    ok(FAILED(o.store->lpVtbl->NotifyNewMail(o.store, NULL)), "no news\n");
    ok(FAILED(o.store->lpVtbl->StoreLogoff(o.store, NULL)), "no flags\n");
    walk_faces("store", o.store, &IID_IMsgStore, &IID_IMAPIProp);
    ok_hr(o.store->lpVtbl->StoreLogoff(o.store, &how), S_OK);
    end();
    ok(sink->lpVtbl->Release(sink) == 0, "the store keeps a sink\n");
}

static void a_folder(void)
{
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
    SBinary one;
    ENTRYLIST list = {1, &one}, torn = {1, NULL};
    begin();
    one = (SBinary){o.cb_message, (BYTE *)o.message_eid};
    const struct call calls[] = {
        CALL(IMAPIFolder, GetContentsTable, FLAGS(0), OUT_OBJECT),
        CALL(IMAPIFolder, GetHierarchyTable, FLAGS(CONVENIENT_DEPTH), OUT_OBJECT),
        CALL(IMAPIFolder, OpenEntry, EID(o.cb_message, o.message_eid), IFACE(NULL), FLAGS(0),
             OUT_OPT, OUT_OBJECT),
        CALL(IMAPIFolder, CreateMessage, IFACE(NULL), FLAGS(0), OUT_OBJECT),
        CALL(IMAPIFolder, CreateFolder, NUM(FOLDER_GENERIC), PTR("another"), OPT(NULL), IFACE(NULL),
             FLAGS(OPEN_IF_EXISTS), OUT_OBJECT),
        WANT(MAPI_W_PARTIAL_COMPLETION, IMAPIFolder, SetReadFlags, OPT(&list), NUM(0), NUM(0),
             FLAGS(SUPPRESS_RECEIPT)),
        CALL(IMAPIFolder, GetMessageStatus, EID(o.cb_message, o.message_eid), FLAGS(0), OUT_NUM),
        CALL(IMAPIFolder, SetMessageStatus, EID(o.cb_message, o.message_eid), NUM(0), NUM(0),
             OUT_OPT),
        CALL(IMAPIFolder, CopyMessages, PTR(&list), IFACE(NULL), PTR(o.other), NUM(0), NUM(0),
             FLAGS(0)),
        CALL(IMAPIFolder, SaveContentsSort, PTR(&order), FLAGS(0)),
    };
    const struct call others[] = {
        CALL(IMAPIFolder, EmptyFolder, NUM(0), NUM(0), FLAGS(0)),
    };

    walk_prop(o.inbox, &IID_IMAPIFolder);
    walk_names(o.inbox);
    walk_calls(o.inbox, calls, N_CALLS(calls));
    walk_calls(o.other, others, N_CALLS(others));
    ok(FAILED(o.inbox->lpVtbl->CopyMessages(o.inbox, &torn, NULL, o.other, 0, NULL, 0)),
       "a list without entries\n");
    ok(FAILED(o.inbox->lpVtbl->DeleteMessages(o.inbox, &torn, 0, NULL, 0)),
       "a list without entries\n");
    ok(FAILED(o.inbox->lpVtbl->DeleteMessages(o.inbox, NULL, 0, NULL, 0)), "no list\n");
    ok_hr(o.inbox->lpVtbl->DeleteMessages(o.inbox, &list, 0, NULL, WALK_UNKNOWN_FLAG),
          MAPI_E_UNKNOWN_FLAGS);
    ok(FAILED(o.inbox->lpVtbl->DeleteFolder(o.inbox, 0, NULL, 0, NULL, 0)), "no folder\n");
    ok(FAILED(o.inbox->lpVtbl->DeleteFolder(o.inbox, o.cb_message, o.message_eid, 0, NULL, 0)),
       "a message is no folder\n");
    ok_hr(
        o.inbox->lpVtbl->DeleteFolder(o.inbox, o.cb_inbox, o.inbox_eid, 0, NULL, WALK_UNKNOWN_FLAG),
        MAPI_E_UNKNOWN_FLAGS);
    ok(FAILED(o.inbox->lpVtbl->CopyFolder(o.inbox, 0, NULL, NULL, o.other, NULL, 0, NULL, 0)),
       "no folder\n");
    ok(FAILED(o.inbox->lpVtbl->CopyFolder(o.inbox, o.cb_inbox, o.inbox_eid, NULL, NULL, NULL, 0,
                                          NULL, 0)),
       "no destination\n");
    ok(FAILED(
           o.inbox->lpVtbl->CopyFolder(o.inbox, 7, o.inbox_eid, NULL, o.other, NULL, 0, NULL, 0)),
       "a cut entry ID\n");
    ok(FAILED(o.inbox->lpVtbl->SetSearchCriteria(o.inbox, NULL, NULL, WALK_UNKNOWN_FLAG)),
       "no search folder\n");
    ok(FAILED(o.inbox->lpVtbl->GetSearchCriteria(o.inbox, 0, NULL, NULL, NULL)),
       "no search folder\n");
    walk_faces("folder", o.inbox, &IID_IMAPIFolder, &IID_IMAPIContainer, &IID_IMAPIProp);
    end();
}

static void a_message(void)
{
    SizedADRLIST(1, people) = {1, {{0, 0, NULL}}};
    begin();
    const struct call calls[] = {
        CALL(IMessage, GetAttachmentTable, FLAGS(0), OUT_OBJECT),
        CALL(IMessage, OpenAttach, NUM(0), IFACE(NULL), FLAGS(0), OUT_OBJECT),
        WANT(MAPI_E_NOT_FOUND, IMessage, OpenAttach, NUM(77), IFACE(NULL), FLAGS(0), OUT_OBJECT),
        CALL(IMessage, CreateAttach, IFACE(NULL), FLAGS(0), OUT_NUM, OUT_OBJECT),
        CALL(IMessage, GetRecipientTable, FLAGS(0), OUT_OBJECT),
        CALL(IMessage, SetReadFlag, FLAGS(SUPPRESS_RECEIPT)),
        WANT(MAPI_E_NOT_FOUND, IMessage, DeleteAttach, NUM(77), NUM(0), NUM(0), FLAGS(0)),
    };

    walk_prop(o.message, &IID_IMessage);
    walk_names(o.message);
    walk_calls(o.message, calls, N_CALLS(calls));
    ok_hr(o.message->lpVtbl->SubmitMessage(o.message, WALK_UNKNOWN_FLAG), MAPI_E_UNKNOWN_FLAGS);
    ok(FAILED(o.message->lpVtbl->ModifyRecipients(o.message, MODRECIP_ADD, NULL)), "nobody\n");
    ok(FAILED(o.message->lpVtbl->ModifyRecipients(o.message, MODRECIP_ADD | MODRECIP_REMOVE,
                                                  (ADRLIST *)&people)),
       "both ways\n");
    ok_hr(o.message->lpVtbl->ModifyRecipients(o.message, WALK_UNKNOWN_FLAG, (ADRLIST *)&people),
          MAPI_E_UNKNOWN_FLAGS);
    people.aEntries[0].cValues = 1;
    people.aEntries[0].rgPropVals = &comment;
    ok(FAILED(o.message->lpVtbl->ModifyRecipients(o.message, MODRECIP_REMOVE, (ADRLIST *)&people)),
       "a recipient without PR_ROWID\n");
    people.aEntries[0].cValues = 2;
    people.aEntries[0].rgPropVals = NULL;
    ok(FAILED(o.message->lpVtbl->ModifyRecipients(o.message, MODRECIP_ADD, (ADRLIST *)&people)),
       "values that aren't there\n");
    walk_faces("message", o.message, &IID_IMessage, &IID_IMAPIProp);
    end();
}

static void an_attachment(void)
{
    IAttach *attach = NULL;

    begin();
    ok_hr(o.message->lpVtbl->OpenAttach(o.message, 0, NULL, MAPI_MODIFY, &attach), S_OK);
    if (attach) {
        walk_prop(attach, &IID_IAttachment);
        walk_names(attach);
        walk_faces("attachment", attach, &IID_IAttachment, &IID_IMAPIProp);
        attach->lpVtbl->Release(attach);
    }
    end();
}

static void tables(void)
{
    IMAPIFolder *root = NULL;
    IMAPITable *table = NULL;
    ULONG type;

    begin();
    ok_hr(o.session->lpVtbl->GetMsgStoresTable(o.session, 0, &table), S_OK);
    walk_table(table, S_OK);
    ok_hr(o.session->lpVtbl->GetStatusTable(o.session, 0, &table), S_OK);
    walk_table(table, S_OK);
    ok_hr(o.message->lpVtbl->GetRecipientTable(o.message, 0, &table), S_OK);
    walk_table(table, S_OK);
    ok_hr(o.message->lpVtbl->GetAttachmentTable(o.message, 0, &table), S_OK);
    walk_table(table, MAPI_E_NO_SUPPORT); /* 6.8-09 */
    ok_hr(o.store->lpVtbl->GetReceiveFolderTable(o.store, 0, &table), S_OK);
    walk_table(table, S_OK);
    ok_hr(o.inbox->lpVtbl->GetContentsTable(o.inbox, 0, &table), S_OK);
    walk_table(table, S_OK);
    ok_hr(o.store->lpVtbl->OpenEntry(o.store, 0, NULL, NULL, 0, &type, (IUnknown **)&root), S_OK);
    ok_hr(root->lpVtbl->GetHierarchyTable(root, CONVENIENT_DEPTH, &table), S_OK);
    root->lpVtbl->Release(root);
    walk_table(table, S_OK);
    end();
}

static void a_stream(void)
{
    IStream *stream = NULL, *into = NULL;
    char buffer[16] = "abc";

    begin();
    ok_hr(o.message->lpVtbl->OpenProperty(o.message, PR_BODY_A, &IID_IStream, STGM_READWRITE,
                                          MAPI_MODIFY, (IUnknown **)&stream),
          S_OK);
    ok_hr(o.message->lpVtbl->OpenProperty(o.message, PR_HTML, &IID_IStream, STGM_READWRITE,
                                          MAPI_MODIFY | MAPI_CREATE, (IUnknown **)&into),
          S_OK);
    const struct call calls[] = {
        CALL(IStream, Seek, LARGE(0), NUM(STREAM_SEEK_SET), OUT_OPT),
        CALL(IStream, Write, PTR(buffer), NUM(3), OUT_OPT),
        CALL(IStream, Seek, LARGE(0), NUM(STREAM_SEEK_SET), OUT_OPT),
        CALL(IStream, Read, PTR(buffer), NUM(3), OUT_OPT),
        CALL(IStream, CopyTo, PTR(into), LARGE(4), OUT_OPT, OUT_OPT),
        CALL(IStream, SetSize, LARGE(20)),
        CALL(IStream, Commit, NUM(0)),
    };

    if (stream && into) {
        LARGE_INTEGER before = {.QuadPart = -1};
        STATSTG stat;

        walk_calls(stream, calls, N_CALLS(calls));
        ok(FAILED(stream->lpVtbl->Stat(stream, NULL, 0)), "no room\n");
        ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
        ok(FAILED(stream->lpVtbl->Seek(stream, before, STREAM_SEEK_SET, NULL)),
           "before the beginning\n");
        ok(FAILED(stream->lpVtbl->Seek(stream, before, 77, NULL)), "from nowhere\n");
        walk_faces("stream", stream, &IID_IStream);
    }
    if (stream) stream->lpVtbl->Release(stream);
    if (into) into->lpVtbl->Release(into);
    end();
}

static void an_address_book(void)
{
    SizedADRLIST(1, people) = {1, {{0, 0, NULL}}};
    IAddrBook *book = NULL;
    IABContainer *root = NULL;
    IMailUser *user = NULL;
    ULONG cb = 0, type;
    ENTRYID *eid = NULL;

    begin();
    ok_hr(o.session->lpVtbl->OpenAddressBook(o.session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    ok_hr(book->lpVtbl->CreateOneOff(book, (LPTSTR) "Ann", (LPTSTR) "SMTP",
                                     (LPTSTR) "ann@example.org", 0, &cb, &eid),
          S_OK);
    const struct call calls[] = {
        CALL(IAddrBook, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM),
        CALL(IAddrBook, OpenEntry, EID(cb, eid), IFACE(NULL), FLAGS(0), OUT_OPT, OUT_OBJECT),
        CALL(IAddrBook, CompareEntryIDs, NUM(cb), PTR(eid), NUM(cb), PTR(eid), FLAGS(0), OUT_NUM),
        CALL(IAddrBook, CreateOneOff, OPT("x"), PTR("SMTP"), PTR("a@b"), FLAGS(0), OUT_NUM,
             OUT_MEM),
        WANT(MAPI_E_NOT_FOUND, IAddrBook, Unadvise, NUM(0x7777)),
        CALL(IAddrBook, GetSearchPath, FLAGS(0), OUT_ROWS),
        REFUSED(IAddrBook, NewEntry, NUM(0), FLAGS(0), NUM(0), NUM(0), NUM(0), NUM(0), OUT_NUM,
                OUT_MEM),
        WANT(MAPI_E_NOT_FOUND, IAddrBook, QueryDefaultRecipOpt, PTR("SMTP"), FLAGS(0), OUT_NUM,
             OUT_MEM),
        WANT(MAPI_E_INVALID_ENTRYID, IAddrBook, SetPAB, EID(cb, eid)), /* that is no container */
        WANT(MAPI_E_INVALID_ENTRYID, IAddrBook, SetDefaultDir, EID(cb, eid)),
        CALL(IAddrBook, PrepareRecips, FLAGS(0), OPT(NULL), PTR(&people)),
    };
    const struct call of_root[] = {
        CALL(IABContainer, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM),
        CALL(IABContainer, GetHierarchyTable, FLAGS(0), OUT_OBJECT),
        CALL(IABContainer, GetPropList, FLAGS(0), OUT_MEM),
        WANT(MAPI_W_ERRORS_RETURNED, IABContainer, GetProps, OPT(&two_tags), FLAGS(0), OUT_NUM,
             OUT_MEM),
        REFUSED(IABContainer, GetContentsTable, FLAGS(0), OUT_OBJECT),
    };
    const struct call of_user[] = {
        CALL(IMailUser, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM),
        CALL(IMailUser, GetPropList, FLAGS(0), OUT_MEM),
        WANT(MAPI_W_ERRORS_RETURNED, IMailUser, GetProps, OPT(&two_tags), FLAGS(0), OUT_NUM,
             OUT_MEM),
    };

    if (book) {
        walk_calls(book, calls, N_CALLS(calls));
        ok(FAILED(book->lpVtbl->ResolveName(book, 0, 0, NULL, NULL)), "nobody\n");
        ok(FAILED(book->lpVtbl->GetPAB(book, NULL, NULL)), "nowhere\n");
        ok(FAILED(book->lpVtbl->GetDefaultDir(book, NULL, NULL)), "nowhere\n");
        people.aEntries[0].cValues = 2;
        ok(FAILED(book->lpVtbl->ResolveName(book, 0, 0, NULL, (ADRLIST *)&people)),
           "values that aren't there\n");
        walk_faces("address book", book, &IID_IAddrBook, &IID_IMAPIProp);
        ok_hr(book->lpVtbl->OpenEntry(book, 0, NULL, NULL, 0, &type, (IUnknown **)&root), S_OK);
        ok_hr(book->lpVtbl->OpenEntry(book, cb, eid, NULL, 0, &type, (IUnknown **)&user), S_OK);
    }
    if (root) {
        walk_calls(root, of_root, N_CALLS(of_root));
        walk_faces("root container", root, &IID_IABContainer, &IID_IMAPIContainer, &IID_IMAPIProp);
        root->lpVtbl->Release(root);
    }
    if (user) {
        walk_calls(user, of_user, N_CALLS(of_user));
        walk_faces("one-off user", user, &IID_IMailUser, &IID_IMAPIProp);
        user->lpVtbl->Release(user);
    }
    MAPIFreeBuffer(eid);
    if (book) book->lpVtbl->Release(book);
    end();
}

static void profile_administration(void)
{
    SizedSPropTagArray(1, tags) = {1, {PR_SERVICE_UID}};
    MAPIUID unknown = {{9, 9, 9}}, service = {{0}}, made;
    IMsgServiceAdmin2 *services = NULL;
    IProviderAdmin *providers = NULL;
    IProfAdmin *admin = NULL;
    IProfSect *section = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    begin();
    ok(FAILED(MAPIAdminProfiles(0, NULL)), "nowhere\n");
    ok_hr(MAPIAdminProfiles(WALK_UNKNOWN_FLAG, &admin), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omstore", NULL, 0, 0,
                                       (IMsgServiceAdmin **)&services),
          S_OK);
    ok_hr(services->lpVtbl->GetMsgServiceTable(services, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    if (rows && rows->cRows)
        memcpy(&service, rows->aRow[0].lpProps[0].Value.bin.lpb, sizeof(service));
    FreeProws(rows);
    walk_table(table, S_OK);
    ok_hr(services->lpVtbl->AdminProviders(services, &service, 0, &providers), S_OK);
    ok_hr(services->lpVtbl->OpenProfileSection(services, (MAPIUID *)&MUID_PROFILE_INSTANCE, NULL,
                                               MAPI_MODIFY, &section),
          S_OK);
    const struct call of_admin[] = {
        CALL(IProfAdmin, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM_OPT),
        CALL(IProfAdmin, GetProfileTable, FLAGS(0), OUT_OBJECT),
        WANT(MAPI_E_NO_ACCESS, IProfAdmin, CreateProfile, PTR("omstore"), OPT(NULL), NUM(0),
             FLAGS(0)),
        WANT(MAPI_E_NOT_FOUND, IProfAdmin, DeleteProfile, PTR("nosuch"), FLAGS(0)),
        WANT(MAPI_E_NOT_FOUND, IProfAdmin, CopyProfile, PTR("nosuch"), OPT(NULL), PTR("other"),
             NUM(0), FLAGS(0)),
        WANT(MAPI_E_NOT_FOUND, IProfAdmin, RenameProfile, PTR("nosuch"), OPT(NULL), PTR("other"),
             NUM(0), FLAGS(0)),
        WANT(MAPI_E_NOT_FOUND, IProfAdmin, SetDefaultProfile, OPT("nosuch"), FLAGS(0)),
        CALL(IProfAdmin, AdminServices, PTR("omstore"), OPT(NULL), NUM(0), FLAGS(0), OUT_OBJECT),
    };
    const struct call of_services[] = {
        CALL(IMsgServiceAdmin2, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM_OPT),
        CALL(IMsgServiceAdmin2, GetMsgServiceTable, FLAGS(0), OUT_OBJECT),
        WANT(MAPI_E_NOT_FOUND, IMsgServiceAdmin2, CreateMsgService, PTR("NOSUCH"), OPT(NULL),
             NUM(0), FLAGS(0)),
        WANT(MAPI_E_NOT_FOUND, IMsgServiceAdmin2, DeleteMsgService, PTR(&unknown)),
        WANT(MAPI_E_NOT_FOUND, IMsgServiceAdmin2, ConfigureMsgService, PTR(&unknown), NUM(0),
             FLAGS(0), NUM(0), NUM(0)),
        WANT(MAPI_E_NOT_FOUND, IMsgServiceAdmin2, OpenProfileSection, PTR(&unknown), IFACE(NULL),
             FLAGS(0), OUT_OBJECT),
        WANT(MAPI_E_NOT_FOUND, IMsgServiceAdmin2, AdminProviders, PTR(&unknown), FLAGS(0),
             OUT_OBJECT),
        WANT(MAPI_E_NOT_FOUND, IMsgServiceAdmin2, SetPrimaryIdentity, OPT(&unknown), FLAGS(0)),
        CALL(IMsgServiceAdmin2, GetProviderTable, FLAGS(0), OUT_OBJECT),
        WANT(MAPI_E_NOT_FOUND, IMsgServiceAdmin2, CreateMsgServiceEx, PTR("NOSUCH"), OPT(NULL),
             NUM(0), FLAGS(0), PTR(&made)),
        REFUSED(IMsgServiceAdmin2, RenameMsgService, PTR(&unknown), FLAGS(0), PTR("name")),
    };
    const struct call of_providers[] = {
        CALL(IProviderAdmin, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM_OPT),
        CALL(IProviderAdmin, GetProviderTable, FLAGS(0), OUT_OBJECT),
        WANT(MAPI_E_NOT_FOUND, IProviderAdmin, DeleteProvider, PTR(&unknown)),
        WANT(MAPI_E_NOT_FOUND, IProviderAdmin, OpenProfileSection, PTR(&unknown), IFACE(NULL),
             FLAGS(0), OUT_OBJECT),
    };
    const struct call of_section[] = {
        CALL(IProfSect, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM),
        CALL(IProfSect, SetProps, NUM(1), PTR(&comment), OUT_MEM_OPT),
        CALL(IProfSect, SaveChanges, NUM(KEEP_OPEN_READWRITE)),
        WANT(MAPI_W_ERRORS_RETURNED, IProfSect, GetProps, OPT(&two_tags), FLAGS(MAPI_UNICODE),
             OUT_NUM, OUT_MEM),
        CALL(IProfSect, GetPropList, FLAGS(0), OUT_MEM),
        CALL(IProfSect, DeleteProps, PTR(&one_tag), OUT_MEM_OPT),
        REFUSED(IProfSect, GetIDsFromNames, NUM(1), OPT(one_name_list), FLAGS(MAPI_CREATE),
                OUT_MEM),
    };

    walk_calls(admin, of_admin, N_CALLS(of_admin));
    walk_calls(services, of_services, N_CALLS(of_services));
    walk_calls(providers, of_providers, N_CALLS(of_providers));
    walk_calls(section, of_section, N_CALLS(of_section));
    walk_faces("profile admin", admin, &IID_IProfAdmin);
    walk_faces("service admin", services, &IID_IMsgServiceAdmin, &IID_IMsgServiceAdmin2);
    walk_faces("provider admin", providers, &IID_IProviderAdmin);
    walk_faces("profile section", section, &IID_IProfSect, &IID_IMAPIProp);
    if (section) section->lpVtbl->Release(section);
    if (providers) providers->lpVtbl->Release(providers);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
    end();
}

static void table_and_property_data(void)
{
    static SPropValue cells[2] = {{.ulPropTag = PR_ROWID, .Value.l = 1},
                                  {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)L"x"}};
    static const SizedSPropTagArray(2, columns) = {2, {PR_ROWID, PR_DISPLAY_NAME_W}};
    static SRow row = {0, 2, cells};
    static struct { ULONG n; SRow rows[1]; } rows = {1, {{0, 2, cells}}};
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_ROWID, TABLE_SORT_ASCEND}}};
    SPropValue no_key = {.ulPropTag = PR_BODY_W, .Value.lpszW = (WCHAR *)L"x"};
    static const SizedSPropTagArray(1, an_object) = {1, {PR_MESSAGE_ATTACHMENTS}};
    SPropTagArray *which = (SPropTagArray *)&one_tag;
    SRow keyless = {0, 1, &no_key};
    ULONG access[1] = {IPROP_READWRITE | IPROP_CLEAN};
    ITableData *data = NULL;
    IPropData *props = NULL;
    const struct call of_data[] = {
        CALL(ITableData, HrModifyRow, PTR(&row)),
        CALL(ITableData, HrGetView, OPT(&order), OPT(NULL), NUM(0), OUT_OBJECT),
        CALL(ITableData, HrQueryRow, PTR(&cells[0]), OUT_MEM, OUT_OPT),
        CALL(ITableData, HrEnumRow, NUM(0), OUT_MEM),
        CALL(ITableData, HrNotify, FLAGS(0), NUM(1), PTR(&cells[0])),
        CALL(ITableData, HrModifyRows, FLAGS(0), PTR(&rows)),
        WANT(MAPI_E_INVALID_PARAMETER, ITableData, HrInsertRow, NUM(99), PTR(&row)),
        WANT(MAPI_E_INVALID_PARAMETER, ITableData, HrModifyRow, PTR(&keyless)),
        CALL(ITableData, HrDeleteRows, FLAGS(0), PTR(&rows), OUT_OPT),
    };
    const struct call of_props[] = {
        CALL(IPropData, GetLastError, NUM(MAPI_E_CALL_FAILED), FLAGS(0), OUT_MEM),
        CALL(IPropData, HrAddObjProps, PTR(&an_object), OUT_MEM_OPT),
        CALL(IPropData, SetProps, NUM(1), PTR(&comment), OUT_MEM_OPT),
        CALL(IPropData, HrSetPropAccess, PTR(&one_tag), PTR(access)),
        CALL(IPropData, HrGetPropAccess, PTR(&which), OUT_MEM),
        CALL(IPropData, GetPropList, FLAGS(0), OUT_MEM),
        CALL(IPropData, HrSetObjAccess, NUM(IPROP_READWRITE)),
        CALL(IPropData, SaveChanges, FLAGS(KEEP_OPEN_READWRITE)),
    };

    MAPIInitialize(NULL);
    ok(FAILED(CreateTable(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL,
                          TBLTYPE_DYNAMIC, PR_ROWID, (SPropTagArray *)&columns, NULL)),
       "nowhere\n");
    ok_hr(CreateTable(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL,
                      TBLTYPE_DYNAMIC, PR_ROWID, (SPropTagArray *)&columns, &data),
          S_OK);
    walk_calls(data, of_data, N_CALLS(of_data));
    walk_faces("table data", data, &IID_IMAPITableData);
    ok_hr(CreateIProp(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL, &props),
          S_OK);
    walk_calls(props, of_props, N_CALLS(of_props));
    walk_faces("property data", props, &IID_IMAPIPropData, &IID_IMAPIProp);
    if (data) data->lpVtbl->Release(data);
    if (props) props->lpVtbl->Release(props);
    MAPIUninitialize();
}

static void sinks(void)
{
    IMAPIAdviseSink *sink, *thread = NULL;

    MAPIInitialize(NULL);
    ok(FAILED(HrAllocAdviseSink(NULL, NULL, &sink)), "no function\n");
    ok(FAILED(HrAllocAdviseSink(deaf, NULL, NULL)), "nowhere\n");
    sink = new_sink();
    ok(FAILED(HrThisThreadAdviseSink(NULL, &thread)), "no sink\n");
    ok(FAILED(HrThisThreadAdviseSink(sink, NULL)), "nowhere\n");
    ok_hr(HrThisThreadAdviseSink(sink, &thread), S_OK);
    walk_faces("sink", sink, &IID_IMAPIAdviseSink);
    walk_faces("thread's sink", thread, &IID_IMAPIAdviseSink);
    ok(FAILED((HRESULT)thread->lpVtbl->OnNotify(thread, 1, NULL)), "no notification\n");
    thread->lpVtbl->Release(thread);
    ok(sink->lpVtbl->Release(sink) == 0, "a sink is left\n");
    MAPIUninitialize();
}

START_TEST(bad_calls)
{
    name_store("badcalls.omdb");
    RUN(a_session);
    RUN(a_store);
    RUN(a_folder);
    RUN(a_message);
    RUN(an_attachment);
    RUN(tables);
    RUN(a_stream);
    RUN(an_address_book);
    RUN(profile_administration);
    RUN(table_and_property_data);
    RUN(sinks);
}
