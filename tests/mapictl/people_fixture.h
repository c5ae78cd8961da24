/*
 * people_fixture.h - files of people in memory, and people shown as text
 */
#pragma once
#include "codec/card_fixture.h"
#include "local_store/failing_malloc.h"
#include "mapitags.h"
#include "../../programs/mapictl/people_file.h"

/* The first of a file; drop it. */
static inline void read_first(const char *file, size_t bytes, enum people_format format,
                              struct person *out, struct people_place *place)
{
    struct byte_span span = {file, bytes};
    struct people_reader *reader;

    assert_int_equal(people_open((struct byte_source){byte_span_get, &span}, format, 0, &reader),
                     S_OK);
    assert_int_equal(people_next(reader, out, place), S_OK);
    people_close(reader);
}

static inline void first_of(const char *file, enum people_format format, struct person *out)
{
    struct people_place place;

    read_first(file, strlen(file), format, out, &place);
    assert_int_equal(place.lost, 0);
}

static inline void assert_text(const struct person *person, ULONG tag, const char *want)
{
    assert_string_equal(person_text(person, tag), want);
}

/* A person as a file; the caller frees it. */
static inline char *file_of(const struct person *person, enum people_format format, int version)
{
    struct pot pot = {0};
    ULONG lost;

    assert_int_equal(
        people_write(person, format, version, (struct byte_sink){pot_put, &pot}, &lost), S_OK);
    assert_int_equal(lost, 0);
    return pot.text;
}

static inline void assert_file(const struct person *person, enum people_format format, int version,
                               const char *want)
{
    char *file = file_of(person, format, version);

    assert_string_equal(file, want);
    free(file);
}

static inline void assert_same_people(const struct person *a, const struct person *b)
{
    for (size_t i = 0; person_tags[i]; i++)
        if (!person_same(a, b, person_tags[i]))
            fail_msg("%#x is '%s' and '%s'", (unsigned)person_tags[i],
                     person_text(a, person_tags[i]), person_text(b, person_tags[i]));
    assert_int_equal(a->is_list, b->is_list);
    assert_int_equal(a->n_members, b->n_members);
    for (size_t i = 0; i < a->n_members; i++) {
        const struct person_member *one = &a->members[i], *two = &b->members[i];

        assert_string_equal(one->reference ? one->reference : one->address,
                            two->reference ? two->reference : two->address);
    }
}

static inline void set(struct person *person, ULONG tag, const char *text)
{
    person_set(person, tag, text, strlen(text));
}
