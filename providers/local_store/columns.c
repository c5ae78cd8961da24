/*
 * columns.c - which property lives in which SQL column
 */
#include "columns.h"
#include <stdlib.h>
#include "common/text/text8.h"

#define COUNT(a)                        (sizeof(a) / sizeof((a)[0]))
#define COLUMN_ROW(tag, name, computed) {tag, #name, computed},

const struct column message_columns[] = {MESSAGE_COLUMNS(COLUMN_ROW)};
const size_t n_message_columns = COUNT(message_columns);

const struct column folder_columns[] = {FOLDER_COLUMNS(COLUMN_ROW)};
const size_t n_folder_columns = COUNT(folder_columns);

const struct column recipient_columns[] = {RECIPIENT_COLUMNS(COLUMN_ROW)};
const size_t n_recipient_columns = COUNT(recipient_columns);

const struct column attachment_columns[] = {ATTACHMENT_COLUMNS(COLUMN_ROW)};
const size_t n_attachment_columns = COUNT(attachment_columns);

const struct column *column_of(const struct column *columns, size_t n, ULONG tag)
{
    for (size_t i = 0; i < n; i++)
        if (PROP_ID(columns[i].tag) == PROP_ID(tag)) return &columns[i];
    return NULL;
}

HRESULT column_value(sqlite3_stmt *stmt, int i, ULONG tag, struct value **out)
{
    *out = NULL;
    if (sqlite3_column_type(stmt, i) == SQLITE_NULL) return S_FALSE;
    switch (PROP_TYPE(tag)) {
    case PT_LONG:
    case PT_SHORT:
    case PT_BOOLEAN:
        return value_long(tag, (LONG)sqlite3_column_int64(stmt, i), out);
    case PT_LONGLONG:
    case PT_SYSTIME:
    case PT_CURRENCY:
        return value_i8(tag, sqlite3_column_int64(stmt, i), out);
    case PT_UNICODE: {
        const char *text = (const char *)sqlite3_column_text(stmt, i);

        if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
        return value_text8(tag, text, (size_t)sqlite3_column_bytes(stmt, i), out);
    }
    case PT_BINARY: {
        const void *bytes = sqlite3_column_blob(stmt, i);

        return value_binary(tag, bytes, (size_t)sqlite3_column_bytes(stmt, i), out);
    }
    }
    return MAPI_E_CALL_FAILED;
}

/* Whether the value goes into the column of tag rather than among the packed ones: same type, not
 * large. */
static bool column_fits(ULONG tag, const struct value *value)
{
    return value && value->prop.ulPropTag == tag && !value->large;
}

HRESULT column_take(const struct column *column, struct value *value, struct value **out,
                    bool *pack)
{
    HRESULT hr;

    *out = NULL;
    *pack = true;
    if (!column ||
        (PROP_TYPE(column->tag) != value_type(value) && PROP_TYPE(column->tag) != PT_UNICODE))
        return S_FALSE;
    *pack = PROP_TYPE(column->tag) != value_type(value);
    if (!*pack) return value_in_memory(value, out);
    hr = value_as(value, PT_UNICODE, out);
    /* not text at all, or of no known code page */
    return SUCCEEDED(hr) || hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_FALSE;
}

HRESULT column_bind(sqlite3_stmt *stmt, int i, ULONG tag, const struct value *value)
{
    int64_t eight = 0;
    char *text;
    size_t n;
    HRESULT hr;
    int code;

    if (!column_fits(tag, value))
        return sqlite3_bind_null(stmt, i) == SQLITE_OK ? S_OK : MAPI_E_CALL_FAILED;
    switch (PROP_TYPE(tag)) {
    case PT_LONG:
        code = sqlite3_bind_int64(stmt, i, value->prop.Value.l);
        break;
    case PT_SHORT:
        code = sqlite3_bind_int64(stmt, i, value->prop.Value.i);
        break;
    case PT_BOOLEAN:
        code = sqlite3_bind_int64(stmt, i, value->prop.Value.b != 0);
        break;
    case PT_UNICODE:
        hr = wtf8_from_wide(value->prop.Value.lpszW, value->bytes / sizeof(WCHAR), &text, &n);
        if (FAILED(hr)) return hr;
        code = sqlite3_bind_text64(stmt, i, text, n, free, SQLITE_UTF8);
        break;
    case PT_BINARY: /* empty is not NULL */
        code = value->bytes ? sqlite3_bind_blob64(stmt, i, value->prop.Value.bin.lpb, value->bytes,
                                                  SQLITE_TRANSIENT)
                            : sqlite3_bind_zeroblob(stmt, i, 0);
        break;
    default:
        memcpy(&eight, &value->prop.Value, sizeof(eight));
        code = sqlite3_bind_int64(stmt, i, eight);
    }
    return code == SQLITE_OK ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}
