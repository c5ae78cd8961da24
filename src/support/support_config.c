/*
 * support_config.c - the property sheets that services and providers have MAPI show
 */
#include "base/mem.h"
#include "base/text.h"
#include "support/support_own.h"
#include "ui/dialogs.h"

/* A service's entry point runs outside of any session, and has nobody to ask through. */
static const struct dialogs *dialogs_of(const struct support *support)
{
    return support->logon ? router_dialogs(support->logon->router) : NULL;
}

static HRESULT show(const struct dialogs *dialogs, const struct sheet_frame *frame,
                    IMAPITable *table, IMAPIProp *data)
{
    struct property_sheet *sheet;
    HRESULT hr = property_sheet_open(table, data, &sheet);

    if (FAILED(hr)) return hr;
    hr = dialogs->sheet(dialogs, frame, sheet);
    property_sheet_close(sheet);
    return hr;
}

/*
 * DoConfigPropsheet - a property sheet over the caller's display table and properties
 *
 * title   in the ANSI code page; NULL: none
 * table   its columns are set anew
 * data    gets by SetProps what the user confirms; saving it is the caller's
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL, those of table and
 *         data; MAPI_E_NO_SUPPORT: nothing can show one
 * Source  IMAPISupport::DoConfigPropsheet; contracts 5.10-11
 */
HRESULT STDMETHODCALLTYPE support_DoConfigPropsheet(IMAPISupport *iface, ULONG_PTR ui, ULONG flags,
                                                    LPTSTR title, IMAPITable *table,
                                                    IMAPIProp *data, ULONG top_page)
{
    struct support *support = support_of(iface);
    const struct dialogs *dialogs = dialogs_of(support);
    struct sheet_frame frame = {.parent = ui, .top_page = top_page};
    AUTO_FREE WCHAR *wide = NULL;
    HRESULT hr;

    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!table || !data) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = text_in_optional(title, 0, &wide);
    if (SUCCEEDED(hr) && !dialogs) hr = FAIL(MAPI_E_NO_SUPPORT);
    frame.title = wide ? wide : L"";
    if (SUCCEEDED(hr)) hr = show(dialogs, &frame, table, data);
    return support_result(support, FAILED(hr) ? hr : S_OK);
}
