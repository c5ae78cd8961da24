/*
 * indicator.h - a progress object that remembers what it was told, and may say that it has seen
 * enough
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct indicator {
    IMAPIProgress IMAPIProgress_iface;
    LONG refs;
    ULONG min, max, flags;              /* as SetLimits left them */
    ULONG calls, value, count, total;   /* of Progress, and the last of them */
    ULONG cancel_at;     /* from this call on the answer is MAPI_E_USER_CANCEL; 0: never */
    ULONG limits, inner; /* calls of SetLimits, those of them without MAPI_TOP_LEVEL */
    ULONG outside;                      /* values beyond the global limits */
    bool sinks;                         /* it went back */
    void (*shown)(struct indicator *it); /* after each Progress; may be NULL */
    void *context;                      /* the test's own */
};

/* As a client makes it: MAPI_TOP_LEVEL, 1, 1000 are usual. */
struct indicator new_indicator(ULONG flags, ULONG min, ULONG max);
