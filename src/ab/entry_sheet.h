/*
 * entry_sheet.h - an entry of the address book on a property sheet, as its PR_DETAILS_TABLE says
 */
#pragma once
#include <stdbool.h>
#include "ui/dialogs.h"

/*
 * Shows it, and writes what the user confirms; not SaveChanges.
 * changed  anything has been written
 * Errors   MAPI_E_USER_CANCEL, property_sheet_open_of's
 */
HRESULT entry_sheet_show(const struct dialogs *dialogs, const struct sheet_frame *frame,
                         IMAPIProp *entry, bool *changed);
