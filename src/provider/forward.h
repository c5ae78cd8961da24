/*
 * forward.h - advises of a client that went on to the provider an entry ID belongs to
 */
#pragma once
#include "mapidefs.h"
#include "base/list.h"
#include "base/lock.h"
#include "provider/router.h"

struct forwards {
    struct lock lock; /* RANK_OBJECT */
    struct list list;
    bool ended;
};
void forwards_init(struct forwards *forwards);
/* Unadvises all there are, with patience for each provider (patience.h), and whatever a provider
 * answers to later. */
void forwards_end(struct forwards *forwards);
/* ... and nobody uses it any more. Safe when it was never made. */
void forwards_destroy(struct forwards *forwards);
/*
 * IMAPISession::Advise and IAddrBook::Advise with an entry ID.
 * connection  never 0; advise_connection's, so that it differs from any advise_list's
 * Errors  MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID (nobody's), MAPI_E_INVALID_OBJECT (ended
 *         meanwhile), the provider's (MAPI_E_NO_SUPPORT)
 */
HRESULT forward_advise(struct forwards *forwards, struct router *router, ULONG cb,
                       const ENTRYID *eid, ULONG mask, IMAPIAdviseSink *sink,
                       ULONG_PTR *connection);
/* MAPI_E_NOT_FOUND: not one of these. */
HRESULT forward_unadvise(struct forwards *forwards, ULONG_PTR connection);
