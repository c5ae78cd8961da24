/*
 * dialogs.h - who shows what MAPI asks a user: drawn windows, or a test
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"
#include "ui/property_sheet.h"

/* A button of the caller's own on a sheet (LPFNBUTTON). */
struct sheet_button {
    const WCHAR *text;
    LPFNBUTTON pressed;
    void *context;
    SBinary eid; /* of the entry that the sheet shows */
};

/* What is around a sheet. */
struct sheet_frame {
    ULONG_PTR parent; /* a window, or 0 */
    const WCHAR *title;
    ULONG top_page;   /* the page to be seen first; there may be no such page */
    const struct sheet_button *button; /* NULL: none */
};

/* Each is called without a lock, on its caller's thread, and returns when the user is done. */
struct dialogs {
    /* Shows the sheet until the user has confirmed it, which property_sheet_confirm has accepted,
     * or has cancelled: MAPI_E_USER_CANCEL. */
    HRESULT (*sheet)(const struct dialogs *self, const struct sheet_frame *frame,
                     struct property_sheet *sheet);
    /* Has the user choose a row of a table of templates, one with PR_SELECTABLE: its PR_ENTRYID, on
     * root. MAPI_E_USER_CANCEL */
    HRESULT (*choose)(const struct dialogs *self, ULONG_PTR parent, IMAPITable *templates,
                      void *root, SBinary *eid);
};
