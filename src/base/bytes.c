/*
 * bytes.c - the bounded reader and writer of little-endian bytes
 */
#include "base/bytes.h"
#include <string.h>
#include "base/mem.h"
#include "base/size.h"

const uint8_t *read_bytes(struct reader *r, size_t count)
{
    const uint8_t *at = r->at;

    if (count > read_left(r)) {
        r->at = r->end; /* what comes after is lost, too */
        r->bad = true;
        return NULL;
    }
    if (count) r->at += count;
    return at;
}

void read_skip(struct reader *r, size_t count)
{
    read_bytes(r, count);
}

uint8_t read_u8(struct reader *r)
{
    const uint8_t *b = read_bytes(r, 1);

    return b ? *b : 0;
}

uint16_t read_u16(struct reader *r)
{
    const uint8_t *b = read_bytes(r, 2);

    return b ? (uint16_t)(b[0] | b[1] << 8) : 0;
}

uint32_t read_u32(struct reader *r)
{
    const uint8_t *b = read_bytes(r, 4);

    return b ? b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24 : 0;
}

uint64_t read_u64(struct reader *r)
{
    const uint8_t *b = read_bytes(r, 8);
    uint64_t v = 0;

    for (int i = 7; b && i >= 0; i--)
        v = v << 8 | b[i];
    return v;
}

bool read_guid(struct reader *r, GUID *out)
{
    const uint8_t *b = read_bytes(r, 16);
    struct reader fields = reader_over(b, b ? 16 : 0);

    memset(out, 0, sizeof(*out));
    if (!b) return false;
    out->Data1 = read_u32(&fields);
    out->Data2 = read_u16(&fields);
    out->Data3 = read_u16(&fields);
    memcpy(out->Data4, fields.at, 8);
    return true;
}

uint8_t *writer_more(struct writer *w, size_t count)
{
    size_t wanted = w->count;
    void *bigger;

    if (w->bad || !size_add(&wanted, count)) {
        w->bad = true;
        return NULL;
    }
    if (wanted > w->room) {
        size_t room = wanted < 64 ? 128 : wanted;

        if (room < SIZE_MAX / 2) room += room / 2;
        if (mem_root(room, &bigger) != S_OK) {
            w->bad = true;
            return NULL;
        }
        if (w->count) memcpy(bigger, w->data, w->count);
        mem_free(w->data);
        w->data = bigger;
        w->room = room;
    }
    w->count = wanted;
    return w->data + wanted - count;
}

static void put(uint8_t *to, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++, v >>= 8)
        to[i] = (uint8_t)v;
}

static void write_number(struct writer *w, uint64_t v, int bytes)
{
    uint8_t *to = writer_more(w, (size_t)bytes);

    if (to) put(to, v, bytes);
}

void write_u8(struct writer *w, uint8_t v)
{
    write_number(w, v, 1);
}

void write_u16(struct writer *w, uint16_t v)
{
    write_number(w, v, 2);
}

void write_u32(struct writer *w, uint32_t v)
{
    write_number(w, v, 4);
}

void write_u64(struct writer *w, uint64_t v)
{
    write_number(w, v, 8);
}

void write_bytes(struct writer *w, const void *bytes, size_t count)
{
    uint8_t *to = count ? writer_more(w, count) : NULL;

    if (to) memcpy(to, bytes, count);
}

void write_patch_u32(struct writer *w, size_t at, uint32_t v)
{
    if (!w->bad && at + 4 <= w->count) put(w->data + at, v, 4);
}

void writer_drop(struct writer *w)
{
    mem_free(w->data);
    *w = (struct writer){0};
}
