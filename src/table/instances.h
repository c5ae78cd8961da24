/*
 * instances.h - what a view is made of: rows, each as often as its multivalued columns have values
 */
#pragma once
#include "table/rows.h"

struct item {
    struct row *row; /* counted by whoever keeps the item */
    uint64_t place; /* where the row stands in its table, and which of its instances it is; rises in
                       table order */
};
static inline struct item item_of(struct row *row, uint64_t rank, ULONG instance)
{
    /* RANK_LIMIT and MAX_INSTANCES leave room for both */
    return (struct item){row, rank << 16 | instance};
}
static inline ULONG item_instance(const struct item *item)
{
    return item->place & 0xffff;
}

/* The MVI_PROP columns that multiply rows; an M-valued and an N-valued one make M*N instances. */
#define MAX_INSTANCE_TAGS 8
struct instances {
    ULONG count;
    ULONG tags[MAX_INSTANCE_TAGS]; /* MVI_FLAG set; each id once */
};

/* Adds tag if it has MV_INSTANCE. MAPI_E_TOO_COMPLEX: there are MAX_INSTANCE_TAGS. */
HRESULT instances_add(struct instances *instances, ULONG tag);
bool instances_equal(const struct instances *a, const struct instances *b);
/* 1 or more; a property that a row lacks counts as one. Cut at 65,536. */
ULONG instances_of(const struct instances *instances, const struct row *row);

struct item_scratch {
    SPropValue value;
    BYTE key[16];
};
/* The value that fits tag, borrowed from the row or made in scratch; NULL: it has none.
 * PR_INSTANCE_KEY is made up where the row has none of its own, or more instances than one. */
const SPropValue *item_value(const struct instances *instances, const struct item *item, ULONG tag,
                             struct item_scratch *scratch);
