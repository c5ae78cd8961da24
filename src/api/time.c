/*
 * time.c - exports: arithmetic on FILETIME as an unsigned number of 64 bits, modulo 2^64
 *
 * Structures of 8 bytes go by value both ways: on x86 the result is in EDX:EAX, without a hidden
 * pointer (contracts 11.5-05).
 */
#include "mapiutil.h"
#include "base/filetime.h"
#include <stdbool.h>

/* Source: FtAddFt; contracts 11.5-01 */
FILETIME STDMETHODCALLTYPE FtAddFt(FILETIME a, FILETIME b)
{
    return filetime_from_u64(filetime_to_u64(a) + filetime_to_u64(b));
}

/* FtAdcFt - carry is added and gets what the sum carries, 0 or 1; NULL: FtAddFt. Source: FtAdcFt;
 * contracts 11.5-02 */
FILETIME STDMETHODCALLTYPE FtAdcFt(FILETIME a, FILETIME b, WORD *carry)
{
    uint64_t sum;
    bool over = __builtin_add_overflow(filetime_to_u64(a), filetime_to_u64(b), &sum);

    if (carry) {
        over |= __builtin_add_overflow(sum, (uint64_t)(*carry != 0), &sum);
        *carry = over;
    }
    return filetime_from_u64(sum);
}

/* FtSubFt - a less b. Source: FtSubFt; contracts 11.5-01 */
FILETIME STDMETHODCALLTYPE FtSubFt(FILETIME a, FILETIME b)
{
    return filetime_from_u64(filetime_to_u64(a) - filetime_to_u64(b));
}

/* FtMulDw - the lower 64 bits of the product. Source: FtMulDw; contracts 11.5-04 */
FILETIME STDMETHODCALLTYPE FtMulDw(DWORD factor, FILETIME time)
{
    return filetime_from_u64(filetime_to_u64(time) * factor);
}

/* Source: FtMulDwDw; contracts 11.5-04 */
FILETIME STDMETHODCALLTYPE FtMulDwDw(DWORD a, DWORD b)
{
    return filetime_from_u64((uint64_t)a * b);
}

/* Source: FtNegFt; contracts 11.5-03 */
FILETIME STDMETHODCALLTYPE FtNegFt(FILETIME time)
{
    return filetime_from_u64(-filetime_to_u64(time));
}
