/*
 * fuzz_lzfu.c - any bytes as compressed RTF: no more comes out than may, and the same however they
 * are cut; any bytes compressed come back as they were
 */
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "codec/rtf/lzfu.h"
#include "codec/rtf/lzfu_pack.h"

struct sum { /* of what came out: how much, and a number made of it */
    uint64_t n, hash;
};

static HRESULT put_rtf(void *context, const char *rtf, size_t bytes)
{
    struct sum *sum = context;

    if (!bytes) abort();
    for (size_t i = 0; i < bytes; i++)
        sum->hash = (sum->hash ^ (uint8_t)rtf[i]) * 0x100000001b3;
    sum->n += bytes;
    return S_OK;
}

static struct sum unpacked(const uint8_t *data, size_t bytes, size_t piece, bool check, HRESULT *hr)
{
    static struct lzfu lzfu;
    struct sum sum = {0, 0};

    lzfu_begin(&lzfu, put_rtf, &sum);
    lzfu.check = check;
    *hr = S_OK;
    for (size_t at = 0; at < bytes && *hr == S_OK; at += piece)
        *hr = lzfu_put(&lzfu, data + at, bytes - at < piece ? bytes - at : piece);
    if (*hr == S_OK) *hr = lzfu_end(&lzfu);
    if (*hr != S_OK && *hr != MAPI_E_CORRUPT_DATA) abort();
    if (sum.n > 9 * (uint64_t)bytes) abort();
    return sum;
}

struct packed {
    uint8_t *data;
    size_t n, room;
};

static HRESULT put_packed(void *context, const void *bytes, size_t count)
{
    struct packed *to = context;

    if (!count || count > to->room - to->n) abort();
    memcpy(to->data + to->n, bytes, count);
    to->n += count;
    return S_OK;
}

static void there_and_back(const uint8_t *data, size_t size, size_t piece, uint32_t kind)
{
    static struct lzfu_pack pack;
    struct packed to = {.n = LZFU_HEADER, .room = LZFU_HEADER + size + size / 8 + 4};
    struct sum before = {0, 0}, after;
    struct lzfu_tail tail;
    HRESULT hr;

    to.data = malloc(to.room);
    if (!to.data) return;
    lzfu_pack_begin(&pack, kind, put_packed, &to);
    for (size_t at = 0; at < size; at += piece) {
        if (lzfu_pack_put(&pack, data + at, size - at < piece ? size - at : piece) != S_OK) abort();
        if (piece == 11 && lzfu_pack_end(&pack, &tail) != S_OK) abort(); /* in between */
    }
    if (lzfu_pack_end(&pack, &tail) != S_OK) abort();
    if (tail.count) put_packed(&to, tail.bytes, tail.count);
    memcpy(to.data, tail.header, LZFU_HEADER);
    if (size) put_rtf(&before, (const char *)data, size);
    after = unpacked(to.data, to.n, to.n, true, &hr);
    if (hr != S_OK || after.n != before.n || after.hash != before.hash) abort();
    free(to.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t piece = size ? 1 + data[0] % 13 : 1;
    HRESULT whole, cut;
    struct sum a = unpacked(data, size, size + 1, false, &whole),
               b = unpacked(data, size, piece, false, &cut);

    if (whole != cut || a.n != b.n || a.hash != b.hash) abort();
    a = unpacked(data, size, size + 1, true, &whole);
    b = unpacked(data, size, piece, true, &cut);
    if (whole != cut || a.n != b.n || a.hash != b.hash) abort();
    there_and_back(data, size, size + 1, LZFU);
    there_and_back(data, size, piece, LZFU);
    there_and_back(data, size, piece, MELA);
    return 0;
}
