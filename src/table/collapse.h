/*
 * collapse.h - which groups are expanded, as bytes that outlive the view
 */
#pragma once
#include "table/view.h"

/* A new root. key names the row that a bookmark is wanted for (may be empty). MAPI_E_NO_SUPPORT:
 * not grouped. */
HRESULT collapse_save(struct view *view, const BYTE *key, ULONG key_bytes, ULONG *bytes,
                      BYTE **out);
/* Expands and collapses as the bytes say; *at is the line of the key that was saved with them, or
 * the next one. MAPI_E_UNABLE_TO_COMPLETE: not from this order; MAPI_E_INVALID_PARAMETER: not from
 * here at all. */
HRESULT collapse_load(struct view *view, const BYTE *state, ULONG bytes, size_t *at);
