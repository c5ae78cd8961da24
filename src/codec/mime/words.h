/*
 * words.h - header text: unfolded, encoded words decoded (RFC 2047), whatever 8-bit bytes mean
 *
 *     "=?" charset ["*" language] "?" ("B" / "Q") "?" encoded-text "?="
 *
 * White space between two encoded words isn't text; characters may be split over words of one
 * charset. Words are found inside quoted strings and beside other text too, as mailers write them
 * there. A word of unknown charset stays as it is. Bytes with the high bit outside words are UTF-8
 * when they are well-formed, else in the code page given.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

/* What was met while text was decoded. */
struct mime_text_faults {
    ULONG unknown_charset;
    ULONG bad_text;
};

/*
 * Text on root (NULL: a new root) with a NUL behind it; it holds no other.
 * instead  code page of 8-bit bytes that aren't UTF-8; 0: 1252
 * faults   counted up; NULL: nobody counts
 * Errors   MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT mime_words(const char *text, size_t bytes, UINT instead, struct mime_text_faults *faults,
                   void *root, WCHAR **out);
