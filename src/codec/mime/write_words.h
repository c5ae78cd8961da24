/*
 * write_words.h - text as encoded words (RFC 2047)
 *
 *     "=?" charset "?" ("B" / "Q") "?" encoded-text "?="       at most 75 characters; no character
 * is split over two
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

enum { WORD_ROOM = 75 };

struct words_out {
    const WCHAR *text; /* what is left of it; borrowed */
    size_t chars;
    UINT code_page;
    const char *charset;
    bool base64;
    bool phrase; /* in a phrase "Q" may use letters, digits and !*+-/ alone */
};
/* code_page: UTF-8 takes its place when it has no name in mail, or can't say the text. */
void words_begin(struct words_out *words, UINT code_page, const WCHAR *text, size_t chars,
                 bool phrase);
/* The next word of at most room characters, or 0: not even one character of text fits (never with
 * room 75). */
size_t words_next(struct words_out *words, size_t room, char out[WORD_ROOM]);
