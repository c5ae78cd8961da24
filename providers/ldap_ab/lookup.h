/*
 * lookup.h - people and lists of the directory as rows of properties
 */
#pragma once
#include "book.h"

/* Each row's values are one allocation of the book's. */
struct lookup_rows {
    SRow *rows; /* malloc */
    size_t n, room;
    bool more;    /* there are, or may be, others */
    bool refused; /* what came for some wasn't what was asked for */
};

void lookup_rows_clear(struct book *book, struct lookup_rows *rows);

/*
 * lookup_find - the people who have an address, and the lists, at or below a name
 *
 * line    of the book
 * base    UTF-8, the directory's own or one below
 * filter  that they match, or NULL: all
 * most    rows
 * rows    cleared by lookup_rows_clear, also after errors
 * Errors  as of line_search; MAPI_E_NOT_FOUND: there is no base
 */
HRESULT lookup_find(struct book *book, struct line *line, const char *base, const char *filter,
                    size_t most, uint64_t deadline, struct lookup_rows *rows);
/* By the book's line for names. The one entry of the name, if it is of the type (MAPI_MAILUSER,
 * MAPI_DISTLIST): no row or one. */
HRESULT lookup_entry(struct book *book, USHORT type, const char *dn, uint64_t deadline,
                     struct lookup_rows *rows);
/* By its line for tables: adds the one entry of the name to the rows, if it is of the type and
 * matches the filter (NULL: any). Errors as of line_search. */
HRESULT lookup_member(struct book *book, USHORT type, const char *dn, const char *filter,
                      uint64_t deadline, struct lookup_rows *rows);
/* A server may send what wasn't asked for. Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT lookup_was_asked_for(const char *dn, const char *base, enum directory_scope scope,
                             bool *asked);
/* Moves a row there, its values of the book's allocation also when it fails. */
HRESULT lookup_rows_add(struct book *book, struct lookup_rows *rows, ULONG count,
                        SPropValue *moves_values);
