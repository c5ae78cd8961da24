/*
 * ascii.h - most text is ASCII: is it, and then in UTF-16 at once, without a code page
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "mapidefs.h"
#ifdef __SSE2__
#    include <emmintrin.h>
#endif

static inline bool ascii_only(const uint8_t *text, size_t count)
{
    const uint64_t high = 0x8080808080808080ull;
    uint64_t eight;
    uint8_t seen = 0;

    for (; count >= 8; text += 8, count -= 8) {
        memcpy(&eight, text, 8);
        if (eight & high) return false;
    }
    while (count--)
        seen |= *text++;
    return !(seen & 0x80);
}

/* As many units, no NUL behind them. */
static inline void ascii_widen(const uint8_t *text, size_t count, WCHAR *out)
{
#ifdef __SSE2__
    for (; count >= 16; text += 16, out += 16, count -= 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)text), zero = _mm_setzero_si128();

        _mm_storeu_si128((__m128i *)out, _mm_unpacklo_epi8(bytes, zero));
        _mm_storeu_si128((__m128i *)(out + 8), _mm_unpackhi_epi8(bytes, zero));
    }
#endif
    while (count--)
        *out++ = *text++;
}
