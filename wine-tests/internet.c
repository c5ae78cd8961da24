/*
 * internet.c - the service OMINET: its settings, its row in a session, and its transport, driven as
 * a spooler would, with servers that have STARTTLS and AUTH (tests/internet/smtp_server.py)
 */
#define INITGUID
#define USES_IID_IMAPIStatus
#define USES_IID_IMAPITable
#define USES_IID_IMAPIPropData
#include <windows.h>
#include <initguid.h>
#include "transport_fixture.h"
#include <stdio.h>
#include "ominet.h"

static int right_port, wrong_port;
static char folder[MAX_PATH], ca[16384];

static const char *read_file(const char *name)
{
    static char text[65536];
    char full[2 * MAX_PATH];
    FILE *file;
    size_t n = 0;

    snprintf(full, sizeof(full), "Z:%s/%s", folder, name);
    file = fopen(full, "rb");
    if (file) {
        n = fread(text, 1, sizeof(text) - 1, file);
        fclose(file);
    }
    text[n] = 0;
    return text;
}

/* ---- the profile ---- */

static void add_account(void)
{
    SPropValue bad[] = {
        {.ulPropTag = PR_OMINET_EMAIL_A, .Value.lpszA = (char *)"nobody"},
        {.ulPropTag = PR_OMINET_EMAIL_A, .Value.lpszA = (char *)"a@b>\r\nRCPT TO:<c@d"},
        {.ulPropTag = PR_OMINET_SMTP_HOST_A, .Value.lpszA = (char *)"host/path"},
        {.ulPropTag = PR_OMINET_SMTP_HOST_A, .Value.lpszA = (char *)""},
        {.ulPropTag = PR_OMINET_CA_A, .Value.lpszA = (char *)"no certificate"},
        {.ulPropTag = PR_OMINET_SMTP_PORT, .Value.l = 65536},
        {.ulPropTag = PR_OMINET_SMTP_TLS, .Value.l = 3},
    };
    SPropValue good[] = {
        {.ulPropTag = PR_OMINET_EMAIL_A, .Value.lpszA = (char *)"ann@example.org"},
        {.ulPropTag = PR_OMINET_NAME_A, .Value.lpszA = (char *)"Ann Example"},
        {.ulPropTag = PR_OMINET_SMTP_HOST_A, .Value.lpszA = (char *)"localhost"},
        {.ulPropTag = PR_OMINET_PASSWORD_A, .Value.lpszA = (char *)"secret"},
    };
    IMsgServiceAdmin *services = NULL;
    MAPIUID uid = add_service("OMINET", &services);

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ok_hr(services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, 1, &bad[i]),
              MAPI_E_INVALID_PARAMETER);
    ok_hr(services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, 4, good), S_OK);
    services->lpVtbl->Release(services);
}

static void a_session_has_its_address_type_and_its_row(void)
{
    SizedSPropTagArray(4, tags) = {
        4, {PR_RESOURCE_TYPE, PR_STATUS_CODE, PR_IDENTITY_DISPLAY_A, PR_DISPLAY_NAME_A}};
    IMAPISession *session = NULL;
    IMAPITable *table = NULL;
    LPTSTR *types = NULL;
    SRowSet *rows = NULL;
    ULONG n = 0;
    int seen = 0;

    ok_hr(MAPILogonEx(0, (LPTSTR) "omstore", NULL, MAPI_EXTENDED | MAPI_NEW_SESSION, &session),
          S_OK);
    ok_hr(session->lpVtbl->EnumAdrTypes(session, 0, &n, &types), S_OK);
    ok(n == 1 && !strcmp((char *)types[0], "SMTP"), "%lu address types\n", n);
    MAPIFreeBuffer(types);
    ok_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        if (row[0].Value.l != MAPI_TRANSPORT_PROVIDER) continue;
        seen++;
        ok(row[1].Value.l & STATUS_AVAILABLE, "status %#lx\n", row[1].Value.l);
        ok(!strcmp(row[2].Value.lpszA, "Ann Example"), "it is %s\n", row[2].Value.lpszA);
        ok(!strcmp(row[3].Value.lpszA, "ann@example.org"), "it is %s\n", row[3].Value.lpszA);
    }
    ok(seen == 1, "%d rows\n", seen);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    log_off(session);
}

/* ---- driven as a spooler would ---- */

static IXPProvider *provider;
static IMAPIFolder *inbox;

/* A logon with these settings; to send one message, and what SubmitMessage is to answer. */
static void send_by(int port, const char *password, const char *authority, HRESULT wanted)
{
    SPropValue values[] = {
        {.ulPropTag = PR_OMINET_EMAIL_A, .Value.lpszA = (char *)"ann@example.org"},
        {.ulPropTag = PR_OMINET_NAME_A, .Value.lpszA = (char *)"Ann Example"},
        {.ulPropTag = PR_OMINET_SMTP_HOST_A, .Value.lpszA = (char *)"localhost"},
        {.ulPropTag = PR_OMINET_SMTP_PORT, .Value.l = port},
        {.ulPropTag = PR_OMINET_SMTP_TLS, .Value.l = OMINET_STARTTLS},
        {.ulPropTag = PR_OMINET_USER_A, .Value.lpszA = (char *)"alice"},
        {.ulPropTag = PR_OMINET_PASSWORD_A, .Value.lpszA = (char *)password},
        {.ulPropTag = PR_OMINET_CA_A, .Value.lpszA = (char *)authority},
    };
    IXPLogon *logon = NULL;
    IMessage *message = new_mail(inbox);
    ULONG flags = LOGON_NO_INBOUND | LOGON_NO_OUTBOUND, ended = 1;
    ULONG_PTR ref = 0, wait = 0;

    ok_hr(CreateIProp(&IID_IMAPIPropData, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                      NULL, &section),
          S_OK);
    ok_hr(section->lpVtbl->SetProps(section, authority ? 8 : 7, values, NULL), S_OK);
    ok_hr(provider->lpVtbl->TransportLogon(provider, &support, 0, NULL, &flags, NULL, &logon),
          S_OK);
    ok(flags == LOGON_SP_IDLE, "flags %#lx\n", flags);
    flags = NOTIFY_BEGIN_OUTBOUND;
    ok_hr(logon->lpVtbl->TransportNotify(logon, &flags, NULL), S_OK);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    ok_hr(logon->lpVtbl->SubmitMessage(logon, 0, message, &ref, &wait), wanted);
    if (wanted == S_OK) {
        ok_hr(logon->lpVtbl->EndMessage(logon, ref, &ended), S_OK);
        ok(!ended, "flags %#lx\n", ended);
    } else {
        ok(wait > 0, "no time to wait\n");
    }
    message->lpVtbl->Release(message);
    ok_hr(logon->lpVtbl->TransportLogoff(logon, 0), S_OK);
    ok(!logon->lpVtbl->Release(logon), "the logon is still alive\n");
    ok(!section->lpVtbl->Release(section), "the section is still held\n");
    ok(!support_refs, "%ld references to the support object\n", support_refs);
}

static void mail_goes_to_the_server_and_nowhere_else(void)
{
    HMODULE dll = LoadLibraryA("ominet32.dll");
    XPPROVIDERINIT *init = (void *)GetProcAddress(dll, "XPProviderInit");
    IMAPISession *session = log_on();
    IMsgStore *store;
    const char *mail;
    ULONG version = 0;

    ok(init != NULL, "no XPProviderInit\n");
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    ok_hr(init(dll, NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, 0,
               CURRENT_SPI_VERSION, &version, &provider),
          S_OK);

    send_by(right_port, "secret", NULL, MAPI_E_NETWORK_ERROR); /* nobody knows the authority */
    send_by(wrong_port, "secret", ca, MAPI_E_NETWORK_ERROR);   /* another host's certificate */
    send_by(right_port, "wrong", ca, MAPI_E_WAIT);
    ok(!*read_file("1"), "mail was sent\n");
    send_by(right_port, "secret", ca, S_OK);
    mail = read_file("1");
    ok(strstr(mail, " secure PLAIN:alice\n") != NULL, "not logged on by TLS:\n%s\n", mail);
    ok(strstr(mail, "MAIL FROM:<ann@example.org>\nRCPT TO:<bob@example.com>\n"
                    "RCPT TO:<secret@example.com>\n\n") != NULL,
       "another envelope:\n%s\n", mail);
    ok(strstr(mail, "From: Ann Example <ann@example.org>\r\n") != NULL, "no sender:\n%s\n", mail);
    ok(strstr(mail, "Good morning") != NULL, "no text:\n%s\n", mail);
    ok(!strstr(strstr(mail, "\n\n") ? strstr(mail, "\n\n") : "", "secret"),
       "a blind copy's address:\n%s\n", mail);

    ok(!provider->lpVtbl->Release(provider), "the provider is still alive\n");
    book->lpVtbl->Release(book);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    FreeLibrary(dll);
}

START_TEST(internet)
{
    const char *server = getenv("OPENMAPI_SMTP");

    GetTempPathA(MAX_PATH - 32, path);
    snprintf(path + strlen(path), 32, "ominet-%lu.omstore", GetCurrentProcessId());
    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    add_account();
    RUN(a_session_has_its_address_type_and_its_row);
    if (!server) {
        skip("no mail server\n");
    } else {
        ok(sscanf(server, "%d %d %250s", &right_port, &wrong_port, folder) == 3, "%s\n", server);
        snprintf(ca, sizeof(ca), "%s", read_file("ca.pem"));
        RUN(mail_goes_to_the_server_and_nowhere_else);
    }
    drop_profile();
    remove_store();
    MAPIUninitialize();
}
