/*
 * html_text.c - the text of HTML
 */
#include "codec/text/html_text.h"
#include <limits.h>
#include <string.h>

/* ---- to the sink ---- */

static void flush(struct html_text *html)
{
    if (html->held_chars && SUCCEEDED(html->hr))
        html->hr = html->sink.put(html->sink.context, html->held, html->held_chars);
    html->held_chars = 0;
}

static void give(struct html_text *html, WCHAR c)
{
    if (html->held_chars == HTML_HELD) flush(html);
    html->held[html->held_chars++] = c;
}

static void give_ascii(struct html_text *html, const char *text)
{
    for (; *text; text++)
        give(html, (unsigned char)*text);
}

/* ---- layout ---- */

static void want_lines(struct html_text *html, unsigned lines)
{
    if (html->lines < lines) html->lines = lines;
    html->space = html->tab = false;
}

static void give_marker(struct html_text *html)
{
    unsigned in = html->depth > HTML_LISTS ? HTML_LISTS : html->depth;
    char digits[12] = "";
    unsigned n = in && html->lists[in - 1].numbered ? html->lists[in - 1].next++ : 0;
    char *at = digits + sizeof(digits) - 1;

    html->marker = false;
    for (unsigned i = 1; i < in; i++)
        give_ascii(html, "  ");
    if (!in || !html->lists[in - 1].numbered) {
        give_ascii(html, "* ");
        return;
    }
    *at = 0;
    do {
        *--at = (char)('0' + n % 10);
    } while (n /= 10);
    give_ascii(html, at);
    give_ascii(html, ". ");
}

/* What is due before the next text. */
static void settle(struct html_text *html)
{
    bool begins = html->lines > 0;

    for (; html->lines && html->any; html->lines--)
        give_ascii(html, "\r\n");
    html->lines = 0;
    if (html->marker)
        give_marker(html);
    else if (html->tab && html->any)
        give(html, '\t');
    else if (html->space && html->any && !begins)
        give(html, ' ');
    html->space = html->tab = false;
    html->any = true;
}

static void put(struct html_text *html, WCHAR c)
{
    html->pre_begins = false;
    settle(html);
    give(html, c == 0xa0 ? ' ' : c);
}

/* ---- links ---- */

static bool begins(const WCHAR *text, size_t chars, const char *with)
{
    size_t n = 0;

    for (; with[n]; n++)
        if (n == chars || text[n] >= 0x80 || (text[n] | 0x20) != (WCHAR)(with[n] | 0x20))
            return false;
    return true;
}

static const char *const schemes[] = {"https://", "http://", "mailto:", "ftp://"};

static void open_link(struct html_text *html, const WCHAR *target, size_t chars)
{
    while (chars && target[chars - 1] <= ' ')
        chars--;
    while (chars && *target <= ' ')
        target++, chars--;
    html->link_chars = 0;
    if (chars == HTML_VALUE) return; /* it was longer */
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]) && !html->link_chars; i++)
        if (begins(target, chars, schemes[i])) html->link_chars = chars;
    memcpy(html->link, target, chars * sizeof(WCHAR));
    html->link_same = true;
    html->link_at = 0;
}

/* Whether the text of a link says its target, with or without the scheme: then it needn't be told.
 */
static void compare_link(struct html_text *html, WCHAR c)
{
    if (!html->link_at) { /* where the text begins in the target */
        for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
            size_t n = strlen(schemes[i]);

            if (begins(html->link, html->link_chars, schemes[i]) &&
                (c | 0x20) != (html->link[0] | 0x20))
                html->link_at = n;
        }
    }
    if (html->link_at < html->link_chars && html->link[html->link_at] == c)
        html->link_at++;
    else
        html->link_same = false;
}

static void close_link(struct html_text *html)
{
    size_t n = html->link_chars;
    unsigned lines = html->lines;

    html->link_chars = 0;
    if (!n || !html->link_at) return; /* without text */
    if (html->link_same && html->link_at + (html->link[n - 1] == '/') >= n) return;
    html->lines = 0; /* those stand behind it */
    html->space = true;
    put(html, '<');
    for (size_t i = 0; i < n; i++)
        give(html, html->link[i] < ' ' || html->link[i] == 0xa0 ? ' ' : html->link[i]);
    give(html, '>');
    html->lines = lines;
}

/* ---- what the tokens tell ---- */

static void on_text(void *context, WCHAR c)
{
    struct html_text *html = context;

    if (html->hidden) return;
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\f') {
        put(html, c);
        if (html->link_chars && html->link_same) compare_link(html, c);
    } else if (!html->pre) {
        html->space = true;
    } else if (c == '\n') {
        if (!html->pre_begins) html->lines++; /* the first is none */
        html->pre_begins = false;
    } else if (c != '\r') {
        put(html, c == '\t' ? '\t' : ' ');
    }
}

static void on_attribute(void *context, const char *tag, const char *name, const WCHAR *value,
                         size_t chars)
{
    struct html_text *html = context;

    if (html->hidden) return;
    if (!strcmp(tag, "a") && !strcmp(name, "href")) {
        close_link(html);
        open_link(html, value, chars);
    } else if (!strcmp(tag, "img") && !strcmp(name, "alt")) {
        while (chars && *value <= ' ')
            value++, chars--;
        while (chars && value[chars - 1] <= ' ')
            chars--;
        if (!chars) return;
        put(html, '[');
        for (size_t i = 0; i < chars; i++)
            give(html, value[i] < ' ' || value[i] == 0xa0 ? ' ' : value[i]);
        give(html, ']');
    } else if (!strcmp(tag, "ol") && !strcmp(name, "start") && html->depth < HTML_LISTS) {
        unsigned n = 0;

        for (size_t i = 0; i < chars && i < 8 && value[i] >= '0' && value[i] <= '9'; i++)
            n = n * 10 + (unsigned)(value[i] - '0');
        html->lists[html->depth].next = n; /* the tag itself comes behind its attributes */
    }
}

enum effect { BREAK, LINE, PARAGRAPH, ROW, CELL, PRE, HIDDEN, LINK, BULLETS, NUMBERS, ITEM, RULE };

static const struct {
    const char *name;
    enum effect effect;
} effects[] = {
    {"br", BREAK},        {"p", PARAGRAPH},     {"div", LINE},
    {"main", LINE},       {"a", LINK},          {"tr", ROW},
    {"td", CELL},         {"th", CELL},         {"table", LINE},
    {"li", ITEM},         {"ul", BULLETS},      {"menu", BULLETS},
    {"dir", BULLETS},     {"ol", NUMBERS},      {"h1", PARAGRAPH},
    {"h2", PARAGRAPH},    {"h3", PARAGRAPH},    {"h4", PARAGRAPH},
    {"h5", PARAGRAPH},    {"h6", PARAGRAPH},    {"blockquote", PARAGRAPH},
    {"pre", PRE},         {"listing", PRE},     {"xmp", PRE},
    {"plaintext", PRE},   {"textarea", PRE},    {"hr", RULE},
    {"dl", PARAGRAPH},    {"dt", LINE},         {"dd", LINE},
    {"address", LINE},    {"nav", LINE},        {"aside", LINE},
    {"caption", LINE},    {"center", LINE},     {"details", LINE},
    {"summary", LINE},    {"fieldset", LINE},   {"legend", LINE},
    {"figure", LINE},     {"figcaption", LINE}, {"footer", LINE},
    {"header", LINE},     {"form", LINE},       {"article", LINE},
    {"section", LINE},    {"optgroup", LINE},   {"option", LINE},
    {"body", LINE},       {"script", HIDDEN},   {"style", HIDDEN},
    {"title", HIDDEN},    {"iframe", HIDDEN},   {"noembed", HIDDEN},
    {"noframes", HIDDEN},
};

static void on_list(struct html_text *html, bool numbered, bool closes)
{
    bool nested = closes ? html->depth > 1 : html->depth > 0;

    want_lines(html, nested ? 1 : 2);
    html->marker = false;
    if (closes) {
        if (html->depth) html->depth--;
        if (html->depth < HTML_LISTS) html->lists[html->depth].next = 1;
    } else {
        if (html->depth < HTML_LISTS) html->lists[html->depth].numbered = numbered;
        if (html->depth < INT_MAX) html->depth++;
    }
}

static void on_tag(void *context, const char *name, bool closes)
{
    struct html_text *html = context;
    size_t i = 0;

    while (i < sizeof(effects) / sizeof(effects[0]) && strcmp(name, effects[i].name))
        i++;
    if (i == sizeof(effects) / sizeof(effects[0])) return;
    switch (effects[i].effect) {
    case BREAK:
        html->lines++;
        html->space = html->tab = false;
        break;
    case LINE: want_lines(html, 1); break;
    case PARAGRAPH: want_lines(html, 2); break;
    case ROW:
        want_lines(html, 1);
        html->cell = false;
        break;
    case CELL:
        if (!closes && html->cell && !html->lines) html->tab = true;
        html->cell = true;
        html->space = false;
        break;
    case PRE:
        want_lines(html, 1);
        html->pre_begins = !closes;
        if (!closes)
            html->pre++;
        else if (html->pre)
            html->pre--;
        break;
    case HIDDEN: html->hidden = !closes; break;
    case LINK:
        if (closes) close_link(html);
        break;
    case BULLETS: on_list(html, false, closes); break;
    case NUMBERS: on_list(html, true, closes); break;
    case ITEM:
        want_lines(html, 1);
        html->marker = !closes;
        break;
    case RULE:
        want_lines(html, 1);
        settle(html);
        give_ascii(html, "________________________________");
        want_lines(html, 1);
        break;
    }
}

static const struct html_events events = {on_text, on_attribute, on_tag};

void html_text_begin(struct html_text *html, struct text_sink sink)
{
    memset(html, 0, sizeof(*html));
    html->sink = sink;
    for (int i = 0; i < HTML_LISTS; i++)
        html->lists[i].next = 1;
    html_token_begin(&html->token, &events, html);
}

HRESULT html_text_put(struct html_text *html, const WCHAR *text, size_t chars)
{
    if (SUCCEEDED(html->hr)) html_token_put(&html->token, text, chars);
    return html->hr;
}

HRESULT html_text_end(struct html_text *html)
{
    html_token_end(&html->token);
    if (html->any) give_ascii(html, "\r\n");
    flush(html);
    return html->hr;
}
