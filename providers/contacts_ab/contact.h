/*
 * contact.h - the addresses of a contact (IPM.Contact), each as what an address book says of it
 */
#pragma once
#include "common/allocators.h"
#include "entry_id.h"

/* What is read of a contact: names differ from store to store. */
enum contact_field {
    CONTACT_ENTRYID,
    CONTACT_NAME,
    CONTACT_FAX,                       /* three numbers: business, home, other */
    CONTACT_ADDRESS = CONTACT_FAX + 3, /* of each of six addresses: ... */
    N_CONTACT_FIELDS = CONTACT_ADDRESS + 4 * CONTACT_ADDRESSES
};
enum contact_part { /* ... these */
    PART_DISPLAY,
    PART_TYPE,
    PART_ADDRESS,
    PART_ORIGINAL,
};

/*
 * The tags of these fields for objects of that store, in that order; PR_NULL stands where it has no
 * such name.
 * store    a folder or a message
 * Errors   the store's
 */
HRESULT contact_fields(IMAPIProp *store, const struct allocators *alloc,
                       SPropTagArray **out); /* alloc's memory */

struct contact_address {
    const WCHAR *name, *type, *address; /* borrowed from the values */
};

/* One of a contact's addresses; false: it has none of that index. values: of contact_fields. */
bool contact_address(const SPropValue *values, ULONG n, ULONG index, struct contact_address *out);

/*
 * What an address book says of it, text as PT_UNICODE; the contact's fields are borrowed.
 * root     alloc's memory, on which the rest is hung
 * out      room for CONTACT_VALUES
 */
enum {
    CONTACT_VALUES = 12
};
HRESULT contact_values(const SBinary *contact, ULONG index, const struct contact_address *address,
                       const struct allocators *alloc, void *root, SPropValue *out, ULONG *n);
