/*
 * test_vcard_params.c - what stands before the value of a vCard's line
 */
#include "codec/card_fixture.h"

static void parameters_of_2_1_come_without_names(void **state)
{
    (void)state;
    assert_line("2.1", "TEL;HOME;VOICE:1", "TEL;TYPE=HOME;TYPE=VOICE 1");
    assert_line("2.1", "TEL;home;type=Fax:1", "TEL;TYPE=home;TYPE=Fax 1");
    assert_line("2.1", "NOTE;QUOTED-PRINTABLE:a=3Db", "NOTE a=b");
    assert_line("2.1", "NOTE;ENCODING=8BIT;CHARSET=iso-8859-1:gr\xfc\xdf",
                "NOTE gr\xc3\xbc\xc3\x9f");
    assert_line("2.1", "NOTE;7BIT:a", "NOTE a");
    assert_line("2.1", "URL;URL:http://a/", "URL;VALUE=uri http://a/");
    assert_line("2.1", "PHOTO;VALUE=URL;GIF:http://a/", "PHOTO;VALUE=uri;TYPE=GIF http://a/");
    assert_line("2.1", "LOGO;INLINE;BASE64:AAEC", "LOGO #000102");
    assert_line("2.1", "SOUND;X-IRMC-N;CHARSET=UTF-8:a", "SOUND;TYPE=X-IRMC-N a");
    assert_line("2.1", "TEL ; WORK = : 1", "TEL  1"); /* a parameter of nothing is none */
    assert_line("2.1", "TEL ;HOME :1", "TEL;TYPE=HOME 1");
}

static void parameters_are_lists(void **state)
{
    (void)state;
    assert_line("3.0", "TEL;TYPE=home,Voice;TYPE=pref:1", "TEL;TYPE=home;TYPE=Voice;TYPE=pref 1");
    assert_line("3.0", "tel;type=\"home,voice\",cell:1", "TEL;TYPE=home;TYPE=voice;TYPE=cell 1");
    assert_line("4.0", "N;SORT-AS=\"Harten,Rene\":van der Harten;Rene",
                "N;SORT-AS=Harten,Rene van der Harten{;}Rene");
    assert_line("4.0", "ADR;LABEL=\"a;b:c\";PREF=1:;;x", "ADR;LABEL=a;b:c;PREF=1 {;}{;}x");
    assert_line("3.0", "TEL;TYPE=:1", "TEL 1");
    assert_line("3.0", "TEL;;TYPE=\"\",a:1", "TEL;TYPE=a 1");
    assert_line("3.0", "TEL;X-A=b=c:1", "TEL;X-A=b=c 1");
    assert_line("3.0", "TEL;BASE:1", "TEL;TYPE=BASE 1");
}

static void carets_escape_in_4_0(void **state)
{
    (void)state;
    assert_line("4.0", "TEL;X-A=^'a^' ^^ ^n^x^:1", "TEL;X-A=\"a\" ^ <LF>^x^ 1");
    assert_line("3.0", "TEL;X-A=^'a^n:1", "TEL;X-A=^'a^n 1"); /* RFC 6868 is 4.0's */
}

static void a_quote_that_never_ends_is_a_quote(void **state)
{
    (void)state;
    assert_line("3.0", "TEL;X-A=\"a;X-B=c:1", "TEL;X-A=\"a;X-B=c 1");
    assert_line("3.0", "TEL;X-A=\"a:b\";X-B=\"c:1", "TEL;X-A=\"a b\";X-B=\"c:1");
}

static void groups_are_told(void **state)
{
    (void)state;
    assert_line("3.0", "item1.EMAIL;type=INTERNET:a@b", "item1.EMAIL;TYPE=INTERNET a@b");
    assert_line("3.0", "item1.X-ABLabel:_$!<Other>!$_", "item1.X-ABLABEL _$!<Other>!$_");
    assert_line("3.0", ".TEL:1", "TEL 1");
}

static void other_charsets_in_parameters_become_utf8(void **state)
{
    (void)state;
    assert_line("3.0", "ADR;X-A=gr\xfcn:;;a", "ADR;X-A=gr\xc3\xbcn {;}{;}a");
    assert_line("3.0", "ADR;X-A=\"gr\xc3\xbcn\":;;a", "ADR;X-A=gr\xc3\xbcn {;}{;}a");
}

static void what_is_no_line_is_lost(void **state)
{
    (void)state;
    assert_line("3.0", "no colon", "");
    assert_line("3.0", ":value", "");
    assert_line("3.0", "T\xfcL:1", "");
    assert_line("3.0", "T L:1", "");
    assert_line("3.0", "item1.:1", "");
    assert_line("3.0", ";TYPE=a:1", "");
}

/* The line is read, what of it can't be is counted. */
static void a_strange_parameter_is_counted(void **state)
{
    (void)state;
    assert_cards("BEGIN:VCARD\nVERSION:3.0\nTEL;A B=c;TYPE=home:1\na.b.TEL:2\nEND:VCARD\n",
                 "TEL;TYPE=home 1\nTEL 2\n-- 30 lost 2\nlost 2");
}

static void parameters_are_bounded(void **state)
{
    (void)state;
    struct pot file = {0};
    char *shown;

    pot_say(&file, "BEGIN:VCARD\nVERSION:3.0\nTEL");
    for (size_t i = 0; i < CARD_PARAMS + 50; i++)
        pot_say(&file, ";TYPE=a");
    pot_say(&file, ":1\nEND:VCARD");
    shown = shown_cards(file.text, file.n, 100, 0);
    assert_int_equal(strlen(shown), strlen("TEL") + CARD_PARAMS * strlen(";TYPE=a") +
                                        strlen(" 1\n-- 30 lost 1\nlost 1"));
    free(shown);
    free(file.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_of_2_1_come_without_names),
        cmocka_unit_test(parameters_are_lists),
        cmocka_unit_test(carets_escape_in_4_0),
        cmocka_unit_test(a_quote_that_never_ends_is_a_quote),
        cmocka_unit_test(groups_are_told),
        cmocka_unit_test(other_charsets_in_parameters_become_utf8),
        cmocka_unit_test(what_is_no_line_is_lost),
        cmocka_unit_test(a_strange_parameter_is_counted),
        cmocka_unit_test(parameters_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
