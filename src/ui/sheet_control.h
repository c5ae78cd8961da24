/*
 * sheet_control.h - one control of a property sheet, as its row of the display table says
 */
#pragma once
#include "mapidefs.h"

struct sheet_control {
    ULONG type;  /* DTCT_ */
    ULONG flags; /* DT_ */
    ULONG page;  /* its number, from 0; a page's own, too */
    LONG x, y, width, height; /* dialog units, from its page's corner */
    SBinary id;               /* PR_CONTROL_ID; may be empty */
    const WCHAR *text;        /* its title; of what is typed in: its filter (char_filter.h) */
    ULONG tag;          /* the property it shows and sets; PR_NULL: none */
    ULONG shown_tag;    /* a drop-down list: the column to show */
    ULONG object_tag;   /* a list's table, a button's IMAPIControl; PR_NULL: none */
    ULONG chars;        /* most that may be typed; 0: no limit */
    ULONG look;         /* a list: MAPI_NO_HBAR, MAPI_NO_VBAR */
    ULONG buttons;      /* a radio button: how many there are in its group */
    LONG value;         /* ... and what it stands for */
    const WCHAR *help;  /* a page: its section of [Help File Mappings]; "": none */
    ULONG help_context;
};

/* Columns of a display table, all that are read. */
extern const SPropTagArray *const sheet_columns;
/*
 * Reads a row that a provider gave: whatever it lacks, and wherever its structure says that texts
 * lie. What is pointed at hangs on root.
 * S_FALSE  such a row is no control, or one that MAPI can't show (contracts 7.10-06 to 7.10-12)
 * Errors   MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT sheet_control_read(const SRow *row, void *root, struct sheet_control *out);
