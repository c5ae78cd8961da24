/*
 * logoff.c - what is left when a client logs off: nothing of the session works, and nothing of
 * others' suffers
 */
#define INITGUID
#define USES_IID_IMAPIProp
#define USES_IID_IMAPIFolder
#define USES_IID_IMAPITable
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"
#include "omlocal.h"

/* All kinds of objects that a client can hold. */
struct held {
    IMAPISession *session;
    IMsgStore *store, *again;
    IMAPIFolder *inbox, *root;
    IMAPITable *contents, *hierarchy, *attachments, *recipients, *receive, *stores, *status;
    IMessage *message;
    IAttach *attach;
    IStream *body, *data, *comment;
    IAddrBook *book;
    IProfSect *section;
    IOMStoreMaintenance *maintenance;
    IMsgServiceAdmin *services;
};

static void hold(struct held *h, BYTE number)
{
    MAPIUID mine = {{0x31, number}};
    ULONG type;

    memset(h, 0, sizeof(*h));
    h->session = log_on();
    h->store = open_store(h->session, S_OK);
    h->again = open_store(h->session, S_OK);
    h->inbox = open_inbox(h->store);
    ok_hr(h->store->lpVtbl->OpenEntry(h->store, 0, NULL, NULL, 0, &type, (IUnknown **)&h->root),
          S_OK);
    h->message = make_message(h->inbox, "to be left open");
    ok_hr(h->inbox->lpVtbl->GetContentsTable(h->inbox, 0, &h->contents), S_OK);
    ok_hr(h->root->lpVtbl->GetHierarchyTable(h->root, 0, &h->hierarchy), S_OK);
    ok_hr(h->message->lpVtbl->GetAttachmentTable(h->message, 0, &h->attachments), S_OK);
    ok_hr(h->message->lpVtbl->GetRecipientTable(h->message, 0, &h->recipients), S_OK);
    ok_hr(h->store->lpVtbl->GetReceiveFolderTable(h->store, 0, &h->receive), S_OK);
    ok_hr(h->store->lpVtbl->QueryInterface(h->store, &IID_IOMStoreMaintenance,
                                           (void **)&h->maintenance),
          S_OK);
    ok_hr(h->message->lpVtbl->OpenAttach(h->message, 0, NULL, 0, &h->attach), S_OK);
    ok_hr(h->message->lpVtbl->OpenProperty(h->message, PR_BODY_A, &IID_IStream, 0, 0,
                                           (IUnknown **)&h->body),
          S_OK);
    ok_hr(h->attach->lpVtbl->OpenProperty(h->attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0,
                                          (IUnknown **)&h->data),
          S_OK);
    ok_hr(h->session->lpVtbl->GetMsgStoresTable(h->session, 0, &h->stores), S_OK);
    ok_hr(h->session->lpVtbl->GetStatusTable(h->session, 0, &h->status), S_OK);
    ok_hr(h->session->lpVtbl->OpenAddressBook(h->session, 0, NULL, AB_NO_DIALOG, &h->book), S_OK);
    ok_hr(h->session->lpVtbl->OpenProfileSection(h->session, &mine, NULL, MAPI_MODIFY, &h->section),
          S_OK);
    ok_hr(h->section->lpVtbl->OpenProperty(h->section, PR_COMMENT_A, &IID_IStream, 0,
                                           MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&h->comment),
          S_OK);
    ok_hr(h->session->lpVtbl->AdminServices(h->session, 0, &h->services), S_OK);
}

static void ask_prop(const char *what, void *object, HRESULT wanted)
{
    SPropTagArray *tags = NULL;
    HRESULT hr = ((IMAPIProp *)object)->lpVtbl->GetPropList(object, 0, &tags);

    ok(hr == wanted, "%s: GetPropList %#lx, expected %#lx\n", what, hr, wanted);
    MAPIFreeBuffer(tags);
}

static void ask_table(const char *what, IMAPITable *table, HRESULT wanted)
{
    SRowSet *rows = NULL;
    HRESULT hr = table->lpVtbl->QueryRows(table, 1, TBL_NOADVANCE, &rows);

    ok(hr == wanted, "%s: QueryRows %#lx, expected %#lx\n", what, hr, wanted);
    FreeProws(rows);
}

static void ask_stream(const char *what, IStream *stream, HRESULT wanted)
{
    LARGE_INTEGER start = {0};
    char text[4];
    ULONG got;
    HRESULT hr = stream->lpVtbl->Read(stream, text, sizeof(text), &got);

    ok(hr == wanted, "%s: Read %#lx, expected %#lx\n", what, hr, wanted);
    hr = stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL);
    ok(hr == wanted, "%s: Seek %#lx, expected %#lx\n", what, hr, wanted);
}

static void ask_all(struct held *h, HRESULT wanted)
{
    IMAPITable *table = NULL;
    IUnknown *object = NULL;
    ULONG type;
    HRESULT hr;

    ask_prop("store", h->store, wanted);
    ask_prop("store opened again", h->again, wanted);
    ask_prop("inbox", h->inbox, wanted);
    ask_prop("root", h->root, wanted);
    ask_prop("message", h->message, wanted);
    ask_prop("attachment", h->attach, wanted);
    ask_prop("address book", h->book, wanted);
    ask_prop("profile section", h->section, wanted);
    ask_table("contents", h->contents, wanted);
    ask_table("hierarchy", h->hierarchy, wanted);
    ask_table("attachments", h->attachments, wanted);
    ask_table("recipients", h->recipients, wanted);
    ask_table("receive folders", h->receive, wanted);
    ask_table("stores", h->stores, wanted);
    ask_table("status", h->status, wanted);
    ask_stream("body", h->body, wanted);
    ask_stream("data", h->data, wanted);
    ask_stream("comment", h->comment, wanted);
    ok_hr(h->maintenance->lpVtbl->Check(h->maintenance, 0, NULL, NULL, NULL, NULL), wanted);
    ok_hr(h->services->lpVtbl->GetMsgServiceTable(h->services, 0, &table), wanted);
    if (table) table->lpVtbl->Release(table);
    hr = h->store->lpVtbl->OpenEntry(h->store, 0, NULL, NULL, 0, &type, &object);
    ok(hr == wanted, "OpenEntry of the store: %#lx\n", hr);
    if (object) object->lpVtbl->Release(object);
    ok(h->message->lpVtbl->SaveChanges(h->message, KEEP_OPEN_READWRITE) == wanted,
       "the message is saved, or isn't\n");
}

static void let_go(struct held *h, bool session_first)
{
    IUnknown **all = (IUnknown **)h;
    size_t n = sizeof(*h) / sizeof(*all);

    for (size_t i = 0; i < n; i++) {
        size_t at = session_first ? i : n - 1 - i;

        if (all[at]) all[at]->lpVtbl->Release(all[at]);
    }
}

/* 4.13-10, 4.13-12, 4.13-15, 4.13-17: whatever is still open at Logoff, or at the Release of the
 * session instead, answers MAPI_E_INVALID_OBJECT; a session beside it on the same store does not
 * notice */
static void what_is_open_at_logoff_is_over(void)
{
    struct held gone, stays;
    IMAPISession *session;
    SRowSet *rows = NULL;

    MAPIInitialize(NULL);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    for (int released = 0; released < 2; released++) {
        hold(&stays, 1);
        hold(&gone, 2);
        ask_all(&stays, S_OK);
        ask_all(&gone, S_OK);
        ok_hr(gone.contents->lpVtbl->QueryRows(gone.contents, 1, 0, &rows), S_OK);
        session = gone.session;
        if (released) {
            gone.session = NULL;
            ok(session->lpVtbl->Release(session) == 0, "references are left\n");
        } else {
            ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
            ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), MAPI_E_INVALID_OBJECT); /* 4.13-16 */
        }
        ask_all(&gone, MAPI_E_INVALID_OBJECT);
        ask_all(&stays, S_OK);
        ok(rows && rows->cRows == 1 && rows->aRow[0].cValues > 1, "memory of MAPI's is not ours\n");
        FreeProws(rows);
        rows = NULL;
        let_go(&gone, !released);
        ask_all(&stays, S_OK);
        ok_hr(stays.session->lpVtbl->Logoff(stays.session, 0, 0, 0), S_OK);
        let_go(&stays, released);
    }
    session = log_on(); /* what was saved is there */
    stays.store = open_store(session, S_OK);
    stays.inbox = open_inbox(stays.store);
    ok(get_long(stays.inbox, PR_CONTENT_COUNT) == 4, "%lu messages\n",
       get_long(stays.inbox, PR_CONTENT_COUNT));
    stays.inbox->lpVtbl->Release(stays.inbox);
    stays.store->lpVtbl->Release(stays.store);
    log_off(session);
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

/* A client may let go of its store before of what it opened there; that lasts until the session
 * ends. */
static void objects_outlive_their_store_but_not_the_session(void)
{
    IMAPITable *receive = NULL;
    IMAPISession *session;
    IMAPIFolder *inbox;
    IMsgStore *store, *again;

    MAPIInitialize(NULL);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    ok_hr(store->lpVtbl->GetReceiveFolderTable(store, 0, &receive), S_OK);
    store->lpVtbl->Release(store);
    ask_prop("inbox", inbox, S_OK);
    ask_table("receive folders", receive, S_OK);
    store = open_store(session, S_OK);
    again = open_store(session, S_OK);
    store->lpVtbl->Release(store);
    ask_prop("store opened again", again, S_OK);
    log_off(session);
    ask_prop("store opened again", again, MAPI_E_INVALID_OBJECT);
    ask_prop("inbox", inbox, MAPI_E_INVALID_OBJECT);
    ask_table("receive folders", receive, MAPI_E_INVALID_OBJECT);
    receive->lpVtbl->Release(receive);
    again->lpVtbl->Release(again);
    inbox->lpVtbl->Release(inbox);
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

/* 4.13-18: Logoff doesn't wait for mail in the outgoing queue; it is there in the next session */
static void mail_that_was_not_sent_stays_queued(void)
{
    IMAPITable *queue = NULL;
    IMAPISession *session;
    IMessage *message;
    IMAPIFolder *inbox;
    IMsgStore *store;
    ULONG n = 0;

    MAPIInitialize(NULL);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    message = make_message(inbox, "never sent");
    ok_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
    ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
    session = log_on();
    store = open_store(session, S_OK);
    ok_hr(store->lpVtbl->GetOutgoingQueue(store, 0, &queue), S_OK);
    if (queue) ok_hr(queue->lpVtbl->GetRowCount(queue, 0, &n), S_OK);
    ok(n == 1, "%lu messages wait\n", n);
    if (queue) queue->lpVtbl->Release(queue);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

START_TEST(logoff)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omtest-logoff.omstore");
    remove_store();
    RUN(what_is_open_at_logoff_is_over);
    RUN(objects_outlive_their_store_but_not_the_session);
    RUN(mail_that_was_not_sent_stays_queued);
}
