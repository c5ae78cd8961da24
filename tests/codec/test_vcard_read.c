/*
 * test_vcard_read.c - vCards of a file, as programs write them
 */
#include "codec/card_fixture.h"
#include "local_store/failing_malloc.h"

static void outlooks_card_of_2_1(void **state)
{
    (void)state;
    assert_cards(
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;LANGUAGE=de;CHARSET=Windows-1252:M\xfcller;Jan\r\n"
        "FN;CHARSET=Windows-1252:Jan M\xfcller\r\nORG:Firma;Abteilung\r\n"
        "TEL;WORK;VOICE:+49 30 1\r\n"
        "ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE:;;Weg 1=0D=0A=\r\nHof;Berlin;;10115;D\r\n"
        "LABEL;WORK;PREF;ENCODING=QUOTED-PRINTABLE:Weg 1=0D=0A=\r\nHof=0D=0A=\r\n"
        "10115 Berlin\r\nX-MS-OL-DEFAULT-POSTAL-ADDRESS:2\r\n"
        "EMAIL;PREF;INTERNET:jan@example.org\r\n"
        "PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n /9j/4AAQ\r\n SkY=\r\n\r\n"
        "X-MS-OL-DESIGN;CHARSET=utf-8:<card xmlns=\"a\" ver=\"1.0\"/>\r\n"
        "REV:20080424T195243Z\r\nEND:VCARD\r\n",
        "N;LANGUAGE=de Müller{;}Jan\nFN Jan Müller\nORG Firma{;}Abteilung\n"
        "TEL;TYPE=WORK;TYPE=VOICE +49 30 1\n"
        "ADR;TYPE=WORK;TYPE=PREF {;}{;}Weg 1<LF>Hof{;}Berlin{;}{;}10115{;}D\n"
        "LABEL;TYPE=WORK;TYPE=PREF Weg 1<LF>Hof<LF>10115 Berlin\n"
        "X-MS-OL-DEFAULT-POSTAL-ADDRESS 2\nEMAIL;TYPE=PREF;TYPE=INTERNET jan@example.org\n"
        "PHOTO;TYPE=JPEG #ffd8ffe000104a46\nX-MS-OL-DESIGN <card xmlns=\"a\" ver=\"1.0\"/>\n"
        "REV 20080424T195243Z\n-- 21\n");
}

static void apples_card_of_3_0(void **state)
{
    (void)state;
    assert_cards(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//macOS//EN\r\nN:Lee;Ann;;;\r\n"
        "FN:Ann Lee\r\nitem1.EMAIL;type=INTERNET;type=pref:ann@example.org\r\n"
        "item1.X-ABLabel:_$!<HomePage>!$_\r\nitem2.ADR;type=HOME;type=pref:;;1 Main St.\\n"
        "Apt. 2\\, left;Town;;1;US\r\nitem2.X-ABADR:us\r\n"
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-01\r\nX-ADDRESSBOOKSERVER-KIND:group\r\n"
        "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1-2\r\n"
        "PHOTO;ENCODING=b;TYPE=JPEG;X-ABCROP-RECTANGLE=ABClipRect_1&0&0&9&9&a==:\r\n"
        "  /9j/\r\n  4AAQ\r\nEND:VCARD\r\n",
        "PRODID -//Apple Inc.//macOS//EN\nN Lee{;}Ann{;}{;}{;}\nFN Ann Lee\n"
        "item1.EMAIL;TYPE=INTERNET;TYPE=pref ann@example.org\n"
        "item1.X-ABLABEL _$!<HomePage>!$_\n"
        "item2.ADR;TYPE=HOME;TYPE=pref {;}{;}1 Main St.<LF>Apt. 2, left{;}Town{;}{;}1{;}US\n"
        "item2.X-ABADR us\nBDAY;X-APPLE-OMIT-YEAR=1604 1604-04-01\nKIND group\n"
        "MEMBER urn:uuid:1-2\n"
        "PHOTO;TYPE=JPEG;X-ABCROP-RECTANGLE=ABClipRect_1&0&0&9&9&a== #ffd8ffe00010\n-- 30\n");
}

static void the_card_of_rfc_6350(void **state)
{
    (void)state;
    assert_cards(
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Simon Perreault\r\n"
        "N:Perreault;Simon;;;ing. jr,M.Sc.\r\nBDAY:--0203\r\nGENDER:M\r\nLANG;PREF=1:fr\r\n"
        "ORG;TYPE=work:Viagenie\r\n"
        "ADR;TYPE=work:;Suite D2-630;2875 Laurier;\r\n Quebec;QC;G1V 2M2;Canada\r\n"
        "TEL;VALUE=uri;TYPE=\"work,voice\";PREF=1:tel:+1-418-656-9254;ext=102\r\n"
        "GEO;TYPE=work:geo:46.772673,-71.282945\r\n"
        "KEY;TYPE=work;VALUE=uri:http://a.example/k.asc\r\nTZ:-0500\r\n"
        "URL;TYPE=home:http://a.example\r\nEND:VCARD\r\n",
        "FN Simon Perreault\nN Perreault{;}Simon{;}{;}{;}ing. jr{,}M.Sc.\nBDAY --0203\n"
        "GENDER M\nLANG;PREF=1 fr\nORG;TYPE=work Viagenie\n"
        "ADR;TYPE=work {;}Suite D2-630{;}2875 Laurier{;}Quebec{;}QC{;}G1V 2M2{;}Canada\n"
        "TEL;VALUE=uri;TYPE=work;TYPE=voice;PREF=1 tel:+1-418-656-9254;ext=102\n"
        "GEO;TYPE=work geo:46.772673,-71.282945\n"
        "KEY;TYPE=work;VALUE=uri http://a.example/k.asc\nTZ -0500\n"
        "URL;TYPE=home http://a.example\n-- 40\n");
}

static void a_phones_card_of_2_1(void **state)
{
    (void)state;
    assert_cards(
        "BEGIN:VCARD\nVERSION:2.1\n"
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD=\n"
        "=D0=BE=D0=B2;=D0=98;;;\nTEL;CELL:8-900\nTEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=Q):1\n"
        "X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;a;1;;;\nEND:VCARD\n",
        "N Иванов{;}И{;}{;}{;}\nTEL;TYPE=CELL 8-900\nTEL 1\n"
        "X-ANDROID-CUSTOM vnd.android.cursor.item/nickname{;}a{;}1{;}{;}{;}\n"
        "-- 21 lost 1\nlost 1"); /* one parameter */
}

static void a_file_in_utf_16(void **state)
{
    static const char file[] = "\xff\xfe"
                               "B\0E\0G\0I\0N\0:\0V\0C\0A\0R\0D\0\r\0\n\0"
                               "F\0N\0:\0\x18\x04\r\0\n\0"
                               "E\0N\0D\0:\0V\0C\0A\0R\0D\0\r\0\n";

    (void)state;
    assert_cards_of(file, sizeof(file), "FN И\n-- 0\n"); /* with the NUL that ends the literal */
}

static void an_error_of_the_source_is_for_good(void **state)
{
    static const char file[] = "BEGIN:VCARD\nFN:a\nEND:VCARD\nBEGIN:VCARD\nFN:b\nEND";
    struct drip drip = {{file, sizeof(file) - 1}, 1000, MAPI_E_DISK_ERROR};
    struct vcard_reader *reader;
    struct card card;

    (void)state;
    assert_int_equal(vcard_open((struct byte_source){drip_get, &drip}, 0, &reader), S_OK);
    assert_int_equal(vcard_next(reader, &card), S_OK);
    assert_int_equal(card.n, 1);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(vcard_next(reader, &card), MAPI_E_DISK_ERROR);
        assert_int_equal(card.n, 0); /* half a card is none */
    }
    vcard_close(reader);
    vcard_close(NULL);
}

/* Reads all; S_FALSE when all was read. */
static HRESULT read_all(const char *file, size_t bytes, ULONG *cards)
{
    struct byte_span span = {file, bytes};
    struct vcard_reader *reader;
    struct card card;
    HRESULT hr = vcard_open((struct byte_source){byte_span_get, &span}, 0, &reader);

    *cards = 0;
    if (FAILED(hr)) {
        assert_null(reader);
        return hr;
    }
    while ((hr = vcard_next(reader, &card)) == S_OK)
        ++*cards;
    if (FAILED(hr)) assert_int_equal(vcard_next(reader, &card), hr);
    vcard_close(reader);
    return hr;
}

static void running_out_of_memory_is_told(void **state)
{
    static const char card[] = "BEGIN:VCARD\nVERSION:4.0\nN;X-A=gr\xfcn:gr\xfcn;b\n"
                               "PHOTO:data:image/png;base64,AAAA\nX-A:data:a/b;base64,AA==\n";
    struct pot file = {0};
    ULONG cards;

    (void)state;
    pot_say(&file, card);
    for (size_t i = 0; i < 900; i++) /* so that blocks and buffers must grow */
        pot_say(&file, "ADR;TYPE=home:a;b;c;d;e\n");
    pot_say(&file, "END:VCARD\n");
    for (long n = 0;; n++) {
        HRESULT hr;

        malloc_fails_after(n);
        hr = read_all(file.text, file.n, &cards);
        if (!malloc_failed()) {
            assert_int_equal(hr, S_FALSE);
            assert_int_equal(cards, 1);
            assert_true(n > 8);
            break;
        }
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(cards, 0);
    }
    free(file.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outlooks_card_of_2_1),
        cmocka_unit_test(apples_card_of_3_0),
        cmocka_unit_test(the_card_of_rfc_6350),
        cmocka_unit_test(a_phones_card_of_2_1),
        cmocka_unit_test(a_file_in_utf_16),
        cmocka_unit_test(an_error_of_the_source_is_for_good),
        cmocka_unit_test(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
