/*
 * write_header.h - header fields: folded, in ASCII (RFC 2047, 2231), safe whatever the text holds
 *
 *     name ":" SP body CRLF       lines of at most 76 characters where there is room to fold, never
 * above 998
 *
 * Between header_begin and header_end stand pieces; white space between two is where a line may be
 * folded. No control character of a text reaches the header: a space goes in its place.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "codec/mime/write_out.h"

struct header_out {
    struct mime_out *out;
    UINT code_page; /* of encoded words; what it can't say is written in UTF-8 */
    bool utf8;      /* 8-bit text goes out in UTF-8 as it is (RFC 6532) */
    size_t column;  /* of the line that is being written */
    ULONG cleaned;  /* control characters met */
};

void header_begin(struct header_out *header, const char *name);
void header_end(struct header_out *header);

/* ASCII that is not to be broken, behind white space when spaced. */
void header_piece(struct header_out *header, const char *text, size_t bytes, bool spaced);
/* Text as in Subject: encoded words where ASCII doesn't do. */
void header_text(struct header_out *header, const WCHAR *text);
/* A display name: atoms, a quoted string, or encoded words. */
void header_phrase(struct header_out *header, const WCHAR *text);
/* Words between white space as they are, such as message IDs; what isn't ASCII becomes "?". */
void header_words(struct header_out *header, const WCHAR *text);
/*
 * One of a list of mailboxes; first: of the list. name NULL, "" or the address itself: the address
 * alone. No address (NULL, "", or longer than a line can be): the name, as a group of nobody, and
 * false; nothing of either: nothing is written, and false.
 */
bool header_mailbox(struct header_out *header, const WCHAR *name, const WCHAR *address, bool first);
/* "; name=value", as a token, a quoted string or by RFC 2231. */
void header_param(struct header_out *header, const char *name, const WCHAR *value);

/* A whole field of one text. */
void header_field(struct header_out *header, const char *name, const WCHAR *text);
/* ... that is ASCII and has no line end. */
void header_field8(struct header_out *header, const char *name, const char *text);
/* Can this be a field's name? At most 70 printable ASCII characters without colon. */
bool header_name_ok(const WCHAR *name);
