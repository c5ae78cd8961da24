/*
 * relop.h - whether an order of two values is what a restriction asks for
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/* order: below 0, 0, above 0, as of a comparison; relop: RELOP_LT to RELOP_NE */
static inline bool relop_satisfied(int order, ULONG relop)
{
    switch (relop) {
    case RELOP_LT:
        return order < 0;
    case RELOP_LE:
        return order <= 0;
    case RELOP_GT:
        return order > 0;
    case RELOP_GE:
        return order >= 0;
    case RELOP_EQ:
        return order == 0;
    }
    return order != 0;
}
