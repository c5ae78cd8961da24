/*
 * test_transport.c - a drop folder's transport: its settings, its logon, its state
 */
#include "dropfolder/drop_fixture.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/fault.h"
#include "common/com.h"
#include "dropfolder/account.h"
#include "dropfolder/files.h"
#include "mapiguid.h"

HRESULT STDAPICALLTYPE ServiceEntry(HINSTANCE instance, IMalloc *malloc_, IMAPISupport *support,
                                    ULONG_PTR window, ULONG flags, ULONG context, ULONG count,
                                    SPropValue *values, IProviderAdmin *admin, MAPIERROR **error);

static SPropValue wide(ULONG tag, const WCHAR *text)
{
    return (SPropValue){.ulPropTag = tag, .Value.lpszW = (WCHAR *)text};
}

/* ---- settings ---- */

static void values_that_mean_nothing_are_refused(void **state)
{
    const SPropValue good[] = {
        wide(PR_OMDROP_OUT_FOLDER_W, L"/mail/out"),
        {.ulPropTag = PR_OMDROP_IN_FOLDER_A, .Value.lpszA = (char *)"/mail/in"},
        wide(PR_OMDROP_ADDRESS_W, L"ann@example.org"),
        wide(PR_OMDROP_NAME_W, L""),
        {.ulPropTag = PR_OMDROP_AFTERWARDS, .Value.l = OMDROP_DELETE},
        wide(PR_COMMENT_W, L"somebody else's"),
    }, bad[] = {
        wide(PR_OMDROP_OUT_FOLDER_W, L"mail/out"),
        wide(PR_OMDROP_OUT_FOLDER_W, L""),
        wide(PR_OMDROP_OUT_FOLDER_W, NULL),
        {.ulPropTag = PROP_TAG(PT_LONG, PROP_ID(PR_OMDROP_IN_FOLDER)), .Value.l = 1},
        {.ulPropTag = PR_OMDROP_IN_FOLDER_A, .Value.lpszA = (char *)"."},
        wide(PR_OMDROP_ADDRESS_W, L"ann"),
        wide(PR_OMDROP_ADDRESS_W, L"@example.org"),
        wide(PR_OMDROP_ADDRESS_W, L"ann@"),
        wide(PR_OMDROP_ADDRESS_W, L"ann@example.org\r\nRCPT TO:<x@y>"),
        wide(PR_OMDROP_ADDRESS_W, L"<ann@example.org>"),
        wide(PR_OMDROP_NAME_W, NULL),
        {.ulPropTag = PR_OMDROP_AFTERWARDS, .Value.l = 2},
    };
    IProviderAdmin *admin = (IProviderAdmin *)8; /* not reached */
    struct drop *d = *state;

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(drop_value_is_good(&good[i]));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(ServiceEntry(NULL, NULL, &d->support.IMAPISupport_iface, 0, 0,
                                      MSG_SERVICE_CONFIGURE, 1, (SPropValue *)&bad[i], admin, NULL),
                         MAPI_E_INVALID_PARAMETER);
    assert_int_equal(ServiceEntry(NULL, NULL, &d->support.IMAPISupport_iface, 0, 0,
                                  MSG_SERVICE_CREATE, 0, NULL, admin, NULL),
                     S_OK);
    assert_int_equal(ServiceEntry(NULL, NULL, &d->support.IMAPISupport_iface, 0, SERVICE_UI_ALWAYS,
                                  MSG_SERVICE_CONFIGURE, 0, NULL, admin, NULL),
                     MAPI_E_NO_SUPPORT);
}

static void without_an_address_or_a_folder_there_is_no_logon(void **state)
{
    struct drop *d = *state;

    drop_log_off(d);
    fake_section_remove(&d->support.section, PR_OMDROP_ADDRESS_W);
    assert_int_equal(drop_log_on(d), MAPI_E_UNCONFIGURED);
    fake_section_put_text(&d->support.section, PR_OMDROP_ADDRESS_W, L"ann@example.org");
    fake_section_remove(&d->support.section, PR_OMDROP_OUT_FOLDER_W);
    fake_section_remove(&d->support.section, PR_OMDROP_IN_FOLDER_W);
    assert_int_equal(drop_log_on(d), MAPI_E_UNCONFIGURED);
    fake_section_put_text(&d->support.section, PR_OMDROP_OUT_FOLDER_W, L"out");
    assert_int_equal(drop_log_on(d), MAPI_E_UNCONFIGURED);
    assert_null(d->logon);
    assert_int_equal(d->support.refs, 0);
}

/* 8.1-06 to 8.1-08, 8.2-01 to 8.2-03, 8.3-01 */
static void it_takes_internet_mail_where_there_is_an_out_folder(void **state)
{
    struct drop *d = *state;
    ULONG flags = 0, types = 0, uids = 1;
    LPTSTR *names = NULL;
    MAPIUID **list = NULL;
    OPTIONDATA *options = (OPTIONDATA *)8;

    assert_int_equal(d->logon_flags, LOGON_SP_POLL);
    ok_hr(d->logon->lpVtbl->AddressTypes(d->logon, &flags, &types, &names, &uids, &list));
    assert_int_equal(flags, MAPI_UNICODE);
    assert_int_equal(types, 1);
    assert_int_equal(wide_cmp((WCHAR *)names[0], L"SMTP"), 0);
    assert_int_equal(uids, 0);
    ok_hr(d->logon->lpVtbl->RegisterOptions(d->logon, &flags, &types, &options));
    assert_int_equal(types, 0);
    assert_null(options);

    drop_log_off(d);
    fake_section_remove(&d->support.section, PR_OMDROP_OUT_FOLDER_W);
    ok_hr(drop_log_on(d));
    ok_hr(d->logon->lpVtbl->AddressTypes(d->logon, &flags, &types, &names, &uids, &list));
    assert_int_equal(types, 1);
    assert_int_equal(((WCHAR *)names[0])[0], 0); /* no dispatch by type */
    ok_hr(drop_notify(d, NOTIFY_BEGIN_INBOUND | NOTIFY_BEGIN_OUTBOUND));
    assert_int_equal(d->support.status, STATUS_AVAILABLE | STATUS_INBOUND_ENABLED);

    drop_log_off(d);
    fake_section_remove(&d->support.section, PR_OMDROP_IN_FOLDER_W);
    fake_section_put_text(&d->support.section, PR_OMDROP_OUT_FOLDER_W, d->out);
    ok_hr(drop_log_on(d));
    assert_int_equal(d->logon_flags, 0);
    ok_hr(d->logon->lpVtbl->Poll(d->logon, &types));
    assert_int_equal(types, 0);
}

static void flags_that_nobody_knows_are_refused(void **state)
{
    struct drop *d = *state;
    IMessage *message = drop_new_message(d, L"x");
    ULONG_PTR ref = 0, wait = 0;
    ULONG flags = 0x100;
    IXPLogon *logon = NULL;

    assert_int_equal(d->provider->lpVtbl->TransportLogon(d->provider,
                                                         &d->support.IMAPISupport_iface, 0, NULL,
                                                         &flags, NULL, &logon),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(d->logon->lpVtbl->SubmitMessage(d->logon, 2, message, &ref, &wait),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(d->logon->lpVtbl->StartMessage(d->logon, 1, message, &ref),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(d->logon->lpVtbl->Idle(d->logon, 1), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(d->logon->lpVtbl->Idle(d->logon, 0));
    assert_int_equal(d->logon->lpVtbl->FlushQueues(d->logon, 0, 0, NULL, 0x1000),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(d->logon->lpVtbl->ValidateState(d->logon, 0, 0x1000), MAPI_E_UNKNOWN_FLAGS);
    message->lpVtbl->Release(message);
}

/* ---- state ---- */

/* 8.5-01, 8.5-02, 8.8-03 */
static void its_row_follows_the_spooler(void **state)
{
    struct drop *d = *state;
    const ULONG both = STATUS_AVAILABLE | STATUS_INBOUND_ENABLED | STATUS_OUTBOUND_ENABLED;

    assert_int_equal(d->support.status, both);
    assert_int_equal(wide_cmp(d->support.identity, L"Ann Example"), 0);
    assert_int_equal(drop_notify(d, NOTIFY_BEGIN_INBOUND | NOTIFY_END_INBOUND),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(drop_notify(d, NOTIFY_BEGIN_OUTBOUND | NOTIFY_END_OUTBOUND),
                     MAPI_E_INVALID_PARAMETER);
    ok_hr(drop_notify(d, NOTIFY_END_INBOUND | NOTIFY_BEGIN_OUTBOUND_FLUSH));
    assert_int_equal(d->support.status,
                     STATUS_AVAILABLE | STATUS_OUTBOUND_ENABLED | STATUS_OUTBOUND_FLUSH);
    ok_hr(drop_notify(d, NOTIFY_END_OUTBOUND));
    assert_int_equal(d->support.status, STATUS_AVAILABLE);
    ok_hr(drop_notify(d, NOTIFY_ABORT_DEFERRED));
    assert_int_equal(drop_notify(d, NOTIFY_CANCEL_MESSAGE), MAPI_E_INVALID_PARAMETER);
}

/* 8.7-01 to 8.7-03 */
static void a_flush_lasts_until_the_spooler_ends_it(void **state)
{
    struct drop *d = *state;
    const ULONG both = STATUS_AVAILABLE | STATUS_INBOUND_ENABLED | STATUS_OUTBOUND_ENABLED;
    ULONG n;

    ok_hr(d->logon->lpVtbl->FlushQueues(d->logon, 0, 0, NULL, FLUSH_UPLOAD | FLUSH_DOWNLOAD));
    assert_int_equal(d->support.status, both | STATUS_INBOUND_FLUSH | STATUS_OUTBOUND_FLUSH);
    ok_hr(drop_notify(d, NOTIFY_END_OUTBOUND_FLUSH));
    assert_int_equal(d->support.status, both | STATUS_INBOUND_FLUSH);
    ok_hr(d->logon->lpVtbl->Poll(d->logon, &n)); /* nothing is there any more */
    assert_int_equal(d->support.status, both);
}

/* 8.8-02, 8.7-05 */
static void a_client_opens_its_state(void **state)
{
    struct drop *d = *state;
    IMAPIStatus *status = NULL;
    SPropValue *value;
    ULONG type = 0;

    assert_int_equal(d->logon->lpVtbl->OpenStatusEntry(d->logon, &IID_IMessage, 0, &type, &status),
                     MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_int_equal(d->logon->lpVtbl->OpenStatusEntry(d->logon, NULL, MAPI_MODIFY, &type, &status),
                     MAPI_E_NO_ACCESS);
    ok_hr(d->logon->lpVtbl->OpenStatusEntry(d->logon, NULL, 0, &type, &status));
    assert_int_equal(type, MAPI_STATUS);
    assert_text(status, PR_DISPLAY_NAME_W, L"Ann Example");
    assert_int_equal(get_long(status, PR_RESOURCE_METHODS),
                     STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES);
    value = get_prop(status, PR_IDENTITY_SEARCH_KEY);
    assert_string_equal((char *)value->Value.bin.lpb, "SMTP:ANN@EXAMPLE.ORG");
    assert_int_equal(value->Value.bin.cb, 21);
    FREE(value);
    ok_hr(status->lpVtbl->FlushQueues(status, 0, 0, NULL, FLUSH_DOWNLOAD));
    assert_int_equal(d->support.spooler, NOTIFY_NEWMAIL);
    assert_true(d->support.status & STATUS_INBOUND_FLUSH);
    ok_hr(status->lpVtbl->ValidateState(status, 0, SUPPRESS_UI));
    assert_int_equal(status->lpVtbl->ChangePassword(status, NULL, NULL, 0), MAPI_E_NO_SUPPORT);
    drop_log_off(d); /* the object is still the client's */
    assert_int_equal(status->lpVtbl->ValidateState(status, 0, 0), MAPI_E_END_OF_SESSION);
    assert_int_equal(status->lpVtbl->Release(status), 0);
}

/* 8.8-05, 8.2-09 */
static void a_changed_section_is_read_again(void **state)
{
    struct drop *d = *state;
    char path[80];

    fake_section_put_text(&d->support.section, PR_OMDROP_NAME_W, L"Ann Other");
    ok_hr(d->logon->lpVtbl->ValidateState(d->logon, 0, CONFIG_CHANGED | SUPPRESS_UI));
    assert_int_equal(wide_cmp(d->support.identity, L"Ann Other"), 0);
    assert_int_equal(d->support.config_changes, 1);
    fake_section_put_text(&d->support.section, PR_OMDROP_ADDRESS_W, L"nobody");
    assert_int_equal(d->logon->lpVtbl->ValidateState(d->logon, 0, CONFIG_CHANGED),
                     MAPI_E_UNCONFIGURED);
    assert_int_equal(d->support.config_changes, 1);
    assert_int_equal(d->logon->lpVtbl->ValidateState(d->logon, 0, REFRESH_XP_HEADER_CACHE),
                     MAPI_E_NO_SUPPORT);

    snprintf(path, sizeof(path), "%s/out", d->root8);
    assert_int_equal(rmdir(path), 0);
    fclose(fopen(path, "w")); /* a file is in its place */
    ok_hr(d->logon->lpVtbl->ValidateState(d->logon, 0, 0));
    assert_int_equal(d->support.status & (STATUS_AVAILABLE | STATUS_OFFLINE), STATUS_OFFLINE);
    assert_int_equal(d->support.reason[0], 'T'); /* There is no folder: ... */
    unlink(path);
    ok_hr(d->logon->lpVtbl->ValidateState(d->logon, 0, 0)); /* it is made */
    assert_int_equal(d->support.status & (STATUS_AVAILABLE | STATUS_OFFLINE), STATUS_AVAILABLE);
    assert_int_equal(d->support.reason[0], 0);
}

/* 8.1-11, 8.1-13 */
static void nothing_goes_on_after_logoff(void **state)
{
    struct drop *d = *state;
    IMessage *message = drop_new_message(d, L"x");
    IXPLogon *logon = d->logon;
    ULONG_PTR ref, wait;
    ULONG n;

    drop_add_recipient(message, MAPI_TO, L"SMTP", L"bob@example.com", false);
    logon->lpVtbl->AddRef(logon);
    drop_log_off(d);
    ok_hr(logon->lpVtbl->TransportLogoff(logon, 0));
    assert_int_equal(logon->lpVtbl->SubmitMessage(logon, 0, message, &ref, &wait),
                     MAPI_E_END_OF_SESSION);
    assert_int_equal(logon->lpVtbl->StartMessage(logon, 0, message, &ref), MAPI_E_END_OF_SESSION);
    assert_int_equal(logon->lpVtbl->Poll(logon, &n), MAPI_E_END_OF_SESSION);
    assert_int_equal(logon->lpVtbl->FlushQueues(logon, 0, 0, NULL, 0), MAPI_E_END_OF_SESSION);
    assert_int_equal(logon->lpVtbl->Release(logon), 0);
    message->lpVtbl->Release(message);
}

static void without_memory_there_is_no_logon(void **state)
{
    struct drop *d = *state;
    HRESULT hr;

    drop_log_off(d);
    for (int failing = 0;; failing++) {
        fault_alloc_after(failing);
        hr = drop_log_on(d);
        fault_alloc_never();
        if (SUCCEEDED(hr)) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(d->support.refs, 0);
    }
}

int main(void)
{
#define DROP_TEST(name) cmocka_unit_test_setup_teardown(name, drop_setup, drop_teardown)
    const struct CMUnitTest tests[] = {
        DROP_TEST(values_that_mean_nothing_are_refused),
        DROP_TEST(without_an_address_or_a_folder_there_is_no_logon),
        DROP_TEST(it_takes_internet_mail_where_there_is_an_out_folder),
        DROP_TEST(flags_that_nobody_knows_are_refused),
        DROP_TEST(its_row_follows_the_spooler),
        DROP_TEST(a_flush_lasts_until_the_spooler_ends_it),
        DROP_TEST(a_client_opens_its_state),
        DROP_TEST(a_changed_section_is_read_again),
        DROP_TEST(nothing_goes_on_after_logoff),
        DROP_TEST(without_memory_there_is_no_logon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
