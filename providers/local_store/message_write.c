/*
 * message_write.c - a message's state into the database, and out of it
 */
#include "message_write.h"
#include <stdlib.h>
#include "columns.h"
#include "common/sql/large.h"
#include "common/sql/pack.h"
#include "message_finish.h"
#include "outgoing.h"

/* ---- long content and packing ---- */

struct packed {
    struct bag columns;  /* what fits into columns; owns its values */
    void *data;          /* the rest, malloc */
    size_t bytes;
    int64_t *large;      /* ids of the long content that stays */
    size_t n_large;
};

static void packed_clear(struct packed *packed)
{
    bag_clear(&packed->columns);
    free(packed->data);
    free(packed->large);
}

static bool is_long(const struct value *value)
{
    ULONG type = value_type(value);

    return value->large || (value->bytes > INLINE_BYTES &&
                            (type == PT_BINARY || type == PT_UNICODE || type == PT_STRING8));
}

/*
 * Long content that the row was loaded with. FORCE_SAVE comes after another handle's save, which
 * may have put other content in its place and dropped it: then the property stays as that one left
 * it. S_FALSE: without it.
 */
static HRESULT kept_long(struct db *db, struct value *value, int64_t owner, struct value **out)
{
    static const char text[] =
        "SELECT data FROM message_props WHERE id=?1 UNION ALL SELECT props FROM attachments WHERE id=?1";
    sqlite3_stmt *stmt;
    HRESULT hr = large_is_there(db, value->large);

    if (SUCCEEDED(hr)) *out = value_ref(value);
    if (hr != MAPI_E_NOT_FOUND) return hr;
    hr = db_prepare(db, text, &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, owner);
    hr = db_step(db, stmt);
    if (hr == S_OK)
        hr = unpack_one(db, sqlite3_column_blob(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0),
                        value->prop.ulPropTag, out);
    db_done(db, stmt);
    return hr;
}

/* The value with its long content in the database as owner's, S_FALSE: it is gone; fresh: even when
 * it is there already, as another's. */
static HRESULT store_long(struct db *db, struct value *value, int64_t owner, bool fresh,
                          struct value **out)
{
    ULONG tag = value->prop.ulPropTag;
    struct large *large = NULL;
    HRESULT hr;

    if (value->large && large_id(value->large) && !fresh) return kept_long(db, value, owner, out);
    hr = value->large
             ? large_save(db, value->large, owner, tag, &large)
             : large_save_bytes(db, value_content(value), value->bytes, owner, tag, &large);
    if (FAILED(hr)) return hr;
    hr = value_large(tag, large, value->code_page, out);
    large_unref(large);
    return hr;
}

/* Sorts the bag's values into columns and packed bytes, long content into large_values. */
static HRESULT pack(struct db *db, const struct bag *bag, const struct column *columns, size_t n,
                    int64_t owner, bool fresh, struct packed *packed)
{
    struct bag rest = {0};
    HRESULT hr = S_OK;

    memset(packed, 0, sizeof(*packed));
    packed->large = calloc(bag->n + 1, sizeof(*packed->large));
    if (!packed->large) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < bag->n && SUCCEEDED(hr); i++) {
        const struct column *column = column_of(columns, n, bag->values[i]->prop.ulPropTag);
        AUTO_VALUE struct value *taken = NULL;
        AUTO_VALUE struct value *kept = NULL;
        bool more;

        hr = column_take(column, bag->values[i], &taken, &more);
        if (hr == S_OK) hr = bag_set(&packed->columns, taken);
        if (FAILED(hr) || !more) continue;
        if (is_long(bag->values[i])) {
            hr = store_long(db, bag->values[i], owner, fresh, &kept);
            if (hr == S_OK) hr = bag_set(&rest, kept);
            if (hr == S_OK && kept->large) packed->large[packed->n_large++] = large_id(kept->large);
        } else {
            hr = bag_set(&rest, bag->values[i]);
        }
    }
    if (SUCCEEDED(hr)) hr = pack_bag(&rest, &packed->data, &packed->bytes);
    if (SUCCEEDED(hr) && !fresh) hr = large_drop(db, owner, packed->large, packed->n_large);
    bag_clear(&rest);
    if (FAILED(hr)) {
        packed_clear(packed);
        memset(packed, 0, sizeof(*packed));
    }
    return hr;
}

HRESULT pack_props(struct db *db, const struct bag *bag, const struct column *columns, size_t n,
                   int64_t owner, bool fresh, struct bag *in_columns, void **data, size_t *bytes)
{
    struct packed packed;
    HRESULT hr = pack(db, bag, columns, n, owner, fresh, &packed);

    if (FAILED(hr)) return hr;
    *in_columns = packed.columns;
    *data = packed.data;
    *bytes = packed.bytes;
    free(packed.large);
    return S_OK;
}

/* Binds the columns from parameter `first` on. */
static HRESULT bind_columns(sqlite3_stmt *stmt, int first, const struct column *columns, size_t n,
                            const struct bag *bag)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; i < n && SUCCEEDED(hr); i++)
        hr = column_bind(stmt, first + (int)i, columns[i].tag, bag_find(bag, columns[i].tag));
    return hr;
}

static HRESULT bind_packed(struct db *db, sqlite3_stmt *stmt, int i, const struct packed *packed)
{
    return packed->bytes ? db_error(db, sqlite3_bind_blob64(stmt, i, packed->data, packed->bytes,
                                                            SQLITE_STATIC))
                         : S_OK;
}

/* ---- recipients ---- */

static HRESULT write_recipient(struct db *db, int64_t message, const struct recipient *item)
{
    struct packed packed;
    sqlite3_stmt *stmt = NULL;
    HRESULT hr = S_OK;

    /* A recipient's long content stays in its row: rows are few, and removed without a trace
     * elsewhere. */
    struct bag columns = {0}, rest = {0};
    for (size_t i = 0; i < item->props.n && SUCCEEDED(hr); i++) {
        struct value *value = item->props.values[i];
        const struct column *column =
            column_of(recipient_columns, n_recipient_columns, value->prop.ulPropTag);
        AUTO_VALUE struct value *taken = NULL;
        bool more;

        hr = column_take(column, value, &taken, &more);
        if (hr == S_OK) hr = bag_set(&columns, taken);
        if (SUCCEEDED(hr) && more) hr = bag_set(&rest, value);
    }
    memset(&packed, 0, sizeof(packed));
    if (SUCCEEDED(hr)) hr = pack_bag(&rest, &packed.data, &packed.bytes);
    if (SUCCEEDED(hr))
        hr = db_prepare(db,
                        "INSERT OR REPLACE INTO recipients(message, row_id" RECIPIENT_COLUMNS(
                            COLUMN_NAME) ", props) VALUES(?,?" RECIPIENT_COLUMNS(COLUMN_MARK) ",?)",
                        &stmt);
    if (SUCCEEDED(hr)) {
        sqlite3_bind_int64(stmt, 1, message);
        sqlite3_bind_int64(stmt, 2, item->row_id);
        hr = bind_packed(db, stmt, 3 + (int)n_recipient_columns, &packed);
        if (SUCCEEDED(hr))
            hr = bind_columns(stmt, 3, recipient_columns, n_recipient_columns, &columns);
        if (SUCCEEDED(hr))
            hr = db_run(db, stmt);
        else
            db_done(db, stmt);
    }
    free(packed.data);
    bag_clear(&columns);
    bag_clear(&rest);
    return hr;
}

static HRESULT write_recipients(struct db *db, const struct message_state *state)
{
    const struct recipients *list = &state->recipients;
    HRESULT hr = S_OK;

    if (!list->loaded) return S_OK;
    if (list->replaced && state->in_db)
        hr = db_exec(db, "DELETE FROM recipients WHERE message=?1", "i", state->id);
    for (size_t i = 0; i < list->n_removed && SUCCEEDED(hr); i++)
        hr = db_exec(db, "DELETE FROM recipients WHERE message=?1 AND row_id=?2", "ii", state->id,
                     (int64_t)list->removed[i]);
    for (size_t i = 0; i < list->n && SUCCEEDED(hr); i++)
        if (list->items[i].dirty || list->replaced)
            hr = write_recipient(db, state->id, &list->items[i]);
    return hr;
}

/* ---- attachments ---- */

static HRESULT write_message(struct store_file *file, const struct message_state *state, int64_t id,
                             int64_t attachment, bool insert, int64_t change, int depth);

static HRESULT write_embedded(struct store_file *file, const struct attach_state *state,
                              int64_t attachment, int depth)
{
    const struct message_state *embedded = state->embedded;
    int64_t there = 0;
    HRESULT hr;

    if (!embedded) return S_OK;
    hr = db_int(file->db, &there, "SELECT id FROM messages WHERE attachment=?1", "i", attachment);
    if (FAILED(hr) && hr != MAPI_E_NOT_FOUND) return hr;
    if (embedded->in_db && there == embedded->id)
        return write_message(file, embedded, there, attachment, false, 0, depth);
    if (embedded->in_db) return MAPI_E_OBJECT_DELETED; /* with what of it was never loaded */
    if (there) {
        hr = message_erase(file, there);
        if (FAILED(hr)) return hr;
    }
    return write_message(file, embedded, embedded->id, attachment, true, 0, depth);
}

static HRESULT write_attachment(struct store_file *file, int64_t message,
                                const struct attach_entry *entry, int depth)
{
    const struct attach_state *state = entry->state;
    struct db *db = file->db;
    struct packed packed;
    sqlite3_stmt *stmt = NULL;
    int64_t id = 0;
    bool insert;
    HRESULT hr;

    hr = db_int(db, &id, "SELECT id FROM attachments WHERE message=?1 AND num=?2", "ii", message,
                (int64_t)entry->num);
    insert = hr == MAPI_E_NOT_FOUND;
    if (insert) hr = store_file_new_id(file, &id);
    if (FAILED(hr)) return hr;
    hr = pack(db, &state->props, attachment_columns, n_attachment_columns, id, insert, &packed);
    if (FAILED(hr)) return hr;
    if (insert)
        hr = db_prepare(db,
                        "INSERT INTO attachments(id, message, num, size, props" ATTACHMENT_COLUMNS(
                            COLUMN_NAME) ") VALUES(?,?,?,?,?" ATTACHMENT_COLUMNS(COLUMN_MARK) ")",
                        &stmt);
    else
        hr = db_prepare(
            db,
            "UPDATE attachments SET id=?, message=?, num=?, size=?, props=?" ATTACHMENT_COLUMNS(
                COLUMN_SET) " WHERE id=?1",
            &stmt);
    if (SUCCEEDED(hr)) {
        sqlite3_bind_int64(stmt, 1, id);
        sqlite3_bind_int64(stmt, 2, message);
        sqlite3_bind_int64(stmt, 3, entry->num);
        sqlite3_bind_int64(stmt, 4, entry->bytes);
        hr = bind_packed(db, stmt, 5, &packed);
        if (SUCCEEDED(hr))
            hr = bind_columns(stmt, 6, attachment_columns, n_attachment_columns, &packed.columns);
        if (SUCCEEDED(hr))
            hr = db_run(db, stmt);
        else
            db_done(db, stmt);
    }
    packed_clear(&packed);
    return FAILED(hr) ? hr : write_embedded(file, state, id, depth + 1);
}

static HRESULT erase_attachment(struct store_file *file, int64_t message, LONG num)
{
    int64_t id, embedded;
    HRESULT hr;

    hr = db_int(file->db, &id, "SELECT id FROM attachments WHERE message=?1 AND num=?2", "ii",
                message, (int64_t)num);
    if (FAILED(hr)) return hr == MAPI_E_NOT_FOUND ? S_OK : hr;
    hr = db_int(file->db, &embedded, "SELECT id FROM messages WHERE attachment=?1", "i", id);
    if (SUCCEEDED(hr)) hr = message_erase(file, embedded);
    if (SUCCEEDED(hr) || hr == MAPI_E_NOT_FOUND) hr = large_drop(file->db, id, NULL, 0);
    return FAILED(hr) ? hr : db_exec(file->db, "DELETE FROM attachments WHERE id=?1", "i", id);
}

static HRESULT write_attachments(struct store_file *file, const struct message_state *state,
                                 int depth)
{
    const struct attach_list *list = &state->attachments;
    HRESULT hr = S_OK;

    for (size_t i = 0; i < list->n_removed && SUCCEEDED(hr); i++)
        hr = erase_attachment(file, state->id, list->removed[i]);
    for (size_t i = 0; i < list->n && SUCCEEDED(hr); i++)
        if (list->items[i].state) hr = write_attachment(file, state->id, &list->items[i], depth);
    return hr;
}

/* ---- the row ---- */

static const char insert_text[] =
    "INSERT INTO messages(id, change, guid, folder, part, attachment" MESSAGE_COLUMNS(
        COLUMN_NAME) ") VALUES(?,?,?,?,?,?" MESSAGE_COLUMNS(COLUMN_MARK) ")";
static const char update_text[] =
    "UPDATE messages SET id=?, change=?, revision=revision+1" MESSAGE_COLUMNS(
        COLUMN_SET) " WHERE id=?1";

static HRESULT write_row(struct store_file *file, const struct message_state *state,
                         int64_t attachment, bool insert, int64_t change,
                         const struct packed *packed)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(file->db, insert ? insert_text : update_text, &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, state->id);
    sqlite3_bind_int64(stmt, 2, change);
    if (insert) {
        sqlite3_bind_blob(stmt, 3, &state->guid, 16, SQLITE_STATIC);
        if (!attachment) sqlite3_bind_int64(stmt, 4, state->parent.id);
        sqlite3_bind_int64(stmt, 5, state->part);
        if (attachment) sqlite3_bind_int64(stmt, 6, attachment);
    }
    hr = bind_columns(stmt, insert ? 7 : 3, message_columns, n_message_columns, &packed->columns);
    if (SUCCEEDED(hr)) return db_run(file->db, stmt);
    db_done(file->db, stmt);
    return hr;
}

static HRESULT write_packed(struct db *db, int64_t id, bool insert, const struct packed *packed)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    if (!packed->bytes)
        return insert ? S_OK : db_exec(db, "DELETE FROM message_props WHERE id=?1", "i", id);
    hr = db_prepare(db, "INSERT OR REPLACE INTO message_props(id, data) VALUES(?1, ?2)", &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, id);
    hr = bind_packed(db, stmt, 2, packed);
    if (SUCCEEDED(hr)) return db_run(db, stmt);
    db_done(db, stmt);
    return hr;
}

static HRESULT write_message(struct store_file *file, const struct message_state *state, int64_t id,
                             int64_t attachment, bool insert, int64_t change, int depth)
{
    struct packed packed;
    struct bag bag = {0};
    HRESULT hr;

    if (depth > MAX_EMBEDDED) return MAPI_E_TOO_COMPLEX;
    hr = message_finish_row(file, state, insert, &bag);
    if (SUCCEEDED(hr))
        hr = pack(file->db, &bag, message_columns, n_message_columns, id, insert, &packed);
    bag_clear(&bag);
    if (FAILED(hr)) return hr;
    hr = write_row(file, state, attachment, insert, change, &packed);
    if (SUCCEEDED(hr)) hr = write_packed(file->db, id, insert, &packed);
    packed_clear(&packed);
    if (SUCCEEDED(hr)) hr = write_recipients(file->db, state);
    if (SUCCEEDED(hr)) hr = write_attachments(file, state, depth);
    return hr;
}

/* Whether the row is still the one that the state was loaded from. */
static HRESULT check_revision(struct store_file *file, const struct message_state *state,
                              bool force)
{
    int64_t revision;
    HRESULT hr = db_int(file->db, &revision,
                        "SELECT m.revision FROM messages m LEFT JOIN folders f ON f.id=m.folder"
                        " WHERE m.id=?1 AND m.deleted IS NULL AND f.deleted IS NULL",
                        "i", state->id);

    if (hr == MAPI_E_NOT_FOUND) return MAPI_E_OBJECT_DELETED;
    if (FAILED(hr)) return hr;
    return revision != state->revision && !force ? MAPI_E_OBJECT_CHANGED : S_OK;
}

HRESULT folder_counted(struct store_file *file, const struct identity *folder,
                       struct change_list *list)
{
    struct change change = {.what = CHANGE_COUNTS, .object = *folder};

    return change_add(file->db, list, &change);
}

HRESULT message_write(struct store_file *file, const struct message_state *state, bool force,
                      struct change_list *list)
{
    struct change change = {
        .what = state->in_db ? CHANGE_MODIFIED : CHANGE_CREATED,
        .associated = state->part & PART_ASSOCIATED,
        .object = {MAPI_MESSAGE, state->id, state->guid},
        .parent = state->parent,
    };
    struct identity folder;
    HRESULT hr = S_OK;

    if (state->in_db) {
        hr = check_revision(file, state, force);
        if (SUCCEEDED(hr)) hr = queue_has(file, state->id, &change.outgoing);
    } else {
        hr = folder_identity(file, state->parent.id, &folder);
        if (hr == MAPI_E_NOT_FOUND) hr = MAPI_E_OBJECT_DELETED;
    }
    if (SUCCEEDED(hr)) hr = change_add(file->db, list, &change);
    if (SUCCEEDED(hr))
        hr = write_message(file, state, state->id, 0, !state->in_db, list->items[list->n - 1].seq,
                           0);
    if (SUCCEEDED(hr) && !state->in_db) hr = folder_counted(file, &state->parent, list);
    return hr;
}

HRESULT message_write_copy(struct store_file *file, const struct message_state *state,
                           const struct identity *original, const struct identity *original_parent,
                           struct change_list *list)
{
    struct change change = {
        .what = CHANGE_COPIED,
        .associated = state->part & PART_ASSOCIATED,
        .object = {MAPI_MESSAGE, state->id, state->guid},
        .parent = state->parent,
        .old = *original,
        .old_parent = *original_parent,
    };
    HRESULT hr = change_add(file->db, list, &change);

    if (FAILED(hr)) return hr;
    return write_message(file, state, state->id, 0, true, list->items[list->n - 1].seq, 0);
}

/* ---- erasing ---- */

#define TREE                                                                                                \
    "WITH RECURSIVE m(id) AS (VALUES(?1) UNION ALL SELECT e.id FROM m JOIN attachments a ON a.message=m.id" \
    " JOIN messages e ON e.attachment=a.id) "

HRESULT message_erase(struct store_file *file, int64_t id)
{
    sqlite3_stmt *stmt;
    int64_t *owners = NULL;
    size_t n = 0, room = 0;
    HRESULT hr;

    hr = db_prepare(
        file->db,
        TREE
        "SELECT owner FROM large_values WHERE owner IN"
        " (SELECT id FROM m UNION ALL SELECT a.id FROM m JOIN attachments a ON a.message=m.id)",
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, id);
    while ((hr = db_step(file->db, stmt)) == S_OK) {
        if (n == room) {
            int64_t *grown = realloc(owners, (room = room * 2 + 16) * sizeof(*grown));

            if (!grown) {
                hr = MAPI_E_NOT_ENOUGH_MEMORY;
                break;
            }
            owners = grown;
        }
        owners[n++] = sqlite3_column_int64(stmt, 0);
    }
    db_done(file->db, stmt);
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++)
        hr = large_drop(file->db, owners[i], NULL, 0);
    free(owners);
    return FAILED(hr) ? hr : db_exec(file->db, "DELETE FROM messages WHERE id=?1", "i", id);
}
