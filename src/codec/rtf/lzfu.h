/*
 * lzfu.h - compressed RTF, read in pieces of any size
 *
 *     offset  bytes
 *     0       4      bytes that follow this field
 *     4       4      bytes of the RTF
 *     8       4      "LZFu", or "MELA": what follows isn't compressed
 *     12      4      checksum of what follows; 0 in MELA
 *     16             runs of a flag byte and eight items, one a bit from the lowest: 0 a byte, 1 a reference of two
 *                    bytes, big-endian: 12 bits place in a window of 4096, 4 bits length - 2; a reference to the
 *                    place that is written next ends it
 *
 * The window begins with 207 bytes that both sides know. Source: MS-OXRTFCP. Needs nothing but include/, and no memory
 * but its own: providers link it too.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"

enum { LZFU_WINDOW = 4096, LZFU_HEADER = 16 };

struct lzfu {
    HRESULT (*put)(void *context, const char *rtf, size_t bytes); /* an error ends it */
    void *context;
    HRESULT hr;
    uint64_t got; /* bytes of the whole */
    uint32_t packed, kind;
    uint64_t left; /* of MELA */
    unsigned bits, flags, lead; /* of the run: bits that are left; lead: the first byte of a reference, + 256 */
    bool ended;
    unsigned at, from;          /* from: what the window has from there is to be put */
    uint8_t header[LZFU_HEADER], window[LZFU_WINDOW];
};

void lzfu_begin(struct lzfu *lzfu, HRESULT (*put)(void *context, const char *rtf, size_t bytes), void *context);
/* MAPI_E_CORRUPT_DATA (another signature), put's errors; for good. What comes after the end mark is passed over. */
HRESULT lzfu_put(struct lzfu *lzfu, const void *bytes, size_t count);
/* MAPI_E_CORRUPT_DATA: it was cut. The checksum is not looked at: many writers leave it wrong. */
HRESULT lzfu_end(struct lzfu *lzfu);
