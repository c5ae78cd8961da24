/*
 * containers.h - the containers of all address book providers, as search path and defaults see them
 */
#pragma once
#include "ab/merged_table.h"

struct ab_container {
    SBinary eid;         /* never empty */
    ULONG flags;         /* PR_CONTAINER_FLAGS */
    ULONG display_type;  /* PR_DISPLAY_TYPE */
    const struct row *row;
};
/* Those of one merged table, in its order; what they point at lives as long as this. */
struct ab_containers {
    struct ab_container *list;
    size_t count;
    struct rows_entry *rows;
    size_t n_rows;
};
HRESULT ab_containers_read(struct router *router, enum merged_kind kind, struct ab_containers *out);
void ab_containers_drop(struct ab_containers *containers);
/* NULL: it isn't among them. */
const struct ab_container *ab_containers_find(const struct ab_containers *containers,
                                              const SBinary *eid);
/*
 * The contents table of a container or list in the width of *flags (MAPI_UNICODE or 0), or in the
 * other one, which *flags is then, where it knows no other.
 */
HRESULT ab_contents_open(IABContainer *container, ULONG *flags, IMAPITable **out);
/*
 * Opens one, wherever in the hierarchy it is.
 * Errors  the provider's; MAPI_E_INVALID_ENTRYID (that is no container)
 */
HRESULT ab_container_open(struct router *router, const SBinary *eid, ULONG flags,
                          IABContainer **out);
