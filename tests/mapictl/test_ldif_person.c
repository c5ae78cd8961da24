/*
 * test_ldif_person.c - entries of a directory as people, and back
 */
#include "mapictl/people_fixture.h"
#include "../../programs/mapictl/ldif_person.h"

#define CLASSES                                                                                    \
    "objectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\n"                   \
    "objectClass: inetOrgPerson\nobjectClass: mozillaAbPersonAlpha\n"

static void an_entry_becomes_the_properties_of_a_person(void **state)
{
    static const char entry[] =
        "dn: cn=Ann Lee,mail=ann@x\n" CLASSES "cn: Ann Lee\ngivenName: Ann\nsn: Lee\n"
        "mozillaNickname: Annie\nmail: ann@x\nmozillaSecondEmail: lee@x\no: Firm\nou: Sales\n"
        "telephoneNumber: 1\nhomePhone: 3\nmobile: 4\nfacsimileTelephoneNumber: 5\n"
        "street: Main\nl: Town\nst: State\npostalCode: 1\nco: C\nmozillaHomeStreet: Home\n"
        "mozillaWorkUrl: http://x\ndescription:: T25lClR3bw==\n\n";
    struct person person = {0};

    (void)state;
    first_of(entry, PEOPLE_LDIF, &person);
    assert_text(&person, PR_DISPLAY_NAME_W, "Ann Lee");
    assert_text(&person, PR_SURNAME_W, "Lee");
    assert_text(&person, PR_EMAIL_ADDRESS_W, "ann@x");
    assert_int_equal(person_find(&person, PR_CONTACT_EMAIL_ADDRESSES_W)->n, 2);
    assert_text(&person, PR_COMPANY_NAME_W, "Firm");
    assert_text(&person, PR_HOME_ADDRESS_STREET_W, "Home");
    assert_text(&person, PR_COMMENT_W, "One\nTwo");
    assert_null(person.original);
    assert_int_equal(people_refer(&person, PEOPLE_LDIF), S_OK);
    assert_string_equal(person.reference, "cn=Ann Lee,mail=ann@x");
    assert_file(&person, PEOPLE_LDIF, 0, entry);
    person_drop(&person);
}

#define ODD                                                                                        \
    "dn: uid=ann,dc=example\nobjectclass: account\ncn: Ann\ncn: Anna\ncn;lang-de: Anni\n"          \
    "commonname: An\nfax: 5\njpegPhoto:: /9j/4AAQ\nroomNumber: 12\nuid: ann\n"

static void what_has_no_property_is_kept_as_it_was(void **state)
{
    /* names are in lower case when they have been read */
    static const char want[] =
        "dn: uid=ann,dc=example\nobjectclass: account\ncn: Ann\ncn: Anna\ncn;lang-de: Anni\n"
        "commonname: An\nfax: 5\njpegphoto:: /9j/4AAQ\nroomnumber: 12\nuid: ann\n\n";
    struct person person = {0};

    (void)state;
    first_of(ODD, PEOPLE_LDIF, &person);
    assert_text(&person, PR_DISPLAY_NAME_W, "Ann");
    assert_text(&person, PR_BUSINESS_FAX_NUMBER_W, "5");
    assert_text(&person, PR_ACCOUNT_W, "ann");
    assert_int_equal(people_refer(&person, PEOPLE_LDIF), S_OK);
    assert_file(&person, PEOPLE_LDIF, 0, want);
    person_drop(&person);
}

static void what_somebody_changes_is_written_anew(void **state)
{
    struct person person = {0};
    char *file;

    (void)state;
    first_of(ODD, PEOPLE_LDIF, &person);
    set(&person, PR_BUSINESS_FAX_NUMBER_W, "55");
    set(&person, PR_EMAIL_ADDRESS_W, "a@x");
    set(&person, PR_ADDRTYPE_W, "SMTP");
    file = file_of(&person, PEOPLE_LDIF, 0);
    assert_non_null(strstr(file, "\nfacsimileTelephoneNumber: 55\n"));
    assert_null(strstr(file, "\nfax: 5\n"));
    assert_non_null(strstr(file, "\nmail: a@x\n"));
    assert_non_null(strstr(file, "\njpegphoto:: /9j/4AAQ\n"));
    free(file);
    person_drop(&person);
}

static void addresses_of_all_types_have_a_place(void **state)
{
    static const char entry[] = "dn: cn=A,mail=a@x\n" CLASSES
                                "cn: A\nsn: A\nmail: a@x\nmozillaSecondEmail: b@x\nmail: c@x\n"
                                "otherMailbox: FAX $ +1 2\n\n";
    struct person_address all[PERSON_ADDRESSES];
    struct person person = {0};
    size_t main_one;

    (void)state;
    first_of(entry, PEOPLE_LDIF, &person);
    assert_int_equal(person_addresses(&person, all, &main_one), 4);
    assert_string_equal(all[3].type, "FAX");
    assert_string_equal(all[3].address, "+1 2");
    assert_null(person.original);
    assert_int_equal(people_refer(&person, PEOPLE_LDIF), S_OK);
    assert_file(&person, PEOPLE_LDIF, 0, entry);
    person_drop(&person);
}

static void a_group_has_its_members(void **state)
{
    static const char group[] = "dn: cn=G\nobjectClass: top\nobjectClass: groupOfNames\ncn: G\n"
                                "member: cn=Lee\\, Ann,mail=a@x\nmember: uid=7\n\n";
    struct person list = {0};

    (void)state;
    first_of(group, PEOPLE_LDIF, &list);
    assert_true(list.is_list);
    assert_int_equal(list.n_members, 2);
    assert_string_equal(list.members[0].name, "Lee, Ann");
    assert_string_equal(list.members[0].address, "a@x");
    assert_null(list.members[1].address);
    assert_null(list.original);
    assert_int_equal(people_refer(&list, PEOPLE_LDIF), S_OK);
    assert_file(&list, PEOPLE_LDIF, 0, group);
    person_drop(&list);
}

static void who_has_members_is_a_list(void **state)
{
    static const char group[] = "dn: cn=G\nobjectclass: ourTeam\ncn: G\nmember: uid=7\n\n";
    struct person list = {0};

    (void)state;
    first_of(group, PEOPLE_LDIF, &list);
    assert_true(list.is_list);
    assert_int_equal(list.n_members, 1);
    assert_int_equal(people_refer(&list, PEOPLE_LDIF), S_OK);
    assert_file(&list, PEOPLE_LDIF, 0, group);
    list.n_members = 0; /* nothing else says now that it is a list */
    assert_file(&list, PEOPLE_LDIF, 0,
                "dn: cn=G\ncn: G\nobjectClass: top\nobjectClass: groupOfNames\n\n");
    person_drop(&list);
}

static void names_in_names_are_unescaped(void **state)
{
    struct person list = {0};

    (void)state;
    first_of("dn: cn=G\ncn: G\nmember: cn=Lee\\2C Ann\\5c\\C3\\A9\\,\\2,mail=a\\2bb@x\n",
             PEOPLE_LDIF, &list);
    assert_string_equal(list.members[0].name, "Lee, Ann\\\xc3\xa9,2");
    assert_string_equal(list.members[0].address, "a+b@x");
    person_drop(&list);
}

static void line_ends_are_of_one_kind(void **state)
{
    static const char entry[] = "dn: cn=A\nobjectclass: person\ncn: A\ndescription:: YQ0KYg==\n\n";
    struct person person = {0};

    (void)state;
    first_of(entry, PEOPLE_LDIF, &person);
    assert_text(&person, PR_COMMENT_W, "a\nb");
    assert_int_equal(people_refer(&person, PEOPLE_LDIF), S_OK);
    assert_file(&person, PEOPLE_LDIF, 0, entry);
    person_drop(&person);
}

static void names_are_escaped_in_those_of_entries(void **state)
{
    struct person person = {0};

    (void)state;
    set(&person, PR_DISPLAY_NAME_W, " #a, b+\"c\" ");
    assert_int_equal(people_refer(&person, PEOPLE_LDIF), S_OK);
    assert_string_equal(person.reference, "cn=\\ #a\\, b\\+\\\"c\\\"\\ ");
    person_drop(&person);
}

static void what_fails_in_between_is_told(void **state)
{
    static const char entry[] = "dn: cn=G\nobjectclass: groupOfNames\ncn: G\nmail: a@x\nmail: b@x\n"
                                "otherMailbox: FAX $ 1\nx: y\nmember: cn=a,mail=b\n";
    long n = 0;

    (void)state;
    for (bool failed = true; failed; n++) {
        struct byte_span span = {entry, strlen(entry)};
        struct people_reader *reader = NULL;
        struct person person = {0};
        struct people_place place;
        struct pot pot = {.room = 4096};
        ULONG lost;
        HRESULT hr;

        pot.text = malloc(pot.room);
        malloc_fails_after(n);
        hr = people_open((struct byte_source){byte_span_get, &span}, PEOPLE_LDIF, 0, &reader);
        if (SUCCEEDED(hr)) hr = people_next(reader, &person, &place);
        if (SUCCEEDED(hr)) hr = people_refer(&person, PEOPLE_LDIF);
        if (SUCCEEDED(hr))
            hr = people_write(&person, PEOPLE_LDIF, 0, (struct byte_sink){pot_put, &pot}, &lost);
        failed = malloc_failed();
        assert_int_equal(hr, failed ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK);
        people_close(reader);
        person_drop(&person);
        free(pot.text);
    }
    assert_true(n > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_becomes_the_properties_of_a_person),
        cmocka_unit_test(what_has_no_property_is_kept_as_it_was),
        cmocka_unit_test(what_somebody_changes_is_written_anew),
        cmocka_unit_test(addresses_of_all_types_have_a_place),
        cmocka_unit_test(a_group_has_its_members),
        cmocka_unit_test(who_has_members_is_a_list),
        cmocka_unit_test(names_in_names_are_unescaped),
        cmocka_unit_test(line_ends_are_of_one_kind),
        cmocka_unit_test(names_are_escaped_in_those_of_entries),
        cmocka_unit_test(what_fails_in_between_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
