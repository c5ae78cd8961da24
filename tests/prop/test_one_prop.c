/*
 * test_one_prop.c - the exports about one property, over an object that answers what it likes; and
 * those that walk arrays of values
 */
#include "prop/props.h"
#include "mapiguid.h"
#include "mapiutil.h"
#include "prop/prop_data.h"

/* ---- an object that says what the test wants ---- */

static struct {
    IMAPIProp IMAPIProp_iface;
    HRESULT hr;        /* of all its methods */
    SPropValue answer; /* of GetProps */
    ULONG tags;        /* how many GetProps was asked for */
} object;

static HRESULT STDMETHODCALLTYPE object_GetProps(IMAPIProp *iface, SPropTagArray *tags, ULONG flags,
                                                 ULONG *count, SPropValue **values)
{
    (void)iface, (void)flags;
    object.tags = tags->cValues;
    if (FAILED(object.hr)) return object.hr;
    assert_hr(MAPIAllocateBuffer(sizeof(**values), (void **)values), S_OK);
    **values = object.answer;
    *count = 1;
    return PROP_TYPE(object.answer.ulPropTag) == PT_ERROR ? MAPI_W_ERRORS_RETURNED : object.hr;
}

static HRESULT STDMETHODCALLTYPE object_GetPropList(IMAPIProp *iface, ULONG flags,
                                                    SPropTagArray **tags)
{
    (void)iface, (void)flags, (void)tags;
    return object.hr;
}

static HRESULT STDMETHODCALLTYPE object_SetProps(IMAPIProp *iface, ULONG count, SPropValue *values,
                                                 SPropProblemArray **problems)
{
    (void)iface, (void)values;
    assert_int_equal(count, 1);
    if (FAILED(object.hr)) return object.hr;
    assert_non_null(problems);
    assert_hr(MAPIAllocateBuffer(sizeof(**problems), (void **)problems), S_OK);
    **problems = (SPropProblemArray){1, {{0, values->ulPropTag, MAPI_E_UNEXPECTED_TYPE}}};
    return S_OK;
}

static const IMAPIPropVtbl object_vtbl = {
    .GetProps = object_GetProps,
    .GetPropList = object_GetPropList,
    .SetProps = object_SetProps,
};

static IMAPIProp *the_object(HRESULT hr, SPropValue answer)
{
    object.IMAPIProp_iface.lpVtbl = (void *)&object_vtbl;
    object.hr = hr;
    object.answer = answer;
    return &object.IMAPIProp_iface;
}

/* 11.1-01, 11.1-02: the error in place of the value is the answer, and nothing is left */
static void an_error_in_place_of_a_value_is_the_answer(void **state)
{
    static const SCODE codes[] = {MAPI_E_NOT_FOUND, MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NO_ACCESS};
    SPropValue *got;

    (void)state;
    for (size_t i = 0; i < COUNT(codes); i++) {
        got = (SPropValue *)&got;
        assert_hr(HrGetOneProp(the_object(S_OK, pval_error(PR_BODY_W, codes[i])), PR_BODY_W, &got),
                  codes[i]);
        assert_null(got);
        assert_int_equal(object.tags, 1);
    }
    got = (SPropValue *)&got;
    assert_hr(HrGetOneProp(the_object(MAPI_E_TIMEOUT, object.answer), PR_BODY_W, &got),
              MAPI_E_TIMEOUT);
    assert_null(got);
    assert_hr(
        HrGetOneProp(the_object(S_OK, (SPropValue)NUMBER(PR_IMPORTANCE, 3)), PR_IMPORTANCE, &got),
        S_OK);
    assert_int_equal(got->Value.l, 3);
    MAPIFreeBuffer(got);
}

/* 11.1-04 */
static void a_problem_with_a_value_is_the_answer(void **state)
{
    SPropValue value = NUMBER(PR_IMPORTANCE, 3);

    (void)state;
    assert_hr(HrSetOneProp(the_object(S_OK, value), &value), MAPI_E_UNEXPECTED_TYPE);
    assert_hr(HrSetOneProp(the_object(MAPI_E_TIMEOUT, value), &value), MAPI_E_TIMEOUT);
}

/* 11.1-05 */
static void an_object_that_cannot_list_has_nothing(void **state)
{
    (void)state;
    assert_false(FPropExists(the_object(MAPI_E_NO_ACCESS, object.answer), PR_SUBJECT_W));
    assert_false(
        FPropExists(&object.IMAPIProp_iface, CHANGE_PROP_TYPE(PR_SUBJECT, PT_UNSPECIFIED)));
}

/* ---- arrays of values ---- */

/* 11.1-06 */
static void the_first_that_fits_is_found(void **state)
{
    SPropValue props[] = {NUMBER(PR_SUBJECT, 1), WIDE(PR_SUBJECT, L"a"), WIDE(PR_SUBJECT, L"b"),
                          pval_error(PR_BODY, MAPI_E_NOT_FOUND), WIDE(PR_BODY, L"c")};

    (void)state;
    assert_ptr_equal(PpropFindProp(props, 5, PR_SUBJECT_W), &props[1]);
    assert_ptr_equal(PpropFindProp(props, 5, CHANGE_PROP_TYPE(PR_SUBJECT, PT_UNSPECIFIED)),
                     &props[0]);
    assert_ptr_equal(PpropFindProp(props, 5, PR_BODY_W), &props[4]);
    assert_ptr_equal(PpropFindProp(props, 5, CHANGE_PROP_TYPE(PR_BODY, PT_UNSPECIFIED)), &props[3]);
    assert_null(PpropFindProp(props, 5, PR_SUBJECT_A));
    assert_null(PpropFindProp(props, 1, PR_SUBJECT_W));
}

/* 11.1-20, 11.1-21: what has no type in an array, wherever it stands; nothing is moved then */
static void unknown_types_are_refused(void **state)
{
    SPropValue props[] = {WIDE(PR_SUBJECT, L"abc"), WIDE(PR_BODY, L"def"), NUMBER(PR_ROWID, 1)};
    SPropValue copy[16], odd = {.ulPropTag = PROP_TAG(0x77, 0x6701)};
    ULONG bytes = 0;

    (void)state;
    assert_hr(ScCountProps(3, props, &bytes), S_OK);
    assert_true(bytes <= sizeof(copy));
    for (int i = 0; i < 3; i++) {
        SPropValue was = props[i], *out = (SPropValue *)&out;
        WCHAR *text;

        props[i] = odd;
        assert_hr(ScCopyProps(3, props, copy, &bytes), MAPI_E_INVALID_PARAMETER);
        assert_hr(ScCopyProps(3, props, copy, NULL), MAPI_E_INVALID_PARAMETER);
        assert_hr(ScDupPropset(3, props, MAPIAllocateBuffer, &out), MAPI_E_INVALID_PARAMETER);
        props[i] = was;
        assert_hr(ScCopyProps(3, props, copy, NULL), S_OK); /* 11.1-20: pcb is optional */
        text = copy[0].Value.lpszW;
        copy[i].ulPropTag = odd.ulPropTag;
        assert_hr(ScRelocProps(3, copy, copy, NULL, NULL), MAPI_E_INVALID_PARAMETER);
        assert_hr(ScRelocProps(3, copy, copy, NULL, &bytes), MAPI_E_INVALID_PARAMETER);
        assert_ptr_equal(copy[0].Value.lpszW, text);
    }
}

/* 11.1-20, 11.1-21: one block in the order it had, moved to 0 and from there to where it is */
static void a_block_keeps_its_order_and_can_be_moved(void **state)
{
    SPropValue props[] = {WIDE(PR_SUBJECT, L"abc"), NUMBER(PR_ROWID, 7),
                          BYTES(PR_ENTRYID, 3, "xyz")};
    SPropValue copy[16], moved[16];
    ULONG counted = 0, bytes = 0;

    (void)state;
    assert_hr(ScCountProps(3, props, &counted), S_OK);
    assert_hr(ScCopyProps(3, props, copy, &bytes), S_OK);
    assert_int_equal(bytes, counted);
    for (int i = 0; i < 3; i++)
        assert_int_equal(copy[i].ulPropTag, props[i].ulPropTag);
    assert_true((char *)copy[0].Value.lpszW >= (char *)&copy[3] &&
                (char *)copy[2].Value.bin.lpb + 3 <= (char *)copy + bytes);
    bytes = 0;
    assert_hr(ScRelocProps(3, copy, copy, NULL, &bytes), S_OK);
    assert_int_equal(bytes, counted);
    assert_true((uintptr_t)copy[0].Value.lpszW < counted);
    memcpy(moved, copy, counted);
    assert_hr(ScRelocProps(3, moved, NULL, moved, NULL), S_OK);
    assert_text(moved[0].Value.lpszW, L"abc");
    assert_memory_equal(moved[2].Value.bin.lpb, "xyz", 3);
    assert_int_equal(moved[1].Value.l, 7);
}

/* 11.1-09, 11.1-10: RELOP_RE is an operator that no value satisfies */
static void an_expression_matches_nothing(void **state)
{
    SPropValue text = WIDE(PR_SUBJECT, L"abc"), all = WIDE(PR_SUBJECT, L".*");

    (void)state;
    assert_false(FPropCompareProp(&text, RELOP_RE, &text));
    assert_false(FPropCompareProp(&text, RELOP_RE, &all));
    assert_false(FPropCompareProp(&text, RELOP_RE + 1, &text));
    assert_true(FPropCompareProp(&text, RELOP_EQ, &text));
    assert_true(FPropCompareProp(&text, RELOP_LE, &text) &&
                FPropCompareProp(&text, RELOP_GE, &text));
    assert_true(FPropCompareProp(&text, RELOP_NE, &all));
    assert_true(FPropCompareProp(&text, RELOP_GT, &all) && FPropCompareProp(&all, RELOP_LT, &text));
}

/* ---- IPropData ---- */

static bool lists(IPropData *data, ULONG tag)
{
    SPropTagArray *tags = NULL;
    bool found = false;

    assert_hr(data->lpVtbl->GetPropList(data, MAPI_UNICODE, &tags), S_OK);
    for (ULONG i = 0; i < tags->cValues; i++)
        found = found || tags->aulPropTag[i] == tag;
    MAPIFreeBuffer(tags);
    return found;
}

/* 11.3-10, 11.3-11 */
static void objects_are_told_and_names_are_not(void **state)
{
    const ULONG object_tag = PROP_TAG(PT_OBJECT, 0x6705);
    GUID set = {1, 0, 0, {0}};
    MAPINAMEID name = {&set, MNID_ID, {.lID = 1}}, *names = &name, **got = NULL;
    SPropProblemArray *problems = (SPropProblemArray *)&problems;
    SPropTagArray *tags = NULL;
    SPropValue value = NUMBER(PR_IMPORTANCE, 1);
    IPropData *data;
    ULONG n = 0;

    (void)state;
    assert_hr(prop_data_create(&data), S_OK);
    assert_false(lists(data, object_tag));
    assert_hr(data->lpVtbl->HrAddObjProps(data, TAGS(1, PR_SUBJECT_W), &problems),
              MAPI_E_INVALID_TYPE);
    assert_false(lists(data, PR_SUBJECT_W));
    problems = (SPropProblemArray *)&problems;
    assert_hr(data->lpVtbl->HrAddObjProps(data, TAGS(1, object_tag), &problems), S_OK);
    assert_null(problems);
    assert_true(lists(data, object_tag));
    assert_hr(data->lpVtbl->SetProps(data, 1, &value, NULL), S_OK);
    assert_hr(data->lpVtbl->SaveChanges(data, 0), S_OK);
    assert_hr(data->lpVtbl->SaveChanges(data, KEEP_OPEN_READWRITE), S_OK);
    assert_true(lists(data, PR_IMPORTANCE)); /* which changes nothing */
    assert_hr(data->lpVtbl->GetIDsFromNames(data, 1, &names, MAPI_CREATE, &tags),
              MAPI_E_NO_SUPPORT);
    tags = TAGS(1, PROP_TAG(PT_LONG, 0x8000));
    assert_hr(data->lpVtbl->GetNamesFromIDs(data, &tags, NULL, 0, &n, &got), MAPI_E_NO_SUPPORT);
    com_release(&data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_error_in_place_of_a_value_is_the_answer),
        TEST(a_problem_with_a_value_is_the_answer),
        TEST(an_object_that_cannot_list_has_nothing),
        TEST(the_first_that_fits_is_found),
        TEST(unknown_types_are_refused),
        TEST(a_block_keeps_its_order_and_can_be_moved),
        TEST(an_expression_matches_nothing),
        TEST(objects_are_told_and_names_are_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
