/*
 * simple_send.c - a message of Simple MAPI goes into the outgoing queue
 */
#include "simple/simple_send.h"
#include "edkmdb.h"
#include "mapitags.h"
#include "com/com.h"
#include "prop/adrlist.h"
#include "prop/pval.h"
#include "simple/simple_code.h"
#include "simple/simple_compose.h"
#include "simple/simple_files.h"
#include "simple/simple_policy.h"
#include "simple/simple_recipients.h"
#include "simple/simple_store.h"

/* Is there all that can be told without the address book? Before anything is opened. */
static HRESULT check(const MapiMessageW *message, ULONG flags)
{
    bool shown = flags & MAPI_DIALOG;

    for (ULONG i = 0; i < message->nFileCount; i++) {
        HRESULT hr = simple_file_check(&message->lpFiles[i]);

        if (FAILED(hr)) return hr;
    }
    if (shown && (!message->nRecipCount || !simple_policy_sends_without_dialog()))
        return FAIL(MAPI_E_NO_SUPPORT);
    return message->nRecipCount ? S_OK : SIMPLE_FAIL(MAPI_E_UNKNOWN_RECIPIENT);
}

static HRESULT list_recipients(IMAPISession *session, const MapiMessageW *message, ADRLIST **out)
{
    AUTO_RELEASE IAddrBook *book = NULL;
    HRESULT hr = session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book);

    hr = com_given(hr, &book); /* one of its providers may have failed: S_OK or a warning */
    if (FAILED(hr)) return hr;
    return simple_recipients_list(book, message->nRecipCount, message->lpRecips, out);
}

/* Where it goes once it is sent, and that its author has read it. A store without a folder for
 * sent mail keeps it in the outbox. */
static HRESULT set_fate(struct simple_store *store, IMessage *message)
{
    SizedSPropTagArray(1, tags) = {1, {PR_IPM_SENTMAIL_ENTRYID}};
    AUTO_FREE SPropValue *sent = NULL;
    IMsgStore *from = store->store;
    SPropValue props[2] = {pval_long(PR_MESSAGE_FLAGS, MSGFLAG_READ | MSGFLAG_UNSENT)};
    ULONG count = 0, n = 1;
    HRESULT hr = from->lpVtbl->GetProps(from, (SPropTagArray *)&tags, 0, &count, &sent);

    hr = pval_given(hr, 1, count, &sent);
    if (FAILED(hr)) return hr;
    if (sent->ulPropTag == PR_IPM_SENTMAIL_ENTRYID) {
        props[n] = *sent;
        props[n++].ulPropTag = PR_SENTMAIL_ENTRYID;
    }
    return message->lpVtbl->SetProps(message, n, props, NULL);
}

/* What the store has saved of a message that it couldn't submit. */
static void drop(IMAPIFolder *outbox, const SPropValue *eid)
{
    SBinary bin = eid->Value.bin;
    ENTRYLIST list = {1, &bin};

    if (eid->ulPropTag == PR_ENTRYID)
        outbox->lpVtbl->DeleteMessages(outbox, &list, 0, NULL, DELETE_HARD_DELETE);
}

/* Submits the message, which is given back, or leaves nothing of it. */
static HRESULT submit(IMAPIFolder *outbox, IMessage **message)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMessage *made = *message;
    AUTO_FREE SPropValue *eid = NULL;
    ULONG count = 0;
    HRESULT hr = made->lpVtbl->GetProps(made, (SPropTagArray *)&tags, 0, &count, &eid);

    hr = pval_given(hr, 1, count, &eid);
    if (FAILED(hr)) return hr;
    hr = made->lpVtbl->SubmitMessage(made, 0);
    com_release(message); /* one that is open can't be deleted */
    if (FAILED(hr)) drop(outbox, eid);
    return hr;
}

static HRESULT make(struct simple_store *store, const MapiMessageW *from, ADRLIST *list)
{
    AUTO_RELEASE IMAPIFolder *outbox = NULL;
    AUTO_RELEASE IMessage *message = NULL;
    HRESULT hr = simple_store_folder(store, PR_IPM_OUTBOX_ENTRYID, &outbox);

    if (FAILED(hr)) return hr;
    hr = outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message);
    hr = com_given(hr, &message);
    if (SUCCEEDED(hr)) hr = set_fate(store, message);
    if (SUCCEEDED(hr)) hr = simple_compose_props(message, from);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, list);
    if (SUCCEEDED(hr)) hr = simple_compose_files(message, from);
    return SUCCEEDED(hr) ? submit(outbox, &message) : hr;
}

HRESULT simple_send(struct simple_session *session, const MapiMessageW *message, ULONG flags)
{
    AUTO_ADRLIST ADRLIST *list = NULL;
    struct simple_store *store = NULL;
    HRESULT hr = check(message, flags);

    if (SUCCEEDED(hr)) hr = list_recipients(simple_session_extended(session), message, &list);
    if (SUCCEEDED(hr)) hr = simple_store_open(session, &store);
    if (SUCCEEDED(hr)) hr = make(store, message, list);
    simple_store_leave(session, store);
    return hr;
}
