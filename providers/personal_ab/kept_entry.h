/*
 * kept_entry.h - the properties of an open entry: read with it, written by SaveChanges in one
 * transaction
 */
#pragma once
#include "book.h"
#include "common/sql/props.h"
#include "pages.h"

struct kept_entry {
    struct props props;
    struct book *book;    /* owned */
    struct entry_row row; /* id 0: new; under the connection's lock, like the next */
    struct bag bag;
    ULONG create_flags; /* CREATE_CHECK_DUP_..., CREATE_REPLACE */
    bool dirty;
    struct book_id template; /* type 0: none; of one that is filled in, but never in the book:
                                SaveChanges keeps nothing */
    enum pages pages;   /* PR_DETAILS_TABLE */
    struct book_id joins; /* type 0: none; the list it is a member of from its first save on */
    /* What else is opened: as props_ops.open; NULL: nothing. */
    HRESULT (*open)(void *object, ULONG tag, const IID *iid, ULONG options, IUnknown **out);
};

/* The object, its vtable set, embeds entry and moves in with the book's others. */
void kept_entry_init(struct kept_entry *entry, void *object, void *iface, const IID *iid,
                     struct book *book, const struct entry_row *row, bool can_modify);
/* A new one becomes what is filled in for a recipient: its page, and PR_TEMPLATEID for a host of
 * what is made from it. */
HRESULT kept_entry_fill_in(struct kept_entry *entry, const struct book_id *template,
                           enum pages pages);
/* What the book has of row.object; MAPI_E_NOT_FOUND. */
HRESULT kept_entry_load(struct kept_entry *entry);
void kept_entry_clear(struct kept_entry *entry); /* for destroy; accepts a zeroed one */
