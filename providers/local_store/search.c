/*
 * search.c - search folders at rest: their criteria as rows
 */
#include "search.h"
#include <stdlib.h>
#include "edkmdb.h"
#include "restriction.h"
#include "restriction_pack.h"
#include "search_live.h"

HRESULT folder_is_search(struct store_file *file, int64_t folder, bool *out)
{
    int64_t type = 0;
    HRESULT hr = db_int(file->db, &type, "SELECT type FROM folders WHERE id=?1", "i", folder);

    *out = type == FOLDER_SEARCH;
    return hr == MAPI_E_NOT_FOUND ? S_OK : hr;
}

HRESULT search_result_folder(struct store_file *file, int64_t search,
                             const struct identity *message, struct identity *out)
{
    int64_t folder;
    HRESULT hr = db_int(file->db, &folder,
                        "SELECT m.folder FROM search_results r JOIN messages m ON m.id=r.message"
                        " WHERE r.search=?1 AND r.message=?2 AND m.guid=?3",
                        "iib", search, message->id, &message->guid, 16);

    return FAILED(hr) ? hr : folder_identity(file, folder, out);
}

HRESULT search_results(struct store_file *file, int64_t search, int64_t after, struct identity *out,
                       size_t room, size_t *n)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    *n = 0;
    hr = db_prepare(
        file->db,
        "SELECT m.id, m.guid FROM search_results r CROSS JOIN messages m ON m.id=r.message"
        " WHERE r.search=?1 AND r.message>?2 ORDER BY r.message",
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, search);
    sqlite3_bind_int64(stmt, 2, after);
    return message_identities(file, stmt, out, room, n);
}

HRESULT search_make(struct store_file *file, int64_t folder)
{
    return db_exec(file->db, "UPDATE folders SET type=2 WHERE id=?1", "i", folder);
}

/* A number above all before, for which each caller has just written to the change log: its sequence
 * never gives one twice. */
static HRESULT new_version(struct store_file *file, int64_t *out)
{
    return db_int(file->db, out, "SELECT seq FROM sqlite_sequence WHERE name='changes'", "");
}

HRESULT search_copy(struct store_file *file, int64_t from, int64_t to)
{
    int64_t version;
    HRESULT hr = search_make(file, to);

    if (SUCCEEDED(hr)) hr = new_version(file, &version);
    if (SUCCEEDED(hr))
        hr = db_exec(file->db,
                     "INSERT INTO searches(folder, version, flags, looked_folder, looked, criteria)"
                     " SELECT ?2, ?3, flags, 0, 0, criteria FROM searches WHERE folder=?1",
                     "iii", from, to, version);
    return FAILED(hr)
               ? hr
               : db_exec(file->db,
                         "INSERT INTO search_scopes(search, position, folder, guid)"
                         " SELECT ?2, position, folder, guid FROM search_scopes WHERE search=?1",
                         "ii", from, to);
}

/* ---- setting ---- */

struct stored {
    bool there;
    ULONG flags;
};

static HRESULT load(struct store_file *file, int64_t search, struct stored *out)
{
    int64_t flags = 0;
    HRESULT hr;

    memset(out, 0, sizeof(*out));
    hr = db_int(file->db, &flags, "SELECT flags FROM searches WHERE folder=?1", "i", search);
    if (hr == MAPI_E_NOT_FOUND) return S_OK;
    out->there = true;
    out->flags = (ULONG)flags;
    return hr;
}

static HRESULT check_scopes(struct store_file *file, const struct identity *scopes, size_t n)
{
    bool search;
    HRESULT hr = S_OK;

    for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
        hr = folder_lives(file, &scopes[i]);
        if (SUCCEEDED(hr)) hr = folder_is_search(file, scopes[i].id, &search);
        if (SUCCEEDED(hr) && search) hr = MAPI_E_TOO_COMPLEX; /* 6.6-05 */
    }
    return hr;
}

static HRESULT store_scopes(struct store_file *file, int64_t search, const struct identity *scopes,
                            size_t n)
{
    HRESULT hr = db_exec(file->db, "DELETE FROM search_scopes WHERE search=?1", "i", search);

    for (size_t i = 0; i < n && SUCCEEDED(hr); i++)
        hr = db_exec(
            file->db,
            "INSERT INTO search_scopes(search, position, folder, guid) VALUES(?1, ?2, ?3, ?4)",
            "iiib", search, (int64_t)i, scopes[i].id, &scopes[i].guid, 16);
    return hr;
}

/* The pairs' members that are said, the others as before. A search runs unless it is stopped. */
static ULONG new_flags(const struct stored *old, ULONG flags)
{
    ULONG out = flags & (STOP_SEARCH | RECURSIVE_SEARCH | FOREGROUND_SEARCH | STATIC_SEARCH);

    if (!(flags & (RECURSIVE_SEARCH | SHALLOW_SEARCH))) out |= old->flags & RECURSIVE_SEARCH;
    if (!(flags & (FOREGROUND_SEARCH | BACKGROUND_SEARCH))) out |= old->flags & FOREGROUND_SEARCH;
    return out;
}

/* The folder's results are another set from now on. */
static HRESULT tell_results(struct store_file *file, const struct identity *search,
                            struct change_list *list)
{
    struct change change = {.what = CHANGE_RESULTS,
                            .result = true,
                            .object = {.type = MAPI_MESSAGE},
                            .parent = *search};

    return change_add(file->db, list, &change);
}

static HRESULT store_search(struct store_file *file, const struct identity *search, ULONG flags,
                            bool changed, bool anew, const void *packed, size_t bytes,
                            struct change_list *list)
{
    int64_t version;
    HRESULT hr = new_version(file, &version);

    if (SUCCEEDED(hr))
        hr =
            db_exec(file->db,
                    "INSERT INTO searches(folder, version, flags, criteria) VALUES(?1, ?2, ?3, x'')"
                    " ON CONFLICT(folder) DO UPDATE SET version=?2, flags=?3",
                    "iii", search->id, version, (int64_t)flags);
    if (SUCCEEDED(hr) && packed)
        hr = db_exec(file->db, "UPDATE searches SET criteria=?2 WHERE folder=?1", "ib", search->id,
                     packed, (int)bytes);
    if (SUCCEEDED(hr) &&
        changed) /* what is there is no longer all, also when the search is stopped */
        hr = db_exec(file->db, "UPDATE searches SET looked_folder=0, looked=0 WHERE folder=?1", "i",
                     search->id);
    if (FAILED(hr) || !anew) return hr;
    hr = db_exec(file->db, "DELETE FROM search_results WHERE search=?1", "i", search->id);
    if (SUCCEEDED(hr)) hr = tell_results(file, search, list);
    return hr;
}

/* What is only said again is as if it weren't. */
static HRESULT drop_repeated(struct store_file *file, int64_t search, void **packed, size_t bytes,
                             const struct identity *scopes, size_t *n)
{
    struct search_criteria old;
    HRESULT hr = search_get(file, search, &old);
    bool same;

    if (FAILED(hr)) return hr;
    if (*packed && old.bytes == bytes && !memcmp(old.packed, *packed, bytes)) {
        free(*packed);
        *packed = NULL;
    }
    same = *n == old.n_scopes;
    for (size_t i = 0; i < *n && same; i++)
        same =
            scopes[i].id == old.scopes[i].id && IsEqualGUID(&scopes[i].guid, &old.scopes[i].guid);
    if (same) *n = 0;
    search_criteria_clear(&old);
    return S_OK;
}

HRESULT search_set(struct store_file *file, const struct identity *search, const SRestriction *res,
                   const struct identity *scopes, size_t n, ULONG flags, struct change_list *list)
{
    struct restriction *checked = NULL;
    struct change change = {.what = CHANGE_COUNTS, .object = *search};
    struct stored old;
    void *packed = NULL;
    size_t bytes = 0;
    ULONG wanted;
    bool changed, anew;
    HRESULT hr;

    hr = load(file, search->id, &old);
    if (SUCCEEDED(hr) && !old.there && (!res || !n)) hr = MAPI_E_NOT_INITIALIZED; /* 6.6-03 */
    if (SUCCEEDED(hr)) hr = check_scopes(file, scopes, n);
    if (SUCCEEDED(hr) && res) hr = search_shell(file, &checked, res);
    if (SUCCEEDED(hr) && res) hr = restriction_pack(res, &packed, &bytes);
    restriction_free(checked);
    if (SUCCEEDED(hr) && old.there)
        hr = drop_repeated(file, search->id, &packed, bytes, scopes, &n);
    if (SUCCEEDED(hr)) hr = change_add(file->db, list, &change);
    if (SUCCEEDED(hr)) {
        wanted = new_flags(&old, flags);
        changed = !old.there || packed || n || (wanted ^ old.flags) & RECURSIVE_SEARCH;
        anew = !(wanted & STOP_SEARCH) && (changed || flags & RESTART_SEARCH ||
                                           old.flags & ~wanted & (STOP_SEARCH | STATIC_SEARCH));
        hr = store_search(file, search, wanted, changed || anew, anew, packed, bytes, list);
    }
    if (SUCCEEDED(hr) && n) hr = store_scopes(file, search->id, scopes, n);
    free(packed);
    return hr;
}

/* ---- telling ---- */

static HRESULT read_scopes(struct store_file *file, int64_t search, struct search_criteria *out)
{
    size_t room = 0;
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(file->db,
                    "SELECT folder, guid FROM search_scopes WHERE search=?1 ORDER BY position",
                    &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, search);
    while ((hr = db_step(file->db, stmt)) == S_OK) {
        struct identity *item;

        if (out->n_scopes == room) {
            item = realloc(out->scopes, (room = room * 2 + 4) * sizeof(*item));
            if (!item) {
                hr = MAPI_E_NOT_ENOUGH_MEMORY;
                break;
            }
            out->scopes = item;
        }
        item = &out->scopes[out->n_scopes++];
        memset(item, 0, sizeof(*item));
        item->type = MAPI_FOLDER;
        item->id = sqlite3_column_int64(stmt, 0);
        if (sqlite3_column_bytes(stmt, 1) == 16)
            memcpy(&item->guid, sqlite3_column_blob(stmt, 1), 16);
    }
    db_done(file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT search_get(struct store_file *file, int64_t search, struct search_criteria *out)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    memset(out, 0, sizeof(*out));
    hr = db_prepare(
        file->db, "SELECT flags, looked_folder IS NOT NULL, criteria FROM searches WHERE folder=?1",
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, search);
    hr = db_step(file->db, stmt);
    if (hr == S_OK) {
        ULONG flags = (ULONG)sqlite3_column_int64(stmt, 0);

        bool passing = sqlite3_column_int(stmt, 1), stopped = flags & STOP_SEARCH;

        if (passing && !stopped) out->state |= SEARCH_REBUILD;
        if (!passing) out->state |= SEARCH_COMPLETE;
        if (flags & STATIC_SEARCH) out->state |= SEARCH_STATIC;
        if (!stopped && (passing || !(flags & STATIC_SEARCH))) out->state |= SEARCH_RUNNING;
        if (flags & RECURSIVE_SEARCH) out->state |= SEARCH_RECURSIVE;
        if (flags & FOREGROUND_SEARCH) out->state |= SEARCH_FOREGROUND;
        out->bytes = (size_t)sqlite3_column_bytes(stmt, 2);
        out->packed = malloc(out->bytes + 1);
        if (out->packed)
            memcpy(out->packed, sqlite3_column_blob(stmt, 2), out->bytes);
        else
            hr = MAPI_E_NOT_ENOUGH_MEMORY;
    } else if (hr == S_FALSE) {
        hr = MAPI_E_NOT_INITIALIZED;
    }
    db_done(file->db, stmt);
    if (SUCCEEDED(hr)) hr = read_scopes(file, search, out);
    if (FAILED(hr)) search_criteria_clear(out);
    return hr;
}

void search_criteria_clear(struct search_criteria *criteria)
{
    free(criteria->packed);
    free(criteria->scopes);
    memset(criteria, 0, sizeof(*criteria));
}
