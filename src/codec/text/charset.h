/*
 * charset.h - text in any of the code pages that mail names
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "codec/text/charset_name.h"

/*
 * Text in UTF-16 on root (NULL: a new root), with a NUL behind it; code page 20127 takes what has 8
 * bits as charset_guess does.
 * chars    NULL, or gets the units before the NUL
 * strange  NULL, or becomes true when bytes meant nothing (U+FFFD stands for them)
 * Errors   MAPI_E_BAD_CHARWIDTH (the code page isn't known here), MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT charset_decode(UINT code_page, const char *text, size_t bytes, void *root, WCHAR **out,
                       size_t *chars, bool *strange);
