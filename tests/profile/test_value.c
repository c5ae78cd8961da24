/*
 * test_value.c - properties as they lie in the registry, byte by byte
 */
#include "profile/fixture.h"
#include "profile/value.h"
#include "prop/pval.h"

/* 2.2-07, 2.2-08: type then ID; S before secure ones */
static void names_have_the_type_first(void **state)
{
    static const struct {
        ULONG tag;
        const WCHAR *name;
    } cases[] = {
        {PR_DISPLAY_NAME_A, L"001e3001"},
        {PR_RESOURCE_FLAGS, L"00033009"},
        {PR_SERVICE_UID, L"01023d0c"},
        {PROP_TAG(PT_BINARY, 0x67f1), L"S010267f1"},
        {PROP_TAG(PT_MV_UNICODE, 0x6600), L"101f6600"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        WCHAR name[VALUE_NAME_CHARS];
        ULONG tag = 0;

        value_name(cases[i].tag, name);
        assert_text(name, cases[i].name);
        assert_true(value_tag(name, &tag));
        assert_int_equal(tag, cases[i].tag);
    }
}

static void other_names_are_no_properties(void **state)
{
    static const WCHAR *const names[] = {
        L"",          L"001e300",  L"001e30011", L"001g3001", L"OpenMAPI App",
        L"S001e3001", L"001e67f1", L"ffff3001",  L"00030000", L"S"};
    ULONG tag;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_false(value_tag(names[i], &tag));
}

static void expect_bytes(const SPropValue *value, ULONG wanted_type, const void *wanted,
                         ULONG wanted_bytes)
{
    AUTO_FREE BYTE *data = NULL;
    AUTO_FREE void *root = mem_zero(1);
    ULONG type, bytes;
    SPropValue back;

    assert_hr(value_encode(value, &type, &data, &bytes), S_OK);
    assert_int_equal(type, wanted_type);
    assert_int_equal(bytes, wanted_bytes);
    assert_memory_equal(data, wanted, wanted_bytes);
    assert_hr(value_decode(value->ulPropTag, type, data, bytes, value->ulPropTag, root, &back),
              S_OK);
    assert_int_equal(back.ulPropTag, value->ulPropTag);
    assert_int_equal(pval_compare(&back, value), 0);
}

/* 2.2-09, 2.2-10 */
static void single_values_have_their_bytes(void **state)
{
    SPropValue value = pval_long(PR_RESOURCE_FLAGS, 0x01020304);
    GUID guid = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};

    (void)state;
    expect_bytes(&value, VALUE_REG_BINARY, "\4\3\2\1", 4);
    value = pval_bool(PROP_TAG(PT_BOOLEAN, 0x6601), true);
    expect_bytes(&value, VALUE_REG_BINARY, "\1\0", 2);
    value.ulPropTag = PROP_TAG(PT_I8, 0x6602);
    value.Value.li.QuadPart = 0x0102030405060708;
    expect_bytes(&value, VALUE_REG_BINARY, "\10\7\6\5\4\3\2\1", 8);
    value.ulPropTag = PROP_TAG(PT_SYSTIME, 0x6603);
    expect_bytes(&value, VALUE_REG_BINARY, "\10\7\6\5\4\3\2\1", 8);
    value.ulPropTag = PROP_TAG(PT_CLSID, 0x6604);
    value.Value.lpguid = &guid;
    expect_bytes(&value, VALUE_REG_BINARY, "\1\0\0\0\2\0\3\0\4\5\6\7\10\11\12\13", 16);
    value = pval_binary(PROP_TAG(PT_BINARY, 0x6605), 3, "abc");
    expect_bytes(&value, VALUE_REG_BINARY, "abc", 3);
    value = pval_binary(PROP_TAG(PT_BINARY, 0x6605), 0, NULL);
    expect_bytes(&value, VALUE_REG_BINARY, "", 0);
    value = pval_text(PROP_TAG(PT_UNICODE, 0x6606), L"ab");
    expect_bytes(&value, VALUE_REG_BINARY, "a\0b\0\0\0", 6);
    value.ulPropTag = PROP_TAG(PT_STRING8, 0x6607);
    value.Value.lpszA = "ab";
    expect_bytes(&value, VALUE_REG_SZ, "a\0b\0\0\0", 6);
}

/* 2.2-11, 2.2-12, 2.2-13 */
static void multivalues_have_their_bytes(void **state)
{
    LONG longs[] = {1, 2};
    char *texts8[] = {"a", "bc"};
    WCHAR *texts16[] = {L"a", L"bc"};
    SBinary bins[] = {{1, (BYTE *)"x"}, {0, NULL}, {5, (BYTE *)"hello"}};
    SPropValue value = {.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6600)};

    (void)state;
    value.Value.MVl.cValues = 2;
    value.Value.MVl.lpl = longs;
    expect_bytes(&value, VALUE_REG_BINARY, "\1\0\0\0\2\0\0\0", 8);
    value.ulPropTag = PROP_TAG(PT_MV_STRING8, 0x6600);
    value.Value.MVszA.lppszA = texts8;
    expect_bytes(&value, VALUE_REG_BINARY, "\2\0\0\0\14\0\0\0\16\0\0\0a\0bc\0", 17);
    value.ulPropTag = PROP_TAG(PT_MV_UNICODE, 0x6600);
    value.Value.MVszW.lppszW = texts16;
    expect_bytes(&value, VALUE_REG_BINARY, "\2\0\0\0\14\0\0\0\20\0\0\0a\0\0\0b\0c\0\0\0", 22);
    value.ulPropTag = PROP_TAG(PT_MV_BINARY, 0x6600);
    value.Value.MVbin.cValues = 3;
    value.Value.MVbin.lpbin = bins;
    expect_bytes(&value, VALUE_REG_BINARY,
                 "\3\0\0\0\1\0\0\0\34\0\0\0\0\0\0\0\40\0\0\0\5\0\0\0\40\0\0\0x\0\0\0hello\0\0\0",
                 40);
}

/* 2.6-08 */
static void secure_values_are_sealed(void **state)
{
    static const char secret[] = "the password of someone";
    SPropValue value = pval_binary(PROP_TAG(PT_BINARY, 0x67f0), sizeof(secret), secret), back;
    AUTO_FREE BYTE *data = NULL;
    AUTO_FREE void *root = mem_zero(1);
    ULONG type, bytes;

    (void)state;
    assert_hr(value_encode(&value, &type, &data, &bytes), S_OK);
    for (ULONG i = 0; i + 8 <= bytes; i++) assert_memory_not_equal(data + i, secret, 8);
    assert_hr(value_decode(value.ulPropTag, type, data, bytes, value.ulPropTag, root, &back), S_OK);
    assert_int_equal(back.Value.bin.cb, sizeof(secret));
    assert_memory_equal(back.Value.bin.lpb, secret, sizeof(secret));
    data[0] ^= 1;
    assert_hr(value_decode(value.ulPropTag, type, data, bytes, value.ulPropTag, root, &back),
              MAPI_E_CORRUPT_DATA);
}

static void what_cannot_lie_in_a_profile_is_refused(void **state)
{
    static const ULONG types[] = {PT_OBJECT,      PT_NULL,         PT_ERROR,
                                  PT_UNSPECIFIED, PT_SRESTRICTION, 0x77};
    BYTE *data;
    ULONG type, bytes;

    (void)state;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        SPropValue value = {.ulPropTag = PROP_TAG(types[i], 0x6600)};

        assert_hr(value_encode(&value, &type, &data, &bytes), MAPI_E_UNEXPECTED_TYPE);
        assert_null(data);
    }
}

static void holes_in_a_value_are_refused(void **state)
{
    static const ULONG types[] = {PT_STRING8, PT_UNICODE,   PT_CLSID,
                                  PT_MV_LONG, PT_MV_BINARY, PT_MV_STRING8};
    BYTE *data;
    ULONG type, bytes;

    (void)state;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        SPropValue value = {.ulPropTag = PROP_TAG(types[i], 0x6600)};

        assert_hr(value_encode(&value, &type, &data, &bytes), MAPI_E_INVALID_PARAMETER);
    }
}

/* Bytes that can't be a value give MAPI_E_CORRUPT_DATA, whatever they are. */
static void corrupt_bytes_are_told(void **state)
{
    static const struct {
        ULONG type, reg;
        const char *data;
        ULONG bytes;
    } cases[] = {
        {PT_LONG, 3, "\1\2\3", 3},
        {PT_LONG, 3, "\1\2\3\4\5", 5},
        {PT_LONG, 4, "\1\2\3\4", 4},
        {PT_LONG, 3, "", 0},
        {PT_BOOLEAN, 3, "\1\0\0\0", 4},
        {PT_I8, 3, "\1\2\3\4", 4},
        {PT_CLSID, 3, "1234567890", 10},
        {PT_STRING8, 3, "a\0b\0\0\0", 6},
        {PT_STRING8, 1, "a\0b", 3},
        {PT_UNICODE, 1, "a\0\0\0", 4},
        {PT_UNICODE, 3, "a\0b", 3},
        {PT_BINARY, 1, "a\0", 2},
        {PT_MV_LONG, 3, "", 0},
        {PT_MV_LONG, 3, "\1\0\0\0\2", 5},
        {PT_MV_STRING8, 3, "\0\0\0\0", 4},
        {PT_MV_STRING8, 3, "\1\0", 2},
        {PT_MV_STRING8, 3, "\377\377\377\377", 4},
        {PT_MV_STRING8, 3, "\1\0\0\0\10\0\0\0a", 9},
        {PT_MV_STRING8, 3, "\1\0\0\0\377\377\377\377a\0", 10},
        {PT_MV_UNICODE, 3, "\1\0\0\0\10\0\0\0a\0b", 11},
        {PT_MV_UNICODE, 3, "\1\0\0\0\12\0\0\0a", 9},
        {PT_MV_BINARY, 3, "\1\0\0\0\4\0\0\0\14\0\0\0abc", 15},
        {PT_MV_BINARY, 3, "\1\0\0\0\1\0\0\0\20\0\0\0abc", 15},
        {PT_MV_BINARY, 3, "\1\0\0\0\377\377\377\377\14\0\0\0abc", 15},
        {PT_MV_BINARY, 3, "\2\0\0\0\0\0\0\0\14\0\0\0", 12},
        /* elements that lie over each other: a few bytes would grow without limit */
        {PT_MV_BINARY, 3, "\2\0\0\0\3\0\0\0\24\0\0\0\3\0\0\0\24\0\0\0abc", 23},
        {PT_MV_STRING8, 3, "\2\0\0\0\14\0\0\0\14\0\0\0a\0", 14},
        {PT_MV_UNICODE, 3, "\2\0\0\0\14\0\0\0\14\0\0\0a\0\0\0", 16},
        {PT_OBJECT, 3, "\1\0\0\0", 4},
        {PT_NULL, 3, "", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ULONG tag = PROP_TAG(cases[i].type, 0x6600);
        AUTO_FREE void *root = mem_zero(1);
        AUTO_FREE BYTE *exact =
            mem_dup(cases[i].data, cases[i].bytes, NULL); /* so that reading over is seen */
        SPropValue out;

        assert_hr(value_decode(tag, cases[i].reg, exact, cases[i].bytes, tag, root, &out),
                  MAPI_E_CORRUPT_DATA);
    }
}

/* Text keeps what the code page has not, whichever way it is asked for. */
static void registry_text_is_read_in_both_widths(void **state)
{
    AUTO_FREE void *root = mem_zero(1);
    SPropValue out;

    (void)state;
    assert_hr(value_decode(PR_DISPLAY_NAME_A, VALUE_REG_SZ, (BYTE *)L"\u03b1", 4, PR_DISPLAY_NAME_W,
                           root, &out),
              S_OK);
    assert_text(out.Value.lpszW, L"\u03b1");
    assert_hr(value_decode(PR_DISPLAY_NAME_W, VALUE_REG_BINARY, (BYTE *)L"ab", 6, PR_DISPLAY_NAME_A,
                           root, &out),
              S_OK);
    assert_string_equal(out.Value.lpszA, "ab");
    assert_hr(value_decode(PR_DISPLAY_NAME_A, VALUE_REG_SZ, (BYTE *)L"ab", 4, PR_DISPLAY_NAME_W,
                           root, &out),
              S_OK);
    assert_text(out.Value.lpszW, L"ab"); /* without its NUL */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_have_the_type_first, begin, end),
        cmocka_unit_test_setup_teardown(other_names_are_no_properties, begin, end),
        cmocka_unit_test_setup_teardown(single_values_have_their_bytes, begin, end),
        cmocka_unit_test_setup_teardown(multivalues_have_their_bytes, begin, end),
        cmocka_unit_test_setup_teardown(secure_values_are_sealed, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_lie_in_a_profile_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(holes_in_a_value_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(corrupt_bytes_are_told, begin, end),
        cmocka_unit_test_setup_teardown(registry_text_is_read_in_both_widths, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
