/*
 * simple_save.c - messages that a client of Simple MAPI writes itself, or deletes
 */
#include "simple/simple_save.h"
#include <stdbool.h>
#include "mapitags.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "com/com.h"
#include "prop/adrlist.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "simple/simple_code.h"
#include "simple/simple_compose.h"
#include "simple/simple_find.h"
#include "simple/simple_read.h"
#include "simple/simple_recipients.h"
#include "table/query.h"

static HRESULT one_prop(IMessage *message, ULONG tag, SPropValue **out)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    ULONG count = 0;
    HRESULT hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &count, out);

    hr = pval_given(hr, 1, count, out);
    return SUCCEEDED(hr) && (*out)->ulPropTag != tag ? FAIL(MAPI_E_NOT_FOUND) : hr;
}

/* A new message, where and how it would have been received; now is as good a time as any. */
static HRESULT make_new(struct simple_store *store, const MapiMessageW *from, IMessage **out)
{
    AUTO_RELEASE IMAPIFolder *folder = NULL;
    LONG flags = (from->flFlags & MAPI_UNREAD ? 0 : MSGFLAG_READ) |
                 (from->flFlags & MAPI_SENT ? 0 : MSGFLAG_UNSENT);
    SPropValue props[2] = {pval_long(PR_MESSAGE_FLAGS, flags),
                           {.ulPropTag = PR_MESSAGE_DELIVERY_TIME}};
    HRESULT hr = simple_receive_folder(store, simple_compose_class(from->lpszMessageType), &folder);

    if (FAILED(hr)) return hr;
    props[1].Value.ft = filetime_now();
    hr = com_given(folder->lpVtbl->CreateMessage(folder, NULL, 0, out), out);
    return SUCCEEDED(hr) ? (*out)->lpVtbl->SetProps(*out, 2, props, NULL) : hr;
}

static HRESULT drop_attachments(IMessage *message)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ATTACH_NUM}};
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;
    HRESULT hr = message->lpVtbl->GetAttachmentTable(message, 0, &table);

    hr = com_given(hr, &table);
    if (SUCCEEDED(hr)) hr = query_all_rows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows);
    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++)
        hr = message->lpVtbl->DeleteAttach(message, rows->aRow[i].lpProps[0].Value.ul, 0, NULL, 0);
    return hr;
}

/* Who isn't known yet can't be kept: Simple MAPI has one word for that here. */
static HRESULT put_recipients(struct simple_session *session, IMessage *message,
                              const MapiMessageW *from)
{
    AUTO_RELEASE IAddrBook *book = NULL;
    AUTO_ADRLIST ADRLIST *list = NULL;
    IMAPISession *extended = simple_session_extended(session);
    HRESULT hr = S_OK;

    if (from->nRecipCount) {
        hr = extended->lpVtbl->OpenAddressBook(extended, 0, NULL, AB_NO_DIALOG, &book);
        hr = com_given(hr, &book);
        if (SUCCEEDED(hr))
            hr = simple_recipients_list(book, from->nRecipCount, from->lpRecips, &list);
        if (hr == MAPI_E_AMBIGUOUS_RECIP || simple_code(hr) == MAPI_E_UNKNOWN_RECIPIENT)
            return SIMPLE_FAIL(MAPI_E_INVALID_RECIPS);
    } else hr = adrlist_create(0, &list);
    return SUCCEEDED(hr) ? message->lpVtbl->ModifyRecipients(message, 0, list) : hr;
}

HRESULT simple_save(struct simple_session *session, struct simple_store *store, const SBinary *eid,
                    const MapiMessageW *from, void *root, SBinary *saved)
{
    AUTO_RELEASE IMessage *message = NULL;
    AUTO_FREE SPropValue *id = NULL;
    HRESULT hr = eid->lpb ? simple_message_open(store, eid, MAPI_MODIFY, &message)
                          : make_new(store, from, &message);

    if (SUCCEEDED(hr)) hr = simple_compose_props(message, from);
    if (SUCCEEDED(hr)) hr = put_recipients(session, message, from);
    if (SUCCEEDED(hr) && eid->lpb) hr = drop_attachments(message);
    if (SUCCEEDED(hr)) hr = simple_compose_files(message, from);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->SaveChanges(message, KEEP_OPEN_READONLY);
    if (SUCCEEDED(hr)) hr = one_prop(message, PR_ENTRYID, &id);
    if (FAILED(hr)) return hr;
    *saved = (SBinary){id->Value.bin.cb, mem_dup(id->Value.bin.lpb, id->Value.bin.cb, root)};
    return saved->lpb ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

HRESULT simple_delete(struct simple_store *store, const SBinary *eid)
{
    AUTO_RELEASE IMessage *message = NULL;
    AUTO_RELEASE IMAPIFolder *folder = NULL;
    AUTO_FREE SPropValue *parent = NULL;
    ENTRYLIST list = {1, (SBinary *)eid};
    IMsgStore *from = store->store;
    ULONG type;
    HRESULT hr = simple_message_open(store, eid, MAPI_BEST_ACCESS, &message);

    if (SUCCEEDED(hr)) hr = one_prop(message, PR_PARENT_ENTRYID, &parent);
    if (FAILED(hr)) return hr;
    com_release(&message); /* nobody of ours has it open any more */
    hr = from->lpVtbl->OpenEntry(from, parent->Value.bin.cb, (ENTRYID *)parent->Value.bin.lpb, NULL,
                                 MAPI_MODIFY, &type, (IUnknown **)&folder);
    hr = com_given(hr, &folder);
    if (SUCCEEDED(hr)) hr = folder->lpVtbl->DeleteMessages(folder, &list, 0, NULL, 0);
    return hr == MAPI_W_PARTIAL_COMPLETION ? SIMPLE_FAIL(MAPI_E_MESSAGE_IN_USE) : hr;
}
