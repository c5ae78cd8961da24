/*
 * sum.h - the sum of bytes, as TNEF's attributes end with it
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Modulo 2^32; an attribute has its lower 16 bits. Eight bytes at a time: lanes of 16 bits hold 128 sums of two bytes. */
static inline uint32_t tnef_sum(const uint8_t *at, size_t count)
{
    const uint64_t low = 0x00ff00ff00ff00ffull;
    uint32_t sum = 0;

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
        sum += (uint32_t)((lanes & 0xffff) + (lanes >> 16 & 0xffff) + (lanes >> 32 & 0xffff) + (lanes >> 48));
    }
    while (count--)
        sum += *at++;
    return sum;
}
