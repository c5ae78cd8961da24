/*
 * char_filter.c - reads the filter of an edit control, one character against it
 */
#include "ui/char_filter.h"

/* The next character of a set, quoted or not; *at goes behind it. */
static WCHAR take(const WCHAR **at)
{
    if (**at == '\\' && (*at)[1]) (*at)++;
    return *(*at)++;
}

/* From behind its '[' to behind its ']'. */
static bool is_in_set(const WCHAR **at, WCHAR c)
{
    bool others = **at == '~', found = false;

    if (others) (*at)++;
    while (**at && **at != ']') {
        WCHAR first = take(at), last = first;

        if (**at == '-' && (*at)[1] && (*at)[1] != ']') {
            (*at)++;
            last = take(at);
        }
        found = found || (c >= first && c <= last);
    }
    if (**at) (*at)++;
    return found != others;
}

bool char_filter_allows(const WCHAR *filter, WCHAR c)
{
    const WCHAR *at = filter;

    if (!*at) return true;
    while (*at) {
        if (*at == '*') return true;
        if (*at == '[') {
            at++;
            if (is_in_set(&at, c)) return true;
        } else if (take(&at) == c) return true;
    }
    return false;
}
