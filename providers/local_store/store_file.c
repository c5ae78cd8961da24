/*
 * store_file.c - an open store file: what all its logons and objects in this process share
 */
#include "store_file.h"
#include <stdlib.h>
#include "quota.h"
#include "search.h"

#define RESERVE_IDS 64

static HRESULT read_identity(struct store_file *file)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(file->db,
                    "SELECT s.record_key, f.guid FROM store s, folders f WHERE s.id=1 AND f.id=1",
                    &stmt);
    if (FAILED(hr)) return hr;
    hr = db_step(file->db, stmt);
    if (hr == S_OK && sqlite3_column_bytes(stmt, 0) == 16 && sqlite3_column_bytes(stmt, 1) == 16) {
        memcpy(&file->uid, sqlite3_column_blob(stmt, 0), 16);
        memcpy(&file->root_guid, sqlite3_column_blob(stmt, 1), 16);
    } else if (SUCCEEDED(hr)) {
        hr = MAPI_E_CORRUPT_STORE;
    }
    db_done(file->db, stmt);
    return hr;
}

static HRESULT follow(void *file)
{
    HRESULT hr = quota_check(file);

    return FAILED(hr) ? hr : searches_follow(file);
}

static void ended(void *file, bool committed)
{
    searches_ended(file, committed);
}

HRESULT store_file_open(const char *path, enum db_access access, struct store_file **out)
{
    struct store_file *file;
    HRESULT hr;

    *out = NULL;
    file = calloc(1, sizeof(*file));
    if (!file) return MAPI_E_NOT_ENOUGH_MEMORY;
    file->refs = 1;
    file->search_at_once = SEARCH_AT_ONCE;
    file->news_end = &file->news;
    file->path = malloc(strlen(path) + 1);
    hr = file->path ? db_open(&store_kind, path, access, &file->db) : MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr)) {
        strcpy(file->path, path);
        file->telling = sqlite3_mutex_alloc(SQLITE_MUTEX_RECURSIVE);
        hr = file->telling ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    }
    if (SUCCEEDED(hr)) {
        file->db->before_commit = follow;
        file->db->ended = ended;
        file->db->context = file;
        hr = read_identity(file);
    }
    if (FAILED(hr)) {
        store_file_unref(file);
        return hr;
    }
    *out = file;
    return S_OK;
}

struct store_file *store_file_ref(struct store_file *file)
{
    __atomic_add_fetch(&file->refs, 1, __ATOMIC_RELAXED);
    return file;
}

void store_file_unref(struct store_file *file)
{
    if (!file || __atomic_sub_fetch(&file->refs, 1, __ATOMIC_ACQ_REL)) return;
    searches_forget(file);
    db_close(file->db);
    sqlite3_mutex_free(file->telling);
    free(file->path);
    free(file);
}

HRESULT store_file_new_id(struct store_file *file, int64_t *out)
{
    struct db *db = file->db;
    HRESULT hr = S_OK;

    db_lock(db);
    if (file->next_id < file->end_id) {
        *out = file->next_id++;
    } else if (db->depth) { /* a rollback would give a reserve back while we keep it */
        hr = db_int(db, out, "UPDATE store SET next_id=next_id+1 RETURNING next_id-1", "");
    } else {
        hr = db->read_only
                 ? MAPI_E_NO_ACCESS
                 : db_int(db, out, "UPDATE store SET next_id=next_id+?1 RETURNING next_id-?1", "i",
                          (int64_t)RESERVE_IDS);
        if (SUCCEEDED(hr)) {
            file->next_id = *out + 1;
            file->end_id = *out + RESERVE_IDS;
        }
    }
    db_unlock(db);
    return hr;
}

void guid_new(GUID *out)
{
    sqlite3_randomness(sizeof(*out), out);
}

static HRESULT read_guid(struct store_file *file, const char *text, USHORT type, int64_t id,
                         struct identity *out)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    memset(out, 0, sizeof(*out));
    hr = db_prepare(file->db, text, &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, id);
    hr = db_step(file->db, stmt);
    if (hr == S_OK && sqlite3_column_bytes(stmt, 0) == 16) {
        out->type = type;
        out->id = id;
        memcpy(&out->guid, sqlite3_column_blob(stmt, 0), 16);
    } else if (SUCCEEDED(hr)) {
        hr = hr == S_OK ? MAPI_E_CORRUPT_STORE : MAPI_E_NOT_FOUND;
    }
    db_done(file->db, stmt);
    return hr;
}

HRESULT folder_identity(struct store_file *file, int64_t id, struct identity *out)
{
    return read_guid(file, "SELECT guid FROM folders WHERE id=?1 AND deleted IS NULL", MAPI_FOLDER,
                     id, out);
}

HRESULT folder_identity_any(struct store_file *file, int64_t id, struct identity *out)
{
    return read_guid(file, "SELECT guid FROM folders WHERE id=?1", MAPI_FOLDER, id, out);
}

HRESULT folder_lives(struct store_file *file, const struct identity *folder)
{
    struct identity there;
    HRESULT hr = folder_identity(file, folder->id, &there);

    return SUCCEEDED(hr) && !IsEqualGUID(&there.guid, &folder->guid) ? MAPI_E_NOT_FOUND : hr;
}

HRESULT message_identity(struct store_file *file, int64_t id, struct identity *out)
{
    return read_guid(file, "SELECT guid FROM messages WHERE id=?1", MAPI_MESSAGE, id, out);
}

HRESULT message_identities(struct store_file *file, sqlite3_stmt *stmt, struct identity *out,
                           size_t room, size_t *n)
{
    HRESULT hr = S_OK;

    *n = 0;
    while (*n < room && (hr = db_step(file->db, stmt)) == S_OK) {
        struct identity *item = &out[(*n)++];

        memset(item, 0, sizeof(*item));
        item->type = MAPI_MESSAGE;
        item->id = sqlite3_column_int64(stmt, 0);
        if (sqlite3_column_bytes(stmt, 1) == 16)
            memcpy(&item->guid, sqlite3_column_blob(stmt, 1), 16);
    }
    db_done(file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

void store_file_hold(struct store_file *file, struct open_object *object)
{
    db_lock(file->db);
    object->next = file->open;
    file->open = object;
    db_unlock(file->db);
}

void store_file_let_go(struct store_file *file, struct open_object *object)
{
    struct open_object **at;

    db_lock(file->db);
    for (at = &file->open; *at; at = &(*at)->next) {
        if (*at != object) continue;
        *at = object->next;
        break;
    }
    db_unlock(file->db);
}

bool store_file_holds(struct store_file *file, int64_t id)
{
    for (struct open_object *at = file->open; at; at = at->next)
        if (at->id == id) return true;
    return false;
}

void store_file_listen(struct store_file *file, struct change_listener *listener)
{
    db_lock(file->db);
    listener->next = file->listeners;
    file->listeners = listener;
    db_unlock(file->db);
}

void store_file_unlisten(struct store_file *file, struct change_listener *listener)
{
    struct change_listener **at;

    sqlite3_mutex_enter(file->telling);
    db_lock(file->db);
    for (at = &file->listeners; *at; at = &(*at)->next) {
        if (*at != listener) continue;
        *at = listener->next;
        break;
    }
    db_unlock(file->db);
    sqlite3_mutex_leave(file->telling);
}

/* The listener after *number others, or NULL. Listeners come to the front, so who was there keeps
 * his place from the end. */
static struct change_listener *listener_from_end(struct store_file *file, size_t from_end)
{
    struct change_listener *at;
    size_t n = 0;

    db_lock(file->db);
    for (at = file->listeners; at; at = at->next)
        n++;
    at = from_end < n ? file->listeners : NULL;
    for (size_t skip = n - 1 - from_end; at && skip; skip--)
        at = at->next;
    db_unlock(file->db);
    return at;
}

void store_file_tell(struct store_file *file, const struct change_list *list)
{
    struct change_listener *listener;

    if (!list->n) return;
    sqlite3_mutex_enter(file->telling);
    for (size_t i = 0; (listener = listener_from_end(file, i)); i++)
        listener->changed(listener, list->items, list->n);
    sqlite3_mutex_leave(file->telling);
    store_file_deliver(file);
}

void store_file_post(struct store_file *file, struct news *moves_news)
{
    db_lock(file->db);
    moves_news->next = NULL;
    *file->news_end = moves_news;
    file->news_end = &moves_news->next;
    db_unlock(file->db);
}

void store_file_deliver(struct store_file *file)
{
    struct news *first;

    db_lock(file->db);
    if (!file->delivering) {
        file->delivering = true;
        while ((first = file->news)) {
            file->news = first->next;
            if (!file->news) file->news_end = &file->news;
            db_unlock(file->db);
            first->deliver(first);
            db_lock(file->db);
        }
        file->delivering = false;
    }
    db_unlock(file->db);
}
