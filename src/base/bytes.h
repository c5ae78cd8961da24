/*
 * bytes.h - the bounded reader and writer of little-endian bytes; every parser of ours reads
 * through it
 *
 * A reader that runs over its end gives zeros and remembers: check r->bad once at the end.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapidefs.h"

struct reader {
    const uint8_t *at, *end;
    bool bad;
};
static inline struct reader reader_over(const void *bytes, size_t count)
{
    /* NULL may be nothing */
    return (struct reader){bytes, count ? (const uint8_t *)bytes + count : bytes, false};
}
static inline size_t read_left(const struct reader *r)
{
    return (size_t)(r->end - r->at);
}
uint8_t read_u8(struct reader *r);
uint16_t read_u16(struct reader *r);
uint32_t read_u32(struct reader *r);
uint64_t read_u64(struct reader *r);
/* The next count bytes in place, or NULL (and bad). */
const uint8_t *read_bytes(struct reader *r, size_t count);
bool read_guid(struct reader *r, GUID *out);
void read_skip(struct reader *r, size_t count);

/* Grows as it is written to; bad once memory is out. Zero-initialise; writer_drop frees. */
struct writer {
    uint8_t *data; /* a mem_root block, owned; give away by TAKE(w.data) */
    size_t count, room;
    bool bad;
};
void write_u8(struct writer *w, uint8_t v);
void write_u16(struct writer *w, uint16_t v);
void write_u32(struct writer *w, uint32_t v);
void write_u64(struct writer *w, uint64_t v);
void write_bytes(struct writer *w, const void *bytes, size_t count);
/* The place for count bytes, which count as written; NULL and bad: memory is out. */
uint8_t *writer_more(struct writer *w, size_t count);
void write_patch_u32(struct writer *w, size_t at, uint32_t v);
void writer_drop(struct writer *w);
