/*
 * test_logoff_memory.c - a session ends, whichever of its allocations fails, on whichever thread
 */
#include "walks/session_fixture.h"
#include "walks/sink_fixture.h"
#include "sys/lock.h"

/* Allocations are counted on all threads: the log-off has threads of MAPI's. */
static struct {
    LONG made;        /* since the last begin_faults */
    LONG first, last; /* which of them fail; first -1: none */
} faults = {.first = -1};

bool __wrap_fault_alloc_fails(void);
bool __wrap_fault_alloc_fails(void)
{
    LONG number = atomic_inc(&faults.made) - 1, first = atomic_get(&faults.first);

    return first >= 0 && number >= first && number <= atomic_get(&faults.last);
}

static void begin_faults(LONG first, LONG last)
{
    atomic_set(&faults.made, 0);
    atomic_set(&faults.last, last);
    atomic_set(&faults.first, first);
}

/* Gives how many allocations there were. */
static LONG end_faults(void)
{
    atomic_set(&faults.first, -1);
    return atomic_get(&faults.made);
}

static const BYTE entry[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                               'n', 'g', 0, 0, 0,   0,   0,   0,   1,   1};
static const BYTE friend[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                'n', 'g', 0, 0, 0,   0,   0,   0,   2,   1};

/* Three share a session: who logs off, who is told, and who has no sink to be told by; each has
 * something advised, and something open. */
enum {
    LEAVING,
    TOLD,
    SILENT,
    MEMBERS
};
static struct party {
    IMAPISession *members[MEMBERS];
    IMAPITable *tables[MEMBERS];
    IMsgStore *store;
    struct counting_sink sinks[MEMBERS];
} party;

static void advise(int i, ULONG cb, const BYTE *eid, ULONG mask)
{
    IMAPISession *session = party.members[i];
    ULONG_PTR connection;

    assert_hr(session->lpVtbl->Advise(session, cb, (ENTRYID *)eid, mask,
                                      &party.sinks[i].IMAPIAdviseSink_iface, &connection),
              S_OK);
}

static void gather(void)
{
    IAddrBook *book;

    for (int i = 0; i < MEMBERS; i++) {
        ULONG flags = i ? 0 : MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION;

        party.sinks[i] = counting_sink();
        assert_hr(logon_flags(i ? NULL : "Ann", flags, &party.members[i]), S_OK);
        assert_hr(party.members[i]->lpVtbl->GetStatusTable(party.members[i], 0, &party.tables[i]),
                  S_OK);
    }
    party.store = open_store(party.members[TOLD], MDB_NO_MAIL, S_OK);
    assert_hr(party.members[TOLD]->lpVtbl->OpenAddressBook(party.members[TOLD], 0, NULL,
                                                           AB_NO_DIALOG, &book),
              S_OK);
    book->lpVtbl->Release(book);
    for (int i = 0; i < MEMBERS; i++) {
        if (i != SILENT) advise(i, 0, NULL, 0);
        advise(i, sizeof(entry), entry, fnevObjectModified);
        advise(i, sizeof(friend), friend, fnevObjectModified);
    }
}

static void all_is_over(void)
{
    ULONG n;

    for (int i = 0; i < MEMBERS; i++) {
        IMAPITable *table = NULL;

        assert_hr(party.members[i]->lpVtbl->GetStatusTable(party.members[i], 0, &table),
                  MAPI_E_INVALID_OBJECT);
        assert_hr(party.tables[i]->lpVtbl->GetRowCount(party.tables[i], 0, &n),
                  MAPI_E_INVALID_OBJECT);
    }
    assert_int_equal(seen()->not_once, 0);
}

static void part(void)
{
    party.store->lpVtbl->Release(party.store);
    for (int i = 0; i < MEMBERS; i++) {
        party.tables[i]->lpVtbl->Release(party.tables[i]);
        assert_int_equal(party.members[i]->lpVtbl->Release(party.members[i]), 0);
    }
    HrDispatchNotifications(0);
    for (int i = 0; i < MEMBERS; i++)
        assert_int_equal(party.sinks[i].refs, 1);
}

/* All end, though allocations first to last fail. Gives how many there were. */
static LONG end_all(LONG first, LONG last, bool also_told)
{
    IMAPISession *leaving;
    LONG logons, made;

    gather();
    leaving = party.members[LEAVING];
    logons = seen()->logons;
    begin_faults(first, last);
    assert_hr(leaving->lpVtbl->Logoff(leaving, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
    if (also_told) HrDispatchNotifications(0);
    made = end_faults();
    for (int i = 0; i < MEMBERS; i++)
        until_over(party.members[i]);
    all_is_over();
    part();
    assert_int_equal(alive(), 0);
    assert_int_equal(seen()->logons, logons + 2); /* the store's, the address book's */
    return made;
}

/* 4.13-05, 5.6-05, 5.6-10: each fails, alone and with all that follow */
static void no_allocation_is_needed_to_end(void **state)
{
    LONG most, roots, objects;

    (void)state;
    add_address_book();
    log_off(logon());
    end_all(-1, -1, true);
    roots = mem_roots_alive();
    objects = com_objects_alive();
    most = end_all(-1, -1, true);
    assert_true(most > 3);
    for (LONG n = 0; n < most; n++)
        for (int way = 0; way < 4; way++) {
            end_all(n, way & 1 ? INT32_MAX : n, way & 2);
            assert_int_equal(mem_roots_alive(), roots);
            assert_int_equal(com_objects_alive(), objects);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_allocation_is_needed_to_end, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
