/*
 * copy_search.c - search folders in a copied tree: what they look for, in the folders that took the
 * place of those they looked in
 *
 * The parts of a restriction mean the same anywhere but for named properties, whose numbers are the
 * destination's; entry IDs in it stay as they are. A folder outside the tree can't be searched from
 * the copy: it is left out, and that is told.
 */
#include <string.h>
#include "mapitags.h"
#include "base/array.h"
#include "base/mem.h"
#include "com/com.h"
#include "eid/eid.h"
#include "msg/copy_own.h"
#include "prop/restrict.h"

struct copied_folder {
    SBinary from, to; /* on one allocation: from.lpb is its root */
};

struct copy_late {
    IMAPIFolder *from, *to; /* owned: a search folder and its copy; NULL: only to be removed */
    IMAPIFolder *parent;    /* owned: it goes from there; NULL: it stays */
    SBinary eid;            /* owned */
};

/* ---- which folder became which ---- */

/* PR_ENTRYID; S_FALSE: it tells none. */
static HRESULT eid_of(IMAPIFolder *folder, SPropValue **out)
{
    SizedSPropTagArray(1, wanted) = {1, {PR_ENTRYID}};
    ULONG n = 0;
    HRESULT hr = folder->lpVtbl->GetProps(folder, (SPropTagArray *)&wanted, 0, &n, out);

    hr = copy_small_given(hr, 1, n, out);
    if (FAILED(hr)) return ends_all(hr) ? hr : S_FALSE;
    return (*out)->ulPropTag == PR_ENTRYID && (*out)->Value.bin.lpb ? S_OK : S_FALSE;
}

HRESULT copy_tree_add(struct copy_tree *tree, IMAPIFolder *from, IMAPIFolder *to)
{
    AUTO_FREE SPropValue *ours = NULL, *theirs = NULL;
    struct copied_folder it, *slot;
    HRESULT hr;

    hr = eid_of(from, &ours);
    if (hr == S_OK) hr = eid_of(to, &theirs);
    if (hr != S_OK) return FAILED(hr) ? hr : S_OK;
    it.from = (SBinary){ours->Value.bin.cb, mem_dup(ours->Value.bin.lpb, ours->Value.bin.cb, NULL)};
    it.to = (SBinary){
        theirs->Value.bin.cb,
        it.from.lpb ? mem_dup(theirs->Value.bin.lpb, theirs->Value.bin.cb, it.from.lpb) : NULL};
    slot = it.to.lpb ? ARRAY_PUSH(tree) : NULL;
    if (!slot) {
        mem_free(it.from.lpb);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *slot = it;
    return S_OK;
}

static const SBinary *became(const struct copy_tree *tree, const SBinary *eid)
{
    for (size_t i = 0; i < tree->count; i++) {
        const SBinary *from = &tree->data[i].from;

        if (eid_equal(from->cb, (ENTRYID *)from->lpb, eid->cb, (ENTRYID *)eid->lpb))
            return &tree->data[i].to;
    }
    return NULL;
}

/* ---- criteria ---- */

struct tags {
    ULONG **data; /* where they are */
    size_t count, room;
};

static HRESULT note(struct tags *tags, ULONG *tag)
{
    ULONG **slot;

    if (PROP_ID(*tag) < 0x8000) return S_OK;
    slot = ARRAY_PUSH(tags);
    if (!slot) return MAPI_E_NOT_ENOUGH_MEMORY;
    *slot = tag;
    return S_OK;
}

static HRESULT note_values(struct tags *tags, ULONG count, SPropValue *values)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; SUCCEEDED(hr) && values && i < count; i++)
        hr = note(tags, &values[i].ulPropTag);
    return hr;
}

/* All named tags of a valid restriction. */
static HRESULT find_tags(SRestriction *res, struct tags *tags)
{
    HRESULT hr = S_OK;

    switch (res->rt) {
    case RES_AND:
    case RES_OR:
        for (ULONG i = 0; SUCCEEDED(hr) && i < res->res.resAnd.cRes; i++)
            hr = find_tags(&res->res.resAnd.lpRes[i], tags);
        return hr;
    case RES_NOT:
        return find_tags(res->res.resNot.lpRes, tags);
    case RES_SUBRESTRICTION:
        return find_tags(res->res.resSub.lpRes, tags);
    case RES_COMMENT:
        hr = note_values(tags, res->res.resComment.cValues, res->res.resComment.lpProp);
        return SUCCEEDED(hr) && res->res.resComment.lpRes
                   ? find_tags(res->res.resComment.lpRes, tags)
                   : hr;
    case RES_CONTENT:
        hr = note(tags, &res->res.resContent.ulPropTag);
        return SUCCEEDED(hr) ? note_values(tags, 1, res->res.resContent.lpProp) : hr;
    case RES_PROPERTY:
        hr = note(tags, &res->res.resProperty.ulPropTag);
        return SUCCEEDED(hr) ? note_values(tags, 1, res->res.resProperty.lpProp) : hr;
    case RES_COMPAREPROPS:
        hr = note(tags, &res->res.resCompareProps.ulPropTag1);
        return SUCCEEDED(hr) ? note(tags, &res->res.resCompareProps.ulPropTag2) : hr;
    case RES_BITMASK:
        return note(tags, &res->res.resBitMask.ulPropTag);
    case RES_SIZE:
        return note(tags, &res->res.resSize.ulPropTag);
    case RES_EXIST:
        return note(tags, &res->res.resExist.ulPropTag);
    }
    return S_OK;
}

/* MAPI_W_PARTIAL_COMPLETION: one of them has no name, or none in the destination. */
static HRESULT rename_tags(const struct copy_job *job, const struct tags *tags)
{
    AUTO_FREE ULONG *from = mem_array(tags->count, sizeof(*from)),
                    *to = mem_array(tags->count, sizeof(*to));
    HRESULT hr;

    if (!from || !to) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < tags->count; i++)
        from[i] = *tags->data[i];
    hr = copy_named_tags(job, (ULONG)tags->count, from, to);
    for (size_t i = 0; SUCCEEDED(hr) && i < tags->count; i++) {
        if (!to[i]) return MAPI_W_PARTIAL_COMPLETION;
        *tags->data[i] = to[i];
    }
    return hr;
}

static HRESULT map_restriction(IMAPIFolder *from, IMAPIFolder *to, SRestriction *res)
{
    struct copy_job job = {.src = (IMAPIProp *)from, .dst = (IMAPIProp *)to};
    struct tags tags = {0};
    HRESULT hr;

    if (!restrict_valid(res)) return MAPI_W_PARTIAL_COMPLETION;
    hr = find_tags(res, &tags);
    if (SUCCEEDED(hr) && tags.count && !copy_same_names(&job)) hr = rename_tags(&job, &tags);
    ARRAY_DROP(&tags);
    return hr;
}

/* In place: those that were copied. MAPI_W_PARTIAL_COMPLETION: some were not */
static HRESULT map_scopes(const struct copy_tree *tree, ENTRYLIST *scopes)
{
    ULONG n = 0;

    for (ULONG i = 0; i < scopes->cValues; i++) {
        const SBinary *eid = became(tree, &scopes->lpbin[i]);

        if (eid) scopes->lpbin[n++] = *eid;
    }
    if (n == scopes->cValues) return S_OK;
    scopes->cValues = n;
    return MAPI_W_PARTIAL_COMPLETION;
}

static HRESULT read_criteria(IMAPIFolder *from, ULONG flags, SRestriction **res, ENTRYLIST **scopes,
                             ULONG *state)
{
    HRESULT hr = com_given(from->lpVtbl->GetSearchCriteria(from, flags, res, scopes, state), res);

    if (FAILED(hr)) *scopes = NULL;
    return SUCCEEDED(hr) && (!*scopes || ((*scopes)->cValues && !(*scopes)->lpbin))
               ? MAPI_W_PARTIAL_COMPLETION
               : hr;
}

static ULONG flags_of(ULONG state)
{
    return (state & SEARCH_RUNNING ? 0 : STOP_SEARCH) |
           (state & SEARCH_RECURSIVE ? RECURSIVE_SEARCH : SHALLOW_SEARCH) |
           (state & SEARCH_FOREGROUND ? FOREGROUND_SEARCH : BACKGROUND_SEARCH);
}

/* MAPI_W_PARTIAL_COMPLETION: not all, or none of them. Errors: ends_all */
static HRESULT copy_criteria(const struct copy_tree *tree, IMAPIFolder *from, IMAPIFolder *to)
{
    AUTO_FREE SRestriction *res = NULL;
    AUTO_FREE ENTRYLIST *scopes = NULL;
    HRESULT hr, partial = S_OK;
    ULONG state = 0;

    hr = read_criteria(from, MAPI_UNICODE, &res, &scopes, &state);
    if (hr == MAPI_E_BAD_CHARWIDTH) hr = read_criteria(from, 0, &res, &scopes, &state);
    if (hr == MAPI_E_NOT_INITIALIZED) return S_OK; /* it has none yet */
    if (hr == S_OK) partial = map_scopes(tree, scopes);
    if (hr == S_OK && scopes->cValues) hr = map_restriction(from, to, res);
    if (hr == S_OK && scopes->cValues)
        hr = to->lpVtbl->SetSearchCriteria(to, res, scopes, flags_of(state));
    if (FAILED(hr)) return ends_all(hr) ? hr : MAPI_W_PARTIAL_COMPLETION;
    return hr == S_OK ? partial : MAPI_W_PARTIAL_COMPLETION;
}

/* ---- what is late ---- */

static struct copy_late *push(struct copy_tree *tree)
{
    struct copy_late *slot = ARRAY_PUSH(&tree->late);

    if (slot) memset(slot, 0, sizeof(*slot));
    return slot;
}

HRESULT copy_tree_search(struct copy_tree *tree, IMAPIFolder *from, IMAPIFolder *to)
{
    struct copy_late *slot = push(tree);

    if (!slot) return MAPI_E_NOT_ENOUGH_MEMORY;
    com_addref(from);
    com_addref(to);
    slot->from = from;
    slot->to = to;
    return S_OK;
}

HRESULT copy_tree_remove(struct copy_tree *tree, IMAPIFolder *parent, const SBinary *eid)
{
    struct copy_late *slot = tree->late.count ? &tree->late.data[tree->late.count - 1] : NULL;

    if (!slot || !slot->to || slot->parent) slot = push(tree); /* else it is that search */
    if (!slot) return MAPI_E_NOT_ENOUGH_MEMORY;
    slot->eid.lpb = mem_dup(eid->lpb, eid->cb, NULL);
    if (!slot->eid.lpb) return MAPI_E_NOT_ENOUGH_MEMORY;
    slot->eid.cb = eid->cb;
    com_addref(parent);
    slot->parent = parent;
    return S_OK;
}

static HRESULT do_late(const struct copy_tree *tree, struct copy_late *late)
{
    HRESULT hr = late->to ? copy_criteria(tree, late->from, late->to) : S_OK;

    com_release(&late->from); /* who has it open may keep it from being deleted */
    if (hr == S_OK && late->parent)
        hr = late->parent->lpVtbl->DeleteFolder(late->parent, late->eid.cb,
                                                (ENTRYID *)late->eid.lpb, 0, NULL, 0);
    if (FAILED(hr)) return ends_all(hr) ? hr : MAPI_W_PARTIAL_COMPLETION;
    return hr == S_OK ? S_OK : MAPI_W_PARTIAL_COMPLETION;
}

static void drop_late(struct copy_late *late)
{
    com_release(&late->from);
    com_release(&late->to);
    com_release(&late->parent);
    mem_free(late->eid.lpb);
}

HRESULT copy_tree_end(struct copy_tree *tree, HRESULT hr)
{
    bool partial = hr == MAPI_W_PARTIAL_COMPLETION;

    for (size_t i = 0; i < tree->late.count; i++) {
        if (SUCCEEDED(hr)) hr = do_late(tree, &tree->late.data[i]);
        partial |= hr == MAPI_W_PARTIAL_COMPLETION;
        drop_late(&tree->late.data[i]); /* before its parent is to be removed */
    }
    ARRAY_DROP(&tree->late);
    for (size_t i = 0; i < tree->count; i++)
        mem_free(tree->data[i].from.lpb);
    ARRAY_DROP(tree);
    if (FAILED(hr)) return hr;
    return partial ? MAPI_W_PARTIAL_COMPLETION : S_OK;
}
