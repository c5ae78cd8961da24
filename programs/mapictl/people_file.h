/*
 * people_file.h - a file of people: business cards, or entries of a directory
 */
#pragma once
#include "person.h"

enum people_format {
    PEOPLE_VCARD,
    PEOPLE_LDIF,
};

/* By the first bytes of a file, in UTF-8 or UTF-16; false: it is neither. */
bool people_format_of(const char *bytes, size_t count, enum people_format *out);

struct people_reader;
/* Where somebody stands in the file, and what of it isn't in the person. */
struct people_place {
    ULONG line; /* from 1 */
    ULONG lost; /* lines that couldn't be read, or are beyond what an entry can keep */
};

/*
 * code_page  of text that says nothing and is no UTF-8; 0: 1252
 * Errors     MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT people_open(struct byte_source source, enum people_format format, UINT code_page,
                    struct people_reader **out);
/* The next; drops what out has. Errors, all for good: S_FALSE (no more), MAPI_E_NOT_ENOUGH_MEMORY,
 * those of the source. */
HRESULT people_next(struct people_reader *reader, struct person *out, struct people_place *place);
/* How many cards or entries nobody was made of, so far. */
ULONG people_skipped(const struct people_reader *reader);
void people_close(struct people_reader *reader); /* NULL is fine */

/* What a file begins with. Errors: those of the sink */
HRESULT people_write_head(enum people_format format, struct byte_sink sink);
/*
 * version  of cards: 30 or 40
 * lost     values of the person's original, of the other format, that have no place in this one,
 *          and addresses beyond PERSON_ADDRESSES
 * Errors   MAPI_E_NOT_ENOUGH_MEMORY, those of the sink
 */
HRESULT people_write(const struct person *person, enum people_format format, int version,
                     struct byte_sink sink, ULONG *lost);
/* What a file of that format said of him is kept. */
bool people_has_original(const struct person *person, enum people_format format);
/* Sets person->reference; cards may have none. Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT people_refer(struct person *person, enum people_format format);
