/*
 * notify_store.c - what a store tells of its folders and messages (contracts 5.11, 6.12)
 */
#define INITGUID
#define USES_IID_IMAPIAdviseSink
#define USES_IID_IMAPITableData
#include "notify_fixture.h"

struct ear {
    char text[600];
    IMAPIAdviseSink *sink;
    ULONG_PTR connection;
};

static LONG STDAPICALLTYPE hear_objects(void *context, ULONG count, NOTIFICATION *batch)
{
    static const struct {
        ULONG event;
        const char *name;
    } names[] = {{fnevObjectCreated, "created"},   {fnevObjectDeleted, "deleted"},
                 {fnevObjectModified, "modified"}, {fnevObjectMoved, "moved"},
                 {fnevObjectCopied, "copied"},     {fnevNewMail, "mail"}};
    struct ear *ear = context;

    for (ULONG i = 0; i < count; i++) {
        const OBJECT_NOTIFICATION *obj = &batch[i].info.obj;
        bool old = obj->cbOldID && obj->lpOldID,
             two = batch[i].ulEventType & (fnevObjectMoved | fnevObjectCopied);
        const char *name = "?";

        for (unsigned k = 0; k < ARRAYSIZE(names); k++)
            if (names[k].event == batch[i].ulEventType) name = names[k].name;
        ok(obj->cbEntryID && obj->lpEntryID, "%s: no entry ID\n", name);
        ok(old == two, "%s: %lu bytes of an old ID\n", name, obj->cbOldID);
        ok(two || (!obj->lpOldID && !obj->cbOldParentID && !obj->lpOldParentID),
           "%s: an old parent\n", name);
        ok(!batch[i].ulAlignPad, "%s: padding %#lx\n", name, batch[i].ulAlignPad);
        if (strlen(ear->text) < sizeof(ear->text) - 40)
            sprintf(ear->text + strlen(ear->text), "%s %s;", name,
                    obj->ulObjType == MAPI_FOLDER ? "folder" : "message");
    }
    return 0;
}

static void lend_ear(struct ear *ear, IMsgStore *store, const SBinary *id)
{
    ear->text[0] = 0;
    ok_hr(HrAllocAdviseSink(hear_objects, ear, &ear->sink), S_OK);
    ok_hr(store->lpVtbl->Advise(store, id ? id->cb : 0, id ? (ENTRYID *)id->lpb : NULL,
                                fnevObjectCreated | fnevObjectDeleted | fnevObjectModified |
                                    fnevObjectMoved | fnevObjectCopied | fnevNewMail,
                                ear->sink, &ear->connection),
          S_OK);
    ear->sink->lpVtbl->Release(ear->sink);
}

/* What it heard since the last time. */
static const char *heard_by(struct ear *ear)
{
    static char text[sizeof(ear->text)];

    HrDispatchNotifications(0);
    strcpy(text, ear->text);
    ear->text[0] = 0;
    return text;
}

static bool hears(const char *heard, const char *wanted)
{
    return strstr(heard, wanted) != NULL;
}

static SBinary id_of(void *object, SPropValue **keep)
{
    ok_hr(HrGetOneProp(object, PR_ENTRYID, keep), S_OK);
    return (*keep)->Value.bin;
}

#define ok_heard(heard, ...)                                                                       \
    do {                                                                                           \
        const char *heard_ = (heard);                                                              \
        static const char *const wanted_[] = {__VA_ARGS__};                                        \
        for (unsigned i_ = 0; i_ < ARRAYSIZE(wanted_); i_++)                                       \
            if (wanted_[i_][0] == '!') ok(!hears(heard_, wanted_[i_] + 1), "heard %s\n", heard_);  \
            else ok(hears(heard_, wanted_[i_]), "no %s in %s\n", wanted_[i_], heard_);             \
    } while (0)

/* 5.11-13, 6.12-02, 6.12-05, 6.12-14, 6.12-16, 6.12-19 */
static void folders_are_heard_of(void)
{
    IMAPIFolder *inbox, *first = NULL, *second = NULL;
    struct ear everything = {0}, of_first = {0};
    SPropValue *first_id = NULL;
    IMAPISession *session;
    IMsgStore *store;

    ok_hr(MAPIInitialize(NULL), S_OK);
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    lend_ear(&everything, store, NULL);
    ok_hr(
        inbox->lpVtbl->CreateFolder(inbox, FOLDER_GENERIC, (LPTSTR) "first", NULL, NULL, 0, &first),
        S_OK);
    ok(!everything.text[0], "heard before the call was over: %s\n", everything.text);
    /* the provider's sinks, too */
    SendMessageW(plain_window(), RegisterWindowMessageA(szMAPINotificationMsg), 0, 0);
    ok(hears(everything.text, "created folder;"), "heard %s\n", everything.text);
    /* the parent has PR_SUBFOLDERS now */
    ok_heard(heard_by(&everything), "created folder;", "modified folder;");
    ok_hr(inbox->lpVtbl->CreateFolder(inbox, FOLDER_GENERIC, (LPTSTR) "second", NULL, NULL, 0,
                                      &second),
          S_OK);
    heard_by(&everything);

    lend_ear(&of_first, store, &(SBinary){id_of(first, &first_id).cb, first_id->Value.bin.lpb});
    ok_hr(inbox->lpVtbl->CopyFolder(inbox, first_id->Value.bin.cb,
                                    (ENTRYID *)first_id->Value.bin.lpb, NULL, second,
                                    (LPTSTR) "copy", 0, NULL, COPY_SUBFOLDERS),
          S_OK);
    ok_heard(heard_by(&everything), "copied folder;", "!created folder;");
    ok_heard(heard_by(&of_first), "copied folder;", "!created folder;");

    ok_hr(inbox->lpVtbl->CopyFolder(inbox, first_id->Value.bin.cb,
                                    (ENTRYID *)first_id->Value.bin.lpb, NULL, second,
                                    (LPTSTR) "moved", 0, NULL, FOLDER_MOVE | COPY_SUBFOLDERS),
          S_OK);
    ok_heard(heard_by(&everything), "moved folder;", "!created folder;", "!deleted folder;");
    ok_heard(heard_by(&of_first), "moved folder;");
    first->lpVtbl->Release(first);

    ok_hr(second->lpVtbl->DeleteFolder(second, first_id->Value.bin.cb,
                                       (ENTRYID *)first_id->Value.bin.lpb, 0, NULL,
                                       DEL_FOLDERS | DEL_MESSAGES),
          S_OK);
    ok_heard(heard_by(&everything), "deleted folder;");
    ok_heard(heard_by(&of_first), "deleted folder;");
    ok_hr(store->lpVtbl->Unadvise(store, of_first.connection), S_OK);
    ok_hr(store->lpVtbl->Unadvise(store, everything.connection), S_OK);
    MAPIFreeBuffer(first_id);
    second->lpVtbl->Release(second);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
    remove_store();
}

/* 6.12-13, 6.12-15, 6.12-16, 6.12-17 */
static void messages_are_heard_of(void)
{
    struct ear everything = {0}, of_message = {0}, of_inbox = {0};
    SPropValue *id = NULL, *inbox_id = NULL;
    IMAPIFolder *inbox, *other = NULL;
    IMessage *message = NULL;
    struct sink rows = SINK;
    IMAPISession *session;
    IMsgStore *store;
    ENTRYLIST list;
    SBinary bin;
    HRESULT hr;

    view = NULL;
    ok_hr(MAPIInitialize(NULL), S_OK);
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    ok_hr(
        inbox->lpVtbl->CreateFolder(inbox, FOLDER_GENERIC, (LPTSTR) "other", NULL, NULL, 0, &other),
        S_OK);
    hr = inbox->lpVtbl->GetContentsTable(inbox, 0, &view);
    if (hr == S_OK) advise(FACE(&rows));
    else if (hr == MAPI_E_NO_SUPPORT) skip("the local store has no contents table\n");
    else ok_hr(hr, S_OK);
    lend_ear(&everything, store, NULL);
    bin = id_of(inbox, &inbox_id);
    lend_ear(&of_inbox, store, &bin);

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    set_text(message, PR_SUBJECT_A, "heard");
    ok_heard(heard_by(&everything), "!created message;");
    ok(!rows.events, "%ld row events before SaveChanges\n", rows.events);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    ok(!rows.events, "called before the call was over\n");
    ok_heard(heard_by(&everything), "created message;", "modified folder;");
    ok_heard(heard_by(&of_inbox), "modified folder;", "!message"); /* counts only */
    if (view) ok(rows.events >= 1, "no row was added\n");

    bin = id_of(message, &id);
    lend_ear(&of_message, store, &bin);
    set_text(message, PR_SUBJECT_A, "heard again");
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    ok_heard(heard_by(&everything), "modified message;", "!created");
    ok_heard(heard_by(&of_message), "modified message;");
    ok_heard(heard_by(&of_inbox), "!message");
    message->lpVtbl->Release(message);

    list = (ENTRYLIST){1, &bin};
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, other, 0, NULL, 0), S_OK);
    ok_heard(heard_by(&everything), "copied message;", "!created message;");
    ok_heard(heard_by(&of_message), "copied message;");
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, other, 0, NULL, MESSAGE_MOVE), S_OK);
    ok_heard(heard_by(&everything), "moved message;", "!created message;", "!deleted message;");
    ok_heard(heard_by(&of_message), "moved message;");
    ok_hr(other->lpVtbl->DeleteMessages(other, &list, 0, NULL, 0), S_OK);
    ok_heard(heard_by(&everything), "deleted message;");
    ok_heard(heard_by(&of_message), "deleted message;");

    /* sinks that nobody ended go with their store; what is over cannot be advised */
    if (view) view->lpVtbl->Release(view);
    ok(rows.refs == 1, "%ld references\n", rows.refs);
    MAPIFreeBuffer(inbox_id);
    MAPIFreeBuffer(id);
    other->lpVtbl->Release(other);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
    remove_store();
}

/* Advise on a session and a store that have been logged off; 6.12-07 at logoff. */
static LONG STDAPICALLTYPE hear_extended(void *context, ULONG count, NOTIFICATION *batch)
{
    for (ULONG i = 0; i < count; i++)
        if (batch[i].ulEventType == (ULONG)fnevExtended) {
            ok(!batch[i].info.ext.cb || batch[i].info.ext.pbEventParameters,
               "%lu bytes of nothing\n", batch[i].info.ext.cb);
            ++*(LONG *)context;
        }
    return 0;
}

static void after_logoff_nobody_is_advised(void)
{
    IMAPIAdviseSink *sink = NULL;
    struct sink late = SINK;
    IMAPISession *session;
    ULONG_PTR connection;
    LONG extended = 0;
    IMsgStore *store;
    HRESULT hr;

    ok_hr(MAPIInitialize(NULL), S_OK);
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    ok_hr(HrAllocAdviseSink(hear_extended, &extended, &sink), S_OK);
    ok_hr(session->lpVtbl->Advise(session, 0, NULL, fnevExtended | fnevCriticalError, sink,
                                  &connection),
          S_OK);
    sink->lpVtbl->Release(sink);
    ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    HrDispatchNotifications(0);
    ok(extended == 1, "%ld extended events at logoff\n", extended);
    connection = 77;
    hr = session->lpVtbl->Advise(session, 0, NULL, fnevExtended, FACE(&late), &connection);
    ok(FAILED(hr), "advised on a session that is over: %#lx\n", hr);
    hr = session->lpVtbl->Unadvise(session, 1);
    ok(FAILED(hr), "got %#lx\n", hr);
    hr = store->lpVtbl->Advise(store, 0, NULL, fnevObjectCreated, FACE(&late), &connection);
    ok(FAILED(hr), "advised on a store that is over: %#lx\n", hr);
    ok(late.refs == 1 && !late.calls, "%ld references, %ld calls\n", late.refs, late.calls);
    store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
    drop_profile();
    MAPIUninitialize();
    remove_store();
}

START_TEST(notify_store)
{
    GetTempPathA(MAX_PATH - 30, path);
    sprintf(path + strlen(path), "omnotifystore-%lu.oms", GetCurrentProcessId());
    RUN(folders_are_heard_of);
    RUN(messages_are_heard_of);
    RUN(after_logoff_nobody_is_advised);
}
