/*
 * write_words.c - text as encoded words
 */
#include "codec/mime/write_words.h"
#include <string.h>
#include "codec/text/charset.h"
#include "sys/codepage.h"

enum { CHARACTER = 32 }; /* bytes of one character at most, shifts in and out of it included */

static bool is_high(WCHAR c)
{
    return c >= 0xd800 && c < 0xdc00;
}

/* Does a code page say all of text? Looked at in pieces. */
static bool can_say(UINT code_page, const WCHAR *text, size_t chars)
{
    while (chars) {
        size_t n = chars < 64 ? chars : 64, bytes, back;
        char encoded[64 * 8];
        WCHAR decoded[64 * 8];

        if (n < chars && is_high(text[n - 1])) n--;
        bytes = sys_encode(code_page, text, n, encoded, sizeof(encoded));
        if (bytes > sizeof(encoded)) return false;
        back = sys_decode(code_page, encoded, bytes, decoded, n);
        if (back != n || memcmp(decoded, text, n * sizeof(*text))) return false;
        text += n;
        chars -= n;
    }
    return true;
}

static size_t character_at(const WCHAR *text, size_t chars)
{
    return chars > 1 && is_high(text[0]) && text[1] >= 0xdc00 && text[1] < 0xe000 ? 2 : 1;
}

static bool q_plain(unsigned char c, bool phrase)
{
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ')
        return true;
    if (phrase) return c && strchr("!*+-/", c);
    return c > ' ' && c < 0x7f && c != '=' && c != '?' && c != '_' && c != '"';
}

static size_t q_length(const char *bytes, size_t count, bool phrase)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        n += q_plain((unsigned char)bytes[i], phrase) ? 1 : 3;
    return n;
}

void words_begin(struct words_out *words, UINT code_page, const WCHAR *text, size_t chars,
                 bool phrase)
{
    size_t q = 0, b = 0;

    words->text = text;
    words->chars = chars;
    words->phrase = phrase;
    words->code_page = code_page;
    words->charset = code_page ? charset_name(code_page) : NULL;
    if (!words->charset || !can_say(code_page, text, chars)) {
        words->code_page = CODE_PAGE_UTF8;
        words->charset = charset_name(CODE_PAGE_UTF8);
    }
    for (size_t i = 0; i < chars && i < 1024; i++) {
        WCHAR c = text[i];
        char narrow = (char)c;

        q += c < 0x80 ? q_length(&narrow, 1, phrase) : c < 0x800 ? 6 : 9;
        b += c < 0x80 ? 4 : c < 0x800 ? 8 : 12; /* thirds */
    }
    words->base64 = b / 2 < q; /* what people can read may be half as long again */
}

static size_t encode_q(const char *bytes, size_t count, bool phrase, char *out)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        unsigned char c = (unsigned char)bytes[i];

        if (c == ' ') {
            out[n++] = '_';
        } else if (q_plain(c, phrase)) {
            out[n++] = (char)c;
        } else {
            out[n++] = '=';
            out[n++] = digits[c >> 4];
            out[n++] = digits[c & 15];
        }
    }
    return n;
}

static size_t encode_b(const unsigned char *bytes, size_t count, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = 0;

    for (size_t i = 0; i < count; i += 3) {
        unsigned b1 = i + 1 < count ? bytes[i + 1] : 0, b2 = i + 2 < count ? bytes[i + 2] : 0;

        out[n++] = digits[bytes[i] >> 2];
        out[n++] = digits[(bytes[i] & 3) << 4 | b1 >> 4];
        out[n++] = i + 1 < count ? digits[(b1 & 15) << 2 | b2 >> 6] : '=';
        out[n++] = i + 2 < count ? digits[b2 & 63] : '=';
    }
    return n;
}

size_t words_next(struct words_out *words, size_t room, char out[WORD_ROOM])
{
    size_t prefix = 2 + strlen(words->charset) + 3, chars = 0, bytes = 0, n;
    char encoded[WORD_ROOM + CHARACTER];

    if (room > WORD_ROOM) room = WORD_ROOM;
    if (room < prefix + 2) return 0;
    room -= prefix + 2;
    while (chars < words->chars) { /* as many characters as fit */
        size_t more = chars + character_at(words->text + chars, words->chars - chars), length;

        n = sys_encode(words->code_page, words->text, more, encoded, sizeof(encoded));
        if (n > sizeof(encoded)) break;
        length = words->base64 ? (n + 2) / 3 * 4 : q_length(encoded, n, words->phrase);
        if (length > room) break;
        chars = more;
        bytes = n;
    }
    if (!chars) return 0;
    sys_encode(words->code_page, words->text, chars, encoded, sizeof(encoded));
    words->text += chars;
    words->chars -= chars;
    n = 0;
    memcpy(out, "=?", 2);
    n = 2;
    memcpy(out + n, words->charset, strlen(words->charset));
    n += strlen(words->charset);
    memcpy(out + n, words->base64 ? "?B?" : "?Q?", 3);
    n += 3;
    n += words->base64 ? encode_b((unsigned char *)encoded, bytes, out + n)
                       : encode_q(encoded, bytes, words->phrase, out + n);
    memcpy(out + n, "?=", 2);
    return n + 2;
}
