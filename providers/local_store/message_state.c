/*
 * message_state.c - a message in memory: made, loaded, copied
 */
#include "message_state.h"
#include <stdlib.h>
#include "columns.h"
#include "common/sql/pack.h"

int64_t bag_bytes(const struct bag *bag)
{
    int64_t bytes = 0;

    for (size_t i = 0; i < bag->n; i++)
        bytes += (int64_t)bag->values[i]->bytes + 8;
    return bytes;
}

ULONG bag_long(const struct bag *bag, ULONG tag, ULONG otherwise)
{
    const struct value *value = bag_find(bag, tag);

    return value && value->prop.ulPropTag == tag ? (ULONG)value->prop.Value.l : otherwise;
}

HRESULT bag_put(struct bag *bag, ULONG tag, int64_t v)
{
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr =
        PROP_TYPE(tag) == PT_SYSTIME ? value_i8(tag, v, &value) : value_long(tag, (LONG)v, &value);

    return FAILED(hr) ? hr : bag_set(bag, value);
}

/* ---- recipients ---- */

void recipients_clear(struct recipients *list)
{
    for (size_t i = 0; i < list->n; i++)
        bag_clear(&list->items[i].props);
    free(list->items);
    free(list->removed);
    memset(list, 0, sizeof(*list));
}

static HRESULT grow(void **items, size_t n, size_t *room, size_t each)
{
    size_t wanted = *room ? *room * 2 : 8;
    void *grown;

    if (n < *room) return S_OK;
    grown = realloc(*items, wanted * each);
    if (!grown) return MAPI_E_NOT_ENOUGH_MEMORY;
    *items = grown;
    *room = wanted;
    return S_OK;
}

static HRESULT note_removed(LONG **list, size_t *n, LONG which)
{
    LONG *grown = realloc(*list, (*n + 1) * sizeof(LONG));

    if (!grown) return MAPI_E_NOT_ENOUGH_MEMORY;
    *list = grown;
    grown[(*n)++] = which;
    return S_OK;
}

struct recipient *recipients_find(struct recipients *list, LONG row_id)
{
    size_t low = 0, high = list->n; /* they are in the order of their rows */

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (list->items[middle].row_id < row_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < list->n && list->items[low].row_id == row_id ? &list->items[low] : NULL;
}

HRESULT recipients_add(struct recipients *list, struct bag *moves_props, struct recipient **out)
{
    struct recipient *item;
    HRESULT hr = grow((void **)&list->items, list->n, &list->room, sizeof(*list->items));

    if (FAILED(hr)) return hr;
    item = &list->items[list->n++];
    item->row_id = list->next_row++;
    item->dirty = true;
    item->props = *moves_props;
    memset(moves_props, 0, sizeof(*moves_props));
    if (out) *out = item;
    return S_OK;
}

HRESULT recipients_remove(struct recipients *list, LONG row_id)
{
    struct recipient *item = recipients_find(list, row_id);
    HRESULT hr;

    if (!item) return MAPI_E_NOT_FOUND;
    hr = note_removed(&list->removed, &list->n_removed, row_id);
    if (FAILED(hr)) return hr;
    bag_clear(&item->props);
    memmove(item, item + 1, (size_t)(list->items + --list->n - item) * sizeof(*item));
    return S_OK;
}

void recipients_replace(struct recipients *list)
{
    for (size_t i = 0; i < list->n; i++)
        bag_clear(&list->items[i].props);
    list->n = 0;
    list->n_removed = 0;
    list->replaced = true;
    list->loaded = true;
}

HRESULT recipients_copy(const struct recipients *from, struct recipients *to)
{
    HRESULT hr = S_OK;

    *to = *from;
    to->items = NULL;
    to->removed = NULL;
    to->n = to->room = to->n_removed = 0;
    for (size_t i = 0; i < from->n && SUCCEEDED(hr); i++) {
        struct bag props = {0};
        struct recipient *item;

        hr = bag_copy(&from->items[i].props, &props);
        if (SUCCEEDED(hr)) hr = recipients_add(to, &props, &item);
        if (SUCCEEDED(hr)) {
            item->row_id = from->items[i].row_id;
            item->dirty = from->items[i].dirty;
        }
        bag_clear(&props);
    }
    for (size_t i = 0; i < from->n_removed && SUCCEEDED(hr); i++)
        hr = note_removed(&to->removed, &to->n_removed, from->removed[i]);
    to->next_row = from->next_row;
    return hr;
}

/* The columns from number `first` on, by the list. */
static HRESULT load_columns(sqlite3_stmt *stmt, int first, const struct column *columns, size_t n,
                            struct bag *bag)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
        AUTO_VALUE struct value *value = NULL;

        hr = column_value(stmt, first + (int)i, columns[i].tag, &value);
        if (hr == S_OK) hr = bag_set(bag, value);
    }
    return FAILED(hr) ? hr : S_OK;
}

static HRESULT load_packed(struct db *db, sqlite3_stmt *stmt, int column, struct bag *bag)
{
    const void *data = sqlite3_column_blob(stmt, column);

    return unpack_bag(db, data, (size_t)sqlite3_column_bytes(stmt, column), bag);
}

HRESULT recipients_need(struct store_file *file, struct message_state *state)
{
    struct recipients *list = &state->recipients;
    sqlite3_stmt *stmt;
    HRESULT hr;

    if (list->loaded) return S_OK;
    if (!state->in_db) {
        list->loaded = true;
        return S_OK;
    }
    hr = db_prepare(file->db,
                    "SELECT row_id" RECIPIENT_COLUMNS(
                        COLUMN_NAME) ", props FROM recipients WHERE message=?1 ORDER BY row_id",
                    &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, state->id);
    while ((hr = db_step(file->db, stmt)) == S_OK) {
        LONG row_id = (LONG)sqlite3_column_int64(stmt, 0);
        struct bag props = {0};
        struct recipient *item;

        hr = load_columns(stmt, 1, recipient_columns, n_recipient_columns, &props);
        if (SUCCEEDED(hr)) hr = load_packed(file->db, stmt, 1 + (int)n_recipient_columns, &props);
        if (SUCCEEDED(hr)) hr = recipients_add(list, &props, &item);
        bag_clear(&props);
        if (FAILED(hr)) break;
        item->row_id = row_id;
        item->dirty = false;
        if (row_id >= list->next_row) list->next_row = row_id + 1;
    }
    db_done(file->db, stmt);
    if (FAILED(hr)) {
        recipients_clear(list);
        return hr;
    }
    list->loaded = true;
    return S_OK;
}

/* ---- attachments ---- */

static void attachments_clear(struct attach_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        attach_state_unref(list->items[i].state);
    free(list->items);
    free(list->removed);
    memset(list, 0, sizeof(*list));
}

struct attach_entry *attachments_find(struct attach_list *list, LONG num)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].num == num) return &list->items[i];
    return NULL;
}

static HRESULT attachments_add(struct attach_list *list, LONG num, int64_t bytes,
                               struct attach_entry **out)
{
    HRESULT hr = grow((void **)&list->items, list->n, &list->room, sizeof(*list->items));
    size_t i = list->n;

    if (FAILED(hr)) return hr;
    while (i && list->items[i - 1].num > num) {
        list->items[i] = list->items[i - 1];
        i--;
    }
    list->items[i] = (struct attach_entry){num, bytes, NULL, false};
    list->n++;
    if (num >= list->next_num) list->next_num = num + 1;
    *out = &list->items[i];
    return S_OK;
}

HRESULT attachments_set(struct attach_list *list, struct attach_state *state, int64_t bytes)
{
    struct attach_entry *entry = attachments_find(list, state->num);
    HRESULT hr;

    if (!entry) {
        hr = attachments_add(list, state->num, bytes, &entry);
        if (FAILED(hr)) return hr;
        entry->is_new = true;
    }
    attach_state_ref(state);
    attach_state_unref(entry->state);
    entry->state = state;
    entry->bytes = bytes;
    return S_OK;
}

HRESULT attachments_remove(struct attach_list *list, LONG num)
{
    struct attach_entry *entry = attachments_find(list, num);
    HRESULT hr;

    if (!entry) return MAPI_E_NOT_FOUND;
    hr = note_removed(&list->removed, &list->n_removed, num);
    if (FAILED(hr)) return hr;
    attach_state_unref(entry->state);
    memmove(entry, entry + 1, (size_t)(list->items + --list->n - entry) * sizeof(*entry));
    return S_OK;
}

static HRESULT attachments_copy(const struct attach_list *from, struct attach_list *to)
{
    HRESULT hr = S_OK;

    to->loaded = from->loaded;
    to->next_num = from->next_num;
    for (size_t i = 0; i < from->n && SUCCEEDED(hr); i++) {
        struct attach_entry *entry;

        hr = attachments_add(to, from->items[i].num, from->items[i].bytes, &entry);
        if (FAILED(hr)) break;
        entry->state = attach_state_ref(from->items[i].state);
        entry->is_new = from->items[i].is_new;
    }
    for (size_t i = 0; i < from->n_removed && SUCCEEDED(hr); i++)
        hr = note_removed(&to->removed, &to->n_removed, from->removed[i]);
    return hr;
}

HRESULT attachments_need(struct store_file *file, struct message_state *state)
{
    struct attach_list *list = &state->attachments;
    sqlite3_stmt *stmt;
    HRESULT hr;

    if (list->loaded) return S_OK;
    if (!state->in_db) {
        list->loaded = true;
        return S_OK;
    }
    hr = db_prepare(file->db, "SELECT num, size FROM attachments WHERE message=?1 ORDER BY num",
                    &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, state->id);
    while ((hr = db_step(file->db, stmt)) == S_OK) {
        struct attach_entry *entry;

        hr = attachments_add(list, (LONG)sqlite3_column_int64(stmt, 0),
                             sqlite3_column_int64(stmt, 1), &entry);
        if (FAILED(hr)) break;
    }
    db_done(file->db, stmt);
    if (FAILED(hr)) {
        attachments_clear(list);
        return hr;
    }
    list->loaded = true;
    return S_OK;
}

HRESULT attach_state_new(LONG num, struct attach_state **out)
{
    struct attach_state *state = calloc(1, sizeof(*state));
    HRESULT hr;

    *out = NULL;
    if (!state) return MAPI_E_NOT_ENOUGH_MEMORY;
    state->refs = 1;
    state->num = num;
    hr = bag_put(&state->props, PR_ATTACH_METHOD, NO_ATTACHMENT);
    if (SUCCEEDED(hr)) hr = bag_put(&state->props, PR_RENDERING_POSITION, -1);
    if (FAILED(hr)) {
        attach_state_unref(state);
        return hr;
    }
    *out = state;
    return S_OK;
}

HRESULT attach_state_load(struct store_file *file, int64_t message, LONG num,
                          struct attach_state **out)
{
    struct attach_state *state = calloc(1, sizeof(*state));
    sqlite3_stmt *stmt = NULL;
    HRESULT hr;

    *out = NULL;
    if (!state) return MAPI_E_NOT_ENOUGH_MEMORY;
    state->refs = 1;
    state->num = num;
    hr = db_prepare(file->db,
                    "SELECT a.id, e.id" ATTACHMENT_COLUMNS(COLUMN_NAME) ", props FROM attachments a"
                    " LEFT JOIN messages e ON e.attachment=a.id WHERE a.message=?1 AND a.num=?2",
                    &stmt);
    if (SUCCEEDED(hr)) {
        sqlite3_bind_int64(stmt, 1, message);
        sqlite3_bind_int64(stmt, 2, num);
        hr = db_step(file->db, stmt);
        if (hr == S_FALSE) hr = MAPI_E_NOT_FOUND;
    }
    if (SUCCEEDED(hr)) {
        state->id = sqlite3_column_int64(stmt, 0);
        state->embedded_id = sqlite3_column_int64(stmt, 1);
        hr = load_columns(stmt, 2, attachment_columns, n_attachment_columns, &state->props);
    }
    if (SUCCEEDED(hr))
        hr = load_packed(file->db, stmt, 2 + (int)n_attachment_columns, &state->props);
    db_done(file->db, stmt);
    if (FAILED(hr)) {
        attach_state_unref(state);
        return hr;
    }
    *out = state;
    return S_OK;
}

HRESULT attach_state_copy(const struct attach_state *from, struct attach_state **out)
{
    struct attach_state *state = calloc(1, sizeof(*state));
    HRESULT hr;

    *out = NULL;
    if (!state) return MAPI_E_NOT_ENOUGH_MEMORY;
    state->refs = 1;
    state->id = from->id;
    state->num = from->num;
    state->embedded_id = from->embedded_id;
    state->embedded = message_state_ref(from->embedded);
    hr = bag_copy(&from->props, &state->props);
    if (FAILED(hr)) {
        attach_state_unref(state);
        return hr;
    }
    *out = state;
    return S_OK;
}

struct attach_state *attach_state_ref(struct attach_state *state)
{
    if (state) __atomic_add_fetch(&state->refs, 1, __ATOMIC_RELAXED);
    return state;
}

void attach_state_unref(struct attach_state *state)
{
    if (!state || __atomic_sub_fetch(&state->refs, 1, __ATOMIC_ACQ_REL)) return;
    bag_clear(&state->props);
    message_state_unref(state->embedded);
    free(state);
}

int64_t attach_state_bytes(const struct attach_state *state)
{
    int64_t bytes = bag_bytes(&state->props);

    if (state->embedded) bytes += bag_long(&state->embedded->props, PR_MESSAGE_SIZE, 0);
    return bytes;
}

/* ---- messages ---- */

static HRESULT message_alloc(struct message_state **out)
{
    *out = calloc(1, sizeof(**out));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    (*out)->refs = 1;
    return S_OK;
}

HRESULT message_state_new(struct store_file *file, const struct identity *parent, int part,
                          struct message_state **out)
{
    struct message_state *state;
    AUTO_VALUE struct value *key = NULL;
    ULONG flags = MSGFLAG_UNSENT | MSGFLAG_UNMODIFIED;
    HRESULT hr;

    *out = NULL;
    hr = message_alloc(&state);
    if (FAILED(hr)) return hr;
    guid_new(&state->guid);
    state->parent = *parent;
    state->part = part;
    state->recipients.loaded = state->attachments.loaded = true;
    if (part == PART_ASSOCIATED) flags |= MSGFLAG_ASSOCIATED;
    hr = store_file_new_id(file, &state->id);
    if (SUCCEEDED(hr)) hr = value_binary(PR_SEARCH_KEY, &state->guid, 16, &key);
    if (SUCCEEDED(hr)) hr = bag_set(&state->props, key);
    if (SUCCEEDED(hr)) hr = bag_put(&state->props, PR_MESSAGE_FLAGS, flags);
    if (SUCCEEDED(hr)) hr = bag_put(&state->props, PR_IMPORTANCE, IMPORTANCE_NORMAL);
    if (SUCCEEDED(hr)) hr = bag_put(&state->props, PR_PRIORITY, PRIO_NORMAL);
    if (SUCCEEDED(hr)) hr = bag_put(&state->props, PR_SENSITIVITY, SENSITIVITY_NONE);
    if (FAILED(hr)) {
        message_state_unref(state);
        return hr;
    }
    *out = state;
    return S_OK;
}

HRESULT message_state_load(struct store_file *file, int64_t id, const GUID *guid,
                           struct message_state **out)
{
    enum { FIXED = 7 };
    struct message_state *state = NULL;
    sqlite3_stmt *stmt = NULL;
    HRESULT hr;

    *out = NULL;
    hr = message_alloc(&state);
    if (FAILED(hr)) return hr;
    hr = db_prepare(
        file->db,
        "SELECT m.guid, m.folder, m.part, m.revision, m.change,"
        " m.deleted IS NOT NULL OR (SELECT deleted FROM folders WHERE id=m.folder) IS NOT NULL, p.data" MESSAGE_COLUMNS(
            COLUMN_NAME_OF_M) " FROM messages m LEFT JOIN message_props p ON p.id=m.id WHERE m.id=?1",
        &stmt);
    if (SUCCEEDED(hr)) {
        sqlite3_bind_int64(stmt, 1, id);
        hr = db_step(file->db, stmt);
        if (hr == S_FALSE) hr = MAPI_E_NOT_FOUND;
    }
    if (SUCCEEDED(hr) && sqlite3_column_bytes(stmt, 0) != 16) hr = MAPI_E_CORRUPT_STORE;
    if (SUCCEEDED(hr)) {
        memcpy(&state->guid, sqlite3_column_blob(stmt, 0), 16);
        if (guid && !IsEqualGUID(guid, &state->guid)) hr = MAPI_E_NOT_FOUND;
    }
    if (SUCCEEDED(hr)) {
        state->in_db = true;
        state->id = id;
        state->part = sqlite3_column_int(stmt, 2);
        state->revision = sqlite3_column_int64(stmt, 3);
        state->change = sqlite3_column_int64(stmt, 4);
        state->deleted = sqlite3_column_int(stmt, 5);
        hr = load_columns(stmt, FIXED, message_columns, n_message_columns, &state->props);
    }
    if (SUCCEEDED(hr)) hr = load_packed(file->db, stmt, FIXED - 1, &state->props);
    if (SUCCEEDED(hr) && sqlite3_column_type(stmt, 1) != SQLITE_NULL)
        hr = folder_identity_any(file, sqlite3_column_int64(stmt, 1), &state->parent);
    db_done(file->db, stmt);
    if (FAILED(hr)) {
        message_state_unref(state);
        return hr;
    }
    message_bodies_begin(&state->bodies, &state->props);
    *out = state;
    return S_OK;
}

HRESULT message_state_copy(const struct message_state *from, struct message_state **out)
{
    struct message_state *state;
    HRESULT hr;

    *out = NULL;
    hr = message_alloc(&state);
    if (FAILED(hr)) return hr;
    state->in_db = from->in_db;
    state->id = from->id;
    state->guid = from->guid;
    state->parent = from->parent;
    state->part = from->part;
    state->deleted = from->deleted;
    state->revision = from->revision;
    state->change = from->change;
    hr = bag_copy(&from->props, &state->props);
    if (SUCCEEDED(hr)) hr = recipients_copy(&from->recipients, &state->recipients);
    if (SUCCEEDED(hr)) hr = attachments_copy(&from->attachments, &state->attachments);
    if (FAILED(hr)) {
        message_state_unref(state);
        return hr;
    }
    message_bodies_begin(&state->bodies, &state->props);
    *out = state;
    return S_OK;
}

struct message_state *message_state_ref(struct message_state *state)
{
    if (state) __atomic_add_fetch(&state->refs, 1, __ATOMIC_RELAXED);
    return state;
}

void message_state_unref(struct message_state *state)
{
    if (!state || __atomic_sub_fetch(&state->refs, 1, __ATOMIC_ACQ_REL)) return;
    bag_clear(&state->props);
    message_bodies_clear(&state->bodies);
    recipients_clear(&state->recipients);
    attachments_clear(&state->attachments);
    free(state);
}

/* An attachment as if it were new, with its embedded message. */
static HRESULT attach_detach(struct store_file *file, struct message_state *message,
                             struct attach_entry *entry, int depth)
{
    struct attach_state *state = NULL;
    struct message_state *embedded = NULL;
    HRESULT hr;

    hr = entry->state ? attach_state_copy(entry->state, &state)
                      : attach_state_load(file, message->id, entry->num, &state);
    if (FAILED(hr)) return hr;
    if (state->embedded)
        hr = message_state_copy(state->embedded, &embedded);
    else if (state->embedded_id)
        hr = message_state_load(file, state->embedded_id, NULL, &embedded);
    if (SUCCEEDED(hr) && embedded) hr = message_state_detach(file, embedded, depth + 1);
    if (FAILED(hr)) {
        message_state_unref(embedded);
        attach_state_unref(state);
        return hr;
    }
    message_state_unref(state->embedded);
    state->embedded = embedded;
    state->embedded_id = 0;
    state->id = 0;
    attach_state_unref(entry->state);
    entry->state = state;
    entry->is_new = true;
    return S_OK;
}

HRESULT message_state_detach(struct store_file *file, struct message_state *state, int depth)
{
    HRESULT hr;

    if (depth > MAX_EMBEDDED) return MAPI_E_TOO_COMPLEX;
    hr = recipients_need(file, state);
    if (SUCCEEDED(hr)) hr = attachments_need(file, state);
    for (size_t i = 0; i < state->attachments.n && SUCCEEDED(hr); i++)
        hr = attach_detach(file, state, &state->attachments.items[i], depth);
    if (SUCCEEDED(hr)) hr = store_file_new_id(file, &state->id);
    if (FAILED(hr)) return hr;
    guid_new(&state->guid);
    bag_remove(&state->props, PR_LAST_MODIFICATION_TIME);
    state->in_db = false;
    state->recipients.replaced = true;
    state->revision = 0;
    return S_OK;
}
