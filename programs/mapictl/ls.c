/*
 * ls.c - mapictl store ls: a folder's messages in some order, with their numbers
 */
#include <stdlib.h>
#include "mail.h"
#include "print.h"
#include "stores.h"

/* Every message's number in its folder, to be looked up by entry ID: for lists in another order. */
struct numbers {
    struct number {
        SBinary id;
        ULONG n;
    } * list;
    ULONG count;
    void *blocks; /* MAPI's memory that the IDs lie in */
};

static int by_id(const void *a, const void *b)
{
    const SBinary *x = &((const struct number *)a)->id, *y = &((const struct number *)b)->id;
    int order = memcmp(x->lpb, y->lpb, x->cb < y->cb ? x->cb : y->cb);

    return order ? order : x->cb < y->cb ? -1 : x->cb > y->cb;
}

static HRESULT add_number(struct numbers *numbers, ULONG room, const SRow *row)
{
    struct number *number = &numbers->list[numbers->count];
    const SPropValue *id = prop_of(row->lpProps, row->cValues, PR_ENTRYID);

    if (numbers->count == room) return S_OK; /* it came while we were counting */
    number->n = numbers->count + 1;
    number->id = (SBinary){0};
    if (!id) return MAPI_E_NOT_FOUND;
    if (MAPIAllocateMore(id->Value.bin.cb, numbers->blocks, (void **)&number->id.lpb))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(number->id.lpb, id->Value.bin.lpb, id->Value.bin.cb);
    number->id.cb = id->Value.bin.cb;
    numbers->count++;
    return S_OK;
}

static HRESULT read_numbers(IMAPIFolder *folder, struct numbers *out)
{
    static SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *table = NULL;
    ULONG count = 0, got = 1;
    HRESULT hr = mail_contents(folder, (SPropTagArray *)&tags, mail_numbering, &table);

    *out = (struct numbers){0};
    if (SUCCEEDED(hr)) hr = table->lpVtbl->GetRowCount(table, 0, &count);
    if (SUCCEEDED(hr)) hr = MAPIAllocateBuffer(1, &out->blocks);
    if (SUCCEEDED(hr)) {
        out->list = calloc(count ? count : 1, sizeof(*out->list));
        if (!out->list) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    while (SUCCEEDED(hr) && got) {
        SRowSet *rows = NULL;

        hr = table->lpVtbl->QueryRows(table, 500, 0, &rows);
        got = SUCCEEDED(hr) ? rows->cRows : 0;
        for (ULONG i = 0; SUCCEEDED(hr) && i < got; i++)
            hr = add_number(out, count, &rows->aRow[i]);
        FreeProws(rows);
    }
    RELEASE(table);
    if (SUCCEEDED(hr)) qsort(out->list, out->count, sizeof(*out->list), by_id);
    return hr;
}

static void free_numbers(struct numbers *numbers)
{
    free(numbers->list);
    MAPIFreeBuffer(numbers->blocks);
}

static ULONG number_of(const struct numbers *numbers, const SPropValue *id)
{
    struct number wanted = {.id = id ? id->Value.bin : (SBinary){0}}, *found;

    found = numbers->count && id
                ? bsearch(&wanted, numbers->list, numbers->count, sizeof(wanted), by_id)
                : NULL;
    return found ? found->n : 0;
}

static const struct {
    const WCHAR *name;
    ULONG tag;
} sorts[] = {
    {L"date", PR_MESSAGE_DELIVERY_TIME},     {L"from", PR_SENDER_NAME_W},
    {L"subject", PR_NORMALIZED_SUBJECT_W},   {L"size", PR_MESSAGE_SIZE},
    {L"changed", PR_LAST_MODIFICATION_TIME},
};

/* What --sort says; 0: nothing we know. */
static ULONG sort_tag(const WCHAR *name)
{
    for (size_t i = 0; i < ARRAYSIZE(sorts); i++)
        if (!wcscmp(sorts[i].name, name)) return sorts[i].tag;
    complain(L"mapictl: --sort takes date, from, subject, size or changed, not '%ls'\n", name);
    return 0;
}

static void ls_row(struct list_output *list, const SRow *row, ULONG number)
{
    const SPropValue *p = row->lpProps;
    ULONG n = row->cValues;
    const SPropValue *id = prop_of(p, n, PR_ENTRYID),
                     *date = prop_of(p, n, PR_MESSAGE_DELIVERY_TIME);
    const WCHAR *from = text_of(p, n, PR_SENDER_NAME_W);

    list_number(list, number);
    list_time(list, date ? &date->Value.ft : NULL);
    list_text(list, from ? from : text_of(p, n, PR_SENDER_EMAIL_ADDRESS_W));
    list_size(list, long_of(p, n, PR_MESSAGE_SIZE));
    list_mark(list, !(long_of(p, n, PR_MESSAGE_FLAGS) & MSGFLAG_READ), L"new");
    list_mark(list, bool_of(p, n, PR_HASATTACH), L"att");
    list_text(list, text_of(p, n, PR_SUBJECT_W));
    list_bytes(list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
}

/* The rows of a table in its order; numbers NULL: they count up, or down from the last. */
static HRESULT ls_rows(IMAPITable *table, ULONG most, bool down, const struct numbers *numbers)
{
    static const struct column columns[] = {{"number", L"N", -5},       {"date", L"DATE", 16},
                                            {"from", L"FROM", 24},      {"size", L"SIZE", -7},
                                            {"unread", L"NEW", 3},      {"attachments", L"ATT", 3},
                                            {"subject", L"SUBJECT", 0}, {"entryid", NULL, 0}};
    struct list_output list;
    ULONG count = 0, at = 0, got = 1;
    HRESULT hr = table->lpVtbl->GetRowCount(table, 0, &count);

    list_begin(&list, columns, ARRAYSIZE(columns));
    while (SUCCEEDED(hr) && at < most && got) {
        SRowSet *rows = NULL;

        hr = table->lpVtbl->QueryRows(table, most - at > 100 ? 100 : (LONG)(most - at), 0, &rows);
        got = SUCCEEDED(hr) ? rows->cRows : 0;
        for (ULONG i = 0; i < got; i++, at++) {
            const SRow *row = &rows->aRow[i];

            ls_row(&list, row,
                   numbers ? number_of(numbers, prop_of(row->lpProps, row->cValues, PR_ENTRYID))
                   : down  ? count - at
                           : at + 1);
        }
        FreeProws(rows);
    }
    list_end(&list, hr);
    return hr;
}

int store_ls(struct args *args)
{
    static SizedSPropTagArray(8, tags) = {8,
                                          {PR_ENTRYID, PR_MESSAGE_DELIVERY_TIME, PR_SENDER_NAME_W,
                                           PR_SENDER_EMAIL_ADDRESS_W, PR_MESSAGE_SIZE,
                                           PR_MESSAGE_FLAGS, PR_HASATTACH, PR_SUBJECT_W}};
    const WCHAR *sort = args_option(args, L"--sort"), *path = args_next(args);
    ULONG tag = sort ? sort_tag(sort) : PR_MESSAGE_DELIVERY_TIME, most;
    bool down = args_flag(args, L"--reverse"), by_date = tag == PR_MESSAGE_DELIVERY_TIME;
    SizedSSortOrderSet(1,
                       order) = {1, 0, 0, {{tag, down ? TABLE_SORT_DESCEND : TABLE_SORT_ASCEND}}};
    struct numbers numbers = {0};
    IMAPIFolder *folder = NULL;
    IMAPITable *table = NULL;
    struct mail mail;
    HRESULT hr = S_OK;
    int code;

    if (!tag || !args_number(args, L"--most", ~0u, &most) || !args_done(args)) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    if (!path) path = L"Inbox";
    code = mail_folder(&mail, path, 0, &folder);
    if (!code) {
        if (!by_date) hr = read_numbers(folder, &numbers);
        if (SUCCEEDED(hr))
            hr = mail_contents(folder, (SPropTagArray *)&tags, (SSortOrderSet *)&order, &table);
        if (SUCCEEDED(hr)) hr = ls_rows(table, most, down, by_date ? NULL : &numbers);
        if (FAILED(hr))
            code = report_by(folder, hr, L"the messages of '%ls' can't be listed", path);
        free_numbers(&numbers);
    }
    RELEASE(table);
    RELEASE(folder);
    mail_close(&mail);
    return code;
}
