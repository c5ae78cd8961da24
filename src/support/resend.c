/*
 * resend.c - the recipients of a message that is sent again: who had it, and who is to get it
 */
#include "support/resend.h"
#include <string.h>
#include "mapitags.h"
#include "base/mem.h"
#include "com/com.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"

/*
 * Who has MAPI_SUBMITTED had the message and is only shown: PR_RESPONSIBILITY TRUE, as an ordinary
 * recipient. The others are sent to: MAPI_P1, PR_RESPONSIBILITY FALSE (contracts 6.7-28: the pages
 * contradict one another). What the row lacks isn't written back; there is a column more than the
 * message's table has.
 */
static void mark_resend(SRow *row)
{
    SPropValue *type = pval_find(row->lpProps, row->cValues, PR_RECIPIENT_TYPE);
    bool had = type && type->Value.ul & MAPI_SUBMITTED;
    ULONG n = 0;

    if (had) type->Value.ul &= ~(ULONG)MAPI_SUBMITTED;
    else if (type) type->Value.ul |= MAPI_P1;
    for (ULONG i = 0; i < row->cValues; i++)
        if (PROP_TYPE(row->lpProps[i].ulPropTag) != PT_ERROR &&
            PROP_ID(row->lpProps[i].ulPropTag) != PROP_ID(PR_RESPONSIBILITY))
            row->lpProps[n++] = row->lpProps[i];
    row->lpProps[n++] = pval_bool(PR_RESPONSIBILITY, had);
    row->cValues = n;
}

HRESULT resend_prepare(IMessage *message)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_FREE SPropTagArray *columns = NULL;
    AUTO_FREE SPropTagArray *wanted = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;
    HRESULT hr;

    hr = com_given(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table), &table);
    if (SUCCEEDED(hr))
        hr = com_given(table->lpVtbl->QueryColumns(table, TBL_ALL_COLUMNS, &columns), &columns);
    if (FAILED(hr)) return hr;
    /* with one more: each row has room for PR_RESPONSIBILITY */
    wanted = mem_zero(CbNewSPropTagArray(columns->cValues + 1));
    if (!wanted) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(wanted, columns, CbSPropTagArray(columns));
    wanted->aulPropTag[wanted->cValues++] = PR_RESPONSIBILITY;
    /* all are read before the first is written: each write changes the table */
    hr = query_all_rows(table, wanted, NULL, NULL, 0, &rows);
    if (FAILED(hr) || !rows->cRows) return hr;
    for (ULONG i = 0; i < rows->cRows; i++)
        mark_resend(&rows->aRow[i]);
    return message->lpVtbl->ModifyRecipients(message, MODRECIP_MODIFY, (ADRLIST *)rows);
}
