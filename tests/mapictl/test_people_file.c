/*
 * test_people_file.c - files of people, read, written and read again
 */
#include "mapictl/people_fixture.h"
#include "codec/ldif/ldif.h"

static char *whole_file(const char *folder, const char *name, size_t *bytes)
{
    char path[1024];
    FILE *file;
    char *text = malloc(1 << 20);

    snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%s/%s", getenv("OPENMAPI_SOURCE"), folder,
             name);
    file = fopen(path, "rb");
    if (!file) fail_msg("no %s", path);
    *bytes = fread(text, 1, 1 << 20, file);
    fclose(file);
    return text;
}

/* Everybody of a file, written in that version. */
static char *rewritten(const char *file, size_t bytes, enum people_format format, int version,
                       size_t *count)
{
    struct byte_span span = {file, bytes};
    struct people_reader *reader;
    struct people_place place;
    struct person person = {0};
    struct byte_sink sink;
    struct pot pot = {0};
    ULONG lost;

    *count = 0;
    sink = (struct byte_sink){pot_put, &pot};
    assert_int_equal(people_open((struct byte_source){byte_span_get, &span}, format, 0, &reader),
                     S_OK);
    assert_int_equal(people_write_head(format, sink), S_OK);
    while (people_next(reader, &person, &place) == S_OK) {
        ++*count;
        if (format == PEOPLE_LDIF) assert_int_equal(people_refer(&person, format), S_OK);
        assert_int_equal(people_write(&person, format, version, sink, &lost), S_OK);
        assert_int_equal(lost, 0);
    }
    people_close(reader);
    person_drop(&person);
    pot_say(&pot, "");
    return pot.text;
}

static bool same_params(const struct card_value *a, const struct card_value *b)
{
    if (a->n_params != b->n_params || !a->group != !b->group) return false;
    if (a->group && strcmp(a->group, b->group)) return false;
    for (size_t i = 0; i < a->n_params; i++)
        if (strcmp(a->params[i].name, b->params[i].name) ||
            strcmp(a->params[i].value, b->params[i].value))
            return false;
    return true;
}

/* Every line of a card is in the other; with its parameters, where the version is the same. */
static void assert_no_line_missing(struct byte_span a, struct byte_span b, int version)
{
    struct vcard_reader *first, *second;
    struct card card, again;

    assert_int_equal(vcard_open((struct byte_source){byte_span_get, &a}, 0, &first), S_OK);
    assert_int_equal(vcard_open((struct byte_source){byte_span_get, &b}, 0, &second), S_OK);
    while (vcard_next(first, &card) == S_OK) {
        assert_int_equal(vcard_next(second, &again), S_OK);
        assert_true(again.n >= card.n);
        for (size_t i = 0; i < card.n; i++) {
            const struct card_value *one = &card.values[i];
            size_t k = 0;

            for (; k < again.n; k++) {
                const struct card_value *two = &again.values[k];

                if (!strcmp(one->name, two->name) && one->bytes == two->bytes &&
                    !memcmp(one->text, two->text, one->bytes) &&
                    (card.version != version || same_params(one, two)))
                    break;
            }
            if (k == again.n) fail_msg("no %s:%s of line %u", one->name, one->text, card.line);
        }
    }
    vcard_close(first);
    vcard_close(second);
}

static void assert_entries(struct byte_span a, struct byte_span b)
{
    struct ldif_reader *first, *second;
    struct ldif_entry entry, again;

    assert_int_equal(ldif_open((struct byte_source){byte_span_get, &a}, 0, &first), S_OK);
    assert_int_equal(ldif_open((struct byte_source){byte_span_get, &b}, 0, &second), S_OK);
    while (ldif_next(first, &entry) == S_OK) {
        assert_int_equal(ldif_next(second, &again), S_OK);
        assert_string_equal(entry.dn, again.dn);
        assert_true(again.n >= entry.n);
        for (size_t i = 0; i < entry.n; i++) {
            const struct ldif_value *one = &entry.values[i];
            size_t k = 0;

            while (k < again.n && (strcmp(one->name, again.values[k].name) ||
                                   one->bytes != again.values[k].bytes ||
                                   memcmp(one->text, again.values[k].text, one->bytes)))
                k++;
            if (k == again.n) fail_msg("no %s: %s of %s", one->name, one->text, entry.dn);
        }
    }
    ldif_close(first);
    ldif_close(second);
}

/* The people of both are the same, and nothing that the first says is missing in the other. */
static void assert_whole(const char *one, size_t one_bytes, const char *two,
                         enum people_format format, int version)
{
    struct byte_span a = {one, one_bytes}, b = {two, strlen(two)};
    struct people_reader *first, *second;
    struct person person = {0}, again = {0};
    struct people_place place;

    if (format == PEOPLE_VCARD) assert_no_line_missing(a, b, version);
    else assert_entries(a, b);
    assert_int_equal(people_open((struct byte_source){byte_span_get, &a}, format, 0, &first), S_OK);
    assert_int_equal(people_open((struct byte_source){byte_span_get, &b}, format, 0, &second),
                     S_OK);
    while (people_next(first, &person, &place) == S_OK) {
        assert_int_equal(people_next(second, &again, &place), S_OK);
        assert_same_people(&person, &again);
    }
    assert_int_equal(people_next(second, &again, &place), S_FALSE);
    people_close(first);
    people_close(second);
    person_drop(&person);
    person_drop(&again);
}

/* Cards and entries as programs write them: what is read of what was written is written the same.
 * The first time names of attributes become lower case. */
static void what_others_write_comes_back_whole(void **state)
{
    static const struct {
        const char *folder, *name;
        enum people_format format;
    } files[] = {
        {"vcard", "apple-3.0.vcf", PEOPLE_VCARD}, {"vcard", "outlook-2.1.vcf", PEOPLE_VCARD},
        {"vcard", "rfc-4.0.vcf", PEOPLE_VCARD},   {"vcard", "sjis-2.1.vcf", PEOPLE_VCARD},
        {"vcard", "utf-16.vcf", PEOPLE_VCARD},    {"ldif", "mozilla.ldif", PEOPLE_LDIF},
        {"ldif", "rfc-2849.ldif", PEOPLE_LDIF},   {"ldif", "ldifde.ldif", PEOPLE_LDIF},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        for (int version = 30; version <= 40; version += 10) {
            enum people_format format;
            size_t bytes, n, n_again;
            char *file = whole_file(files[i].folder, files[i].name, &bytes), *once, *twice, *more;

            assert_true(people_format_of(file, bytes, &format));
            assert_int_equal(format, files[i].format);
            once = rewritten(file, bytes, format, version, &n);
            assert_whole(file, bytes, once, format, version);
            twice = rewritten(once, strlen(once), format, version, &n_again);
            assert_true(n > 0);
            assert_int_equal(n, n_again);
            assert_whole(once, strlen(once), twice, format, version);
            more = rewritten(twice, strlen(twice), format, version, &n_again);
            assert_string_equal(twice, more);
            free(more);
            free(file);
            free(once);
            free(twice);
        }
}

/* All that a person can have, in every format: none of it is dropped. */
static void each_property_comes_back(void **state)
{
    static const struct {
        enum people_format format;
        int version;
    } ways[] = {{PEOPLE_VCARD, 30}, {PEOPLE_VCARD, 40}, {PEOPLE_LDIF, 0}};

    (void)state;
    for (size_t w = 0; w < sizeof(ways) / sizeof(ways[0]); w++) {
        struct person person = {0}, again = {0};
        char *file;

        for (size_t i = 0; person_tags[i]; i++) {
            ULONG tag = person_tags[i];
            char text[32];

            snprintf(text, sizeof(text), "%#x", (unsigned)tag);
            if (tag == PR_ADDRTYPE_W) snprintf(text, sizeof(text), "SMTP");
            if (tag == PR_GENDER) snprintf(text, sizeof(text), "F");
            if (PROP_TYPE(tag) == PT_SYSTIME)
                snprintf(text, sizeof(text), "1996-04-%02d", 10 + (int)i % 20);
            if (PROP_TYPE(tag) == PT_UNICODE || PROP_TYPE(tag) == PT_SHORT ||
                PROP_TYPE(tag) == PT_SYSTIME)
                set(&person, tag, text);
        }
        person_add(&person, PR_CONTACT_EMAIL_ADDRESSES_W, person_text(&person, PR_EMAIL_ADDRESS_W));
        person_add(&person, PR_CONTACT_EMAIL_ADDRESSES_W, "b@x");
        person_add(&person, PR_CONTACT_ADDRTYPES_W, "SMTP");
        person_add(&person, PR_CONTACT_ADDRTYPES_W, "SMTP");
        set(&person, PR_CONTACT_DEFAULT_ADDRESS_INDEX, "0");
        assert_int_equal(people_refer(&person, ways[w].format), S_OK);
        file = file_of(&person, ways[w].format, ways[w].version);
        first_of(file, ways[w].format, &again);
        assert_same_people(&person, &again);
        assert_null(again.original);
        free(file);
        person_drop(&again);
        person_drop(&person);
    }
}

static void lines_are_told_and_what_was_lost(void **state)
{
    static const char file[] = "\r\nBEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n\r\n"
                               "BEGIN:VCARD\r\nFN:B\r\nno line\r\nEND:VCARD\r\n";
    struct byte_span span = {file, strlen(file)};
    struct people_reader *reader;
    struct people_place place;
    struct person person = {0};

    (void)state;
    assert_int_equal(
        people_open((struct byte_source){byte_span_get, &span}, PEOPLE_VCARD, 0, &reader), S_OK);
    assert_int_equal(people_next(reader, &person, &place), S_OK);
    assert_int_equal(place.line, 2);
    assert_int_equal(place.lost, 0);
    assert_int_equal(people_next(reader, &person, &place), S_OK);
    assert_int_equal(place.line, 6);
    assert_int_equal(place.lost, 1);
    assert_int_equal(people_next(reader, &person, &place), S_FALSE);
    assert_int_equal(people_skipped(reader), 0);
    people_close(reader);
    person_drop(&person);
}

static void the_other_format_says_what_it_has_no_place_for(void **state)
{
    struct byte_sink sink;
    struct person person = {0};
    struct pot pot = {0};
    ULONG lost;

    (void)state;
    sink = (struct byte_sink){pot_put, &pot};
    first_of("BEGIN:VCARD\nVERSION:4.0\nFN:A\nTITLE:T\nUID:1\nX-A:b\nEND:VCARD\n", PEOPLE_VCARD,
             &person);
    assert_int_equal(people_refer(&person, PEOPLE_LDIF), S_OK);
    assert_int_equal(people_write(&person, PEOPLE_LDIF, 0, sink, &lost), S_OK);
    assert_int_equal(lost, 2);
    assert_non_null(strstr(pot.text, "title: T\n"));
    first_of("dn: cn=A\ncn: A\ntitle: T\nx: y\n", PEOPLE_LDIF, &person);
    assert_int_equal(people_refer(&person, PEOPLE_VCARD), S_OK);
    assert_null(person.reference);
    assert_int_equal(people_write(&person, PEOPLE_VCARD, 40, sink, &lost), S_OK);
    assert_int_equal(lost, 1);
    assert_non_null(strstr(pot.text, "TITLE:T\r\n"));
    free(pot.text);
    person_drop(&person);
}

static void a_file_is_known_by_its_beginning(void **state)
{
    static const struct {
        const char *text;
        size_t bytes;
        int format; /* -1: none */
    } files[] = {
        {"BEGIN:VCARD\r\n", 13, PEOPLE_VCARD},
        {"\xef\xbb\xbf\r\n begin:vcard\n", 18, PEOPLE_VCARD},
        {"\xff\xfe"
         "B\0E\0G\0I\0N\0:\0V\0C\0A\0R\0D\0",
         24, PEOPLE_VCARD},
        {"# comment\nversion: 1\n", 21, PEOPLE_LDIF},
        {"dn: cn=a\n", 9, PEOPLE_LDIF},
        {"DN:: AA==\n", 10, PEOPLE_LDIF},
        {"Name,Address\n", 13, -1},
        {"", 0, -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        enum people_format format = PEOPLE_VCARD;
        bool known = people_format_of(files[i].text, files[i].bytes, &format);

        assert_int_equal(known ? (int)format : -1, files[i].format);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_others_write_comes_back_whole),
        cmocka_unit_test(each_property_comes_back),
        cmocka_unit_test(lines_are_told_and_what_was_lost),
        cmocka_unit_test(the_other_format_says_what_it_has_no_place_for),
        cmocka_unit_test(a_file_is_known_by_its_beginning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
