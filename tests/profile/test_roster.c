/*
 * test_roster.c - the services and providers of a profile: order, lists, marks
 */
#include "profile/fixture.h"
#include "base/uid.h"
#include "mapix.h"
#include "profile/roster.h"

static struct profile *p;
static const MAPIUID s1 = {{1}}, s2 = {{2}}, none = {{99}};

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

static void add_service(const MAPIUID *uid, const WCHAR *name, ULONG flags)
{
    AUTO_SECTION struct section *s = NULL;

    assert_hr(section_open(p, uid, SECTION_WRITE | SECTION_CREATE, &s), S_OK);
    assert_hr(section_set_text(s, PR_SERVICE_NAME, name), S_OK);
    assert_hr(section_set_long(s, PR_RESOURCE_FLAGS, flags), S_OK);
    assert_hr(roster_add_service(p, uid), S_OK);
}

static MAPIUID add_provider(const MAPIUID *service, BYTE n, ULONG type, ULONG flags)
{
    AUTO_SECTION struct section *s = NULL;
    MAPIUID uid = {{0xa0, n}};

    assert_hr(section_open(p, &uid, SECTION_WRITE | SECTION_CREATE, &s), S_OK);
    assert_hr(section_set_bytes(s, PR_SERVICE_UID, service, 16), S_OK);
    assert_hr(section_set_long(s, PR_RESOURCE_TYPE, type), S_OK);
    assert_hr(section_set_long(s, PR_RESOURCE_FLAGS, flags), S_OK);
    assert_hr(section_set_long(s, PR_ROSTER_INF_FLAGS, flags), S_OK);
    assert_hr(roster_add_provider(p, service, &uid, type), S_OK);
    return uid;
}

static ULONG flags_of(const MAPIUID *uid)
{
    AUTO_SECTION struct section *s = NULL;
    ULONG flags;

    assert_hr(section_open(p, uid, 0, &s), S_OK);
    assert_hr(section_get_long(s, PR_RESOURCE_FLAGS, &flags), S_OK);
    return flags;
}

/* The numbers of the providers of a type, as digits in order. */
static ULONG order(ULONG type)
{
    AUTO_FREE struct provider *list = NULL;
    ULONG n, digits = 0;

    assert_hr(roster_providers(p, type, NULL, &list, &n), S_OK);
    for (ULONG i = 0; i < n; i++) {
        assert_int_equal(list[i].ordinal, i);
        digits = digits * 10 + list[i].uid.ab[1];
    }
    return digits;
}

/* 2.1-05, 2.1-07, 2.6-15 */
static void members_are_listed_in_order(void **state)
{
    AUTO_FREE struct service *services = NULL;
    AUTO_FREE struct provider *list = NULL;
    AUTO_SECTION struct section *s = NULL;
    AUTO_FREE MAPIUID *uids = NULL;
    MAPIUID owner;
    bool is_provider;
    ULONG n;

    (void)state;
    add_service(&s1, L"ONE", 0);
    add_service(&s2, L"TWO", 0);
    add_provider(&s2, 1, MAPI_STORE_PROVIDER, 0);
    add_provider(&s1, 2, MAPI_AB_PROVIDER, 0);
    add_provider(&s1, 3, MAPI_STORE_PROVIDER, 0);
    add_provider(&s1, 4, MAPI_HOOK_PROVIDER, 0);
    add_provider(&s1, 5, MAPI_PROFILE_PROVIDER, 0);
    assert_hr(roster_services(p, &services, &n), S_OK);
    assert_int_equal(n, 2);
    assert_text(services[0].name, L"ONE");
    assert_text(services[1].display, L"TWO"); /* for want of a display name */
    assert_null(services[0].dll);
    assert_int_equal(order(MAPI_STORE_PROVIDER), 13);
    assert_int_equal(order(MAPI_AB_PROVIDER), 2);
    assert_hr(roster_providers(p, 0, NULL, &list, &n), S_OK);
    assert_int_equal(n, 5);
    assert_int_equal(list[4].type, MAPI_PROFILE_PROVIDER);
    assert_text(list[0].service_name, L"TWO");
    mem_free(TAKE(list));
    assert_hr(roster_providers(p, 0, &s1, &list, &n), S_OK);
    assert_int_equal(n, 4);
    assert_hr(section_open(p, &s1, 0, &s), S_OK);
    assert_hr(section_get_uids(s, PR_STORE_PROVIDERS, &uids, &n), S_OK);
    assert_int_equal(n, 1);
    assert_int_equal(uids[0].ab[1], 3);
    assert_hr(roster_owner(p, &uids[0], &owner, &is_provider), S_OK);
    assert_true(is_provider && uid_equal(&owner, &s1));
    assert_hr(roster_owner(p, &s2, &owner, &is_provider), S_OK);
    assert_true(!is_provider && uid_equal(&owner, &s2));
    assert_hr(roster_owner(p, &none, &owner, &is_provider), MAPI_E_NOT_FOUND);
    assert_hr(roster_add_service(p, &s1), S_OK); /* twice is once */
    mem_free(TAKE(services));
    assert_hr(roster_services(p, &services, &n), S_OK);
    assert_int_equal(n, 2);
}

/* 2.4-21 */
static void a_removed_service_takes_its_own_with_it(void **state)
{
    AUTO_FREE struct service *services = NULL;
    AUTO_SECTION struct section *extra = NULL;
    struct section *gone;
    MAPIUID x = {{0x77}}, one, kept;
    ULONG n;

    (void)state;
    add_service(&s1, L"ONE", 0);
    add_service(&s2, L"TWO", 0);
    one = add_provider(&s1, 1, MAPI_STORE_PROVIDER, 0);
    kept = add_provider(&s2, 2, MAPI_STORE_PROVIDER, 0);
    assert_hr(section_open(p, &x, SECTION_CREATE, &extra), S_OK);
    assert_hr(roster_add_extra(p, &s1, &x), S_OK);
    assert_hr(roster_remove_service(p, &none), MAPI_E_NOT_FOUND);
    assert_hr(roster_remove_service(p, &s1), S_OK);
    assert_hr(section_open(p, &s1, 0, &gone), MAPI_E_NOT_FOUND);
    assert_hr(section_open(p, &one, 0, &gone), MAPI_E_NOT_FOUND);
    assert_hr(section_open(p, &x, 0, &gone), MAPI_E_NOT_FOUND);
    assert_int_equal(order(MAPI_STORE_PROVIDER), 2);
    assert_hr(roster_services(p, &services, &n), S_OK);
    assert_int_equal(n, 1);
    assert_hr(roster_remove_provider(p, &one), MAPI_E_NOT_FOUND);
    assert_hr(roster_remove_provider(p, &kept), S_OK);
    assert_int_equal(order(MAPI_STORE_PROVIDER), 0);
}

/* 2.5-09 */
static void a_provider_in_use_is_unlisted_at_once(void **state)
{
    struct profile_use *use;
    struct section *section;
    MAPIUID one;

    (void)state;
    add_service(&s1, L"ONE", 0);
    one = add_provider(&s1, 1, MAPI_STORE_PROVIDER, 0);
    assert_hr(profile_use(p, &one, &use), S_OK);
    assert_hr(roster_remove_provider(p, &one), S_OK);
    assert_int_equal(order(MAPI_STORE_PROVIDER), 0);
    assert_hr(section_open(p, &one, SECTION_WRITE, &section), S_OK);
    section_unref(section);
    profile_unuse(use);
    assert_hr(section_open(p, &one, 0, &section), MAPI_E_NOT_FOUND);
}

/* 2.1-06, 2.7-06 */
static void the_default_store_is_the_first_that_says_so(void **state)
{
    MAPIUID a, b, c, d, got;

    (void)state;
    assert_hr(roster_default_store(p, &got), MAPI_E_NOT_FOUND);
    add_service(&s1, L"ONE", 0);
    add_service(&s2, L"TWO", 0);
    a = add_provider(&s1, 1, MAPI_STORE_PROVIDER, 0);
    b = add_provider(&s1, 2, MAPI_STORE_PROVIDER, STATUS_DEFAULT_STORE | STATUS_NO_DEFAULT_STORE);
    c = add_provider(&s1, 3, MAPI_STORE_PROVIDER, STATUS_DEFAULT_STORE);
    d = add_provider(&s2, 4, MAPI_STORE_PROVIDER, STATUS_DEFAULT_STORE);
    assert_hr(roster_default_store(p, &got), S_OK);
    assert_true(uid_equal(&got, &c));
    assert_hr(roster_set_default_store(p, &d), S_OK);
    assert_hr(roster_default_store(p, &got), S_OK);
    assert_true(uid_equal(&got, &d));
    assert_int_equal(flags_of(&c), 0);
    assert_int_equal(flags_of(&s2), SERVICE_DEFAULT_STORE);
    assert_hr(roster_set_default_store(p, &b), MAPI_E_NO_SUPPORT);
    assert_hr(roster_set_default_store(p, &none), MAPI_E_NOT_FOUND);
    assert_hr(roster_set_default_store(p, &a), S_OK);
    assert_int_equal(flags_of(&s2), 0);
    assert_hr(roster_set_default_store(p, NULL), S_OK);
    assert_hr(roster_default_store(p, &got), MAPI_E_NOT_FOUND);
}

/* 2.4-40, 2.4-41, 2.4-42 */
static void transports_take_the_order_they_are_given(void **state)
{
    MAPIUID uids[3];

    (void)state;
    add_service(&s1, L"ONE", 0);
    uids[0] = add_provider(&s1, 1, MAPI_TRANSPORT_PROVIDER, STATUS_XP_PREFER_LAST);
    uids[1] = add_provider(&s1, 2, MAPI_TRANSPORT_PROVIDER, 0);
    uids[2] = add_provider(&s1, 3, MAPI_TRANSPORT_PROVIDER, 0);
    assert_int_equal(order(MAPI_TRANSPORT_PROVIDER), 231);
    assert_hr(roster_order_transports(p, uids, 2), MAPI_E_BUSY);
    assert_hr(roster_order_transports(p, uids, 3), S_OK);
    assert_int_equal(order(MAPI_TRANSPORT_PROVIDER), 123);
    uids[1] = uids[0];
    assert_hr(roster_order_transports(p, uids, 3), MAPI_E_NOT_FOUND); /* one of them twice */
    uids[1] = none;
    assert_hr(roster_order_transports(p, uids, 3), MAPI_E_NOT_FOUND);
    assert_int_equal(order(MAPI_TRANSPORT_PROVIDER), 123);
}

/* 2.4-46, 2.4-47, 2.4-48, 2.4-49, 2.4-50, 2.4-51, 2.4-52, 2.4-53 */
static void one_service_is_the_identity(void **state)
{
    MAPIUID a, b, c, d;

    (void)state;
    add_service(&s1, L"ONE", 0);
    add_service(&s2, L"TWO", 0);
    a = add_provider(&s1, 1, MAPI_STORE_PROVIDER, 0);
    b = add_provider(&s1, 2, MAPI_AB_PROVIDER, STATUS_PRIMARY_IDENTITY);
    c = add_provider(&s2, 3, MAPI_STORE_PROVIDER, STATUS_PRIMARY_IDENTITY);
    d = add_provider(&s2, 4, MAPI_AB_PROVIDER, STATUS_PRIMARY_IDENTITY);
    assert_hr(roster_settle_identity(p), S_OK); /* the first service that can, its first provider */
    assert_int_equal(flags_of(&s1), SERVICE_PRIMARY_IDENTITY);
    assert_int_equal(flags_of(&a), 0);
    assert_int_equal(flags_of(&b), STATUS_PRIMARY_IDENTITY);
    assert_int_equal(flags_of(&c), 0);
    assert_int_equal(flags_of(&d), 0);
    assert_hr(roster_set_identity(p, &s2), S_OK); /* all of it that can */
    assert_int_equal(flags_of(&s1), 0);
    assert_int_equal(flags_of(&s2), SERVICE_PRIMARY_IDENTITY);
    assert_int_equal(flags_of(&b), 0);
    assert_int_equal(flags_of(&c), STATUS_PRIMARY_IDENTITY);
    assert_int_equal(flags_of(&d), STATUS_PRIMARY_IDENTITY);
    assert_hr(roster_set_identity(p, &d), S_OK); /* a provider by name */
    assert_int_equal(flags_of(&c), 0);
    assert_int_equal(flags_of(&d), STATUS_PRIMARY_IDENTITY);
    assert_hr(roster_set_identity(p, &none), MAPI_E_NOT_FOUND);
    assert_int_equal(flags_of(&d), STATUS_PRIMARY_IDENTITY);
    assert_hr(roster_set_identity(p, &s1), S_OK); /* nobody lost the right to it for good */
    assert_int_equal(flags_of(&s1), SERVICE_PRIMARY_IDENTITY);
    assert_int_equal(flags_of(&s2) | flags_of(&c) | flags_of(&d), 0);
    assert_hr(roster_set_identity(p, &d), S_OK);
    assert_hr(roster_remove_service(p, &s2), S_OK);
    assert_hr(roster_settle_identity(p), S_OK); /* it passes on */
    assert_int_equal(flags_of(&b), STATUS_PRIMARY_IDENTITY);
    assert_hr(roster_set_identity(p, NULL), S_OK);
    assert_int_equal(flags_of(&b) | flags_of(&s1), 0);
    add_service(&s2, L"NEVER", SERVICE_NO_PRIMARY_IDENTITY);
    assert_hr(roster_set_identity(p, &s2), MAPI_E_NO_ACCESS);
}

/* 2.4-52: of several that mapisvc.inf calls the identity the first is it */
static void two_services_are_not_the_identity(void **state)
{
    MAPIUID a, b;

    (void)state;
    add_service(&s1, L"ONE", SERVICE_PRIMARY_IDENTITY);
    add_service(&s2, L"TWO", SERVICE_PRIMARY_IDENTITY | SERVICE_SINGLE_COPY);
    a = add_provider(&s1, 1, MAPI_STORE_PROVIDER, STATUS_PRIMARY_IDENTITY);
    b = add_provider(&s2, 2, MAPI_STORE_PROVIDER, STATUS_PRIMARY_IDENTITY | STATUS_OWN_STORE);
    assert_hr(roster_settle_identity(p), S_OK);
    assert_int_equal(flags_of(&s1), SERVICE_PRIMARY_IDENTITY);
    assert_int_equal(flags_of(&a), STATUS_PRIMARY_IDENTITY);
    assert_int_equal(flags_of(&s2), SERVICE_SINGLE_COPY);
    assert_int_equal(flags_of(&b), STATUS_OWN_STORE);
}

/* Lists that name what isn't there, or are none, hurt nobody and stay as they are. */
static void damaged_profiles_are_read_as_far_as_they_go(void **state)
{
    AUTO_FREE struct service *services = NULL;
    AUTO_FREE struct provider *list = NULL;
    AUTO_SECTION struct section *root = NULL;
    MAPIUID uids[3] = {none, s1, none};
    ULONG n;

    (void)state;
    add_service(&s1, L"ONE", 0);
    add_provider(&s1, 1, MAPI_STORE_PROVIDER, 0);
    assert_hr(section_open(p, &profile_root_uid, SECTION_WRITE, &root), S_OK);
    assert_hr(section_set_uids(root, PR_SERVICES, uids, 3), S_OK);
    assert_hr(section_set_uids(root, PR_AB_PROVIDERS, uids, 1), S_OK);
    assert_hr(roster_services(p, &services, &n), S_OK);
    assert_int_equal(n, 1);
    assert_hr(roster_providers(p, 0, NULL, &list, &n), S_OK);
    assert_int_equal(n, 1);
    assert_hr(section_set_bytes(root, PR_AB_PROVIDERS, "abc", 3), S_OK);
    mem_free(TAKE(list));
    assert_hr(roster_providers(p, 0, NULL, &list, &n), MAPI_E_CORRUPT_DATA);
    assert_hr(roster_providers(p, MAPI_STORE_PROVIDER, NULL, &list, &n), S_OK);
    assert_int_equal(n, 1);
    expect_raw(CLASSIC L"\\p\\9207f3e0a3b11019908b08002b2a56c2", L"01023d01", 3, "abc", 3);

    assert_hr(section_delete(p, &profile_root_uid), S_OK);
    mem_free(TAKE(services));
    assert_hr(roster_services(p, &services, &n), S_OK);
    assert_int_equal(n, 0);
    add_service(&s2, L"TWO", 0); /* and it comes back with what is written */
    mem_free(TAKE(services));
    assert_hr(roster_services(p, &services, &n), S_OK);
    assert_int_equal(n, 1);
    assert_hr(profile_delete(p), S_OK);
    mem_free(TAKE(services));
    assert_hr(roster_services(p, &services, &n), MAPI_E_NOT_FOUND);
}

static void running_out_of_memory_is_told(void **state)
{
    (void)state;
    add_service(&s1, L"ONE", 0);
    add_provider(&s1, 1, MAPI_STORE_PROVIDER, 0);
    for (int i = 0;; i++) {
        AUTO_FREE struct provider *list = NULL;
        ULONG n;
        HRESULT hr;

        fault_alloc_after(i);
        hr = roster_providers(p, 0, NULL, &list, &n);
        fault_alloc_never();
        if (hr == S_OK) {
            assert_int_equal(n, 1);
            assert_text(list[0].service_name, L"ONE");
            break;
        }
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(list);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_profile, end_profile)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(members_are_listed_in_order),
        TEST(a_removed_service_takes_its_own_with_it),
        TEST(a_provider_in_use_is_unlisted_at_once),
        TEST(the_default_store_is_the_first_that_says_so),
        TEST(transports_take_the_order_they_are_given),
        TEST(one_service_is_the_identity),
        TEST(two_services_are_not_the_identity),
        TEST(damaged_profiles_are_read_as_far_as_they_go),
        TEST(running_out_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
