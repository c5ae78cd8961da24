/*
 * text_lines.h - the lines of a text file, whoever wrote it
 *
 * A line ends in CR LF, LF or CR, the last one also with the file. A file in UTF-16 is known by its
 * byte order mark, or by a NUL beside its first character, and becomes UTF-8; every other file
 * stays as it is, without the mark of UTF-8. Needs nothing but include/ and malloc: programs link
 * it too.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#include "codec/text/byte_stream.h"
#include "codec/text/text_hold.h"

enum {
    TEXT_PIECE = 8192
};
enum text_form {
    TEXT_UNKNOWN,
    TEXT_BYTES,
    TEXT_UTF16_LE,
    TEXT_UTF16_BE
};

struct text_lines {
    struct byte_source source;
    HRESULT hr; /* of the source, for good */
    ULONG line; /* the number of the one that was given last, from 1 */
    enum text_form form;
    bool ended;
    bool after_cr; /* an LF that comes now belongs to it */
    int odd;       /* the first byte of half a unit of UTF-16, -1: none */
    WCHAR high;    /* the first half of a character, 0: none */
    size_t at, n;  /* in bytes */
    char bytes[TEXT_PIECE / 2 * 3 + 8];
};

void text_lines_begin(struct text_lines *lines, struct byte_source source);
/*
 * Puts the next line, without its end, behind text.
 * most     bytes of it that are taken; what goes beyond is passed over
 * cut      becomes whether there was more
 * Errors   S_FALSE (there is no more), MAPI_E_NOT_ENOUGH_MEMORY, those of the source
 */
HRESULT text_lines_next(struct text_lines *lines, struct grown_text *text, size_t most, bool *cut);
