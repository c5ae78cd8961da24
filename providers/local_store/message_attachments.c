/*
 * message_attachments.c - the attachments of an open message: their table, opening, making,
 * deleting
 */
#include <stdlib.h>
#include "attach.h"
#include "common/sql/view_table.h"
#include "message.h"

static const SizedSPropTagArray(14, attachment_table_columns) = {
    14,
    {PR_ATTACH_NUM, PR_INSTANCE_KEY, PR_RECORD_KEY, PR_RENDERING_POSITION, PR_ATTACH_METHOD,
     PR_ATTACH_SIZE, PR_ATTACH_FILENAME_W, PR_ATTACH_LONG_FILENAME_W, PR_ATTACH_EXTENSION_W,
     PR_ATTACH_MIME_TAG_W, PR_DISPLAY_NAME_W,
     PROP_TAG(PT_UNICODE, 0x3712) /* PR_ATTACH_CONTENT_ID */,
     PROP_TAG(PT_LONG, 0x3714) /* PR_ATTACH_FLAGS */, PR_OBJECT_TYPE}};
#define COLUMNS ((const SPropTagArray *)&attachment_table_columns)

/* ---- the table: what is saved, not what waits for SaveChanges ---- */

HRESULT attachment_row(struct store_file *file, struct message_state *state,
                       const struct attach_entry *entry, struct bag *row)
{
    struct attach_state *attach = NULL;
    AUTO_VALUE struct value *key = NULL;
    AUTO_VALUE struct value *record = NULL;
    BYTE bytes[12];
    HRESULT hr;

    if (entry->state)
        attach = attach_state_ref(entry->state);
    else {
        hr = attach_state_load(file, state->id, entry->num, &attach);
        if (FAILED(hr)) return hr;
    }
    instance_key_write(state->id, bytes);
    for (int i = 0; i < 4; i++)
        bytes[8 + i] = (BYTE)((ULONG)entry->num >> 8 * i);
    hr = bag_copy(&attach->props, row);
    if (SUCCEEDED(hr)) bag_remove(row, PR_ATTACH_DATA_BIN);
    if (SUCCEEDED(hr)) hr = value_binary(PR_INSTANCE_KEY, bytes + 8, 4, &key);
    if (SUCCEEDED(hr)) hr = value_binary(PR_RECORD_KEY, bytes, 12, &record);
    if (SUCCEEDED(hr)) hr = bag_set(row, key);
    if (SUCCEEDED(hr)) hr = bag_set(row, record);
    if (SUCCEEDED(hr)) hr = bag_put(row, PR_ATTACH_NUM, entry->num);
    if (SUCCEEDED(hr))
        hr = bag_put(row, PR_ATTACH_SIZE, entry->bytes > 0x7fffffff ? 0x7fffffff : entry->bytes);
    if (SUCCEEDED(hr)) hr = bag_put(row, PR_OBJECT_TYPE, MAPI_ATTACH);
    attach_state_unref(attach);
    return hr;
}

/* The message as it was saved last; NULL: never. Under the lock. */
static HRESULT saved_state(struct message *message, struct message_state **out)
{
    *out = NULL;
    if (message->submitted) return MAPI_E_INVALID_OBJECT;
    if (message->parent) {
        if (message->saved)
            *out = message_state_ref(message->saved);
        else if (message->state->in_db)
            return message_state_load(message->store->file, message->state->id, NULL, out);
        return S_OK;
    }
    if (!message->state->in_db && !message->stale) return S_OK;
    return message_state_load(message->store->file, message->state->id, &message->state->guid, out);
}

static HRESULT make_rows(struct message *message, struct bag **out, size_t *n)
{
    struct message_state *state;
    HRESULT hr;

    *out = NULL;
    *n = 0;
    hr = saved_state(message, &state);
    if (FAILED(hr) || !state) return hr;
    hr = attachments_need(message->store->file, state);
    if (SUCCEEDED(hr)) {
        *out = calloc(state->attachments.n + 1, sizeof(**out));
        if (!*out) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    for (; SUCCEEDED(hr) && *n < state->attachments.n; ++*n)
        hr =
            attachment_row(message->store->file, state, &state->attachments.items[*n], &(*out)[*n]);
    message_state_unref(state);
    return hr;
}

static HRESULT refill(struct message *message, struct memory_table *table)
{
    struct bag *rows;
    size_t n;
    HRESULT hr;

    db_lock(store_db(message->store));
    hr = make_rows(message, &rows, &n);
    db_unlock(store_db(message->store));
    if (SUCCEEDED(hr)) hr = memory_table_fill(table, rows, n);
    if (FAILED(hr)) memory_table_failed(table, store_db(message->store));
    for (size_t i = 0; i < n; i++)
        bag_clear(&rows[i]);
    free(rows);
    return hr;
}

void message_attachments_saved(struct message *message)
{
    if (memory_table_is_made(&message->attachments, store_db(message->store)))
        refill(message, &message->attachments);
}

/*
 * GetAttachmentTable - a view of the attachments as they were saved with the message last, by
 * PR_RENDERING_POSITION; what SaveChanges changes it tells
 *
 * flags   MAPI_UNICODE (the columns' width to begin with), MAPI_DEFERRED_ERRORS
 * out     the caller's; the view outlives the message
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_OBJECT (submitted, or the
 *         store is logged off), MAPI_E_NOT_FOUND (the message was deleted),
 *         MAPI_E_NOT_ENOUGH_MEMORY, the database's
 * Source  IMessage::GetAttachmentTable; 6.7-14
 */
HRESULT STDMETHODCALLTYPE message_GetAttachmentTable(IMessage *iface, ULONG flags, IMAPITable **out)
{
    struct message *message = message_from_iface(iface);
    const struct allocators *alloc = &message->store->alloc;
    IMAPITable *view = NULL;
    HRESULT hr = S_OK;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_DEFERRED_ERRORS)) return MAPI_E_UNKNOWN_FLAGS;
    if (!memory_table_is_made(&message->attachments, store_db(message->store))) {
        struct memory_table table = {0};

        hr = memory_table_make(&table, alloc, COLUMNS);
        if (SUCCEEDED(hr)) hr = refill(message, &table);
        if (SUCCEEDED(hr)) memory_table_keep(&message->attachments, store_db(message->store), &table);
        memory_table_clear(&table);
    }
    if (SUCCEEDED(hr))
        hr = memory_table_view(&message->attachments, COLUMNS, PR_RENDERING_POSITION, flags, &view);
    return SUCCEEDED(hr) ? view_table_create(&store_house, message->store, false, view, out) : hr;
}

/* ---- OpenAttach, CreateAttach, DeleteAttach ---- */

static HRESULT check_iid(const IID *iid)
{
    if (!iid || iid_is(iid, &IID_IAttachment, &IID_IMAPIProp) || iid_is(iid, &IID_IUnknown, NULL))
        return S_OK;
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
}

/*
 * OpenAttach - an attachment as this message has it, that is, as its own SaveChanges left it
 *
 * num     PR_ATTACH_NUM
 * iid     NULL, IID_IAttachment, IID_IMAPIProp or IID_IUnknown: it is an IAttach for each
 * flags   MAPI_MODIFY, MAPI_BEST_ACCESS (for writing where the message is), MAPI_DEFERRED_ERRORS,
 *         which come at once
 * out     the caller's; holds the message
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INTERFACE_NOT_SUPPORTED,
 *         MAPI_E_NO_ACCESS, MAPI_E_NOT_FOUND (no such number), MAPI_E_OBJECT_DELETED (the message
 *         was), MAPI_E_INVALID_OBJECT (it is submitted), MAPI_E_NOT_ENOUGH_MEMORY, the database's
 * Source  IMessage::OpenAttach
 */
HRESULT STDMETHODCALLTYPE message_OpenAttach(IMessage *iface, ULONG num, const IID *iid,
                                             ULONG flags, IAttach **out)
{
    struct message *message = message_from_iface(iface);
    bool write = flags & (MAPI_MODIFY | MAPI_BEST_ACCESS);
    struct attach_entry *entry = NULL;
    struct attach_state *state = NULL;
    struct message_state *own;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(MAPI_MODIFY | MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS))
        return MAPI_E_UNKNOWN_FLAGS;
    hr = check_iid(iid);
    if (FAILED(hr)) return hr;
    if (flags & MAPI_MODIFY && !(flags & MAPI_BEST_ACCESS) && !message->props.can_modify)
        return MAPI_E_NO_ACCESS;

    db_lock(store_db(message->store));
    hr = message_state_now(message, &own);
    if (SUCCEEDED(hr)) hr = attachments_need(message->store->file, own);
    if (SUCCEEDED(hr)) {
        entry = attachments_find(&own->attachments, (LONG)num);
        if (!entry) hr = MAPI_E_NOT_FOUND;
    }
    if (SUCCEEDED(hr))
        hr = entry->state ? attach_state_copy(entry->state, &state)
                          : attach_state_load(message->store->file, own->id, (LONG)num, &state);
    db_unlock(store_db(message->store));
    return FAILED(hr) ? hr : attach_create(message, state, write && message->props.can_modify, out);
}

/*
 * CreateAttach - a new attachment, which the message has from its SaveChanges on, and the store
 * from the message's
 *
 * iid     as OpenAttach's
 * flags   0 or MAPI_DEFERRED_ERRORS
 * num     its PR_ATTACH_NUM, given once as long as the message is open
 * out     the caller's; holds the message
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INTERFACE_NOT_SUPPORTED,
 *         MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED (the message was), MAPI_E_INVALID_OBJECT (it is
 *         submitted), MAPI_E_NOT_ENOUGH_MEMORY, the database's
 * Source  IMessage::CreateAttach
 */
HRESULT STDMETHODCALLTYPE message_CreateAttach(IMessage *iface, const IID *iid, ULONG flags,
                                               ULONG *num, IAttach **out)
{
    struct message *message = message_from_iface(iface);
    struct attach_state *state = NULL;
    struct message_state *own;
    HRESULT hr;

    if (!out || !num) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)MAPI_DEFERRED_ERRORS) return MAPI_E_UNKNOWN_FLAGS;
    hr = check_iid(iid);
    if (FAILED(hr)) return hr;
    if (!message->props.can_modify) return MAPI_E_NO_ACCESS;

    db_lock(store_db(message->store));
    hr = message_state_now(message, &own);
    if (SUCCEEDED(hr)) hr = attachments_need(message->store->file, own);
    if (SUCCEEDED(hr)) hr = attach_state_new(own->attachments.next_num, &state);
    if (SUCCEEDED(hr)) *num = (ULONG)own->attachments.next_num++;
    db_unlock(store_db(message->store));
    return FAILED(hr) ? hr : attach_create(message, state, true, out);
}

/*
 * DeleteAttach - takes an attachment from the message; the store loses it with the message's
 * SaveChanges
 *
 * num     PR_ATTACH_NUM
 * window, progress   unused: it is over at once, ATTACH_DIALOG or not
 * flags   0 or ATTACH_DIALOG
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS, MAPI_E_NOT_FOUND (no such number),
 *         MAPI_E_OBJECT_DELETED (the message was), MAPI_E_INVALID_OBJECT (it is submitted),
 *         MAPI_E_NOT_ENOUGH_MEMORY, the database's; the message has it then
 * Source  IMessage::DeleteAttach
 */
HRESULT STDMETHODCALLTYPE message_DeleteAttach(IMessage *iface, ULONG num, ULONG_PTR window,
                                               IMAPIProgress *progress, ULONG flags)
{
    struct message *message = message_from_iface(iface);
    struct message_state *own;
    HRESULT hr;

    (void)window;
    (void)progress;
    if (flags & ~(ULONG)ATTACH_DIALOG) return MAPI_E_UNKNOWN_FLAGS;
    if (!message->props.can_modify) return MAPI_E_NO_ACCESS;
    db_lock(store_db(message->store));
    hr = message_state_now(message, &own);
    if (SUCCEEDED(hr)) hr = attachments_need(message->store->file, own);
    if (SUCCEEDED(hr)) hr = attachments_remove(&own->attachments, (LONG)num);
    if (SUCCEEDED(hr)) message->changed = true;
    db_unlock(store_db(message->store));
    return hr;
}
