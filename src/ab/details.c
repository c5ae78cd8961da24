/*
 * details.c - what the address book shows of an entry, and lets the user change
 */
#include "mapitags.h"
#include "ab/dialog_calls.h"
#include "ab/entry_sheet.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "prop/pval.h"
#include "ui/sheet_values.h"

/* The entry's name, where it has one in UTF-16; on its values' root. */
static const WCHAR *title_of(IMAPIProp *entry, SPropValue **values)
{
    static const SizedSPropTagArray(1, tags) = {1, {PR_DISPLAY_NAME_W}};

    if (FAILED(sheet_ask(entry, (SPropTagArray *)&tags, values)) ||
        (*values)->ulPropTag != PR_DISPLAY_NAME_W)
        return L"Properties";
    return (*values)->Value.lpszW;
}

static HRESULT show(const struct dialogs *dialogs, ULONG_PTR parent,
                    const struct sheet_button *button, IMAPIProp *entry, bool *changed)
{
    AUTO_FREE SPropValue *values = NULL;
    const struct sheet_frame frame = {
        .parent = parent,
        .title = title_of(entry, &values),
        .button = button->text ? button : NULL,
    };
    HRESULT hr = entry_sheet_show(dialogs, &frame, entry, changed);

    if (SUCCEEDED(hr) && *changed) hr = entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READONLY);
    return hr;
}

HRESULT ab_details(struct router *router, const ULONG_PTR *ui, ULONG cb, const ENTRYID *eid,
                   const LPFNBUTTON pressed, void *context, const void *text, ULONG flags)
{
    const struct dialogs *dialogs;
    AUTO_RELEASE IMAPIProp *entry = NULL;
    AUTO_FREE WCHAR *label = NULL;
    struct sheet_button button = {NULL, pressed, context, {cb, (BYTE *)eid}};
    struct last_error unheard = {0};
    bool changed = false;
    ULONG type;
    HRESULT hr = dialog_check_details(ui, cb, eid, pressed, text, flags);

    if (SUCCEEDED(hr)) hr = text_in_optional(text, flags, &label);
    if (FAILED(hr)) return hr;
    button.text = label;
    dialogs = router_dialogs(router);
    if (!dialogs) return FAIL(MAPI_E_NO_SUPPORT);
    hr = router_open_entry(router, cb, eid, NULL, MAPI_BEST_ACCESS, &unheard, &type,
                           (IUnknown **)&entry);
    hr = com_given(hr, &entry);
    if (SUCCEEDED(hr)) hr = show(dialogs, *ui, &button, entry, &changed);
    if (FAILED(hr)) return hr;
    return flags & TELL_DETAILS_CHANGE && !changed ? S_FALSE : S_OK;
}
