/*
 * test_notify.c - sinks hear what becomes of the book's entries, whoever changes them
 */
#include "personal_ab/fixture.h"
#include "personal_ab/notify.h"
#include <pthread.h>
#include <string.h>
#include <time.h>

/* ---- a sink that counts ---- */

struct counts {
    int created, modified, deleted, tables;
};

struct counter {
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    LONG refs;
    struct counts heard;
    BYTE last[40], parent[40]; /* entry IDs */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t news = PTHREAD_COND_INITIALIZER;

static ULONG STDMETHODCALLTYPE counter_AddRef(IMAPIAdviseSink *iface)
{
    return (ULONG)++((struct counter *)iface)->refs;
}

static ULONG STDMETHODCALLTYPE counter_Release(IMAPIAdviseSink *iface)
{
    return (ULONG)--((struct counter *)iface)->refs;
}

static ULONG STDMETHODCALLTYPE counter_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                                NOTIFICATION *note)
{
    struct counter *counter = (struct counter *)iface;
    const OBJECT_NOTIFICATION *object = &note->info.obj;

    assert_int_equal(count, 1);
    pthread_mutex_lock(&lock);
    if (note->ulEventType == fnevTableModified) {
        assert_int_equal(note->info.tab.ulTableEvent, TABLE_CHANGED);
        counter->heard.tables++;
    } else {
        counter->heard.created += note->ulEventType == fnevObjectCreated;
        counter->heard.modified += note->ulEventType == fnevObjectModified;
        counter->heard.deleted += note->ulEventType == fnevObjectDeleted;
        assert_int_equal(object->ulObjType, MAPI_MAILUSER);
        assert_int_equal(object->cbEntryID, 40);
        assert_int_equal(object->cbParentID, 40);
        memcpy(counter->last, object->lpEntryID, 40);
        memcpy(counter->parent, object->lpParentID, 40);
    }
    pthread_cond_broadcast(&news);
    pthread_mutex_unlock(&lock);
    return 0;
}

static IMAPIAdviseSinkVtbl counter_vtbl;

static void counter_init(struct counter *counter)
{
    counter_vtbl.AddRef = counter_AddRef;
    counter_vtbl.Release = counter_Release;
    counter_vtbl.OnNotify = counter_OnNotify;
    memset(counter, 0, sizeof(*counter));
    counter->IMAPIAdviseSink_iface.lpVtbl = &counter_vtbl;
}

/* Waits until at least that much was heard. */
static void await(struct counter *counter, struct counts least)
{
    struct counts *heard = &counter->heard;
    struct timespec until;
    int error = 0;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    pthread_mutex_lock(&lock);
    while (!error && (heard->created < least.created || heard->modified < least.modified ||
                      heard->deleted < least.deleted || heard->tables < least.tables))
        error = pthread_cond_timedwait(&news, &lock, &until);
    pthread_mutex_unlock(&lock);
    assert_int_equal(error, 0);
}

#define ENTRY_EVENTS (fnevObjectCreated | fnevObjectModified | fnevObjectDeleted)

static ULONG_PTR advise(struct fixture *f, ULONG count, const void *id, struct counter *counter)
{
    ULONG_PTR connection = 0;

    ok_hr(f->logon->lpVtbl->Advise(f->logon, count, (ENTRYID *)id, ENTRY_EVENTS,
                                   &counter->IMAPIAdviseSink_iface, &connection));
    return connection;
}

static void unadvise(struct fixture *f, ULONG_PTR connection)
{
    ok_hr(f->logon->lpVtbl->Unadvise(f->logon, connection));
}

static void rename_entry(struct fixture *f, const BYTE *id, const WCHAR *name)
{
    IMAPIProp *entry = NULL;
    ULONG type;

    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, 40, (ENTRYID *)id, NULL, MAPI_MODIFY, &type,
                                      (IUnknown **)&entry));
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, name));
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);
}

static void delete_entry(struct fixture *f, const BYTE *id)
{
    SBinary bin = {40, (BYTE *)id};
    ENTRYLIST list = {1, &bin};

    ok_hr(f->container->lpVtbl->DeleteEntries(f->container, &list, 0));
}

/* ---- the tests ---- */

/* An entry comes, changes and goes: by `doer`, heard by f. */
static void hear_all(struct fixture *f, struct fixture *doer)
{
    struct counter book, one;
    ULONG_PTR connections[2];
    BYTE ann[40];
    SPropValue *container = get_prop(f->container, PR_ENTRYID);

    counter_init(&book);
    counter_init(&one);
    connections[0] = advise(f, container->Value.bin.cb, container->Value.bin.lpb, &book);
    add_person(doer, L"Ann", L"ann@example.org");
    await(&book, (struct counts){.created = 1});
    assert_memory_equal(book.parent, container->Value.bin.lpb, 40);
    memcpy(ann, book.last, 40);
    connections[1] = advise(f, 40, ann, &one);
    add_person(doer, L"Bob", L"bob@example.org");
    rename_entry(doer, ann, L"Ann Kern");
    delete_entry(doer, ann);
    await(&one, (struct counts){.modified = 1, .deleted = 1});
    assert_memory_equal(one.last, ann, 40);
    unadvise(f, connections[0]);
    unadvise(f, connections[1]);
    assert_int_equal(one.heard.created, 0);
    assert_int_equal(one.heard.modified, 1);
    assert_int_equal(one.heard.deleted, 1);
    assert_int_equal(book.heard.created, 2);
    assert_int_equal(book.heard.modified, 1);
    assert_int_equal(book.heard.deleted, 1);
    assert_int_equal(book.refs, 0);
    assert_int_equal(one.refs, 0);
    free_any(container);
}

static void what_becomes_of_entries_is_heard_once(void **state)
{
    hear_all(*state, *state);
}

static void what_others_do_is_heard_once(void **state)
{
    struct fixture *other = book_join(*state);

    hear_all(*state, other);
    book_part(other);
}

/* Nobody looks in this test's time: all comes by the bell. */
static void who_rings_is_heard_at_once(void **state)
{
    const ULONG msec = notify_look_msec;
    struct fixture *f = *state, *other = book_join(f);

    notify_look_msec = 24 * 3600 * 1000;
    other->support.neighbour = &f->support;
    hear_all(f, other);
    notify_look_msec = msec;
    book_part(other);
}

static void a_table_tells_that_it_has_changed(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = open_contents(f), *second = open_contents(f);
    struct counter counter, left;
    ULONG_PTR connection = 0, of_second = 0;

    counter_init(&counter);
    counter_init(&left);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, &counter.IMAPIAdviseSink_iface,
                                &connection));
    ok_hr(
        second->lpVtbl->Advise(second, fnevTableModified, &left.IMAPIAdviseSink_iface, &of_second));
    add_person(f, L"Ann", L"ann@example.org");
    await(&counter, (struct counts){.tables = 1});
    assert_names(table, L"Ann|");
    assert_int_equal(table->lpVtbl->Unadvise(table, of_second), MAPI_E_NOT_FOUND);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    assert_int_equal(table->lpVtbl->Unadvise(table, connection), MAPI_E_NOT_FOUND);
    assert_int_equal(counter.refs, 0);
    table->lpVtbl->Release(table);
    second->lpVtbl->Release(second); /* its sink goes with it */
    assert_int_equal(left.refs, 0);
}

static void what_cannot_be_heard_is_refused(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = open_contents(f);
    struct counter counter;
    IMAPIAdviseSink *sink = &counter.IMAPIAdviseSink_iface;
    ULONG_PTR connection = 1;
    BYTE id[40] = {0};

    counter_init(&counter);
    assert_int_equal(f->logon->lpVtbl->Advise(f->logon, 0, NULL, fnevNewMail, sink, &connection),
                     MAPI_E_NO_SUPPORT);
    assert_int_equal(connection, 0);
    assert_int_equal(f->logon->lpVtbl->Advise(f->logon, 0, NULL, 0, sink, &connection),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(
        f->logon->lpVtbl->Advise(f->logon, 10, (ENTRYID *)id, ENTRY_EVENTS, sink, &connection),
        MAPI_E_INVALID_ENTRYID);
    assert_int_equal(
        f->logon->lpVtbl->Advise(f->logon, 40, (ENTRYID *)id, ENTRY_EVENTS, sink, &connection),
        MAPI_E_UNKNOWN_ENTRYID);
    assert_int_equal(f->logon->lpVtbl->Unadvise(f->logon, 77), MAPI_E_NOT_FOUND);
    assert_int_equal(table->lpVtbl->Advise(table, fnevObjectCreated, sink, &connection),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(counter.refs, 0);
    table->lpVtbl->Release(table);
}

int main(void)
{
#define BOOK_TEST(name) cmocka_unit_test_setup_teardown(name, book_setup, book_teardown)
    const struct CMUnitTest tests[] = {
        BOOK_TEST(what_becomes_of_entries_is_heard_once),
        BOOK_TEST(what_others_do_is_heard_once),
        BOOK_TEST(who_rings_is_heard_at_once),
        BOOK_TEST(a_table_tells_that_it_has_changed),
        BOOK_TEST(what_cannot_be_heard_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
