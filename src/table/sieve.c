/*
 * sieve.c - rows that a restriction surely doesn't let through, told at a glance
 */
#include "table/sieve.h"
#include "mapitags.h"
#include "prop/pval.h"
#include "prop/restrict.h"

static bool is_number(ULONG type)
{
    return type == PT_LONG || type == PT_I2 || type == PT_BOOLEAN || type == PT_SYSTIME ||
           type == PT_I8;
}

static void add_test(struct sieve *sieve, const SPropertyRestriction *r)
{
    if (sieve->count == sizeof(sieve->tests) / sizeof(sieve->tests[0])) return;
    if (!is_number(PROP_TYPE(r->ulPropTag)) ||
        PROP_TYPE(r->lpProp->ulPropTag) != PROP_TYPE(r->ulPropTag))
        return;
    if (r->relop > RELOP_NE) return;
    sieve->tests[sieve->count++] = (struct sieve_test){r->ulPropTag, r->relop, r->lpProp, 0};
}

void sieve_make(struct sieve *sieve, const SRestriction *restriction)
{
    sieve->count = 0;
    if (!restriction) return;
    if (restriction->rt == RES_PROPERTY) add_test(sieve, &restriction->res.resProperty);
    if (restriction->rt != RES_AND) return;
    for (ULONG i = 0; i < restriction->res.resAnd.cRes; i++)
        if (restriction->res.resAnd.lpRes[i].rt == RES_PROPERTY)
            add_test(sieve, &restriction->res.resAnd.lpRes[i].res.resProperty);
}

static bool fails(ULONG relop, LONGLONG x, LONGLONG y)
{
    /* clang-format off */
    switch (relop) {
    case RELOP_LT: return x >= y;
    case RELOP_LE: return x > y;
    case RELOP_GT: return x <= y;
    case RELOP_GE: return x < y;
    case RELOP_EQ: return x != y;
    default:       return x == y;
    }
    /* clang-format on */
}

bool sieve_rejects(struct sieve *sieve, const struct row *row)
{
    for (ULONG i = 0; i < sieve->count; i++) {
        struct sieve_test *test = &sieve->tests[i];
        const SPropValue *value = row_value_near(row, test->tag, &test->at);

        if (!value) continue;
        if (PROP_TYPE(test->tag) == PT_LONG
                ? fails(test->relop, value->Value.l, test->constant->Value.l)
                : fails(test->relop, pval_compare(value, test->constant), 0))
            return true;
    }
    return false;
}
