/*
 * lzfu_pack.c - RTF becomes compressed RTF, in pieces of any size
 *
 * Each place of the window is found by a hash of the three bytes that stand there; those with the
 * same hash are a chain, latest first, of which the first CHAIN are compared. A reference waits for
 * a look at the next place, which may have a longer one. What is found that way is about as good as
 * trying all places, which is how the format's description does it.
 */
#include "codec/rtf/lzfu_pack.h"
#include <string.h>
#include "codec/rtf/crc.h"
#include "mapicode.h"

enum { CHAIN = 48, GOOD = 12 }; /* GOOD: as long as this, it is taken without a further look */

void lzfu_pack_begin(struct lzfu_pack *pack, uint32_t kind,
                     HRESULT (*put)(void *context, const void *bytes, size_t count), void *context)
{
    memset(pack, 0, offsetof(struct lzfu_pack, window));
    pack->kind = kind;
    pack->put = put;
    pack->context = context;
    pack->turn = LZFU_KNOWN;
    pack->at = pack->end = LZFU_WINDOW;
    memset(pack->window, 0, sizeof(pack->window));
    memcpy(pack->window + LZFU_WINDOW - LZFU_KNOWN, lzfu_known, LZFU_KNOWN);
    pack->run_bytes = 1;
}

/* ---- out ---- */

static void flush(struct lzfu_pack *pack)
{
    if (pack->out_bytes && SUCCEEDED(pack->hr)) {
        pack->hr = pack->put(pack->context, pack->out, pack->out_bytes);
        if (pack->kind == LZFU) pack->crc = rtf_crc(pack->crc, pack->out, pack->out_bytes);
        pack->packed += pack->out_bytes;
    }
    pack->out_bytes = 0;
}

static void end_item(struct lzfu_pack *pack)
{
    if (++pack->items < 8) return;
    if (pack->out_bytes + PACK_RUN > PACK_OUT) flush(pack);
    memcpy(pack->out + pack->out_bytes, pack->run, PACK_RUN);
    pack->out_bytes += pack->run_bytes;
    pack->items = 0;
    pack->run_bytes = 1;
    pack->run[0] = 0;
}

static void put_byte(struct lzfu_pack *pack, uint8_t c)
{
    pack->run[pack->run_bytes++] = c;
    end_item(pack);
}

static void put_reference(struct lzfu_pack *pack, unsigned place, size_t n)
{
    unsigned reference = (place % LZFU_WINDOW) << 4 | (unsigned)(n - 2);

    pack->run[0] |= (uint8_t)(1 << pack->items);
    pack->run[pack->run_bytes++] = (uint8_t)(reference >> 8);
    pack->run[pack->run_bytes++] = (uint8_t)reference;
    end_item(pack);
}

/* ---- finding ---- */

static unsigned hash_3(const uint8_t *p)
{
    return (p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16) * 2654435761u >> 19;
}

static unsigned hash_2(const uint8_t *p)
{
    return (p[0] ^ (unsigned)p[1] << 4 ^ (unsigned)p[1] >> 4) % PACK_PAIRS;
}

/* That what stands at a place can be found. Behind the end of what is there stand zeros or old
 * bytes: a match is compared. */
static void remember(struct lzfu_pack *pack, size_t at)
{
    uint16_t *latest = &pack->latest[hash_3(pack->window + at)];

    pack->before[at % LZFU_WINDOW] = *latest;
    *latest = pack->pairs[hash_2(pack->window + at)] = (uint16_t)at;
}

/* How many bytes are the same, 17 at most; both have 24 bytes that can be read. */
static size_t same_bytes(const uint8_t *a, const uint8_t *b)
{
    size_t n = 0;

    for (; n < 16; n += 8) {
        uint64_t x, y;

        memcpy(&x, a + n, 8);
        memcpy(&y, b + n, 8);
        if (x != y) return n + (size_t)__builtin_ctzll(x ^ y) / 8;
    }
    return n + (a[n] == b[n]);
}

struct match {
    size_t at, n; /* n less than 2: none */
};

static struct match longest(const struct lzfu_pack *pack, size_t at)
{
    const uint8_t *window = pack->window, *here = window + at;
    size_t most = pack->end - at < LZFU_LONGEST ? pack->end - at : LZFU_LONGEST;
    size_t oldest = at - (LZFU_WINDOW - 1), candidate = pack->latest[hash_3(here)];
    struct match best = {0, 0};

    for (int i = 0; i < CHAIN && candidate >= oldest; i++) {
        size_t before = pack->before[candidate % LZFU_WINDOW];

        if (here[best.n] == window[candidate + best.n]) {
            size_t n = same_bytes(here, window + candidate);

            if (n > best.n) best = (struct match){candidate, n};
            if (n >= most) break;
        }
        if (before >= candidate) break; /* that place has been overwritten */
        candidate = before;
    }
    if (best.n < 2) {
        candidate = pack->pairs[hash_2(here)];
        if (candidate >= oldest && !memcmp(here, window + candidate, 2))
            best = (struct match){candidate, 2};
    }
    if (best.n > most) best.n = most;
    return best;
}

/* ---- coding ---- */

/* The places of the bytes that both sides know, once there are some more that they are hashed with.
 */
static void know(struct lzfu_pack *pack)
{
    pack->knows = true;
    for (size_t at = LZFU_WINDOW - LZFU_KNOWN; at < LZFU_WINDOW; at++)
        remember(pack, at);
}

/* Codes as long as more than `ahead` bytes are there. */
static void code(struct lzfu_pack *pack, size_t ahead)
{
    struct match match = {0, 0}, next;
    bool found = false; /* match is that of at, and at is remembered */

    if (!pack->knows && pack->end - pack->at > ahead) know(pack);
    while (pack->end - pack->at > ahead && SUCCEEDED(pack->hr)) {
        if (!found) {
            match = longest(pack, pack->at);
            remember(pack, pack->at);
        }
        found = false;
        if (match.n < 2) {
            put_byte(pack, pack->window[pack->at++]);
            continue;
        }
        if (match.n < GOOD && pack->end - pack->at > ahead + 1) {
            next = longest(pack, pack->at + 1);
            remember(pack, pack->at + 1);
            if (next.n > match.n) {
                put_byte(pack, pack->window[pack->at++]);
                match = next;
                found = true;
                continue;
            }
            put_reference(pack, (unsigned)(match.at + pack->turn), match.n);
            for (size_t i = 2; i < match.n; i++)
                remember(pack, pack->at + i);
        } else {
            put_reference(pack, (unsigned)(match.at + pack->turn), match.n);
            for (size_t i = 1; i < match.n; i++)
                remember(pack, pack->at + i);
        }
        pack->at += match.n;
    }
}

static void move_back(uint16_t *places, size_t n, size_t by)
{
    for (size_t i = 0; i < n; i++)
        places[i] = (uint16_t)(places[i] > by ? places[i] - by : 0);
}

/* Makes room behind end; a multiple of the window, so that places stay what they are modulo it. */
static void slide(struct lzfu_pack *pack)
{
    size_t by = (pack->at - LZFU_WINDOW) / LZFU_WINDOW * LZFU_WINDOW;

    if (!by) return;
    memmove(pack->window, pack->window + by, pack->end - by);
    pack->at -= by;
    pack->end -= by;
    move_back(pack->latest, PACK_HASHES, by);
    move_back(pack->pairs, PACK_PAIRS, by);
    move_back(pack->before, LZFU_WINDOW, by);
}

static HRESULT put_plain(struct lzfu_pack *pack, const void *rtf, size_t count)
{
    pack->hr = pack->put(pack->context, rtf, count);
    pack->packed += count;
    return pack->hr;
}

HRESULT lzfu_pack_put(struct lzfu_pack *pack, const void *rtf, size_t count)
{
    const uint8_t *at = rtf;

    if (FAILED(pack->hr) || !count) return pack->hr;
    if (count > 0xffffffff - LZFU_HEADER - pack->raw) return pack->hr = MAPI_E_TOO_BIG;
    if (pack->kind == MELA) {
        pack->raw += count;
        return put_plain(pack, rtf, count);
    }
    while (count && SUCCEEDED(pack->hr)) {
        size_t room = LZFU_WINDOW + PACK_ROOM - pack->end, n = count < room ? count : room;

        memcpy(pack->window + pack->end, at, n);
        pack->end += n;
        pack->raw += n;
        at += n;
        count -= n;
        if (pack->end == LZFU_WINDOW + PACK_ROOM) {
            code(pack, LZFU_LONGEST + 2);
            slide(pack);
        }
    }
    return pack->hr;
}

static void write_u32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(value >> 8 * i);
}

/* The run that is begun, and in it, or in a new one, a reference to the place that is written next.
 */
static void end_run(struct lzfu_pack *pack, struct lzfu_tail *tail)
{
    unsigned end = (unsigned)(pack->at + pack->turn) % LZFU_WINDOW << 4;

    memcpy(tail->bytes, pack->run, pack->run_bytes);
    tail->bytes[0] |= (uint8_t)(1 << pack->items);
    tail->bytes[pack->run_bytes] = (uint8_t)(end >> 8);
    tail->bytes[pack->run_bytes + 1] = (uint8_t)end;
    tail->count = pack->run_bytes + 2;
}

HRESULT lzfu_pack_end(struct lzfu_pack *pack, struct lzfu_tail *tail)
{
    uint32_t crc = 0;

    memset(tail, 0, sizeof(*tail));
    if (pack->kind == LZFU) {
        code(pack, 0);
        flush(pack);
        end_run(pack, tail);
        crc = rtf_crc(pack->crc, tail->bytes, tail->count);
    }
    if (SUCCEEDED(pack->hr) && pack->packed + tail->count > 0xffffffff - LZFU_HEADER)
        pack->hr = MAPI_E_TOO_BIG;
    write_u32(tail->header, (uint32_t)(pack->packed + tail->count + LZFU_HEADER - 4));
    write_u32(tail->header + 4, (uint32_t)pack->raw);
    write_u32(tail->header + 8, pack->kind);
    write_u32(tail->header + 12, crc);
    return pack->hr;
}
