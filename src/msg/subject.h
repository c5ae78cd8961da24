/*
 * subject.h - where a subject's prefix ends
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"

/* "RE: ", "FW: ": up to three characters but digits, a colon, white space; 0: it has none. Source:
 * PR_SUBJECT_PREFIX */
static inline size_t subject_prefix_chars(const WCHAR *subject)
{
    size_t n = 0;

    while (n < 3 && subject[n] && subject[n] != ':' && subject[n] != ' ' &&
           !(subject[n] >= '0' && subject[n] <= '9'))
        n++;
    if (!n || subject[n] != ':' || subject[n + 1] != ' ') return 0;
    for (n += 2; subject[n] == ' '; n++)
        ;
    return n;
}
