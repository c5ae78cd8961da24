/*
 * test_display_rows.c - display tables out of a constant description
 */
#include "personal_ab/fixture.h"
#include <string.h>
#include "base/fault.h"
#include "base/mem.h"
#include "common/display_rows.h"

static const GUID id = {1, 2, 3, {4}};

enum {
    X,
    Y,
    WIDTH,
    HEIGHT,
    TYPE,
    CONTROL_FLAGS,
    STRUCTURE,
    CONTROL
};

static const struct display_control page[] = {
    {.type = DTCT_PAGE, .width = 250, .height = 200, .text = "Name"},
    {.type = DTCT_LABEL, .x = 5, .y = 7, .width = 60, .height = 9, .text = "Given &name:"},
    {.type = DTCT_EDIT,
     .flags = DT_EDITABLE | DT_REQUIRED,
     .x = 70,
     .y = 5,
     .width = 150,
     .height = 12,
     .tag = PR_GIVEN_NAME_W,
     .number = 64},
    {.type = DTCT_EDIT, .text = "[0-9]", .tag = PR_BUSINESS_TELEPHONE_NUMBER_W, .number = 20},
    {.type = DTCT_LBX, .tag = PR_NULL, .table = PR_CONTAINER_CONTENTS, .number = MAPI_NO_HBAR},
    {.type = DTCT_BUTTON, .text = "Members...", .tag = CHANGE_PROP_TYPE(0x67f00000, PT_OBJECT)},
    {.type = DTCT_RADIOBUTTON, .text = "One", .tag = PR_IMPORTANCE, .number = 1, .others = 3},
    {.type = DTCT_MVLISTBOX, .tag = PR_CONTACT_EMAIL_ADDRESSES_W},
};
#define N (sizeof(page) / sizeof(page[0]))

static SRowSet *rows_of(ULONG flags)
{
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(display_rows_open(page, N, &id, flags, &test_allocators, &table));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows));
    assert_int_equal(rows->cRows, N);
    table->lpVtbl->Release(table);
    return rows;
}

static const void *structure_of(const SRowSet *rows, size_t i)
{
    assert_int_equal(rows->aRow[i].lpProps[STRUCTURE].ulPropTag, PR_CONTROL_STRUCTURE);
    return rows->aRow[i].lpProps[STRUCTURE].Value.bin.lpb;
}

static ULONG bytes_of(const SRowSet *rows, size_t i)
{
    return rows->aRow[i].lpProps[STRUCTURE].Value.bin.cb;
}

/* 7.10-01, 7.10-02, 7.10-03 */
static void each_control_is_a_row_in_its_place(void **state)
{
    SRowSet *rows = rows_of(MAPI_UNICODE);
    const SPropValue *edit = rows->aRow[2].lpProps;

    (void)state;
    assert_int_equal(edit[X].ulPropTag, PR_XPOS);
    assert_int_equal(edit[X].Value.l, 70);
    assert_int_equal(edit[Y].Value.l, 5);
    assert_int_equal(edit[WIDTH].Value.l, 150);
    assert_int_equal(edit[HEIGHT].Value.l, 12);
    assert_int_equal(edit[TYPE].Value.l, DTCT_EDIT);
    assert_int_equal(edit[CONTROL_FLAGS].Value.l, DT_EDITABLE | DT_REQUIRED);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(rows->aRow[i].lpProps[TYPE].Value.l, (LONG)page[i].type);
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(rows->aRow[i].lpProps[CONTROL].Value.bin.lpb,
                                    rows->aRow[k].lpProps[CONTROL].Value.bin.lpb, 20);
    }
    free_rows(rows);
}

/* 7.10-06, 7.10-09, 7.10-11 */
static void texts_lie_behind_the_structures(void **state)
{
    SRowSet *rows = rows_of(MAPI_UNICODE);
    const DTBLLABEL *label = structure_of(rows, 1);
    const DTBLEDIT *edit = structure_of(rows, 2);
    const DTBLLBX *list = structure_of(rows, 4);
    const DTBLBUTTON *button = structure_of(rows, 5);
    const DTBLRADIOBUTTON *radio = structure_of(rows, 6);

    (void)state;
    assert_int_equal(label->ulFlags, MAPI_UNICODE);
    assert_int_equal(bytes_of(rows, 1), sizeof(*label) + 13 * sizeof(WCHAR));
    assert_true(wide_equal((const WCHAR *)((const BYTE *)label + label->ulbLpszLabelName),
                           L"Given &name:"));
    assert_int_equal(edit->ulNumCharsAllowed, 64);
    assert_int_equal(edit->ulPropTag, PR_GIVEN_NAME_W);
    assert_true(wide_equal((const WCHAR *)((const BYTE *)edit + edit->ulbLpszCharsAllowed), L"*"));
    edit = structure_of(rows, 3);
    assert_true(
        wide_equal((const WCHAR *)((const BYTE *)edit + edit->ulbLpszCharsAllowed), L"[0-9]"));
    assert_int_equal(bytes_of(rows, 4), sizeof(*list));
    assert_int_equal(list->ulPRSetProperty, PR_NULL);
    assert_int_equal(list->ulPRTableName, PR_CONTAINER_CONTENTS);
    assert_int_equal(list->ulFlags, MAPI_NO_HBAR);
    assert_int_equal(PROP_TYPE(button->ulPRControl), PT_OBJECT);
    assert_int_equal(radio->ulcButtons, 3);
    assert_int_equal(radio->lReturnValue, 1);
    free_rows(rows);
}

static void a_narrow_table_names_narrow_properties(void **state)
{
    SRowSet *rows = rows_of(0);
    const DTBLPAGE *top = structure_of(rows, 0);
    const DTBLEDIT *edit = structure_of(rows, 2);
    const DTBLMVLISTBOX *many = structure_of(rows, 7);

    (void)state;
    assert_int_equal(top->ulFlags, 0);
    assert_string_equal((const char *)top + top->ulbLpszLabel, "Name");
    assert_int_equal(bytes_of(rows, 0), sizeof(*top) + 5);
    assert_int_equal(edit->ulPropTag, PR_GIVEN_NAME_A);
    assert_int_equal(many->ulMVPropTag,
                     CHANGE_PROP_TYPE(PR_CONTACT_EMAIL_ADDRESSES_W, PT_MV_STRING8));
    free_rows(rows);
}

static void what_is_no_control_is_refused(void **state)
{
    static const struct display_control odd = {.type = 10};
    IMAPITable *table = (IMAPITable *)(ULONG_PTR)1;

    (void)state;
    assert_int_equal(display_rows_open(&odd, 1, &id, 0, &test_allocators, &table),
                     MAPI_E_INVALID_PARAMETER);
    assert_null(table);
}

static void running_out_of_memory_leaves_nothing(void **state)
{
    IMAPITable *table = NULL;
    HRESULT hr = MAPI_E_NOT_ENOUGH_MEMORY;
    long before = mem_roots_alive();

    (void)state;
    for (int n = 0; hr != S_OK; n++) {
        fault_alloc_after(n);
        hr = display_rows_open(page, N, &id, MAPI_UNICODE, &test_allocators, &table);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(table);
        assert_int_equal(mem_roots_alive(), before);
    }
    table->lpVtbl->Release(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_control_is_a_row_in_its_place),
        cmocka_unit_test(texts_lie_behind_the_structures),
        cmocka_unit_test(a_narrow_table_names_narrow_properties),
        cmocka_unit_test(what_is_no_control_is_refused),
        cmocka_unit_test(running_out_of_memory_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
