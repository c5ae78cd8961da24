/*
 * test_property_sheet.c - property sheets without a window: what controls show, what becomes of
 * what a user does
 */
#include "ui/sheet_fixture.h"

/* A structure with its text behind it. */
struct edit {
    DTBLEDIT dtbl;
    WCHAR filter[16];
};
static struct edit edit_of(ULONG tag, ULONG chars, const WCHAR *filter)
{
    struct edit edit = {{sizeof(DTBLEDIT), MAPI_UNICODE, chars, tag}, {0}};

    memcpy(edit.filter, filter, (text_len(filter) + 1) * sizeof(WCHAR));
    return edit;
}

struct label {
    DTBLLABEL dtbl;
    char text[12];
};

static void add_edit(ULONG tag, ULONG flags, const char *id)
{
    struct edit edit = edit_of(tag, 0, L"*");

    ADD(DTCT_EDIT, flags, id, edit);
}

/* 7.10-01, 7.10-02 */
static void controls_come_in_the_order_of_their_rows(void **state)
{
    const struct label first = {{sizeof(DTBLLABEL), 0}, "Name"};
    const struct {
        DTBLPAGE dtbl;
        WCHAR label[8], help[8];
    } page = {{sizeof(DTBLPAGE), MAPI_UNICODE, sizeof(DTBLPAGE) + 16, 7}, L"Page", L"Help"};
    struct property_sheet *sheet;
    const struct sheet_control *control;

    (void)state;
    ADD(DTCT_LABEL, 0, "l", first); /* before any page */
    ADD(DTCT_PAGE, 0, "p", page);
    ADD(DTCT_GROUPBOX, 0, "g", first);
    ADD(DTCT_PAGE, 0, "q", page);
    add_edit(PR_SURNAME_W, DT_EDITABLE, "e");
    sheet = open_sheet();
    assert_int_equal(property_sheet_count(sheet), 5);
    control = property_sheet_control(sheet, 0);
    assert_text(control->text, L"Name");
    assert_int_equal(control->x * 1000 + control->y * 100 + control->width * 10 + control->height,
                     1234);
    control = property_sheet_control(sheet, 1);
    assert_text(control->text, L"Page");
    assert_text(control->help, L"Help"); /* 7.10-13 */
    assert_int_equal(control->help_context, 7);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(property_sheet_control(sheet, i)->page, i > 2);
    assert_false(property_sheet_enabled(sheet, 0));
    assert_true(property_sheet_enabled(sheet, 4));
    property_sheet_close(sheet);
}

/* 7.10-04: written when it is confirmed, all at once; 7.10-06 */
static void what_is_typed_is_written_when_it_is_confirmed(void **state)
{
    struct edit five = edit_of(PR_GIVEN_NAME_W, 5, L"[a-zA-Z]");
    struct property_sheet *sheet;
    size_t which;

    (void)state;
    put(pval_text(PR_SURNAME_W, L"Lee"));
    put(pval_text(PR_TITLE_W, L"Dr"));
    add_edit(PR_SURNAME_W, DT_EDITABLE, "a");
    ADD(DTCT_EDIT, DT_EDITABLE, "b", five);
    add_edit(PR_TITLE_W, 0, "c");
    sheet = open_sheet();
    assert_text(property_sheet_text(sheet, 0), L"Lee");
    assert_text(property_sheet_text(sheet, 1), L"");
    assert_hr(property_sheet_type(sheet, 0, L"Kern"), S_OK);
    assert_hr(property_sheet_type(sheet, 1, L"Ann"), S_OK);
    assert_text(property_sheet_text(sheet, 1), L"Ann");
    assert_hr(property_sheet_type(sheet, 1, L"Ann4"), MAPI_E_INVALID_PARAMETER);
    assert_hr(property_sheet_type(sheet, 1, L"Joanna"), MAPI_E_STRING_TOO_LONG);
    assert_hr(property_sheet_type(sheet, 0, L"two\nlines"), MAPI_E_INVALID_PARAMETER);
    assert_hr(property_sheet_type(sheet, 2, L"Prof"), MAPI_E_NO_ACCESS);
    assert_hr(property_sheet_type(sheet, 9, L"x"), MAPI_E_INVALID_PARAMETER);
    assert_hr(property_sheet_check(sheet, 0, true), MAPI_E_INVALID_PARAMETER);
    assert_text(property_sheet_text(sheet, 1), L"Ann");
    assert_string_equal(desk.calls, "");
    assert_false(property_sheet_changed(sheet));
    assert_hr(property_sheet_confirm(sheet, &which), S_OK);
    assert_string_equal(desk.calls, "set(2) ");
    assert_true(property_sheet_changed(sheet));
    assert_true(has_text(PR_SURNAME_W, L"Kern") && has_text(PR_GIVEN_NAME_W, L"Ann"));
    assert_hr(property_sheet_confirm(sheet, &which), S_OK);
    assert_string_equal(desk.calls, "set(2) "); /* nothing has changed since */
    property_sheet_close(sheet);
}

static void what_is_cancelled_is_not_written(void **state)
{
    struct property_sheet *sheet;

    (void)state;
    put(pval_text(PR_SURNAME_W, L"Lee"));
    add_edit(PR_SURNAME_W, DT_EDITABLE, "a");
    sheet = open_sheet();
    assert_hr(property_sheet_type(sheet, 0, L"Kern"), S_OK);
    property_sheet_close(sheet);
    assert_true(has_text(PR_SURNAME_W, L"Lee"));
}

/* 7.10-04 */
static void an_immediate_control_is_written_at_once(void **state)
{
    struct property_sheet *sheet;
    size_t which;

    (void)state;
    add_edit(PR_SURNAME_W, DT_EDITABLE | DT_SET_IMMEDIATE | DT_MULTILINE, "a");
    add_edit(PR_TITLE_W, DT_EDITABLE, "b");
    sheet = open_sheet();
    assert_hr(property_sheet_type(sheet, 1, L"Dr"), S_OK);
    assert_hr(property_sheet_type(sheet, 0, L"Kern\r\nLee"), S_OK);
    assert_string_equal(desk.calls, "set(1) ");
    assert_true(has_text(PR_SURNAME_W, L"Kern\r\nLee"));
    assert_true(property_sheet_changed(sheet));
    desk.set = MAPI_E_INVALID_TYPE; /* it holds what it held */
    assert_hr(property_sheet_type(sheet, 0, L"Ray"), MAPI_E_INVALID_TYPE);
    assert_text(property_sheet_text(sheet, 0), L"Kern\r\nLee");
    assert_hr(property_sheet_confirm(sheet, &which), MAPI_E_INVALID_TYPE);
    assert_int_equal(which, 2);
    desk.set = S_OK;
    desk.calls[0] = 0;
    assert_hr(property_sheet_confirm(sheet, &which), S_OK);
    assert_string_equal(desk.calls, "set(1) ");
    assert_true(has_text(PR_TITLE_W, L"Dr"));
    property_sheet_close(sheet);
}

/* 7.10-04: also where another control of the property, which isn't, has it already */
static void an_immediate_control_writes_what_waits(void **state)
{
    struct property_sheet *sheet;

    (void)state;
    add_edit(PR_SURNAME_W, DT_EDITABLE, "a");
    add_edit(PR_SURNAME_W, DT_EDITABLE | DT_SET_IMMEDIATE, "b");
    sheet = open_sheet();
    assert_hr(property_sheet_type(sheet, 0, L"Kern"), S_OK);
    assert_false(property_sheet_changed(sheet));
    assert_hr(property_sheet_type(sheet, 1, L"Kern"), S_OK);
    assert_true(has_text(PR_SURNAME_W, L"Kern"));
    property_sheet_close(sheet);
}

/* 7.10-04: DT_REQUIRED */
static void what_is_required_blocks_while_it_is_empty(void **state)
{
    struct property_sheet *sheet;
    size_t which;

    (void)state;
    add_edit(PR_TITLE_W, DT_REQUIRED, "a"); /* nobody could fill it in */
    add_edit(PR_GIVEN_NAME_W, DT_EDITABLE, "b");
    add_edit(PR_SURNAME_W, DT_EDITABLE | DT_REQUIRED, "c");
    sheet = open_sheet();
    assert_hr(property_sheet_type(sheet, 1, L"Ann"), S_OK);
    assert_hr(property_sheet_confirm(sheet, &which), MAPI_E_MISSING_REQUIRED_COLUMN);
    assert_int_equal(which, 2);
    assert_string_equal(desk.calls, "");
    assert_hr(property_sheet_type(sheet, 2, L"Kern"), S_OK);
    assert_hr(property_sheet_confirm(sheet, &which), S_OK);
    property_sheet_close(sheet);
}

/* A problem with one property says whose control it is; the others are written. */
static void a_refused_property_is_told(void **state)
{
    struct property_sheet *sheet;
    size_t which;

    (void)state;
    add_edit(PR_SURNAME_W, DT_EDITABLE, "a");
    add_edit(PR_GIVEN_NAME_W, DT_EDITABLE, "b");
    add_edit(PR_TITLE_W, DT_EDITABLE, "c");
    sheet = open_sheet();
    assert_hr(property_sheet_type(sheet, 0, L"Kern"), S_OK);
    assert_hr(property_sheet_type(sheet, 1, L"Ann"), S_OK);
    assert_hr(property_sheet_type(sheet, 2, L"Dr"), S_OK);
    desk.refused = PR_GIVEN_NAME_W;
    assert_hr(property_sheet_confirm(sheet, &which), MAPI_E_COMPUTED);
    assert_int_equal(which, 1);
    assert_true(has_text(PR_SURNAME_W, L"Kern") && has_text(PR_TITLE_W, L"Dr"));
    desk.refused = 0;
    desk.calls[0] = 0;
    assert_hr(property_sheet_confirm(sheet, &which), S_OK);
    assert_string_equal(desk.calls, "set(1) ");
    assert_true(has_text(PR_GIVEN_NAME_W, L"Ann"));
    property_sheet_close(sheet);
}

/* 7.10-12 */
static void boxes_and_radio_buttons_are_booleans_and_numbers(void **state)
{
    const DTBLCHECKBOX box = {0, 0, PR_SEND_RICH_INFO};
    DTBLRADIOBUTTON radio = {0, 0, 2, A_CHOICE, 10};
    struct property_sheet *sheet;
    size_t which;

    (void)state;
    put(pval_long(A_CHOICE, 20));
    ADD(DTCT_CHECKBOX, DT_EDITABLE, "a", box);
    ADD(DTCT_CHECKBOX, 0, "b", box);
    ADD(DTCT_RADIOBUTTON, 0, "c", radio);
    radio.lReturnValue = 20;
    ADD(DTCT_RADIOBUTTON, 0, "d", radio);
    sheet = open_sheet();
    assert_null(property_sheet_value(sheet, 0));
    assert_hr(property_sheet_check(sheet, 0, true), S_OK);
    assert_hr(property_sheet_check(sheet, 1, true), MAPI_E_NO_ACCESS);
    assert_true(property_sheet_value(sheet, 1)->Value.b); /* the same property */
    assert_int_equal(property_sheet_value(sheet, 2)->Value.l, 20);
    assert_hr(property_sheet_choose(sheet, 2), S_OK);
    assert_int_equal(property_sheet_value(sheet, 3)->Value.l, 10);
    assert_int_equal(property_sheet_control(sheet, 3)->buttons, 2);
    assert_hr(property_sheet_confirm(sheet, &which), S_OK);
    assert_string_equal(desk.calls, "set(2) ");
    assert_true(has_long(A_CHOICE, 10));
    property_sheet_close(sheet);
}

/* 7.10-07 to 7.10-10 */
static void lists_set_what_is_chosen(void **state)
{
    const DTBLCOMBOBOX combo = {0, 0, 0, PR_COMMENT_W, A_LIST};
    const DTBLCOMBOBOX names = {0, 0, 0, PR_DISPLAY_NAME_W, A_LIST};
    const DTBLDDLBX drop = {0, PR_DISPLAY_NAME_W, A_CHOICE, A_LIST};
    const DTBLLBX one = {MAPI_NO_HBAR, A_CHOICE, A_LIST}, people = {0, PR_NULL, A_LIST};
    const DTBLMVLISTBOX many = {0, PROP_TAG(PT_MV_UNICODE, 0x6620)};
    struct property_sheet *sheet;
    size_t which;

    (void)state;
    put(pval_long(A_CHOICE, 3));
    ADD(DTCT_COMBOBOX, DT_EDITABLE, "a", names);
    ADD(DTCT_DDLBX, 0, "b", drop);
    ADD(DTCT_LBX, 0, "c", one);
    ADD(DTCT_LBX, 0, "d", people);
    ADD(DTCT_MVLISTBOX, 0, "e", many);
    ADD(DTCT_COMBOBOX, 0, "f", combo); /* its table has no such column */
    sheet = open_sheet();
    assert_int_equal(sheet_list_find(property_sheet_list(sheet, 1), property_sheet_value(sheet, 1)),
                     2);
    assert_int_equal(property_sheet_control(sheet, 2)->look, MAPI_NO_HBAR);
    assert_hr(property_sheet_select(sheet, 0, 1), S_OK);
    assert_text(property_sheet_text(sheet, 0), L"Two");
    assert_hr(property_sheet_type(sheet, 0, L"Four"), S_OK);
    assert_hr(property_sheet_select(sheet, 1, 3), MAPI_E_INVALID_PARAMETER);
    assert_hr(property_sheet_select(sheet, 1, 0), S_OK);
    assert_int_equal(property_sheet_value(sheet, 2)->Value.l, 1);
    assert_hr(property_sheet_select(sheet, 2, 1), S_OK);
    assert_int_equal(property_sheet_list(sheet, 3)->count, 2);
    assert_hr(property_sheet_select(sheet, 3, 0), MAPI_E_NO_ACCESS);
    assert_int_equal(property_sheet_list(sheet, 4)->count, 0);
    assert_int_equal(property_sheet_list(sheet, 5)->count, 0);
    assert_hr(property_sheet_type(sheet, 5, L"x"), MAPI_E_NO_ACCESS); /* to choose from only */
    assert_hr(property_sheet_confirm(sheet, &which), S_OK);
    assert_true(has_text(PR_DISPLAY_NAME_W, L"Four") && has_long(A_CHOICE, 2));
    property_sheet_close(sheet);
}

/* 7.10-11 */
static void a_button_is_what_its_control_says(void **state)
{
    const DTBLBUTTON button = {0, 0, A_BUTTON}, none = {0, 0, NO_OBJECT};
    struct property_sheet *sheet;

    (void)state;
    ADD(DTCT_BUTTON, 0, "a", button);
    ADD(DTCT_BUTTON, 0, "b", none);
    desk.state = MAPI_DISABLED;
    sheet = open_sheet();
    assert_string_equal(desk.calls, "open(6611) state(0) open(6612) ");
    assert_false(property_sheet_enabled(sheet, 0));
    assert_hr(property_sheet_press(sheet, 0, 5), MAPI_E_NO_ACCESS);
    assert_false(property_sheet_changed(sheet));
    desk.state = MAPI_ENABLED;
    desk.calls[0] = 0;
    assert_hr(property_sheet_press(sheet, 0, 5), S_OK);
    assert_string_equal(desk.calls, "state(0) activate(5) ");
    assert_true(property_sheet_changed(sheet)); /* for all that is known: it is to be saved */
    assert_true(property_sheet_enabled(sheet, 0));
    assert_hr(property_sheet_press(sheet, 1, 5), MAPI_E_NO_ACCESS);
    property_sheet_close(sheet);
}

static void count_news(void *context)
{
    ++*(int *)context;
}

static void tell(const char *id)
{
    SPropValue key = pval_binary(PR_CONTROL_ID, (ULONG)strlen(id), id);

    assert_hr(desk.display->lpVtbl->HrNotify(desk.display, 0, 1, &key), S_OK);
    HrDispatchNotifications(0);
}

/* 7.10-15: a control is read anew, as its kind wants */
static void a_control_that_is_told_of_is_read_anew(void **state)
{
    const DTBLBUTTON button = {0, 0, A_BUTTON};
    const DTBLDDLBX drop = {0, PR_DISPLAY_NAME_W, A_CHOICE, A_LIST};
    const DTBLLBX one = {0, A_CHOICE, A_LIST};
    struct property_sheet *sheet;
    size_t which = 9;
    int news = 0;

    (void)state;
    add_edit(PR_SURNAME_W, DT_EDITABLE, "a");
    ADD(DTCT_BUTTON, 0, "b", button);
    ADD(DTCT_DDLBX, 0, "c", drop);
    ADD(DTCT_LBX, 0, "d", one);
    desk.open = MAPI_E_NO_SUPPORT;
    sheet = open_sheet();
    property_sheet_listen(sheet, count_news, &news);
    assert_false(property_sheet_refresh(sheet, &which));
    assert_false(property_sheet_enabled(sheet, 1));

    put(pval_text(PR_SURNAME_W, L"Kern"));
    assert_text(property_sheet_text(sheet, 0), L"");
    tell("a");
    assert_int_equal(news, 1);
    assert_text(property_sheet_text(sheet, 0), L"");
    assert_true(property_sheet_refresh(sheet, &which));
    assert_int_equal(which, 0);
    assert_text(property_sheet_text(sheet, 0), L"Kern");
    assert_false(property_sheet_refresh(sheet, &which));

    desk.open = S_OK;
    put(pval_long(A_CHOICE, 2));
    tell("b");
    tell("c");
    tell("d");
    assert_true(property_sheet_refresh(sheet, &which));
    assert_true(property_sheet_enabled(sheet, 1)); /* it could not be opened before */
    assert_true(property_sheet_refresh(sheet, &which));
    assert_int_equal(property_sheet_list(sheet, 2)->count, 3);
    assert_int_equal(sheet_list_find(property_sheet_list(sheet, 2), property_sheet_value(sheet, 2)),
                     1);
    desk.calls[0] = 0;
    assert_true(property_sheet_refresh(sheet, &which));
    assert_string_equal(desk.calls, ""); /* its table isn't */
    assert_int_equal(property_sheet_value(sheet, 3)->Value.l, 2);

    news = 0;
    property_sheet_listen(sheet, NULL, NULL);
    tell("a");
    assert_int_equal(news, 0);
    property_sheet_close(sheet);
    tell("a"); /* nobody listens any more */
}

/* 7.10-06: texts of the object's own width */
static void an_object_of_narrow_texts_is_served(void **state)
{
    const DTBLEDIT edit = {0, 0, 0, PR_SURNAME_A};
    struct property_sheet *sheet;
    size_t which;

    (void)state;
    put((SPropValue){.ulPropTag = PR_SURNAME_A, .Value.lpszA = (char *)"Lee"});
    ADD(DTCT_EDIT, DT_EDITABLE, "a", edit);
    sheet = open_sheet();
    assert_text(property_sheet_text(sheet, 0), L"Lee");
    assert_hr(property_sheet_type(sheet, 0, L"Kern"), S_OK);
    assert_hr(property_sheet_confirm(sheet, &which), S_OK);
    assert_true(has_text(PR_SURNAME_W, L"Kern"));
    property_sheet_close(sheet);
}

/* Whatever a provider puts in a row: it is passed over, or shown as far as it goes. */
static void bad_rows_do_no_harm(void **state)
{
    const DTBLEDIT far_off = {0xfffffff0, MAPI_UNICODE, 0, PR_SURNAME_W},
                   odd = {15, 0, 0, PR_TITLE_W};
    const DTBLEDIT number = {0, 0, 0, A_CHOICE};
    const DTBLCHECKBOX text = {0, 0, PR_SURNAME_W};
    const DTBLDDLBX nothing = {0, PR_DISPLAY_NAME_W, PR_NULL, A_LIST};
    const DTBLMVLISTBOX single = {0, PR_SURNAME_W};
    const DTBLCOMBOBOX null = {0, 0, 0, PR_NULL, A_LIST};
    const DTBLRADIOBUTTON wrong = {0, 0, 1, PR_SURNAME_W, 1};
    SPropValue bare[] = {pval_binary(PR_CONTROL_ID, 4, "bare"), pval_text(PR_CONTROL_TYPE, L"1")};
    SRow row = {0, 2, bare};
    struct property_sheet *sheet;
    const ULONG four = 4;

    (void)state;
    assert_hr(desk.display->lpVtbl->HrModifyRow(desk.display, &row), S_OK);
    ADD(DTCT_EDIT, DT_EDITABLE, "cut", four);
    ADD(DTCT_EDIT, DT_EDITABLE, "number", number);
    ADD(DTCT_CHECKBOX, DT_EDITABLE, "text", text);
    ADD(DTCT_DDLBX, 0, "null", nothing);
    ADD(DTCT_COMBOBOX, 0, "null2", null);
    ADD(DTCT_MVLISTBOX, 0, "single", single);
    ADD(DTCT_RADIOBUTTON, 0, "radio", wrong);
    ADD(10, 0, "ten", odd);
    ADD(77, 0, "many", odd);
    ADD(DTCT_EDIT, DT_EDITABLE, "far", far_off);
    ADD(DTCT_EDIT, DT_EDITABLE, "odd", odd);
    sheet = open_sheet();
    assert_int_equal(property_sheet_count(sheet), 2);
    assert_text(property_sheet_control(sheet, 0)->text, L"");
    assert_hr(property_sheet_type(sheet, 0, L"any"), S_OK);
    property_sheet_close(sheet);
}

/* A table that never ends is read so far and no further. */
static void more_controls_than_a_dialog_has_are_none(void **state)
{
    struct property_sheet *sheet;
    char id[8];

    (void)state;
    for (int i = 0; i < 2001; i++) {
        snprintf(id, sizeof(id), "%d", i);
        add_edit(PR_SURNAME_W, DT_EDITABLE, id);
    }
    assert_hr(desk.display->lpVtbl->HrGetView(desk.display, NULL, NULL, 0, &desk.view), S_OK);
    assert_hr(property_sheet_open(desk.view, (IMAPIProp *)desk.card, &sheet), MAPI_E_TABLE_TOO_BIG);
    assert_null(sheet);
}

static void running_out_of_memory_opens_no_sheet(void **state)
{
    const DTBLDDLBX drop = {0, PR_DISPLAY_NAME_W, A_CHOICE, A_LIST};
    const DTBLBUTTON button = {0, 0, A_BUTTON};
    struct property_sheet *sheet = NULL;
    size_t which;
    HRESULT hr = E_FAIL;

    (void)state;
    put(pval_text(PR_SURNAME_W, L"Lee"));
    add_edit(PR_SURNAME_W, DT_EDITABLE | DT_SET_IMMEDIATE, "a");
    ADD(DTCT_DDLBX, 0, "b", drop);
    ADD(DTCT_BUTTON, 0, "c", button);
    property_sheet_close(open_sheet());
    for (int n = 0; FAILED(hr); n++) {
        fault_alloc_after(n);
        hr = property_sheet_open(desk.view, (IMAPIProp *)desk.card, &sheet);
        fault_alloc_never();
        if (FAILED(hr)) assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        if (FAILED(hr)) assert_null(sheet);
    }
    for (int n = 0, done = 0; !done; n++) {
        fault_alloc_after(n);
        hr = property_sheet_type(sheet, 0, L"Kern");
        fault_alloc_never();
        done = SUCCEEDED(hr);
        assert_text(property_sheet_text(sheet, 0), done ? L"Kern" : L"Lee");
    }
    assert_hr(property_sheet_select(sheet, 1, 0), S_OK);
    for (int n = 0, done = 0; !done; n++) {
        fault_alloc_after(n);
        hr = property_sheet_confirm(sheet, &which);
        fault_alloc_never();
        done = SUCCEEDED(hr);
    }
    assert_true(has_long(A_CHOICE, 1));
    property_sheet_close(sheet);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, set_desk, clear_desk)
    const struct CMUnitTest tests[] = {
        TEST(controls_come_in_the_order_of_their_rows),
        TEST(what_is_typed_is_written_when_it_is_confirmed),
        TEST(what_is_cancelled_is_not_written),
        TEST(an_immediate_control_is_written_at_once),
        TEST(an_immediate_control_writes_what_waits),
        TEST(what_is_required_blocks_while_it_is_empty),
        TEST(a_refused_property_is_told),
        TEST(boxes_and_radio_buttons_are_booleans_and_numbers),
        TEST(lists_set_what_is_chosen),
        TEST(a_button_is_what_its_control_says),
        TEST(a_control_that_is_told_of_is_read_anew),
        TEST(an_object_of_narrow_texts_is_served),
        TEST(bad_rows_do_no_harm),
        TEST(more_controls_than_a_dialog_has_are_none),
        TEST(running_out_of_memory_opens_no_sheet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
