/*
 * test_logoff.c - what a log-off leaves: 4.13-12, 5.6-01, 5.6-03, 5.6-07
 */
#include <pthread.h>
#include <string.h>
#include "base/mem.h"
#include "local_store/folder.h"
#include "local_store/search_fixture.h"
#include "omlocal.h"

static IMAPIAdviseSink *const some_sink = (IMAPIAdviseSink *)16;

static IMsgStore *open_again(struct fixture *f, ULONG flags)
{
    IMSLogon *logon = NULL;
    IMsgStore *store = NULL;

    ok_hr(f->provider->lpVtbl->Logon(f->provider, &f->support.IMAPISupport_iface, 0, NULL, 0, NULL,
                                     flags, NULL, NULL, NULL, NULL, &logon, &store));
    assert_null(logon);
    return store;
}

static void let_go(void *iface_variable)
{
    com_release(iface_variable);
}

static void advise(IMsgStore *store)
{
    ULONG_PTR connection;

    ok_hr(store->lpVtbl->Advise(store, 0, NULL, fnevObjectCreated, some_sink, &connection));
}

/* 5.6-03: two openings of one log-on, each with a sink, the second with a search that another
 * program holds up: with Logoff both are over, no thread works on, nobody is told of what others
 * write, and at Shutdown nothing is left. */
static void all_openings_of_a_log_on_end(void **state)
{
    struct fixture *f = *state, *other = store_join(f);
    IMAPIFolder *inbox = open_inbox(f), *search = make_search(inbox, L"s"), *theirs;
    struct store_file *file = folder_from_iface(inbox)->store->file;
    IMsgStore *first = f->store, *second = open_again(f, MDB_WRITE);
    SPropValue *id = id_of(search);
    sqlite3 *writer;
    ULONG type, flags = 0;
    int notes;

    for (int i = 0; i < 20; i++)
        make_message(inbox, L"x", NULL);
    file->search_at_once = 1;
    search->lpVtbl->Release(search);
    ok_hr(
        second->lpVtbl->OpenEntry(second, EID(id), NULL, MAPI_MODIFY, &type, (IUnknown **)&search));
    FREE(id);
    assert_int_equal(sqlite3_open(f->path8, &writer), SQLITE_OK);
    db_lock(file->db);
    ok_hr(search_for(search, L"x", inbox, 0));
    assert_int_equal(sqlite3_exec(writer, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    db_unlock(file->db);
    advise(first);
    advise(second);
    assert_non_null(file->background);
    assert_non_null(file->watch);

    force_log_off(f); /* and no reference on the support object is left */
    assert_null(file->background);
    assert_null(file->watch);
    assert_int_equal(file->advised, 0);
    assert_null(f->support.called);
    assert_int_equal(sqlite3_exec(writer, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(writer), SQLITE_OK);
    assert_int_equal(first->lpVtbl->GetPropList(first, 0, NULL), MAPI_E_INVALID_OBJECT);
    assert_int_equal(second->lpVtbl->GetPropList(second, 0, NULL), MAPI_E_INVALID_OBJECT);
    notes = f->support.notes;
    theirs = open_inbox(other);
    make_message(theirs, L"from elsewhere", NULL);
    let_go(&theirs);
    assert_int_equal(f->support.notes, notes);
    ok_hr(f->provider->lpVtbl->Shutdown(f->provider, &flags));
    f->store = NULL;
    let_go(&first);
    let_go(&second);
    let_go(&search);
    let_go(&inbox);
    store_part(other);
}

/* ---- what a client holds when it has released the store ---- */

struct held {
    IMAPIFolder *inbox;
    IMessage *message;
    IAttach *attach;
    IMAPITable *contents, *hierarchy, *recipients, *attachments, *receive, *queue;
    IStream *body, *name;
    IOMStoreMaintenance *maintenance;
};

static IStream *open_stream(void *object, ULONG tag)
{
    IMAPIProp *prop = object;
    IStream *stream = NULL;

    ok_hr(prop->lpVtbl->OpenProperty(prop, tag, &IID_IStream, STGM_READWRITE,
                                     MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    return stream;
}

static void hold(struct fixture *f, struct held *h)
{
    IMsgStore *store = f->store;
    ULONG number;

    h->inbox = open_inbox(f);
    ok_hr(h->inbox->lpVtbl->CreateMessage(h->inbox, NULL, 0, &h->message));
    ok_hr(h->message->lpVtbl->CreateAttach(h->message, NULL, 0, &number, &h->attach));
    ok_hr(h->inbox->lpVtbl->GetContentsTable(h->inbox, 0, &h->contents));
    ok_hr(h->inbox->lpVtbl->GetHierarchyTable(h->inbox, 0, &h->hierarchy));
    ok_hr(h->message->lpVtbl->GetRecipientTable(h->message, 0, &h->recipients));
    ok_hr(h->message->lpVtbl->GetAttachmentTable(h->message, 0, &h->attachments));
    ok_hr(store->lpVtbl->GetReceiveFolderTable(store, 0, &h->receive));
    ok_hr(store->lpVtbl->GetOutgoingQueue(store, 0, &h->queue));
    h->body = open_stream(h->message, PR_BODY_A);
    h->name = open_stream(h->inbox, PR_COMMENT_W);
    ok_hr(store->lpVtbl->QueryInterface(store, &IID_IOMStoreMaintenance, (void **)&h->maintenance));
}

static HRESULT ask_table(IMAPITable *table)
{
    BOOKMARK mark;
    ULONG n;
    HRESULT hr = table->lpVtbl->GetRowCount(table, 0, &n);

    if (FAILED(hr)) assert_int_equal(table->lpVtbl->CreateBookmark(table, &mark), hr);
    return hr;
}

static HRESULT ask_prop(void *object)
{
    IMAPIProp *prop = object;
    SPropTagArray *tags = NULL;
    HRESULT hr = prop->lpVtbl->GetPropList(prop, 0, &tags);

    FREE(tags);
    return hr;
}

static void ask_all(struct held *h, HRESULT wanted)
{
    IMAPITable *tables[] = {h->contents,    h->hierarchy, h->recipients,
                            h->attachments, h->receive,   h->queue};

    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        assert_int_equal(ask_table(tables[i]), wanted);
    assert_int_equal(ask_prop(h->inbox), wanted);
    assert_int_equal(ask_prop(h->message), wanted);
    assert_int_equal(ask_prop(h->attach), wanted);
    assert_int_equal(h->body->lpVtbl->Write(h->body, "b", 1, NULL), wanted);
    assert_int_equal(h->name->lpVtbl->Write(h->name, L"n", 2, NULL), wanted);
    if (h->maintenance)
        assert_int_equal(h->maintenance->lpVtbl->Check(h->maintenance, 0, NULL, NULL, NULL, NULL),
                         wanted);
}

static void release_held(struct held *h)
{
    for (size_t i = 0; i < sizeof(*h) / sizeof(void *); i++)
        com_release((void **)h + i);
}

/* 4.13-12: all kinds of objects, of a store that is still open. What a stream had not committed
 * yet isn't written behind the session's back. */
static void all_objects_end_with_the_log_on(void **state)
{
    struct fixture *f = *state;
    struct held h;

    hold(f, &h);
    ask_all(&h, S_OK);
    force_log_off(f);
    ask_all(&h, MAPI_E_INVALID_OBJECT);
    assert_int_equal(f->store->lpVtbl->SaveChanges(f->store, 0), MAPI_E_INVALID_OBJECT);
    let_go(&f->store);
    release_held(&h);
    ok_hr(log_on(f, MDB_WRITE));
    h.inbox = open_inbox(f);
    assert_int_equal(get_error(h.inbox, PR_COMMENT_W), MAPI_E_NOT_FOUND);
    let_go(&h.inbox);
}

/* 5.4-15 lets them end with the store; here they go on, as clients' habits want it, and end with
 * the session: also when the store was opened anew in between. */
static void objects_outlive_their_store_but_not_the_log_on(void **state)
{
    struct fixture *f = *state;
    struct held h;

    hold(f, &h);
    let_go(&h.maintenance); /* that is the store */
    let_go(&f->store);
    ask_all(&h, S_OK);
    f->store = open_again(f, MDB_WRITE);
    let_go(&f->store);
    ask_all(&h, S_OK);
    force_log_off(f);
    ask_all(&h, MAPI_E_INVALID_OBJECT);
    release_held(&h);
}

/* 5.6-01: each kind of object, as the last that a client lets go of, logs off. */
static void the_last_object_logs_off(void **state)
{
    struct fixture *f = *state;

    for (size_t last = 0; last < sizeof(struct held) / sizeof(void *); last++) {
        struct held h;
        void *one;

        hold(f, &h);
        one = TAKE(((void **)&h)[last]);
        log_off(f);
        release_held(&h);
        assert_non_null(f->support.logon);
        assert_true(f->support.refs > 0);
        com_release(&one);
        assert_null(f->support.logon);
        assert_int_equal(f->support.refs, 0);
        ok_hr(log_on(f, MDB_WRITE));
    }
}

/* What the session opens by entry ID comes from an opening that is still there: its changes are
 * told. */
static void the_log_on_opens_by_what_is_left(void **state)
{
    struct fixture *f = *state;
    IMsgStore *first = f->store;
    IMAPIFolder *inbox = open_inbox(f);
    SPropValue *id = id_of(inbox);
    ULONG type;
    int notes;

    f->store = open_again(f, MDB_WRITE);
    let_go(&inbox);
    let_go(&first);
    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, EID(id), NULL, MAPI_MODIFY, &type,
                                      (IUnknown **)&inbox));
    notes = f->support.notes;
    make_message(inbox, L"told", NULL);
    assert_true(f->support.notes > notes);
    force_log_off(f);
    assert_int_equal(ask_prop(inbox), MAPI_E_INVALID_OBJECT);
    let_go(&inbox);
    let_go(&f->store);
    FREE(id);
}

#define test(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(all_openings_of_a_log_on_end),
        test(all_objects_end_with_the_log_on),
        test(objects_outlive_their_store_but_not_the_log_on),
        test(the_last_object_logs_off),
        test(the_log_on_opens_by_what_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
