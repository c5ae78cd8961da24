/*
 * sheet_lists.c - reads the lists of a property sheet
 *
 * A combo box's table has one column, a drop-down list's two. A list box shows what its table shows
 * by itself, which has the property to set among it; where that is PR_NULL, people of an address
 * book, whose four columns are fixed.
 * Source  DTBLCOMBOBOX, DTBLDDLBX, DTBLLBX, DTBLMVLISTBOX (MAPI reference)
 */
#include "ui/sheet_lists.h"
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"

enum {
    MOST_LINES = 20000,
    MOST_COLUMNS = 100
};

void sheet_list_drop(struct sheet_list *list)
{
    mem_free(list->lines);
    rowset_free(list->rows);
    *list = (struct sheet_list){0};
}

/* ---- the table ---- */

/* An object that has texts in one width only says so. */
HRESULT sheet_table_open(IMAPIProp *object, ULONG tag, IMAPITable **out)
{
    const ULONG widths[] = {MAPI_UNICODE, 0};
    HRESULT hr = MAPI_E_BAD_CHARWIDTH;

    for (int i = 0; i < 2 && hr == MAPI_E_BAD_CHARWIDTH; i++) {
        *out = NULL;
        hr = object->lpVtbl->OpenProperty(object, tag, &IID_IMAPITable, widths[i], 0,
                                          (IUnknown **)out);
        hr = com_given(hr, out);
    }
    return hr;
}

static bool shows_people(const struct sheet_control *control)
{
    return control->type == DTCT_LBX && control->tag == PR_NULL;
}

/* The columns that the table shows by itself, then the property to set: what is seen is the first
 * text. */
static HRESULT columns_of_list_box(IMAPITable *table, ULONG set, SPropTagArray **out)
{
    AUTO_FREE SPropTagArray *own = NULL;
    HRESULT hr = com_given(table->lpVtbl->QueryColumns(table, 0, &own), &own);
    ULONG n;

    if (FAILED(hr)) return hr;
    n = own->cValues < MOST_COLUMNS ? own->cValues : MOST_COLUMNS;
    *out = ptag_new_array(n + 1, NULL);
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy((*out)->aulPropTag, own->aulPropTag, n * sizeof(ULONG));
    (*out)->aulPropTag[n] = set;
    return S_OK;
}

static HRESULT columns_of(const struct sheet_control *control, IMAPITable *table,
                          SPropTagArray **out)
{
    static const SizedSPropTagArray(4, people) = {
        4, {PR_DISPLAY_NAME_W, PR_ENTRYID, PR_INSTANCE_KEY, PR_DISPLAY_TYPE}};
    const SizedSPropTagArray(2, own) = {control->type == DTCT_DDLBX ? 2 : 1,
                                        {control->tag, control->shown_tag}};

    *out = NULL;
    if (shows_people(control)) return ptag_copy_array((SPropTagArray *)&people, NULL, out);
    if (control->type == DTCT_LBX) return columns_of_list_box(table, control->tag, out);
    return ptag_copy_array((SPropTagArray *)&own, NULL, out);
}

/* ---- its lines ---- */

static HRESULT text_of(const SPropValue *value, void *root, const WCHAR **out)
{
    SPropValue wide;
    HRESULT hr;

    *out = L"";
    if (!value || !pval_valid(value)) return S_OK;
    hr = pval_as(value, PT_UNICODE, root, &wide);
    if (SUCCEEDED(hr)) *out = wide.Value.lpszW;
    return hr;
}

static bool is_text(const SPropValue *value)
{
    return PROP_TYPE(value->ulPropTag) == PT_STRING8 || PROP_TYPE(value->ulPropTag) == PT_UNICODE;
}

/* The column that is to be seen: the one asked for; a list box's name, else its first text. */
static const SPropValue *shown(const struct sheet_control *control, const SRow *row)
{
    ULONG tag = control->type == DTCT_DDLBX ? control->shown_tag
                : control->type == DTCT_LBX ? PR_DISPLAY_NAME_W
                                            : control->tag;
    const SPropValue *value = pval_find_const(row->lpProps, row->cValues, tag);

    if (value || control->type != DTCT_LBX) return value;
    for (ULONG i = 0; i < row->cValues; i++)
        if (is_text(&row->lpProps[i])) return &row->lpProps[i];
    return NULL;
}

static const SPropValue *whole(const SRow *row, ULONG tag)
{
    const SPropValue *value = pval_find_const(row->lpProps, row->cValues, tag);

    return value && pval_valid(value) ? value : NULL;
}

/* False: it lacks what such a list can't do without (7.10-08, 7.10-09). */
static bool take_row(const struct sheet_control *control, const SRow *row, struct sheet_line *line)
{
    const SPropValue *eid, *key, *type;

    *line = (struct sheet_line){0};
    if (!shows_people(control)) {
        line->set = whole(row, control->tag);
        return line->set;
    }
    eid = whole(row, PR_ENTRYID);
    key = whole(row, PR_INSTANCE_KEY);
    type = whole(row, PR_DISPLAY_TYPE);
    if (!eid || !key || !type || !whole(row, PR_DISPLAY_NAME_W)) return false;
    line->eid = eid->Value.bin;
    line->key = key->Value.bin;
    line->display_type = type->Value.l;
    return true;
}

static HRESULT make_lines(struct sheet_list *list, const struct sheet_control *control)
{
    HRESULT hr = S_OK;

    list->lines = mem_array((size_t)list->rows->cRows + 1, sizeof(*list->lines));
    if (!list->lines) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < list->rows->cRows && SUCCEEDED(hr); i++) {
        const SRow *row = &list->rows->aRow[i];
        struct sheet_line *line = &list->lines[list->count];

        if (!row->lpProps || !take_row(control, row, line)) continue;
        hr = text_of(shown(control, row), list->lines, &line->text);
        list->count++;
    }
    return hr;
}

HRESULT sheet_list_open(struct sheet_list *list, const struct sheet_control *control,
                        IMAPIProp *object)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_FREE SPropTagArray *columns = NULL;
    HRESULT hr;

    sheet_list_drop(list);
    hr = sheet_table_open(object, control->object_tag, &table);
    if (SUCCEEDED(hr)) hr = columns_of(control, table, &columns);
    if (SUCCEEDED(hr)) hr = query_all_rows(table, columns, NULL, NULL, MOST_LINES, &list->rows);
    if (SUCCEEDED(hr)) hr = make_lines(list, control);
    if (FAILED(hr)) sheet_list_drop(list);
    return hr;
}

HRESULT sheet_list_of_values(struct sheet_list *list, const SPropValue *value)
{
    ULONG n = value && pval_valid(value) ? pval_elements(value) : 0;
    HRESULT hr = S_OK;

    sheet_list_drop(list);
    if (n > MOST_LINES) return FAIL(MAPI_E_TABLE_TOO_BIG);
    list->lines = mem_array((size_t)n + 1, sizeof(*list->lines));
    if (!list->lines) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < n && SUCCEEDED(hr); i++) {
        SPropValue one = pval_element(value, i);

        hr = text_of(&one, list->lines, &list->lines[list->count].text);
        list->count++;
    }
    if (FAILED(hr)) sheet_list_drop(list);
    return hr;
}

size_t sheet_list_find(const struct sheet_list *list, const SPropValue *value)
{
    for (size_t i = 0; value && i < list->count; i++)
        if (list->lines[i].set && pval_equal(list->lines[i].set, value)) return i;
    return list->count;
}
