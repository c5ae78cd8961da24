/*
 * test_table_groups.c - a categorised contents table shows what the subsystem's own view of the same rows shows
 */
#include <stdio.h>
#include <string.h>
#include "base/fault.h"
#include "local_store/sql_table.h"
#include "local_store/table_fixture.h"
#include "mapiutil.h"

/* Its header and the store's cannot be had together: both have a struct row. */
HRESULT table_data_create(ULONG type, ULONG index_tag, const SPropTagArray *columns, ITableData **out);

#define PR_OUR_NUMBER PROP_TAG(PT_LONG, 0x6701) /* packed: SQL sorts by a function */
#define PR_OUR_ROW    PROP_TAG(PT_LONG, 0x6702) /* the order they came in */
#define MOST          70
#define NONE          (-1)

static const ULONG columns[] = {PR_OUR_ROW,       PR_ROW_TYPE,       PR_DEPTH,     PR_CONTENT_COUNT, PR_CONTENT_UNREAD,
                                PR_INSTANCE_KEY,  PR_SUBJECT_W,      PR_OUR_NUMBER, PR_MESSAGE_DELIVERY_TIME};
#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

struct mail {
    BYTE entry[48];
    LONG row, subject, time, number;
    bool unread;
};

/* Both tables, over the same rows. */
struct pair {
    struct fixture *f;
    IMAPIFolder *inbox;
    IMAPITable *ours, *theirs;
    ITableData *data;
    struct mail mails[MOST];
    int n;
    LONG rows; /* that ever were */
    BOOKMARK our_mark, their_mark;
    ULONG n_sorts, categories, expanded;
    SSortOrder sorts[5];
};

static uint32_t seed;
static int pick(int below)
{
    seed = seed * 1664525 + 1013904223;
    return (int)((seed >> 8) % (uint32_t)below);
}

/* ---- changing both ---- */

static ULONG props_of(const struct mail *mail, SPropValue *out, WCHAR subject[2])
{
    ULONG n = 0;

    subject[0] = (WCHAR)mail->subject;
    subject[1] = 0;
    out[n++] = (SPropValue){.ulPropTag = PR_OUR_ROW, .Value.l = mail->row};
    out[n++] = (SPropValue){.ulPropTag = PR_SUBJECT_W, .Value.lpszW = subject};
    if (mail->time != NONE)
        out[n++] = (SPropValue){.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft.dwHighDateTime = (DWORD)mail->time};
    if (mail->number != NONE) out[n++] = (SPropValue){.ulPropTag = PR_OUR_NUMBER, .Value.l = mail->number};
    return n;
}

static void write_both(struct pair *p, IMessage *message, struct mail *mail)
{
    static const SizedSPropTagArray(2, some) = {2, {PR_MESSAGE_DELIVERY_TIME, PR_OUR_NUMBER}};
    SPropValue values[6];
    WCHAR subject[2];
    ULONG n = props_of(mail, values, subject);
    SRow row = {0, 0, values};

    ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&some, NULL));
    ok_hr(message->lpVtbl->SetProps(message, n, values, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    ok_hr(message->lpVtbl->SetReadFlag(message, mail->unread ? CLEAR_READ_FLAG : SUPPRESS_RECEIPT));
    values[n++] = (SPropValue){.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = mail->unread ? 0 : MSGFLAG_READ};
    row.cValues = n;
    ok_hr(p->data->lpVtbl->HrModifyRow(p->data, &row));
}

static void roll(struct mail *mail)
{
    mail->subject = 'a' + pick(4);
    mail->time = pick(4) ? pick(3) : NONE;
    mail->number = pick(3) ? pick(4) : NONE;
    mail->unread = pick(2);
}

static void add(struct pair *p)
{
    struct mail *mail = &p->mails[p->n++];
    IMessage *message = NULL;
    SPropValue *entry;

    roll(mail);
    mail->row = ++p->rows;
    ok_hr(p->inbox->lpVtbl->CreateMessage(p->inbox, NULL, 0, &message));
    write_both(p, message, mail);
    entry = get_prop(message, PR_ENTRYID);
    memcpy(mail->entry, entry->Value.bin.lpb, 48);
    FREE(entry);
    message->lpVtbl->Release(message);
}

static void change(struct pair *p, struct mail *mail)
{
    IMessage *message = open_message(p->f, mail->entry, MAPI_MODIFY);

    roll(mail);
    write_both(p, message, mail);
    message->lpVtbl->Release(message);
}

static void drop(struct pair *p, int i)
{
    SPropValue key = {.ulPropTag = PR_OUR_ROW, .Value.l = p->mails[i].row};

    delete_message(p->f, p->mails[i].entry);
    ok_hr(p->data->lpVtbl->HrDeleteRow(p->data, &key));
    memmove(&p->mails[i], &p->mails[i + 1], (size_t)(--p->n - i) * sizeof(struct mail));
}

/* ---- setting both ---- */

/* The store goes by id at last, in the last key's direction: theirs must be told so. */
static void sort_both(struct pair *p)
{
    SizedSSortOrderSet(8, set) = {p->n_sorts, p->categories, p->expanded, {{0}}};
    bool down = p->n_sorts && p->sorts[p->n_sorts - 1].ulOrder == TABLE_SORT_DESCEND;

    memcpy(set.aSort, p->sorts, p->n_sorts * sizeof(SSortOrder));
    ok_hr(p->ours->lpVtbl->SortTable(p->ours, (SSortOrderSet *)&set, 0));
    set.aSort[set.cSorts++] = (SSortOrder){PR_OUR_ROW, down ? TABLE_SORT_DESCEND : TABLE_SORT_ASCEND};
    ok_hr(p->theirs->lpVtbl->SortTable(p->theirs, (SSortOrderSet *)&set, 0));
    p->our_mark = p->their_mark = 0;
}

static void sort_anyhow(struct pair *p)
{
    static const ULONG tags[] = {PR_SUBJECT_W, PR_MESSAGE_DELIVERY_TIME, PR_OUR_NUMBER};

    p->n_sorts = 1 + (ULONG)pick(3);
    p->categories = (ULONG)pick((int)p->n_sorts + 1);
    p->expanded = (ULONG)pick((int)p->categories + 1);
    for (ULONG i = 0; i < p->n_sorts; i++)
        p->sorts[i] = (SSortOrder){tags[pick(3)], i && !pick(4) ? TABLE_SORT_COMBINE
                                                  : pick(2)     ? TABLE_SORT_DESCEND
                                                                : TABLE_SORT_ASCEND};
    sort_both(p);
}

static void restrict_both(struct pair *p)
{
    SPropValue two = {.ulPropTag = PR_OUR_NUMBER, .Value.l = 2};
    SPropValue b = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"b"};
    SRestriction number = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_OUR_NUMBER, &two}}; /* SQL can't say it */
    SRestriction subject = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_SUBJECT_W, &b}};
    int which = pick(3);
    SRestriction *res = which == 1 ? &number : which == 2 ? &subject : NULL;

    ok_hr(p->ours->lpVtbl->Restrict(p->ours, res, 0));
    ok_hr(p->theirs->lpVtbl->Restrict(p->theirs, res, 0));
    p->our_mark = p->their_mark = 0;
}

/* ---- comparing ---- */

/* For a failure. */
static void print_rows(const struct pair *p, const char *whose, const SRowSet *rows)
{
    print_message("%s, %u categories, %u expanded:", whose, (unsigned)p->categories, (unsigned)p->expanded);
    for (ULONG i = 0; i < p->n_sorts; i++)
        print_message(" %x/%u", (unsigned)p->sorts[i].ulPropTag, (unsigned)p->sorts[i].ulOrder);
    for (ULONG i = 0; i < rows->cRows; i++) {
        print_message("\n%3u", (unsigned)i);
        for (ULONG k = 0; k < N_COLUMNS; k++)
            if (columns[k] != PR_INSTANCE_KEY)
                print_message(" %8x", PROP_TYPE(rows->aRow[i].lpProps[k].ulPropTag) == PT_UNICODE
                                          ? (unsigned)rows->aRow[i].lpProps[k].Value.lpszW[0]
                                      : PROP_TYPE(rows->aRow[i].lpProps[k].ulPropTag) == PT_SYSTIME
                                          ? (unsigned)rows->aRow[i].lpProps[k].Value.ft.dwHighDateTime
                                          : (unsigned)rows->aRow[i].lpProps[k].Value.l);
    }
    print_message("\n");
}

static bool are_same_value(const SPropValue *a, const SPropValue *b)
{
    if (a->ulPropTag != b->ulPropTag) return false;
    switch (PROP_TYPE(a->ulPropTag)) {
    case PT_SYSTIME:
        return a->Value.ft.dwHighDateTime == b->Value.ft.dwHighDateTime;
    case PT_UNICODE:
        return !wide_cmp(a->Value.lpszW, b->Value.lpszW);
    case PT_BINARY:
        return true; /* keys are each one's own */
    }
    return a->Value.l == b->Value.l;
}

static bool are_same_rows(const struct pair *p, const SRowSet *ours, const SRowSet *theirs)
{
    if (ours->cRows != theirs->cRows) return false;
    for (ULONG i = 0; i < ours->cRows; i++)
        for (ULONG k = 0; k < N_COLUMNS; k++)
            if ((columns[k] != PR_DEPTH || p->categories) && /* flat: ours is 0, theirs has none */
                !are_same_value(&ours->aRow[i].lpProps[k], &theirs->aRow[i].lpProps[k]))
                return false;
    return true;
}

static void same_rows(const struct pair *p, const SRowSet *ours, const SRowSet *theirs)
{
    if (are_same_rows(p, ours, theirs)) return;
    print_rows(p, "ours", ours);
    print_rows(p, "theirs", theirs);
    fail();
}

static void same_position(struct pair *p)
{
    ULONG row, numerator, denominator, row2, numerator2, denominator2;

    ok_hr(p->ours->lpVtbl->QueryPosition(p->ours, &row, &numerator, &denominator));
    ok_hr(p->theirs->lpVtbl->QueryPosition(p->theirs, &row2, &numerator2, &denominator2));
    if (row != row2 || denominator != denominator2)
        print_message("line %u of %u, not %u of %u\n", (unsigned)row, (unsigned)denominator, (unsigned)row2,
                      (unsigned)denominator2);
    assert_int_equal(denominator, denominator2);
    assert_int_equal(row, row2);
    assert_int_equal(numerator, numerator2);
    ok_hr(p->ours->lpVtbl->GetRowCount(p->ours, 0, &row));
    ok_hr(p->theirs->lpVtbl->GetRowCount(p->theirs, 0, &row2));
    assert_int_equal(row, row2);
}

static void read_both(struct pair *p, LONG count, ULONG flags)
{
    SRowSet *ours, *theirs;

    ok_hr(p->ours->lpVtbl->QueryRows(p->ours, count, flags, &ours));
    ok_hr(p->theirs->lpVtbl->QueryRows(p->theirs, count, flags, &theirs));
    same_rows(p, ours, theirs);
    free_rows(ours);
    FreeProws(theirs);
}

/* The line at the cursor in both, or NULL at the end. */
static SRowSet *line_of(IMAPITable *table)
{
    SRowSet *rows;

    ok_hr(table->lpVtbl->QueryRows(table, 1, TBL_NOADVANCE, &rows));
    return rows;
}

static void seek_both(struct pair *p, BOOKMARK ours, BOOKMARK theirs, LONG by)
{
    LONG moved = 77, moved2 = 77;
    HRESULT hr = p->ours->lpVtbl->SeekRow(p->ours, ours, by, &moved);

    assert_int_equal(hr, p->theirs->lpVtbl->SeekRow(p->theirs, theirs, by, &moved2));
    assert_int_equal(moved, moved2);
}

/* 6.10-04, 6.10-05 */
static void toggle_both(struct pair *p)
{
    SRowSet *ours, *theirs, *got = NULL, *got2 = NULL;
    ULONG n = 77, n2 = 77, count = pick(2) ? (ULONG)pick(6) : 0;
    bool expand = pick(2);
    SBinary key, key2;
    HRESULT hr, hr2;

    seek_both(p, BOOKMARK_BEGINNING, BOOKMARK_BEGINNING, pick(2) ? 0 : pick(20));
    ours = line_of(p->ours);
    theirs = line_of(p->theirs);
    if (ours->cRows && theirs->cRows) {
        key = ours->aRow[0].lpProps[5].Value.bin;
        key2 = theirs->aRow[0].lpProps[5].Value.bin;
        if (expand) {
            hr = p->ours->lpVtbl->ExpandRow(p->ours, key.cb, key.lpb, count, 0, &got, &n);
            hr2 = p->theirs->lpVtbl->ExpandRow(p->theirs, key2.cb, key2.lpb, count, 0, &got2, &n2);
        } else {
            hr = p->ours->lpVtbl->CollapseRow(p->ours, key.cb, key.lpb, 0, &n);
            hr2 = p->theirs->lpVtbl->CollapseRow(p->theirs, key2.cb, key2.lpb, 0, &n2);
        }
        assert_int_equal(hr, hr2);
        assert_int_equal(n, n2);
        if (expand && hr == S_OK) same_rows(p, got, got2);
        free_rows(got);
        FreeProws(got2);
    }
    free_rows(ours);
    FreeProws(theirs);
}

static void find_both(struct pair *p)
{
    SPropValue value = {.ulPropTag = PR_OUR_NUMBER, .Value.l = pick(4)};
    SPropValue letter = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR[]){(WCHAR)('a' + pick(4)), 0}};
    SPropValue type = {.ulPropTag = PR_ROW_TYPE, .Value.l = TBL_LEAF_ROW + pick(4)};
    SPropValue depth = {.ulPropTag = PR_DEPTH, .Value.l = pick(3)};
    SRestriction all[] = {
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_OUR_NUMBER, &value}},
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_SUBJECT_W, &letter}},
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_ROW_TYPE, &type}},
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_DEPTH, &depth}},
    };
    int which = pick(p->categories ? 4 : 2);
    BOOKMARK origin = (BOOKMARK)pick(3);
    ULONG flags = pick(2) ? DIR_BACKWARD : 0;
    HRESULT hr = p->ours->lpVtbl->FindRow(p->ours, &all[which], origin, flags);

    assert_int_equal(hr, p->theirs->lpVtbl->FindRow(p->theirs, &all[which], origin, flags));
}

static bool on_heading(struct pair *p)
{
    SRowSet *rows = line_of(p->theirs);
    bool heading = !rows->cRows || rows->aRow[0].lpProps[1].Value.l != TBL_LEAF_ROW;

    FreeProws(rows);
    return heading;
}

/* The state of one table in a fresh one of the same order. 6.10-08 */
static void carry_state(struct pair *p)
{
    IMAPITable *old = p->ours, *fresh = contents(p->inbox, MAPI_UNICODE);
    SSortOrderSet *set;
    BYTE *state = NULL;
    BOOKMARK mark;
    ULONG bytes = 0;
    HRESULT hr = old->lpVtbl->GetCollapseState(old, 0, 0, NULL, &bytes, &state);

    assert_int_equal(hr, p->categories ? S_OK : MAPI_E_NO_SUPPORT);
    if (hr == S_OK) {
        set_columns(fresh, N_COLUMNS, columns);
        ok_hr(old->lpVtbl->QuerySortOrder(old, &set));
        ok_hr(fresh->lpVtbl->SortTable(fresh, set, 0));
        FREE(set);
        ok_hr(fresh->lpVtbl->SetCollapseState(fresh, 0, bytes, state, &mark));
        FREE(state);
        ok_hr(p->ours->lpVtbl->Restrict(p->ours, NULL, 0)); /* as the fresh one is */
        ok_hr(p->theirs->lpVtbl->Restrict(p->theirs, NULL, 0));
        p->our_mark = p->their_mark = 0;
        p->ours = fresh;
        fresh = old;
    }
    fresh->lpVtbl->Release(fresh);
}

static void browse(struct pair *p)
{
    /* Without categories ours goes by keys when rows change under it, theirs by lines. */
    if (!p->categories) seek_both(p, BOOKMARK_BEGINNING, BOOKMARK_BEGINNING, 0);
    same_position(p);
    for (int i = 0; i < 6; i++) {
        LONG by = pick(30) - 12;
        ULONG part;

        switch (pick(7)) {
        case 0:
            seek_both(p, BOOKMARK_CURRENT, BOOKMARK_CURRENT, by);
            break;
        case 1:
            seek_both(p, BOOKMARK_END, BOOKMARK_END, by);
            break;
        case 2:
            if (by) read_both(p, by, pick(3) ? 0 : TBL_NOADVANCE);
            break;
        case 3:
            if (p->our_mark) {
                seek_both(p, p->our_mark, p->their_mark, by);
            } else if (!on_heading(p) && p->categories) { /* theirs loses a heading that is hidden */
                ok_hr(p->ours->lpVtbl->CreateBookmark(p->ours, &p->our_mark));
                ok_hr(p->theirs->lpVtbl->CreateBookmark(p->theirs, &p->their_mark));
            }
            break;
        case 4:
            find_both(p);
            break;
        case 5:
            part = (ULONG)pick(8);
            ok_hr(p->ours->lpVtbl->SeekRowApprox(p->ours, part, 7));
            ok_hr(p->theirs->lpVtbl->SeekRowApprox(p->theirs, part, 7));
            break;
        default:
            if (p->categories) toggle_both(p);
        }
        same_position(p);
    }
    seek_both(p, BOOKMARK_BEGINNING, BOOKMARK_BEGINNING, 0);
    read_both(p, 1000, pick(2) ? TBL_NOADVANCE : 0);
}

static void pair_open(struct pair *p, struct fixture *f)
{
    SizedSPropTagArray(16, tags) = {N_COLUMNS, {0}};

    memset(p, 0, sizeof(*p));
    p->f = f;
    p->inbox = open_inbox(f);
    p->ours = contents(p->inbox, MAPI_UNICODE);
    memcpy(tags.aulPropTag, columns, sizeof(columns));
    ok_hr(table_data_create(TBLTYPE_DYNAMIC, PR_OUR_ROW, (SPropTagArray *)&tags, &p->data));
    ok_hr(p->data->lpVtbl->HrGetView(p->data, NULL, NULL, 0, &p->theirs));
    set_columns(p->ours, N_COLUMNS, columns);
}

static void pair_close(struct pair *p)
{
    p->ours->lpVtbl->Release(p->ours);
    p->theirs->lpVtbl->Release(p->theirs);
    p->data->lpVtbl->Release(p->data);
    p->inbox->lpVtbl->Release(p->inbox);
}

/* 6.10-01 6.10-02 6.10-03 6.10-04 6.10-05 6.10-07 6.10-08 6.9-17 6.9-19 */
static void the_two_tables_never_differ(void **state)
{
    struct pair p;

    seed = getenv("SEED") ? (uint32_t)atoi(getenv("SEED")) : 20261121; /* for those who want to look longer */
    pair_open(&p, *state);
    for (int round = 0; round < 600; round++) {
        int what = pick(12);

        if (what < 4 && p.n < MOST)
            add(&p);
        else if (what < 6 && p.n)
            change(&p, &p.mails[pick(p.n)]);
        else if (what < 7 && p.n)
            drop(&p, pick(p.n));
        else if (what < 9)
            sort_anyhow(&p);
        else if (what < 10)
            restrict_both(&p);
        else if (what < 11)
            carry_state(&p);
        if (p.n_sorts) browse(&p);
    }
    pair_close(&p);
}

/* ---- what a comparison doesn't show ---- */

static IMAPIAdviseSink *const some_sink = (IMAPIAdviseSink *)16;

/* By subject, all collapsed or expanded. */
static void by_subject(IMAPITable *table, ULONG expanded)
{
    SizedSSortOrderSet(1, set) = {1, 1, expanded, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};

    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0));
}

/* The next thing told, of no row. */
static void expect_news(struct fixture *f, ULONG event)
{
    assert_int_equal(f->support.n_table_notes, event ? 1 : 0);
    if (event) assert_int_equal(f->support.table_notes[0].event, event);
    if (event) assert_int_equal(f->support.table_notes[0].index, 0);
    f->support.n_table_notes = 0;
}

/* 6.10-06 6.10-09 6.12-08 6.12-11 6.9-10 */
static void news_come_once_and_only_of_what_is_shown(void **state)
{
    struct fixture *f = *state;
    BYTE ids[4][48], more[48];
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table = lettered(f, "aabc", ids);
    SPropValue b = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"b"};
    SRestriction from_b = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_SUBJECT_W, &b}};
    static const ULONG key_first[] = {PR_INSTANCE_KEY, PR_SUBJECT_W};
    SizedSSortOrderSet(1, set) = {1, 1, 1, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
    ULONG_PTR connection;
    SRowSet *heading;
    SBinary key;
    ULONG n;
    BOOKMARK mark;

    by_subject(table, 1);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection));
    expect_count(table, 7);
    set_columns(table, 2, key_first);
    heading = line_of(table);
    key = heading->aRow[0].lpProps[0].Value.bin;
    ok_hr(table->lpVtbl->CollapseRow(table, key.cb, key.lpb, 0, &n));
    assert_int_equal(n, 2);
    ok_hr(table->lpVtbl->ExpandRow(table, key.cb, key.lpb, 0, 0, NULL, &n));
    assert_int_equal(n, 2);
    expect_news(f, 0);
    free_rows(heading);

    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 6, NULL)); /* c */
    ok_hr(table->lpVtbl->CreateBookmark(table, &mark));
    make_lettered(inbox, "b", (BYTE(*)[48])more);
    expect_news(f, TABLE_CHANGED);
    ok_hr(table->lpVtbl->SeekRow(table, mark, 0, NULL)); /* still good */
    expect_position(table, 7, 8);
    delete_message(f, more);
    expect_news(f, TABLE_CHANGED);

    ok_hr(table->lpVtbl->Restrict(table, &from_b, TBL_ASYNC));
    expect_news(f, TABLE_RESTRICT_DONE);
    expect_count(table, 4);
    delete_message(f, ids[0]); /* hidden */
    expect_news(f, 0);
    delete_message(f, ids[2]);
    expect_news(f, TABLE_CHANGED);
    expect_count(table, 2);
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, TBL_ASYNC | TBL_BATCH));
    expect_news(f, TABLE_SORT_DONE);
    ok_hr(table->lpVtbl->WaitForCompletion(table, 0, 0, &n)); /* 6.9-32 6.9-33: nothing is ever under way, none is told to wait */
    assert_int_equal(n, TBLSTAT_COMPLETE);
    assert_int_equal(table->lpVtbl->Abort(table), MAPI_E_UNABLE_TO_ABORT); /* 6.9-30 */
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

/* 6.12-11 */
static void damage_under_an_open_table_is_an_error_to_its_sinks(void **state)
{
    struct fixture *f = *state;
    BYTE ids[2][48];
    IMAPITable *table = lettered(f, "ab", ids);
    struct db *db = store_db(sql_table_from_iface(table)->store);
    IMessage *message = open_message(f, ids[1], MAPI_MODIFY);
    ULONG_PTR connection;

    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection));
    ok_hr(set_text(message, PR_SUBJECT_W, L"c"));
    ok_hr(db_begin(db)); /* who wrote it, a row without its identity can't be shown */
    ok_hr(db_end(db, db_exec(db, "UPDATE folders SET guid=x'00' WHERE id=(SELECT folder FROM messages WHERE subject='b')", "")));
    message->lpVtbl->SaveChanges(message, 0);
    message->lpVtbl->Release(message);
    assert_int_equal(f->support.n_table_notes, 1);
    assert_int_equal(f->support.table_notes[0].event, TABLE_ERROR);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
}

/* 6.10-08: also in another session, and only where it fits */
static void a_collapse_state_is_for_the_same_order_in_any_session(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = lettered(f, "aabbc", NULL);
    static const ULONG key_first[] = {PR_INSTANCE_KEY};
    IMAPIFolder *inbox;
    BYTE *bytes = NULL, copy[200];
    SRowSet *row;
    SBinary key;
    BOOKMARK mark;
    ULONG n, m;

    set_columns(table, 1, key_first);
    by_subject(table, 0);
    expect_count(table, 3);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 1, NULL));
    row = line_of(table);
    key = row->aRow[0].lpProps[0].Value.bin;
    assert_int_equal(key.cb, 16);
    ok_hr(table->lpVtbl->ExpandRow(table, key.cb, key.lpb, 0, 0, NULL, &n)); /* b */
    assert_int_equal(n, 2);
    ok_hr(table->lpVtbl->GetCollapseState(table, 0, key.cb, key.lpb, &n, &bytes));
    assert_in_range(n, 16, sizeof(copy));
    memcpy(copy, bytes, n);
    FREE(bytes);
    free_rows(row);
    table->lpVtbl->Release(table);

    store_reopen(f);
    inbox = open_inbox(f);
    make_lettered(inbox, "a", NULL); /* the folder has changed meanwhile */
    table = contents(inbox, 0);
    assert_int_equal(table->lpVtbl->SetCollapseState(table, 0, n, copy, &mark), MAPI_E_NO_SUPPORT);
    by_subject(table, 1);
    assert_int_equal(table->lpVtbl->SetCollapseState(table, 0, n, copy, &mark), MAPI_E_UNABLE_TO_COMPLETE);
    by_subject(table, 0);
    ok_hr(table->lpVtbl->SetCollapseState(table, 0, n, copy, &mark));
    expect_count(table, 5);
    ok_hr(table->lpVtbl->SeekRow(table, mark, 0, NULL));
    expect_position(table, 1, 5);
    for (ULONG cut = 1; cut < n; cut++) /* shorter ones are refused, and change nothing */
        assert_int_equal(table->lpVtbl->SetCollapseState(table, 0, cut, copy, &mark), MAPI_E_INVALID_PARAMETER);
    copy[0] ^= 1;
    assert_int_equal(table->lpVtbl->SetCollapseState(table, 0, n, copy, &mark), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(table->lpVtbl->SetCollapseState(table, 1, n, copy, &mark), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(table->lpVtbl->GetCollapseState(table, 1, 0, NULL, &m, &bytes), MAPI_E_UNKNOWN_FLAGS);
    expect_count(table, 5);
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

/* Capital and small letters are one group, as they are one place in the order. */
static void case_makes_no_group(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = lettered(f, "aBAbB", NULL);

    by_subject(table, 0);
    expect_count(table, 2);
    by_subject(table, 1);
    expect_rows(table, 9, 0, "aaABBbB");
    table->lpVtbl->Release(table);
}

/* A table whose folder is deleted is empty from then on, whatever its order. */
static void a_table_outlives_its_folder(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *folder = make_folder(root, L"short-lived", 0);
    IMAPITable *flat, *grouped;
    static const ULONG subject = PR_SUBJECT_W;
    ULONG_PTR connection;
    SPropValue *id = id_of(folder);
    SPropValue a = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"a"};
    SRestriction is_a = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_SUBJECT_W, &a}};

    make_lettered(folder, "ab", NULL);
    flat = contents(folder, MAPI_UNICODE);
    grouped = contents(folder, MAPI_UNICODE);
    folder->lpVtbl->Release(folder);
    set_columns(flat, 1, &subject);
    set_columns(grouped, 1, &subject);
    by_subject(grouped, 1);
    ok_hr(grouped->lpVtbl->Advise(grouped, fnevTableModified, some_sink, &connection));
    expect_rows(grouped, 1, 0, "a");
    expect_rows(flat, 1, 0, "a");
    ok_hr(root->lpVtbl->DeleteFolder(root, EID(id), 0, NULL, DEL_MESSAGES));
    expect_count(flat, 0);
    expect_count(grouped, 0);
    assert_true(f->support.n_table_notes > 0);
    expect_rows(flat, 5, 0, "");
    expect_rows(grouped, 5, 0, "");
    expect_rows(grouped, -5, 0, "");
    expect_position(grouped, 0, 1); /* 6.9-18 */
    assert_int_equal(grouped->lpVtbl->FindRow(grouped, &is_a, BOOKMARK_BEGINNING, 0), MAPI_E_NOT_FOUND);
    by_subject(flat, 0);
    expect_count(flat, 0);
    ok_hr(flat->lpVtbl->Restrict(flat, &is_a, 0));
    expect_count(flat, 0);
    ok_hr(grouped->lpVtbl->Unadvise(grouped, connection));
    FREE(id);
    grouped->lpVtbl->Release(grouped);
    flat->lpVtbl->Release(flat);
    root->lpVtbl->Release(root);
}

/* 6.8-07 6.8-08 */
static void folders_have_both_tables_and_no_categories(void **state)
{
    SizedSSortOrderSet(1, set) = {1, 1, 1, {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}};
    IMAPIFolder *root = open_root(*state);
    IMAPITable *table = NULL;
    ULONG before, after;

    ok_hr(root->lpVtbl->GetHierarchyTable(root, 0, &table)); /* no container of ours lacks one: none answers MAPI_E_NO_SUPPORT */
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &before));
    assert_int_equal(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0), MAPI_E_TOO_COMPLEX);
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &after));
    assert_int_equal(before, after);
    table->lpVtbl->Release(table);
    table = contents(root, MAPI_ASSOCIATED);
    by_subject(table, 1);
    expect_count(table, 0);
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
}

static void without_memory_for_the_client_nothing_moves(void **state)
{
    IMAPITable *table = lettered(*state, "aab", NULL);
    SRowSet *rows = NULL;
    HRESULT hr;
    int n;

    by_subject(table, 1);
    for (n = 0;; n++) { /* fail allocation 0, then 1, ... until none fails */
        fault_alloc_after(n);
        hr = table->lpVtbl->QueryRows(table, 4, 0, &rows);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(rows);
        expect_position(table, 0, 5);
    }
    assert_in_range(n, 4, 20);
    assert_int_equal(rows->cRows, 4);
    free_rows(rows);
    expect_rows(table, 5, 0, "b");
    table->lpVtbl->Release(table);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(the_two_tables_never_differ),
    TEST(news_come_once_and_only_of_what_is_shown),
    TEST(damage_under_an_open_table_is_an_error_to_its_sinks),
    TEST(a_collapse_state_is_for_the_same_order_in_any_session),
    TEST(case_makes_no_group),
    TEST(a_table_outlives_its_folder),
    TEST(folders_have_both_tables_and_no_categories),
    TEST(without_memory_for_the_client_nothing_moves),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
