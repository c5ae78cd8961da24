/*
 * html_text.c - the text of HTML
 */
#include "codec/text/html_text.h"
#include <stdbool.h>
#include <string.h>
#include "base/error.h"

struct html {
    const WCHAR *at, *end;
    struct writer *out;
    bool pre;
    bool space;     /* white space was met, and no text since */
    unsigned lines; /* line ends that are due before the next text: 2 is an empty line */
    bool any;       /* there is text already */
};

enum effect { NOTHING, BREAK, LINE, PARAGRAPH, CELL, PRE, HIDDEN };

static const struct {
    const char *name;
    enum effect effect;
} tags[] = {
    {"br", BREAK},       {"p", PARAGRAPH},   {"div", LINE},     {"tr", LINE},      {"li", LINE},      {"ul", LINE},
    {"ol", LINE},        {"dl", LINE},       {"dt", LINE},      {"dd", LINE},      {"h1", PARAGRAPH}, {"h2", PARAGRAPH},
    {"h3", PARAGRAPH},   {"h4", PARAGRAPH},  {"h5", PARAGRAPH}, {"h6", PARAGRAPH}, {"hr", LINE},      {"table", LINE},
    {"blockquote", PARAGRAPH}, {"address", LINE}, {"section", LINE}, {"article", LINE}, {"header", LINE}, {"footer", LINE},
    {"form", LINE},      {"td", CELL},       {"th", CELL},      {"pre", PRE},      {"script", HIDDEN}, {"style", HIDDEN},
    {"title", HIDDEN},   {"textarea", NOTHING},
};

static const struct {
    const char *name;
    WCHAR c;
} names[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},        {"quot", '"'},      {"apos", '\''},     {"nbsp", 0xa0},
    {"euro", 0x20ac},   {"copy", 0xa9},     {"reg", 0xae},      {"trade", 0x2122},  {"auml", 0xe4},     {"ouml", 0xf6},
    {"uuml", 0xfc},     {"Auml", 0xc4},     {"Ouml", 0xd6},     {"Uuml", 0xdc},     {"szlig", 0xdf},    {"eacute", 0xe9},
    {"egrave", 0xe8},   {"agrave", 0xe0},   {"ccedil", 0xe7},   {"ndash", 0x2013},  {"mdash", 0x2014},  {"hellip", 0x2026},
    {"bull", 0x2022},   {"middot", 0xb7},   {"laquo", 0xab},    {"raquo", 0xbb},    {"lsquo", 0x2018},  {"rsquo", 0x2019},
    {"ldquo", 0x201c},  {"rdquo", 0x201d},  {"pound", 0xa3},    {"deg", 0xb0},
};

static bool is_space(WCHAR c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

static void want_lines(struct html *html, unsigned lines)
{
    if (html->lines < lines) html->lines = lines;
    html->space = false;
}

static void put(struct html *html, WCHAR c)
{
    for (; html->lines && html->any; html->lines--)
        write_bytes(html->out, L"\r\n", 2 * sizeof(WCHAR));
    html->lines = 0;
    if (html->space && html->any) write_u16(html->out, ' ');
    html->space = false;
    html->any = true;
    write_u16(html->out, c);
}

static void put_char(struct html *html, ULONG c)
{
    if (!c || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) c = 0xfffd;
    if (c == 0xa0) c = ' ';
    if (c > 0xffff) {
        put(html, (WCHAR)(0xd7c0 + (c >> 10)));
        put(html, (WCHAR)(0xdc00 | (c & 0x3ff)));
    } else {
        put(html, (WCHAR)c);
    }
}

/* Does text begin with name, and something else behind it? Upper and lower case are alike when fold. */
static bool begins(const WCHAR *at, const WCHAR *end, const char *name, bool fold)
{
    for (; *name; name++, at++)
        if (at == end || (fold && *at < 0x80 ? (*at | 0x20) != (*name | 0x20) : *at != (WCHAR)*name)) return false;
    return at == end || !((*at >= '0' && *at <= '9') || (*at < 0x80 && (*at | 0x20) >= 'a' && (*at | 0x20) <= 'z'));
}

static void read_reference(struct html *html)
{
    const WCHAR *at = html->at; /* behind "&" */
    ULONG c = 0;

    if (at < html->end && *at == '#') {
        bool hex = ++at < html->end && (*at | 0x20) == 'x', any = false;

        for (at += hex; at < html->end; at++, any = true) {
            WCHAR low = *at | 0x20;
            int digit = *at >= '0' && *at <= '9' ? *at - '0' : hex && low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;

            if (digit < 0) break;
            if (c <= 0x10ffff) c = c * (hex ? 16 : 10) + (ULONG)digit;
        }
        if (any) {
            put_char(html, c);
            html->at = at < html->end && *at == ';' ? at + 1 : at;
            return;
        }
    } else {
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            if (!begins(at, html->end, names[i].name, false)) continue;
            put_char(html, names[i].c);
            html->at = at + strlen(names[i].name);
            if (html->at < html->end && *html->at == ';') html->at++;
            return;
        }
    }
    put(html, '&');
}

static void skip_to(struct html *html, const char *what, bool fold)
{
    size_t n = strlen(what);

    for (; html->at < html->end; html->at++) {
        size_t i = 0;

        while (i < n && html->at + i < html->end && (fold ? (html->at[i] | 0x20) == (what[i] | 0x20) : html->at[i] == (WCHAR)what[i]))
            i++;
        if (i == n) return;
    }
}

static void skip_tag(struct html *html)
{
    WCHAR quote = 0;

    for (; html->at < html->end; html->at++) {
        if (quote ? *html->at == quote : *html->at == '"' || *html->at == '\'')
            quote = quote ? 0 : *html->at;
        else if (!quote && *html->at == '>') {
            html->at++;
            return;
        }
    }
}

/* Behind "<". */
static void read_tag(struct html *html)
{
    bool closes = html->at < html->end && *html->at == '/';
    const WCHAR *name = html->at + closes;
    size_t i = 0;

    if (name == html->end || !(*name == '!' || *name == '?' || ((*name | 0x20) >= 'a' && (*name | 0x20) <= 'z'))) {
        put(html, '<'); /* no tag */
        return;
    }
    if (html->end - name > 2 && name[0] == '!' && name[1] == '-' && name[2] == '-') {
        html->at = name + 3;
        skip_to(html, "-->", false);
        html->at += html->end - html->at < 3 ? html->end - html->at : 3;
        return;
    }
    while (i < sizeof(tags) / sizeof(tags[0]) && !begins(name, html->end, tags[i].name, true))
        i++;
    skip_tag(html);
    if (i == sizeof(tags) / sizeof(tags[0])) return;
    switch (tags[i].effect) {
    case BREAK: html->lines++; html->space = false; break;
    case LINE: want_lines(html, 1); break;
    case PARAGRAPH: want_lines(html, 2); break;
    case CELL:
        if (closes && html->any && !html->lines) write_u16(html->out, '\t');
        html->space = false;
        break;
    case PRE:
        html->pre = !closes;
        want_lines(html, 1);
        break;
    case HIDDEN:
        if (!closes) {
            char end[16] = "</";

            memcpy(end + 2, tags[i].name, strlen(tags[i].name) + 1);
            skip_to(html, end, true);
            skip_tag(html);
        }
        break;
    case NOTHING: break;
    }
}

HRESULT html_text(const WCHAR *text, size_t chars, struct writer *out)
{
    struct html html = {.at = text, .end = text + chars, .out = out};

    while (html.at < html.end) {
        WCHAR c = *html.at++;

        if (c == '<')
            read_tag(&html);
        else if (c == '&')
            read_reference(&html);
        else if (!is_space(c))
            put(&html, c ? c : 0xfffd);
        else if (!html.pre)
            html.space = true;
        else if (c == '\n')
            html.lines++;
        else if (c != '\r')
            put(&html, ' ');
    }
    if (html.any) write_bytes(out, L"\r\n", 2 * sizeof(WCHAR));
    return out->bad ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY) : S_OK;
}
