/*
 * test_mime_texts.c - words, parameters, addresses, dates and charsets of mail
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "base/fault.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/mime/address.h"
#include "codec/mime/date.h"
#include "codec/mime/params.h"
#include "codec/mime/words.h"
#include "codec/text/charset.h"
#include "codec/text/charset_cut.h"

struct fixture {
    void *root;
    long roots;
};

static int setup(void **state)
{
    static struct fixture f;

    f.roots = mem_roots_alive();
    *state = &f;
    return mem_root(0, &f.root) != S_OK;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    mem_free(f->root);
    return mem_roots_alive() != f->roots;
}

static void assert_wide(const WCHAR *got, const WCHAR *want)
{
    if (!text_compare(got, want)) return;
    print_message("got:");
    for (; *got; got++)
        print_message(" %04x", *got);
    print_message("\n");
    assert_true(0);
}

static void encoded_words_become_text(void **state)
{
    static const struct {
        const char *text;
        const WCHAR *want;
    } cases[] = {
        {"plain", L"plain"},
        {"", L""},
        {"=?utf-8?Q?J=C3=BCrgen?=", L"J\u00fcrgen"},
        {"=?iso-8859-1?q?a_b=5F?= c", L"a b_ c"},
        {"=?utf-8?B?R3LDvMOfZQ==?=", L"Gr\u00fc\u00dfe"},
        {"=?utf-8?B?R3LDvMOfZQ?=", L"Gr\u00fc\u00dfe"}, /* padding lacks */
        {"=?utf-8*de?Q?=C3=BC?=", L"\u00fc"},           /* RFC 2231 5 */
        {"=?utf-8?Q?a?= =?utf-8?Q?b?=", L"ab"},         /* white space between goes */
        {"=?utf-8?Q?a?=\r\n =?iso-8859-1?Q?=E4?= b", L"a\u00e4 b"},
        {"=?utf-8?B?4pg=?= =?utf-8?B?ug==?=", L"\u263a"}, /* a character in two words */
        {"=?iso-2022-jp?B?GyRCRnw=?= =?iso-2022-jp?B?S1wbKEI=?=",
         L"\u65e5\u672c"}, /* shifted over two */
        {"\"=?utf-8?Q?=C3=BC?=\"", L"\"\u00fc\""},
        {"a\r\n b\r\n\tc", L"a b c"},
        {"gr\xfc\xdf", L"gr\u00fc\u00df"},               /* nobody said: Windows-1252 */
        {"gr\xc3\xbc", L"gr\u00fc"},                     /* ... or UTF-8 */
        {"=?x-nobody?Q?a=FF?=", L"=?x-nobody?Q?a=FF?="}, /* kept */
        {"=?x-nobody?Q?a=C3=BC?=", L"a\u00fc"},
        {"=?utf-8?Q?never ends", L"=?utf-8?Q?never ends"},
        {"=?utf-8?X?a?=", L"=?utf-8?X?a?="},
        {"=?utf-8?Q?=41=4?=", L"A=4"},
        {"a=?utf-8?Q?=00?=b", L"a\ufffd"
                              L"b"}, /* no NUL gets in */
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        WCHAR *text;

        assert_int_equal(mime_words(cases[i].text, strlen(cases[i].text), 0, NULL, f->root, &text),
                         S_OK);
        assert_wide(text, cases[i].want);
    }
}

static void what_words_lost_is_counted(void **state)
{
    struct fixture *f = *state;
    struct mime_text_faults faults = {0};
    WCHAR *text;

    assert_int_equal(mime_words("=?x-nobody?Q?=FF?=", 18, 0, &faults, f->root, &text), S_OK);
    assert_int_equal(faults.unknown_charset, 1);
    assert_int_equal(faults.bad_text, 0);
    assert_int_equal(mime_words("=?utf-8?Q?=FF?=", 15, 0, &faults, f->root, &text), S_OK);
    assert_int_equal(faults.bad_text, 1);
    assert_wide(text, L"\ufffd");
}

static void a_million_words_that_never_end_take_no_time(void **state)
{
    struct fixture *f = *state;
    size_t n = 7 * 1000000;
    char *text = mem_zero(n);
    WCHAR *out;

    for (size_t i = 0; i < n; i += 7)
        memcpy(text + i, "=?a?q?x", 7);
    /* quadratic: the test's time runs out */
    assert_int_equal(mime_words(text, n, 0, NULL, f->root, &out), S_OK);
    assert_int_equal(text_len(out), n);
    mem_free(text);
}

static void parameters_are_read_as_mailers_write_them(void **state)
{
    static const struct {
        const char *body, *name;
        const WCHAR *want; /* NULL: there is none */
    } cases[] = {
        {"text/plain; charset=utf-8", "charset", L"utf-8"},
        {"text/plain; charset = \"utf-8\" ; x=y", "charset", L"utf-8"},
        {"text/plain;charset=us-ascii", "name", NULL},
        {"a/b; name=This is a test.txt", "name", L"This is a test.txt"},
        {"a/b; name=\"quo\\\"ted\"", "name", L"quo\"ted"},
        {"a/b; name=\"C:\\dir\\file\"", "name", L"C:\\dir\\file"},
        {"a/b name=x.txt", "name", L"x.txt"},                      /* ";" lacks */
        {"a/b; x=1 name=x.txt", "name", L"x.txt"},
        {"a/b; boundary=----=_Next=Part(1)", "boundary", L"----=_Next=Part(1)"},
        {"a/b; name*=utf-8''%E6%97%A5.bin", "name", L"\u65e5.bin"},
        {"a/b; name*=iso-8859-1'en'%FC", "name", L"\u00fc"},
        {"a/b; name=plain; name*=utf-8''better", "name", L"better"},
        {"a/b; name*0=one; name*1=\" two\"", "name", L"one two"},
        {"a/b; name*1=two; name*0=one", "name", L"onetwo"},        /* in any order */
        {"a/b; name*0*=utf-8''%C3; name*1*=%BC; name*2=%41", "name", L"\u00fc%41"},
        {"a/b; name=\"=?utf-8?Q?=C3=BC?=\"", "name", L"\u00fc"},   /* against RFC 2047 5 */
        {"a/b; name=\"never ends", "name", L"never ends"},
        {"a/b; name*=x-nobody''%E4", "name", L"\u00e4"},
        {"a/b; name*=", "name", L""},
        {"a/b; name*=utf-8''", "name", L""},
        {"a/b; =x; ;; name=y", "name", L"y"},
        {"", "name", NULL},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct mime_params params;
        WCHAR *text;

        assert_int_equal(mime_params_read(cases[i].body, strlen(cases[i].body), f->root, &params),
                         S_OK);
        if (cases[i].body[0] == 'a') assert_string_equal(params.value, "a/b");
        assert_int_equal(mime_param_text(&params, cases[i].name, 0, NULL, f->root, &text), S_OK);
        if (cases[i].want) assert_wide(text, cases[i].want);
        else assert_null(text);
    }
}

static void a_value_loses_its_comments_and_case(void **state)
{
    struct fixture *f = *state;
    struct mime_params params;
    static const char body[] = " Text / (a (nested) comment; here) HTML ; x=y";

    assert_int_equal(mime_params_read(body, strlen(body), f->root, &params), S_OK);
    assert_string_equal(params.value, "text/html");
    assert_int_equal(params.count, 1);
}

static void addresses_are_read_with_their_names(void **state)
{
    static const struct {
        const char *text;
        int count;
        const WCHAR *name, *address; /* of the last */
    } cases[] = {
        {"ann@example.org", 1, L"", L"ann@example.org"},
        {"Ann B. <ann@example.org>", 1, L"Ann B.", L"ann@example.org"},
        {"\"B., Ann\" <ann@example.org>", 1, L"B., Ann", L"ann@example.org"},
        {"ann@example.org (Ann B.)", 1, L"Ann B.", L"ann@example.org"},
        {"a@b.c, Ann <ann@example.org>", 2, L"Ann", L"ann@example.org"},
        {"a@b.c; Ann <ann@example.org>", 2, L"Ann", L"ann@example.org"},
        {"Friends: a@b.c, Ann <ann@example.org>;", 2, L"Ann", L"ann@example.org"},
        {"undisclosed-recipients:;", 1, L"undisclosed-recipients", L""}, /* a group of nobody */
        {"Friends:;, ann@example.org", 2, L"", L"ann@example.org"},
        {"<@relay.example,@two.example:ann@example.org>", 1, L"", L"ann@example.org"},
        {"Ann <ann(the first)@example.org>", 1, L"Ann", L"ann@example.org"},
        {"ann @ example . org", 1, L"", L"ann@example.org"},
        {"\"ann b\"@example.org", 1, L"", L"\"ann b\"@example.org"},
        {"Ann \"ann b\"@example.org", 1, L"Ann", L"\"ann b\"@example.org"},
        {"Ann ann@example.org", 1, L"Ann", L"ann@example.org"},
        {"a@b.c ann@example.org", 2, L"", L"ann@example.org"},
        {"Ann <ann@example.org", 1, L"Ann", L"ann@example.org"},
        {"Ann <ann@example.org, b@b.c", 2, L"", L"b@b.c"},
        {"postmaster", 1, L"", L"postmaster"},
        {"Nobody At All", 1, L"Nobody At All", L""},
        {"\"Dora", 1, L"Dora", L""},
        {"=?utf-8?Q?J=C3=BCrgen?= =?utf-8?Q?_M?= <j@example.org>", 1, L"J\u00fcrgen M",
         L"j@example.org"},
        {"(only a comment)", 0, NULL, NULL},
        {",,;,", 0, NULL, NULL},
        {"<>", 0, NULL, NULL},
        {"", 0, NULL, NULL},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct mime_addresses got;

        assert_int_equal(
            mime_addresses_read(cases[i].text, strlen(cases[i].text), 0, NULL, f->root, &got),
            S_OK);
        if (got.count != (size_t)cases[i].count)
            print_message("%s: %zu\n", cases[i].text, got.count);
        assert_int_equal(got.count, cases[i].count);
        if (!got.count) continue;
        assert_wide(got.data[got.count - 1].name, cases[i].name);
        assert_wide(got.data[got.count - 1].address, cases[i].address);
    }
}

static void twenty_thousand_addresses_are_read(void **state)
{
    struct fixture *f = *state;
    size_t n = 20000 * 16;
    char *text = mem_zero(n + 1);
    struct mime_addresses got;

    for (size_t i = 0; i < n; i += 16)
        memcpy(text + i, "A <a@b.example>,", 16);
    assert_int_equal(mime_addresses_read(text, n, 0, NULL, f->root, &got), S_OK);
    assert_int_equal(got.count, 20000);
    mem_free(text);
}

static void dates_are_read_in_all_their_forms(void **state)
{
    static const struct {
        const char *text;
        long long unix_time; /* -1: there is none */
    } cases[] = {
        {"Tue, 10 May 2005 11:26:39 -0400", 1115738799},
        {"10 May 2005 15:26:39 GMT", 1115738799},
        {"Tue, 10 May 2005 15:26:39 UT", 1115738799},
        {"Tue, 10 May 05 11:26:39 EDT", 1115738799},
        {"Tue May 10 15:26:39 2005", 1115738799}, /* asctime */
        {"Tue,10 May 2005 (a (nested) comment) 11:26:39 -0400 (EDT)", 1115738799},
        {"Tue, 10 May 2005 11 : 26(x) : 39 -0400", 1115738799},
        {"10-May-2005 11:26:39 -04:00", 1115738799},
        {"Tue, 10 May 2005 15:26 Z", 1115738760},
        {"1 Jan 1970 00:00:00 +0000", 0},
        {"29 Feb 2000 12:00:00 +0000", 951825600},
        {"Fri, 21 Nov 97 09:55:06 -0600", 880127706},
        {"31 Dec 2016 23:59:60 +0000", 1483228800},
        {"sometime next week", -1},
        {"32 May 2005 11:26:39 +0000", -1},
        {"10 May 2005", -1},
        {"10 May 2005 25:00:00 +0000", -1},
        {"10 May 99999 11:26:39 +0000", -1},
        {"", -1},
        {"((((", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        FILETIME time = {0, 0};
        bool good = mime_date_read(cases[i].text, strlen(cases[i].text), &time);

        if (good != (cases[i].unix_time >= 0)) print_message("%s\n", cases[i].text);
        assert_int_equal(good, cases[i].unix_time >= 0);
        if (good)
            assert_int_equal(filetime_to_u64(time) / 10000000 - 11644473600, cases[i].unix_time);
    }
}

static void charsets_go_by_many_names(void **state)
{
    (void)state;
    assert_int_equal(charset_code_page("UTF-8", 5), 65001);
    assert_int_equal(charset_code_page("Windows-1252", 12), 1252);
    assert_int_equal(charset_code_page("cp1251", 6), 1251);
    assert_int_equal(charset_code_page("csISO2022JP", 11), 50220);
    assert_int_equal(charset_code_page("iso-8859-8-i", 12), 28598);
    assert_int_equal(charset_code_page("cp99999", 7), 0);
    assert_int_equal(charset_code_page("x-nobody", 8), 0);
    assert_int_equal(charset_code_page("", 0), 0);
    assert_string_equal(charset_name(28591), "iso-8859-1");
    assert_null(charset_name(1));
    assert_int_equal(charset_guess("abc", 3, 1252), CODE_PAGE_ASCII);
    assert_int_equal(charset_guess("\xc3\xbc", 2, 1252), CODE_PAGE_UTF8);
    assert_int_equal(charset_guess("\xc3", 1, 1252), 1252);
    assert_int_equal(charset_guess("\xed\xa0\x80", 3, 1252), 1252); /* a surrogate */
}

static void a_name_of_nothing_but_prefixes_is_none(void **state)
{
    size_t bytes = 8 << 20;
    char *name = malloc(bytes);

    (void)state;
    assert_non_null(name);
    for (size_t i = 0; i < bytes; i++)
        name[i] = i % 2 ? 's' : 'c';
    /* one prefix is one, whatever stands behind it */
    assert_int_equal(charset_code_page(name, bytes), 0);
    free(name);
    assert_int_equal(charset_code_page("cscsISO2022JP", 13), 0);
}

/* Pieces, put together, are what the whole would be. */
static void text_is_cut_between_characters(void **state)
{
    static const struct {
        UINT code_page;
        const char *text; /* over and over */
    } cases[] = {
        {1252, "caf\xe9"},
        {932, "\x93\xfa\x96\x7b\xb1\x8c\xea"},
        {936, "\xc4\xe3\x81\x40q"},
        {950, "\xa7\x41x"},
        {51932, "\xc6\xfc\x8e\xb1\x8f\xb0\xa1z"},
        {54936, "\x81\x30\x81\x30\xc4\xe3\x39"},
        {65001, "a\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        unsigned char text[600];
        size_t each = strlen(cases[i].text), bytes = sizeof(text) / each * each;

        for (size_t n = 0; n < bytes; n++)
            text[n] = (unsigned char)cases[i].text[n % each];
        for (size_t n = 5; n <= bytes; n++) {
            size_t whole = charset_whole(cases[i].code_page, text, n), chars, rest, all;
            AUTO_FREE WCHAR *first = NULL, *second = NULL, *together = NULL;

            assert_true(whole <= n && whole + 3 >= n);
            assert_int_equal(
                charset_decode(cases[i].code_page, (char *)text, whole, NULL, &first, &chars, NULL),
                S_OK);
            assert_int_equal(charset_decode(cases[i].code_page, (char *)text + whole, bytes - whole,
                                            NULL, &second, &rest, NULL),
                             S_OK);
            assert_int_equal(charset_decode(cases[i].code_page, (char *)text, bytes, NULL,
                                            &together, &all, NULL),
                             S_OK);
            assert_int_equal(chars + rest, all);
            assert_memory_equal(first, together, chars * sizeof(WCHAR));
            assert_memory_equal(second, together + chars, rest * sizeof(WCHAR));
        }
    }
    assert_int_equal(charset_whole(50220, (const unsigned char *)"abc", 3), 0);
    assert_int_equal(charset_whole(52936, (const unsigned char *)"abc", 3), 0);
    assert_int_equal(charset_whole(65000, (const unsigned char *)"abc", 3), 0);
    assert_int_equal(charset_whole(1200, (const unsigned char *)"abcd", 4), 0);
    /* none at all */
    assert_int_equal(
        charset_whole(CODE_PAGE_UTF8, (const unsigned char *)"\x80\x80\x80\x80\x80", 5), 5);
}

static void running_out_of_memory_is_told(void **state)
{
    static const char list[] = "Ann =?utf-8?B?R3LDvMOfZQ==?= <a@b.c>, b@b.c (Bob), Dora d@d.d";
    static const char body[] = "a/b; name*0*=utf-8''%C3; name*1*=%BC; charset=x";
    struct fixture *f = *state;

    for (int n = 0;; n++) {
        struct mime_addresses got;
        struct mime_params params = {0};
        WCHAR *text;
        HRESULT hr;

        fault_alloc_after(n);
        hr = mime_addresses_read(list, strlen(list), 0, NULL, f->root, &got);
        if (hr == S_OK) hr = mime_params_read(body, strlen(body), f->root, &params);
        if (hr == S_OK) hr = mime_param_text(&params, "name", 0, NULL, f->root, &text);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
}

/* What is no address and no parameter, but long: quadratic, and the test's time runs out. */
static void megabytes_of_nothing_take_no_time(void **state)
{
    struct fixture *f = *state;
    size_t n = 4 * 1000000;
    char *text = mem_zero(n);
    struct mime_addresses addresses;
    struct mime_params params;

    for (size_t i = 0; i < n; i += 4)
        memcpy(text + i, "a . ", 4);
    assert_int_equal(mime_addresses_read(text, n, 0, NULL, f->root, &addresses), S_OK);
    assert_int_equal(addresses.count, 1);
    memset(text, ' ', n);
    memcpy(text, "x; y=a", 6);
    text[n - 1] = 'b';
    assert_int_equal(mime_params_read(text, n, f->root, &params), S_OK);
    assert_int_equal(params.count, 1);
    assert_int_equal(params.params[0].bytes, n - 5);
    mem_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(encoded_words_become_text, setup, teardown),
        cmocka_unit_test_setup_teardown(what_words_lost_is_counted, setup, teardown),
        cmocka_unit_test_setup_teardown(a_million_words_that_never_end_take_no_time, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(parameters_are_read_as_mailers_write_them, setup, teardown),
        cmocka_unit_test_setup_teardown(a_value_loses_its_comments_and_case, setup, teardown),
        cmocka_unit_test_setup_teardown(addresses_are_read_with_their_names, setup, teardown),
        cmocka_unit_test_setup_teardown(twenty_thousand_addresses_are_read, setup, teardown),
        cmocka_unit_test_setup_teardown(megabytes_of_nothing_take_no_time, setup, teardown),
        cmocka_unit_test_setup_teardown(dates_are_read_in_all_their_forms, setup, teardown),
        cmocka_unit_test_setup_teardown(charsets_go_by_many_names, setup, teardown),
        cmocka_unit_test(text_is_cut_between_characters),
        cmocka_unit_test(a_name_of_nothing_but_prefixes_is_none),
        cmocka_unit_test_setup_teardown(running_out_of_memory_is_told, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
