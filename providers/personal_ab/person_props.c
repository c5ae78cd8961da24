/*
 * person_props.c - the properties that are made from an entry's row and its other properties
 */
#include <stdlib.h>
#include <string.h>
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "person.h"

LONG person_display_type(USHORT type)
{
    return type == MAPI_DISTLIST ? DT_PRIVATE_DISTLIST : DT_MAILUSER;
}

void person_instance_key(int64_t id, BYTE out[PERSON_INSTANCE_KEY_BYTES])
{
    for (int i = 0; i < PERSON_INSTANCE_KEY_BYTES; i++)
        out[i] = (BYTE)((uint64_t)id >> 8 * i);
}

static const ULONG computed[] = {
    PR_ENTRYID,        PR_RECORD_KEY,        PR_INSTANCE_KEY,
    PR_OBJECT_TYPE,    PR_DISPLAY_TYPE,      PR_SEARCH_KEY,
    PR_PARENT_ENTRYID, PR_CREATION_TIME,     PR_LAST_MODIFICATION_TIME,
    PR_ACCESS_LEVEL,   PR_MAPPING_SIGNATURE,
};

bool person_is_computed(ULONG tag)
{
    for (size_t i = 0; i < sizeof(computed) / sizeof(computed[0]); i++)
        if (PROP_ID(computed[i]) == PROP_ID(tag)) return true;
    return false;
}

static size_t put_upper(char *to, const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        to[i] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 32) : text[i];
    return bytes;
}

/* TYPE:ADDRESS, in capitals, as of a one-off of the same address (7.3-08). */
static HRESULT make_search_key(const struct bag *bag, const struct entry_row *row,
                               struct value **out)
{
    const WCHAR *address = bag_wide(bag, PR_EMAIL_ADDRESS_W),
                *type = entries_addrtype(bag, row->object.type);
    char *address8 = NULL, *type8 = NULL, *key = NULL;
    size_t n_address = 0, n_type = 0, n = 0;
    HRESULT hr;

    if (row->object.type == MAPI_DISTLIST || !*address)
        return row->id ? value_binary(PR_SEARCH_KEY, &row->object.guid, 16, out) : MAPI_E_NOT_FOUND;
    hr = wtf8_from_wide(address, wide_len(address), &address8, &n_address);
    if (SUCCEEDED(hr)) hr = wtf8_from_wide(type, wide_len(type), &type8, &n_type);
    if (SUCCEEDED(hr)) {
        key = malloc(n_address + n_type + 2);
        if (!key) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    if (SUCCEEDED(hr)) {
        n = put_upper(key, type8, n_type);
        key[n++] = ':';
        n += put_upper(key + n, address8, n_address);
        key[n++] = 0;
        hr = value_binary(PR_SEARCH_KEY, key, n, out);
    }
    free(address8);
    free(type8);
    free(key);
    return hr;
}

static HRESULT search_key(const struct bag *bag, const struct entry_row *row, struct value **out)
{
    struct bag readable = {0};
    HRESULT hr = entries_readable(bag, &readable);

    if (SUCCEEDED(hr)) hr = make_search_key(&readable, row, out);
    bag_clear(&readable);
    return hr;
}

bool person_has_unset(ULONG tag)
{
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_ADDRTYPE):
    case PROP_ID(PR_EMAIL_ADDRESS):
    case PROP_ID(PR_DISPLAY_NAME):
    case PROP_ID(PR_TRANSMITABLE_DISPLAY_NAME):
    case PROP_ID(PR_SEND_RICH_INFO):
        return true;
    }
    return false;
}

/* What a client need not have set: of the tags above. */
static HRESULT unset(const struct entry_row *row, const struct bag *bag, ULONG tag,
                     struct value **out)
{
    const WCHAR *text;

    switch (PROP_ID(tag)) {
    case PROP_ID(PR_ADDRTYPE):
        text = entries_addrtype(bag, row->object.type);
        break;
    case PROP_ID(PR_EMAIL_ADDRESS):
        text = row->object.type == MAPI_DISTLIST ? bag_wide(bag, PR_DISPLAY_NAME_W) : L"";
        break;
    case PROP_ID(PR_DISPLAY_NAME):
        text = bag_wide(bag, PR_EMAIL_ADDRESS_W);
        break;
    case PROP_ID(PR_TRANSMITABLE_DISPLAY_NAME):
        text = bag_wide(bag, PR_DISPLAY_NAME_W);
        if (!*text) text = bag_wide(bag, PR_EMAIL_ADDRESS_W);
        break;
    case PROP_ID(PR_SEND_RICH_INFO):
        return value_long(PR_SEND_RICH_INFO, FALSE, out);
    default:
        return MAPI_E_NOT_FOUND;
    }
    return value_text(CHANGE_PROP_TYPE(tag, PT_UNICODE), text, wide_len(text), out);
}

HRESULT person_computed(struct book *book, const struct entry_row *row, const struct bag *bag,
                        bool can_modify, ULONG tag, struct value **out)
{
    static const struct book_id parent = {MAPI_ABCONT, {0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 2}}};
    BYTE key[PERSON_INSTANCE_KEY_BYTES];

    *out = NULL;
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_OBJECT_TYPE):
        return value_long(PR_OBJECT_TYPE, row->object.type, out);
    case PROP_ID(PR_DISPLAY_TYPE):
        return value_long(PR_DISPLAY_TYPE, person_display_type(row->object.type), out);
    case PROP_ID(PR_PARENT_ENTRYID):
        return book_id_value(book, PR_PARENT_ENTRYID, &parent, out);
    case PROP_ID(PR_MAPPING_SIGNATURE):
        return value_binary(PR_MAPPING_SIGNATURE, &book->file->uid, 16, out);
    case PROP_ID(PR_ACCESS_LEVEL):
        return value_long(PR_ACCESS_LEVEL, can_modify ? MAPI_MODIFY : 0, out);
    case PROP_ID(PR_SEARCH_KEY):
        return search_key(bag, row, out);
    }
    if (!person_is_computed(tag)) return S_FALSE;
    if (!row->id) return MAPI_E_NOT_FOUND; /* not in the book yet */
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_ENTRYID):
        return book_id_value(book, PR_ENTRYID, &row->object, out);
    case PROP_ID(PR_RECORD_KEY):
        return value_binary(PR_RECORD_KEY, &row->object.guid, 16, out);
    case PROP_ID(PR_INSTANCE_KEY):
        person_instance_key(row->id, key);
        return value_binary(PR_INSTANCE_KEY, key, sizeof(key), out);
    case PROP_ID(PR_CREATION_TIME):
        return value_i8(PR_CREATION_TIME, row->created, out);
    }
    return value_i8(PR_LAST_MODIFICATION_TIME, row->modified, out);
}

HRESULT person_value(struct book *book, const struct entry_row *row, const struct bag *bag,
                     ULONG tag, struct value **out)
{
    struct bag readable = {0};
    HRESULT hr = person_computed(book, row, bag, false, tag, out);

    if (hr != S_FALSE) return hr;
    *out = value_ref(bag_find(bag, tag));
    if (*out) return S_OK;
    if (!person_has_unset(tag)) return MAPI_E_NOT_FOUND;
    hr = entries_readable(bag, &readable);
    if (SUCCEEDED(hr)) hr = unset(row, &readable, tag, out);
    bag_clear(&readable);
    return hr;
}
