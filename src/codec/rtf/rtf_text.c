/*
 * rtf_text.c - the text of RTF, without its formatting
 */
#include "codec/rtf/rtf_text.h"
#include <stdbool.h>
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "sys/codepage.h"

enum { DEEPEST = 500, HELD = 256 };

struct group {
    bool silent;   /* what it holds is no text */
    bool off;      /* \htmlrtf */
    unsigned skip; /* \uc: characters that stand behind \u for who can't read it */
};

struct rtf {
    const char *at, *end;
    struct writer *out;
    UINT code_page;
    unsigned depth;  /* of the group in groups */
    unsigned beyond; /* groups deeper than that, which are silent */
    struct group groups[DEEPEST];
    unsigned to_skip;
    size_t n_held;
    char held[HELD]; /* bytes of text in code_page */
};

static struct group *now(struct rtf *rtf)
{
    return &rtf->groups[rtf->depth];
}

static bool is_silent(struct rtf *rtf)
{
    return rtf->beyond || now(rtf)->silent || now(rtf)->off;
}

static void release(struct rtf *rtf)
{
    WCHAR text[HELD];
    size_t n = sys_decode(rtf->code_page, rtf->held, rtf->n_held, text, HELD);

    if (n == (size_t)-1) n = sys_decode(1252, rtf->held, rtf->n_held, text, HELD);
    if (rtf->n_held && n <= HELD) write_bytes(rtf->out, text, n * sizeof(*text));
    rtf->n_held = 0;
}

static void put_byte(struct rtf *rtf, char c)
{
    if (rtf->to_skip) {
        rtf->to_skip--;
    } else if (!is_silent(rtf) && c) {
        if (rtf->n_held == HELD - 1) release(rtf); /* may split a character of two bytes, once in 255 */
        rtf->held[rtf->n_held++] = c;
    }
}

static void put_units(struct rtf *rtf, const WCHAR *text)
{
    if (is_silent(rtf)) return;
    release(rtf);
    for (; *text; text++)
        write_u16(rtf->out, *text);
}

static const struct {
    const char *word;
    const WCHAR *text;
} symbols[] = {
    {"par", L"\r\n"},      {"line", L"\r\n"},      {"sect", L"\r\n"},      {"page", L"\r\n"},     {"row", L"\r\n"},
    {"tab", L"\t"},        {"cell", L"\t"},        {"emdash", L"\u2014"},  {"endash", L"\u2013"}, {"bullet", L"\u2022"},
    {"lquote", L"\u2018"}, {"rquote", L"\u2019"},  {"ldblquote", L"\u201c"}, {"rdblquote", L"\u201d"},
    {"emspace", L" "},     {"enspace", L" "},
};
static const char *const silent[] = {
    "fonttbl", "colortbl", "stylesheet", "info",    "pict",    "header",  "headerl", "headerr", "headerf",
    "footer",  "footerl",  "footerr",    "footerf", "objdata", "xe",      "tc",      "themedata", "listtable",
};

static void obey(struct rtf *rtf, const char *word, bool has_number, LONG number)
{
    if (!strcmp(word, "u") && has_number) {
        put_units(rtf, (WCHAR[]){(WCHAR)number ? (WCHAR)number : 0xfffd, 0});
        rtf->to_skip = now(rtf)->skip;
    } else if (!strcmp(word, "uc")) {
        now(rtf)->skip = has_number && number >= 0 && number < 100 ? (unsigned)number : 1;
    } else if (!strcmp(word, "ansicpg") && number > 0) {
        release(rtf);
        rtf->code_page = (UINT)number;
    } else if (!strcmp(word, "htmlrtf")) {
        now(rtf)->off = !has_number || number;
    } else if (!strcmp(word, "bin") && number > 0) {
        rtf->at += number < rtf->end - rtf->at ? number : rtf->end - rtf->at;
    } else {
        for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++)
            if (!strcmp(word, symbols[i].word)) put_units(rtf, symbols[i].text);
        for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
            if (!strcmp(word, silent[i])) now(rtf)->silent = true;
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Behind a backslash. */
static void read_control(struct rtf *rtf)
{
    char word[33];
    size_t n = 0;
    bool minus, has_number = false;
    LONG number = 0;

    if (!is_letter(*rtf->at)) {
        char c = *rtf->at++;

        if (c == '\'' && rtf->end - rtf->at > 1 && hex_digit(rtf->at[0]) >= 0 && hex_digit(rtf->at[1]) >= 0) {
            put_byte(rtf, (char)(hex_digit(rtf->at[0]) << 4 | hex_digit(rtf->at[1])));
            rtf->at += 2;
        } else if (c == '*') {
            now(rtf)->silent = true;
        } else if (c == '~') {
            put_units(rtf, L"\u00a0");
        } else if (c == '_') {
            put_units(rtf, L"-");
        } else if (c == '\r' || c == '\n') {
            put_units(rtf, L"\r\n");
        } else if (c == '\\' || c == '{' || c == '}') {
            put_byte(rtf, c);
        }
        return;
    }
    for (; rtf->at < rtf->end && is_letter(*rtf->at); rtf->at++)
        if (n < sizeof(word) - 1) word[n++] = *rtf->at;
    word[n] = 0;
    minus = rtf->at < rtf->end && *rtf->at == '-';
    if (minus) rtf->at++;
    for (; rtf->at < rtf->end && *rtf->at >= '0' && *rtf->at <= '9'; rtf->at++) {
        has_number = true;
        if (number < 100000000) number = number * 10 + (*rtf->at - '0');
    }
    if (rtf->at < rtf->end && *rtf->at == ' ') rtf->at++;
    obey(rtf, word, has_number, minus ? -number : number);
}

static void open_group(struct rtf *rtf)
{
    release(rtf);
    rtf->to_skip = 0;
    if (rtf->beyond || rtf->depth + 1 == DEEPEST) {
        rtf->beyond++;
    } else {
        rtf->groups[rtf->depth + 1] = rtf->groups[rtf->depth];
        rtf->depth++;
    }
}

static void close_group(struct rtf *rtf)
{
    release(rtf);
    rtf->to_skip = 0;
    if (rtf->beyond)
        rtf->beyond--;
    else if (rtf->depth)
        rtf->depth--;
}

HRESULT rtf_text(const char *bytes, size_t count, struct writer *out)
{
    AUTO_FREE struct rtf *rtf = mem_zero(sizeof(*rtf));

    if (!rtf) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    rtf->at = bytes;
    rtf->end = bytes + count;
    rtf->out = out;
    rtf->code_page = 1252;
    rtf->groups[0].skip = 1;
    while (rtf->at < rtf->end) {
        char c = *rtf->at++;

        switch (c) {
        case '{': open_group(rtf); break;
        case '}': close_group(rtf); break;
        case '\\':
            if (rtf->at < rtf->end) read_control(rtf);
            break;
        case '\r':
        case '\n': break;
        case '\t': put_units(rtf, L"\t"); break;
        default: put_byte(rtf, c);
        }
    }
    release(rtf);
    return out->bad ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY) : S_OK;
}
