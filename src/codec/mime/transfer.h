/*
 * transfer.h - content transfer encodings, decoded piece by piece
 *
 * base64 (RFC 2045 6.8), quoted-printable (6.7), uuencode ("begin 644 name", lines of one length
 * character and up to 45 bytes in 60 characters, "end"), and those that change nothing: 7bit, 8bit,
 * binary. Needs nothing but include/: programs link it too.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

enum mime_encoding {
    MIME_IDENTITY,
    MIME_BASE64,
    MIME_QUOTED_PRINTABLE,
    MIME_UUENCODE,
};

/* By the value of Content-Transfer-Encoding, in any spelling that is met; *known says whether it
 * has a meaning (no value has: 7bit). */
enum mime_encoding mime_encoding_named(const char *value, size_t bytes, bool *known);

typedef HRESULT mime_sink(void *context, const void *bytes, size_t count);
/*
 * Gives what text means to sink, in pieces of at most 64 KiB.
 * bad      becomes true when bytes were met that the encoding doesn't have
 * Errors   what sink answers
 */
HRESULT mime_transfer_decode(enum mime_encoding encoding, const char *text, size_t bytes,
                             mime_sink *sink, void *context, bool *bad);
/* Whether text has a line "begin 644 name"; *name is that name. */
bool mime_uu_begins(const char *text, size_t bytes, const char **name, size_t *name_bytes);
/*
 * The first uuencoded file in a text, as old programs put them there: from its "begin" line to
 * behind its "end" line. Every line is checked, so that a text about uuencode stays one. False:
 * there is none.
 */
bool mime_uu_block(const char *text, size_t bytes, const char **block, size_t *block_bytes);
/* The value of a hexadecimal digit, -1: it is none. */
int mime_hex(char c);
