/*
 * section.h - one section of a profile: properties at rest, and IProfSect over them
 *
 * A value's name is 8 hex digits, type then ID (00033009 is PR_RESOURCE_FLAGS); see value.h for
 * what is in it. Nothing is cached: two openings of one section, in any object, thread or process,
 * are the same section.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"
#include "profile/hive.h"

struct section; /* counted; holds its profile */

#define SECTION_WRITE 0x1     /* properties may be set and deleted */
#define SECTION_CREATE 0x2    /* made when it isn't there */
#define SECTION_CLAIM                                                                              \
    0x4 /* takes part in the rule for clients: many readers or one writer (2.4-37) */
#define SECTION_LOGGED_ON                                                                          \
    0x8 /* seen by its provider: PR_RESOURCE_FLAGS and PR_PROVIDER_DLL_NAME are fixed */

/*
 * Errors  MAPI_E_NOT_FOUND  no such section (and no SECTION_CREATE), or its profile is gone; one
 * that is marked for deletion opens as long as someone uses it MAPI_E_NO_ACCESS  SECTION_CLAIM and
 * claimed otherwise; the registry refuses
 */
HRESULT section_open(struct profile *profile, const MAPIUID *uid, ULONG how, struct section **out);
void section_ref(struct section *section);
void section_unref(struct section *section); /* NULL does nothing */
/* For whoever has it: gives the claim back; all but the last section_unref answers
 * MAPI_E_INVALID_OBJECT from now on, a stream's late commit too. */
void section_end(struct section *section);
void section_cleanup(struct section **section);
#define AUTO_SECTION __attribute__((cleanup(section_cleanup)))
const MAPIUID *section_uid(const struct section *section);
struct profile *section_profile(const struct section *section); /* borrowed */
bool section_writable(const struct section *section);
/* The section and what is in it goes, now or (it is in use: profile_use) with its last user.
 * MAPI_E_NOT_FOUND */
HRESULT section_delete(struct profile *profile, const MAPIUID *uid);
/* All values (secure ones as well) of one section into another one, which is made when missing; may
 * be of another profile. */
HRESULT section_copy(struct section *from, struct section *to);

/*
 * One property, as stored except that PT_UNSPECIFIED takes what is there and that PT_STRING8 and
 * PT_UNICODE (MV too) are converted into one another; secure ones are opened.
 * root    what out's value hangs on (a mem_root block; NULL will do for a type that needs none)
 * out     its ulPropTag is the tag asked for, with the real type
 * Errors  MAPI_E_NOT_FOUND, MAPI_E_CORRUPT_DATA (stored bytes that can't be a value of that type),
 *         MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT section_get(struct section *section, ULONG tag, void *root, SPropValue *out);
/* Stored at once; what the property had before in another type is replaced.
 * Errors  MAPI_E_NO_ACCESS (no SECTION_WRITE), MAPI_E_UNEXPECTED_ID (from 0x8000: no named
 * properties here), MAPI_E_UNEXPECTED_TYPE, MAPI_E_INVALID_PARAMETER (a hole in the value),
 * MAPI_E_TOO_BIG, MAPI_E_COMPUTED (PR_OBJECT_TYPE, PR_PROFILE_NAME; SECTION_LOGGED_ON) */
HRESULT section_set(struct section *section, const SPropValue *value);
/* Whatever its type. MAPI_E_NOT_FOUND when it isn't there. */
HRESULT section_delete_prop(struct section *section, ULONG tag);
/* Tags of what is stored, secure ones left out, no computed ones, in ascending order; a new root.
 */
HRESULT section_tags(struct section *section, SPropTagArray **out);

/* The same for one C value. Text and bytes come on a new root. Errors as section_get. */
HRESULT section_get_long(struct section *section, ULONG tag, ULONG *out);
HRESULT section_get_bool(struct section *section, ULONG tag, bool *out);
HRESULT section_get_text(struct section *section, ULONG tag, WCHAR **out);
HRESULT section_get_bytes(struct section *section, ULONG tag, BYTE **out, ULONG *bytes);
HRESULT section_get_uid(struct section *section, ULONG tag,
                        MAPIUID *out); /* MAPI_E_CORRUPT_DATA: not 16 bytes */
HRESULT section_set_long(struct section *section, ULONG tag, ULONG value);
HRESULT section_set_text(struct section *section, ULONG tag,
                         const WCHAR *text); /* stored as PT_UNICODE */
HRESULT section_set_bytes(struct section *section, ULONG tag, const void *data, ULONG bytes);
/* 16-byte IDs one after the other, as PR_SERVICES has them. Missing: S_OK and 0;
 * MAPI_E_CORRUPT_DATA: not whole. */
HRESULT section_get_uids(struct section *section, ULONG tag, MAPIUID **out, ULONG *count);
HRESULT section_set_uids(struct section *section, ULONG tag, const MAPIUID *uids, ULONG count);

/*
 * An IProfSect over the section; holds it. Answers IID_IProfSect, IID_IMAPIProp, IID_IUnknown.
 * PR_OBJECT_TYPE and PR_PROFILE_NAME are computed; 0x67F0-0x67FF are sealed and unlisted; nothing
 * is transacted.
 */
HRESULT section_object(struct section *section, IProfSect **out);

/*
 * OpenProfileSection, as IMAPISession, IMsgServiceAdmin, IProviderAdmin and IMAPISupport have it.
 *
 * A client may open what no provider owns, anything with MAPI_FORCE_ACCESS, under the rule of many
 * readers or one writer. A service's entry and a logged-on provider open what their service owns
 * freely, as often as they like.
 * who     service: whose side asks, NULL for a client;  own: what uid NULL means, NULL: uid NULL is
 *         an error
 * uid     an Exchange global section is led to its service's own section (2.6-13), the NST one to
 *         the service's (2.6-14)
 * iid     NULL, IID_IProfSect or IID_IMAPIProp
 * flags   MAPI_MODIFY, MAPI_FORCE_ACCESS, MAPI_DEFERRED_ERRORS
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INTERFACE_NOT_SUPPORTED,
 *         MAPI_E_NOT_FOUND (not there; MAPI_MODIFY makes it, pbGlobalProfileSectionGuid is made
 *         anyway), MAPI_E_NO_ACCESS
 * Source  IMAPISession::, IMsgServiceAdmin::, IProviderAdmin::, IMAPISupport::OpenProfileSection
 */
struct section_asker {
    const MAPIUID *service; /* borrowed */
    const MAPIUID *own;     /* borrowed */
    bool logged_on; /* a provider in its session, not a service entry that may change everything */
};
HRESULT section_open_for(struct profile *profile, const struct section_asker *who,
                         const MAPIUID *uid, const IID *iid, ULONG flags, IProfSect **out);
