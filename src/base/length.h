/*
 * length.h - where a text ends, looked for 16 bytes at a time
 *
 * A read of 16 bytes that begins at a multiple of 16 stays in one page, so what it touches before
 * and behind the text is there. Without such reads (x86 of Windows 7's days) the same is done with
 * 4 bytes.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "mapidefs.h"
#ifdef __SSE2__
#    include <emmintrin.h>
#endif
#if defined(__SANITIZE_ADDRESS__)
#    define LENGTH_BY_16 0 /* which minds what is touched behind the text */
#elif defined(__has_feature)
#    if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#        define LENGTH_BY_16 0
#    endif
#endif
#if !defined(LENGTH_BY_16) && defined(__SSE2__)
#    define LENGTH_BY_16 1
#elif !defined(LENGTH_BY_16)
#    define LENGTH_BY_16   0
#    define LENGTH_BY_WORD 1
#endif

#if LENGTH_BY_16
/* The NUL of a text at an even address; anything from end (a multiple of 16) on when it comes no
 * earlier. */
static inline const char *length16_before(const WCHAR *text, const char *end)
{
    const __m128i zero = _mm_setzero_si128(),
                  *at = (const __m128i *)((uintptr_t)text & ~(uintptr_t)15);
    unsigned before = (uintptr_t)text & 15;
    unsigned ends = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi16(*at, zero)) >> before;

    if (ends) return (const char *)text + (unsigned)__builtin_ctz(ends);
    while (!ends && (const char *)++at < end)
        ends = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi16(*at, zero));
    return ends ? (const char *)at + (unsigned)__builtin_ctz(ends) : end;
}

/* The same of bytes, wherever the text begins. */
static inline const char *length8_before(const char *text, const char *end)
{
    const __m128i zero = _mm_setzero_si128(),
                  *at = (const __m128i *)((uintptr_t)text & ~(uintptr_t)15);
    unsigned before = (uintptr_t)text & 15;
    unsigned ends = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(*at, zero)) >> before;

    if (ends) return text + (unsigned)__builtin_ctz(ends);
    while (!ends && (const char *)++at < end)
        ends = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(*at, zero));
    return ends ? (const char *)at + (unsigned)__builtin_ctz(ends) : end;
}
#endif

#if LENGTH_BY_WORD
typedef uintptr_t length_word __attribute__((may_alias));

/* How many of bits stand before the first that is set; the words are those of x86, whose first byte
 * is the lowest. */
static inline unsigned length_bits_before(uintptr_t bits)
{
    return sizeof(bits) > sizeof(unsigned) ? (unsigned)__builtin_ctzll(bits)
                                           : (unsigned)__builtin_ctz((unsigned)bits);
}

/* The highest bit of the first NUL in word, and perhaps of what comes behind it; 0: there is none.
 * unit is a word with 1 in each of its units, tops has their highest bits. */
static inline uintptr_t length_ends(uintptr_t word, uintptr_t unit, uintptr_t tops)
{
    return (word - unit) & ~word & tops;
}
#endif

/* UTF-16 units before the NUL; text may lie at an odd address. */
static inline size_t length16(const WCHAR *text)
{
    size_t n = 0;

#if LENGTH_BY_16
    if (!((uintptr_t)text & 1)) {
        const __m128i zero = _mm_setzero_si128(),
                      *at = (const __m128i *)((uintptr_t)text & ~(uintptr_t)15);
        unsigned before = (uintptr_t)text & 15;
        unsigned ends = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi16(*at, zero)) >> before;

        if (ends) return (unsigned)__builtin_ctz(ends) / sizeof(WCHAR);
        do
            ends = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi16(*++at, zero));
        while (!ends);
        return ((size_t)((const char *)at - (const char *)text) + (unsigned)__builtin_ctz(ends)) /
               sizeof(WCHAR);
    }
#endif
#if LENGTH_BY_WORD
    if (!((uintptr_t)text & 1)) {
        const uintptr_t unit = UINTPTR_MAX / 0xffff, tops = unit << 15;
        uintptr_t ends;

        for (; (uintptr_t)&text[n] & (sizeof(length_word) - 1); n++)
            if (!text[n]) return n;
        while (!(ends = length_ends(*(const length_word *)(const void *)&text[n], unit, tops)))
            n += sizeof(length_word) / sizeof(WCHAR);
        return n + length_bits_before(ends) / 16;
    }
#endif
    while (text[n])
        n++;
    return n;
}

/* Bytes before the NUL. */
static inline size_t length8(const char *text)
{
#if LENGTH_BY_16
    const __m128i zero = _mm_setzero_si128(),
                  *at = (const __m128i *)((uintptr_t)text & ~(uintptr_t)15);
    unsigned before = (uintptr_t)text & 15;
    unsigned ends = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(*at, zero)) >> before;

    if (ends) return (unsigned)__builtin_ctz(ends);
    do
        ends = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(*++at, zero));
    while (!ends);
    return (size_t)((const char *)at - text) + (unsigned)__builtin_ctz(ends);
#elif LENGTH_BY_WORD
    const uintptr_t unit = UINTPTR_MAX / 0xff, tops = unit << 7;
    uintptr_t ends;
    size_t n = 0;

    for (; (uintptr_t)&text[n] & (sizeof(length_word) - 1); n++)
        if (!text[n]) return n;
    while (!(ends = length_ends(*(const length_word *)(const void *)&text[n], unit, tops)))
        n += sizeof(length_word);
    return n + length_bits_before(ends) / 8;
#else
    return strlen(text);
#endif
}
