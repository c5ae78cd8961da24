/*
 * charset_cut.c - where text of a code page may be cut, so that its pieces decode to what it would
 * whole
 */
#include "codec/text/charset_cut.h"
#include "codec/text/charset_name.h"

/* How a code page makes characters of bytes. */
enum kind { SHIFTS, ONE, TWO, EUC_JP, GB18030, UTF8 };

static const struct {
    UINT first, last;
    enum kind kind;
} kinds[] = {
    {437, 437, ONE},       {708, 775, ONE},       {850, 874, ONE},       {932, 950, TWO},
    {1250, 1258, ONE},     {1361, 1361, TWO},     {10000, 10000, ONE},   {20866, 20866, ONE},
    {21866, 21866, ONE},   {28591, 28606, ONE},   {51932, 51932, EUC_JP}, {51936, 51936, TWO},
    {51949, 51949, TWO},   {54936, 54936, GB18030}, {CODE_PAGE_UTF8, CODE_PAGE_UTF8, UTF8},
    {CODE_PAGE_ASCII, CODE_PAGE_ASCII, UTF8}, /* charset_guess takes it for that */
};

static enum kind kind_of(UINT code_page)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (code_page >= kinds[i].first && code_page <= kinds[i].last) return kinds[i].kind;
    return SHIFTS;
}

/* Bytes of the character that begins at text; what is none has one. */
static size_t length_of(enum kind kind, UINT code_page, const unsigned char *text, size_t bytes)
{
    unsigned char c = text[0];

    if (c < 0x81 || c == 0xff || (code_page == 932 && c >= 0xa0 && c < 0xe0)) return 1;
    if (kind == EUC_JP) return c == 0x8f ? 3 : c == 0x8e || c > 0xa0 ? 2 : 1;
    if (kind == GB18030 && bytes > 1 && text[1] >= '0' && text[1] <= '9') return 4;
    return 2;
}

static size_t whole_utf8(const unsigned char *text, size_t bytes)
{
    size_t back = 0;

    while (back < bytes && back < 3 && (text[bytes - 1 - back] & 0xc0) == 0x80)
        back++;
    if (back == bytes) return bytes;
    back++; /* the byte before them: what does it begin? */
    if (text[bytes - back] >= 0xc0 && back < (text[bytes - back] >= 0xf0   ? 4u
                                              : text[bytes - back] >= 0xe0 ? 3u
                                                                           : 2u))
        return bytes - back;
    return bytes;
}

size_t charset_whole(UINT code_page, const unsigned char *text, size_t bytes)
{
    enum kind kind = kind_of(code_page);
    size_t whole = 0, n;

    if (kind == SHIFTS) return 0;
    if (kind == ONE) return bytes;
    if (kind == UTF8) return whole_utf8(text, bytes);
    for (; whole < bytes; whole += n) {
        n = length_of(kind, code_page, text + whole, bytes - whole);
        if (n > bytes - whole) break;
    }
    return whole;
}
