/*
 * receive.c - messages out of a transport, one at a time, into a store
 */
#include "spool/receive.h"
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "profile/section.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "provider/loader.h"
#include "provider/logon.h"
#include "spool/inbox.h"
#include "spool/incoming.h"

struct receive {
    IMsgStore *store;
    IMAPIFolder *folder; /* the default receive folder */
};

static HRESULT open_own_store(struct router *router, struct logon *logon, IMsgStore **out)
{
    struct last_error unheard = {0};
    AUTO_FREE BYTE *eid = NULL;
    struct section *section;
    ULONG cb = 0;
    HRESULT hr;

    hr = section_open(router_profile(router), &logon->section, 0, &section);
    if (FAILED(hr)) return hr;
    hr = section_get_bytes(section, PR_OWN_STORE_ENTRYID, &eid, &cb);
    section_unref(section);
    if (FAILED(hr)) return hr;
    return router_open_store(router, 0, cb, (ENTRYID *)eid, NULL, MDB_NO_DIALOG | MDB_WRITE,
                             &unheard, (void **)out);
}

HRESULT receive_open(struct router *router, struct logon *logon, struct receive **out)
{
    struct receive *receive = mem_zero(sizeof(*receive));
    HRESULT hr;

    if (!receive) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = logon->resource_flags & STATUS_OWN_STORE ? open_own_store(router, logon, &receive->store)
                                                  : inbox_store(router, &receive->store);
    if (SUCCEEDED(hr)) hr = inbox_folder(receive->store, L"", &receive->folder);
    if (SUCCEEDED(hr)) *out = TAKE(receive);
    receive_close(receive);
    return hr;
}

void receive_close(struct receive *receive)
{
    if (!receive) return;
    com_release(&receive->folder);
    com_release(&receive->store);
    mem_free(receive);
}

/* ---- what the transport has saved ---- */

enum {
    EID,
    KEY,
    CLASS,
    N_KNOWN
};

static HRESULT read_known(IMessage *message, SPropValue **out)
{
    SizedSPropTagArray(N_KNOWN, tags) = {N_KNOWN, {PR_ENTRYID, PR_SEARCH_KEY, PR_MESSAGE_CLASS_W}};
    ULONG n = 0;
    HRESULT hr;

    hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, MAPI_UNICODE, &n, out);
    hr = pval_given(hr, N_KNOWN, n, out);
    if (FAILED(hr)) return hr;
    return (*out)[EID].ulPropTag == PR_ENTRYID ? S_OK : FAIL(MAPI_E_NOT_FOUND);
}

static HRESULT folder_id(IMAPIFolder *folder, SPropValue **out)
{
    SizedSPropTagArray(1, tag) = {1, {PR_ENTRYID}};
    ULONG n = 0;
    HRESULT hr;

    hr = folder->lpVtbl->GetProps(folder, (SPropTagArray *)&tag, 0, &n, out);
    hr = pval_given(hr, 1, n, out);
    if (FAILED(hr)) return hr;
    return (*out)->ulPropTag == PR_ENTRYID ? S_OK : FAIL(MAPI_E_NOT_FOUND);
}

/* The receive folder of a class when that isn't the default one; NULL: it is, or nobody can say. */
static IMAPIFolder *folder_of_class(struct receive *receive, const WCHAR *class)
{
    AUTO_RELEASE IMAPIFolder *folder = NULL;
    AUTO_FREE SPropValue *mine = NULL, *its = NULL;
    ULONG same = 0;
    HRESULT hr;

    hr = inbox_folder(receive->store, class, &folder);
    if (SUCCEEDED(hr)) hr = folder_id(receive->folder, &mine);
    if (SUCCEEDED(hr)) hr = folder_id(folder, &its);
    if (SUCCEEDED(hr))
        hr = receive->store->lpVtbl->CompareEntryIDs(
            receive->store, mine->Value.bin.cb, (ENTRYID *)mine->Value.bin.lpb, its->Value.bin.cb,
            (ENTRYID *)its->Value.bin.lpb, 0, &same);
    return SUCCEEDED(hr) && !same ? TAKE(folder) : NULL;
}

static SBinaryArray one(SPropValue *eid)
{
    return (SBinaryArray){1, &eid->Value.bin};
}

/* Into the receive folder of its class (8.6-05); where that fails it stays where it is. */
static IMAPIFolder *place(struct receive *receive, SPropValue *known)
{
    AUTO_RELEASE IMAPIFolder *folder = NULL;
    ENTRYLIST list = one(&known[EID]);
    HRESULT hr;

    if (known[CLASS].ulPropTag == PR_MESSAGE_CLASS_W)
        folder = folder_of_class(receive, known[CLASS].Value.lpszW);
    if (!folder) return NULL;
    hr = receive->folder->lpVtbl->CopyMessages(receive->folder, &list, NULL, folder, 0, NULL,
                                               MESSAGE_MOVE);
    return hr == S_OK ? TAKE(folder) : NULL;
}

static IMessage *open_message(IMAPIFolder *folder, const SBinary *eid)
{
    IMessage *message = NULL;
    ULONG type;
    HRESULT hr;

    hr = folder->lpVtbl->OpenEntry(folder, eid->cb, (ENTRYID *)eid->lpb, &IID_IMessage, 0, &type,
                                   (IUnknown **)&message);
    return SUCCEEDED(com_given(hr, &message)) ? message : NULL;
}

/* What moved may have a new entry ID: its search key is the same. */
static IMessage *find_moved(IMAPIFolder *folder, SPropValue *key)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    SRestriction same = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_SEARCH_KEY, key}};
    AUTO_RELEASE IMAPITable *table = NULL;
    IMessage *message = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;

    if (key->ulPropTag != PR_SEARCH_KEY) return NULL;
    hr = com_given(folder->lpVtbl->GetContentsTable(folder, 0, &table), &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->FindRow(table, &same, BOOKMARK_BEGINNING, 0);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->QueryRows(table, 1, 0, &rows);
    if (FAILED(hr) || !rows) return NULL;
    if (rows->cRows && rows->aRow[0].cValues && rows->aRow[0].lpProps->ulPropTag == PR_ENTRYID)
        message = open_message(folder, &rows->aRow[0].lpProps->Value.bin);
    rowset_free(rows);
    return message;
}

/* Clients hear of it. That it is there doesn't depend on it. */
static void announce(struct receive *receive, IMAPIFolder *moved, SPropValue *known)
{
    AUTO_RELEASE IMessage *message = NULL;

    message = open_message(moved ? moved : receive->folder, &known[EID].Value.bin);
    if (!message && moved) message = find_moved(moved, &known[KEY]);
    if (message) inbox_announce(receive->store, message);
}

static void deliver(struct receive *receive, SPropValue *known)
{
    AUTO_RELEASE IMAPIFolder *moved = place(receive, known);

    announce(receive, moved, known);
}

/* ---- one message ---- */

static HRESULT start(struct logon *logon, struct incoming *incoming, ULONG_PTR *ref)
{
    *ref = 1;
    loader_trace(logon->dll, "StartMessage", 0);
    return logon->xp->lpVtbl->StartMessage(logon->xp, 0, incoming_message(incoming), ref);
}

HRESULT receive_message(struct receive *receive, struct logon *logon, ULONG_PTR *ref, bool *got)
{
    AUTO_FREE SPropValue *known = NULL;
    AUTO_RELEASE IMessage *message = NULL;
    IMAPIFolder *folder = receive->folder;
    struct incoming *incoming;
    HRESULT hr, read = S_OK;

    *got = false;
    hr = com_given(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message), &message);
    if (SUCCEEDED(hr)) hr = incoming_create(message, &incoming);
    if (FAILED(hr)) return hr;
    hr = start(logon, incoming, ref);
    if (incoming_saved(incoming)) read = read_known(message, &known);
    else read = MAPI_E_NOT_FOUND;
    *got = incoming_saved(incoming) && SUCCEEDED(hr);
    incoming_close(incoming);
    com_release(&message); /* what is open can't be moved or deleted */
    if (FAILED(read)) return hr;
    if (FAILED(hr)) {
        ENTRYLIST list = one(&known[EID]);

        folder->lpVtbl->DeleteMessages(folder, &list, 0, NULL, DELETE_HARD_DELETE);
    } else {
        deliver(receive, known);
    }
    return FAILED(hr) ? hr : S_OK;
}
