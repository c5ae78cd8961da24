/*
 * kept.h - what a session keeps open at one of its providers, and closes before that is logged off
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "base/list.h"

struct logon;

/* Embedded in what is kept; the logon lends it a reference of the maker's from kept_add to end. */
struct kept {
    struct list link; /* in logon->kept, under the router's lock */
    /* Closes it, while the provider can still be called; once, without a lock, on any thread. */
    void (*end)(struct kept *kept);
};

/* MAPI_E_INVALID_OBJECT: the logon has ended, and end won't be called. */
HRESULT kept_add(struct logon *logon, struct kept *kept);
/* It is kept no longer. False: it has been ended, or is being. */
bool kept_remove(struct logon *logon, struct kept *kept);
/* Before the provider's log-off: ends all, the last one first. */
void kept_end_all(struct logon *logon);
