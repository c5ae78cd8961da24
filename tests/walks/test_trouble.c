/*
 * test_trouble.c - a provider that goes wrong at any one of its calls costs its service, and
 * nothing else
 */
#include "walks/session_fixture.h"

static LONG STDAPICALLTYPE deaf(void *context, ULONG count, NOTIFICATION *notes)
{
    (void)context, (void)count, (void)notes;
    return 0;
}

static void open_by_id(IMAPISession *session, const SBinary *eid)
{
    IUnknown *object = NULL;
    ULONG type, same;

    if (session->lpVtbl->OpenEntry(session, eid->cb, (ENTRYID *)eid->lpb, NULL, MAPI_BEST_ACCESS,
                                   &type, &object) == S_OK)
        assert_non_null(object);
    else
        assert_null(object);
    com_release(&object);
    session->lpVtbl->CompareEntryIDs(session, eid->cb, (ENTRYID *)eid->lpb, eid->cb,
                                     (ENTRYID *)eid->lpb, 0, &same);
}

/* All that a client can make MAPI call of its providers. The worst that was answered. */
static HRESULT use_all(const SBinary *wrapped)
{
    static BYTE own[] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                         'n', 'g', 0, 0, 0,   0,   0,   0,   1,   1};
    static BYTE other[] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                           'n', 'g', 0, 0, 0,   0,   0,   0,   1,   2};
    static BYTE friend[] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                            'n', 'g', 0, 0, 0,   0,   0,   0,   2,   1};
    SBinary own_eid = {sizeof(own), own}, other_eid = {sizeof(other), other},
            friend_eid = {sizeof(friend), friend};
    IMsgStore *store = NULL, *again = NULL;
    IMAPIAdviseSink *sink = NULL;
    IMAPISession *session = NULL;
    IMAPITable *table = NULL;
    IAddrBook *book = NULL;
    ULONG_PTR connection = 0;
    ULONG how = LOGOFF_NO_WAIT, same;
    HRESULT hr;

    hr = logon_flags("Ann", MAPI_EXTENDED | MAPI_NEW_SESSION, &session);
    if (FAILED(hr)) return hr;
    assert_hr(HrAllocAdviseSink(deaf, NULL, &sink), S_OK);
    hr = session->lpVtbl->OpenMsgStore(session, 0, wrapped->cb, (ENTRYID *)wrapped->lpb, NULL,
                                       MDB_NO_MAIL | MDB_WRITE, &store);
    assert_true(SUCCEEDED(hr) == (store != NULL));
    session->lpVtbl->OpenMsgStore(session, 0, wrapped->cb, (ENTRYID *)wrapped->lpb, NULL,
                                  MDB_NO_MAIL, &again);
    open_by_id(session, wrapped);
    open_by_id(session, &own_eid);
    open_by_id(session, &other_eid);
    session->lpVtbl->CompareEntryIDs(session, own_eid.cb, (ENTRYID *)own, other_eid.cb,
                                     (ENTRYID *)other, 0, &same);
    if (session->lpVtbl->Advise(session, own_eid.cb, (ENTRYID *)own, fnevObjectModified, sink,
                                &connection) == S_OK)
        session->lpVtbl->Unadvise(session, connection);
    if (session->lpVtbl->Advise(session, own_eid.cb, (ENTRYID *)own, fnevObjectModified, sink,
                                &connection) != S_OK)
        connection = 0; /* left to the end of the session */
    session->lpVtbl->SetDefaultStore(session, MAPI_DEFAULT_STORE, wrapped->cb,
                                     (ENTRYID *)wrapped->lpb);
    if (session->lpVtbl->GetStatusTable(session, 0, &table) == S_OK) {
        SRowSet *rows = NULL;

        if (table->lpVtbl->QueryRows(table, 10, 0, &rows) == S_OK) {
            for (ULONG i = 0; i < rows->cRows; i++) {
                const SPropValue *eid = column(rows, i, PR_ENTRYID);

                if (eid) open_by_id(session, &eid->Value.bin);
            }
            FreeProws(rows);
        }
        table->lpVtbl->Release(table);
    }
    session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book);
    if (book) {
        IABContainer *root = NULL;
        ULONG type;

        open_by_id(session, &friend_eid);
        if (book->lpVtbl->OpenEntry(book, 0, NULL, NULL, 0, &type, (IUnknown **)&root) == S_OK) {
            if (root->lpVtbl->GetHierarchyTable(root, 0, &table) == S_OK)
                table->lpVtbl->Release(table);
            root->lpVtbl->Release(root);
        }
        book->lpVtbl->Release(book);
    }
    if (again) {
        again->lpVtbl->StoreLogoff(again, &how);
        again->lpVtbl->Release(again);
    }
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    if (store) store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
    sink->lpVtbl->Release(sink);
    HrDispatchNotifications(0);
    return hr;
}

/* As if it had never been logged on: its section says no entry ID. */
static void make_store_new(void)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &store_uid);
    section_delete_prop(section, PR_ENTRYID);
    section_unref(section);
    profile_unref(profile);
}

/* 5.1-08, 5.4-06, 5.6-03, 5.6-07, 5.6-10 */
static void a_provider_may_go_wrong_at_any_call(void **state)
{
    enum { N_KINDS = REC_GARBAGE - REC_FAILS + 1 };
    static const char *const names[] = {"well", "fails", "is empty", "gives garbage"};
    IMAPISession *session;
    SRowSet *rows;
    long roots, objects, theirs;
    SBinary eid;
    int most;

    (void)state;
    add_address_book();
    session = logon();
    rows = store_row(session);
    eid = column(rows, 0, PR_ENTRYID)->Value.bin;
    log_off(session);
    make_store_new();
    trouble(REC_WELL, 0, NULL);
    assert_hr(use_all(&eid), S_OK);
    most = steps();
    assert_true(most > 20);
    roots = mem_roots_alive();
    objects = com_objects_alive();
    theirs = alive();
    for (int round = 0; round < 2 * N_KINDS; round++) {
        enum rec_trouble kind = REC_FAILS + round / 2;
        int n = 0;

        do {
            if (round % 2) make_store_new();
            forget();
            trouble(kind, n, NULL);
            use_all(&eid);
            if (mem_roots_alive() != roots || com_objects_alive() != objects || alive() != theirs)
                print_error(
                    "call %d %s: %ld roots, %ld objects, %ld of the provider's are left after %s\n",
                    n, names[kind], mem_roots_alive() - roots, com_objects_alive() - objects,
                    alive() - theirs, calls());
            assert_int_equal(mem_roots_alive(), roots);
            assert_int_equal(com_objects_alive(), objects);
            assert_int_equal(alive(), theirs);
        } while (++n < most);
        trouble(REC_WELL, 0, NULL);
        assert_hr(use_all(&eid), S_OK);
    }
    FreeProws(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_provider_may_go_wrong_at_any_call, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
