/*
 * test_rtf_wrap.c - text and HTML become RTF, and come back as they were
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "mapicode.h"
#include "codec/rtf/rtf_body.h"
#include "codec/rtf/rtf_wrap.h"

struct rtf {
    char bytes[40000];
    size_t n;
    HRESULT refuse;
};

struct text {
    WCHAR units[10000];
    size_t n;
};

static HRESULT put_rtf(void *context, const char *rtf, size_t bytes)
{
    struct rtf *to = context;

    assert_true(bytes > 0 && to->n + bytes < sizeof(to->bytes));
    memcpy(to->bytes + to->n, rtf, bytes);
    to->n += bytes;
    to->bytes[to->n] = 0;
    return to->refuse;
}

static HRESULT put_text(void *context, const WCHAR *text, size_t chars)
{
    struct text *to = context;

    assert_true(to->n + chars <= sizeof(to->units) / sizeof(WCHAR));
    memcpy(to->units + to->n, text, chars * sizeof(*text));
    to->n += chars;
    return S_OK;
}

static size_t length(const WCHAR *text)
{
    size_t n = 0;

    while (text[n])
        n++;
    return n;
}

static void wrap_html(const WCHAR *html, size_t chars, size_t cut, UINT code_page, struct rtf *rtf)
{
    struct rtf_of_html wrap;

    rtf->n = 0;
    memset(&wrap, 0xee, sizeof(wrap));
    rtf_of_html_begin(&wrap, code_page, put_rtf, rtf);
    assert_int_equal(rtf_of_html_put(&wrap, html, cut), S_OK);
    assert_int_equal(rtf_of_html_put(&wrap, html + cut, chars - cut), S_OK);
    assert_int_equal(rtf_of_html_end(&wrap), S_OK);
}

static void wrap_text(const WCHAR *text, size_t chars, size_t cut, UINT code_page, struct rtf *rtf)
{
    struct rtf_of_text wrap;

    rtf->n = 0;
    memset(&wrap, 0xee, sizeof(wrap));
    rtf_of_text_begin(&wrap, code_page, put_rtf, rtf);
    assert_int_equal(rtf_of_text_put(&wrap, text, cut), S_OK);
    assert_int_equal(rtf_of_text_put(&wrap, text + cut, chars - cut), S_OK);
    assert_int_equal(rtf_of_text_end(&wrap), S_OK);
}

static enum rtf_body_kind unwrap(const struct rtf *rtf, struct text *text)
{
    struct rtf_body *body = malloc(sizeof(*body));
    enum rtf_body_kind kind;

    assert_non_null(body);
    text->n = 0;
    rtf_body_begin(body, (struct text_sink){put_text, text});
    assert_int_equal(rtf_body_put(body, rtf->bytes, rtf->n), S_OK);
    assert_int_equal(rtf_body_end(body), S_OK);
    assert_int_equal(body->depth, 0); /* each group ends */
    kind = body->kind;
    free(body);
    return kind;
}

/* ... and without HTML: what a reader shows that only knows RTF */
static void shown(const struct rtf *rtf, struct text *text)
{
    static struct rtf plain;
    char *at;

    plain = *rtf;
    at = strstr(plain.bytes, "\\fromhtml1");
    assert_non_null(at);
    memcpy(at, "\\nothtmlx1", 10);
    assert_int_equal(unwrap(&plain, text), RTF_PLAIN);
}

static const WCHAR *const htmls[] = {
    L"",
    L"<html><head>\r\n<title>T & t</title>\r\n<style type=\"text/css\">\r\np { color: red } /* <b> */\r\n</style></head>\r\n"
    L"<body bgcolor='#fff'>\r\n<p class=\"a>b\">Gr\xfc\xdf"
    L"e &amp; k&uuml;sse</p>\r\n<br/>\r\n</body></html>\r\n",
    L"plain \\ text { with } braces\ttabs\nlone\rends\r\n\r\n",
    L"1 < 2 & 3 > 2 &nosuch; &#x1F600; &#65; &#0; &#x110000; &notit; & a &",
    L"<!-- a -- b --><!--><!--->c<!DOCTYPE html><?xml ?><![if !mso]>d<![endif]><!x",
    L"<script>if (a < b) document.write('</p>' + \"</scrip>\");</script >x<textarea>\r\n<b></textarea>",
    L"<a href=x title='>'>y</a  ><verylongnameofatag a=\"1\n2\">\x65e5\x672c\xd83d\xde00\xd800 \xffff</verylongnameofatag>",
    L"<p>a&nbsp;b\xa0"
    L"c\x2014\x2018\x200b</p",
    L"</",
    L"<",
    L"</ x>",
    L"<b",
    L"&",
    L"&am",
    L"&#",
    L"\r",
    L"a\r",
    L"<x\r\ny>",
    L"<\r\n",
    L"&\r\n",
    L"<!--\r\n--",
    L"<style>a",
    L"<HEAD> x y </HEAD>z<head><head></body>",
    L"\x1\x7f\x80\x9f\b",
    L"&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>",
};

static void html_comes_back(void **state)
{
    static const UINT pages[] = {0, 1252, 1251, 932, 65001};
    static struct rtf rtf, cut_rtf;
    static struct text back;

    (void)state;
    for (size_t i = 0; i < sizeof(htmls) / sizeof(htmls[0]); i++) {
        size_t chars = length(htmls[i]);

        for (size_t page = 0; page < sizeof(pages) / sizeof(pages[0]); page++) {
            wrap_html(htmls[i], chars, chars, pages[page], &rtf);
            assert_int_equal(unwrap(&rtf, &back), RTF_OF_HTML);
            assert_int_equal(back.n, chars);
            if (chars) assert_memory_equal(back.units, htmls[i], chars * sizeof(WCHAR));
        }
        for (size_t k = 0; k < rtf.n; k++)
            assert_true((unsigned char)rtf.bytes[k] < 0x80); /* no code page is needed */
        for (size_t cut = 0; cut < chars; cut++) {
            wrap_html(htmls[i], chars, cut, pages[4], &cut_rtf);
            assert_string_equal(cut_rtf.bytes, rtf.bytes);
        }
    }
}

static void text_comes_back(void **state)
{
    static const WCHAR *const texts[] = {
        L"",
        L"a\r\nb\r\n\r\n",
        L"a\nb\rc\r\r\n",
        L"\\{}\t \x65e5\xd83d\xde00\xd800",
        L"\\par \\'e4 \\u8364 {\\b}",
        L"1\x20ac"
        L"2?\x80"
        L"3",
        L"\r",
        L"<p>&amp;",
    };
    static struct rtf rtf, cut_rtf;
    static struct text back;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        size_t chars = length(texts[i]);

        wrap_text(texts[i], chars, chars, 1252, &rtf);
        assert_int_equal(unwrap(&rtf, &back), RTF_OF_TEXT);
        assert_int_equal(back.n, chars);
        if (chars) assert_memory_equal(back.units, texts[i], chars * sizeof(WCHAR));
        for (size_t cut = 0; cut < chars; cut++) {
            wrap_text(texts[i], chars, cut, 1252, &cut_rtf);
            assert_string_equal(cut_rtf.bytes, rtf.bytes);
        }
    }
}

static void nul_becomes_something_else(void **state)
{
    static struct rtf rtf;
    static struct text back;

    (void)state;
    wrap_text(L"a\0b", 3, 3, 1252, &rtf);
    unwrap(&rtf, &back);
    assert_int_equal(back.n, 3);
    assert_memory_equal(back.units, L"a\xfffd" L"b", 3 * sizeof(WCHAR));
}

static void the_header_says_what_it_was(void **state) /* 11.8-17 */
{
    static struct rtf rtf;

    (void)state;
    wrap_html(L"<p>x", 4, 4, 1251, &rtf);
    assert_memory_equal(rtf.bytes, "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl", 48);
    assert_non_null(strstr(rtf.bytes, "{\\*\\htmltag64 <p>}"));
    assert_non_null(strstr(rtf.bytes, "x}"));
    wrap_text(L"x", 1, 1, 65001, &rtf); /* which RTF's readers don't know */
    assert_memory_equal(rtf.bytes, "{\\rtf1\\ansi\\ansicpg1252\\fromtext \\deff0{\\fonttbl", 47);
}

static void readers_of_rtf_see_the_text(void **state)
{
    static struct rtf rtf;
    static struct text text;
    static const WCHAR html[] =
        L"<html><head><title>no</title><style>no</style></head><body>\r\n<p>a &lt; b &amp;&eacute;</p><b>c</b><br>"
        L"d<!-- no --></p>1 > 0</body></html>";
    static const WCHAR wanted[] = L"a < b &\xe9\r\nc\r\nd\r\n1 > 0";

    (void)state;
    wrap_html(html, length(html), 7, 1252, &rtf);
    shown(&rtf, &text);
    assert_int_equal(text.n, length(wanted));
    assert_memory_equal(text.units, wanted, text.n * sizeof(WCHAR));
}

static void the_sinks_error_ends_it(void **state)
{
    static struct rtf rtf = {.refuse = MAPI_E_NOT_ENOUGH_DISK};
    struct rtf_of_html html;
    struct rtf_of_text text;
    HRESULT hr = S_OK;

    (void)state;
    rtf_of_html_begin(&html, 1252, put_rtf, &rtf);
    for (int i = 0; i < 2000 && hr == S_OK; i++)
        hr = rtf_of_html_put(&html, L"abc", 3);
    assert_int_equal(hr, MAPI_E_NOT_ENOUGH_DISK);
    assert_int_equal(rtf.n, RTF_OUT); /* it was asked once */
    assert_int_equal(rtf_of_html_end(&html), MAPI_E_NOT_ENOUGH_DISK);
    rtf.n = 0;
    rtf_of_text_begin(&text, 1252, put_rtf, &rtf);
    assert_int_equal(rtf_of_text_end(&text), MAPI_E_NOT_ENOUGH_DISK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_comes_back),
        cmocka_unit_test(text_comes_back),
        cmocka_unit_test(nul_becomes_something_else),
        cmocka_unit_test(the_header_says_what_it_was),
        cmocka_unit_test(readers_of_rtf_see_the_text),
        cmocka_unit_test(the_sinks_error_ends_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
