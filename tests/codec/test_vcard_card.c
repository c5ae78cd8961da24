/*
 * test_vcard_card.c - what a card says, looked at; and one that is made
 */
#include "codec/card_fixture.h"
#include "codec/vcard/names.h"
#include "local_store/failing_malloc.h"

static void make(struct card_maker *maker)
{
    static const char *const name[] = {"Lee; Jr.", "Ann", NULL, "Dr.", NULL};
    static const char *const lists[] = {"a,b", "c"};

    card_add(maker, "FN", "Ann, Lee; \\ \n");
    card_add_parts(maker, "N", ';', name, 5);
    card_add_parts(maker, "CATEGORIES", ',', lists, 2);
    card_add(maker, "EMAIL", "ann@example.org");
    card_add_param(maker, "TYPE", "work");
    card_add_param(maker, "PREF", "1");
    card_group(maker, "item1");
    card_add_binary(maker, "PHOTO", "\0\1\2", 3);
    card_add_param(maker, "MEDIATYPE", "image/png");
    for (size_t i = 0; i < 40; i++) {
        card_add(maker, "TEL", "1");
        for (size_t k = 0; k < i; k++)
            card_add_param(maker, "TYPE", "cell");
    }
}

static void a_card_is_made(void **state)
{
    struct card_maker maker = {0};
    struct pot pot = {0};
    struct card card;

    (void)state;
    make(&maker);
    assert_int_equal(card_made(&maker, &card), S_OK);
    assert_int_equal(card.n, 45);
    assert_int_equal(card.values[44].n_params, 39);
    card.n = 6;
    show_card(&pot, &card);
    assert_string_equal(pot.text, "FN Ann, Lee; \\ <LF>\nN Lee; Jr.{;}Ann{;}{;}Dr.{;}\n"
                                  "CATEGORIES a,b{,}c\n"
                                  "item1.EMAIL;TYPE=work;PREF=1 ann@example.org\n"
                                  "PHOTO;MEDIATYPE=image/png #000102\nTEL 1\n-- 0\n");
    pot.n = 0;
    assert_int_equal(vcard_write(&card, 30, (struct byte_sink){pot_put, &pot}), S_OK);
    assert_string_equal(pot.text, "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\\, Lee\\; \\\\ \\n\r\n"
                                  "N:Lee\\; Jr.;Ann;;Dr.;\r\nCATEGORIES:a\\,b,c\r\n"
                                  "item1.EMAIL;TYPE=work,PREF:ann@example.org\r\n"
                                  "PHOTO;TYPE=PNG;ENCODING=b:AAEC\r\nTEL:1\r\nEND:VCARD\r\n");
    free(pot.text);
    card_drop(&maker);
    assert_int_equal(card_made(&maker, &card), S_OK); /* ready for the next */
    assert_int_equal(card.n, 0);
    card_add_param(&maker, "TYPE", "of nothing");
    card_group(&maker, "of nothing");
    assert_int_equal(card_made(&maker, &card), S_OK);
    card_drop(&maker);
}

static void running_out_of_memory_is_told_at_the_end(void **state)
{
    (void)state;
    for (long n = 0;; n++) {
        struct card_maker maker = {0};
        struct card card;
        HRESULT hr;

        malloc_fails_after(n);
        make(&maker);
        hr = card_made(&maker, &card);
        if (!malloc_failed()) {
            assert_int_equal(hr, S_OK);
            assert_true(n > 0);
            card_drop(&maker);
            break;
        }
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        card_drop(&maker);
    }
}

static void values_and_components_are_found(void **state)
{
    struct card_maker maker = {0};
    const struct card_value *n;
    struct card_text part;
    struct card card;

    (void)state;
    make(&maker);
    assert_int_equal(card_made(&maker, &card), S_OK);
    n = card_find(&card, "N", 0);
    assert_non_null(n);
    assert_null(card_find(&card, "N", 1));
    assert_non_null(card_find(&card, "TEL", 39));
    assert_null(card_find(&card, "TEL", 40));
    assert_true(card_part(n, ';', 0, &part));
    assert_int_equal(part.bytes, 8); /* the ";" in it parts nothing */
    assert_memory_equal(part.text, "Lee; Jr.", 8);
    assert_true(card_part(n, ';', 2, &part));
    assert_int_equal(part.bytes, 0);
    assert_true(card_part(n, ';', 4, &part));
    assert_int_equal(part.bytes, 0);
    assert_false(card_part(n, ';', 5, &part));
    assert_true(card_part(n, ',', 0, &part));
    assert_int_equal(part.bytes, n->bytes);
    assert_false(card_part(n, ',', 1, &part));
    card_drop(&maker);
}

static void preferences_are_numbers(void **state)
{
    static const struct {
        const char *name, *value;
        unsigned want;
    } cases[] = {{"PREF", "1", 1},
                 {"PREF", "50", 50},
                 {"PREF", "100", 100},
                 {"PREF", "101", 100},
                 {"PREF", "0", 1},
                 {"PREF", "x", 101},
                 {"PREF", "99999999999999999999", 100},
                 {"TYPE", "pReF", 1},
                 {"TYPE", "prefer", 101}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct card_param param = {cases[i].name, cases[i].value};
        struct card_value value = {.name = "TEL", .params = &param, .n_params = 1};

        assert_int_equal(card_preference(&value), cases[i].want);
    }
}

static void media_are_known_by_type_or_name(void **state)
{
    static const struct {
        const char *property, *name, *value, *want;
    } cases[] = {
        {"PHOTO", "MEDIATYPE", "Image/PNG;a=b", "image/png"},
        {"PHOTO", "TYPE", "JPEG", "image/jpeg"},
        {"LOGO", "TYPE", "jpg", "image/jpeg"},
        {"SOUND", "TYPE", "WAVE", "audio/wav"},
        {"SOUND", "TYPE", "BASIC", "audio/basic"},
        {"KEY", "TYPE", "PGP", "application/pgp-keys"},
        {"PHOTO", "TYPE", "image/gif", "image/gif"},
        {"PHOTO", "TYPE", "WORK", ""},
        {"PHOTO", "TYPE", "a b", ""},
        {"PHOTO", "MEDIATYPE", "png", ""},
        {"PHOTO", "MEDIATYPE", "image/", ""},
        {"PHOTO", "TYPE", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct card_param param = {cases[i].name, cases[i].value};
        struct card_value value = {.name = cases[i].property, .params = &param, .n_params = 1};
        char media[64];

        card_media(&value, media);
        assert_string_equal(media, cases[i].want);
    }
}

static void names_tell_what_values_are(void **state)
{
    char longest[CARD_NAME + 2] = "";

    (void)state;
    assert_int_equal(card_kind("N", NULL), CARD_LISTS);
    assert_int_equal(card_kind("NOTE", "text"), CARD_TEXT);
    assert_int_equal(card_kind("TEL", "URI"), CARD_URI);
    assert_int_equal(card_kind("RELATED", "text"), CARD_TEXT);
    assert_int_equal(card_kind("PHOTO", "uri"), CARD_MEDIA);
    assert_int_equal(card_kind("X-N", NULL), CARD_OTHER);
    assert_string_equal(card_name_for_30("TEL"), "TEL");
    assert_true(card_is_name("X-a_1", 5));
    assert_false(card_is_name("", 0));
    for (size_t i = 0; i < CARD_NAME; i++)
        strcat(longest, "A");
    assert_true(card_is_name(longest, CARD_NAME));
    assert_false(card_is_name(strcat(longest, "A"), CARD_NAME + 1));
    assert_false(card_same("ab", 2, "abc"));
    assert_false(card_same("abc", 3, "ab"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_is_made),
        cmocka_unit_test(running_out_of_memory_is_told_at_the_end),
        cmocka_unit_test(values_and_components_are_found),
        cmocka_unit_test(preferences_are_numbers),
        cmocka_unit_test(media_are_known_by_type_or_name),
        cmocka_unit_test(names_tell_what_values_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
