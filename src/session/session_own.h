/*
 * session_own.h - the session object as its files share it
 */
#pragma once
#include "base/error.h"
#include "com/home.h"
#include "notify/advise.h"
#include "provider/forward.h"
#include "session/core.h"

struct session {
    struct com_object com;
    IMAPISession IMAPISession_iface;
    IMAPIClientShutdown IMAPIClientShutdown_iface;
    struct list link;  /* in core->members */
    struct core *core; /* counted */
    bool joined;       /* still a member, under the core's lock */
    ULONG flags;       /* of its own logon: MAPI_NO_MAIL is each member's own */
    struct lock lock;  /* RANK_OBJECT: last */
    struct last_error last;
    struct advise_list advises; /* on the session itself */
    struct com_home *home;      /* owned; what this member was given ends with it */
    struct farewell *farewell;  /* counted; under the core's lock, while somebody else ends it */
    struct forwards forwards; /* on entries, at their providers */
};

/* core: one reference is taken. last moves into the session. */
HRESULT session_create(struct core *core, ULONG flags, const struct last_error *last,
                       IMAPISession **out);
/* This member is off: its sinks are told, it answers MAPI_E_INVALID_OBJECT, and with the last one
 * all providers are logged off. Once; repeats do nothing. */
void session_leave(struct session *session);
/* Another part ends the session (ear.h): each member is told, and is over once told; nobody joins
 * it any more. Nothing is waited for. */
void session_force_all(struct core *core);
/* shared.c: the session is over, nobody joins it any more. */
void shared_withdraw(struct core *core);
/* session_mail.c: the transports are logged on, unless this member has no mail (MAPI_NO_MAIL): false
 * then. last: of those that failed. */
bool session_mail_start(struct session *session, struct last_error *last);
/* transports_enum_types of them; nothing in a session without mail. */
HRESULT session_mail_types(struct session *session, ULONG flags, struct last_error *last,
                           ULONG *count, LPTSTR **out);
/*
 * What a transport sets for the options of messages to an address type, where nobody else does.
 * type, flags   MAPI_UNICODE: its width, and that of out's texts
 * out     one allocation
 * Errors  MAPI_E_NOT_FOUND (none has options for it, or no mail), MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT session_mail_defaults(struct session *session, LPTSTR type, ULONG flags,
                              struct last_error *last, ULONG *count, SPropValue **out);
