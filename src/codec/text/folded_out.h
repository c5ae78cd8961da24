/*
 * folded_out.h - long lines on their way out, folded: the next line goes on behind one blank
 *
 * A line is never cut inside a character of UTF-8, and never between what is put at once as a
 * unit. Bytes that are no UTF-8 become U+FFFD. Needs nothing but include/: programs link it too.
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"
#include "codec/text/byte_stream.h"

enum {
    FOLDED_OUT = 1024
};

struct folded_out {
    struct byte_sink sink;
    HRESULT hr;
    size_t widest;   /* bytes of a line, without its end */
    const char *end; /* of a line */
    size_t column, n;
    char bytes[FOLDED_OUT];
};

void folded_out_begin(struct folded_out *out, struct byte_sink sink, size_t widest,
                      const char *end);
void folded_out_unit(struct folded_out *out, const char *bytes, size_t count);
void folded_out_text(struct folded_out *out, const char *text, size_t bytes);
void folded_out_word(struct folded_out *out, const char *word); /* up to its NUL */
void folded_out_base64(struct folded_out *out, const void *bytes, size_t count);
void folded_out_line_end(struct folded_out *out);
HRESULT folded_out_end(struct folded_out *out); /* the first error of the sink */
