/*
 * place.h - where in the registry profiles lie
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"
#include "sys/registry.h"

struct place {
    const WCHAR *profiles; /* its children are profiles */
    const WCHAR *defaults; /* has the value DefaultProfile */
};
/* In the order they are asked; the first is where new profiles go. */
enum { PLACE_CLASSIC, PLACE_OFFICE_16, PLACE_OFFICE_15, PLACE_WINDOWS_9X, PLACES };
extern const struct place places[PLACES];

/* Marks on a profile's own key, beside its sections; a section's key may carry MARK_DELETED too. */
#define MARK_DELETED  L"OpenMAPI Deleted"  /* not finished, or to be removed by its last user */
#define MARK_RENAME   L"OpenMAPI Rename"   /* the name it gets when its last user goes */
#define MARK_REPLACES                                                                              \
    L"OpenMAPI Replaces" /* this is that profile under its new name; the old key is to be removed  \
                          */
#define MARK_APP      L"OpenMAPI App"

/* The key of the place's profiles (name NULL), of a profile, or of one of its sections (uid not
 * NULL). */
HRESULT place_open(ULONG place, const WCHAR *name, const MAPIUID *uid, bool create,
                   struct sys_key **out);
/* The text of a mark on a new root, NULL: it isn't there. */
WCHAR *place_mark(struct sys_key *key, const WCHAR *mark);
bool place_marked(struct sys_key *key, const WCHAR *mark);
/* All that is in from, subkeys too, without deleted sections and without marks, into to. */
HRESULT place_copy_tree(struct sys_key *from, struct sys_key *to);
/* The profiles' key has name as its child: removed with all that is in it. */
HRESULT place_delete(ULONG place, const WCHAR *name);

void place_key_cleanup(struct sys_key **key);
#define AUTO_KEY __attribute__((cleanup(place_key_cleanup)))
