/*
 * html_charset.c - the code page that HTML says it is in
 */
#include "codec/text/html_charset.h"
#include <string.h>
#include "codec/text/charset_name.h"
#include "codec/text/html_token.h"

enum { LOOKED_AT = 4096 };

struct prescan {
    struct html_token token;
    UINT code_page;
};

static UINT named(const WCHAR *value, size_t chars)
{
    char name[64];
    size_t n = 0;

    while (n < chars && n < sizeof(name) && value[n] > ' ' && value[n] < 0x80 &&
           !strchr("\"';,", (char)value[n])) {
        name[n] = (char)value[n];
        n++;
    }
    return n ? charset_code_page(name, n) : 0;
}

static void on_text(void *context, WCHAR c)
{
    (void)context;
    (void)c;
}

static void on_tag(void *context, const char *name, bool closes)
{
    (void)context;
    (void)name;
    (void)closes;
}

/* <meta charset="..."> and <meta http-equiv=... content="text/html; charset=..."> */
static void on_attribute(void *context, const char *tag, const char *name, const WCHAR *value,
                         size_t chars)
{
    static const char word[] = "charset";
    struct prescan *scan = context;

    if (scan->code_page || strcmp(tag, "meta")) return;
    if (!strcmp(name, word)) scan->code_page = named(value, chars);
    if (strcmp(name, "content")) return;
    for (size_t i = 0; i + 7 < chars; i++) {
        size_t n = 0;

        while (n < 7 && value[i + n] < 0x80 && (value[i + n] | 0x20) == (WCHAR)word[n])
            n++;
        if (n < 7) continue;
        for (i += n; i < chars && value[i] == ' '; i++) {
        }
        if (i == chars || value[i] != '=') continue;
        for (i++; i < chars && (value[i] == ' ' || value[i] == '"' || value[i] == '\''); i++) {
        }
        scan->code_page = named(value + i, chars - i);
        return;
    }
}

UINT html_charset(const void *html, size_t bytes)
{
    static const struct html_events events = {on_text, on_attribute, on_tag};
    const unsigned char *at = html;
    struct prescan scan = {.code_page = 0};

    if (bytes >= 3 && at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf) return CODE_PAGE_UTF8;
    if (bytes >= 2 && at[0] == 0xff && at[1] == 0xfe) return 1200;
    if (bytes >= 2 && at[0] == 0xfe && at[1] == 0xff) return 1201;
    html_token_begin(&scan.token, &events, &scan);
    for (size_t i = 0; i < bytes && i < LOOKED_AT && !scan.code_page; i++) {
        WCHAR c = at[i];

        html_token_put(&scan.token, &c, 1);
    }
    return scan.code_page;
}
