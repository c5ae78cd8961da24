/*
 * The text of HTML and of RTF, the HTML in RTF: each also cut at every place.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "mapicode.h"
#include "codec/rtf/rtf_body.h"
#include "codec/text/charset_name.h"
#include "codec/text/html_charset.h"
#include "codec/text/html_text.h"

/* UTF-8, so that failures can be read. */
struct text {
    char utf8[8192];
    size_t n;
    HRESULT refuse; /* what the sink answers */
};

static HRESULT put(void *context, const WCHAR *text, size_t chars)
{
    struct text *to = context;

    for (size_t i = 0; i < chars; i++) {
        unsigned c = text[i];

        assert_true(to->n + 5 < sizeof(to->utf8));
        if (c >= 0xd800 && c < 0xdc00 && i + 1 < chars) {
            c = 0x10000 + ((c & 0x3ff) << 10) + (text[++i] & 0x3ff);
            to->utf8[to->n++] = (char)(0xf0 | c >> 18);
            to->utf8[to->n++] = (char)(0x80 | (c >> 12 & 0x3f));
            to->utf8[to->n++] = (char)(0x80 | (c >> 6 & 0x3f));
            to->utf8[to->n++] = (char)(0x80 | (c & 0x3f));
        } else if (c >= 0x800) {
            to->utf8[to->n++] = (char)(0xe0 | c >> 12);
            to->utf8[to->n++] = (char)(0x80 | (c >> 6 & 0x3f));
            to->utf8[to->n++] = (char)(0x80 | (c & 0x3f));
        } else if (c >= 0x80) {
            to->utf8[to->n++] = (char)(0xc0 | c >> 6);
            to->utf8[to->n++] = (char)(0x80 | (c & 0x3f));
        } else {
            to->utf8[to->n++] = (char)c;
        }
    }
    to->utf8[to->n] = 0;
    return to->refuse;
}

static void html_is(const WCHAR *html, const char *wanted)
{
    size_t chars = 0;

    while (html[chars])
        chars++;
    for (size_t cut = 0; cut <= chars; cut++) {
        struct html_text *converter = malloc(sizeof(*converter));
        struct text text = {.n = 0};

        assert_non_null(converter);
        html_text_begin(converter, (struct text_sink){put, &text});
        assert_int_equal(html_text_put(converter, html, cut), S_OK);
        assert_int_equal(html_text_put(converter, html + cut, chars - cut), S_OK);
        assert_int_equal(html_text_end(converter), S_OK);
        free(converter);
        assert_string_equal(text.utf8, wanted);
    }
}

static void blocks_begin_lines(void **state)
{
    (void)state;
    html_is(L"", "");
    html_is(L" \r\n ", "");
    html_is(L"a  b\r\n c", "a b c\r\n");
    html_is(L"a<br>b<BR/>c<br />", "a\r\nb\r\nc\r\n");
    html_is(L"<html><head><title>no</title></head><body><p>one<p>two</p>\n</body></html>",
            "one\r\n\r\ntwo\r\n");
    html_is(L"<div>a</div><div><div>b</div></div>c", "a\r\nb\r\nc\r\n");
    html_is(L"<h1>T</h1>x<blockquote>q</blockquote>y", "T\r\n\r\nx\r\n\r\nq\r\n\r\ny\r\n");
    html_is(L"a<hr>b", "a\r\n________________________________\r\nb\r\n");
    html_is(L"x<span>y</span><b>z</b> <i>w</i>", "xyz w\r\n");
    html_is(L"<table><tr><td>1</td><td> 2 </td></tr>\n<tr><th>3<th>4</table>5",
            "1\t2\r\n3\t4\r\n5\r\n");
    html_is(L"a&nbsp; b", "a  b\r\n");
}

static void preformatted_text_keeps_its_blanks(void **state)
{
    (void)state;
    html_is(L"<pre>\na  b\n\n  c\n</pre>d", "a  b\r\n\r\n  c\r\nd\r\n");
    html_is(L"<pre>a\r\nb</pre>  c  d", "a\r\nb\r\nc d\r\n");
    html_is(L"x<textarea>\n<b> y</textarea>", "x\r\n<b> y\r\n");
}

static void lists_have_marks(void **state)
{
    (void)state;
    html_is(L"a<ul><li>b</li><li>c<ul><li>d</ul></ul>e",
            "a\r\n\r\n* b\r\n* c\r\n  * d\r\n\r\ne\r\n");
    html_is(L"<ol><li>b<li>c<ol><li>d</ol><li>e</ol><ol start=9><li>f<li>g</ol>",
            "1. b\r\n2. c\r\n  1. d\r\n3. e\r\n\r\n9. f\r\n10. g\r\n");
    html_is(L"<li>a<li><li>b", "* a\r\n* b\r\n");
}

static void links_say_where_they_lead(void **state)
{
    (void)state;
    html_is(L"<a href=\"http://x.org/a?b=1&amp;c=2\">here</a>.",
            "here <http://x.org/a?b=1&c=2>.\r\n");
    html_is(L"<a href='http://x.org/'>http://x.org</a> <a href=https://y.org/>y.org</a>",
            "http://x.org y.org\r\n");
    html_is(L"<a href=mailto:a@b.org>a@b.org</a> <a href=mailto:a@b.org>A</a>",
            "a@b.org A <mailto:a@b.org>\r\n");
    html_is(L"<p><a href=http://x.org>a<br></a>b", "a <http://x.org>\r\nb\r\n");
    html_is(L"<a href=#top>top</a> <a href=cid:x>x</a> <a name=y>y</a> <a href=http://z></a>z",
            "top x y z\r\n");
    html_is(L"<img src=x alt=' the  sun '><img alt=''><img src=y>", "[the  sun]\r\n");
}

static void what_is_no_text_is_left_out(void **state)
{
    (void)state;
    html_is(L"a<script>if (x < 1) document.write('<p>b</p>');</script>c", "ac\r\n");
    html_is(L"a<STYLE type=x>p { } </styles> </style >c", "ac\r\n");
    html_is(
        L"a<!-- <p>b</p> -- > -->c<!-->d<!--->e<!--x--!>f<!doctype html>g<?xml ?>h<![if !mso]>i<![endif]>",
        "acdefghi\r\n");
    html_is(L"<title>a</b></title>c<iframe>x</iframe><noframes><p></noframes>", "c\r\n");
    html_is(L"<noscript>a</noscript>", "a\r\n");
    html_is(L"a<p title=\"x>y\" b='<' c=>\">b", "a\r\n\r\n\">b\r\n");
    html_is(L"a<b", "a\r\n");
    html_is(L"1 < 2 <3 </ 4> </>5 a<", "1 < 2 <3 5 a<\r\n");
    html_is(L"a<script>b</script", "a\r\n");
    html_is(L"<plaintext>a<b></plaintext>", "a<b></plaintext>\r\n");
}

static void references_are_characters(void **state)
{
    (void)state;
    html_is(L"&lt;p&gt; &amp;amp; &quot;&apos; &auml;&Ouml;&szlig; &euro;&hellip;",
            "<p> &amp; \"' \xc3\xa4\xc3\x96\xc3\x9f \xe2\x82\xac\xe2\x80\xa6\r\n");
    html_is(L"&#65;&#x42;&#X43 &#128;&#0;&#xd800;&#x1f600;&#x110000;",
            "ABC \xe2\x82\xac\xef\xbf\xbd\xef\xbf\xbd\xf0\x9f\x98\x80\xef\xbf\xbd\r\n");
    html_is(L"&amp &copy2 &notit; &notin; &nosuch; & &# &#x &#xg; &rarr &",
            "& \xc2\xa9"
            "2 \xc2\xacit; \xe2\x88\x89 &nosuch; & &# &#x &#xg; &rarr &\r\n");
    html_is(L"&CounterClockwiseContourIntegral;&NotEqualTilde;",
            "\xe2\x88\xb3\xe2\x89\x82\xcc\xb8\r\n");
    html_is(L"<a href='http://x/?a&copy=1&lt=2&amp;b&copy'>c</a>",
            "c <http://x/?a&copy=1&lt=2&b\xc2\xa9>\r\n");
}

static void the_sinks_error_ends_it(void **state)
{
    struct html_text *converter = malloc(sizeof(*converter));
    struct text text = {.refuse = MAPI_E_NOT_ENOUGH_DISK};
    HRESULT hr = S_OK;

    (void)state;
    assert_non_null(converter);
    html_text_begin(converter, (struct text_sink){put, &text});
    for (int i = 0; i < 1000 && hr == S_OK; i++)
        hr = html_text_put(converter, L"abc", 3);
    assert_int_equal(hr, MAPI_E_NOT_ENOUGH_DISK);
    assert_int_equal(html_text_end(converter), MAPI_E_NOT_ENOUGH_DISK);
    assert_int_equal(text.n, HTML_HELD); /* it was asked once */
    free(converter);
}

static void html_says_its_charset(void **state)
{
    static const struct {
        const char *html;
        UINT code_page;
    } cases[] = {
        {"<html><meta charset=utf-8>", 65001},
        {"<META http-equiv='Content-Type' content='text/html; charset=\"Shift_JIS\"'>", 932},
        {"<meta content=\"text/html;charset = koi8-r\">", 20866},
        {"<!-- <meta charset=utf-8> --><p>", 0},
        {"<meta name=charset content=x><p charset=utf-8>", 0},
        {"<meta charset=nosuch><meta charset=big5>", 950},
        {"\xef\xbb\xbf<meta charset=big5>", 65001},
        {"\xff\xfe<", 1200},
        {"\xfe\xff", 1201},
        {"", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(html_charset(cases[i].html, strlen(cases[i].html)), cases[i].code_page);
}

/* ---- RTF ---- */

static void rtf_is(const char *rtf, enum rtf_body_kind kind, const char *wanted)
{
    for (size_t cut = 0; cut <= strlen(rtf); cut++) {
        struct rtf_body *converter = malloc(sizeof(*converter));
        struct text text = {.n = 0};

        assert_non_null(converter);
        rtf_body_begin(converter, (struct text_sink){put, &text});
        assert_int_equal(rtf_body_put(converter, rtf, cut), S_OK);
        assert_int_equal(rtf_body_put(converter, rtf + cut, strlen(rtf) - cut), S_OK);
        assert_int_equal(rtf_body_end(converter), S_OK);
        assert_int_equal(converter->kind, kind);
        free(converter);
        assert_string_equal(text.utf8, wanted);
    }
}

static void rtf_has_text(void **state)
{
    (void)state;
    rtf_is(
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\x y}Gr\\'fc\\'dfe\\par \\u8364?5\\tab x\r\ny\\line\\{\\}\\\\}",
        RTF_PLAIN,
        "Gr\xc3\xbc\xc3\x9f"
        "e\r\n\xe2\x82\xac"
        "5\txy\r\n{}\\");
    rtf_is(
        "{\\rtf1\\uc2\\u8364 ab\\u-10179 ??\\u-8704 ??{\\uc0\\u65 b}{\\pict 0102}\\bin3 {}}x\\~y\\_z\\emdash}",
        RTF_PLAIN,
        "\xe2\x82\xac\xf0\x9f\x98\x80"
        "Abx\xc2\xa0y-z\xe2\x80\x94");
    rtf_is("{\\rtf1}", RTF_PLAIN, "");
    /* 11.8-17 */
    rtf_is("{\\rtf1\\ansi\\fromtext \\fbidi {\\f0\\fs20 a\\par b}}", RTF_OF_TEXT, "a\r\nb");
}

static void fonts_have_code_pages(void **state)
{
    (void)state;
    rtf_is(
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}{\\f7\\fcharset128 C;}}"
        "\\f0\\'e4\\f1\\'e4{\\f7\\'83\\'41\\'83A}\\'e4\\plain\\'e4}",
        RTF_PLAIN, "\xc3\xa4\xd0\xb4\xe3\x82\xa2\xe3\x82\xa2\xd0\xb4\xc3\xa4");
    /* \fcharset0 is windows-1252 whatever the document is in; none, or 1, is the document's; \cpg
     * says it outright */
    rtf_is(
        "{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0\\fcharset0 A;}{\\f1 B;}{\\f2\\fcharset1 C;}{\\f1500\\fnil\\cpg1253 D;}}"
        "\\'e4{\\f0\\'e4}\\f1\\'e4\\f2\\'e4\\f1500\\'e4\\f9\\'e4}",
        RTF_PLAIN, "\xd0\xb4\xc3\xa4\xd0\xb4\xd0\xb4\xce\xb4\xd0\xb4");
    /* what no font was chosen for is in \deff's; in \htmltag all is in the document's */
    rtf_is(
        "{\\rtf1\\ansi\\ansicpg1252\\deff3{\\fonttbl{\\f0\\fcharset0 A;}{\\f3\\fcharset204 B;}}\\'e4\\f0\\'e4\\plain\\'e4}",
        RTF_PLAIN, "\xd0\xb4\xc3\xa4\xd0\xb4");
    rtf_is(
        "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1\\deff3{\\fonttbl{\\f3\\fcharset204 B;}}{\\*\\htmltag\\'e4}\\'e4}",
        RTF_OF_HTML, "\xc3\xa4\xd0\xb4");
    rtf_is("{\\rtf1\\pc \\'84\\ansi\\'e4}", RTF_PLAIN, "\xc3\xa4\xc3\xa4");
    rtf_is("{\\rtf1\\ansi\\pca \\'84}", RTF_PLAIN, "\xc3\xa4");
}

static void unicode_comes_with_what_stands_for_it(void **state)
{
    (void)state;
    rtf_is("{\\rtf1\\uc1 \\u8220\\ldblquote a\\u160\\~b\\u8211\\'96c\\u8226\\bullet\\u8226\\'95}",
           RTF_PLAIN,
           "\xe2\x80\x9c"
           "a\xc2\xa0"
           "b\xe2\x80\x93"
           "c\xe2\x80\xa2\xe2\x80\xa2");
    rtf_is("{\\rtf1 {\\upr{no}{\\*\\ud{y\\u8364?}}}s{\\*\\ud no}}", RTF_PLAIN, "y\xe2\x82\xac""s");
    rtf_is("{\\rtf1 {\\*\\x{\\upr{no}{\\*\\ud no}}}s}", RTF_PLAIN, "s");
}

static unsigned long long places[4];
static unsigned n_places;

static void placed(void *context, uint64_t chars)
{
    (void)context;
    places[n_places++] = chars;
}

static void attachments_have_places(void **state) /* 11.8-23 */
{
    struct rtf_body *converter = malloc(sizeof(*converter));
    static const char rtf[] =
        "{\\rtf1\\ansi \\'e4b{\\objattph  }c\\par\\u8364?\\objattph  {\\*\\x\\objattph  }}";
    struct text text = {.n = 0};

    (void)state;
    assert_non_null(converter);
    n_places = 0;
    rtf_body_begin(converter, (struct text_sink){put, &text});
    converter->placed = placed;
    assert_int_equal(rtf_body_put(converter, rtf, sizeof(rtf) - 1), S_OK);
    assert_int_equal(rtf_body_end(converter), S_OK);
    free(converter);
    assert_string_equal(text.utf8, "\xc3\xa4""b c\r\n\xe2\x82\xac ");
    assert_int_equal(n_places, 2);
    assert_int_equal(places[0], 2); /* a blank stands there */
    assert_int_equal(places[1], 7);
}

static void html_comes_out_of_rtf(void **state) /* 11.8-17 */
{
    (void)state;
    rtf_is(
        "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl{\\f0 A;}}{\\colortbl;}\r\n"
        "{\\*\\htmltag64 <p class=\"a\\'e4\">}\\htmlrtf \\par\\htmlrtf0 {\\*\\htmltag84 <b>}\\htmlrtf {\\b \\htmlrtf0 "
        "x\\'e4 \\u8364?{\\*\\htmltag84 &amp;}\\htmlrtf &\\htmlrtf0 {\\*\\mhtmltag84 no}{\\*\\htmltag92 </b>}\\htmlrtf }\\htmlrtf0 "
        "\\lquote y\\~\\tab{\\*\\htmltag0 \\par\\tab }{\\*\\htmltag72 </p>}}",
        RTF_OF_HTML,
        "<p class=\"a\xd0\xb4\"><b>x\xd0\xb4 \xe2\x82\xac&amp;</b>&lsquo;y&nbsp;\t\r\n\t</p>");
}

static void deep_and_broken_rtf_is_read_as_far_as_it_goes(void **state)
{
    struct rtf_body *converter = malloc(sizeof(*converter));
    struct text text = {.n = 0};

    (void)state;
    assert_non_null(converter);
    rtf_body_begin(converter, (struct text_sink){put, &text});
    assert_int_equal(rtf_body_put(converter, "{\\rtf1 a", 8), S_OK);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(rtf_body_put(converter, "{x\\'", 4), S_OK);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(rtf_body_put(converter, "}", 1), S_OK);
    assert_int_equal(rtf_body_put(converter, "b}}}}c", 6), S_OK);
    assert_int_equal(rtf_body_end(converter), S_OK);
    assert_int_equal(text.n, 1 + RTF_DEEPEST - 2 + 2);
    rtf_body_begin(converter, (struct text_sink){put, &text});
    assert_int_equal(rtf_body_put(converter, "no RTF", 6), S_OK);
    assert_int_equal(rtf_body_end(converter), MAPI_E_CORRUPT_DATA);
    free(converter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_begin_lines),
        cmocka_unit_test(preformatted_text_keeps_its_blanks),
        cmocka_unit_test(lists_have_marks),
        cmocka_unit_test(links_say_where_they_lead),
        cmocka_unit_test(what_is_no_text_is_left_out),
        cmocka_unit_test(references_are_characters),
        cmocka_unit_test(the_sinks_error_ends_it),
        cmocka_unit_test(html_says_its_charset),
        cmocka_unit_test(rtf_has_text),
        cmocka_unit_test(fonts_have_code_pages),
        cmocka_unit_test(unicode_comes_with_what_stands_for_it),
        cmocka_unit_test(attachments_have_places),
        cmocka_unit_test(html_comes_out_of_rtf),
        cmocka_unit_test(deep_and_broken_rtf_is_read_as_far_as_it_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
