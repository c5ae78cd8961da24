/*
 * logon_own.h - the steps of a log-on, as logon.c and transport.c take them
 */
#pragma once
#include "provider/logon.h"

/*
 * A logon in its first state with one reference, and a support object for it.
 * Errors  MAPI_E_INVALID_OBJECT (too late for one of its type), MAPI_E_NOT_ENOUGH_MEMORY,
 *         profile_use's
 */
HRESULT logon_begin(struct router *router, struct served *served, const struct provider *row,
                    bool temporary, struct logon **out, IMAPISupport **support);
/* The provider has given its object: the logon is one of the router's. MAPI_E_INVALID_OBJECT: the
 * session has ended meanwhile, and it is logged off (contracts 5.6-10). */
HRESULT logon_activate(struct logon *logon, struct served *served);
/* The profile's name as an old provider expects it; wide, and *flags says so, when ANSI can't hold
 * it. */
HRESULT logon_profile_name(struct profile *profile, ULONG *flags, void **out);
/* After a log-on's failure: the service's entry point was asked, and there is hope (5.5-03). */
bool logon_configured(struct router *router, const struct provider *row, ULONG_PTR ui, bool may_ask,
                      HRESULT hr);
/* Contracts 5.5-05, 5.5-06: after most failures the service is not asked again in this session.
 * Gives hr. */
HRESULT logon_judge(struct router *router, const struct provider *row, HRESULT hr);
