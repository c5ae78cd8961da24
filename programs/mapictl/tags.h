/*
 * tags.h - property tags by the names of the MAPI reference
 */
#pragma once
#include <windows.h>
#include "mapidefs.h"

/* "PR_SUBJECT", "PR_SUBJECT_W" or "0x0037001f" (len characters); 0: no such. Text without a suffix
 * is wide. */
ULONG tag_from_text(const WCHAR *text, size_t len);
/* "PR_SUBJECT" without the width suffix, or NULL. */
const char *tag_name(ULONG tag);
/* "PT_UNICODE", or NULL. */
const char *type_name(ULONG type);
