/*
 * text8.h - UTF-16 to and from WTF-8 (loss-free) and to and from code pages
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "common/platform.h"

/* All sizes without terminator; each result is made by malloc and terminated. Errors:
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT wtf8_from_wide(const WCHAR *text, size_t chars, char **out, size_t *bytes);
HRESULT wtf8_to_wide(const char *text, size_t bytes, WCHAR **out,
                     size_t *chars); /* bad bytes become U+FFFD */
/* The code point at *at, which moves on; *at < end. A lone surrogate is itself, bad bytes are
 * U+FFFD each. */
uint32_t wtf8_next(const uint8_t **at, const uint8_t *end);
/* The code point at text[*at], which moves on; *at < chars. A lone surrogate is itself. */
uint32_t wide_next(const WCHAR *text, size_t chars, size_t *at);
/*
 * code_page 0: the system's ANSI code page (natively UTF-8, if a test says nothing else). UTF-8 is
 * WTF-8 both ways. exact (may be NULL) tells whether the way back gives the same.
 * MAPI_E_UNKNOWN_CPID: there is no such code page here.
 */
HRESULT wide_from_ansi(const char *text, size_t bytes, UINT code_page, WCHAR **out, size_t *chars,
                       bool *exact);
HRESULT wide_to_ansi(const WCHAR *text, size_t chars, UINT code_page, char **out, size_t *bytes);
UINT ansi_code_page(void);
#ifndef _WIN32
extern UINT native_ansi_code_page; /* what a test wants it to be */
#endif
/* The bytes of the character that text begins with; more than there are, when it is cut. code_page
 * as above. */
size_t ansi_char_bytes(UINT code_page, const void *text, size_t bytes);
size_t wide_len(const WCHAR *text);

/* Text from a caller, in the width that flags tell; made by malloc. NULL or "" gives NULL when
 * optional, else MAPI_E_INVALID_PARAMETER. */
HRESULT text_from_caller(const void *text, ULONG flags, bool optional, WCHAR **out);
/* The same of a property; NULL for what is no text. */
HRESULT text_of_prop(const SPropValue *prop, WCHAR **out);
