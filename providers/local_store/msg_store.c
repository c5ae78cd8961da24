/*
 * msg_store.c - IMsgStore: what a client holds of an open store
 */
#include "msg_store.h"
#include <stdlib.h>
#include "common/sql/props.h"
#include "edktags.h"
#include "maintenance.h"
#include "open_stores.h"
#include "quota.h"
#include "receive_folders.h"
#include "row.h"
#include "standard_folders.h"
#include "store_props.h"
#include "store_queue.h"
#include "tables.h"
#include "used_size.h"

/* Only what is true today. */
#define SUPPORT_MASK                                                                               \
    (STORE_ENTRYID_UNIQUE | STORE_SUBMIT_OK | STORE_MODIFY_OK | STORE_CREATE_OK |                  \
     STORE_ATTACH_OK | STORE_OLE_OK | STORE_NOTIFY_OK | STORE_MV_PROPS_OK | STORE_RTF_OK |         \
     STORE_SEARCH_OK | STORE_RESTRICTION_OK | STORE_SORT_OK | STORE_CATEGORIZE_OK |                \
     STORE_HTML_OK | STORE_UNICODE_OK | STORE_LOCALSTORE)

struct msg_store {
    struct com_object com;
    IMsgStore IMsgStore_iface;
    struct maintenance maintenance;
    struct props props;
    struct store *store; /* owned */
    struct bag bag;      /* as read last; under the lock */
    struct change_list changes;
    ULONG way; /* that StoreLogoff told last; LOGOFF_ABORT before */
};

/* Once, when the last IMsgStore of a log-on goes, the way it was told; 5.6-09: a client that just
 * lets go has told none. */
static void log_off_transports(struct msg_store *self)
{
    bool last = open_stores_set_face(self->store->open, self->store, false);
    ULONG flags = __atomic_load_n(&self->way, __ATOMIC_RELAXED);
    IMAPISupport *support = last ? store_support(self->store) : NULL;

    if (!support) return;
    support->lpVtbl->StoreLogoffTransports(support, &flags);
    support->lpVtbl->Release(support);
}

static void msg_store_destroy(void *object)
{
    struct msg_store *self = object;

    if (!self->store) return;
    log_off_transports(self);
    bag_clear(&self->bag);
    change_list_clear(&self->changes);
    store_leave(self->store);
}

COM_UNKNOWN(msg_store, IMsgStore)
COM_DEAD(msg_store, IMsgStore, IMSGSTORE_DEAD_SLOTS);

static const struct com_face msg_store_faces[] = {
    COM_MORTAL(msg_store, IMsgStore),
    COM_MORTAL_AS(msg_store, IMsgStore, IMAPIProp),
    {&IID_IOMStoreMaintenance, offsetof(struct msg_store, maintenance.IOMStoreMaintenance_iface),
     &maintenance_dead},
};
COM_CLASS(msg_store);

/* ---- properties ---- */

static struct msg_store *self_of(struct props *props)
{
    return props->object;
}

static HRESULT msg_store_bag(struct props *props, struct bag **out)
{
    struct msg_store *self = self_of(props);

    bag_clear(&self->bag);
    *out = &self->bag;
    return store_props_load(self->store->file, &self->bag);
}

static const ULONG msg_store_computed_tags[] = {
    PR_ENTRYID,
    PR_STORE_ENTRYID,
    PR_RECORD_KEY,
    PR_STORE_RECORD_KEY,
    PR_INSTANCE_KEY,
    PR_OBJECT_TYPE,
    PR_MDB_PROVIDER,
    PR_MAPPING_SIGNATURE,
    PR_STORE_SUPPORT_MASK,
    PR_ACCESS,
    PR_ACCESS_LEVEL,
    PR_VALID_FOLDER_MASK,
    PR_PROVIDER_DISPLAY_W,
    PR_RESOURCE_TYPE,
    PR_MESSAGE_SIZE_EXTENDED,
    PR_QUOTA_WARNING,
    PR_QUOTA_SEND,
    PR_QUOTA_RECEIVE,
    PR_CONTENT_COUNT,
    PR_CONTENT_UNREAD,
    PR_ASSOC_CONTENT_COUNT,
    0,
};

/* PR_MESSAGE_SIZE, which can't tell more than 2 GB, or PR_MESSAGE_SIZE_EXTENDED */
static HRESULT size_value(struct msg_store *self, ULONG tag, struct value **out)
{
    int64_t bytes;
    HRESULT hr = used_size(store_db(self->store), &bytes);

    if (FAILED(hr)) return hr;
    if (tag == PR_MESSAGE_SIZE)
        return value_long(tag, bytes > 0x7fffffff ? 0x7fffffff : (LONG)bytes, out);
    return value_i8(PR_MESSAGE_SIZE_EXTENDED, bytes, out);
}

static HRESULT quota_value(struct msg_store *self, ULONG tag, struct value **out)
{
    ULONG kb;
    HRESULT hr = store_props_long(self->store->file, quota_tag_of(tag), &kb);

    return FAILED(hr) ? hr : value_long(PROP_TAG(PT_LONG, PROP_ID(tag)), (LONG)kb, out);
}

/* Over all folders that aren't deleted; what searches found lies in others. NULL: not one of these.
 */
static const char *count_text(ULONG tag)
{
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_CONTENT_COUNT):
        return "SELECT ifnull(sum(messages), 0) FROM folders WHERE type<>2 AND deleted IS NULL";
    case PROP_ID(PR_CONTENT_UNREAD):
        return "SELECT ifnull(sum(unread), 0) FROM folders WHERE type<>2 AND deleted IS NULL";
    case PROP_ID(PR_ASSOC_CONTENT_COUNT):
        return "SELECT ifnull(sum(associated), 0) FROM folders WHERE type<>2 AND deleted IS NULL";
    }
    return NULL;
}

static HRESULT msg_store_computed(struct props *props, ULONG tag, struct value **out)
{
    static const WCHAR provider[] = L"Local Mail Store";
    struct msg_store *self = self_of(props);
    struct row row = {.store = self->store,
                      .object = {.type = MAPI_STORE, .id = STORE_ROOT},
                      .can_modify = props->can_modify};
    struct bag *bag;
    ULONG mask = SUPPORT_MASK;
    int64_t n;
    HRESULT hr;

    if (count_text(tag)) {
        hr = db_int(store_db(self->store), &n, count_text(tag), "");
        return FAILED(hr) ? hr
                          : value_long(PROP_TAG(PT_LONG, PROP_ID(tag)),
                                       n > INT32_MAX ? INT32_MAX : (LONG)n, out);
    }
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_ENTRYID):
        return value_binary(PR_ENTRYID, self->store->wrapped, self->store->wrapped_bytes, out);
    case PROP_ID(PR_RECORD_KEY):
        return value_binary(PR_RECORD_KEY, &self->store->file->uid, 16, out);
    case PROP_ID(PR_STORE_SUPPORT_MASK):
        if (!self->store->can_modify)
            mask &= ~(ULONG)(STORE_SUBMIT_OK | STORE_MODIFY_OK | STORE_CREATE_OK);
        return value_long(PR_STORE_SUPPORT_MASK, (LONG)mask, out);
    case PROP_ID(PR_VALID_FOLDER_MASK):
        hr = msg_store_bag(props, &bag);
        if (SUCCEEDED(hr)) hr = standard_folders_mask(self->store->file, bag, &mask);
        return FAILED(hr) ? hr : value_long(PR_VALID_FOLDER_MASK, (LONG)mask, out);
    case PROP_ID(PR_PROVIDER_DISPLAY):
        return value_text(PR_PROVIDER_DISPLAY_W, provider,
                          sizeof(provider) / sizeof(provider[0]) - 1, out);
    case PROP_ID(PR_RESOURCE_TYPE):
        return value_long(PR_RESOURCE_TYPE, MAPI_STORE_PROVIDER, out);
    case PROP_ID(PR_MESSAGE_SIZE):
        return size_value(self, tag, out);
    case PROP_ID(PR_QUOTA_WARNING):
    case PROP_ID(PR_QUOTA_SEND):
    case PROP_ID(PR_QUOTA_RECEIVE):
        return quota_value(self, tag, out);
    case PROP_ID(PR_PARENT_ENTRYID):
    case PROP_ID(PR_HASATTACH):
    case 0x65E2:
        return S_FALSE;
    }
    return row_computed(&row, tag, out);
}

static HRESULT msg_store_check(struct props *props, ULONG tag, const struct value *value)
{
    (void)props;
    for (const ULONG *t = msg_store_computed_tags; *t; t++)
        if (PROP_ID(*t) == PROP_ID(tag)) return MAPI_E_COMPUTED;
    return quota_check_value(tag, value);
}

static HRESULT msg_store_changed(struct props *props)
{
    struct msg_store *self = self_of(props);

    return store_props_save(self->store->file, &self->bag, &self->changes);
}

static void msg_store_tell(struct props *props, bool stored)
{
    struct msg_store *self = self_of(props);
    struct change_list list;

    db_lock(store_db(self->store));
    list = self->changes;
    memset(&self->changes, 0, sizeof(self->changes));
    db_unlock(store_db(self->store));
    if (stored)
        store_tell(self->store, &list);
    else
        change_list_clear(&list);
}

static const struct props_ops msg_store_ops = {
    .house = &store_house,
    .bag = msg_store_bag,
    .computed = msg_store_computed,
    .check = msg_store_check,
    .changed = msg_store_changed,
    .computed_tags = msg_store_computed_tags,
    .tell = msg_store_tell,
};

/* ---- IMsgStore ---- */

static HRESULT STDMETHODCALLTYPE msg_store_Advise(IMsgStore *iface, ULONG count, ENTRYID *id,
                                                  ULONG events, IMAPIAdviseSink *sink,
                                                  ULONG_PTR *connection)
{
    return store_advise(msg_store_from(iface)->store, count, id, events, sink, connection);
}

static HRESULT STDMETHODCALLTYPE msg_store_Unadvise(IMsgStore *iface, ULONG_PTR connection)
{
    return store_unadvise(msg_store_from(iface)->store, connection);
}

static HRESULT STDMETHODCALLTYPE msg_store_CompareEntryIDs(IMsgStore *iface, ULONG count1,
                                                           ENTRYID *id1, ULONG count2, ENTRYID *id2,
                                                           ULONG flags, ULONG *result)
{
    return store_compare_entry_ids(msg_store_from(iface)->store, count1, id1, count2, id2, flags,
                                   result);
}

static HRESULT STDMETHODCALLTYPE msg_store_OpenEntry(IMsgStore *iface, ULONG count, ENTRYID *id,
                                                     LPCIID iid, ULONG flags, ULONG *type,
                                                     IUnknown **out)
{
    return store_open_entry(msg_store_from(iface)->store, count, id, iid, flags, type, out);
}

static HRESULT STDMETHODCALLTYPE msg_store_SetReceiveFolder(IMsgStore *iface, LPTSTR class,
                                                            ULONG flags, ULONG count, ENTRYID *id)
{
    return receive_folder_change(msg_store_from(iface)->store, class, flags, count, id);
}

static HRESULT STDMETHODCALLTYPE msg_store_GetReceiveFolder(IMsgStore *iface, LPTSTR class,
                                                            ULONG flags, ULONG *count, ENTRYID **id,
                                                            LPTSTR *explicit_class)
{
    return receive_folder_find(msg_store_from(iface)->store, class, flags, count, id,
                               explicit_class);
}

static HRESULT STDMETHODCALLTYPE msg_store_GetReceiveFolderTable(IMsgStore *iface, ULONG flags,
                                                                 IMAPITable **out)
{
    return receive_folder_table(msg_store_from(iface)->store, flags, out);
}

/*
 * StoreLogoff - how the transports are to end what they do for this store, when it is let go; the
 * last call counts
 *
 * flags   in and out: one of LOGOFF_NO_WAIT, _ORDERLY, _PURGE, _ABORT, _QUIET in; LOGOFF_COMPLETE
 *         out: nothing has to be waited for before the last Release
 * Errors  MAPI_E_INVALID_PARAMETER (NULL, or several ways), MAPI_E_UNKNOWN_FLAGS
 * Source  IMsgStore::StoreLogoff. "Shutting Down a Message Store Provider" has the transports told
 *         at once instead; both have it once, and the method's own page is the later word on when
 */
static HRESULT STDMETHODCALLTYPE msg_store_StoreLogoff(IMsgStore *iface, ULONG *flags)
{
    const ULONG ways = LOGOFF_NO_WAIT | LOGOFF_ORDERLY | LOGOFF_PURGE | LOGOFF_ABORT | LOGOFF_QUIET;

    if (!flags) return MAPI_E_INVALID_PARAMETER;
    if (*flags & ~ways) return MAPI_E_UNKNOWN_FLAGS;
    if (*flags & (*flags - 1)) return MAPI_E_INVALID_PARAMETER; /* they exclude each other */
    __atomic_store_n(&msg_store_from(iface)->way, *flags, __ATOMIC_RELAXED);
    *flags = LOGOFF_COMPLETE;
    return S_OK;
}

/* NotifyNewMail - what the spooler delivered, told to sinks on the whole store; the notification
 * stays the caller's (6.2-18) */
static HRESULT STDMETHODCALLTYPE msg_store_NotifyNewMail(IMsgStore *iface, NOTIFICATION *note)
{
    if (!note || note->ulEventType != fnevNewMail) return MAPI_E_INVALID_PARAMETER;
    return store_tell_new_mail(msg_store_from(iface)->store, note);
}

static HRESULT STDMETHODCALLTYPE msg_store_AbortSubmit(IMsgStore *iface, ULONG count, ENTRYID *id,
                                                       ULONG flags)
{
    return store_abort_submit(msg_store_from(iface)->store, count, id, flags);
}

/* GetOutgoingQueue - the messages that wait to be sent; flags 0. Open to clients too: looking does
 * no harm (6.2-17) */
static HRESULT STDMETHODCALLTYPE msg_store_GetOutgoingQueue(IMsgStore *iface, ULONG flags,
                                                            IMAPITable **out)
{
    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    return outgoing_table_create(msg_store_from(iface)->store, out);
}

static HRESULT STDMETHODCALLTYPE msg_store_SetLockState(IMsgStore *iface, IMessage *message,
                                                        ULONG state)
{
    return store_set_lock_state(msg_store_from(iface)->store, message, state);
}

static HRESULT STDMETHODCALLTYPE msg_store_FinishedMsg(IMsgStore *iface, ULONG flags, ULONG count,
                                                       ENTRYID *id)
{
    return store_finished(msg_store_from(iface)->store, flags, count, id);
}

IMAPIPROP_FORWARD(msg_store, IMsgStore, props, props)

static const IMsgStoreVtbl msg_store_vtbl = {
    COM_UNKNOWN_METHODS(msg_store),
    IMAPIPROP_SLOTS(msg_store),
    .Advise = msg_store_Advise,
    .Unadvise = msg_store_Unadvise,
    .CompareEntryIDs = msg_store_CompareEntryIDs,
    .OpenEntry = msg_store_OpenEntry,
    .SetReceiveFolder = msg_store_SetReceiveFolder,
    .GetReceiveFolder = msg_store_GetReceiveFolder,
    .GetReceiveFolderTable = msg_store_GetReceiveFolderTable,
    .StoreLogoff = msg_store_StoreLogoff,
    .AbortSubmit = msg_store_AbortSubmit,
    .GetOutgoingQueue = msg_store_GetOutgoingQueue,
    .SetLockState = msg_store_SetLockState,
    .FinishedMsg = msg_store_FinishedMsg,
    .NotifyNewMail = msg_store_NotifyNewMail,
};

HRESULT msg_store_create(struct store *store, IMsgStore **out)
{
    struct msg_store *self = com_alloc(&msg_store_class, sizeof(*self));

    *out = NULL;
    if (!self) return MAPI_E_NOT_ENOUGH_MEMORY;
    self->IMsgStore_iface.lpVtbl = (IMsgStoreVtbl *)&msg_store_vtbl;
    self->way = LOGOFF_ABORT;
    self->store = store;
    maintenance_init(&self->maintenance, self, store);
    store_enter(store, self);
    open_stores_set_face(store->open, store, true);
    self->props = (struct props){
        .ops = &msg_store_ops,
        .object = self,
        .iface = (IMAPIProp *)&self->IMsgStore_iface,
        .iid = &IID_IMsgStore,
        .store = store,
        .can_modify = store->can_modify,
    };
    *out = &self->IMsgStore_iface;
    return S_OK;
}
