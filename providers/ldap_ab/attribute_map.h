/*
 * attribute_map.h - which attributes of a directory's entries are which properties
 *
 * A map is a base (inetOrgPerson's schema, or Active Directory's) and what an administrator says
 * otherwise, as text of the profile's section:
 *
 *     3A08=officePhone telephoneNumber     a property's id: the first attribute that is there
 *     3A16=                                the property isn't shown
 *     anr=cn* uid* mail                    searched for a typed name: * begins a word of it; ** any
 *                                          word; else it is the whole
 *     person=(objectClass=person)          the entries that are people ...
 *     list=(objectClass=groupOfNames)      ... distribution lists ...
 *     folder=(objectClass=organizationalUnit)  ... and containers below
 *     member=member uniqueMember           a list's members, by their names in the directory
 *
 * Lines, or parts between two ';;'. Text from "#" to the line's end is no part of it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "common/platform.h"

#define PR_USER_X509_CERTIFICATE PROP_TAG(PT_MV_BINARY, 0x3A70)

#define MAP_MAX_ATTRIBUTES 8 /* of a property */
#define MAP_MAX_PROPERTIES 128

enum attribute_kind {
    ATTRIBUTE_TEXT,  /* the first value, as text */
    ATTRIBUTE_BYTES, /* PT_MV_BINARY: all values */
};

/* How a word that somebody typed is looked for. */
enum anr_match {
    ANR_WHOLE,  /* (a=w): also what servers have for this, Active Directory's own anr */
    ANR_PREFIX, /* (a=w*) */
    ANR_WORDS,  /* (a=w*) or (a=* w*): any word of the value begins so */
};

struct map_attribute {
    const char *name;
    enum anr_match anr; /* of anr's */
};

struct map_property {
    ULONG tag; /* PT_UNICODE or PT_MV_BINARY */
    enum attribute_kind kind;
    size_t n;
    struct map_attribute attributes[MAP_MAX_ATTRIBUTES]; /* the first that an entry has counts */
};

enum map_base {
    MAP_INETORGPERSON,
    MAP_ACTIVE_DIRECTORY
};

struct attribute_map {
    struct map_property properties[MAP_MAX_PROPERTIES];
    size_t n;
    struct map_property anr, member;    /* tag 0 */
    const char *person, *list, *folder; /* filters */
    char *texts;                        /* owned; what the names point into */
};

/*
 * attribute_map_create - a map; free by attribute_map_free
 *
 * own     UTF-8 as above, or NULL
 * Errors  MAPI_E_INVALID_PARAMETER  own says something that is no such line, no attribute, no
 *                                   filter, or more than there is room for
 *         MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT attribute_map_create(enum map_base base, const char *own, struct attribute_map **out);
void attribute_map_free(struct attribute_map *map); /* NULL does nothing */
/* By id, whatever the type; NULL: the directory doesn't have it. */
const struct map_property *attribute_map_find(const struct attribute_map *map, ULONG tag);
