/*
 * byte_stream.h - IStream over bytes that can be read and written at any place
 *
 * What holds the bytes (memory, a file) is a byte_store of its own kind. Clones share it, each with
 * a position of its own.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapidefs.h"
#include "base/lock.h"

struct byte_store;

/* Errors are STG_E_ codes. All but commit and destroy are called under the store's lock. */
struct byte_store_ops {
    /* Exactly bytes, which are there. */
    HRESULT (*read)(struct byte_store *store, uint64_t at, void *into, ULONG bytes);
    /* All of it or an error; at may lie behind the end, and what lies between becomes zeros. */
    HRESULT (*write)(struct byte_store *store, uint64_t at, const void *from, ULONG bytes);
    HRESULT (*size)(struct byte_store *store, uint64_t *bytes);
    HRESULT (*set_size)(struct byte_store *store, uint64_t bytes); /* new bytes are zeros */
    /* Times, and the name when it is wanted; the rest is filled. */
    HRESULT (*stat)(struct byte_store *store, STATSTG *stat, bool name);
    HRESULT (*commit)(struct byte_store *store);
    void (*destroy)(struct byte_store *store); /* after the last Release; frees store */
};

struct byte_store { /* starts the struct of each kind */
    const struct byte_store_ops *ops;
    struct lock lock;
    LONG refs;
    bool writable;
    uint64_t limit; /* bytes it can hold at most */
};

void byte_store_init(struct byte_store *store, const struct byte_store_ops *ops, bool writable,
                     uint64_t limit);
void byte_store_unref(struct byte_store *store);
/* One more reference to store, and one stream to *out. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT byte_stream_create(struct byte_store *store, IStream **out);
