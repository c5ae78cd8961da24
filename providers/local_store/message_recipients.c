/*
 * message_recipients.c - the recipients of an open message: their table, ModifyRecipients
 */
#include <stdlib.h>
#include "common/sql/view_table.h"
#include "message.h"

static const SizedSPropTagArray(14, recipient_table_columns) = {
    14,
    {PR_ROWID, PR_INSTANCE_KEY, PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W,
     PR_EMAIL_ADDRESS_W, PR_ENTRYID, PR_SEARCH_KEY, PR_OBJECT_TYPE, PR_DISPLAY_TYPE,
     PR_RESPONSIBILITY, PR_SEND_RICH_INFO, PR_SPOOLER_STATUS, PROP_TAG(PT_UNICODE, 0x39FE)}};
#define COLUMNS ((const SPropTagArray *)&recipient_table_columns)

/* ---- the table ---- */

HRESULT recipient_row(const struct recipient *item, struct bag *row)
{
    AUTO_VALUE struct value *key = NULL;
    BYTE bytes[8];
    HRESULT hr;

    instance_key_write(item->row_id, bytes);
    hr = bag_copy(&item->props, row);
    if (SUCCEEDED(hr)) hr = value_binary(PR_INSTANCE_KEY, bytes, sizeof(bytes), &key);
    if (SUCCEEDED(hr)) hr = bag_set(row, key);
    if (SUCCEEDED(hr)) hr = bag_put(row, PR_ROWID, item->row_id);
    if (SUCCEEDED(hr) && !bag_find(row, PR_OBJECT_TYPE))
        hr = bag_put(row, PR_OBJECT_TYPE, MAPI_MAILUSER);
    if (SUCCEEDED(hr) && !bag_find(row, PR_DISPLAY_TYPE))
        hr = bag_put(row, PR_DISPLAY_TYPE, DT_MAILUSER);
    return hr;
}

static void free_rows(struct bag *rows, size_t n)
{
    for (size_t i = 0; rows && i < n; i++)
        bag_clear(&rows[i]);
    free(rows);
}

/* The rows of now, under the lock. */
static HRESULT make_rows(struct message *message, struct bag **out, size_t *n)
{
    struct message_state *state;
    HRESULT hr;

    *out = NULL;
    *n = 0;
    hr = message_state_now(message, &state);
    if (SUCCEEDED(hr)) hr = recipients_need(message->store->file, state);
    if (FAILED(hr)) return hr;
    *out = calloc(state->recipients.n + 1, sizeof(**out));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (; *n < state->recipients.n && SUCCEEDED(hr); ++*n)
        hr = recipient_row(&state->recipients.items[*n], &(*out)[*n]);
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
    free_rows(rows, n);
    return hr;
}

/*
 * GetRecipientTable - a view of the recipients as this message has them now, saved or not;
 * ModifyRecipients and what else changes them it tells
 *
 * flags   MAPI_UNICODE (the columns' width to begin with), MAPI_DEFERRED_ERRORS
 * out     the caller's; the view outlives the message
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_OBJECT (submitted, or the
 *         store is logged off), MAPI_E_OBJECT_DELETED (the message was), MAPI_E_NOT_ENOUGH_MEMORY,
 *         the database's
 * Source  IMessage::GetRecipientTable
 */
HRESULT STDMETHODCALLTYPE message_GetRecipientTable(IMessage *iface, ULONG flags, IMAPITable **out)
{
    struct message *message = message_from_iface(iface);
    const struct allocators *alloc = &message->store->alloc;
    IMAPITable *view = NULL;
    HRESULT hr = S_OK;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (message->submitted) return MAPI_E_INVALID_OBJECT;
    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_DEFERRED_ERRORS)) return MAPI_E_UNKNOWN_FLAGS;
    if (!memory_table_is_made(&message->recipients, store_db(message->store))) {
        struct memory_table table = {0};

        hr = memory_table_make(&table, alloc, COLUMNS);
        if (SUCCEEDED(hr)) hr = refill(message, &table);
        if (SUCCEEDED(hr)) memory_table_keep(&message->recipients, store_db(message->store), &table);
        memory_table_clear(&table);
    }
    if (SUCCEEDED(hr)) hr = memory_table_view(&message->recipients, COLUMNS, 0, flags, &view);
    return SUCCEEDED(hr) ? view_table_create(&store_house, message->store, true, view, out) : hr;
}

/* What can't be shown now is shown by the next table. */
void message_recipients_changed(struct message *message)
{
    if (memory_table_is_made(&message->recipients, store_db(message->store)))
        refill(message, &message->recipients);
}

/* ---- ModifyRecipients ---- */

struct entry {
    bool has_row_id;
    LONG row_id;
    struct bag props;
};

static HRESULT read_entry(const ADRENTRY *from, struct entry *to)
{
    HRESULT hr = S_OK;

    if (from->cValues && !from->rgPropVals) return MAPI_E_INVALID_PARAMETER;
    for (ULONG i = 0; i < from->cValues && SUCCEEDED(hr); i++) {
        const SPropValue *prop = &from->rgPropVals[i];
        AUTO_VALUE struct value *value = NULL;

        if (PROP_TYPE(prop->ulPropTag) == PT_ERROR) continue;
        if (PROP_TYPE(prop->ulPropTag) == PT_NULL) return MAPI_E_INVALID_PARAMETER;
        if (prop->ulPropTag == PR_ROWID) {
            to->has_row_id = true;
            to->row_id = prop->Value.l;
            continue;
        }
        if (PROP_ID(prop->ulPropTag) == PROP_ID(PR_INSTANCE_KEY) ||
            PROP_TYPE(prop->ulPropTag) == PT_OBJECT)
            continue;
        hr = value_from_prop(prop, &value);
        if (SUCCEEDED(hr)) hr = bag_set(&to->props, value);
    }
    if (SUCCEEDED(hr) && !bag_find(&to->props, PR_RECIPIENT_TYPE))
        hr = bag_put(&to->props, PR_RECIPIENT_TYPE, MAPI_TO);
    return hr;
}

/* All of the caller's list, before anything is changed; empty entries are left out. */
static HRESULT read_entries(const ADRLIST *list, struct entry **out, ULONG *n)
{
    HRESULT hr = S_OK;

    *n = 0;
    *out = calloc((size_t)list->cEntries + 1, sizeof(**out));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++)
        if (list->aEntries[i].cValues) hr = read_entry(&list->aEntries[i], &(*out)[(*n)++]);
    return hr;
}

static HRESULT check_rows(struct recipients *list, const struct entry *entries, ULONG n,
                          ULONG flags)
{
    if (!(flags & (MODRECIP_MODIFY | MODRECIP_REMOVE))) return S_OK;
    for (ULONG i = 0; i < n; i++) {
        if (!entries[i].has_row_id) return MAPI_E_INVALID_PARAMETER;
        if (!recipients_find(list, entries[i].row_id)) return MAPI_E_NOT_FOUND;
    }
    return S_OK;
}

static HRESULT change(struct recipients *list, struct entry *entries, ULONG n, ULONG flags)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; i < n && SUCCEEDED(hr); i++) {
        if (flags == MODRECIP_REMOVE) {
            hr = recipients_remove(list, entries[i].row_id);
        } else if (flags == MODRECIP_MODIFY) {
            struct recipient *item = recipients_find(list, entries[i].row_id);

            if (!item) return MAPI_E_NOT_FOUND;
            bag_clear(&item->props);
            item->props = entries[i].props;
            item->dirty = true;
            memset(&entries[i].props, 0, sizeof(entries[i].props));
        } else {
            hr = recipients_add(list, &entries[i].props, NULL);
        }
    }
    return hr;
}

/* All entries or none; a copy of the list only where there is no way back. */
static HRESULT change_all(struct recipients *list, struct entry *entries, ULONG n, ULONG flags)
{
    struct recipients new = {0}, old = *list;
    HRESULT hr = S_OK;

    if (flags == MODRECIP_ADD || (flags && n == 1)) {
        hr = change(list, entries, n, flags);
        while (FAILED(hr) && list->n > old.n)
            bag_clear(&list->items[--list->n].props);
        return hr;
    }
    if (flags)
        hr = recipients_copy(list, &new);
    else
        recipients_replace(&new);
    new.next_row = list->next_row;
    if (SUCCEEDED(hr)) hr = change(&new, entries, n, flags);
    if (SUCCEEDED(hr)) {
        *list = new;
        new = old;
    }
    recipients_clear(&new);
    return hr;
}

/*
 * ModifyRecipients - add to, change, thin out or replace the recipients; their table shows it at
 * once
 *
 * flags   MODRECIP_ADD, MODRECIP_MODIFY (whole rows, by PR_ROWID) or MODRECIP_REMOVE (by PR_ROWID);
 *         0 replaces all
 * list    the caller's; stays his
 * Errors  MAPI_E_INVALID_PARAMETER (PT_NULL, no PR_ROWID), MAPI_E_NOT_FOUND (no such row),
 *         MAPI_E_NO_ACCESS, MAPI_E_UNKNOWN_FLAGS; nothing is changed then
 * Source  IMessage::ModifyRecipients
 */
HRESULT STDMETHODCALLTYPE message_ModifyRecipients(IMessage *iface, ULONG flags, ADRLIST *list)
{
    struct message *message = message_from_iface(iface);
    struct db *db = store_db(message->store);
    struct message_state *state;
    struct entry *entries = NULL;
    ULONG n = 0;
    HRESULT hr;

    if (!list) return MAPI_E_INVALID_PARAMETER;
    if (flags != 0 && flags != MODRECIP_ADD && flags != MODRECIP_MODIFY && flags != MODRECIP_REMOVE)
        return flags & ~(ULONG)(MODRECIP_ADD | MODRECIP_MODIFY | MODRECIP_REMOVE)
                   ? MAPI_E_UNKNOWN_FLAGS
                   : MAPI_E_INVALID_PARAMETER;
    if (!message->props.can_modify) return MAPI_E_NO_ACCESS;

    hr = read_entries(list, &entries, &n);
    db_lock(db);
    if (SUCCEEDED(hr)) hr = message_state_now(message, &state);
    if (SUCCEEDED(hr)) hr = recipients_need(message->store->file, state);
    if (SUCCEEDED(hr)) hr = check_rows(&state->recipients, entries, n, flags);
    if (SUCCEEDED(hr)) hr = change_all(&state->recipients, entries, n, flags);
    if (SUCCEEDED(hr)) message->changed = true;
    db_unlock(db);
    for (ULONG i = 0; i < n; i++)
        bag_clear(&entries[i].props);
    free(entries);
    if (SUCCEEDED(hr)) message_recipients_changed(message);
    return hr;
}
