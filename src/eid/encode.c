/*
 * encode.c - bytes of an identifier as text of 64 harmless characters
 *
 * Three bytes become four characters of six bits each, most significant first; one or two bytes at
 * the end become two or three characters. The characters are those of base64 for URLs and file
 * names (RFC 4648, 5), without padding.
 */
#include "eid/encode.h"
#include <stdint.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

ULONG encode_chars(ULONG cb)
{
    uint64_t chars = (uint64_t)cb / 3 * 4 + (cb % 3 ? cb % 3 + 1 : 0) + 1;

    return chars > 0xffffffffu ? 0 : (ULONG)chars;
}

ULONG encode_room(size_t chars)
{
    uint64_t groups = ((uint64_t)chars | 3) >> 2;

    return (ULONG)((groups + 1) * 3);
}

void encode_write(const BYTE *bytes, ULONG cb, char *out)
{
    for (; cb; cb -= cb < 3 ? cb : 3, bytes += 3) {
        ULONG n = cb < 3 ? cb : 3;
        ULONG group =
            (ULONG)bytes[0] << 16 | (n > 1 ? (ULONG)bytes[1] << 8 : 0) | (n > 2 ? bytes[2] : 0);

        for (ULONG i = 0; i <= n; i++)
            *out++ = digits[group >> (18 - 6 * i) & 63];
    }
    *out = 0;
}

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool encode_read(const char *text, BYTE *out, ULONG *cb)
{
    *cb = 0;
    while (*text) {
        ULONG group = 0, n = 0;

        for (; n < 4 && *text; n++, text++) {
            int value = value_of(*text);

            if (value < 0) return false;
            group |= (ULONG)value << (18 - 6 * n);
        }
        /* One character alone, or bits beyond the last byte: nothing of ours */
        if (n == 1 || (n < 4 && group & (0xffffffu >> (8 * (n - 1))))) return false;
        for (ULONG i = 0; i + 1 < n; i++)
            out[(*cb)++] = (BYTE)(group >> (16 - 8 * i));
    }
    return true;
}
