/*
 * test_rounds.c - logging on and off again and again: nothing is left, and the last round is no
 * more work than the first
 *
 * Work is counted, not timed: allocations and calls of the registry, by the linker's --wrap.
 */
#include "walks/session_fixture.h"
#include "walks/sink_fixture.h"
#include <dirent.h>
#include <unistd.h>

static long allocations, registry_calls;

bool __real_fault_alloc_fails(void);
bool __wrap_fault_alloc_fails(void);
bool __wrap_fault_alloc_fails(void)
{
    __atomic_add_fetch(&allocations, 1, __ATOMIC_RELAXED);
    return __real_fault_alloc_fails();
}

#define COUNTED(result, name, parameters, arguments)                                               \
    result __real_##name parameters;                                                               \
    result __wrap_##name parameters;                                                               \
    result __wrap_##name parameters                                                                \
    {                                                                                              \
        __atomic_add_fetch(&registry_calls, 1, __ATOMIC_RELAXED);                                  \
        return __real_##name arguments;                                                            \
    }
COUNTED(HRESULT, sys_key_open,
        (enum sys_hive hive, const WCHAR *path, bool create, struct sys_key **out),
        (hive, path, create, out))
COUNTED(HRESULT, sys_key_open_child,
        (struct sys_key * key, const WCHAR *name, bool create, struct sys_key **out),
        (key, name, create, out))
COUNTED(HRESULT, sys_key_get,
        (struct sys_key * key, const WCHAR *name, ULONG *type, BYTE **data, ULONG *bytes),
        (key, name, type, data, bytes))

/* What a client does before it has seen anything of its mail. */
static void round_of(ULONG flags)
{
    struct counting_sink sink = counting_sink();
    IMAPISession *session = NULL;
    ULONG_PTR connection;
    IMAPITable *table;
    IMsgStore *store;
    IAddrBook *book;

    assert_hr(logon_flags("Ann", flags, &session), S_OK);
    assert_hr(
        session->lpVtbl->Advise(session, 0, NULL, 0, &sink.IMAPIAdviseSink_iface, &connection),
        S_OK);
    store = open_store(session, MDB_NO_MAIL, S_OK);
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    table->lpVtbl->Release(table);
    book->lpVtbl->Release(book);
    store->lpVtbl->Release(store);
    log_off(session);
    HrDispatchNotifications(0);
    assert_int_equal(sink.refs, 1);
}

static int threads_of_ours(void)
{
    DIR *folder = opendir("/proc/self/task");
    int n = 0;

    while (folder && readdir(folder))
        n++;
    if (folder) closedir(folder);
    return n;
}

/* 3.5-07, 4.13-13: as often as one likes */
static void rounds_cost_the_same_for_ever(void **state)
{
    static const ULONG flags[] = {MAPI_NEW_SESSION, MAPI_ALLOW_OTHERS, MAPI_NO_MAIL,
                                  MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS};
    enum {
        N_FLAGS = sizeof(flags) / sizeof(flags[0])
    };
    const int rounds = getenv("OPENMAPI_LONG") ? 10000 : 300;
    long first_allocations[N_FLAGS], first_calls[N_FLAGS];
    long roots = 0, objects = 0, theirs = 0;
    int threads;

    (void)state;
    add_address_book();
    threads = threads_of_ours();
    for (int i = 0; i < N_FLAGS; i++)
        round_of(flags[i]); /* the store writes down its entry ID */
    for (int i = 0; i < rounds; i++) {
        int kind = i % N_FLAGS;

        allocations = registry_calls = 0;
        round_of(flags[kind]);
        assert_true(allocations > 20);
        assert_true(registry_calls > 5);
        if (i < N_FLAGS) {
            first_allocations[kind] = allocations;
            first_calls[kind] = registry_calls;
            roots = mem_roots_alive();
            objects = com_objects_alive();
            theirs = alive();
        }
        assert_int_equal(allocations, first_allocations[kind]);
        assert_int_equal(registry_calls, first_calls[kind]);
        assert_int_equal(mem_roots_alive(), roots);
        assert_int_equal(com_objects_alive(), objects);
        assert_int_equal(alive(), theirs);
        forget();
    }
    for (int waited = 0; threads_of_ours() != threads && waited < 10000; waited++)
        usleep(1000); /* one that listens to other processes may be on its way out */
    assert_int_equal(threads_of_ours(), threads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rounds_cost_the_same_for_ever, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
