/*
 * defaults.h - the containers that are shown first, and written to: default directory and personal
 * address book
 */
#pragma once
#include "mapidefs.h"
#include "provider/router.h"

enum default_container {
    DEFAULT_DIR, /* PR_AB_DEFAULT_DIR */
    DEFAULT_PAB, /* PR_AB_DEFAULT_PAB */
};

/*
 * IAddrBook::GetDefaultDir, GetPAB: what was chosen, as long as it is there; else the first
 * container with names that isn't the personal address book, or that; the first one that can be
 * changed.
 * out     on a root of its own; NULL and 0: there is none
 */
HRESULT defaults_get(struct router *router, enum default_container which, ULONG *cb,
                     ENTRYID **out);
/*
 * IAddrBook::SetDefaultDir, SetPAB; in the profile at once.
 * Errors  those of opening it; MAPI_E_INVALID_ENTRYID (no container): what was chosen stays
 */
HRESULT defaults_set(struct router *router, enum default_container which, ULONG cb,
                     const ENTRYID *eid);

/* The section of the profile with the address book's own settings; flags SECTION_... */
struct section;
HRESULT defaults_section(struct router *router, ULONG how, struct section **out);
