/*
 * inf.h - mapisvc.inf: which services there are, and what their sections of a new profile begin
 * with
 *
 *   [Services]           name=displayed name        a service's name is also its section's
 *   [Default Services]   the same, those of a new profile
 *   [<service>]          Providers=a, b  Sections=c  and properties
 *   [<provider>]         properties
 *   [<extra section>]    UID=<32 hex digits> and properties
 *   [Help File Mappings] component=help file
 *
 * A property is a name of PR_... or 8 hex digits, ID then type (66040003, the registry's are the
 * other way round). Names are compared without case; what isn't understood is passed over.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"

struct inf;
struct inf_entry {
    const WCHAR *section, *key, *value;
};

/* The file beside our DLL, else the one in the system folder.
 * Errors  MAPI_E_NOT_FOUND, MAPI_E_TOO_BIG (more than 4 MiB), MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT inf_open(struct inf **out);
/* bytes of such a file: UTF-16 or UTF-8 with their marks, else the system's ANSI code page. */
HRESULT inf_parse(const BYTE *bytes, size_t count, struct inf **out);
void inf_close(struct inf *inf); /* NULL does nothing */
void inf_cleanup(struct inf **inf);
#define AUTO_INF __attribute__((cleanup(inf_cleanup)))

bool inf_has_section(const struct inf *inf, const WCHAR *section);
/* The value of the first such key, borrowed; NULL: there is none. */
const WCHAR *inf_get(const struct inf *inf, const WCHAR *section, const WCHAR *key);
/* The entries of a section in file order, borrowed: index 0, 1, ... until NULL. */
const struct inf_entry *inf_entry(const struct inf *inf, const WCHAR *section, ULONG index);
/* A comma list on a new root, blanks trimmed, empty items left out; a key that isn't there has
 * none. */
HRESULT inf_list(const struct inf *inf, const WCHAR *section, const WCHAR *key, WCHAR ***out,
                 ULONG *count);
/* UID= of an extra section. MAPI_E_NOT_FOUND, MAPI_E_CORRUPT_DATA */
HRESULT inf_uid(const struct inf *inf, const WCHAR *section, MAPIUID *out);
/* Every property of the section to put, which may fail: that ends it. The value is lent. */
HRESULT inf_properties(const struct inf *inf, const WCHAR *section,
                       HRESULT (*put)(void *context, const SPropValue *), void *context);

#ifdef OPENMAPI_FAULTS
/* For tests: what inf_open reads from now on; NULL: there is no file. */
void inf_instead(const char *text);
#endif
