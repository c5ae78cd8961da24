/*
 * encode.c - text on its way into a code page, fed in pieces of any size
 */
#include "codec/text/encode.h"
#include <stdint.h>
#include <string.h>
#include "mapicode.h"
#include "sys/codepage.h"

enum {
    AT_ONCE = 256,
    UTF_8 = 65001,
    UTF_16 = 1200,
    MOST_BYTES = 8
}; /* MOST_BYTES: a unit becomes */

bool text_encoder_knows(UINT code_page)
{
    return code_page == UTF_16 ||
           (code_page && sys_encode(code_page, L"a", 1, NULL, 0) != (size_t)-1);
}

/* Of the character that text begins with. */
static size_t units(const WCHAR *text, size_t chars)
{
    return chars > 1 && (text[0] & 0xfc00) == 0xd800 && (text[1] & 0xfc00) == 0xdc00 ? 2 : 1;
}

static HRESULT put_reference(struct text_encoder *encoder, const WCHAR *text, size_t n)
{
    ULONG c =
        n == 2 ? 0x10000 + ((text[0] & 0x3ffu) << 10) + (text[1] & 0x3ffu) : (uint16_t)text[0];
    char digits[16], *at = digits + sizeof(digits);

    *--at = ';';
    do {
        *--at = (char)('0' + c % 10);
    } while (c /= 10);
    *--at = '#';
    *--at = '&';
    return encoder->put(encoder->context, at, (size_t)(digits + sizeof(digits) - at));
}

static HRESULT encode_some(struct text_encoder *encoder, const WCHAR *text, size_t chars)
{
    char bytes[AT_ONCE * MOST_BYTES];
    WCHAR back[AT_ONCE];

    for (size_t i = 0, n, most = AT_ONCE; i < chars; i += n) {
        size_t got, same = 0;
        HRESULT hr;

        n = chars - i < most ? chars - i : most;
        if (n > 1 && n < chars - i && (text[i + n - 1] & 0xfc00) == 0xd800) n--;
        got = sys_encode(encoder->code_page, text + i, n, bytes, sizeof(bytes));
        if (got > sizeof(bytes)) return MAPI_E_BAD_CHARWIDTH;
        if (encoder->html) same = sys_decode(encoder->code_page, bytes, got, back, AT_ONCE);
        if (!encoder->html || (same == n && !memcmp(back, text + i, n * sizeof(*text)))) {
            hr = encoder->put(encoder->context, bytes, got);
            if (most < AT_ONCE) most *= 2;
        } else if (n > units(text + i, n)) { /* which of them is it? */
            most = n / 2 > 1 ? n / 2 : units(text + i, n);
            n = 0;
            hr = S_OK;
        } else {
            hr = put_reference(encoder, text + i, n);
            most = 2;
        }
        if (FAILED(hr)) return hr;
    }
    return S_OK;
}

HRESULT text_encoder_put(struct text_encoder *encoder, const WCHAR *text, size_t chars)
{
    HRESULT hr = S_OK;

    if (!chars) return S_OK;
    if (encoder->code_page == UTF_16)
        return encoder->put(encoder->context, text, chars * sizeof(*text));
    if (encoder->high) {
        WCHAR pair[2] = {encoder->high, text[0]};
        bool is_pair = units(pair, 2) == 2;

        encoder->high = 0;
        hr = encode_some(encoder, pair, is_pair ? 2 : 1);
        text += is_pair;
        chars -= is_pair;
    }
    if (chars && (text[chars - 1] & 0xfc00) == 0xd800) encoder->high = text[--chars];
    return SUCCEEDED(hr) ? encode_some(encoder, text, chars) : hr;
}

HRESULT text_encoder_end(struct text_encoder *encoder)
{
    WCHAR high = encoder->high;

    encoder->high = 0;
    return high ? encode_some(encoder, &high, 1) : S_OK;
}
