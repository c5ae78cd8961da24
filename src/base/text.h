/*
 * text.h - the one border between the client's strings and our UTF-16
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

/* Text that a caller passed: wide under MAPI_UNICODE in flags, else in the system's ANSI code page.
 * *out is a new root. NULL text: MAPI_E_INVALID_PARAMETER. Longer than 65,535 characters:
 * MAPI_E_INVALID_PARAMETER. */
HRESULT text_in(const void *text, ULONG flags, WCHAR **out);
/* The same, but NULL or "" gives S_OK and *out = NULL. */
HRESULT text_in_optional(const void *text, ULONG flags, WCHAR **out);
/* Text for a caller, by flags, on root (NULL: a new root). NULL text gives NULL. Errors:
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT text_out(const WCHAR *text, ULONG flags, void *root, LPTSTR *out);

/* Conversions, result on root (NULL: a new root). code_page 0 = the system's ANSI code page (UTF-8
 * natively). Bytes that mean nothing become U+FFFD, characters that don't exist become '?'. len -1:
 * up to the NUL. */
HRESULT text_from_ansi(const char *text, ptrdiff_t bytes, UINT code_page, void *root, WCHAR **out);
HRESULT text_to_ansi(const WCHAR *text, ptrdiff_t chars, UINT code_page, void *root, char **out);
HRESULT text_from_utf8(const char *text, ptrdiff_t bytes, void *root, WCHAR **out);
HRESULT text_to_utf8(const WCHAR *text, ptrdiff_t chars, void *root, char **out);

size_t text_len(const WCHAR *text);               /* UTF-16 units before the NUL; NULL is 0 */
int text_compare(const WCHAR *a, const WCHAR *b); /* by unit, case matters */
int text_compare_nocase(const WCHAR *a, const WCHAR *b); /* simple case folding, locale-free */
int text_ncompare_nocase(const WCHAR *a, const WCHAR *b, size_t chars);
const WCHAR *text_find_nocase(const WCHAR *text, const WCHAR *part);
WCHAR text_fold(WCHAR c); /* simple upper-casing of one unit, locale-free */
/* Joined text on a new root; the list ends with NULL. NULL when memory is out. */
WCHAR *text_join(const WCHAR *first, ...);
