/*
 * lzfu_pack.h - RTF becomes compressed RTF, in pieces of any size (lzfu.h has the format)
 *
 * The header holds lengths and a checksum, so it is known last: what is put stands behind it from
 * byte LZFU_HEADER on, and lzfu_pack_end gives the header, and the few bytes that end it. Needs
 * nothing but include/, and no memory but its own: providers link it too.
 */
#pragma once
#include "codec/rtf/lzfu.h"

enum { PACK_ROOM = 16384, PACK_HASHES = 8192, PACK_PAIRS = 4096, PACK_OUT = 4096, PACK_RUN = 17 };

struct lzfu_pack {
    HRESULT (*put)(void *context, const void *bytes, size_t count); /* an error ends it */
    void *context;
    uint32_t kind;
    HRESULT hr;
    bool knows;           /* what the window begins with can be found */
    uint64_t raw, packed; /* bytes: taken, put */
    uint32_t crc;         /* of what was put */
    size_t at, end;       /* in window: what is coded next, what is there */
    unsigned turn;        /* (at + turn) % LZFU_WINDOW is its place */
    unsigned items, run_bytes;
    uint8_t run[PACK_RUN]; /* begun: flags and items */
    size_t out_bytes;
    uint8_t out[PACK_OUT];
    uint16_t latest[PACK_HASHES];   /* where three bytes with this hash stood last, in window; 0:
                                       nowhere */
    uint16_t pairs[PACK_PAIRS];     /* two bytes */
    uint16_t before[LZFU_WINDOW];   /* where three with the same hash stood before those that stand
                                       here (modulo) */
    uint8_t window[LZFU_WINDOW + PACK_ROOM + LZFU_SLACK];
};

struct lzfu_tail {
    uint8_t header[LZFU_HEADER]; /* for byte 0 */
    uint8_t bytes[PACK_RUN + 3]; /* behind all that was put */
    size_t count;
};

/* kind is LZFU, or MELA: as it is. */
void lzfu_pack_begin(struct lzfu_pack *pack, uint32_t kind,
                     HRESULT (*put)(void *context, const void *bytes, size_t count), void *context);
/* MAPI_E_TOO_BIG (4 GiB: the header can't say more), put's errors; for good. */
HRESULT lzfu_pack_put(struct lzfu_pack *pack, const void *rtf, size_t count);
/* What there is so far, ended. More may be put behind it, then what tail says is written over.
 * Errors as lzfu_pack_put's. */
HRESULT lzfu_pack_end(struct lzfu_pack *pack, struct lzfu_tail *tail);
