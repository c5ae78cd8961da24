/*
 * pack.h - packed properties: the bytes of the props columns (doc/store-schema.md)
 */
#pragma once
#include "common/sql/bag.h"

struct db;

/* The bag as bytes, made by malloc. An empty bag gives NULL and 0. Large values must be in the
 * database (large_in_db). */
HRESULT pack_bag(const struct bag *bag, void **out, size_t *bytes);
/* Adds all values to bag. db is where large values are read from. Errors: MAPI_E_CORRUPT_STORE */
HRESULT unpack_bag(struct db *db, const void *bytes, size_t count, struct bag *bag);
/* One value by property id, without looking at the others' content: S_OK, S_FALSE when it is not
 * there. */
HRESULT unpack_one(struct db *db, const void *bytes, size_t count, ULONG tag, struct value **out);

/* A property as it is packed. */
struct packed_prop {
    ULONG tag;
    bool large;
    const uint8_t *content; /* borrowed from the bytes; of text WTF-8, of fixed types the value */
    size_t bytes;
};
/*
 * Walks over packed properties, by ascending id; *at is 0 first. S_FALSE: that were all.
 * Errors: MAPI_E_CORRUPT_STORE
 */
HRESULT pack_next(const void *bytes, size_t count, size_t *at, struct packed_prop *out);
