/*
 * tables.h - what the tests of tables share: small tables, and how to look at them in one line
 */
#pragma once
#include <stdio.h>
#include "prop/props.h"
#include "mapiguid.h"
#include "mapiutil.h"
#include "prop/rowset.h"
#include "table/table_data.h"
#include "table/table_view.h"

#define SORT(n_, ...)                                                                              \
    ((SSortOrderSet *)&(struct {                                                                   \
        ULONG n, categories, expanded;                                                             \
        SSortOrder sorts[n_];                                                                      \
    }){n_, 0, 0, {__VA_ARGS__}})
#define GROUPED(n_, categories_, expanded_, ...)                                                   \
    ((SSortOrderSet *)&(struct {                                                                   \
        ULONG n, categories, expanded;                                                             \
        SSortOrder sorts[n_];                                                                      \
    }){n_, categories_, expanded_, {__VA_ARGS__}})
#define UP(tag_)   {(tag_), TABLE_SORT_ASCEND}
#define DOWN(tag_) {(tag_), TABLE_SORT_DESCEND}
#define EQUAL(tag_, value_)                                                                        \
    (&(SRestriction){.rt = RES_PROPERTY,                                                           \
                     .res.resProperty = {RELOP_EQ, (tag_), (SPropValue[1]){value_}}})

/* A row {PR_ROWID n, PR_DISPLAY_NAME text (NULL: none), PR_IMPORTANCE number}. */
__attribute__((unused)) static HRESULT put(ITableData *data, LONG n, const WCHAR *text, LONG number)
{
    SPropValue props[3] = {NUMBER(PR_ROWID, n), NUMBER(PR_IMPORTANCE, number),
                           WIDE(PR_DISPLAY_NAME, text)};
    SRow row = {0, text ? 3 : 2, props};

    return data->lpVtbl->HrModifyRow(data, &row);
}

__attribute__((unused)) static HRESULT erase(ITableData *data, LONG n)
{
    SPropValue key = NUMBER(PR_ROWID, n);

    return data->lpVtbl->HrDeleteRow(data, &key);
}

__attribute__((unused)) static ITableData *make_table(void)
{
    ITableData *data;

    assert_hr(table_data_create(TBLTYPE_DYNAMIC, PR_ROWID,
                                TAGS(3, PR_ROWID, PR_IMPORTANCE, PR_DISPLAY_NAME_W), &data),
              S_OK);
    return data;
}

/* 1 bob/2, 2 Ann/1, 3 carl/2, 4 -/1, 5 dora/3 */
__attribute__((unused)) static ITableData *make_five(void)
{
    ITableData *data = make_table();

    assert_hr(put(data, 1, L"bob", 2), S_OK);
    assert_hr(put(data, 2, L"Ann", 1), S_OK);
    assert_hr(put(data, 3, L"carl", 2), S_OK);
    assert_hr(put(data, 4, NULL, 1), S_OK);
    assert_hr(put(data, 5, L"dora", 3), S_OK);
    return data;
}

__attribute__((unused)) static IMAPITable *view_of(ITableData *data, SSortOrderSet *order)
{
    IMAPITable *view;

    assert_hr(data->lpVtbl->HrGetView(data, order, NULL, 0, &view), S_OK);
    return view;
}

/* PR_ROWIDs of what QueryRows(count, flags) gives, "1 2 3"; headings are "[", what has none "?". */
__attribute__((unused)) static const char *read_rows(IMAPITable *view, LONG count, ULONG flags)
{
    static char text[1024];
    AUTO_ROWSET SRowSet *rows = NULL;
    size_t at = 0;

    text[0] = 0;
    assert_hr(view->lpVtbl->QueryRows(view, count, flags, &rows), S_OK);
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *id = pval_find(rows->aRow[i].lpProps, rows->aRow[i].cValues, PR_ROWID);
        const SPropValue *type =
            pval_find(rows->aRow[i].lpProps, rows->aRow[i].cValues, PR_ROW_TYPE);

        if (type && type->Value.l != TBL_LEAF_ROW)
            at += snprintf(text + at, sizeof(text) - at, "%s%c", i ? " " : "",
                           type->Value.l == TBL_EXPANDED_CATEGORY ? '-' : '+');
        else if (id)
            at += snprintf(text + at, sizeof(text) - at, "%s%d", i ? " " : "", (int)id->Value.l);
        else at += snprintf(text + at, sizeof(text) - at, "%s?", i ? " " : "");
    }
    return text;
}

/* All lines, the cursor back at the beginning. */
__attribute__((unused)) static const char *all_rows(IMAPITable *view)
{
    const char *text;

    view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 0, NULL);
    text = read_rows(view, 1000, 0);
    view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 0, NULL);
    return text;
}

__attribute__((unused)) static ULONG position(IMAPITable *view)
{
    ULONG row, numerator, denominator;

    assert_hr(view->lpVtbl->QueryPosition(view, &row, &numerator, &denominator), S_OK);
    assert_int_not_equal(denominator, 0);
    assert_int_equal(row, numerator);
    return row;
}

/* What became of the sinks: "added 3 after 2;" for each event. */
struct sink {
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    LONG refs;
    char seen[2048];
};

static HRESULT STDMETHODCALLTYPE sink_QueryInterface(IMAPIAdviseSink *iface, REFIID iid, void **out)
{
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMAPIAdviseSink)) {
        *out = NULL;
        return E_NOINTERFACE;
    }
    iface->lpVtbl->AddRef(iface);
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE sink_AddRef(IMAPIAdviseSink *iface)
{
    return (ULONG)++((struct sink *)iface)->refs;
}

static ULONG STDMETHODCALLTYPE sink_Release(IMAPIAdviseSink *iface)
{
    return (ULONG)--((struct sink *)iface)->refs;
}

static ULONG STDMETHODCALLTYPE sink_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                             LPNOTIFICATION batch)
{
    static const char *names[] = {"?",        "changed", "error",      "added",   "deleted",
                                  "modified", "sorted",  "restricted", "columns", "reload"};
    struct sink *sink = (struct sink *)iface;
    size_t at = strlen(sink->seen);

    for (ULONG i = 0; i < count; i++) {
        const TABLE_NOTIFICATION *tab = &batch[i].info.tab;
        const SPropValue *id = pval_find_const(tab->row.lpProps, tab->row.cValues, PR_ROWID);

        if (batch[i].ulEventType != fnevTableModified) continue;
        at += snprintf(sink->seen + at, sizeof(sink->seen) - at, "%s", names[tab->ulTableEvent]);
        if (id) at += snprintf(sink->seen + at, sizeof(sink->seen) - at, " %d", (int)id->Value.l);
        if (tab->propIndex.ulPropTag == PR_INSTANCE_KEY)
            at += snprintf(sink->seen + at, sizeof(sink->seen) - at, " key");
        if (tab->propPrior.ulPropTag == PR_INSTANCE_KEY)
            at += snprintf(sink->seen + at, sizeof(sink->seen) - at, " prior");
        at += snprintf(sink->seen + at, sizeof(sink->seen) - at, ";");
    }
    return S_OK;
}

__attribute__((unused)) static const IMAPIAdviseSinkVtbl sink_vtbl = {
    sink_QueryInterface, sink_AddRef, sink_Release, sink_OnNotify,
};
