/*
 * ab_client.c - what tests of address book providers ask, as a client would
 */
#include "fakes/ab_client.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "mapiutil.h"

#define ok_hr(call) assert_int_equal(call, S_OK)

IABContainer *open_only_container(IABLogon *logon)
{
    IABContainer *root = NULL, *container = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type = 0;

    ok_hr(logon->lpVtbl->OpenEntry(logon, 0, NULL, NULL, 0, &type, (IUnknown **)&root));
    assert_int_equal(type, MAPI_ABCONT);
    ok_hr(root->lpVtbl->GetHierarchyTable(root, MAPI_UNICODE, &table));
    ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    for (ULONG i = 0; i < rows->aRow[0].cValues; i++) {
        const SPropValue *value = &rows->aRow[0].lpProps[i];

        if (value->ulPropTag != PR_ENTRYID) continue;
        ok_hr(logon->lpVtbl->OpenEntry(logon, value->Value.bin.cb,
                                          (ENTRYID *)value->Value.bin.lpb, &IID_IABContainer, 0,
                                          &type, (IUnknown **)&container));
    }
    assert_non_null(container);
    free_rows(rows);
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
    return container;
}

HRESULT restrict_anr(IMAPITable *table, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = PR_ANR_W};
    SRestriction res = {.rt = RES_PROPERTY};

    value.Value.lpszW = (WCHAR *)text;
    res.res.resProperty.relop = RELOP_EQ;
    res.res.resProperty.ulPropTag = PR_ANR_W;
    res.res.resProperty.lpProp = &value;
    return table->lpVtbl->Restrict(table, &res, 0);
}

void assert_names(IMAPITable *table, const WCHAR *names)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_DISPLAY_NAME_W}};
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 1000, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        const WCHAR *name = rows->aRow[i].lpProps[0].Value.lpszW;

        assert_int_equal(rows->aRow[i].lpProps[0].ulPropTag, PR_DISPLAY_NAME_W);
        while (*name)
            assert_int_equal(*name++, *names++);
        assert_int_equal('|', *names++);
    }
    assert_int_equal(*names, 0);
    free_rows(rows);
}

void free_rows(SRowSet *rows)
{
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        MAPIFreeBuffer(rows->aRow[i].lpProps);
    MAPIFreeBuffer(rows);
}
