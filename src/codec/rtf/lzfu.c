/*
 * lzfu.c - compressed RTF, read
 */
#include "codec/rtf/lzfu.h"
#include <string.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"

enum { WINDOW = 4096, LZFU = 0x75465a4c, MELA = 0x414c454d };

static const char known[] = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
                            "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
                            "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

struct window {
    uint8_t bytes[WINDOW];
    unsigned at;
};

static void give(struct window *window, struct writer *to, uint8_t c)
{
    window->bytes[window->at] = c;
    window->at = (window->at + 1) % WINDOW;
    write_u8(to, c);
}

/* Until the end mark; false: there is none. */
static bool expand(struct reader *r, struct window *window, struct writer *to, size_t most)
{
    while (read_left(r) && to->count <= most && !to->bad) {
        uint8_t flags = read_u8(r);

        for (unsigned bit = 0; bit < 8 && !r->bad; bit++) {
            unsigned reference, place;

            if (!(flags >> bit & 1)) {
                if (!read_left(r)) return false;
                give(window, to, read_u8(r));
                continue;
            }
            reference = (unsigned)read_u8(r) << 8;
            reference |= read_u8(r);
            if (r->bad) return false;
            place = reference >> 4;
            if (place == window->at) return true;
            for (unsigned n = (reference & 15) + 2; n; n--, place = (place + 1) % WINDOW)
                give(window, to, window->bytes[place]);
        }
    }
    return false;
}

HRESULT lzfu_read(const void *compressed, size_t bytes, size_t most, char **out, size_t *out_bytes)
{
    struct reader r = reader_over(compressed, bytes);
    AUTO_FREE struct window *window = NULL;
    struct writer to = {0};
    uint32_t packed = read_u32(&r), size = read_u32(&r), kind = read_u32(&r);
    HRESULT hr = S_OK;

    *out = NULL;
    *out_bytes = 0;
    read_u32(&r);
    if (r.bad || (kind != LZFU && kind != MELA)) return FAIL(MAPI_E_CORRUPT_DATA);
    if (packed >= 12 && packed - 12 < read_left(&r)) r.end = r.at + (packed - 12);
    if (size > most) return FAIL(MAPI_E_TOO_BIG);
    if (kind == MELA) {
        write_bytes(&to, r.at, read_left(&r) < size ? read_left(&r) : size);
    } else {
        window = mem_zero(sizeof(*window));
        if (!window) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        memcpy(window->bytes, known, sizeof(known) - 1);
        window->at = sizeof(known) - 1;
        if (!expand(&r, window, &to, most)) hr = to.count > most ? FAIL(MAPI_E_TOO_BIG) : FAIL(MAPI_E_CORRUPT_DATA);
    }
    *out_bytes = to.count;
    write_u8(&to, 0);
    if (to.bad) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr)) *out = (char *)TAKE(to.data);
    writer_drop(&to);
    return hr;
}
