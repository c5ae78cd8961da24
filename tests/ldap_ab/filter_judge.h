/*
 * filter_judge.h - whether an LDAP entry matches a filter, for tests: a server in small
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct entry_value {
    const char *attribute;
    const char *value; /* WTF-8 */
};

/*
 * Attributes compare without case; values as caseIgnoreMatch does, but spaces count. Only what
 * providers/ldap_ab writes is understood: & | ! = with any number of stars.
 */
bool filter_keeps(const char *filter, const struct entry_value *values, size_t n);
