/*
 * display.c - BuildDisplayTable: a display table out of dialogs that the resource compiler made
 * (display.rc)
 */
#include "harness.h"
#define INITGUID
#define USES_IID_IMAPIAdviseSink
#include <initguid.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"
#include <string.h>

static BYTE edit_id[] = "an edit control";
static DTBLPAGE page = {.ulContext = 5};
static DTBLLABEL label;
static DTBLEDIT edit = {.ulNumCharsAllowed = 20, .ulPropTag = PR_DISPLAY_NAME};
static DTBLLBX lbx = {0, PR_NULL, PR_CONTAINER_CONTENTS};
static DTBLCOMBOBOX combo = {.ulNumCharsAllowed = 30,
                             .ulPRPropertyName = PR_COMMENT,
                             .ulPRTableName = PR_CONTAINER_CONTENTS};
static DTBLDDLBX drop = {0, PR_DISPLAY_NAME, PR_ENTRYID, PR_CONTAINER_CONTENTS};
static DTBLCHECKBOX check = {.ulPRPropertyName = PR_SEND_RICH_INFO};
static DTBLGROUPBOX group;
static DTBLBUTTON button = {.ulPRControl = PR_CONTAINER_HIERARCHY};
static DTBLRADIOBUTTON radio = {.ulcButtons = 1, .ulPropTag = PR_IMPORTANCE, .lReturnValue = 2};
static DTBLMVLISTBOX mv_list = {0, PR_CONTACT_EMAIL_ADDRESSES};
static DTBLMVDDLBX mv_drop = {0, PR_CONTACT_EMAIL_ADDRESSES};

static DTCTL controls[] = {
    {DTCT_PAGE, 0, NULL, 0, NULL, 9, {&page}},
    {DTCT_LABEL, 0, NULL, 0, NULL, (ULONG)-1, {&label}},
    {DTCT_EDIT, DT_EDITABLE, edit_id, sizeof(edit_id), NULL, 101, {&edit}},
    {DTCT_LBX, 0, NULL, 0, NULL, 102, {&lbx}},
    {DTCT_COMBOBOX, DT_EDITABLE, NULL, 0, NULL, 103, {&combo}},
    {DTCT_DDLBX, DT_EDITABLE, NULL, 0, NULL, 103, {&drop}},
    {DTCT_CHECKBOX, DT_EDITABLE, NULL, 0, NULL, 104, {&check}},
    {DTCT_GROUPBOX, 0, NULL, 0, NULL, 105, {&group}},
    {DTCT_BUTTON, 0, NULL, 0, NULL, 106, {&button}},
    {DTCT_RADIOBUTTON, DT_EDITABLE, NULL, 0, NULL, 107, {&radio}},
    {DTCT_MVLISTBOX, 0, NULL, 0, NULL, 102, {&mv_list}},
    {DTCT_MVDDLBX, 0, NULL, 0, NULL, 103, {&mv_drop}},
};
enum { N = sizeof(controls) / sizeof(*controls) };
static DTPAGE pages[] = {{.cctl = N, .lpszResourceName = (LPTSTR)1, .lpctl = controls}};

static HRESULT build(ULONG count, DTPAGE *list, ULONG flags, IMAPITable **table, ITableData **data)
{
    return BuildDisplayTable(MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL,
                             GetModuleHandleW(NULL), count, list, flags, table, data);
}

static const SPropValue *value(const SRow *row, ULONG tag)
{
    static const SPropValue none;
    const SPropValue *found = PpropFindProp(row->lpProps, row->cValues, tag);

    ok(found != NULL, "no %#lx\n", tag);
    return found ? found : &none;
}

/* The text a member of the row's structure tells of */
static const void *text(const SRow *row, size_t member)
{
    SBinary s = value(row, PR_CONTROL_STRUCTURE)->Value.bin;
    ULONG at = 0;

    ok(s.cb >= member + sizeof(at), "%lu bytes\n", s.cb);
    if (s.cb >= member + sizeof(at)) memcpy(&at, s.lpb + member, sizeof(at));
    ok(at && at < s.cb, "offset %lu of %lu\n", at, s.cb);
    return at && at < s.cb ? (const void *)(s.lpb + at) : L"";
}

static SRowSet *all_of(IMAPITable *table)
{
    SRowSet *rows = NULL;
    HRESULT hr = HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows);

    ok(hr == S_OK && rows, "got %#lx\n", hr);
    return rows;
}

/* 11.13-01, 11.13-02, 11.13-04, 7.10-02, 7.10-03, 7.10-14 */
static void every_control_has_a_row(void)
{
    IMAPITable *table = NULL;
    SRowSet *rows;
    HRESULT hr = build(1, pages, 0, &table, NULL);

    ok(hr == S_OK && table, "got %#lx\n", hr);
    if (!table) return;
    rows = all_of(table);
    table->lpVtbl->Release(table);
    if (!rows) return;
    ok(rows->cRows == N, "%lu rows\n", rows->cRows);
    for (ULONG i = 0; i < rows->cRows && i < N; i++) {
        ok(value(&rows->aRow[i], PR_CONTROL_TYPE)->Value.l == (LONG)controls[i].ulCtlType,
           "another type\n");
        ok(value(&rows->aRow[i], PR_CONTROL_FLAGS)->Value.l == (LONG)controls[i].ulCtlFlags,
           "other flags\n");
        ok(value(&rows->aRow[i], PR_CONTROL_ID)->Value.bin.cb, "no identifier\n");
        value(&rows->aRow[i], PR_XPOS);
        value(&rows->aRow[i], PR_YPOS);
    }
    if (rows->cRows == N) {
        ok(value(&rows->aRow[0], PR_DELTAX)->Value.l == 200 &&
               value(&rows->aRow[0], PR_DELTAY)->Value.l == 180,
           "page size\n");
        ok(value(&rows->aRow[2], PR_XPOS)->Value.l == 40 &&
               value(&rows->aRow[2], PR_YPOS)->Value.l == 5,
           "edit's place\n");
        ok(value(&rows->aRow[2], PR_DELTAX)->Value.l == 100 &&
               value(&rows->aRow[2], PR_DELTAY)->Value.l == 12,
           "size\n");
        ok(!strcmp(text(&rows->aRow[0], 0), "General"), "got %s\n",
           (char *)text(&rows->aRow[0], 0));
        ok(!strcmp(text(&rows->aRow[0], offsetof(DTBLPAGE, ulbLpszComponent)), "OMABP"),
           "no component\n");
        ok(!strcmp(text(&rows->aRow[1], 0), "&Name"), "got %s\n", (char *)text(&rows->aRow[1], 0));
        ok(!strcmp(text(&rows->aRow[2], 0), "*"), "got %s\n", (char *)text(&rows->aRow[2], 0));
        ok(!strcmp(text(&rows->aRow[6], 0), "R&ich text"), "got %s\n",
           (char *)text(&rows->aRow[6], 0));
        ok(!strcmp(text(&rows->aRow[9], 0), "High"), "got %s\n", (char *)text(&rows->aRow[9], 0));
        ok(!memcmp(value(&rows->aRow[2], PR_CONTROL_ID)->Value.bin.lpb, edit_id, sizeof(edit_id)),
           "not its own\n");
    }
    FreeProws(rows);
}

/* 11.13-02, 11.13-03 */
static void wide_texts_and_named_pages(void)
{
    DTCTL one = {DTCT_EDIT, 0, NULL, 0, (LPTSTR)L"[0-9]", 101, {&edit}};
    DTPAGE two[] = {pages[0],
                    {.cctl = 1,
                     .lpszResourceName = (LPTSTR)L"ADVANCED",
                     .lpszComponent = (LPTSTR)L"Help",
                     .lpctl = &one}};
    IMAPITable *table = NULL;
    SRowSet *rows;
    HRESULT hr = build(2, two, MAPI_UNICODE, &table, NULL);

    ok(hr == S_OK && table, "got %#lx\n", hr);
    if (!table) return;
    rows = all_of(table);
    table->lpVtbl->Release(table);
    if (!rows) return;
    ok(rows->cRows == N + 2, "%lu rows\n", rows->cRows);
    if (rows->cRows == N + 2) {
        ok(!wcscmp(text(&rows->aRow[8], 0), L"&More\x2026"), "got %ls\n",
           (WCHAR *)text(&rows->aRow[8], 0));
        ok(!wcscmp(text(&rows->aRow[N], 0), L"Advanced"), "got %ls\n",
           (WCHAR *)text(&rows->aRow[N], 0));
        ok(!wcscmp(text(&rows->aRow[N], offsetof(DTBLPAGE, ulbLpszComponent)), L"Help"),
           "no component\n");
        ok(!wcscmp(text(&rows->aRow[N + 1], 0), L"[0-9]"), "got %ls\n",
           (WCHAR *)text(&rows->aRow[N + 1], 0));
        ok(value(&rows->aRow[N + 1], PR_DELTAX)->Value.l == 3, "another place\n");
    }
    FreeProws(rows);
}

static LONG told;
static NOTIFICATION last;
static BYTE last_id[64];

static LONG STDAPICALLTYPE tell(void *context, ULONG count, NOTIFICATION *batch)
{
    SBinary id = batch[count - 1].info.tab.propIndex.Value.bin;

    (void)context;
    told += (LONG)count;
    last = batch[count - 1];
    if (PROP_TYPE(last.info.tab.propIndex.ulPropTag) == PT_BINARY && id.cb <= sizeof(last_id))
        memcpy(last_id, id.lpb, id.cb);
    return 0;
}

/* 7.10-15, 11.13-06, 11.2-25 */
static void a_control_is_read_again(void)
{
    SPropValue id = {.ulPropTag = PR_CONTROL_ID, .Value.bin = {sizeof(edit_id), edit_id}};
    IMAPITable *table = NULL;
    ITableData *data = NULL;
    IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connection = 0;
    HRESULT hr = MAPIInitialize(NULL);

    ok(hr == S_OK, "got %#lx\n", hr);
    hr = build(1, pages, 0, &table, &data);
    ok(hr == S_OK && table && data, "got %#lx\n", hr);
    if (!table || !data) return;
    hr = HrAllocAdviseSink(tell, NULL, &sink);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = table->lpVtbl->Advise(table, fnevTableModified, sink, &connection);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = data->lpVtbl->HrNotify(data, 0, 1, &id);
    ok(hr == S_OK, "got %#lx\n", hr);
    HrDispatchNotifications(0);
    ok(told == 1 && last.info.tab.ulTableEvent == TABLE_ROW_MODIFIED, "%ld, the last %lu\n", told,
       last.info.tab.ulTableEvent);
    ok(last.info.tab.propIndex.ulPropTag == PR_CONTROL_ID, "got %#lx\n",
       last.info.tab.propIndex.ulPropTag);
    ok(!memcmp(last_id, edit_id, sizeof(edit_id)), "another control\n");
    table->lpVtbl->Unadvise(table, connection);
    sink->lpVtbl->Release(sink);
    table->lpVtbl->Release(table);
    hr = data->lpVtbl->HrNotify(data, 0, 1, &id); /* the rows are still there */
    ok(hr == S_OK, "got %#lx\n", hr);
    data->lpVtbl->Release(data);
    MAPIUninitialize();
}

/* 11.13-05 */
static void what_is_wrong_leaves_nothing(void)
{
    DTCTL mismatch = {DTCT_LABEL, 0, NULL, 0, NULL, 101, {&label}};
    DTPAGE bad = {.cctl = 1, .lpszResourceName = (LPTSTR)1, .lpctl = &mismatch};
    IMAPITable *table = (IMAPITable *)1;
    ITableData *data = (ITableData *)1;
    HRESULT hr = build(1, &bad, 0, &table, &data);

    ok(hr == MAPI_E_INVALID_PARAMETER && !table && !data, "got %#lx, %p, %p\n", hr, table, data);
    bad.lpszResourceName = (LPTSTR)77;
    hr = build(1, &bad, 0, &table, &data);
    ok(hr == MAPI_E_NOT_FOUND && !table && !data, "got %#lx\n", hr);
    hr = build(1, pages, 0x80, &table, NULL);
    ok(hr == MAPI_E_UNKNOWN_FLAGS && !table, "got %#lx\n", hr);
    hr = build(0, pages, 0, &table, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = build(1, NULL, 0, &table, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = build(1, pages, 0, NULL, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
}

START_TEST(display)
{
    RUN(every_control_has_a_row);
    RUN(wide_texts_and_named_pages);
    RUN(a_control_is_read_again);
    RUN(what_is_wrong_leaves_nothing);
}
