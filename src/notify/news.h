/*
 * news.h - a batch of notifications that nobody changes any more, shared by all who are told
 */
#pragma once
#include <stdint.h>
#include "mapidefs.h"

struct roster;

struct news {
    LONG refs;
    ULONG events; /* the union of their types */
    ULONG count;
    NOTIFICATION *batch;     /* one linked allocation, owned */
    struct news_part *parts; /* what those hear who asked for some of the events; hang on batch */
};

/*
 * Copies what somebody on the roster hears of.
 * flags   MAPI_UNICODE as in IMAPISupport::Notify
 * out     one reference; NULL with S_OK: nobody hears of anything
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY; MAPI_E_INVALID_PARAMETER for an event type nobody knows
 */
HRESULT news_create(const struct roster *roster, ULONG count, const NOTIFICATION *batch,
                    ULONG flags, struct news **out);
void news_ref(struct news *news);
void news_unref(struct news *news);
/* Those in a mask of the roster that the news were made for; at least one of them is. */
NOTIFICATION *news_for(const struct news *news, ULONG mask, ULONG *count);
