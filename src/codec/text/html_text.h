/*
 * html_text.h - the text of HTML, for who can show no other
 *
 * White space runs together outside <pre>; blocks begin lines; scripts, styles and comments are no text. Character
 * references by number, and those by the names that mail programs write, are read; others stay as they are.
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"
#include "base/bytes.h"

/* UTF-16 to out, lines ending in CR LF. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT html_text(const WCHAR *html, size_t chars, struct writer *out);
