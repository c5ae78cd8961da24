/*
 * test_spi.c - what MAPI tells a provider when it calls it, and when it calls nobody
 */
#include "walks/session_fixture.h"

/* 5.1-04, 5.1-05, 5.1-06, 5.1-07: no flags, our version, our memory functions, an IMalloc that
 * works */
static void the_entry_point_gets_what_it_needs(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);

    (void)state;
    /* "init(?)": another version; "init(service)": a flag */
    assert_non_null(strstr(calls(), "init "));
    assert_ptr_equal(seen()->allocate, MAPIAllocateBuffer);
    assert_ptr_equal(seen()->more, MAPIAllocateMore);
    assert_ptr_equal(seen()->free, MAPIFreeBuffer);
    assert_true(seen()->malloc_works);
    store->lpVtbl->Release(store);
    log_off(session);
}

static int times(const char *text, const char *word)
{
    int n = 0;

    for (; (text = strstr(text, word)); text += strlen(word))
        n++;
    return n;
}

/* 5.2-01, 5.2-02, 5.2-03, 5.2-04, 5.2-05, 5.2-06, 5.2-07, 5.2-08, 4.1-01: the slots that binaries
 * call by number, in the order of the headers */
static void vtables_have_their_documented_order(void **state)
{
    (void)state;
#define SLOT(face, method, n) assert_int_equal(offsetof(face##Vtbl, method) / sizeof(void *), n)
#define SLOTS(face, n)        assert_int_equal(sizeof(face##Vtbl) / sizeof(void *), n)
    SLOT(IMSProvider, Shutdown, 3);
    SLOT(IMSProvider, Logon, 4);
    SLOT(IMSProvider, SpoolerLogon, 5);
    SLOT(IMSProvider, CompareStoreIDs, 6);
    SLOTS(IMSProvider, 7);
    SLOT(IABProvider, Shutdown, 3); /* 5.2-03: the page has them the other way round */
    SLOT(IABProvider, Logon, 4);
    SLOTS(IABProvider, 5);
    SLOT(IXPProvider, Shutdown, 3);
    SLOT(IXPProvider, TransportLogon, 4);
    SLOTS(IXPProvider, 5);
    SLOT(IMSLogon, GetLastError, 3);
    SLOT(IMSLogon, Logoff, 4);
    SLOT(IMSLogon, OpenEntry, 5);
    SLOT(IMSLogon, CompareEntryIDs, 6);
    SLOT(IMSLogon, Advise, 7);
    SLOT(IMSLogon, Unadvise, 8);
    SLOT(IMSLogon, OpenStatusEntry, 9);
    SLOTS(IMSLogon, 10);
    SLOT(IABLogon, Logoff, 4);
    SLOT(IABLogon, OpenStatusEntry, 9);
    SLOT(IABLogon, OpenTemplateID, 10);
    SLOT(IABLogon, GetOneOffTable, 11);
    SLOT(IABLogon, PrepareRecips, 12);
    SLOTS(IABLogon, 13);
    SLOT(IXPLogon, AddressTypes, 3);
    SLOT(IXPLogon, RegisterOptions, 4);
    SLOT(IXPLogon, TransportNotify, 5);
    SLOT(IXPLogon, Idle, 6);
    SLOT(IXPLogon, TransportLogoff, 7);
    SLOT(IXPLogon, SubmitMessage, 8);
    SLOT(IXPLogon, EndMessage, 9);
    SLOT(IXPLogon, Poll, 10);
    SLOT(IXPLogon, StartMessage, 11);
    SLOT(IXPLogon, OpenStatusEntry, 12);
    SLOT(IXPLogon, ValidateState, 13);
    SLOT(IXPLogon, FlushQueues, 14);
    SLOTS(IXPLogon, 15);
    SLOT(IMAPISupport, ExpandRecips, 3 + 29);
    SLOT(IMAPISupport, UpdatePAB, 3 + 30);
    SLOT(IMAPISupport, DoSentMail, 3 + 31);
    SLOT(IMAPISupport, OpenAddressBook, 3 + 32);
    SLOT(IMAPISupport, Preprocess, 3 + 33);
    SLOT(IMAPISupport, CompleteMsg, 3 + 34);
    SLOTS(IMAPISupport, 3 + 41);
    SLOT(IMAPIStatus, ValidateState, 14);
    SLOT(IMAPIStatus, SettingsDialog, 15);
    SLOT(IMAPIStatus, ChangePassword, 16);
    SLOT(IMAPIStatus, FlushQueues, 17);
    SLOTS(IMAPIStatus, 18);
#undef SLOT
#undef SLOTS
}

/* 5.1-10, 5.1-11: a DLL that is both has both entry points called, each once in a session */
static void one_dll_may_serve_two_kinds(void **state)
{
    IMAPISession *session;
    IMsgStore *store, *again;
    IAddrBook *book = NULL;

    (void)state;
    log_off(logon()); /* the section learns its entry ID */
    session = logon();
    forget();
    store = open_store(session, MDB_NO_MAIL, S_OK);
    again = open_store(session, MDB_NO_MAIL, S_OK);
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    assert_int_equal(times(calls(), "ab-init "), 1);
    assert_int_equal(times(calls(), "init "), 2);
    assert_int_equal(times(calls(), " logon("), 2);
    log_off(session);
    store->lpVtbl->Release(store);
    again->lpVtbl->Release(again);
    book->lpVtbl->Release(book);
}

/* 5.3-02, 5.4-05, 5.4-10 */
static void logon_gets_what_the_client_said(void **state)
{
    static const ULONG flags[] = {MDB_WRITE, MDB_NO_DIALOG, MDB_NO_MAIL | MAPI_DEFERRED_ERRORS,
                                  MDB_TEMPORARY | MDB_WRITE};
    IMAPISession *session;
    IAddrBook *book = NULL;
    IMsgStore *store = NULL;
    const SBinary *eid;
    SRowSet *rows;

    (void)state;
    log_off(logon()); /* the store's first logon starts the address books of its service, too */
    session = logon();
    forget();
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0x5678, NULL, AB_NO_DIALOG, &book), S_OK);
    assert_non_null(strstr(calls(), "ab-logon(1)"));
    assert_int_equal(seen()->ab_ui, 0x5678);
    assert_string_equal(seen()->ab_profile, "Ann");
    book->lpVtbl->Release(book);
    rows = store_row(session);
    eid = &column(rows, 0, PR_ENTRYID)->Value.bin;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        char wanted[40];

        forget();
        assert_hr(session->lpVtbl->OpenMsgStore(session, 0x1234, eid->cb, (ENTRYID *)eid->lpb, NULL,
                                                flags[i], &store),
                  S_OK);
        snprintf(wanted, sizeof(wanted), "logon(%x,21)", (unsigned)flags[i]);
        assert_non_null(strstr(calls(), wanted));
        assert_int_equal(seen()->store_ui, 0x1234);
        assert_string_equal(seen()->store_profile, "Ann");
        assert_int_equal(seen()->store_cb, 21); /* its own ID: no wrapping is left on it */
        assert_memory_equal(seen()->store_eid + 4, "recording", 9);
        store->lpVtbl->Release(store);
    }
    FreeProws(rows);
    log_off(session);
}

/* 5.3-06, 5.4-15, 5.6-04: an entry ID finds the logon that registered its UID, as long as that is
 * there */
static void entry_ids_go_to_who_registered_them(void **state)
{
    static const BYTE in_store[] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                    'n', 'g', 0, 0, 0,   0,   0,   0,   1,   1};
    static const BYTE in_book[] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                   'n', 'g', 0, 0, 0,   0,   0,   0,   2,   1};
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IUnknown *object = NULL;
    IAddrBook *book = NULL;
    ULONG type;

    (void)state;
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    forget();
    assert_hr(session->lpVtbl->OpenEntry(session, sizeof(in_store), (ENTRYID *)in_store, NULL, 0,
                                         &type, &object),
              S_OK);
    com_release(&object);
    assert_string_equal(calls(), "open(0) ");
    forget();
    assert_hr(session->lpVtbl->OpenEntry(session, sizeof(in_book), (ENTRYID *)in_book, NULL, 0,
                                         &type, &object),
              MAPI_E_NOT_FOUND);
    assert_string_equal(calls(), "ab-open ");
    store->lpVtbl->Release(store);
    forget();
    assert_hr(session->lpVtbl->OpenEntry(session, sizeof(in_store), (ENTRYID *)in_store, NULL, 0,
                                         &type, &object),
              MAPI_E_UNKNOWN_ENTRYID);
    assert_string_equal(calls(), "");
    book->lpVtbl->Release(book);
    log_off(session);
}

/* 5.5-01, 5.6-02, 5.7-01: flags are 0; log-off, the logon object's Release, Shutdown, the provider
 * object's Release */
static void the_end_comes_in_order(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IAddrBook *book = NULL;

    (void)state;
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    book->lpVtbl->Release(book);
    forget();
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    assert_null(strchr(calls(), '?'));
    assert_int_equal(times(calls(), "logoff "), 2); /* the address book's among them */
    assert_true(strstr(calls(), "logoff ") < strstr(calls(), "logon-release "));
    assert_true(strstr(calls(), "logon-release ") < strstr(calls(), "shutdown "));
    assert_true(strstr(calls(), "ab-logoff ") < strstr(calls(), "ab-gone "));
    assert_true(strstr(calls(), "ab-gone ") < strstr(calls(), "ab-shutdown "));
    assert_true(strstr(calls(), "ab-shutdown ") < strstr(calls(), "ab-provider-gone "));
    store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
}

/* 5.3-05: who doesn't keep its support object is logged off as soon as it has logged on */
static void who_lets_go_of_mapi_is_let_go(void **state)
{
    IMAPISession *session;
    IAddrBook *book = NULL;

    (void)state;
    log_off(logon());
    tell_to(&book_section, REC_FORGETS_SUPPORT, 1);
    session = logon();
    forget();
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    assert_string_equal(calls(), "ab-init ab-logon(1) ab-logoff ab-gone ab-shutdown "
                                 "ab-provider-gone ");
    book->lpVtbl->Release(book);
    forget();
    log_off(session);
    assert_string_equal(calls(), "");
}

/* 5.8-02, 5.8-05: each support object has its own section and its own last error, and no properties
 */
static void a_support_object_is_its_logons_own(void **state)
{
    SizedSPropTagArray(1, tags) = {1, {PR_DISPLAY_NAME_A}};
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPISupport *support = NULL;
    SPropValue *value = NULL;
    IProfSect *section = NULL;
    IUnknown *none = NULL;
    ULONG n;

    (void)state;
    assert_hr(
        store->lpVtbl->OpenProperty(store, PR_NULL, &IID_IMAPISup, 0, 0, (IUnknown **)&support),
        S_OK);
    assert_hr(support->lpVtbl->OpenProfileSection(support, NULL, 0, &section), S_OK);
    assert_hr(section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &value), S_OK);
    assert_string_equal(value->Value.lpszA, "Ann's store");
    MAPIFreeBuffer(value);
    section->lpVtbl->Release(section);
    assert_hr(support->lpVtbl->QueryInterface(support, &IID_IMAPIProp, (void **)&none),
              E_NOINTERFACE);
    assert_hr(session->lpVtbl->QueryInterface(session, &IID_IMAPISup, (void **)&none),
              E_NOINTERFACE);
    support->lpVtbl->Release(support);
    store->lpVtbl->Release(store);
    log_off(session);
}

static int setup_with_book(void **state)
{
    int failed = setup(state);

    add_address_book();
    return failed;
}

#define TEST(test_) cmocka_unit_test_setup_teardown(test_, setup_with_book, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_entry_point_gets_what_it_needs),  TEST(vtables_have_their_documented_order),
        TEST(one_dll_may_serve_two_kinds),         TEST(logon_gets_what_the_client_said),
        TEST(entry_ids_go_to_who_registered_them), TEST(the_end_comes_in_order),
        TEST(who_lets_go_of_mapi_is_let_go),       TEST(a_support_object_is_its_logons_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
