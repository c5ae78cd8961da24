/*
 * contents_columns.c - the columns of the contents table
 */
#include <stdlib.h>
#include <string.h>
#include "common/arguments.h"
#include "contents_own.h"

HRESULT contents_columns_copy(const SPropTagArray *columns, SPropTagArray **out)
{
    size_t bytes = CbNewSPropTagArray(columns->cValues);

    *out = malloc(bytes);
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(*out, columns, bytes);
    return S_OK;
}

/*
 * SetColumns
 *
 * Errors  MAPI_E_INVALID_PARAMETER (none, or a PT_ERROR one), MAPI_E_UNKNOWN_FLAGS, MAPI_E_TOO_BIG,
 *         MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPITable::SetColumns
 */
HRESULT STDMETHODCALLTYPE contents_table_SetColumns(IMAPITable *iface, SPropTagArray *columns,
                                                    ULONG flags)
{
    struct contents_table *table = contents_table_of(iface);
    SPropTagArray *copy;
    HRESULT hr;

    hr = arguments_of_columns(columns, flags);
    if (SUCCEEDED(hr)) hr = contents_columns_copy(columns, &copy);
    if (FAILED(hr)) return hr;
    db_lock(book_db(table->book));
    free(table->columns);
    table->columns = copy;
    db_unlock(book_db(table->book));
    return S_OK;
}

/* Beside the columns that are set: what an entry commonly has. */
static const ULONG all_columns[] = {
    PR_ADDRTYPE_W,
    PR_DISPLAY_NAME_W,
    PR_DISPLAY_TYPE,
    PR_ENTRYID,
    PR_INSTANCE_KEY,
    PR_OBJECT_TYPE,
    PR_RECORD_KEY,
    PR_EMAIL_ADDRESS_W,
    PR_SEARCH_KEY,
    PR_SEND_RICH_INFO,
    PR_GIVEN_NAME_W,
    PR_SURNAME_W,
    PR_COMPANY_NAME_W,
    PR_DEPARTMENT_NAME_W,
    PR_TITLE_W,
    PR_ACCOUNT_W,
    PR_OFFICE_LOCATION_W,
    PR_COMMENT_W,
    PR_BUSINESS_TELEPHONE_NUMBER_W,
    PR_CREATION_TIME,
    PR_LAST_MODIFICATION_TIME,
    PR_TRANSMITABLE_DISPLAY_NAME_W,
};
#define N_DEFAULT_COLUMNS 8
#define N_ALL_COLUMNS     (sizeof(all_columns) / sizeof(all_columns[0]))

static ULONG in_width(ULONG tag, ULONG flags)
{
    return PROP_TYPE(tag) == PT_UNICODE && !(flags & MAPI_UNICODE)
               ? CHANGE_PROP_TYPE(tag, PT_STRING8)
               : tag;
}

HRESULT contents_columns_default(ULONG flags, SPropTagArray **out)
{
    *out = malloc(CbNewSPropTagArray(N_DEFAULT_COLUMNS));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    (*out)->cValues = N_DEFAULT_COLUMNS;
    for (size_t i = 0; i < N_DEFAULT_COLUMNS; i++)
        (*out)->aulPropTag[i] = in_width(all_columns[i], flags);
    return S_OK;
}

HRESULT STDMETHODCALLTYPE contents_table_QueryColumns(IMAPITable *iface, ULONG flags,
                                                      SPropTagArray **out)
{
    struct contents_table *table = contents_table_of(iface);
    SPropTagArray *copy = NULL, *answer = NULL;
    HRESULT hr;
    ULONG n;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)TBL_ALL_COLUMNS) return MAPI_E_UNKNOWN_FLAGS;
    db_lock(book_db(table->book));
    hr = contents_columns_copy(table->columns, &copy);
    db_unlock(book_db(table->book));
    if (FAILED(hr)) return hr;
    n = copy->cValues;
    hr = table->book->alloc.buffer((ULONG)CbNewSPropTagArray(n + N_ALL_COLUMNS), (void **)&answer);
    if (SUCCEEDED(hr)) {
        memcpy(answer, copy, CbNewSPropTagArray(n));
        for (size_t i = 0; flags & TBL_ALL_COLUMNS && i < N_ALL_COLUMNS; i++) {
            ULONG k = 0;

            while (k < n && PROP_ID(copy->aulPropTag[k]) != PROP_ID(all_columns[i]))
                k++;
            if (k == n)
                answer->aulPropTag[answer->cValues++] = in_width(all_columns[i], table->flags);
        }
        *out = answer;
    }
    free(copy);
    return hr;
}
