/*
 * contents_block.c - rows of the contents table on their way to a client: gathered under the lock,
 * given without it
 *
 * What most columns show goes from the packed properties into the block in the form the client gets
 * it: one walk over them, one allocation for a row. A column that needs more than that (text in
 * another width, what an entry has without having been given it) is read as a value, out of all the
 * entry's properties, and given from it.
 */
#include "contents_block.h"
#include <stdlib.h>
#include <string.h>
#include "common/sql/pack.h"
#include "person.h"

#define MOST_CHARS 255 /* of a text in a row */
#define MOST_BYTES 4096

struct contents_block_value {
    size_t row;
    ULONG column;
    struct value *value; /* or NULL: there is none */
};

/* ---- its memory ---- */

HRESULT contents_block_init(struct contents_block *block, struct book *book,
                            const SPropTagArray *columns, ULONG flags)
{
    *block = (struct contents_block){.book = book, .columns = columns, .flags = flags};
    block->rows.columns = columns->cValues;
    block->by_id = malloc(columns->cValues * sizeof(*block->by_id));
    if (!block->by_id) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0, k; i < columns->cValues; i++) {
        for (k = i; k && PROP_ID(columns->aulPropTag[block->by_id[k - 1]]) >
                             PROP_ID(columns->aulPropTag[i]);
             k--)
            block->by_id[k] = block->by_id[k - 1];
        block->by_id[k] = i;
    }
    return S_OK;
}

void contents_block_empty(struct contents_block *block)
{
    for (size_t i = 0; i < block->n_values; i++)
        value_unref(block->values[i].value);
    flat_rows_empty(&block->rows);
    block->n_values = block->given_values = 0;
}

void contents_block_free(struct contents_block *block)
{
    contents_block_empty(block);
    flat_rows_free(&block->rows);
    free(block->by_id);
    free(block->values);
    memset(block, 0, sizeof(*block));
}

/* ---- gathering ---- */

struct gathering {
    struct contents_block *block;
    struct entry_row row;
    struct entry_packed packed;
    struct bag bag; /* once a column asks for it */
    bool unpacked;
};

static HRESULT put_value(struct gathering *from, ULONG column)
{
    struct contents_block *block = from->block;
    struct contents_block_value *value;
    HRESULT hr = flat_grow((void **)&block->values, block->n_values + 1, &block->values_room,
                           sizeof(*block->values));

    if (SUCCEEDED(hr) && !from->unpacked) {
        from->unpacked = true;
        hr = entries_unpack_shown(block->book->file, &from->packed, &from->bag);
    }
    if (FAILED(hr)) return hr;
    value = &block->values[block->n_values++];
    *value = (struct contents_block_value){block->rows.n, column, NULL};
    flat_rows_value(&block->rows, column)->ulPropTag = PR_NULL;
    hr = person_value(block->book, &from->row, &from->bag, block->columns->aulPropTag[column],
                      &value->value);
    return hr == MAPI_E_NOT_FOUND ? S_OK : hr;
}

/* What a row says of itself. S_FALSE: it isn't of that kind. */
static HRESULT put_identity(struct gathering *from, ULONG column)
{
    struct flat_rows *rows = &from->block->rows;
    SPropValue *value = flat_rows_value(rows, column);
    const struct entry_row *row = &from->row;
    ULONG tag = from->block->columns->aulPropTag[column];
    BYTE id[BOOK_ID_BYTES];

    switch (tag) {
    case PR_OBJECT_TYPE:
        value->Value.l = row->object.type;
        break;
    case PR_DISPLAY_TYPE:
        value->Value.l = person_display_type(row->object.type);
        break;
    case PR_CREATION_TIME:
        memcpy(&value->Value.ft, &row->created, sizeof(row->created));
        break;
    case PR_LAST_MODIFICATION_TIME:
        memcpy(&value->Value.ft, &row->modified, sizeof(row->modified));
        break;
    case PR_ENTRYID:
        value->ulPropTag = tag;
        book_id_write(&from->block->book->file->uid, &row->object, id);
        return flat_rows_binary(rows, column, id, BOOK_ID_BYTES);
    case PR_RECORD_KEY:
        value->ulPropTag = tag;
        return flat_rows_binary(rows, column, &row->object.guid, sizeof(GUID));
    case PR_INSTANCE_KEY:
        value->ulPropTag = tag;
        person_instance_key(row->id, id);
        return flat_rows_binary(rows, column, id, PERSON_INSTANCE_KEY_BYTES);
    default:
        return S_FALSE;
    }
    value->ulPropTag = tag;
    return S_OK;
}

static bool is_ascii(const uint8_t *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (text[i] >= 0x80) return false;
    return true;
}

/* What is packed in the form that is asked for. S_FALSE: it isn't. */
static HRESULT put_packed(struct gathering *from, ULONG column, const struct packed_prop *prop)
{
    struct flat_rows *rows = &from->block->rows;
    ULONG tag = from->block->columns->aulPropTag[column], type = PROP_TYPE(tag);
    SPropValue *value = flat_rows_value(rows, column);

    if (type == PT_UNSPECIFIED) {
        type = PROP_TYPE(prop->tag);
        if (type == PT_UNICODE && !(from->block->flags & MAPI_UNICODE)) type = PT_STRING8;
        tag = CHANGE_PROP_TYPE(tag, type);
    }
    if (prop->large || prop->bytes > MOST_BYTES / 2) return S_FALSE;
    value->ulPropTag = tag;
    if (PROP_TYPE(prop->tag) == PT_UNICODE) {
        const char *text = (const char *)prop->content;

        if (type == PT_UNICODE) return flat_rows_wide(rows, column, text, prop->bytes, MOST_CHARS);
        return type == PT_STRING8 && is_ascii(prop->content, prop->bytes)
                   ? flat_rows_ascii(rows, column, text, prop->bytes, MOST_CHARS)
                   : S_FALSE;
    }
    if (type != PROP_TYPE(prop->tag)) return S_FALSE;
    if (type == PT_BINARY) return flat_rows_binary(rows, column, prop->content, prop->bytes);
    if ((type != PT_LONG && type != PT_BOOLEAN && type != PT_SYSTIME) ||
        prop->bytes != value_type_bytes(type))
        return S_FALSE;
    memcpy(&value->Value, prop->content, prop->bytes);
    return S_OK;
}

static HRESULT put_missing(struct gathering *from, ULONG column)
{
    SPropValue *value = flat_rows_value(&from->block->rows, column);
    ULONG tag = from->block->columns->aulPropTag[column];

    value->ulPropTag = tag;
    if (tag == PR_NULL) return S_OK;
    if (person_has_unset(tag)) return put_value(from, column);
    value->ulPropTag = CHANGE_PROP_TYPE(tag, PT_ERROR);
    value->Value.err = MAPI_E_NOT_FOUND;
    return S_OK;
}

/* Columns and properties are both in the order of their ids. */
static HRESULT put_columns(struct gathering *from)
{
    const SPropTagArray *columns = from->block->columns;
    struct packed_prop prop = {0};
    size_t at = 0;
    HRESULT more, hr = S_OK;

    more = pack_next(from->packed.bytes, from->packed.count, &at, &prop);
    for (ULONG i = 0; i < columns->cValues && SUCCEEDED(hr); i++) {
        ULONG column = from->block->by_id[i], tag = columns->aulPropTag[column];

        while (more == S_OK && PROP_ID(prop.tag) < PROP_ID(tag))
            more = pack_next(from->packed.bytes, from->packed.count, &at, &prop);
        hr = put_identity(from, column);
        if (hr != S_FALSE) continue;
        if (FAILED(more) || person_is_computed(tag)) hr = put_value(from, column);
        else if (more == S_FALSE || PROP_ID(prop.tag) != PROP_ID(tag))
            hr = put_missing(from, column);
        else if ((hr = put_packed(from, column, &prop)) == S_FALSE) hr = put_value(from, column);
    }
    return hr;
}

HRESULT contents_block_add(struct contents_block *block, int64_t id)
{
    struct gathering from = {.block = block};
    size_t n_values = block->n_values;
    HRESULT hr = entries_open(block->book->file, id, &from.row, &from.packed);

    if (FAILED(hr)) return entries_is_no_more(hr) ? S_FALSE : hr;
    hr = flat_rows_begin(&block->rows);
    if (SUCCEEDED(hr)) hr = put_columns(&from);
    if (SUCCEEDED(hr)) flat_rows_end(&block->rows);
    else
        while (block->n_values > n_values)
            value_unref(block->values[--block->n_values].value);
    bag_clear(&from.bag);
    entries_done(block->book->file, &from.packed);
    return hr;
}

/* ---- giving ---- */

HRESULT contents_block_give(struct contents_block *block, size_t i, SRow *out)
{
    const struct allocators *alloc = &block->book->alloc;
    SPropValue *props;
    HRESULT hr = flat_rows_give(&block->rows, i, alloc, &props);

    if (FAILED(hr)) return hr;
    while (block->given_values < block->n_values && block->values[block->given_values].row == i &&
           SUCCEEDED(hr)) {
        const struct contents_block_value *value = &block->values[block->given_values++];

        hr = value_to_prop(value->value, block->columns->aulPropTag[value->column], block->flags,
                           alloc, props, MOST_BYTES, MOST_CHARS, &props[value->column]);
    }
    if (FAILED(hr)) {
        alloc->free(props);
        return hr;
    }
    *out = (SRow){0, block->columns->cValues, props};
    return S_OK;
}
