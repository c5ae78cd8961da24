/*
 * utf8_lines.c - UTF-8 as it comes, piece by piece, into UTF-16 with lines that end in CR LF
 */
#include "utf8_lines.h"

/* What the first byte of a character says. False: none begins so. */
static bool begin(struct utf8_lines *lines, unsigned char c)
{
    static const struct {
        unsigned char mask, is;
        uint32_t least;
    } firsts[] = {{0x80, 0, 1}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};

    for (int i = 0; i < 4; i++) {
        if ((c & firsts[i].mask) != firsts[i].is) continue;
        lines->code = c & (unsigned char)~firsts[i].mask;
        lines->least = firsts[i].least;
        lines->left = i;
        return true;
    }
    return false;
}

static bool go_on(struct utf8_lines *lines, unsigned char c)
{
    if ((c & 0xc0) != 0x80) return false;
    lines->code = lines->code << 6 | (c & 0x3f);
    lines->left--;
    return true;
}

static bool is_character(const struct utf8_lines *lines)
{
    return lines->code >= lines->least && lines->code <= 0x10ffff &&
           (lines->code < 0xd800 || lines->code > 0xdfff);
}

/* A whole character: at most two units, and no more than its bytes allow. */
static size_t put(struct utf8_lines *lines, WCHAR *out)
{
    uint32_t code = lines->code;
    bool first = !lines->begun, after_cr = lines->cr;

    lines->begun = true;
    lines->cr = code == '\r';
    if (first && code == 0xfeff) return 0;
    if (code == '\n' && !after_cr) {
        out[0] = '\r';
        out[1] = '\n';
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (WCHAR)code;
        return 1;
    }
    out[0] = (WCHAR)(0xd800 + ((code - 0x10000) >> 10));
    out[1] = (WCHAR)(0xdc00 + (code & 0x3ff));
    return 2;
}

bool utf8_lines_add(struct utf8_lines *lines, const char *bytes, size_t n, WCHAR *out,
                    size_t *chars)
{
    *chars = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];

        if (!(lines->left ? go_on(lines, c) : begin(lines, c))) return false;
        if (lines->left) continue;
        if (!is_character(lines)) return false;
        *chars += put(lines, out + *chars);
    }
    return true;
}

bool utf8_lines_end(const struct utf8_lines *lines)
{
    return !lines->left;
}
