/*
 * kept_entry.h - the properties of an open entry: read with it, written by SaveChanges in one
 * transaction
 */
#pragma once
#include "book.h"
#include "common/sql/props.h"

struct kept_entry {
    struct props props;
    struct book *book;    /* owned */
    struct entry_row row; /* id 0: new; under the connection's lock, like the next */
    struct bag bag;
    ULONG create_flags; /* CREATE_CHECK_DUP_..., CREATE_REPLACE */
    bool dirty;
};

/* The object, its vtable set, embeds entry and moves in with the book's others. */
void kept_entry_init(struct kept_entry *entry, void *object, void *iface, const IID *iid,
                     struct book *book, const struct entry_row *row, bool can_modify);
/* What the book has of row.object; MAPI_E_NOT_FOUND. */
HRESULT kept_entry_load(struct kept_entry *entry);
void kept_entry_clear(struct kept_entry *entry); /* for destroy; accepts a zeroed one */
