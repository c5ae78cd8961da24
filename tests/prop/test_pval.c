/*
 * test_pval.c - property values: copied, counted, moved, compared, converted
 */
#include "prop/props.h"
#include "edkmdb.h"
#include "prop/ptag.h"
#include "prop/ptype.h"

static GUID a_guid = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
static LONG longs[] = {1, -2, 3};
static short shorts[] = {1, -2, 3};
static double doubles[] = {1.5, -2};
static GUID guids[2] = {{1, 0, 0, {0}}, {2, 0, 0, {0}}};
static char *strings8[] = {"one", "", "three"};
static WCHAR *strings16[] = {L"one", L"", L"three"};
static SBinary binaries[] = {{3, (BYTE *)"abc"}, {0, NULL}, {1, (BYTE *)"x"}};
static LARGE_INTEGER larges[] = {{.QuadPart = 1}, {.QuadPart = -2}};
static SPropValue tom = {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = L"tom"};
static SRestriction a_restriction = {.rt = RES_CONTENT,
                                     .res.resContent = {FL_PREFIX, PR_DISPLAY_NAME_W, &tom}};
static ACTION an_action = {.acttype = OP_MOVE,
                           .actMoveCopy = {3, (ENTRYID *)"abc", 2, (ENTRYID *)"de"}};
static ACTIONS actions = {1, 1, &an_action};

/* One of every type, with what is in it. */
static const struct {
    SPropValue value;
    ULONG bytes; /* UlPropSize */
    size_t out;  /* bytes beside the SPropValue in a block */
} every[] = {
    {{.ulPropTag = PROP_TAG(PT_I2, 1), .Value.i = -3}, 2, 0},
    {{.ulPropTag = PROP_TAG(PT_LONG, 1), .Value.l = -3}, 4, 0},
    {{.ulPropTag = PROP_TAG(PT_R4, 1), .Value.flt = 1.5f}, 4, 0},
    {{.ulPropTag = PROP_TAG(PT_DOUBLE, 1), .Value.dbl = 1.5}, 8, 0},
    {{.ulPropTag = PROP_TAG(PT_CURRENCY, 1), .Value.cur.int64 = 10}, 8, 0},
    {{.ulPropTag = PROP_TAG(PT_APPTIME, 1), .Value.at = 1.5}, 8, 0},
    {{.ulPropTag = PROP_TAG(PT_ERROR, 1), .Value.err = MAPI_E_NOT_FOUND}, 4, 0},
    {{.ulPropTag = PROP_TAG(PT_BOOLEAN, 1), .Value.b = 1}, 2, 0},
    {{.ulPropTag = PROP_TAG(PT_I8, 1), .Value.li.QuadPart = 1}, 8, 0},
    {{.ulPropTag = PROP_TAG(PT_SYSTIME, 1), .Value.ft = {1, 2}}, 8, 0},
    {{.ulPropTag = PROP_TAG(PT_CLSID, 1), .Value.lpguid = &a_guid}, 16, 16},
    {{.ulPropTag = PROP_TAG(PT_STRING8, 1), .Value.lpszA = "four"}, 5, 5},
    {{.ulPropTag = PROP_TAG(PT_UNICODE, 1), .Value.lpszW = L"four"}, 10, 10},
    {{.ulPropTag = PROP_TAG(PT_BINARY, 1), .Value.bin = {3, (BYTE *)"abc"}}, 3, 3},
    {{.ulPropTag = PROP_TAG(PT_SVREID, 1), .Value.bin = {3, (BYTE *)"abc"}}, 3, 3},
    {{.ulPropTag = PROP_TAG(PT_MV_I2, 1), .Value.MVi = {3, shorts}}, 6, 6},
    {{.ulPropTag = PROP_TAG(PT_MV_LONG, 1), .Value.MVl = {3, longs}}, 12, 12},
    {{.ulPropTag = PROP_TAG(PT_MV_DOUBLE, 1), .Value.MVdbl = {2, doubles}}, 16, 16},
    {{.ulPropTag = PROP_TAG(PT_MV_CLSID, 1), .Value.MVguid = {2, guids}}, 32, 32},
    {{.ulPropTag = PROP_TAG(PT_MV_I8, 1), .Value.MVli = {2, larges}}, 16, 16},
    {{.ulPropTag = PROP_TAG(PT_MV_STRING8, 1), .Value.MVszA = {3, strings8}},
     11,
     11 + 3 * sizeof(char *)},
    {{.ulPropTag = PROP_TAG(PT_MV_UNICODE, 1), .Value.MVszW = {3, strings16}},
     22,
     22 + 3 * sizeof(WCHAR *)},
    {{.ulPropTag = PROP_TAG(PT_MV_BINARY, 1), .Value.MVbin = {3, binaries}},
     4,
     4 + 3 * sizeof(SBinary)},
    {{.ulPropTag = PROP_TAG(PT_SRESTRICTION, 1), .Value.lpszA = (char *)&a_restriction},
     sizeof(SRestriction) + sizeof(SPropValue) + 8,
     sizeof(SRestriction) + sizeof(SPropValue) + 8},
    {{.ulPropTag = PROP_TAG(PT_ACTIONS, 1), .Value.lpszA = (char *)&actions},
     sizeof(ACTIONS) + sizeof(ACTION) + 5,
     sizeof(ACTIONS) + sizeof(ACTION) + 5},
};

/* The same, for types without a comparison too: their blocks have the same bytes but for pointers.
 */
static bool same(const SPropValue *a, const SPropValue *b)
{
    if (a->ulPropTag != b->ulPropTag) return false;
    if (PROP_TYPE(a->ulPropTag) == PT_SRESTRICTION) {
        SRestriction *x = a->Value.lpv, *y = b->Value.lpv;

        return x->rt == y->rt && pval_equal(x->res.resContent.lpProp, y->res.resContent.lpProp);
    }
    if (PROP_TYPE(a->ulPropTag) == PT_ACTIONS) {
        ACTIONS *x = a->Value.lpv, *y = b->Value.lpv;

        return x->cActions == y->cActions &&
               !memcmp(x->lpAction->actMoveCopy.lpStoreEntryId,
                       y->lpAction->actMoveCopy.lpStoreEntryId, 3) &&
               !memcmp(x->lpAction->actMoveCopy.lpFldEntryId, y->lpAction->actMoveCopy.lpFldEntryId,
                       2);
    }
    return pval_equal(a, b);
}

/* 11.1-16 */
static void sizes_are_those_of_the_value_alone(void **state)
{
    static const ULONG many[] = {PT_MV_BINARY, PT_MV_STRING8, PT_MV_UNICODE};
    SPropValue unknown = {.ulPropTag = PROP_TAG(0x77, 1)};

    (void)state;
    for (size_t i = 0; i < COUNT(every); i++)
        assert_int_equal(pval_bytes(&every[i].value), every[i].bytes);
    assert_int_equal(pval_bytes(&unknown), 0);
    for (size_t i = 0; i < COUNT(many); i++) { /* many of nothing */
        SPropValue none = {.ulPropTag = PROP_TAG(many[i], 1), .Value.MVl = {3, NULL}};

        assert_int_equal(pval_bytes(&none), 0);
    }
}

/* 11.1-15 */
static void a_copy_hangs_on_its_root_and_shares_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(every); i++) {
        void *root = mem_zero(1);
        SPropValue copy, original = every[i].value;

        assert_hr(pval_copy(&copy, &original, root), S_OK);
        assert_true(same(&copy, &original));
        if (ptype_is_many(original.ulPropTag))
            assert_ptr_not_equal(copy.Value.MVl.lpl, original.Value.MVl.lpl);
        else if (ptype_of(original.ulPropTag)->shape == PTYPE_COUNTED)
            assert_ptr_not_equal(copy.Value.bin.lpb, original.Value.bin.lpb);
        else if (every[i].out) assert_ptr_not_equal(copy.Value.lpv, original.Value.lpv);
        mem_free(root);
    }
}

static void an_inline_value_needs_no_root(void **state)
{
    SPropValue number = NUMBER(PR_IMPORTANCE, 2), text = WIDE(PR_SUBJECT, L"x"), copy;

    (void)state;
    assert_hr(pval_copy(&copy, &number, NULL), S_OK);
    assert_hr(pval_copy(&copy, &text, NULL), MAPI_E_INVALID_PARAMETER);
}

/* 11.1-17, 11.1-19, 11.1-20, 1.5-06 */
static void a_block_is_as_long_as_it_was_counted_and_aligned(void **state)
{
    SPropValue all[COUNT(every)], *block;
    size_t bytes, written, expected = sizeof(all);

    (void)state;
    for (size_t i = 0; i < COUNT(every); i++) {
        all[i] = every[i].value;
        expected += every[i].out;
    }
    assert_hr(pval_block_bytes(COUNT(all), all, &bytes), S_OK);
    assert_int_equal(bytes, expected);
    block = malloc(bytes); /* exactly so long: the sanitizer watches */
    assert_hr(pval_block_copy(COUNT(all), all, block, &written), S_OK);
    assert_int_equal(written, bytes);
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_true(same(&block[i], &all[i]));
        if (ptype_is_many(all[i].ulPropTag) && ptype_of(all[i].ulPropTag)->align >= 4)
            assert_int_equal((uintptr_t)block[i].Value.MVl.lpl % 4, 0);
        if (every[i].out) {
            const char *at = ptype_is_many(all[i].ulPropTag) ? (char *)block[i].Value.MVl.lpl
                             : ptype_of(all[i].ulPropTag)->shape == PTYPE_COUNTED
                                 ? (char *)block[i].Value.bin.lpb
                                 : block[i].Value.lpszA;
            assert_true(at > (char *)block && at < (char *)block + bytes);
        }
    }
    free(block);
}

/* 11.1-21, 11.1-22 */
static void a_block_survives_its_way_to_the_disk_and_back(void **state)
{
    SPropValue all[COUNT(every)], *block, *again;
    size_t bytes, moved;

    (void)state;
    for (size_t i = 0; i < COUNT(every); i++) all[i] = every[i].value;
    assert_hr(pval_block_bytes(COUNT(all), all, &bytes), S_OK);
    block = malloc(bytes);
    again = malloc(bytes);
    assert_hr(pval_block_copy(COUNT(all), all, block, &moved), S_OK);
    assert_hr(pval_block_move(COUNT(all), block, block, NULL, &moved), S_OK);
    assert_int_equal(moved, bytes);
    memcpy(again, block, bytes);
    memset(block, 0xee, bytes);
    free(block);
    assert_hr(pval_block_move(COUNT(all), again, NULL, again, &moved), S_OK);
    for (size_t i = 0; i < COUNT(all); i++) assert_true(same(&again[i], &all[i]));
    free(again);
}

/* 11.1-18 */
static void counting_refuses_what_is_no_property(void **state)
{
    SPropValue bad[] = {
        {.ulPropTag = PROP_TAG(PT_LONG, PROP_ID_NULL)},
        {.ulPropTag = PROP_TAG(PT_LONG, PROP_ID_INVALID)},
        {.ulPropTag = PROP_TAG(PT_MV_LONG, 1), .Value.MVl = {0, NULL}},
        {.ulPropTag = PROP_TAG(PT_MV_LONG, 1), .Value.MVl = {2, NULL}},
        {.ulPropTag = PROP_TAG(PT_UNICODE, 1)},
        {.ulPropTag = PROP_TAG(0x77, 1)},
        {.ulPropTag = PROP_TAG(PT_MV_LONG | MV_INSTANCE, 1), .Value.MVl = {3, longs}},
        {.ulPropTag = PROP_TAG(PT_BOOLEAN | MV_FLAG, 1), .Value.MVl = {3, longs}},
        {.ulPropTag = PROP_TAG(PT_MV_UNICODE, 1), .Value.MVszW = {2, (WCHAR *[]){L"a", NULL}}},
    };
    size_t bytes;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_hr(pval_block_bytes(1, &bad[i], &bytes), MAPI_E_INVALID_PARAMETER);
        assert_false(pval_valid(&bad[i]));
    }
    assert_hr(pval_block_bytes(1, NULL, &bytes), MAPI_E_INVALID_PARAMETER);
    assert_hr(pval_block_bytes(0, NULL, &bytes), S_OK);
    assert_int_equal(bytes, 0);
    for (size_t i = 0; i < COUNT(every); i++) assert_true(pval_valid(&every[i].value));
}

/* 11.1-30 */
static void a_boolean_is_true_false_or_variant_true(void **state)
{
    SPropValue value = {.ulPropTag = PROP_TAG(PT_BOOLEAN, 1)};

    (void)state;
    value.Value.b = 1;
    assert_true(pval_valid(&value));
    value.Value.b = 0xffff;
    assert_true(pval_valid(&value));
    value.Value.b = 2;
    assert_false(pval_valid(&value));
}

/* 11.1-11, 6.1-14 */
static void values_are_ordered_as_their_types_are(void **state)
{
    static const SPropValue rising[][2] = {
        {{.ulPropTag = PROP_TAG(PT_I2, 1), .Value.i = -1},
         {.ulPropTag = PROP_TAG(PT_I2, 1), .Value.i = 1}},
        {{.ulPropTag = PROP_TAG(PT_LONG, 1), .Value.l = -1},
         {.ulPropTag = PROP_TAG(PT_LONG, 1), .Value.l = 1}},
        {{.ulPropTag = PROP_TAG(PT_I8, 1), .Value.li.QuadPart = -1},
         {.ulPropTag = PROP_TAG(PT_I8, 1), .Value.li.QuadPart = 1}},
        {{.ulPropTag = PROP_TAG(PT_CURRENCY, 1), .Value.cur.int64 = -1},
         {.ulPropTag = PROP_TAG(PT_CURRENCY, 1)}},
        {{.ulPropTag = PROP_TAG(PT_R4, 1), .Value.flt = -1},
         {.ulPropTag = PROP_TAG(PT_R4, 1), .Value.flt = .5f}},
        {{.ulPropTag = PROP_TAG(PT_DOUBLE, 1), .Value.dbl = -1},
         {.ulPropTag = PROP_TAG(PT_DOUBLE, 1), .Value.dbl = .5}},
        {{.ulPropTag = PROP_TAG(PT_BOOLEAN, 1)},
         {.ulPropTag = PROP_TAG(PT_BOOLEAN, 1), .Value.b = 1}},
        {{.ulPropTag = PROP_TAG(PT_SYSTIME, 1), .Value.ft = {9, 0}},
         {.ulPropTag = PROP_TAG(PT_SYSTIME, 1), .Value.ft = {0, 1}}},
        {{.ulPropTag = PROP_TAG(PT_CLSID, 1), .Value.lpguid = &guids[0]},
         {.ulPropTag = PROP_TAG(PT_CLSID, 1), .Value.lpguid = &guids[1]}},
        {{.ulPropTag = PROP_TAG(PT_BINARY, 1), .Value.bin = {2, (BYTE *)"ab"}},
         {.ulPropTag = PROP_TAG(PT_BINARY, 1), .Value.bin = {3, (BYTE *)"ab\0"}}},
        {{.ulPropTag = PROP_TAG(PT_BINARY, 1), .Value.bin = {2, (BYTE *)"ab"}},
         {.ulPropTag = PROP_TAG(PT_BINARY, 1), .Value.bin = {1, (BYTE *)"\x80"}}},
        {{.ulPropTag = PROP_TAG(PT_MV_LONG, 1), .Value.MVl = {2, longs}},
         {.ulPropTag = PROP_TAG(PT_MV_LONG, 1), .Value.MVl = {3, longs}}},
        {{.ulPropTag = PROP_TAG(PT_STRING8, 1), .Value.lpszA = "Ann"},
         {.ulPropTag = PROP_TAG(PT_STRING8, 1), .Value.lpszA = "bob"}},
        {{.ulPropTag = PROP_TAG(PT_UNICODE, 1), .Value.lpszW = L"ann"},
         {.ulPropTag = PROP_TAG(PT_UNICODE, 1), .Value.lpszW = L"Bob"}},
        {{.ulPropTag = PROP_TAG(PT_UNICODE, 1), .Value.lpszW = L"\u00e4"},
         {.ulPropTag = PROP_TAG(PT_UNICODE, 1), .Value.lpszW = L"\u00d6"}},
        {{.ulPropTag = PROP_TAG(PT_UNICODE, 1), .Value.lpszW = L"ann"},
         {.ulPropTag = PROP_TAG(PT_UNICODE, 1), .Value.lpszW = L"Ann"}},
        {{.ulPropTag = PROP_TAG(PT_UNICODE, 1), .Value.lpszW = L"an"},
         {.ulPropTag = PROP_TAG(PT_UNICODE, 1), .Value.lpszW = L"Ann"}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rising); i++) {
        assert_true(pval_compare(&rising[i][0], &rising[i][1]) < 0);
        assert_true(pval_compare(&rising[i][1], &rising[i][0]) > 0);
        assert_int_equal(pval_compare(&rising[i][1], &rising[i][1]), 0);
    }
    for (size_t i = 0; i < COUNT(every); i++)
        if (ptype_of(every[i].value.ulPropTag)->compare)
            assert_int_equal(pval_compare(&every[i].value, &every[i].value), 0);
}

static void text_of_either_width_is_the_same_text(void **state)
{
    SPropValue narrow = STRING8(PR_SUBJECT, "Gr\xc3\xbc\xc3\x9f"
                                            "e"),
               wide = WIDE(PR_SUBJECT, L"Gr\u00fc\u00dfe");
    SPropValue other = WIDE(PR_SUBJECT, L"Gr\u00fc\u00dfX"), no_text = NUMBER(PR_SUBJECT, 1);
    SPropValue errors[2] = {pval_error(PR_SUBJECT, MAPI_E_NOT_FOUND),
                            pval_error(PR_SUBJECT, MAPI_E_NO_ACCESS)};

    (void)state;
    assert_int_equal(pval_compare(&narrow, &wide), 0);
    assert_int_equal(pval_compare(&wide, &narrow), 0);
    assert_true(pval_compare(&narrow, &other) < 0);
    assert_true(pval_compare(&other, &narrow) > 0);
    assert_true(pval_compare(&narrow, &no_text) != 0);
    assert_true(pval_compare(&errors[0], &errors[1]) != 0);
    assert_int_equal(pval_compare(&errors[0], &errors[1]), pval_compare(&errors[0], &errors[1]));
}

static void text_is_given_in_the_width_that_is_asked_for(void **state)
{
    SPropValue wide = WIDE(PR_SUBJECT, L"\u00e4x"),
               many = {.ulPropTag = PROP_TAG(PT_MV_STRING8, 1), .Value.MVszA = {3, strings8}};
    SPropValue number = NUMBER(PR_IMPORTANCE, 5), out;
    void *root = mem_zero(1);

    (void)state;
    assert_hr(pval_as(&wide, PT_STRING8, root, &out), S_OK);
    assert_int_equal(out.ulPropTag, PR_SUBJECT_A);
    assert_string_equal(out.Value.lpszA, "\xc3\xa4x");
    assert_hr(pval_as(&out, PT_UNICODE, root, &out), S_OK);
    assert_int_equal(out.ulPropTag, PR_SUBJECT_W);
    assert_text(out.Value.lpszW, L"\u00e4x");
    assert_hr(pval_as(&wide, PT_UNSPECIFIED, root, &out), S_OK);
    assert_int_equal(out.ulPropTag, PR_SUBJECT_W);
    assert_ptr_not_equal(out.Value.lpszW, wide.Value.lpszW);
    assert_hr(pval_as(&many, PT_UNICODE, root, &out), S_OK);
    assert_int_equal(out.ulPropTag, PROP_TAG(PT_MV_UNICODE, 1));
    assert_int_equal(out.Value.MVszW.cValues, 3);
    assert_text(out.Value.MVszW.lppszW[2], L"three");
    assert_hr(pval_as(&number, PT_STRING8, root, &out), S_OK);
    assert_int_equal(out.Value.l, 5);
    mem_free(root);
}

/* 11.1-06, 11.1-08 */
static void a_value_is_found_by_what_its_tag_says(void **state)
{
    SPropValue props[] = {pval_error(PR_BODY, MAPI_E_NOT_FOUND), NUMBER(PR_IMPORTANCE, 1),
                          WIDE(PR_SUBJECT, L"x"), WIDE(PR_BODY, L"b")};

    (void)state;
    assert_ptr_equal(pval_find(props, 4, PR_IMPORTANCE), &props[1]);
    assert_ptr_equal(pval_find(props, 4, PR_SUBJECT_A), &props[2]);
    assert_ptr_equal(pval_find(props, 4, CHANGE_PROP_TYPE(PR_SUBJECT, PT_UNSPECIFIED)), &props[2]);
    assert_ptr_equal(pval_find(props, 4, PR_BODY_A), &props[3]);
    assert_null(pval_find(props, 4, CHANGE_PROP_TYPE(PR_SUBJECT, PT_BINARY)));
    assert_null(pval_find(props, 4, PR_ENTRYID));
    assert_null(pval_find(NULL, 4, PR_SUBJECT));
    assert_null(pval_find(props, 0, PR_SUBJECT));
}

static void a_restriction_in_itself_is_refused(void **state)
{
    SRestriction loop = {.rt = RES_NOT}, both[2] = {{.rt = RES_AND}, {.rt = RES_OR}};
    SPropValue value = {.ulPropTag = PROP_TAG(PT_SRESTRICTION, 1), .Value.lpszA = (char *)&loop};
    size_t bytes;

    (void)state;
    loop.res.resNot.lpRes = &loop;
    assert_hr(pval_block_bytes(1, &value, &bytes), MAPI_E_TOO_COMPLEX);
    /* twice in itself: 2 to the 256th, were it not for a limit */
    both[0].res.resAnd = (SAndRestriction){2, both};
    both[1].res.resOr = (SOrRestriction){2, both};
    value.Value.lpszA = (char *)both;
    assert_hr(pval_block_bytes(1, &value, &bytes), MAPI_E_TOO_COMPLEX);
}

static void lost_memory_leaves_nothing(void **state)
{
    SPropValue all[COUNT(every)], *copy, out;
    HRESULT hr;

    (void)state;
    for (size_t i = 0; i < COUNT(every); i++) all[i] = every[i].value;
    FOR_EACH_LOST_ALLOCATION(hr, hr = pval_copy_array(COUNT(all), all, NULL, &copy))
    assert_hr(hr, S_OK);
    mem_free(copy);
    for (size_t i = 0; i < COUNT(every); i++) {
        void *root = mem_zero(1);

        out.ulPropTag = 0xdead;
        FOR_EACH_LOST_ALLOCATION(hr, hr = pval_copy(&out, &every[i].value, root);
                                 if (FAILED(hr)) assert_int_equal(out.ulPropTag, 0xdead))
        assert_hr(hr, S_OK);
        FOR_EACH_LOST_ALLOCATION(hr, hr = pval_as(&every[i].value, PT_STRING8, root, &out))
        assert_hr(hr, S_OK);
        mem_free(root);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sizes_are_those_of_the_value_alone),
        TEST(a_copy_hangs_on_its_root_and_shares_nothing),
        TEST(an_inline_value_needs_no_root),
        TEST(a_block_is_as_long_as_it_was_counted_and_aligned),
        TEST(a_block_survives_its_way_to_the_disk_and_back),
        TEST(counting_refuses_what_is_no_property),
        TEST(a_boolean_is_true_false_or_variant_true),
        TEST(values_are_ordered_as_their_types_are),
        TEST(text_of_either_width_is_the_same_text),
        TEST(text_is_given_in_the_width_that_is_asked_for),
        TEST(a_value_is_found_by_what_its_tag_says),
        TEST(a_restriction_in_itself_is_refused),
        TEST(lost_memory_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
