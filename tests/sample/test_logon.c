/*
 * test_logon.c - the sample's logon object and its store, when MAPI's log-off and the client's come
 * at the same time
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "sample/sample.h"
#include "mapix.h"
#include "sys/lock.h"
#include "sys/thread.h"

/* A support object that waits inside StoreLogoffTransports. */
static struct {
    IMAPISupport IMAPISupport_iface;
    LONG refs, inside; /* refs while it was inside, at the end of that */
    struct sys_event *arrived, *go_on;
} support;

static ULONG STDMETHODCALLTYPE support_AddRef(IMAPISupport *iface)
{
    (void)iface;
    return (ULONG)atomic_inc(&support.refs);
}

static ULONG STDMETHODCALLTYPE support_Release(IMAPISupport *iface)
{
    (void)iface;
    return (ULONG)atomic_dec(&support.refs);
}

static HRESULT STDMETHODCALLTYPE support_WrapStoreEntryID(IMAPISupport *iface, ULONG cb,
                                                          ENTRYID *eid, ULONG *cb_out,
                                                          ENTRYID **out)
{
    (void)iface;
    assert_int_equal(MAPIAllocateBuffer(cb, (void **)out), S_OK);
    memcpy(*out, eid, cb);
    *cb_out = cb;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_StoreLogoffTransports(IMAPISupport *iface, ULONG *flags)
{
    (void)iface;
    *flags = LOGOFF_COMPLETE;
    sys_event_set(support.arrived);
    sys_event_wait(support.go_on, 60000);
    support.inside = atomic_get(&support.refs);
    return S_OK;
}

static struct sample_logon *logon;
static IMsgStore *store;

static int setup(void **state)
{
    static IMAPISupportVtbl vtbl;

    (void)state;
    vtbl.AddRef = support_AddRef;
    vtbl.Release = support_Release;
    vtbl.WrapStoreEntryID = support_WrapStoreEntryID;
    vtbl.StoreLogoffTransports = support_StoreLogoffTransports;
    support.IMAPISupport_iface.lpVtbl = &vtbl;
    support.refs = 1;
    sample_allocate = MAPIAllocateBuffer;
    sample_more = MAPIAllocateMore;
    sample_free = MAPIFreeBuffer;
    assert_int_equal(sys_event_create(false, &support.arrived), S_OK);
    assert_int_equal(sys_event_create(false, &support.go_on), S_OK);
    assert_int_equal(sample_logon_create(&support.IMAPISupport_iface, &logon), S_OK);
    assert_int_equal(sample_store_create(logon, NULL, &store), S_OK);
    assert_int_equal(support.refs, 2);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    sys_event_destroy(support.arrived);
    sys_event_destroy(support.go_on);
    return com_objects_alive() != 0 || support.refs != 1;
}

static void log_the_store_off(void *unused)
{
    ULONG flags = LOGOFF_NO_WAIT;

    (void)unused;
    store->lpVtbl->StoreLogoff(store, &flags);
}

static void release_the_store(void *unused)
{
    (void)unused;
    store->lpVtbl->Release(store);
}

static void log_off_meanwhile(void (*client)(void *), HRESULT opened)
{
    IMSLogon *face = &logon->IMSLogon_iface;
    struct sys_thread *thread;
    IUnknown *object = NULL;
    ULONG flags = 0, type;

    assert_int_equal(sys_thread_start(client, NULL, &thread), S_OK);
    assert_true(sys_event_wait(support.arrived, 60000));
    assert_int_equal(face->lpVtbl->OpenEntry(face, 0, NULL, NULL, 0, &type, &object), opened);
    com_release(&object);
    assert_int_equal(face->lpVtbl->Logoff(face, &flags), S_OK);
    sys_event_set(support.go_on);
    sys_thread_join(thread);
    assert_int_equal(support.inside, 2); /* who is inside keeps it */
    assert_int_equal(support.refs, 1);
}

static void a_log_off_may_come_while_the_store_logs_off(void **state)
{
    (void)state;
    log_off_meanwhile(log_the_store_off, S_OK);
    assert_int_equal(store->lpVtbl->StoreLogoff(store, &(ULONG){0}), MAPI_E_INVALID_OBJECT);
    store->lpVtbl->Release(store);
    com_unref(logon);
}

static void a_log_off_may_come_while_the_store_ends(void **state)
{
    (void)state;
    log_off_meanwhile(release_the_store, MAPI_E_INVALID_OBJECT);
    com_unref(logon);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_log_off_may_come_while_the_store_logs_off),
        TEST(a_log_off_may_come_while_the_store_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
