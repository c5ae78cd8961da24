/*
 * card_person.h - business cards as people, and back
 */
#pragma once
#include "person.h"

/*
 * What a card says, and PR_MAPICTL_ORIGINAL where properties don't say all of it.
 * lost     values that are kept nowhere: they are beyond PERSON_ORIGINAL
 * Errors   MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT person_of_card(const struct card *card, struct person *out, ULONG *lost);
/*
 * version  30 or 40
 * Errors   MAPI_E_NOT_ENOUGH_MEMORY, those of the sink
 */
HRESULT person_write_card(const struct person *person, int version, struct byte_sink sink);
/* How many values of the original card are in no property. */
HRESULT person_card_rest(const struct person *person, ULONG *n);
/* The UID of its original card into person->reference. */
HRESULT person_card_reference(struct person *person);

/* False: it has another format's original, or none. */
bool person_has_card(const struct person *person);
