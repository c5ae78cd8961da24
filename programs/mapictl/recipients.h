/*
 * recipients.h - whom a message goes to, from what a user types
 */
#pragma once
#include "mail.h"

/*
 * Those of --to, --cc and --bcc, in that order: names of the address books, "Name <a@b>", "a@b",
 * "[SMTP:a@b]". Names all that can't be told on stderr; gives an exit code.
 * out  FreePadrlist
 */
int recipients_find(struct mail *mail, const struct args *args, ADRLIST **out);
/* "Ann Lee <ann@example.org>; Sales", on malloc's memory. NULL: memory is out. */
WCHAR *recipients_text(const ADRLIST *list);
