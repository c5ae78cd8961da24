/*
 * loader.h - provider and service DLLs by the names profiles give them
 *
 * "32" goes before the first period of the file's name (omlocal.dll is omlocal32.dll on both
 * architectures); where there is no such file, the name as it stands is tried. A bare name is
 * looked for beside the subsystem, then where the system looks for DLLs (2.8-20), but never in the
 * current directory; a name with a folder must be a full path.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct loaded; /* a DLL in memory, counted; the same one for the same path */

/*
 * Errors  MAPI_E_NOT_FOUND          there is no such file
 *         MAPI_E_INVALID_PARAMETER  a relative path
 *         MAPI_E_CALL_FAILED        it can't be loaded: wrong bitness, not a DLL, or something it
 * needs is missing MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT loader_load(const WCHAR *name, struct loaded **out);
void loader_ref(struct loaded *dll);
/* The DLL stays in memory until loader_sweep, since its own code may be who lets go of it. */
void loader_unref(struct loaded *dll);
void *loader_symbol(struct loaded *dll, const char *name); /* NULL: not exported */
void *loader_instance(struct loaded *dll); /* HINSTANCE; NULL natively */
const WCHAR *loader_path(const struct loaded *dll);
/* FreeLibrary for all that nobody holds: at the last MAPIUninitialize. */
void loader_sweep(void);

/* The full path of the DLL that name means, without loading it, a new root. MAPI_E_NOT_FOUND,
 * MAPI_E_INVALID_PARAMETER */
HRESULT loader_find(const WCHAR *name, WCHAR **out);
/* Where "32" goes: a new root. */
HRESULT loader_suffixed(const WCHAR *name, WCHAR **out);
/* One trace line about a DLL. */
void loader_trace(const WCHAR *name, const char *what, ULONG detail);
