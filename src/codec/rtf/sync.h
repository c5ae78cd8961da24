/*
 * sync.h - whether the text of a message and its RTF still say the same: a checksum of what counts
 * of a text
 *
 * The reference says that the checksum leaves out some characters and converts others, but not
 * which. Messages that Outlook saved show it (doc/observed.md): blanks, line ends, '.' and '~' are
 * left out, a to z become A to Z, and the rest is taken as bytes of the text's code page; their
 * checksum is that of compressed RTF, and the first SYNC_TAG of them are the tag. That U+00A0
 * counts as a blank, and that only ASCII has capitals, is our choice.
 *
 * A text that others wrote something before or behind is found by its tag and its checksum. Needs
 * sys_encode besides include/, and no memory but its own.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "codec/text/encode.h"

enum { SYNC_TAG = 100, SYNC_TRIES = 16 };

struct sync_mark { /* of a text: PR_RTF_SYNC_BODY_CRC, _COUNT, and _TAG in bytes */
    uint32_t crc;
    uint32_t count; /* bytes that count */
    unsigned tag_bytes;
    char tag[SYNC_TAG];
};

struct sync_text {
    struct sync_mark mark; /* of what was put */
    struct text_encoder encoder;
    const struct sync_mark *sought; /* NULL: none */
    bool found;                     /* it is in there */
    uint32_t prefix;                /* ... behind so many bytes that count */
    unsigned n_tries;
    struct {
        uint32_t start, crc;
    } tries[SYNC_TRIES]; /* places where its tag stands */
    char last[SYNC_TAG]; /* bytes, at their number modulo SYNC_TAG */
};

/* sought is borrowed until sync_text_end. code_page must be one that text_encoder_knows. */
void sync_text_begin(struct sync_text *text, UINT code_page, const struct sync_mark *sought);
HRESULT sync_text_put(struct sync_text *text, const WCHAR *units, size_t chars);
HRESULT sync_text_end(struct sync_text *text);
bool sync_mark_same(const struct sync_mark *a, const struct sync_mark *b);
