/*
 * service_entry.h - a message service's entry point, loaded and called
 */
#pragma once
#include "mapidefs.h"
#include "mapispi.h"
#include "base/error.h"
#include "profile/roster.h"
#include "provider/router.h"

struct entry_call {
    const MAPIUID *service;
    ULONG context;       /* MSG_SERVICE_CREATE ... */
    ULONG flags; /* SERVICE_UI_..., MSG_SERVICE_UI_READ_ONLY, SERVICE_LOGON_FAILED, MAPI_UNICODE */
    ULONG_PTR ui;
    ULONG count;         /* MSG_SERVICE_CONFIGURE only */
    SPropValue *props;
};

/*
 * Calls it with a configuration support object and an IProviderAdmin of the service, which both end
 * with the call.
 * last    NULL, or gets what the entry's MAPIERROR says
 * Errors  what the entry answers, unchanged
 *         MAPI_E_NOT_FOUND        no such service
 *         MAPI_E_NOT_INITIALIZED  it has no entry point
 *         MAPI_E_CALL_FAILED      its DLL or the entry in it can't be found or loaded
 * Source  MSGSERVICEENTRY, IMsgServiceAdmin::ConfigureMsgService
 */
HRESULT service_entry_call(struct profile *profile, const struct provider_memory *memory,
                           const struct entry_call *call, struct last_error *last);
/* For an event that no service can stop (deleted, provider added or taken out): only a user's
 * cancel counts. */
HRESULT service_entry_tell(struct profile *profile, const struct provider_memory *memory,
                           const struct entry_call *call, struct last_error *last);

/* What of the flags of an admin method goes to an entry: nothing without leave to show something.
 */
#define ENTRY_FLAGS                                                                                \
    (SERVICE_UI_ALWAYS | SERVICE_UI_ALLOWED | UI_CURRENT_PROVIDER_FIRST |                          \
     MSG_SERVICE_UI_READ_ONLY | MAPI_UNICODE)
static inline ULONG service_entry_flags(ULONG flags)
{
    return flags & (SERVICE_UI_ALWAYS | SERVICE_UI_ALLOWED) ? flags & ENTRY_FLAGS : 0;
}
