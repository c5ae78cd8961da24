/*
 * test_contents.c - the contents table of a book: order, restrictions, bookmarks, windows of rows
 */
#include "personal_ab/fixture.h"

static int people_setup(void **state)
{
    struct fixture *f;

    book_setup(state);
    f = *state;
    add_person(f, L"Kim Ann Lee", L"kim@example.org");
    add_person(f, L"Anna Kern", L"anna.kern@example.net");
    add_person(f, L"joanna King", L"jk@example.org");
    add_person(f, L"Zo\u00eb", L"zoe@example.com");
    return 0;
}

static SPropValue text_value(ULONG tag, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = tag};

    value.Value.lpszW = (WCHAR *)text;
    return value;
}

/* 7.9-15 */
static void columns_that_nobody_set_are_the_documented_ones(void **state)
{
    static const ULONG wanted[] = {PR_ADDRTYPE_W,   PR_DISPLAY_NAME_W, PR_DISPLAY_TYPE, PR_ENTRYID,
                                   PR_INSTANCE_KEY, PR_OBJECT_TYPE,    PR_RECORD_KEY};
    IMAPITable *table = open_contents(*state);
    SPropTagArray *columns = NULL;
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->QueryColumns(table, 0, &columns));
    for (int i = 0; i < 7; i++)
        assert_int_equal(columns->aulPropTag[i], wanted[i]);
    free_any(columns);
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    for (int i = 0; i < 7; i++)
        assert_int_equal(rows->aRow[0].lpProps[i].ulPropTag, wanted[i]);
    free_rows(rows);
    assert_int_equal(table->lpVtbl->QueryRows(table, 0, 0, &rows), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(table->lpVtbl->QueryRows(table, 1, 0x100, &rows), MAPI_E_UNKNOWN_FLAGS);
    table->lpVtbl->Release(table);
}

/* 7.9-13, 7.9-14 */
static void anr_finds_by_the_beginnings_of_words(void **state)
{
    IMAPITable *table = open_contents(*state);

    assert_names(table, L"Anna Kern|joanna King|Kim Ann Lee|Zo\u00eb|");
    ok_hr(restrict_anr(table, L"Ann K"));
    assert_names(table, L"Anna Kern|Kim Ann Lee|");
    ok_hr(restrict_anr(table, L"zoe"));
    assert_names(table, L"Zo\u00eb|");
    ok_hr(restrict_anr(table, L"anna.kern@exam"));
    assert_names(table, L"Anna Kern|");
    ok_hr(restrict_anr(table, L"nobody"));
    assert_names(table, L"");
    ok_hr(restrict_anr(table, L" ., "));
    assert_names(table, L"");
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0));
    assert_int_equal(count_rows(table), 4);
    table->lpVtbl->Release(table);
}

static void restrictions_of_every_kind_choose_rows(void **state)
{
    SPropValue prefix = text_value(PR_DISPLAY_NAME_W, L"KI"),
               org = text_value(PR_EMAIL_ADDRESS_W, L"example.org");
    SPropValue anr = text_value(PR_ANR_W, L"k");
    SRestriction parts[2] = {{.rt = RES_CONTENT}, {.rt = RES_PROPERTY}}, whole = {.rt = RES_AND};
    SRestriction sub = {.rt = RES_SUBRESTRICTION}, exist = {.rt = RES_EXIST}, no = {.rt = RES_NOT};
    IMAPITable *table = open_contents(*state);

    parts[0].res.resContent.ulFuzzyLevel = FL_PREFIX | FL_IGNORECASE;
    parts[0].res.resContent.ulPropTag = PR_DISPLAY_NAME_W;
    parts[0].res.resContent.lpProp = &prefix;
    ok_hr(table->lpVtbl->Restrict(table, &parts[0], 0));
    assert_names(table, L"Kim Ann Lee|");
    parts[0].res.resContent.ulFuzzyLevel = FL_SUBSTRING;
    parts[0].res.resContent.ulPropTag = PR_EMAIL_ADDRESS_W;
    parts[0].res.resContent.lpProp = &org;
    parts[1].res.resProperty.relop = RELOP_EQ;
    parts[1].res.resProperty.ulPropTag = PR_ANR_W;
    parts[1].res.resProperty.lpProp = &anr;
    whole.res.resAnd.cRes = 2;
    whole.res.resAnd.lpRes = parts;
    ok_hr(table->lpVtbl->Restrict(table, &whole, 0));
    assert_names(table, L"joanna King|Kim Ann Lee|");
    no.res.resNot.lpRes = &whole;
    ok_hr(table->lpVtbl->Restrict(table, &no, 0));
    assert_names(table, L"Anna Kern|Zo\u00eb|");
    exist.res.resExist.ulPropTag = PR_COMMENT_W;
    ok_hr(table->lpVtbl->Restrict(table, &exist, 0));
    assert_names(table, L"");
    assert_int_equal(table->lpVtbl->Restrict(table, &sub, 0), MAPI_E_TOO_COMPLEX);
    sub.rt = 99;
    assert_int_equal(table->lpVtbl->Restrict(table, &sub, 0), MAPI_E_INVALID_PARAMETER);
    for (int i = 0; i < 2; i++) {
        SRestriction deep[100] = {{0}};

        for (int k = 0; k < 99; k++) {
            deep[k].rt = RES_NOT;
            deep[k].res.resNot.lpRes = &deep[k + 1];
        }
        deep[99] = exist;
        assert_int_equal(table->lpVtbl->Restrict(table, &deep[i], 0), MAPI_E_TOO_COMPLEX);
    }
    table->lpVtbl->Release(table);
}

static void any_column_sorts(void **state)
{
    SizedSSortOrderSet(2, order) = {1, 0, 0, {{PR_EMAIL_ADDRESS_W, TABLE_SORT_DESCEND}}};
    IMAPITable *table = open_contents(*state);
    SSortOrderSet *told = NULL;

    ok_hr(table->lpVtbl->QuerySortOrder(table, &told));
    assert_int_equal(told->aSort[0].ulPropTag, PR_DISPLAY_NAME_W);
    free_any(told);
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&order, 0));
    assert_names(table, L"Zo\u00eb|Kim Ann Lee|joanna King|Anna Kern|");
    order.aSort[0].ulPropTag = PR_TRANSMITABLE_DISPLAY_NAME_W;
    order.aSort[1] = (SSortOrder){PR_DISPLAY_NAME_W, TABLE_SORT_DESCEND};
    order.cSorts = 2;
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&order, 0));
    assert_names(table, L"Zo\u00eb|Kim Ann Lee|joanna King|Anna Kern|");
    ok_hr(restrict_anr(table, L"k"));
    assert_names(table, L"Kim Ann Lee|joanna King|Anna Kern|");
    order.cCategories = 1;
    assert_int_equal(table->lpVtbl->SortTable(table, (SSortOrderSet *)&order, 0),
                     MAPI_E_TOO_COMPLEX);
    table->lpVtbl->Release(table);
}

/* 7.9-13, 7.9-16 */
static void rows_are_found_marked_and_sought(void **state)
{
    SPropValue name = text_value(PR_DISPLAY_NAME_W, L"kim"), key = {.ulPropTag = PR_INSTANCE_KEY};
    SRestriction res = {.rt = RES_CONTENT}, by_key = {.rt = RES_PROPERTY};
    IMAPITable *table = open_contents(*state);
    ULONG row, numerator, denominator;
    SRowSet *rows = NULL;
    BOOKMARK mark = 0;
    LONG sought = 0;

    res.res.resContent.ulFuzzyLevel = FL_PREFIX | FL_IGNORECASE;
    res.res.resContent.ulPropTag = PR_DISPLAY_NAME_W;
    res.res.resContent.lpProp = &name;
    ok_hr(table->lpVtbl->FindRow(table, &res, BOOKMARK_BEGINNING, 0));
    ok_hr(table->lpVtbl->QueryPosition(table, &row, &numerator, &denominator));
    assert_int_equal(row, 2);
    assert_int_equal(denominator, 4);
    ok_hr(table->lpVtbl->CreateBookmark(table, &mark));
    ok_hr(table->lpVtbl->SeekRow(table, mark, -5, &sought));
    assert_int_equal(sought, -2);
    assert_int_equal(table->lpVtbl->FindRow(table, &res, BOOKMARK_CURRENT, DIR_BACKWARD),
                     MAPI_E_NOT_FOUND);
    ok_hr(table->lpVtbl->SeekRow(table, mark, 0, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 1, TBL_NOADVANCE, &rows));
    for (ULONG i = 0; i < rows->aRow[0].cValues; i++)
        if (rows->aRow[0].lpProps[i].ulPropTag == PR_INSTANCE_KEY) key = rows->aRow[0].lpProps[i];
    by_key.res.resProperty.relop = RELOP_EQ;
    by_key.res.resProperty.ulPropTag = PR_INSTANCE_KEY;
    by_key.res.resProperty.lpProp = &key;
    ok_hr(table->lpVtbl->FindRow(table, &by_key, BOOKMARK_BEGINNING, 0));
    ok_hr(table->lpVtbl->QueryPosition(table, &row, &numerator, &denominator));
    assert_int_equal(row, 2);
    free_rows(rows);
    ok_hr(table->lpVtbl->FreeBookmark(table, mark));
    assert_int_equal(table->lpVtbl->SeekRow(table, mark, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    assert_int_equal(table->lpVtbl->FreeBookmark(table, mark), MAPI_E_INVALID_BOOKMARK);
    ok_hr(table->lpVtbl->SeekRowApprox(table, 1, 2));
    ok_hr(table->lpVtbl->QueryPosition(table, &row, &numerator, &denominator));
    assert_int_equal(row, 2);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_END, 0, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, -2, 0, &rows));
    assert_int_equal(rows->cRows, 2);
    free_rows(rows);
    table->lpVtbl->Release(table);
}

/* ---- more than is read at once ---- */

#define MANY 300

static void name_of(int n, WCHAR *out)
{
    static const WCHAR form[] = L"Person 000";

    for (int i = 0; i < 11; i++)
        out[i] = form[i];
    out[7] = (WCHAR)('0' + n / 100);
    out[8] = (WCHAR)('0' + n / 10 % 10);
    out[9] = (WCHAR)('0' + n % 10);
}

static int many_setup(void **state)
{
    WCHAR name[16];

    book_setup(state);
    for (int i = 0; i < MANY; i++) {
        name_of(i * 7 % MANY, name);
        add_person(*state, name, L"somebody@example.org");
    }
    return 0;
}

/* The next row, or the one before, is this one; below 0: there is none. */
static void assert_next(IMAPITable *table, LONG way, int number)
{
    SRowSet *rows = NULL;
    WCHAR name[16];

    ok_hr(table->lpVtbl->QueryRows(table, way, 0, &rows));
    assert_int_equal(rows->cRows, number >= 0);
    if (number >= 0) {
        name_of(number, name);
        assert_int_equal(rows->aRow[0].lpProps[1].ulPropTag, PR_DISPLAY_NAME_W);
        assert_true(wide_equal(rows->aRow[0].lpProps[1].Value.lpszW, name));
    }
    free_rows(rows);
}

static HRESULT find_prefix(IMAPITable *table, int number, BOOKMARK from)
{
    SRestriction res = {.rt = RES_CONTENT};
    WCHAR name[16];
    SPropValue value;

    name_of(number, name);
    name[0] = 'p';
    value = text_value(PR_DISPLAY_NAME_W, name);
    res.res.resContent.ulFuzzyLevel = FL_PREFIX | FL_IGNORECASE;
    res.res.resContent.ulPropTag = PR_DISPLAY_NAME_W;
    res.res.resContent.lpProp = &value;
    return table->lpVtbl->FindRow(table, &res, from, 0);
}

static void all_rows_come_in_order_however_they_are_asked_for(void **state)
{
    IMAPITable *table = open_contents(*state);
    ULONG at, of, denominator;

    for (int i = 0; i < MANY; i++)
        assert_next(table, 1, i);
    assert_next(table, 1, -1);
    for (int i = MANY - 1; i >= 0; i--)
        assert_next(table, -1, i);
    assert_next(table, -1, -1);
    assert_int_equal(count_rows(table), MANY);
    table->lpVtbl->Release(table);
    table = open_contents(*state);
    assert_int_equal(count_rows(table), MANY);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_CURRENT, 250, NULL));
    assert_next(table, 1, 250);
    ok_hr(table->lpVtbl->QueryPosition(table, &at, &of, &denominator));
    assert_int_equal(at, 251);
    assert_int_equal(denominator, MANY);
    table->lpVtbl->Release(table);
}

/* 7.9-13 */
static void a_row_that_is_found_has_its_neighbours(void **state)
{
    IMAPITable *table = open_contents(*state);
    ULONG at, of, denominator;
    BOOKMARK mark;
    LONG sought;

    ok_hr(find_prefix(table, 200, BOOKMARK_BEGINNING));
    ok_hr(table->lpVtbl->CreateBookmark(table, &mark));
    assert_next(table, 1, 200);
    assert_next(table, 1, 201);
    assert_int_equal(find_prefix(table, 100, BOOKMARK_CURRENT), MAPI_E_NOT_FOUND);
    assert_next(table, 1, 202); /* what isn't found moves nobody */
    ok_hr(find_prefix(table, 250, BOOKMARK_CURRENT));
    assert_next(table, 1, 250);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_CURRENT, -151, &sought));
    assert_int_equal(sought, -151);
    assert_next(table, 1, 100);
    ok_hr(table->lpVtbl->SeekRow(table, mark, 0, NULL));
    ok_hr(table->lpVtbl->QueryPosition(table, &at, &of, &denominator));
    assert_int_equal(at, 200);
    ok_hr(find_prefix(table, 10, BOOKMARK_BEGINNING));
    assert_next(table, -1, 9);
    ok_hr(find_prefix(table, 299, BOOKMARK_BEGINNING));
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    assert_next(table, 1, 0);
    table->lpVtbl->Release(table);
}

static void what_is_deleted_between_two_windows_is_passed_over(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = open_contents(f);
    WCHAR name[16];

    assert_next(table, 1, 0);
    for (int i = 40; i < 80; i++) { /* the last ones that were read are among them */
        ENTRYLIST list = {1, NULL};
        SPropValue *id;

        name_of(i, name);
        id = find_id(f, name);
        list.lpbin = &id->Value.bin;
        ok_hr(f->container->lpVtbl->DeleteEntries(f->container, &list, 0));
        free_any(id);
    }
    for (int i = 1; i < MANY; i++)
        if (i < 40 || i >= 80) assert_next(table, 1, i);
    assert_next(table, 1, -1);
    assert_next(table, -1, MANY - 1);
    table->lpVtbl->Release(table);
}

int main(void)
{
#define PEOPLE_TEST(name) cmocka_unit_test_setup_teardown(name, people_setup, book_teardown)
#define MANY_TEST(name)   cmocka_unit_test_setup_teardown(name, many_setup, book_teardown)
    const struct CMUnitTest tests[] = {
        PEOPLE_TEST(columns_that_nobody_set_are_the_documented_ones),
        PEOPLE_TEST(anr_finds_by_the_beginnings_of_words),
        PEOPLE_TEST(restrictions_of_every_kind_choose_rows),
        PEOPLE_TEST(any_column_sorts),
        PEOPLE_TEST(rows_are_found_marked_and_sought),
        MANY_TEST(all_rows_come_in_order_however_they_are_asked_for),
        MANY_TEST(a_row_that_is_found_has_its_neighbours),
        MANY_TEST(what_is_deleted_between_two_windows_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
