/*
 * home.h - objects that end together: all that a logon has given out
 *
 * IMSLogon::Logoff ends them by force: each answers MAPI_E_INVALID_OBJECT from then on, but for
 * AddRef and Release. An object moves out by itself with its last Release.
 */
#pragma once
#include "common/com.h"

#define com_home_create provider_com_home_create
#define com_home_ref    provider_com_home_ref
#define com_home_unref  provider_com_home_unref
#define com_home_settle provider_com_home_settle
#define com_home_end    provider_com_home_end
#define com_home_has_ended provider_com_home_has_ended
#define com_home_leave  provider_com_home_leave

struct com_home; /* counted; an object holds its home */

struct com_home *com_home_create(void);               /* NULL: memory is out */
struct com_home *com_home_ref(struct com_home *home); /* gives home back */
void com_home_unref(struct com_home *home);           /* NULL does nothing */
/* A new object, its vtables set, moves in. Where the home has ended, it is killed at once. */
void com_home_settle(struct com_home *home, void *object);
/* Kills all that live there. */
void com_home_end(struct com_home *home);
bool com_home_has_ended(struct com_home *home);

/* com.c: the last reference is gone. */
void com_home_leave(struct com_object *object);
