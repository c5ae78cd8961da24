/*
 * lzfu.h - compressed RTF, read in pieces of any size
 *
 *     offset  bytes
 *     0       4      bytes that follow this field
 *     4       4      bytes of the RTF
 *     8       4      "LZFu", or "MELA": what follows isn't compressed
 *     12      4      checksum of what follows (crc.h); 0 in MELA
 *     16             runs of a flag byte and eight items, one a bit from the lowest: 0 a byte, 1 a
 * reference of two bytes, big-endian: 12 bits place in a window of 4096, 4 bits length - 2; a
 * reference to the place that is written next ends it
 *
 * The window begins with 207 bytes that both sides know; what was never written in it is 0. Source:
 * MS-OXRTFCP. Needs nothing but include/, and no memory but its own: providers link it too.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"

enum { LZFU = 0x75465a4c, MELA = 0x414c454d }; /* kinds */
enum { LZFU_WINDOW = 4096, LZFU_HEADER = 16, LZFU_KNOWN = 207, LZFU_LONGEST = 17 };
enum { LZFU_ROOM = 16384, LZFU_SLACK = 64 };

extern const char lzfu_known[LZFU_KNOWN + 1];

struct lzfu {
    HRESULT (*put)(void *context, const char *rtf, size_t bytes); /* an error ends it */
    void *context;
    bool check; /* set it behind lzfu_begin: the checksum must be right */
    HRESULT hr;
    uint64_t got; /* bytes of the whole */
    uint32_t packed, kind, said, crc; /* said: by the header */
    uint64_t left;              /* of the RTF */
    unsigned bits, flags,
        lead; /* of the run: bits that are left; lead: the first byte of a reference, + 256 */
    bool ended;
    size_t at, from;  /* in window: what it has from `from` is to be put */
    unsigned turn;    /* (at + turn) % LZFU_WINDOW is the place of what is written next */
    uint8_t header[LZFU_HEADER];
    uint8_t window[LZFU_WINDOW + LZFU_ROOM +
                   LZFU_SLACK]; /* the last LZFU_WINDOW bytes before at are the format's */
};

void lzfu_begin(struct lzfu *lzfu, HRESULT (*put)(void *context, const char *rtf, size_t bytes),
                void *context);
/*
 * MAPI_E_CORRUPT_DATA (another signature), put's errors; for good. What comes after the end mark,
 * or is more than the header says, is passed over.
 */
HRESULT lzfu_put(struct lzfu *lzfu, const void *bytes, size_t count);
/*
 * MAPI_E_CORRUPT_DATA: it was cut, or, with check, its checksum is another. Many writers leave that
 * wrong, so who wants what can be read doesn't check.
 */
HRESULT lzfu_end(struct lzfu *lzfu);
