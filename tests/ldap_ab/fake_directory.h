/*
 * fake_directory.h - a directory in this process that does as it is told
 */
#pragma once
#include "common/event.h"
#include "ldap_ab/directory.h"

enum fake_parts {
    PARTS_GOOD,
    PARTS_THE_SAME, /* the first one again and again */
    PARTS_MISSING,  /* none */
    PARTS_SHORT,    /* fewer values than it says */
};

/* The tree, and how its server behaves; zeroed it behaves well. */
extern struct fake_directory {
    HRESULT open, search; /* what its calls answer */
    struct event *silent; /* a search waits for it */
    int gone_after;       /* searches until it is gone; 0: never */
    const char *elsewhere; /* an entry that another server has: a referral */
    const char *hidden;    /* an entry that it doesn't show: nothing, and all is well */
    const char *swapped;   /* an entry in whose place it sends another */
    size_t crowd;          /* members that cn=all has besides; all are gone */
    uint64_t takes, passed; /* by the clock: a search, and all of them together (msec) */
    size_t part;           /* values that it sends at a time, 0: all (range=0-1499) */
    enum fake_parts parts; /* what it does when it is asked for another part */
    bool lies;            /* it sends what is elsewhere, also what nobody asked for */
    int opened, searched;
    char filter[4096]; /* of the last search */
} fake_directory;

extern const struct directory_ops fake_directory_ops;
