/*
 * format.h - printf into UTF-16, the same natively and on Windows
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include "mapidefs.h"

/*
 * Writes at most room - 1 units and a NUL. Understands %d %i %u %x %X (with h, l, ll, z, width, 0),
 * %c, %%, %ls (WCHAR text) and %hs or %s (char text, taken as UTF-8); a NULL text is written as
 * (null). Gives the units that the whole would need.
 */
size_t text_format(WCHAR *out, size_t room, const WCHAR *format, ...);
size_t text_vformat(WCHAR *out, size_t room, const WCHAR *format, va_list args);
