/*
 * words.h - the words of a name or address, as an entry is found by their beginnings (7.9-14)
 *
 * Case and marks don't matter: words are folded and stripped. Where a script puts no blanks between
 * words (Han, Kana), a word begins at every character, and goes on to the next blank.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "common/platform.h"

#define WORD_MOST_CHARS 64  /* code points; what follows isn't looked at */
#define WORDS_MOST      256 /* of one entry */

struct words {
    char **items; /* WTF-8, malloc; each once */
    size_t n;
};

/* Adds the words of a text; those after WORDS_MOST are left out. begin: also at every character of
 * a script without blanks, as for what is to be found; not for what is looked for. */
HRESULT words_add(struct words *words, const WCHAR *text, size_t chars, bool begin);
void words_clear(struct words *words);
