/*
 * kept_error.h - what an administration object's GetLastError tells, kept from its last call
 */
#pragma once
#include "base/error.h"
#include "base/lock.h"

struct kept_error {
    struct lock lock; /* RANK_OBJECT: last */
    struct last_error last;
};

void kept_error_init(struct kept_error *kept);
void kept_error_destroy(struct kept_error *kept);
/* Keeps what there is to tell about hr (told: NULL, or of another code: nothing), and is worth hr.
 */
HRESULT kept_error_set(struct kept_error *kept, HRESULT hr, const struct last_error *told);
/* The body of GetLastError: as error_get; MAPI_E_INVALID_PARAMETER without out. */
HRESULT kept_error_get(struct kept_error *kept, HRESULT hr, ULONG flags, MAPIERROR **out);
