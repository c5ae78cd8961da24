/*
 * imsg_recipients.c - the recipients of a message in a storage: read at first use, written when the
 * message is saved
 */
#include <string.h>
#include "mapitags.h"
#include "mapix.h"
#include "base/array.h"
#include "base/bytes.h"
#include "base/text.h"
#include "com/storage_error.h"
#include "msg/imsg_own.h"
#include "prop/ptype.h"
#include "prop/pval.h"

enum { HEADER_BYTES = 8 };

static const SizedSPropTagArray(12, columns) = {
    12,
    {PR_ROWID, PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_ENTRYID,
     PR_SEARCH_KEY, PR_OBJECT_TYPE, PR_DISPLAY_TYPE, PR_RESPONSIBILITY, PR_SEND_RICH_INFO,
     PR_INSTANCE_KEY}};

/* ---- from the storage ---- */

/* A row of values and its number. */
static HRESULT put_row(struct rows *rows, ULONG number, ULONG count, const SPropValue *values)
{
    AUTO_FREE SPropValue *all = mem_array((size_t)count + 2, sizeof(*all));
    ULONG n = 0;

    if (!all) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    all[n++] = pval_long(PR_ROWID, (LONG)number);
    all[n++] = pval_binary(PR_INSTANCE_KEY, sizeof(number), &number);
    for (ULONG i = 0; i < count; i++)
        if (PROP_ID(values[i].ulPropTag) != PROP_ID(PR_ROWID) &&
            PROP_ID(values[i].ulPropTag) != PROP_ID(PR_INSTANCE_KEY))
            all[n++] = values[i];
    return rows_put(rows, n, all);
}

/* One that has no properties is none. */
static HRESULT read_recipient(struct imsg_message *message, ULONG number)
{
    struct imsg_name name = imsg_name(IMSG_RECIPIENT, number);
    IStorage *parent = message->props.storage;
    struct imsg_house *house = message->props.house;
    struct imsg_props props = {0};
    AUTO_FREE SPropValue *values = NULL;
    ULONG count = 0;
    HRESULT hr;

    imsg_props_init(&props, house, NULL, NULL, NULL, NULL);
    hr = com_given(
        parent->lpVtbl->OpenStorage(parent, name.text, NULL, IMSG_READ, NULL, 0, &props.storage),
        &props.storage);
    hr = SUCCEEDED(hr) ? imsg_props_load(&props, HEADER_BYTES, &message->props) : storage_error(hr);
    if (SUCCEEDED(hr)) hr = imsg_props_bring(&props, NULL);
    if (SUCCEEDED(hr)) hr = prop_bag_get_props(&props.bag, NULL, MAPI_UNICODE, &count, &values);
    imsg_props_destroy(&props);
    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_CORRUPT_DATA) return S_OK;
    if (SUCCEEDED(hr)) hr = imsg_house_take_room(house, count, values);
    if (FAILED(hr)) return hr;
    return put_row(message->recipient_rows, number, count, values);
}

static HRESULT need(struct imsg_message *message)
{
    HRESULT hr;

    if (message->recipient_rows) return S_OK;
    hr = rows_create(PR_ROWID, &message->recipient_rows);
    if (SUCCEEDED(hr))
        hr = rows_add_columns(message->recipient_rows, (const SPropTagArray *)&columns);
    for (size_t i = 0; SUCCEEDED(hr) && i < message->recipients.count; i++) {
        hr = read_recipient(message, message->recipients.data[i]);
        message->next_recipient = message->recipients.data[i] + 1;
    }
    if (FAILED(hr)) {
        rows_unref(message->recipient_rows);
        message->recipient_rows = NULL;
    }
    return hr;
}

HRESULT imsg_recipients_table(struct imsg_message *message, ULONG flags, IMAPITable **out)
{
    HRESULT hr;

    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_DEFERRED_ERRORS)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = need(message);
    return SUCCEEDED(hr) ? imsg_table(message->props.house, message->recipient_rows,
                                      (const SPropTagArray *)&columns, flags, out)
                         : hr;
}

HRESULT imsg_recipients_rewrite(struct imsg_message *message)
{
    HRESULT hr = need(message);

    if (SUCCEEDED(hr)) message->recipients_changed = true;
    return hr;
}

/* ---- changes ---- */

struct recipient { /* of a caller's list, all of it a root of its own */
    SPropValue *values; /* owned */
    ULONG count;
    bool numbered;
    ULONG number;
};

struct recipients {
    struct recipient *data;
    size_t count, room;
};

static void drop_recipients(struct recipients *list)
{
    for (size_t i = 0; i < list->count; i++)
        mem_free(list->data[i].values);
    ARRAY_DROP(list);
}

static HRESULT read_entry(const ADRENTRY *from, struct recipient *to)
{
    bool typed = false;
    HRESULT hr = S_OK;

    if (!from->rgPropVals) return FAIL(MAPI_E_INVALID_PARAMETER);
    to->values = mem_array((size_t)from->cValues + 1, sizeof(*to->values));
    if (!to->values) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; SUCCEEDED(hr) && i < from->cValues; i++) {
        const SPropValue *value = &from->rgPropVals[i];

        if (PROP_TYPE(value->ulPropTag) == PT_ERROR || PROP_TYPE(value->ulPropTag) == PT_OBJECT)
            continue;
        if (!pval_valid(value) || PROP_TYPE(value->ulPropTag) == PT_NULL)
            return FAIL(MAPI_E_INVALID_PARAMETER);
        if (value->ulPropTag == PR_ROWID) {
            to->numbered = true;
            to->number = (ULONG)value->Value.l;
            continue;
        }
        typed = typed || value->ulPropTag == PR_RECIPIENT_TYPE;
        hr = pval_as(value, ptype_is_text(value->ulPropTag) ? PT_UNICODE : PT_UNSPECIFIED,
                     to->values, &to->values[to->count++]);
    }
    if (!typed) to->values[to->count++] = pval_long(PR_RECIPIENT_TYPE, MAPI_TO);
    return hr;
}

/* All of a caller's list; what is empty in it is left out. */
static HRESULT read_list(const ADRLIST *list, struct recipients *out)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; SUCCEEDED(hr) && i < list->cEntries; i++) {
        struct recipient *one;

        if (!list->aEntries[i].cValues) continue;
        one = ARRAY_PUSH(out);
        if (!one) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        *one = (struct recipient){0};
        hr = read_entry(&list->aEntries[i], one);
    }
    return hr;
}

/* The long-term identifier of a recipient; what the address book can't open stays as it is. */
static HRESULT make_long_term(IAddrBook *book, struct recipient *one)
{
    SizedSPropTagArray(1, tag) = {1, {PR_ENTRYID}};
    AUTO_RELEASE IMAPIProp *entry = NULL;
    AUTO_FREE SPropValue *found = NULL;
    SPropValue *eid = pval_find(one->values, one->count, PR_ENTRYID);
    ULONG type, n = 0;
    HRESULT hr;

    if (!eid || !eid->Value.bin.cb || !(*eid->Value.bin.lpb & MAPI_SHORTTERM)) return S_OK;
    hr = book->lpVtbl->OpenEntry(book, eid->Value.bin.cb, (ENTRYID *)eid->Value.bin.lpb, NULL, 0,
                                 &type, (IUnknown **)&entry);
    if (FAILED(com_given(hr, &entry))) return S_OK;
    hr = entry->lpVtbl->GetProps(entry, (SPropTagArray *)&tag, 0, &n, &found);
    if (FAILED(pval_given(hr, 1, n, &found)) || found->ulPropTag != PR_ENTRYID) return S_OK;
    return pval_copy(eid, found, one->values);
}

/* Foreign code: not in the house's turn. */
static HRESULT make_all_long_term(struct imsg_house *house, struct recipients *list)
{
    AUTO_RELEASE IAddrBook *book = NULL;
    HRESULT hr = S_OK;

    if (!house->support || !list->count) return S_OK;
    hr = house->support->lpVtbl->OpenAddressBook(house->support, NULL, AB_NO_DIALOG, &book);
    if (FAILED(com_given(hr, &book))) return S_OK;
    hr = S_OK;
    for (size_t i = 0; SUCCEEDED(hr) && i < list->count; i++)
        hr = make_long_term(book, &list->data[i]);
    return hr;
}

static bool has_row(struct rows *rows, ULONG number)
{
    SPropValue key = pval_long(PR_ROWID, (LONG)number);
    struct row *row = rows_find(rows, &key, NULL);

    row_unref(row);
    return row;
}

static HRESULT put_all(struct rows *rows, const struct recipients *list)
{
    AUTO_FREE SRow *set = mem_array(list->count + 1, sizeof(*set));
    HRESULT hr = S_OK;

    if (!set) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (size_t i = 0; i < list->count; i++) {
        const struct recipient *one = &list->data[i];
        SPropValue *values = mem_zero_more((one->count + 2) * sizeof(*values), set);
        ULONG n = 0;

        if (!values) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        values[n++] = pval_long(PR_ROWID, (LONG)one->number);
        values[n++] = pval_binary(PR_INSTANCE_KEY, sizeof(one->number), &one->number);
        for (ULONG k = 0; k < one->count; k++)
            if (PROP_ID(one->values[k].ulPropTag) != PROP_ID(PR_INSTANCE_KEY))
                values[n++] = one->values[k];
        set[i] = (SRow){.cValues = n, .lpProps = values};
    }
    if (list->count) hr = rows_put_many(rows, (ULONG)list->count, set);
    return hr;
}

static HRESULT remove_rows(struct rows *rows, const ULONG *numbers, size_t count)
{
    AUTO_FREE SPropValue *keys = mem_array(count + 1, sizeof(*keys));
    ULONG removed;

    if (!keys) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (size_t i = 0; i < count; i++)
        keys[i] = pval_long(PR_ROWID, (LONG)numbers[i]);
    return rows_remove_many(rows, (ULONG)count, keys, &removed);
}

static HRESULT numbers_of(struct rows *rows, struct imsg_numbers *out)
{
    struct row *row;

    for (ULONG i = 0; (row = rows_at(rows, i)); i++) {
        ULONG *slot = ARRAY_PUSH(out);

        if (slot) *slot = (ULONG)row_index_value(row)->Value.l;
        row_unref(row);
        if (!slot) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    return S_OK;
}

static HRESULT change(struct imsg_message *message, ULONG flags, struct recipients *list)
{
    struct rows *rows = message->recipient_rows;
    struct imsg_numbers old = {0};
    HRESULT hr = S_OK;

    if (!(flags & (MODRECIP_MODIFY | MODRECIP_REMOVE)) &&
        list->count > UINT32_MAX - message->next_recipient)
        return FAIL(MAPI_E_TOO_BIG);
    for (size_t i = 0; i < list->count; i++) {
        struct recipient *one = &list->data[i];

        if (flags & (MODRECIP_MODIFY | MODRECIP_REMOVE)) {
            if (!one->numbered) return FAIL(MAPI_E_INVALID_PARAMETER);
            if (!has_row(rows, one->number)) return FAIL(MAPI_E_NOT_FOUND);
        } else {
            one->number = message->next_recipient + (ULONG)i;
        }
    }
    if (!flags) hr = numbers_of(rows, &old);
    if (SUCCEEDED(hr) && flags == MODRECIP_REMOVE)
        for (size_t i = 0; SUCCEEDED(hr) && i < list->count; i++)
            hr = remove_rows(rows, &list->data[i].number, 1);
    else if (SUCCEEDED(hr))
        hr = put_all(rows, list);
    if (SUCCEEDED(hr) && !(flags & (MODRECIP_MODIFY | MODRECIP_REMOVE)))
        message->next_recipient += (ULONG)list->count;
    if (SUCCEEDED(hr) && !flags) hr = remove_rows(rows, old.data, old.count);
    if (SUCCEEDED(hr)) message->recipients_changed = true;
    ARRAY_DROP(&old);
    return hr;
}

static HRESULT change_in_turn(struct imsg_message *message, ULONG flags, struct recipients *list)
{
    HRESULT hr;

    IMSG_ENTER(message->props.house);
    if (message->props.bag.read_only) return FAIL(MAPI_E_NO_ACCESS);
    hr = need(message);
    return SUCCEEDED(hr) ? change(message, flags, list) : hr;
}

HRESULT imsg_recipients_modify(struct imsg_message *message, ULONG flags, const ADRLIST *list)
{
    struct recipients read = {0};
    HRESULT hr;

    if (flags & ~(ULONG)(MODRECIP_ADD | MODRECIP_MODIFY | MODRECIP_REMOVE) || flags & (flags - 1))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!list) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = read_list(list, &read);
    if (SUCCEEDED(hr) && flags != MODRECIP_REMOVE)
        hr = make_all_long_term(message->props.house, &read);
    if (SUCCEEDED(hr)) hr = change_in_turn(message, flags, &read);
    drop_recipients(&read);
    return hr;
}

/* ---- to the storage ---- */

static HRESULT write_recipient(struct imsg_message *message, IStorage *storage,
                               const struct row *row, ULONG number)
{
    static const uint8_t header[HEADER_BYTES];
    AUTO_FREE struct imsg_entry *entries = mem_array((size_t)row->count + 1, sizeof(*entries));
    const struct imsg_props *props = &message->props;
    SPropValue own = pval_long(PR_ROWID, (LONG)number);
    size_t n = 0;
    HRESULT hr = S_OK;

    if (!entries) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; SUCCEEDED(hr) && i < row->count; i++) {
        const SPropValue *value =
            PROP_ID(row->values[i].ulPropTag) == PROP_ID(PR_ROWID) ? &own : &row->values[i];

        if (PROP_TYPE(value->ulPropTag) == PT_ERROR ||
            PROP_ID(value->ulPropTag) == PROP_ID(PR_INSTANCE_KEY))
            continue;
        entries[n].flags = PROPATTR_READABLE | PROPATTR_WRITEABLE;
        hr = imsg_write_value(storage, value, props->house->unicode, props->code_page, &entries[n]);
        if (hr == MAPI_E_NO_SUPPORT) hr = S_OK; /* a type that has no place in a storage */
        else n++;
    }
    return SUCCEEDED(hr) ? imsg_write_entries(storage, header, sizeof(header), entries, n) : hr;
}

static HRESULT write_row(struct imsg_message *message, const struct row *row, ULONG number)
{
    struct imsg_name name = imsg_name(IMSG_RECIPIENT, number);
    IStorage *parent = message->props.storage;
    AUTO_RELEASE IStorage *storage = NULL;
    HRESULT hr;

    hr = com_given(parent->lpVtbl->CreateStorage(parent, name.text, IMSG_NEW, 0, 0, &storage),
                   &storage);
    if (FAILED(hr)) return storage_error(hr);
    hr = write_recipient(message, storage, row, number);
    return SUCCEEDED(hr) ? storage_error(storage->lpVtbl->Commit(storage, STGC_DEFAULT)) : hr;
}

HRESULT imsg_recipients_save(struct imsg_message *message)
{
    struct row *row;
    ULONG n;
    HRESULT hr;

    if (!message->recipients_changed) return S_OK;
    hr = imsg_numbers_destroy(&message->recipients, message->props.storage, IMSG_RECIPIENT);
    for (n = 0; SUCCEEDED(hr) && (row = rows_at(message->recipient_rows, n)); n++) {
        /* before there is one, so that a failure can be cleared away */
        hr = imsg_number_add(&message->recipients, n);
        if (SUCCEEDED(hr)) hr = write_row(message, row, n);
        row_unref(row);
    }
    if (SUCCEEDED(hr)) message->recipients_changed = false;
    return hr;
}

/* ---- PR_DISPLAY_TO and kin ---- */

static HRESULT shown_of(struct rows *rows, LONG type, ULONG tag, struct imsg_props *props)
{
    struct writer text = {0};
    SPropValue value;
    struct row *row;
    HRESULT hr;

    for (ULONG i = 0; (row = rows_at(rows, i)); i++) {
        const SPropValue *kind = row_find(row, PR_RECIPIENT_TYPE),
                         *name = row_find(row, PR_DISPLAY_NAME_W);

        if (!name) name = row_find(row, PR_EMAIL_ADDRESS_W);
        if (kind && (kind->Value.l & 0xf) == type && name &&
            PROP_TYPE(name->ulPropTag) == PT_UNICODE) {
            if (text.count) write_bytes(&text, L"; ", 2 * sizeof(WCHAR));
            write_bytes(&text, name->Value.lpszW, text_len(name->Value.lpszW) * sizeof(WCHAR));
        }
        row_unref(row);
    }
    write_u16(&text, 0);
    value = pval_text(tag, (WCHAR *)text.data);
    hr = text.bad ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY) : imsg_props_compute(props, &value);
    writer_drop(&text);
    return hr;
}

HRESULT imsg_recipients_shown(struct imsg_message *message)
{
    HRESULT hr;

    if (!message->recipients_changed && prop_bag_get(&message->props.bag, PR_DISPLAY_TO_W))
        return S_OK;
    hr = need(message);
    if (SUCCEEDED(hr))
        hr = shown_of(message->recipient_rows, MAPI_TO, PR_DISPLAY_TO_W, &message->props);
    if (SUCCEEDED(hr))
        hr = shown_of(message->recipient_rows, MAPI_CC, PR_DISPLAY_CC_W, &message->props);
    return SUCCEEDED(hr)
               ? shown_of(message->recipient_rows, MAPI_BCC, PR_DISPLAY_BCC_W, &message->props)
               : hr;
}
