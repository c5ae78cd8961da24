/*
 * lzfu.c - compressed RTF, read in pieces of any size
 */
#include "codec/rtf/lzfu.h"
#include <string.h>
#include "mapicode.h"

enum { LZFU = 0x75465a4c, MELA = 0x414c454d };

static const char known[] = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
                            "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
                            "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

void lzfu_begin(struct lzfu *lzfu, HRESULT (*put)(void *context, const char *rtf, size_t bytes), void *context)
{
    memset(lzfu, 0, sizeof(*lzfu));
    lzfu->put = put;
    lzfu->context = context;
    memcpy(lzfu->window, known, sizeof(known) - 1);
    lzfu->at = lzfu->from = sizeof(known) - 1;
}

static void flush(struct lzfu *lzfu)
{
    if (lzfu->at > lzfu->from && SUCCEEDED(lzfu->hr))
        lzfu->hr = lzfu->put(lzfu->context, (char *)lzfu->window + lzfu->from, lzfu->at - lzfu->from);
    lzfu->from = lzfu->at;
}

static void give(struct lzfu *lzfu, uint8_t c)
{
    lzfu->window[lzfu->at++] = c;
    if (lzfu->at < LZFU_WINDOW) return;
    flush(lzfu);
    lzfu->at = lzfu->from = 0;
}

static uint32_t header_u32(const struct lzfu *lzfu, int at)
{
    const uint8_t *p = lzfu->header + at;

    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void take_header(struct lzfu *lzfu, uint8_t c)
{
    lzfu->header[lzfu->got] = c;
    if (lzfu->got != LZFU_HEADER - 1) return;
    lzfu->packed = header_u32(lzfu, 0);
    lzfu->left = header_u32(lzfu, 4);
    lzfu->kind = header_u32(lzfu, 8);
    if (lzfu->kind != LZFU && lzfu->kind != MELA) lzfu->hr = MAPI_E_CORRUPT_DATA;
}

static void take(struct lzfu *lzfu, uint8_t c)
{
    unsigned reference, place;

    if (!lzfu->bits) {
        lzfu->flags = c;
        lzfu->bits = 8;
        return;
    }
    if (!lzfu->lead && lzfu->flags & 1) {
        lzfu->lead = 256 + c;
        return;
    }
    lzfu->flags >>= 1;
    lzfu->bits--;
    if (!lzfu->lead) {
        give(lzfu, c);
        return;
    }
    reference = (lzfu->lead & 255) << 8 | c;
    lzfu->lead = 0;
    place = reference >> 4;
    if (place == lzfu->at) {
        lzfu->ended = true;
        return;
    }
    for (unsigned n = (reference & 15) + 2; n; n--, place = (place + 1) % LZFU_WINDOW)
        give(lzfu, lzfu->window[place]);
}

HRESULT lzfu_put(struct lzfu *lzfu, const void *bytes, size_t count)
{
    const uint8_t *at = bytes, *end = at + count;

    for (; at < end && SUCCEEDED(lzfu->hr) && !lzfu->ended; at++, lzfu->got++) {
        if (lzfu->got < LZFU_HEADER) {
            take_header(lzfu, *at);
        } else if (lzfu->packed >= 12 && lzfu->got >= (uint64_t)lzfu->packed + 4) {
            break; /* what stands behind it isn't meant */
        } else if (lzfu->kind == MELA) {
            if (lzfu->left) give(lzfu, *at);
            if (lzfu->left) lzfu->left--;
        } else {
            take(lzfu, *at);
        }
    }
    flush(lzfu);
    return lzfu->hr;
}

HRESULT lzfu_end(struct lzfu *lzfu)
{
    if (FAILED(lzfu->hr)) return lzfu->hr;
    if (lzfu->got < LZFU_HEADER || (lzfu->kind == LZFU && !lzfu->ended)) lzfu->hr = MAPI_E_CORRUPT_DATA;
    return lzfu->hr;
}
