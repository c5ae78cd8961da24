/*
 * copy_folder.c - what a folder holds, and CopyFolder between any two folders
 *
 * A moved folder goes only when nothing is left in it: what came into it while it was copied stays,
 * and the folder with it.
 */
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
#include "table/query.h"

enum { ROWS_AT_ONCE = 256, MOST_PARENTS = 256 };

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
 * Entry IDs of all rows of a table, in one allocation: what is copied must not shift the cursor
 * under us. A table's row count may be a guess, so it isn't asked for. MAPI_W_PARTIAL_COMPLETION:
 * some rows have no entry ID
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
            if (slot)
                *slot = (SBinary){value->Value.bin.cb,
                                  mem_dup(value->Value.bin.lpb, value->Value.bin.cb, list)};
            if (!slot || !slot->lpb) hr = MAPI_E_NOT_ENOUGH_MEMORY;
        }
    }
    if (SUCCEEDED(hr)) hr = give_list(list, &eids);
    ARRAY_DROP(&eids);
    if (FAILED(hr)) return hr;
    *out = TAKE(list);
    return partial;
}

/* Entry IDs of what a folder has of one kind: none when it knows none. MAPI_W_PARTIAL_COMPLETION as
 * read_eids */
static HRESULT read_messages(IMAPIFolder *folder, ULONG which, ENTRYLIST **out)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr = com_given(folder->lpVtbl->GetContentsTable(folder, which, &table), &table);

    if (hr == MAPI_E_NO_SUPPORT) return S_OK;
    return SUCCEEDED(hr) ? read_eids(table, out) : hr;
}

static HRESULT read_folders(IMAPIFolder *folder, ENTRYLIST **out)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr = com_given(folder->lpVtbl->GetHierarchyTable(folder, 0, &table), &table);

    if (hr == MAPI_E_NO_SUPPORT) return S_OK;
    return SUCCEEDED(hr) ? read_eids(table, out) : hr;
}

/* PR_DISPLAY_NAME and PR_FOLDER_TYPE of a folder; *values is owned by the caller. */
static HRESULT read_head(IMAPIFolder *folder, SPropValue **values)
{
    SizedSPropTagArray(3, wanted) = {3, {PR_DISPLAY_NAME_W, PR_FOLDER_TYPE, PR_COMMENT_W}};
    ULONG n = 0;
    HRESULT hr;

    hr = folder->lpVtbl->GetProps(folder, (SPropTagArray *)&wanted, 0, &n, values);
    hr = copy_small_given(hr, 3, n, values);
    if (FAILED(hr)) return hr;
    /* a folder without a name */
    return (*values)[0].ulPropTag == PR_DISPLAY_NAME_W ? S_OK : FAIL(MAPI_E_CORRUPT_DATA);
}

/* A folder of that kind and name under dst; in a store without Unicode with what its name is there.
 */
static HRESULT make_folder(IMAPIFolder *dst, ULONG kind, const WCHAR *name, const WCHAR *comment,
                           IMAPIFolder **out)
{
    SPropValue wide[2] = {{.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)name},
                          {.ulPropTag = PR_COMMENT_W, .Value.lpszW = (WCHAR *)comment}};
    AUTO_FREE SPropValue *narrow = NULL;
    HRESULT hr;

    hr = dst->lpVtbl->CreateFolder(dst, kind, (LPTSTR)name, (LPTSTR)comment, NULL, MAPI_UNICODE,
                                   out);
    hr = com_given(hr, out);
    if (hr != MAPI_E_BAD_CHARWIDTH) return hr;
    narrow = mem_array(2, sizeof(*narrow));
    if (!narrow) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (int i = 0; i < (comment ? 2 : 1); i++) {
        hr = pval_as(&wide[i], PT_STRING8, narrow, &narrow[i]);
        if (FAILED(hr)) return hr;
    }
    hr = dst->lpVtbl->CreateFolder(dst, kind, (LPTSTR)narrow[0].Value.lpszA,
                                   (LPTSTR)narrow[1].Value.lpszA, NULL, 0, out);
    return com_given(hr, out);
}

/*
 * One folder under dst, with its messages, and its subfolders when asked; of a search folder what
 * it is, for what it shows is found anew. S_FALSE: something of it is late, and so is its own end.
 */
static HRESULT copy_one(struct copy_tree *tree, IMAPIFolder *from, IMAPIFolder *dst,
                        const WCHAR *name, bool subfolders, bool move, IMAPIProgress *progress,
                        unsigned depth)
{
    SizedSPropTagArray(1, named) = {1, {PR_DISPLAY_NAME_W}};
    SizedSPropTagArray(1, below) = {1, {PR_CONTAINER_HIERARCHY}};
    AUTO_RELEASE IMAPIFolder *to = NULL;
    AUTO_FREE SPropValue *head = NULL;
    struct copy_job job = {
        .src = (IMAPIProp *)from, .depth = depth, .made = true, .progress = progress, .tree = tree};
    ULONG kind;
    HRESULT hr, values;

    if (depth > COPY_MOST_DEEP) return FAIL(MAPI_E_TOO_COMPLEX);
    hr = read_head(from, &head);
    if (FAILED(hr)) return hr;
    kind = head[1].ulPropTag == PR_FOLDER_TYPE ? head[1].Value.ul : FOLDER_GENERIC;
    /* a root stays */
    if (kind != FOLDER_GENERIC && kind != FOLDER_SEARCH) return FAIL(MAPI_E_NO_SUPPORT);
    hr = make_folder(dst, kind, name ? name : head[0].Value.lpszW,
                     head[2].ulPropTag == PR_COMMENT_W ? head[2].Value.lpszW : NULL, &to);
    if (FAILED(hr)) return hr;
    job.dst = (IMAPIProp *)to;
    job.excluded = (SPropTagArray *)&named;
    values = copy_values(&job);
    if (ends_all(values)) return values;
    if (kind == FOLDER_SEARCH) {
        hr = copy_tree_search(tree, from, to);
        if (FAILED(hr)) return hr;
        return FAILED(values) ? MAPI_W_PARTIAL_COMPLETION : S_FALSE;
    }
    hr = copy_tree_add(tree, from, to);
    if (FAILED(hr)) return hr;
    job.excluded = subfolders ? NULL : (SPropTagArray *)&below;
    job.flags = move ? MAPI_MOVE : 0;
    hr = copy_folder_parts(&job, from, to);
    return FAILED(values) && SUCCEEDED(hr) ? MAPI_W_PARTIAL_COMPLETION : hr;
}

/* The folder with that entry ID, one of src's, into dst. */
static HRESULT copy_below(const struct copy_job *job, IMAPIFolder *src, const SBinary *eid,
                          IMAPIFolder *dst)
{
    AUTO_RELEASE IMAPIFolder *folder = NULL;
    ULONG type;
    HRESULT hr;

    hr = src->lpVtbl->OpenEntry(src, eid->cb, (ENTRYID *)eid->lpb, &IID_IMAPIFolder,
                                job->flags & MAPI_MOVE ? MAPI_MODIFY : 0, &type,
                                (IUnknown **)&folder);
    hr = com_given(hr, &folder);
    if (SUCCEEDED(hr))
        hr = copy_one(job->tree, folder, dst, NULL, true, job->flags & MAPI_MOVE, job->progress,
                      job->depth + 1);
    com_release(&folder);
    if (!(job->flags & MAPI_MOVE)) return hr;
    if (hr == S_OK) return src->lpVtbl->DeleteFolder(src, eid->cb, (ENTRYID *)eid->lpb, 0, NULL, 0);
    if (hr != S_FALSE) return hr;
    hr = copy_tree_remove(job->tree, src, eid);
    return FAILED(hr) ? hr : S_FALSE;
}

/* What is to be copied of a folder, as it was when it began. */
struct parts {
    ENTRYLIST *messages, *hidden, *folders; /* NULL: none */
};

static void drop_parts(struct parts *parts)
{
    mem_free(parts->messages);
    mem_free(parts->hidden);
    mem_free(parts->folders);
}

static ULONG count(const ENTRYLIST *list)
{
    return list ? list->cValues : 0;
}

/* S_OK, MAPI_W_PARTIAL_COMPLETION (some rows tell no entry ID), or a failure */
static HRESULT read_parts(const struct copy_job *job, IMAPIFolder *src, struct parts *parts)
{
    static const IID *const message[] = {&IID_IMessage, NULL};
    bool messages = !copy_iid_excluded(job, message), partial;
    HRESULT hr = S_OK;

    if (messages && copy_wants(job, PR_CONTAINER_CONTENTS))
        hr = read_messages(src, 0, &parts->messages);
    partial = hr == MAPI_W_PARTIAL_COMPLETION;
    if (SUCCEEDED(hr) && messages && copy_wants(job, PR_FOLDER_ASSOCIATED_CONTENTS))
        hr = read_messages(src, MAPI_ASSOCIATED, &parts->hidden);
    partial |= hr == MAPI_W_PARTIAL_COMPLETION;
    if (SUCCEEDED(hr) && copy_wants(job, PR_CONTAINER_HIERARCHY))
        hr = read_folders(src, &parts->folders);
    partial |= hr == MAPI_W_PARTIAL_COMPLETION;
    return SUCCEEDED(hr) && partial ? MAPI_W_PARTIAL_COMPLETION : hr;
}

/* In the tree that job names. */
static HRESULT copy_parts(const struct copy_job *job, IMAPIFolder *src, IMAPIFolder *dst)
{
    bool move = job->flags & MAPI_MOVE, partial, late = false;
    struct parts parts = {0};
    struct copy_watch watch;
    HRESULT hr;

    hr = read_parts(job, src, &parts);
    partial = hr == MAPI_W_PARTIAL_COMPLETION;
    copy_watch_begin(&watch, SUCCEEDED(hr) ? job->progress : NULL,
                     count(parts.messages) + count(parts.hidden) + count(parts.folders));
    if (SUCCEEDED(hr) && parts.messages) hr = copy_list(src, parts.messages, dst, &watch, move);
    if (FAILED(hr) && !ends_all(hr)) hr = MAPI_W_PARTIAL_COMPLETION;
    partial |= hr == MAPI_W_PARTIAL_COMPLETION;
    if (SUCCEEDED(hr) && parts.hidden) hr = copy_list(src, parts.hidden, dst, &watch, move);
    if (FAILED(hr) && !ends_all(hr)) hr = MAPI_W_PARTIAL_COMPLETION;
    partial |= hr == MAPI_W_PARTIAL_COMPLETION;
    for (ULONG i = 0; SUCCEEDED(hr) && i < count(parts.folders); i++) {
        copy_watch_inner(&watch);
        hr = copy_below(job, src, &parts.folders->lpbin[i], dst);
        if (ends_all(hr)) break;
        late |= hr == S_FALSE;
        partial |= hr != S_OK && hr != S_FALSE;
        hr = copy_watch_step(&watch);
    }
    /* there was nothing */
    if (SUCCEEDED(hr) && watch.to && !watch.done) hr = copy_watch_step(&watch);
    drop_parts(&parts);
    if (FAILED(hr)) return hr;
    return partial ? MAPI_W_PARTIAL_COMPLETION : late ? S_FALSE : S_OK;
}

HRESULT copy_folder_parts(const struct copy_job *job, IMAPIFolder *src, IMAPIFolder *dst)
{
    struct copy_job whole = *job;
    struct copy_tree tree = {0};
    HRESULT hr;

    if (job->tree) return copy_parts(job, src, dst);
    whole.tree = &tree;
    hr = copy_tree_add(&tree, src, dst);
    if (SUCCEEDED(hr)) hr = copy_parts(&whole, src, dst);
    return copy_tree_end(&tree, hr);
}

/*
 * Does the folder with that entry ID contain dst, or is it dst? Looked for from dst upwards.
 * MAPI_E_FOLDER_CYCLE: so it is. Errors: ends_all; where it can't be told it isn't so
 */
static HRESULT refuse_cycle(IMAPIFolder *src, ULONG cb, const ENTRYID *eid, IMAPIFolder *dst)
{
    SizedSPropTagArray(2, wanted) = {2, {PR_ENTRYID, PR_PARENT_ENTRYID}};
    AUTO_RELEASE IMAPIFolder *at = dst;
    HRESULT hr = S_OK;

    com_addref(at);
    for (int depth = 0; depth < MOST_PARENTS && SUCCEEDED(hr); depth++) {
        AUTO_FREE SPropValue *values = NULL;
        AUTO_RELEASE IMAPIFolder *up = NULL;
        ULONG n = 0, type;

        hr = at->lpVtbl->GetProps(at, (SPropTagArray *)&wanted, 0, &n, &values);
        hr = copy_small_given(hr, 2, n, &values);
        if (FAILED(hr) || values[0].ulPropTag != PR_ENTRYID) break;
        if (eid_equal(values[0].Value.bin.cb, (ENTRYID *)values[0].Value.bin.lpb, cb, eid))
            return FAIL(MAPI_E_FOLDER_CYCLE);
        if (values[1].ulPropTag != PR_PARENT_ENTRYID ||
            eid_equal(values[0].Value.bin.cb, (ENTRYID *)values[0].Value.bin.lpb,
                      values[1].Value.bin.cb, (ENTRYID *)values[1].Value.bin.lpb))
            break; /* the root */
        hr = src->lpVtbl->OpenEntry(src, values[1].Value.bin.cb, (ENTRYID *)values[1].Value.bin.lpb,
                                    &IID_IMAPIFolder, 0, &type, (IUnknown **)&up);
        hr = com_given(hr, &up); /* it fails in another store */
        com_release(&at);
        at = TAKE(up);
    }
    return ends_all(hr) && hr != MAPI_E_OBJECT_DELETED ? hr : S_OK;
}

/* Names of all folders in a folder, lpProps[0] of each row; *out NULL when it can't have any. */
static HRESULT read_names(IMAPIFolder *folder, SRowSet **out)
{
    SizedSPropTagArray(1, columns) = {1, {PR_DISPLAY_NAME_W}};
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr = com_given(folder->lpVtbl->GetHierarchyTable(folder, MAPI_UNICODE, &table), &table);

    if (hr == MAPI_E_NO_SUPPORT || hr == MAPI_E_BAD_CHARWIDTH) return S_OK; /* CreateFolder tells */
    return SUCCEEDED(hr) ? query_all_rows(table, (SPropTagArray *)&columns, NULL, NULL, 0, out)
                         : hr;
}

static bool same_name(const SRow *a, const SRow *b)
{
    return a->lpProps->ulPropTag == PR_DISPLAY_NAME_W &&
           b->lpProps->ulPropTag == PR_DISPLAY_NAME_W &&
           !text_compare_nocase(a->lpProps->Value.lpszW, b->lpProps->Value.lpszW);
}

HRESULT copy_folder_collides(const struct copy_job *job, IMAPIFolder *src, IMAPIFolder *dst)
{
    SizedSPropTagArray(1, wanted) = {1, {PR_ENTRYID}};
    AUTO_ROWSET SRowSet *ours = NULL, *theirs = NULL;
    AUTO_FREE SPropValue *value = NULL;
    ULONG n = 0;
    HRESULT hr;

    if (!copy_wants(job, PR_CONTAINER_HIERARCHY)) return S_OK;
    hr = src->lpVtbl->GetProps(src, (SPropTagArray *)&wanted, 0, &n, &value);
    hr = copy_small_given(hr, 1, n, &value);
    if (SUCCEEDED(hr) && value->ulPropTag == PR_ENTRYID)
        hr = refuse_cycle(src, value->Value.bin.cb, (ENTRYID *)value->Value.bin.lpb, dst);
    if (SUCCEEDED(hr)) hr = read_names(src, &ours);
    if (SUCCEEDED(hr)) hr = read_names(dst, &theirs);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; ours && i < ours->cRows; i++)
        for (ULONG k = 0; theirs && k < theirs->cRows; k++)
            if (same_name(&ours->aRow[i], &theirs->aRow[k])) return FAIL(MAPI_E_COLLISION);
    return S_OK;
}

HRESULT copy_folder(const IID *src_iid, void *src, ULONG cb, const ENTRYID *eid, const IID *dst_iid,
                    void *dst, LPCTSTR name, IMAPIProgress *progress, ULONG flags)
{
    const ULONG known = FOLDER_MOVE | FOLDER_DIALOG | COPY_SUBFOLDERS | MAPI_DECLINE_OK |
                        MAPI_UNICODE | MAPI_DEFERRED_ERRORS;
    AUTO_RELEASE IMAPIFolder *parent = NULL, *from = NULL, *to = NULL;
    AUTO_FREE WCHAR *wide = NULL;
    struct copy_tree tree = {0};
    ULONG type;
    HRESULT hr;

    if (flags & ~known) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!src || !dst || !cb || !eid) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = text_in_optional(name, flags, &wide);
    if (SUCCEEDED(hr)) hr = copy_as(src, src_iid, &IID_IMAPIFolder, &parent);
    if (SUCCEEDED(hr)) hr = copy_as(dst, dst_iid, &IID_IMAPIFolder, &to);
    if (SUCCEEDED(hr))
        hr = com_given(parent->lpVtbl->OpenEntry(parent, cb, (ENTRYID *)eid, &IID_IMAPIFolder,
                                                 flags & FOLDER_MOVE ? MAPI_MODIFY : 0, &type,
                                                 (IUnknown **)&from),
                       &from);
    if (SUCCEEDED(hr) && flags & (FOLDER_MOVE | COPY_SUBFOLDERS))
        hr = refuse_cycle(parent, cb, eid, to);
    if (FAILED(hr)) return hr;
    hr = copy_one(&tree, from, to, wide, flags & (FOLDER_MOVE | COPY_SUBFOLDERS),
                  flags & FOLDER_MOVE, flags & FOLDER_DIALOG ? progress : NULL, 0);
    hr = copy_tree_end(&tree, hr);
    com_release(&from);
    if (hr == S_OK && flags & FOLDER_MOVE) {
        hr = parent->lpVtbl->DeleteFolder(parent, cb, (ENTRYID *)eid, 0, NULL, 0);
        /* it's all there, but the old folder isn't gone */
        if (hr != S_OK) hr = MAPI_W_PARTIAL_COMPLETION;
    }
    return hr;
}
