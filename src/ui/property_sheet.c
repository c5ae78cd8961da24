/*
 * property_sheet.c - what a property sheet shows, and what becomes of what a user does
 *
 * Source  "Display Tables", "About Display Table Notifications", DTCTL and the structures of its
 *         controls (MAPI reference); contracts 7.10
 */
#include "ui/property_sheet.h"
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "sys/lock.h"
#include "table/query.h"
#include "ui/char_filter.h"
#include "ui/sheet_values.h"

enum {
    MOST_CONTROLS = 2000
};
#define NO_VALUE SIZE_MAX

struct sheet_item {
    struct sheet_control control;
    size_t value; /* its number in the sheet's values, or NO_VALUE */
    struct sheet_list list;
    IMAPIControl *button; /* owned; NULL: none, or not to be had yet */
    bool pressable;       /* a button: its last state */
    LONG stale;           /* the table has told of it; atomic */
};

struct property_sheet {
    LONG refs;                /* memory: the owner, the sink */
    IMAPITable *table;        /* owned */
    IMAPIProp *object;        /* owned */
    ULONG_PTR connection;     /* 0: the table doesn't tell */
    struct sheet_item *items; /* owned, with their controls' texts and IDs */
    size_t count;
    struct sheet_values values;
    bool pressed;           /* a button has done something, and may have changed the object */
    struct sys_latch latch; /* told, context */
    void (*told)(void *context);
    void *context;
};

static void sheet_unref(struct property_sheet *sheet)
{
    if (atomic_dec(&sheet->refs)) return;
    mem_free(sheet->items);
    mem_free(sheet);
}

/* ---- the table's news ---- */

struct sheet_sink {
    struct com_object com;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    struct property_sheet *sheet; /* counted; its controls don't change any more */
};

static void sheet_sink_destroy(void *self)
{
    struct sheet_sink *sink = self;

    sheet_unref(sink->sheet);
}

static const struct com_face sheet_sink_faces[] = {COM_FACE(sheet_sink, IMAPIAdviseSink)};
COM_CLASS(sheet_sink);
COM_UNKNOWN(sheet_sink, IMAPIAdviseSink)

static bool mark(struct property_sheet *sheet, const SBinary *id)
{
    bool found = false;

    for (size_t i = 0; id->cb && i < sheet->count; i++) {
        struct sheet_item *item = &sheet->items[i];

        if (item->control.id.cb != id->cb || memcmp(item->control.id.lpb, id->lpb, id->cb))
            continue;
        atomic_set(&item->stale, 1);
        found = true;
    }
    return found;
}

/* Of an event only these two members count (7.10-15). */
static bool tells(struct property_sheet *sheet, const NOTIFICATION *event)
{
    const TABLE_NOTIFICATION *table = &event->info.tab;

    return event->ulEventType == fnevTableModified && table->ulTableEvent == TABLE_ROW_MODIFIED &&
           table->propIndex.ulPropTag == PR_CONTROL_ID && pval_valid(&table->propIndex) &&
           mark(sheet, &table->propIndex.Value.bin);
}

static ULONG STDMETHODCALLTYPE sheet_sink_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                                   NOTIFICATION *batch)
{
    struct property_sheet *sheet = sheet_sink_from(iface)->sheet;
    void (*told)(void *context);
    void *context;
    bool news = false;

    for (ULONG i = 0; i < count; i++)
        news |= tells(sheet, &batch[i]);
    sys_latch_take(&sheet->latch);
    told = sheet->told;
    context = sheet->context;
    sys_latch_drop(&sheet->latch);
    if (news && told) told(context);
    return S_OK;
}

static const IMAPIAdviseSinkVtbl sheet_sink_vtbl = {
    COM_UNKNOWN_METHODS(sheet_sink),
    .OnNotify = sheet_sink_OnNotify,
};

/* A table that doesn't tell is no failure. */
static HRESULT listen_to(struct property_sheet *sheet)
{
    struct sheet_sink *sink = com_alloc(&sheet_sink_class, sizeof(*sink));
    ULONG_PTR connection = 0;
    HRESULT hr;

    if (!sink) return MAPI_E_NOT_ENOUGH_MEMORY;
    sink->IMAPIAdviseSink_iface.lpVtbl = &sheet_sink_vtbl;
    sink->sheet = sheet;
    atomic_inc(&sheet->refs);
    hr = sheet->table->lpVtbl->Advise(sheet->table, fnevTableModified, &sink->IMAPIAdviseSink_iface,
                                      &connection);
    if (SUCCEEDED(hr)) sheet->connection = connection;
    com_unref(sink);
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}

void property_sheet_listen(struct property_sheet *sheet, void (*told)(void *context), void *context)
{
    sys_latch_take(&sheet->latch);
    sheet->told = told;
    sheet->context = context;
    sys_latch_drop(&sheet->latch);
}

/* ---- what controls show ---- */

static HRESULT memory_alone(HRESULT hr)
{
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}

static void look_at_button(struct property_sheet *sheet, struct sheet_item *item)
{
    ULONG state = MAPI_DISABLED;
    HRESULT hr = S_OK;

    item->pressable = false;
    if (!item->button) {
        hr = sheet->object->lpVtbl->OpenProperty(sheet->object, item->control.object_tag,
                                                 &IID_IMAPIControl, 0, 0,
                                                 (IUnknown **)&item->button);
        hr = com_given(hr, &item->button);
    }
    if (SUCCEEDED(hr)) hr = item->button->lpVtbl->GetState(item->button, 0, &state);
    item->pressable = SUCCEEDED(hr) && state == MAPI_ENABLED;
}

static HRESULT read_list(struct property_sheet *sheet, struct sheet_item *item)
{
    switch (item->control.type) {
    case DTCT_LBX:
    case DTCT_COMBOBOX:
    case DTCT_DDLBX:
        return memory_alone(sheet_list_open(&item->list, &item->control, sheet->object));
    case DTCT_MVLISTBOX:
    case DTCT_MVDDLBX:
        return memory_alone(
            sheet_list_of_values(&item->list, sheet->values.data[item->value].value));
    case DTCT_BUTTON:
        look_at_button(sheet, item);
        return S_OK;
    }
    return S_OK;
}

/* A list of one line to choose isn't read anew, but what is chosen of it is. */
static bool keeps_its_list(const struct sheet_item *item)
{
    return item->control.type == DTCT_LBX && item->value != NO_VALUE;
}

bool property_sheet_refresh(struct property_sheet *sheet, size_t *which)
{
    for (size_t i = 0; i < sheet->count; i++) {
        struct sheet_item *item = &sheet->items[i];

        if (!atomic_swap(&item->stale, 0)) continue;
        if (item->value != NO_VALUE) sheet_values_read(&sheet->values, item->value, 1);
        if (!keeps_its_list(item)) read_list(sheet, item);
        *which = i;
        return true;
    }
    return false;
}

size_t property_sheet_count(const struct property_sheet *sheet)
{
    return sheet->count;
}

const struct sheet_control *property_sheet_control(const struct property_sheet *sheet, size_t n)
{
    return &sheet->items[n].control;
}

const SPropValue *property_sheet_value(const struct property_sheet *sheet, size_t n)
{
    size_t value = sheet->items[n].value;

    return value == NO_VALUE ? NULL : sheet->values.data[value].value;
}

const WCHAR *property_sheet_text(const struct property_sheet *sheet, size_t n)
{
    const SPropValue *value = property_sheet_value(sheet, n);

    return value && PROP_TYPE(value->ulPropTag) == PT_UNICODE ? value->Value.lpszW : L"";
}

const struct sheet_list *property_sheet_list(const struct property_sheet *sheet, size_t n)
{
    const struct sheet_item *item = &sheet->items[n];

    return item->list.lines ? &item->list : NULL;
}

bool property_sheet_enabled(const struct property_sheet *sheet, size_t n)
{
    const struct sheet_item *item = &sheet->items[n];

    switch (item->control.type) {
    case DTCT_EDIT:
    case DTCT_CHECKBOX:
        return item->control.flags & DT_EDITABLE;
    case DTCT_COMBOBOX:
    case DTCT_DDLBX:
    case DTCT_RADIOBUTTON:
        return true;
    case DTCT_LBX:
        return item->value != NO_VALUE;
    case DTCT_BUTTON:
        return item->pressable;
    }
    return false;
}

/* ---- what the user does ---- */

static HRESULT set(struct property_sheet *sheet, const struct sheet_item *item,
                   const SPropValue *value)
{
    return sheet_values_set(&sheet->values, item->value, value,
                            item->control.flags & DT_SET_IMMEDIATE);
}

static HRESULT check_item(const struct property_sheet *sheet, size_t n, ULONG type)
{
    if (n >= sheet->count || sheet->items[n].control.type != type)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return property_sheet_enabled(sheet, n) ? S_OK : FAIL(MAPI_E_NO_ACCESS);
}

static HRESULT check_text(const struct sheet_control *control, const WCHAR *text)
{
    const bool lines = control->type == DTCT_EDIT && control->flags & DT_MULTILINE;

    if (control->chars && text_len(text) > control->chars) return FAIL(MAPI_E_STRING_TOO_LONG);
    for (; *text; text++) {
        const bool breaks = *text == '\r' || *text == '\n';

        if (breaks ? !lines : !char_filter_allows(control->text, *text))
            return FAIL(MAPI_E_INVALID_PARAMETER);
    }
    return S_OK;
}

HRESULT property_sheet_type(struct property_sheet *sheet, size_t n, const WCHAR *text)
{
    struct sheet_item *item;
    SPropValue value;
    HRESULT hr = check_item(sheet, n, DTCT_EDIT);

    if (hr == MAPI_E_INVALID_PARAMETER) hr = check_item(sheet, n, DTCT_COMBOBOX);
    if (FAILED(hr)) return hr;
    item = &sheet->items[n];
    if (!(item->control.flags & DT_EDITABLE)) return FAIL(MAPI_E_NO_ACCESS);
    hr = check_text(&item->control, text);
    if (FAILED(hr)) return hr;
    if (!*text && !property_sheet_value(sheet, n)) return S_OK; /* it has been empty */
    value = pval_text(item->control.tag, text);
    return set(sheet, item, &value);
}

HRESULT property_sheet_check(struct property_sheet *sheet, size_t n, bool on)
{
    SPropValue value;
    HRESULT hr = check_item(sheet, n, DTCT_CHECKBOX);

    if (FAILED(hr)) return hr;
    value = pval_bool(sheet->items[n].control.tag, on);
    return set(sheet, &sheet->items[n], &value);
}

HRESULT property_sheet_choose(struct property_sheet *sheet, size_t n)
{
    SPropValue value;
    HRESULT hr = check_item(sheet, n, DTCT_RADIOBUTTON);

    if (FAILED(hr)) return hr;
    value = pval_long(sheet->items[n].control.tag, sheet->items[n].control.value);
    return set(sheet, &sheet->items[n], &value);
}

HRESULT property_sheet_select(struct property_sheet *sheet, size_t n, size_t line)
{
    struct sheet_item *item;

    if (n >= sheet->count) return FAIL(MAPI_E_INVALID_PARAMETER);
    item = &sheet->items[n];
    if (line >= item->list.count) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!property_sheet_enabled(sheet, n)) return FAIL(MAPI_E_NO_ACCESS);
    return set(sheet, item, item->list.lines[line].set);
}

HRESULT property_sheet_press(struct property_sheet *sheet, size_t n, ULONG_PTR ui)
{
    struct sheet_item *item;
    HRESULT hr;

    if (n >= sheet->count || sheet->items[n].control.type != DTCT_BUTTON)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    item = &sheet->items[n];
    look_at_button(sheet, item);
    if (!item->pressable) return FAIL(MAPI_E_NO_ACCESS);
    hr = item->button->lpVtbl->Activate(item->button, 0, ui);
    if (SUCCEEDED(hr)) sheet->pressed = true;
    return hr;
}

/* ---- its end ---- */

static bool lacks_value(const struct property_sheet *sheet, size_t n)
{
    const struct sheet_control *control = &sheet->items[n].control;

    return control->flags & DT_REQUIRED &&
           (control->type == DTCT_EDIT || control->type == DTCT_COMBOBOX) &&
           property_sheet_enabled(sheet, n) && !*property_sheet_text(sheet, n);
}

HRESULT property_sheet_confirm(struct property_sheet *sheet, size_t *which)
{
    size_t value;
    HRESULT hr;

    for (*which = 0; *which < sheet->count; ++*which)
        if (lacks_value(sheet, *which)) return FAIL(MAPI_E_MISSING_REQUIRED_COLUMN);
    hr = sheet_values_write(&sheet->values, &value);
    for (size_t i = sheet->count; FAILED(hr) && value < sheet->values.count && i--;)
        if (sheet->items[i].value == value) *which = i;
    return hr;
}

bool property_sheet_changed(const struct property_sheet *sheet)
{
    return sheet->values.written || sheet->pressed;
}

void property_sheet_close(struct property_sheet *sheet)
{
    if (!sheet) return;
    property_sheet_listen(sheet, NULL, NULL);
    if (sheet->connection) sheet->table->lpVtbl->Unadvise(sheet->table, sheet->connection);
    for (size_t i = 0; i < sheet->count; i++) {
        sheet_list_drop(&sheet->items[i].list);
        com_release(&sheet->items[i].button);
    }
    sheet_values_drop(&sheet->values);
    com_release(&sheet->table);
    com_release(&sheet->object);
    sheet_unref(sheet);
}

/* ---- its beginning ---- */

static HRESULT read_controls(struct property_sheet *sheet)
{
    AUTO_ROWSET SRowSet *rows = NULL;
    ULONG pages = 0;
    HRESULT hr = query_all_rows(sheet->table, sheet_columns, NULL, NULL, MOST_CONTROLS, &rows);

    if (FAILED(hr)) return hr;
    sheet->items = mem_array((size_t)rows->cRows + 1, sizeof(*sheet->items));
    if (!sheet->items) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < rows->cRows; i++) {
        struct sheet_item *item = &sheet->items[sheet->count];

        if (!rows->aRow[i].lpProps) continue;
        hr = sheet_control_read(&rows->aRow[i], sheet->items, &item->control);
        if (FAILED(hr)) return hr;
        if (hr == S_FALSE) continue;
        if (item->control.type == DTCT_PAGE) pages++;
        item->control.page = pages ? pages - 1 : 0;
        sheet->count++;
    }
    return S_OK;
}

static HRESULT read_properties(struct property_sheet *sheet)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; i < sheet->count && SUCCEEDED(hr); i++) {
        struct sheet_item *item = &sheet->items[i];

        item->value = NO_VALUE;
        if (item->control.tag != PR_NULL)
            hr = sheet_values_add(&sheet->values, item->control.tag, &item->value);
    }
    if (SUCCEEDED(hr)) hr = sheet_values_read(&sheet->values, 0, sheet->values.count);
    for (size_t i = 0; i < sheet->count && SUCCEEDED(hr); i++)
        hr = read_list(sheet, &sheet->items[i]);
    return hr;
}

/* What changes while it is read is told of. */
static HRESULT fill(struct property_sheet *sheet)
{
    HRESULT hr = read_controls(sheet);

    if (SUCCEEDED(hr)) hr = listen_to(sheet);
    return SUCCEEDED(hr) ? read_properties(sheet) : hr;
}

HRESULT property_sheet_open(IMAPITable *table, IMAPIProp *object, struct property_sheet **out)
{
    struct property_sheet *sheet = mem_zero(sizeof(*sheet));
    HRESULT hr;

    *out = NULL;
    if (!sheet) return MAPI_E_NOT_ENOUGH_MEMORY;
    sheet->refs = 1;
    sheet->table = table;
    com_addref(table);
    sheet->object = object;
    com_addref(object);
    sheet->values.object = object;
    hr = fill(sheet);
    if (SUCCEEDED(hr)) *out = sheet;
    else property_sheet_close(sheet);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT property_sheet_open_of(IMAPIProp *object, ULONG table_tag, struct property_sheet **out)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr = sheet_table_open(object, table_tag, &table);

    *out = NULL;
    return SUCCEEDED(hr) ? property_sheet_open(table, object, out) : hr;
}
