/*
 * search_live.c - the criteria of live searches, and the messages that meet them followed through
 * each commit
 */
#include "search_live.h"
#include <stdlib.h>
#include "edkmdb.h"
#include "folder_rows.h"
#include "restriction_pack.h"

#define MAX_DEPTH 4096 /* of folders */

/* ---- reading criteria ---- */

static void drop_items(struct searches *all)
{
    for (size_t i = 0; i < all->n; i++) {
        sqlite3_finalize(all->items[i].stmt);
        scan_filter_unref(all->items[i].filter);
        free(all->items[i].scopes);
    }
    free(all->items);
    all->items = NULL;
    all->n = 0;
    all->count = all->newest = -1;
}

void searches_forget(struct store_file *file)
{
    if (file->searches) {
        drop_items(file->searches);
        free(file->searches->shell);
        free(file->searches);
        file->searches = NULL;
    }
    change_list_clear(&file->following);
    change_list_clear(&file->followed);
}

static HRESULT searches_of(struct store_file *file, struct searches **out)
{
    struct searches *all = file->searches;

    if (!all) {
        all = calloc(1, sizeof(*all));
        if (!all) return MAPI_E_NOT_ENOUGH_MEMORY;
        all->count = all->newest = -1;
        all->shell = calloc(1, sizeof(*all->shell));
        if (!all->shell) {
            free(all);
            return MAPI_E_NOT_ENOUGH_MEMORY;
        }
        all->shell->file = file;
        all->shell->can_modify = true;
        file->searches = all;
    }
    *out = all;
    return S_OK;
}

HRESULT search_shell(struct store_file *file, struct restriction **out, const SRestriction *res)
{
    struct searches *all;
    HRESULT hr = searches_of(file, &all);

    return FAILED(hr) ? hr : restriction_create(all->shell, false, res, out);
}

static HRESULT make_statement(struct store_file *file, struct search *search)
{
    const struct restriction *restriction = search->filter->restriction;
    char *text = sqlite3_mprintf("SELECT 1 FROM messages m WHERE m.id=? AND %s",
                                 restriction_sql(restriction));
    int next = 2, code;

    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    code =
        sqlite3_prepare_v3(file->db->sql, text, -1, SQLITE_PREPARE_PERSISTENT, &search->stmt, NULL);
    sqlite3_free(text);
    return code == SQLITE_OK ? restriction_bind(restriction, search->stmt, &next)
                             : db_error(file->db, code);
}

static HRESULT read_search(struct store_file *file, const struct identity *folder,
                           struct search *out)
{
    struct scan_source source = {.store = file->searches->shell, .search = false};
    struct search_criteria criteria;
    SRestriction *res = NULL;
    HRESULT hr;

    memset(out, 0, sizeof(*out));
    out->folder = *folder;
    hr = search_get(file, folder->id, &criteria);
    if (FAILED(hr)) return hr;
    if (!(criteria.state & SEARCH_RUNNING) || criteria.state & SEARCH_STATIC)
        out->flags = STOP_SEARCH;
    if (criteria.state & SEARCH_RECURSIVE) out->flags |= RECURSIVE_SEARCH;
    hr = restriction_unpack(criteria.packed, criteria.bytes, MAPI_UNICODE, &plain_allocators, &res);
    if (SUCCEEDED(hr)) hr = scan_filter_create(&source, res, &out->filter);
    if (SUCCEEDED(hr)) hr = make_statement(file, out);
    if (SUCCEEDED(hr)) {
        out->scopes = criteria.scopes;
        out->n_scopes = criteria.n_scopes;
        criteria.scopes = NULL;
    }
    plain_allocators.free(res);
    search_criteria_clear(&criteria);
    return hr;
}

static HRESULT read_all(struct store_file *file, struct searches *all, int64_t count)
{
    struct identity *folders = calloc((size_t)count + 1, sizeof(*folders));
    sqlite3_stmt *stmt = NULL;
    size_t n = 0;
    HRESULT hr;

    all->items = calloc((size_t)count + 1, sizeof(*all->items));
    if (!folders || !all->items) {
        free(folders);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    hr = db_prepare(
        file->db,
        "SELECT f.id, f.guid FROM searches s JOIN folders f ON f.id=s.folder ORDER BY f.id", &stmt);
    while (SUCCEEDED(hr) && n < (size_t)count && (hr = db_step(file->db, stmt)) == S_OK) {
        folders[n].type = MAPI_FOLDER;
        folders[n].id = sqlite3_column_int64(stmt, 0);
        if (sqlite3_column_bytes(stmt, 1) == 16)
            memcpy(&folders[n].guid, sqlite3_column_blob(stmt, 1), 16);
        n++;
    }
    db_done(file->db, stmt);
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
        hr = read_search(file, &folders[i], &all->items[i]);
        all->n = i + 1;
        if (hr == MAPI_E_CORRUPT_STORE || hr == MAPI_E_TOO_COMPLEX ||
            hr == MAPI_E_INVALID_PARAMETER) {
            /* damaged criteria stop their search, not the mail */
            all->items[i].flags = STOP_SEARCH;
            hr = S_OK;
        }
    }
    free(folders);
    return FAILED(hr) ? hr : S_OK;
}

/* In a transaction: the criteria as the file has them now. */
static HRESULT searches_now(struct store_file *file, struct searches **out)
{
    struct searches *all = NULL;
    int64_t count = 0, newest = 0;
    HRESULT hr = searches_of(file, &all);

    *out = all;
    if (SUCCEEDED(hr))
        hr = db_int(file->db, &newest, "SELECT ifnull(max(version), 0) FROM searches", "");
    if (SUCCEEDED(hr)) hr = db_int(file->db, &count, "SELECT count(*) FROM searches", "");
    if (FAILED(hr) || (count == all->count && newest == all->newest)) return hr;
    drop_items(all);
    if (count) hr = read_all(file, all, count);
    if (FAILED(hr)) {
        drop_items(all);
        return hr;
    }
    all->count = count;
    all->newest = newest;
    return S_OK;
}

HRESULT search_find(struct store_file *file, int64_t folder, struct search **out)
{
    struct searches *all;
    HRESULT hr = searches_now(file, &all);

    for (size_t i = 0; SUCCEEDED(hr) && i < all->n; i++) {
        *out = &all->items[i];
        if ((*out)->folder.id == folder) return S_OK;
    }
    return FAILED(hr) ? hr : S_FALSE;
}

/* ---- whether a message belongs ---- */

void search_chain_clear(struct search_chain *chain)
{
    free(chain->items);
    memset(chain, 0, sizeof(*chain));
}

HRESULT search_chain_read(struct store_file *file, int64_t folder, struct search_chain *chain)
{
    int64_t at = folder;
    HRESULT hr = S_OK;

    if (chain->folder == folder) return S_OK;
    chain->folder = 0;
    chain->n = 0;
    while (at && SUCCEEDED(hr)) {
        if (chain->n == MAX_DEPTH) return MAPI_E_TOO_COMPLEX;
        if (chain->n == chain->room) {
            struct identity *grown = realloc(chain->items, (chain->room * 2 + 8) * sizeof(*grown));

            if (!grown) return MAPI_E_NOT_ENOUGH_MEMORY;
            chain->items = grown;
            chain->room = chain->room * 2 + 8;
        }
        hr = folder_identity(file, at, &chain->items[chain->n]);
        if (SUCCEEDED(hr)) chain->n++;
        if (SUCCEEDED(hr))
            hr =
                db_int(file->db, &at, "SELECT ifnull(parent, 0) FROM folders WHERE id=?1", "i", at);
    }
    if (hr == MAPI_E_NOT_FOUND) chain->n = 0, hr = S_OK; /* it lies in something deleted */
    if (SUCCEEDED(hr)) chain->folder = folder;
    return hr;
}

bool search_in_scope(const struct search *search, const struct search_chain *chain)
{
    size_t depth = search->flags & RECURSIVE_SEARCH ? chain->n : chain->n != 0;

    for (size_t i = 0; i < search->n_scopes; i++)
        for (size_t k = 0; k < depth; k++)
            if (search->scopes[i].id == chain->items[k].id &&
                IsEqualGUID(&search->scopes[i].guid, &chain->items[k].guid))
                return true;
    return false;
}

/* One message's damaged properties are no match. */
static HRESULT matched_value(void *row, ULONG tag, struct value **out)
{
    HRESULT hr = scan_row_value(row, tag, out);

    return hr == MAPI_E_CORRUPT_STORE ? MAPI_E_NOT_FOUND : hr;
}

HRESULT search_matches(struct store_file *file, struct search *search, int64_t message, bool *out)
{
    struct scan_source source = {.store = file->searches->shell};
    struct scan_row row;
    HRESULT hr;

    *out = false;
    hr = scan_row_open(&source, message, 0, &row);
    if (hr == S_OK) hr = restriction_matches(search->filter->restriction, matched_value, &row, out);
    scan_row_close(&row);
    return FAILED(hr) ? hr : S_OK;
}

static HRESULT meets(struct store_file *file, struct search *search, int64_t message, bool *out)
{
    HRESULT hr;

    *out = false;
    sqlite3_bind_int64(search->stmt, 1, message);
    hr = db_step(file->db, search->stmt);
    sqlite3_reset(search->stmt);
    if (hr != S_OK) return FAILED(hr) ? hr : S_OK;
    *out = true;
    return search->filter->exact ? S_OK : search_matches(file, search, message, out);
}

/* ---- links ---- */

HRESULT search_link(struct store_file *file, int64_t search, int64_t message)
{
    return db_exec(file->db,
                   "INSERT OR IGNORE INTO search_results(search, message, unread, delivered)"
                   " SELECT ?1, id, NOT flags&1, delivered FROM messages WHERE id=?2",
                   "ii", search, message);
}

HRESULT search_tell(struct store_file *file, enum change_what what, const struct identity *message,
                    const struct identity *search, struct change_list *list)
{
    struct change change = {.what = what, .result = true, .object = *message, .parent = *search};

    return change_add(file->db, list, &change);
}

HRESULT search_tell_counts(struct store_file *file, const struct identity *search,
                           struct change_list *list)
{
    struct change change = {.what = CHANGE_COUNTS, .object = *search};

    return change_add(file->db, list, &change);
}

/* ---- following ---- */

struct subject {
    struct identity message;
    int64_t folder; /* 0: an embedded message, or there is none any more */
    int part;
};

static HRESULT read_subject(struct store_file *file, int64_t id, struct subject *out)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    memset(out, 0, sizeof(*out));
    out->message.type = MAPI_MESSAGE;
    out->message.id = id;
    hr = db_prepare(file->db, "SELECT guid, folder, part FROM messages WHERE id=?1", &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, id);
    hr = db_step(file->db, stmt);
    if (hr == S_OK) {
        if (sqlite3_column_bytes(stmt, 0) == 16)
            memcpy(&out->message.guid, sqlite3_column_blob(stmt, 0), 16);
        out->folder = sqlite3_column_int64(stmt, 1);
        out->part = sqlite3_column_int(stmt, 2);
    }
    db_done(file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

/* A live search follows all; a stopped or static one only loses what there is no longer. changed:
 * the message itself, else its place. */
static HRESULT follow_one(struct store_file *file, struct search *search,
                          const struct subject *subject, bool changed, struct search_chain *chain)
{
    int64_t linked = 0;
    bool now = false;
    HRESULT hr;

    hr = db_int(file->db, &linked, "SELECT 1 FROM search_results WHERE search=?1 AND message=?2",
                "ii", search->folder.id, subject->message.id);
    if (hr == MAPI_E_NOT_FOUND) hr = S_OK;
    if (SUCCEEDED(hr) && subject->folder && subject->part == PART_CONTENTS) {
        if (search->flags & STOP_SEARCH)
            now = linked && chain->n;
        else if (search_in_scope(search, chain))
            hr = meets(file, search, subject->message.id, &now);
    }
    if (FAILED(hr) || (now ? linked && !changed : !linked)) return hr;
    search->touched = true;
    if (now && linked)
        return search_tell(file, CHANGE_MODIFIED, &subject->message, &search->folder,
                           &file->following);
    if (now)
        hr = search_link(file, search->folder.id, subject->message.id);
    else
        hr = db_exec(file->db, "DELETE FROM search_results WHERE search=?1 AND message=?2", "ii",
                     search->folder.id, subject->message.id);
    return FAILED(hr) ? hr
                      : search_tell(file, now ? CHANGE_CREATED : CHANGE_DELETED, &subject->message,
                                    &search->folder, &file->following);
}

static HRESULT follow_message(struct store_file *file, struct searches *all, int64_t id,
                              bool changed, struct search_chain *chain)
{
    struct subject subject;
    HRESULT hr = read_subject(file, id, &subject);

    if (SUCCEEDED(hr) && subject.folder) hr = search_chain_read(file, subject.folder, chain);
    for (size_t i = 0; i < all->n && SUCCEEDED(hr); i++)
        hr = follow_one(file, &all->items[i], &subject, changed, chain);
    return hr;
}

static HRESULT follow_part(struct store_file *file, struct searches *all, int64_t folder, int part,
                           bool changed, struct search_chain *chain)
{
    struct identity batch[64];
    int64_t after = 0;
    size_t n;
    HRESULT hr;

    while (SUCCEEDED(hr = folder_messages(file, folder, part, after, batch,
                                          sizeof(batch) / sizeof(batch[0]), &n)) &&
           n) {
        for (size_t i = 0; i < n && SUCCEEDED(hr); i++)
            hr = follow_message(file, all, batch[i].id, changed, chain);
        if (FAILED(hr)) return hr;
        after = batch[n - 1].id;
    }
    return hr;
}

/* Those in scope come in; those that are in, soft-deleted ones too, may leave. */
static HRESULT follow_messages(struct store_file *file, struct searches *all, int64_t folder,
                               bool changed, struct search_chain *chain)
{
    HRESULT hr = follow_part(file, all, folder, PART_CONTENTS, changed, chain);

    return FAILED(hr)
               ? hr
               : follow_part(file, all, folder, PART_CONTENTS | PART_DELETED, changed, chain);
}

/* A folder came, went or moved with all that is in it. */
static HRESULT follow_tree(struct store_file *file, struct searches *all, int64_t top, int depth,
                           struct search_chain *chain)
{
    struct identity *below;
    size_t n;
    HRESULT hr;

    if (depth > MAX_DEPTH) return MAPI_E_TOO_COMPLEX;
    hr = follow_messages(file, all, top, false, chain);
    if (FAILED(hr)) return hr;
    hr = folder_children(file, top, true, &below, &n);
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++)
        hr = follow_tree(file, all, below[i].id, depth + 1, chain);
    free(below);
    return hr;
}

static int compare_touched(const void *a, const void *b)
{
    const struct touched *x = a, *y = b;

    return x->id < y->id ? -1 : x->id > y->id;
}

static bool brings_messages(int what)
{
    return what == CHANGE_CREATED || what == CHANGE_DELETED || what == CHANGE_MOVED;
}

HRESULT search_leave(struct store_file *file, const struct identity *message)
{
    struct identity search = {.type = MAPI_FOLDER};
    struct searches *all;
    HRESULT hr = searches_now(file, &all);

    for (size_t i = 0; SUCCEEDED(hr) && i < all->n; i++) {
        int64_t linked;

        search = all->items[i].folder;
        hr = db_int(file->db, &linked,
                    "DELETE FROM search_results WHERE search=?1 AND message=?2 RETURNING 1", "ii",
                    search.id, message->id);
        if (SUCCEEDED(hr))
            hr = search_tell(file, CHANGE_DELETED, message, &search, &file->following);
        if (SUCCEEDED(hr)) all->items[i].touched = true;
        if (hr == MAPI_E_NOT_FOUND) hr = S_OK;
    }
    return hr;
}

void searches_ended(struct store_file *file, bool committed)
{
    if (committed)
        change_list_append(&file->followed, &file->following);
    else
        change_list_clear(&file->following);
    /* they may have been read from what is undone now */
    if (!committed && file->searches) file->searches->count = -1;
}

HRESULT searches_follow(struct store_file *file)
{
    size_t n = file->db->n_touched;
    struct search_chain chain = {0};
    struct touched *items = NULL;
    struct searches *all;
    HRESULT hr;

    hr = searches_now(file, &all);
    if (FAILED(hr) || !all->n) return hr;
    items = malloc(n * sizeof(*items)); /* telling touches folders */
    if (!items) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(items, file->db->touched, n * sizeof(*items));
    qsort(items, n, sizeof(*items), compare_touched);
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
        if (items[i].type == MAPI_MESSAGE &&
            (!i || items[i].id != items[i - 1].id || items[i - 1].type != MAPI_MESSAGE))
            hr = follow_message(file, all, items[i].id, true, &chain);
        else if (items[i].type == MAPI_FOLDER &&
                 items[i].what == CHANGE_RESULTS) /* any of its messages */
            hr = follow_messages(file, all, items[i].id, true, &chain);
        else if (items[i].type == MAPI_FOLDER && brings_messages(items[i].what))
            hr = follow_tree(file, all, items[i].id, 0, &chain);
    }
    for (size_t i = 0; i < all->n && SUCCEEDED(hr); i++) {
        if (all->items[i].touched)
            hr = search_tell_counts(file, &all->items[i].folder, &file->following);
        all->items[i].touched = false;
    }
    search_chain_clear(&chain);
    free(items);
    return hr;
}
