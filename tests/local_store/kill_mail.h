/*
 * kill_mail.h - mail that says in every part what it must be in all others, so that half a message
 * is seen
 */
#pragma once
#include "local_store/fixture.h"

#define NUMBER_TAG   PROP_TAG(PT_LONG, 0x6800)
#define REVISION_TAG PROP_TAG(PT_LONG, 0x6801)
#define KILL_MAIL_WORDS 3

/* The word that bodies of the revisions r with r % KILL_MAIL_WORDS == word have, and others don't.
 */
const WCHAR *kill_mail_word(int word);

/* All parts of an open message for this revision, over whatever was there; the caller saves it. */
HRESULT kill_mail_put(IMessage *message, int number, int revision);
/* Is it whole? NULL, or what is wrong (to be read before the next call). */
const char *kill_mail_fault(IMessage *message, int number, int revision);
