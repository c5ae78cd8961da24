/*
 * test_table_model.c - views of many random rows show what a plain sort and a plain filter of the
 * same rows give
 */
#include "table/tables.h"
#include "prop/restrict.h"

enum { ROWS = 600, TEXT = 8 };

/* Columns of each kind that sorts: numbers with both ends of their range, texts that come again and
 * texts that don't, of both widths in one column, bytes, and what has no number of its own. */
static const ULONG tags[] = {PR_IMPORTANCE,
                             PR_CLIENT_SUBMIT_TIME,
                             PR_SENDER_NAME_W,
                             PR_SUBJECT_W,
                             PR_DISPLAY_TO_W,
                             PR_SEARCH_KEY,
                             PROP_TAG(PT_DOUBLE, 0x6700),
                             PROP_TAG(PT_BOOLEAN, 0x6701),
                             PROP_TAG(PT_I8, 0x6702),
                             PROP_TAG(PT_I2, 0x6703)};

struct model_row {
    SPropValue values[1 + COUNT(tags)];
    ULONG count;
    WCHAR sender[TEXT], subject[TEXT], to[TEXT];
    char to8[TEXT];
    BYTE key[4];
    bool there;
};
static struct model_row model[ROWS];
static ULONG order_of[ROWS], n_there; /* numbers of the rows that are there, as they were put in */
static uint32_t seed;

static ULONG pick(ULONG n)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 12) % n;
}

static void make_text(WCHAR *text, ULONG kinds)
{
    static const WCHAR letters[] = L"aAbB\u00e9cdefghijk";
    ULONG n = pick(TEXT);

    for (ULONG i = 0; i < n; i++)
        text[i] = letters[pick(kinds)];
    text[n] = 0;
}

static void make_row(struct model_row *row, ULONG id)
{
    static const LONG numbers[] = {0, 1, -1, 0x7fffffff, -0x7fffffff - 1, 7};
    static const LONGLONG large[] = {0, -1, 0x7fffffffffffffff, -0x7fffffffffffffff - 1, 5};
    static const FILETIME times[] = {
        {0, 0}, {1, 0}, {0, 1}, {0xffffffff, 0xffffffff}, {0xfffffffe, 0xffffffff}, {5, 30000000}};
    SPropValue all[COUNT(tags)];

    make_text(row->sender, 2);
    make_text(row->subject, 14);
    make_text(row->to, 4);
    for (int i = 0; i < TEXT; i++)
        row->to8[i] = (char)row->to[i];
    for (int i = 0; i < 4; i++)
        row->key[i] = (BYTE)pick(3);
    for (size_t i = 0; i < COUNT(tags); i++)
        all[i] = (SPropValue){.ulPropTag = tags[i]};
    all[0].Value.l = numbers[pick(COUNT(numbers))];
    all[1].Value.ft = times[pick(COUNT(times))];
    all[2].Value.lpszW = row->sender;
    all[3].Value.lpszW = row->subject;
    if (pick(2)) all[4].Value.lpszW = row->to;
    else all[4] = STRING8(PR_DISPLAY_TO, row->to8);
    all[5].Value.bin = (SBinary){pick(5), row->key};
    all[6].Value.dbl = (double)pick(5) - 2.5;
    all[7].Value.b = (unsigned short)pick(2);
    all[8].Value.li.QuadPart = large[pick(COUNT(large))];
    all[9].Value.i = (short)(pick(3) * 0x4000);
    row->values[0] = NUMBER(PR_ROWID, (LONG)id);
    row->count = 1;
    for (size_t i = 0; i < COUNT(tags); i++)
        if (pick(8)) row->values[row->count++] = all[i];
}

static void put_row(ITableData *data, ULONG id)
{
    struct model_row *row = &model[id];
    SRow given = {0, 0, row->values};

    make_row(row, id);
    given.cValues = row->count;
    assert_hr(data->lpVtbl->HrModifyRow(data, &given), S_OK);
    if (!row->there) order_of[n_there++] = id;
    row->there = true;
}

static void erase_row(ITableData *data, ULONG id)
{
    ULONG at = 0;

    if (!model[id].there) return;
    assert_hr(erase(data, (LONG)id), S_OK);
    model[id].there = false;
    while (order_of[at] != id)
        at++;
    memmove(&order_of[at], &order_of[at + 1], (--n_there - at) * sizeof(order_of[0]));
}

/* ---- what is right ---- */

static int compare_rows(const struct model_row *a, const struct model_row *b,
                        const SSortOrderSet *order)
{
    for (ULONG i = 0; i < order->cSorts; i++) {
        const SPropValue *x = pval_find_const(a->values, a->count, order->aSort[i].ulPropTag);
        const SPropValue *y = pval_find_const(b->values, b->count, order->aSort[i].ulPropTag);
        int found;

        if (!x && !y) continue;
        if (!x || !y) return x ? -1 : 1;
        found = pval_compare(x, y);
        if (found) return order->aSort[i].ulOrder == TABLE_SORT_DESCEND ? -found : found;
    }
    return 0;
}

/* The numbers of the rows that match, sorted by putting each where it goes. */
static ULONG right_rows(const SSortOrderSet *order, const SRestriction *restriction, ULONG *out)
{
    ULONG n = 0;

    for (ULONG i = 0; i < n_there; i++) {
        const struct model_row *row = &model[order_of[i]];
        bool match;
        ULONG at = n;

        assert_hr(restrict_match(restriction, row->count, row->values, &match), S_OK);
        if (!match) continue;
        for (; at && compare_rows(&model[out[at - 1]], row, order) > 0; at--)
            out[at] = out[at - 1];
        out[at] = order_of[i];
        n++;
    }
    return n;
}

static void expect_rows(IMAPITable *view, const SSortOrderSet *order,
                        const SRestriction *restriction)
{
    ULONG right[ROWS], n = right_rows(order, restriction, right);
    SRowSet *rows;

    assert_hr(HrQueryAllRows(view, TAGS(1, PR_ROWID), NULL, NULL, 0, &rows), S_OK);
    assert_int_equal(rows->cRows, n);
    for (ULONG i = 0; i < n; i++)
        assert_int_equal(rows->aRow[i].lpProps[0].Value.l, right[i]);
    FreeProws(rows);
}

static SSortOrderSet *random_order(void)
{
    static union {
        SizedSSortOrderSet(3, sized);
        SSortOrderSet set;
    } order;

    order.set.cSorts = 1 + pick(3);
    order.set.cCategories = order.set.cExpanded = 0;
    for (ULONG i = 0; i < order.set.cSorts; i++)
        order.sized.aSort[i] =
            (SSortOrder){tags[pick(COUNT(tags))], pick(2) ? TABLE_SORT_ASCEND : TABLE_SORT_DESCEND};
    return &order.set;
}

/* 6.10-01, 11.2-13, 11.2-26, 11.2-27: sorted and filtered anew, and by following changes one by one
 */
static void views_show_what_a_plain_sort_gives(void **state)
{
    static const ULONG relations[] = {RELOP_LT, RELOP_LE, RELOP_GT, RELOP_GE, RELOP_EQ, RELOP_NE};
    ITableData *data;

    (void)state;
    seed = 3;
    n_there = 0;
    memset(model, 0, sizeof(model));
    assert_hr(table_data_create(TBLTYPE_DYNAMIC, PR_ROWID, TAGS(1, PR_ROWID), &data), S_OK);
    for (ULONG id = 0; id < ROWS; id++)
        put_row(data, id);
    for (int turn = 0; turn < 40; turn++) {
        SSortOrderSet *order = random_order();
        struct model_row some;
        SRestriction both[2] = {{.rt = RES_PROPERTY},
                                {.rt = RES_EXIST, .res.resExist.ulPropTag = PR_SENDER_NAME_W}};
        SRestriction all = {.rt = RES_AND, .res.resAnd = {2, both}};
        const SPropValue *constant;
        IMAPITable *view = view_of(data, order);
        ULONG right[ROWS], n;

        expect_rows(view, order, NULL);
        do
            make_row(&some, 0);
        while (some.count < 2);
        constant = &some.values[1 + pick(some.count - 1)];
        both[0].res.resProperty =
            (SPropertyRestriction){relations[pick(6)], constant->ulPropTag, (SPropValue *)constant};
        assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 0, NULL), S_OK);
        n = right_rows(order, &both[0], right);
        assert_hr(view->lpVtbl->FindRow(view, &both[0], BOOKMARK_BEGINNING, 0),
                  n ? S_OK : MAPI_E_NOT_FOUND);
        if (n) {
            SRowSet *rows;

            assert_hr(view->lpVtbl->SetColumns(view, TAGS(1, PR_ROWID), 0), S_OK);
            assert_hr(view->lpVtbl->QueryRows(view, 1, 0, &rows), S_OK);
            assert_int_equal(rows->aRow[0].lpProps[0].Value.l, right[0]);
            FreeProws(rows);
            assert_hr(view->lpVtbl->FindRow(view, &both[0], BOOKMARK_END, DIR_BACKWARD), S_OK);
            assert_hr(view->lpVtbl->QueryRows(view, 1, 0, &rows), S_OK);
            assert_int_equal(rows->aRow[0].lpProps[0].Value.l, right[n - 1]);
            FreeProws(rows);
        }
        if (turn % 2) assert_hr(view->lpVtbl->Restrict(view, &all, 0), S_OK);
        for (int change = 0; change < 40; change++) {
            if (pick(3)) put_row(data, pick(ROWS));
            else erase_row(data, pick(ROWS));
        }
        expect_rows(view, order, turn % 2 ? &all : NULL);
        view->lpVtbl->Release(view);
    }
    data->lpVtbl->Release(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(views_show_what_a_plain_sort_gives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
