/*
 * test_ended.c - what an ended session's objects hold and whom they call, while nobody releases
 * them: nothing, and nobody
 */
#include "walks/session_fixture.h"
#include "walks/sink_fixture.h"

static const BYTE store_entry[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                     'n', 'g', 0, 0, 0,   0,   0,   0,   1,   1};
static const BYTE book_entry[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                    'n', 'g', 0, 0, 0,   0,   0,   0,   2,   1};

/* Two members of one session. */
static void share(IMAPISession **first, IMAPISession **second)
{
    assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, first), S_OK);
    assert_hr(logon_flags(NULL, 0, second), S_OK);
}

static IMAPITable *status_of(IMAPISession *session)
{
    IMAPITable *table = NULL;

    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    return table;
}

static void advise(IMAPITable *table, struct counting_sink *sink)
{
    ULONG_PTR connection;

    assert_hr(
        table->lpVtbl->Advise(table, fnevTableModified, &sink->IMAPIAdviseSink_iface, &connection),
        S_OK);
}

/* 4.13-12: a table that its member left behind tells nobody, while another member, whose table
 * does, changes the rows; and it holds no sink. */
static void a_dead_table_tells_nobody(void **state)
{
    struct counting_sink before = counting_sink(), of_first = counting_sink(),
                         of_second = counting_sink();
    IMAPISession *first, *second;
    IMAPITable *table, *dead;
    ULONG_PTR connection;
    IMsgStore *store;

    (void)state;
    share(&first, &second);
    table = status_of(first);
    dead = status_of(second);
    advise(table, &of_first);
    advise(dead, &before);
    store = open_store(first, MDB_NO_MAIL, S_OK); /* a status row comes, and is told */
    HrDispatchNotifications(0);
    assert_true(of_first.calls > 0 && before.calls > 0);
    before.calls = of_first.calls = 0;
    store->lpVtbl->Release(store); /* and goes: that is posted, and not yet told */
    advise(dead, &of_second);
    assert_hr(second->lpVtbl->Logoff(second, 0, 0, 0), S_OK);
    HrDispatchNotifications(0);
    assert_int_equal(before.calls, 0);
    assert_true(of_first.calls > 0);
    of_first.calls = 0;
    store = open_store(first, MDB_NO_MAIL, S_OK);
    HrDispatchNotifications(0);
    assert_int_equal(before.calls + of_second.calls, 0);
    assert_true(of_first.calls > 0);
    assert_int_equal(before.refs, 1);
    assert_int_equal(of_second.refs, 1);
    assert_hr(
        dead->lpVtbl->Advise(dead, fnevTableModified, &before.IMAPIAdviseSink_iface, &connection),
        MAPI_E_INVALID_OBJECT);
    store->lpVtbl->Release(store);
    table->lpVtbl->Release(table);
    log_off(first); /* the last rows go */
    HrDispatchNotifications(0);
    assert_int_equal(before.calls + of_second.calls, 0);
    dead->lpVtbl->Release(dead);
    second->lpVtbl->Release(second);
}

/* The rows that go with the session's last providers are told to nobody either. */
static void the_end_of_a_session_is_no_news_to_its_tables(void **state)
{
    struct counting_sink sink = counting_sink();
    IMAPISession *session = logon();
    IMAPITable *table = status_of(session);
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);

    (void)state;
    advise(table, &sink);
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    HrDispatchNotifications(0);
    assert_int_equal(sink.calls, 0);
    assert_int_equal(sink.refs, 1);
    table->lpVtbl->Release(table);
    store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
}

/* What a client advised on by its address book ends at the provider with the client's log-off. */
static void a_dead_address_book_has_no_advises(void **state)
{
    struct counting_sink sink = counting_sink(), on_book = counting_sink();
    IMAPISession *first, *second;
    ULONG_PTR connection, other;
    IMsgStore *store;
    IAddrBook *book;

    (void)state;
    share(&first, &second);
    store = open_store(first, MDB_NO_MAIL, S_OK);
    assert_hr(second->lpVtbl->OpenAddressBook(second, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    assert_hr(book->lpVtbl->Advise(book, sizeof(store_entry), (ENTRYID *)store_entry,
                                   fnevObjectMoved, &sink.IMAPIAdviseSink_iface, &connection),
              S_OK);
    assert_hr(book->lpVtbl->Advise(book, 0, NULL, 0, &on_book.IMAPIAdviseSink_iface, &other), S_OK);
    assert_int_equal(on_book.refs, 2);
    forget();
    assert_hr(second->lpVtbl->Logoff(second, 0, 0, 0), S_OK);
    assert_string_equal(calls(), "unadvise(20) ");
    assert_int_equal(sink.refs, 1);
    assert_int_equal(on_book.refs, 1);
    assert_hr(book->lpVtbl->Unadvise(book, connection), MAPI_E_INVALID_OBJECT);
    forget();
    book->lpVtbl->Release(book);
    second->lpVtbl->Release(second);
    assert_string_equal(calls(), "");
    store->lpVtbl->Release(store);
    log_off(first);
}

static HRESULT open_section(IMAPISession *session, ULONG flags, IProfSect **out)
{
    static const MAPIUID mine = {{0x77, 1}};

    return session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&mine, NULL, flags, out);
}

/* 2.4-37: many readers or one writer; those of an ended session are neither. What one wrote into a
 * stream and didn't commit isn't there. */
static void a_dead_section_is_free_for_others(void **state)
{
    SizedSPropTagArray(1, tags) = {1, {PR_COMMENT_A}};
    IMAPISession *gone, *stays = logon();
    IProfSect *writer, *reader = NULL, *next;
    IStream *stream, *clone;
    SPropValue *value;
    ULONG n;

    (void)state;
    for (int released = 0; released < 2; released++) {
        gone = logon();
        assert_hr(open_section(gone, MAPI_MODIFY, &writer), S_OK);
        assert_hr(writer->lpVtbl->OpenProperty(writer, PR_COMMENT_A, &IID_IStream, 0,
                                               MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
                  S_OK);
        assert_hr(stream->lpVtbl->Write(stream, "late", 4, NULL), S_OK);
        assert_hr(stream->lpVtbl->Clone(stream, &clone), S_OK);
        assert_hr(open_section(stays, 0, &reader), MAPI_E_NO_ACCESS);
        assert_hr(open_section(stays, MAPI_MODIFY, &reader), MAPI_E_NO_ACCESS);
        if (released) gone->lpVtbl->Release(gone);
        else assert_hr(gone->lpVtbl->Logoff(gone, 0, 0, 0), S_OK);
        assert_hr(stream->lpVtbl->Commit(stream, 0), MAPI_E_INVALID_OBJECT);
        assert_hr(clone->lpVtbl->Write(clone, "x", 1, NULL), MAPI_E_INVALID_OBJECT);
        assert_hr(open_section(stays, MAPI_MODIFY, &next), S_OK);
        stream->lpVtbl->Release(stream);
        clone->lpVtbl->Release(clone);
        writer->lpVtbl->Release(writer);
        assert_hr(next->lpVtbl->GetProps(next, (SPropTagArray *)&tags, 0, &n, &value),
                  MAPI_W_ERRORS_RETURNED);
        MAPIFreeBuffer(value);
        assert_hr(open_section(stays, 0, &reader), MAPI_E_NO_ACCESS); /* next's claim is its own */
        next->lpVtbl->Release(next);
        if (!released) gone->lpVtbl->Release(gone);
    }
    log_off(stays);
}

/* What a provider gives is the provider's to end, even when MAPI has made it: here its support
 * object, opened as an entry of the address book by a member that logs off before the other. */
static void a_provider_keeps_what_it_lends(void **state)
{
    IMAPISession *first, *second;
    ALLOCATEBUFFER *allocate;
    IMAPISupport *support;
    ALLOCATEMORE *more;
    FREEBUFFER *free_;
    IABContainer *root;
    IAddrBook *book;
    ULONG type;

    (void)state;
    add_address_book();
    for (int by_root = 0; by_root < 2; by_root++) {
        share(&first, &second);
        assert_hr(second->lpVtbl->OpenAddressBook(second, 0, NULL, AB_NO_DIALOG, &book), S_OK);
        assert_hr(book->lpVtbl->OpenEntry(book, 0, NULL, NULL, 0, &type, (IUnknown **)&root), S_OK);
        if (by_root)
            assert_hr(root->lpVtbl->OpenEntry(root, sizeof(book_entry), (ENTRYID *)book_entry,
                                              &IID_IMAPISup, 0, &type, (IUnknown **)&support),
                      S_OK);
        else
            assert_hr(book->lpVtbl->OpenEntry(book, sizeof(book_entry), (ENTRYID *)book_entry,
                                              &IID_IMAPISup, 0, &type, (IUnknown **)&support),
                      S_OK);
        assert_hr(second->lpVtbl->Logoff(second, 0, 0, 0), S_OK);
        assert_hr(root->lpVtbl->OpenEntry(root, 0, NULL, NULL, 0, &type, (IUnknown **)&root),
                  MAPI_E_INVALID_OBJECT);
        assert_hr(support->lpVtbl->GetMemAllocRoutines(support, &allocate, &more, &free_), S_OK);
        support->lpVtbl->Release(support);
        root->lpVtbl->Release(root);
        book->lpVtbl->Release(book);
        second->lpVtbl->Release(second);
        log_off(first);
    }
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_dead_table_tells_nobody),
        test(the_end_of_a_session_is_no_news_to_its_tables),
        test(a_dead_address_book_has_no_advises),
        test(a_dead_section_is_free_for_others),
        test(a_provider_keeps_what_it_lends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
