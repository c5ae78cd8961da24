/*
 * display.h - display tables: one row for each page and control, out of a provider's description
 * and its dialogs
 */
#pragma once
#include "mapiutil.h"

/* Where the dialogs come from: the resources of a module, whose memory they stay. Both:
 * MAPI_E_NOT_FOUND */
struct display_source {
    /* name NULL: by id */
    HRESULT (*dialog)
    (void *context, const WCHAR *name, ULONG id, const void **bytes, size_t *count);
    HRESULT (*string)(void *context, ULONG id, WCHAR **out); /* a new root */
};

/*
 * Gives a table of all controls of all pages, in their order; the data's index property is
 * PR_CONTROL_ID.
 *
 * flags    MAPI_UNICODE: texts in pages, and those in the rows' structures, are wide
 * Errors   MAPI_E_NOT_FOUND         a dialog, a control in it, or a string isn't there
 *          MAPI_E_INVALID_PARAMETER a type nobody knows, a structure missing, another class of
 * control in the dialog MAPI_E_CORRUPT_DATA      a dialog is cut off MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT display_build(const struct display_source *source, void *context, ULONG count,
                      const DTPAGE *pages, ULONG flags, ITableData **out);
