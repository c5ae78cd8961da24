/*
 * rtf_body.c - the body in RTF: its text, or the HTML that it was made of
 */
#include "codec/rtf/rtf_body.h"
#include <string.h>
#include "mapicode.h"
#include "sys/codepage.h"

enum { IN_TEXT, IN_BACKSLASH, IN_WORD, IN_NUMBER, HEX_1, HEX_2, IN_BINARY };

static struct rtf_group *now(struct rtf_body *rtf)
{
    return &rtf->groups[rtf->depth];
}

static bool is_silent(struct rtf_body *rtf)
{
    return rtf->beyond || now(rtf)->silent || (rtf->kind == RTF_OF_HTML && now(rtf)->off);
}

/* ---- to the sink ---- */

static void flush(struct rtf_body *rtf)
{
    if (rtf->decoded_chars && SUCCEEDED(rtf->hr))
        rtf->hr = rtf->sink.put(rtf->sink.context, rtf->decoded, rtf->decoded_chars);
    rtf->decoded_chars = 0;
}

static void give(struct rtf_body *rtf, const WCHAR *text, size_t chars)
{
    rtf->chars += chars;
    for (size_t i = 0; i < chars; i++) {
        if (rtf->decoded_chars == RTF_DECODED) flush(rtf);
        rtf->decoded[rtf->decoded_chars++] = text[i] ? text[i] : 0xfffd;
    }
}

/* The first n of the bytes that are held. */
static void release_some(struct rtf_body *rtf, unsigned n)
{
    WCHAR text[RTF_HELD];
    size_t chars = n ? sys_decode(rtf->held_code_page, rtf->held, n, text, RTF_HELD) : 0;

    if (chars == (size_t)-1) chars = sys_decode(1252, rtf->held, n, text, RTF_HELD);
    if (chars <= RTF_HELD) give(rtf, text, chars);
    memmove(rtf->held, rtf->held + n, rtf->held_bytes - n);
    rtf->held_bytes -= n;
}

static void release(struct rtf_body *rtf)
{
    release_some(rtf, rtf->held_bytes);
}

static UINT code_page_now(struct rtf_body *rtf)
{
    UINT page = now(rtf)->code_page;

    if (page == RTF_DEFAULT) page = rtf->default_page;
    return page > RTF_DOCUMENT && !now(rtf)->tag ? page : rtf->code_page;
}

/* Whether this stands for a \u, for who can't read that. */
static bool skip_one(struct rtf_body *rtf)
{
    if (!rtf->to_skip) return false;
    rtf->to_skip--;
    return true;
}

static void put_byte(struct rtf_body *rtf, char c)
{
    if (skip_one(rtf)) return;
    if (is_silent(rtf) || !c) return;
    if (rtf->kind == RTF_UNKNOWN) rtf->kind = RTF_PLAIN;
    if (rtf->held_code_page != code_page_now(rtf)) release(rtf);
    rtf->held_code_page = code_page_now(rtf);
    if (rtf->held_bytes == RTF_HELD) { /* up to a byte that is never the second of a character */
        unsigned n = rtf->held_bytes;

        while (n && (unsigned char)rtf->held[n - 1] >= 0x30)
            n--;
        release_some(rtf, n ? n : rtf->held_bytes);
    }
    rtf->held[rtf->held_bytes++] = c;
}

static void put_units(struct rtf_body *rtf, const WCHAR *text)
{
    size_t n = 0;

    if (is_silent(rtf)) return;
    if (rtf->kind == RTF_UNKNOWN) rtf->kind = RTF_PLAIN;
    release(rtf);
    while (text[n])
        n++;
    give(rtf, text, n);
}

/* ---- words ---- */

static const struct {
    const char *word;
    const WCHAR *text;
    const WCHAR *html; /* outside of \htmltag; NULL: as text */
} symbols[] = {
    {"par", L"\r\n", NULL},
    {"line", L"\r\n", NULL},
    {"sect", L"\r\n", NULL},
    {"page", L"\r\n", NULL},
    {"row", L"\r\n", NULL},
    {"tab", L"\t", NULL},
    {"cell", L"\t", NULL},
    {"emdash", L"\u2014", L"&mdash;"},
    {"endash", L"\u2013", L"&ndash;"},
    {"bullet", L"\u2022", L"&bull;"},
    {"lquote", L"\u2018", L"&lsquo;"},
    {"rquote", L"\u2019", L"&rsquo;"},
    {"ldblquote", L"\u201c", L"&ldquo;"},
    {"rdblquote", L"\u201d", L"&rdquo;"},
    {"emspace", L" ", L"&emsp;"},
    {"enspace", L" ", L"&ensp;"},
};

/* Character sets that words say; \ansicpg, which comes behind them, says more. */
static const struct {
    const char *word;
    UINT code_page;
} charset_words[] = {{"ansi", 1252}, {"mac", 10000}, {"pc", 437}, {"pca", 850}};

static const char *const silent[] = {
    "colortbl", "stylesheet", "info",   "pict",      "header",    "headerl",
    "headerr",  "headerf",    "footer", "footerl",   "footerr",   "footerf",
    "objdata",  "xe",         "tc",     "themedata", "listtable", "filetbl",
};

/* Of \fcharset */
static UINT charset_code_page(LONG charset)
{
    static const struct {
        LONG charset;
        UINT code_page;
    } charsets[] = {
        {0, 1252},   {77, 10000}, {128, 932},  {129, 949},  {130, 1361}, {134, 936},
        {136, 950},  {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255}, {178, 1256},
        {186, 1257}, {204, 1251}, {222, 874},  {238, 1250}, {254, 437},  {255, 850},
    };

    for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
        if (charsets[i].charset == charset) return charsets[i].code_page;
    return RTF_DOCUMENT;
}

static void choose_font(struct rtf_body *rtf, LONG number)
{
    unsigned at = (unsigned)number % RTF_FONTS;

    if (now(rtf)->fonts) rtf->font = number;
    else
        now(rtf)->code_page =
            rtf->fonts[at].number == number + 1 ? rtf->fonts[at].code_page : RTF_DOCUMENT;
}

static void describe_font(struct rtf_body *rtf, UINT code_page)
{
    unsigned at = (unsigned)rtf->font % RTF_FONTS;

    if (!now(rtf)->fonts || rtf->font < 0 || rtf->font >= 0xffff) return;
    rtf->fonts[at].number = (uint16_t)(rtf->font + 1);
    rtf->fonts[at].code_page = (uint16_t)code_page;
    if (rtf->font == rtf->deff) rtf->default_page = code_page;
}

static void place_attachment(struct rtf_body *rtf)
{
    if (is_silent(rtf) || !rtf->placed) return;
    release(rtf);
    rtf->placed(rtf->sink.context, rtf->chars);
}

static void obey_rest(struct rtf_body *rtf, const char *word)
{
    for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
        if (strcmp(word, symbols[i].word)) continue;
        if (skip_one(rtf)) return;
        put_units(rtf, rtf->kind == RTF_OF_HTML && !now(rtf)->tag && symbols[i].html
                           ? symbols[i].html
                           : symbols[i].text);
        return;
    }
    for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
        if (!strcmp(word, silent[i])) now(rtf)->silent = true;
    for (size_t i = 0; i < sizeof(charset_words) / sizeof(charset_words[0]); i++)
        if (rtf->depth == 1 && !rtf->said_page && !strcmp(word, charset_words[i].word))
            rtf->code_page = charset_words[i].code_page;
}

static void obey(struct rtf_body *rtf)
{
    const char *word = rtf->word;
    LONG number = rtf->minus ? -rtf->number : rtf->number;
    bool star = now(rtf)->star, has_number = rtf->has_number;

    now(rtf)->star = false;
    if (rtf->beyond) {
        if (!strcmp(word, "bin") && number > 0) rtf->binary = (uint32_t)number;
        return;
    }
    if (!strcmp(word, "u") && has_number) {
        put_units(rtf, (WCHAR[]){(WCHAR)number ? (WCHAR)number : 0xfffd, 0});
        rtf->to_skip = now(rtf)->skip;
    } else if (!strcmp(word, "uc")) {
        now(rtf)->skip = has_number && number >= 0 && number < 100 ? (unsigned char)number : 1;
    } else if (!strcmp(word, "ansicpg")) {
        if (number > 0 && number < 65536) rtf->code_page = (UINT)number;
        rtf->said_page = true;
    } else if (!strcmp(word, "fromhtml") || !strcmp(word, "fromtext")) {
        if (rtf->kind == RTF_UNKNOWN && rtf->depth == 1)
            rtf->kind = word[4] == 'h' ? RTF_OF_HTML : RTF_OF_TEXT;
    } else if (!strcmp(word, "htmlrtf")) {
        now(rtf)->off = !has_number || number;
    } else if (!strcmp(word, "htmltag") && star && rtf->kind == RTF_OF_HTML) {
        now(rtf)->silent = rtf->depth && rtf->groups[rtf->depth - 1].silent;
        now(rtf)->tag = true;
    } else if (!strcmp(word, "rtf")) {
        rtf->is_rtf = true;
    } else if (!strcmp(word, "bin")) {
        if (number > 0) rtf->binary = (uint32_t)number;
    } else if (!strcmp(word, "fonttbl")) {
        now(rtf)->silent = now(rtf)->fonts = true;
    } else if (!strcmp(word, "f") && has_number) {
        choose_font(rtf, number);
    } else if (!strcmp(word, "fcharset")) {
        describe_font(rtf, charset_code_page(number));
    } else if (!strcmp(word, "cpg") && number > RTF_DOCUMENT && number < 65536) {
        describe_font(rtf, (UINT)number);
    } else if (!strcmp(word, "deff")) {
        rtf->deff = number;
    } else if (!strcmp(word, "objattph")) {
        place_attachment(rtf);
    } else if (!strcmp(word, "upr")) {
        now(rtf)->silent = now(rtf)->upr = true;
    } else if (!strcmp(word, "ud") && star && rtf->depth > 1 && rtf->groups[rtf->depth - 1].upr) {
        now(rtf)->silent = rtf->groups[rtf->depth - 2].silent;
    } else if (!strcmp(word, "plain")) {
        now(rtf)->code_page = RTF_DEFAULT;
    } else {
        obey_rest(rtf, word);
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

static void symbol(struct rtf_body *rtf, char c)
{
    bool html = rtf->kind == RTF_OF_HTML && !now(rtf)->tag;

    switch (c) {
    case '*':
        if (!now(rtf)->silent || (rtf->depth && rtf->groups[rtf->depth - 1].upr))
            now(rtf)->star = true;
        now(rtf)->silent = true;
        break;
    case '~':
        if (!skip_one(rtf)) put_units(rtf, html ? L"&nbsp;" : L"\u00a0");
        break;
    case '_':
        if (!skip_one(rtf)) put_units(rtf, html ? L"&shy;" : L"-");
        break;
    case '\r':
    case '\n': put_units(rtf, L"\r\n"); break;
    case '\\':
    case '{':
    case '}': put_byte(rtf, c); break;
    }
}

/* ---- bytes ---- */

static void open_group(struct rtf_body *rtf)
{
    rtf->to_skip = 0;
    if (rtf->beyond || rtf->depth + 1 == RTF_DEEPEST) {
        rtf->beyond++;
        return;
    }
    rtf->groups[rtf->depth + 1] = rtf->groups[rtf->depth];
    rtf->depth++;
    now(rtf)->star = now(rtf)->upr = false;
}

static void close_group(struct rtf_body *rtf)
{
    rtf->to_skip = 0;
    if (rtf->beyond)
        rtf->beyond--;
    else if (rtf->depth)
        rtf->depth--;
}

static void take_text(struct rtf_body *rtf, char c)
{
    switch (c) {
    case '{': open_group(rtf); break;
    case '}': close_group(rtf); break;
    case '\\': rtf->state = IN_BACKSLASH; break;
    case '\r':
    case '\n': break;
    case '\t': put_units(rtf, L"\t"); break;
    default: put_byte(rtf, c);
    }
}

/* A word has ended; a blank behind it is part of it. */
static bool end_word(struct rtf_body *rtf, char c)
{
    rtf->state = IN_TEXT;
    obey(rtf);
    if (rtf->binary) rtf->state = IN_BINARY;
    return c != ' ';
}

/* One byte; true: it is to be looked at again, in the state that is now. */
static bool step(struct rtf_body *rtf, char c)
{
    switch (rtf->state) {
    case IN_BACKSLASH:
        if (is_letter(c)) {
            rtf->state = IN_WORD;
            rtf->word_chars = 0;
            rtf->word[0] = 0;
            rtf->minus = rtf->has_number = false;
            rtf->number = 0;
            return true;
        }
        rtf->state = c == '\'' ? HEX_1 : IN_TEXT;
        if (c != '\'') symbol(rtf, c);
        return false;
    case IN_WORD:
        if (is_letter(c)) {
            if (rtf->word_chars < RTF_WORD) rtf->word[rtf->word_chars++] = c;
            rtf->word[rtf->word_chars] = 0;
            return false;
        }
        rtf->state = IN_NUMBER;
        rtf->minus = c == '-';
        return c != '-';
    case IN_NUMBER:
        if (c < '0' || c > '9') return end_word(rtf, c);
        rtf->has_number = true;
        if (rtf->number < 100000000) rtf->number = rtf->number * 10 + (c - '0');
        return false;
    case HEX_1:
        rtf->hex = hex_digit(c);
        rtf->state = rtf->hex < 0 ? IN_TEXT : HEX_2;
        return rtf->hex < 0;
    case HEX_2:
        rtf->state = IN_TEXT;
        if (hex_digit(c) < 0) return true;
        put_byte(rtf, (char)(rtf->hex << 4 | hex_digit(c)));
        return false;
    case IN_BINARY:
        if (!--rtf->binary) rtf->state = IN_TEXT;
        return false;
    default:
        take_text(rtf, c);
        return false;
    }
}

void rtf_body_begin(struct rtf_body *rtf, struct text_sink sink)
{
    memset(rtf, 0, sizeof(*rtf));
    rtf->sink = sink;
    rtf->code_page = 1252;
    rtf->deff = -1;
    rtf->groups[0].skip = 1;
}

HRESULT rtf_body_put(struct rtf_body *rtf, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count && SUCCEEDED(rtf->hr); i++)
        while (step(rtf, bytes[i])) {
        }
    return rtf->hr;
}

HRESULT rtf_body_end(struct rtf_body *rtf)
{
    if (rtf->state == IN_WORD || rtf->state == IN_NUMBER) end_word(rtf, ' ');
    release(rtf);
    flush(rtf);
    if (rtf->kind == RTF_UNKNOWN) rtf->kind = RTF_PLAIN;
    if (SUCCEEDED(rtf->hr) && !rtf->is_rtf) rtf->hr = MAPI_E_CORRUPT_DATA;
    return rtf->hr;
}
