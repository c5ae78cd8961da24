/*
 * grouped.h - the lines of a categorised view: headings over the items that share their keys
 */
#pragma once
#include "base/map.h"
#include "table/instances.h"
#include "table/sorted.h"

#define NO_ITEM  ((size_t)-1)
#define NO_GROUP ((size_t)-1)

struct group {
    uint64_t
        hash;    /* of its keys and its parents': what tells it from others, also in another view */
    ULONG level; /* 0 is outermost */
    bool expanded;
    size_t first, count; /* its items, those of groups inside included */
    size_t best; /* the item that the level is sorted by; NO_ITEM: none has a value, or it isn't */
    ULONG unread;
};
struct line {
    size_t group; /* the heading itself, or the innermost group of an item */
    size_t item;  /* NO_ITEM: a heading */
};
struct groups {
    ULONG levels;          /* 0: nothing is grouped, there are no lines here */
    ULONG expanded_levels; /* which start expanded */
    ULONG keys[MAX_SORTS]; /* sort keys that make levels 0..l */
    ULONG sorted_by[MAX_SORTS]; /* the TABLE_SORT_CATEG_MAX or _MIN of level l; 0: none, it goes by
                                   its keys */
    struct map toggled;    /* hashes of those that are not as they started */
    struct group *list;    /* owned, in order */
    size_t count, room;
    struct line *lines; /* owned, what is visible */
    size_t n_lines, lines_room;
};

/* A new order: forgets what was toggled. set NULL: not grouped. */
void groups_start(struct groups *groups, const SSortOrderSet *set);
void groups_drop(struct groups *groups);
/* Sorted items: the groups of a level with a TABLE_SORT_CATEG_MAX or _MIN go by their greatest
 * value downwards, or their least upwards; those without a value come last. scratch has room for
 * count items. MAPI_E_NOT_ENOUGH_MEMORY: some order */
HRESULT groups_arrange(const struct groups *groups, const SSortOrderSet *set,
                       const struct instances *instances, struct item *items, size_t count,
                       struct item *scratch);
/* Groups and lines anew, from arranged items. MAPI_E_NOT_ENOUGH_MEMORY: as before. */
HRESULT groups_build(struct groups *groups, const SSortOrderSet *set,
                     const struct instances *instances, const struct item *items, size_t count);
/* Expanded becomes collapsed or the other way, at the next groups_build. MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT groups_toggle(struct groups *groups, uint64_t hash);
/* Its instance key, 16 bytes, and the group that a key names (NO_GROUP: none). */
#define GROUP_KEY_BYTES 16
void group_key(const struct group *group, BYTE key[GROUP_KEY_BYTES]);
size_t groups_find(const struct groups *groups, const BYTE *key, ULONG bytes);
/* A value of a heading row; NULL: headings don't have it. */
const SPropValue *group_value(const struct groups *groups, const SSortOrderSet *set,
                              const struct instances *instances, const struct group *group,
                              const struct item *items, ULONG tag, struct item_scratch *scratch);
