/*
 * expect_props.c - what an object must tell of itself
 */
#include "local_store/expect_props.h"

HRESULT set_problem(void *object, SPropValue value)
{
    SPropProblemArray *problems = NULL;
    IMAPIProp *prop = object;
    HRESULT hr = prop->lpVtbl->SetProps(prop, 1, &value, &problems);

    if (SUCCEEDED(hr) && problems) hr = problems->aProblem[0].scode;
    FREE(problems);
    return hr;
}

bool is_listed(void *object, ULONG tag)
{
    IMAPIProp *prop = object;
    SPropTagArray *tags;
    bool there = false;

    ok_hr(prop->lpVtbl->GetPropList(prop, MAPI_UNICODE, &tags));
    for (ULONG i = 0; i < tags->cValues; i++)
        there |= tags->aulPropTag[i] == tag;
    FREE(tags);
    return there;
}

void expect_props(void *object, const ULONG *tags)
{
    for (; *tags; tags++) {
        SPropValue *value = get_prop(object, *tags);

        assert_int_equal(value->ulPropTag, *tags);
        if (PROP_TYPE(*tags) == PT_BINARY) assert_true(value->Value.bin.cb > 0);
        if (!is_listed(object, *tags)) fail_msg("%08x is not listed", *tags);
        FREE(value);
    }
}

void expect_same_bytes(void *a, ULONG a_tag, void *b, ULONG b_tag)
{
    SPropValue *one = get_prop(a, a_tag), *two = get_prop(b, b_tag);

    assert_int_equal(one->Value.bin.cb, two->Value.bin.cb);
    assert_memory_equal(one->Value.bin.lpb, two->Value.bin.lpb, one->Value.bin.cb);
    FREE(one);
    FREE(two);
}
