/*
 * roll.h - the shared sessions of the user, and which parts each has, for all processes of our
 * bitness
 *
 * A part is what one logon has of a shared session: its providers in its process, with the members
 * that share them there. The session has a number that its first part made and later parts found
 * here. A part goes with its process, however that ends. What is written down here is state: who
 * has missed the news that the session is over finds it.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct roll_part;

/*
 * The first part of a new session on a profile.
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY; other codes: it can't be written down, so that no other process
 *         can join
 */
HRESULT roll_begin(const WCHAR *profile, struct roll_part **out);
/*
 * One more part of the oldest session that others may join.
 * open     others may join through it, too
 * profile  its name, new root
 * Errors   MAPI_E_NOT_FOUND (there is none), MAPI_E_NOT_ENOUGH_MEMORY, others as roll_begin
 */
HRESULT roll_join(bool open, struct roll_part **out, WCHAR **profile);
const MAPIUID *roll_session(const struct roll_part *part); /* the session's number */
const MAPIUID *roll_uid(const struct roll_part *part);     /* the part's own */
/* Has the session other parts that aren't over? */
bool roll_has_others(struct roll_part *part);
/* Somebody said that the session is over, for this part as well. */
bool roll_is_over(struct roll_part *part);
/* The session is over for all other parts, and nobody joins it any more. */
void roll_end_others(struct roll_part *part);
/* The part ends: it is no longer there. Safe to repeat, on any thread. */
void roll_strike(struct roll_part *part);
void roll_free(struct roll_part *part); /* NULL does nothing */
