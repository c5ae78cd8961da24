/*
 * test_mime_part.c - headers, structure and transfer encodings of mail
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "base/bytes.h"
#include "base/fault.h"
#include "base/mem.h"
#include "codec/mime/part.h"

static long roots;

static int setup(void **state)
{
    (void)state;
    roots = mem_roots_alive();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return mem_roots_alive() != roots;
}

static struct mime_tree parse(const char *text)
{
    struct mime_limits limits = {0};
    struct mime_tree tree;

    assert_int_equal(mime_parse(text, strlen(text), &limits, &tree), S_OK);
    return tree;
}

/* The tree in a line: "multipart/mixed(text/plain text/html)". */
static void describe(const struct mime_part *part, char *out)
{
    strcat(out, part->type);
    if (part->unsplit) strcat(out, "!");
    if (!part->child) return;
    strcat(out, "(");
    for (const struct mime_part *child = part->child; child; child = child->next) {
        describe(child, out);
        if (child->next) strcat(out, " ");
    }
    strcat(out, ")");
}

static void mail_is_split_where_its_boundaries_are(void **state)
{
    static const struct {
        const char *mail, *want;
        unsigned bad, outside;
    } cases[] = {
        {"", "text/plain", 0, 0},
        {"\n", "text/plain", 0, 0},
        {"no header\n", "text/plain", 0, 0},
        {"Content-Type: TEXT/HTML\n\nx", "text/html", 0, 0},
        {"Content-Type: nonsense\n\nx", "text/plain", 0, 0},
        {"Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a\nContent-Type: a/b\n\n--a--\n",
         "multipart/mixed(text/plain a/b)", 0, 0},
        {"Content-Type: multipart/mixed; boundary=a\n\n--a \nContent-Type: a/b\n\n--a--",
         "multipart/mixed(a/b)", 0, 0},
        {"Content-Type: multipart/mixed; boundary=a\n\nbefore\n--a\n\nx\n--a--\nbehind\n",
         "multipart/mixed(text/plain)", 0, 12},
        {"Content-Type: multipart/mixed; boundary=a\n\n--a\n\nnever closed",
         "multipart/mixed(text/plain)", 1, 0},
        {"Content-Type: multipart/mixed; boundary=a\n\nno part", "multipart/mixed!", 1, 0},
        {"Content-Type: multipart/mixed\n\n--a\n\nx\n--a--\n", "multipart/mixed!", 1, 0},
        {"Content-Type: multipart/mixed; boundary=a\n\n--a--\n", "multipart/mixed!", 1, 0},
        /* a boundary that begins like another */
        {"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=ab\n\n--ab\n\nx\n--ab--\n--a--\n",
         "multipart/mixed(multipart/alternative(text/plain))", 0, 0},
        {"Content-Type: multipart/mixed; boundary=ab\n\n--ab\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\nx\n--a--\n--ab--\n",
         "multipart/mixed(multipart/alternative(text/plain))", 0, 0},
        /* the outer one ends the inner one */
        {"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--a\n\ny\n--a--\n",
         "multipart/mixed(multipart/mixed(text/plain) text/plain)", 1, 0},
        {"Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: x\n\ny\n--a--\n",
         "multipart/digest(message/rfc822)", 0, 0},
        {"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--a--\r\n",
         "multipart/mixed(text/plain)", 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct mime_tree tree = parse(cases[i].mail);
        char got[400] = "";

        describe(tree.top, got);
        assert_string_equal(got, cases[i].want);
        assert_int_equal(tree.bad_structure, cases[i].bad);
        assert_int_equal(tree.outside, cases[i].outside);
        mem_free(tree.root);
    }
}

static void the_line_end_before_a_boundary_belongs_to_it(void **state)
{
    struct mime_tree tree = parse(
        "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\r\n\r\n--a\r\n\r\n--a--\r\n");

    (void)state;
    assert_int_equal(tree.top->child->body_bytes, 3);
    assert_memory_equal(tree.top->child->body, "x\r\n", 3);
    assert_int_equal(tree.top->child->next->body_bytes, 0);
    mem_free(tree.root);
}

static void a_header_outlives_lines_that_are_none(void **state)
{
    static const char text[] =
        "From ann Mon Mar  2 2026\nSubject : one\n two\nno colon\n folded\nX-Y:\n\nbody";
    struct mime_header header;
    void *root;
    size_t body;

    (void)state;
    assert_int_equal(mem_root(0, &root), S_OK);
    assert_int_equal(mime_header_read(text, strlen(text), root, &header, &body), S_OK);
    assert_string_equal(text + body, "body");
    assert_int_equal(header.count, 2);
    assert_int_equal(header.bad_lines, 1);
    assert_true(mime_field_is(&header.fields[0], "subject"));
    assert_int_equal(header.fields[0].body_bytes, 8);
    assert_memory_equal(header.fields[0].body, "one\n two", 8);
    assert_int_equal(mime_header_find(&header, "x-y")->body_bytes, 0);
    assert_null(mime_header_find(&header, "x"));
    mem_free(root);
}

static HRESULT collect(void *context, const void *bytes, size_t count)
{
    write_bytes(context, bytes, count);
    return S_OK;
}

static void transfer_encodings_are_decoded(void **state)
{
    static const struct {
        enum mime_encoding encoding;
        const char *text, *want;
        bool bad;
    } cases[] = {
        {MIME_IDENTITY, "a=3D\r\n", "a=3D\r\n", false},
        {MIME_BASE64, "SGVs\r\nbG8=", "Hello", false},
        {MIME_BASE64, "SGVsbG8", "Hello", false},           /* padding lacks */
        {MIME_BASE64, "SGVs*bG8=", "Hello", true},
        {MIME_BASE64, "SGk=SGk=", "HiHi", false},           /* two in one */
        {MIME_BASE64, "SGVsb", "Hel", true},                /* cut */
        {MIME_BASE64, "", "", false},
        {MIME_QUOTED_PRINTABLE, "a=3D=3d=\r\nb \t\r\nc", "a==b\r\nc", false},
        {MIME_QUOTED_PRINTABLE, "a=\nb= \t\nc", "abc", false},
        {MIME_QUOTED_PRINTABLE, "a=G1=4", "a=G1=4", true},
        {MIME_QUOTED_PRINTABLE, "a=", "a", false},
        {MIME_UUENCODE, "text\nbegin 644 x\n%2&5L;&\\\n`\nend\n", "Hello", false},
        {MIME_UUENCODE, "begin 644 x\n%2&5L;&\\\n", "Hello", true}, /* no end */
        {MIME_UUENCODE, "no begin", "no begin", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct writer w = {0};
        bool bad = false;

        assert_int_equal(mime_transfer_decode(cases[i].encoding, cases[i].text,
                                              strlen(cases[i].text), collect, &w, &bad),
                         S_OK);
        write_u8(&w, 0);
        assert_string_equal((char *)w.data, cases[i].want);
        assert_int_equal(bad, cases[i].bad);
        writer_drop(&w);
    }
}

static void encodings_are_known_by_any_spelling(void **state)
{
    bool known;

    (void)state;
    assert_int_equal(mime_encoding_named("BASE64", 6, &known), MIME_BASE64);
    assert_int_equal(mime_encoding_named("quoted-printable;", 17, &known), MIME_QUOTED_PRINTABLE);
    assert_int_equal(mime_encoding_named("x-uuencode", 10, &known), MIME_UUENCODE);
    assert_int_equal(mime_encoding_named("8-bit", 5, &known), MIME_IDENTITY);
    assert_true(known);
    assert_int_equal(mime_encoding_named("spam", 4, &known), MIME_IDENTITY);
    assert_false(known);
}

static unsigned depth_of(const struct mime_part *part)
{
    unsigned depth = 0;

    for (; part->child; part = part->child)
        depth++;
    return depth;
}

static void depth_and_number_of_parts_have_limits(void **state)
{
    struct writer w = {0};
    struct mime_limits limits = {0};
    struct mime_tree tree;
    char line[80];

    (void)state;
    for (int i = 0; i < 50000; i++) { /* multiparts in multiparts */
        int n = snprintf(line, sizeof(line), "Content-Type: multipart/mixed; boundary=%d\n\n--%d\n",
                         i, i);

        write_bytes(&w, line, (size_t)n);
    }
    assert_int_equal(mime_parse((char *)w.data, w.count, &limits, &tree), S_OK);
    assert_int_equal(depth_of(tree.top), MIME_MAX_DEPTH);
    assert_int_equal(tree.too_deep, 1);
    mem_free(tree.root);

    w.count = 0;
    limits.parts = 0;
    write_bytes(&w, "Content-Type: multipart/mixed; boundary=a\n\n", 43);
    for (int i = 0; i < 100000; i++)
        write_bytes(&w, "--a\n\nx\n", 7);
    write_bytes(&w, "--a--\n", 6);
    assert_int_equal(mime_parse((char *)w.data, w.count, &limits, &tree), S_OK);
    assert_int_equal(tree.too_deep, 1);
    assert_int_equal(limits.parts, MIME_MAX_PARTS + 1); /* the rest is one more */
    mem_free(tree.root);
    writer_drop(&w);
}

static void running_out_of_memory_leaves_nothing(void **state)
{
    static const char mail[] =
        "Content-Type: multipart/mixed; boundary=a\n\n--a\nX: y\n\nx\n--a\nContent-Type: a/b; c=d\n\n--a--\n";

    (void)state;
    for (int n = 0;; n++) {
        struct mime_limits limits = {0};
        struct mime_tree tree;
        HRESULT hr;

        fault_alloc_after(n);
        hr = mime_parse(mail, strlen(mail), &limits, &tree);
        fault_alloc_never();
        mem_free(tree.root);
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(mem_roots_alive(), roots);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(mail_is_split_where_its_boundaries_are, setup, teardown),
        cmocka_unit_test_setup_teardown(the_line_end_before_a_boundary_belongs_to_it, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_header_outlives_lines_that_are_none, setup, teardown),
        cmocka_unit_test_setup_teardown(transfer_encodings_are_decoded, setup, teardown),
        cmocka_unit_test_setup_teardown(encodings_are_known_by_any_spelling, setup, teardown),
        cmocka_unit_test_setup_teardown(depth_and_number_of_parts_have_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(running_out_of_memory_leaves_nothing, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
