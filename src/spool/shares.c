/*
 * shares.c - which of a message's recipients are still to be sent to, and which transport has them
 */
#include "spool/shares.h"
#include <string.h>
#include "mapitags.h"
#include "mapix.h"
#include "base/error.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "com/com.h"
#include "prop/adrlist.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"

enum {
    MARK_WAITS = 0x10000, /* in PR_SPOOL_SHARE: not done, whatever PR_RESPONSIBILITY says */
    MARK_TURN = 0xffff,
    N_REPORT = 4,
    TRANSFER_IMPOSSIBLE = 1 /* PR_NDR_REASON_CODE, X.400's value */
};

/* What is read first; the rest of what the rows have follows. */
static const SizedSPropTagArray(6, wanted) = {
    6, {PR_ROWID, PR_RESPONSIBILITY, PR_SPOOL_SHARE, PR_ADDRTYPE_W, PR_ENTRYID, PR_RECIPIENT_TYPE}};

static bool is_wanted(ULONG tag)
{
    for (ULONG i = 0; i < wanted.cValues; i++)
        if (PROP_ID(wanted.aulPropTag[i]) == PROP_ID(tag)) return true;
    return false;
}

/* Those, and all others that the table has. */
static HRESULT all_columns(IMAPITable *table, SPropTagArray **out)
{
    AUTO_FREE SPropTagArray *has = NULL;
    SPropTagArray *all;
    HRESULT hr;

    hr = table->lpVtbl->QueryColumns(table, TBL_ALL_COLUMNS, &has);
    hr = com_given(hr, &has);
    if (FAILED(hr)) return hr;
    all = mem_zero(CbNewSPropTagArray((size_t)has->cValues + wanted.cValues));
    if (!all) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(all, &wanted, CbNewSPropTagArray(wanted.cValues));
    for (ULONG i = 0; i < has->cValues; i++)
        if (!is_wanted(has->aulPropTag[i])) all->aulPropTag[all->cValues++] = has->aulPropTag[i];
    *out = all;
    return S_OK;
}

static const SPropValue *value_of(const SRow *row, ULONG tag)
{
    return pval_find_const(row->lpProps, row->cValues, tag);
}

static struct share share_of(const SRow *row)
{
    const SPropValue *id = value_of(row, PR_ROWID), *mark = value_of(row, PR_SPOOL_SHARE);
    const SPropValue *done = value_of(row, PR_RESPONSIBILITY);
    ULONG bits = mark ? mark->Value.ul : 0;

    return (struct share){.row_id = id ? id->Value.l : -1,
                          .pending = bits & MARK_WAITS || !done || !done->Value.b,
                          .turn = bits & MARK_TURN,
                          .carrier = ASSIGN_NOBODY};
}

HRESULT shares_read(IMessage *message, struct shares *shares)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_FREE SPropTagArray *columns = NULL;
    HRESULT hr;

    memset(shares, 0, sizeof(*shares));
    hr = message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table);
    hr = com_given(hr, &table);
    if (SUCCEEDED(hr)) hr = all_columns(table, &columns);
    if (SUCCEEDED(hr)) hr = query_all_rows(table, columns, NULL, NULL, 0, &shares->rows);
    if (FAILED(hr)) return hr;
    shares->each = mem_array((size_t)shares->rows->cRows + 1, sizeof(*shares->each));
    if (!shares->each) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < shares->rows->cRows; i++)
        shares->each[i] = share_of(&shares->rows->aRow[i]);
    return S_OK;
}

void shares_drop(struct shares *shares)
{
    rowset_free(TAKE(shares->rows));
    mem_free(TAKE(shares->each));
}

void shares_cleanup(struct shares *shares)
{
    shares_drop(shares);
}

void shares_assign(struct shares *shares, ULONG count, const struct address_types *const *types)
{
    static const SPropValue none = {.ulPropTag = PR_NULL};

    for (ULONG i = 0; i < shares->rows->cRows; i++) {
        const SRow *row = &shares->rows->aRow[i];
        const SPropValue *type = value_of(row, PR_ADDRTYPE_W), *eid = value_of(row, PR_ENTRYID);
        struct assign_to to = assign_of(type ? type : &none, eid ? eid : &none);
        struct share *share = &shares->each[i];

        share->carrier =
            share->pending ? assign_next(count, types, &to, share->turn) : ASSIGN_NOBODY;
    }
}

bool shares_has(const struct shares *shares, ULONG carrier)
{
    for (ULONG i = 0; i < shares->rows->cRows; i++)
        if (shares->each[i].pending && shares->each[i].carrier == carrier) return true;
    return false;
}

ULONG shares_pending(const struct shares *shares)
{
    ULONG n = 0;

    for (ULONG i = 0; i < shares->rows->cRows; i++)
        n += shares->each[i].pending;
    return n;
}

bool shares_any_done(const struct shares *shares)
{
    return shares_pending(shares) < shares->rows->cRows;
}

/* What a row is to have. */
struct mark {
    bool done;  /* PR_RESPONSIBILITY */
    ULONG bits; /* PR_SPOOL_SHARE; 0: it has none */
};

static bool is_marked(const SRow *row, const struct mark *mark)
{
    const SPropValue *bits = value_of(row, PR_SPOOL_SHARE);
    const SPropValue *done = value_of(row, PR_RESPONSIBILITY);

    return (bits ? bits->Value.ul : 0) == mark->bits && done && !done->Value.b == !mark->done;
}

/* The row with the mark, its values borrowed, at place. */
static ADRENTRY marked(const SRow *row, const struct mark *mark, SPropValue *place)
{
    ADRENTRY entry = {0, 0, place};

    for (ULONG i = 0; i < row->cValues; i++) {
        ULONG tag = row->lpProps[i].ulPropTag;

        if (PROP_TYPE(tag) == PT_ERROR || PROP_TYPE(tag) == PT_NULL || tag == PR_SPOOL_SHARE ||
            tag == PR_RESPONSIBILITY)
            continue;
        place[entry.cValues++] = row->lpProps[i];
    }
    place[entry.cValues++] = pval_bool(PR_RESPONSIBILITY, mark->done);
    if (mark->bits) place[entry.cValues++] = pval_long(PR_SPOOL_SHARE, (LONG)mark->bits);
    return entry;
}

/* Writes the marks that differ into the open message. */
static HRESULT write_marks(IMessage *message, const SRowSet *rows, const struct mark *marks)
{
    AUTO_FREE ADRLIST *list = NULL;
    AUTO_FREE SPropValue *values = NULL;
    size_t room = 0, used = 0;

    for (ULONG i = 0; i < rows->cRows; i++)
        room += (size_t)rows->aRow[i].cValues + 2;
    list = mem_zero(CbNewADRLIST((size_t)rows->cRows + 1));
    values = mem_array(room + 1, sizeof(*values));
    if (!list || !values) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < rows->cRows; i++) {
        if (is_marked(&rows->aRow[i], &marks[i])) continue;
        list->aEntries[list->cEntries] = marked(&rows->aRow[i], &marks[i], values + used);
        used += list->aEntries[list->cEntries++].cValues;
    }
    if (!list->cEntries) return S_OK;
    return message->lpVtbl->ModifyRecipients(message, MODRECIP_MODIFY, list);
}

HRESULT shares_hand_over(struct shares *shares, IMessage *message, ULONG carrier)
{
    AUTO_FREE struct mark *marks = mem_array((size_t)shares->rows->cRows + 1, sizeof(*marks));

    if (!marks) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < shares->rows->cRows; i++) {
        const struct share *share = &shares->each[i];

        if (!share->pending) marks[i] = (struct mark){.done = true};
        else if (share->carrier == carrier) marks[i] = (struct mark){.bits = share->turn};
        else marks[i] = (struct mark){true, share->turn | MARK_WAITS};
    }
    return write_marks(message, shares->rows, marks);
}

static const struct share *find_share(const struct shares *shares, LONG row_id)
{
    for (ULONG i = 0; i < shares->rows->cRows; i++)
        if (shares->each[i].row_id == row_id) return &shares->each[i];
    return NULL;
}

/* What the row is now: whose it was counts for more than what the transport made of it. */
static struct mark settled(const struct share *now, const struct share *was, ULONG carrier,
                           bool left)
{
    if (was && !was->pending) return (struct mark){.done = true};
    if (was && was->carrier != carrier) return (struct mark){.bits = was->turn};
    if (!now->pending) return (struct mark){.done = true};
    return (struct mark){.bits = now->turn + (was && left && now->turn < MARK_TURN)};
}

HRESULT shares_settle(const struct shares *before, IMessage *message, ULONG carrier, bool left,
                      ULONG *pending)
{
    AUTO_SHARES struct shares after = {0};
    AUTO_FREE struct mark *marks = NULL;
    HRESULT hr;

    *pending = 0;
    hr = shares_read(message, &after);
    if (FAILED(hr)) return hr;
    marks = mem_array((size_t)after.rows->cRows + 1, sizeof(*marks));
    if (!marks) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < after.rows->cRows; i++) {
        const struct share *now = &after.each[i];

        marks[i] = settled(now, find_share(before, now->row_id), carrier, left);
        *pending += !marks[i].done;
    }
    return write_marks(message, after.rows, marks);
}

/* The recipient's values, and why it gets nothing. */
static HRESULT make_entry(const SRow *row, ADRENTRY *out)
{
    static const WCHAR why[] = L"No transport could deliver to this recipient.";
    AUTO_FREE SPropValue *values = mem_array((size_t)row->cValues + N_REPORT, sizeof(*values));
    ULONG n = 0;
    HRESULT hr;

    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < row->cValues; i++)
        if (PROP_TYPE(row->lpProps[i].ulPropTag) != PT_ERROR) values[n++] = row->lpProps[i];
    values[n++] = pval_long(PR_NDR_REASON_CODE, TRANSFER_IMPOSSIBLE);
    values[n++] = pval_long(PR_NDR_DIAG_CODE, MAPI_DIAG_NO_DIAGNOSTIC);
    values[n++] = pval_text(PR_REPORT_TEXT_W, why);
    values[n].ulPropTag = PR_REPORT_TIME;
    values[n++].Value.ft = filetime_now();
    hr = pval_copy_array(n, values, NULL, &out->rgPropVals);
    if (SUCCEEDED(hr)) out->cValues = n;
    return hr;
}

HRESULT shares_untaken(const struct shares *shares, ADRLIST **out)
{
    AUTO_ADRLIST ADRLIST *list = NULL;
    HRESULT hr = S_OK;
    ULONG n = 0;

    *out = NULL;
    for (ULONG i = 0; i < shares->rows->cRows; i++)
        n += shares->each[i].pending && shares->each[i].carrier == ASSIGN_NOBODY;
    if (!n) return S_OK;
    hr = adrlist_create(n, &list);
    for (ULONG i = 0; SUCCEEDED(hr) && i < shares->rows->cRows; i++) {
        if (!shares->each[i].pending || shares->each[i].carrier != ASSIGN_NOBODY) continue;
        hr = make_entry(&shares->rows->aRow[i], &list->aEntries[list->cEntries]);
        if (SUCCEEDED(hr)) list->cEntries++;
    }
    if (SUCCEEDED(hr)) *out = TAKE(list);
    return hr;
}
