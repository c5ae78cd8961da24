/*
 * shares.c - which of a message's recipients are still to be sent to, and which transport has them
 */
#include "spool/shares.h"
#include <string.h>
#include "mapitags.h"
#include "mapix.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "base/uid.h"
#include "com/com.h"
#include "prop/adrlist.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"

enum {
    /* PR_SPOOL_SHARE: 8 bytes, the submission; 1, of these; 16 for each transport that left it */
    MARK_WAITS = 1, /* not done, whatever PR_RESPONSIBILITY says */
    MARK_SENT = 2,
    MARK_HEAD = 9,
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

/* The transports that a mark names; those that are gone it names no more. */
static uint32_t read_left_ones(struct reader *r, const struct shares_of *of)
{
    uint32_t left = 0;
    MAPIUID uid;

    while (read_left(r) >= sizeof(uid)) {
        memcpy(&uid, read_bytes(r, sizeof(uid)), sizeof(uid));
        for (ULONG i = 0; i < of->n_carriers; i++)
            if (uid_equal(&uid, &of->sections[i])) left |= UINT32_C(1) << i;
    }
    return left;
}

static struct share share_of(const SRow *row, const struct shares_of *of)
{
    const SPropValue *id = value_of(row, PR_ROWID), *mark = value_of(row, PR_SPOOL_SHARE);
    const SPropValue *done = value_of(row, PR_RESPONSIBILITY);
    struct share share = {.row_id = id ? id->Value.l : -1, .carrier = ASSIGN_NOBODY};
    struct reader r = reader_over(mark ? mark->Value.bin.lpb : NULL, mark ? mark->Value.bin.cb : 0);
    bool ours = read_left(&r) >= MARK_HEAD && read_u64(&r) == of->submitted;
    ULONG flags = ours ? read_u8(&r) : 0;

    if (ours) share.left = read_left_ones(&r, of);
    share.pending = flags & MARK_WAITS || !done || !done->Value.b;
    share.sent = flags & MARK_SENT && !share.pending;
    return share;
}

HRESULT shares_read(IMessage *message, const struct shares_of *of, struct shares *shares)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_FREE SPropTagArray *columns = NULL;
    HRESULT hr;

    memset(shares, 0, sizeof(*shares));
    shares->of = of;
    hr = message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table);
    hr = com_given(hr, &table);
    if (SUCCEEDED(hr)) hr = all_columns(table, &columns);
    if (SUCCEEDED(hr)) hr = query_all_rows(table, columns, NULL, NULL, 0, &shares->rows);
    if (FAILED(hr)) return hr;
    shares->each = mem_array((size_t)shares->rows->cRows + 1, sizeof(*shares->each));
    if (!shares->each) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < shares->rows->cRows; i++)
        shares->each[i] = share_of(&shares->rows->aRow[i], of);
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

void shares_assign(struct shares *shares, const struct address_types *const *types)
{
    static const SPropValue none = {.ulPropTag = PR_NULL};

    for (ULONG i = 0; i < shares->rows->cRows; i++) {
        const SRow *row = &shares->rows->aRow[i];
        const SPropValue *type = value_of(row, PR_ADDRTYPE_W), *eid = value_of(row, PR_ENTRYID);
        struct assign_to to = assign_of(type ? type : &none, eid ? eid : &none);
        struct share *share = &shares->each[i];

        share->carrier = share->pending
                             ? assign_next(shares->of->n_carriers, types, &to, share->left)
                             : ASSIGN_NOBODY;
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

bool shares_any_sent(const struct shares *shares)
{
    for (ULONG i = 0; i < shares->rows->cRows; i++)
        if (shares->each[i].sent) return true;
    return false;
}

/* What a row is to have. */
struct mark {
    bool done;     /* PR_RESPONSIBILITY */
    ULONG flags;   /* MARK_... */
    uint32_t left; /* no flags and none that left: it has no mark */
};

static SBinary encode(const struct mark *mark, const struct shares_of *of, BYTE *place)
{
    ULONG n = MARK_HEAD;

    if (!mark->flags && !mark->left) return (SBinary){0, NULL};
    for (int i = 0; i < 8; i++)
        place[i] = (BYTE)(of->submitted >> 8 * i);
    place[8] = (BYTE)mark->flags;
    for (ULONG i = 0; i < of->n_carriers; i++) {
        if (!(mark->left & UINT32_C(1) << i)) continue;
        memcpy(place + n, &of->sections[i], sizeof(MAPIUID));
        n += sizeof(MAPIUID);
    }
    return (SBinary){n, place};
}

static bool is_marked(const SRow *row, const struct mark *mark, const SBinary *bytes)
{
    const SPropValue *has = value_of(row, PR_SPOOL_SHARE);
    const SPropValue *done = value_of(row, PR_RESPONSIBILITY);

    if (!done || !done->Value.b == mark->done || (has ? has->Value.bin.cb : 0) != bytes->cb)
        return false;
    return !bytes->cb || !memcmp(has->Value.bin.lpb, bytes->lpb, bytes->cb);
}

/* The row with the mark, its values borrowed, at place. */
static ADRENTRY marked(const SRow *row, const struct mark *mark, SBinary bytes, SPropValue *place)
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
    if (bytes.cb) place[entry.cValues++] = pval_binary(PR_SPOOL_SHARE, bytes.cb, bytes.lpb);
    return entry;
}

/* Writes the marks that differ into the open message. */
static HRESULT write_marks(IMessage *message, const struct shares *shares, const struct mark *marks)
{
    const ULONG most = MARK_HEAD + shares->of->n_carriers * (ULONG)sizeof(MAPIUID);
    const SRowSet *rows = shares->rows;
    AUTO_FREE ADRLIST *list = NULL;
    AUTO_FREE SPropValue *values = NULL;
    AUTO_FREE BYTE *bytes = NULL;
    size_t room = 0, used = 0;

    for (ULONG i = 0; i < rows->cRows; i++)
        room += (size_t)rows->aRow[i].cValues + 2;
    list = mem_zero(CbNewADRLIST((size_t)rows->cRows + 1));
    values = mem_array(room + 1, sizeof(*values));
    bytes = mem_array((size_t)rows->cRows + 1, most);
    if (!list || !values || !bytes) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < rows->cRows; i++) {
        SBinary mark = encode(&marks[i], shares->of, bytes + (size_t)i * most);

        if (is_marked(&rows->aRow[i], &marks[i], &mark)) continue;
        list->aEntries[list->cEntries] = marked(&rows->aRow[i], &marks[i], mark, values + used);
        used += list->aEntries[list->cEntries++].cValues;
    }
    if (!list->cEntries) return S_OK;
    return message->lpVtbl->ModifyRecipients(message, MODRECIP_MODIFY, list);
}

/* Of one that is done, by whomever. */
static struct mark done_mark(const struct share *share)
{
    return (struct mark){.done = true, .flags = share->sent ? MARK_SENT : 0};
}

HRESULT shares_hand_over(struct shares *shares, IMessage *message, ULONG carrier)
{
    AUTO_FREE struct mark *marks = mem_array((size_t)shares->rows->cRows + 1, sizeof(*marks));

    if (!marks) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < shares->rows->cRows; i++) {
        const struct share *share = &shares->each[i];

        if (!share->pending) marks[i] = done_mark(share);
        else if (share->carrier == carrier) marks[i] = (struct mark){.left = share->left};
        else marks[i] = (struct mark){true, MARK_WAITS, share->left};
    }
    return write_marks(message, shares, marks);
}

HRESULT shares_give_up(const struct shares *shares, IMessage *message)
{
    AUTO_FREE struct mark *marks = mem_array((size_t)shares->rows->cRows + 1, sizeof(*marks));

    if (!marks) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < shares->rows->cRows; i++)
        marks[i] = done_mark(&shares->each[i]);
    return write_marks(message, shares, marks);
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
    if (was && !was->pending) return done_mark(was);
    if (was && was->carrier != carrier) return (struct mark){.left = was->left};
    if (!now->pending) return (struct mark){.done = true, .flags = MARK_SENT};
    if (!was) return (struct mark){.left = now->left};
    return (struct mark){.left = was->left | (left ? UINT32_C(1) << carrier : 0)};
}

HRESULT shares_settle(const struct shares *before, IMessage *message, ULONG carrier, bool left,
                      ULONG *pending)
{
    AUTO_SHARES struct shares after = {0};
    AUTO_FREE struct mark *marks = NULL;
    HRESULT hr;

    *pending = 0;
    hr = shares_read(message, before->of, &after);
    if (FAILED(hr)) return hr;
    marks = mem_array((size_t)after.rows->cRows + 1, sizeof(*marks));
    if (!marks) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < after.rows->cRows; i++) {
        const struct share *now = &after.each[i];

        marks[i] = settled(now, find_share(before, now->row_id), carrier, left);
        *pending += !marks[i].done;
    }
    return write_marks(message, &after, marks);
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
        if (PROP_TYPE(row->lpProps[i].ulPropTag) != PT_ERROR &&
            row->lpProps[i].ulPropTag != PR_SPOOL_SHARE)
            values[n++] = row->lpProps[i];
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
