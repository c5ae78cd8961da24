/*
 * write_body.h - bodies: what they are made of, the transfer encoding that suits, and the encoding
 * itself
 *
 *     base64 (RFC 2045 6.8)            lines of 76 characters
 *     quoted-printable (6.7)           lines of at most 76; CR LF is a line end, anything else that
 * is no text is =XX uuencode                         "begin 644 name", lines of 45 bytes, "`",
 * "end" 7bit, 8bit                       as it is: lines of at most 998 bytes, no NUL, CR and LF
 * together only
 *
 * All of it takes bytes piece by piece, split anywhere.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "codec/mime/write_out.h"

enum body_encoding {
    BODY_7BIT,
    BODY_8BIT,
    BODY_QP,
    BODY_BASE64,
    BODY_UUENCODE,
    BODY_ANY, /* what suits */
};
const char *body_encoding_name(enum body_encoding encoding);

/* What a body is made of. Starts as zeroes. */
struct body_scan {
    uint64_t bytes, high; /* high: those of 8 bits */
    uint64_t line, longest; /* of the line that is being read; of all */
    bool odd;               /* a NUL, a CR or LF alone */
    bool cr;                /* the last byte was CR */
};
void body_scan(struct body_scan *scan, const void *bytes, size_t count);
/* The encoding for a body when wanted is what one would like: wanted itself where the body can be
 * sent so. */
enum body_encoding body_scan_suits(struct body_scan *scan, enum body_encoding wanted);

struct body_encoder {
    struct mime_out *out;
    enum body_encoding encoding;
    uint8_t
        held[60]; /* base64, uuencode: bytes that make no whole line yet; quoted-printable: one */
    unsigned n_held;
    unsigned column;
};
/* name: of the file in uuencode's first line, ASCII; else unused. */
void body_begin(struct body_encoder *encoder, struct mime_out *out, enum body_encoding encoding,
                const char *name);
void body_put(struct body_encoder *encoder, const void *bytes, size_t count);
void body_end(struct body_encoder *encoder);

/* Line ends of any kind (CR, LF, CR LF) become CR LF on their way to put. Starts as zeroes but for
 * put and context. */
struct body_lines {
    void (*put)(void *context, const void *bytes, size_t count);
    void *context;
    bool cr; /* the last byte was CR, and went as CR LF */
};
void body_lines(struct body_lines *lines, const void *bytes, size_t count);
