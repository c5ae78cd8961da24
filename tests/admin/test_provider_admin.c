/*
 * test_provider_admin.c - IProviderAdmin: providers of one service, by clients and by its entry
 * point
 */
#include "admin/admin_fixture.h"

static const MAPIUID extra_uid = {{0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa,
                                   0xbb, 0xcc, 0xdd, 0xee, 0xff}};

static IMsgServiceAdmin *services;
static MAPIUID service, other;
static IProviderAdmin *providers;

static int begin_providers(void **state)
{
    begin_admin(state);
    services = services_of("p");
    service = created(services, "SVC");
    other = created(services, "PLAIN");
    n_calls = 0;
    assert_hr(services->lpVtbl->AdminProviders(services, &service, 0, &providers), S_OK);
    return 0;
}

static int end_providers(void **state)
{
    providers->lpVtbl->Release(providers);
    services->lpVtbl->Release(services);
    return end_admin(state);
}

static SRowSet *own_rows(void)
{
    IMAPITable *table;

    assert_hr(providers->lpVtbl->GetProviderTable(providers, MAPI_UNICODE, &table), S_OK);
    return rows_of(table);
}

static ULONG count_own(void)
{
    AUTO_ROWSET SRowSet *rows = own_rows();

    return rows->cRows;
}

/* 2.4-45 */
static void admin_providers_wants_a_service(void **state)
{
    MAPIUID none = {{99}};
    IProviderAdmin *out;

    (void)state;
    assert_hr(services->lpVtbl->AdminProviders(services, &none, 0, &out), MAPI_E_NOT_FOUND);
    assert_null(out);
    assert_hr(services->lpVtbl->AdminProviders(services, &service, 1, &out), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(services->lpVtbl->AdminProviders(services, NULL, 0, &out), MAPI_E_INVALID_PARAMETER);
}

/* 2.5-02, 2.5-03 */
static void the_table_has_its_providers_and_extra_sections(void **state)
{
    AUTO_ROWSET SRowSet *rows = own_rows();

    (void)state;
    assert_int_equal(rows->cRows, 3);
    assert_int_equal(cell(rows, 0, PR_RESOURCE_TYPE)->Value.l, MAPI_STORE_PROVIDER);
    assert_int_equal(cell(rows, 1, PR_RESOURCE_TYPE)->Value.l, MAPI_AB_PROVIDER);
    assert_memory_equal(cell(rows, 2, PR_PROVIDER_UID)->Value.bin.lpb, &extra_uid, 16);
    assert_null(pval_find_const(rows->aRow[2].lpProps, rows->aRow[2].cValues, PR_RESOURCE_TYPE));
}

/* 2.5-04, 2.5-05, 2.5-07 */
static void create_takes_the_file_and_the_callers_values(void **state)
{
    SPropValue props[] = {
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = "mine"},
        pval_long(PROP_TAG(PT_LONG, 0x6620), 7),
        pval_binary(PR_SERVICE_UID, 3, "abc"), /* not the caller's to say */
    };
    SizedSPropTagArray(4, tags) = {
        4,
        {PR_DISPLAY_NAME_A, PROP_TAG(PT_LONG, 0x6620), PROP_TAG(PT_LONG, 0x6601), PR_SERVICE_UID}};
    AUTO_RELEASE IProfSect *section = NULL;
    AUTO_FREE SPropValue *got = NULL;
    MAPIUID uid;
    ULONG n;

    (void)state;
    assert_hr(
        providers->lpVtbl->CreateProvider(providers, TEXT8("SVC Store"), 3, props, 4, 0, &uid),
        S_OK);
    assert_int_equal(n_calls, 1);
    assert_int_equal(calls[0].context, MSG_SERVICE_PROVIDER_CREATE);
    assert_int_equal(calls[0].flags, 0);
    assert_int_equal(calls[0].ui, 0);
    assert_int_equal(count_own(), 4);
    assert_hr(
        providers->lpVtbl->OpenProfileSection(providers, &uid, NULL, MAPI_FORCE_ACCESS, &section),
        S_OK);
    assert_hr(section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &got), S_OK);
    assert_string_equal(got[0].Value.lpszA, "mine");
    assert_int_equal(got[1].Value.l, 7);
    assert_int_equal(got[2].Value.l, 1);
    assert_int_equal(got[3].Value.bin.cb, 16);
    assert_memory_equal(got[3].Value.bin.lpb, &service, 16);
    assert_hr(providers->lpVtbl->CreateProvider(providers, TEXT8("SVC AB"), 0, NULL, 4, MAPI_DIALOG,
                                                &uid),
              S_OK);
    assert_int_equal(calls[1].ui, 4);
    assert_true(calls[1].flags & SERVICE_UI_ALLOWED);
}

/* 2.5-06 */
static void create_does_not_check_the_name(void **state)
{
    SPropValue prop = pval_long(PR_RESOURCE_TYPE, MAPI_STORE_PROVIDER);
    MAPIUID uid;

    (void)state;
    assert_hr(providers->lpVtbl->CreateProvider(providers, (LPTSTR)L"Nowhere", 1, &prop, 0,
                                                MAPI_UNICODE, &uid),
              S_OK);
    assert_int_equal(count_own(), 4);
    inf_instead(NULL);
    assert_hr(providers->lpVtbl->CreateProvider(providers, TEXT8("Nowhere"), 0, NULL, 0, 0, &uid),
              S_OK);
    assert_int_equal(count_own(), 5);
    /* even one without a type */
    assert_hr(providers->lpVtbl->DeleteProvider(providers, &uid), S_OK);
    assert_int_equal(count_own(), 4);
}

static void bad_calls_are_refused(void **state)
{
    SPropValue prop = pval_long(PR_RESOURCE_TYPE, MAPI_STORE_PROVIDER);
    IMAPITable *table;
    MAPIUID uid;

    (void)state;
    assert_hr(providers->lpVtbl->CreateProvider(providers, NULL, 0, NULL, 0, 0, &uid),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(providers->lpVtbl->CreateProvider(providers, TEXT8("x"), 1, NULL, 0, 0, &uid),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(providers->lpVtbl->CreateProvider(providers, TEXT8("x"), 0, NULL, 0, 0, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(providers->lpVtbl->CreateProvider(providers, TEXT8("x"), 0, NULL, 0, 1, &uid),
              MAPI_E_UNKNOWN_FLAGS);
    assert_hr(providers->lpVtbl->GetProviderTable(providers, 1, &table), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(providers->lpVtbl->GetProviderTable(providers, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(providers->lpVtbl->DeleteProvider(providers, NULL), MAPI_E_INVALID_PARAMETER);
    prop.ulPropTag = PROP_TAG(PT_OBJECT, 0x6600);
    assert_hr(providers->lpVtbl->CreateProvider(providers, TEXT8("x"), 1, &prop, 0, 0, &uid),
              MAPI_E_UNEXPECTED_TYPE);
    assert_int_equal(count_own(), 3);
}

/* 2.5-07; clients.md: MAPI_E_NO_SUPPORT for the provider contexts stops nobody */
static void the_entry_may_refuse_a_provider(void **state)
{
    MAPIUID uid;

    (void)state;
    answer = MAPI_E_USER_CANCEL;
    assert_hr(providers->lpVtbl->CreateProvider(providers, TEXT8("SVC Store"), 0, NULL, 0,
                                                MAPI_DIALOG, &uid),
              MAPI_E_USER_CANCEL);
    assert_int_equal(count_own(), 3);
    answer = MAPI_E_NO_SUPPORT;
    assert_hr(providers->lpVtbl->CreateProvider(providers, TEXT8("SVC Store"), 0, NULL, 0, 0, &uid),
              S_OK);
    assert_int_equal(count_own(), 4);
    assert_hr(providers->lpVtbl->DeleteProvider(providers, &uid), S_OK);
}

/* 2.5-08, 2.5-10 */
static void delete_tells_the_entry_first(void **state)
{
    AUTO_ROWSET SRowSet *rows = own_rows();
    AUTO_ROWSET SRowSet *all = provider_rows(services);
    MAPIUID uid, foreign, none = {{99}};

    (void)state;
    memcpy(&uid, cell(rows, 0, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    /* the other service's store */
    memcpy(&foreign, cell(all, 1, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    assert_hr(providers->lpVtbl->DeleteProvider(providers, &none), MAPI_E_NOT_FOUND);
    assert_hr(providers->lpVtbl->DeleteProvider(providers, &foreign), MAPI_E_NOT_FOUND);
    assert_int_equal(n_calls, 0);
    assert_hr(providers->lpVtbl->DeleteProvider(providers, &uid), S_OK);
    assert_int_equal(n_calls, 1);
    assert_int_equal(calls[0].context, MSG_SERVICE_PROVIDER_DELETE);
    assert_int_equal(count_own(), 2);
    assert_hr(providers->lpVtbl->DeleteProvider(providers, &uid), MAPI_E_NOT_FOUND);
}

/* 2.5-09 */
static void a_provider_in_use_goes_from_the_table_at_once(void **state)
{
    AUTO_ROWSET SRowSet *rows = own_rows();
    struct profile *profile;
    struct profile_use *use;
    struct section *section;
    MAPIUID uid;

    (void)state;
    memcpy(&uid, cell(rows, 0, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    assert_hr(profile_open(L"p", &profile), S_OK);
    assert_hr(profile_use(profile, &uid, &use), S_OK);
    assert_hr(providers->lpVtbl->DeleteProvider(providers, &uid), S_OK);
    assert_int_equal(count_own(), 2);
    assert_hr(section_open(profile, &uid, 0, &section), S_OK);
    section_unref(section);
    profile_unuse(use);
    assert_hr(section_open(profile, &uid, 0, &section), MAPI_E_NOT_FOUND);
    profile_unref(profile);
}

static void add_another(IProviderAdmin *admin, IMAPISupport *support, ULONG context,
                        MAPIERROR **error)
{
    MAPIUID uid;

    (void)support, (void)error;
    if (context == MSG_SERVICE_PROVIDER_CREATE)
        assert_hr(admin->lpVtbl->CreateProvider(admin, TEXT8("SVC AB"), 0, NULL, 0, 0, &uid), S_OK);
}

/* 2.5-11 */
static void the_entry_may_create_and_is_not_called_again(void **state)
{
    MAPIUID uid;

    (void)state;
    during = add_another;
    assert_hr(providers->lpVtbl->CreateProvider(providers, TEXT8("SVC Store"), 0, NULL, 0, 0, &uid),
              S_OK);
    assert_int_equal(n_calls, 1);
    assert_int_equal(count_own(), 5);
}

static MAPIUID to_delete;

static void delete_it(IProviderAdmin *admin, IMAPISupport *support, ULONG context,
                      MAPIERROR **error)
{
    (void)support, (void)error;
    if (context == MSG_SERVICE_PROVIDER_DELETE)
        assert_hr(admin->lpVtbl->DeleteProvider(admin, &to_delete), S_OK);
}

static void the_entry_may_delete_it_itself(void **state)
{
    AUTO_ROWSET SRowSet *rows = own_rows();

    (void)state;
    memcpy(&to_delete, cell(rows, 0, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    during = delete_it;
    assert_hr(providers->lpVtbl->DeleteProvider(providers, &to_delete), S_OK);
    assert_int_equal(n_calls, 1);
    assert_int_equal(count_own(), 2);
}

/* 2.5-12, 2.5-13, 2.5-14 */
static void clients_keep_off_providers_sections(void **state)
{
    AUTO_ROWSET SRowSet *rows = own_rows();
    IProfSect *section;
    MAPIUID uid;

    (void)state;
    memcpy(&uid, cell(rows, 0, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    assert_hr(providers->lpVtbl->OpenProfileSection(providers, NULL, NULL, 0, &section),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(providers->lpVtbl->OpenProfileSection(providers, &uid, NULL, MAPI_MODIFY, &section),
              MAPI_E_NO_ACCESS);
    assert_hr(providers->lpVtbl->OpenProfileSection(providers, &uid, NULL,
                                                    MAPI_MODIFY | MAPI_FORCE_ACCESS, &section),
              S_OK);
    section->lpVtbl->Release(section);
    assert_hr(providers->lpVtbl->OpenProfileSection(providers, (MAPIUID *)&extra_uid, NULL,
                                                    MAPI_MODIFY, &section),
              S_OK);
    section->lpVtbl->Release(section);
}

static void open_its_provider(IProviderAdmin *admin, IMAPISupport *support, ULONG context,
                              MAPIERROR **error)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;
    AUTO_RELEASE IProfSect *section = NULL;
    SPropValue flags = pval_long(PR_RESOURCE_FLAGS, 0x100);
    AUTO_FREE SPropProblemArray *problems = NULL;
    MAPIUID uid;

    (void)support, (void)error, (void)context;
    assert_hr(admin->lpVtbl->GetProviderTable(admin, 0, &table), S_OK);
    assert_hr(query_all_rows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    memcpy(&uid, cell(rows, 0, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    assert_hr(admin->lpVtbl->OpenProfileSection(admin, &uid, NULL, MAPI_MODIFY, &section), S_OK);
    assert_hr(section->lpVtbl->SetProps(section, 1, &flags, &problems), S_OK);
    assert_null(problems); /* it may change what a logged-on provider may not */
}

/* 2.5-13 */
static void a_service_writes_its_providers_sections(void **state)
{
    (void)state;
    during = open_its_provider;
    assert_hr(services->lpVtbl->ConfigureMsgService(services, &service, 0, 0, 0, NULL), S_OK);
    assert_int_equal(n_calls, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_providers, end_providers)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(admin_providers_wants_a_service),
        TEST(the_table_has_its_providers_and_extra_sections),
        TEST(create_takes_the_file_and_the_callers_values),
        TEST(create_does_not_check_the_name),
        TEST(bad_calls_are_refused),
        TEST(the_entry_may_refuse_a_provider),
        TEST(delete_tells_the_entry_first),
        TEST(a_provider_in_use_goes_from_the_table_at_once),
        TEST(the_entry_may_create_and_is_not_called_again),
        TEST(the_entry_may_delete_it_itself),
        TEST(clients_keep_off_providers_sections),
        TEST(a_service_writes_its_providers_sections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
