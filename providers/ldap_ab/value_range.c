/*
 * value_range.c - the part of an attribute's values that a server sent: member;range=0-1499
 */
#include "value_range.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define OPTION       ";range="
#define OPTION_CHARS (sizeof(OPTION) - 1)
#define MOST_DIGITS  9

/* Where the option begins, or the end. */
static size_t name_chars(const char *name)
{
    size_t n = strlen(name), i = 0;

    while (i < n && strncasecmp(name + i, OPTION, OPTION_CHARS))
        i++;
    return i;
}

static bool read_number(const char **at, size_t *out)
{
    const char *p = *at;

    *out = 0;
    while (*p >= '0' && *p <= '9' && p - *at <= MOST_DIGITS)
        *out = *out * 10 + (size_t)(*p++ - '0');
    if (p == *at || p - *at > MOST_DIGITS) return false;
    *at = p;
    return true;
}

bool value_range_read(const char *asked, const char *name, struct value_range *out)
{
    size_t n = name_chars(name), last;
    const char *p = name + n;

    *out = (struct value_range){0};
    if (!*p || n != name_chars(asked) || strncasecmp(asked, name, n)) return false;
    p += OPTION_CHARS;
    if (!read_number(&p, &out->first) || *p++ != '-') return false;
    if (!strcmp(p, "*")) return true;
    if (!read_number(&p, &last) || *p || last < out->first) return false;
    out->next = last + 1;
    return true;
}

bool value_range_write(const char *name, size_t first, char *out, size_t chars)
{
    int n = snprintf(out, chars, "%s" OPTION "%zu-*", name, first);

    return n > 0 && (size_t)n < chars;
}
