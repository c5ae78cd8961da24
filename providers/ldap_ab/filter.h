/*
 * filter.h - LDAP search filters as text (RFC 4515), written piece by piece
 *
 * A filter of ours is ASCII: what is not is written as the bytes of its UTF-8, each as \xx. So it
 * means the same to every library, whatever code page that thinks in, and nothing that somebody
 * typed can be anything but a value.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "common/platform.h"

/* Longer ones servers refuse, or take long for; who would make one says it wider. */
#define FILTER_MAX_CHARS  32768
#define FILTER_MAX_DEPTH  64
#define FILTER_EVERYTHING "(objectClass=*)"
#define FILTER_NOTHING    "(!(objectClass=*))"

struct filter {
    char *text; /* malloc; terminated once something was added */
    size_t chars, room;
    bool bad; /* memory is out; what comes after is left out */
};

/* Adds what is filter already. */
void filter_add(struct filter *filter, const char *text);
/* ... (attribute=before VALUE after), the value escaped: before and after are * or nothing, or a
 * piece of a value that needs no escape. */
void filter_add_item(struct filter *filter, const char *attribute, const char *before,
                     const WCHAR *value, size_t chars, const char *after);
/* Makes it `before`; what was added since is gone. */
void filter_cut(struct filter *filter, size_t before);
void filter_clear(struct filter *filter);
/*
 * Gives the text away (free) and clears.
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY  something could not be added, or nothing was
 */
HRESULT filter_take(struct filter *filter, char **out);

/* An attribute's description: a name or dotted numbers, with options (userCertificate;binary). */
bool attribute_is_valid(const char *text, size_t chars);
/* Whether all of text is one filter as above, which an administrator may have written: no deeper or
 * longer than our own, printable ASCII. */
bool filter_is_valid(const char *text);
