/*
 * to_tnef_people.c - who sent a message, and who gets it, on their way into TNEF
 */
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "msg/to_tnef_own.h"
#include "prop/pname.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "sys/codepage.h"

enum { ROWS_AT_ONCE = 128 };

struct person {
    ULONG name, type, address, entryid, search_key;
};
static const struct person sender = {PR_SENDER_NAME_W, PR_SENDER_ADDRTYPE_W,
                                     PR_SENDER_EMAIL_ADDRESS_W, PR_SENDER_ENTRYID,
                                     PR_SENDER_SEARCH_KEY};
static const struct person represented = {
    PR_SENT_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_ADDRTYPE_W,
    PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, PR_SENT_REPRESENTING_ENTRYID,
    PR_SENT_REPRESENTING_SEARCH_KEY};
static const struct person received = {PR_RCVD_REPRESENTING_NAME_W, PR_RCVD_REPRESENTING_ADDRTYPE_W,
                                       PR_RCVD_REPRESENTING_EMAIL_ADDRESS_W,
                                       PR_RCVD_REPRESENTING_ENTRYID,
                                       PR_RCVD_REPRESENTING_SEARCH_KEY};

/* In the stream's code page with its NUL, new root; NULL: memory is out. */
static char *narrow(const struct tnef_export *export, const WCHAR *text, size_t *bytes)
{
    size_t chars = text_len(text), n = sys_encode(export->code_page, text, chars, NULL, 0);
    char *out = n == (size_t)-1 ? NULL : mem_zero(n + 1);

    if (!out) return NULL;
    sys_encode(export->code_page, text, chars, out, n);
    *bytes = n + 1;
    return out;
}

/* "type:address"; NULL: memory is out. */
static char *address_of(const struct tnef_export *export, const struct tnef_values *values,
                        const struct person *person, size_t *bytes)
{
    AUTO_FREE WCHAR *joined = text_join(tnef_values_text(values, person->type), L":",
                                        tnef_values_text(values, person->address), NULL);

    return joined ? narrow(export, joined, bytes) : NULL;
}

static void put_from(struct tnef_writer *w, const char *name, size_t n_name, const char *address,
                     size_t n_address)
{
    struct tnef_mark mark;
    size_t all = 2 * sizeof(TRP) + n_name + (n_name & 1) + n_address;

    tnef_attr_open(w, LVL_MESSAGE, attFrom, &mark);
    tnef_put_u16(w, trpidOneOff);
    tnef_put_u16(w, (uint16_t)all);
    tnef_put_u16(w, (uint16_t)(n_name + (n_name & 1)));
    tnef_put_u16(w, (uint16_t)n_address);
    tnef_put(w, name, n_name);
    if (n_name & 1) tnef_put(w, "", 1);
    tnef_put(w, address, n_address);
    for (size_t pad = sizeof(TRP) + (-(n_name + (n_name & 1) + n_address) & (sizeof(TRP) - 1)); pad;
         pad--)
        tnef_put(w, "", 1); /* the group ends with a triple of nobody, on a triple's boundary */
    tnef_attr_close(w, &mark);
}

static void put_counted(struct tnef_writer *w, ULONG id, const char *name, size_t n_name,
                        const char *address, size_t n_address)
{
    struct tnef_mark mark;

    tnef_attr_open(w, LVL_MESSAGE, id, &mark);
    tnef_put_u16(w, (uint16_t)n_name);
    tnef_put(w, name, n_name);
    tnef_put_u16(w, (uint16_t)n_address);
    tnef_put(w, address, n_address);
    tnef_attr_close(w, &mark);
}

static HRESULT put_person(struct tnef_export *export, ULONG id, const struct person *person,
                          struct tnef_values *values)
{
    AUTO_FREE char *name = NULL, *address = NULL;
    size_t n_name = 0, n_address = 0;

    if (!tnef_values_text(values, person->name) || !tnef_values_text(values, person->type) ||
        !tnef_values_text(values, person->address))
        return S_OK;
    name = narrow(export, tnef_values_text(values, person->name), &n_name);
    address = address_of(export, values, person, &n_address);
    if (!name || !address) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (n_name + n_address + 32 > 0xffff) return S_OK; /* longer than its lengths can say */
    if (id == attFrom) put_from(export->w, name, n_name, address, n_address);
    else put_counted(export->w, id, name, n_name, address, n_address);
    if (export->mode & TNEF_COMPATIBILITY) {
        tnef_values_gone(values, person->name);
        tnef_values_gone(values, person->type);
        tnef_values_gone(values, person->address);
        tnef_values_gone(values, person->entryid);
        tnef_values_gone(values, person->search_key);
    }
    return S_OK;
}

HRESULT tnef_put_people(struct tnef_export *export, struct tnef_values *values)
{
    const WCHAR *class = tnef_values_text(values, PR_MESSAGE_CLASS_W);
    bool meeting = class && !text_ncompare_nocase(class, L"IPM.Schedule.Meeting.", 21);
    bool response = meeting && !text_ncompare_nocase(class, L"IPM.Schedule.Meeting.Resp", 25);
    HRESULT hr;

    if (export->mode & TNEF_PURE) return S_OK;
    hr = put_person(export, attFrom, &sender, values);
    if (SUCCEEDED(hr) && meeting)
        hr = put_person(export, attOwner, response ? &received : &represented, values);
    if (SUCCEEDED(hr) && response) hr = put_person(export, attSentFor, &represented, values);
    return hr;
}

/* ---- recipients ---- */

struct row_names { /* of named properties in rows: their message's, asked for once each */
    struct row_name {
        ULONG id;
        MAPINAMEID **name; /* owned, one; NULL: it has none */
    } *data;
    size_t count, room;
};

static void row_names_drop(struct row_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        mem_free(names->data[i].name);
    ARRAY_DROP(names);
}

/* *out NULL: it has none, which was told once. */
static HRESULT name_of(struct tnef_export *export, struct row_names *names, ULONG tag,
                       const MAPINAMEID **out)
{
    SizedSPropTagArray(1, asked) = {1, {tag}};
    SPropTagArray *tags = (SPropTagArray *)&asked;
    struct row_name *slot;
    ULONG n = 0;
    HRESULT hr;

    *out = NULL;
    for (size_t i = 0; i < names->count; i++) {
        if (names->data[i].id != PROP_ID(tag)) continue;
        *out = names->data[i].name ? *names->data[i].name : NULL;
        return S_OK;
    }
    slot = ARRAY_PUSH(names);
    if (!slot) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *slot = (struct row_name){.id = PROP_ID(tag)};
    hr = export->message->lpVtbl->GetNamesFromIDs(export->message, &tags, NULL, 0, &n, &slot->name);
    if (FAILED(hr)) slot->name = NULL;
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    if (slot->name && n == 1 && pname_valid(*slot->name)) {
        *out = *slot->name;
        return S_OK;
    }
    mem_free(TAKE(slot->name));
    return tnef_problem(export->problems, 0, attRecipTable, tag, MAPI_E_NOT_FOUND);
}

static HRESULT put_row(struct tnef_export *export, struct row_names *names, const SRow *row)
{
    struct tnef_mark mark;
    uint32_t count = 0;
    HRESULT hr = S_OK;

    tnef_size_open(export->w, &mark);
    for (ULONG i = 0; SUCCEEDED(hr) && i < row->cValues; i++) {
        const SPropValue *value = &row->lpProps[i];
        const MAPINAMEID *name = NULL;

        /* A table's own columns say nothing elsewhere. */
        if (!pval_valid(value) || PROP_TYPE(value->ulPropTag) == PT_ERROR ||
            PROP_TYPE(value->ulPropTag) == PT_NULL || PROP_TYPE(value->ulPropTag) == PT_OBJECT ||
            PROP_ID(value->ulPropTag) == PROP_ID(PR_ROWID) ||
            PROP_ID(value->ulPropTag) == PROP_ID(PR_INSTANCE_KEY))
            continue;
        if (PROP_ID(value->ulPropTag) >= 0x8000) {
            hr = name_of(export, names, value->ulPropTag, &name);
            if (FAILED(hr) || !name) continue;
        }
        if (tnef_put_prop(export->w, value, name)) count++;
        else
            hr = tnef_problem(export->problems, 0, attRecipTable, value->ulPropTag,
                              MAPI_E_INVALID_TYPE);
    }
    tnef_count_close(export->w, &mark, count);
    return hr;
}

static HRESULT open_table(IMessage *message, IMAPITable **out)
{
    AUTO_FREE SPropTagArray *columns = NULL;
    HRESULT hr = com_given(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, out), out);

    if (hr == MAPI_E_BAD_CHARWIDTH)
        hr = com_given(message->lpVtbl->GetRecipientTable(message, 0, out), out);
    if (FAILED(hr)) return hr;
    if (SUCCEEDED((*out)->lpVtbl->QueryColumns(*out, TBL_ALL_COLUMNS, &columns)) && columns &&
        columns->cValues)
        hr = (*out)->lpVtbl->SetColumns(*out, columns, 0);
    return hr;
}

HRESULT tnef_put_recipients(struct tnef_export *export, IMAPITable *table)
{
    AUTO_RELEASE IMAPITable *own = NULL;
    struct row_names names = {0};
    struct tnef_mark mark, count_mark;
    uint32_t count = 0;
    HRESULT hr = S_OK;

    if (!table) {
        hr = open_table(export->message, &own);
        if (hr == MAPI_E_NO_SUPPORT || hr == MAPI_E_NOT_FOUND) return S_OK; /* has none */
        if (FAILED(hr))
            return ends_all(hr) ? hr
                                : tnef_problem(export->problems, 0, attRecipTable,
                                               PR_MESSAGE_RECIPIENTS, hr);
        table = own;
    }
    tnef_attr_open(export->w, LVL_MESSAGE, attRecipTable, &mark);
    tnef_size_open(export->w, &count_mark);
    while (SUCCEEDED(hr)) {
        AUTO_ROWSET SRowSet *rows = NULL;

        hr = com_given(table->lpVtbl->QueryRows(table, ROWS_AT_ONCE, 0, &rows), &rows);
        if (FAILED(hr) || !rows->cRows) break;
        for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++, count++)
            hr = put_row(export, &names, &rows->aRow[i]);
    }
    row_names_drop(&names);
    tnef_count_close(export->w, &count_mark, count);
    tnef_attr_close(export->w, &mark);
    if (FAILED(hr) && !ends_all(hr))
        hr = tnef_problem(export->problems, 0, attRecipTable, PR_MESSAGE_RECIPIENTS, hr);
    return FAILED(hr) ? hr : S_OK;
}
