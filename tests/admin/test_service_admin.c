/*
 * test_service_admin.c - IMsgServiceAdmin and IMsgServiceAdmin2, and entry points as they are
 * called
 */
#include "admin/admin_fixture.h"

static const MAPIUID extra_uid = {{0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa,
                                   0xbb, 0xcc, 0xdd, 0xee, 0xff}};
static const MAPIUID none = {{99}};

static HRESULT create(IMsgServiceAdmin *services, const char *name, const char *display,
                      ULONG_PTR ui, ULONG flags)
{
    return services->lpVtbl->CreateMsgService(services, TEXT8(name), TEXT8(display), ui, flags);
}

/* 2.4-02 */
static void both_interfaces_are_one_object(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *one = services_of("p");
    AUTO_RELEASE IMsgServiceAdmin2 *two = NULL;
    AUTO_RELEASE IUnknown *a = NULL, *b = NULL;

    (void)state;
    assert_hr(one->lpVtbl->QueryInterface(one, &IID_IMsgServiceAdmin2, (void **)&two), S_OK);
    assert_hr(one->lpVtbl->QueryInterface(one, &IID_IUnknown, (void **)&a), S_OK);
    assert_hr(two->lpVtbl->QueryInterface(two, &IID_IUnknown, (void **)&b), S_OK);
    assert_ptr_equal(a, b);
}

/* 2.4-03, 2.4-04, 2.4-06, 2.4-07, 2.4-09, 2.4-11, 2.8-03, 2.6-17 */
static void a_created_service_has_its_row(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    AUTO_ROWSET SRowSet *rows = NULL;
    SPropValue name = {.ulPropTag = PR_SERVICE_NAME_A, .Value.lpszA = "PLAIN"};
    SRestriction exactly = {.rt = RES_CONTENT};
    SizedSSortOrderSet(1, by_name) = {1, 0, 0, {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}};
    SPropTagArray *columns;
    IMAPITable *table;

    (void)state;
    assert_int_equal(count_services(services), 0);
    assert_hr(create(services, "svc", "Mine", 0, 0), S_OK);
    assert_hr(create(services, "PLAIN", "Another", 0, 0), S_OK);
    rows = service_rows(services);
    assert_int_equal(rows->cRows, 2);
    assert_int_equal(rows->aRow[0].cValues, 8);
    assert_text(cell(rows, 0, PR_SERVICE_NAME_W)->Value.lpszW, L"SVC"); /* as the file spells it */
    assert_text(cell(rows, 0, PR_DISPLAY_NAME_W)->Value.lpszW, L"Mine");
    assert_string_equal(cell(rows, 0, PR_SERVICE_ENTRY_NAME)->Value.lpszA, "ServiceEntry");
    assert_int_equal(cell(rows, 0, PR_SERVICE_SUPPORT_FILES_W)->Value.MVszW.cValues, 2);
    assert_int_equal(cell(rows, 0, PR_SERVICE_UID)->Value.bin.cb, 16);
    assert_memory_not_equal(cell(rows, 0, PR_INSTANCE_KEY)->Value.bin.lpb,
                            cell(rows, 1, PR_INSTANCE_KEY)->Value.bin.lpb, 16);
    /* the last is the newest */
    assert_text(cell(rows, 1, PR_SERVICE_NAME_W)->Value.lpszW, L"PLAIN");

    assert_hr(services->lpVtbl->GetMsgServiceTable(services, 0, &table), S_OK);
    assert_hr(table->lpVtbl->QueryColumns(table, 0, &columns), S_OK);
    assert_int_equal(columns->cValues, 8);
    assert_true(columns->aulPropTag[0] == PR_DISPLAY_NAME_A);
    mem_free(columns);
    exactly.res.resContent = (SContentRestriction){FL_FULLSTRING, PR_SERVICE_NAME_A, &name};
    assert_hr(table->lpVtbl->FindRow(table, &exactly, BOOKMARK_BEGINNING, 0), S_OK);
    name = pval_text(PR_SERVICE_NAME_W, L"PLAIN");
    exactly.res.resContent.ulPropTag = PR_SERVICE_NAME_W;
    assert_hr(table->lpVtbl->Restrict(table, &exactly, 0), S_OK);
    rowset_free(rows);
    rows = rows_of(table);
    assert_int_equal(rows->cRows, 1);
    assert_hr(services->lpVtbl->GetMsgServiceTable(services, MAPI_UNICODE, &table), S_OK);
    assert_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&by_name, 0), S_OK);
    rowset_free(rows);
    rows = rows_of(table);
    /* until then as they were added */
    assert_text(cell(rows, 0, PR_DISPLAY_NAME_W)->Value.lpszW, L"Another");
    assert_hr(services->lpVtbl->GetMsgServiceTable(services, 0x40, &table), MAPI_E_UNKNOWN_FLAGS);
}

static LONG STDMETHODCALLTYPE never_told(void *context, ULONG count, NOTIFICATION *news)
{
    (void)context, (void)count, (void)news;
    fail();
    return 0;
}

/* 2.4-05, 2.4-08: Advise is accepted, and there is never anything to tell */
static void the_service_table_is_a_picture_and_can_be_advised_on(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    AUTO_ROWSET SRowSet *rows = NULL;
    IMAPIAdviseSink *sink;
    ULONG_PTR connection = 0;
    IMAPITable *table;

    (void)state;
    assert_hr(MAPIInitialize(NULL), S_OK);
    created(services, "PLAIN");
    assert_hr(HrAllocAdviseSink(never_told, NULL, &sink), S_OK);
    assert_hr(services->lpVtbl->GetMsgServiceTable(services, MAPI_UNICODE, &table), S_OK);
    assert_hr(table->lpVtbl->Advise(table, fnevTableModified, sink, &connection), S_OK);
    assert_int_not_equal(connection, 0);
    created(services, "SVC");
    assert_hr(HrDispatchNotifications(0), S_OK);
    assert_hr(table->lpVtbl->Unadvise(table, connection), S_OK);
    sink->lpVtbl->Release(sink);
    rows = rows_of(table);
    assert_int_equal(rows->cRows, 1);
    MAPIUninitialize();
}

/* 2.4-10, 2.4-15, 2.4-18 */
static void what_cannot_be_created_changes_nothing(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");

    (void)state;
    assert_hr(create(services, "UNKNOWN", NULL, 0, 0), MAPI_E_NOT_FOUND);
    assert_hr(create(services, NULL, NULL, 0, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(create(services, "SVC", NULL, 0, 0x40000), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(count_services(services), 0);
    assert_hr(services->lpVtbl->CreateMsgService(services, (LPTSTR)L"SINGLE", (LPTSTR)L"x", 0,
                                                 MAPI_UNICODE),
              S_OK);
    assert_hr(create(services, "SINGLE", NULL, 0, 0), MAPI_E_NO_ACCESS);
    assert_int_equal(count_services(services), 1);
    assert_int_equal(count_providers(services), 1);
    inf_instead(NULL);
    assert_hr(create(services, "SVC", NULL, 0, 0), MAPI_E_NOT_FOUND);
}

/* 2.4-12 */
static void the_file_names_a_service_before_the_caller(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    AUTO_ROWSET SRowSet *rows = NULL;

    (void)state;
    assert_hr(create(services, "SINGLE", "the caller's", 0, 0), S_OK);
    assert_hr(create(services, "SVC", "the caller's", 0, 0), S_OK);
    assert_hr(create(services, "PLAIN", NULL, 0, 0), S_OK);
    rows = service_rows(services);
    assert_text(cell(rows, 0, PR_DISPLAY_NAME_W)->Value.lpszW, L"Its own name");
    assert_text(cell(rows, 1, PR_DISPLAY_NAME_W)->Value.lpszW, L"the caller's");
    assert_text(cell(rows, 2, PR_DISPLAY_NAME_W)->Value.lpszW, L"No entry");
}

/* 2.4-13, 2.4-19, 2.9-02, 2.9-04 */
static void the_entry_gets_flags_only_with_leave_to_show(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");

    (void)state;
    assert_hr(create(services, "SVC", NULL, 5, SERVICE_NO_RESTART_WARNING), S_OK);
    assert_hr(create(services, "SVC", NULL, 5, SERVICE_UI_ALLOWED | SERVICE_NO_RESTART_WARNING),
              S_OK);
    assert_hr(create(services, "SVC", NULL, 5, SERVICE_UI_ALWAYS), S_OK);
    assert_int_equal(n_calls, 3);
    assert_int_equal(calls[0].context, MSG_SERVICE_CREATE);
    assert_int_equal(calls[0].flags, 0);
    assert_int_equal(calls[0].ui, 0);
    assert_int_equal(calls[1].flags, SERVICE_UI_ALLOWED);
    assert_int_equal(calls[1].ui, 5);
    assert_int_equal(calls[2].flags, SERVICE_UI_ALWAYS);
    assert_int_equal(calls[0].count + calls[1].count, 0);
}

/* 2.4-14, 2.4-16, 2.9-10 */
static void an_entry_that_fails_takes_its_service_back(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    AUTO_FREE MAPIERROR *error = NULL;

    (void)state;
    assert_hr(create(services, "PLAIN", NULL, 0, 0), S_OK);
    answer = MAPI_E_USER_CANCEL;
    assert_hr(create(services, "SVC", NULL, 0, 0), MAPI_E_USER_CANCEL);
    assert_hr(create(services, "MISSING", NULL, 0, 0), MAPI_E_CALL_FAILED);
    assert_hr(services->lpVtbl->GetLastError(services, MAPI_E_CALL_FAILED, 0, &error), S_OK);
    assert_non_null(error); /* which says the DLL's name */
    assert_non_null(strstr((char *)error->lpszError, "nowhere.so"));
    assert_hr(create(services, "NOENTRY", NULL, 0, 0), MAPI_E_CALL_FAILED);
    assert_int_equal(count_services(services), 1);
    assert_int_equal(count_providers(services), 1);
    assert_false(key_exists(CLASSIC L"\\p\\00112233445566778899aabbccddeeff"));
}

/* 2.4-54, 2.4-56, 2.4-57, 2.8-08, 2.8-14, 2.8-22 */
static void providers_have_what_the_file_says(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    AUTO_ROWSET SRowSet *rows = NULL;
    AUTO_RELEASE IProfSect *section = NULL;
    SizedSPropTagArray(2, tags) = {2, {PROP_TAG(PT_LONG, 0x6601), PR_PROVIDER_UID}};
    AUTO_FREE SPropValue *props = NULL;
    MAPIUID uid, provider;
    ULONG n;

    (void)state;
    uid = created(services, "SVC");
    rows = provider_rows(services);
    assert_int_equal(rows->cRows, 2);
    assert_int_equal(rows->aRow[0].cValues, 10);
    assert_int_equal(cell(rows, 0, PR_RESOURCE_TYPE)->Value.l, MAPI_STORE_PROVIDER);
    assert_int_equal(cell(rows, 0, PR_PROVIDER_ORDINAL)->Value.l, 0);
    assert_text(cell(rows, 0, PR_DISPLAY_NAME_W)->Value.lpszW, L"The store");
    assert_text(cell(rows, 0, PR_PROVIDER_DISPLAY_W)->Value.lpszW, L"Stores of the test");
    assert_text(cell(rows, 0, PR_PROVIDER_DLL_NAME_W)->Value.lpszW, L"store.dll");
    assert_text(cell(rows, 0, PR_SERVICE_NAME_W)->Value.lpszW, L"SVC");
    assert_memory_equal(cell(rows, 0, PR_SERVICE_UID)->Value.bin.lpb, &uid, 16);
    assert_int_equal(cell(rows, 1, PR_RESOURCE_TYPE)->Value.l, MAPI_AB_PROVIDER);
    memcpy(&provider, cell(rows, 0, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    assert_hr(services->lpVtbl->OpenProfileSection(services, &provider, NULL, MAPI_FORCE_ACCESS,
                                                   &section),
              S_OK);
    assert_hr(section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &props), S_OK);
    assert_int_equal(props[0].Value.l, 1);
    assert_memory_equal(props[1].Value.bin.lpb, &provider, 16);
    assert_true(key_exists(CLASSIC L"\\p\\00112233445566778899aabbccddeeff"));
}

/* 2.4-55 */
static void the_provider_table_is_a_picture_of_the_profile(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    AUTO_RELEASE IMAPITable *before = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;
    MAPIUID svc, xp;
    ULONG n;

    (void)state;
    assert_int_equal(count_providers(services), 0);
    svc = created(services, "SVC"); /* two providers, and an extra section that is none */
    xp = created(services, "XP");
    assert_hr(services->lpVtbl->GetProviderTable(services, 0, &before), S_OK);
    rows = provider_rows(services);
    assert_int_equal(rows->cRows, 4);
    for (ULONG i = 0; i < 4; i++) {
        assert_memory_equal(cell(rows, i, PR_SERVICE_UID)->Value.bin.lpb, i < 2 ? &svc : &xp, 16);
        assert_int_not_equal(cell(rows, i, PR_RESOURCE_TYPE)->Value.l, 0);
        assert_memory_not_equal(cell(rows, i, PR_PROVIDER_UID)->Value.bin.lpb, &extra_uid, 16);
    }
    assert_hr(services->lpVtbl->DeleteMsgService(services, &svc), S_OK);
    assert_int_equal(count_providers(services), 2);
    assert_hr(before->lpVtbl->GetRowCount(before, 0, &n), S_OK);
    assert_int_equal(n, 4);
}

static void the_service_is_still_there(IProviderAdmin *admin, IMAPISupport *support, ULONG context,
                                       MAPIERROR **error)
{
    AUTO_RELEASE IProfSect *section = NULL;

    (void)support, (void)error;
    if (context == MSG_SERVICE_DELETE)
        assert_hr(admin->lpVtbl->OpenProfileSection(admin, NULL, NULL, 0, &section), S_OK);
}

/* 2.4-20, 2.4-21 */
static void delete_tells_the_service_first(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    MAPIUID uid = created(services, "SVC");

    (void)state;
    n_calls = 0;
    answer = MAPI_E_NO_SUPPORT;
    during = the_service_is_still_there;
    assert_hr(services->lpVtbl->DeleteMsgService(services, &uid), S_OK);
    assert_int_equal(n_calls, 1);
    assert_int_equal(calls[0].context, MSG_SERVICE_DELETE);
    assert_int_equal(count_services(services) + count_providers(services), 0);
    assert_false(key_exists(CLASSIC L"\\p\\00112233445566778899aabbccddeeff"));
    assert_hr(services->lpVtbl->DeleteMsgService(services, &uid), MAPI_E_NOT_FOUND);
    assert_hr(services->lpVtbl->DeleteMsgService(services, NULL), MAPI_E_INVALID_PARAMETER);
}

/* A service whose DLL is gone can be deleted all the same. */
static void a_broken_service_can_be_deleted(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    AUTO_SECTION struct section *section = NULL;
    MAPIUID uid = created(services, "SVC");
    struct profile *profile;

    (void)state;
    assert_hr(profile_open(L"p", &profile), S_OK);
    assert_hr(section_open(profile, &uid, SECTION_WRITE, &section), S_OK);
    assert_hr(section_set_text(section, PR_SERVICE_DLL_NAME, L"gone.dll"), S_OK);
    assert_hr(services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, 0, NULL),
              MAPI_E_CALL_FAILED);
    assert_hr(services->lpVtbl->DeleteMsgService(services, &uid), S_OK);
    assert_int_equal(count_services(services), 0);
    profile_unref(profile);
}

/* 2.4-22, 2.4-23, 2.4-24, 2.4-25, 2.4-26, 2.4-27, 2.4-28 */
static void a_copy_has_uids_of_its_own(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p"), *other = services_of("q");
    AUTO_RELEASE IProfSect *section = NULL;
    AUTO_ROWSET SRowSet *before = NULL, *after = NULL, *named = NULL;
    SizedSPropTagArray(2, tags) = {2, {PROP_TAG(PT_LONG, 0x6604), PR_SERVICE_UID}};
    AUTO_RELEASE IProfSect *of_copy = NULL;
    AUTO_FREE SPropValue *props = NULL;
    ULONG n;
    MAPIUID uid = created(services, "SVC"), single = created(services, "SINGLE"), copy;
    MAPIUID unknown = none;

    (void)state;
    n_calls = 0;
    assert_hr(services->lpVtbl->CopyMsgService(services, &uid, TEXT8("x"), NULL,
                                               &IID_IMsgServiceAdmin, other, 0, 0),
              S_OK);
    copy = service_named(other, L"SVC");
    assert_memory_not_equal(&uid, &copy, 16);
    assert_hr(other->lpVtbl->OpenProfileSection(other, &copy, NULL, 0, &of_copy), S_OK);
    assert_hr(of_copy->lpVtbl->GetProps(of_copy, (SPropTagArray *)&tags, 0, &n, &props), S_OK);
    assert_int_equal(props[0].Value.l, 6); /* its settings; its own UIDs */
    assert_memory_equal(props[1].Value.bin.lpb, &copy, 16);
    named = service_rows(other);
    /* "x" is ignored */
    assert_text(cell(named, 0, PR_DISPLAY_NAME_W)->Value.lpszW, L"Service of the inf");
    before = provider_rows(services);
    after = provider_rows(other);
    assert_int_equal(after->cRows, 2);
    for (ULONG i = 0; i < 2; i++) {
        assert_text(cell(after, i, PR_DISPLAY_NAME_W)->Value.lpszW, i ? L"The book" : L"The store");
        assert_memory_equal(cell(after, i, PR_SERVICE_UID)->Value.bin.lpb, &copy, 16);
        for (ULONG k = 0; k < before->cRows; k++)
            assert_memory_not_equal(cell(after, i, PR_PROVIDER_UID)->Value.bin.lpb,
                                    cell(before, k, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    }
    assert_hr(other->lpVtbl->OpenProfileSection(other, (MAPIUID *)&extra_uid, NULL, 0, &section),
              S_OK);
    assert_hr(services->lpVtbl->CopyMsgService(services, &uid, NULL, &IID_IProfSect,
                                               &IID_IMsgServiceAdmin, services, 0, 0),
              S_OK); /* into the same profile */
    assert_int_equal(count_services(services), 3);
    assert_int_equal(count_providers(services), 5);
    assert_hr(services->lpVtbl->CopyMsgService(services, &single, NULL, NULL, &IID_IMsgServiceAdmin,
                                               services, 0, 0),
              MAPI_E_NO_ACCESS);
    assert_hr(services->lpVtbl->CopyMsgService(services, &single, NULL, NULL, &IID_IMsgServiceAdmin,
                                               other, 0, 0),
              S_OK);
    assert_hr(services->lpVtbl->CopyMsgService(services, &unknown, NULL, NULL,
                                               &IID_IMsgServiceAdmin, other, 0, 0),
              MAPI_E_NOT_FOUND);
    assert_hr(
        services->lpVtbl->CopyMsgService(services, &uid, NULL, NULL, &IID_IMAPIProp, other, 0, 0),
        MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_hr(services->lpVtbl->CopyMsgService(services, &uid, NULL, NULL, &IID_IMsgServiceAdmin,
                                               NULL, 0, 0),
              MAPI_E_INVALID_PARAMETER);
    assert_int_equal(n_calls, 0);
    assert_int_equal(MAPI_E_NO_ACCESS, E_ACCESSDENIED);
}

/* 2.4-29 */
static void renaming_is_not_supported(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    MAPIUID uid = none;

    (void)state;
    assert_hr(services->lpVtbl->RenameMsgService(services, &uid, 0, TEXT8("x")), MAPI_E_NO_SUPPORT);
}

static void say_why(IProviderAdmin *admin, IMAPISupport *support, ULONG context, MAPIERROR **error)
{
    (void)admin, (void)support, (void)context;
    *error = mem_zero(sizeof(**error));
    (*error)->lpszError = (LPTSTR)mem_dup_text8("because", *error);
    (*error)->ulLowLevelError = 42;
}

/* 2.4-30, 2.4-31, 2.4-32, 2.4-33, 2.9-07 */
static void configure_answers_what_the_entry_answers(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    MAPIUID uid = created(services, "SVC"), plain = created(services, "PLAIN"), unknown = none;
    SPropValue props[2] = {pval_long(PROP_TAG(PT_LONG, 0x6600), 1),
                           pval_long(PROP_TAG(PT_LONG, 0x6601), 1)};
    AUTO_FREE MAPIERROR *error = NULL;

    (void)state;
    n_calls = 0;
    assert_hr(services->lpVtbl->ConfigureMsgService(services, &unknown, 0, 0, 0, NULL),
              MAPI_E_NOT_FOUND);
    assert_hr(services->lpVtbl->ConfigureMsgService(services, &plain, 0, 0, 0, NULL),
              MAPI_E_NOT_INITIALIZED);
    assert_hr(services->lpVtbl->ConfigureMsgService(services, NULL, 0, 0, 0, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, 1, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_int_equal(n_calls, 0);
    assert_hr(services->lpVtbl->ConfigureMsgService(
                  services, &uid, 9, MSG_SERVICE_UI_READ_ONLY | MAPI_UNICODE, 2, props),
              S_OK);
    assert_int_equal(calls[0].context, MSG_SERVICE_CONFIGURE);
    assert_int_equal(calls[0].flags, MSG_SERVICE_UI_READ_ONLY | MAPI_UNICODE);
    assert_int_equal(calls[0].ui, 9);
    assert_int_equal(calls[0].count, 2);
    for (int i = 0; i < 3; i++) {
        answer = ((HRESULT[]){MAPI_E_USER_CANCEL, MAPI_W_ERRORS_RETURNED, MAPI_E_UNCONFIGURED})[i];
        assert_hr(services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, 0, NULL), answer);
    }
    answer = MAPI_E_EXTENDED_ERROR;
    during = say_why;
    assert_hr(services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, 0, NULL),
              MAPI_E_EXTENDED_ERROR);
    assert_hr(services->lpVtbl->GetLastError(services, MAPI_E_EXTENDED_ERROR, 0, &error), S_OK);
    assert_non_null(error);
    assert_string_equal((char *)error->lpszError, "because");
    assert_int_equal(error->ulLowLevelError, 42);
}

/* 2.4-35, 2.4-36, 2.4-37 */
static void sections_open_by_the_clients_rules(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    AUTO_RELEASE IProfSect *a = NULL;
    IProfSect *b;
    MAPIUID uid = none;

    (void)state;
    assert_hr(services->lpVtbl->OpenProfileSection(services, &uid, NULL, 0, &b), MAPI_E_NOT_FOUND);
    assert_hr(services->lpVtbl->OpenProfileSection(services, &uid, NULL, MAPI_MODIFY, &a), S_OK);
    assert_hr(services->lpVtbl->OpenProfileSection(services, &uid, NULL, 0, &b), MAPI_E_NO_ACCESS);
    assert_hr(services->lpVtbl->OpenProfileSection(services, NULL, NULL, 0, &b),
              MAPI_E_INVALID_PARAMETER);
}

/* 2.4-40, 2.4-41, 2.4-42, 2.4-43, 2.4-44 */
static void transports_are_ordered(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    AUTO_ROWSET SRowSet *rows = NULL;
    MAPIUID uids[2];

    (void)state;
    created(services, "XP");
    rows = provider_rows(services);
    assert_int_equal(rows->cRows, 2);
    memcpy(&uids[0], cell(rows, 1, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    memcpy(&uids[1], cell(rows, 0, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    assert_hr(services->lpVtbl->MsgServiceTransportOrder(services, 1, uids, 0), MAPI_E_BUSY);
    assert_hr(services->lpVtbl->MsgServiceTransportOrder(services, 2, uids, 1),
              MAPI_E_UNKNOWN_FLAGS);
    assert_hr(services->lpVtbl->MsgServiceTransportOrder(services, 2, uids, 0), S_OK);
    rowset_free(rows);
    rows = provider_rows(services);
    assert_text(cell(rows, 0, PR_DISPLAY_NAME_W)->Value.lpszW, L"Two");
    assert_int_equal(cell(rows, 0, PR_PROVIDER_ORDINAL)->Value.l, 0);
    uids[0] = none;
    assert_hr(services->lpVtbl->MsgServiceTransportOrder(services, 2, uids, 0), MAPI_E_NOT_FOUND);
    uids[0] = created(services, "SVC"); /* a service */
    assert_hr(services->lpVtbl->MsgServiceTransportOrder(services, 2, uids, 0), MAPI_E_NOT_FOUND);
    rowset_free(rows);
    rows = provider_rows(services);
    memcpy(&uids[0], cell(rows, 0, PR_PROVIDER_UID)->Value.bin.lpb, 16); /* a store */
    assert_int_equal(cell(rows, 0, PR_RESOURCE_TYPE)->Value.l, MAPI_STORE_PROVIDER);
    assert_hr(services->lpVtbl->MsgServiceTransportOrder(services, 2, uids, 0), MAPI_E_NOT_FOUND);
}

static ULONG flags_of(IMsgServiceAdmin *services, const MAPIUID *uid)
{
    AUTO_ROWSET SRowSet *rows = service_rows(services);

    for (ULONG i = 0; i < rows->cRows; i++)
        if (!memcmp(cell(rows, i, PR_SERVICE_UID)->Value.bin.lpb, uid, 16))
            return (ULONG)cell(rows, i, PR_RESOURCE_FLAGS)->Value.l;
    fail();
    return 0;
}

/* 2.4-46, 2.4-47, 2.4-48, 2.4-49, 2.4-50, 2.4-51, 2.4-52, 2.4-53 */
static void the_identity_goes_where_it_is_sent(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    MAPIUID never = created(services, "NOIDENT"), a = created(services, "SVC"),
            b = created(services, "PLAIN");
    MAPIUID unknown = none, book = none;
    AUTO_ROWSET SRowSet *rows = NULL;

    (void)state;
    assert_int_equal(flags_of(services, &a), SERVICE_PRIMARY_IDENTITY); /* the first that can */
    assert_hr(services->lpVtbl->SetPrimaryIdentity(services, &b, 0), S_OK);
    assert_int_equal(flags_of(services, &a), 0);
    assert_int_equal(flags_of(services, &b), SERVICE_PRIMARY_IDENTITY);
    /* losing it is not for ever */
    assert_hr(services->lpVtbl->SetPrimaryIdentity(services, &a, 0), S_OK);
    assert_hr(services->lpVtbl->SetPrimaryIdentity(services, &b, 0), S_OK);
    assert_hr(services->lpVtbl->SetPrimaryIdentity(services, &never, 0), MAPI_E_NO_ACCESS);
    assert_hr(services->lpVtbl->SetPrimaryIdentity(services, &unknown, 0), MAPI_E_NOT_FOUND);
    assert_hr(services->lpVtbl->SetPrimaryIdentity(services, &a, 1), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(services->lpVtbl->DeleteMsgService(services, &b), S_OK);
    assert_int_equal(flags_of(services, &a), SERVICE_PRIMARY_IDENTITY);
    assert_hr(services->lpVtbl->SetPrimaryIdentity(services, NULL, 0), S_OK);
    assert_int_equal(flags_of(services, &a), 0);
    rows = provider_rows(services);
    for (ULONG i = 0; i < rows->cRows; i++) {
        assert_false(cell(rows, i, PR_RESOURCE_FLAGS)->Value.ul & STATUS_PRIMARY_IDENTITY);
        if (cell(rows, i, PR_RESOURCE_TYPE)->Value.l == MAPI_AB_PROVIDER)
            memcpy(&book, cell(rows, i, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    }
    /* a provider will do */
    assert_hr(services->lpVtbl->SetPrimaryIdentity(services, &book, 0), S_OK);
    assert_int_equal(flags_of(services, &a), SERVICE_PRIMARY_IDENTITY);
    rowset_free(rows);
    rows = provider_rows(services);
    for (ULONG i = 0; i < rows->cRows; i++)
        assert_int_equal(!!(cell(rows, i, PR_RESOURCE_FLAGS)->Value.ul & STATUS_PRIMARY_IDENTITY),
                         !memcmp(cell(rows, i, PR_PROVIDER_UID)->Value.bin.lpb, &book, 16));
}

/* The PR_RESOURCE_FLAGS of the one provider of that type, but for what is modifiable. */
static ULONG static_flags(IMsgServiceAdmin *services, LONG type)
{
    AUTO_ROWSET SRowSet *rows = provider_rows(services);

    for (ULONG i = 0; i < rows->cRows; i++)
        if (cell(rows, i, PR_RESOURCE_TYPE)->Value.l == type)
            return cell(rows, i, PR_RESOURCE_FLAGS)->Value.ul & ~(ULONG)STATUS_PRIMARY_IDENTITY;
    fail();
    return 0;
}

/* 2.7-03: what the file says once for all is never changed by an admin call; what it may say
 * changes with each */
static void static_flags_stay_as_the_file_has_them(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p"), *other = services_of("q");
    MAPIUID uid = created(services, "FLAGS"), svc = created(services, "SVC"), copy, xp[1];
    AUTO_ROWSET SRowSet *rows = provider_rows(services);

    (void)state;
    for (ULONG i = 0; i < rows->cRows; i++)
        if (cell(rows, i, PR_RESOURCE_TYPE)->Value.l == MAPI_TRANSPORT_PROVIDER)
            memcpy(xp, cell(rows, i, PR_PROVIDER_UID)->Value.bin.lpb, 16);
    for (int step = 0; step < 6; step++) {
        if (step == 1) assert_hr(services->lpVtbl->SetPrimaryIdentity(services, &svc, 0), S_OK);
        if (step == 2) assert_hr(services->lpVtbl->SetPrimaryIdentity(services, NULL, 0), S_OK);
        if (step == 3)
            assert_hr(services->lpVtbl->MsgServiceTransportOrder(services, 1, xp, 0), S_OK);
        if (step == 4)
            assert_hr(services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, 0, NULL), S_OK);
        if (step == 5) assert_hr(services->lpVtbl->DeleteMsgService(services, &svc), S_OK);
        assert_int_equal(flags_of(services, &uid),
                         SERVICE_SINGLE_COPY |
                             (step == 0 || step == 5 ? SERVICE_PRIMARY_IDENTITY : 0));
        assert_int_equal(static_flags(services, MAPI_TRANSPORT_PROVIDER),
                         STATUS_XP_PREFER_LAST | STATUS_OWN_STORE | HOOK_INBOUND | HOOK_OUTBOUND);
        assert_int_equal(static_flags(services, MAPI_STORE_PROVIDER),
                         STATUS_NO_DEFAULT_STORE | STATUS_NO_PRIMARY_IDENTITY |
                             STATUS_NEED_IPM_TREE);
    }
    assert_hr(services->lpVtbl->CopyMsgService(services, &uid, NULL, NULL, &IID_IMsgServiceAdmin,
                                               other, 0, 0),
              S_OK);
    copy = service_named(other, L"FLAGS");
    assert_int_equal(flags_of(other, &copy), SERVICE_SINGLE_COPY | SERVICE_PRIMARY_IDENTITY);
    assert_int_equal(static_flags(other, MAPI_STORE_PROVIDER),
                     STATUS_NO_DEFAULT_STORE | STATUS_NO_PRIMARY_IDENTITY | STATUS_NEED_IPM_TREE);
}

/* 2.8-25: what an uninstallation is to remove stays when a service leaves a profile */
static void deleting_a_service_deletes_no_file(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    SizedSPropTagArray(1, tags) = {1, {PR_SERVICE_DELETE_FILES_A}};
    MAPIUID uid = created(services, "FLAGS");
    AUTO_FREE SPropValue *props = NULL;
    IProfSect *section;
    ULONG n;

    (void)state;
    assert_hr(services->lpVtbl->OpenProfileSection(services, &uid, NULL, 0, &section), S_OK);
    assert_hr(section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &props), S_OK);
    section->lpVtbl->Release(section);
    assert_int_equal(props->Value.MVszA.cValues, 1);
    assert_int_equal(access(props->Value.MVszA.lppszA[0], F_OK), 0);
    assert_hr(services->lpVtbl->DeleteMsgService(services, &uid), S_OK);
    assert_int_equal(access(props->Value.MVszA.lppszA[0], F_OK), 0);
}

/* 2.9-03: the flags' values, and each of them reaches the entry as it is */
static void every_documented_flag_reaches_the_entry(void **state)
{
    static const ULONG flags[] = {0x2, 0x4, 0x8, 0x10, 0x80000000};
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    MAPIUID uid = created(services, "SVC");

    (void)state;
    assert_int_equal(SERVICE_UI_ALWAYS | UI_CURRENT_PROVIDER_FIRST, 0x2 | 0x4);
    assert_int_equal(MSG_SERVICE_UI_READ_ONLY, 0x8);
    assert_int_equal(SERVICE_UI_ALLOWED, 0x10);
    assert_int_equal(SERVICE_LOGON_FAILED, 0x20);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        n_calls = 0;
        assert_hr(services->lpVtbl->ConfigureMsgService(services, &uid, 0, flags[i], 0, NULL),
                  S_OK);
        assert_int_equal(calls[0].flags, flags[i]);
    }
    /* that a logon failed is MAPI's to say: test_logon.c sees it come */
    assert_hr(
        services->lpVtbl->ConfigureMsgService(services, &uid, 0, SERVICE_LOGON_FAILED, 0, NULL),
        MAPI_E_UNKNOWN_FLAGS);
}

static IMAPISupport *kept_support;

static void keep_the_support(IProviderAdmin *admin, IMAPISupport *support, ULONG context,
                             MAPIERROR **error)
{
    MAPIUID uid;

    (void)admin, (void)context, (void)error;
    assert_hr(support->lpVtbl->NewUID(support, &uid), S_OK);
    support->lpVtbl->AddRef(support);
    kept_support = support;
}

/* 2.9-05, 2.9-06 */
static void the_support_object_ends_with_the_call(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    MAPIUID uid;

    (void)state;
    during = keep_the_support;
    created(services, "SVC");
    assert_hr(kept_support->lpVtbl->NewUID(kept_support, &uid), MAPI_E_INVALID_OBJECT);
    kept_support->lpVtbl->Release(kept_support);
}

static void write_through_both(IProviderAdmin *admin, IMAPISupport *support, ULONG context,
                               MAPIERROR **error)
{
    AUTO_RELEASE IProfSect *a = NULL, *b = NULL;
    SPropValue value = pval_long(PROP_TAG(PT_LONG, 0x6611), 5);
    SizedSPropTagArray(1, tags) = {1, {PROP_TAG(PT_LONG, 0x6611)}};
    AUTO_FREE SPropValue *props = NULL;
    ULONG n;

    (void)context, (void)error;
    assert_hr(admin->lpVtbl->OpenProfileSection(admin, NULL, NULL, MAPI_MODIFY, &a), S_OK);
    assert_hr(support->lpVtbl->OpenProfileSection(support, NULL, MAPI_MODIFY, &b), S_OK);
    assert_hr(a->lpVtbl->SetProps(a, 1, &value, NULL), S_OK);
    assert_hr(b->lpVtbl->GetProps(b, (SPropTagArray *)&tags, 0, &n, &props), S_OK);
    assert_int_equal(props[0].Value.l, 5);
}

/* clients.md: a section opened through IProviderAdmin and through IMAPISupport is the same section,
 * seen at once */
static void both_roads_lead_to_one_section(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");

    (void)state;
    during = write_through_both;
    created(services, "SVC");
    assert_int_equal(n_calls, 1);
}

/* 2.9-09 */
static void the_dll_is_freed_after_the_call(void **state)
{
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    char path[1024];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

    (void)state;
    assert_true(n > 0);
    path[n] = 0;
    strcpy(strrchr(path, '/'), "/admin/testsvc32.so");
    dlclose(service_dll);
    service_dll = NULL;
    assert_null(dlopen(path, RTLD_NOW | RTLD_NOLOAD));
    assert_hr(create(services, "SVC", NULL, 0, 0), S_OK);
    assert_null(dlopen(path, RTLD_NOW | RTLD_NOLOAD));
    service_dll = dlopen(path, RTLD_NOW);
}

/* Memory stays out, so what was written can't be taken back; but nothing breaks, and it can be
 * deleted later. */
static void running_out_of_memory_is_told(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    HRESULT hr = MAPI_E_CALL_FAILED;

    (void)state;
    for (int n = 0; hr != S_OK; n += 7) { /* every seventh allocation: there are hundreds */
        AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");

        fault_alloc_after(n);
        hr = create(services, "PLAIN", "x", 0, 0);
        fault_alloc_never();
        if (hr != S_OK) assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_hr(admin->lpVtbl->DeleteProfile(admin, TEXT8("p"), 0), S_OK);
        assert_true(n < 20000);
    }
}

/* 2.1-08: the profile goes while its services are administered */
static void a_deleted_profile_has_no_services(void **state)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    AUTO_RELEASE IMsgServiceAdmin *services = services_of("p");
    IMAPITable *table = (IMAPITable *)1;

    (void)state;
    assert_hr(admin->lpVtbl->DeleteProfile(admin, TEXT8("p"), 0), S_OK);
    assert_hr(services->lpVtbl->GetMsgServiceTable(services, 0, &table), MAPI_E_NOT_FOUND);
    assert_null(table);
    assert_hr(create(services, "PLAIN", NULL, 0, 0), MAPI_E_NOT_FOUND);
    assert_false(key_exists(CLASSIC L"\\p"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_admin, end_admin)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(both_interfaces_are_one_object),
        TEST(a_created_service_has_its_row),
        TEST(the_service_table_is_a_picture_and_can_be_advised_on),
        TEST(what_cannot_be_created_changes_nothing),
        TEST(the_file_names_a_service_before_the_caller),
        TEST(the_entry_gets_flags_only_with_leave_to_show),
        TEST(an_entry_that_fails_takes_its_service_back),
        TEST(providers_have_what_the_file_says),
        TEST(the_provider_table_is_a_picture_of_the_profile),
        TEST(delete_tells_the_service_first),
        TEST(a_broken_service_can_be_deleted),
        TEST(a_copy_has_uids_of_its_own),
        TEST(renaming_is_not_supported),
        TEST(configure_answers_what_the_entry_answers),
        TEST(sections_open_by_the_clients_rules),
        TEST(transports_are_ordered),
        TEST(the_identity_goes_where_it_is_sent),
        TEST(static_flags_stay_as_the_file_has_them),
        TEST(deleting_a_service_deletes_no_file),
        TEST(every_documented_flag_reaches_the_entry),
        TEST(the_support_object_ends_with_the_call),
        TEST(both_roads_lead_to_one_section),
        TEST(the_dll_is_freed_after_the_call),
        TEST(running_out_of_memory_is_told),
        TEST(a_deleted_profile_has_no_services),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
