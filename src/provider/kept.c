/*
 * kept.c - what a session keeps open at a provider
 */
#include "provider/kept.h"
#include "base/error.h"
#include "provider/logon.h"
#include "provider/router_own.h"

HRESULT kept_add(struct logon *logon, struct kept *kept)
{
    LOCKED(&logon->router->lock);
    if (logon->state != LOGON_ACTIVE) return FAIL(MAPI_E_INVALID_OBJECT);
    list_append(&logon->kept, &kept->link);
    return S_OK;
}

bool kept_remove(struct logon *logon, struct kept *kept)
{
    bool there;

    LOCKED(&logon->router->lock);
    there = !list_empty(&kept->link);
    list_remove(&kept->link);
    return there;
}

static struct kept *take_last(struct logon *logon)
{
    struct list *link;

    LOCKED(&logon->router->lock);
    link = logon->kept.prev;
    if (link == &logon->kept) return NULL;
    list_remove(link);
    return LIST_ENTRY(link, struct kept, link);
}

void kept_end_all(struct logon *logon)
{
    struct kept *kept;

    while ((kept = take_last(logon)))
        kept->end(kept);
}
