/*
 * test_shutdown.c - IMAPIClientShutdown: may the process end at once? The providers are asked, and
 * told
 */
#include "walks/session_fixture.h"

#define KEY L"Software\\Policies\\Microsoft\\Office\\14.0\\Outlook\\Options\\Shutdown"

/* FastShutdownBehavior; -1: not there. */
static void set_behavior(int behavior)
{
    ULONG value = (ULONG)behavior;

    if (behavior >= 0) write_raw(KEY, L"FastShutdownBehavior", 4, &value, sizeof(value));
}

static IMAPIClientShutdown *shutdown_of(IMAPISession *session)
{
    IMAPIClientShutdown *face;

    assert_hr(session->lpVtbl->QueryInterface(session, &IID_IMAPIClientShutdown, (void **)&face),
              S_OK);
    return face;
}

/* 4.18-01, 4.18-02, 4.18-03, 4.18-04, 4.18-05, 4.18-08 */
static void providers_are_asked_as_the_setting_says(void **state)
{
    static const struct {
        int behavior, answers;
        HRESULT provider, wanted;
        const char *calls;
    } cases[] = {
        {-1, 0, S_OK, S_OK, ""},
        {-1, 1, S_OK, S_OK, "query-shutdown "},
        {-1, 1, MAPI_E_BUSY, MAPI_E_BUSY, "query-shutdown "},
        {0, 0, S_OK, S_OK, ""},
        {0, 1, MAPI_E_NO_SUPPORT, MAPI_E_NO_SUPPORT, "query-shutdown "},
        {1, 0, S_OK, MAPI_E_NO_SUPPORT, ""},
        {1, 1, S_OK, S_OK, "query-shutdown "},
        {1, 1, MAPI_E_BUSY, MAPI_E_BUSY, "query-shutdown "},
        {2, 1, S_OK, MAPI_E_NO_SUPPORT, ""},
        {2, 0, S_OK, MAPI_E_NO_SUPPORT, ""},
        {7, 1, S_OK, S_OK, "query-shutdown "}, /* no such setting: as if it weren't there */
    };
    IMAPIClientShutdown *face;
    IMAPISession *session;
    IMsgStore *store;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        set_behavior(cases[i].behavior);
        answer_shutdown(cases[i].answers, cases[i].provider);
        session = logon();
        store = open_store(session, MDB_NO_MAIL, S_OK);
        face = shutdown_of(session);
        forget();
        assert_hr(face->lpVtbl->QueryFastShutdown(face), cases[i].wanted);
        assert_string_equal(calls(), cases[i].calls);
        face->lpVtbl->Release(face);
        store->lpVtbl->Release(store);
        log_off(session);
    }
}

/* 4.18-07 */
static void providers_are_told(void **state)
{
    IMAPIClientShutdown *face;
    IMAPISession *session;
    IMsgStore *store;

    (void)state;
    for (int disabled = 0; disabled < 2; disabled++) {
        set_behavior(disabled ? 2 : 0);
        answer_shutdown(1, S_OK);
        session = logon();
        store = open_store(session, MDB_NO_MAIL, S_OK);
        face = shutdown_of(session);
        forget();
        assert_hr(face->lpVtbl->NotifyProcessShutdown(face), S_OK);
        assert_string_equal(calls(), "notify-shutdown ");
        forget();
        assert_hr(face->lpVtbl->DoFastShutdown(face), disabled ? MAPI_E_NO_SUPPORT : S_OK);
        assert_string_equal(calls(), disabled ? "" : "do-shutdown ");
        face->lpVtbl->Release(face);
        store->lpVtbl->Release(store);
        log_off(session);
    }
}

/* 4.18-06 */
static void address_books_come_before_stores(void **state)
{
    IMAPIClientShutdown *face;
    IMAPISession *session;
    IMsgStore *store;

    (void)state;
    add_address_book();
    answer_shutdown(1, S_OK);
    session = logon();
    store = open_store(session, MDB_NO_MAIL, S_OK);
    face = shutdown_of(session);
    forget();
    assert_hr(face->lpVtbl->QueryFastShutdown(face), S_OK);
    assert_hr(face->lpVtbl->NotifyProcessShutdown(face), S_OK);
    assert_hr(face->lpVtbl->DoFastShutdown(face), S_OK);
    assert_string_equal(
        calls(),
        "ab-query-shutdown query-shutdown ab-notify-shutdown notify-shutdown ab-do-shutdown "
        "do-shutdown ");
    face->lpVtbl->Release(face);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 4.13-10: as the session's own methods */
static void after_logoff_nobody_is_asked(void **state)
{
    IMAPISession *session = logon();
    IMAPIClientShutdown *face = shutdown_of(session);

    (void)state;
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    assert_hr(face->lpVtbl->QueryFastShutdown(face), MAPI_E_INVALID_OBJECT);
    assert_hr(face->lpVtbl->NotifyProcessShutdown(face), MAPI_E_INVALID_OBJECT);
    assert_hr(face->lpVtbl->DoFastShutdown(face), MAPI_E_INVALID_OBJECT);
    face->lpVtbl->Release(face);
    session->lpVtbl->Release(session);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(providers_are_asked_as_the_setting_says),
        TEST(providers_are_told),
        TEST(address_books_come_before_stores),
        TEST(after_logoff_nobody_is_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
