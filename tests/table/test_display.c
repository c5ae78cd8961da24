/*
 * test_display.c - display tables out of a provider's description and its dialogs
 */
#include "profile/fixture.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "codec/dialog/template.h"
#include "com/com.h"
#include "prop/pval.h"
#include "mapitags.h"
#include "table/display.h"
#include "table/query.h"

/* ---- dialogs, written as the resource compiler does ---- */

static void text(struct writer *w, const WCHAR *t)
{
    do write_u16(w, *t);
    while (*t++);
}

static void places(struct writer *w, int x, int y, int width, int height)
{
    write_u16(w, (USHORT)x);
    write_u16(w, (USHORT)y);
    write_u16(w, (USHORT)width);
    write_u16(w, (USHORT)height);
}

static void dialog(struct writer *w, bool extended, USHORT count, const WCHAR *title)
{
    if (extended) {
        write_u16(w, 1);
        write_u16(w, 0xffff);
        write_u32(w, 0);
        write_u32(w, 0);
        write_u32(w, 0x48); /* with a font */
    } else {
        write_u32(w, 0x40);
        write_u32(w, 0);
    }
    write_u16(w, count);
    places(w, 0, 0, 200, 180);
    write_u16(w, 0); /* menu */
    write_u16(w, 0xffff);
    write_u16(w, 77); /* class, a number */
    text(w, title);
    write_u16(w, 8);
    if (extended) write_u32(w, 400);
    text(w, L"Font");
}

/* class: DIALOG_; DIALOG_OTHER is written by name */
static void item(struct writer *w, bool extended, ULONG id, int class, const WCHAR *title, int y)
{
    while (w->count % 4)
        write_u8(w, 0);
    if (extended) write_u32(w, 0);
    write_u32(w, 0);
    write_u32(w, 0);
    places(w, 5, y, 100, 12);
    if (extended) write_u32(w, id);
    else write_u16(w, (USHORT)id);
    if (class == DIALOG_OTHER) {
        text(w, L"eDIT");
    } else {
        write_u16(w, 0xffff);
        write_u16(w, (USHORT)class);
    }
    text(w, title);
    write_u16(w, 3); /* what its creation gets */
    write_bytes(w, "abc", 3);
}

struct resources {
    struct writer first, second; /* by id 1, and by the name "Second" */
};

static HRESULT fake_dialog(void *context, const WCHAR *name, ULONG id, const void **bytes,
                           size_t *count)
{
    struct resources *r = context;
    struct writer *w = name      ? (!text_compare(name, L"Second") ? &r->second : NULL)
                       : id == 1 ? &r->first
                                 : NULL;

    if (!w) return MAPI_E_NOT_FOUND;
    *bytes = w->data;
    *count = w->count;
    return S_OK;
}

static HRESULT fake_string(void *context, ULONG id, WCHAR **out)
{
    (void)context;
    *out = NULL;
    if (id != 9) return MAPI_E_NOT_FOUND;
    *out = mem_dup_text(L"OMABP", NULL);
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

static const struct display_source fake = {fake_dialog, fake_string};

static int make(void **state)
{
    struct resources *r = mem_zero(sizeof(*r));

    *state = r;
    if (!r) return -1;
    dialog(&r->first, false, 6, L"General");
    item(&r->first, false, 0xffff, DIALOG_STATIC, L"&Name", -3);
    item(&r->first, false, 101, DIALOG_OTHER, L"", 20);
    item(&r->first, false, 102, DIALOG_LIST, L"", 30);
    item(&r->first, false, 103, DIALOG_COMBO, L"", 40);
    item(&r->first, false, 104, DIALOG_BUTTON, L"Press \x416", 50);
    item(&r->first, false, 105, DIALOG_BUTTON, L"Second", 60);
    dialog(&r->second, true, 1, L"Mehr");
    item(&r->second, true, 0x10001, DIALOG_STATIC, L"deep", 70);
    return r->first.bad || r->second.bad ? -1 : 0;
}

static int unmake(void **state)
{
    struct resources *r = *state;

    writer_drop(&r->first);
    writer_drop(&r->second);
    mem_free(r);
    return mem_roots_alive() != 0;
}

/* ---- a description with every type ---- */

static BYTE id_edit[] = "edit", id_list[] = "list";
static DTBLPAGE page = {.ulContext = 42, .ulbLpszComponent = 1234};
static DTBLLABEL label;
static DTBLEDIT edit = {.ulNumCharsAllowed = 64, .ulPropTag = PR_DISPLAY_NAME_W};
static DTBLLBX lbx = {MAPI_NO_HBAR, PR_NULL, PR_CONTAINER_CONTENTS};
static DTBLCOMBOBOX combo = {.ulNumCharsAllowed = 10, .ulPRPropertyName = PR_COMMENT_W};
static DTBLDDLBX drop = {0, PR_DISPLAY_NAME_W, PR_ENTRYID, PR_CONTAINER_CONTENTS};
static DTBLCHECKBOX check = {.ulPRPropertyName = PR_SEND_RICH_INFO};
static DTBLGROUPBOX group;
static DTBLBUTTON button = {.ulPRControl = PR_CONTAINER_HIERARCHY};
static DTBLRADIOBUTTON radio = {.ulcButtons = 2, .ulPropTag = PR_IMPORTANCE, .lReturnValue = 7};
static DTBLMVLISTBOX mv_list = {0, PR_MAPPING_SIGNATURE};
static DTBLMVDDLBX mv_drop = {0, PR_MAPPING_SIGNATURE};

static DTCTL controls[] = {
    {DTCT_PAGE, 0, NULL, 0, NULL, 9, {&page}},
    {DTCT_LABEL, 0, NULL, 0, NULL, 0xffffffff, {&label}},
    {DTCT_EDIT, DT_EDITABLE | DT_REQUIRED, id_edit, 4, (LPTSTR) "[0-9]", 101, {&edit}},
    {DTCT_LBX, 0, id_list, 4, NULL, 102, {&lbx}},
    {DTCT_COMBOBOX, DT_EDITABLE, NULL, 0, NULL, 103, {&combo}},
    {DTCT_DDLBX, DT_EDITABLE, id_list, 4, NULL, 103, {&drop}},
    {DTCT_CHECKBOX, DT_EDITABLE, NULL, 0, NULL, 104, {&check}},
    {DTCT_GROUPBOX, 0, NULL, 0, NULL, 104, {&group}},
    {DTCT_BUTTON, 0, NULL, 0, NULL, 104, {&button}},
    {DTCT_RADIOBUTTON, DT_EDITABLE, NULL, 0, NULL, 105, {&radio}},
    {DTCT_MVLISTBOX, 0, NULL, 0, NULL, 102, {&mv_list}},
    {DTCT_MVDDLBX, 0, NULL, 0, NULL, 103, {&mv_drop}},
};
enum { N = sizeof(controls) / sizeof(*controls) };
static DTPAGE pages[] = {{.cctl = N, .lpszResourceName = (LPTSTR)1, .lpctl = controls}};

static SRowSet *rows_of(ITableData *data)
{
    IMAPITable *view = NULL;
    SRowSet *rows = NULL;

    assert_hr(data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view), S_OK);
    assert_hr(query_all_rows(view, NULL, NULL, NULL, 0, &rows), S_OK);
    com_release(&view);
    return rows;
}

static void free_rows(SRowSet *rows)
{
    for (ULONG i = 0; i < rows->cRows; i++)
        mem_free(rows->aRow[i].lpProps);
    mem_free(rows);
}

static LONG number(const SRow *row, ULONG tag)
{
    const SPropValue *v = pval_find_const(row->lpProps, row->cValues, tag);

    assert_non_null(v);
    return v->Value.l;
}

static SBinary binary(const SRow *row, ULONG tag)
{
    const SPropValue *v = pval_find_const(row->lpProps, row->cValues, tag);

    assert_non_null(v);
    return v->Value.bin;
}

/* 11.13-01, 11.13-02, 11.13-04, 7.10-02, 7.10-14 */
static void every_type_becomes_a_row(void **state)
{
    ITableData *data = NULL;
    SRowSet *rows;

    assert_hr(display_build(&fake, *state, 1, pages, 0, &data), S_OK);
    rows = rows_of(data);
    assert_int_equal(rows->cRows, N);
    for (ULONG i = 0; i < N; i++) {
        SBinary s = binary(&rows->aRow[i], PR_CONTROL_STRUCTURE);

        assert_int_equal(number(&rows->aRow[i], PR_CONTROL_TYPE), controls[i].ulCtlType);
        assert_int_equal(number(&rows->aRow[i], PR_CONTROL_FLAGS), controls[i].ulCtlFlags);
        assert_int_equal(number(&rows->aRow[i], PR_DELTAX), i ? 100 : 200);
        assert_true(s.cb >= sizeof(DTBLLABEL));
        assert_true(binary(&rows->aRow[i], PR_CONTROL_ID).cb > 0);
    }
    assert_int_equal(number(&rows->aRow[1], PR_YPOS), -3);
    assert_int_equal(number(&rows->aRow[2], PR_YPOS), 20);
    assert_string_equal((char *)binary(&rows->aRow[0], PR_CONTROL_STRUCTURE).lpb + sizeof(DTBLPAGE),
                        "General");
    assert_string_equal(
        (char *)binary(&rows->aRow[1], PR_CONTROL_STRUCTURE).lpb + sizeof(DTBLLABEL), "&Name");
    assert_string_equal((char *)binary(&rows->aRow[2], PR_CONTROL_STRUCTURE).lpb + sizeof(DTBLEDIT),
                        "[0-9]");
    assert_string_equal(
        (char *)binary(&rows->aRow[4], PR_CONTROL_STRUCTURE).lpb + sizeof(DTBLCOMBOBOX), "*");
    assert_string_equal((char *)binary(&rows->aRow[9], PR_CONTROL_STRUCTURE).lpb +
                            sizeof(DTBLRADIOBUTTON),
                        "Second");
    assert_int_equal(binary(&rows->aRow[3], PR_CONTROL_STRUCTURE).cb, sizeof(DTBLLBX));
    assert_memory_equal(binary(&rows->aRow[3], PR_CONTROL_STRUCTURE).lpb, &lbx, sizeof(lbx));
    assert_memory_equal(binary(&rows->aRow[5], PR_CONTROL_STRUCTURE).lpb, &drop, sizeof(drop));
    free_rows(rows);
    com_release(&data);
}

/* 11.13-02: offsets say where the texts are, and flags how wide */
static void texts_are_as_wide_as_asked(void **state)
{
    ITableData *data = NULL;
    DTBLPAGE p;
    DTBLBUTTON b;
    SRowSet *rows;
    SBinary s;

    controls[2].lpszFilter = (LPTSTR)L"[a-z]";
    assert_hr(display_build(&fake, *state, 1, pages, MAPI_UNICODE, &data), S_OK);
    controls[2].lpszFilter = (LPTSTR) "[0-9]";
    rows = rows_of(data);
    s = binary(&rows->aRow[0], PR_CONTROL_STRUCTURE);
    memcpy(&p, s.lpb, sizeof(p));
    assert_int_equal(p.ulFlags, MAPI_UNICODE);
    assert_int_equal(p.ulContext, 42);
    assert_text((WCHAR *)(s.lpb + p.ulbLpszLabel), L"General");
    assert_text((WCHAR *)(s.lpb + p.ulbLpszComponent), L"OMABP"); /* 11.13-03: the string of id 9 */
    s = binary(&rows->aRow[8], PR_CONTROL_STRUCTURE);
    memcpy(&b, s.lpb, sizeof(b));
    assert_int_equal(b.ulPRControl, PR_CONTAINER_HIERARCHY);
    assert_int_equal(b.ulbLpszLabel, sizeof(b));
    assert_text((WCHAR *)(s.lpb + b.ulbLpszLabel), L"Press \x416");
    assert_int_equal(s.cb, sizeof(b) + 8 * sizeof(WCHAR));
    free_rows(rows);
    com_release(&data);
}

/* 11.13-03 */
static void a_page_is_named_in_many_ways(void **state)
{
    DTCTL deep = {DTCT_LABEL, 0, NULL, 0, NULL, 0x10001, {NULL}};
    DTPAGE two[] = {
        {.cctl = 0, .lpszResourceName = (LPTSTR)1},
        {.cctl = 1,
         .lpszResourceName = (LPTSTR) "Second",
         .lpszComponent = (LPTSTR) "MyHelp",
         .lpctl = &deep},
    };
    ITableData *data = NULL;
    SRowSet *rows;
    DTBLPAGE p;
    SBinary s;

    assert_hr(display_build(&fake, *state, 2, two, 0, &data), S_OK);
    rows = rows_of(data);
    assert_int_equal(rows->cRows, 3); /* each page has a row, though it isn't among the controls */
    s = binary(&rows->aRow[0], PR_CONTROL_STRUCTURE);
    memcpy(&p, s.lpb, sizeof(p));
    assert_int_equal(p.ulbLpszComponent, 0);
    s = binary(&rows->aRow[1], PR_CONTROL_STRUCTURE);
    memcpy(&p, s.lpb, sizeof(p));
    assert_string_equal((char *)s.lpb + p.ulbLpszLabel, "Mehr");
    assert_string_equal((char *)s.lpb + p.ulbLpszComponent, "MyHelp");
    assert_string_equal(
        (char *)binary(&rows->aRow[2], PR_CONTROL_STRUCTURE).lpb + sizeof(DTBLLABEL), "deep");
    free_rows(rows);
    com_release(&data);
}

/* The identifier of a control is its own, and what has none gets one */
static void identifiers_are_unique(void **state)
{
    ITableData *data = NULL;
    SRowSet *rows;

    assert_hr(display_build(&fake, *state, 1, pages, 0, &data), S_OK);
    rows = rows_of(data);
    assert_memory_equal(binary(&rows->aRow[2], PR_CONTROL_ID).lpb, "edit", 4);
    assert_memory_equal(binary(&rows->aRow[3], PR_CONTROL_ID).lpb, "list", 4);
    for (ULONG i = 0; i < N; i++)
        for (ULONG j = 0; j < i; j++) {
            SBinary a = binary(&rows->aRow[i], PR_CONTROL_ID),
                    b = binary(&rows->aRow[j], PR_CONTROL_ID);

            assert_false(a.cb == b.cb && !memcmp(a.lpb, b.lpb, a.cb));
        }
    free_rows(rows);
    com_release(&data);
}

/* 11.13-05 */
static void what_is_wrong_is_told(void **state)
{
    static const struct {
        DTCTL control;
        HRESULT hr;
    } bad[] = {
        {{DTCT_LABEL, 0, NULL, 0, NULL, 101, {&label}},
         MAPI_E_INVALID_PARAMETER}, /* an edit control there */
        {{DTCT_EDIT, 0, NULL, 0, NULL, 104, {&edit}},
         MAPI_E_INVALID_PARAMETER},                                             /* a button there */
        {{DTCT_LABEL, 0, NULL, 0, NULL, 999, {&label}}, MAPI_E_NOT_FOUND},      /* none there */
        {{10, 0, NULL, 0, NULL, 101, {&edit}}, MAPI_E_INVALID_PARAMETER},       /* no such type */
        {{DTCT_EDIT, 0, NULL, 0, NULL, 101, {NULL}}, MAPI_E_INVALID_PARAMETER}, /* says nothing */
        {{DTCT_PAGE, 0, NULL, 0, NULL, 8, {&page}}, MAPI_E_NOT_FOUND},          /* no such string */
    };
    DTPAGE one = {.cctl = 1, .lpszResourceName = (LPTSTR)1};
    ITableData *data;

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        DTCTL control = bad[i].control;

        one.lpctl = &control;
        assert_hr(display_build(&fake, *state, 1, &one, 0, &data), bad[i].hr);
        assert_null(data);
    }
    one = (DTPAGE){.lpszResourceName = (LPTSTR)2};
    assert_hr(display_build(&fake, *state, 1, &one, 0, &data), MAPI_E_NOT_FOUND);
    one.lpszResourceName = (LPTSTR) "Third";
    assert_hr(display_build(&fake, *state, 1, &one, 0, &data), MAPI_E_NOT_FOUND);
    one = (DTPAGE){.cctl = 2, .lpszResourceName = (LPTSTR)1};
    assert_hr(display_build(&fake, *state, 1, &one, 0, &data), MAPI_E_INVALID_PARAMETER);
    one = (DTPAGE){0};
    assert_hr(display_build(&fake, *state, 1, &one, 0, &data), MAPI_E_INVALID_PARAMETER);
}

static void a_dialog_cut_off_anywhere_is_refused(void **state)
{
    struct resources *r = *state;
    size_t whole = r->first.count;
    BYTE *bytes = r->first.data;
    ITableData *data;

    for (size_t n = 0; n < whole - 5; n++) { /* the last item's own data are not needed ... */
        r->first.data = malloc(n ? n : 1);
        memcpy(r->first.data, bytes, n);
        r->first.count = n;
        if (display_build(&fake, r, 1, pages, 0, &data) == S_OK)
            fail_msg("%u bytes were enough", (unsigned)n);
        assert_null(data);
        free(r->first.data);
    }
    r->first.data = bytes;
    r->first.count = whole;
}

static void without_memory_there_is_no_table(void **state)
{
    ITableData *data = NULL;
    long before = mem_roots_alive();

    for (int n = 0;; n++) {
        HRESULT hr;

        fault_alloc_after(n);
        hr = display_build(&fake, *state, 1, pages, 0, &data);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(data);
        assert_int_equal(mem_roots_alive(), before);
    }
    com_release(&data);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(every_type_becomes_a_row),
        TEST(texts_are_as_wide_as_asked),
        TEST(a_page_is_named_in_many_ways),
        TEST(identifiers_are_unique),
        TEST(what_is_wrong_is_told),
        TEST(a_dialog_cut_off_anywhere_is_refused),
        TEST(without_memory_there_is_no_table),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
