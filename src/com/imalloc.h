/*
 * imalloc.h - our memory as an IMalloc
 */
#pragma once
#include "mapidefs.h"

/* The one IMalloc of the process, for MAPIGetDefaultMalloc and for providers' init functions. Its
 * references don't count: a Release too many does no harm. What it allocates is a root:
 * MAPIFreeBuffer frees it as well. */
IMalloc *imalloc_default(void);
