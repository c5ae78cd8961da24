/*
 * props_count.c - one pattern of the property helpers as often as asked, for counting instructions
 *
 *     valgrind --tool=callgrind --callgrind-out-file=/dev/null bench_props_count "ScCountProps,
 * 100" 20
 *
 * Without arguments it names the patterns. tools/bench_props runs it twice and divides the
 * difference.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "props_work.h"

static const struct prop_functions ours = {
    MAPIAllocateBuffer, MAPIAllocateMore,  MAPIFreeBuffer, ScCountProps,  ScCopyProps,
    ScRelocProps,       ScDupPropset,      PropCopyMore,   UlPropSize,    LPropCompareProp,
    FPropCompareProp,   FPropContainsProp, PpropFindProp,  LpValFindProp, FEqualNames,
    FBadProp,           CreateIProp,       HrGetOneProp,   HrSetOneProp,
};

int main(int argc, char **argv)
{
    long times = argc == 3 ? atol(argv[2]) : 0;

    for (size_t i = 0; i < n_prop_patterns; i++) {
        const struct prop_pattern *p = &prop_patterns[i];

        if (argc == 1) puts(p->name);
        if (argc != 3 || strcmp(p->name, argv[1])) continue;
        if (p->prepare) p->prepare(&ours);
        while (times-- > 0)
            p->run(&ours);
        if (p->finish) p->finish(&ours);
        if (prop_failure) fprintf(stderr, "%s\n", prop_failure);
        return prop_failure != NULL;
    }
    return argc == 1 ? 0 : 2;
}
