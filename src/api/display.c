/*
 * display.c - exports: display tables out of dialog resources
 */
#include "mapiutil.h"
#include "base/error.h"
#include "com/com.h"
#include "sys/module.h"
#include "table/display.h"

static HRESULT dialog_of(void *instance, const WCHAR *name, ULONG id, const void **bytes,
                         size_t *count)
{
    return sys_module_resource(instance, SYS_RESOURCE_DIALOG, name, id, bytes, count);
}

/*
 * BuildDisplayTable - a display table of pages whose dialogs are resources of a module
 *
 * Titles of pages and controls, and all places, are the dialogs'; the rest comes from pages.
 * allocate, more, free_  taken, not needed: what the table gives is one of MAPI's own blocks
 * malloc_   NULL
 * instance  the module; NULL: the program
 * flags     MAPI_UNICODE: texts in pages are wide, and so are those in PR_CONTROL_STRUCTURE
 * table     one reference
 * data      NULL, or gets one reference on the rows, whose index property is PR_CONTROL_ID
 * Errors    MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, display_build's
 * Source    BuildDisplayTable, DTPAGE, DTCTL; contracts 11.13-01 to 06
 */
HRESULT STDMETHODCALLTYPE BuildDisplayTable(LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
                                            LPFREEBUFFER free_, LPMALLOC malloc_,
                                            HINSTANCE instance, UINT count, LPDTPAGE pages,
                                            ULONG flags, LPMAPITABLE *table, LPTABLEDATA *data)
{
    static const struct display_source resources = {dialog_of, sys_module_string};
    AUTO_RELEASE ITableData *rows = NULL;
    IMAPITable *view = NULL;
    HRESULT hr;

    (void)allocate, (void)more, (void)free_;
    if (table) *table = NULL;
    if (data) *data = NULL;
    if (!table || malloc_ || !count || !pages) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = display_build(&resources, (void *)instance, count, pages, flags, &rows);
    if (SUCCEEDED(hr)) hr = rows->lpVtbl->HrGetView(rows, NULL, NULL, 0, &view);
    if (FAILED(hr)) return hr;
    *table = view;
    if (data) *data = TAKE(rows);
    return S_OK;
}
