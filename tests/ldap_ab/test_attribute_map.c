/*
 * test_attribute_map.c - the map of attributes: two that are known, and what an administrator says
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "ldap_ab/attribute_map.h"
#include "ldap_ab/filter.h"
#include "local_store/failing_malloc.h"

static void both_bases_know_what_a_mail_needs(void **state)
{
    static const ULONG needed[] = {PR_DISPLAY_NAME, PR_EMAIL_ADDRESS, PR_SMTP_ADDRESS,
                                   PR_GIVEN_NAME,   PR_SURNAME,       PR_ACCOUNT,
                                   PR_COMPANY_NAME, PR_TITLE,         PR_BUSINESS_TELEPHONE_NUMBER};

    (void)state;
    for (int base = MAP_INETORGPERSON; base <= MAP_ACTIVE_DIRECTORY; base++) {
        struct attribute_map *map;

        assert_int_equal(attribute_map_create(base, NULL, &map), S_OK);
        for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
            assert_non_null(attribute_map_find(map, needed[i]));
        assert_true(filter_is_valid(map->person));
        assert_true(filter_is_valid(map->list));
        assert_true(filter_is_valid(map->folder));
        assert_true(map->anr.n && map->member.n);
        assert_null(attribute_map_find(map, PR_SUBJECT));
        attribute_map_free(map);
    }
}

static void an_administrator_has_the_last_word(void **state)
{
    static const char own[] = "# ours\r\n"
                              " 3A08 = officePhone  telephoneNumber # first the new one\r\n"
                              "3a16=\n\n"
                              "anr = cn** uid* employeeNumber\n"
                              "person=(objectClass=acmePerson);;3A19=room";
    const struct map_property *property;
    struct attribute_map *map;

    (void)state;
    assert_int_equal(attribute_map_create(MAP_INETORGPERSON, own, &map), S_OK);
    property = attribute_map_find(map, PR_BUSINESS_TELEPHONE_NUMBER);
    assert_int_equal(property->n, 2);
    assert_string_equal(property->attributes[0].name, "officePhone");
    assert_string_equal(property->attributes[1].name, "telephoneNumber");
    assert_int_equal(property->tag, PR_BUSINESS_TELEPHONE_NUMBER_W);
    assert_null(attribute_map_find(map, PR_COMPANY_NAME));
    assert_string_equal(attribute_map_find(map, PR_OFFICE_LOCATION)->attributes[0].name, "room");
    assert_string_equal(map->person, "(objectClass=acmePerson)");
    assert_int_equal(map->anr.n, 3);
    assert_int_equal(map->anr.attributes[0].anr, ANR_WORDS);
    assert_int_equal(map->anr.attributes[1].anr, ANR_PREFIX);
    assert_int_equal(map->anr.attributes[2].anr, ANR_WHOLE);
    assert_string_equal(map->anr.attributes[2].name, "employeeNumber");
    attribute_map_free(map);
}

static void what_means_nothing_is_refused(void **state)
{
    static const char *const wrong[] = {
        "x",
        "3A0=mail",
        "3A08x=mail",
        "0000=mail",
        "8001=mail",
        "3A08=a(b",
        "3A08=a*",
        "anr=",
        "anr=cn***",
        "person=",
        "person=objectClass=a",
        "list=(a=b",
        "nothing=mail",
        "3A08=a b c d e f g h i",
        "member=a=b",
        "=mail",
        "3A08 mail",
    };
    struct attribute_map *map;
    char *many = calloc(1, 200 * 16);

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        if (attribute_map_create(MAP_INETORGPERSON, wrong[i], &map) != MAPI_E_INVALID_PARAMETER)
            fail_msg("taken: %s", wrong[i]);
        assert_null(map);
    }
    for (unsigned i = 0; i < 200; i++)
        sprintf(many + strlen(many), "%04X=a\n", 0x100 + i);
    assert_int_equal(attribute_map_create(MAP_INETORGPERSON, many, &map), MAPI_E_INVALID_PARAMETER);
    free(many);
}

static void running_out_of_memory_makes_no_map(void **state)
{
    struct attribute_map *map;
    bool failed = true;

    (void)state;
    for (long n = 0; failed; n++) {
        HRESULT hr;

        malloc_fails_after(n);
        hr = attribute_map_create(MAP_ACTIVE_DIRECTORY, "3A08=a", &map);
        failed = malloc_failed();
        assert_int_equal(hr, failed ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK);
        attribute_map_free(map);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_bases_know_what_a_mail_needs),
        cmocka_unit_test(an_administrator_has_the_last_word),
        cmocka_unit_test(what_means_nothing_is_refused),
        cmocka_unit_test(running_out_of_memory_makes_no_map),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
