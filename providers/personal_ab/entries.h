/*
 * entries.h - the rows of a personal address book: read, written, found
 *
 * All are called under the connection's lock; what writes, in a transaction.
 */
#pragma once
#include "change_log.h"
#include "common/sql/bag.h"
#include "common/text/words.h"

enum { ENTRY_MOST_BYTES = 4 << 20 }; /* of all properties together */

struct entry_row {
    int64_t id;
    struct book_id object; /* MAPI_MAILUSER or MAPI_DISTLIST */
    int64_t created, modified;
};

/* S_OK; MAPI_E_NOT_FOUND. The properties are added to bag, unless that is NULL. */
HRESULT entries_read(struct book_file *file, int64_t id, struct entry_row *row, struct bag *bag);
/*
 * The same, its properties as they are packed: borrowed until entries_done.
 */
struct entry_packed {
    sqlite3_stmt *stmt;
    const void *bytes;
    size_t count;
};
HRESULT entries_open(struct book_file *file, int64_t id, struct entry_row *row,
                     struct entry_packed *out);
void entries_done(struct book_file *file, struct entry_packed *packed);
/* Its properties; of those that are damaged what the row itself has: name, type and address. So an
 * entry is shown, and can be deleted, that can't be opened. */
HRESULT entries_unpack_shown(struct book_file *file, const struct entry_packed *packed,
                             struct bag *bag);
/* entries_read of what is shown. */
HRESULT entries_read_shown(struct book_file *file, int64_t id, struct entry_row *row,
                           struct bag *bag);
/* Of a walk: the entry was deleted, or what is kept of it is damaged; the others are there. */
static inline bool entries_is_no_more(HRESULT hr)
{
    return hr == MAPI_E_NOT_FOUND || hr == MAPI_E_CORRUPT_STORE;
}
HRESULT entries_find(struct book_file *file, const struct book_id *object, int64_t *id);
/*
 * A new row (id 0: gets id, guid and times) or one that is there, with the words it is found by.
 * Errors  MAPI_E_MISSING_REQUIRED_COLUMN (neither name nor address), MAPI_E_TOO_BIG (all properties
 *         together are more than 4 MB), MAPI_E_OBJECT_DELETED
 */
HRESULT entries_write(struct book_file *file, struct entry_row *row, const struct bag *bag);
/* MAPI_E_NOT_FOUND: there is none. */
HRESULT entries_delete(struct book_file *file, const struct book_id *object);
/* Another entry with this display name and, when address is asked for, this type and address; 0:
 * none. */
HRESULT entries_twin(struct book_file *file, const struct bag *bag, USHORT type, bool address,
                     int64_t but_id, int64_t *id);

/* Ids of entries, in whatever order somebody wants them. */
struct ids {
    int64_t *items; /* malloc */
    size_t n, room;
};

HRESULT ids_add(struct ids *ids, int64_t id);
void ids_clear(struct ids *ids);

/*
 * Entries of which every word begins some word of theirs (7.9-14), by display name; at most so many.
 * No word at all finds nothing.
 */
HRESULT entries_match(struct book_file *file, const struct words *words, size_t most,
                      struct ids *out);
/* Entries whose whole name it is, by id, so many at most. */
HRESULT entries_named(struct book_file *file, const WCHAR *name, size_t most, struct ids *out);
/*
 * Looks at the addresses of all entries that have the whole words of an address: one whose first
 * address it is (is_first), or that has others (a bag with these, readable; borrowed). look answers
 * false when it wants no more.
 */
HRESULT entries_addressed(struct book_file *file, const WCHAR *address, const struct words *words,
                          bool (*look)(void *context, int64_t id, bool is_first,
                                       const struct bag *others),
                          void *context);
/*
 * By display name, as a table shows them: at most so many of those behind an entry, or, last 0,
 * from the first one on.
 * Errors  MAPI_E_NOT_FOUND (the entry isn't there any more)
 */
HRESULT entries_behind(struct book_file *file, int64_t last, size_t most, struct ids *out);
/* The same from the first one on whose name isn't before the text. */
HRESULT entries_from_name(struct book_file *file, const WCHAR *name, size_t most, struct ids *out);
HRESULT entries_count(struct book_file *file, int64_t *n);
/* PR_ADDRTYPE, or what it is where a client has set none. */
const WCHAR *entries_addrtype(const struct bag *bag, USHORT type);
/* The text of a PT_UNICODE property of the bag, "" without one. */
const WCHAR *bag_wide(const struct bag *bag, ULONG tag);
/* The bag with its 8-bit text as PT_UNICODE, as far as it can be read: what an entry is known,
 * sorted and found by isn't a matter of the width it was set in. */
HRESULT entries_readable(const struct bag *bag, struct bag *out);
