/*
 * test_entry_id.c - entry IDs of the contacts address book, byte for byte (7.9-21)
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "contacts_ab/entry_id.h"

static BYTE contact_bytes[] = {1, 2, 3};
static const SBinary contact = {3, contact_bytes};

static void a_person_is_written_as_the_structure_says(void **state)
{
    static const BYTE want[] = {0,    0,    0,    0,    0xfe, 0x42, 0xaa, 0x0a, 0x18, 0xc7,
                                0x1a, 0x10, 0xe8, 0x85, 0x0b, 0x65, 0x1c, 0x24, 0,    0,
                                3,    0,    0,    0,    4,    0,    0,    0,    5,    0,
                                0,    0,    3,    0,    0,    0,    1,    2,    3};
    BYTE bytes[sizeof(want)];
    struct contact_id id;

    (void)state;
    contact_person_write(&contact, 5, bytes);
    assert_memory_equal(bytes, want, sizeof(want));
    assert_int_equal(contact_id_read(sizeof(bytes), bytes, &id), S_OK);
    assert_int_equal(id.type, CONTAB_USER);
    assert_int_equal(id.index, 5);
    assert_int_equal(id.contact.cb, 3);
    assert_ptr_equal(id.contact.lpb, bytes + CONTACT_PERSON_HEAD);
}

static void a_container_is_a_directorys(void **state)
{
    GUID folder;
    BYTE bytes[CONTACT_DIR_BYTES];
    struct contact_id id;

    (void)state;
    assert_int_equal(sizeof(DIR_ENTRYID), CONTACT_DIR_BYTES);
    memset(&folder, 7, sizeof(folder));
    contact_dir_write(CONTAB_CONTAINER, &folder, bytes);
    assert_int_equal(((DIR_ENTRYID *)bytes)->ulType, CONTAB_CONTAINER);
    assert_memory_equal(&((DIR_ENTRYID *)bytes)->muidID, &folder, sizeof(folder));
    assert_int_equal(contact_id_read(sizeof(bytes), bytes, &id), S_OK);
    assert_int_equal(id.type, CONTAB_CONTAINER);
    assert_memory_equal(&id.folder, &folder, sizeof(folder));
}

static void padding_of_a_structure_is_passed_over(void **state)
{
    BYTE bytes[CONTACT_PERSON_HEAD + 4] = {0};
    struct contact_id id;

    (void)state;
    contact_person_write(&contact, 0, bytes);
    assert_int_equal(contact_id_read(sizeof(bytes), bytes, &id), S_OK);
    assert_int_equal(id.contact.cb, 3);
}

static void what_is_cut_or_wrong_is_refused(void **state)
{
    static const struct {
        int at;
        BYTE byte;
        HRESULT hr;
    } cases[] = {
        {4, 0, MAPI_E_UNKNOWN_ENTRYID},  /* another's UID */
        {20, 4, MAPI_E_INVALID_ENTRYID}, /* another version */
        {24, 5, MAPI_E_INVALID_ENTRYID}, /* a list: these aren't shown */
        {24, 9, MAPI_E_INVALID_ENTRYID},
        {28, 6, MAPI_E_INVALID_ENTRYID}, /* no such address */
        {32, 0, MAPI_E_INVALID_ENTRYID},
        {32, 4, MAPI_E_INVALID_ENTRYID}, /* longer than what is there */
        {35, 0xff, MAPI_E_INVALID_ENTRYID},
    };
    BYTE good[CONTACT_PERSON_HEAD + 3], bytes[sizeof(good)];
    struct contact_id id;

    (void)state;
    contact_person_write(&contact, 2, good);
    for (size_t n = 0; n < sizeof(good); n++)
        assert_int_equal(contact_id_read((ULONG)n, good, &id), MAPI_E_INVALID_ENTRYID);
    assert_int_equal(contact_id_read(40, NULL, &id), MAPI_E_INVALID_ENTRYID);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        memcpy(bytes, good, sizeof(bytes));
        bytes[cases[i].at] = cases[i].byte;
        assert_int_equal(contact_id_read(sizeof(bytes), bytes, &id), cases[i].hr);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_is_written_as_the_structure_says),
        cmocka_unit_test(a_container_is_a_directorys),
        cmocka_unit_test(padding_of_a_structure_is_passed_over),
        cmocka_unit_test(what_is_cut_or_wrong_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
