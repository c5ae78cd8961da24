/*
 * simple_note.h - the text of a note: its lines, and places in it
 */
#pragma once
#include "mapidefs.h"

#define SIMPLE_NO_PLACE ((ULONG)-1)

/* The text with each line ended by CR LF, which may end with CR, LF or both, on root. */
HRESULT simple_note_lines(const WCHAR *text, void *root, WCHAR **out);
/*
 * Where the character at place is once lines end with CR LF. SIMPLE_NO_PLACE: the text has no such
 * character, or place said so; also 0 of an empty text, which a client means that filled its
 * structure with zeros (contracts 12.3-16).
 */
ULONG simple_note_place(const WCHAR *text, ULONG place);
