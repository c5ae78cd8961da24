/*
 * write.c - TNEF put together: attributes and sizes that are known only at their end, in pieces
 */
#include "codec/tnef/write.h"
#include <string.h>
#include "tnef.h"
#include "base/error.h"
#include "base/mem.h"
#include "codec/tnef/sum.h"

enum { BUFFER = 65536 };

HRESULT tnef_writer_init(struct tnef_writer *w, const struct tnef_output *output)
{
    void *buffer;

    *w = (struct tnef_writer){.output = *output};
    if (mem_root(BUFFER, &buffer) != S_OK) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    w->buffer = buffer;
    return S_OK;
}

void tnef_writer_drop(struct tnef_writer *w)
{
    mem_free(w->buffer);
    *w = (struct tnef_writer){0};
}

HRESULT tnef_writer_flush(struct tnef_writer *w)
{
    if (SUCCEEDED(w->failed) && w->count)
        w->failed = w->output.write(w->output.context, w->buffer, w->count);
    w->place += w->count;
    w->count = 0;
    return FAILED(w->failed) ? w->failed : S_OK;
}

void tnef_put(struct tnef_writer *w, const void *bytes, size_t count)
{
    if (FAILED(w->failed) || !count) return;
    w->sum += tnef_sum(bytes, count);
    if (count > BUFFER - w->count) {
        tnef_writer_flush(w);
        if (count >= BUFFER) { /* too much to be kept: past the buffer */
            if (SUCCEEDED(w->failed)) w->failed = w->output.write(w->output.context, bytes, count);
            w->place += count;
            return;
        }
    }
    memcpy(w->buffer + w->count, bytes, count);
    w->count += count;
}

void tnef_put_u16(struct tnef_writer *w, uint16_t v)
{
    uint8_t b[] = {(uint8_t)v, (uint8_t)(v >> 8)};

    tnef_put(w, b, sizeof(b));
}

static void to_bytes(uint32_t v, uint8_t b[4])
{
    for (int i = 0; i < 4; i++)
        b[i] = (uint8_t)(v >> 8 * i);
}

void tnef_put_u32(struct tnef_writer *w, uint32_t v)
{
    uint8_t b[4];

    to_bytes(v, b);
    tnef_put(w, b, sizeof(b));
}

void tnef_put_padding(struct tnef_writer *w, uint64_t bytes)
{
    static const uint8_t zeros[4];

    tnef_put(w, zeros, -bytes & 3);
}

static uint64_t place_now(const struct tnef_writer *w)
{
    return w->place + w->count;
}

/* Four zeros at place become v. */
static void patch(struct tnef_writer *w, uint64_t place, uint64_t v)
{
    uint8_t b[4];
    size_t kept = 0;

    if (v > UINT32_MAX && SUCCEEDED(w->failed)) w->failed = FAIL(MAPI_E_TOO_BIG);
    if (FAILED(w->failed)) return;
    to_bytes((uint32_t)v, b);
    w->sum += tnef_sum(b, 4);
    for (size_t i = 0; i < 4; i++) {
        if (place + i < w->place) continue;
        w->buffer[place + i - w->place] = b[i];
        kept++;
    }
    if (kept < 4) w->failed = w->output.patch(w->output.context, place, b, 4 - kept);
}

void tnef_put_head(struct tnef_writer *w, uint16_t key)
{
    tnef_put_u32(w, TNEF_SIGNATURE);
    tnef_put_u16(w, key);
}

void tnef_size_open(struct tnef_writer *w, struct tnef_mark *mark)
{
    mark->place = place_now(w);
    tnef_put_u32(w, 0);
    mark->sum = w->sum;
}

void tnef_size_close(struct tnef_writer *w, const struct tnef_mark *mark, bool pad)
{
    uint64_t bytes = place_now(w) - mark->place - 4;

    if (pad) tnef_put_padding(w, bytes);
    patch(w, mark->place, bytes);
}

void tnef_count_close(struct tnef_writer *w, const struct tnef_mark *mark, uint32_t count)
{
    patch(w, mark->place, count);
}

void tnef_attr_open(struct tnef_writer *w, uint8_t level, uint32_t id, struct tnef_mark *mark)
{
    tnef_put(w, &level, 1);
    tnef_put_u32(w, id);
    tnef_size_open(w, mark);
}

void tnef_attr_close(struct tnef_writer *w, const struct tnef_mark *mark)
{
    uint64_t bytes = place_now(w) - mark->place - 4;

    tnef_put_u16(w, (uint16_t)(w->sum - mark->sum));
    patch(w, mark->place, bytes);
}

void tnef_put_attr(struct tnef_writer *w, uint8_t level, uint32_t id, const void *bytes,
                   size_t count)
{
    struct tnef_mark mark;

    tnef_attr_open(w, level, id, &mark);
    tnef_put(w, bytes, count);
    tnef_attr_close(w, &mark);
}
