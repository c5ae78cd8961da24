/*
 * write.h - TNEF put together: attributes and sizes that are known only at their end, in pieces
 *
 * What is written goes out through one buffer. A length that had left it when it became known is
 * written where it belongs by patch. The sums of all that lies around come out right, streams in
 * streams too. Format: read.h
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"

struct tnef_output {
    HRESULT (*write)
    (void *context, const void *bytes, size_t count); /* all, behind what went before */
    HRESULT (*patch)
    (void *context, uint64_t place, const void *bytes,
     size_t count); /* place: counted from the first byte */
    void *context;
};

struct tnef_writer {
    uint8_t *buffer; /* owned */
    size_t count;    /* in it */
    uint64_t place;  /* of its first byte */
    uint32_t sum;    /* of all bytes written */
    HRESULT failed;  /* kept: later calls do nothing */
    struct tnef_output output;
};

struct tnef_mark { /* an attribute or a size that is open */
    uint64_t place; /* of its length */
    uint32_t sum;   /* before its data */
};

HRESULT tnef_writer_init(struct tnef_writer *w,
                         const struct tnef_output *output); /* MAPI_E_NOT_ENOUGH_MEMORY */
/* Everything goes out; the first failure of all, or S_OK. */
HRESULT tnef_writer_flush(struct tnef_writer *w);
void tnef_writer_drop(struct tnef_writer *w);

void tnef_put(struct tnef_writer *w, const void *bytes, size_t count);
void tnef_put_u16(struct tnef_writer *w, uint16_t v);
void tnef_put_u32(struct tnef_writer *w, uint32_t v);
/* Zeros up to a multiple of 4, behind bytes of data. */
void tnef_put_padding(struct tnef_writer *w, uint64_t bytes);

/* Signature, key. */
void tnef_put_head(struct tnef_writer *w, uint16_t key);
void tnef_attr_open(struct tnef_writer *w, uint8_t level, uint32_t id, struct tnef_mark *mark);
void tnef_attr_close(struct tnef_writer *w, const struct tnef_mark *mark);
void tnef_put_attr(struct tnef_writer *w, uint8_t level, uint32_t id, const void *bytes,
                   size_t count);
/* 4 bytes that become the length of what follows, with or without padding behind it. */
void tnef_size_open(struct tnef_writer *w, struct tnef_mark *mark);
void tnef_size_close(struct tnef_writer *w, const struct tnef_mark *mark, bool pad);
/* 4 bytes that become a number: tnef_count_close. */
void tnef_count_close(struct tnef_writer *w, const struct tnef_mark *mark, uint32_t count);
