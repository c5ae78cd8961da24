/*
 * uid.c - MAPIUIDs: made, compared, written as 32 hex digits
 */
#include "base/uid.h"
#include <string.h>
#include "base/error.h"
#include "sys/entropy.h"

HRESULT uid_new(MAPIUID *out)
{
    if (!sys_random(out->ab, sizeof(out->ab))) return FAIL(MAPI_E_CALL_FAILED);
    out->ab[7] =
        (BYTE)((out->ab[7] & 0x0f) | 0x40); /* a random GUID (version 4), as it lies in memory */
    out->ab[8] = (BYTE)((out->ab[8] & 0x3f) | 0x80);
    return S_OK;
}

bool uid_equal(const MAPIUID *a, const MAPIUID *b)
{
    return !memcmp(a, b, sizeof(*a));
}

void uid_to_hex(const MAPIUID *uid, WCHAR out[33])
{
    static const char digits[] = "0123456789abcdef";

    for (int i = 0; i < 16; i++) {
        out[2 * i] = (WCHAR)digits[uid->ab[i] >> 4];
        out[2 * i + 1] = (WCHAR)digits[uid->ab[i] & 15];
    }
    out[32] = 0;
}

static int digit(WCHAR c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool uid_from_hex(const WCHAR *hex, MAPIUID *out)
{
    if (!hex) return false;
    for (int i = 0; i < 16; i++) {
        int high = digit(hex[2 * i]), low = high < 0 ? -1 : digit(hex[2 * i + 1]);

        if (low < 0) return false;
        out->ab[i] = (BYTE)(high << 4 | low);
    }
    return !hex[32];
}
