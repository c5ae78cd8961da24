/*
 * sheet_values.c - the properties behind a property sheet
 */
#include "ui/sheet_values.h"
#include "mapitags.h"
#include "mapicode.h"
#include "base/array.h"
#include "base/error.h"
#include "prop/ptag.h"
#include "prop/pval.h"

void sheet_values_drop(struct sheet_values *values)
{
    for (size_t i = 0; i < values->count; i++)
        mem_free(values->data[i].value);
    ARRAY_DROP(values);
}

HRESULT sheet_values_add(struct sheet_values *values, ULONG tag, size_t *number)
{
    struct sheet_value *place;

    for (*number = 0; *number < values->count; ++*number)
        if (values->data[*number].tag == tag) return S_OK;
    place = ARRAY_PUSH(values);
    if (!place) return MAPI_E_NOT_ENOUGH_MEMORY;
    *place = (struct sheet_value){.tag = tag};
    return S_OK;
}

/* A copy on a root of its own, text in the type given. */
static HRESULT copy_as(const SPropValue *value, ULONG type, SPropValue **out)
{
    AUTO_FREE SPropValue *copy = mem_zero(sizeof(*copy));
    HRESULT hr;

    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = pval_as(value, type, copy, copy);
    if (SUCCEEDED(hr)) *out = TAKE(copy);
    return hr;
}

static HRESULT take(struct sheet_value *place, const SPropValue *given)
{
    SPropValue *value = NULL;
    HRESULT hr = S_OK;

    if (given && ptag_fits(place->tag, given->ulPropTag) && pval_valid(given))
        hr = copy_as(given, PT_UNICODE, &value);
    mem_free(place->value);
    place->value = value;
    place->changed = false;
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}

HRESULT sheet_ask(IMAPIProp *object, const SPropTagArray *tags, SPropValue **out)
{
    const ULONG widths[] = {MAPI_UNICODE, 0};
    HRESULT hr = MAPI_E_BAD_CHARWIDTH;

    for (int i = 0; i < 2 && hr == MAPI_E_BAD_CHARWIDTH; i++) {
        ULONG n = 0;

        *out = NULL;
        hr = object->lpVtbl->GetProps(object, (SPropTagArray *)tags, widths[i], &n, out);
        hr = pval_given(hr, tags->cValues, n, out);
    }
    return hr;
}

HRESULT sheet_values_read(struct sheet_values *values, size_t first, size_t count)
{
    AUTO_FREE SPropTagArray *tags = NULL;
    AUTO_FREE SPropValue *given = NULL;
    HRESULT hr;

    if (!count) return S_OK;
    tags = ptag_new_array((ULONG)count, NULL);
    if (!tags) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < count; i++)
        tags->aulPropTag[i] = values->data[first + i].tag;
    hr = sheet_ask(values->object, tags, &given);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    hr = S_OK;
    for (size_t i = 0; i < count && SUCCEEDED(hr); i++)
        hr = take(&values->data[first + i], given ? &given[i] : NULL);
    return hr;
}

/* ---- writing ---- */

static SCODE failure(SCODE code)
{
    return FAILED(code) ? code : MAPI_E_CALL_FAILED;
}

/* The tag to write it by: where any type will do, its own. */
static ULONG written_tag(const struct sheet_value *from, const SPropValue *value)
{
    return PROP_TYPE(from->tag) == PT_UNSPECIFIED ? value->ulPropTag : from->tag;
}

/* What SetProps said of each of n values: codes[i] is S_OK or its problem. */
static HRESULT set_props(IMAPIProp *object, ULONG n, SPropValue *props, SCODE *codes)
{
    AUTO_FREE SPropProblemArray *problems = NULL;
    HRESULT hr = object->lpVtbl->SetProps(object, n, props, &problems);

    if (FAILED(hr)) problems = NULL; /* whatever was left there */
    for (ULONG i = 0; i < n; i++)
        codes[i] = FAILED(hr) ? hr : S_OK;
    for (ULONG i = 0; SUCCEEDED(hr) && problems && i < problems->cProblem; i++)
        if (problems->aProblem[i].ulIndex < n)
            codes[problems->aProblem[i].ulIndex] = failure(problems->aProblem[i].scode);
    return FAILED(hr) ? hr : S_OK;
}

/* The values that have changed, in their properties' own types, on one root; places: which. */
static HRESULT gather(const struct sheet_values *values, SPropValue *props, size_t *places,
                      void *root, ULONG *n)
{
    HRESULT hr = S_OK;

    *n = 0;
    for (size_t i = 0; i < values->count && SUCCEEDED(hr); i++) {
        const struct sheet_value *from = &values->data[i];

        if (!from->changed) continue;
        hr = pval_as(from->value, PROP_TYPE(from->tag), root, &props[*n]);
        props[*n].ulPropTag = written_tag(from, from->value);
        places[(*n)++] = i;
    }
    return hr;
}

HRESULT sheet_values_write(struct sheet_values *values, size_t *number)
{
    AUTO_FREE SPropValue *props = mem_array(values->count + 1, sizeof(*props));
    AUTO_FREE size_t *places = mem_array(values->count + 1, sizeof(*places));
    AUTO_FREE SCODE *codes = mem_array(values->count + 1, sizeof(*codes));
    ULONG n;
    HRESULT hr;

    *number = values->count;
    if (!props || !places || !codes) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = gather(values, props, places, props, &n);
    if (FAILED(hr) || !n) return hr;
    hr = set_props(values->object, n, props, codes);
    for (ULONG i = 0; i < n; i++) {
        if (FAILED(codes[i])) {
            if (*number == values->count && SUCCEEDED(hr)) *number = places[i];
            continue;
        }
        values->data[places[i]].changed = false;
        values->written = true;
    }
    if (FAILED(hr) || *number == values->count) return hr;
    for (ULONG i = 0; i < n; i++)
        if (places[i] == *number) return codes[i];
    return hr;
}

/* This one alone, whatever else has changed. */
static HRESULT write_one(struct sheet_values *values, struct sheet_value *place)
{
    AUTO_FREE SPropValue *prop = NULL;
    SCODE code = S_OK;
    HRESULT hr = copy_as(place->value, PROP_TYPE(place->tag), &prop);

    if (FAILED(hr)) return hr;
    prop->ulPropTag = written_tag(place, prop);
    hr = set_props(values->object, 1, prop, &code);
    if (SUCCEEDED(hr)) hr = code;
    if (FAILED(hr)) return hr;
    place->changed = false;
    values->written = true;
    return S_OK;
}

HRESULT sheet_values_set(struct sheet_values *values, size_t number, const SPropValue *value,
                         bool at_once)
{
    struct sheet_value *place = &values->data[number];
    struct sheet_value before = *place;
    HRESULT hr;

    if (!ptag_fits(place->tag, value->ulPropTag) || !pval_valid(value))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    if (before.value && pval_equal(before.value, value))
        return at_once && before.changed ? write_one(values, place) : S_OK;
    place->value = NULL;
    hr = copy_as(value, PT_UNICODE, &place->value);
    place->changed = true;
    if (SUCCEEDED(hr) && at_once) hr = write_one(values, place);
    if (FAILED(hr)) {
        mem_free(place->value);
        *place = before;
    } else mem_free(before.value);
    return hr;
}
