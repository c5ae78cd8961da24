/*
 * test_spooler_store.c - the spooler has a store of its own beside the client's, and nobody else
 * meets it
 */
#include "walks/mail_fixture.h"
#include "provider/logon.h"
#include "support/support_own.h"

static IMAPISession *session;
static struct router *router;

static int begin_mail(void **state)
{
    struct post *post;

    if (setup_mail(state)) return 1;
    post = add_post(0);
    session = logon();
    assert_hr(look(session), S_OK);
    router = support_of(post->support)->logon->router;
    return 0;
}

static int end_mail(void **state)
{
    log_off(session);
    return teardown_mail(state);
}

static ULONG status_rows(void)
{
    IMAPITable *table;
    ULONG n;

    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    assert_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    table->lpVtbl->Release(table);
    return n;
}

/* What a client submits is in the spooler's queue; the status table has the store
 * once, and entries are opened as the client may have them: a queued message isn't to be changed */
static void the_spooler_sees_what_clients_submit(void **state)
{
    IMsgStore *store = open_mail(session), *client, *spooler;
    struct last_error last = {0};
    SPropValue row[3] = {{.ulPropTag = PR_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
                         {.ulPropTag = PR_EMAIL_ADDRESS_A, .Value.lpszA = (char *)"bob@x.org"},
                         {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Bob"}};
    SizedADRLIST(1, list) = {1, {{0, 3, row}}};
    IMAPIFolder *outbox;
    IMessage *message;
    SPropValue *id;
    ULONG rows, type;

    (void)state;
    rows = status_rows();
    assert_hr(router_open_for_spooler(router, &mail_store, &last, &client, &spooler), S_OK);
    assert_int_equal(status_rows(), rows);
    assert_int_equal(queued_in(spooler), 0);
    assert_hr(HrGetOneProp((IMAPIProp *)store, PR_IPM_OUTBOX_ENTRYID, &id), S_OK);
    assert_hr(store->lpVtbl->OpenEntry(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                       MAPI_MODIFY, &type, (IUnknown **)&outbox),
              S_OK);
    MAPIFreeBuffer(id);
    assert_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    outbox->lpVtbl->Release(outbox);
    assert_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
    assert_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    assert_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &id), S_OK);
    assert_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
    assert_int_equal(queued_in(spooler), 1);
    assert_hr(session->lpVtbl->OpenEntry(session, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                         NULL, MAPI_MODIFY, &type, (IUnknown **)&message),
              MAPI_E_SUBMITTED); /* 6.2-09 */
    assert_hr(spooler->lpVtbl->OpenEntry(spooler, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                         NULL, MAPI_MODIFY, &type, (IUnknown **)&message),
              S_OK);
    assert_hr(spooler->lpVtbl->SetLockState(spooler, message, MSG_LOCKED), S_OK);
    assert_hr(store->lpVtbl->AbortSubmit(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0),
              MAPI_E_UNABLE_TO_ABORT);
    assert_hr(spooler->lpVtbl->SetLockState(spooler, message, MSG_UNLOCKED), S_OK);
    message->lpVtbl->Release(message);
    MAPIFreeBuffer(id);
    spooler->lpVtbl->Release(spooler);
    client->lpVtbl->Release(client);
    store->lpVtbl->Release(store);
}

/* What can't be had: a store of another kind, none, one whose provider knows no spooler */
static void not_every_store_has_a_spooler(void **state)
{
    static const MAPIUID nobody = {{99}};
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK), *client = NULL, *spooler = NULL;
    struct last_error last = {0};

    (void)state;
    assert_hr(router_open_for_spooler(router, &nobody, &last, &client, &spooler), MAPI_E_NOT_FOUND);
    assert_hr(router_open_for_spooler(router, &store_uid, &last, &client, &spooler),
              MAPI_E_NO_SUPPORT);
    assert_null(client);
    assert_null(spooler);
    store->lpVtbl->Release(store);
}

/* Whichever allocation fails, nothing of it stays. */
static void memory_may_be_out(void **state)
{
    IMsgStore *store = open_mail(session), *client, *spooler;
    struct last_error last = {0};
    HRESULT hr;

    (void)state;
    for (int n = 0;; n++) {
        assert_true(n < 2000);
        client = spooler = NULL;
        fault_alloc_after(n);
        hr = router_open_for_spooler(router, &mail_store, &last, &client, &spooler);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(client);
        assert_null(spooler);
    }
    assert_int_equal(queued_in(spooler), 0);
    spooler->lpVtbl->Release(spooler);
    client->lpVtbl->Release(client);
    store->lpVtbl->Release(store);
}

/* A session that ends with the spooler's store open logs that off, too: the fixture counts. */
static void the_session_may_end_before(void **state)
{
    IMsgStore *client, *spooler;
    struct last_error last = {0};

    (void)state;
    assert_hr(router_open_for_spooler(router, &mail_store, &last, &client, &spooler), S_OK);
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    spooler->lpVtbl->Release(spooler);
    client->lpVtbl->Release(client);
    session->lpVtbl->Release(session);
    session = logon();
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test_setup_teardown(the_spooler_sees_what_clients_submit, begin_mail, end_mail),
        cmocka_unit_test_setup_teardown(not_every_store_has_a_spooler, begin_mail, end_mail),
        cmocka_unit_test_setup_teardown(memory_may_be_out, begin_mail, end_mail),
        cmocka_unit_test_setup_teardown(the_session_may_end_before, begin_mail, end_mail),
    };

    return cmocka_run_group_tests(all, NULL, NULL);
}
