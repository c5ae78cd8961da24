/*
 * entry_id.h - entry IDs of the contacts address book, byte for byte (7.9-21)
 *
 *     containers (DIR_ENTRYID): flags[4] uid[16] version[4] type[4] folder[16]
 *     people (CONTAB_ENTRYID):  flags[4] uid[16] version[4] type[4] index[4] bytes[4] the contact's
 *                               own entry ID
 *
 * Numbers are little-endian. The UID is the one that all contacts address books have, so that
 * recipients that were stored with such an ID are found.
 * Source  CONTAB_ENTRYID, DIR_ENTRYID (MAPI reference); Contact Address EntryID ([MS-OXCDATA])
 */
#pragma once
#include <stdbool.h>
#include "mapiaux.h"
#include "mapicode.h"

enum contact_id_sizes {
    CONTACT_ID_HEAD = 28, /* up to the type */
    CONTACT_DIR_BYTES = 44,
    CONTACT_PERSON_HEAD = 36,  /* in front of the contact's entry ID */
    CONTACT_MOST_BYTES = 1024, /* of that */
    CONTACT_VERSION = 3,
    CONTACT_ADDRESSES = 6, /* three of mail, then three of fax */
};

extern const MAPIUID contact_uid;

struct contact_id {
    ULONG type;      /* CONTAB_ROOT, CONTAB_CONTAINER, CONTAB_USER */
    GUID folder;     /* of a container */
    ULONG index;     /* of a person: which address, below CONTACT_ADDRESSES */
    SBinary contact; /* of a person: borrowed from what was read */
};

/* Errors  MAPI_E_UNKNOWN_ENTRYID (another's), MAPI_E_INVALID_ENTRYID */
HRESULT contact_id_read(ULONG count, const void *bytes, struct contact_id *out);
void contact_dir_write(ULONG type, const GUID *folder, BYTE out[CONTACT_DIR_BYTES]);
/* CONTACT_PERSON_HEAD and the contact's bytes. */
void contact_person_write(const SBinary *contact, ULONG index, BYTE *out);
