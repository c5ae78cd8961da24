/*
 * filter_judge.c - whether an LDAP entry matches a filter, for tests: a server in small
 */
#include "ldap_ab/filter_judge.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "common/text/fold.h"
#include "common/text/text8.h"

static const char *item_end(const char *p)
{
    return p + strcspn(p, ")");
}

/* The folded code points of text[0..bytes), in memory of the caller's. */
static size_t folded(const char *text, size_t bytes, uint32_t *out)
{
    const uint8_t *p = (const uint8_t *)text, *end = p + bytes;
    size_t n = 0;

    while (p < end)
        out[n++] = fold_code_point(wtf8_next(&p, end));
    return n;
}

/* Up to the next star or the end; escapes undone. */
static size_t piece(const char **at, const char *end, char *out)
{
    size_t n = 0;

    while (*at < end && **at != '*') {
        if (**at == '\\') {
            char hex[3] = {(*at)[1], (*at)[2]};

            out[n++] = (char)strtoul(hex, NULL, 16);
            *at += 3;
        } else {
            out[n++] = *(*at)++;
        }
    }
    return n;
}

static bool value_matches(const char *pattern, const char *end, const char *value)
{
    size_t room = strlen(value) + (size_t)(end - pattern) + 1, n_value, at = 0;
    uint32_t text[room], part[room]; /* on the stack: a test may let allocations fail */
    char bytes[room];
    bool matches = true, first = true;

    n_value = folded(value, strlen(value), text);
    for (;;) {
        size_t n = folded(bytes, piece(&pattern, end, bytes), part);
        bool last = pattern == end;

        if (last && at + n > n_value) matches = false;
        else if (last && !first) at = n_value - n; /* at the value's end */
        while (matches && (at + n > n_value || memcmp(text + at, part, n * sizeof(*part)))) {
            if (first || last || at + n > n_value) matches = false;
            at++;
        }
        at += n;
        if (last || !matches) break;
        pattern++;
        first = false;
    }
    if (matches && at != n_value && first) matches = false; /* the whole value was asked for */
    return matches;
}

static bool item_keeps(const char *item, const char *end, const struct entry_value *values,
                       size_t n)
{
    const char *equals = memchr(item, '=', (size_t)(end - item));
    size_t name = (size_t)(equals - item);

    if (!strncasecmp(item, "objectClass=*", (size_t)(end - item)) && end - item == 13) return true;
    for (size_t i = 0; i < n; i++) {
        if (strncasecmp(values[i].attribute, item, name) || values[i].attribute[name]) continue;
        if (value_matches(equals + 1, end, values[i].value)) return true;
    }
    return false;
}

static bool judge(const char **at, const struct entry_value *values, size_t n)
{
    char kind = *++*at;
    bool keeps = kind != '|';

    if (kind == '!') {
        ++*at;
        keeps = !judge(at, values, n);
    } else if (kind == '&' || kind == '|') {
        ++*at;
        while (**at == '(') {
            bool one = judge(at, values, n);

            keeps = kind == '&' ? keeps && one : keeps || one;
        }
    } else {
        const char *end = item_end(*at);

        keeps = item_keeps(*at, end, values, n);
        *at = end;
    }
    if (**at != ')') abort();
    ++*at;
    return keeps;
}

bool filter_keeps(const char *filter, const struct entry_value *values, size_t n)
{
    const char *at = filter;

    return judge(&at, values, n);
}
