/*
 * hive_inner.h - what the files of this folder know of each other's profiles
 */
#pragma once
#include "base/list.h"
#include "base/lock.h"
#include "profile/hive.h"
#include "profile/place.h"

struct profile {
    LONG refs;         /* under the hive's lock */
    struct list link;  /* in the hive */
    ULONG place;
    WCHAR *name;       /* hangs on the profile; a renamed one's former names too */
    bool app;
    bool gone;         /* removed from the registry: every access fails */
    ULONG generation;  /* moves when keys that someone may have open are no longer the profile's */
    struct list claims; /* section.c's */
};

/* The lock over all profiles of this process, and with it ... */
void hive_enter(void);
void hive_leave(void);
/* ... the mutex over all processes, for changes of several steps. MAPI_E_TIMEOUT: someone keeps it.
 */
HRESULT hive_begin(void);
void hive_end(void);

/* Finds the key and holds the profile, deleted or not. MAPI_E_NOT_FOUND */
HRESULT hive_find(const WCHAR *name, struct profile **out);
/* In a change: one that isn't deleted, after what waited for its last user has been carried out. */
HRESULT hive_find_live(const WCHAR *name, struct profile **out);
/* The profile of that key, one reference; NULL: memory is out. */
struct profile *hive_hold(ULONG place, const WCHAR *name, struct sys_key *key);
bool hive_waiting(struct profile *profile); /* a change is waiting for its last user */
HRESULT hive_alive(struct profile *profile); /* MAPI_E_NOT_FOUND: gone, or marked so */
/* Every profile of every place, marked ones too, until a visit fails. A visit may delete its
 * profile. */
HRESULT hive_each(HRESULT (*visit)(struct profile *profile, struct sys_key *key, void *context),
                  void *context);
/* In a change: carries out what waits for users that are gone. */
void hive_sweep(void);

/* How a use is called across processes. Held profile; uid NULL: the whole profile. */
#define USE_NAME_CHARS 80
void use_name(const struct profile *profile, const MAPIUID *uid, WCHAR out[USE_NAME_CHARS]);
bool use_exists(const struct profile *profile, const MAPIUID *uid);

/* In a change: carries out what waits for the last user, if there is none. */
void profile_settle(struct profile *profile);
void section_settle(struct profile *profile, const MAPIUID *uid);
