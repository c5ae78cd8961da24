/*
 * test_vcard_write.c - a vCard on its way out, and read again
 */
#include "codec/card_fixture.h"

/* What the card in file becomes in that version. */
static char *written(const char *file, int version)
{
    struct byte_span span = {file, strlen(file)};
    struct vcard_reader *reader;
    struct pot pot = {0};
    struct card card;

    assert_int_equal(vcard_open((struct byte_source){byte_span_get, &span}, 0, &reader), S_OK);
    assert_int_equal(vcard_next(reader, &card), S_OK);
    assert_int_equal(vcard_write(&card, version, (struct byte_sink){pot_put, &pot}), S_OK);
    vcard_close(reader);
    return pot.text;
}

static void assert_written(const char *version, const char *line, int as, const char *want)
{
    struct pot file = {0}, all = {0};
    char *got;

    pot_say(&file, "BEGIN:VCARD\nVERSION:");
    pot_say(&file, version);
    pot_say(&file, "\n");
    pot_say(&file, line);
    pot_say(&file, "\nEND:VCARD\n");
    got = written(file.text, as);
    pot_say(&all, as == 30 ? "BEGIN:VCARD\r\nVERSION:3.0\r\n" : "BEGIN:VCARD\r\nVERSION:4.0\r\n");
    pot_say(&all, want);
    pot_say(&all, "\r\nEND:VCARD\r\n");
    assert_string_equal(got, all.text);
    free(got);
    free(file.text);
    free(all.text);
}

static void values_are_escaped_by_what_they_are(void **state)
{
    (void)state;
    assert_written("3.0", "NOTE:a\\nb\\,c\\;d\\\\e,f;g", 30, "NOTE:a\\nb\\,c\\;d\\\\e\\,f\\;g");
    assert_written("3.0", "N:a\\;b;c,d\\,e;", 40, "N:a\\;b;c,d\\,e;");
    assert_written("3.0", "ORG:a, b;c", 30, "ORG:a\\, b;c");
    assert_written("3.0", "CATEGORIES:a,b;c", 30, "CATEGORIES:a,b\\;c");
    assert_written("2.1", "ADR:;;a, b;c", 30, "ADR:;;a\\, b;c");
    assert_written("3.0", "URL:http://a/;b,c\\\\d", 30, "URL:http://a/;b,c\\\\d");
    assert_written("3.0", "X-A:a;b,c\\;d\\,e", 40, "X-A:a;b,c\\;d\\,e");
    assert_written("3.0", "item1.TEL:1", 30, "item1.TEL:1");
    assert_written("2.1", "NOTE;QUOTED-PRINTABLE:=0D=0A=09\xfc", 30, "NOTE:\\n\t\xc3\xbc");
}

static void parameters_are_those_of_the_version(void **state)
{
    (void)state;
    assert_written("2.1", "TEL;HOME;PREF;CHARSET=UTF-8:1", 30, "TEL;TYPE=HOME,PREF:1");
    assert_written("2.1", "TEL;HOME;PREF:1", 40, "TEL;TYPE=HOME;PREF=1:1");
    assert_written("4.0", "TEL;TYPE=home;PREF=1:1", 30, "TEL;TYPE=home,PREF:1");
    assert_written("4.0", "TEL;PREF=7:1", 30, "TEL:1"); /* 3.0 knows only the best */
    assert_written("4.0", "TEL;PREF=7:1", 40, "TEL;PREF=7:1");
    assert_written("3.0", "TEL;TYPE=pref;PREF=1:1", 30, "TEL;TYPE=pref:1");
    assert_written("3.0", "TEL;TYPE=pref;PREF=2:1", 40, "TEL;PREF=2:1");
    assert_written("3.0", "EMAIL;TYPE=INTERNET,work:a", 40, "EMAIL;TYPE=work:a");
    assert_written("3.0", "EMAIL;TYPE=INTERNET,work:a", 30, "EMAIL;TYPE=INTERNET,work:a");
    assert_written("4.0", "ADR;LABEL=\"a:b\";X-A=^'a^n^^:;;", 40,
                   "ADR;LABEL=\"a:b\";X-A=^'a^n^^:;;");
    assert_written("4.0", "ADR;X-A=^'a^n^^:;;", 30, "ADR;X-A='a ^:;;");
    assert_written("4.0", "TEL;X-A=\" a\";X-B=\"b,c\",d:1", 40, "TEL;X-A=\" a\";X-B=\"b,c\",d:1");
}

static void names_are_those_of_the_version(void **state)
{
    (void)state;
    assert_written("4.0", "KIND:group\nMEMBER:urn:uuid:1\nANNIVERSARY:2001", 30,
                   "X-ADDRESSBOOKSERVER-KIND:group\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1\r\n"
                   "X-ANNIVERSARY:2001");
    assert_written("3.0", "X-ADDRESSBOOKSERVER-KIND:group\nX-EVOLUTION-ANNIVERSARY:2001", 40,
                   "KIND:group\r\nANNIVERSARY:2001");
}

static void pictures_are_those_of_the_version(void **state)
{
    (void)state;
    assert_written("2.1", "PHOTO;JPEG;BASE64:AAEC", 30, "PHOTO;TYPE=JPEG;ENCODING=b:AAEC");
    assert_written("2.1", "PHOTO;JPEG;BASE64:AAEC", 40, "PHOTO:data:image/jpeg;base64,AAEC");
    assert_written("4.0", "PHOTO;TYPE=home:data:image/png;base64,AAE=", 30,
                   "PHOTO;TYPE=home;TYPE=PNG;ENCODING=b:AAE=");
    assert_written("4.0", "PHOTO;TYPE=home:data:image/png;base64,AAE=", 40,
                   "PHOTO;TYPE=home:data:image/png;base64,AAE=");
    assert_written("3.0", "KEY;ENCODING=b:AA==", 40,
                   "KEY:data:application/octet-stream;base64,AA==");
    assert_written("3.0", "KEY;ENCODING=b:AA==", 30, "KEY;ENCODING=b:AA==");
    assert_written("3.0", "PHOTO;VALUE=uri:http://a/b,c", 40, "PHOTO;VALUE=uri:http://a/b,c");
}

static void lines_are_folded_at_75_bytes_and_never_in_a_character(void **state)
{
    struct pot file = {0};
    char *got, *shown, *rest;

    (void)state;
    pot_say(&file, "BEGIN:VCARD\nVERSION:4.0\nNOTE:");
    for (size_t i = 0; i < 300; i++)
        pot_say(&file, i % 3 ? i % 2 ? "\xf0\x9f\x98\x80" : "\\n" : "\xe2\x82\xac");
    pot_say(&file, "\nEND:VCARD\n");
    got = written(file.text, 40);
    for (char *line = got; *line; line = strstr(line, "\r\n") + 2) {
        size_t bytes = strcspn(line, "\r");

        assert_in_range(bytes, 1, 75);
        assert_true((line[line[0] == ' '] & 0xc0) != 0x80);
        assert_true(line[bytes - 1] != '\\');
    }
    shown = shown_cards(file.text, file.n, 100, 0);
    rest = shown_cards(got, strlen(got), 100, 0);
    assert_string_equal(rest, shown);
    free(rest);
    free(shown);
    free(got);
    free(file.text);
}

static void what_can_be_no_card_is_refused(void **state)
{
    struct card_param param = {"X-A", "b"};
    struct card_value value = {
        .name = "NOTE", .params = &param, .n_params = 1, .text = "a", .bytes = 1};
    struct card card = {.values = &value, .n = 1};
    struct pot pot = {.most = 20};
    struct byte_sink sink = {pot_put, &pot};

    (void)state;
    assert_int_equal(vcard_write(&card, 21, sink), MAPI_E_INVALID_PARAMETER);
    value.name = "A\nB";
    assert_int_equal(vcard_write(&card, 30, sink), MAPI_E_INVALID_PARAMETER);
    value.name = "";
    assert_int_equal(vcard_write(&card, 30, sink), MAPI_E_INVALID_PARAMETER);
    value.name = "NOTE";
    value.group = "a.b";
    assert_int_equal(vcard_write(&card, 30, sink), MAPI_E_INVALID_PARAMETER);
    value.group = NULL;
    param.name = "X:";
    assert_int_equal(vcard_write(&card, 30, sink), MAPI_E_INVALID_PARAMETER);
    param.name = "X";
    assert_null(pot.text);
    assert_int_equal(vcard_write(&card, 30, sink), MAPI_E_NOT_ENOUGH_DISK);
    free(pot.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_escaped_by_what_they_are),
        cmocka_unit_test(parameters_are_those_of_the_version),
        cmocka_unit_test(names_are_those_of_the_version),
        cmocka_unit_test(pictures_are_those_of_the_version),
        cmocka_unit_test(lines_are_folded_at_75_bytes_and_never_in_a_character),
        cmocka_unit_test(what_can_be_no_card_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
