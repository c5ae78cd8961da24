/*
 * ldif.h - entries of a directory as text (RFC 2849), read and written
 *
 *     ["version:" number] entries, parted by empty lines
 *     entry: "dn:" name lines
 *     line: attribute *(";" option) (":" text | "::" base64 | ":<" URL)
 *
 * Content only: of what changes a directory (changetype:), "add" is taken and the rest counted.
 * URLs are never followed. What isn't by the book is taken where it can be: files in UTF-16 (as
 * Windows' ldifde writes them), text in 8 bits that nobody encoded, an entry without the empty line
 * before it. All is bounded (enum ldif_limits), nothing recurses. Needs nothing but include/, what
 * codec/ shares, and malloc: programs and providers link it as the library `cards`.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#include "codec/text/byte_stream.h"

enum ldif_limits {
    LDIF_LINE = 24 << 20,  /* bytes of a line, unfolded: a picture in base64 */
    LDIF_BYTES = 32 << 20, /* of all lines of an entry */
    LDIF_VALUES = 100000,  /* lines */
};

struct ldif_value {
    const char *name; /* in lower case, with options: "cn;lang-de" */
    const char *text; /* bytes of it, and a NUL */
    size_t bytes;
    bool binary; /* it is no text: no UTF-8, or a NUL is in it */
};

struct ldif_entry {
    const char *dn; /* UTF-8 */
    const struct ldif_value *values;
    size_t n;
    ULONG line; /* where it begins in its file, from 1 */
    ULONG lost; /* lines of it that couldn't be read, were URLs, or beyond the limits */
};

struct ldif_reader;
struct ldif_faults {
    ULONG lost;    /* sum of ldif_entry.lost */
    ULONG skipped; /* entries without a name */
    ULONG changes; /* entries that delete, modify or rename */
};

/*
 * code_page  of text that is neither UTF-8 nor encoded; 0: 1252
 * Errors     MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT ldif_open(struct byte_source source, UINT code_page, struct ldif_reader **out);
/* The next entry; it lives until the next call. Errors, all for good: S_FALSE (no more),
 * MAPI_E_NOT_ENOUGH_MEMORY, those of the source. */
HRESULT ldif_next(struct ldif_reader *reader, struct ldif_entry *out);
const struct ldif_faults *ldif_faults(const struct ldif_reader *reader); /* so far */
void ldif_close(struct ldif_reader *reader);                             /* NULL is fine */
/* The n-th value of an attribute (in lower case), whatever its options; NULL: there are fewer. */
const struct ldif_value *ldif_find(const struct ldif_entry *entry, const char *name, size_t n);

/* What a file of entries begins with. Errors: those of the sink */
HRESULT ldif_write_head(struct byte_sink sink);
/* One entry and the empty line behind it, folded at 76 bytes; base64 where the text needs it.
 * Errors  MAPI_E_INVALID_PARAMETER (no dn, or a name that can't be one: letters, digits, "-", ".",
 *         "_", ";"; nothing was written), those of the sink */
HRESULT ldif_write(const struct ldif_entry *entry, struct byte_sink sink);
