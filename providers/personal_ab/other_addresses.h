/*
 * other_addresses.h - the addresses that a person has beside PR_EMAIL_ADDRESS, as one text for the
 * page of details: a line each
 *
 * They are kept as PR_CONTACT_EMAIL_ADDRESSES and PR_CONTACT_ADDRTYPES, with the main one at
 * PR_CONTACT_DEFAULT_ADDRESS_INDEX; where no such index is there, those are the others, or all. A
 * line is the address of SMTP, or [TYPE:address].
 */
#pragma once
#include "pages.h"

/* MAPI_E_NOT_FOUND: there are none. */
HRESULT other_addresses_text(const struct bag *bag, struct value **out);
/* Into the bag, in place of those that were there; text NULL: none.
 * MAPI_E_INVALID_PARAMETER: not a text; MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT other_addresses_set(struct bag *bag, struct value *text);
/* Of the kept ones, the main one among them or not: how many there are. */
ULONG other_addresses_count(const struct bag *bag);
/* The type of the one at an index, "SMTP" where nothing is kept of it. Borrowed from the bag. */
const WCHAR *other_addresses_type(const struct bag *bag, ULONG i);
const WCHAR *other_addresses_at(const struct bag *bag, ULONG i);
