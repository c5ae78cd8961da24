/*
 * instances.c - what a view is made of: rows, each as often as its multivalued columns have values
 */
#include "table/instances.h"
#include <string.h>
#include "base/error.h"
#include "mapitags.h"
#include "prop/ptype.h"
#include "prop/pval.h"

#define MAX_INSTANCES 0x10000

HRESULT instances_add(struct instances *instances, ULONG tag)
{
    if (!(PROP_TYPE(tag) & MV_INSTANCE)) return S_OK;
    for (ULONG i = 0; i < instances->count; i++)
        if (PROP_ID(instances->tags[i]) == PROP_ID(tag)) return S_OK;
    if (instances->count == MAX_INSTANCE_TAGS) return FAIL(MAPI_E_TOO_COMPLEX);
    instances->tags[instances->count++] = tag;
    return S_OK;
}

bool instances_equal(const struct instances *a, const struct instances *b)
{
    return a->count == b->count && !memcmp(a->tags, b->tags, a->count * sizeof(a->tags[0]));
}

/* The whole multivalued property behind an MVI tag. */
static const SPropValue *many_values(const struct row *row, ULONG tag)
{
    return row_find(row, tag & ~(ULONG)MV_INSTANCE);
}

static ULONG values_in(const struct row *row, ULONG tag)
{
    const SPropValue *many = many_values(row, tag);

    return many && pval_elements(many) ? pval_elements(many) : 1;
}

ULONG instances_of(const struct instances *instances, const struct row *row)
{
    ULONG product = 1;

    for (ULONG i = 0; i < instances->count; i++) {
        ULONG n = values_in(row, instances->tags[i]);

        if (n > MAX_INSTANCES / product) return MAX_INSTANCES;
        product *= n;
    }
    return product;
}

/* Instances are numbered so that the first column's values change fastest. */
static const SPropValue *instance_value(const struct instances *instances, const struct item *item,
                                        ULONG tag, struct item_scratch *scratch)
{
    const SPropValue *many = many_values(item->row, tag);
    ULONG rest = item_instance(item);

    if (!many)
        return row_find(item->row,
                        tag & ~(ULONG)MVI_FLAG); /* MVI_PROP of a single value means nothing */
    for (ULONG i = 0; i < instances->count; i++) {
        ULONG n = values_in(item->row, instances->tags[i]);

        if (PROP_ID(instances->tags[i]) == PROP_ID(tag)) {
            if (!pval_elements(many)) return NULL;
            scratch->value = pval_element(many, rest % n);
            return &scratch->value;
        }
        rest /= n;
    }
    return many; /* not one of the view's columns: all values */
}

static const SPropValue *made_up_key(const struct item *item, struct item_scratch *scratch)
{
    ULONG instance = item_instance(item);

    memcpy(scratch->key, &item->row->id, sizeof(item->row->id));
    memcpy(scratch->key + 8, &instance, sizeof(instance));
    memcpy(scratch->key + 12, "row", 4);
    scratch->value = pval_binary(PR_INSTANCE_KEY, sizeof(scratch->key), scratch->key);
    return &scratch->value;
}

const SPropValue *item_value(const struct instances *instances, const struct item *item, ULONG tag,
                             struct item_scratch *scratch)
{
    const SPropValue *value;

    if (PROP_TYPE(tag) & MV_INSTANCE) return instance_value(instances, item, tag, scratch);
    if (PROP_ID(tag) != PROP_ID(PR_INSTANCE_KEY)) return row_find(item->row, tag);
    value = row_find(item->row, tag);
    if (value && !instances->count) return value;
    if (PROP_TYPE(tag) != PT_BINARY && PROP_TYPE(tag) != PT_UNSPECIFIED) return NULL;
    return made_up_key(item, scratch);
}
