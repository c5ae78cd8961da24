/*
 * nonspace.c - characters without their nonspacing marks (FL_IGNORENONSPACE)
 */
#include "common/text/nonspace.h"
#include <stddef.h>

struct nonspace_run {
    uint32_t first, last;
    uint32_t base; /* 0: these are marks */
};
#include "nonspace_table.h"

uint32_t nonspace_strip(uint32_t c)
{
    size_t low = 0, high = sizeof(nonspace_runs) / sizeof(nonspace_runs[0]);

    while (c >= 0x80 && low < high) {
        size_t mid = (low + high) / 2;
        const struct nonspace_run *run = &nonspace_runs[mid];

        if (c < run->first)
            high = mid;
        else if (c > run->last)
            low = mid + 1;
        else
            return run->base ? run->base : NONSPACE_MARK;
    }
    return c;
}
