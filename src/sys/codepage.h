/*
 * sys/codepage.h - UTF-16 to and from code pages; 0 is the system's ANSI code page (UTF-8 natively)
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

/* Give the units (or bytes) needed, and write them only when room holds them all: call with room 0
 * first. Bytes that mean nothing become U+FFFD (or the code page's own default), characters that it
 * lacks become '?'. (size_t)-1: the code page doesn't exist here, or the text has 2 GiB or more. */
size_t sys_decode(UINT code_page, const char *text, size_t bytes, WCHAR *out, size_t room);
size_t sys_encode(UINT code_page, const WCHAR *text, size_t chars, char *out, size_t room);
UINT sys_ansi_code_page(void);
bool sys_is_lead_byte(
    unsigned char byte); /* does it begin a character of two bytes in the ANSI code page? */
/* The code page behind a charset handle of MimeOLE; 0: it is none of the MimeOLE loaded here. */
UINT sys_charset_code_page(void *handle);
ULONG sys_user_locale(void); /* LCID */
