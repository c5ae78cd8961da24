/*
 * roster.h - the services and providers of a profile, in profile order
 *
 * The root section lists all services (PR_SERVICES) and providers by kind (PR_STORE_PROVIDERS,
 * PR_AB_PROVIDERS, PR_TRANSPORT_PROVIDERS, PR_FILTERING_HOOKS); a service's section lists its own
 * in the same tags and its extra sections in PR_SERVICE_EXTRA_UIDS; a provider's section names its
 * service in PR_SERVICE_UID. Entries whose section is missing or unreadable are passed over, and
 * stay in the lists.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "profile/hive.h"
#include "profile/section.h"

struct service {
    MAPIUID uid;
    const WCHAR *name;          /* PR_SERVICE_NAME: its section in mapisvc.inf */
    const WCHAR *display;       /* PR_DISPLAY_NAME; the name when there is none */
    const WCHAR *dll,
        *entry; /* PR_SERVICE_DLL_NAME, PR_SERVICE_ENTRY_NAME as stored; NULL: has no entry point */
    ULONG flags;                /* PR_RESOURCE_FLAGS: SERVICE_... */
};
struct provider {
    MAPIUID uid;                /* its section, PR_PROVIDER_UID */
    MAPIUID service;            /* zero: none (made for a store opened by entry ID) */
    ULONG type;                 /* MAPI_STORE_PROVIDER, MAPI_AB_PROVIDER, MAPI_TRANSPORT_PROVIDER,
                                   MAPI_HOOK_PROVIDER... */
    ULONG flags;                /* PR_RESOURCE_FLAGS: STATUS_... */
    ULONG inf_flags; /* ... as mapisvc.inf gave them, which says what it is able to be; flags where
                        unknown */
    ULONG ordinal;              /* PR_PROVIDER_ORDINAL: place among those of its type */
    const WCHAR *dll;           /* PR_PROVIDER_DLL_NAME as stored ("omlocal.dll"), NULL: none */
    const WCHAR *display;       /* PR_DISPLAY_NAME, never NULL */
    const WCHAR *provider_display; /* PR_PROVIDER_DISPLAY, never NULL */
    const WCHAR *service_name;  /* PR_SERVICE_NAME of its service, never NULL */
};

/* One allocation each; 0 entries is S_OK. MAPI_E_NOT_FOUND: the profile is gone.
 * MAPI_E_CORRUPT_DATA: its list is. */
HRESULT roster_services(struct profile *profile, struct service **out, ULONG *count);
/* type 0: all types (stores, address books, transports, hooks, others); service NULL: all services.
 */
HRESULT roster_providers(struct profile *profile, ULONG type, const MAPIUID *service,
                         struct provider **out, ULONG *count);
/* One of them, one allocation. MAPI_E_NOT_FOUND: not in the profile's lists. */
HRESULT roster_service(struct profile *profile, const MAPIUID *uid, struct service **out);
HRESULT roster_provider(struct profile *profile, const MAPIUID *uid, struct provider **out);
/* The service that uid belongs to: as service, provider or extra section. MAPI_E_NOT_FOUND */
HRESULT roster_owner(struct profile *profile, const MAPIUID *uid, MAPIUID *service,
                     bool *is_provider);
HRESULT roster_extra(struct profile *profile, const MAPIUID *service, MAPIUID **out, ULONG *count);

/* The first store in profile order with STATUS_DEFAULT_STORE and without STATUS_NO_DEFAULT_STORE.
 * MAPI_E_NOT_FOUND */
HRESULT roster_default_store(struct profile *profile, MAPIUID *out);
/* NULL: none. Moves STATUS_DEFAULT_STORE and SERVICE_DEFAULT_STORE. MAPI_E_NOT_FOUND,
 * MAPI_E_NO_SUPPORT (may not be) */
HRESULT roster_set_default_store(struct profile *profile, const MAPIUID *provider);

/* NULL: nobody. chosen is a service, or one of its providers; STATUS_PRIMARY_IDENTITY goes to the
 * service's providers that may have it (to that one only), SERVICE_PRIMARY_IDENTITY to the service;
 * both go from all others. MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS (SERVICE_NO_PRIMARY_IDENTITY) */
HRESULT roster_set_identity(struct profile *profile, const MAPIUID *chosen);
/* After services came or went: the first service that can supply the identity does, by its first
 * provider that can, unless another one has it (2.4-52, 2.4-53). */
HRESULT roster_settle_identity(struct profile *profile);
/* Kept in a provider's section when it is made: its PR_RESOURCE_FLAGS as they were. Ours alone. */
#define PR_ROSTER_INF_FLAGS PROP_TAG(PT_LONG, 0x3DFE)

/* The tag of the list that providers of the type are in, in the root's and their service's section.
 */
ULONG roster_list_of(ULONG type);
/* Lists a section that is already written. Adding twice is once. */
HRESULT roster_add_service(struct profile *profile, const MAPIUID *uid);
HRESULT roster_add_provider(struct profile *profile, const MAPIUID *service, const MAPIUID *uid,
                            ULONG type);
HRESULT roster_add_extra(struct profile *profile, const MAPIUID *service, const MAPIUID *uid);
/* Out of the lists and the section deleted, at once or with its last user (section_delete).
 * MAPI_E_NOT_FOUND */
HRESULT roster_remove_provider(struct profile *profile, const MAPIUID *uid);
/* ... with all its providers and extra sections. */
HRESULT roster_remove_service(struct profile *profile, const MAPIUID *uid);
/* All the transports of the profile in a new order. MAPI_E_BUSY (other count), MAPI_E_NOT_FOUND
 * (not a transport) */
HRESULT roster_order_transports(struct profile *profile, const MAPIUID *uids, ULONG count);
