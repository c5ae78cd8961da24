/*
 * ldif_person.h - entries of a directory as people, and back
 */
#pragma once
#include "codec/ldif/ldif.h"
#include "person.h"

/*
 * What an entry says: inetOrgPerson, mozillaAbPersonAlpha, groupOfNames; and PR_MAPICTL_ORIGINAL
 * where properties don't say all of it.
 * lost     values that are kept nowhere: they are beyond PERSON_ORIGINAL
 * Errors   MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT person_of_ldif(const struct ldif_entry *entry, struct person *out, ULONG *lost);
/* Under person->reference, the dn. Errors: MAPI_E_NOT_ENOUGH_MEMORY, those of the sink */
HRESULT person_write_ldif(const struct person *person, struct byte_sink sink);
/* How many values of the original entry are in no property. */
HRESULT person_ldif_rest(const struct person *person, ULONG *n);
/* The dn of its original entry, or one made of name and address, into person->reference. */
HRESULT person_ldif_reference(struct person *person);
bool person_has_ldif(const struct person *person);
