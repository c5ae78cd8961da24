/*
 * people_file.c - a file of people: business cards, or entries of a directory
 */
#include "people_file.h"
#include <stdlib.h>
#include <string.h>
#include "card_person.h"
#include "ldif_person.h"
#include "mapicode.h"

struct people_reader {
    struct vcard_reader *cards; /* one of them is NULL */
    struct ldif_reader *entries;
};

bool people_format_of(const char *bytes, size_t count, enum people_format *out)
{
    static const struct {
        const char *begin;
        enum people_format format;
    } begins[] = {{"begin:vcard", PEOPLE_VCARD}, {"dn:", PEOPLE_LDIF}, {"version:", PEOPLE_LDIF}};
    char text[16];
    size_t n = 0;
    bool comment = false, line_start = true;

    for (size_t i = 0; i < count && n < sizeof(text); i++) {
        char c = bytes[i];

        if (!c || (unsigned char)c >= 0x80) continue; /* half of UTF-16, the mark at its start */
        if (line_start && c == '#') comment = true;
        line_start = c == '\n' || c == '\r';
        if (line_start) comment = false;
        if (comment || c == ' ' || c == '\t' || line_start) continue;
        text[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
        size_t length = strlen(begins[i].begin);

        if (n < length || memcmp(text, begins[i].begin, length)) continue;
        *out = begins[i].format;
        return true;
    }
    return false;
}

HRESULT people_open(struct byte_source source, enum people_format format, UINT code_page,
                    struct people_reader **out)
{
    struct people_reader *reader = calloc(1, sizeof(*reader));
    HRESULT hr;

    *out = NULL;
    if (!reader) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = format == PEOPLE_VCARD ? vcard_open(source, code_page, &reader->cards)
                                : ldif_open(source, code_page, &reader->entries);
    if (FAILED(hr)) free(reader);
    else *out = reader;
    return hr;
}

HRESULT people_next(struct people_reader *reader, struct person *out, struct people_place *place)
{
    struct ldif_entry entry;
    struct card card;
    ULONG beyond = 0;
    HRESULT hr;

    person_drop(out);
    *place = (struct people_place){0};
    if (reader->cards) {
        hr = vcard_next(reader->cards, &card);
        if (hr != S_OK) return hr;
        *place = (struct people_place){card.line, card.lost};
        hr = person_of_card(&card, out, &beyond);
    } else {
        hr = ldif_next(reader->entries, &entry);
        if (hr != S_OK) return hr;
        *place = (struct people_place){entry.line, entry.lost};
        hr = person_of_ldif(&entry, out, &beyond);
    }
    place->lost += beyond;
    return hr;
}

ULONG people_skipped(const struct people_reader *reader)
{
    if (reader->cards) {
        const struct vcard_faults *faults = vcard_faults(reader->cards);

        return faults->skipped + faults->nested;
    }
    return ldif_faults(reader->entries)->skipped + ldif_faults(reader->entries)->changes;
}

void people_close(struct people_reader *reader)
{
    if (!reader) return;
    vcard_close(reader->cards);
    ldif_close(reader->entries);
    free(reader);
}

HRESULT people_write_head(enum people_format format, struct byte_sink sink)
{
    return format == PEOPLE_LDIF ? ldif_write_head(sink) : S_OK;
}

HRESULT people_write(const struct person *person, enum people_format format, int version,
                     struct byte_sink sink, ULONG *lost)
{
    HRESULT hr = S_OK;

    *lost = 0;
    if (format == PEOPLE_LDIF && person_has_card(person)) hr = person_card_rest(person, lost);
    if (format == PEOPLE_VCARD && person_has_ldif(person)) hr = person_ldif_rest(person, lost);
    *lost += (ULONG)person_addresses_beyond(person);
    if (FAILED(hr)) return hr;
    return format == PEOPLE_LDIF ? person_write_ldif(person, sink)
                                 : person_write_card(person, version, sink);
}

bool people_has_original(const struct person *person, enum people_format format)
{
    return format == PEOPLE_LDIF ? person_has_ldif(person) : person_has_card(person);
}

HRESULT people_refer(struct person *person, enum people_format format)
{
    return format == PEOPLE_LDIF ? person_ldif_reference(person) : person_card_reference(person);
}
