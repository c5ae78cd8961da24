/*
 * charset_cut.h - where text of a code page may be cut, so that its pieces decode to what it would
 * whole
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"

/*
 * Of the bytes at text, which begin with a character, how many make whole ones: all of them but
 * three at most. What is behind them belongs before the next piece. 0: the code page has shifts
 * (ISO 2022, HZ, UTF-7), units of more than a byte, or isn't known here: such text must be decoded
 * whole.
 */
size_t charset_whole(UINT code_page, const unsigned char *text, size_t bytes);
