/*
 * entry.h - an address book's entry as a person, and back
 */
#pragma once
#include "command.h"
#include "person.h"

/* Text as UTF-8, in hold; NULL: memory is out. CR LF becomes LF, and back. */
char *utf8_of(struct text_hold *hold, const WCHAR *text);
WCHAR *wide_of(struct text_hold *hold, const char *text);

/*
 * Its properties; members are for the caller. Drops what out has.
 * lost    how many are too long for their address book to give
 * Errors  the entry's
 */
HRESULT entry_read(IMAPIProp *entry, bool is_list, struct person *out, ULONG *lost);
/* Takes away all that a person is made of, for entry_write. Errors: the entry's */
HRESULT entry_clear(IMAPIProp *entry);
/*
 * Sets properties, and doesn't save them.
 * refused  how many its address book doesn't take
 * Errors   the entry's; MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT entry_write(IMAPIProp *entry, const struct person *person, ULONG *refused);
