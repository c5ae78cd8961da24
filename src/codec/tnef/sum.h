/*
 * sum.h - the sum of bytes, as TNEF's attributes end with it
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#    include <emmintrin.h>
#endif

/* Modulo 2^32; an attribute has its lower 16 bits. Sixteen bytes at a time where the machine has an
 * instruction for it, else eight: lanes of 16 bits hold 128 sums of two bytes. */
static inline uint32_t tnef_sum(const uint8_t *at, size_t count)
{
    const uint64_t low = 0x00ff00ff00ff00ffull;
    uint32_t sum = 0;

#ifdef __SSE2__
    __m128i sums = _mm_setzero_si128();

    for (; count >= 16; at += 16, count -= 16)
        sums = _mm_add_epi32(
            sums, _mm_sad_epu8(_mm_loadu_si128((const __m128i *)at), _mm_setzero_si128()));
    sum = (uint32_t)_mm_cvtsi128_si32(sums) + (uint32_t)_mm_cvtsi128_si32(_mm_srli_si128(sums, 8));
#endif
    while (count >= 8) {
        size_t words = count / 8 < 128 ? count / 8 : 128;
        uint64_t lanes = 0;

        for (size_t i = 0; i < words; i++) {
            uint64_t eight;

            memcpy(&eight, at + i * 8, 8);
            lanes += (eight & low) + (eight >> 8 & low);
        }
        at += words * 8;
        count -= words * 8;
        sum += (uint32_t)((lanes & 0xffff) + (lanes >> 16 & 0xffff) + (lanes >> 32 & 0xffff) +
                          (lanes >> 48));
    }
    while (count--)
        sum += *at++;
    return sum;
}
