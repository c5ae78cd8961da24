/*
 * test_routing.c - entry IDs and sections that a session hands on to whose they are
 */
#include "walks/session_fixture.h"
#include "walks/sink_fixture.h"

/* Entry IDs of the recording providers: a store, a folder, a message, and entries of an
 * address book. */
static const BYTE of_store[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                  'n', 'g', 0, 0, 0,   0,   0,   0,   1,   1};
static const BYTE of_folder[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                   'n', 'g', 0, 0, 0,   0,   0,   0,   1,   3};
static const BYTE of_message[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                    'n', 'g', 0, 0, 0,   0,   0,   0,   1,   4};
static const BYTE of_user[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                 'n', 'g', 0, 0, 0,   0,   0,   0,   2,   1};
static const BYTE of_other_user[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                       'n', 'g', 0, 0, 0,   0,   0,   0,   2,   2};

static IMAPISession *logon_with_book(IMsgStore **store)
{
    IMAPISession *session;
    IAddrBook *book;

    add_address_book();
    session = logon();
    *store = open_store(session, MDB_NO_MAIL, S_OK);
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    book->lpVtbl->Release(book);
    return session;
}

/* 4.10-03, 4.10-04, 4.10-05: whatever the object is, its provider's logon object is advised, and
 * nobody else's; what is left goes with the session */
static void advises_go_to_the_provider_of_each_kind(void **state)
{
    static const struct {
        const BYTE *eid;
        const char *advised, *unadvised;
    } kinds[] = {
        {of_store, "advise(10) ", "unadvise(10) "},
        {of_folder, "advise-folder(10) ", "unadvise(10) "},
        {of_message, "advise-message(10) ", "unadvise(10) "},
        {of_user, "ab-advise(10) ", "ab-unadvise(10) "},
    };
    struct counting_sink sink = counting_sink();
    IMsgStore *store;
    IMAPISession *session = logon_with_book(&store);
    ULONG_PTR connection;

    (void)state;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
            forget();
            assert_hr(session->lpVtbl->Advise(session, 21, (ENTRYID *)kinds[i].eid,
                                              fnevObjectModified, &sink.IMAPIAdviseSink_iface,
                                              &connection),
                      S_OK);
            assert_string_equal(calls(), kinds[i].advised);
            assert_int_not_equal(connection, 0);
            if (round) continue;
            forget();
            assert_hr(session->lpVtbl->Unadvise(session, connection), S_OK);
            assert_string_equal(calls(), kinds[i].unadvised);
        }
    }
    assert_hr(session->lpVtbl->Advise(session, 21, (ENTRYID *)of_other_user, fnevObjectModified,
                                      &sink.IMAPIAdviseSink_iface, &connection),
              MAPI_E_NO_SUPPORT); /* the address book's word */
    forget();
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    assert_ptr_equal(strstr(calls(), "unadvise(10) unadvise(10) unadvise(10) ab-unadvise(10) "),
                     calls());
    store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
    assert_int_equal(sink.refs, 1);
}

static void compare(IMAPISession *session, const BYTE *a, const BYTE *b, ULONG wanted)
{
    ULONG same = 7;

    forget();
    assert_hr(
        session->lpVtbl->CompareEntryIDs(session, 21, (ENTRYID *)a, 21, (ENTRYID *)b, 0, &same),
        S_OK);
    assert_int_equal(same, wanted);
}

/* 4.9-01, 4.9-02, 4.9-05: those of different providers are different, and nobody is asked */
static void entry_ids_of_different_providers_differ(void **state)
{
    IMsgStore *store;
    IMAPISession *session = logon_with_book(&store);

    (void)state;
    compare(session, of_store, of_user, FALSE);
    assert_string_equal(calls(), "");
    compare(session, of_user, of_store, FALSE);
    assert_string_equal(calls(), "");
    compare(session, of_user, of_other_user, FALSE);
    assert_string_equal(calls(), "ab-compare ");
    compare(session, of_store, of_folder, FALSE);
    assert_string_equal(calls(), "compare ");
    compare(session, of_user, of_user, TRUE);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* How many of tag there are among count values. */
static int times(ULONG tag, ULONG count, const SPropValue *values)
{
    int n = 0;

    for (ULONG i = 0; i < count; i++)
        n += values[i].ulPropTag == tag;
    return n;
}

/* 2.6-06, 4.6-01: a password in a client's own section is found by who asks for it by its
 * tag, and by nobody else */
static void secure_properties_are_hidden_from_who_does_not_ask(void **state)
{
    const ULONG secret = PROP_TAG(PT_STRING8, 0x67f0), plain = PROP_TAG(PT_STRING8, 0x6600);
    static const MAPIUID mine = {{0x77, 9, 9}};
    SizedSPropTagArray(1, by_tag) = {1, {secret}};
    SPropValue put[2] = {{.ulPropTag = secret, .Value.lpszA = (char *)"open sesame"},
                         {.ulPropTag = plain, .Value.lpszA = (char *)"Ann"}};
    IMAPISession *session = logon();
    IProfSect *section;
    SPropTagArray *tags;
    SPropValue *values;
    ULONG n;

    (void)state;
    assert_hr(
        session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&mine, NULL, MAPI_MODIFY, &section),
        S_OK);
    assert_hr(section->lpVtbl->SetProps(section, 2, put, NULL), S_OK);
    section->lpVtbl->Release(section);
    assert_hr(session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&mine, NULL, 0, &section),
              S_OK);
    assert_hr(section->lpVtbl->GetPropList(section, 0, &tags), S_OK);
    for (ULONG i = 0; i < tags->cValues; i++)
        assert_int_not_equal(PROP_ID(tags->aulPropTag[i]), PROP_ID(secret));
    MAPIFreeBuffer(tags);
    assert_hr(section->lpVtbl->GetProps(section, NULL, 0, &n, &values), S_OK);
    assert_int_equal(times(plain, n, values), 1);
    assert_int_equal(times(secret, n, values), 0);
    MAPIFreeBuffer(values);
    assert_hr(section->lpVtbl->GetProps(section, (SPropTagArray *)&by_tag, 0, &n, &values), S_OK);
    assert_string_equal(values[0].Value.lpszA, "open sesame");
    MAPIFreeBuffer(values);
    section->lpVtbl->Release(section);
    log_off(session);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(advises_go_to_the_provider_of_each_kind),
        TEST(entry_ids_of_different_providers_differ),
        TEST(secure_properties_are_hidden_from_who_does_not_ask),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
