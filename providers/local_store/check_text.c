/*
 * check_text.c - does the index of texts find each message by what is in it?
 *
 * Asked of each that doesn't wait: the first, the middle and the last trigram of its text. What the
 * index has beyond that is no fault. It can always be made anew: nothing is only in it.
 *
 * An answer takes FTS5 as long as there are messages with the trigram, so that asking for all would
 * take the square of the store's size: of a large one some thousand messages are asked for, evenly
 * spread.
 */
#include "check.h"
#include <stdlib.h>
#include "schema.h"
#include "text_index.h"

#define ASK_ALL  8192 /* when there are no more */
#define ASK_SOME 1024  /* of more */

/* Its tables are all there and are what they must be, as a count of those that are. */
static HRESULT is_whole(struct check *check, bool *out)
{
    static const char select[] =
        "SELECT count(*) FROM main.sqlite_master WHERE type='table' AND"
        " (name='text_index' AND sql LIKE 'CREATE VIRTUAL TABLE%' OR name IN"
        " ('text_index_data', 'text_index_idx', 'text_index_config', 'text_queue'))";
    sqlite3_stmt *stmt = NULL;
    int64_t n;
    HRESULT hr = db_int(check->file->db, &n, select, "");

    *out = SUCCEEDED(hr) && n == 5;
    if (!*out) return hr;
    *out = sqlite3_prepare_v2(check->file->db->sql,
                              "SELECT rowid FROM text_index WHERE text_index MATCH 'abc'", -1,
                              &stmt, NULL) == SQLITE_OK;
    sqlite3_finalize(stmt);
    return S_OK;
}

static size_t whole_code_point(const char *text, size_t at)
{
    while (at && ((uint8_t)text[at] & 0xc0) == 0x80)
        at--;
    return at;
}

/* The trigram at a place of the text, as FTS5 is asked for it; NULL: it is not long enough.
 * sqlite3_malloc */
static char *trigram(const char *text, size_t n, size_t at)
{
    size_t end = at = whole_code_point(text, at);
    sqlite3_str *query;

    for (int i = 0; i < 3; i++) {
        if (end >= n) return NULL;
        for (end++; end < n && ((uint8_t)text[end] & 0xc0) == 0x80;)
            end++;
    }
    query = sqlite3_str_new(NULL);
    sqlite3_str_appendchar(query, 1, '"');
    for (; at < end; at++)
        sqlite3_str_appendchar(query, text[at] == '"' ? 2 : 1, text[at]);
    sqlite3_str_appendchar(query, 1, '"');
    return sqlite3_str_finish(query);
}

/* S_FALSE: the index doesn't have it, or can't be read. */
static HRESULT has(struct check *check, int64_t message, const char *query)
{
    struct db *db = check->file->db;
    int64_t n;
    HRESULT hr;

    if (!query) return S_OK;
    hr = db_int(db, &n, "SELECT count(*) FROM text_index WHERE text_index MATCH ?1 AND rowid=?2",
                "ti", query, message);
    if (hr == MAPI_E_CORRUPT_STORE || hr == MAPI_E_CALL_FAILED) return S_FALSE;
    return FAILED(hr) ? hr : n ? S_OK : S_FALSE;
}

static HRESULT check_message(struct check *check, int64_t message)
{
    char *text;
    size_t n;
    HRESULT hr = text_index_text(check->file, message, &text, &n);

    if (FAILED(hr) || !text) return hr;
    for (int i = 0; i < 3 && hr == S_OK; i++) {
        char *query = trigram(text, n, i == 0 ? 0 : i == 1 ? n / 2 : n > 6 ? n - 6 : 0);

        hr = has(check, message, query);
        sqlite3_free(query);
    }
    free(text);
    return hr;
}

/* The messages that the index should have. */
#define INDEXED                                                                                    \
    "FROM messages m WHERE id>?1 AND folder IS NOT NULL AND NOT EXISTS(SELECT 1 FROM text_queue WHERE message=m.id)"

/* Every step-th of them; *missing of those that were asked for. */
static HRESULT ask(struct check *check, int64_t step, int64_t *missing)
{
    int64_t id = INT64_MIN;
    HRESULT hr;

    while (SUCCEEDED(hr = db_int(check->file->db, &id,
                                 "SELECT id " INDEXED " ORDER BY id LIMIT 1 OFFSET ?2", "ii", id,
                                 step - 1))) {
        hr = check_message(check, id);
        if (FAILED(hr)) return hr;
        *missing += hr == S_FALSE;
    }
    return hr == MAPI_E_NOT_FOUND ? S_OK : hr;
}

HRESULT check_text(struct check *check)
{
    int64_t all = 0, step = 1, missing = 0;
    bool whole, made = false;
    char *line;
    HRESULT hr = is_whole(check, &whole);

    if (SUCCEEDED(hr) && whole)
        hr = db_int(check->file->db, &all, "SELECT count(*) " INDEXED, "i", INT64_MIN);
    if (all > ASK_ALL) step = all / ASK_SOME;
    if (SUCCEEDED(hr) && whole) hr = ask(check, step, &missing);
    if (FAILED(hr)) return hr;
    if (whole && !missing) return S_OK;
    if (check->mend) {
        hr = schema_make_text_index(check->file->db);
        if (FAILED(hr) && hr != MAPI_E_CALL_FAILED && hr != MAPI_E_CORRUPT_STORE) return hr;
        made = SUCCEEDED(hr);
    }
    line =
        !whole ? sqlite3_mprintf("the index of texts is not as it must be")
        : step > 1
            ? sqlite3_mprintf(
                  "the index of texts: %lld of %lld messages can't be found by what is in them",
                  missing, all / step)
            : sqlite3_mprintf("the index of texts: %lld messages can't be found by what is in them",
                              missing);
    check_add(check, line ? line : "?", made);
    sqlite3_free(line);
    return S_OK;
}
