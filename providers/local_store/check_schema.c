/*
 * check_schema.c - are the tables, indexes and triggers of a store all there, and as they must be?
 */
#include "check.h"

/* What is of that kind in the file: its text, or NULL. */
static HRESULT text_there(struct check *check, const char *type, const char *name, char **out)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    *out = NULL;
    hr = db_prepare(check->file->db, "SELECT sql FROM main.sqlite_master WHERE type=?1 AND name=?2",
                    &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_text(stmt, 1, type, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(stmt, 2, name, -1, SQLITE_TRANSIENT);
    hr = db_step(check->file->db, stmt);
    if (hr == S_OK) {
        *out = sqlite3_mprintf("%s", (const char *)sqlite3_column_text(stmt, 0));
        if (!*out) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    db_done(check->file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

/* Makes what is missing; an index or trigger that is another is made anew, a table never. */
static HRESULT make(struct check *check, const char *type, const char *name, const char *text,
                    bool replace, bool *made)
{
    char *drop = replace ? sqlite3_mprintf("DROP %s main.\"%w\"", type, name) : NULL;
    sqlite3 *sql = check->file->db->sql;
    int code = SQLITE_OK;

    *made = false;
    if (replace && !drop) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (drop) code = sqlite3_exec(sql, drop, NULL, NULL, NULL);
    sqlite3_free(drop);
    if (code == SQLITE_OK) code = sqlite3_exec(sql, text, NULL, NULL, NULL);
    *made = code == SQLITE_OK;
    return (code & 0xff) == SQLITE_CONSTRAINT ? S_OK : db_error(check->file->db, code);
}

static HRESULT check_one(struct check *check, const char *type, const char *name, const char *text)
{
    const bool is_table = !strcmp(type, "table");
    char *there, *line;
    bool made = false;
    HRESULT hr;

    hr = text_there(check, type, name, &there);
    if (FAILED(hr) || (there && !strcmp(there, text))) {
        sqlite3_free(there);
        return hr;
    }
    if (check->mend && (!there || !is_table))
        hr = make(check, type, name, text, there != NULL, &made);
    line =
        sqlite3_mprintf("the %s %s %s", type, name, there ? "is not as it must be" : "is missing");
    if (SUCCEEDED(hr)) check_add(check, line ? line : "?", made);
    sqlite3_free(line);
    sqlite3_free(there);
    return hr;
}

HRESULT check_schema(struct check *check, bool tables)
{
    sqlite3_stmt *stmt = NULL;
    sqlite3 *fresh;
    HRESULT hr;
    int code;

    hr = schema_fresh(&fresh);
    if (FAILED(hr)) return hr;
    code = sqlite3_prepare_v2(
        fresh,
        "SELECT type, name, sql FROM sqlite_master WHERE (type='table')=?1 AND sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'text\\_index%' ESCAPE '\\'",
        -1, &stmt, NULL); /* check_text.c knows the index of texts */
    hr = db_error(check->file->db, code);
    if (SUCCEEDED(hr)) sqlite3_bind_int(stmt, 1, tables);
    while (SUCCEEDED(hr) && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        hr = check_one(check, (const char *)sqlite3_column_text(stmt, 0),
                       (const char *)sqlite3_column_text(stmt, 1),
                       (const char *)sqlite3_column_text(stmt, 2));
    if (SUCCEEDED(hr)) hr = db_error(check->file->db, code);
    sqlite3_finalize(stmt);
    sqlite3_close(fresh);
    return hr;
}
