/*
 * hex.c - bytes as hexadecimal digits in 8-bit text
 */
#include "base/hex.h"

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

void hex_write(const BYTE *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < count; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = 0;
}

bool hex_read(const char *text, BYTE *out, size_t room, size_t *count)
{
    size_t n = 0;

    if (count) *count = 0;
    for (; *text; text += 2) {
        int high = hex_digit(text[0]);
        int low = high < 0
                      ? -1
                      : hex_digit(text[1]); /* a NUL is no digit, so nothing behind it is read */

        if (low < 0 || n == room) return false;
        out[n++] = (BYTE)(high << 4 | low);
        if (count) *count = n;
    }
    return true;
}
