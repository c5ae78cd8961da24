/*
 * fuzz_people.c - any bytes as a file of people: what becomes properties and is kept beside them is
 * written and read again without loss, in both formats and both versions of cards
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "../../programs/mapictl/people_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    MOST_PEOPLE = 50
};

static void check(bool good)
{
    if (!good) abort();
}

static HRESULT append(void *context, const void *bytes, size_t count)
{
    struct grown_text *text = context;

    check(grown_text_reserve(text, count));
    if (count) memcpy(text->data + text->count, bytes, count);
    text->count += count;
    return S_OK;
}

static void write_person(struct person *person, enum people_format format, int version,
                         struct grown_text *out)
{
    ULONG lost;

    check(people_refer(person, format) == S_OK);
    out->count = 0;
    check(people_write(person, format, version, (struct byte_sink){append, out}, &lost) == S_OK);
}

/* Reads the first of a file; false: there is nobody. */
static bool read_person(const struct grown_text *text, enum people_format format,
                        struct person *out)
{
    struct byte_span span = {text->data, text->count};
    struct people_reader *reader;
    struct people_place place;
    bool any;

    check(people_open((struct byte_source){byte_span_get, &span}, format, 0, &reader) == S_OK);
    any = people_next(reader, out, &place) == S_OK;
    people_close(reader);
    return any;
}

/* Written once more it has the same length: what is kept is kept for good. */
static void there_and_back(struct person *person, enum people_format format, int version)
{
    struct grown_text once = {0}, twice = {0}, more = {0};
    struct person again = {0};

    write_person(person, format, version, &once);
    if (read_person(&once, format, &again)) {
        write_person(&again, format, version, &twice);
        check(read_person(&twice, format, &again));
        write_person(&again, format, version, &more);
        check(more.count == twice.count);
    }
    person_drop(&again);
    free(once.data);
    free(twice.data);
    free(more.data);
}

static void read_all(const uint8_t *data, size_t size, enum people_format format)
{
    struct byte_span span = {(const char *)data, size};
    struct people_reader *reader;
    struct people_place place;
    struct person person = {0};
    int n = 0;

    check(people_open((struct byte_source){byte_span_get, &span}, format, 0, &reader) == S_OK);
    while (n++ < MOST_PEOPLE && people_next(reader, &person, &place) == S_OK) {
        there_and_back(&person, PEOPLE_VCARD, 30);
        there_and_back(&person, PEOPLE_VCARD, 40);
        there_and_back(&person, PEOPLE_LDIF, 0);
    }
    people_close(reader);
    person_drop(&person);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum people_format format;

    if (people_format_of((const char *)data, size, &format)) read_all(data, size, format);
    return 0;
}
