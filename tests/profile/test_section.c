/*
 * test_section.c - one section: properties at rest, who may open it, and what garbage in it does
 */
#include "profile/fixture.h"
#include "profile/section.h"
#include "prop/ptag.h"
#include "prop/pval.h"

#define ROOT_KEY CLASSIC L"\\p\\9207f3e0a3b11019908b08002b2a56c2"
#define UID_KEY  CLASSIC L"\\p\\0102030000000000000000000000000f"

static const MAPIUID uid = {{1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15}};
static struct profile *p;

static int begin_profile(void **state)
{
    begin(state);
    p = made(L"p");
    return 0;
}

static int end_profile(void **state)
{
    profile_unref(p);
    return end(state);
}

static struct section *opened(ULONG how)
{
    struct section *section;

    assert_hr(section_open(p, &uid, how, &section), S_OK);
    return section;
}

static void two_openings_are_one_section(void **state)
{
    AUTO_SECTION struct section *a = opened(SECTION_WRITE | SECTION_CREATE), *b = opened(0);
    AUTO_FREE WCHAR *text = NULL;
    ULONG value;

    (void)state;
    assert_hr(section_set_long(a, PR_RESOURCE_FLAGS, 5), S_OK);
    assert_hr(section_get_long(b, PR_RESOURCE_FLAGS, &value), S_OK);
    assert_int_equal(value, 5);
    assert_hr(section_set_text(a, PR_DISPLAY_NAME, L"x"), S_OK);
    assert_hr(section_get_text(b, PR_DISPLAY_NAME_A, &text), S_OK);
    assert_text(text, L"x");
    assert_hr(section_delete_prop(a, PR_RESOURCE_FLAGS), S_OK);
    assert_hr(section_get_long(b, PR_RESOURCE_FLAGS, &value), MAPI_E_NOT_FOUND);
    expect_raw(UID_KEY, L"001f3001", 3, L"x", 4);
}

static void sections_are_made_only_on_request(void **state)
{
    struct section *section;
    AUTO_SECTION struct section *made_one = NULL;

    (void)state;
    assert_hr(section_open(p, &uid, 0, &section), MAPI_E_NOT_FOUND);
    assert_hr(section_open(p, &uid, SECTION_WRITE, &section), MAPI_E_NOT_FOUND);
    assert_false(key_exists(UID_KEY));
    made_one = opened(SECTION_CREATE);
    assert_true(key_exists(UID_KEY));
    assert_hr(section_set_long(made_one, PR_RESOURCE_FLAGS, 1), MAPI_E_NO_ACCESS); /* for reading */
}

/* A property has one value, whatever its type and width. */
static void a_new_type_replaces_the_old_one(void **state)
{
    AUTO_SECTION struct section *s = opened(SECTION_WRITE | SECTION_CREATE);
    AUTO_FREE void *root = mem_zero(1);
    SPropValue value = {.ulPropTag = PR_DISPLAY_NAME_A};
    struct sys_key *key;
    WCHAR *name;

    (void)state;
    assert_hr(section_set_text(s, PR_DISPLAY_NAME, L"wide"), S_OK);
    value.Value.lpszA = "narrow";
    assert_hr(section_set(s, &value), S_OK);
    assert_hr(section_get(s, PR_DISPLAY_NAME_W, root, &value), S_OK);
    assert_text(value.Value.lpszW, L"narrow");
    assert_hr(section_get(s, CHANGE_PROP_TYPE(PR_DISPLAY_NAME, PT_UNSPECIFIED), root, &value),
              S_OK);
    assert_int_equal(value.ulPropTag, PR_DISPLAY_NAME_A);
    assert_hr(section_set_long(s, PR_DISPLAY_NAME, 4), S_OK);
    assert_hr(section_get(s, PR_DISPLAY_NAME_W, root, &value), MAPI_E_NOT_FOUND);
    assert_hr(sys_key_open(SYS_HKCU, UID_KEY, false, &key), S_OK);
    assert_hr(sys_key_value_name(key, 0, &name), S_OK);
    assert_text(name, L"00033001");
    mem_free(name);
    assert_hr(sys_key_value_name(key, 1, &name), MAPI_E_NOT_FOUND);
    sys_key_close(key);
}

/* 2.4-37, 2.4-38 */
static void claims_are_many_readers_or_one_writer(void **state)
{
    struct section *a = opened(SECTION_CREATE | SECTION_CLAIM), *b = opened(SECTION_CLAIM), *c;

    (void)state;
    assert_hr(section_open(p, &uid, SECTION_WRITE | SECTION_CLAIM, &c), MAPI_E_NO_ACCESS);
    section_unref(a);
    assert_hr(section_open(p, &uid, SECTION_WRITE | SECTION_CLAIM, &c), MAPI_E_NO_ACCESS);
    section_unref(b);
    c = opened(SECTION_WRITE | SECTION_CLAIM);
    assert_hr(section_open(p, &uid, SECTION_WRITE | SECTION_CLAIM, &a), MAPI_E_NO_ACCESS);
    assert_hr(section_open(p, &uid, SECTION_CLAIM, &a), MAPI_E_NO_ACCESS);
    a = opened(SECTION_WRITE); /* providers and services don't take part */
    section_unref(a);
    section_unref(c);
    section_unref(opened(SECTION_CLAIM));
}

/* 2.6-18 */
static void a_logged_on_provider_cannot_change_what_it_is(void **state)
{
    AUTO_SECTION struct section *s = opened(SECTION_CREATE | SECTION_WRITE | SECTION_LOGGED_ON);

    (void)state;
    assert_hr(section_set_long(s, PR_RESOURCE_FLAGS, 1), MAPI_E_COMPUTED);
    assert_hr(section_set_text(s, PR_PROVIDER_DLL_NAME, L"x.dll"), MAPI_E_COMPUTED);
    assert_hr(section_delete_prop(s, PR_RESOURCE_FLAGS), MAPI_E_COMPUTED);
    assert_hr(section_set_text(s, PR_DISPLAY_NAME, L"x"), S_OK);
}

/* 2.5-09: gone from view is the roster's business; the section itself goes with its last user */
static void a_section_in_use_is_deleted_later(void **state)
{
    struct section *s = opened(SECTION_CREATE | SECTION_WRITE);
    struct profile_use *use;
    ULONG value;

    (void)state;
    assert_hr(section_set_long(s, PR_RESOURCE_FLAGS, 5), S_OK);
    assert_hr(profile_use(p, &uid, &use), S_OK);
    assert_hr(section_delete(p, &uid), S_OK);
    assert_hr(section_get_long(s, PR_RESOURCE_FLAGS, &value), S_OK);
    section_unref(s);
    section_unref(opened(0)); /* its user may open it again */
    profile_unuse(use);
    assert_false(key_exists(UID_KEY));
    assert_hr(section_open(p, &uid, 0, &s), MAPI_E_NOT_FOUND);
    assert_hr(section_delete(p, &uid), MAPI_E_NOT_FOUND);
}

static void a_deleted_section_is_gone_for_who_has_it_open(void **state)
{
    AUTO_SECTION struct section *s = opened(SECTION_CREATE | SECTION_WRITE);
    ULONG value;

    (void)state;
    assert_hr(section_set_long(s, PR_RESOURCE_FLAGS, 5), S_OK);
    assert_hr(section_delete(p, &uid), S_OK);
    assert_hr(section_get_long(s, PR_RESOURCE_FLAGS, &value), MAPI_E_NOT_FOUND);
    assert_hr(section_set_long(s, PR_RESOURCE_FLAGS, 5), MAPI_E_NOT_FOUND);
    assert_false(key_exists(UID_KEY));
}

/* 2.6-05, 2.6-02 */
static void some_properties_are_not_kept(void **state)
{
    AUTO_SECTION struct section *s = opened(SECTION_CREATE | SECTION_WRITE);
    AUTO_FREE SPropTagArray *tags = NULL;

    (void)state;
    assert_hr(section_set_long(s, PROP_TAG(PT_LONG, 0x8000), 1), MAPI_E_UNEXPECTED_ID);
    assert_hr(section_set_long(s, PR_OBJECT_TYPE, 1), MAPI_E_COMPUTED);
    assert_hr(section_set_text(s, PR_PROFILE_NAME, L"x"), MAPI_E_COMPUTED);
    assert_hr(section_tags(s, &tags), S_OK);
    assert_int_equal(tags->cValues, 0);
}

/* 2.6-06, 2.6-07: sealed, given by tag, not listed; 0x67f0 to 0x67ff and no more */
static void secure_properties_are_not_listed(void **state)
{
    static const struct {
        ULONG tag;
        const WCHAR *at_rest;
    } open[] = {
        {PROP_TAG(PT_UNICODE, 0x6600), L"001f6600"},
        {PROP_TAG(PT_UNICODE, 0x67ef), L"001f67ef"},
        {PROP_TAG(PT_UNICODE, 0x6800), L"001f6800"},
    };
    AUTO_SECTION struct section *s = opened(SECTION_CREATE | SECTION_WRITE);
    AUTO_FREE SPropTagArray *tags = NULL;
    AUTO_FREE WCHAR *text = NULL;

    (void)state;
    assert_hr(section_set_text(s, PROP_TAG(PT_UNICODE, 0x67f0), L"secret"), S_OK);
    assert_hr(section_set_text(s, PROP_TAG(PT_UNICODE, 0x67ff), L"secret"), S_OK);
    for (int i = 0; i < 3; i++) assert_hr(section_set_text(s, open[i].tag, L"open"), S_OK);
    assert_hr(section_tags(s, &tags), S_OK);
    assert_int_equal(tags->cValues, 3);
    for (int i = 0; i < 3; i++) {
        expect_raw(UID_KEY, open[i].at_rest, 3, L"open", 10);
        assert_true(ptag_has_id(tags, open[i].tag));
    }
    assert_hr(section_get_text(s, PROP_TAG(PT_UNICODE, 0x67f0), &text), S_OK);
    assert_text(text, L"secret");
    assert_hr(section_delete_prop(s, PROP_TAG(PT_UNICODE, 0x67f0)), S_OK);
}

/* Nothing in a key can do harm, and nothing of it is deleted. */
static void garbage_is_told_and_stays(void **state)
{
    AUTO_SECTION struct section *s = opened(SECTION_CREATE | SECTION_WRITE);
    AUTO_FREE SPropTagArray *tags = NULL;
    AUTO_FREE MAPIUID *uids = NULL;
    AUTO_FREE WCHAR *text = NULL;
    ULONG value, n;
    MAPIUID one;

    (void)state;
    write_raw(UID_KEY, L"00033009", 3, "\1\2", 2);
    write_raw(UID_KEY, L"001e3001", 3, "\1\2", 2);
    write_raw(UID_KEY, L"01023d0e", 3, "\1\2\3", 3);
    write_raw(UID_KEY, L"01023d0c", 3, "\1\2\3", 3);
    write_raw(UID_KEY, L"S010267f0", 3, "\1\2\3", 3);
    write_raw(UID_KEY, L"zzzzzzzz", 1, L"x", 4);
    write_raw(UID_KEY, L"", 4, "\1\2\3\4", 4);
    assert_hr(section_get_long(s, PR_RESOURCE_FLAGS, &value), MAPI_E_CORRUPT_DATA);
    assert_hr(section_get_text(s, PR_DISPLAY_NAME, &text), MAPI_E_CORRUPT_DATA);
    assert_hr(section_get_uids(s, PR_SERVICES, &uids, &n), MAPI_E_CORRUPT_DATA);
    assert_int_equal(n, 0);
    assert_hr(section_get_uid(s, PR_SERVICE_UID, &one), MAPI_E_CORRUPT_DATA);
    assert_hr(section_get_text(s, PROP_TAG(PT_BINARY, 0x67f0), &text), MAPI_E_NOT_FOUND);
    assert_hr(section_tags(s, &tags), S_OK);
    assert_int_equal(tags->cValues, 4);
    expect_raw(UID_KEY, L"00033009", 3, "\1\2", 2);
    expect_raw(UID_KEY, L"01023d0e", 3, "\1\2\3", 3);
    assert_hr(section_set_long(s, PR_RESOURCE_FLAGS, 3), S_OK); /* mended by writing */
    assert_hr(section_get_long(s, PR_RESOURCE_FLAGS, &value), S_OK);
}

static void uid_lists_are_kept_whole(void **state)
{
    AUTO_SECTION struct section *s = opened(SECTION_CREATE | SECTION_WRITE);
    MAPIUID list[2] = {{{1}}, {{2}}};
    AUTO_FREE MAPIUID *back = NULL;
    ULONG n;

    (void)state;
    assert_hr(section_get_uids(s, PR_SERVICES, &back, &n), S_OK);
    assert_int_equal(n, 0);
    assert_hr(section_set_uids(s, PR_SERVICES, list, 2), S_OK);
    expect_raw(UID_KEY, L"01023d0e", 3, list, 32);
    assert_hr(section_get_uids(s, PR_SERVICES, &back, &n), S_OK);
    assert_int_equal(n, 2);
    assert_memory_equal(back, list, 32);
    mem_free(TAKE(back));
    assert_hr(section_set_uids(s, PR_SERVICES, NULL, 0), S_OK);
    assert_hr(section_get_uids(s, PR_SERVICES, &back, &n), S_OK);
    assert_int_equal(n, 0);
}

static void running_out_of_memory_changes_nothing(void **state)
{
    AUTO_SECTION struct section *s = opened(SECTION_CREATE | SECTION_WRITE);
    AUTO_FREE WCHAR *text = NULL;

    (void)state;
    assert_hr(section_set_text(s, PR_DISPLAY_NAME, L"before"), S_OK);
    for (int n = 0;; n++) {
        SPropValue value = pval_text(PR_DISPLAY_NAME_W, L"after");
        HRESULT hr;

        fault_alloc_after(n);
        hr = section_set(s, &value);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
    for (int n = 0;; n++) {
        HRESULT hr;

        fault_alloc_after(n);
        hr = section_get_text(s, PR_DISPLAY_NAME, &text);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(text);
    }
    assert_text(text, L"after");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_profile, end_profile)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_openings_are_one_section),
        TEST(sections_are_made_only_on_request),
        TEST(a_new_type_replaces_the_old_one),
        TEST(claims_are_many_readers_or_one_writer),
        TEST(a_logged_on_provider_cannot_change_what_it_is),
        TEST(a_section_in_use_is_deleted_later),
        TEST(a_deleted_section_is_gone_for_who_has_it_open),
        TEST(some_properties_are_not_kept),
        TEST(secure_properties_are_not_listed),
        TEST(garbage_is_told_and_stays),
        TEST(uid_lists_are_kept_whole),
        TEST(running_out_of_memory_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
