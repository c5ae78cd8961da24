/*
 * advise.h - registrations of sinks with one source of events, each call to a sink made without a
 * lock
 *
 * A source (a table view, a session, a key of the hub) embeds a struct advise_list. Posting copies
 * the batch once, and queues it once for each thread that must run sinks of the list; a sink is
 * never called before the post returns, but for those registered with NOTIFY_SYNC.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "base/lock.h"
#include "base/list.h"

struct delivery;
struct roster;

struct advise_list {
    struct lock lock;
    struct list advises;
    LONG count;            /* read without the lock to skip work when nobody listens */
    struct roster *roster; /* of all advises, under the lock; NULL: to be made with the next post */
    bool ended;            /* by advise_list_end; under the lock */
};

/* rank: of the lock inside; RANK_HUB unless the owner needs another. */
void advise_list_init(struct advise_list *list, enum lock_rank rank);
/* Cancels all, releases the sinks. */
void advise_list_destroy(struct advise_list *list);
/* Ends all registrations; what has been posted to them before is still delivered, and a sink is
 * released after its last call. */
void advise_list_retire(struct advise_list *list);
/* Ends all registrations of a list that others may be using: what has been posted isn't delivered
 * any more, and who comes later is refused with MAPI_E_INVALID_OBJECT. It is to be destroyed all
 * the same. */
void advise_list_end(struct advise_list *list);
bool advise_list_empty(const struct advise_list *list);

/*
 * Registers sink (one reference of our own) for the events in mask.
 * flags       NOTIFY_SYNC or 0
 * connection  never 0, unique in the process
 * Errors      MAPI_E_INVALID_PARAMETER (no sink, no connection), MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT advise_list_add(struct advise_list *list, ULONG mask, IMAPIAdviseSink *sink, ULONG flags,
                        ULONG_PTR *connection);
/* Ends one; its sink is released now, or when a call that runs on another thread returns. After
 * this no call starts.
 * Errors: MAPI_E_NOT_FOUND */
HRESULT advise_list_remove(struct advise_list *list, ULONG_PTR connection);
/*
 * Tells everyone whose mask has the event.
 * batch     copied, once: sinks must not change what they are shown (6.12-03)
 * flags     MAPI_UNICODE as in IMAPISupport::Notify
 * canceled  may be NULL; set when a NOTIFY_SYNC sink answered CALLBACK_DISCONTINUE (who was
 *           registered later isn't told then)
 * Errors    MAPI_E_INVALID_PARAMETER (unknown event; nobody was told), MAPI_E_NOT_ENOUGH_MEMORY
 *           (nobody was told, or the sinks of some threads were)
 */
HRESULT advise_list_post(struct advise_list *list, ULONG count, const NOTIFICATION *batch,
                         ULONG flags, bool *canceled);

/* The same for who wants to know when it has been delivered. Whom an error keeps from being told
 * isn't waited for. */
HRESULT advise_list_deliver(struct advise_list *list, ULONG count, const NOTIFICATION *batch,
                            ULONG flags, struct delivery *delivery);

/* The number of a new registration of any kind: never 0, unique in the process, and of 32 bits, as
 * clients keep it. */
ULONG_PTR advise_connection(void);
