/*
 * copy_folder.c - CopyMessages and CopyFolder between any two folders
 */
#include <string.h>
#include "mapitags.h"
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "eid/eid.h"
#include "msg/copy_own.h"
#include "prop/pval.h"
#include "prop/rowset.h"

enum { ROWS_AT_ONCE = 256 };

static HRESULT as_folder(void *object, IMAPIFolder **out)
{
    IUnknown *unknown = object;

    return FAILED(unknown->lpVtbl->QueryInterface(unknown, &IID_IMAPIFolder, (void **)out))
               ? FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED)
               : S_OK;
}

/* Is the message one of the folder's hidden ones? */
static ULONG associated(IMessage *message)
{
    SizedSPropTagArray(1, wanted) = {1, {PR_MESSAGE_FLAGS}};
    AUTO_FREE SPropValue *value = NULL;
    ULONG n = 0;
    HRESULT hr;

    hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&wanted, 0, &n, &value);
    if (FAILED(pval_given(hr, 1, n, &value))) return 0;
    return value->ulPropTag == PR_MESSAGE_FLAGS && value->Value.ul & MSGFLAG_ASSOCIATED ? MAPI_ASSOCIATED : 0;
}

static HRESULT copy_message(IMAPIFolder *src, const SBinary *eid, IMAPIFolder *dst, IMAPIProgress *progress)
{
    AUTO_RELEASE IMessage *from = NULL, *to = NULL;
    struct copy_job job = {.progress = NULL};
    ULONG type;
    HRESULT hr;

    (void)progress; /* counts whole messages */
    hr = src->lpVtbl->OpenEntry(src, eid->cb, (ENTRYID *)eid->lpb, &IID_IMessage, 0, &type, (IUnknown **)&from);
    hr = com_given(hr, &from);
    if (SUCCEEDED(hr)) hr = com_given(dst->lpVtbl->CreateMessage(dst, NULL, associated(from), &to), &to);
    if (FAILED(hr)) return hr;
    job.src = (IMAPIProp *)from;
    job.dst = (IMAPIProp *)to;
    hr = copy_object(&job);
    return SUCCEEDED(hr) ? to->lpVtbl->SaveChanges(to, 0) : hr;
}

/* What the source owes for these goes out before they go, whatever becomes of the copies (6.5-14). A store that knows no
 * reports, or may not be changed, owes none. */
static void send_reports(IMAPIFolder *src, const ENTRYLIST *messages)
{
    HRESULT hr = src->lpVtbl->SetReadFlags(src, (ENTRYLIST *)messages, 0, NULL, GENERATE_RECEIPT_ONLY);

    (void)hr;
}

/* Copies each; those that were copied are removed from the source when moving. */
static HRESULT copy_list(IMAPIFolder *src, const ENTRYLIST *messages, IMAPIFolder *dst, IMAPIProgress *progress,
                         bool move)
{
    AUTO_FREE SBinary *copied = mem_array(messages->cValues, sizeof(*copied));
    ENTRYLIST done = {0, copied};
    HRESULT hr = S_OK, partial = S_OK;

    if (!copied) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (messages->cValues) send_reports(src, messages);
    for (ULONG i = 0; SUCCEEDED(hr) && i < messages->cValues; i++) {
        hr = copy_message(src, &messages->lpbin[i], dst, progress);
        if (hr == MAPI_E_NOT_ENOUGH_MEMORY || hr == MAPI_E_NOT_ENOUGH_DISK || hr == MAPI_E_NO_ACCESS) break;
        if (SUCCEEDED(hr))
            copied[done.cValues++] = messages->lpbin[i];
        else
            partial = MAPI_W_PARTIAL_COMPLETION;
        hr = copy_step(progress, i + 1, messages->cValues);
    }
    if (move && done.cValues && FAILED(src->lpVtbl->DeleteMessages(src, &done, 0, NULL, 0)))
        partial = MAPI_W_PARTIAL_COMPLETION;
    if (FAILED(hr) && done.cValues && hr != MAPI_E_USER_CANCEL) return MAPI_W_PARTIAL_COMPLETION;
    return FAILED(hr) ? hr : partial;
}

HRESULT copy_messages(const IID *src_iid, void *src, const ENTRYLIST *messages, const IID *dst_iid, void *dst,
                      ULONG_PTR ui, IMAPIProgress *progress, ULONG flags)
{
    AUTO_RELEASE IMAPIFolder *from = NULL, *to = NULL;
    HRESULT hr;

    (void)src_iid, (void)dst_iid, (void)ui;
    if (flags & ~(ULONG)(MESSAGE_MOVE | MESSAGE_DIALOG | MAPI_DECLINE_OK)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!src || !dst || !messages || (messages->cValues && !messages->lpbin)) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = as_folder(src, &from);
    if (SUCCEEDED(hr)) hr = as_folder(dst, &to);
    return SUCCEEDED(hr) ? copy_list(from, messages, to, progress, flags & MESSAGE_MOVE) : hr;
}

struct eids {
    SBinary *data;
    size_t count, room;
};

/* Moves *eids into a list, whose root carries what they point at. */
static HRESULT give_list(ENTRYLIST *list, const struct eids *eids)
{
    list->cValues = (ULONG)eids->count;
    list->lpbin = mem_dup(eids->data, eids->count * sizeof(SBinary), list);
    return list->lpbin ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

/*
 * Entry IDs of all rows of a table, in one allocation: what is copied must not shift the cursor under us. A table's
 * row count may be a guess, so it isn't asked for. MAPI_W_PARTIAL_COMPLETION: some rows have no entry ID
 */
static HRESULT read_eids(IMAPITable *table, ENTRYLIST **out)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    AUTO_FREE ENTRYLIST *list = mem_zero(sizeof(*list));
    struct eids eids = {0};
    HRESULT hr, partial = S_OK;

    if (!list) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0);
    while (SUCCEEDED(hr)) {
        AUTO_ROWSET SRowSet *rows = NULL;

        hr = rowset_given(table->lpVtbl->QueryRows(table, ROWS_AT_ONCE, 0, &rows), 1, &rows);
        if (FAILED(hr) || !rows->cRows) break;
        for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) {
            const SPropValue *value = rows->aRow[i].lpProps;
            SBinary *slot;

            if (value->ulPropTag != PR_ENTRYID || !value->Value.bin.lpb) {
                partial = MAPI_W_PARTIAL_COMPLETION;
                continue;
            }
            slot = ARRAY_PUSH(&eids);
            if (slot) *slot = (SBinary){value->Value.bin.cb, mem_dup(value->Value.bin.lpb, value->Value.bin.cb, list)};
            if (!slot || !slot->lpb) hr = MAPI_E_NOT_ENOUGH_MEMORY;
        }
    }
    if (SUCCEEDED(hr)) hr = give_list(list, &eids);
    ARRAY_DROP(&eids);
    if (FAILED(hr)) return hr;
    *out = TAKE(list);
    return partial;
}

HRESULT copy_folder_messages(IMAPIFolder *src, IMAPIFolder *dst, ULONG which, IMAPIProgress *progress)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_FREE ENTRYLIST *list = NULL;
    HRESULT hr, partial;

    hr = com_given(src->lpVtbl->GetContentsTable(src, which, &table), &table);
    if (hr == MAPI_E_NO_SUPPORT) return S_OK; /* has none of that kind */
    if (SUCCEEDED(hr)) hr = read_eids(table, &list);
    if (FAILED(hr)) return hr;
    partial = hr;
    hr = copy_list(src, list, dst, progress, false);
    return hr == S_OK ? partial : hr;
}

/* PR_DISPLAY_NAME and PR_FOLDER_TYPE of a folder; *values is owned by the caller. */
static HRESULT read_head(IMAPIFolder *folder, SPropValue **values)
{
    SizedSPropTagArray(3, wanted) = {3, {PR_DISPLAY_NAME_W, PR_FOLDER_TYPE, PR_COMMENT_W}};
    ULONG n = 0;
    HRESULT hr;

    hr = folder->lpVtbl->GetProps(folder, (SPropTagArray *)&wanted, 0, &n, values);
    hr = pval_given(hr, 3, n, values);
    if (FAILED(hr)) return hr;
    return (*values)[0].ulPropTag == PR_DISPLAY_NAME_W ? S_OK : FAIL(MAPI_E_NOT_FOUND);
}

/* One folder with all that is in it (subfolders when asked) under dst. */
static HRESULT copy_one(IMAPIFolder *from, IMAPIFolder *dst, const WCHAR *name, bool subfolders,
                        IMAPIProgress *progress, unsigned depth)
{
    AUTO_RELEASE IMAPIFolder *to = NULL;
    AUTO_FREE SPropValue *head = NULL;
    struct copy_job job = {.src = (IMAPIProp *)from, .depth = depth};
    HRESULT hr, partial = S_OK;

    if (depth > COPY_MOST_DEEP) return FAIL(MAPI_E_TOO_COMPLEX);
    hr = read_head(from, &head);
    if (FAILED(hr)) return hr;
    if (head[1].ulPropTag == PR_FOLDER_TYPE && head[1].Value.ul != FOLDER_GENERIC)
        return FAIL(MAPI_E_NO_SUPPORT); /* a search folder's criteria mean nothing elsewhere; a root stays */
    hr = dst->lpVtbl->CreateFolder(dst, FOLDER_GENERIC, (LPTSTR)(name ? name : head[0].Value.lpszW),
                                   head[2].ulPropTag == PR_COMMENT_W ? (LPTSTR)head[2].Value.lpszW : NULL, NULL,
                                   MAPI_UNICODE, &to);
    hr = com_given(hr, &to);
    if (FAILED(hr)) return hr;
    job.dst = (IMAPIProp *)to;
    {
        SizedSPropTagArray(1, named) = {1, {PR_DISPLAY_NAME_W}};

        job.excluded = (SPropTagArray *)&named;
        hr = copy_values(&job);
    }
    if (SUCCEEDED(hr)) hr = copy_folder_messages(from, to, 0, progress);
    if (hr == MAPI_W_PARTIAL_COMPLETION) partial = hr;
    if (SUCCEEDED(hr)) hr = copy_folder_messages(from, to, MAPI_ASSOCIATED, progress);
    if (hr == MAPI_W_PARTIAL_COMPLETION) partial = hr;
    if (SUCCEEDED(hr) && subfolders) hr = copy_subfolders(from, to, progress, depth + 1);
    return hr == S_OK ? partial : hr;
}

HRESULT copy_subfolders(IMAPIFolder *src, IMAPIFolder *dst, IMAPIProgress *progress, unsigned depth)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_FREE ENTRYLIST *list = NULL;
    HRESULT hr, partial = S_OK;

    hr = com_given(src->lpVtbl->GetHierarchyTable(src, 0, &table), &table);
    if (SUCCEEDED(hr)) hr = read_eids(table, &list);
    if (hr == MAPI_W_PARTIAL_COMPLETION) partial = hr;
    for (ULONG i = 0; SUCCEEDED(hr) && i < list->cValues; i++) {
        AUTO_RELEASE IMAPIFolder *folder = NULL;
        ULONG type;

        hr = src->lpVtbl->OpenEntry(src, list->lpbin[i].cb, (ENTRYID *)list->lpbin[i].lpb, &IID_IMAPIFolder, 0, &type,
                                    (IUnknown **)&folder);
        hr = com_given(hr, &folder);
        if (SUCCEEDED(hr)) hr = copy_one(folder, dst, NULL, true, progress, depth);
        if (hr == MAPI_E_NOT_ENOUGH_MEMORY || hr == MAPI_E_USER_CANCEL) return hr;
        if (hr != S_OK) partial = MAPI_W_PARTIAL_COMPLETION;
        hr = S_OK;
    }
    return FAILED(hr) ? hr : partial;
}

/* Does the folder with that entry ID contain dst, or is it dst? Looked for from dst upwards. */
static bool contains(IMAPIFolder *src, ULONG cb, const ENTRYID *eid, IMAPIFolder *dst)
{
    SizedSPropTagArray(2, wanted) = {2, {PR_ENTRYID, PR_PARENT_ENTRYID}};
    AUTO_RELEASE IMAPIFolder *at = dst;

    com_addref(at);
    for (int depth = 0; depth < 256 && at; depth++) {
        AUTO_FREE SPropValue *values = NULL;
        AUTO_RELEASE IMAPIFolder *up = NULL;
        ULONG n = 0, type;
        HRESULT hr;

        hr = at->lpVtbl->GetProps(at, (SPropTagArray *)&wanted, 0, &n, &values);
        if (FAILED(pval_given(hr, 2, n, &values)) || values[0].ulPropTag != PR_ENTRYID) return false;
        if (eid_equal(values[0].Value.bin.cb, (ENTRYID *)values[0].Value.bin.lpb, cb, eid)) return true;
        if (values[1].ulPropTag != PR_PARENT_ENTRYID ||
            eid_equal(values[0].Value.bin.cb, (ENTRYID *)values[0].Value.bin.lpb, values[1].Value.bin.cb,
                      (ENTRYID *)values[1].Value.bin.lpb))
            return false; /* the root */
        hr = src->lpVtbl->OpenEntry(src, values[1].Value.bin.cb, (ENTRYID *)values[1].Value.bin.lpb, &IID_IMAPIFolder, 0,
                                    &type, (IUnknown **)&up);
        if (FAILED(com_given(hr, &up))) return false; /* of another store */
        com_release(&at);
        at = TAKE(up);
    }
    return false;
}

bool copy_lies_in(IMAPIFolder *src, IMAPIFolder *dst)
{
    SizedSPropTagArray(1, wanted) = {1, {PR_ENTRYID}};
    AUTO_FREE SPropValue *value = NULL;
    ULONG n = 0;
    HRESULT hr;

    hr = src->lpVtbl->GetProps(src, (SPropTagArray *)&wanted, 0, &n, &value);
    return SUCCEEDED(pval_given(hr, 1, n, &value)) && value->ulPropTag == PR_ENTRYID &&
           contains(src, value->Value.bin.cb, (ENTRYID *)value->Value.bin.lpb, dst);
}

HRESULT copy_folder(const IID *src_iid, void *src, ULONG cb, const ENTRYID *eid, const IID *dst_iid, void *dst,
                    LPCTSTR name, ULONG_PTR ui, IMAPIProgress *progress, ULONG flags)
{
    const ULONG known = FOLDER_MOVE | FOLDER_DIALOG | COPY_SUBFOLDERS | MAPI_DECLINE_OK | MAPI_UNICODE;
    AUTO_RELEASE IMAPIFolder *parent = NULL, *from = NULL, *to = NULL;
    AUTO_FREE WCHAR *wide = NULL;
    ULONG type;
    HRESULT hr;

    (void)src_iid, (void)dst_iid, (void)ui;
    if (flags & ~known) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!src || !dst || !cb || !eid) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = text_in_optional(name, flags, &wide);
    if (SUCCEEDED(hr)) hr = as_folder(src, &parent);
    if (SUCCEEDED(hr)) hr = as_folder(dst, &to);
    if (SUCCEEDED(hr))
        hr = com_given(
            parent->lpVtbl->OpenEntry(parent, cb, (ENTRYID *)eid, &IID_IMAPIFolder, 0, &type, (IUnknown **)&from), &from);
    if (FAILED(hr)) return hr;
    if ((flags & (FOLDER_MOVE | COPY_SUBFOLDERS)) && contains(parent, cb, eid, to)) return FAIL(MAPI_E_FOLDER_CYCLE);

    hr = copy_one(from, to, wide, flags & (FOLDER_MOVE | COPY_SUBFOLDERS), progress, 0);
    com_release(&from);
    if (hr == S_OK && flags & FOLDER_MOVE) /* only what is whole elsewhere is removed here */
        hr = parent->lpVtbl->DeleteFolder(parent, cb, (ENTRYID *)eid, 0, NULL, DEL_MESSAGES | DEL_FOLDERS);
    return hr;
}
