/*
 * refinement.h - what is left of a restriction once a server has searched by its PR_ANR
 */
#pragma once
#include "common/platform.h"

struct refinement {
    const SRestriction *restriction; /* points into the caller's; NULL: all rows match */
    SRestriction all;                /* an AND without PR_ANR */
    SRestriction *parts;             /* malloc */
};

/*
 * PR_ANR means what the server found by it, so it is left out where it stands alone or in an AND.
 * Errors  MAPI_E_TOO_COMPLEX  it stands elsewhere
 *         MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT refinement_make(const SRestriction *restriction, struct refinement *out);
void refinement_clear(struct refinement *refinement);
