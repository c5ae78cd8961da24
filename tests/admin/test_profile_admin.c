/*
 * test_profile_admin.c - IProfAdmin: every method, every flag
 */
#include "admin/admin_fixture.h"
#include "provider/loader.h"

static SRowSet *profile_rows(IProfAdmin *admin, ULONG flags)
{
    IMAPITable *table;

    assert_hr(admin->lpVtbl->GetProfileTable(admin, flags | MAPI_UNICODE, &table), S_OK);
    return rows_of(table);
}

static ULONG times_listed(IProfAdmin *admin, const WCHAR *name, ULONG flags, bool *is_default)
{
    AUTO_ROWSET SRowSet *rows = profile_rows(admin, flags);
    ULONG times = 0;

    for (ULONG i = 0; i < rows->cRows; i++) {
        if (text_compare(cell(rows, i, PR_DISPLAY_NAME_W)->Value.lpszW, name)) continue;
        times++;
        if (is_default) *is_default = cell(rows, i, PR_DEFAULT_PROFILE)->Value.b;
    }
    return times;
}

/* 2.3-06, 2.3-07, 2.3-09, 2.3-11 */
static void the_table_is_a_picture_of_the_profiles(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    IMAPITable *table;
    SPropValue name = pval_text(PR_DISPLAY_NAME_W, L"B"), yes = pval_bool(PR_DEFAULT_PROFILE, true);
    SRestriction by_name = {.rt = RES_PROPERTY}, by_default = {.rt = RES_PROPERTY};
    SPropTagArray *columns;
    SRowSet *rows;

    (void)state;
    rows = profile_rows(admin, 0);
    assert_int_equal(rows->cRows, 0);
    rowset_free(rows);
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("A"), NULL, 0, 0), S_OK);
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("B"), NULL, 0, 0), S_OK);
    assert_hr(admin->lpVtbl->SetDefaultProfile(admin, TEXT8("B"), 0), S_OK);
    assert_hr(admin->lpVtbl->GetProfileTable(admin, 0, &table), S_OK);
    assert_hr(admin->lpVtbl->DeleteProfile(admin, TEXT8("A"), 0), S_OK);
    assert_hr(table->lpVtbl->QueryColumns(table, 0, &columns), S_OK);
    assert_int_equal(columns->cValues, 2);
    assert_int_equal(columns->aulPropTag[0], PR_DISPLAY_NAME_A);
    assert_int_equal(columns->aulPropTag[1], PR_DEFAULT_PROFILE);
    mem_free(columns);
    by_name.res.resProperty = (SPropertyRestriction){RELOP_EQ, PR_DISPLAY_NAME_W, &name};
    by_default.res.resProperty = (SPropertyRestriction){RELOP_EQ, PR_DEFAULT_PROFILE, &yes};
    assert_hr(table->lpVtbl->FindRow(table, &by_name, BOOKMARK_BEGINNING, 0), S_OK);
    assert_hr(table->lpVtbl->Restrict(table, &by_default, 0), S_OK);
    rows = rows_of(table);
    assert_int_equal(rows->cRows, 1);
    assert_string_equal(rows->aRow[0].lpProps[0].Value.lpszA, "B");
    rowset_free(rows);
}

/* 2.1-01, 2.3-13, 2.3-14, 2.1-03 */
static void create_makes_an_empty_profile(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    AUTO_RELEASE IMsgServiceAdmin *services = NULL;

    (void)state;
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("p"), TEXT8("password"), 0, 0), S_OK);
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("P"), NULL, 0, 0), MAPI_E_NO_ACCESS);
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8(""), NULL, 0, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(admin->lpVtbl->CreateProfile(admin, NULL, NULL, 0, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8(" p"), NULL, 0, 0),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("q"), NULL, 0, 0x40), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(n_calls, 0);
    assert_hr(admin->lpVtbl->AdminServices(admin, TEXT8("p"), NULL, 0, 0, &services), S_OK);
    assert_int_equal(count_services(services), 0);
}

/* What is there when the entry is called: the second service of the file, too. */
static void see_both_services(IProviderAdmin *admin, IMAPISupport *support, ULONG context,
                              MAPIERROR **error)
{
    struct profile *profile;
    AUTO_FREE struct service *list = NULL;
    ULONG n;

    (void)admin, (void)support, (void)error;
    if (context != MSG_SERVICE_CREATE) return;
    assert_hr(profile_open(L"p", &profile), S_OK);
    assert_hr(roster_services(profile, &list, &n), S_OK);
    assert_int_equal(n, 2);
    profile_unref(profile);
}

/* 2.3-15, 2.3-16, 2.3-17 */
static void create_adds_the_default_services_in_order(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    AUTO_RELEASE IMsgServiceAdmin *services = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;

    (void)state;
    during = see_both_services;
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("p"), NULL, 77, MAPI_DEFAULT_SERVICES),
              S_OK);
    assert_int_equal(n_calls, 1);
    assert_int_equal(calls[0].context, MSG_SERVICE_CREATE);
    assert_int_equal(calls[0].flags, 0);
    assert_int_equal(calls[0].ui, 0);
    assert_hr(admin->lpVtbl->AdminServices(admin, TEXT8("p"), NULL, 0, 0, &services), S_OK);
    rows = service_rows(services);
    assert_int_equal(rows->cRows, 2);
    assert_text(cell(rows, 0, PR_SERVICE_NAME_W)->Value.lpszW, L"SVC");
    assert_text(cell(rows, 1, PR_SERVICE_NAME_W)->Value.lpszW, L"PLAIN");
    during = NULL;
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("q"), NULL, 77,
                                           MAPI_DEFAULT_SERVICES | MAPI_DIALOG),
              S_OK);
    assert_int_equal(calls[1].flags, SERVICE_UI_ALLOWED);
    assert_int_equal(calls[1].ui, 77);
}

/* A default service that can't be made leaves no profile. */
static void create_is_all_or_nothing(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();

    (void)state;
    answer = MAPI_E_USER_CANCEL;
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("p"), NULL, 0, MAPI_DEFAULT_SERVICES),
              MAPI_E_USER_CANCEL);
    assert_int_equal(times_listed(admin, L"p", 0, NULL), 0);
    inf_instead(NULL);
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("p"), NULL, 0, MAPI_DEFAULT_SERVICES),
              MAPI_E_NOT_FOUND);
    assert_int_equal(times_listed(admin, L"p", 0, NULL), 0);
}

/* 2.3-12, 2.3-18, 2.3-20, 2.3-28, 2.3-34, 2.3-40 */
static void app_profiles_want_their_flag(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();

    (void)state;
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("app"), NULL, 0, MAPI_APP_PROFILE), S_OK);
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("plain"), NULL, 0, 0), S_OK);
    assert_int_equal(times_listed(admin, L"app", 0, NULL), 0);
    assert_int_equal(times_listed(admin, L"app", MAPI_APP_PROFILE, NULL), 1);
    assert_int_equal(times_listed(admin, L"plain", MAPI_APP_PROFILE, NULL), 1);
    assert_hr(admin->lpVtbl->CopyProfile(admin, TEXT8("app"), NULL, TEXT8("c"), 0, 0),
              MAPI_E_NO_ACCESS);
    assert_hr(
        admin->lpVtbl->CopyProfile(admin, TEXT8("app"), NULL, TEXT8("c"), 0, MAPI_APP_PROFILE),
        S_OK);
    assert_int_equal(times_listed(admin, L"c", 0, NULL), 0);
    assert_hr(
        admin->lpVtbl->CopyProfile(admin, TEXT8("plain"), NULL, TEXT8("d"), 0, MAPI_APP_PROFILE),
        S_OK);
    assert_int_equal(times_listed(admin, L"d", 0, NULL), 1);
    assert_hr(admin->lpVtbl->RenameProfile(admin, TEXT8("app"), NULL, TEXT8("e"), 0, 0),
              MAPI_E_NO_ACCESS);
    assert_hr(
        admin->lpVtbl->RenameProfile(admin, TEXT8("app"), NULL, TEXT8("e"), 0, MAPI_APP_PROFILE),
        S_OK);
    assert_hr(admin->lpVtbl->SetDefaultProfile(admin, TEXT8("e"), 0), E_FAIL);
    assert_hr(admin->lpVtbl->DeleteProfile(admin, TEXT8("e"), 0), MAPI_E_NO_ACCESS);
    assert_hr(admin->lpVtbl->DeleteProfile(admin, TEXT8("e"), MAPI_APP_PROFILE), S_OK);
}

static void the_profile_is_still_whole(IProviderAdmin *admin, IMAPISupport *support, ULONG context,
                                       MAPIERROR **error)
{
    (void)admin, (void)support, (void)error;
    if (context == MSG_SERVICE_DELETE) assert_true(found(L"p"));
}

/* 2.3-19, 2.3-23 */
static void delete_tells_the_services_first(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();

    (void)state;
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("p"), NULL, 0, MAPI_DEFAULT_SERVICES),
              S_OK);
    n_calls = 0;
    answer = MAPI_E_NO_SUPPORT; /* which stops nobody */
    during = the_profile_is_still_whole;
    assert_hr(admin->lpVtbl->DeleteProfile(admin, TEXT8("p"), 0), S_OK);
    assert_int_equal(n_calls, 1);
    assert_int_equal(calls[0].context, MSG_SERVICE_DELETE);
    assert_false(found(L"p"));
    assert_hr(admin->lpVtbl->DeleteProfile(admin, TEXT8("p"), 0), MAPI_E_NOT_FOUND);
    assert_hr(admin->lpVtbl->DeleteProfile(admin, NULL, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(admin->lpVtbl->DeleteProfile(admin, TEXT8("p"), MAPI_DIALOG), MAPI_E_UNKNOWN_FLAGS);
}

/* 2.3-08, 2.3-21 */
static void one_in_use_vanishes_from_the_table_at_once(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    struct profile *profile = made(L"p");
    struct profile_use *use;

    (void)state;
    assert_hr(profile_use(profile, NULL, &use), S_OK);
    assert_hr(admin->lpVtbl->DeleteProfile(admin, TEXT8("p"), 0), S_OK);
    assert_int_equal(times_listed(admin, L"p", 0, NULL), 0);
    assert_true(key_exists(CLASSIC L"\\p"));
    profile_unuse(use);
    assert_false(key_exists(CLASSIC L"\\p"));
    profile_unref(profile);
}

/* 2.3-25 */
static void passwords_are_never_changed(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();

    (void)state;
    assert_hr(
        admin->lpVtbl->ChangeProfilePassword(admin, TEXT8("x"), TEXT8("y"), TEXT8("z"), 0xffff),
        S_OK);
    assert_hr(admin->lpVtbl->ChangeProfilePassword(admin, NULL, NULL, NULL, 0), S_OK);
}

/* 2.3-26, 2.3-27, 2.3-29, 2.3-31, 2.3-32 */
static void copy_takes_everything_and_calls_nobody(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    AUTO_RELEASE IMsgServiceAdmin *services = NULL;
    AUTO_RELEASE IProfSect *section = NULL;
    MAPIUID extra = {{0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc,
                      0xdd, 0xee, 0xff}};
    SizedSPropTagArray(2, tags) = {2, {PR_PROFILE_NAME_A, PROP_TAG(PT_LONG, 0x6602)}};
    AUTO_FREE SPropValue *props = NULL;
    ULONG n;

    (void)state;
    assert_hr(admin->lpVtbl->CreateProfile(admin, TEXT8("p"), NULL, 0, MAPI_DEFAULT_SERVICES),
              S_OK);
    n_calls = 0;
    assert_hr(admin->lpVtbl->CopyProfile(admin, TEXT8("x"), NULL, TEXT8("q"), 0, 0),
              MAPI_E_NOT_FOUND);
    assert_hr(admin->lpVtbl->CopyProfile(admin, TEXT8("p"), NULL, TEXT8("P"), 0, 0),
              MAPI_E_NO_ACCESS);
    assert_hr(admin->lpVtbl->CopyProfile(admin, TEXT8("p"), TEXT8("pw"), TEXT8("q"), 0, 0),
              MAPI_E_LOGON_FAILED);
    assert_hr(admin->lpVtbl->CopyProfile(admin, TEXT8("p"), TEXT8(""), TEXT8("q "), 0, 0),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(admin->lpVtbl->CopyProfile(admin, TEXT8("p"), TEXT8(""), TEXT8("q"), 0, 0), S_OK);
    assert_int_equal(n_calls, 0);
    assert_hr(admin->lpVtbl->AdminServices(admin, TEXT8("q"), NULL, 0, 0, &services), S_OK);
    assert_int_equal(count_services(services), 2);
    assert_int_equal(count_providers(services), 3);
    assert_hr(services->lpVtbl->OpenProfileSection(services, &extra, NULL, 0, &section), S_OK);
    assert_hr(section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &props), S_OK);
    assert_string_equal(props[0].Value.lpszA, "q");
    assert_int_equal(props[1].Value.l, 2);
}

/* 2.3-33, 2.3-35, 2.3-36 */
static void rename_keeps_the_default(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    bool is_default = false;

    (void)state;
    profile_unref(made(L"p"));
    profile_unref(made(L"x"));
    assert_hr(admin->lpVtbl->SetDefaultProfile(admin, TEXT8("p"), 0), S_OK);
    assert_hr(admin->lpVtbl->RenameProfile(admin, TEXT8("y"), NULL, TEXT8("q"), 0, 0),
              MAPI_E_NOT_FOUND);
    assert_hr(admin->lpVtbl->RenameProfile(admin, TEXT8("p"), NULL, TEXT8("x"), 0, 0),
              MAPI_E_NO_ACCESS);
    assert_hr(admin->lpVtbl->RenameProfile(admin, TEXT8("p"), NULL, TEXT8("q"), 0, 0), S_OK);
    assert_int_equal(times_listed(admin, L"q", 0, &is_default), 1);
    assert_true(is_default);
    assert_int_equal(times_listed(admin, L"p", 0, NULL), 0);
}

/* 2.3-10, 2.3-24, 2.3-37, 2.3-38, 2.3-39 */
static void the_default_is_one_or_none(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    bool is_default = true;

    (void)state;
    profile_unref(made(L"p"));
    assert_hr(admin->lpVtbl->SetDefaultProfile(admin, TEXT8("x"), 0), MAPI_E_NOT_FOUND);
    assert_hr(admin->lpVtbl->SetDefaultProfile(admin, (LPTSTR)L"p", MAPI_UNICODE), S_OK);
    assert_hr(admin->lpVtbl->SetDefaultProfile(admin, NULL, 0), S_OK);
    assert_int_equal(times_listed(admin, L"p", 0, &is_default), 1);
    assert_false(is_default);
    assert_hr(admin->lpVtbl->SetDefaultProfile(admin, TEXT8("p"), 0), S_OK);
    /* an empty name means none */
    assert_hr(admin->lpVtbl->SetDefaultProfile(admin, TEXT8(""), 0), S_OK);
    assert_int_equal(times_listed(admin, L"p", 0, &is_default), 1);
    assert_false(is_default);
    assert_hr(admin->lpVtbl->SetDefaultProfile(admin, TEXT8("p"), 4), MAPI_E_UNKNOWN_FLAGS);
}

/* 2.3-41, 2.3-42, 2.3-44 */
static void admin_services_opens_what_is_there(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    IMsgServiceAdmin *services = (IMsgServiceAdmin *)1;

    (void)state;
    profile_unref(made(L"p"));
    assert_hr(admin->lpVtbl->SetDefaultProfile(admin, TEXT8("p"), 0), S_OK);
    assert_hr(admin->lpVtbl->AdminServices(admin, TEXT8("x"), NULL, 0, 0, &services),
              MAPI_E_LOGON_FAILED);
    assert_null(services);
    assert_hr(admin->lpVtbl->AdminServices(admin, NULL, NULL, 0, 0, &services),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(admin->lpVtbl->AdminServices(admin, TEXT8("p"), NULL, 0, 0, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(admin->lpVtbl->AdminServices(admin, TEXT8("p"), NULL, 0, 0x40, &services),
              MAPI_E_UNKNOWN_FLAGS);
    assert_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR)L"P", NULL, 0, MAPI_UNICODE | MAPI_DIALOG,
                                           &services),
              S_OK);
    services->lpVtbl->Release(services);
    assert_false(found(L"x"));
}

/* ---- providers are no business of theirs ---- */

static bool recording_is_loaded(void)
{
    void *dll = dlopen(recording_path, RTLD_NOW | RTLD_NOLOAD);

    if (dll) dlclose(dll);
    return dll != NULL;
}

static void expect_no_provider(IProviderAdmin *admin, IMAPISupport *support, ULONG context,
                               MAPIERROR **error)
{
    (void)admin, (void)support, (void)context, (void)error;
    assert_false(recording_is_loaded());
}

/* 2.3-04: the services' entry points are called, their providers' DLLs aren't even loaded */
static void no_method_loads_a_provider(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    IMsgServiceAdmin *services;
    IProviderAdmin *providers;
    IMAPITable *table;
    struct loaded *dll;
    MAPIUID uid, provider;
    WCHAR name[1100] = {0};

    (void)state;
    during = expect_no_provider;
    services = services_of("p");
    uid = created(services, "REAL");
    assert_int_equal(count_providers(services), 2);
    assert_hr(services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, 0, NULL), S_OK);
    assert_hr(services->lpVtbl->AdminProviders(services, &uid, 0, &providers), S_OK);
    assert_hr(
        providers->lpVtbl->CreateProvider(providers, TEXT8("REAL Store"), 0, NULL, 0, 0, &provider),
        S_OK);
    assert_hr(providers->lpVtbl->DeleteProvider(providers, &provider), S_OK);
    providers->lpVtbl->Release(providers);
    assert_hr(services->lpVtbl->SetPrimaryIdentity(services, &uid, 0), S_OK);
    services->lpVtbl->Release(services);
    assert_hr(admin->lpVtbl->CopyProfile(admin, TEXT8("p"), NULL, TEXT8("q"), 0, 0), S_OK);
    assert_hr(admin->lpVtbl->RenameProfile(admin, TEXT8("q"), NULL, TEXT8("r"), 0, 0), S_OK);
    assert_hr(admin->lpVtbl->SetDefaultProfile(admin, TEXT8("r"), 0), S_OK);
    assert_hr(admin->lpVtbl->ChangeProfilePassword(admin, TEXT8("r"), NULL, NULL, 0), S_OK);
    assert_hr(admin->lpVtbl->GetProfileTable(admin, 0, &table), S_OK);
    table->lpVtbl->Release(table);
    assert_hr(admin->lpVtbl->DeleteProfile(admin, TEXT8("r"), 0), S_OK);
    assert_hr(admin->lpVtbl->DeleteProfile(admin, TEXT8("p"), 0), S_OK);
    assert_int_equal(n_calls, 6); /* created, configured, two of the provider, deleted twice */
    assert_false(recording_is_loaded());

    for (size_t i = 0; recording_path[i]; i++) name[i] = (WCHAR)recording_path[i];
    assert_hr(loader_load(name, &dll), S_OK); /* it could have been */
    assert_true(recording_is_loaded());
    loader_unref(dll);
    loader_sweep();
}

/* 2.3-05 */
static void last_error_may_have_nothing_to_say(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    MAPIERROR *error = (MAPIERROR *)1;

    (void)state;
    assert_hr(admin->lpVtbl->GetLastError(admin, S_OK, 0, &error), S_OK);
    assert_null(error);
    assert_hr(admin->lpVtbl->GetLastError(admin, S_OK, 0, NULL), MAPI_E_INVALID_PARAMETER);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_admin, end_admin)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_table_is_a_picture_of_the_profiles),
        TEST(create_makes_an_empty_profile),
        TEST(create_adds_the_default_services_in_order),
        TEST(create_is_all_or_nothing),
        TEST(app_profiles_want_their_flag),
        TEST(delete_tells_the_services_first),
        TEST(one_in_use_vanishes_from_the_table_at_once),
        TEST(passwords_are_never_changed),
        TEST(copy_takes_everything_and_calls_nobody),
        TEST(rename_keeps_the_default),
        TEST(the_default_is_one_or_none),
        TEST(admin_services_opens_what_is_there),
        TEST(no_method_loads_a_provider),
        TEST(last_error_may_have_nothing_to_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
