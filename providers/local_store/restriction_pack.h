/*
 * restriction_pack.h - a restriction as bytes, as search folders keep it
 */
#pragma once
#include <stdbool.h>
#include "common/sql/value.h"

struct db;

/*
 * The bytes, by malloc. Text becomes PT_UNICODE where its code page allows.
 * Errors  MAPI_E_TOO_COMPLEX         nesting too deep; a constant that no store keeps; about
 * something that is not the message's alone, but its folder's name or the logon's
 * (PR_PARENT_DISPLAY, PR_STORE_ENTRYID, PR_ACCESS) MAPI_E_INVALID_PARAMETER   an unknown kind, a
 * missing pointer MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT restriction_pack(const SRestriction *res, void **out, size_t *bytes);
/* One root of alloc's; text in the width that flags (MAPI_UNICODE) tell. Without the lock.
 * MAPI_E_CORRUPT_STORE */
HRESULT restriction_unpack(const void *bytes, size_t count, ULONG flags,
                           const struct allocators *alloc, SRestriction **out);

/* malloc's as linked allocations, for what stays among ourselves. */
extern const struct allocators plain_allocators;
