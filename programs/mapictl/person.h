/*
 * person.h - somebody of an address book, or a list of them, as text: what lies between entries and
 * files
 *
 * Every value is UTF-8 with LF at line ends, whatever its property's type: PT_SYSTIME is a day
 * "1996-04-15", numbers are decimal, PR_GENDER is "F" or "M". PT_MV_UNICODE has several texts.
 * Needs nothing but include/ and the library `cards`, so that it is tested natively.
 */
#pragma once
#include "codec/vcard/card.h"

/* What a file said of this person, as text in its format, where the properties don't say all of it.
 * Of those that clients define for themselves (6000-65FF). */
#define PR_MAPICTL_ORIGINAL PROP_TAG(PT_BINARY, 0x65C1)

enum person_limits {
    PERSON_ADDRESSES = 257,    /* one person's: the main one, and those of a page of details */
    PERSON_ORIGINAL = 3 << 20, /* bytes of PR_MAPICTL_ORIGINAL; address books keep some megabytes */
};

struct person_value {
    ULONG tag;
    char **texts;
    size_t n;
};

struct person_member {
    const char *reference; /* as lists of the format name members; NULL: it isn't known */
    const char *name, *type, *address; /* NULL: not known */
};

struct person {
    struct text_hold hold;
    struct person_value *values;
    size_t n, room;
    bool is_list;
    const char *reference; /* as lists of the format name this one; NULL: it has no such name */
    struct person_member *members;
    size_t n_members, members_room;
    const char *original; /* PR_MAPICTL_ORIGINAL; NULL: there is none */
    size_t original_bytes;
    bool failed; /* memory was out; tell it by person_made */
};

struct person_address {
    const char *type, *address;
};

/* What a person's properties are, ends with 0. */
extern const ULONG person_tags[];

/* Replaces; an empty text is no value. Texts are copied, like all below. */
void person_set(struct person *person, ULONG tag, const char *text, size_t bytes);
/* One more text of a PT_MV_UNICODE. */
void person_add(struct person *person, ULONG tag, const char *text);
void person_add_member(struct person *person, const struct person_member *member);
void person_keep(struct person *person, const void *original, size_t bytes);
void person_refer(struct person *person, const char *reference);
const struct person_value *person_find(const struct person *person, ULONG tag); /* or NULL */
const char *person_text(const struct person *person, ULONG tag); /* the first; "": none */
bool person_same(const struct person *a, const struct person *b, ULONG tag);
/* All their telephone numbers; also none. */
bool person_same_phones(const struct person *a, const struct person *b);
/*
 * Several addresses: the main one is PR_ADDRTYPE and PR_EMAIL_ADDRESS; where there are more,
 * PR_CONTACT_ADDRTYPES and PR_CONTACT_EMAIL_ADDRESSES have all of them, and
 * PR_CONTACT_DEFAULT_ADDRESS_INDEX says which is the main one. Where no such index is there, they
 * have the others, or all.
 */
void person_set_addresses(struct person *person, const struct person_address *addresses, size_t n,
                          size_t main_one);
/* Gives how many; borrowed from person. */
size_t person_addresses(const struct person *person, struct person_address out[PERSON_ADDRESSES],
                        size_t *main_one);
/* How many of them are beyond PERSON_ADDRESSES. */
size_t person_addresses_beyond(const struct person *person);
/* Without a display name: one of the name's parts, the company or an address. */
void person_name(struct person *person);
/* S_OK, or MAPI_E_NOT_ENOUGH_MEMORY: something is missing in it. */
HRESULT person_made(const struct person *person);
void person_drop(struct person *person); /* may be used for the next */

/* A sink into a struct grown_text, which is the context. */
HRESULT grown_text_put(void *context, const void *bytes, size_t count);
/* Room for one more in an array of malloc's, given by its address, of n elements; false: memory is
 * out. */
bool array_room(void *array, size_t n, size_t *room, size_t each);

/* "1996-04-15" of "1996-04-15", "19960415" and these with a time behind; false: it is no whole day.
 */
bool person_day(const char *text, size_t bytes, char out[11]);
