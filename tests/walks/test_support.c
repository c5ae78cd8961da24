/*
 * test_support.c - the support object as a store provider sees it
 */
#include "walks/session_fixture.h"
#include "fakes/indicator.h"
#include "prop/prop_data.h"
#include "support/support_own.h"

/* The support object of an open store, lent by the recording provider. */
static IMAPISupport *support_of_store(IMsgStore *store)
{
    IMAPISupport *support = NULL;

    assert_hr(
        store->lpVtbl->OpenProperty(store, PR_NULL, &IID_IMAPISup, 0, 0, (IUnknown **)&support),
        S_OK);
    return support;
}

/* 5.8-06, 5.10-02, 5.10-03, 5.10-04, 5.10-06, 5.10-09 */
static void what_all_providers_have_works(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *support = support_of_store(store);
    static const MAPIUID nobody = {{9}};
    ALLOCATEBUFFER *allocate;
    ALLOCATEMORE *more;
    FREEBUFFER *free_buffer;
    IProfSect *section;
    IMAPIProp *prop;
    MAPIUID a, b;
    ENTRYID *eid;
    ULONG cb;

    (void)state;
    assert_hr(support->lpVtbl->QueryInterface(support, &IID_IMAPIProp, (void **)&prop),
              E_NOINTERFACE);
    assert_hr(support->lpVtbl->GetMemAllocRoutines(support, &allocate, &more, &free_buffer), S_OK);
    assert_ptr_equal(allocate, MAPIAllocateBuffer);
    assert_hr(support->lpVtbl->NewUID(support, &a), S_OK);
    assert_hr(support->lpVtbl->NewUID(support, &b), S_OK);
    assert_memory_not_equal(&a, &b, sizeof(a));
    assert_hr(support->lpVtbl->OpenProfileSection(support, NULL, 0, &section), S_OK);
    section->lpVtbl->Release(section);
    /* 5.10-05 */
    assert_hr(support->lpVtbl->OpenProfileSection(support, (MAPIUID *)&service_uid, 0, &section),
              S_OK);
    section->lpVtbl->Release(section);
    assert_hr(support->lpVtbl->OpenProfileSection(support, (MAPIUID *)&nobody, 0, &section),
              MAPI_E_NOT_FOUND);
    assert_hr(support->lpVtbl->OpenProfileSection(support, NULL, 0x40, &section),
              MAPI_E_UNKNOWN_FLAGS);
    assert_hr(support->lpVtbl->CreateOneOff(support, NULL, (LPTSTR) "SMTP", (LPTSTR) "a@b.c", 0,
                                            &cb, &eid),
              S_OK);
    assert_true(one_off_is(cb, eid));
    free_buffer(eid);
    assert_hr(
        support->lpVtbl->WrapStoreEntryID(support, sizeof(nobody), (ENTRYID *)&nobody, &cb, &eid),
        S_OK);
    assert_true(wrap_is(cb, eid));
    free_buffer(eid);
    support->lpVtbl->Release(support);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 5.9, 5.2-09, 5.8-03 */
static void what_a_store_has_not_is_refused(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *support = support_of_store(store);
    IMAPITable *table;
    ULONG_PTR ui = 0;

    (void)state;
    assert_hr(support->lpVtbl->GetOneOffTable(support, 0, &table), MAPI_E_NO_SUPPORT);
    assert_hr(support->lpVtbl->SpoolerYield(support, 0), MAPI_E_NO_SUPPORT);
    assert_hr(support->lpVtbl->UpdatePAB(support, 0, NULL), MAPI_E_NO_SUPPORT);
    assert_hr(support->lpVtbl->Preprocess(support, 0, 0, NULL), MAPI_E_NO_SUPPORT);
    assert_hr(support->lpVtbl->StatusRecips(support, NULL, NULL), MAPI_E_NO_SUPPORT);
    assert_hr(support->lpVtbl->Details(support, &ui, NULL, NULL, 0, NULL, NULL, NULL, NULL, 0),
              MAPI_E_NO_SUPPORT);
    assert_hr(support->lpVtbl->RegisterPreprocessor(support, NULL, NULL, NULL, NULL, NULL, 0),
              MAPI_E_NO_SUPPORT);
    support->lpVtbl->Release(support);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* A support object as a transport would have it; no transport is logged on yet. */
static IMAPISupport *transport_support(IMAPISupport *of_store, struct logon **logon)
{
    IMAPISupport *support = NULL;

    *logon = mem_zero(sizeof(**logon));
    assert_non_null(*logon);
    list_init(&(*logon)->link);
    (*logon)->refs = 1;
    (*logon)->state = LOGON_ENDED;
    (*logon)->type = MAPI_TRANSPORT_PROVIDER;
    (*logon)->router = support_of(of_store)->logon->router;
    router_ref((*logon)->router);
    (*logon)->dll = mem_dup_text(L"transport.dll", NULL);
    assert_hr(support_create(*logon, &support), S_OK);
    return support;
}

/* 5.9-01, 5.9-02: a transport may compare entry IDs, and has no UIDs of its own */
static void what_a_transport_has_works(void **state)
{
    static const BYTE one[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                 'n', 'g', 0, 0, 0,   0,   0,   0,   1,   1};
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *of_store = support_of_store(store), *support;
    ULONG same = 0, how = LOGOFF_ABORT;
    struct logon *transport;

    (void)state;
    support = transport_support(of_store, &transport);
    assert_hr(
        support->lpVtbl->CompareEntryIDs(support, 21, (ENTRYID *)one, 21, (ENTRYID *)one, 0, &same),
        S_OK);
    assert_int_equal(same, TRUE);
    assert_hr(support->lpVtbl->SetProviderUID(support, (MAPIUID *)&store_uid, 0),
              MAPI_E_NO_SUPPORT);
    assert_hr(support->lpVtbl->StoreLogoffTransports(support, &how), MAPI_E_NO_SUPPORT);
    assert_hr(support->lpVtbl->ModifyProfile(support, 0), MAPI_E_NO_SUPPORT);
    support->lpVtbl->Release(support);
    logon_unref(transport);
    of_store->lpVtbl->Release(of_store);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 5.13-07, 5.13-13, 5.13-14, 5.13-16 */
static void store_methods_check_their_flags(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *support = support_of_store(store);
    ULONG how = LOGOFF_ABORT | LOGOFF_PURGE;

    (void)state;
    assert_hr(support->lpVtbl->StoreLogoffTransports(support, &how), MAPI_E_INVALID_PARAMETER);
    how = 0x100;
    assert_hr(support->lpVtbl->StoreLogoffTransports(support, &how), MAPI_E_UNKNOWN_FLAGS);
    how = LOGOFF_ORDERLY;
    assert_hr(support->lpVtbl->StoreLogoffTransports(support, &how), S_OK);
    assert_int_equal(how, LOGOFF_COMPLETE);
    assert_hr(support->lpVtbl->SpoolerNotify(support, NOTIFY_NEWMAIL, NULL), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(support->lpVtbl->SpoolerNotify(support, NOTIFY_READYTOSEND, NULL), S_OK);
    assert_hr(support->lpVtbl->ModifyProfile(support, MDB_TEMPORARY), S_OK); /* 5.13-06 */
    assert_hr(support->lpVtbl->ModifyProfile(support, 2), MAPI_E_UNKNOWN_FLAGS);
    support->lpVtbl->Release(support);
    store->lpVtbl->Release(store);
    log_off(session);
}

static void set_text(IPropData *data, ULONG tag, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = tag, .Value.lpszW = (WCHAR *)text};

    assert_hr(data->lpVtbl->SetProps(data, 1, &value, NULL), S_OK);
}

static bool has(IPropData *data, ULONG tag)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    AUTO_FREE SPropValue *value = NULL;
    ULONG n;

    assert_true(SUCCEEDED(data->lpVtbl->GetProps(data, (SPropTagArray *)&tags, 0, &n, &value)));
    return PROP_TYPE(value->ulPropTag) != PT_ERROR;
}

/* 5.13-03, 5.13-04, 5.13-05 */
static void properties_are_copied_between_any_two_objects(void **state)
{
    SizedSPropTagArray(1, without) = {1, {PROP_TAG(PT_NULL, PROP_ID(PR_COMMENT_W))}};
    SizedSPropTagArray(2, with) = {2, {PR_SUBJECT_W, PR_ENTRYID}};
    SizedSPropTagArray(1, none) = {0, {0}};
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *support = support_of_store(store);
    SPropProblemArray *problems;
    IPropData *from, *to;

    (void)state;
    assert_hr(prop_data_create(&from), S_OK);
    assert_hr(prop_data_create(&to), S_OK);
    set_text(from, PR_SUBJECT_W, L"Hello");
    set_text(from, PR_COMMENT_W, L"World");
    assert_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIProp, from, 0, NULL,
                                        (SPropTagArray *)&without, 0, NULL, &IID_IMAPIProp, to, 0,
                                        &problems),
              S_OK);
    assert_null(problems);
    assert_true(has(to, PR_SUBJECT_W));
    assert_false(has(to, PR_COMMENT_W));

    assert_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIProp, from, 0, NULL,
                                        (SPropTagArray *)&none, 0, NULL, &IID_IMAPIProp, to, 0,
                                        &problems),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(support->lpVtbl->DoCopyTo(support, NULL, from, 0, NULL, NULL, 0, NULL, &IID_IMAPIProp,
                                        to, 0, &problems),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIProp, from, 0, NULL, NULL, 0, NULL,
                                        &IID_IMAPIProp, from, 0, &problems),
              MAPI_E_NO_ACCESS);
    assert_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIProp, from, 0, NULL, NULL, 0, NULL,
                                        &IID_IMAPIProp, to, MAPI_NOREPLACE, &problems),
              MAPI_E_COLLISION);
    assert_hr(support->lpVtbl->DoCopyProps(support, &IID_IMAPIProp, from, NULL, 0, NULL,
                                           &IID_IMAPIProp, to, 0, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(support->lpVtbl->DoCopyProps(support, &IID_IMAPIProp, from, (SPropTagArray *)&with, 0,
                                           NULL, &IID_IMAPIProp, to, MAPI_MOVE, &problems),
              S_OK);
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulIndex, 1);
    assert_hr(problems->aProblem[0].scode, MAPI_E_COMPUTED);
    MAPIFreeBuffer(problems);
    assert_false(has(from, PR_SUBJECT_W));
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
    support->lpVtbl->Release(support);
    store->lpVtbl->Release(store);
    log_off(session);
}

static struct indicator shown;
static int dialogs;

static HRESULT STDMETHODCALLTYPE show(IMAPISupport *iface, ULONG_PTR window, ULONG flags,
                                      IMAPIProgress **out)
{
    (void)iface;
    assert_int_equal(window, 77);
    assert_int_equal(flags, MAPI_TOP_LEVEL);
    dialogs++;
    shown = new_indicator(MAPI_TOP_LEVEL, 1, 1000);
    shown.refs = 2; /* one is ours */
    *out = &shown.IMAPIProgress_iface;
    return S_OK;
}

/* 5.13-01 to -03: "If NULL is passed, MAPI provides the progress implementation"
 * (IMAPIProp::CopyTo), when the flag asks for one */
static void copies_show_mapis_own_progress(void **state)
{
    SizedSPropTagArray(1, subject) = {1, {PR_SUBJECT_W}};
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *support = support_of_store(store);
    struct indicator mine = new_indicator(MAPI_TOP_LEVEL, 1, 1000);
    IMAPISupportVtbl with_dialog = *support->lpVtbl;
    const IMAPISupportVtbl *without = support->lpVtbl;
    IPropData *from, *to;
    ENTRYLIST none = {0};

    (void)state;
    assert_hr(prop_data_create(&from), S_OK);
    assert_hr(prop_data_create(&to), S_OK);
    set_text(from, PR_SUBJECT_W, L"Hello");
    assert_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIProp, from, 0, NULL, NULL, 77, NULL,
                                        &IID_IMAPIProp, to, MAPI_DIALOG, NULL),
              S_OK); /* there is nobody to look at it */
    with_dialog.DoProgressDialog = show;
    support->lpVtbl = (void *)&with_dialog;
    assert_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIProp, from, 0, NULL, NULL, 77, NULL,
                                        &IID_IMAPIProp, to, MAPI_DIALOG, NULL),
              S_OK);
    assert_int_equal(shown.value, 1000);
    assert_int_equal(shown.refs, 1);
    assert_hr(support->lpVtbl->DoCopyProps(support, &IID_IMAPIProp, from, (SPropTagArray *)&subject,
                                           77, NULL, &IID_IMAPIProp, to, MAPI_DIALOG, NULL),
              S_OK);
    assert_int_equal(shown.value, 1000);
    assert_int_equal(shown.refs, 1);
    assert_int_equal(dialogs, 2);
    assert_hr(support->lpVtbl->CopyMessages(support, NULL, NULL, &none, NULL, NULL, 77, NULL,
                                            MESSAGE_DIALOG),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(support->lpVtbl->CopyFolder(support, NULL, NULL, 0, NULL, NULL, NULL, NULL, 77, NULL,
                                          FOLDER_DIALOG),
              MAPI_E_INVALID_PARAMETER);
    assert_int_equal(dialogs, 4);
    assert_int_equal(shown.refs, 1);
    assert_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIProp, from, 0, NULL, NULL, 77, NULL,
                                        &IID_IMAPIProp, to, 0, NULL),
              S_OK);
    assert_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIProp, from, 0, NULL, NULL, 77,
                                        &mine.IMAPIProgress_iface, &IID_IMAPIProp, to, MAPI_DIALOG,
                                        NULL),
              S_OK);
    assert_int_equal(mine.value, 1000);
    assert_int_equal(mine.refs, 1);
    assert_int_equal(dialogs, 4);
    support->lpVtbl = (void *)without;
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
    support->lpVtbl->Release(support);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* The support object of the recording address book. */
static IMAPISupport *support_of_book(IMAPISession *session)
{
    BYTE eid[] = {0, 0, 0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i', 'n', 'g', 0, 0, 0, 0, 0, 0, 2, 1};
    IMAPISupport *support = NULL;
    ULONG type;

    assert_hr(session->lpVtbl->OpenEntry(session, sizeof(eid), (ENTRYID *)eid, &IID_IMAPISup, 0,
                                         &type, (IUnknown **)&support),
              S_OK);
    return support;
}

static void expect_progress(IMAPISupport *support, ULONG flags)
{
    IMAPIProgress *progress = NULL;
    ULONG value = 77;

    assert_hr(support->lpVtbl->DoProgressDialog(support, 0, flags, &progress), S_OK);
    assert_hr(progress->lpVtbl->GetFlags(progress, &value), S_OK);
    assert_int_equal(value, flags);
    assert_hr(progress->lpVtbl->GetMin(progress, &value), S_OK);
    assert_int_equal(value, 1);
    assert_hr(progress->lpVtbl->GetMax(progress, &value), S_OK);
    assert_int_equal(value, 1000);
    assert_hr(progress->lpVtbl->Progress(progress, 1000, 0, 0), S_OK);
    assert_int_equal(progress->lpVtbl->Release(progress), 0);
}

/* 5.9, 5.10-19, 11.13-07, 11.13-11 */
static void stores_and_address_books_have_mapis_progress(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *of_store = support_of_store(store), *of_book = support_of_book(session), *config;
    IMAPIProgress *progress = (IMAPIProgress *)&progress;

    (void)state;
    expect_progress(of_store, MAPI_TOP_LEVEL);
    expect_progress(of_store, 0);
    expect_progress(of_book, MAPI_TOP_LEVEL);
    assert_hr(of_book->lpVtbl->DoProgressDialog(of_book, 0, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(of_book->lpVtbl->DoProgressDialog(of_book, 0, 2, &progress), MAPI_E_UNKNOWN_FLAGS);
    assert_null(progress);
    fault_alloc_after(0);
    assert_hr(of_book->lpVtbl->DoProgressDialog(of_book, 0, 0, &progress),
              MAPI_E_NOT_ENOUGH_MEMORY);
    fault_alloc_never();
    assert_null(progress);
    assert_hr(of_store->lpVtbl->GetSvcConfigSupportObj(of_store, 0, &config), S_OK);
    assert_hr(config->lpVtbl->DoProgressDialog(config, 0, 0, &progress), MAPI_E_NO_SUPPORT);
    config->lpVtbl->Release(config);
    of_book->lpVtbl->Release(of_book);
    store->lpVtbl->Release(store);
    log_off(session);
    expect_progress(of_store, MAPI_TOP_LEVEL); /* it is no part of the session */
    of_store->lpVtbl->Release(of_store);
}

static int setup_with_book(void **state)
{
    int failed = setup(state);

    add_address_book();
    return failed;
}

/* 5.10-18, 4.8-03 */
static void a_uid_given_twice_is_asked_for_once(void **state)
{
    static BYTE nobody[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                              'n', 'g', 0, 0, 0,   0,   0,   0,   1,   9};
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *support = support_of_store(store);
    IUnknown *object;
    ULONG type;

    (void)state;
    assert_hr(support->lpVtbl->SetProviderUID(support, (MAPIUID *)(nobody + 4), 0), S_OK);
    assert_hr(support->lpVtbl->SetProviderUID(support, (MAPIUID *)(nobody + 4), 0), S_OK);
    forget();
    assert_hr(session->lpVtbl->OpenEntry(session, sizeof(nobody), (ENTRYID *)nobody, NULL, 0, &type,
                                         &object),
              MAPI_E_UNKNOWN_ENTRYID);
    assert_string_equal(calls(), "open(0) ");
    support->lpVtbl->Release(support);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* What a move can't put there stays where it was. */
static void what_cannot_be_moved_stays(void **state)
{
    SizedSPropTagArray(2, two) = {2, {PR_SUBJECT_W, PR_COMMENT_W}};
    SizedSPropTagArray(1, subject) = {1, {PR_SUBJECT_W}};
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *support = support_of_store(store);
    ULONG access = IPROP_READONLY | IPROP_CLEAN;
    SPropProblemArray *problems;
    IPropData *from, *to;

    (void)state;
    assert_hr(prop_data_create(&from), S_OK);
    assert_hr(prop_data_create(&to), S_OK);
    set_text(from, PR_SUBJECT_W, L"Hello");
    set_text(from, PR_COMMENT_W, L"World");
    set_text(to, PR_SUBJECT_W, L"Mine");
    assert_hr(to->lpVtbl->HrSetPropAccess(to, (SPropTagArray *)&subject, &access), S_OK);
    assert_hr(support->lpVtbl->DoCopyProps(support, &IID_IMAPIProp, from, (SPropTagArray *)&two, 0,
                                           NULL, &IID_IMAPIProp, to, MAPI_MOVE, &problems),
              S_OK);
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulIndex, 0);
    MAPIFreeBuffer(problems);
    assert_true(has(from, PR_SUBJECT_W));
    assert_false(has(from, PR_COMMENT_W));
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
    support->lpVtbl->Release(support);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* An object as MakeInvalid wants it: one MAPI block with its interface at the start. */
struct victim {
    IMAPITable IMAPITable_iface;
    LONG refs;
};

static HRESULT STDMETHODCALLTYPE victim_QueryInterface(IMAPITable *iface, REFIID iid, void **out)
{
    if (!IsEqualGUID(iid, &IID_IMAPITable) && !IsEqualGUID(iid, &IID_IUnknown))
        return E_NOINTERFACE;
    ((struct victim *)iface)->refs++;
    *out = iface;
    return S_OK;
}
static ULONG STDMETHODCALLTYPE victim_AddRef(IMAPITable *iface)
{
    return (ULONG)++((struct victim *)iface)->refs;
}
static ULONG STDMETHODCALLTYPE victim_Release(IMAPITable *iface)
{
    return (ULONG)--((struct victim *)iface)->refs;
}
static const IMAPITableVtbl victim_vtbl = {.QueryInterface = victim_QueryInterface,
                                           .AddRef = victim_AddRef,
                                           .Release = victim_Release,
                                           IMAPITABLE_REFUSED_SLOTS};

/* 5.10-13, 5.10-14, 5.10-15 */
static void an_object_made_invalid_only_counts(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *support = support_of_store(store);
    struct victim *victim;
    IMAPITable *table;
    ULONG count;

    (void)state;
    assert_hr(MAPIAllocateBuffer(sizeof(*victim), (void **)&victim), S_OK);
    victim->IMAPITable_iface.lpVtbl = &victim_vtbl;
    victim->refs = 2;
    table = &victim->IMAPITable_iface;
    assert_hr(support->lpVtbl->MakeInvalid(support, 0, NULL, 1, 3), MAPI_E_INVALID_PARAMETER);
    assert_hr(support->lpVtbl->MakeInvalid(support, 0, victim, 2, 2), MAPI_E_INVALID_PARAMETER);
    assert_hr(support->lpVtbl->MakeInvalid(support, 0, victim, 2,
                                           sizeof(IMAPITableVtbl) / sizeof(void *)),
              S_OK);
    assert_hr(table->lpVtbl->GetRowCount(table, 0, &count), MAPI_E_INVALID_OBJECT);
    assert_int_equal(table->lpVtbl->AddRef(table), 3);
    assert_int_equal(table->lpVtbl->Release(table), 2);
    assert_int_equal(table->lpVtbl->Release(table), 1);
    /* the fixture sees that the memory is gone */
    assert_int_equal(table->lpVtbl->Release(table), 0);
    support->lpVtbl->Release(support);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 5.8-04, 5.10-12, 5.9 */
static void a_configuration_object_ends_with_its_entry_point(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *support = support_of_store(store), *config, *kept;
    IProfSect *section;
    ULONG same;
    MAPIUID uid;

    (void)state;
    assert_hr(support->lpVtbl->GetSvcConfigSupportObj(support, 1, &config), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(support->lpVtbl->GetSvcConfigSupportObj(support, 0, &config), S_OK);
    assert_hr(config->lpVtbl->OpenProfileSection(config, NULL, 0, &section), S_OK);
    section->lpVtbl->Release(section);
    assert_hr(config->lpVtbl->CompareEntryIDs(config, 0, NULL, 0, NULL, 0, &same),
              MAPI_E_NO_SUPPORT);
    kept = config;
    kept->lpVtbl->AddRef(kept);
    support_config_end(&config);
    assert_null(config);
    assert_hr(kept->lpVtbl->NewUID(kept, &uid), MAPI_E_INVALID_OBJECT);
    assert_int_equal(kept->lpVtbl->Release(kept), 0);
    support->lpVtbl->Release(support);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 5.1-13, 5.6-06: a provider that keeps its support object past the session's end */
static void a_support_object_may_outlive_the_session(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *support = support_of_store(store);
    static const MAPIUID uid = {{5}};
    IUnknown *object;
    ULONG type;

    (void)state;
    store->lpVtbl->Release(store);
    log_off(session);
    assert_hr(support->lpVtbl->SetProviderUID(support, (MAPIUID *)&uid, 0), MAPI_E_INVALID_OBJECT);
    assert_hr(
        support->lpVtbl->OpenEntry(support, 20, (ENTRYID *)&service_uid, NULL, 0, &type, &object),
        MAPI_E_INVALID_OBJECT);
    assert_int_equal(support->lpVtbl->Release(support), 0);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_all_providers_have_works),
        TEST(what_a_store_has_not_is_refused),
        TEST(what_a_transport_has_works),
        TEST(store_methods_check_their_flags),
        TEST(properties_are_copied_between_any_two_objects),
        TEST(copies_show_mapis_own_progress),
        cmocka_unit_test_setup_teardown(stores_and_address_books_have_mapis_progress,
                                        setup_with_book, teardown),
        TEST(a_uid_given_twice_is_asked_for_once),
        TEST(what_cannot_be_moved_stays),
        TEST(an_object_made_invalid_only_counts),
        TEST(a_configuration_object_ends_with_its_entry_point),
        TEST(a_support_object_may_outlive_the_session),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
