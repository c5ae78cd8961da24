/*
 * default.h - the name of the default profile, in every place that keeps one
 */
#pragma once
#include "mapidefs.h"
#include "mapicode.h"

/* All in a change (hive_begin). */

/* What the places say, whether such a profile exists or not; a new root, NULL: nothing. */
WCHAR *default_name(void);
/* name is the default from now on, in the classic place and in its own. */
HRESULT default_set(ULONG place, const WCHAR *name);
/* There is none from now on; what other programs' places say stays and counts no more. */
HRESULT default_clear(void);
/* A profile was removed (to NULL), or has another name. */
void default_follow(ULONG place, const WCHAR *name, const WCHAR *to);
