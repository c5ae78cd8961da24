/*
 * rtf_text.h - the text of RTF, without its formatting
 *
 *     "{" group "}"    "\" word [number] [" "]    "\'" two hexadecimal digits    "\" symbol    anything else: text
 *
 * Groups that begin with "\*", and those that hold fonts, colours, styles, pictures, headers and footers, are no text;
 * nor is what \htmlrtf turns off in RTF that was made of HTML.
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"
#include "base/bytes.h"

/* UTF-16 to out, lines ending in CR LF. Whatever the bytes are, what can be read of them is. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT rtf_text(const char *rtf, size_t bytes, struct writer *out);
