/*
 * eid.c - exports about entry IDs
 */
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/uid.h"
#include "com/com.h"
#include "eid/compose.h"
#include "eid/conversation.h"
#include "eid/wrap.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"
#include "msg/ipm_tree.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "sys/clock.h"
#include "table/query.h"

/* Undocumented, so in no header of the SDK */
SCODE STDMETHODCALLTYPE ScGenerateMuid(MAPIUID *out);

/*
 * WrapStoreEntryID - a store's own entry ID made into one for clients, by the name of its
 * provider's DLL
 *
 * flags   MAPI_UNICODE: dll is wide
 * dll     as PR_PROVIDER_DLL_NAME has it
 * out     MAPIFreeBuffer
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  WrapStoreEntryID; contracts 11.4-16
 */
HRESULT STDMETHODCALLTYPE WrapStoreEntryID(ULONG flags, LPTSTR dll, ULONG cb, LPENTRYID eid,
                                           ULONG *cb_out, LPENTRYID *out)
{
    AUTO_FREE WCHAR *wide = NULL;
    HRESULT hr;

    if (!cb_out || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *cb_out = 0;
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!cb || !eid) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = text_in(dll, flags, &wide);
    if (FAILED(hr)) return hr;
    return wrap_make(wide, cb, eid, cb_out, out);
}

/*
 * HrValidateIPMSubtree - a store's standard folders verified, and made where they are missing
 *
 * flags   MAPI_FORCE_CREATE, MAPI_FULL_IPM_TREE
 * count, props  may both be left out; props: MAPIFreeBuffer
 * error   NULL, or gets NULL: there is never more to tell than the code
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, what the store answers
 * Source  HrValidateIPMSubtree; contracts 6.4
 */
HRESULT STDMETHODCALLTYPE HrValidateIPMSubtree(LPMDB store, ULONG flags, ULONG *count,
                                               LPSPropValue *props, LPMAPIERROR *error)
{
    if (error) *error = NULL;
    if (count) *count = 0;
    if (props) *props = NULL;
    if (!store) return FAIL(MAPI_E_INVALID_PARAMETER);
    return ipm_tree_validate(store, flags, count, props);
}

/*
 * HrSzFromEntryID - two upper-case hex digits a byte (8-bit text, whatever LPTSTR is)
 * text    MAPIFreeBuffer
 * Errors  MAPI_E_INVALID_PARAMETER, compose_to_text's
 */
HRESULT STDMETHODCALLTYPE HrSzFromEntryID(ULONG cb, LPENTRYID eid, LPTSTR *text)
{
    if (!text) return FAIL(MAPI_E_INVALID_PARAMETER);
    *text = NULL;
    if (!cb || !eid) return FAIL(MAPI_E_INVALID_PARAMETER);
    return compose_to_text(cb, eid, (char **)text);
}

/* HrEntryIDFromSz: the way back. out: MAPIFreeBuffer. Errors  MAPI_E_INVALID_PARAMETER,
 * compose_from_text's */
HRESULT STDMETHODCALLTYPE HrEntryIDFromSz(LPTSTR text, ULONG *cb, LPENTRYID *out)
{
    if (!cb || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *cb = 0;
    *out = NULL;
    if (!text) return FAIL(MAPI_E_INVALID_PARAMETER);
    return compose_from_text((const char *)text, cb, out);
}

/*
 * HrComposeEID - an entry ID that also names its store; without a record key a copy
 * out     MAPIFreeBuffer
 * Errors  MAPI_E_INVALID_PARAMETER, compose_make's. session isn't needed
 */
HRESULT STDMETHODCALLTYPE HrComposeEID(LPMAPISESSION session, ULONG cb_key, LPBYTE key, ULONG cb,
                                       LPENTRYID eid, ULONG *cb_out, LPENTRYID *out)
{
    (void)session;
    if (!cb_out || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *cb_out = 0;
    *out = NULL;
    return compose_make(cb_key, key, cb, eid, cb_out, out);
}

/* The entry ID of the session's store with that record key, a new root; MAPI_E_NOT_FOUND: it has
 * none such. */
static HRESULT store_with_key(IMAPISession *session, ULONG cb_key, const BYTE *key, ULONG *cb,
                              ENTRYID **out)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    SPropValue wanted = pval_binary(PR_RECORD_KEY, cb_key, key);
    SRestriction by_key = {.rt = RES_PROPERTY,
                           .res.resProperty = {RELOP_EQ, PR_RECORD_KEY, &wanted}};
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;
    const SPropValue *found;
    HRESULT hr;

    hr = com_given(session->lpVtbl->GetMsgStoresTable(session, 0, &table), &table);
    if (SUCCEEDED(hr))
        hr = query_all_rows(table, (SPropTagArray *)&columns, &by_key, NULL, 0, &rows);
    if (FAILED(hr)) return hr;
    found = rows->cRows ? pval_find_const(rows->aRow[0].lpProps, rows->aRow[0].cValues, PR_ENTRYID)
                        : NULL;
    if (!found) return FAIL(MAPI_E_NOT_FOUND);
    *out = mem_dup(found->Value.bin.lpb, found->Value.bin.cb, NULL);
    *cb = *out ? found->Value.bin.cb : 0;
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

/*
 * HrDecomposeEID - what HrComposeEID put together; of any other entry ID a copy, and no store
 *
 * store_eid, message_eid  each a MAPIFreeBuffer; eid stays the caller's (contracts 11.4-07)
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_INVALID_ENTRYID (torn), MAPI_E_NOT_FOUND (no store of
 * the session has that record key), MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT STDMETHODCALLTYPE HrDecomposeEID(LPMAPISESSION session, ULONG cb, LPENTRYID eid,
                                         ULONG *cb_store, LPENTRYID *store_eid, ULONG *cb_message,
                                         LPENTRYID *message_eid)
{
    struct composed_eid parts = {.cb = cb, .eid = eid};
    AUTO_FREE ENTRYID *own = NULL;
    HRESULT hr = S_OK;

    if (!cb_store || !store_eid || !cb_message || !message_eid)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    *cb_store = *cb_message = 0;
    *store_eid = *message_eid = NULL;
    if (!cb || !eid) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (compose_is(cb, eid))
        hr = session ? compose_read(cb, eid, &parts) : FAIL(MAPI_E_INVALID_PARAMETER);
    if (FAILED(hr)) return hr;
    own = mem_dup(parts.eid, parts.cb, NULL);
    if (!own) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (parts.cb_key) hr = store_with_key(session, parts.cb_key, parts.key, cb_store, store_eid);
    if (FAILED(hr)) return hr;
    *cb_message = parts.cb;
    *message_eid = TAKE(own);
    return S_OK;
}

/* HrComposeMsgID: HrComposeEID, as text. text: MAPIFreeBuffer */
HRESULT STDMETHODCALLTYPE HrComposeMsgID(LPMAPISESSION session, ULONG cb_key, LPBYTE key, ULONG cb,
                                         LPENTRYID eid, LPTSTR *text)
{
    AUTO_FREE ENTRYID *composed = NULL;
    ULONG cb_composed;
    HRESULT hr;

    if (!text) return FAIL(MAPI_E_INVALID_PARAMETER);
    *text = NULL;
    hr = HrComposeEID(session, cb_key, key, cb, eid, &cb_composed, &composed);
    return FAILED(hr) ? hr : HrSzFromEntryID(cb_composed, composed, text);
}

/* HrDecomposeMsgID: text of HrComposeMsgID, as HrDecomposeEID takes it apart */
HRESULT STDMETHODCALLTYPE HrDecomposeMsgID(LPMAPISESSION session, LPTSTR text, ULONG *cb_store,
                                           LPENTRYID *store_eid, ULONG *cb_message,
                                           LPENTRYID *message_eid)
{
    AUTO_FREE ENTRYID *eid = NULL;
    ULONG cb;
    HRESULT hr;

    if (!cb_store || !store_eid || !cb_message || !message_eid)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    *cb_store = *cb_message = 0;
    *store_eid = *message_eid = NULL;
    hr = HrEntryIDFromSz(text, &cb, &eid);
    return FAILED(hr)
               ? hr
               : HrDecomposeEID(session, cb, eid, cb_store, store_eid, cb_message, message_eid);
}

/*
 * ScCreateConversationIndex - PR_CONVERSATION_INDEX of a message that answers another, or begins a
 * conversation
 *
 * parent  the other's index; NULL when cb_parent is 0. One that is none begins a conversation
 * out     MAPIFreeBuffer
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_TOO_BIG, MAPI_E_CALL_FAILED
 * Source  ScCreateConversationIndex, Tracking Conversations; contracts 6.7-43
 */
SCODE STDMETHODCALLTYPE ScCreateConversationIndex(ULONG cb_parent, LPBYTE parent, ULONG *cb,
                                                  LPBYTE *out)
{
    if (cb) *cb = 0;
    if (out) *out = NULL;
    if (!cb || !out || (cb_parent && !parent)) return FAIL(MAPI_E_INVALID_PARAMETER);
    return conversation_index(cb_parent, parent, sys_now(), cb, out);
}

/* ScGenerateMuid - a new unique identifier. No page documents it: its name, and one argument, say
 * what it is.
 * Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_CALL_FAILED */
SCODE STDMETHODCALLTYPE ScGenerateMuid(MAPIUID *out)
{
    return out ? uid_new(out) : FAIL(MAPI_E_INVALID_PARAMETER);
}
