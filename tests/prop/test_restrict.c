/*
 * test_restrict.c - does this row match this SRestriction
 */
#include "prop/props.h"
#include "prop/restrict.h"
#include "prop/text_order.h"

static LONG colours[] = {3, 7};
static WCHAR *names[] = {L"Ann", L"Bob Brown"};

static const SPropValue row[] = {
    {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = L"Caf\u00e9 au lait"},
    {.ulPropTag = PR_SENDER_NAME_A, .Value.lpszA = "ann"},
    {.ulPropTag = PR_IMPORTANCE, .Value.l = 2},
    {.ulPropTag = PR_PRIORITY, .Value.l = -1},
    {.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = MSGFLAG_READ | MSGFLAG_UNSENT},
    {.ulPropTag = PR_ENTRYID, .Value.bin = {4, (BYTE *)"abcd"}},
    {.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6801), .Value.MVl = {2, colours}},
    {.ulPropTag = PROP_TAG(PT_MV_UNICODE, 0x6802), .Value.MVszW = {2, names}},
    {.ulPropTag = PROP_TAG(PT_BOOLEAN, 0x6803), .Value.b = 1},
    {.ulPropTag = PROP_TAG(PT_ERROR, 0x6804), .Value.err = MAPI_E_NOT_FOUND},
};

static HRESULT matches(const SRestriction *restriction, bool *match)
{
    return restrict_match(restriction, COUNT(row), row, match);
}
#define assert_matches(r, expected)                                                                \
    do {                                                                                           \
        bool match_ = !(expected);                                                                 \
        assert_hr(matches((r), &match_), S_OK);                                                    \
        assert_int_equal(match_, (expected));                                                      \
    } while (0)
#define assert_refused(r, code)                                                                    \
    do {                                                                                           \
        bool match_;                                                                               \
        assert_hr(matches((r), &match_), (code));                                                  \
        assert_hr(restrict_check(r), (code));                                                      \
    } while (0)

#define PROPERTY(relop_, tag_, value_)                                                             \
    ((SRestriction){.rt = RES_PROPERTY,                                                            \
                    .res.resProperty = {(relop_), (tag_), (SPropValue[1]){value_}}})
#define CONTENT(fuzzy_, tag_, value_)                                                              \
    ((SRestriction){.rt = RES_CONTENT,                                                             \
                    .res.resContent = {(fuzzy_), (tag_), (SPropValue[1]){value_}}})

/* 6.11-01, 6.11-03, 11.1-09 */
static void a_property_is_related_to_a_constant(void **state)
{
    static const struct {
        ULONG relop;
        LONG constant;
        bool match;
    } cases[] = {
        {RELOP_LT, 3, true},  {RELOP_LT, 2, false}, {RELOP_LE, 2, true},  {RELOP_LE, 1, false},
        {RELOP_GT, 1, true},  {RELOP_GT, 2, false}, {RELOP_GE, 2, true},  {RELOP_GE, 3, false},
        {RELOP_EQ, 2, true},  {RELOP_EQ, 3, false}, {RELOP_NE, 3, true},  {RELOP_NE, 2, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_matches(
            &PROPERTY(cases[i].relop, PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, cases[i].constant)),
            cases[i].match);
    /* the constant's id says nothing */
    assert_matches(&PROPERTY(RELOP_EQ, PR_IMPORTANCE, NUMBER(PR_ROWID, 2)), true);
    assert_matches(&PROPERTY(RELOP_EQ, PR_ENTRYID, BYTES(PR_ENTRYID, 4, "abcd")), true);
    assert_matches(
        &PROPERTY(RELOP_EQ, PROP_TAG(PT_BOOLEAN, 0x6803),
                  ((SPropValue){.ulPropTag = PROP_TAG(PT_BOOLEAN, 0x6803), .Value.b = 0xffff})),
        true);
}

static void text_is_compared_whatever_its_width(void **state)
{
    (void)state;
    assert_matches(&PROPERTY(RELOP_EQ, PR_SENDER_NAME_W, WIDE(PR_SENDER_NAME, L"ann")), true);
    assert_matches(&PROPERTY(RELOP_EQ, PR_SENDER_NAME_A, WIDE(PR_SENDER_NAME, L"ann")), true);
    assert_matches(&PROPERTY(RELOP_EQ, PR_SENDER_NAME_W, STRING8(PR_SENDER_NAME, "Ann")), false);
    assert_matches(&PROPERTY(RELOP_GE, PR_SENDER_NAME_W, STRING8(PR_SENDER_NAME, "A")), true);
    assert_matches(&CONTENT(FL_SUBSTRING, PR_SUBJECT_A, STRING8(PR_SUBJECT, "\xc3\xa9 au")), true);
}

/* 6.11-05 */
static void what_is_missing_matches_nothing(void **state)
{
    SRestriction inner = PROPERTY(RELOP_NE, PR_ROWID, NUMBER(PR_ROWID, 1));
    SRestriction no = {.rt = RES_NOT, .res.resNot = {0, &inner}};

    (void)state;
    assert_matches(&inner, false);
    assert_matches(&no, true);
    assert_matches(&PROPERTY(RELOP_LT, PR_ROWID, NUMBER(PR_ROWID, 1)), false);
    /* an error in the row is no value */
    assert_matches(&PROPERTY(RELOP_NE, PROP_TAG(PT_LONG, 0x6804), NUMBER(PR_ROWID, 1)), false);
    assert_matches(&CONTENT(FL_SUBSTRING, PR_BODY_W, WIDE(PR_BODY, L"")), false);
}

/* 6.11-03, 6.11-04, 6.11-06, 6.11-08, 6.11-09 */
static void types_must_agree(void **state)
{
    SPropValue many = {.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6801), .Value.MVl = {2, colours}};
    SRestriction compare = {.rt = RES_COMPAREPROPS,
                            .res.resCompareProps = {RELOP_EQ, PR_IMPORTANCE, PR_SUBJECT_W}};
    SRestriction mask = {.rt = RES_BITMASK, .res.resBitMask = {BMR_NEZ, PR_SUBJECT_W, 1}};

    (void)state;
    assert_refused(&PROPERTY(RELOP_EQ, PR_IMPORTANCE, WIDE(PR_IMPORTANCE, L"2")),
                   MAPI_E_TOO_COMPLEX);
    assert_refused(&PROPERTY(RELOP_EQ, PROP_TAG(PT_MV_LONG, 0x6801), many), MAPI_E_TOO_COMPLEX);
    assert_refused(&CONTENT(FL_PREFIX, PR_SUBJECT_W, NUMBER(PR_SUBJECT, 2)), MAPI_E_TOO_COMPLEX);
    assert_refused(&CONTENT(FL_PREFIX, PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 2)),
                   MAPI_E_TOO_COMPLEX);
    assert_refused(&PROPERTY(RELOP_RE, PR_SUBJECT_W, WIDE(PR_SUBJECT, L"x")), MAPI_E_TOO_COMPLEX);
    assert_refused(&compare, MAPI_E_TOO_COMPLEX);
    assert_refused(&mask, MAPI_E_TOO_COMPLEX);
}

/* 6.11-04 */
static void any_value_of_many_will_do(void **state)
{
    ULONG numbers = PROP_TAG(PT_MV_LONG, 0x6801), texts = PROP_TAG(PT_MV_UNICODE, 0x6802);

    (void)state;
    assert_matches(&PROPERTY(RELOP_EQ, numbers, NUMBER(0x68010003, 7)), true);
    assert_matches(&PROPERTY(RELOP_EQ, numbers, NUMBER(0x68010003, 8)), false);
    assert_matches(&PROPERTY(RELOP_EQ, MVI_PROP(numbers), NUMBER(0x68010003, 3)), true);
    assert_matches(&PROPERTY(RELOP_EQ, texts, WIDE(0x6802001f, L"Ann")), true);
    assert_matches(&CONTENT(FL_PREFIX | FL_IGNORECASE, texts, WIDE(0x6802001f, L"bob")), true);
    assert_matches(&CONTENT(FL_FULLSTRING, texts, STRING8(0x6802001f, "bob")), false);
}

/* 6.11-06, 6.11-07, 11.1-12, 11.1-13, 11.1-14 */
static void text_contains_text_at_every_fuzzy_level(void **state)
{
    static const struct {
        const WCHAR *part;
        ULONG fuzzy;
        bool match;
    } cases[] = {
        {L"Caf\u00e9 au lait", FL_FULLSTRING, true},
        {L"caf\u00e9 AU lait", FL_FULLSTRING, false},
        {L"caf\u00c9 AU lait", FL_FULLSTRING | FL_IGNORECASE, true},
        {L"Cafe au lait", FL_FULLSTRING, false},
        {L"Cafe au lait", FL_FULLSTRING | FL_IGNORENONSPACE, true},
        {L"Cafe\u0301 au lait", FL_FULLSTRING | FL_IGNORENONSPACE, true},
        {L"cafe au lait", FL_FULLSTRING | FL_IGNORENONSPACE, false},
        {L"cafe au lait", FL_FULLSTRING | FL_LOOSE, true},
        {L"Caf\u00e9", FL_FULLSTRING, false},
        {L"Caf\u00e9", FL_PREFIX, true},
        {L"af", FL_PREFIX, false},
        {L"au l", FL_SUBSTRING, true},
        {L"AU L", FL_SUBSTRING, false},
        {L"AU L", FL_SUBSTRING | FL_IGNORECASE, true},
        {L"lait ", FL_SUBSTRING, false},
        {L"lait", FL_SUBSTRING, true},
        {L"", FL_SUBSTRING, true},
        {L"", FL_PREFIX, true},
        {L"", FL_FULLSTRING, false},
        {L"Caf\u00e9", 3, false}, /* no such level: the full string */
        {L"Caf\u00e9 au lait", 3, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_matches(&CONTENT(cases[i].fuzzy, PR_SUBJECT_W, WIDE(PR_SUBJECT, cases[i].part)),
                       cases[i].match);
}

/* 11.1-12, 11.1-13 */
static void bytes_contain_bytes(void **state)
{
    (void)state;
    assert_matches(&CONTENT(FL_FULLSTRING, PR_ENTRYID, BYTES(PR_ENTRYID, 4, "abcd")), true);
    assert_matches(&CONTENT(FL_FULLSTRING, PR_ENTRYID, BYTES(PR_ENTRYID, 3, "abc")), false);
    assert_matches(&CONTENT(FL_PREFIX, PR_ENTRYID, BYTES(PR_ENTRYID, 3, "abc")), true);
    assert_matches(&CONTENT(FL_SUBSTRING, PR_ENTRYID, BYTES(PR_ENTRYID, 2, "cd")), true);
    assert_matches(&CONTENT(FL_SUBSTRING, PR_ENTRYID, BYTES(PR_ENTRYID, 5, "abcde")), false);
    assert_matches(&CONTENT(FL_PREFIX | FL_IGNORECASE, PR_ENTRYID, BYTES(PR_ENTRYID, 3, "ABC")),
                   false);
    assert_matches(&CONTENT(FL_PREFIX, PR_ENTRYID, BYTES(PR_ENTRYID, 0, NULL)), true);
}

/* 6.11-02 */
static void restrictions_join(void **state)
{
    SRestriction yes = {.rt = RES_EXIST, .res.resExist = {0, PR_SUBJECT_A, 0}};
    SRestriction no = {.rt = RES_EXIST, .res.resExist = {0, PR_BODY_W, 0}};
    SRestriction both[2] = {yes, no}, twice[2] = {yes, yes};
    SRestriction and = {.rt = RES_AND, .res.resAnd = {2, both}},
                 or = {.rt = RES_OR, .res.resOr = {2, both}};
    SRestriction not = {.rt = RES_NOT, .res.resNot = {0, &no}};

    (void)state;
    assert_matches(&yes, true);
    assert_matches(&no, false);
    assert_matches(&and, false);
    assert_matches(&or, true);
    assert_matches(&not, true);
    and.res.resAnd.lpRes = twice;
    assert_matches(&and, true);
    and.res.resAnd = (SAndRestriction){0, NULL};
    or.res.resOr = (SOrRestriction){0, NULL};
    assert_matches(&and, true);
    assert_matches(&or, false);
    assert_matches(NULL, true);
}

/* 6.11-08, 6.11-09, 6.11-10, 6.11-11 */
static void two_properties_bits_and_sizes(void **state)
{
    SRestriction compare = {.rt = RES_COMPAREPROPS,
                            .res.resCompareProps = {RELOP_GT, PR_IMPORTANCE, PR_PRIORITY}};
    SRestriction mask = {.rt = RES_BITMASK,
                         .res.resBitMask = {BMR_NEZ, PR_MESSAGE_FLAGS, MSGFLAG_READ}};
    SRestriction size = {.rt = RES_SIZE, .res.resSize = {RELOP_EQ, PR_ENTRYID, 4}};
    SRestriction exist = {.rt = RES_EXIST,
                          .res.resExist = {0, CHANGE_PROP_TYPE(PR_SUBJECT, PT_UNSPECIFIED), 0}};

    (void)state;
    assert_matches(&compare, true);
    compare.res.resCompareProps.relop = RELOP_LE;
    assert_matches(&compare, false);
    compare.res.resCompareProps.ulPropTag2 = PR_ROWID; /* missing */
    assert_matches(&compare, false);
    assert_matches(&mask, true);
    mask.res.resBitMask.relBMR = BMR_EQZ;
    assert_matches(&mask, false);
    mask.res.resBitMask.ulMask = MSGFLAG_FROMME;
    assert_matches(&mask, true);
    assert_matches(&size, true);
    /* 3 letters and the NUL */
    size.res.resSize = (SSizeRestriction){RELOP_GT, PR_SENDER_NAME_A, 4};
    assert_matches(&size, false);
    assert_matches(&exist, true);
    exist.res.resExist.ulPropTag = CHANGE_PROP_TYPE(PR_SUBJECT, PT_LONG);
    assert_matches(&exist, false);
}

/* 6.11-12, 6.11-13, 6.11-14, 6.11-15 */
static void comments_count_for_nothing_and_some_are_too_complex(void **state)
{
    SRestriction no = {.rt = RES_EXIST, .res.resExist = {0, PR_BODY_W, 0}};
    SPropValue note = NUMBER(PR_ROWID, 1);
    SRestriction comment = {.rt = RES_COMMENT, .res.resComment = {1, NULL, &note}};
    SRestriction sub = {.rt = RES_SUBRESTRICTION, .res.resSub = {PR_MESSAGE_RECIPIENTS, &no}};
    SRestriction count = {.rt = RES_COUNT, .res.resCount = {1, &no}};

    (void)state;
    assert_matches(&comment, true);
    comment.res.resComment.lpRes = &no;
    assert_matches(&comment, false);
    assert_refused(&sub, MAPI_E_TOO_COMPLEX);
    assert_refused(&count, MAPI_E_TOO_COMPLEX);
}

static void nonsense_is_refused(void **state)
{
    SRestriction kind = {.rt = 77}, relop = PROPERTY(7, PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 1));
    SRestriction no_value = {.rt = RES_PROPERTY,
                             .res.resProperty = {RELOP_EQ, PR_IMPORTANCE, NULL}};
    SRestriction no_inner = {.rt = RES_NOT}, no_array = {.rt = RES_AND, .res.resAnd = {1, NULL}};
    SRestriction bmr = {.rt = RES_BITMASK, .res.resBitMask = {2, PR_IMPORTANCE, 1}};
    SRestriction *bad[] = {&kind, &relop, &no_value, &no_inner, &no_array, &bmr};

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) assert_refused(bad[i], MAPI_E_INVALID_PARAMETER);
    assert_false(restrict_valid(&kind));
    assert_false(restrict_valid(&no_value));
    assert_false(restrict_valid(&no_inner));
    assert_false(restrict_valid(&no_array));
    assert_false(restrict_valid(NULL));
}

static void depth_is_bounded(void **state)
{
    SRestriction deep[RESTRICT_MAX_DEPTH + 2], loop[2] = {{.rt = RES_AND}, {.rt = RES_AND}}, *copy;
    bool match;

    (void)state;
    for (size_t i = 0; i + 1 < COUNT(deep); i++)
        deep[i] = (SRestriction){.rt = RES_NOT, .res.resNot = {0, &deep[i + 1]}};
    deep[COUNT(deep) - 1] = (SRestriction){.rt = RES_EXIST, .res.resExist = {0, PR_SUBJECT_W, 0}};
    assert_refused(deep, MAPI_E_TOO_COMPLEX);
    assert_hr(restrict_copy(deep, NULL, &copy), MAPI_E_TOO_COMPLEX);
    assert_hr(matches(deep + 1, &match), S_OK);
    loop[0].res.resAnd = loop[1].res.resAnd = (SAndRestriction){2, loop};
    assert_refused(loop, MAPI_E_TOO_COMPLEX);
    assert_hr(restrict_copy(loop, NULL, &copy), MAPI_E_TOO_COMPLEX);
}

static void a_copy_stands_alone(void **state)
{
    SPropValue text = WIDE(PR_SUBJECT, L"Caf\u00e9"), note = STRING8(PR_BODY, "note");
    SRestriction parts[2] = {
        {.rt = RES_CONTENT, .res.resContent = {FL_PREFIX, PR_SUBJECT_W, &text}},
        {.rt = RES_COMMENT, .res.resComment = {1, NULL, &note}},
    };
    SRestriction and = {.rt = RES_AND, .res.resAnd = {2, parts}}, *copy;
    HRESULT hr;

    (void)state;
    FOR_EACH_LOST_ALLOCATION(hr, hr = restrict_copy(&and, NULL, &copy);
                             if (FAILED(hr)) assert_null(copy))
    assert_hr(hr, S_OK);
    memset(parts, 0xee, sizeof(parts));
    memset(&text, 0xee, sizeof(text));
    assert_matches(copy, true);
    mem_free(copy);
    assert_hr(restrict_copy(NULL, NULL, &copy), S_OK);
    assert_null(copy);
}

/* 11.1-09, 11.1-10 */
static void relations_between_unlike_types_are_false(void **state)
{
    SPropValue number = NUMBER(PR_ROWID, 1), text = WIDE(PR_SUBJECT, L"1"),
               object = {.ulPropTag = PROP_TAG(PT_OBJECT, 1)};
    SPropValue error = pval_error(PR_SUBJECT, 1);

    (void)state;
    for (ULONG relop = RELOP_LT; relop <= RELOP_RE + 1; relop++) {
        assert_false(restrict_compare(&number, relop, &text));
        assert_false(restrict_compare(&object, relop, &object));
    }
    assert_false(restrict_compare(&number, 99, &number));
    assert_true(restrict_compare(&error, RELOP_EQ, &error));
    assert_false(restrict_compare(&error, RELOP_GE, &error));
}

static void marks_are_known(void **state)
{
    (void)state;
    assert_int_equal(nonspace_base(L'a'), L'a');
    assert_int_equal(nonspace_base(0x00e9), L'e');
    assert_int_equal(nonspace_base(0x1ed9), L'o'); /* o with circumflex and dot below */
    assert_int_equal(nonspace_base(0x0301), 0);
    assert_int_equal(nonspace_base(0x00df), 0x00df);
    assert_int_equal(nonspace_base(0xffff), 0xffff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_property_is_related_to_a_constant),
        TEST(text_is_compared_whatever_its_width),
        TEST(what_is_missing_matches_nothing),
        TEST(types_must_agree),
        TEST(any_value_of_many_will_do),
        TEST(text_contains_text_at_every_fuzzy_level),
        TEST(bytes_contain_bytes),
        TEST(restrictions_join),
        TEST(two_properties_bits_and_sizes),
        TEST(comments_count_for_nothing_and_some_are_too_complex),
        TEST(nonsense_is_refused),
        TEST(depth_is_bounded),
        TEST(a_copy_stands_alone),
        TEST(relations_between_unlike_types_are_false),
        TEST(marks_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
