/*
 * test_hive.c - profiles at rest: found, made, copied, renamed, deleted, kept in use
 */
#include "profile/fixture.h"
#include "profile/place.h"
#include "profile/section.h"

static ULONG listed(const WCHAR *name, struct profile_entry *out)
{
    AUTO_FREE struct profile_entry *list = NULL;
    ULONG n, times = 0;

    assert_hr(profile_list(&list, &n), S_OK);
    for (ULONG i = 0; i < n; i++)
        if (!text_compare_nocase(list[i].name, name)) {
            times++;
            if (out) *out = list[i];
        }
    return times;
}

/* 2.2-01, 2.2-06, 2.2-14, 2.6-10 */
static void a_new_profile_has_its_two_sections(void **state)
{
    struct profile *p = made(L"one");

    (void)state;
    assert_true(key_exists(CLASSIC L"\\one\\9207f3e0a3b11019908b08002b2a56c2"));
    assert_true(key_exists(CLASSIC L"\\one\\8503020000000000c000000000000046"));
    assert_text(profile_name(p), L"one");
    assert_int_equal(listed(L"one", NULL), 1);
    profile_unref(p);
}

/* 2.1-01 */
static void names_follow_the_rules(void **state)
{
    WCHAR name[66];

    (void)state;
    for (int i = 0; i < 65; i++) name[i] = 'x';
    name[65] = 0;
    assert_hr(profile_create(name, false, NULL), MAPI_E_INVALID_PARAMETER);
    name[64] = 0;
    assert_hr(profile_create(name, false, NULL), S_OK);
    assert_hr(profile_create(L"", false, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(profile_create(L" a", false, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(profile_create(L"a ", false, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(profile_create(L"a\\b", false, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(profile_create(L"a\nb", false, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(profile_create(L"\u00c4rger mit _ 7", false, NULL), S_OK);
    assert_true(found(L"\u00c4rger mit _ 7"));
}

/* 2.1-02 */
static void names_are_compared_without_case(void **state)
{
    struct profile *p = made(L"Some One"), *same;

    (void)state;
    assert_hr(profile_open(L"sOME oNE", &same), S_OK);
    assert_ptr_equal(p, same);
    assert_text(profile_name(same), L"Some One");
    assert_hr(profile_create(L"SOME ONE", false, NULL), MAPI_E_NO_ACCESS); /* 2.3-13 */
    profile_unref(same);
    profile_unref(p);
    assert_hr(profile_open(L"sOME oNE", &p), S_OK); /* afresh, as the registry spells it */
    assert_text(profile_name(p), L"Some One");
    profile_unref(p);
}

/* 2.1-04, 2.6-11: the GUID names the section, and is nobody's search key */
static void an_old_name_gets_a_new_identity(void **state)
{
    BYTE ids[2][16];

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct profile *p = made(L"again");
        AUTO_SECTION struct section *section = NULL;
        AUTO_FREE BYTE *id = NULL;
        ULONG bytes;

        assert_hr(section_open(p, &profile_instance_uid, 0, &section), S_OK);
        assert_hr(section_get_bytes(section, PR_SEARCH_KEY, &id, &bytes), S_OK);
        assert_int_equal(bytes, 16);
        memcpy(ids[i], id, 16);
        assert_memory_not_equal(id, &profile_instance_uid, 16);
        assert_hr(profile_delete(p), S_OK);
        profile_unref(p);
    }
    assert_memory_not_equal(ids[0], ids[1], 16);
}

static void deleted_is_gone_for_those_who_hold_it(void **state)
{
    struct profile *p = made(L"p");
    AUTO_SECTION struct section *section = NULL;
    AUTO_FREE WCHAR *text = NULL;

    (void)state;
    assert_hr(section_open(p, &profile_root_uid, SECTION_WRITE, &section), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME, L"x"), S_OK);
    assert_hr(profile_delete(p), S_OK);
    assert_false(key_exists(CLASSIC L"\\p"));
    assert_hr(section_get_text(section, PR_DISPLAY_NAME, &text), MAPI_E_NOT_FOUND);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME, L"y"), MAPI_E_NOT_FOUND);
    assert_false(key_exists(CLASSIC L"\\p"));
    assert_hr(profile_delete(p), MAPI_E_NOT_FOUND);
    assert_hr(profile_rename(p, L"q"), MAPI_E_NOT_FOUND);
    assert_hr(profile_copy(p, L"q"), MAPI_E_NOT_FOUND);
    profile_unref(p);
    p = made(L"p"); /* another one */
    assert_hr(section_get_text(section, PR_DISPLAY_NAME, &text), MAPI_E_NOT_FOUND);
    profile_unref(p);
}

/* 2.3-21, 3.2-26 */
static void in_use_it_is_deleted_by_its_last_user(void **state)
{
    struct profile *p = made(L"busy");
    struct profile_use *one, *two;
    AUTO_SECTION struct section *section = NULL;

    (void)state;
    assert_hr(profile_use(p, NULL, &one), S_OK);
    assert_hr(profile_use(p, NULL, &two), S_OK);
    assert_hr(profile_delete(p), S_OK);
    assert_false(found(L"busy"));
    assert_int_equal(listed(L"busy", NULL), 0);
    assert_hr(profile_create(L"busy", false, NULL), MAPI_E_NO_ACCESS); /* the name isn't free yet */
    /* its users go on */
    assert_hr(section_open(p, &profile_root_uid, SECTION_WRITE, &section), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_FLAGS, 1), S_OK);
    profile_unuse(one);
    assert_true(key_exists(CLASSIC L"\\busy"));
    profile_unuse(two);
    assert_false(key_exists(CLASSIC L"\\busy"));
    profile_unref(p);
    assert_hr(profile_create(L"busy", false, NULL), S_OK);
}

/* A user that died leaves the mark; whoever comes next sweeps. */
static void what_a_dead_user_left_is_swept(void **state)
{
    (void)state;
    write_raw(CLASSIC L"\\dead", MARK_DELETED, 1, L"1", 4);
    write_raw(CLASSIC L"\\dead\\9207f3e0a3b11019908b08002b2a56c2", L"00033009", 3, "\1\0\0\0", 4);
    assert_false(found(L"dead"));
    assert_false(key_exists(CLASSIC L"\\dead"));

    write_raw(CLASSIC L"\\dead", MARK_DELETED, 1, L"1", 4);
    assert_int_equal(listed(L"dead", NULL), 0);
    assert_false(key_exists(CLASSIC L"\\dead"));

    profile_unref(made(L"old"));
    write_raw(CLASSIC L"\\old", MARK_RENAME, 1, L"new", 8);
    assert_true(found(L"new"));
    assert_false(found(L"old"));
}

/* A rename that was cut off after its copy went live is finished; one cut off before never was. */
static void a_cut_off_rename_is_whole_or_not_at_all(void **state)
{
    (void)state;
    profile_unref(made(L"old"));
    profile_unref(made(L"new"));
    assert_hr(profile_set_default(L"old"), S_OK);
    write_raw(CLASSIC L"\\new", MARK_REPLACES, 1, L"old", 8);
    assert_true(found(L"new"));
    assert_false(found(L"old"));
    {
        AUTO_FREE WCHAR *name = NULL;

        assert_hr(profile_default(&name), S_OK);
        assert_text(name, L"new");
    }
    write_raw(CLASSIC L"\\third", MARK_REPLACES, 1, L"new", 8);
    write_raw(CLASSIC L"\\third", MARK_DELETED, 1, L"1", 4);
    assert_false(found(L"third"));
    assert_true(found(L"new"));
}

/* 2.3-33, 2.3-36 */
static void in_use_it_is_renamed_by_its_last_user(void **state)
{
    struct profile *p = made(L"was");
    struct profile_use *use;
    AUTO_SECTION struct section *section = NULL;
    AUTO_FREE WCHAR *name = NULL;
    ULONG value;

    (void)state;
    assert_hr(section_open(p, &profile_root_uid, SECTION_WRITE, &section), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_FLAGS, 7), S_OK);
    assert_hr(profile_set_default(L"was"), S_OK);
    assert_hr(profile_use(p, NULL, &use), S_OK);
    assert_hr(profile_rename(p, L"will be"), S_OK);
    assert_text(profile_name(p), L"was");
    assert_true(found(L"was"));
    assert_false(found(L"will be"));
    assert_hr(profile_create(L"will be", false, NULL), MAPI_E_NO_ACCESS); /* it is promised */
    profile_unuse(use);
    assert_text(profile_name(p), L"will be");
    assert_false(found(L"was"));
    assert_true(found(L"will be"));
    assert_hr(profile_default(&name), S_OK);
    assert_text(name, L"will be");
    /* the section moved along */
    assert_hr(section_get_long(section, PR_RESOURCE_FLAGS, &value), S_OK);
    assert_int_equal(value, 7);
    assert_hr(section_set_long(section, PR_RESOURCE_FLAGS, 8), S_OK);
    profile_unref(p);
}

/* 2.3-35 */
static void renaming_keeps_out_of_others_way(void **state)
{
    struct profile *p = made(L"a");

    (void)state;
    profile_unref(made(L"b"));
    assert_hr(profile_rename(p, L"B"), MAPI_E_NO_ACCESS);
    assert_hr(profile_rename(p, L" c"), MAPI_E_INVALID_PARAMETER);
    assert_hr(profile_rename(p, L"c"), S_OK);
    assert_text(profile_name(p), L"c");
    assert_false(key_exists(CLASSIC L"\\a"));
    profile_unref(p);
}

/* 2.3-27, 2.3-31 */
static void a_copy_has_all_but_the_identity(void **state)
{
    struct profile *from = made(L"from"), *to;
    AUTO_SECTION struct section *a = NULL, *b = NULL;
    AUTO_FREE BYTE *id_a = NULL, *id_b = NULL;
    MAPIUID uid = {{1, 2, 3}};
    ULONG bytes, value;

    (void)state;
    assert_hr(section_open(from, &uid, SECTION_WRITE | SECTION_CREATE, &a), S_OK);
    assert_hr(section_set_long(a, PR_RESOURCE_FLAGS, 7), S_OK);
    assert_hr(section_set_bytes(a, PROP_TAG(PT_BINARY, 0x67f0), "abc", 3), S_OK);
    assert_hr(profile_copy(from, L"FROM"), MAPI_E_NO_ACCESS);
    assert_hr(profile_copy(from, L""), MAPI_E_INVALID_PARAMETER);
    assert_hr(profile_copy(from, L"to"), S_OK);
    assert_hr(profile_open(L"to", &to), S_OK);
    assert_hr(section_open(to, &uid, 0, &b), S_OK);
    assert_hr(section_get_long(b, PR_RESOURCE_FLAGS, &value), S_OK);
    assert_int_equal(value, 7);
    /* the secret, too */
    assert_hr(section_get_bytes(b, PROP_TAG(PT_BINARY, 0x67f0), &id_a, &bytes), S_OK);
    mem_free(TAKE(id_a));
    section_cleanup(&a);
    section_cleanup(&b);
    assert_hr(section_open(from, &profile_instance_uid, 0, &a), S_OK);
    assert_hr(section_open(to, &profile_instance_uid, 0, &b), S_OK);
    assert_hr(section_get_bytes(a, PR_SEARCH_KEY, &id_a, &bytes), S_OK);
    assert_hr(section_get_bytes(b, PR_SEARCH_KEY, &id_b, &bytes), S_OK);
    assert_memory_not_equal(id_a, id_b, 16);
    profile_unref(from);
    profile_unref(to);
}

/* 2.3-12, 2.3-28, 2.3-40 */
static void app_profiles_stay_app_profiles(void **state)
{
    struct profile *p;
    struct profile_entry entry;

    (void)state;
    assert_hr(profile_create(L"app", true, &p), S_OK);
    assert_true(profile_is_app(p));
    assert_hr(profile_copy(p, L"copy"), S_OK);
    assert_hr(profile_rename(p, L"renamed"), S_OK);
    profile_unref(p);
    assert_int_equal(listed(L"copy", &entry), 1);
    assert_true(entry.app);
    assert_int_equal(listed(L"renamed", &entry), 1);
    assert_true(entry.app);
    assert_hr(profile_set_default(L"copy"), E_FAIL);
}

/* 2.2-03, 2.3-10, 2.3-24, 2.3-37, 2.3-38, 2.3-39 */
static void there_is_at_most_one_default(void **state)
{
    struct profile_entry a, b;
    struct profile *p;
    WCHAR *name;

    (void)state;
    profile_unref(made(L"a"));
    profile_unref(made(L"b"));
    assert_hr(profile_default(&name), MAPI_E_NOT_FOUND);
    assert_hr(profile_set_default(L"c"), MAPI_E_NOT_FOUND);
    assert_hr(profile_set_default(L"a"), S_OK);
    assert_hr(profile_set_default(L"B"), S_OK);
    expect_raw(CLASSIC, L"DefaultProfile", 1, L"b", 4);
    assert_int_equal(listed(L"a", &a) + listed(L"b", &b), 2);
    assert_false(a.is_default);
    assert_true(b.is_default);
    assert_hr(profile_open(L"b", &p), S_OK);
    assert_hr(profile_delete(p), S_OK);
    profile_unref(p);
    assert_hr(profile_default(&name), MAPI_E_NOT_FOUND);
    assert_hr(profile_set_default(L"a"), S_OK);
    assert_hr(profile_set_default(NULL), S_OK);
    assert_hr(profile_default(&name), MAPI_E_NOT_FOUND);
    assert_int_equal(listed(L"a", &a), 1);
    assert_false(a.is_default);
}

/* 2.2-02, 2.2-05: profiles of Outlook 2013 and later are found, and left where they are */
static void outlooks_own_place_is_read(void **state)
{
    AUTO_FREE WCHAR *name = NULL;
    struct profile_entry entry;
    struct profile *p;
    AUTO_SECTION struct section *section = NULL;
    ULONG value;

    (void)state;
    write_raw(OFFICE L"\\Profiles\\Outlook\\9207f3e0a3b11019908b08002b2a56c2", L"00033009", 3,
              "\7\0\0\0", 4);
    write_raw(OFFICE, L"DefaultProfile", 1, L"Outlook", 16);
    assert_hr(profile_default(&name), S_OK);
    assert_text(name, L"Outlook");
    assert_hr(profile_open(L"outlook", &p), S_OK);
    assert_hr(section_open(p, &profile_root_uid, SECTION_WRITE, &section), S_OK);
    assert_hr(section_get_long(section, PR_RESOURCE_FLAGS, &value), S_OK);
    assert_int_equal(value, 7);
    profile_unref(p);

    profile_unref(made(L"mine"));
    assert_true(key_exists(CLASSIC L"\\mine"));
    assert_hr(profile_create(L"OUTLOOK", false, NULL), MAPI_E_NO_ACCESS);
    assert_hr(profile_set_default(L"mine"), S_OK);
    assert_int_equal(listed(L"mine", &entry), 1);
    assert_true(entry.is_default);
    /* Outlook's own is Outlook's business */
    expect_raw(OFFICE, L"DefaultProfile", 1, L"Outlook", 16);

    /* our default goes, and Outlook's doesn't come to light */
    assert_hr(profile_open(L"mine", &p), S_OK);
    assert_hr(profile_delete(p), S_OK);
    profile_unref(p);
    mem_free(TAKE(name));
    assert_hr(profile_default(&name), MAPI_E_NOT_FOUND);
    expect_raw(OFFICE, L"DefaultProfile", 1, L"Outlook", 16);

    assert_hr(profile_open(L"Outlook", &p), S_OK); /* renamed where it lies, its default along */
    assert_hr(profile_rename(p, L"Other"), S_OK);
    assert_true(key_exists(OFFICE L"\\Profiles\\Other"));
    expect_raw(OFFICE, L"DefaultProfile", 1, L"Other", 12);
    assert_hr(profile_copy(p, L"Classic"), S_OK);
    assert_true(key_exists(CLASSIC L"\\Classic"));
    profile_unref(p);
}

/* 2.2-04: a profile from Windows 9x days is read where it lies, and nothing new is put there */
static void the_oldest_place_is_read(void **state)
{
    AUTO_SECTION struct section *section = NULL;
    AUTO_FREE WCHAR *name = NULL;
    struct profile *p = NULL;
    ULONG value;

    (void)state;
    write_raw(WINDOWS_9X L"\\old\\9207f3e0a3b11019908b08002b2a56c2", L"00033009", 3, "\7\0\0\0", 4);
    write_raw(WINDOWS_9X, L"DefaultProfile", 1, L"old", 8);
    assert_int_equal(listed(L"old", NULL), 1);
    assert_hr(profile_default(&name), S_OK);
    assert_text(name, L"old");
    assert_hr(profile_open(L"OLD", &p), S_OK);
    assert_hr(section_open(p, &profile_root_uid, 0, &section), S_OK);
    assert_hr(section_get_long(section, PR_RESOURCE_FLAGS, &value), S_OK);
    assert_int_equal(value, 7);
    profile_unref(p);
    profile_unref(made(L"new"));
    assert_true(key_exists(CLASSIC L"\\new"));
    assert_false(key_exists(WINDOWS_9X L"\\new"));
}

/* Of two profiles of one name the classic one counts, and is listed once. */
static void the_classic_place_comes_first(void **state)
{
    struct profile *p = NULL;
    AUTO_SECTION struct section *section = NULL;
    ULONG value;

    (void)state;
    write_raw(OFFICE L"\\Profiles\\x\\9207f3e0a3b11019908b08002b2a56c2", L"00033009", 3, "\7\0\0\0",
              4);
    write_raw(CLASSIC L"\\x\\9207f3e0a3b11019908b08002b2a56c2", L"00033009", 3, "\1\0\0\0", 4);
    assert_int_equal(listed(L"x", NULL), 1);
    assert_hr(profile_open(L"x", &p), S_OK);
    assert_hr(section_open(p, &profile_root_uid, 0, &section), S_OK);
    assert_hr(section_get_long(section, PR_RESOURCE_FLAGS, &value), S_OK);
    assert_int_equal(value, 1);
    profile_unref(p);
}

/* 2.2-15 */
static void an_absent_place_is_no_obstacle(void **state)
{
    (void)state;
    assert_hr(profile_place_check(), S_OK);
    assert_false(found(L"x"));
    assert_int_equal(listed(L"x", NULL), 0);
}

static void strange_names_are_just_not_found(void **state)
{
    WCHAR name[301];

    (void)state;
    for (int i = 0; i < 300; i++) name[i] = 'x';
    name[300] = 0;
    profile_unref(made(L"a"));
    assert_false(found(name));
    assert_false(found(L""));
    assert_false(found(L"a\\9207f3e0a3b11019908b08002b2a56c2"));
}

static void running_out_of_memory_leaves_nothing_half(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        HRESULT hr;

        fault_alloc_after(n);
        hr = profile_create(L"p", false, NULL);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_false(found(L"p"));
        assert_true(n < 1000);
    }
    for (int n = 0;; n++) {
        struct profile *p;
        HRESULT hr;

        assert_hr(profile_open(L"p", &p), S_OK);
        fault_alloc_after(n);
        hr = profile_copy(p, L"q");
        fault_alloc_never();
        profile_unref(p);
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_false(found(L"q"));
        assert_true(n < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_profile_has_its_two_sections, begin, end),
        cmocka_unit_test_setup_teardown(names_follow_the_rules, begin, end),
        cmocka_unit_test_setup_teardown(names_are_compared_without_case, begin, end),
        cmocka_unit_test_setup_teardown(an_old_name_gets_a_new_identity, begin, end),
        cmocka_unit_test_setup_teardown(deleted_is_gone_for_those_who_hold_it, begin, end),
        cmocka_unit_test_setup_teardown(in_use_it_is_deleted_by_its_last_user, begin, end),
        cmocka_unit_test_setup_teardown(what_a_dead_user_left_is_swept, begin, end),
        cmocka_unit_test_setup_teardown(a_cut_off_rename_is_whole_or_not_at_all, begin, end),
        cmocka_unit_test_setup_teardown(in_use_it_is_renamed_by_its_last_user, begin, end),
        cmocka_unit_test_setup_teardown(renaming_keeps_out_of_others_way, begin, end),
        cmocka_unit_test_setup_teardown(a_copy_has_all_but_the_identity, begin, end),
        cmocka_unit_test_setup_teardown(app_profiles_stay_app_profiles, begin, end),
        cmocka_unit_test_setup_teardown(there_is_at_most_one_default, begin, end),
        cmocka_unit_test_setup_teardown(outlooks_own_place_is_read, begin, end),
        cmocka_unit_test_setup_teardown(the_oldest_place_is_read, begin, end),
        cmocka_unit_test_setup_teardown(the_classic_place_comes_first, begin, end),
        cmocka_unit_test_setup_teardown(an_absent_place_is_no_obstacle, begin, end),
        cmocka_unit_test_setup_teardown(strange_names_are_just_not_found, begin, end),
        cmocka_unit_test_setup_teardown(running_out_of_memory_leaves_nothing_half, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
