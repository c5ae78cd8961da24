/*
 * tnef_batch.c - properties out of TNEF on their way to an object, many at a time
 *
 * Named ones are asked for together; what the object refuses goes to the problems, and the others
 * arrive all the same.
 */
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "msg/tnef_own.h"
#include "prop/ptag.h"
#include "prop/pval.h"

enum {
    MOST_VALUES = 256,
    MOST_BYTES = 1 << 20,
    MOST_KEPT = 1024
}; /* kept: while there is no object to give them to */

bool tnef_filter_has(const struct tnef_filter *filter, ULONG tag)
{
    if (filter->included) return ptag_has_id(filter->included, tag);
    return !filter->excluded || !ptag_has_id(filter->excluded, tag);
}

void *tnef_batch_root(struct tnef_batch *batch)
{
    if (!batch->root) batch->root = mem_zero(1);
    return batch->root;
}

static uint64_t bit_of(ULONG tag)
{
    return 1ull << (PROP_ID(tag) & 63);
}

const SPropValue *tnef_batch_find(const struct tnef_batch *batch, ULONG tag)
{
    if (!(batch->ids[PROP_ID(tag) >> 6 & 3] & bit_of(tag))) return NULL;
    for (size_t i = 0; i < batch->values.count; i++)
        if (!tnef_batch_name(batch, i) && PROP_ID(batch->values.data[i].ulPropTag) == PROP_ID(tag))
            return &batch->values.data[i];
    return NULL;
}

void tnef_batch_remove(struct tnef_batch *batch, ULONG tag)
{
    const SPropValue *value = tnef_batch_find(batch, tag);
    size_t i = value ? (size_t)(value - batch->values.data) : 0;

    if (!value) return;
    ARRAY_REMOVE(&batch->values, i);
    if (i < batch->names.count) ARRAY_REMOVE(&batch->names, i);
}

HRESULT tnef_batch_add(struct tnef_batch *batch, const SPropValue *value, MAPINAMEID *name)
{
    SPropValue *to = name ? NULL : (SPropValue *)tnef_batch_find(batch, value->ulPropTag);
    MAPINAMEID **named;

    if (!name && !tnef_filter_wants(batch->filter, value->ulPropTag)) return S_OK;
    if (!to && batch->values.count >= MOST_KEPT)
        return tnef_problem(batch->problems, batch->component, batch->attribute, value->ulPropTag,
                            MAPI_E_TOO_COMPLEX);
    while (name && batch->names.count <= batch->values.count) { /* those before it may have none */
        named = ARRAY_PUSH(&batch->names);
        if (!named) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        *named = NULL;
    }
    if (!to) to = ARRAY_PUSH(&batch->values);
    if (!to) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (name) batch->names.data[batch->values.count - 1] = name;
    *to = *value;
    if (!name) batch->ids[PROP_ID(value->ulPropTag) >> 6 & 3] |= bit_of(value->ulPropTag);
    batch->bytes += sizeof(*value);
    return S_OK;
}

HRESULT tnef_batch_text(struct tnef_batch *batch, ULONG tag, const WCHAR *text)
{
    SPropValue value = pval_text(tag, text);

    return tnef_batch_add(batch, &value, NULL);
}

HRESULT tnef_batch_long(struct tnef_batch *batch, ULONG tag, LONG v)
{
    SPropValue value = {.ulPropTag = tag};

    if (PROP_TYPE(tag) == PT_BOOLEAN) value.Value.b = v != 0;
    else value.Value.l = v;
    return tnef_batch_add(batch, &value, NULL);
}

HRESULT tnef_batch_bytes(struct tnef_batch *batch, ULONG tag, ULONG bytes, const void *data)
{
    SPropValue value = pval_binary(tag, bytes, data);

    return tnef_batch_add(batch, &value, NULL);
}

HRESULT tnef_batch_need(struct tnef_batch *batch)
{
    if (!batch->object && batch->make) return batch->make(batch->maker);
    return batch->object ? S_OK : S_FALSE;
}

bool tnef_batch_is_full(const struct tnef_batch *batch)
{
    return batch->values.count >= MOST_VALUES || batch->bytes >= MOST_BYTES;
}

static HRESULT refused(struct tnef_batch *batch, ULONG tag, SCODE code)
{
    return tnef_problem(batch->problems, batch->component, batch->attribute, tag, code);
}

/* ---- names ---- */

/* Their numbers from the object, put into the values' tags; 0: it has none for it. */
static HRESULT number(struct tnef_batch *batch, ULONG count, MAPINAMEID **names,
                      SPropValue **values)
{
    AUTO_FREE SPropTagArray *tags = NULL;
    HRESULT hr = com_given(
        batch->object->lpVtbl->GetIDsFromNames(batch->object, count, names, MAPI_CREATE, &tags),
        &tags);

    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    for (ULONG i = 0; i < count; i++) {
        bool found = SUCCEEDED(hr) && i < tags->cValues &&
                     PROP_TYPE(tags->aulPropTag[i]) != PT_ERROR &&
                     PROP_ID(tags->aulPropTag[i]) >= 0x8000;

        values[i]->ulPropTag =
            found ? CHANGE_PROP_TYPE(tags->aulPropTag[i], PROP_TYPE(values[i]->ulPropTag)) : 0;
    }
    return S_OK;
}

static HRESULT number_all(struct tnef_batch *batch)
{
    AUTO_FREE MAPINAMEID **names = mem_array(batch->values.count, sizeof(*names));
    AUTO_FREE SPropValue **values = mem_array(batch->values.count, sizeof(*values));
    AUTO_FREE ULONG *tags = mem_array(batch->values.count, sizeof(*tags));
    ULONG count = 0, missing = 0;
    HRESULT hr;

    if (!names || !values || !tags) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (size_t i = 0; i < batch->values.count; i++) {
        names[count] = tnef_batch_name(batch, i);
        if (!names[count]) continue;
        tags[count] = batch->values.data[i].ulPropTag;
        values[count++] = &batch->values.data[i];
    }
    if (!count) return S_OK;
    hr = number(batch, count, names, values);
    for (ULONG i = 0; i < count; i++)
        missing += !values[i]->ulPropTag;
    /* One name that the object doesn't take may have spoilt it for all. */
    for (ULONG i = 0; SUCCEEDED(hr) && missing == count && count > 1 && i < count; i++) {
        values[i]->ulPropTag = tags[i];
        hr = number(batch, 1, &names[i], &values[i]);
    }
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
        if (!values[i]->ulPropTag) hr = refused(batch, tags[i], MAPI_E_NO_SUPPORT);
    return hr;
}

ULONG tnef_batch_tag(struct tnef_batch *batch, ULONG tag, const MAPINAMEID *name, HRESULT *hr)
{
    MAPINAMEID *names = (MAPINAMEID *)name;
    SPropValue value = {.ulPropTag = tag}, *values = &value;

    *hr = S_OK;
    if (!name) return tag;
    *hr = number(batch, 1, &names, &values);
    if (SUCCEEDED(*hr) && !value.ulPropTag) *hr = refused(batch, tag, MAPI_E_NO_SUPPORT);
    return SUCCEEDED(*hr) ? value.ulPropTag : 0;
}

/* ---- to the object ---- */

static HRESULT set(struct tnef_batch *batch, ULONG count, SPropValue *values);

/* An object that has no Unicode gets what its code page can hold of the text. */
static HRESULT set_narrow(struct tnef_batch *batch, const SPropValue *value)
{
    AUTO_FREE void *root = mem_zero(1);
    SPropValue narrow;
    HRESULT hr = root ? pval_as(value, PT_STRING8, root, &narrow) : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    return SUCCEEDED(hr) ? set(batch, 1, &narrow) : hr;
}

static HRESULT answer(struct tnef_batch *batch, const SPropValue *value, SCODE code)
{
    ULONG type = PROP_TYPE(value->ulPropTag) & ~(ULONG)MV_FLAG;

    if (code == MAPI_E_BAD_CHARWIDTH && type == PT_UNICODE) return set_narrow(batch, value);
    /* the object has its own, as everywhere: entry IDs, sizes, times of change */
    if (code == MAPI_E_COMPUTED) return S_OK;
    return refused(batch, value->ulPropTag, code);
}

static HRESULT set(struct tnef_batch *batch, ULONG count, SPropValue *values)
{
    AUTO_FREE SPropProblemArray *problems = NULL;
    HRESULT hr;

    if (!count) return S_OK;
    hr = batch->object->lpVtbl->SetProps(batch->object, count, values, &problems);
    if (FAILED(hr)) problems = NULL;
    if (ends_all(hr)) return hr;
    if (FAILED(hr) && count == 1) return answer(batch, values, hr);
    if (FAILED(hr)) { /* one of them spoils it for all: one by one then */
        hr = S_OK;
        for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
            hr = set(batch, 1, &values[i]);
        return hr;
    }
    for (ULONG i = 0; problems && SUCCEEDED(hr) && i < problems->cProblem; i++)
        if (problems->aProblem[i].ulIndex < count)
            hr = answer(batch, &values[problems->aProblem[i].ulIndex], problems->aProblem[i].scode);
    return FAILED(hr) ? hr : S_OK;
}

/* Each property once: of two the later. What has no number goes, and named ones that nobody wants.
 */
static void tidy(struct tnef_batch *batch)
{
    size_t kept = 0;

    for (size_t i = 0; i < batch->values.count; i++) {
        const SPropValue *value = &batch->values.data[i];
        bool wanted = value->ulPropTag && (!tnef_batch_name(batch, i) ||
                                           tnef_filter_wants(batch->filter, value->ulPropTag));

        for (size_t j = i + 1; wanted && tnef_batch_name(batch, i) && j < batch->values.count; j++)
            wanted = PROP_ID(batch->values.data[j].ulPropTag) != PROP_ID(value->ulPropTag);
        if (wanted) batch->values.data[kept++] = *value;
    }
    batch->values.count = kept;
}

void tnef_batch_empty(struct tnef_batch *batch)
{
    batch->values.count = batch->names.count = 0;
    memset(batch->ids, 0, sizeof(batch->ids));
    batch->bytes = 0;
}

HRESULT tnef_batch_flush(struct tnef_batch *batch)
{
    HRESULT hr = S_OK;

    if (batch->names.count) hr = number_all(batch);
    if (SUCCEEDED(hr)) {
        if (batch->names.count) tidy(batch);
        hr = set(batch, (ULONG)batch->values.count, batch->values.data);
    }
    tnef_batch_empty(batch);
    mem_free(TAKE(batch->root));
    return hr;
}

void tnef_batch_drop(struct tnef_batch *batch)
{
    ARRAY_DROP(&batch->values);
    ARRAY_DROP(&batch->names);
    mem_free(TAKE(batch->root));
}
