/*
 * test_people_file.c - files of people, read, written and read again
 */
#include "mapictl/people_fixture.h"

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
            twice = rewritten(once, strlen(once), format, version, &n_again);
            assert_true(n > 0);
            assert_int_equal(n, n_again);
            assert_int_equal(strlen(once), strlen(twice));
            more = rewritten(twice, strlen(twice), format, version, &n_again);
            assert_string_equal(twice, more);
            free(more);
            free(file);
            free(once);
            free(twice);
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
        cmocka_unit_test(lines_are_told_and_what_was_lost),
        cmocka_unit_test(the_other_format_says_what_it_has_no_place_for),
        cmocka_unit_test(a_file_is_known_by_its_beginning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
