/*
 * packed.c - the SQL function packed(data, tag): one property out of packed bytes, to sort by
 */
#include "common/sql/packed.h"
#include <stdlib.h>
#include "common/sql/pack.h"
#include "common/text/text8.h"

#define SORTED_BYTES 510 /* of long content */

static void text_result(sqlite3_context *context, struct value *value)
{
    AUTO_VALUE struct value *wide = NULL;
    char *text;
    size_t n;
    HRESULT hr = value_as(value, PT_UNICODE, &wide);

    if (SUCCEEDED(hr))
        hr = wtf8_from_wide(value_wide(wide), wide->bytes / sizeof(WCHAR), &text, &n);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) sqlite3_result_error_nomem(context);
    if (SUCCEEDED(hr))
        sqlite3_result_text64(context, text, n, free, SQLITE_UTF8);
}

void packed_give(sqlite3_context *context, struct value *value)
{
    AUTO_VALUE struct value *prefix = NULL;
    const SPropValue *prop = &value->prop;
    int64_t eight;

    if (value->large) {
        HRESULT hr = value_prefix(value, SORTED_BYTES, &prefix);

        if (hr == MAPI_E_NOT_ENOUGH_MEMORY) sqlite3_result_error_nomem(context);
        /* damaged: the row is shown, where those without the property are */
        if (FAILED(hr)) return;
        value = prefix;
        prop = &value->prop;
    }
    switch (value_type(value)) {
    case PT_SHORT:
        sqlite3_result_int(context, prop->Value.i);
        break;
    case PT_LONG:
        sqlite3_result_int(context, prop->Value.l);
        break;
    case PT_BOOLEAN:
        sqlite3_result_int(context, prop->Value.b != 0);
        break;
    case PT_LONGLONG:
    case PT_CURRENCY:
    case PT_SYSTIME:
        memcpy(&eight, &prop->Value, sizeof(eight));
        sqlite3_result_int64(context, eight);
        break;
    case PT_R4:
        sqlite3_result_double(context, prop->Value.flt);
        break;
    case PT_DOUBLE:
    case PT_APPTIME:
        sqlite3_result_double(context, prop->Value.dbl);
        break;
    case PT_UNICODE:
    case PT_STRING8:
        text_result(context, value);
        break;
    case PT_BINARY:
    case PT_CLSID:
        sqlite3_result_blob64(context, value->bytes ? value_content(value) : "", value->bytes,
                              SQLITE_TRANSIENT);
        break;
    default:
        sqlite3_result_null(context);
    }
}

static bool is_text(ULONG type)
{
    return type == PT_UNICODE || type == PT_STRING8;
}

static void packed(sqlite3_context *context, int n, sqlite3_value **args)
{
    struct db *db = sqlite3_user_data(context);
    ULONG tag = (ULONG)sqlite3_value_int64(args[1]), type = PROP_TYPE(tag);
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr;

    (void)n;
    hr = unpack_one(db, sqlite3_value_blob(args[0]), (size_t)sqlite3_value_bytes(args[0]), tag,
                    &value);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) {
        sqlite3_result_error_nomem(context);
    } else if (FAILED(hr) || !value) {
        /* damaged: the row is shown, where those without the property are */
        sqlite3_result_null(context);
    } else if (type != PT_UNSPECIFIED && type != value_type(value) &&
               !(is_text(type) && is_text(value_type(value)))) {
        sqlite3_result_null(context);
    } else {
        packed_give(context, value);
    }
}

HRESULT packed_register(struct db *db)
{
    return db_error(db, sqlite3_create_function(db->sql, "packed", 2,
                                                SQLITE_UTF8 | SQLITE_DETERMINISTIC, db, packed,
                                                NULL, NULL));
}
