/*
 * part.h - a mail as a tree of parts (RFC 2045, 2046)
 *
 * The tree lies over the mail's bytes and copies none of them; bodies are decoded by transfer.h
 * when they are wanted. A message/rfc822 part is a leaf here: its body is a mail of its own.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#include "codec/mime/header.h"
#include "codec/mime/params.h"
#include "codec/mime/transfer.h"

enum {
    MIME_MAX_DEPTH = 64,     /* multiparts in multiparts */
    MIME_MAX_MAILS = 16,     /* mails in mails */
    MIME_MAX_PARTS = 20000,  /* of one mail, and all mails in it */
};

struct mime_part {
    struct mime_part *next, *child;
    const char *raw; /* header and body */
    size_t raw_bytes;
    struct mime_header header;
    const char *body; /* encoded as it came */
    size_t body_bytes;
    const char *
        type; /* lower case: "text/plain"; what the field lacks, or says wrongly, by RFC 2045 5.2 */
    struct mime_params content;     /* of Content-Type */
    struct mime_params disposition; /* of Content-Disposition */
    enum mime_encoding encoding;
    bool encoding_known;
    bool unsplit; /* a multipart whose parts were not taken apart: no boundary found, or too deep */
};

struct mime_limits { /* shared by a mail and those in it */
    unsigned depth; /* mails around this one */
    unsigned parts; /* met so far */
};
struct mime_tree {
    void *root; /* owned: all of the tree; mem_free */
    struct mime_part *top;
    size_t outside;         /* bytes before a first part or behind a last one, white space apart */
    unsigned bad_structure; /* multiparts without boundary, or without their last one */
    unsigned too_deep;      /* multiparts left whole for a limit */
};

/*
 * text     stays where it is for as long as the tree lives
 * limits   parts are counted up
 * Errors   MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT mime_parse(const char *text, size_t bytes, struct mime_limits *limits,
                   struct mime_tree *out);
bool mime_type_is(const struct mime_part *part,
                  const char *type); /* "text/plain", or "text/" for all of them */
