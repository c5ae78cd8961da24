/*
 * home.h - objects that end together: what a session, or its router, gave to its clients
 *
 * An object that has moved in is killed (com_kill) when its home ends, and moves out by itself with
 * its last Release. Any of these may be called on any thread at any time.
 */
#pragma once
#include "com/com.h"

struct com_home; /* counted; an object holds its home */

struct com_home *com_home_create(void); /* NULL: memory is out */
void com_home_ref(struct com_home *home);
void com_home_unref(struct com_home *home); /* NULL does nothing */

/*
 * The object behind *iface_variable (any interface pointer) moves in, out of the home it had: one
 * that was made for this caller, or is the subsystem's own. Somebody else's object stays what it
 * is; but what a provider gives may be an object of ours that the provider goes on using, so that
 * isn't for adoption.
 * Errors  MAPI_E_INVALID_OBJECT  the home has ended: the object is killed and released, the
 *         variable NULL
 */
HRESULT com_home_adopt(struct com_home *home, void *iface_variable);
/* The same for what a method of `object` made: it lives where that does, if that lives anywhere. */
HRESULT com_home_follow(void *object, void *iface_variable);
/* Kills all that live there, then has each give back what it holds (com_class.ended); nobody moves
 * in afterwards. Without a lock. */
void com_home_end(struct com_home *home);

/* com.c: the last reference is gone. */
void com_home_leave(struct com_object *object);
