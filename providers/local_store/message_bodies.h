/*
 * message_bodies.h - a message's text, RTF and HTML say the same
 *
 * Who writes one of PR_BODY, PR_RTF_COMPRESSED and PR_HTML since the last save makes the others
 * stale: they are made anew from it, or go. Who writes several means them all (a copy by streams
 * writes one after the other), and HTML or RTF counts as what PR_BODY is the text of. PR_BODY is
 * made of HTML or RTF, PR_HTML of RTF that was made of HTML; RTF of the others is made for who
 * asks, and not kept (body_rtf.c). Another PR_INTERNET_CPID is another PR_HTML. PR_BODY that
 * changes in white space only leaves the others alone. Sources: PR_RTF_IN_SYNC, "Supporting
 * Formatted Text: Message Store Responsibilities", PidTagNativeBody in MS-OXCMSG
 */
#pragma once
#include "common/sql/bag.h"
#include "common/sql/db.h"

struct message_bodies {
    struct value *saved[3]; /* as the last save, or our own conversion, left them: what differs was
                               written by a client */
    struct value *seen[3];  /* as the last message_bodies_settle left them */
    ULONG seen_code_page; /* PR_INTERNET_CPID then: HTML that is said to be in another one is other
                             HTML */
};

/* The bag is as it was saved. */
void message_bodies_begin(struct message_bodies *bodies, const struct bag *bag);
void message_bodies_clear(struct message_bodies *bodies);
/* Before a save, and before a client reads: the bag's bodies agree. Under the lock. Errors:
 * body_convert.h's; then it can be tried again. */
HRESULT message_bodies_settle(struct db *db, struct message_bodies *bodies, struct bag *bag);
/*
 * In a transaction, before bag is written as message id's, forced over another handle's save:
 * bodies that that one has replaced can't be had any more, and those it left don't go with the
 * others of bag. What a client has written to bag counts, without those that are gone; else the
 * row's bodies do, all of them.
 */
HRESULT message_bodies_keep(struct db *db, const struct message_bodies *bodies, int64_t id,
                            struct bag *bag);
/* Whether a tag is of those that message_bodies_settle may change. */
bool message_bodies_has(ULONG tag);
