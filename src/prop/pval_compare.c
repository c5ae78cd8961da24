/*
 * pval_compare.c - which of two property values comes first
 */
#include "prop/pval.h"
#include "prop/ptype.h"
#include "prop/text_order.h"

#define ORDER(x, y) ((x) < (y) ? -1 : (x) > (y))

/* Two single values of alike types. */
static int compare_single(const SPropValue *a, const SPropValue *b, const struct ptype *type)
{
    ULONG type_a = PROP_TYPE(a->ulPropTag), type_b = PROP_TYPE(b->ulPropTag);

    if (type_a != type_b)
        return type_a == PT_UNICODE ? text_order_mixed(a->Value.lpszW, b->Value.lpszA)
                                    : -text_order_mixed(b->Value.lpszW, a->Value.lpszA);
    if (type->shape != PTYPE_FIXED) return type->compare(&a->Value, &b->Value);
    if (!a->Value.lpguid || !b->Value.lpguid) return ORDER(!!a->Value.lpguid, !!b->Value.lpguid);
    return type->compare(a->Value.lpguid, b->Value.lpguid);
}

int pval_compare_others(const SPropValue *a, const SPropValue *b)
{
    const struct ptype *type = ptype_of(a->ulPropTag);
    ULONG n_a, n_b;

    if (!ptype_alike(a->ulPropTag, b->ulPropTag))
        return ORDER(PROP_TYPE(a->ulPropTag), PROP_TYPE(b->ulPropTag));
    if (!type || !type->compare || (a->ulPropTag | b->ulPropTag) & MV_INSTANCE)
        return PTYPE_DIFFERENT;
    if (!ptype_is_many(a->ulPropTag)) return compare_single(a, b, type);

    n_a = pval_elements(a);
    n_b = pval_elements(b);
    for (ULONG i = 0; i < n_a && i < n_b; i++) {
        SPropValue x = pval_element(a, i), y = pval_element(b, i);
        int order = compare_single(&x, &y, type);

        if (order) return order;
    }
    return ORDER(n_a, n_b);
}
