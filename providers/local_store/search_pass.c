/*
 * search_pass.c - the pass of a search over all that was there when its criteria were set, step by
 * step
 */
#include <stdlib.h>
#include "search_live.h"
#include "text_index.h"

struct pass {
    struct store_file *file;
    struct search *search;
    int64_t folder, message; /* the next to look at is in this folder, after this message */
    size_t look;             /* messages and folders that this step may still look at */
    size_t found;
};

/* S_FALSE: it has come to its end, or is stopped. */
static HRESULT read_progress(struct store_file *file, int64_t search, struct pass *out)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(
        file->db,
        "SELECT looked_folder, looked FROM searches WHERE folder=?1 AND looked_folder IS NOT NULL"
        " AND NOT flags&1", /* STOP_SEARCH */
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, search);
    hr = db_step(file->db, stmt);
    out->folder = sqlite3_column_int64(stmt, 0);
    out->message = sqlite3_column_int64(stmt, 1);
    db_done(file->db, stmt);
    return hr;
}

/* To the first folder in scope from pass->folder on, or as far there as the step may look. S_FALSE:
 * none. */
static HRESULT next_folder(struct pass *pass)
{
    struct search_chain chain = {0};
    int64_t folder = pass->folder;
    HRESULT hr = S_OK;

    while (pass->look) {
        hr = db_int(pass->file->db, &folder,
                    "SELECT id FROM folders WHERE id>=?1 AND type<>2 ORDER BY id LIMIT 1", "i",
                    folder);
        if (SUCCEEDED(hr)) hr = search_chain_read(pass->file, folder, &chain);
        if (FAILED(hr) || search_in_scope(pass->search, &chain)) break;
        folder++;
        pass->look--; /* it costs as much as a message */
    }
    search_chain_clear(&chain);
    if (SUCCEEDED(hr) && folder != pass->folder) {
        pass->folder = folder;
        pass->message = 0;
    }
    return hr == MAPI_E_NOT_FOUND ? S_FALSE : hr;
}

/* The next pass->look messages of the folder end with *last; *n are there. */
static HRESULT next_stretch(const struct pass *pass, int64_t *last, size_t *n)
{
    struct db *db = pass->file->db;
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(
        db,
        "SELECT ifnull(max(id), 0), count(*) FROM (SELECT id FROM messages INDEXED BY messages_natural"
        " WHERE folder=?1 AND part=0 AND id>?2 ORDER BY id LIMIT ?3)",
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, pass->folder);
    sqlite3_bind_int64(stmt, 2, pass->message);
    sqlite3_bind_int64(stmt, 3, (int64_t)pass->look);
    hr = db_step(db, stmt);
    *last = sqlite3_column_int64(stmt, 0);
    *n = (size_t)sqlite3_column_int64(stmt, 1);
    db_done(db, stmt);
    return hr;
}

/* Those of them that SQL lets through. */
static HRESULT candidates(const struct pass *pass, int64_t last, int64_t *ids, size_t room,
                          size_t *n)
{
    static const char head[] =
        "SELECT m.id FROM messages m WHERE m.folder=? AND m.part=0 AND m.id>? AND m.id<=? AND ";
    const struct restriction *restriction = pass->search->filter->restriction;
    char *text = sqlite3_mprintf("%s%s ORDER BY m.id", head, restriction_quick_sql(restriction));
    struct db *db = pass->file->db;
    sqlite3_stmt *stmt = NULL;
    int next = 4, code;
    HRESULT hr;

    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    code = sqlite3_prepare_v2(db->sql, text, -1, &stmt, NULL);
    sqlite3_free(text);
    if (code != SQLITE_OK) return db_error(db, code);
    sqlite3_bind_int64(stmt, 1, pass->folder);
    sqlite3_bind_int64(stmt, 2, pass->message);
    sqlite3_bind_int64(stmt, 3, last);
    hr = restriction_quick_bind(restriction, stmt, &next);
    *n = 0;
    while (SUCCEEDED(hr) && *n < room && (hr = db_step(db, stmt)) == S_OK)
        ids[(*n)++] = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return FAILED(hr) ? hr : S_OK;
}

/* Goes on in pass->folder; the folder after it is next when it has no more. */
static HRESULT look_on(struct pass *pass)
{
    int64_t last, *ids;
    size_t n, found = 0;
    HRESULT hr = next_stretch(pass, &last, &n);

    if (FAILED(hr)) return hr;
    ids = malloc((n + 1) * sizeof(*ids));
    if (!ids) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (n) hr = candidates(pass, last, ids, n, &found);
    for (size_t i = 0; i < found && SUCCEEDED(hr); i++) {
        bool matches = true;

        if (!pass->search->filter->exact)
            hr = search_matches(pass->file, pass->search, ids[i], &matches);
        if (SUCCEEDED(hr) && matches) {
            hr = search_link(pass->file, pass->search->folder.id, ids[i]);
            pass->found++;
        }
    }
    free(ids);
    if (FAILED(hr)) return hr;
    if (n < pass->look) {
        pass->folder++;
        pass->message = 0;
    } else {
        pass->message = last;
    }
    pass->look -= n ? n : 1; /* a folder costs something, too */
    return S_OK;
}

static HRESULT tell_found(struct store_file *file, const struct identity *search,
                          struct change_list *list)
{
    struct identity any = {.type = MAPI_MESSAGE};
    HRESULT hr = search_tell(file, CHANGE_RESULTS, &any, search, list);

    return FAILED(hr) ? hr : search_tell_counts(file, search, list);
}

/* In the transaction. S_FALSE: it is done, now or before. */
static HRESULT step(struct store_file *file, const struct identity *folder, size_t look,
                    struct change_list *list)
{
    struct change complete = {.what = CHANGE_SEARCHED, .object = *folder};
    struct pass pass = {.file = file, .look = look};
    HRESULT hr = search_find(file, folder->id, &pass.search), ended;

    if (hr == S_OK && !pass.search->filter) hr = MAPI_E_CORRUPT_STORE;
    if (hr != S_OK) return hr;
    hr = read_progress(file, folder->id, &pass);
    if (hr != S_OK) return hr;
    restriction_quicken(pass.search->filter->restriction); /* as far as it is of use by now */
    while ((hr = next_folder(&pass)) == S_OK && pass.look) {
        hr = look_on(&pass);
        if (FAILED(hr)) break;
    }
    if (FAILED(hr)) return hr;
    ended = hr;
    if (ended == S_FALSE)
        hr =
            db_exec(file->db, "UPDATE searches SET looked_folder=NULL, looked=NULL WHERE folder=?1",
                    "i", folder->id);
    else
        hr = db_exec(file->db, "UPDATE searches SET looked_folder=?2, looked=?3 WHERE folder=?1",
                     "iii", folder->id, pass.folder, pass.message);
    if (SUCCEEDED(hr) && pass.found) hr = tell_found(file, folder, list);
    if (SUCCEEDED(hr) && ended == S_FALSE) hr = change_add(file->db, list, &complete); /* 6.6-09 */
    return FAILED(hr) ? hr : ended;
}

void search_prepare(struct store_file *file, const struct identity *folder)
{
    struct search *search;
    struct pass pass;
    bool reads = false;

    if (FAILED(db_begin_read(file->db))) return;
    if (read_progress(file, folder->id, &pass) == S_OK &&
        search_find(file, folder->id, &search) == S_OK)
        reads = search->filter && restriction_reads_text(search->filter->restriction);
    db_end(file->db, S_OK);
    /* what it can't do is looked at message by message */
    if (reads) text_index_catch_up(file, TEXT_INDEX_SOME);
}

HRESULT search_step(struct store_file *file, const struct identity *search, size_t look,
                    bool gives_way, bool *done, struct change_list *list)
{
    HRESULT hr = gives_way ? db_begin_now(file->db) : db_begin(file->db);

    *done = false;
    if (FAILED(hr)) return hr;
    hr = step(file, search, look, list);
    *done = hr == S_FALSE;
    return db_end(file->db, FAILED(hr) ? hr : S_OK);
}

HRESULT search_next_unfinished(struct store_file *file, int64_t after, struct identity *out)
{
    int64_t folder;
    HRESULT hr = db_int(
        file->db, &folder,
        "SELECT folder FROM searches WHERE looked_folder IS NOT NULL AND NOT flags&1 AND folder>?1"
        " ORDER BY folder LIMIT 1",
        "i", after);

    return FAILED(hr) ? hr : folder_identity_any(file, folder, out);
}
