/*
 * sieve.h - rows that a restriction surely doesn't let through, told at a glance
 *
 * Most rows of a table fail most restrictions by one number. A sieve looks at such numbers alone;
 * what falls through is still to be matched.
 */
#pragma once
#include "table/rows.h"

struct sieve_test {
    ULONG tag, relop;
    const SPropValue *constant; /* borrowed from the restriction */
    ULONG at;                   /* where rows had the value last */
};
struct sieve {
    ULONG count;
    struct sieve_test tests[4];
};

/* What restriction (NULL: nothing), which restrict_check has found good, asks of numbers in each
 * case. */
void sieve_make(struct sieve *sieve, const SRestriction *restriction);
bool sieve_rejects(struct sieve *sieve, const struct row *row);
enum { SIEVE_AHEAD = 8 }; /* how many rows before it is asked about one is announced */
/* A row that will be asked about soon: a walk over many that lie anywhere in memory would wait for
 * each. */
static inline void sieve_expect(const struct sieve *sieve, const struct row *row)
{
    __builtin_prefetch(&row->count);
    for (ULONG i = 0; i < sieve->count; i++)
        __builtin_prefetch(&row->values[sieve->tests[i].at]);
}
