/*
 * entry_sheet.c - shows an entry of the address book
 */
#include "ab/entry_sheet.h"
#include "mapitags.h"

HRESULT entry_sheet_show(const struct dialogs *dialogs, const struct sheet_frame *frame,
                         IMAPIProp *entry, bool *changed)
{
    struct property_sheet *sheet;
    HRESULT hr = property_sheet_open_of(entry, PR_DETAILS_TABLE, &sheet);

    *changed = false;
    if (FAILED(hr)) return hr;
    hr = dialogs->sheet(dialogs, frame, sheet);
    *changed = property_sheet_changed(sheet);
    property_sheet_close(sheet);
    return hr;
}
