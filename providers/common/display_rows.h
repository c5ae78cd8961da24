/*
 * display_rows.h - a display table out of a constant description: pages, labels, edits, lists,
 * buttons
 *
 * It is what BuildDisplayTable makes of a dialog in resources and its DTCTLs, for a provider that
 * has no dialogs in resources (and natively has no resources at all). Members that a kind of
 * control doesn't name here mean nothing to it.
 * Source  "Display Tables", DTCTL, DTBLEDIT and kin (MAPI reference); 7.10
 */
#pragma once
#include <stddef.h>
#include "common/allocators.h"

struct display_control {
    ULONG type;                /* DTCT_... */
    ULONG flags;               /* DT_... */
    short x, y, width, height; /* in dialog units, on the page; of DTCT_PAGE its size */
    const char
        *text;    /* ASCII: the label; of an edit or combo box the filter, NULL: any character */
    ULONG tag;    /* the property that is shown and set, text as PT_UNICODE: the table's width is
                     put in; of a button the IMAPIControl; of a list box PR_NULL: several may be
                     chosen */
    ULONG table;  /* of list and combo boxes: PT_OBJECT, opened for IMAPITable */
    ULONG number; /* characters of an edit or combo box; a radio button's value; else flags of the
                     control's structure: MAPI_NO_HBAR */
    ULONG others; /* a radio button's group: how many buttons */
};

/*
 * The first control is a page; those up to the next page lie on it.
 *
 * id      of this table, no other's: PR_CONTROL_ID is it and a number behind
 * flags   MAPI_UNICODE: of texts and of the properties named
 * Errors  MAPI_E_INVALID_PARAMETER (a type that isn't known), MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT display_rows_open(const struct display_control *controls, size_t n, const GUID *id,
                          ULONG flags, const struct allocators *alloc, IMAPITable **out);
