/*
 * utf8.h - how many bytes a character takes in UTF-8
 */
#pragma once
#include <stddef.h>

/* Of the character that text, of 1 byte or more, begins with; 0: it isn't well-formed. */
static inline size_t utf8_length(const char *text, size_t bytes)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t n;

    if (at[0] < 0x80) return 1;
    if (at[0] < 0xc2 || at[0] > 0xf4) return 0;
    n = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    if (n > bytes) return 0;
    for (size_t i = 1; i < n; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    if (at[0] == 0xe0 && at[1] < 0xa0) return 0;
    if (at[0] == 0xed && at[1] > 0x9f) return 0;
    if (at[0] == 0xf0 && at[1] < 0x90) return 0;
    if (at[0] == 0xf4 && at[1] > 0x8f) return 0;
    return n;
}
