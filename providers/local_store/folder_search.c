/*
 * folder_search.c - a search folder's criteria: SetSearchCriteria, GetSearchCriteria
 */
#include <stdlib.h>
#include "folder.h"
#include "restriction_pack.h"
#include "search_background.h"

#define STEP_LOOKED 16384 /* messages looked at by one step that someone waits for */

HRESULT folder_searches(struct folder *folder, bool *out)
{
    HRESULT hr;

    *out = false;
    db_lock(store_db(folder->store));
    hr = folder_is_search(folder->store->file, folder->id.id, out);
    db_unlock(store_db(folder->store));
    return hr;
}

static HRESULT must_search(struct folder *folder)
{
    bool search;
    HRESULT hr = folder_searches(folder, &search);

    return SUCCEEDED(hr) && !search ? MAPI_E_NO_SUPPORT : hr;
}

/* 6.6-02 */
static HRESULT check_flags(ULONG flags)
{
    static const ULONG pairs[] = {STOP_SEARCH | RESTART_SEARCH, RECURSIVE_SEARCH | SHALLOW_SEARCH,
                                  FOREGROUND_SEARCH | BACKGROUND_SEARCH,
                                  CONTENT_INDEXED_SEARCH | NON_CONTENT_INDEXED_SEARCH};
    ULONG known = STATIC_SEARCH;

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if ((flags & pairs[i]) == pairs[i]) return MAPI_E_INVALID_PARAMETER;
        known |= pairs[i];
    }
    return flags & ~known ? MAPI_E_UNKNOWN_FLAGS : S_OK;
}

static HRESULT read_scopes(struct folder *folder, const ENTRYLIST *list, struct identity **out)
{
    HRESULT hr = S_OK;

    *out = NULL;
    if (!list || !list->cValues) return S_OK;
    if (!list->lpbin) return MAPI_E_INVALID_PARAMETER;
    *out = calloc(list->cValues, sizeof(**out));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < list->cValues && SUCCEEDED(hr); i++)
        hr = store_entry(folder->store, list->lpbin[i].cb, list->lpbin[i].lpb, MAPI_FOLDER,
                         &(*out)[i]);
    return hr;
}

static HRESULT search_state(struct folder *folder, ULONG *out)
{
    struct search_criteria criteria;
    HRESULT hr;

    *out = 0;
    db_lock(store_db(folder->store));
    hr = search_get(folder->store->file, folder->id.id, &criteria);
    db_unlock(store_db(folder->store));
    if (FAILED(hr)) return hr;
    *out = criteria.state;
    search_criteria_clear(&criteria);
    return S_OK;
}

/* Steps of someone who doesn't wait for the end give way to other processes that write: a thread
 * goes on when they have. */
void folder_search_on(struct folder *folder)
{
    struct store *store = folder->store;
    size_t look = store->file->search_at_once;
    bool done, front;
    ULONG state;
    HRESULT hr = search_state(folder, &state);

    if (FAILED(hr) || !(state & SEARCH_REBUILD) || !store->can_modify) return;
    front = state & SEARCH_FOREGROUND;
    search_prepare(store->file, &folder->id);
    for (done = false; !done && SUCCEEDED(hr); look = STEP_LOOKED) {
        struct change_list list = {0};

        hr = search_step(store->file, &folder->id, look, !front, &done, &list);
        if (SUCCEEDED(hr))
            store_tell(store, &list);
        else
            change_list_clear(&list);
        if (done || (SUCCEEDED(hr) ? front : hr != MAPI_E_BUSY)) continue;
        if (SUCCEEDED(search_background_start(store))) break;
    }
}

/*
 * SetSearchCriteria - what the folder shows from now on
 *
 * res     NULL: as before
 * list    folders of this store; NULL or empty: as before
 * flags   neither of a pair: as before; at first stopped no, shallow, in the background
 * 6.6-12: the reference returns "when the search has finished", and has BACKGROUND_SEARCH,
 * SEARCH_REBUILD and fnevSearchComplete for one that goes on (IMAPIContainer::GetSearchCriteria,
 * OBJECT_NOTIFICATION). So FOREGROUND_SEARCH has looked at all when this returns, if it could: the
 * criteria stand and the call answers S_OK also when the pass meets a full disk, or another process
 * that writes for longer than 20 seconds; then SEARCH_REBUILD stays. In the background so much that
 * takes a moment is looked at here, nothing while another process writes, and a thread goes on with
 * the rest (SEARCH_REBUILD tells); the folder fills as it goes, and fnevSearchComplete comes at its
 * end. A pass that a full disk or the logon's end has cut off goes on when the contents table is
 * opened or someone logs on next, one that another process kept out by itself. A call that only
 * repeats what is there and is running changes nothing. STATIC_SEARCH: what is found once stays,
 * until it is searched anew.
 * Errors  MAPI_E_NO_SUPPORT          not a search folder
 *         MAPI_E_NOT_INITIALIZED     no restriction or no folders, and none from before
 *         MAPI_E_TOO_COMPLEX         a restriction that tables refuse, one about a property of the
 *         folder or the logon rather than of the message
 *         (PR_PARENT_DISPLAY, PR_STORE_ENTRYID, PR_ACCESS), a search
 *         folder in list
 *         MAPI_E_NOT_FOUND           a folder in list is gone; MAPI_E_INVALID_ENTRYID,
 *         MAPI_E_UNKNOWN_ENTRYID
 *         MAPI_E_INVALID_PARAMETER   flags that contradict; MAPI_E_UNKNOWN_FLAGS; MAPI_E_NO_ACCESS
 * Source  IMAPIContainer::SetSearchCriteria, of which a background search departs
 *         (a_background_search_goes_on_behind in test_search_background.c, a_search_goes_on_behind
 *         in wine-tests/search.c); [MS-OXCFOLD] for STATIC_SEARCH
 */
HRESULT STDMETHODCALLTYPE folder_SetSearchCriteria(IMAPIFolder *iface, SRestriction *res,
                                                   ENTRYLIST *list, ULONG flags)
{
    struct folder *folder = folder_from_iface(iface);
    struct store_file *file = folder->store->file;
    struct change_list changes = {0};
    struct identity *scopes = NULL;
    HRESULT hr = check_flags(flags);

    if (SUCCEEDED(hr)) hr = must_search(folder);
    if (FAILED(hr)) return hr;
    if (!folder->store->can_modify) return MAPI_E_NO_ACCESS;
    hr = read_scopes(folder, list, &scopes);
    if (SUCCEEDED(hr)) {
        hr = db_begin(file->db);
        if (SUCCEEDED(hr)) {
            hr = folder_lives(file, &folder->id);
            if (hr == MAPI_E_NOT_FOUND) hr = MAPI_E_OBJECT_DELETED;
            if (SUCCEEDED(hr))
                hr = search_set(file, &folder->id, res, scopes, list ? list->cValues : 0, flags,
                                &changes);
            hr = db_end(file->db, hr);
        }
    }
    free(scopes);
    if (FAILED(hr)) {
        change_list_clear(&changes);
        return hr;
    }
    store_tell(folder->store, &changes);
    folder_search_on(folder);
    return S_OK;
}

static HRESULT give_scopes(struct folder *folder, const struct search_criteria *criteria,
                           ENTRYLIST **out)
{
    const struct allocators *alloc = &folder->store->alloc;
    size_t n = criteria->n_scopes;
    BYTE *bytes;
    HRESULT hr;

    hr = alloc->buffer((ULONG)(sizeof(**out) + n * (sizeof(SBinary) + ENTRY_ID_BYTES)),
                       (void **)out);
    if (FAILED(hr)) return hr;
    (*out)->cValues = (ULONG)n;
    (*out)->lpbin = (SBinary *)(*out + 1);
    bytes = (BYTE *)((*out)->lpbin + n);
    for (size_t i = 0; i < n; i++, bytes += ENTRY_ID_BYTES) {
        entry_id_write(&folder->store->file->uid, &criteria->scopes[i], bytes);
        (*out)->lpbin[i] = (SBinary){ENTRY_ID_BYTES, bytes};
    }
    return S_OK;
}

/*
 * GetSearchCriteria
 *
 * res, list, state  each may be NULL; a root of the caller's memory each. In state SEARCH_COMPLETE
 *                   (0x1000) tells that the pass came to its end, SEARCH_RUNNING without
 *                   SEARCH_REBUILD that what changes is followed
 * Errors  MAPI_E_NOT_INITIALIZED (nothing set yet), MAPI_E_NO_SUPPORT (not a search folder),
 *         MAPI_E_UNKNOWN_FLAGS, MAPI_E_CORRUPT_STORE, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPIContainer::GetSearchCriteria
 */
HRESULT STDMETHODCALLTYPE folder_GetSearchCriteria(IMAPIFolder *iface, ULONG flags,
                                                   SRestriction **res, ENTRYLIST **list,
                                                   ULONG *state)
{
    struct folder *folder = folder_from_iface(iface);
    const struct allocators *alloc = &folder->store->alloc;
    struct search_criteria criteria;
    SRestriction *given = NULL;
    HRESULT hr;

    if (res) *res = NULL;
    if (list) *list = NULL;
    if (state) *state = 0;
    if (flags & ~(ULONG)MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
    hr = must_search(folder);
    if (FAILED(hr)) return hr;
    db_lock(store_db(folder->store));
    hr = search_get(folder->store->file, folder->id.id, &criteria);
    db_unlock(store_db(folder->store));
    if (FAILED(hr)) return hr;
    if (res) hr = restriction_unpack(criteria.packed, criteria.bytes, flags, alloc, &given);
    if (SUCCEEDED(hr) && list) hr = give_scopes(folder, &criteria, list);
    if (SUCCEEDED(hr) && state) *state = criteria.state;
    if (SUCCEEDED(hr) && res)
        *res = given;
    else
        alloc->free(given);
    search_criteria_clear(&criteria);
    return hr;
}
