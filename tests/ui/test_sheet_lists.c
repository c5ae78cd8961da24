/*
 * test_sheet_lists.c - lists of a sheet, from the tables of an object that may be anything
 */
#include "ui/sheet_fixture.h"

static struct sheet_control list_control(ULONG type, ULONG tag, ULONG shown)
{
    return (struct sheet_control){
        .type = type, .tag = tag, .shown_tag = shown, .object_tag = A_LIST, .text = L""};
}

static HRESULT open_list(struct sheet_list *list, ULONG type, ULONG tag, ULONG shown)
{
    struct sheet_control control = list_control(type, tag, shown);

    return sheet_list_open(list, &control, (IMAPIProp *)desk.card);
}

/* 7.10-07: one column, of the property itself */
static void a_combo_box_shows_what_may_be_typed(void **state)
{
    struct sheet_list list = {0};

    (void)state;
    assert_hr(open_list(&list, DTCT_COMBOBOX, PR_DISPLAY_NAME_W, PR_NULL), S_OK);
    assert_int_equal(list.count, 3);
    assert_text(list.lines[2].text, L"\x422\x440\x438");
    assert_text(list.lines[2].set->Value.lpszW, L"\x422\x440\x438");
    sheet_list_drop(&list);
    desk.narrow = true;
    assert_hr(open_list(&list, DTCT_COMBOBOX, PR_DISPLAY_NAME_A, PR_NULL), S_OK);
    assert_text(list.lines[0].text, L"One");
    sheet_list_drop(&list);
}

/* 7.10-08: two columns: what is seen, what is set */
static void a_drop_down_list_sets_another_column(void **state)
{
    struct sheet_list list = {0};
    SPropValue two = pval_long(A_CHOICE, 2), nine = pval_long(A_CHOICE, 9);

    (void)state;
    assert_hr(open_list(&list, DTCT_DDLBX, A_CHOICE, PR_DISPLAY_NAME_W), S_OK);
    assert_int_equal(list.count, 3);
    assert_text(list.lines[1].text, L"Two");
    assert_int_equal(list.lines[1].set->Value.l, 2);
    assert_int_equal(sheet_list_find(&list, &two), 1);
    assert_int_equal(sheet_list_find(&list, &nine), 3);
    assert_int_equal(sheet_list_find(&list, NULL), 3);
    sheet_list_drop(&list);
}

/* 7.10-09 */
static void a_list_box_is_of_one_choice_or_of_people(void **state)
{
    struct sheet_list list = {0};

    (void)state;
    assert_hr(open_list(&list, DTCT_LBX, A_CHOICE, PR_NULL), S_OK);
    assert_int_equal(list.count, 3);
    assert_text(list.lines[0].text, L"One");
    assert_int_equal(list.lines[0].set->Value.l, 1);
    assert_hr(open_list(&list, DTCT_LBX, PR_NULL, PR_NULL), S_OK);
    assert_int_equal(list.count, 2); /* the second has no entry ID */
    assert_null(list.lines[0].set);
    assert_int_equal(list.lines[1].eid.cb, sizeof(int));
    assert_int_equal(list.lines[1].key.cb, sizeof(int));
    assert_text(list.lines[1].text, L"\x422\x440\x438");
    sheet_list_drop(&list);
}

/* 7.10-10 */
static void a_multivalued_list_shows_its_values(void **state)
{
    WCHAR *texts[] = {(WCHAR *)L"a", (WCHAR *)L"b"};
    SPropValue many = {.ulPropTag = PROP_TAG(PT_MV_UNICODE, 0x6620),
                       .Value.MVszW = {2, texts}};
    struct sheet_list list = {0};

    (void)state;
    assert_hr(sheet_list_of_values(&list, &many), S_OK);
    assert_int_equal(list.count, 2);
    assert_text(list.lines[1].text, L"b");
    assert_hr(sheet_list_of_values(&list, NULL), S_OK);
    assert_int_equal(list.count, 0);
    sheet_list_drop(&list);
}

static void what_cannot_be_read_is_empty(void **state)
{
    struct sheet_list list = {0};
    struct sheet_control control = list_control(DTCT_LBX, A_CHOICE, PR_NULL);

    (void)state;
    assert_hr(open_list(&list, DTCT_LBX, A_CHOICE, PR_NULL), S_OK);
    control.object_tag = NO_OBJECT;
    assert_hr(sheet_list_open(&list, &control, (IMAPIProp *)desk.card), MAPI_E_NOT_FOUND);
    assert_int_equal(list.count, 0);
    desk.open = MAPI_E_NO_ACCESS;
    assert_hr(open_list(&list, DTCT_LBX, A_CHOICE, PR_NULL), MAPI_E_NO_ACCESS);
    desk.open = S_OK;
    for (int i = 0; i < 20001; i++)
        add_line(i, L"many", false);
    assert_hr(open_list(&list, DTCT_LBX, A_CHOICE, PR_NULL), MAPI_E_TABLE_TOO_BIG);
    assert_int_equal(list.count, 0);
}

static void running_out_of_memory_leaves_it_empty(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        struct sheet_list list = {0};
        HRESULT hr;

        fault_alloc_after(n);
        hr = open_list(&list, DTCT_LBX, A_CHOICE, PR_NULL);
        fault_alloc_never();
        if (SUCCEEDED(hr)) assert_int_equal(list.count, 3);
        else assert_int_equal(list.count, 0);
        sheet_list_drop(&list);
        if (SUCCEEDED(hr)) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, set_desk, clear_desk)
    const struct CMUnitTest tests[] = {
        TEST(a_combo_box_shows_what_may_be_typed),
        TEST(a_drop_down_list_sets_another_column),
        TEST(a_list_box_is_of_one_choice_or_of_people),
        TEST(a_multivalued_list_shows_its_values),
        TEST(what_cannot_be_read_is_empty),
        TEST(running_out_of_memory_leaves_it_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
