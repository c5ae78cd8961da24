/*
 * columns.c - which property lives in which SQL column
 */
#include "columns.h"
#include <stdlib.h>
#include "text8.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* In ascending property id: tables look up by it. */
const struct column message_columns[] = {
    {PR_IMPORTANCE, "importance", false},
    {PR_MESSAGE_CLASS_W, "class", false},
    {PR_PRIORITY, "priority", false},
    {PR_SENSITIVITY, "sensitivity", false},
    {PR_SUBJECT_W, "subject", false},
    {PR_CLIENT_SUBMIT_TIME, "submitted", false},
    {PR_SUBJECT_PREFIX_W, "subject_prefix", false},
    {PR_SENT_REPRESENTING_NAME_W, "representing_name", false},
    {PR_CONVERSATION_TOPIC_W, "conversation_topic", false},
    {PR_CONVERSATION_INDEX, "conversation_index", false},
    {PR_SENDER_NAME_W, "sender_name", false},
    {PR_DISPLAY_BCC_W, "display_bcc", true},
    {PR_DISPLAY_CC_W, "display_cc", true},
    {PR_DISPLAY_TO_W, "display_to", true},
    {PR_MESSAGE_DELIVERY_TIME, "delivered", false},
    {PR_MESSAGE_FLAGS, "flags", true},
    {PR_MESSAGE_SIZE, "size", true},
    {PR_MSG_STATUS, "status", true},
    {PR_NORMALIZED_SUBJECT_W, "normalized_subject", true},
    {PROP_TAG(PT_UNICODE, 0x1035), "internet_id", false},
    {PR_CREATION_TIME, "created", true},
    {PR_LAST_MODIFICATION_TIME, "modified", true},
    {PR_SEARCH_KEY, "search_key", false},
};
const size_t n_message_columns = COUNT(message_columns);

const struct column folder_columns[] = {
    {PR_DISPLAY_NAME_W, "name", false},
    {PR_COMMENT_W, "comment", false},
    {PR_CREATION_TIME, "created", true},
    {PR_LAST_MODIFICATION_TIME, "modified", true},
    {PR_FOLDER_TYPE, "type", true},
    {PR_CONTENT_COUNT, "messages", true},
    {PR_CONTENT_UNREAD, "unread", true},
    {PROP_TAG(PT_UNICODE, 0x3613), "class", false},
    {PROP_TAG(PT_LONG, 0x3617), "associated", true},
    {PROP_TAG(PT_LONG, 0x6640), "deleted_messages", true},
};
const size_t n_folder_columns = COUNT(folder_columns);

const struct column recipient_columns[] = {
    {PR_RECIPIENT_TYPE, "type", false},
    {PR_DISPLAY_NAME_W, "display_name", false},
    {PR_ADDRTYPE_W, "addrtype", false},
    {PR_EMAIL_ADDRESS_W, "email", false},
};
const size_t n_recipient_columns = COUNT(recipient_columns);

const struct column attachment_columns[] = {
    {PR_ATTACH_FILENAME_W, "filename", false},
    {PR_ATTACH_METHOD, "method", false},
    {PR_ATTACH_LONG_FILENAME_W, "long_filename", false},
    {PR_RENDERING_POSITION, "position", false},
};
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

bool column_fits(ULONG tag, const struct value *value)
{
    return value && value->prop.ulPropTag == tag && !value->large;
}

HRESULT column_bind(sqlite3_stmt *stmt, int i, ULONG tag, const struct value *value)
{
    int64_t eight = 0;
    char *text;
    size_t n;
    HRESULT hr;
    int code;

    if (!column_fits(tag, value)) return sqlite3_bind_null(stmt, i) == SQLITE_OK ? S_OK : MAPI_E_CALL_FAILED;
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
        code = value->bytes ? sqlite3_bind_blob64(stmt, i, value->prop.Value.bin.lpb, value->bytes, SQLITE_TRANSIENT)
                            : sqlite3_bind_zeroblob(stmt, i, 0);
        break;
    default:
        memcpy(&eight, &value->prop.Value, sizeof(eight));
        code = sqlite3_bind_int64(stmt, i, eight);
    }
    return code == SQLITE_OK ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}
