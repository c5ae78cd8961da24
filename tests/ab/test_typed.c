/*
 * test_typed.c - addresses told from names
 */
#include "profile/fixture.h"
#include "ab/typed.h"

/* 7.4-01, 7.4-02, 7.4-03, 7.4-04 */
static void addresses_are_told_from_names(void **state)
{
    static const struct {
        const WCHAR *text, *name, *type, *address; /* type NULL: a name */
    } cases[] = {
        {L"Ann Lee[FAX:+1 555 0100]", L"Ann Lee", L"FAX", L"+1 555 0100"},
        {L" Ann Lee [ FAX : 1 2 ] \t", L"Ann Lee", L"FAX", L"1 2"},
        {L"[FAX:1]", L"", L"FAX", L"1"},
        {L"Ann[FAX:1] x", NULL, NULL, NULL},
        {L"Ann[FAX:1", NULL, NULL, NULL},
        {L"Ann[FAX]", NULL, NULL, NULL},
        {L"Ann[:1]", NULL, NULL, NULL},
        {L"Ann[FAX:]", NULL, NULL, NULL},
        {L"Ann[FAX:1:2]", L"Ann", L"FAX", L"1:2"},
        /* the page's own examples */
        {L"Bill Lee[MSPEER:\\\\\\\\billl\\in]", L"Bill Lee", L"MSPEER", L"\\\\billl\\in"},
        {L"Fax[fax:to\\x0droom\\x0D1]", L"Fax", L"fax", L"to\rroom\r1"},
        {L"a\\[b\\]c[T\\:U:\\,\\]]", L"a[b]c", L"T:U", L",]"},
        {L"a[T:b\\x00c]", L"a", L"T", L"b\\x00c"}, /* nothing is cut off behind a NUL */
        {L"a[T:b\\xg0\\]", NULL, NULL, NULL},       /* the end is quoted */
        {L"a[T:b\\xg0]", L"a", L"T", L"b\\xg0"},
        {L"ann@example.org", L"", L"SMTP", L"ann@example.org"},
        {L"  ann@example.org ", L"", L"SMTP", L"ann@example.org"},
        {L"ann@a.b.example.org", L"", L"SMTP", L"ann@a.b.example.org"},
        {L"ann@b@example.org", NULL, NULL, NULL},
        {L"ann@example", NULL, NULL, NULL},
        {L"ann@.org", NULL, NULL, NULL},
        {L"@example.org", NULL, NULL, NULL},
        {L"Ann Lee <ann@example.org>", L"Ann Lee", L"SMTP", L"ann@example.org"},
        {L"<ann@example.org>", L"", L"SMTP", L"ann@example.org"},
        {L"\"Lee, Ann\" <ann@example.org>", L"Lee, Ann", L"SMTP", L"ann@example.org"},
        {L"Ann <3 <ann@example.org>", L"Ann <3", L"SMTP", L"ann@example.org"},
        {L"Ann ann@example.org>", NULL, NULL, NULL},
        {L"Ann <ann>", NULL, NULL, NULL},
        {L"Ann Lee", NULL, NULL, NULL},
        {L"", NULL, NULL, NULL},
        {L"\x0410\x043d\x043d\x0430 <\x0430@\x043f.\x0440\x0444>", L"\x0410\x043d\x043d\x0430",
         L"SMTP", L"\x0430@\x043f.\x0440\x0444"},
        {L"\xd83d\xde00[X:\x65e5\x672c]", L"\xd83d\xde00", L"X", L"\x65e5\x672c"},
        {L"\x05d0\x05d1[X:1]", L"\x05d0\x05d1", L"X", L"1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        AUTO_FREE struct one_off *one = NULL;

        assert_hr(typed_read(cases[i].text, &one), S_OK);
        if (!cases[i].type) {
            if (one) print_error("case %u\n", (unsigned)i);
            assert_null(one);
            continue;
        }
        if (!one) print_error("case %u\n", (unsigned)i);
        assert_non_null(one);
        assert_text(one->name, cases[i].name);
        assert_text(one->type, cases[i].type);
        assert_text(one->address, cases[i].address);
        assert_int_equal(one->rich, !one_off_looks_internet(one->address));
    }
}

static void nobody_types_that_much(void **state)
{
    AUTO_FREE WCHAR *text = mem_zero(0x8001 * sizeof(*text));
    AUTO_FREE struct one_off *one = NULL;

    (void)state;
    for (size_t i = 0; i < 0x8000; i++)
        text[i] = 'a';
    memcpy(&text[0x7ff0], L"@example.org", 12 * sizeof(*text));
    assert_hr(typed_read(text, &one), S_OK);
    assert_null(one);
    text[0x7fff] = 0;
    assert_hr(typed_read(text, &one), S_OK);
    assert_non_null(one);
}

static void running_out_of_memory_is_no_name(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        AUTO_FREE struct one_off *one = NULL;
        HRESULT hr;

        fault_alloc_after(n);
        hr = typed_read(L"Ann[FAX:1]", &one);
        fault_alloc_never();
        if (hr == S_OK) {
            assert_non_null(one);
            break;
        }
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(one);
    }
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(addresses_are_told_from_names),
        TEST(nobody_types_that_much),
        TEST(running_out_of_memory_is_no_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
