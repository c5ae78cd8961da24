/*
 * fake_directory.h - a directory in this process that does as it is told
 */
#pragma once
#include "common/event.h"
#include "ldap_ab/directory.h"

/* The tree, and how its server behaves; zeroed it behaves well. */
extern struct fake_directory {
    HRESULT open, search; /* what its calls answer */
    struct event *silent; /* a search waits for it */
    int gone_after;       /* searches until it is gone; 0: never */
    const char *elsewhere; /* an entry that another server has: a referral */
    bool lies;            /* it sends what is elsewhere, also what nobody asked for */
    int opened, searched;
    char filter[4096]; /* of the last search */
} fake_directory;

extern const struct directory_ops fake_directory_ops;
