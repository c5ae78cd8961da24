/*
 * read.h - a compound file (MS-CFB) in memory: its storages as a tree, its streams as bytes
 *
 * Whatever the file says, opening it takes time and memory in proportion to its length: no sector
 * belongs to two chains, and no entry to two storages. A stream whose chain is broken is there but
 * can't be loaded.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapidefs.h"
#include "mapicode.h"

#define CFB_NONE     0xffffffffu
#define CFB_MOST_NAME 31 /* characters */

enum cfb_kind { CFB_NOTHING = 0, CFB_STORAGE = 1, CFB_STREAM = 2, CFB_ROOT = 5 };

struct cfb_entry {
    WCHAR name[CFB_MOST_NAME + 1];
    uint8_t kind;  /* enum cfb_kind; CFB_NOTHING: reached by nobody */
    bool broken;   /* a stream that can't be loaded */
    GUID clsid;
    uint32_t state;
    uint64_t created, modified; /* FILETIME */
    uint64_t bytes;             /* of a stream */
    uint32_t start;             /* its first sector */
    uint32_t parent, child,
        next; /* entries, or CFB_NONE; children come in the order of their names */
};

struct cfb {
    const uint8_t *data; /* borrowed */
    size_t count;
    unsigned shift;      /* a sector has 1 << shift bytes */
    uint32_t *fat, n_fat;             /* owned, as all below */
    uint32_t *mini_fat, n_mini_fat;
    uint32_t *mini_sectors, n_mini;   /* the sectors of the small streams' container, in order */
    uint64_t mini_bytes;
    struct cfb_entry *entries; /* 0 is the root */
    uint32_t n_entries;
};

/* data must live as long as *out. Errors: MAPI_E_CORRUPT_DATA, MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT cfb_open(const void *data, size_t count, struct cfb **out);
void cfb_close(struct cfb *cfb);
/* All of a stream, as a new root. Errors: MAPI_E_CORRUPT_DATA, MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT cfb_load(const struct cfb *cfb, uint32_t entry, void **out);
/* The child of a storage by name, whose case doesn't matter; CFB_NONE. */
uint32_t cfb_find(const struct cfb *cfb, uint32_t storage, const WCHAR *name);

/* <0, 0, >0: the order of names in a storage, by length first. */
int cfb_name_compare(const WCHAR *a, const WCHAR *b);
