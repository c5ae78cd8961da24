/*
 * hive.h - profiles at rest: found, made, copied, renamed, deleted, kept in use
 *
 * A profile is a registry key; each of its sections is a subkey (section.h). New profiles go to the
 * classic place (HKCU\Software\Microsoft\Windows NT\CurrentVersion\Windows Messaging
 * Subsystem\Profiles\NAME); those that Outlook 2013 or later keeps in its own place are found as
 * well, the classic one first where both have the name. Everything is written at once and read back
 * from the registry, so what one object or process writes, all see. Names are UTF-16, compared
 * without case. All functions may be called on any thread.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"

struct profile; /* one per profile and process, counted */

/* The profile's root section, which lists its services and providers.
 * 9207f3e0a3b11019908b08002b2a56c2 */
extern const MAPIUID profile_root_uid;
/* MUID_PROFILE_INSTANCE, as a MAPIUID: holds PR_SEARCH_KEY, the profile's identity among all that
 * ever were. */
extern const MAPIUID profile_instance_uid;

/* True for 1 to 64 letters, digits, '_' and inner blanks. */
bool profile_name_valid(const WCHAR *name);

/*
 * One more reference to the profile of that name.
 * Errors  MAPI_E_NOT_FOUND   there is none, or it is marked for deletion
 *         MAPI_E_NO_ACCESS, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT profile_open(const WCHAR *name, struct profile **out);
void profile_ref(struct profile *profile);
void profile_unref(struct profile *profile); /* NULL does nothing */
/* Its name now; stays readable as long as the profile is held, even when it is renamed meanwhile.
 */
const WCHAR *profile_name(struct profile *profile);
bool profile_is_app(struct profile *profile);

/*
 * A new profile with its root and instance sections and nothing else.
 * app     true: an application's, hidden from ordinary lists
 * out     NULL, or gets a reference
 * Errors  MAPI_E_INVALID_PARAMETER (the name), MAPI_E_NO_ACCESS (it exists, or a rename to it is
 * pending)
 */
HRESULT profile_create(const WCHAR *name, bool app, struct profile **out);
/* Removes the profile, or marks it when someone uses it: then no list and no profile_open finds it
 * any more, those who hold it go on, and the last user removes it. The default profile, deleted,
 * leaves none.
 * Errors  MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS (the registry refuses) */
HRESULT profile_delete(struct profile *profile);
/* Errors  MAPI_E_INVALID_PARAMETER (to), MAPI_E_NO_ACCESS (to exists) */
HRESULT profile_copy(struct profile *from, const WCHAR *to);
/* At once, or when the last user goes. The default profile stays the default. Errors as
 * profile_copy. */
HRESULT profile_rename(struct profile *profile, const WCHAR *to);

struct profile_entry {
    const WCHAR *name;
    bool app, is_default;
};
/* All profiles that aren't marked for deletion, app profiles among them; one allocation. */
HRESULT profile_list(struct profile_entry **out, ULONG *count);
/* The default profile's name on a new root. MAPI_E_NOT_FOUND: there is none, or it doesn't exist
 * any more. */
HRESULT profile_default(WCHAR **out);
/* NULL: none. Errors  MAPI_E_NOT_FOUND, E_FAIL (an app profile) */
HRESULT profile_set_default(const WCHAR *name);
/* Can profiles be kept at all? MAPI_E_NOT_INITIALIZED when the registry key is there and can't be
 * read (2.2-15). */
HRESULT profile_place_check(void);
/* Makes the registry key, as a service's first MAPIInitialize does. */
HRESULT profile_place_make(void);

/*
 * Marks of use, seen by all processes of the user's session and gone with their process.
 * section  NULL: the profile itself (a session takes one); else a provider's or service's section
 * A pending deletion or rename is carried out when the last mark goes.
 * Errors   MAPI_E_NOT_FOUND (deleted), MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED
 */
struct profile_use;
HRESULT profile_use(struct profile *profile, const MAPIUID *section, struct profile_use **out);
void profile_unuse(struct profile_use *use); /* NULL does nothing */
