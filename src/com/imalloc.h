/*
 * imalloc.h - MAPI's IMalloc
 */
#pragma once
#include "mapidefs.h"

/* The one IMalloc of the process, for MAPIGetDefaultMalloc and for providers' init functions. Its
 * references don't count: a Release too many does no harm. What it allocates is LocalAlloc's, as
 * programs find it with MAPI's own, and none of MAPIAllocateBuffer's. */
IMalloc *imalloc_default(void);
