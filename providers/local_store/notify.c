/*
 * notify.c - what the store's changes are to advise sinks
 *
 * Keys of the notification engine, in which the connection's random number stands for this process:
 * uid and number for sinks on the whole store, uid, number and id for those on one object. So what
 * one process tells under them no other hears: each finds the change in the log and tells its own
 * sinks (watch.c). The uid alone is the key under which they call each other to look there.
 */
#include <stdlib.h>
#include "reports.h"
#include "store.h"
#include "watch.h"

struct object_key {
    ULONG cb;
    BYTE ab[32];
};

static void make_key(struct store *store, const struct identity *object, struct object_key *key)
{
    key->cb = 24;
    memcpy(key->ab, &store->file->uid, 16);
    memcpy(key->ab + 16, &store_db(store)->origin, 8);
    if (!object) return;
    instance_key_write(object->id, key->ab + 24);
    key->cb = 32;
}

struct told {
    NOTIFICATION note;
    BYTE object[ENTRY_ID_BYTES], parent[ENTRY_ID_BYTES], old[ENTRY_ID_BYTES],
        old_parent[ENTRY_ID_BYTES];
};

static void put_id(struct store *store, const struct identity *object, BYTE *bytes, ULONG *count,
                   ENTRYID **id)
{
    if (!object->type) return;
    entry_id_write(&store->file->uid, object, bytes);
    *count = ENTRY_ID_BYTES;
    *id = (ENTRYID *)bytes;
}

static void make_note(struct store *store, const struct change *change, struct told *told)
{
    static const ULONG events[] = {
        [CHANGE_CREATED] = fnevObjectCreated, [CHANGE_MODIFIED] = fnevObjectModified,
        [CHANGE_DELETED] = fnevObjectDeleted, [CHANGE_MOVED] = fnevObjectMoved,
        [CHANGE_COPIED] = fnevObjectCopied,   [CHANGE_COUNTS] = fnevObjectModified,
        [CHANGE_FLAGS] = fnevObjectModified,  [CHANGE_SEARCHED] = fnevSearchComplete,
    };
    OBJECT_NOTIFICATION *object = &told->note.info.obj;

    memset(told, 0, sizeof(*told));
    told->note.ulEventType = events[change->what];
    object->ulObjType = change->object.type;
    put_id(store, &change->object, told->object, &object->cbEntryID, &object->lpEntryID);
    put_id(store, &change->parent, told->parent, &object->cbParentID, &object->lpParentID);
    if (!change->old.type) return; /* 6.12-05: moved and copied only */
    put_id(store, &change->old, told->old, &object->cbOldID, &object->lpOldID);
    put_id(store, &change->old_parent, told->old_parent, &object->cbOldParentID,
           &object->lpOldParentID);
}

/* Whose own sinks hear of it, beside the store's: nobody's at creation, the original's at a copy.
 */
static const struct identity *concerned(const struct change *change)
{
    if (change->what == CHANGE_CREATED) return NULL;
    return change->what == CHANGE_COPIED ? &change->old : &change->object;
}

/* Of many messages at once their folders' events have to do; results of searches have their own. */
static bool has_event(const struct change *change)
{
    /* its end was told when it was soft-deleted */
    return !change->result && change->what != CHANGE_RESULTS && change->what != CHANGE_ANY &&
           !change->unseen;
}

static void tell_sinks(struct store *store, IMAPISupport *support, const struct change_list *list)
{
    struct object_key key;
    NOTIFICATION *notes;
    struct told *told;
    const struct identity *object;
    size_t n = 0;
    ULONG flags;

    for (size_t i = 0; i < list->n; i++)
        n += has_event(&list->items[i]);
    if (!n) return;
    notes = calloc(n, sizeof(*notes));
    told = calloc(n, sizeof(*told));
    n = 0;
    for (size_t i = 0; notes && told && i < list->n; i++) {
        if (!has_event(&list->items[i])) continue;
        make_note(store, &list->items[i], &told[n]);
        notes[n] = told[n].note;
        n++;
    }
    if (n) {
        make_key(store, NULL, &key);
        flags = 0;
        support->lpVtbl->Notify(support, (NOTIFKEY *)&key, (ULONG)n, notes, &flags);
    }
    n = 0;
    for (size_t i = 0; notes && told && i < list->n; i++) {
        if (!has_event(&list->items[i])) continue;
        object = concerned(&list->items[i]);
        if (object) {
            make_key(store, object, &key);
            flags = 0;
            support->lpVtbl->Notify(support, (NOTIFKEY *)&key, 1, &notes[n], &flags);
        }
        n++;
    }
    free(notes);
    free(told);
}

void store_tell(struct store *store, struct change_list *list)
{
    IMAPISupport *support;

    db_lock(store_db(store));
    change_list_append(list, &store->file->followed);
    db_unlock(store_db(store));
    if (list->n) {
        store_file_tell(store->file, list);
        support = store_support(store);
        if (support) {
            tell_sinks(store, support, list);
            watch_call(store, support, NULL);
            support->lpVtbl->Release(support);
        }
        reports_send(store, list);
    }
    change_list_clear(list);
}

void store_tell_heard(struct store *store, IMAPISupport *support, struct change_list *list)
{
    store_file_tell(store->file, list);
    tell_sinks(store, support, list);
    change_list_clear(list);
}

static HRESULT tell_mail(struct store *store, IMAPISupport *support, NOTIFICATION *note)
{
    struct object_key key;
    ULONG flags = 0;

    make_key(store, NULL, &key);
    return support->lpVtbl->Notify(support, (NOTIFKEY *)&key, 1, note, &flags);
}

HRESULT store_tell_new_mail(struct store *store, NOTIFICATION *note)
{
    IMAPISupport *support = store_support(store);
    HRESULT hr;

    if (!support) return MAPI_E_INVALID_OBJECT;
    hr = tell_mail(store, support, note);
    watch_call(store, support, note);
    support->lpVtbl->Release(support);
    return hr;
}

void store_tell_heard_mail(struct store *store, NOTIFICATION *note)
{
    IMAPISupport *support = store_support(store);

    if (!support) return;
    tell_mail(store, support, note);
    support->lpVtbl->Release(support);
}

static void count_sinks(struct store *store, LONG more)
{
    db_lock(store_db(store));
    if (store_is_logged_on(store) && store->advised + more >= 0) {
        store->advised += more;
        store->file->advised += more;
    }
    db_unlock(store_db(store));
}

HRESULT store_advise(struct store *store, ULONG count, const ENTRYID *id, ULONG events,
                     IMAPIAdviseSink *sink, ULONG_PTR *connection)
{
    const ULONG known = fnevCriticalError | fnevNewMail | fnevObjectCreated | fnevObjectDeleted |
                        fnevObjectModified | fnevObjectMoved | fnevObjectCopied |
                        fnevSearchComplete | fnevExtended;
    struct object_key key;
    struct identity object;
    IMAPISupport *support;
    HRESULT hr;

    if (!sink || !connection || !events) return MAPI_E_INVALID_PARAMETER;
    *connection = 0;
    if (events & ~known) return MAPI_E_NO_SUPPORT;
    if (count || id) {
        hr = entry_id_read(&store->file->uid, count, id, &object);
        if (FAILED(hr)) return hr;
        make_key(store, &object, &key);
    } else {
        make_key(store, NULL, &key);
    }
    support = store_support(store);
    if (!support) return MAPI_E_INVALID_OBJECT;
    count_sinks(store, 1);
    hr = watch_start(store);
    if (SUCCEEDED(hr))
        hr = support->lpVtbl->Subscribe(support, (NOTIFKEY *)&key, events, 0, sink, connection);
    if (FAILED(hr)) count_sinks(store, -1);
    support->lpVtbl->Release(support);
    return hr;
}

HRESULT store_unadvise(struct store *store, ULONG_PTR connection)
{
    IMAPISupport *support = store_support(store);
    HRESULT hr;

    if (!support) return S_OK; /* logoff has taken all connections with it */
    hr = support->lpVtbl->Unsubscribe(support, connection);
    if (SUCCEEDED(hr)) count_sinks(store, -1);
    support->lpVtbl->Release(support);
    return hr;
}
