/*
 * value_range.h - the part of an attribute's values that a server sent: member;range=0-1499
 *
 * Active Directory sends no more than 1,500 values of an attribute, and says so in its name; who
 * wants the others asks for member;range=1500-*, and the last part's name is member;range=N-*.
 * Source: "Searching Using Range Retrieval" (Active Directory Domain Services).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct value_range {
    size_t first;
    size_t
        next; /* the first that isn't there; 0: there are no others, or none were sent in parts */
};

/*
 * asked  the attribute that was asked for, with or without a range of its own
 * name   what the server calls it
 * false  name is another attribute, or all of it, or no range that there can be
 */
bool value_range_read(const char *asked, const char *name, struct value_range *out);

#define VALUE_RANGE_CHARS 32
/* Writes name;range=first-* to out; false: there is no room for it. */
bool value_range_write(const char *name, size_t first, char *out, size_t chars);
