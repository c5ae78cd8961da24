/*
 * utf8_lines.h - UTF-8 as it comes, piece by piece, into UTF-16 with lines that end in CR LF
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"

/* Zeroed before the first piece. */
struct utf8_lines {
    uint32_t code, least; /* of a character that is cut, and of any that takes so many bytes */
    int left;             /* so many bytes of it are to come */
    bool begun, cr;       /* a character was there; the last one was CR */
};

/*
 * What so many bytes add, into out: room for twice as many. A byte order mark at the beginning
 * goes. False: that is no UTF-8, or no text (it has a NUL in it).
 */
bool utf8_lines_add(struct utf8_lines *lines, const char *bytes, size_t n, WCHAR *out,
                    size_t *chars);
/* False: it ended within a character. */
bool utf8_lines_end(const struct utf8_lines *lines);
