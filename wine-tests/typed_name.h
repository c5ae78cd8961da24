/*
 * typed_name.h - the list of one recipient that ResolveName takes; after a fixture that has ok_hr
 */
#pragma once
#include "mapitags.h"
#include "mapiutil.h"

/* For FreePadrlist; small (8-bit) is taken when name is NULL. */
static ADRLIST *list_of(const WCHAR *name, const char *small)
{
    ADRLIST *list = NULL;
    SPropValue *values = NULL;

    ok_hr(MAPIAllocateBuffer(CbNewADRLIST(1), (void **)&list), S_OK);
    ok_hr(MAPIAllocateBuffer(2 * sizeof(*values), (void **)&values), S_OK);
    values[0].ulPropTag = PR_RECIPIENT_TYPE;
    values[0].Value.l = MAPI_BCC;
    values[1].ulPropTag = name ? PR_DISPLAY_NAME_W : PR_DISPLAY_NAME_A;
    if (name) values[1].Value.lpszW = (WCHAR *)name; /* freed by nobody */
    else values[1].Value.lpszA = (char *)small;
    list->cEntries = 1;
    list->aEntries[0].ulReserved1 = 0;
    list->aEntries[0].cValues = 2;
    list->aEntries[0].rgPropVals = values;
    return list;
}

/* NULL: it has none. */
static const SPropValue *value_of(const ADRLIST *list, ULONG tag)
{
    return PpropFindProp(list->aEntries[0].rgPropVals, list->aEntries[0].cValues, tag);
}
