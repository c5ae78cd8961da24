/*
 * resolve.c - recipients' names turned into entry IDs: addresses on sight, the rest by the
 * containers of the search path
 *
 * A container works on a copy of the list, so that one that fails half way, or does more than it was
 * asked for, changes nothing of the caller's. No dialog asks about what is left.
 */
#include <stddef.h>
#include "mapiaux.h"
#include "mapitags.h"
#include "ab/addrbook.h"
#include "ab/containers.h"
#include "ab/recipient.h"
#include "ab/search_path.h"
#include "ab/typed.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "prop/adrlist.h"
#include "prop/pval.h"
#include "prop/rowset.h"

struct resolving {
    struct router *router;
    ADRLIST *list;    /* the caller's */
    FlagList *states; /* of each entry */
    ULONG flags;
};

static size_t states_bytes(ULONG count)
{
    return offsetof(FlagList, ulFlag) + ((size_t)count + 1) * sizeof(ULONG);
}

static ULONG left(const struct resolving *all, ULONG state)
{
    ULONG n = 0;

    for (ULONG i = 0; i < all->list->cEntries; i++)
        n += all->states->ulFlag[i] == state;
    return n;
}

static bool has_entry_id(const ADRENTRY *entry)
{
    const SPropValue *eid = recipient_value(entry, PR_ENTRYID);

    return eid && eid->Value.bin.cb && eid->Value.bin.lpb;
}

/* The name as it was typed, in UTF-16, on root; NULL: none. */
static HRESULT typed_name(const ADRENTRY *entry, void *root, const WCHAR **out)
{
    const SPropValue *name = recipient_value(entry, PR_DISPLAY_NAME_W);
    SPropValue wide;
    HRESULT hr;

    *out = NULL;
    if (!name || !name->Value.lpszW) return S_OK;
    hr = pval_as(name, PT_UNICODE, root, &wide);
    if (SUCCEEDED(hr)) *out = wide.Value.lpszW;
    return hr;
}

/* ---- addresses ---- */

static HRESULT resolve_typed(struct resolving *all, ULONG i)
{
    ADRENTRY *entry = &all->list->aEntries[i];
    AUTO_FREE void *root = mem_zero(1);
    AUTO_FREE struct one_off *address = NULL;
    const WCHAR *name;
    HRESULT hr = root ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    if (!entry->cValues || has_entry_id(entry)) {
        all->states->ulFlag[i] = MAPI_RESOLVED; /* nothing to do */
        return hr;
    }
    if (SUCCEEDED(hr)) hr = typed_name(entry, root, &name);
    if (SUCCEEDED(hr) && name) hr = typed_read(name, &address);
    if (FAILED(hr) || !address) return hr;
    hr = recipient_put_one_off(entry, address, all->flags);
    if (SUCCEEDED(hr)) all->states->ulFlag[i] = MAPI_RESOLVED;
    return hr;
}

/* ---- what a container has found ---- */

static bool is_tag_of_recipients(ULONG tag)
{
    const SPropTagArray *tags = recipient_tags(MAPI_UNICODE);

    for (ULONG i = 0; i < tags->cValues; i++)
        if (PROP_ID(tags->aulPropTag[i]) == PROP_ID(tag)) return true;
    return PROP_ID(tag) == PROP_ID(PR_7BIT_DISPLAY_NAME);
}

/* Of values those that are new to the entry, or that a resolved one has from its container. */
static HRESULT take_values(struct resolving *all, ULONG i, ULONG count, const SPropValue *values)
{
    ADRENTRY *entry = &all->list->aEntries[i];
    AUTO_FREE SPropValue *taken = mem_array((size_t)count + 1, sizeof(*taken));
    ULONG n = 0;
    HRESULT hr;

    if (!taken) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG k = 0; k < count; k++) {
        ULONG tag = values[k].ulPropTag;

        if (PROP_TYPE(tag) == PT_NULL || PROP_TYPE(tag) == PT_ERROR) continue;
        if (is_tag_of_recipients(tag) ||
            !recipient_value(entry, CHANGE_PROP_TYPE(tag, PT_UNSPECIFIED)))
            taken[n++] = values[k];
    }
    hr = recipient_put(entry, n, taken, all->flags);
    if (SUCCEEDED(hr)) hr = recipient_complete(all->router, entry, all->flags);
    if (SUCCEEDED(hr)) all->states->ulFlag[i] = MAPI_RESOLVED;
    return hr;
}

/* ---- containers that resolve names ---- */

static HRESULT copy_states(const struct resolving *all, FlagList **out)
{
    *out = mem_dup(all->states, states_bytes(all->list->cEntries), NULL);
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

static HRESULT take_results(struct resolving *all, const ADRLIST *found, const FlagList *states)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; i < all->list->cEntries && SUCCEEDED(hr); i++) {
        const ADRENTRY *entry = &found->aEntries[i];

        if (all->states->ulFlag[i] != MAPI_UNRESOLVED) continue;
        if (states->ulFlag[i] == MAPI_AMBIGUOUS) all->states->ulFlag[i] = MAPI_AMBIGUOUS;
        else if (states->ulFlag[i] == MAPI_RESOLVED && entry->rgPropVals && has_entry_id(entry))
            hr = take_values(all, i, entry->cValues, entry->rgPropVals);
    }
    return hr;
}

static HRESULT ask_once(struct resolving *all, IABContainer *container, ULONG flags)
{
    AUTO_ADRLIST ADRLIST *copy = NULL;
    AUTO_FREE FlagList *states = NULL;
    HRESULT hr = adrlist_copy(all->list, &copy);

    if (SUCCEEDED(hr)) hr = copy_states(all, &states);
    if (FAILED(hr)) return hr;
    hr = container->lpVtbl->ResolveNames(container, (SPropTagArray *)recipient_tags(flags), flags,
                                         copy, states);
    copy->cEntries = all->list->cEntries;
    return SUCCEEDED(hr) ? take_results(all, copy, states) : hr;
}

/* ---- containers that find names by their contents table ---- */

/* The name as the value of PR_ANR in the table's width, on root. False: it has none. */
static HRESULT anr_of(const ADRENTRY *entry, ULONG flags, void *root, SPropValue *out, bool *named)
{
    const WCHAR *name;
    HRESULT hr = typed_name(entry, root, &name);
    SPropValue wide;

    *named = SUCCEEDED(hr) && name && *name;
    if (!*named) return hr;
    wide = pval_text(PR_ANR_W, name);
    return pval_as(&wide, flags & MAPI_UNICODE ? PT_UNICODE : PT_STRING8, root, out);
}

static HRESULT find_in_table(struct resolving *all, IMAPITable *table, ULONG i, ULONG flags)
{
    AUTO_FREE void *root = mem_zero(1);
    AUTO_ROWSET SRowSet *rows = NULL;
    SPropValue anr;
    SRestriction restriction = {.rt = RES_PROPERTY};
    bool named = false;
    HRESULT hr;

    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = anr_of(&all->list->aEntries[i], flags, root, &anr, &named);
    if (FAILED(hr) || !named) return hr;
    restriction.res.resProperty.relop = RELOP_EQ;
    restriction.res.resProperty.ulPropTag = anr.ulPropTag;
    restriction.res.resProperty.lpProp = &anr;
    hr = table->lpVtbl->Restrict(table, &restriction, 0);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL);
    if (SUCCEEDED(hr))
        hr = rowset_given(table->lpVtbl->QueryRows(table, 2, 0, &rows), RECIPIENT_TAGS, &rows);
    if (FAILED(hr)) return hr;
    if (rows->cRows > 1) all->states->ulFlag[i] = MAPI_AMBIGUOUS;
    if (rows->cRows != 1 ||
        !has_entry_id(&(ADRENTRY){0, rows->aRow[0].cValues, rows->aRow[0].lpProps}))
        return S_OK;
    return take_values(all, i, rows->aRow[0].cValues, rows->aRow[0].lpProps);
}

static HRESULT look_in_contents(struct resolving *all, IABContainer *container)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    ULONG flags = all->flags & MAPI_UNICODE;
    HRESULT hr = ab_contents_open(container, &flags, &table);

    if (SUCCEEDED(hr))
        hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)recipient_tags(flags), 0);
    for (ULONG i = 0; i < all->list->cEntries && SUCCEEDED(hr); i++)
        if (all->states->ulFlag[i] == MAPI_UNRESOLVED) hr = find_in_table(all, table, i, flags);
    return hr;
}

/* ---- all of them ---- */

/* A container that can't be opened, or fails, is none. */
static HRESULT ask_container(struct resolving *all, const SBinary *eid)
{
    AUTO_RELEASE IABContainer *container = NULL;
    ULONG flags = all->flags & (MAPI_UNICODE | MAPI_CACHE_ONLY);
    HRESULT hr = ab_container_open(all->router, eid, all->flags & MAPI_CACHE_ONLY, &container);

    if (SUCCEEDED(hr)) {
        hr = ask_once(all, container, flags);
        if (hr == MAPI_E_BAD_CHARWIDTH) hr = ask_once(all, container, flags ^ MAPI_UNICODE);
        if (hr == MAPI_E_NO_SUPPORT) hr = look_in_contents(all, container);
    }
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}

static HRESULT ask_containers(struct resolving *all)
{
    AUTO_FREE SBinaryArray *path = NULL;
    HRESULT hr = search_path_ids(all->router, &path);

    for (ULONG i = 0; SUCCEEDED(hr) && i < path->cValues && left(all, MAPI_UNRESOLVED); i++)
        hr = ask_container(all, &path->lpbin[i]);
    return hr;
}

HRESULT ab_resolve(struct router *router, ADRLIST *list, ULONG flags)
{
    AUTO_FREE FlagList *states = NULL;
    struct resolving all = {router, list, NULL, flags};
    HRESULT hr = S_OK;

    if (list->cEntries > 0x00ffffff) return FAIL(MAPI_E_INVALID_PARAMETER);
    states = all.states = mem_zero(states_bytes(list->cEntries));
    if (!states) return MAPI_E_NOT_ENOUGH_MEMORY;
    states->cFlags = list->cEntries;
    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++)
        hr = resolve_typed(&all, i);
    if (SUCCEEDED(hr) && left(&all, MAPI_UNRESOLVED)) hr = ask_containers(&all);
    if (FAILED(hr)) return hr;
    if (left(&all, MAPI_UNRESOLVED)) return FAIL(MAPI_E_NOT_FOUND);
    return left(&all, MAPI_AMBIGUOUS) ? FAIL(MAPI_E_AMBIGUOUS_RECIP) : S_OK;
}
