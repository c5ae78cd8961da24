/*
 * headings.h - the headings of a categorised table: which rows of a scan share their keys, and
 * which of them are shown
 *
 * A group is kept as a few numbers, whatever its rows are; they come from the index where the order
 * has one. Items are the rows of the scan, numbered in its order; lines are what is seen: headings,
 * and the items under those that are expanded. Groups are shown in the scan's order, or by their
 * greatest or least value: their items are together in both.
 */
#pragma once
#include "scan.h"

#define NO_GROUP        ((size_t)-1)
#define GROUP_KEY_BYTES 16

struct group {
    uint64_t
        hash; /* of its keys and its parents': what tells it from others, also in another session */
    int64_t row;    /* one of its rows, which has its keys */
    sqlite3_value
        *best; /* what its level is sorted by, owned; NULL: no row has it, or it goes by its keys */
    int32_t unread; /* -1: not counted yet */
    uint32_t first, count; /* its items, those of groups inside included */
    uint32_t line;  /* its heading; when that isn't seen, the line after */
    uint8_t level;  /* 0 is outermost */
    bool expanded, seen;
};

struct headings {
    int levels, expanded_levels; /* 0 levels: nothing is grouped */
    uint64_t *toggled;           /* hashes of those that are not as they start, ascending; malloc */
    size_t n_toggled, toggled_room;
    struct group *list;          /* in the order they are shown in; malloc */
    size_t n, room;
    uint32_t *by_hash;           /* 1 + group, by open addressing; malloc */
    size_t n_slots;
    uint32_t *by_item;           /* the innermost groups in the scan's order; malloc */
    size_t n_inner;
    bool arranged;               /* that is another order than the one they are shown in */
    uint32_t items, lines;
    unsigned version; /* of the file they are of */
    int64_t seq;      /* the last change in its log then */
    unsigned serial;  /* of the lines: another one, and lines may have other numbers */
    bool built;
};

/* For another order; set as the client gave it, or NULL. Forgets what was toggled, unless this is
 * the same order. */
void headings_start(struct headings *groups, const struct scan *scan, bool same_order);
void headings_clear(struct headings *groups);
/* As the file is now. In a transaction. Errors leave them as they were. */
HRESULT headings_sync(struct headings *groups, struct scan *scan);
/* Expanded becomes collapsed, or the other way. */
HRESULT headings_toggle(struct headings *groups, size_t group);
/* These n, ascending, and no others; moves hashes. */
void headings_set_toggled(struct headings *groups, uint64_t **hashes, size_t n);

/* The group whose heading or item the line is; *item is its number, or -1: the heading. line is
 * below lines. */
size_t headings_at(const struct headings *groups, uint32_t line, int64_t *item);
/* The item's line; *seen false: the one after where it would be. */
uint32_t headings_line_of(const struct headings *groups, uint32_t item, bool *seen);
/* From a hidden item: the first one that is seen after it, or the one after the last before it. Not
 * of arranged ones. */
uint32_t headings_next_seen(const struct headings *groups, uint32_t item, bool back);
/* headings_order.c. NO_GROUP: there is none */
size_t headings_by_hash(const struct headings *groups, uint64_t hash);
size_t headings_of_item(const struct headings *groups, uint32_t item); /* the innermost one */
/* Fresh ones, in the scan's order, come into the one they are shown in. */
HRESULT headings_order(struct headings *groups, const struct scan_order *order);
/* A row's value of what the level is sorted by: kept when it is more, or less, than others. */
HRESULT group_better(struct group *group, sqlite3_value *value, bool greatest);
/* The innermost group that a row with these keys is in; NO_GROUP: none yet. */
size_t headings_of_row(const struct headings *groups, const struct scan_order *order,
                       const struct position *row);
/* A heading's PR_INSTANCE_KEY, and the group that a key names (NO_GROUP: none). */
void heading_key(const struct group *group, BYTE key[GROUP_KEY_BYTES]);
size_t headings_find(const struct headings *groups, const BYTE *key, size_t bytes);

/* What GetCollapseState gives, by malloc; and back. MAPI_E_UNABLE_TO_COMPLETE: another order;
 * MAPI_E_INVALID_PARAMETER */
HRESULT headings_save(const struct headings *groups, const SSortOrderSet *set, const BYTE *key,
                      ULONG key_bytes, BYTE **out, ULONG *bytes);
HRESULT headings_load(struct headings *groups, const SSortOrderSet *set, const BYTE *state,
                      ULONG bytes, const BYTE **key, ULONG *key_bytes);
