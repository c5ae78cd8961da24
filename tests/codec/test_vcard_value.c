/*
 * test_vcard_value.c - what stands behind the ":" of a vCard's line
 */
#include "codec/card_fixture.h"

static void escapes_are_what_they_stand_for(void **state)
{
    (void)state;
    assert_line("3.0", "NOTE:a\\nb\\Nc\\,d\\;e\\\\f\\:g\\x\\", "NOTE a<LF>b<LF>c,d;e\\f:g\\x\\");
    assert_line("4.0", "NOTE:a, b; c", "NOTE a, b; c");           /* nothing of that parts a note */
    assert_line("2.1", "NOTE:C:\\new\\, \\;", "NOTE C:\\new, ;"); /* 2.1 has no \n */
    assert_line("3.0", "URL:http\\://a/\\,b;c,d", "URL http://a/,b;c,d"); /* Apple's */
    assert_line("3.0",
                "NOTE:a\tb\x01\x7f"
                "c",
                "NOTE a\tbc");
    assert_line("3.0", "NOTE:", "NOTE ");
}

static void components_are_parted(void **state)
{
    (void)state;
    assert_line("3.0", "N:Stevenson;John;Philip,Paul;Dr.;Jr.,M.D.",
                "N Stevenson{;}John{;}Philip{,}Paul{;}Dr.{;}Jr.{,}M.D.");
    assert_line("3.0", "N:a\\;b;c\\,d", "N a;b{;}c,d");
    assert_line("3.0", "ORG:ABC\\, Inc.;North, East;", "ORG ABC, Inc.{;}North, East{;}");
    assert_line("3.0", "NICKNAME:Jim,Jimmie;x", "NICKNAME Jim{,}Jimmie;x");
    assert_line("2.1", "ADR;WORK:;;1 Main St., Suite 2;City", /* 2.1 has no lists in components */
                "ADR;TYPE=WORK {;}{;}1 Main St., Suite 2{;}City");
    assert_line("2.1", "CATEGORIES:a,b", "CATEGORIES a{,}b");
    assert_line("4.0", "GENDER:O;it's, complicated", "GENDER O{;}it's, complicated");
    assert_line("3.0", "X-WHAT:a;b,c\\;d", "X-WHAT a{;}b{,}c;d");
    assert_line("3.0", "GEO:37.38;-122.08", "GEO 37.38;-122.08");
    assert_line("4.0", "RELATED;VALUE=text:a\\,b", "RELATED;VALUE=text a,b");
    assert_line("4.0", "TEL;VALUE=uri:tel:+1-555;ext=1", "TEL;VALUE=uri tel:+1-555;ext=1");
}

static void quoted_printable_is_decoded(void **state)
{
    (void)state;
    assert_line("2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab=0Ac=0Dd", "NOTE a<LF>b<LF>c<LF>d");
    assert_line("2.1", "N;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=D0=98;=41=3B", "N И{;}A{;}");
    assert_line("2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\nb =\r\n c=\r\n", "NOTE ab  c");
    assert_line("2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\n\r\nTEL:1", "NOTE a\nTEL 1");
    assert_line("2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:a=4=zz", "NOTE a=4=zz");
    assert_line("3.0", "NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\n 3Db=\r\nc", "NOTE a=bc");
    assert_line("2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:a=3D=00=01b", "NOTE a=b");
    assert_line("2.1", "NOTE;X-A=QUOTED-PRINTABLE:a=\r\nTEL:1",
                "NOTE;X-A=QUOTED-PRINTABLE a=\nTEL 1"); /* that is another thing's */
    assert_line("3.0", "NOTE;X-A=\"b;QUOTED-PRINTABLE\":a=\r\nTEL:1",
                "NOTE;X-A=b;QUOTED-PRINTABLE a=\nTEL 1");
}

static void base64_is_decoded(void **state)
{
    (void)state;
    assert_line("2.1", "PHOTO;ENCODING=BASE64;TYPE=JPEG:\r\n AAEC\r\n AwQ=\r\n",
                "PHOTO;TYPE=JPEG #0001020304"); /* Outlook's */
    assert_line("2.1", "PHOTO;JPEG;BASE64:\r\nAAEC\r\nAwQ=\r\n", "PHOTO;TYPE=JPEG #0001020304");
    assert_line("3.0", "PHOTO;ENCODING=b;TYPE=JPEG:AAEC\r\n AwQ", "PHOTO;TYPE=JPEG #0001020304");
    assert_line("3.0", "PHOTO;VALUE=binary;ENCODING=B:", "PHOTO #");
    assert_line("3.0", "X-SMALL;ENCODING=b:AA==", "X-SMALL #00");
    assert_line("3.0", "NOTE;ENCODING=b:Z3L8bg==", "NOTE gr\xc3\xbcn"); /* a text stays one */
    assert_line("3.0", "X-NOTE;CHARSET=UTF-8;ENCODING=b:Z3LDvG4=", "X-NOTE gr\xc3\xbcn");
}

static void data_uris_are_what_they_hold(void **state)
{
    (void)state;
    assert_line("4.0", "PHOTO:data:image/png;base64,AAEC", "PHOTO;MEDIATYPE=image/png #000102");
    assert_line("4.0", "PHOTO;PREF=1;VALUE=uri:DATA:image/png;x=y;BASE64,AAEC",
                "PHOTO;PREF=1;MEDIATYPE=image/png #000102");
    assert_line("3.0", "PHOTO;VALUE=uri:data:image/jpeg\\;base64\\,AAEC",
                "PHOTO;MEDIATYPE=image/jpeg #000102");
    assert_line("4.0", "KEY:data:text/plain,a%00%4a%zz", "KEY;MEDIATYPE=text/plain #61004a257a7a");
    assert_line("4.0", "KEY:data:,a", "KEY #61");
    assert_line("4.0", "LOGO:data:application/octet-stream;base64,AA==", "LOGO #00");
    assert_line("4.0", "X-A:data:x/y;base64,AA==", "X-A;MEDIATYPE=x/y #00");
    assert_line("4.0", "X-A:data:x;y,z", "X-A data:x{;}y{,}z");
    assert_line("4.0", "PHOTO:data:image/png;base64", "PHOTO data:image/png;base64");
    assert_line("4.0", "PHOTO:http://a/b,c", "PHOTO http://a/b,c");
}

static void old_charsets_become_utf8(void **state)
{
    (void)state;
    assert_line("2.1", "FN;CHARSET=windows-1251:\xcf\xf0\xe8", "FN При");
    assert_line("2.1", "FN;CHARSET=ISO-2022-JP:\x1b$BF|K\\\x1b(B", "FN 日本"); /* a "\" in it */
    assert_line("2.1", "N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=83=5C;a", "N ソ{;}a");
    assert_line("2.1", "FN;CHARSET=UTF-8:gr\xfc\xdf", "FN grüß"); /* it isn't */
    assert_line("2.1", "FN;CHARSET=x-nobody:gr\xfc\xdf", "FN grüß");
    assert_line("2.1", "FN:gr\xfc\xdf", "FN grüß");
    assert_line("2.1", "FN:gr\xc3\xbc\xc3\x9f", "FN grüß");
    assert_line("4.0", "FN:gr\xc3\xbc\r\n \xc3\x9f", "FN grüß");
    assert_line("3.0", "FN:gr\xc3\r\n \xbc\xc3\x9f", "FN grüß"); /* cut in a character */
}

static void the_code_page_of_the_rest_is_the_callers(void **state)
{
    (void)state;
    static const char file[] = "BEGIN:VCARD\nFN:\xcf\xf0\xe8\nEND:VCARD\n";
    char *shown = shown_cards(file, sizeof(file) - 1, 100, 1251);

    assert_string_equal(shown, "FN При\n-- 0\n");
    free(shown);
    shown = shown_cards(file, sizeof(file) - 1, 100, 4711); /* which isn't known here */
    assert_string_equal(shown, "FN \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n-- 0\n");
    free(shown);
}

static void nuls_are_no_text(void **state)
{
    (void)state;
    static const char file[] = "BEGIN:VCARD\nVERSION:3.0\nF\0N:a\0b\\\0n\nEND:VCARD\n";

    assert_cards_of(file, sizeof(file) - 1, "FN ab<LF>\n-- 30\n");
}

/* A line of value_bytes times c behind head, in a card; gives what is shown of it. */
static char *shown_long(const char *head, char c, size_t value_bytes)
{
    struct pot file = {0};
    char *value = malloc(value_bytes + 1), *shown;

    memset(value, c, value_bytes);
    value[value_bytes] = 0;
    pot_say(&file, "BEGIN:VCARD\nVERSION:3.0\n");
    pot_say(&file, head);
    pot_say(&file, value);
    pot_say(&file, "\nFN:end\nEND:VCARD");
    free(value);
    shown = shown_cards(file.text, file.n, 1 << 16, 0);
    free(file.text);
    return shown;
}

static void values_are_bounded(void **state)
{
    (void)state;
    static const char lost[] = "FN end\n-- 30 lost 1\nlost 1";
    char *shown = shown_long("N:", ';', CARD_CUTS);

    assert_int_equal(strlen(shown), strlen("N \nFN end\n-- 30\n") + 3 * CARD_CUTS);
    free(shown);
    shown = shown_long("N:", ';', CARD_CUTS + 1);
    assert_string_equal(shown, lost);
    free(shown);
    shown = shown_long("PHOTO;ENCODING=b:", 'A', CARD_BINARY / 3 * 4 + 8);
    assert_string_equal(shown, lost);
    free(shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_are_what_they_stand_for),
        cmocka_unit_test(components_are_parted),
        cmocka_unit_test(quoted_printable_is_decoded),
        cmocka_unit_test(base64_is_decoded),
        cmocka_unit_test(data_uris_are_what_they_hold),
        cmocka_unit_test(old_charsets_become_utf8),
        cmocka_unit_test(the_code_page_of_the_rest_is_the_callers),
        cmocka_unit_test(nuls_are_no_text),
        cmocka_unit_test(values_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
