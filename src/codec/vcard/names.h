/*
 * names.h - what the values of a vCard are, by their names
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum card_kind {
    CARD_TEXT,   /* one text; ";" and "," are part of it */
    CARD_LIST,   /* texts, parted by "," */
    CARD_FIELDS, /* components, parted by ";" */
    CARD_LISTS,  /* components that may be lists */
    CARD_URI,    /* a URI, number or date: no escapes but of "\" and line ends */
    CARD_MEDIA,  /* bytes, or a URI */
    CARD_OTHER,  /* unknown: as it stands */
};

/* name in upper case; said: the parameter VALUE, or NULL. */
enum card_kind card_kind(const char *name, const char *said);
/* 4.0's name for one of 2.1's or 3.0's, and the other way; name itself: they are the same. */
const char *card_name_from_30(const char *name);
const char *card_name_for_30(const char *name);
/* Whether two ASCII texts are equal but for their case; b ends with NUL. */
bool card_same(const char *a, size_t bytes, const char *b);
/* Whether this can be a name: at most CARD_NAME letters, digits, "-" and "_". */
bool card_is_name(const char *name, size_t bytes);
