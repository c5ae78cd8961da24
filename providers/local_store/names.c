/*
 * names.c - the store's named properties: one mapping for all its objects
 *
 * Names of PS_MAPI are the ids below 0x8000 themselves. All others live in the table `names`, from
 * 0x8000 up.
 */
#include "names.h"
#include <stdlib.h>
#include "common/text/text8.h"

#define FIRST_ID 0x8000
#define LAST_ID  0xFFFE

struct name {
    ULONG id; /* 0: none */
    GUID guid;
    bool is_text;
    LONG lid;
    WCHAR *text; /* malloc */
};

static HRESULT bind_name(sqlite3_stmt *stmt, const MAPINAMEID *name)
{
    char *text;
    size_t n;
    HRESULT hr;

    sqlite3_bind_blob(stmt, 1, name->lpguid, 16, SQLITE_TRANSIENT);
    if (name->ulKind == MNID_ID) {
        sqlite3_bind_int64(stmt, 2, name->Kind.lID);
        return S_OK;
    }
    hr = wtf8_from_wide(name->Kind.lpwstrName, wide_len(name->Kind.lpwstrName), &text, &n);
    if (FAILED(hr)) return hr;
    return sqlite3_bind_text64(stmt, 3, text, n, free, SQLITE_UTF8) == SQLITE_OK
               ? S_OK
               : MAPI_E_NOT_ENOUGH_MEMORY;
}

static HRESULT find_id(struct db *db, const MAPINAMEID *name, ULONG *id)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    *id = 0;
    hr = db_prepare(db,
                    name->ulKind == MNID_ID ? "SELECT id FROM names WHERE guid=?1 AND lid=?2"
                                            : "SELECT id FROM names WHERE guid=?1 AND name=?3",
                    &stmt);
    if (FAILED(hr)) return hr;
    hr = bind_name(stmt, name);
    if (SUCCEEDED(hr)) hr = db_step(db, stmt);
    if (hr == S_OK) *id = (ULONG)sqlite3_column_int64(stmt, 0);
    db_done(db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

static HRESULT add_id(struct db *db, const MAPINAMEID *name, ULONG *id)
{
    sqlite3_stmt *stmt;
    int64_t next;
    HRESULT hr;

    hr = db_int(db, &next, "SELECT ifnull(max(id)+1, 32768) FROM names", "");
    if (FAILED(hr)) return hr;
    if (next > LAST_ID) return MAPI_E_TOO_BIG;
    hr = db_prepare(db, "INSERT INTO names(guid, lid, name, id) VALUES(?1, ?2, ?3, ?4)", &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 4, next);
    hr = bind_name(stmt, name);
    if (FAILED(hr)) {
        db_done(db, stmt);
        return hr;
    }
    *id = (ULONG)next;
    return db_run(db, stmt);
}

static bool name_is_valid(const MAPINAMEID *name)
{
    return name && name->lpguid &&
           (name->ulKind == MNID_ID || (name->ulKind == MNID_STRING && name->Kind.lpwstrName));
}

static bool is_mapi(const MAPINAMEID *name)
{
    return IsEqualGUID(name->lpguid, &PS_MAPI) && name->ulKind == MNID_ID;
}

/* ids[i] 0: not known. Under the lock. */
static HRESULT look_up(struct db *db, ULONG count, MAPINAMEID **names, ULONG *ids, bool *missing)
{
    HRESULT hr = S_OK;

    *missing = false;
    for (ULONG i = 0; i < count && SUCCEEDED(hr); i++) {
        if (is_mapi(names[i])) {
            ids[i] = names[i]->Kind.lID > 0 && names[i]->Kind.lID < FIRST_ID
                         ? (ULONG)names[i]->Kind.lID
                         : 0;
            continue;
        }
        hr = find_id(db, names[i], &ids[i]);
        if (SUCCEEDED(hr) && !ids[i]) *missing = true;
    }
    return hr;
}

static HRESULT create(struct db *db, ULONG count, MAPINAMEID **names, ULONG *ids)
{
    HRESULT hr = db_begin(db);

    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < count && SUCCEEDED(hr); i++) {
        if (ids[i] || is_mapi(names[i])) continue;
        /* another process, or this list, may have been faster */
        hr = find_id(db, names[i], &ids[i]);
        if (SUCCEEDED(hr) && !ids[i]) hr = add_id(db, names[i], &ids[i]);
    }
    return db_end(db, hr);
}

static HRESULT all_ids(struct store *store, SPropTagArray **out)
{
    struct db *db = store_db(store);
    ULONG *ids = NULL, n = 0;
    int64_t total = 0;
    sqlite3_stmt *stmt;
    HRESULT hr;

    db_lock(db);
    hr = db_int(db, &total, "SELECT count(*) FROM names", "");
    ids = calloc((size_t)total + 1, sizeof(*ids));
    if (SUCCEEDED(hr) && !ids) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr)) hr = db_prepare(db, "SELECT id FROM names ORDER BY id", &stmt);
    if (SUCCEEDED(hr)) {
        while (n < total && (hr = db_step(db, stmt)) == S_OK)
            ids[n++] = (ULONG)sqlite3_column_int64(stmt, 0);
        db_done(db, stmt);
    }
    db_unlock(db);
    if (SUCCEEDED(hr)) hr = store->alloc.buffer((ULONG)CbNewSPropTagArray(n + 1), (void **)out);
    if (SUCCEEDED(hr)) {
        (*out)->cValues = n;
        for (ULONG i = 0; i < n; i++)
            (*out)->aulPropTag[i] = PROP_TAG(PT_UNSPECIFIED, ids[i]);
    }
    free(ids);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT ids_from_names(struct store *store, ULONG count, MAPINAMEID **names, ULONG flags,
                       SPropTagArray **out)
{
    struct db *db = store_db(store);
    bool missing = false;
    ULONG *ids;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)MAPI_CREATE) return MAPI_E_UNKNOWN_FLAGS;
    if (!names)
        return count || flags & MAPI_CREATE ? MAPI_E_INVALID_PARAMETER : all_ids(store, out);
    if (!count) return MAPI_E_INVALID_PARAMETER;
    if (count > LAST_ID - FIRST_ID + 1) return MAPI_E_TOO_BIG;
    for (ULONG i = 0; i < count; i++)
        if (!name_is_valid(names[i])) return MAPI_E_INVALID_PARAMETER;
    if (flags & MAPI_CREATE && !store->can_modify) return MAPI_E_NO_ACCESS;

    ids = calloc(count, sizeof(*ids));
    if (!ids) return MAPI_E_NOT_ENOUGH_MEMORY;
    db_lock(db);
    hr = look_up(db, count, names, ids, &missing);
    if (SUCCEEDED(hr) && missing && flags & MAPI_CREATE) hr = create(db, count, names, ids);
    db_unlock(db);
    if (SUCCEEDED(hr)) hr = store->alloc.buffer((ULONG)CbNewSPropTagArray(count), (void **)out);
    if (SUCCEEDED(hr)) {
        missing = false;
        (*out)->cValues = count;
        for (ULONG i = 0; i < count; i++) {
            (*out)->aulPropTag[i] =
                ids[i] ? PROP_TAG(PT_UNSPECIFIED, ids[i]) : PROP_TAG(PT_ERROR, 0);
            missing = missing || !ids[i];
        }
    }
    free(ids);
    return FAILED(hr) ? hr : missing ? MAPI_W_ERRORS_RETURNED : S_OK;
}

/* ---- the way back ---- */

static HRESULT read_name(sqlite3_stmt *stmt, struct name *out)
{
    size_t chars;

    if (sqlite3_column_bytes(stmt, 1) != 16) return MAPI_E_CORRUPT_STORE;
    out->id = (ULONG)sqlite3_column_int64(stmt, 0);
    memcpy(&out->guid, sqlite3_column_blob(stmt, 1), 16);
    out->is_text = sqlite3_column_type(stmt, 2) == SQLITE_NULL;
    out->lid = (LONG)sqlite3_column_int64(stmt, 2);
    if (!out->is_text) return S_OK;
    return wtf8_to_wide((const char *)sqlite3_column_text(stmt, 3),
                        (size_t)sqlite3_column_bytes(stmt, 3), &out->text, &chars);
}

static void free_names(struct name *names, ULONG n)
{
    for (ULONG i = 0; names && i < n; i++)
        free(names[i].text);
    free(names);
}

/* The names of the given ids, in their order. Under the lock. */
static HRESULT names_of(struct db *db, const SPropTagArray *tags, struct name *names)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; i < tags->cValues && SUCCEEDED(hr); i++) {
        ULONG id = PROP_ID(tags->aulPropTag[i]);
        sqlite3_stmt *stmt;

        if (id < FIRST_ID) {
            if (id) names[i] = (struct name){id, PS_MAPI, false, (LONG)id, NULL};
            continue;
        }
        hr = db_prepare(db, "SELECT id, guid, lid, name FROM names WHERE id=?1", &stmt);
        if (FAILED(hr)) break;
        sqlite3_bind_int64(stmt, 1, id);
        hr = db_step(db, stmt);
        if (hr == S_OK) hr = read_name(stmt, &names[i]);
        db_done(db, stmt);
    }
    return FAILED(hr) ? hr : S_OK;
}

/* All names, or all of a set. Under the lock. */
static HRESULT names_in(struct db *db, const GUID *set, ULONG flags, struct name **out, ULONG *n)
{
    int64_t total = 0;
    sqlite3_stmt *stmt;
    HRESULT hr;

    *n = 0;
    hr = db_int(db, &total, "SELECT count(*) FROM names", "");
    if (FAILED(hr)) return hr;
    *out = calloc((size_t)total + 1, sizeof(**out));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = db_prepare(
        db, "SELECT id, guid, lid, name FROM names WHERE ?1 IS NULL OR guid=?1 ORDER BY id", &stmt);
    if (FAILED(hr)) return hr;
    if (set) sqlite3_bind_blob(stmt, 1, set, 16, SQLITE_STATIC);
    while (*n < total && (hr = db_step(db, stmt)) == S_OK) {
        bool is_text = sqlite3_column_type(stmt, 2) == SQLITE_NULL;

        if (flags & (is_text ? MAPI_NO_STRINGS : MAPI_NO_IDS)) continue;
        hr = read_name(stmt, &(*out)[*n]);
        if (FAILED(hr)) break;
        (*n)++;
    }
    db_done(db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

static HRESULT give_name(struct store *store, void *root, const struct name *name, MAPINAMEID **out)
{
    struct {
        MAPINAMEID id;
        GUID guid;
    } *both;
    size_t bytes = name->is_text ? (wide_len(name->text) + 1) * sizeof(WCHAR) : 0;
    HRESULT hr;

    *out = NULL;
    if (!name->id) return S_OK;
    hr = store->alloc.more((ULONG)(sizeof(*both) + bytes), root, (void **)&both);
    if (FAILED(hr)) return hr;
    memset(both, 0, sizeof(*both));
    both->guid = name->guid;
    both->id.lpguid = &both->guid;
    both->id.ulKind = name->is_text ? MNID_STRING : MNID_ID;
    if (name->is_text) {
        both->id.Kind.lpwstrName = (WCHAR *)(both + 1);
        memcpy(both + 1, name->text, bytes);
    } else {
        both->id.Kind.lID = name->lid;
    }
    *out = &both->id;
    return S_OK;
}

static HRESULT give_tags(struct store *store, const struct name *names, ULONG n,
                         SPropTagArray **out)
{
    HRESULT hr = store->alloc.buffer((ULONG)CbNewSPropTagArray(n + 1), (void **)out);

    if (FAILED(hr)) return hr;
    (*out)->cValues = n;
    for (ULONG i = 0; i < n; i++)
        (*out)->aulPropTag[i] = PROP_TAG(PT_UNSPECIFIED, names[i].id);
    return S_OK;
}

HRESULT names_from_ids(struct store *store, SPropTagArray **tags, GUID *set, ULONG flags,
                       ULONG *count, MAPINAMEID ***out)
{
    bool listed = tags && *tags, missing = false;
    struct db *db = store_db(store);
    struct name *names = NULL;
    MAPINAMEID **answer = NULL;
    ULONG n = 0;
    HRESULT hr;

    if (count) *count = 0;
    if (out) *out = NULL;
    if (!tags || !count || !out || (listed && !(*tags)->cValues)) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(MAPI_NO_STRINGS | MAPI_NO_IDS)) return MAPI_E_UNKNOWN_FLAGS;

    db_lock(db);
    if (listed) {
        n = (*tags)->cValues;
        names = calloc(n, sizeof(*names));
        hr = names ? names_of(db, *tags, names) : MAPI_E_NOT_ENOUGH_MEMORY;
    } else {
        hr = names_in(db, set, flags, &names, &n);
    }
    db_unlock(db);
    if (SUCCEEDED(hr) && n)
        hr = store->alloc.buffer((ULONG)(n * sizeof(*answer)), (void **)&answer);
    for (ULONG i = 0; i < n && SUCCEEDED(hr); i++) {
        hr = give_name(store, answer, &names[i], &answer[i]);
        missing = missing || !names[i].id;
    }
    if (SUCCEEDED(hr) && !listed) hr = give_tags(store, names, n, tags);
    free_names(names, n);
    if (FAILED(hr)) {
        store->alloc.free(answer);
        return hr;
    }
    *out = answer;
    *count = n;
    return missing ? MAPI_W_ERRORS_RETURNED : S_OK;
}
