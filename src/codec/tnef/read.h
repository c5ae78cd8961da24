/*
 * read.h - TNEF taken apart: attributes, and properties in them, from memory or from a stream, in
 * one pass
 *
 *     offset  bytes
 *     0       4      TNEF_SIGNATURE
 *     4       2      key of the first attachment
 *     6              attributes: 1 byte level, 4 bytes id, 4 bytes length, the data, 2 bytes sum of
 * the data's bytes
 *
 * attMAPIProps, attAttachment and each row of attRecipTable hold properties: 4 bytes their number;
 * each has
 *
 *     4              tag; from id 0x8000 on behind it 16 bytes set, 4 bytes kind, 4 bytes id or
 * length and text (UTF-16, its NUL counted, padded to 4) 4              number of values, unless it
 * is one of a fixed size values: of a fixed size padded to 4, else 4 bytes length, the data, padded
 * to 4
 *
 * All numbers are little-endian. A PT_OBJECT begins with the IID of what it is; behind IID_IMessage
 * stands a whole TNEF stream. So streams nest, and what is read counts for the sums of all that lie
 * around it. Nothing is ever held but one buffer and what is asked for by tnef_load. Source:
 * MS-OXTNEF; TNEF stream structure (MAPI reference)
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"

enum {
    TNEF_MAX_DEPTH = 32,          /* messages in messages */
    TNEF_MAX_LOAD = 16 << 20,     /* bytes of one value that is held whole */
    TNEF_MAX_NAME = 1024,         /* bytes of a property's name */
    TNEF_MAX_ATTACHMENTS = 65535, /* of one message: their keys have 16 bits */
};

struct tnef_input {
    /* Up to want bytes; *got 0: there are no more. A failure ends the reading. */
    HRESULT (*read)(void *context, void *to, size_t want, size_t *got);
    void *context;
    uint64_t bytes; /* there are at most; UINT64_MAX: not known */
};

struct tnef_reader {
    const uint8_t *at, *end; /* what is here */
    const uint8_t *summed;   /* bytes before it are in sum */
    uint64_t place;          /* of at[0], counted from the first byte */
    uint64_t limit;          /* nothing is read beyond it */
    uint64_t total;          /* bytes there can be */
    uint32_t sum;
    bool over;      /* something reached beyond limit: what is given since is nothing. Cleared by
                       tnef_attr_end */
    HRESULT failed; /* the input did, or ended where it must not (MAPI_E_CORRUPT_DATA): for good */
    uint8_t *buffer; /* owned; NULL: all is in memory */
    size_t room;     /* in buffer */
    struct tnef_input input;
};

/* In memory, where nothing is copied: what tests and the benchmark read by; messages come from
 * streams. */
void tnef_reader_over(struct tnef_reader *r, const void *bytes, size_t count);
/* MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT tnef_reader_from(struct tnef_reader *r, const struct tnef_input *input);
void tnef_reader_drop(struct tnef_reader *r);

static inline bool tnef_fine(const struct tnef_reader *r)
{
    return !r->over && !FAILED(r->failed);
}
static inline uint64_t tnef_left(const struct tnef_reader *r)
{
    return r->limit - r->place;
}
/* The next count bytes (4096 at most) in place until the next call, or NULL (over, or failed). */
const uint8_t *tnef_take(struct tnef_reader *r, size_t count);
/* The same, but they stay; NULL: the limit comes first, which isn't over, or the input's end does.
 */
const uint8_t *tnef_peek(struct tnef_reader *r, size_t count);
uint16_t tnef_u16(struct tnef_reader *r);
uint32_t tnef_u32(struct tnef_reader *r);
uint64_t tnef_u64(struct tnef_reader *r);
/* Some of the next `want` bytes, 1 at least, in place until the next call; 0: want is 0, or there
 * are none. */
size_t tnef_piece(struct tnef_reader *r, uint64_t want, const uint8_t **at);
void tnef_skip(struct tnef_reader *r, uint64_t count);
/*
 * The next count bytes on root (NULL: a new root), with two NULs behind them; memory grows as they
 * arrive. MAPI_E_TOO_BIG (more than most; passed over), MAPI_E_NOT_ENOUGH_MEMORY,
 * MAPI_E_CORRUPT_DATA (there are not so many)
 */
HRESULT tnef_load(struct tnef_reader *r, uint64_t count, uint64_t most, void *root, uint8_t **out);

/* ---- attributes ---- */

/* Signature and key. MAPI_E_CORRUPT_DATA: it isn't TNEF. */
HRESULT tnef_begin(struct tnef_reader *r, uint16_t *key);

struct tnef_attr {
    uint8_t level; /* LVL_ */
    uint32_t id;   /* att... */
    uint32_t bytes;
    uint64_t outer; /* limit around it */
    uint32_t sum;   /* before its data */
};
/*
 * The next one; until tnef_attr_end nothing beyond its data is read. S_FALSE: there is none; zeros
 * and line ends that a mail system put behind the last are none.
 * Errors  MAPI_E_CORRUPT_DATA (no attribute, or longer than what there is), what the input answers
 */
HRESULT tnef_attr_next(struct tnef_reader *r, struct tnef_attr *attr);
/* Passes over what is left of it. *sum_fits may be NULL. Errors as before. */
HRESULT tnef_attr_end(struct tnef_reader *r, const struct tnef_attr *attr, bool *sum_fits);

/* ---- properties ---- */

struct tnef_prop {
    uint32_t tag;
    bool named;
    bool sized;     /* each value tells its size */
    uint32_t fixed; /* bytes of each, when not */
    uint32_t count; /* of values */
    GUID set;
    uint32_t kind; /* MNID_ */
    uint32_t id;
    WCHAR *name; /* MNID_STRING: on the root given; ends with a NUL */
};
/* How many properties follow; 0 and over: more than there can be. */
uint32_t tnef_prop_count(struct tnef_reader *r);
/*
 * The next one's head. MAPI_E_CORRUPT_DATA: where the next begins can't be known;
 * MAPI_E_NOT_ENOUGH_MEMORY. count was checked against what there is, so values of it may be held.
 */
HRESULT tnef_prop_next(struct tnef_reader *r, void *root, struct tnef_prop *prop);
/* The next value's bytes; false: over. Behind them comes tnef_value_end. */
bool tnef_value_begin(struct tnef_reader *r, const struct tnef_prop *prop, uint32_t *bytes);
void tnef_value_end(struct tnef_reader *r, uint32_t bytes);
/* What is left of it, when `values` of them have been read whole. */
void tnef_prop_skip(struct tnef_reader *r, const struct tnef_prop *prop, uint32_t values);
