/*
 * kept_error.c - what an administration object's GetLastError tells, kept from its last call
 */
#include "admin/kept_error.h"

void kept_error_init(struct kept_error *kept)
{
    lock_init(&kept->lock, RANK_OBJECT);
}

void kept_error_destroy(struct kept_error *kept)
{
    lock_destroy(&kept->lock);
}

HRESULT kept_error_set(struct kept_error *kept, HRESULT hr, const struct last_error *told)
{
    LOCKED(&kept->lock);
    if (told && told->hr == hr) kept->last = *told;
    else error_clear(&kept->last);
    return hr;
}

HRESULT kept_error_get(struct kept_error *kept, HRESULT hr, ULONG flags, MAPIERROR **out)
{
    struct last_error last;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    lock_take(&kept->lock);
    last = kept->last;
    lock_drop(&kept->lock); /* error_get calls the allocator */
    return error_get(&last, hr, flags, out);
}
