/*
 * test_table_find.c - FindRow finds what a look at each row finds, after changes of every kind
 */
#include "table/tables.h"
#include "prop/restrict.h"
#include "table/column.h"

enum {
    ROWS = 700,
    TURNS = 270,
    FINDS = 30
};
#define PR_MANY   PROP_TAG(PT_MV_LONG, 0x6710)
#define PR_LARGE  PROP_TAG(PT_I8, 0x6702)
#define PR_TRUE   PROP_TAG(PT_BOOLEAN, 0x6701)
#define PR_SHORT  PROP_TAG(PT_I2, 0x6703)
#define PR_DOUBLE PROP_TAG(PT_DOUBLE, 0x6700)

static ITableData *data;
static IMAPITable *view;
static uint32_t seed;
static LONG changed;    /* PR_ROWID of the row that changed last */
static ULONG favourite; /* the kind of value that is mostly searched for: it is what is noted */

static ULONG pick(ULONG n)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 12) % n;
}

/* ---- rows ---- */

/* Values of each kind that has a number, both ends of their range among them; and of some that have
 * none. */
static SPropValue some_value(ULONG kind)
{
    static const LONG numbers[] = {0, 1, -1, 0x7fffffff, -0x7fffffff - 1, 7};
    static const LONGLONG large[] = {0, -1, 0x7fffffffffffffff, 0x7ffffffffffffffe,
                                     -0x7fffffffffffffff - 1};
    static const FILETIME times[] = {{0, 0},
                                     {1, 0},
                                     {0xffffffff, 0xffffffff},
                                     {0xfffffffe, 0xffffffff},
                                     {0xfffffffd, 0xffffffff},
                                     {5, 30000000}};
    static const char bytes[] = "abcabcab";
    static const WCHAR *const texts[] = {L"",          L"o",       L"one",
                                         L"One",       L"onE two", L"oned",
                                         L"one\u00e9", L"ones",    L"\xffff\xffff\xffff\xffff",
                                         L"\xffff",    L"onetwo",  L"onetwp",
                                         L"ef",        L"two",     L"\u00e9"};
    SPropValue value = {0};

    switch (kind) {
    case 0:
        return NUMBER(PR_IMPORTANCE, numbers[pick(COUNT(numbers))]);
    case 1:
        return NUMBER(PR_MESSAGE_SIZE, (LONG)pick(200));
    case 2:
        value = (SPropValue){.ulPropTag = PR_CLIENT_SUBMIT_TIME};
        value.Value.ft = times[pick(COUNT(times))];
        return value;
    case 3:
        return BYTES(PR_SEARCH_KEY, pick(4), &bytes[pick(4)]);
    case 4:
        value = (SPropValue){.ulPropTag = PR_LARGE};
        value.Value.li.QuadPart = large[pick(COUNT(large))];
        return value;
    case 5:
        return (SPropValue){.ulPropTag = PR_TRUE, .Value.b = (unsigned short)(pick(3) * 0x7fff)};
    case 6:
        return (SPropValue){.ulPropTag = PR_SHORT,
                            .Value.i = (short)((int)pick(5) * 0x4000 - 0x8000)};
    case 7:
        return (SPropValue){.ulPropTag = PR_DOUBLE, .Value.dbl = (double)pick(5)};
    default:
        if (!pick(5)) return STRING8(PR_DISPLAY_NAME, pick(2) ? "one" : "Two");
        return WIDE(PR_DISPLAY_NAME, texts[pick(COUNT(texts))]);
    }
}
enum {
    KINDS = 9
};

struct made_row {
    SPropValue values[KINDS + 4];
    LONG many[2];
    BYTE key[4];
    SRow row;
};

/* Mostly in one order, sometimes in another; now and then a property comes twice. */
static void make_row(struct made_row *made, ULONG id)
{
    ULONG count = 0, first = pick(8) ? 0 : pick(KINDS);

    changed = (LONG)id;
    made->values[count++] = NUMBER(PR_ROWID, (LONG)id);
    for (ULONG i = 0; i < KINDS; i++)
        if (pick(10)) made->values[count++] = some_value((first + i) % KINDS);
    if (!pick(10)) made->values[1] = some_value(1); /* before the one that stands in its place */
    if (!pick(2)) {
        memcpy(made->key, "key", 4);
        made->key[0] = (BYTE)id;
        made->values[count++] = BYTES(PR_INSTANCE_KEY, 4, made->key);
    }
    if (!pick(4)) {
        made->many[0] = made->many[1] = (LONG)pick(3);
        made->values[count] = (SPropValue){.ulPropTag = PR_MANY};
        made->values[count++].Value.MVl = (SLongArray){1 + pick(2), made->many};
    }
    made->row = (SRow){0, count, made->values};
}

static void put_one(void)
{
    struct made_row made;

    make_row(&made, pick(ROWS));
    assert_hr(data->lpVtbl->HrModifyRow(data, &made.row), S_OK);
}

/* ---- changes of each kind ---- */

static void put_some(ULONG n)
{
    static struct made_row made[ROWS];
    struct {
        ULONG n;
        SRow rows[ROWS];
    } set = {n, {{0}}};

    for (ULONG i = 0; i < n; i++) {
        make_row(&made[i], n == ROWS ? i : pick(ROWS));
        set.rows[i] = made[i].row;
    }
    assert_hr(data->lpVtbl->HrModifyRows(data, 0, (SRowSet *)&set), S_OK);
}

static void insert_one(void)
{
    static ULONG fresh = ROWS;
    struct made_row made;

    make_row(&made, fresh++);
    assert_hr(data->lpVtbl->HrInsertRow(data, pick(100), &made.row), S_OK);
}

static void erase_one(void)
{
    HRESULT hr = erase(data, (LONG)pick(ROWS));

    assert_true(hr == S_OK || hr == MAPI_E_NOT_FOUND);
}

static void erase_some(void)
{
    SPropValue keys[20];
    struct {
        ULONG n;
        SRow rows[20];
    } set = {1 + pick(20), {{0}}};

    for (ULONG i = 0; i < set.n; i++) {
        keys[i] = NUMBER(PR_ROWID, (LONG)pick(ROWS));
        set.rows[i] = (SRow){0, 1, &keys[i]};
    }
    assert_hr(data->lpVtbl->HrDeleteRows(data, 0, (SRowSet *)&set, NULL), S_OK);
}

static void touch_one(void)
{
    SPropValue key = NUMBER(PR_ROWID, (LONG)pick(ROWS));
    HRESULT hr = data->lpVtbl->HrNotify(data, 0, 1, &key);

    assert_true(hr == S_OK || hr == MAPI_E_NOT_FOUND);
}

/* The rows change, but the view can't follow at once. */
static void put_without_memory(void)
{
    struct made_row made;

    make_row(&made, pick(ROWS));
    fault_alloc_after((int)pick(4));
    data->lpVtbl->HrModifyRow(data, &made.row);
    fault_alloc_never();
}

static void sort_anew(void)
{
    static const ULONG tags[] = {PR_ROWID, PR_IMPORTANCE, PR_MESSAGE_SIZE, PR_DISPLAY_NAME_W};

    assert_hr(view->lpVtbl->SortTable(
                  view, SORT(2, UP(tags[pick(COUNT(tags))]), DOWN(tags[pick(COUNT(tags))])), 0),
              S_OK);
}

static void group_or_not(void)
{
    if (pick(2)) sort_anew();
    else assert_hr(view->lpVtbl->SortTable(view, GROUPED(1, 1, 1, UP(PR_MESSAGE_SIZE)), 0), S_OK);
}

static void restrict_anew(void)
{
    SPropValue seven = NUMBER(PR_IMPORTANCE, 7);
    SRestriction others = {.rt = RES_PROPERTY,
                           .res.resProperty = {RELOP_NE, PR_IMPORTANCE, &seven}};

    assert_hr(view->lpVtbl->Restrict(view, pick(2) ? &others : NULL, 0), S_OK);
}

/* With and without an instance for each of many values: which changes the keys of all. */
static void choose_columns(void)
{
    assert_hr(view->lpVtbl->SetColumns(
                  view,
                  TAGS(12, PR_ROWID, PR_INSTANCE_KEY, PR_IMPORTANCE, PR_MESSAGE_SIZE,
                       PR_CLIENT_SUBMIT_TIME, PR_SEARCH_KEY, PR_LARGE, PR_TRUE, PR_SHORT, PR_DOUBLE,
                       PR_DISPLAY_NAME_W, pick(2) ? PR_MANY | MVI_FLAG : PR_ROW_TYPE),
                  0),
              S_OK);
}

static void replace_all(void)
{
    assert_hr(data->lpVtbl->HrDeleteRows(data, TAD_ALL_ROWS, NULL, NULL), S_OK);
    put_some(ROWS);
}

static void put_few(void)
{
    put_some(1 + pick(8)); /* told one by one */
}

static void put_more(void)
{
    put_some(9 + pick(20)); /* all anew */
}

static void (*const changes[])(void) = {
    put_one,      put_one,   put_one,       insert_one,     erase_one,         erase_some,
    touch_one,    sort_anew, restrict_anew, choose_columns, put_few,           put_more,
    group_or_not, put_one,   erase_one,     insert_one,     put_without_memory};

/* ---- searches ---- */

/* A value such as rows have; or that row's own, as it may be. */
static SPropValue wanted_value(const SRow *row)
{
    SPropValue value = some_value(pick(4) ? favourite : pick(KINDS));
    const SPropValue *own = row ? pval_find(row->lpProps, row->cValues, value.ulPropTag) : NULL;

    if (row && !pick(6)) own = pval_find(row->lpProps, row->cValues, PR_INSTANCE_KEY);
    return own && pick(3) ? *own : value;
}

/* A restriction of one property or of two, most of them such as numbers can tell. */
static const SRestriction *some_restriction(const SRow *row)
{
    static SPropValue constants[2];
    static SRestriction parts[2], all;
    static WCHAR part[8];
    static const ULONG ways[] = {FL_PREFIX,
                                 FL_PREFIX | FL_IGNORECASE,
                                 FL_FULLSTRING,
                                 FL_FULLSTRING | FL_IGNORECASE,
                                 FL_SUBSTRING,
                                 FL_PREFIX | FL_LOOSE,
                                 FL_PREFIX | FL_IGNORENONSPACE};

    for (int i = 0; i < 2; i++) {
        constants[i] = wanted_value(row);
        parts[i] = (SRestriction){.rt = RES_PROPERTY,
                                  .res.resProperty = {pick(2) ? RELOP_EQ : pick(6),
                                                      constants[i].ulPropTag, &constants[i]}};
        if (constants[i].ulPropTag == PR_DISPLAY_NAME_W && pick(3)) {
            const WCHAR *text = constants[i].Value.lpszW;
            ULONG n = pick((ULONG)text_len(text) + 1);

            memcpy(part, text, n * sizeof(WCHAR)); /* its first characters */
            part[n] = 0;
            if (pick(2)) constants[i].Value.lpszW = part;
            parts[i] = (SRestriction){
                .rt = RES_CONTENT,
                .res.resContent = {ways[pick(COUNT(ways))], PR_DISPLAY_NAME_W, &constants[i]}};
        }
    }
    all = (SRestriction){.rt = pick(3) ? RES_AND : RES_OR, .res.resAnd = {2, parts}};
    return pick(3) ? &parts[0] : &all;
}

/* The number of a row to search for: often the one that changed. */
static ULONG some_row(const SRowSet *rows)
{
    for (ULONG i = 0; i < rows->cRows && pick(ROWS); i++)
        if (rows->aRow[i].lpProps[0].Value.l == changed) return i;
    return pick(rows->cRows);
}

static bool matches(const SRestriction *restriction, const SRow *row)
{
    bool match;

    assert_hr(restrict_match(restriction, row->cValues, row->lpProps, &match), S_OK);
    return match;
}

static void find_and_compare(const SRowSet *rows)
{
    ULONG row = some_row(rows), at = row, right = rows->cRows;
    const SRestriction *restriction = some_restriction(&rows->aRow[row]);
    bool back = pick(3) == 0;
    BOOKMARK mark;
    HRESULT hr;

    if (!pick(3)) at = back ? rows->cRows : 0;
    else if (back) at = at + 1 + pick(3) < rows->cRows ? at + 1 + pick(3) : rows->cRows;
    else at -= at < 3 ? at : pick(3);
    if (back)
        for (ULONG i = at; i-- > 0 && right == rows->cRows;)
            right = matches(restriction, &rows->aRow[i]) ? i : right;
    else
        for (ULONG i = at; i < rows->cRows && right == rows->cRows; i++)
            right = matches(restriction, &rows->aRow[i]) ? i : right;
    assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, (LONG)at, NULL), S_OK);
    assert_hr(view->lpVtbl->CreateBookmark(view, &mark), S_OK);
    if (pick(2)) assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_END, 0, NULL), S_OK);
    hr = view->lpVtbl->FindRow(view, (SRestriction *)restriction, mark, back ? DIR_BACKWARD : 0);
    assert_hr(hr, right < rows->cRows ? S_OK : MAPI_E_NOT_FOUND);
    if (SUCCEEDED(hr)) assert_int_equal(position(view), right);
    assert_hr(view->lpVtbl->FreeBookmark(view, mark), S_OK);
}

/* A search for what no row has passes all of them, and notes them. */
static void search_in_vain(void)
{
    SPropValue values[] = {NUMBER(PR_IMPORTANCE, 12345),
                           NUMBER(PR_MESSAGE_SIZE, 12345),
                           {.ulPropTag = PR_CLIENT_SUBMIT_TIME, .Value.ft = {77, 77}},
                           BYTES(PR_SEARCH_KEY, 2, "xy"),
                           {.ulPropTag = PR_LARGE, .Value.li.QuadPart = 12345},
                           NUMBER(PR_MESSAGE_SIZE, 12345),
                           {.ulPropTag = PR_SHORT, .Value.i = 12345},
                           BYTES(PR_INSTANCE_KEY, 2, "xy"),
                           WIDE(PR_DISPLAY_NAME, L"nobody")};
    SRestriction equal = {.rt = RES_PROPERTY};

    equal.res.resProperty =
        (SPropertyRestriction){RELOP_EQ, values[favourite].ulPropTag, &values[favourite]};
    assert_hr(view->lpVtbl->FindRow(view, &equal, BOOKMARK_BEGINNING, 0), MAPI_E_NOT_FOUND);
}

/* 6.9-19: whatever was noted of the rows in earlier searches, and whatever has changed since */
static void a_search_finds_what_a_look_at_each_row_finds(void **state)
{
    (void)state;
    seed = 11;
    data = make_table();
    put_some(ROWS);
    view = view_of(data, NULL);
    choose_columns();
    for (int turn = 0; turn < TURNS; turn++) {
        SRowSet *rows;

        favourite = (ULONG)turn / 10 % KINDS;
        search_in_vain();
        for (ULONG n = pick(4); n; n--)
            changes[pick(COUNT(changes))]();
        if (!pick(20)) replace_all();
        assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 0, NULL), S_OK);
        assert_hr(view->lpVtbl->QueryRows(view, 100000, 0, &rows), S_OK);
        assert_true(rows->cRows > COLUMN_LEAST);
        for (int i = 0; i < FINDS; i++)
            find_and_compare(rows);
        FreeProws(rows);
    }
    view->lpVtbl->Release(view);
    data->lpVtbl->Release(data);
}

/* What would be noted needs memory; the search itself needs none. */
static void a_search_needs_no_memory(void **state)
{
    SPropValue last = NUMBER(PR_ROWID, ROWS - 1);
    SRestriction equal = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_ROWID, &last}};

    (void)state;
    seed = 12;
    data = make_table();
    put_some(ROWS);
    view = view_of(data, NULL);
    fault_alloc_after(0);
    assert_hr(view->lpVtbl->FindRow(view, &equal, BOOKMARK_BEGINNING, 0), S_OK);
    fault_alloc_never();
    assert_int_equal(position(view), ROWS - 1);
    assert_hr(view->lpVtbl->FindRow(view, &equal, BOOKMARK_BEGINNING, 0), S_OK); /* noted now */
    fault_alloc_after(0);
    assert_hr(view->lpVtbl->FindRow(view, &equal, BOOKMARK_BEGINNING, 0), S_OK);
    fault_alloc_never();
    assert_int_equal(position(view), ROWS - 1);
    view->lpVtbl->Release(view);
    data->lpVtbl->Release(data);
}

/* More rows than there was room to note; and none left. */
static void a_column_follows_its_rows_until_there_is_no_room(void **state)
{
    SPropValue size = NUMBER(PR_MESSAGE_SIZE, 1000);
    SRestriction equal = {.rt = RES_PROPERTY,
                          .res.resProperty = {RELOP_EQ, PR_MESSAGE_SIZE, &size}};

    (void)state;
    seed = 13;
    data = make_table();
    put_some(ROWS);
    view = view_of(data, NULL);
    for (LONG i = 0; i < 200; i++) {
        SPropValue values[2] = {NUMBER(PR_ROWID, ROWS + i), NUMBER(PR_MESSAGE_SIZE, 1000)};
        SRow row = {0, 2, values};

        assert_hr(view->lpVtbl->FindRow(view, &equal, BOOKMARK_BEGINNING, 0),
                  i ? S_OK : MAPI_E_NOT_FOUND);
        if (i) assert_int_equal(position(view), ROWS);
        assert_hr(data->lpVtbl->HrModifyRow(data, &row), S_OK);
    }
    for (LONG i = 0; i < ROWS; i++) {
        assert_hr(erase(data, i), S_OK);
        assert_hr(view->lpVtbl->FindRow(view, &equal, BOOKMARK_BEGINNING, 0), S_OK);
        assert_int_equal(position(view), ROWS - 1 - i);
    }
    assert_hr(data->lpVtbl->HrDeleteRows(data, TAD_ALL_ROWS, NULL, NULL), S_OK);
    assert_hr(view->lpVtbl->FindRow(view, &equal, BOOKMARK_BEGINNING, 0), MAPI_E_NOT_FOUND);
    view->lpVtbl->Release(view);
    data->lpVtbl->Release(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_search_finds_what_a_look_at_each_row_finds),
        TEST(a_search_needs_no_memory),
        TEST(a_column_follows_its_rows_until_there_is_no_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
