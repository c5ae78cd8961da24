/*
 * ab_who.h - who is who to an import: those whom the container has, and those of the file
 */
#pragma once
#include "book.h"
#include "people_file.h"

struct known {
    const WCHAR *name, *type, *address; /* in hold, as is all; "": none */
    const char *reference;              /* as the file calls it; NULL: it doesn't */
    SBinary id;
    bool is_list;
    bool is_of_file; /* made or replaced by this import */
    bool is_taken;   /* somebody of the file is this one: nobody else of it is */
    size_t at;       /* in the order in which they came */
};

struct who {
    struct text_hold hold;
    struct known **known;
    size_t n, room;
    struct known **twins; /* those that were there before, in an order */
    size_t n_twins;
    struct known **called, **addressed; /* all, in their orders, once who_sort was called */
};

/* All entries of a container; once, first. Errors: the table's; MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT who_note(struct who *who, IMAPIContainer *container);
void who_drop(struct who *who);

/* Entries that were there before, of that name and main address, one after the other: start *at
 * with 0. NULL: no more. */
struct known *who_twin(struct who *who, const struct person *person, size_t *at);
/* Somebody of the file is that entry, whether it was there (known) or is new (NULL).
 * Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT who_is(struct who *who, struct known *known, const struct person *person,
               const SBinary *id);

/* When all are there. Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT who_sort(struct who *who);
/* By what the file calls somebody; NULL: nobody. */
const struct known *who_called(struct who *who, const char *reference);
/* By name (NULL: whatever it is) and main address; NULL: nobody, or *ambiguous. */
const struct known *who_at(struct who *who, const WCHAR *name, const WCHAR *address,
                           bool *ambiguous);
/* "urn:uuid:1-2" and "1-2" are the same, as are small and capital letters. */
bool who_same_reference(const char *a, const char *b);
