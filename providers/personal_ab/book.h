/*
 * book.h - a logon to a personal address book: what its objects share, and what opens them
 *
 * The support object goes at logoff, so ask for it by book_support each time.
 */
#pragma once
#include "common/ab_book.h"
#include "common/home.h"
#include "common/sql/house.h"
#include "entries.h"

#define BOOK_NAME L"Personal Address Book"

struct book {
    struct com_object com;
    struct com_home *home;   /* owned; what was given out ends with it */
    struct book_file *file;  /* owned */
    IMAPISupport *support;   /* owned until logoff, then NULL; under the connection's lock */
    int64_t heard;           /* of the log of changes; under the lock (notify.c) */
    struct allocators alloc; /* from ABProviderInit */
    WCHAR *name;             /* of the container; malloc */
};

extern const struct house book_house;

static inline struct db *book_db(const struct book *book)
{
    return book->file->db;
}
static inline bool book_can_modify(const struct book *book)
{
    return !book->file->db->read_only;
}

/* Moves file and name; takes its own reference to support. */
HRESULT book_create(struct book_file *moves_file, WCHAR *moves_name, IMAPISupport *support,
                    const struct allocators *alloc, struct book **out);
IMAPISupport *book_support(struct book *book);
void book_enter(struct book *book, void *object);
void book_leave(struct book *book);

/* PR_ENTRYID and the like as a value. */
HRESULT book_id_value(struct book *book, ULONG tag, const struct book_id *object,
                      struct value **out);

HRESULT container_create(struct book *book, bool root, IABContainer **out);
