/*
 * shares.h - which of a message's recipients are still to be sent to, and which transport has them
 *
 * A message that waits has PR_RESPONSIBILITY TRUE on recipients that were sent to, FALSE on the
 * others. While a transport has the message, those that are another's are TRUE, too; a mark of ours
 * in their rows says that they are not done, so that a transport that saves the message, or a
 * process that dies, loses none. The mark also names the transports that left a recipient.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapidefs.h"
#include "spool/assign.h"

/* In a recipient's row; ours alone, and nothing to who reads it in another submission. */
#define PR_SPOOL_SHARE PROP_TAG(PT_BINARY, 0x67F0)

enum {
    SHARES_MOST_CARRIERS = 32 /* bits of a share's mask */
};

struct share {
    LONG row_id;
    bool pending;  /* not sent to yet */
    bool sent;     /* a transport took it, in this submission */
    uint32_t left; /* the transports that have left it, as bits */
    ULONG carrier; /* whose it is now, as index; ASSIGN_NOBODY */
};

/* The submission, and the transports that there are for it. */
struct shares_of {
    uint64_t submitted; /* PR_CLIENT_SUBMIT_TIME: a message sent once more begins anew */
    ULONG n_carriers;
    MAPIUID sections[SHARES_MOST_CARRIERS]; /* by index */
};

struct shares {
    const struct shares_of *of; /* borrowed */
    SRowSet *rows;              /* owned: all that the recipients have */
    struct share *each;         /* owned: as many */
};

/* Errors  the message's. shares is to be dropped, filled or not. */
HRESULT shares_read(IMessage *message, const struct shares_of *of, struct shares *shares);
void shares_drop(struct shares *shares);
void shares_cleanup(struct shares *shares);
#define AUTO_SHARES __attribute__((cleanup(shares_cleanup)))

/* Says whose each pending recipient is: types as assign_next has them, of each carrier. */
void shares_assign(struct shares *shares, const struct address_types *const *types);
bool shares_has(const struct shares *shares, ULONG carrier); /* ... any pending one */
bool shares_any_sent(const struct shares *shares);
ULONG shares_pending(const struct shares *shares);

/* Makes the open message one for that transport (contracts 8.4-06); nothing is saved. */
HRESULT shares_hand_over(struct shares *shares, IMessage *message, ULONG carrier);
/*
 * After it: what the transport left in the open message becomes that of one that waits; saved by
 * the caller.
 *
 * before   as handed over
 * left     those that it didn't take are the next transport's
 * pending  how many are not sent to yet
 * Errors   the message's
 */
HRESULT shares_settle(const struct shares *before, IMessage *message, ULONG carrier, bool left,
                      ULONG *pending);
/* Entries for a report of those that nobody takes; NULL: there is none. */
HRESULT shares_untaken(const struct shares *shares, ADRLIST **out);
/* That report is made: nothing more is to be done for them; saved by the caller. */
HRESULT shares_give_up(const struct shares *shares, IMessage *message);
