/*
 * from_tnef_people.c - who a TNEF stream names: senders in old attributes, and the table of
 * recipients
 */
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "eid/oneoff.h"
#include "msg/from_tnef_own.h"

enum { ROWS_AT_ONCE = 128, BYTES_AT_ONCE = 4 << 20, MOST_PERSON = 65536 };

/* ---- one person in an attribute ---- */

struct person_tags {
    ULONG name, type, address, entryid;
};
static const struct person_tags sender = {PR_SENDER_NAME_W, PR_SENDER_ADDRTYPE_W,
                                          PR_SENDER_EMAIL_ADDRESS_W, PR_SENDER_ENTRYID};
static const struct person_tags represented = {
    PR_SENT_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_ADDRTYPE_W,
    PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, PR_SENT_REPRESENTING_ENTRYID};
static const struct person_tags received = {
    PR_RCVD_REPRESENTING_NAME_W, PR_RCVD_REPRESENTING_ADDRTYPE_W,
    PR_RCVD_REPRESENTING_EMAIL_ADDRESS_W, PR_RCVD_REPRESENTING_ENTRYID};

static HRESULT put_person(struct tnef_batch *batch, const struct person_tags *tags,
                          const WCHAR *name, WCHAR *address)
{
    struct one_off one = {.name = name, .type = L"", .address = address, .rich = true};
    SPropValue values[ONE_OFF_PROPS];
    HRESULT hr;

    for (WCHAR *c = address; *c; c++) {
        if (*c != ':') continue;
        *c = 0;
        one.type = address;
        one.address = c + 1;
        break;
    }
    hr = tnef_batch_text(batch, tags->name, name);
    if (SUCCEEDED(hr)) hr = tnef_batch_text(batch, tags->type, one.type);
    if (SUCCEEDED(hr)) hr = tnef_batch_text(batch, tags->address, one.address);
    /* attDelegate's stays */
    if (FAILED(hr) || !*one.type || !*one.address || tnef_batch_find(batch, tags->entryid))
        return hr;
    hr = one_off_props(&one, true, tnef_batch_root(batch), values);
    if (FAILED(hr)) return hr;
    return tnef_batch_bytes(batch, tags->entryid, values[ONE_OFF_ENTRYID].Value.bin.cb,
                            values[ONE_OFF_ENTRYID].Value.bin.lpb);
}

static bool is_response(const struct tnef_batch *batch)
{
    static const WCHAR response[] = L"IPM.Schedule.Meeting.Resp";
    const SPropValue *class = tnef_batch_find(batch, PR_MESSAGE_CLASS_W);

    return class && !text_ncompare_nocase(class->Value.lpszW, response,
                                          sizeof(response) / sizeof(response[0]) - 1);
}

/* attFrom: TRP, name, "type:address". The others: length, name, length, "type:address". */
HRESULT tnef_read_person(struct tnef_import *import, const struct tnef_attribute *row,
                         uint32_t bytes, struct tnef_batch *batch)
{
    const struct person_tags *tags = row->form == TNEF_FROM ? &sender : &represented;
    void *root = tnef_batch_root(batch);
    uint32_t n_name, n_address;
    const uint8_t *name, *address;
    WCHAR *wide_name, *wide_address;
    struct reader in;
    uint8_t *data;
    HRESULT hr = tnef_load(import->r, bytes, MOST_PERSON, root, &data);

    if (FAILED(hr)) return hr;
    in = reader_over(data, bytes);
    if (row->form == TNEF_FROM) {
        read_skip(&in, 4);
        n_name = read_u16(&in);
        n_address = read_u16(&in);
        name = read_bytes(&in, n_name);
    } else {
        n_name = read_u16(&in);
        name = read_bytes(&in, n_name);
        n_address = read_u16(&in);
    }
    address = read_bytes(&in, n_address);
    if (in.bad) return FAIL(MAPI_E_CORRUPT_DATA);
    if (row->form == TNEF_OWNER && is_response(batch)) tags = &received;
    hr = tnef_text(import->code_page, name, n_name, root, &wide_name);
    if (SUCCEEDED(hr)) hr = tnef_text(import->code_page, address, n_address, root, &wide_address);
    return SUCCEEDED(hr) ? put_person(batch, tags, wide_name, wide_address) : hr;
}

/* ---- recipients ---- */

struct rows {
    ADRLIST *list; /* room for ROWS_AT_ONCE */
    void *root;    /* their values */
    size_t bytes;
    bool first; /* replaces those in the message */
};

static HRESULT give(struct tnef_import *import, IMessage *message, struct rows *rows)
{
    HRESULT hr = S_OK;

    if (rows->list->cEntries || rows->first)
        hr = message->lpVtbl->ModifyRecipients(message, rows->first ? 0 : MODRECIP_ADD, rows->list);
    rows->first = false;
    rows->list->cEntries = 0;
    rows->bytes = 0;
    mem_free(TAKE(rows->root));
    if (FAILED(hr) && !ends_all(hr))
        hr = tnef_import_problem(import, 0, attRecipTable, PR_MESSAGE_RECIPIENTS, hr);
    return hr;
}

static HRESULT no_objects(void *context, const struct tnef_prop *prop)
{
    struct tnef_import *import = context;

    tnef_prop_skip(import->r, prop, 0);
    return S_OK;
}

/* A table's own columns: the message makes them anew. */
static void remove_columns(struct tnef_batch *batch)
{
    static const ULONG own[] = {PR_ROWID, PR_INSTANCE_KEY, PR_NULL};

    for (size_t i = 0; own[i] != PR_NULL; i++)
        tnef_batch_remove(batch, own[i]);
}

/* A named property that was there twice has one number: the later holds. */
static bool comes_again(const struct tnef_batch *batch, size_t place)
{
    if (!tnef_batch_name(batch, place)) return false;
    for (size_t i = place + 1; i < batch->values.count; i++)
        if (PROP_ID(batch->values.data[i].ulPropTag) ==
            PROP_ID(batch->values.data[place].ulPropTag))
            return true;
    return false;
}

/* S_FALSE: it is damaged, and nobody knows where the next begins. Half of it says nothing: who it
 * is may be in the other half. */
static HRESULT read_row(struct tnef_import *import, IMessage *message, struct tnef_batch *batch,
                        struct rows *rows)
{
    ADRENTRY *entry = &rows->list->aEntries[rows->list->cEntries];
    HRESULT hr = tnef_read_props(import, batch, no_objects, import);

    if (hr != S_OK) return hr;
    for (size_t i = 0; SUCCEEDED(hr) && i < batch->values.count; i++) {
        if (!tnef_batch_name(batch, i)) continue;
        batch->object = (IMAPIProp *)message;
        batch->values.data[i].ulPropTag =
            tnef_batch_tag(batch, batch->values.data[i].ulPropTag, batch->names.data[i], &hr);
        batch->object = NULL;
    }
    if (FAILED(hr)) return hr;
    remove_columns(batch);
    rows->bytes +=
        batch->bytes + batch->values.count * sizeof(SPropValue) + batch->names.count * 64;
    if (!batch->values.count) return S_OK; /* nobody */
    entry->rgPropVals = mem_zero_more((batch->values.count + 1) * sizeof(SPropValue), rows->root);
    if (!entry->rgPropVals) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    entry->cValues = 0;
    for (size_t i = 0; i < batch->values.count; i++)
        if (batch->values.data[i].ulPropTag && !comes_again(batch, i))
            entry->rgPropVals[entry->cValues++] = batch->values.data[i];
    rows->list->cEntries += entry->cValues != 0;
    return S_OK;
}

HRESULT tnef_read_recipients(struct tnef_import *import, IMessage *message)
{
    AUTO_FREE ADRLIST *list = mem_zero(CbNewADRLIST(ROWS_AT_ONCE));
    struct tnef_batch batch = {.problems = &import->problems, .attribute = attRecipTable};
    struct rows rows = {.list = list, .first = true};
    uint32_t count = tnef_prop_count(import->r); /* a row has 4 bytes at least, as a property has */
    HRESULT hr = list ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    if (SUCCEEDED(hr) && !tnef_fine(import->r)) hr = FAIL(MAPI_E_CORRUPT_DATA);
    for (; hr == S_OK && count; count--) {
        if (!rows.root) rows.root = mem_zero(1);
        if (!rows.root) {
            hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
            break;
        }
        batch.root = rows.root; /* lent: the values stay where the row needs them */
        tnef_batch_empty(&batch);
        hr = read_row(import, message, &batch, &rows);
        if (hr == S_OK && (rows.list->cEntries == ROWS_AT_ONCE || rows.bytes > BYTES_AT_ONCE))
            hr = give(import, message, &rows);
    }
    if (SUCCEEDED(hr) || (!ends_all(hr) && rows.list)) {
        HRESULT last = give(import, message, &rows);

        if (SUCCEEDED(hr)) hr = last;
    }
    batch.root = NULL;
    tnef_batch_drop(&batch);
    mem_free(rows.root);
    return hr;
}
