/*
 * width.h - how many cells of a terminal a text takes
 */
#pragma once
#include <windows.h>

/* The code point at *text, which is moved behind it; a lone surrogate stands for itself. */
ULONG next_code(const WCHAR **text);
int code_width(ULONG code); /* 0, 1 or 2 */
int text_width(const WCHAR *text);
