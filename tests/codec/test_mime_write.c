/*
 * test_mime_write.c - header fields, encoded words, parameters, dates and transfer encodings as
 * they are written
 */
#include "prop/props.h"
#include <stdio.h>
#include "base/filetime.h"
#include "codec/mime/transfer.h"
#include "codec/mime/words.h"
#include "codec/mime/write_body.h"
#include "codec/mime/write_date.h"
#include "codec/mime/write_header.h"

static char written[1 << 20];
static size_t n_written;

static HRESULT put(void *context, const void *bytes, size_t count)
{
    (void)context;
    assert_true(n_written + count < sizeof(written));
    memcpy(written + n_written, bytes, count);
    n_written += count;
    written[n_written] = 0;
    return S_OK;
}

static struct mime_out mail;
static struct header_out header;

static void begin(void)
{
    n_written = 0;
    written[0] = 0;
    mime_out_init(&mail, put, NULL);
    header = (struct header_out){.out = &mail};
}

static const char *end(void)
{
    assert_hr(mime_flush(&mail), S_OK);
    return written;
}

/* No line of a header is longer than limit, all of it is ASCII, no line is empty, each ends as it
 * must. */
static void lines_are_right(const char *text, size_t limit)
{
    while (*text) {
        const char *stop = strstr(text, "\r\n");

        assert_non_null(stop);
        assert_true(stop > text && (size_t)(stop - text) <= limit);
        for (; text < stop; text++)
            assert_true((*text >= ' ' && *text < 0x7f) || *text == '\t');
        text = stop + 2;
    }
}

static void text_reads(const WCHAR *text)
{
    WCHAR *back = NULL;

    begin();
    header_field(&header, "X", text);
    end();
    lines_are_right(written, 76);
    assert_hr(mime_words(written + 3, n_written - 5, 0, NULL, NULL, &back), S_OK);
    if (text_compare(back, text)) print_error("%s", written);
    assert_text(back, text);
    mem_free(back);
}

static void text_comes_back(void **state)
{
    (void)state;
    text_reads(L"Hello");
    text_reads(L"Gr\u00fc\u00dfe");
    text_reads(L"a b  c   d");
    text_reads(L" leading");
    text_reads(L"trailing ");
    text_reads(L"   ");
    text_reads(L"both  Gr\u00fc\u00dfe  plain  Gr\u00fc\u00dfe \u00e4 end  ");
    text_reads(L"=?utf-8?q?not_an_encoded_word?=");
    text_reads(
        L"\u65e5\u672c\u8a9e\u306e\u4ef6\u540d\u3067\u3059\u304b\u3089\u9577\u3044\u884c\u3092\u6298\u308a"
        L"\u8fd4\u3055\u306a\u3051\u308c\u3070\u306a\u308a\u307e\u305b\u3093\u65e5\u672c\u8a9e\u306e\u4ef6");
    text_reads(
        L"\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600"
        L"\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600");
    text_reads(
        L"many words that are all plain but together longer than any line of a header ought to be, so that it "
        L"is folded where the words end and comes back as it was");
}

static void text_without_spaces_stays_below_the_limit(void **state)
{
    WCHAR text[5000];

    (void)state;
    for (size_t i = 0; i < COUNT(text) - 1; i++)
        text[i] = 'a' + i % 26;
    text[COUNT(text) - 1] = 0;
    text_reads(text);
    for (size_t i = 0; i < COUNT(text) - 1; i++)
        text[i] = 0x100 + i % 0x3000;
    text_reads(text);
}

static void a_header_cannot_be_broken_out_of(void **state)
{
    (void)state;
    begin();
    header_field(&header, "Subject", L"a\r\nBcc: x@example.org\r\n\r\nbody\x01\x7f\x85\u2028");
    header_begin(&header, "To");
    header_mailbox(&header, L"n\r\nBcc: y@example.org", L"a\r\nBcc: <z@example.org>", true);
    header_end(&header);
    header_begin(&header, "X");
    header_words(&header, L"<a\r\n\r\nb>");
    header_param(&header, "name", L"a\r\nb\"; c=\\");
    header_end(&header);
    end();
    lines_are_right(written, 100);
    assert_null(strstr(written, "\nBcc"));
    assert_null(strstr(written, "\r\n\r\n"));
    assert_int_equal(header.cleaned, 19);
}

static void mailbox(const WCHAR *name, const WCHAR *address, const char *wanted)
{
    begin();
    header_begin(&header, "To");
    header_mailbox(&header, name, address, true);
    end();
    assert_string_equal(written, wanted);
}

static void names_and_addresses_are_quoted_where_they_must_be(void **state)
{
    (void)state;
    mailbox(NULL, L"ann@example.org", "To: ann@example.org");
    mailbox(L"ann@example.org", L"ann@example.org", "To: ann@example.org");
    mailbox(L"Ann Example", L"ann@example.org", "To: Ann Example <ann@example.org>");
    mailbox(L"Example, Ann", L"ann@example.org", "To: \"Example, Ann\" <ann@example.org>");
    mailbox(L"A \"B\" \\C", L"ann@example.org", "To: \"A \\\"B\\\" \\\\C\" <ann@example.org>");
    mailbox(L"A  B", L"ann@example.org", "To: \"A  B\" <ann@example.org>");
    mailbox(L"J\u00fcrgen", L"j@example.org", "To: =?utf-8?Q?J=C3=BCrgen?= <j@example.org>");
    mailbox(L"A", L"a b@example.org", "To: A <\"a b\"@example.org>");
    mailbox(L"A", L"\"a b\"@example.org", "To: A <\"a b\"@example.org>");
    mailbox(L"A", L"a..b@example.org", "To: A <\"a..b\"@example.org>");
    mailbox(L"A", L"a@exam>ple, .org", "To: A <a@example.org>");
    mailbox(L"A", L"a@[192.0.2.1]", "To: A <a@[192.0.2.1]>");
    mailbox(L"Nobody Known", NULL, "To: Nobody Known:;");
    mailbox(L"", L"", "To:");
}

static void many_mailboxes_are_folded(void **state)
{
    (void)state;
    begin();
    header_begin(&header, "To");
    for (int i = 0; i < 50; i++)
        assert_true(
            header_mailbox(&header, L"Some, Body", L"some.body@a.longer.domain.example.org", !i));
    header_end(&header);
    end();
    lines_are_right(written, 76);
}

static void parameter(const WCHAR *value, const char *wanted)
{
    begin();
    header_param(&header, "filename", value);
    end();
    assert_string_equal(written, wanted);
}

static void parameters_take_the_simplest_form(void **state)
{
    (void)state;
    parameter(L"a.txt", "; filename=a.txt");
    parameter(L"a b.txt", "; filename=\"a b.txt\"");
    parameter(L"a\"b\\.txt", "; filename=\"a\\\"b\\\\.txt\"");
    parameter(L"", "; filename=\"\"");
    parameter(L"r\u00e9sum\u00e9.pdf", "; filename*=utf-8''r%C3%A9sum%C3%A9.pdf");
    parameter(
        L"\u65e5\u672c\u8a9e\u306e\u540d\u524d.txt",
        "; filename*0*=utf-8''%E6%97%A5%E6%9C%AC%E8%AA%9E%E3%81%AE%E5%90%8D;\r\n filename*1*=%E5%89%8D.txt");
}

static void dates_are_right(void **state)
{
    static const struct {
        uint64_t seconds; /* since 1601 */
        const char *text;
    } dates[] = {
        {0, "Mon, 1 Jan 1601 00:00:00 +0000"},
        {11644473600, "Thu, 1 Jan 1970 00:00:00 +0000"},
        {11644473600 + 951782400, "Tue, 29 Feb 2000 00:00:00 +0000"},
        {11644473600 + 951868799, "Tue, 29 Feb 2000 23:59:59 +0000"},
        {11644473600 + 951868800, "Wed, 1 Mar 2000 00:00:00 +0000"},
        {11644473600 + 1704067199, "Sun, 31 Dec 2023 23:59:59 +0000"},
        {11644473600 + 4107542400, "Mon, 1 Mar 2100 00:00:00 +0000"},
    };
    char text[DATE_ROOM];

    (void)state;
    for (size_t i = 0; i < COUNT(dates); i++) {
        mime_date_write(filetime_from_u64(dates[i].seconds * 10000000), text);
        assert_string_equal(text, dates[i].text);
    }
    mime_date_write(filetime_from_u64(UINT64_MAX), text); /* stays in its room */
}

/* ---- bodies ---- */

static char decoded[1 << 20];
static size_t n_decoded;

static HRESULT keep(void *context, const void *bytes, size_t count)
{
    (void)context;
    assert_true(n_decoded + count <= sizeof(decoded));
    memcpy(decoded + n_decoded, bytes, count);
    n_decoded += count;
    return S_OK;
}

/* In pieces of every size up to 70, and read back. */
static void body_reads(enum body_encoding encoding, enum mime_encoding back, const void *bytes,
                       size_t count)
{
    for (size_t piece = 1; piece < 70; piece++) {
        struct body_encoder encoder;
        bool bad = false;

        begin();
        body_begin(&encoder, &mail, encoding, "name");
        for (size_t at = 0; at < count; at += piece)
            body_put(&encoder, (const char *)bytes + at, count - at < piece ? count - at : piece);
        body_end(&encoder);
        end();
        if (encoding != BODY_7BIT)
            for (const char *line = written; *line;) {
                const char *stop = strstr(line, "\r\n");

                assert_true((stop ? (size_t)(stop - line) : strlen(line)) <= 76);
                if (stop && stop > line) assert_true(stop[-1] != ' ' && stop[-1] != '\t');
                line = stop ? stop + 2 : line + strlen(line);
            }
        n_decoded = 0;
        assert_hr(mime_transfer_decode(back, written, n_written, keep, NULL, &bad), S_OK);
        assert_false(bad);
        assert_int_equal(n_decoded, count);
        assert_memory_equal(decoded, bytes, count);
    }
}

static void bodies_come_back(void **state)
{
    static const char text[] =
        "Plain text,\r\n\r\nwith = signs, trailing blanks   \r\n\tand tabs\t\r\n"
        "a line that is longer than seventy-six characters and so must be broken by a soft line end "
        "somewhere \xc3\xa4\xc3\xb6\xc3\xbc\r\nlast line without an end ";
    unsigned char all[1024];

    (void)state;
    for (size_t i = 0; i < sizeof(all); i++)
        all[i] = (unsigned char)(i * 7 + i / 256);
    body_reads(BODY_QP, MIME_QUOTED_PRINTABLE, text, sizeof(text) - 1);
    body_reads(BODY_QP, MIME_QUOTED_PRINTABLE, all, sizeof(all));
    body_reads(BODY_QP, MIME_QUOTED_PRINTABLE, " \r\r\n\n\r", 7);
    for (size_t n = 0; n < 130; n += 7) {
        body_reads(BODY_BASE64, MIME_BASE64, all, n);
        body_reads(BODY_UUENCODE, MIME_UUENCODE, all, n);
    }
    body_reads(BODY_7BIT, MIME_IDENTITY, text, sizeof(text) - 1);
}

static enum body_encoding suits(const char *bytes, size_t count, enum body_encoding wanted)
{
    struct body_scan scan = {0};

    for (size_t i = 0; i < count; i++)
        body_scan(&scan, bytes + i, 1);
    return body_scan_suits(&scan, wanted);
}

static void the_encoding_suits_the_body(void **state)
{
    char long_line[1000];

    (void)state;
    memset(long_line, 'x', sizeof(long_line));
    assert_int_equal(suits("a\r\nb", 4, BODY_ANY), BODY_7BIT);
    assert_int_equal(suits("a\nb", 3, BODY_ANY), BODY_QP);
    assert_int_equal(suits("a\rb", 3, BODY_ANY), BODY_QP);
    assert_int_equal(suits("a\0b", 3, BODY_ANY), BODY_QP);
    assert_int_equal(suits("mostly text \xe4", 13, BODY_ANY), BODY_QP);
    assert_int_equal(suits("\xe4\xe4\xe4", 3, BODY_ANY), BODY_BASE64);
    assert_int_equal(suits(long_line, 998, BODY_ANY), BODY_7BIT);
    assert_int_equal(suits(long_line, 999, BODY_ANY), BODY_QP);
    assert_int_equal(suits("\xe4", 1, BODY_7BIT), BODY_QP);
    assert_int_equal(suits("\xe4", 1, BODY_8BIT), BODY_8BIT);
    assert_int_equal(suits(long_line, 999, BODY_8BIT), BODY_QP);
    assert_int_equal(suits("a", 1, BODY_BASE64), BODY_BASE64);
}

static void put_line(void *context, const void *bytes, size_t count)
{
    (void)context;
    put(NULL, bytes, count);
}

static void line_ends_of_any_kind_become_one(void **state)
{
    static const char text[] = "a\nb\rc\r\nd\n\re\r\r\n\n";

    (void)state;
    for (size_t piece = 1; piece < sizeof(text); piece++) {
        struct body_lines lines = {.put = put_line};

        begin();
        for (size_t at = 0; at < sizeof(text) - 1; at += piece)
            body_lines(&lines, text + at,
                       sizeof(text) - 1 - at < piece ? sizeof(text) - 1 - at : piece);
        assert_string_equal(written, "a\r\nb\r\nc\r\nd\r\n\r\ne\r\n\r\n\r\n");
    }
}

static HRESULT refuse(void *context, const void *bytes, size_t count)
{
    (void)bytes;
    (void)count;
    ++*(int *)context;
    return MAPI_E_NOT_ENOUGH_DISK;
}

static void the_first_failure_is_kept(void **state)
{
    int calls = 0;

    (void)state;
    mime_out_init(&mail, refuse, &calls);
    for (int i = 0; i < 10000; i++)
        mime_puts(&mail, "some text\r\n");
    assert_hr(mime_flush(&mail), MAPI_E_NOT_ENOUGH_DISK);
    assert_int_equal(calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(text_comes_back),
        TEST(text_without_spaces_stays_below_the_limit),
        TEST(a_header_cannot_be_broken_out_of),
        TEST(names_and_addresses_are_quoted_where_they_must_be),
        TEST(many_mailboxes_are_folded),
        TEST(parameters_take_the_simplest_form),
        TEST(dates_are_right),
        TEST(bodies_come_back),
        TEST(the_encoding_suits_the_body),
        TEST(line_ends_of_any_kind_become_one),
        TEST(the_first_failure_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
