/*
 * test_values.c - text, folding, values, packing, entry IDs: what a store file is made of
 */
#include "local_store/fixture.h"
#include <string.h>
#include "common/sql/bag.h"
#include "common/sql/pack.h"
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "local_store/entry_id.h"

static void utf_16_comes_back_as_it_went_in(void **state)
{
    static const WCHAR texts[][8] = {
        {'a', 0xe4, 0x20ac, 0},
        {0xd83d, 0xde00, 'x', 0},
        {0xd83d, 'x', 0},
        {0xde00, 0xd83d, 0},
        {0xd83d, 0},
        {0xffff, 0xfffd, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        size_t bytes, chars;
        WCHAR *back;
        char *text;

        assert_int_equal(wtf8_from_wide(texts[i], wide_len(texts[i]), &text, &bytes), S_OK);
        assert_int_equal(wtf8_to_wide(text, bytes, &back, &chars), S_OK);
        assert_int_equal(chars, wide_len(texts[i]));
        assert_memory_equal(back, texts[i], chars * sizeof(WCHAR));
        free(text);
        free(back);
    }
}

static void bytes_that_are_no_text_become_replacement_characters(void **state)
{
    static const char bad[] = "a\xff\xc3(\xe2\x82\xf0\x9f\x98";
    size_t chars;
    WCHAR *wide;

    (void)state;
    assert_int_equal(wtf8_to_wide(bad, sizeof(bad) - 1, &wide, &chars), S_OK);
    assert_int_equal(wide[0], 'a');
    assert_int_equal(wide[1], 0xfffd);
    assert_int_equal(wide[3], '(');
    free(wide);
}

static int order(const char *a, const char *b)
{
    return fold_compare(NULL, (int)strlen(a), a, (int)strlen(b), b);
}

static void folding_ignores_case_in_every_script(void **state)
{
    (void)state;
    assert_int_equal(order("Inbox", "INBOX"), 0);
    assert_int_equal(order("\xc3\x84rger", "\xc3\xa4RGER"), 0);
    assert_int_equal(order("\xd0\x9f\xd0\xa0", "\xd0\xbf\xd1\x80"), 0);
    assert_int_equal(order("\xcf\x82", "\xce\xa3"), 0); /* final sigma */
    assert_true(order("a", "B") < 0);
    assert_true(order("b", "A") > 0);
    assert_true(order("a", "ab") < 0);
    for (uint32_t c = 0; c < 0x110000; c++)
        assert_int_equal(fold_code_point(fold_code_point(c)),
                         fold_code_point(c)); /* else the order is none */
}

static struct value *make(const SPropValue *prop)
{
    struct value *value;

    assert_int_equal(value_from_prop(prop, &value), S_OK);
    return value;
}

/* Packs one value, reads it back twice over, and gives what came. */
static struct value *there_and_back(struct value *value)
{
    struct bag bag = {0}, back = {0};
    struct value *one;
    size_t bytes;
    void *data;

    assert_int_equal(bag_set(&bag, value), S_OK);
    assert_int_equal(pack_bag(&bag, &data, &bytes), S_OK);
    assert_int_equal(unpack_bag(NULL, data, bytes, &back), S_OK);
    assert_int_equal(back.n, 1);
    assert_int_equal(unpack_one(NULL, data, bytes, PROP_TAG(PT_LONG, 0x7001), &one), S_FALSE);
    assert_int_equal(unpack_one(NULL, data, bytes, value->prop.ulPropTag, &one), S_OK);
    for (size_t cut = 0; cut < bytes; cut++) { /* no cut is taken for the whole */
        struct bag part = {0};
        void *copy = malloc(cut ? cut : 1);
        HRESULT hr;

        memcpy(copy, data, cut);
        hr = unpack_bag(NULL, copy, cut, &part);
        assert_true(hr == MAPI_E_CORRUPT_STORE || (cut <= 1 && hr == S_OK));
        assert_int_equal(part.n, 0);
        bag_clear(&part);
        free(copy);
    }
    free(data);
    bag_clear(&bag);
    bag_clear(&back);
    return one;
}

static void every_type_packs_and_comes_back(void **state)
{
    GUID guid = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
    WCHAR *wide[] = {L"one", L"", L"\xd83d"};
    char *narrow[] = {"\xff\xfe", "x"};
    SBinary bins[] = {{3, (BYTE *)"abc"}, {0, NULL}};
    LONG longs[] = {1, -2, 3};
    LARGE_INTEGER eights[] = {{.QuadPart = INT64_MIN}, {.QuadPart = 5}};
    SPropValue props[16] = {{0}};
    size_t n = 0;

    (void)state;
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_SHORT, 0x7000), .Value.i = -7};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_LONG, 0x7000), .Value.l = -70000};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_BOOLEAN, 0x7000), .Value.b = 1};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_R4, 0x7000), .Value.flt = 1.5f};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_DOUBLE, 0x7000), .Value.dbl = -2.25};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_I8, 0x7000), .Value.li.QuadPart = INT64_MIN};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_SYSTIME, 0x7000),
                              .Value.ft = {0xfedcba98, 0x01234567}};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_CLSID, 0x7000), .Value.lpguid = &guid};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_BINARY, 0x7000), .Value.bin = bins[0]};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_UNICODE, 0x7000), .Value.lpszW = wide[2]};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_STRING8, 0x7000), .Value.lpszA = narrow[0]};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_MV_LONG, 0x7000), .Value.MVl = {3, longs}};
    props[n++] = (SPropValue){.ulPropTag = PROP_TAG(PT_MV_I8, 0x7000), .Value.MVli = {2, eights}};
    props[n++] =
        (SPropValue){.ulPropTag = PROP_TAG(PT_MV_BINARY, 0x7000), .Value.MVbin = {2, bins}};
    props[n++] =
        (SPropValue){.ulPropTag = PROP_TAG(PT_MV_UNICODE, 0x7000), .Value.MVszW = {3, wide}};
    props[n++] =
        (SPropValue){.ulPropTag = PROP_TAG(PT_MV_STRING8, 0x7000), .Value.MVszA = {2, narrow}};
    for (size_t i = 0; i < n; i++) {
        struct value *in = make(&props[i]), *out = there_and_back(in);
        SPropValue *given;

        assert_int_equal(out->prop.ulPropTag, in->prop.ulPropTag);
        assert_int_equal(out->bytes, in->bytes);
        test_allocators.buffer(sizeof(*given), (void **)&given);
        assert_int_equal(
            value_to_prop(out, props[i].ulPropTag, 0, &test_allocators, given, 0, 0, given), S_OK);
        assert_int_equal(given->ulPropTag, props[i].ulPropTag);
        switch (PROP_TYPE(props[i].ulPropTag)) {
        case PT_SYSTIME:
        case PT_I8:
        case PT_DOUBLE:
            assert_memory_equal(&given->Value, &props[i].Value, 8);
            break;
        case PT_UNICODE:
            assert_int_equal(wide_cmp(given->Value.lpszW, wide[2]), 0);
            break;
        case PT_STRING8: /* bytes that are no text in the code page */
            assert_string_equal(given->Value.lpszA, narrow[0]);
            break;
        case PT_MV_UNICODE:
            assert_int_equal(given->Value.MVszW.cValues, 3);
            assert_int_equal(wide_cmp(given->Value.MVszW.lppszW[0], wide[0]), 0);
            assert_int_equal(wide_cmp(given->Value.MVszW.lppszW[2], wide[2]), 0);
            break;
        case PT_MV_STRING8:
            assert_string_equal(given->Value.MVszA.lppszA[0], narrow[0]);
            break;
        case PT_MV_I8:
            assert_true(given->Value.MVli.lpli[0].QuadPart == INT64_MIN);
            break;
        case PT_MV_BINARY:
            assert_int_equal(given->Value.MVbin.lpbin[0].cb, 3);
            assert_memory_equal(given->Value.MVbin.lpbin[0].lpb, "abc", 3);
            break;
        case PT_CLSID:
            assert_memory_equal(given->Value.lpguid, &guid, sizeof(guid));
            break;
        }
        FREE(given);
        value_unref(in);
        value_unref(out);
    }
    assert_int_equal(test_allocations(), 0);
}

static void eight_bit_text_is_given_in_both_widths(void **state)
{
    SPropValue prop = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = "Gr\xc3\xbc\xc3\x9f" "e"}, *out;
    struct value *value;

    (void)state;
    value = make(&prop);
    assert_int_equal(value_type(value), PT_UNICODE);
    test_allocators.buffer(sizeof(*out), (void **)&out);
    assert_int_equal(value_to_prop(value, PR_SUBJECT_W, 0, &test_allocators, out, 0, 0, out), S_OK);
    assert_int_equal(out->Value.lpszW[2], 0xfc);
    FREE(out);
    test_allocators.buffer(sizeof(*out), (void **)&out);
    assert_int_equal(value_to_prop(value, CHANGE_PROP_TYPE(PR_SUBJECT_W, PT_UNSPECIFIED), 0,
                                   &test_allocators, out, 0, 0, out),
                     S_OK);
    assert_int_equal(out->ulPropTag, PR_SUBJECT_A);
    assert_string_equal(out->Value.lpszA, prop.Value.lpszA);
    FREE(out);
    value_unref(value);
}

static void values_that_are_none_are_refused(void **state)
{
    SBinary bin = {4, NULL};
    SPropValue bad[] = {
        {.ulPropTag = PROP_TAG(PT_OBJECT, 0x7000)},
        {.ulPropTag = PROP_TAG(PT_UNICODE, 0x7000)},
        {.ulPropTag = PROP_TAG(PT_BINARY, 0x7000), .Value.bin = bin},
        {.ulPropTag = PROP_TAG(PT_MV_LONG, 0x7000)},
        {.ulPropTag = PROP_TAG(PT_MV_BINARY, 0x7000), .Value.MVbin = {1, &bin}},
        {.ulPropTag = PROP_TAG(0x777, 0x7000)},
    };
    struct value *value;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(value_from_prop(&bad[i], &value), MAPI_E_INVALID_PARAMETER);
}

static void garbage_is_never_a_bag(void **state)
{
    uint32_t seed = 12345;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        uint8_t bytes[64];
        size_t n = 1 + (seed >> 8) % sizeof(bytes);
        struct bag bag = {0};

        for (size_t i = 0; i < n; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (uint8_t)(seed >> 24);
        }
        bytes[0] = 1;
        if (n > 4 && round % 2) { /* a likely type, so that more is read */
            static const uint16_t tried[] = {PT_LONG,   PT_UNICODE, PT_MV_UNICODE, PT_MV_BINARY,
                                             PT_BINARY, PT_MV_LONG, PT_CLSID};
            uint16_t type = tried[round / 2 % 7];

            bytes[1] = (uint8_t)type;
            bytes[2] = (uint8_t)(type >> 8);
            if (n > 5) bytes[5] = (uint8_t)((n - 6) * 2);
        }
        unpack_bag(NULL, bytes, n, &bag);
        bag_clear(&bag);
    }
}

static void an_entry_id_is_read_strictly(void **state)
{
    GUID store = {9, 9, 9, {1}}, other = {8, 8, 8, {1}};
    struct identity in = {MAPI_MESSAGE, 0x123456789abcdef, {7, 7, 7, {7}}}, out;
    BYTE id[ENTRY_ID_BYTES], bad[ENTRY_ID_BYTES];

    (void)state;
    entry_id_write(&store, &in, id);
    assert_int_equal(entry_id_read(&store, sizeof(id), id, &out), S_OK);
    assert_int_equal(out.type, in.type);
    assert_true(out.id == in.id);
    assert_memory_equal(&out.guid, &in.guid, 16);
    /* 6.2-10 */
    assert_int_equal(entry_id_read(&other, sizeof(id), id, &out), MAPI_E_UNKNOWN_ENTRYID);
    assert_int_equal(entry_id_read(&store, 0, NULL, &out), MAPI_E_INVALID_ENTRYID);
    for (ULONG n = 0; n < sizeof(id); n++)
        assert_int_equal(entry_id_read(&store, n, id, &out),
                         n < 20 ? MAPI_E_INVALID_ENTRYID : MAPI_E_UNKNOWN_ENTRYID);
    for (size_t i = 0; i < 24; i++) { /* flags, store, version, type */
        memcpy(bad, id, sizeof(bad));
        bad[i] ^= 0x40;
        assert_int_equal(entry_id_read(&store, sizeof(bad), bad, &out), MAPI_E_UNKNOWN_ENTRYID);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf_16_comes_back_as_it_went_in),
        cmocka_unit_test(bytes_that_are_no_text_become_replacement_characters),
        cmocka_unit_test(folding_ignores_case_in_every_script),
        cmocka_unit_test(every_type_packs_and_comes_back),
        cmocka_unit_test(eight_bit_text_is_given_in_both_widths),
        cmocka_unit_test(values_that_are_none_are_refused),
        cmocka_unit_test(garbage_is_never_a_bag),
        cmocka_unit_test(an_entry_id_is_read_strictly),
    };

    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
