/*
 * text_index.c - which messages may hold a part of a text
 */
#include "text_index.h"
#include <stdlib.h>
#include "common/sql/large.h"
#include "common/sql/pack.h"
#include "common/text/nonspace.h"
#include "common/text/text8.h"
#include "text_search.h"

#define MOST_TRIGRAMS 32           /* of a part; FTS5's expressions have a limit */
#define MOST_TEXT     (4u << 20)   /* of a message; longer ones are looked at each time */
#define MOST_MESSAGES 8192         /* that may match: more are not quick, nor is an eighth of all */
#define STEP_MESSAGES 256          /* indexed in one transaction, at most */
#define STEP_TEXT     (1u << 20)

/* ---- text as the index has it ---- */

struct text {
    char *bytes; /* malloc */
    size_t n, room;
};

/* FTS5 has no token with NUL, and takes what is no character for U+FFFD. */
static HRESULT add_code_point(struct text *text, uint32_t c)
{
    c = text_search_any_level(c);
    if (c == NONSPACE_MARK) return S_OK;
    if (!c || (c >= 0xd800 && c < 0xe000) || (c & 0xfffe) == 0xfffe) c = 0xfffd;
    if (text->room - text->n < 4) {
        size_t room = text->room * 2 + 1024;
        char *grown = realloc(text->bytes, room);

        if (!grown) return MAPI_E_NOT_ENOUGH_MEMORY;
        text->bytes = grown;
        text->room = room;
    }
    if (c < 0x80) {
        text->bytes[text->n++] = (char)c;
    } else if (c < 0x800) {
        text->bytes[text->n++] = (char)(0xc0 | c >> 6);
        text->bytes[text->n++] = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        text->bytes[text->n++] = (char)(0xe0 | c >> 12);
        text->bytes[text->n++] = (char)(0x80 | (c >> 6 & 0x3f));
        text->bytes[text->n++] = (char)(0x80 | (c & 0x3f));
    } else {
        text->bytes[text->n++] = (char)(0xf0 | c >> 18);
        text->bytes[text->n++] = (char)(0x80 | (c >> 12 & 0x3f));
        text->bytes[text->n++] = (char)(0x80 | (c >> 6 & 0x3f));
        text->bytes[text->n++] = (char)(0x80 | (c & 0x3f));
    }
    return S_OK;
}

static HRESULT add_wide(struct text *text, const WCHAR *wide, size_t chars)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; i < chars && SUCCEEDED(hr);)
        hr = add_code_point(text, wide_next(wide, chars, &i));
    return hr;
}

/* A column, and the end of it. */
static HRESULT add_column(struct text *text, sqlite3_stmt *stmt, int i)
{
    const uint8_t *at = sqlite3_column_text(stmt, i), *end = at + sqlite3_column_bytes(stmt, i);
    HRESULT hr = S_OK;

    if (!at) return S_OK;
    while (at < end && SUCCEEDED(hr))
        hr = add_code_point(text, wtf8_next(&at, end));
    return FAILED(hr) ? hr : add_code_point(text, '\n');
}

/* S_FALSE: too long. What is no text can't be looked for as text. */
static HRESULT add_value(struct text *text, struct value *value)
{
    AUTO_VALUE struct value *memory = NULL;
    WCHAR *wide;
    size_t chars;
    HRESULT hr;

    if (value_type(value) != PT_UNICODE && value_type(value) != PT_STRING8) return S_OK;
    if (value->bytes > MOST_TEXT) return S_FALSE;
    hr = value_in_memory(value, &memory);
    if (FAILED(hr)) return hr;
    if (value_type(memory) == PT_UNICODE) {
        hr = add_wide(text, value_wide(memory), memory->bytes / sizeof(WCHAR));
    } else {
        hr = wide_from_ansi(memory->prop.Value.lpszA, memory->bytes, memory->code_page, &wide,
                            &chars, NULL);
        if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK; /* no match either */
        hr = add_wide(text, wide, chars);
        free(wide);
    }
    return FAILED(hr) ? hr : add_code_point(text, '\n');
}

static HRESULT add_message(struct store_file *file, int64_t message, struct text *text)
{
    static const char select[] =
        "SELECT m.subject, p.data FROM messages m LEFT JOIN message_props p ON p.id=m.id WHERE m.id=?1";
    AUTO_VALUE struct value *body = NULL;
    sqlite3_stmt *stmt;
    HRESULT hr = db_prepare(file->db, select, &stmt);

    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, message);
    hr = db_step(file->db, stmt);
    if (hr == S_OK) {
        hr = add_column(text, stmt, 0);
        if (SUCCEEDED(hr) && sqlite3_column_bytes(stmt, 1))
            hr = unpack_one(file->db, sqlite3_column_blob(stmt, 1),
                            (size_t)sqlite3_column_bytes(stmt, 1), PR_BODY_W, &body);
        if (hr == S_OK && body)
            hr = add_value(text, body);
        else if (SUCCEEDED(hr))
            hr = S_OK;
    } else if (hr == S_FALSE) {
        hr = S_OK; /* it is gone */
    }
    db_done(file->db, stmt);
    return hr;
}

static HRESULT add_attachments(struct store_file *file, int64_t message, struct text *text)
{
    sqlite3_stmt *stmt;
    HRESULT hr = db_prepare(
        file->db, "SELECT filename, long_filename FROM attachments WHERE message=?1", &stmt);

    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, message);
    while ((hr = db_step(file->db, stmt)) == S_OK) {
        hr = add_column(text, stmt, 0);
        if (SUCCEEDED(hr)) hr = add_column(text, stmt, 1);
        if (FAILED(hr)) break;
    }
    db_done(file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT text_index_text(struct store_file *file, int64_t message, char **out, size_t *bytes)
{
    struct text text = {0};
    HRESULT hr;

    *out = NULL;
    *bytes = 0;
    hr = add_message(file, message, &text);
    if (hr == S_OK) hr = add_attachments(file, message, &text);
    if (hr == S_OK) hr = add_code_point(&text, '\n'); /* never NULL */
    if (hr == MAPI_E_CORRUPT_STORE || hr == MAPI_E_OBJECT_DELETED) hr = S_FALSE;
    if (hr != S_OK) {
        free(text.bytes);
        return FAILED(hr) ? hr : S_OK;
    }
    *out = text.bytes;
    *bytes = text.n;
    return S_OK;
}

/* ---- asking ---- */

static size_t code_point_bytes(const char *at)
{
    uint8_t c = (uint8_t)*at;

    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* Each trigram as a string of FTS5's, which means one after the other: all of them. */
HRESULT text_index_query(const WCHAR *part, size_t chars, char **out)
{
    struct text text = {0};
    sqlite3_str *query;
    size_t at = 0, n = 0;
    HRESULT hr = add_wide(&text, part, chars);

    *out = NULL;
    if (FAILED(hr)) {
        free(text.bytes);
        return hr;
    }
    query = sqlite3_str_new(NULL);
    while (at < text.n && n < MOST_TRIGRAMS) {
        size_t end = at;

        for (int i = 0; i < 3; i++)
            end += end < text.n ? code_point_bytes(text.bytes + end) : text.n;
        if (end > text.n) break;
        sqlite3_str_appendall(query, n++ ? " \"" : "\"");
        for (size_t i = at; i < end; i++)
            sqlite3_str_append(query, text.bytes[i] == '"' ? "\"\"" : text.bytes + i,
                               text.bytes[i] == '"' ? 2 : 1);
        sqlite3_str_appendchar(query, 1, '"');
        at += code_point_bytes(text.bytes + at);
    }
    free(text.bytes);
    hr = sqlite3_str_errcode(query) ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
    *out = sqlite3_str_finish(query);
    if (SUCCEEDED(hr)) return S_OK;
    sqlite3_free(*out);
    *out = NULL;
    return hr;
}

bool text_index_is_quick(struct store_file *file, const char *query)
{
    int64_t n, waiting, most;
    HRESULT hr;

    hr = db_int(file->db, &most,
                "SELECT 64+sum(messages+associated+deleted_messages)/8 FROM folders WHERE type<>2",
                "");
    if (FAILED(hr)) return false;
    if (most > MOST_MESSAGES) most = MOST_MESSAGES;
    hr = db_int(file->db, &waiting, "SELECT count(*) FROM (SELECT 1 FROM text_queue LIMIT ?1)", "i",
                most + 1);
    if (FAILED(hr) || waiting > most) return false;
    hr =
        db_int(file->db, &n,
               "SELECT count(*) FROM (SELECT 1 FROM text_index WHERE text_index MATCH ?1 LIMIT ?2)",
               "ti", query, most + 1);
    return SUCCEEDED(hr) && n + waiting <= most;
}

/* ---- indexing ---- */

static HRESULT next_waiting(struct db *db, int64_t after, int64_t *out)
{
    return db_int(
        db, out,
        "SELECT message FROM text_queue WHERE message>?1 AND NOT passed ORDER BY message LIMIT 1",
        "i", after);
}

static HRESULT index_one(struct store_file *file, int64_t message, size_t *bytes)
{
    sqlite3_stmt *stmt;
    char *text;
    HRESULT hr = text_index_text(file, message, &text, bytes);

    if (FAILED(hr)) return hr;
    if (!text)
        return db_exec(file->db, "UPDATE text_queue SET passed=1 WHERE message=?1", "i", message);
    hr = db_prepare(file->db, "INSERT INTO text_index(rowid, text) VALUES(?1, ?2)", &stmt);
    if (SUCCEEDED(hr)) {
        sqlite3_bind_int64(stmt, 1, message);
        sqlite3_bind_text64(stmt, 2, text, *bytes, SQLITE_STATIC, SQLITE_UTF8);
        hr = db_run(file->db, stmt);
    }
    free(text);
    return FAILED(hr) ? hr
                      : db_exec(file->db, "DELETE FROM text_queue WHERE message=?1", "i", message);
}

/* In a transaction. S_FALSE: none waits any more. */
static HRESULT step(struct store_file *file, int64_t *after, size_t *bytes)
{
    size_t looked = 0, text;
    HRESULT hr = S_OK;

    for (int i = 0; i < STEP_MESSAGES && looked < STEP_TEXT && SUCCEEDED(hr); i++) {
        hr = next_waiting(file->db, *after, after);
        if (hr == MAPI_E_NOT_FOUND) {
            *bytes += looked;
            return S_FALSE;
        }
        if (SUCCEEDED(hr)) hr = index_one(file, *after, &text);
        looked += SUCCEEDED(hr) ? text : 0;
    }
    *bytes += looked;
    return hr;
}

HRESULT text_index_catch_up(struct store_file *file, size_t bytes)
{
    size_t looked = 0;
    int64_t after = INT64_MIN, any;
    HRESULT hr;

    db_lock(file->db);
    hr = next_waiting(file->db, after, &any);
    db_unlock(file->db);
    if (FAILED(hr)) return hr == MAPI_E_NOT_FOUND ? S_OK : hr;
    while (hr == S_OK && looked < bytes) {
        hr = bytes == TEXT_INDEX_ALL ? db_begin(file->db) : db_begin_now(file->db);
        if (FAILED(hr)) return hr;
        hr = step(file, &after, &looked);
        hr = db_end(file->db, hr);
    }
    return FAILED(hr) ? hr : S_OK;
}

HRESULT text_index_start_over(struct db *db)
{
    HRESULT hr = db_exec(db, "INSERT INTO text_index(text_index) VALUES('delete-all')", "");

    if (SUCCEEDED(hr)) hr = db_exec(db, "DELETE FROM text_queue", "");
    return FAILED(hr)
               ? hr
               : db_exec(
                     db,
                     "INSERT INTO text_queue(message) SELECT id FROM messages WHERE folder IS NOT NULL",
                     "");
}
