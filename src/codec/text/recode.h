/*
 * recode.h - text of a code page as UTF-8
 *
 * Needs sys_decode besides include/, and malloc: programs link it too.
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"
#include "codec/text/text_hold.h"

/* On hold, with a NUL behind it. Errors: S_FALSE (the code page isn't known here; nothing
 * changed), MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT text_recode(struct text_hold *hold, UINT code_page, const char *text, size_t bytes,
                    const char **out, size_t *out_bytes);
