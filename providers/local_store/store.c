/*
 * store.c - a logon to a store file: what its objects share
 */
#include "store.h"
#include <stdlib.h>
#include "common/text/text8.h"
#include "message_state.h"
#include "open_stores.h"
#include "search_background.h"
#include "store_id.h"
#include "store_queue.h"
#include "watch.h"

static void store_destroy(void *self)
{
    struct store *store = self;

    if (store->open) open_stores_remove(store->open, store);
    store_let_support_go(store);
    open_stores_unref(store->open);
    store_drop_marks(store);
    free(store->wrapped);
    store_file_unref(store->file);
    com_home_unref(store->home);
}

static const struct com_face store_faces[] = {{&IID_IUnknown, 0, NULL}};
COM_CLASS(store);

static HRESULT wrap(struct store *store)
{
    IMAPISupport *support = store->support;
    ENTRYID *wrapped = NULL;
    ULONG bytes;
    void *id;
    HRESULT hr;

    hr = store_id_write(store->file, &id, &bytes);
    if (FAILED(hr)) return hr;
    hr = support->lpVtbl->WrapStoreEntryID(support, bytes, id, &store->wrapped_bytes, &wrapped);
    free(id);
    if (FAILED(hr)) return hr;
    store->wrapped = malloc(store->wrapped_bytes);
    if (store->wrapped)
        memcpy(store->wrapped, wrapped, store->wrapped_bytes);
    else
        hr = MAPI_E_NOT_ENOUGH_MEMORY;
    store->alloc.free(wrapped);
    return hr;
}

HRESULT store_create(struct open_stores *open, struct store_file *moves_file, IMAPISupport *support,
                     struct com_home *home, const struct allocators *alloc, bool can_modify,
                     bool spooler, struct store **out)
{
    struct store *store = com_alloc(&store_class, sizeof(*store));
    HRESULT hr;

    *out = NULL;
    if (!store) {
        store_file_unref(moves_file);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    store->file = moves_file;
    store->alloc = *alloc;
    store->support = support;
    com_addref(support);
    store->can_modify = can_modify && !moves_file->db->read_only;
    store->spooler = spooler;
    store->home = home ? com_home_ref(home) : com_home_create();
    hr = store->home ? wrap(store) : MAPI_E_NOT_ENOUGH_MEMORY;
    if (FAILED(hr)) {
        com_unref(store);
        return hr;
    }
    store->open = open_stores_ref(open);
    open_stores_add(open, store);
    *out = store;
    return S_OK;
}

void store_enter(struct store *store, void *object)
{
    com_ref(store);
    __atomic_add_fetch(&store->inside, 1, __ATOMIC_RELAXED);
    com_home_settle(store->home, object);
}

void store_leave(struct store *store)
{
    if (!__atomic_sub_fetch(&store->inside, 1, __ATOMIC_ACQ_REL)) store_let_support_go(store);
    com_unref(store);
}

bool store_is_logged_on(struct store *store)
{
    return __atomic_load_n(&store->support, __ATOMIC_ACQUIRE) != NULL;
}

IMAPISupport *store_support(struct store *store)
{
    IMAPISupport *support;

    db_lock(store_db(store));
    support = store->support;
    if (support) com_addref(support);
    db_unlock(store_db(store));
    return support;
}

/* The store isn't logged on any more; NULL: it wasn't. */
static IMAPISupport *take_support(struct store *store)
{
    IMAPISupport *support;

    db_lock(store_db(store));
    support = store->support;
    __atomic_store_n(&store->support, NULL, __ATOMIC_RELEASE); /* looked at without the lock */
    store->file->advised -= store->advised;
    store->advised = 0;
    db_unlock(store_db(store));
    return support;
}

/* What works with the support object; another opening that is logged on takes it over. */
static void stop_work(struct store *store)
{
    search_background_stop(store);
    watch_stop(store);
}

void store_let_support_go(struct store *store)
{
    IMAPISupport *support;

    if (!store->file) return;
    support = take_support(store);
    stop_work(store);
    if (support) support->lpVtbl->Release(support);
}

void store_end(struct store *store)
{
    IMAPISupport *support = NULL; /* they have the same one */
    struct store *all, *at;

    com_home_end(store->home); /* before: who opens it again and is not among them sees that */
    all = open_stores_leaving(store->open, store->home);
    for (at = all; at; at = at->next_leaving) { /* first all: none takes over from another */
        IMAPISupport *one = take_support(at);

        if (!support) support = one;
        else if (one) one->lpVtbl->Release(one);
    }
    while ((at = all)) {
        all = at->next_leaving;
        stop_work(at);
        com_unref(at);
    }
    if (support) support->lpVtbl->Release(support);
}

/* ---- entry IDs ---- */

HRESULT store_entry(struct store *store, ULONG count, const void *id, USHORT type,
                    struct identity *out)
{
    HRESULT hr = entry_id_read(&store->file->uid, count, id, out);

    return SUCCEEDED(hr) && out->type != type ? MAPI_E_INVALID_ENTRYID : hr;
}

HRESULT store_give_entry(struct store *store, const struct identity *object, ULONG *count,
                         ENTRYID **out)
{
    HRESULT hr = store->alloc.buffer(ENTRY_ID_BYTES, (void **)out);

    if (FAILED(hr)) return hr;
    entry_id_write(&store->file->uid, object, (BYTE *)*out);
    *count = ENTRY_ID_BYTES;
    return S_OK;
}

HRESULT store_compare_entry_ids(struct store *store, ULONG count1, const ENTRYID *id1, ULONG count2,
                                const ENTRYID *id2, ULONG flags, ULONG *result)
{
    struct identity one, two;
    HRESULT hr;

    if (!result) return MAPI_E_INVALID_PARAMETER;
    *result = FALSE;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    hr = entry_id_read(&store->file->uid, count1, id1, &one);
    if (SUCCEEDED(hr)) hr = entry_id_read(&store->file->uid, count2, id2, &two);
    if (FAILED(hr)) return hr;
    *result = one.type == two.type && one.id == two.id && IsEqualGUID(&one.guid, &two.guid);
    return S_OK;
}

/* ---- OpenEntry ---- */

static bool wants(const IID *iid, const IID *const *faces)
{
    if (!iid) return true;
    for (; *faces; faces++)
        if (IsEqualGUID(iid, *faces)) return true;
    return false;
}

static HRESULT open_folder(struct store *store, const struct identity *entry, const IID *iid,
                           bool can_modify, ULONG flags, IUnknown **out)
{
    static const IID *const faces[] = {&IID_IMAPIFolder, &IID_IMAPIContainer, &IID_IMAPIProp,
                                       &IID_IUnknown, NULL};
    struct identity there;
    HRESULT hr;

    if (!wants(iid, faces)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    db_lock(store_db(store));
    hr = folder_lives(store->file, entry);
    if (hr == MAPI_E_NOT_FOUND && flags & SHOW_SOFT_DELETES) {
        hr = folder_identity_any(store->file, entry->id, &there);
        if (SUCCEEDED(hr) && !IsEqualGUID(&there.guid, &entry->guid)) hr = MAPI_E_NOT_FOUND;
        if (SUCCEEDED(hr) && flags & MAPI_MODIFY && !(flags & MAPI_BEST_ACCESS))
            hr = MAPI_E_NO_ACCESS;
        can_modify = false; /* what is deleted can be looked at, and moved back */
    }
    db_unlock(store_db(store));
    return FAILED(hr) ? hr : folder_create(store, entry, can_modify, (IMAPIFolder **)out);
}

static HRESULT open_message(struct store *store, const struct identity *entry, const IID *iid,
                            bool can_modify, ULONG flags, IUnknown **out)
{
    static const IID *const faces[] = {&IID_IMessage, &IID_IMAPIProp, &IID_IUnknown, NULL};
    struct message_state *state = NULL;
    bool queued;
    HRESULT hr;

    if (!wants(iid, faces)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    db_lock(store_db(store));
    hr = db_begin_read(store_db(store));
    if (SUCCEEDED(hr)) {
        hr = message_state_load(store->file, entry->id, &entry->guid, &state);
        if (SUCCEEDED(hr) &&
            ((!(flags & SHOW_SOFT_DELETES) && state->deleted) || !state->parent.type))
            hr = MAPI_E_NOT_FOUND; /* deleted for those who don't ask; an embedded message has no
                                      entry ID */
        if (SUCCEEDED(hr) &&
            store_is_locked_out(store, entry->id, bag_long(&state->props, PR_SUBMIT_FLAGS, 0)))
            hr = MAPI_E_NO_ACCESS;
        hr = db_end(store_db(store), hr);
    }
    if (FAILED(hr)) message_state_unref(state);
    db_unlock(store_db(store));
    if (FAILED(hr)) return hr;
    queued = bag_long(&state->props, PR_MESSAGE_FLAGS, 0) & MSGFLAG_SUBMIT && !store->spooler;
    if (can_modify && (state->deleted || queued)) {
        if (flags & MAPI_MODIFY && !(flags & MAPI_BEST_ACCESS)) {
            hr = state->deleted ? MAPI_E_NO_ACCESS : MAPI_E_SUBMITTED;
            message_state_unref(state);
            return hr;
        }
        can_modify = false;
    }
    return message_create(store, state, NULL, can_modify, (IMessage **)out);
}

HRESULT store_open_entry(struct store *store, ULONG count, const ENTRYID *id, const IID *iid,
                         ULONG flags, ULONG *type, IUnknown **out)
{
    const ULONG known = MAPI_MODIFY | MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS | MAPI_NO_CACHE |
                        MAPI_CACHE_ONLY | SHOW_SOFT_DELETES;
    struct identity entry = {MAPI_FOLDER, STORE_ROOT, store->file->root_guid};
    bool can_modify = store->can_modify && flags & (MAPI_MODIFY | MAPI_BEST_ACCESS);
    HRESULT hr = S_OK;

    if (out) *out = NULL;
    if (!out || !type) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~known) return MAPI_E_UNKNOWN_FLAGS;
    if (count || id) hr = entry_id_read(&store->file->uid, count, id, &entry);
    if (FAILED(hr)) return hr;
    if (flags & MAPI_MODIFY && !(flags & MAPI_BEST_ACCESS) && !store->can_modify)
        return MAPI_E_NO_ACCESS;
    if (entry.type == MAPI_FOLDER)
        hr = open_folder(store, &entry, iid, can_modify, flags, out);
    else if (entry.type == MAPI_MESSAGE)
        hr = open_message(store, &entry, iid, can_modify, flags, out);
    else
        hr = MAPI_E_INVALID_ENTRYID;
    if (SUCCEEDED(hr)) *type = entry.type;
    return hr;
}
