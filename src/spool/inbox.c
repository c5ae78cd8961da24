/*
 * inbox.c - where mail that comes in goes: the receive folders of the session's default store
 */
#include "spool/inbox.h"
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "profile/section.h"
#include "prop/pval.h"

HRESULT inbox_store(struct router *router, IMsgStore **out)
{
    struct last_error unheard = {0};
    AUTO_FREE BYTE *eid = NULL;
    struct section *section;
    MAPIUID uid;
    ULONG cb;
    HRESULT hr;

    hr = roster_default_store(router_profile(router), &uid);
    if (SUCCEEDED(hr)) hr = section_open(router_profile(router), &uid, 0, &section);
    if (FAILED(hr)) return hr;
    hr = section_get_bytes(section, PR_ENTRYID, &eid, &cb);
    section_unref(section);
    if (FAILED(hr)) return hr;
    return router_open_store(router, 0, cb, (ENTRYID *)eid, NULL, MDB_NO_DIALOG | MDB_WRITE,
                             &unheard, (void **)out);
}

HRESULT inbox_folder(IMsgStore *store, const WCHAR *class, IMAPIFolder **out)
{
    AUTO_FREE ENTRYID *eid = NULL;
    ULONG cb = 0, type;
    HRESULT hr;

    hr = store->lpVtbl->GetReceiveFolder(store, (LPTSTR) class, MAPI_UNICODE, &cb, &eid, NULL);
    hr = com_given(hr, &eid);
    if (FAILED(hr)) return hr;
    if (!cb) return FAIL(MAPI_E_NOT_FOUND); /* the root folder it would be */
    hr = store->lpVtbl->OpenEntry(store, cb, eid, &IID_IMAPIFolder, MAPI_MODIFY, &type,
                                  (IUnknown **)out);
    return com_given(hr, out);
}

HRESULT inbox_announce(IMsgStore *store, IMessage *message)
{
    SizedSPropTagArray(4, tags) = {
        4, {PR_ENTRYID, PR_PARENT_ENTRYID, PR_MESSAGE_CLASS_W, PR_MESSAGE_FLAGS}};
    NOTIFICATION note = {.ulEventType = fnevNewMail};
    AUTO_FREE SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr;

    hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &values);
    hr = pval_given(hr, 4, n, &values);
    if (FAILED(hr)) return hr;
    if (values[0].ulPropTag != PR_ENTRYID || values[1].ulPropTag != PR_PARENT_ENTRYID)
        return FAIL(MAPI_E_NOT_FOUND);
    note.info.newmail.cbEntryID = values[0].Value.bin.cb;
    note.info.newmail.lpEntryID = (ENTRYID *)values[0].Value.bin.lpb;
    note.info.newmail.cbParentID = values[1].Value.bin.cb;
    note.info.newmail.lpParentID = (ENTRYID *)values[1].Value.bin.lpb;
    note.info.newmail.ulFlags = MAPI_UNICODE;
    if (values[2].ulPropTag == PR_MESSAGE_CLASS_W)
        note.info.newmail.lpszMessageClass = (LPTSTR)values[2].Value.lpszW;
    if (values[3].ulPropTag == PR_MESSAGE_FLAGS)
        note.info.newmail.ulMessageFlags = values[3].Value.ul;
    return store->lpVtbl->NotifyNewMail(store, &note);
}
