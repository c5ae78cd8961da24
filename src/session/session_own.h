/*
 * session_own.h - the session object as its files share it
 */
#pragma once
#include "base/error.h"
#include "com/com.h"
#include "notify/advise.h"
#include "provider/forward.h"
#include "session/core.h"

struct session {
    struct com_object com;
    IMAPISession IMAPISession_iface;
    IMAPIClientShutdown IMAPIClientShutdown_iface;
    struct list link;      /* in core->members */
    struct core *core;     /* counted */
    bool joined;           /* still a member, under the core's lock */
    ULONG flags;           /* of its own logon: MAPI_NO_MAIL is each member's own */
    struct lock lock;      /* RANK_OBJECT: last */
    struct last_error last;
    struct advise_list advises; /* on the session itself */
    struct forwards forwards;   /* on entries, at their providers */
};

/* core: one reference is taken. last moves into the session. */
HRESULT session_create(struct core *core, ULONG flags, const struct last_error *last,
                       IMAPISession **out);
/* shared.c: the session is over, nobody joins it any more. */
void shared_withdraw(struct core *core);
