/*
 * person.c - somebody of an address book, or a list of them, as text
 */
#include "person.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "mapitags.h"

const ULONG person_tags[] = {
    PR_DISPLAY_NAME_W,
    PR_ADDRTYPE_W,
    PR_EMAIL_ADDRESS_W,
    PR_CONTACT_ADDRTYPES_W,
    PR_CONTACT_EMAIL_ADDRESSES_W,
    PR_CONTACT_DEFAULT_ADDRESS_INDEX,
    PR_SURNAME_W,
    PR_GIVEN_NAME_W,
    PR_MIDDLE_NAME_W,
    PR_DISPLAY_NAME_PREFIX_W,
    PR_GENERATION_W,
    PR_NICKNAME_W,
    PR_INITIALS_W,
    PR_COMPANY_NAME_W,
    PR_DEPARTMENT_NAME_W,
    PR_TITLE_W,
    PR_PROFESSION_W,
    PR_ACCOUNT_W,
    PR_LANGUAGE_W,
    PR_COMMENT_W,
    PR_HOBBIES_W,
    PR_MANAGER_NAME_W,
    PR_ASSISTANT_W,
    PR_SPOUSE_NAME_W,
    PR_GENDER,
    PR_BIRTHDAY,
    PR_WEDDING_ANNIVERSARY,
    PR_PERSONAL_HOME_PAGE_W,
    PR_BUSINESS_HOME_PAGE_W,
    PR_BUSINESS_TELEPHONE_NUMBER_W,
    PR_BUSINESS2_TELEPHONE_NUMBER_W,
    PR_HOME_TELEPHONE_NUMBER_W,
    PR_HOME2_TELEPHONE_NUMBER_W,
    PR_MOBILE_TELEPHONE_NUMBER_W,
    PR_CAR_TELEPHONE_NUMBER_W,
    PR_RADIO_TELEPHONE_NUMBER_W,
    PR_PAGER_TELEPHONE_NUMBER_W,
    PR_PRIMARY_TELEPHONE_NUMBER_W,
    PR_OTHER_TELEPHONE_NUMBER_W,
    PR_CALLBACK_TELEPHONE_NUMBER_W,
    PR_ASSISTANT_TELEPHONE_NUMBER_W,
    PR_COMPANY_MAIN_PHONE_NUMBER_W,
    PR_TTYTDD_PHONE_NUMBER_W,
    PR_ISDN_NUMBER_W,
    PR_TELEX_NUMBER_W,
    PR_PRIMARY_FAX_NUMBER_W,
    PR_BUSINESS_FAX_NUMBER_W,
    PR_HOME_FAX_NUMBER_W,
    PR_OFFICE_LOCATION_W,
    PR_STREET_ADDRESS_W,
    PR_LOCALITY_W,
    PR_STATE_OR_PROVINCE_W,
    PR_POSTAL_CODE_W,
    PR_COUNTRY_W,
    PR_POST_OFFICE_BOX_W,
    PR_HOME_ADDRESS_STREET_W,
    PR_HOME_ADDRESS_CITY_W,
    PR_HOME_ADDRESS_STATE_OR_PROVINCE_W,
    PR_HOME_ADDRESS_POSTAL_CODE_W,
    PR_HOME_ADDRESS_COUNTRY_W,
    PR_HOME_ADDRESS_POST_OFFICE_BOX_W,
    PR_OTHER_ADDRESS_STREET_W,
    PR_OTHER_ADDRESS_CITY_W,
    PR_OTHER_ADDRESS_STATE_OR_PROVINCE_W,
    PR_OTHER_ADDRESS_POSTAL_CODE_W,
    PR_OTHER_ADDRESS_COUNTRY_W,
    PR_OTHER_ADDRESS_POST_OFFICE_BOX_W,
    0,
};

/* ---- values ---- */

bool array_room(void *array, size_t n, size_t *room, size_t each)
{
    size_t wanted = *room ? 2 * *room : 16;
    void *old, *grown;

    if (n < *room) return true;
    memcpy(&old, array, sizeof(old));
    grown = realloc(old, wanted * each);
    if (!grown) return false;
    memcpy(array, &grown, sizeof(grown));
    *room = wanted;
    return true;
}

static struct person_value *value_of(const struct person *person, ULONG tag)
{
    for (size_t i = 0; i < person->n; i++)
        if (person->values[i].tag == tag) return &person->values[i];
    return NULL;
}

const struct person_value *person_find(const struct person *person, ULONG tag)
{
    return value_of(person, tag);
}

const char *person_text(const struct person *person, ULONG tag)
{
    const struct person_value *value = value_of(person, tag);

    return value && value->n ? value->texts[0] : "";
}

static const char *keep(struct person *person, const char *text, size_t bytes)
{
    const char *copy = text ? text_hold_copy(&person->hold, text, bytes) : NULL;

    if (text && !copy) person->failed = true;
    return copy;
}

/* The value of that tag, made where there is none. NULL: memory is out. */
static struct person_value *make_value(struct person *person, ULONG tag)
{
    struct person_value *value = value_of(person, tag);

    if (value) return value;
    if (!array_room(&person->values, person->n, &person->room, sizeof(*value))) {
        person->failed = true;
        return NULL;
    }
    value = &person->values[person->n++];
    *value = (struct person_value){.tag = tag};
    return value;
}

static void append(struct person *person, struct person_value *value, const char *text,
                   size_t bytes)
{
    enum {
        TEXTS_ROOM = 16
    };
    const char *copy = keep(person, text, bytes);
    char **grown;

    if (!copy) return;
    if (value->n % TEXTS_ROOM == 0) {
        grown = realloc(value->texts, (value->n + TEXTS_ROOM) * sizeof(*grown));
        if (!grown) {
            person->failed = true;
            return;
        }
        value->texts = grown;
    }
    for (char *from = (char *)copy, *to = from;; from++) { /* CR LF becomes LF */
        if (*from == '\r' && from[1] == '\n') continue;
        *to++ = *from;
        if (!*from) break;
    }
    value->texts[value->n++] = (char *)copy;
}

void person_set(struct person *person, ULONG tag, const char *text, size_t bytes)
{
    struct person_value *value = bytes ? make_value(person, tag) : value_of(person, tag);

    if (!value) return;
    free(value->texts);
    value->texts = NULL;
    value->n = 0;
    if (bytes) append(person, value, text, bytes);
    else *value = person->values[--person->n];
}

void person_add(struct person *person, ULONG tag, const char *text)
{
    struct person_value *value = make_value(person, tag);

    if (value) append(person, value, text, strlen(text));
}

bool person_same(const struct person *a, const struct person *b, ULONG tag)
{
    const struct person_value *one = value_of(a, tag), *two = value_of(b, tag);

    if (!one || !two) return one == two;
    if (one->n != two->n) return false;
    for (size_t i = 0; i < one->n; i++)
        if (strcmp(one->texts[i], two->texts[i])) return false;
    return true;
}

bool person_same_phones(const struct person *a, const struct person *b)
{
    bool is_phone = false;

    for (size_t i = 0; person_tags[i]; i++) { /* they stand together */
        is_phone = is_phone || person_tags[i] == PR_BUSINESS_TELEPHONE_NUMBER_W;
        if (is_phone && !person_same(a, b, person_tags[i])) return false;
        if (person_tags[i] == PR_HOME_FAX_NUMBER_W) return true;
    }
    return true;
}

void person_refer(struct person *person, const char *reference)
{
    person->reference = keep(person, reference, reference ? strlen(reference) : 0);
}

static const char *keep_text(struct person *person, const char *text)
{
    return keep(person, text, text ? strlen(text) : 0);
}

void person_add_member(struct person *person, const struct person_member *member)
{
    if (!array_room(&person->members, person->n_members, &person->members_room, sizeof(*member))) {
        person->failed = true;
        return;
    }
    person->members[person->n_members++] = (struct person_member){
        keep_text(person, member->reference), keep_text(person, member->name),
        keep_text(person, member->type), keep_text(person, member->address)};
}

HRESULT person_made(const struct person *person)
{
    return person->failed ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

void person_drop(struct person *person)
{
    for (size_t i = 0; i < person->n; i++)
        free(person->values[i].texts);
    free(person->values);
    free(person->members);
    text_hold_drop(&person->hold);
    *person = (struct person){0};
}

HRESULT grown_text_put(void *context, const void *bytes, size_t count)
{
    struct grown_text *text = context;

    if (!grown_text_reserve(text, count)) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(text->data + text->count, bytes, count);
    text->count += count;
    return S_OK;
}

void person_keep(struct person *person, const void *original, size_t bytes)
{
    if (!bytes) return;
    person->original = keep(person, original, bytes);
    person->original_bytes = bytes;
}

/* ---- addresses ---- */

static void set_text(struct person *person, ULONG tag, const char *text)
{
    person_set(person, tag, text, strlen(text));
}

void person_set_addresses(struct person *person, const struct person_address *addresses, size_t n,
                          size_t main_one)
{
    char number[16];

    if (!n) return;
    set_text(person, PR_ADDRTYPE_W, addresses[main_one].type);
    set_text(person, PR_EMAIL_ADDRESS_W, addresses[main_one].address);
    if (n == 1) return;
    for (size_t i = 0; i < n; i++) {
        person_add(person, PR_CONTACT_ADDRTYPES_W, addresses[i].type);
        person_add(person, PR_CONTACT_EMAIL_ADDRESSES_W, addresses[i].address);
    }
    snprintf(number, sizeof(number), "%u", (unsigned)main_one);
    set_text(person, PR_CONTACT_DEFAULT_ADDRESS_INDEX, number);
}

static bool same_address(const struct person_address *a, const struct person_address *b)
{
    return !strcmp(a->type, b->type) && !strcmp(a->address, b->address);
}

/* Where the index says that the main one stands among those that are no empty texts; n: nowhere. */
static size_t said_main(const struct person *person, const struct person_value *all, size_t n)
{
    const char *number = person_text(person, PR_CONTACT_DEFAULT_ADDRESS_INDEX);
    size_t said = *number && *number != '-' ? strtoul(number, NULL, 10) : SIZE_MAX, empty = 0;

    if (!all || said >= all->n || !*all->texts[said]) return n;
    for (size_t i = 0; i < said; i++)
        empty += !*all->texts[i];
    return said - empty;
}

size_t person_addresses(const struct person *person, struct person_address out[PERSON_ADDRESSES],
                        size_t *main_one)
{
    const struct person_value *all = person_find(person, PR_CONTACT_EMAIL_ADDRESSES_W),
                              *types = person_find(person, PR_CONTACT_ADDRTYPES_W);
    struct person_address first = {person_text(person, PR_ADDRTYPE_W),
                                   person_text(person, PR_EMAIL_ADDRESS_W)};
    size_t n = 0, said;

    *main_one = 0;
    if (!*first.type) first.type = "SMTP";
    for (size_t i = 0; all && i < all->n && n < PERSON_ADDRESSES; i++) {
        const char *type = types && i < types->n ? types->texts[i] : "";

        if (*all->texts[i])
            out[n++] = (struct person_address){*type ? type : "SMTP", all->texts[i]};
    }
    said = said_main(person, all, n);
    if (said < n) *main_one = said;
    if (!*first.address || (said < n && same_address(&out[said], &first))) return n;
    for (size_t i = 0; i < n; i++)
        if (same_address(&out[i], &first)) {
            *main_one = i;
            return n;
        }
    if (said < n) {
        out[said] = first; /* somebody changed the main one alone */
        return n;
    }
    if (n < PERSON_ADDRESSES) n++; /* these are the others */
    memmove(out + 1, out, (n - 1) * sizeof(*out));
    out[0] = first;
    return n;
}

size_t person_addresses_beyond(const struct person *person)
{
    const struct person_value *all = person_find(person, PR_CONTACT_EMAIL_ADDRESSES_W);

    return all && all->n > PERSON_ADDRESSES ? all->n - PERSON_ADDRESSES : 0;
}

/* ---- names and days ---- */

void person_name(struct person *person)
{
    static const ULONG parts[] = {PR_GIVEN_NAME_W, PR_MIDDLE_NAME_W, PR_SURNAME_W};
    static const ULONG others[] = {PR_COMPANY_NAME_W, PR_NICKNAME_W, PR_EMAIL_ADDRESS_W};
    struct grown_text name = {0};
    const char *other = "";

    if (*person_text(person, PR_DISPLAY_NAME_W)) return;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        const char *part = person_text(person, parts[i]);

        if (!*part) continue;
        if (!grown_text_reserve(&name, strlen(part) + 2)) {
            person->failed = true;
            break;
        }
        if (name.count) name.data[name.count++] = ' ';
        memcpy(name.data + name.count, part, strlen(part));
        name.count += strlen(part);
    }
    for (size_t i = 0; !name.count && !*other && i < sizeof(others) / sizeof(others[0]); i++)
        other = person_text(person, others[i]);
    if (name.count) person_set(person, PR_DISPLAY_NAME_W, name.data, name.count);
    else set_text(person, PR_DISPLAY_NAME_W, other);
    free(name.data);
}

static bool digits(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] < '0' || text[i] > '9') return false;
    return true;
}

static unsigned number(const char *text, size_t n)
{
    unsigned value = 0;

    for (size_t i = 0; i < n; i++)
        value = 10 * value + (unsigned)(text[i] - '0');
    return value;
}

bool person_day(const char *text, size_t bytes, char out[11])
{
    static const unsigned char lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    size_t dash = bytes >= 10 && text[4] == '-' && text[7] == '-', end = dash ? 10 : 8;
    const char *month = text + 4 + dash, *day = text + 6 + 2 * dash;
    unsigned year, m, d;

    if (bytes < end || !digits(text, 4) || !digits(month, 2) || !digits(day, 2)) return false;
    if (bytes > end && text[end] != 'T' && text[end] != ' ') return false;
    year = number(text, 4);
    m = number(month, 2);
    d = number(day, 2);
    if (year < 1601 || m < 1 || m > 12 || d < 1 || d > lengths[m - 1]) return false;
    if (m == 2 && d == 29 && (year % 4 || (year % 100 == 0 && year % 400))) return false;
    memcpy(out, text, 4);
    memcpy(out + 5, month, 2);
    memcpy(out + 8, day, 2);
    out[4] = out[7] = '-';
    out[10] = 0;
    return true;
}
