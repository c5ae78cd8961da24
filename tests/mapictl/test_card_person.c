/*
 * test_card_person.c - business cards as people, and back
 */
#include "mapictl/people_fixture.h"
#include "../../programs/mapictl/card_person.h"

#define CARD(version, lines) "BEGIN:VCARD\r\nVERSION:" version "\r\n" lines "END:VCARD\r\n"

static void a_card_becomes_the_properties_of_a_person(void **state)
{
    static const struct {
        ULONG tag;
        const char *text;
    } want[] = {
        {PR_DISPLAY_NAME_W, "Dr. Ann Maria Lee Jr."},
        {PR_SURNAME_W, "Lee"},
        {PR_GIVEN_NAME_W, "Ann"},
        {PR_MIDDLE_NAME_W, "Maria"},
        {PR_DISPLAY_NAME_PREFIX_W, "Dr."},
        {PR_GENERATION_W, "Jr."},
        {PR_NICKNAME_W, "Annie"},
        {PR_COMPANY_NAME_W, "A & B, Ltd"},
        {PR_DEPARTMENT_NAME_W, "Sales"},
        {PR_TITLE_W, "Head"},
        {PR_PROFESSION_W, "Engineer"},
        {PR_ADDRTYPE_W, "SMTP"},
        {PR_EMAIL_ADDRESS_W, "ann@example.org"},
        {PR_BUSINESS_TELEPHONE_NUMBER_W, "1"},
        {PR_BUSINESS2_TELEPHONE_NUMBER_W, "2"},
        {PR_HOME_TELEPHONE_NUMBER_W, "3"},
        {PR_MOBILE_TELEPHONE_NUMBER_W, "4"},
        {PR_BUSINESS_FAX_NUMBER_W, "5"},
        {PR_HOME_FAX_NUMBER_W, "6"},
        {PR_OTHER_TELEPHONE_NUMBER_W, "7"},
        {PR_STREET_ADDRESS_W, "1 Main St.\nApt. 2, left"},
        {PR_LOCALITY_W, "Town"},
        {PR_STATE_OR_PROVINCE_W, "State"},
        {PR_POSTAL_CODE_W, "12345"},
        {PR_COUNTRY_W, "Country"},
        {PR_POST_OFFICE_BOX_W, "Box"},
        {PR_OFFICE_LOCATION_W, "Room"},
        {PR_HOME_ADDRESS_CITY_W, "Village"},
        {PR_BIRTHDAY, "1996-04-15"},
        {PR_WEDDING_ANNIVERSARY, "2020-02-29"},
        {PR_GENDER, "F"},
        {PR_BUSINESS_HOME_PAGE_W, "https://example.org/a,b"},
        {PR_PERSONAL_HOME_PAGE_W, "https://example.net/"},
        {PR_COMMENT_W, "One\nTwo; three"},
    };
    static const char card[] = CARD(
        "4.0", "FN:Dr. Ann Maria Lee Jr.\r\nN:Lee;Ann;Maria;Dr.;Jr.\r\nNICKNAME:Annie\r\n"
               "ORG:A & B\\, Ltd;Sales\r\nTITLE:Head\r\nROLE:Engineer\r\nEMAIL:ann@example.org\r\n"
               "TEL;TYPE=work:1\r\nTEL;TYPE=work:2\r\nTEL;TYPE=home:3\r\nTEL;TYPE=cell:4\r\n"
               "TEL;TYPE=fax,work:5\r\nTEL;TYPE=fax,home:6\r\nTEL:7\r\n"
               "ADR;TYPE=work:Box;Room;1 Main St.\\nApt. 2\\, left;Town;State;12345;Country\r\n"
               "ADR;TYPE=home:;;;Village;;;\r\nBDAY:19960415\r\nANNIVERSARY:20200229\r\n"
               "GENDER:F\r\nURL:https://example.org/a,b\r\nURL;TYPE=home:https://example.net/\r\n"
               "NOTE:One\\nTwo\\; three\r\n");
    struct person person = {0}, again = {0};
    char *file;

    (void)state;
    first_of(card, PEOPLE_VCARD, &person);
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
        assert_text(&person, want[i].tag, want[i].text);
    assert_null(person.original); /* the properties say all of it */
    for (int version = 30; version <= 40; version += 10) {
        file = file_of(&person, PEOPLE_VCARD, version);
        first_of(file, PEOPLE_VCARD, &again);
        assert_same_people(&person, &again);
        assert_null(again.original);
        free(file);
    }
    person_drop(&again);
    person_drop(&person);
}

static void names_of_all_scripts_come_back(void **state)
{
    static const char *const names[] = {
        "Gr\xc3\xbc\xc3\x9f", "\xd0\x91\xd0\xbe\xd1\x80\xd0\xb8\xd1\x81",
        "\xe5\xb1\xb1\xe7\x94\xb0", "\xd7\x9b\xd7\x94\xd7\x9f", "\xf0\x9f\x98\x80"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        for (int version = 30; version <= 40; version += 10) {
            struct person person = {0}, again = {0};
            char *file;

            set(&person, PR_DISPLAY_NAME_W, names[i]);
            set(&person, PR_COMPANY_NAME_W, names[i]);
            file = file_of(&person, PEOPLE_VCARD, version);
            first_of(file, PEOPLE_VCARD, &again);
            assert_same_people(&person, &again);
            free(file);
            person_drop(&person);
            person_drop(&again);
        }
}

static void several_addresses_are_one_persons(void **state)
{
    struct person person = {0};
    struct person_address all[PERSON_ADDRESSES];
    size_t main_one;

    (void)state;
    first_of(CARD("4.0", "FN:A\r\nEMAIL:a@x\r\nEMAIL;PREF=1:b@x\r\nEMAIL;X-ADDRTYPE=FAX:+1\r\n"),
             PEOPLE_VCARD, &person);
    assert_text(&person, PR_EMAIL_ADDRESS_W, "b@x");
    assert_int_equal(person_addresses(&person, all, &main_one), 3);
    assert_int_equal(main_one, 1);
    assert_string_equal(all[2].type, "FAX");
    assert_null(person.original);
    assert_file(
        &person, PEOPLE_VCARD, 40,
        CARD("4.0", "FN:A\r\nEMAIL:a@x\r\nEMAIL;PREF=1:b@x\r\nEMAIL;X-ADDRTYPE=FAX:+1\r\n"));
    set(&person, PR_EMAIL_ADDRESS_W, "new@x"); /* by a client that knows only this */
    assert_file(
        &person, PEOPLE_VCARD, 40,
        CARD("4.0", "FN:A\r\nEMAIL:a@x\r\nEMAIL;PREF=1:new@x\r\nEMAIL;X-ADDRTYPE=FAX:+1\r\n"));
    person_drop(&person);
}

/* As a page of details keeps them, or a client that knows no index. */
static void the_main_address_takes_no_others_place(void **state)
{
    static const struct {
        const char *main_one, *others[3], *index, *want;
    } cases[] = {
        {"a@x", {"b@x", "c@x"}, "", "EMAIL:a@x\r\nEMAIL:b@x\r\nEMAIL:c@x\r\n"},
        {"a@x", {"b@x", "c@x"}, "7", "EMAIL:a@x\r\nEMAIL:b@x\r\nEMAIL:c@x\r\n"},
        {"a@x", {"b@x", "c@x"}, "-1", "EMAIL:a@x\r\nEMAIL:b@x\r\nEMAIL:c@x\r\n"},
        {"c@x", {"b@x", "c@x"}, "", "EMAIL:b@x\r\nEMAIL;PREF=1:c@x\r\n"},
        {"c@x", {"b@x", "c@x"}, "0", "EMAIL:b@x\r\nEMAIL;PREF=1:c@x\r\n"},
        {"c@x", {"", "b@x", "c@x"}, "2", "EMAIL:b@x\r\nEMAIL;PREF=1:c@x\r\n"},
        {"n@x", {"", "b@x", "c@x"}, "2", "EMAIL:b@x\r\nEMAIL;PREF=1:n@x\r\n"},
        {"a@x", {"b@x"}, "", "EMAIL:a@x\r\nEMAIL:b@x\r\n"},
        {"", {"b@x", "c@x"}, "1", "EMAIL:b@x\r\nEMAIL;PREF=1:c@x\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct person person = {0};
        struct pot want = {0};

        set(&person, PR_DISPLAY_NAME_W, "A");
        set(&person, PR_EMAIL_ADDRESS_W, cases[i].main_one);
        set(&person, PR_CONTACT_DEFAULT_ADDRESS_INDEX, cases[i].index);
        for (int k = 0; k < 3 && cases[i].others[k]; k++) {
            person_add(&person, PR_CONTACT_EMAIL_ADDRESSES_W, cases[i].others[k]);
            person_add(&person, PR_CONTACT_ADDRTYPES_W, k ? "SMTP" : ""); /* "" is SMTP too */
        }
        pot_say(&want, "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:A\r\n");
        pot_say(&want, cases[i].want);
        pot_say(&want, "END:VCARD\r\n");
        assert_file(&person, PEOPLE_VCARD, 40, want.text);
        free(want.text);
        person_drop(&person);
    }
}

static void addresses_beyond_what_a_person_can_have_are_counted(void **state)
{
    struct person person = {0};
    struct pot pot = {0};
    ULONG lost;

    (void)state;
    set(&person, PR_DISPLAY_NAME_W, "A");
    for (int i = 0; i < PERSON_ADDRESSES + 3; i++)
        person_add(&person, PR_CONTACT_EMAIL_ADDRESSES_W, "a@x");
    assert_int_equal(
        people_write(&person, PEOPLE_VCARD, 40, (struct byte_sink){pot_put, &pot}, &lost), S_OK);
    assert_int_equal(lost, 3);
    free(pot.text);
    person_drop(&person);
}

#define ODD                                                                                        \
    "item1.TEL;TYPE=cell:4\r\nitem1.X-ABLABEL:mine\r\nUID:urn:uuid:1\r\nREV:20200101T000000Z\r\n"  \
    "PHOTO;TYPE=JPEG;ENCODING=b:/9j/4AAQ\r\nCATEGORIES:a,b\r\nX-SOMETHING;X-P=q:v\\,w\r\n"         \
    "NOTE:first\r\nNOTE:second\r\nBDAY:1996-04-15T10:00:00Z\r\n"

static void what_has_no_property_is_kept_as_it_was(void **state)
{
    struct person person = {0};

    (void)state;
    first_of(CARD("3.0", "FN:A\r\nN:A;;;;\r\n" ODD), PEOPLE_VCARD, &person);
    assert_text(&person, PR_MOBILE_TELEPHONE_NUMBER_W, "4");
    assert_text(&person, PR_COMMENT_W, "first");
    assert_text(&person, PR_BIRTHDAY, "1996-04-15");
    assert_string_equal(person.reference, "urn:uuid:1");
    assert_non_null(person.original);
    assert_file(&person, PEOPLE_VCARD, 30, CARD("3.0", "FN:A\r\nN:A;;;;\r\n" ODD));
    person_drop(&person);
}

static void what_somebody_changes_is_written_anew(void **state)
{
    struct person person = {0};
    char *file;

    (void)state;
    first_of(CARD("3.0", "FN:A\r\nN:A;;;;\r\n" ODD), PEOPLE_VCARD, &person);
    set(&person, PR_MOBILE_TELEPHONE_NUMBER_W, "44");
    set(&person, PR_COMMENT_W, "");
    set(&person, PR_TITLE_W, "T");
    file = file_of(&person, PEOPLE_VCARD, 30);
    assert_non_null(strstr(file, "\r\nTEL;TYPE=cell:44\r\n"));
    assert_null(strstr(file, "TEL;TYPE=cell:4\r\n"));
    assert_null(strstr(file, "NOTE:first"));
    assert_non_null(strstr(file, "NOTE:second"));
    assert_non_null(strstr(file, "TITLE:T"));
    assert_non_null(strstr(file, "/9j/4AAQ"));
    assert_non_null(strstr(file, "FN:A"));
    free(file);
    person_drop(&person);
}

static void days_are_written_as_the_version_has_them(void **state)
{
    struct person person = {0};

    (void)state;
    first_of(CARD("3.0", "FN:A\r\nN:;;;;\r\nBDAY:1996-04-15\r\nX-A:b\r\n"), PEOPLE_VCARD, &person);
    assert_file(&person, PEOPLE_VCARD, 40,
                CARD("4.0", "FN:A\r\nN:;;;;\r\nBDAY:19960415\r\nX-A:b\r\n"));
    first_of(CARD("3.0", "FN:A\r\nN:;;;;\r\nBDAY;X-P=q:1996-04-15\r\n"
                         "X-ANNIVERSARY;X-P=r:2020-02-29T10:00:00Z\r\n"),
             PEOPLE_VCARD, &person);
    assert_text(&person, PR_WEDDING_ANNIVERSARY, "2020-02-29");
    assert_file(&person, PEOPLE_VCARD, 40,
                CARD("4.0", "FN:A\r\nN:;;;;\r\nBDAY;X-P=q:19960415\r\n"
                            "ANNIVERSARY;X-P=r:2020-02-29T10:00:00Z\r\n"));
    set(&person, PR_BIRTHDAY, "1996-04-16"); /* somebody changes it */
    assert_file(&person, PEOPLE_VCARD, 40,
                CARD("4.0", "FN:A\r\nN:;;;;\r\nANNIVERSARY;X-P=r:2020-02-29T10:00:00Z\r\n"
                            "BDAY:19960416\r\n"));
    person_drop(&person);
}

static void no_day_is_made_up(void **state)
{
    static const char *const days[] = {"--0415", "1996", "19960231",  "15000101",
                                       "199604", "",     "1996-4-15", "circa 1800"};
    char day[11];

    (void)state;
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
        assert_false(person_day(days[i], strlen(days[i]), day));
    assert_true(person_day("20000229", 8, day));
    assert_string_equal(day, "2000-02-29");
}

static void a_group_has_its_members(void **state)
{
    static const char group[] = CARD(
        "4.0", "FN:G\r\nKIND:group\r\nMEMBER:urn:uuid:1-2\r\nMEMBER;X-NAME=Bob:mailto:b@x\r\n");
    struct person list = {0};

    (void)state;
    first_of(group, PEOPLE_VCARD, &list);
    assert_true(list.is_list);
    assert_int_equal(list.n_members, 2);
    assert_string_equal(list.members[0].reference, "urn:uuid:1-2");
    assert_string_equal(list.members[1].address, "b@x");
    assert_string_equal(list.members[1].name, "Bob");
    assert_null(list.original);
    assert_file(&list, PEOPLE_VCARD, 40, group);
    person_drop(&list);
}

static void who_has_members_is_a_list(void **state)
{
    static const char card[] = CARD("4.0", "FN:G\r\nKIND:org\r\nX-A:b\r\nMEMBER:urn:uuid:1\r\n");
    struct person list = {0};

    (void)state;
    first_of(CARD("4.0", "FN:G\r\nMEMBER:urn:uuid:1\r\n"), PEOPLE_VCARD, &list);
    assert_true(list.is_list);
    assert_file(&list, PEOPLE_VCARD, 40,
                CARD("4.0", "FN:G\r\nKIND:group\r\nMEMBER:urn:uuid:1\r\n"));
    first_of(card, PEOPLE_VCARD, &list);
    assert_true(list.is_list);
    assert_file(&list, PEOPLE_VCARD, 40, card);
    list.n_members = 0; /* nothing else says now that it is a list */
    assert_file(&list, PEOPLE_VCARD, 40, CARD("4.0", "FN:G\r\nX-A:b\r\nKIND:group\r\n"));
    person_drop(&list);
}

static void members_are_those_of_now(void **state)
{
    struct person_member one = {.reference = "77"}, two = {.address = "c@x", .type = "SMTP"};
    struct person list = {0};

    (void)state;
    first_of(CARD("3.0", "FN:G\r\nN:;;;;\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nUID:u\r\n"
                         "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:old\r\n"),
             PEOPLE_VCARD, &list);
    list.n_members = 0;
    person_add_member(&list, &one);
    person_add_member(&list, &two);
    assert_file(&list, PEOPLE_VCARD, 30,
                CARD("3.0", "FN:G\r\nN:;;;;\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nUID:u\r\n"
                            "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:77\r\n"
                            "X-ADDRESSBOOKSERVER-MEMBER:mailto:c@x\r\n"));
    person_drop(&list);
}

static void a_card_without_a_name_gets_one(void **state)
{
    struct person person = {0};

    (void)state;
    first_of(CARD("2.1", "N:Lee;Ann\r\n"), PEOPLE_VCARD, &person);
    assert_text(&person, PR_DISPLAY_NAME_W, "Ann Lee");
    assert_file(&person, PEOPLE_VCARD, 30, CARD("3.0", "N:Lee;Ann\r\nFN:Ann Lee\r\n"));
    first_of(CARD("3.0", "ORG:Firm\r\n"), PEOPLE_VCARD, &person);
    assert_text(&person, PR_DISPLAY_NAME_W, "Firm");
    first_of(CARD("3.0", "EMAIL:a@x\r\n"), PEOPLE_VCARD, &person);
    assert_text(&person, PR_DISPLAY_NAME_W, "a@x");
    person_drop(&person);
}

/* A picture of 3 MB is too much for an entry; the rest isn't. */
static void what_is_too_large_is_counted(void **state)
{
    struct pot file = {0};
    struct people_place place;
    struct person person = {0};

    (void)state;
    pot_say(&file, "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nX-A:b\r\nPHOTO;ENCODING=b:");
    for (int i = 0; i < 1100000; i++)
        pot_put(&file, "AAAA", 4);
    pot_say(&file, "\r\nEND:VCARD\r\n");
    read_first(file.text, file.n, PEOPLE_VCARD, &person, &place);
    assert_int_equal(place.lost, 1);
    assert_int_equal(place.line, 1);
    assert_non_null(person.original);
    assert_true(person.original_bytes < 1000);
    free(file.text);
    person_drop(&person);
}

static void what_fails_in_between_is_told(void **state)
{
    static const char card[] =
        CARD("4.0", "FN:A\r\nEMAIL:a@x\r\nEMAIL;PREF=1:b@x\r\nKIND:group\r\nMEMBER:mailto:b@x\r\n"
                    "X-A:b\r\n");
    struct byte_span span;
    long n = 0;

    (void)state;
    for (bool failed = true; failed; n++) {
        struct people_reader *reader = NULL;
        struct person person = {0};
        struct people_place place;
        struct pot pot = {0};
        ULONG lost;
        HRESULT hr;

        span = (struct byte_span){card, strlen(card)};
        pot.room = 4096;
        pot.text = malloc(pot.room);
        malloc_fails_after(n);
        hr = people_open((struct byte_source){byte_span_get, &span}, PEOPLE_VCARD, 0, &reader);
        if (SUCCEEDED(hr)) hr = people_next(reader, &person, &place);
        if (SUCCEEDED(hr)) hr = people_refer(&person, PEOPLE_VCARD);
        if (SUCCEEDED(hr))
            hr = people_write(&person, PEOPLE_VCARD, 40, (struct byte_sink){pot_put, &pot}, &lost);
        failed = malloc_failed();
        /* where it can't be found out whether the properties say all, the card is kept */
        if (hr != MAPI_E_NOT_ENOUGH_MEMORY || !failed) assert_int_equal(hr, S_OK);
        if (hr == S_OK) assert_int_equal(pot.n, strlen(card));
        people_close(reader);
        person_drop(&person);
        free(pot.text);
    }
    assert_true(n > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_becomes_the_properties_of_a_person),
        cmocka_unit_test(names_of_all_scripts_come_back),
        cmocka_unit_test(several_addresses_are_one_persons),
        cmocka_unit_test(the_main_address_takes_no_others_place),
        cmocka_unit_test(addresses_beyond_what_a_person_can_have_are_counted),
        cmocka_unit_test(what_has_no_property_is_kept_as_it_was),
        cmocka_unit_test(what_somebody_changes_is_written_anew),
        cmocka_unit_test(days_are_written_as_the_version_has_them),
        cmocka_unit_test(no_day_is_made_up),
        cmocka_unit_test(a_group_has_its_members),
        cmocka_unit_test(who_has_members_is_a_list),
        cmocka_unit_test(members_are_those_of_now),
        cmocka_unit_test(a_card_without_a_name_gets_one),
        cmocka_unit_test(what_is_too_large_is_counted),
        cmocka_unit_test(what_fails_in_between_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
