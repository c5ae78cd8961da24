/*
 * sys/codepage.h - UTF-16 to and from code pages; 0 is the system's ANSI code page (UTF-8 natively)
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"

/* Gives the units (or bytes) needed; writes at most room of them. (size_t)-1: the code page doesn't exist here. */
size_t sys_decode(UINT code_page, const char *text, size_t bytes, WCHAR *out, size_t room);
size_t sys_encode(UINT code_page, const WCHAR *text, size_t chars, char *out, size_t room);
UINT sys_ansi_code_page(void);
ULONG sys_user_locale(void); /* LCID */
