/*
 * text.c - exports: looking into text in the ANSI code page
 *
 * It is that whatever LPTSTR is where the caller was compiled; where the code page has characters
 * of two bytes, the second byte is never taken for a character.
 */
#include "mapiutil.h"
#include "mapiwin.h"
#include "base/hex.h"
#include "sys/codepage.h"
#include "sys/probe.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The character at text (not a NUL), a lead byte in its upper 8 bits, and its bytes. */
static USHORT character(const char *text, size_t *bytes)
{
    BYTE first = (BYTE)text[0];

    *bytes = text[1] && sys_is_lead_byte(first) ? 2 : 1;
    return *bytes == 2 ? (USHORT)(first << 8 | (BYTE)text[1]) : first;
}

static const char *find(const char *text, USHORT wanted, bool last)
{
    const char *found = NULL;
    size_t bytes;

    for (; text && *text && (last || !found); text += bytes)
        if (character(text, &bytes) == wanted) found = text;
    return found;
}

/* SzFindCh, SzFindLastCh - the first and the last place of a character, or NULL; NULL text: NULL.
 * Case matters.
 * Source: SzFindCh, SzFindLastCh; contracts 11.4-15 */
LPTSTR STDMETHODCALLTYPE SzFindCh(LPCTSTR text, USHORT wanted)
{
    return (LPTSTR)find((const char *)text, wanted, false);
}

LPTSTR STDMETHODCALLTYPE SzFindLastCh(LPCTSTR text, USHORT wanted)
{
    return (LPTSTR)find((const char *)text, wanted, true);
}

/* SzFindSz - the first place of part, or NULL; "" is at the beginning. Source: SzFindSz;
 * contracts 11.4-15 */
LPTSTR STDMETHODCALLTYPE SzFindSz(LPCTSTR text, LPCTSTR part)
{
    const char *at = (const char *)text, *wanted = (const char *)part;
    size_t length, bytes;

    if (!at || !wanted) return NULL;
    length = strlen(wanted);
    if (!length) return (LPTSTR)at;
    for (; *at; at += bytes) {
        if (!strncmp(at, wanted, length)) return (LPTSTR)at;
        character(at, &bytes);
    }
    return NULL;
}

/* UFromSz - the decimal digits that text begins with, modulo 2^32; none, or NULL: 0. Source:
 * UFromSz; contracts 11.4-13 */
UINT STDMETHODCALLTYPE UFromSz(LPCTSTR text)
{
    UINT number = 0;

    for (const char *at = (const char *)text; at && *at >= '0' && *at <= '9'; at++)
        number = number * 10 + (UINT)(*at - '0');
    return number;
}

/* UlFromSzHex - the same with hexadecimal digits of either case. Source: UlFromSzHex;
 * contracts 11.4-14 */
ULONG STDMETHODCALLTYPE UlFromSzHex(LPCTSTR text)
{
    ULONG number = 0;

    for (const char *at = (const char *)text; at && hex_digit(*at) >= 0; at++)
        number = number << 4 | (ULONG)hex_digit(*at);
    return number;
}

/*
 * IsBadBoundedStringPtr - TRUE: no text that ends within max bytes, its NUL included, can be read
 * there
 *
 * The page calls it IsBadStringPtr, which is content with max readable bytes. Wine's conformance
 * tests, which passed on the original, know that it wants the NUL among them: so does this.
 * Source  IsBadBoundedStringPtr
 */
BOOL STDMETHODCALLTYPE IsBadBoundedStringPtr(const void *text, UINT max)
{
    enum { PAGE = 4096 };
    const char *at = text;

    if (!at) return TRUE;
    while (max) {
        UINT here = (UINT)(PAGE - (uintptr_t)at % PAGE); /* to the end of its page */

        if (here > max) here = max;
        if (!sys_readable(at, here)) return TRUE;
        if (memchr(at, 0, here)) return FALSE;
        at += here;
        max -= here;
    }
    return TRUE;
}
