/*
 * test_starts.c - providers that are logged on at the same time by threads that want all of them
 */
#include "walks/session_fixture.h"

static const MAPIUID first_service = {{4, 1}}, first_book = {{4, 2}};
static IMAPISession *session;
static struct sys_event *inside[2]; /* a log-on, on the test's thread and on the other one */
static ULONG main_thread;

/* An address book in a service of its own, before that in the store's. */
static void add_first_book(void)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &first_service);
    assert_hr(section_set_text(section, PR_SERVICE_NAME_W, L"FIRST"), S_OK);
    section_unref(section);
    section = section_of(profile, &first_book);
    assert_hr(section_set_text(section, PR_PROVIDER_DLL_NAME_W, dll), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_TYPE, MAPI_AB_PROVIDER), S_OK);
    assert_hr(section_set_bytes(section, PR_SERVICE_UID, &first_service, sizeof(MAPIUID)), S_OK);
    section_unref(section);
    assert_hr(roster_add_service(profile, &first_service), S_OK);
    assert_hr(roster_add_provider(profile, &first_service, &first_book, MAPI_AB_PROVIDER), S_OK);
    profile_unref(profile);
}

static void open_book(void)
{
    IAddrBook *book = NULL;

    assert_true(SUCCEEDED(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book)));
    book->lpVtbl->Release(book);
}

/* Each is inside its own log-on when it asks for the other's. */
static void ask_for_all(const char *what)
{
    int which = sys_thread_id() != main_thread;

    if (strncmp(what, "ab-logon", 8)) return;
    sys_event_set(inside[which]);
    sys_event_wait(inside[!which], SYS_FOREVER);
    open_book();
}

/* The store's service brings its address book along (contracts 3.5-03). */
static void open_a_store(void *context)
{
    IMsgStore *store;

    (void)context;
    sys_event_wait(inside[0], SYS_FOREVER);
    store = open_store(session, MDB_NO_MAIL, S_OK);
    store->lpVtbl->Release(store);
}

static void a_ring_of_log_ons_is_no_deadlock(void **state)
{
    struct sys_thread *thread;

    (void)state;
    session = logon();
    add_first_book(); /* later than the store, whose first log-on would have brought the other one */
    add_address_book();
    main_thread = sys_thread_id();
    for (int i = 0; i < 2; i++)
        assert_hr(sys_event_create(true, &inside[i]), S_OK);
    assert_hr(sys_thread_start(open_a_store, NULL, &thread), S_OK);
    trouble(REC_HOOKED, REC_EACH, ask_for_all);
    open_book();
    sys_thread_join(thread);
    trouble(REC_WELL, 0, NULL);
    for (int i = 0; i < 2; i++)
        sys_event_destroy(inside[i]);
    log_off(session);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test_setup_teardown(a_ring_of_log_ons_is_no_deadlock, setup, teardown),
    };

    return cmocka_run_group_tests(all, NULL, NULL);
}
