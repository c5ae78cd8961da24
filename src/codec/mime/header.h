/*
 * header.h - the header of a mail or of a part, taken apart into fields
 *
 *     name ":" body CRLF *((SP / TAB) body CRLF) ... CRLF
 *
 * Lines may end with LF alone. A line that is no field is passed over and counted; a header that
 * begins with one is no header: all is body. An mbox line ("From " without colon) may come first.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

struct mime_field {
    const char *name; /* in the mail, as is body */
    size_t name_bytes;
    const char *body; /* behind the colon and the white space there; folded as it came, without its
                         line end */
    size_t body_bytes;
};
struct mime_header {
    struct mime_field *fields;
    size_t count;
    const char *text; /* all of it, without the empty line */
    size_t bytes;
    ULONG bad_lines;
};

/* Fields go on root; *body is where the body begins in text, bytes when there is none.
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT mime_header_read(const char *text, size_t bytes, void *root, struct mime_header *out,
                         size_t *body);
bool mime_field_is(const struct mime_field *field, const char *name); /* name in lower case */
/* The first field of that name; NULL: none. */
const struct mime_field *mime_header_find(const struct mime_header *header, const char *name);
