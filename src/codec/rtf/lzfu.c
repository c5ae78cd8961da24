/*
 * lzfu.c - compressed RTF, read in pieces of any size
 */
#include "codec/rtf/lzfu.h"
#include <string.h>
#include "codec/rtf/crc.h"
#include "mapicode.h"

const char lzfu_known[LZFU_KNOWN + 1] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

void lzfu_begin(struct lzfu *lzfu, HRESULT (*put)(void *context, const char *rtf, size_t bytes),
                void *context)
{
    memset(lzfu, 0, offsetof(struct lzfu, window));
    memset(lzfu->window, 0, LZFU_WINDOW);
    lzfu->put = put;
    lzfu->context = context;
    lzfu->at = lzfu->from = LZFU_WINDOW;
    lzfu->turn = LZFU_KNOWN;
    memcpy(lzfu->window + LZFU_WINDOW - LZFU_KNOWN, lzfu_known, LZFU_KNOWN);
}

static void flush(struct lzfu *lzfu)
{
    if (lzfu->at > lzfu->from && SUCCEEDED(lzfu->hr))
        lzfu->hr =
            lzfu->put(lzfu->context, (char *)lzfu->window + lzfu->from, lzfu->at - lzfu->from);
    lzfu->from = lzfu->at;
}

/* Makes room behind at. */
static void turn(struct lzfu *lzfu)
{
    flush(lzfu);
    memcpy(lzfu->window, lzfu->window + lzfu->at - LZFU_WINDOW, LZFU_WINDOW);
    lzfu->turn = (unsigned)((lzfu->turn + lzfu->at) % LZFU_WINDOW);
    lzfu->at = lzfu->from = LZFU_WINDOW;
}

static void give(struct lzfu *lzfu, uint8_t c)
{
    if (!lzfu->left) return;
    lzfu->left--;
    lzfu->window[lzfu->at++] = c;
    if (lzfu->at == LZFU_WINDOW + LZFU_ROOM) turn(lzfu);
}

static uint32_t header_u32(const struct lzfu *lzfu, int at)
{
    const uint8_t *p = lzfu->header + at;

    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void take_header(struct lzfu *lzfu, uint8_t c)
{
    lzfu->header[lzfu->got++] = c;
    if (lzfu->got != LZFU_HEADER) return;
    lzfu->packed = header_u32(lzfu, 0);
    lzfu->left = header_u32(lzfu, 4);
    lzfu->kind = header_u32(lzfu, 8);
    lzfu->said = header_u32(lzfu, 12);
    if (lzfu->kind != LZFU && lzfu->kind != MELA) lzfu->hr = MAPI_E_CORRUPT_DATA;
    if (lzfu->check && lzfu->packed < LZFU_HEADER - 4) lzfu->hr = MAPI_E_CORRUPT_DATA;
}

/* The bytes between place and what is written next: 1 to LZFU_WINDOW - 1, or 0 for the end. */
static unsigned distance_to(const struct lzfu *lzfu, size_t at, unsigned place)
{
    return (unsigned)(at + lzfu->turn - place) % LZFU_WINDOW;
}

static void take(struct lzfu *lzfu, uint8_t c)
{
    unsigned reference, distance;

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
    distance = distance_to(lzfu, lzfu->at, reference >> 4);
    if (!distance) lzfu->ended = true;
    for (unsigned n = distance ? (reference & 15) + 2 : 0; n; n--)
        give(lzfu, lzfu->window[lzfu->at - distance]);
}

enum {
    AT_ONCE = 8 * LZFU_LONGEST,
    AHEAD = 1 + 16 + LZFU_LONGEST
}; /* of a run: what comes out, what is looked at */

/*
 * Whole runs, as long as neither side can end in one. A byte and a reference are both 17 bytes
 * copied, of which some count, so that the processor has nothing to guess. Gives where it stopped:
 * before a run.
 */
static const uint8_t *take_runs(struct lzfu *lzfu, const uint8_t *in, const uint8_t *end)
{
    while (end - in >= AHEAD && lzfu->left >= AT_ONCE && SUCCEEDED(lzfu->hr) && !lzfu->ended) {
        uint8_t *out = lzfu->window + lzfu->at, *first = out;
        const uint8_t *limit = lzfu->window + LZFU_WINDOW + LZFU_ROOM - AT_ONCE;
        uint64_t left = lzfu->left;

        for (; out < limit && end - in >= AHEAD && left - (size_t)(out - first) >= AT_ONCE;) {
            unsigned flags = *in++;

            for (int i = 0; i < 8; i++, flags >>= 1) {
                unsigned reference = (unsigned)in[0] << 8 | in[1], is = flags & 1;
                unsigned distance = distance_to(lzfu, (size_t)(out - lzfu->window), reference >> 4);
                const uint8_t *from = is ? out - distance : in;
                size_t n = is ? (reference & 15) + 2 : 1;

                if (is && distance < LZFU_LONGEST) { /* it runs into itself, or ends it */
                    in += 2;
                    if (!distance) {
                        lzfu->ended = true;
                        goto done;
                    }
                    for (size_t k = 0; k < n; k++)
                        out[k] = from[k];
                    out += n;
                    continue;
                }
                memcpy(out, from, 16);
                out[16] = from[16];
                out += n;
                in += 1 + is;
            }
        }
    done:
        lzfu->left = left - (size_t)(out - first);
        lzfu->at = (size_t)(out - lzfu->window);
        if (out >= limit) turn(lzfu);
    }
    return in;
}

static void take_plain(struct lzfu *lzfu, const uint8_t *bytes, size_t count)
{
    size_t n = lzfu->left < count ? (size_t)lzfu->left : count;

    lzfu->left -= n;
    if (n) lzfu->hr = lzfu->put(lzfu->context, (const char *)bytes, n);
}

static void take_packed(struct lzfu *lzfu, const uint8_t *at, const uint8_t *end)
{
    while (at < end && SUCCEEDED(lzfu->hr) && !lzfu->ended && lzfu->left) {
        if (!lzfu->bits && !lzfu->lead) {
            at = take_runs(lzfu, at, end);
            if (at == end || lzfu->ended || FAILED(lzfu->hr)) break;
        }
        take(lzfu, *at++);
    }
}

HRESULT lzfu_put(struct lzfu *lzfu, const void *bytes, size_t count)
{
    const uint8_t *at = bytes;
    size_t n = count;

    for (; n && lzfu->got < LZFU_HEADER && SUCCEEDED(lzfu->hr); n--)
        take_header(lzfu, *at++);
    if (FAILED(lzfu->hr) || !n) return lzfu->hr;
    if (lzfu->packed >= LZFU_HEADER - 4) { /* what stands behind it isn't meant */
        uint64_t meant = lzfu->packed + 4ull - lzfu->got;

        if (n > meant) n = (size_t)meant;
    }
    lzfu->got += n;
    if (lzfu->check && lzfu->kind == LZFU) lzfu->crc = rtf_crc(lzfu->crc, at, n);
    if (lzfu->kind == MELA)
        take_plain(lzfu, at, n);
    else
        take_packed(lzfu, at, at + n);
    flush(lzfu);
    return lzfu->hr;
}

HRESULT lzfu_end(struct lzfu *lzfu)
{
    if (FAILED(lzfu->hr)) return lzfu->hr;
    if (lzfu->got < LZFU_HEADER || (lzfu->kind == LZFU && lzfu->left && !lzfu->ended))
        lzfu->hr = MAPI_E_CORRUPT_DATA;
    if (lzfu->check && lzfu->kind == MELA && lzfu->left) lzfu->hr = MAPI_E_CORRUPT_DATA;
    if (lzfu->check &&
        (lzfu->got < lzfu->packed + 4ull || (lzfu->kind == LZFU && lzfu->crc != lzfu->said)))
        lzfu->hr = MAPI_E_CORRUPT_DATA;
    return lzfu->hr;
}
