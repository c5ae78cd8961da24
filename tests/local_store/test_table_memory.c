/*
 * test_table_memory.c - every allocation of a table's methods fails once: nothing is lost, nothing
 * has changed
 */
#include <stdio.h>
#include <string.h>
#include "local_store/failing_malloc.h"
#include "local_store/table_fixture.h"

#define PR_COLOURS PROP_TAG(PT_MV_UNICODE, 0x6703)
#define PR_NUMBER  PROP_TAG(PT_LONG, 0x6704)

/* ---- tables ---- */

static void fill(IMAPIFolder *folder)
{
    for (int i = 0; i < 6; i++) {
        WCHAR subject[2] = {(WCHAR)('a' + i % 3), 0}, *colours[] = {L"red", L"green"};
        SPropValue values[] = {
            {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = subject},
            {.ulPropTag = PR_NUMBER, .Value.l = i % 4},
            {.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft.dwHighDateTime = (DWORD)(10 - i)},
            {.ulPropTag = PR_COLOURS, .Value.MVszW = {(ULONG)i % 3, colours}},
        };
        IMessage *message = NULL;

        ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
        ok_hr(message->lpVtbl->SetProps(message, i % 3 ? 4 : 3, values, NULL));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message->lpVtbl->Release(message);
    }
}

#define ANY_ORDER(categories, expanded, ...) \
    {sizeof((SSortOrder[]){__VA_ARGS__}) / sizeof(SSortOrder), categories, expanded, {__VA_ARGS__}}
typedef SizedSSortOrderSet(3, three_orders);

static three_orders orders[] = {
    {0, 0, 0, {{0}}},
    ANY_ORDER(0, 0, {PR_SUBJECT_W, TABLE_SORT_DESCEND}),
    ANY_ORDER(0, 0, {PR_NUMBER, TABLE_SORT_ASCEND}), /* no index: read ahead */
    ANY_ORDER(0, 0, {MVI_PROP(PR_COLOURS), TABLE_SORT_ASCEND}),
    ANY_ORDER(1, 1, {PR_SUBJECT_W, TABLE_SORT_ASCEND},
              {PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_CATEG_MAX}),
    ANY_ORDER(2, 1, {MVI_PROP(PR_COLOURS), TABLE_SORT_ASCEND}, {PR_SUBJECT_W, TABLE_SORT_DESCEND}),
};
#define N_ORDERS (sizeof(orders) / sizeof(orders[0]))

static SRestriction *at_least_one(void)
{
    static SPropValue one = {.ulPropTag = PR_NUMBER, .Value.l = 1};
    static SRestriction res = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_NUMBER, &one}};

    return &res; /* SQL can't say it */
}

struct subject {
    IMAPIFolder *folder;
    size_t order;
    bool restricted;
    IMAPITable *table;
    BOOKMARK mark; /* on the second line, and the cursor on the third */
    BYTE key[16];  /* of the first line */
    ULONG key_bytes;
    BYTE *state;   /* of the same order */
    ULONG state_bytes;
};

static IMAPITable *open_table(struct subject *s)
{
    static const ULONG columns[] = {PR_INSTANCE_KEY, PR_SUBJECT_W, PR_NUMBER, MVI_PROP(PR_COLOURS),
                                    PR_CONTENT_COUNT};
    IMAPITable *table = contents(s->folder, MAPI_UNICODE);

    set_columns(table, 5, columns);
    if (s->restricted) ok_hr(table->lpVtbl->Restrict(table, at_least_one(), 0));
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&orders[s->order], 0));
    return table;
}

static void subject_open(struct subject *s)
{
    SRowSet *rows;

    s->table = open_table(s);
    ok_hr(s->table->lpVtbl->QueryRows(s->table, 1, 0, &rows));
    s->key_bytes = rows->aRow[0].lpProps[0].Value.bin.cb;
    memcpy(s->key, rows->aRow[0].lpProps[0].Value.bin.lpb, s->key_bytes);
    free_rows(rows);
    ok_hr(s->table->lpVtbl->CreateBookmark(s->table, &s->mark));
    ok_hr(s->table->lpVtbl->SeekRow(s->table, BOOKMARK_CURRENT, 1, NULL));
    s->state = NULL;
    if (orders[s->order].cCategories)
        ok_hr(s->table->lpVtbl->GetCollapseState(s->table, 0, s->key_bytes, s->key, &s->state_bytes,
                                                 &s->state));
}

static void subject_close(struct subject *s)
{
    FREE(s->state);
    s->table->lpVtbl->Release(s->table);
}

/* All that can be seen of a table. */
static void look(struct subject *s, char *out, size_t room)
{
    IMAPITable *table = s->table;
    ULONG row, n, of, count;
    SSortOrderSet *set;
    SPropTagArray *tags;
    SRowSet *rows;
    int used;

    ok_hr(table->lpVtbl->QueryPosition(table, &row, &n, &of));
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &count));
    ok_hr(table->lpVtbl->QuerySortOrder(table, &set));
    ok_hr(table->lpVtbl->QueryColumns(table, 0, &tags));
    used = snprintf(out, room, "%u of %u, %u rows, %u sorts, %u columns, mark %x:", (unsigned)row,
                    (unsigned)of, (unsigned)count, (unsigned)set->cSorts, (unsigned)tags->cValues,
                    (unsigned)table->lpVtbl->SeekRow(table, s->mark, 0, NULL));
    FREE(set);
    FREE(tags);
    ok_hr(table->lpVtbl->QueryPosition(table, &row, &n, &of));
    used += snprintf(out + used, room - (size_t)used, " %u\n", (unsigned)row);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 99, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++)
        for (ULONG k = 0; k < rows->aRow[i].cValues; k++) {
            const SPropValue *prop = &rows->aRow[i].lpProps[k];

            if (PROP_TYPE(prop->ulPropTag) == PT_UNICODE)
                used +=
                    snprintf(out + used, room - (size_t)used, " %c", (char)prop->Value.lpszW[0]);
            else if (PROP_TYPE(prop->ulPropTag) != PT_BINARY)
                used += snprintf(out + used, room - (size_t)used, " %d", (int)prop->Value.l);
        }
    free_rows(rows);
}

/* ---- what fails ---- */

static HRESULT set_other_columns(struct subject *s)
{
    SizedSPropTagArray(2, tags) = {2, {PR_SUBJECT_W, PR_MESSAGE_FLAGS}};

    return s->table->lpVtbl->SetColumns(s->table, (SPropTagArray *)&tags, 0);
}

static HRESULT query_columns(struct subject *s)
{
    SPropTagArray *tags = NULL;
    HRESULT hr = s->table->lpVtbl->QueryColumns(s->table, TBL_ALL_COLUMNS, &tags);

    if (FAILED(hr)) assert_null(tags);
    FREE(tags);
    return hr;
}

static HRESULT query_order(struct subject *s)
{
    SSortOrderSet *set = NULL;
    HRESULT hr = s->table->lpVtbl->QuerySortOrder(s->table, &set);

    if (FAILED(hr)) assert_null(set);
    FREE(set);
    return hr;
}

static HRESULT count_rows(struct subject *s)
{
    ULONG n;

    return s->table->lpVtbl->GetRowCount(s->table, 0, &n);
}

static HRESULT ask_position(struct subject *s)
{
    ULONG row, n, of;

    return s->table->lpVtbl->QueryPosition(s->table, &row, &n, &of);
}

static HRESULT seek_from_mark(struct subject *s)
{
    return s->table->lpVtbl->SeekRow(s->table, s->mark, 1, NULL);
}

static HRESULT seek_half(struct subject *s)
{
    return s->table->lpVtbl->SeekRowApprox(s->table, 1, 2);
}

static HRESULT find(struct subject *s)
{
    SPropValue b = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"b"};
    SRestriction res = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_SUBJECT_W, &b}};

    return s->table->lpVtbl->FindRow(s->table, &res, BOOKMARK_BEGINNING, 0);
}

static HRESULT find_slowly(struct subject *s)
{
    return s->table->lpVtbl->FindRow(s->table, at_least_one(), BOOKMARK_END, DIR_BACKWARD);
}

static HRESULT restrict_it(struct subject *s)
{
    return s->table->lpVtbl->Restrict(s->table, at_least_one(), 0);
}

static HRESULT mark_it(struct subject *s)
{
    BOOKMARK mark;

    return s->table->lpVtbl->CreateBookmark(s->table, &mark);
}

static HRESULT sort_it(struct subject *s)
{
    return s->table->lpVtbl->SortTable(s->table,
                                       (SSortOrderSet *)&orders[(s->order + 1) % N_ORDERS], 0);
}

static HRESULT sort_by_group(struct subject *s)
{
    return s->table->lpVtbl->SortTable(s->table, (SSortOrderSet *)&orders[N_ORDERS - 1], 0);
}

static HRESULT read_on(struct subject *s)
{
    SRowSet *rows = NULL;
    HRESULT hr = s->table->lpVtbl->QueryRows(s->table, 4, 0, &rows);

    if (FAILED(hr)) assert_null(rows);
    free_rows(rows);
    return hr;
}

static HRESULT read_back(struct subject *s)
{
    SRowSet *rows = NULL;
    HRESULT hr = s->table->lpVtbl->QueryRows(s->table, -2, 0, &rows);

    if (FAILED(hr)) assert_null(rows);
    free_rows(rows);
    return hr;
}

static HRESULT collapse(struct subject *s)
{
    ULONG n;

    return s->table->lpVtbl->CollapseRow(s->table, s->key_bytes, s->key, 0, &n);
}

static HRESULT get_state(struct subject *s)
{
    BYTE *state = NULL;
    ULONG n;
    HRESULT hr = s->table->lpVtbl->GetCollapseState(s->table, 0, s->key_bytes, s->key, &n, &state);

    if (FAILED(hr)) assert_null(state);
    FREE(state);
    return hr;
}

static HRESULT set_state(struct subject *s)
{
    BOOKMARK mark;

    return s->table->lpVtbl->SetCollapseState(s->table, 0, s->state_bytes, s->state, &mark);
}

static const struct {
    const char *name;
    HRESULT (*call)(struct subject *s);
    bool grouped;
} calls[] = {
    {"SetColumns", set_other_columns, false},   {"QueryColumns", query_columns, false},
    {"QuerySortOrder", query_order, false},     {"GetRowCount", count_rows, false},
    {"QueryPosition", ask_position, false},     {"SeekRow", seek_from_mark, false},
    {"SeekRowApprox", seek_half, false},        {"FindRow", find, false},
    {"FindRow back", find_slowly, false},       {"Restrict", restrict_it, false},
    {"CreateBookmark", mark_it, false},         {"SortTable", sort_it, false},
    {"SortTable groups", sort_by_group, false}, {"QueryRows", read_on, false},
    {"QueryRows back", read_back, false},       {"CollapseRow", collapse, true},
    {"GetCollapseState", get_state, true},      {"SetCollapseState", set_state, true},
};

/* One call fails at its first, second ... allocation, on a fresh table each time, until it doesn't
 * come so far. */
static long fail_all(struct subject *s, HRESULT (*call)(struct subject *s), const char *name)
{
    char before[2048], after[2048], now[2048];
    bool failed = true;
    HRESULT usual, hr;
    long n;

    subject_open(s);
    look(s, before, sizeof(before));
    subject_close(s);
    subject_open(s);
    usual = call(s);
    assert_true(usual == S_OK || usual == MAPI_E_NOT_FOUND);
    look(s, after, sizeof(after));
    subject_close(s);
    for (n = 0; failed; n++) {
        subject_open(s);
        malloc_fails_after(n);
        hr = call(s);
        failed = malloc_failed();
        look(s, now, sizeof(now));
        if ((hr != usual && hr != MAPI_E_NOT_ENOUGH_MEMORY) ||
            strcmp(now, hr == usual ? after : before))
            print_message("%s, order %u, allocation %ld: %x\n%s\nnot\n%s\n", name,
                          (unsigned)s->order, n, (unsigned)hr, now, hr == usual ? after : before);
        if (hr != usual) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_string_equal(now, hr == usual ? after : before);
        subject_close(s);
    }
    return n;
}

/* 6.9-25 */
static void a_call_without_memory_changes_nothing(void **state)
{
    struct subject s = {.folder = open_inbox(*state)};
    long total = 0;

    fill(s.folder);
    for (s.order = 0; s.order < N_ORDERS; s.order++) {
        s.restricted = s.order % 2;
        for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
            if (!calls[i].grouped || orders[s.order].cCategories)
                total += fail_all(&s, calls[i].call, calls[i].name);
    }
    assert_true(total > 1000);
    s.folder->lpVtbl->Release(s.folder);
}

/* GetContentsTable itself, and a table that is told of a change while memory is out: it tells that
 * all may have changed. */
static void a_table_that_missed_something_shows_it_all_the_same(void **state)
{
    static IMAPIAdviseSink *const some_sink = (IMAPIAdviseSink *)16;
    struct fixture *f = *state;
    struct subject s = {.folder = open_inbox(f)};
    bool failed = true;
    ULONG_PTR connection;
    BYTE id[48];
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};
    ULONG count = 0, now;
    HRESULT hr;

    fill(s.folder);
    for (long n = 0; failed; n++) {
        IMAPITable *table = NULL;

        malloc_fails_after(n);
        hr = s.folder->lpVtbl->GetContentsTable(s.folder, MAPI_UNICODE, &table);
        failed = malloc_failed();
        if (hr == S_OK) {
            table->lpVtbl->Release(table);
            continue;
        }
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(table);
    }
    for (s.order = 0; s.order < N_ORDERS; s.order++) {
        failed = true;
        s.table = open_table(&s);
        hr = s.table->lpVtbl->Advise(s.table, fnevTableModified, some_sink, &connection);
        ok_hr(hr);
        for (long n = 0; failed; n++) {
            ok_hr(s.table->lpVtbl->GetRowCount(s.table, 0, &count));
            make_message(s.folder, L"b", id);
            ok_hr(s.table->lpVtbl->GetRowCount(s.table, 0, &now));
            assert_in_range(now, count + 1, count + 3);
            f->support.n_table_notes = 0;
            malloc_fails_after(n);
            hr = s.folder->lpVtbl->DeleteMessages(s.folder, &list, 0, NULL, 0);
            failed = malloc_failed();
            if (hr == S_OK) {
                /* TABLE_CHANGED, when the row couldn't be told */
                assert_true(f->support.n_table_notes > 0 || failed);
            } else {
                assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
                ok_hr(s.table->lpVtbl->GetRowCount(s.table, 0, &now));
                assert_true(now > count);
                delete_message(f, id);
            }
            ok_hr(s.table->lpVtbl->GetRowCount(s.table, 0, &now));
            assert_int_equal(now, count);
        }
        ok_hr(s.table->lpVtbl->Unadvise(s.table, connection));
        s.table->lpVtbl->Release(s.table);
    }
    s.folder->lpVtbl->Release(s.folder);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(a_call_without_memory_changes_nothing),
    TEST(a_table_that_missed_something_shows_it_all_the_same),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
