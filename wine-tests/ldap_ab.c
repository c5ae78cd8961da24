/*
 * ldap_ab.c - a directory as address book: a real server of 20,000 people (tests/ldap_ab/slapd.py),
 * and such as say nothing, drip or are gone
 */
#define INITGUID
#define USES_IID_IABContainer
#define USES_IID_IMAPITable
#include <winsock2.h>
#include "harness.h"
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "mapiaux.h"
#include "mapiguid.h"
#include "mapispi.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"
#include "mspst.h"
#include "omldap.h"

#define ok_hr(got, wanted)                                                                         \
    do {                                                                                           \
        HRESULT hr_ = (got);                                                                       \
        ok(hr_ == (wanted), "%s: got %#lx, expected %s\n", #got, hr_, #wanted);                    \
    } while (0)

#include "typed_name.h"

#define PEOPLE  20000
#define SECONDS 2 /* the limit of servers that never answer */

static int port, control_port, silent_port, dripping_port, tls_port;
static char book_path[MAX_PATH];
static IMAPISession *session;
static IAddrBook *book;
static IABContainer *directory;

/* ---- the profile ---- */

static HRESULT add_service(IMsgServiceAdmin *services, const char *name, ULONG count,
                           SPropValue *props)
{
    SizedSPropTagArray(2, tags) = {2, {PR_SERVICE_UID, PR_SERVICE_NAME_A}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr = E_FAIL;

    ok_hr(services->lpVtbl->CreateMsgService(services, (LPTSTR)name, NULL, 0, 0), S_OK);
    ok_hr(services->lpVtbl->GetMsgServiceTable(services, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        if (!strcmp(rows->aRow[i].lpProps[1].Value.lpszA, name))
            hr = services->lpVtbl->ConfigureMsgService(
                services, (MAPIUID *)rows->aRow[i].lpProps[0].Value.bin.lpb, 0, 0, count, props);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return hr;
}

/* The directory of a port, with more settings, and a personal address book. */
static void make_profile(int at, ULONG count, const SPropValue *more)
{
    SPropValue props[16] = {
        {.ulPropTag = PR_OMLDAP_HOST_A, .Value.lpszA = (char *)"127.0.0.1"},
        {.ulPropTag = PR_OMLDAP_BASE_W, .Value.lpszW = (WCHAR *)L"dc=example,dc=org"},
        {.ulPropTag = PR_OMLDAP_PORT, .Value.l = at},
    };
    SPropValue file = {.ulPropTag = PR_PST_PATH_A, .Value.lpszA = book_path};
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    admin->lpVtbl->DeleteProfile(admin, (LPTSTR) "omldap", 0);
    ok_hr(admin->lpVtbl->CreateProfile(admin, (LPTSTR) "omldap", NULL, 0, 0), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omldap", NULL, 0, 0, &services), S_OK);
    memcpy(props + 3, more, count * sizeof(*more));
    ok_hr(add_service(services, "OMLDAP", 3 + count, props), S_OK);
    ok_hr(add_service(services, "PERSONALAB", 1, &file), S_OK);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
}

/* The directory is the top container that isn't the personal one. */
static IABContainer *open_directory(void)
{
    SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_DISPLAY_NAME_W}};
    IABContainer *root = NULL, *found = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type;

    ok_hr(book->lpVtbl->OpenEntry(book, 0, NULL, NULL, 0, &type, (IUnknown **)&root), S_OK);
    ok_hr(root->lpVtbl->GetHierarchyTable(root, MAPI_UNICODE, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 2, "%lu containers\n", rows ? rows->cRows : 0);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        if (wcscmp(row[1].Value.lpszW, L"LDAP Directory")) continue;
        ok_hr(book->lpVtbl->OpenEntry(book, row[0].Value.bin.cb, (ENTRYID *)row[0].Value.bin.lpb,
                                      NULL, 0, &type, (IUnknown **)&found),
              S_OK);
        ok(type == MAPI_ABCONT, "type %lu\n", type);
    }
    ok(found != NULL, "there is no directory\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
    return found;
}

static void begin(int at, ULONG count, const SPropValue *more)
{
    ok_hr(MAPIInitialize(NULL), S_OK);
    make_profile(at, count, more);
    ok_hr(MAPILogonEx(0, (LPTSTR) "omldap", NULL, MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL,
                      &session),
          S_OK);
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    directory = open_directory();
}

static void end(void)
{
    IProfAdmin *admin = NULL;

    directory->lpVtbl->Release(directory);
    book->lpVtbl->Release(book);
    ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    ok(!session->lpVtbl->Release(session), "the session is still referenced\n");
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->DeleteProfile(admin, (LPTSTR) "omldap", 0), S_OK);
    admin->lpVtbl->Release(admin);
    MAPIUninitialize();
    for (int i = 0; i < 3; i++) {
        char name[MAX_PATH + 8];

        snprintf(name, sizeof(name), "%s%s", book_path, (const char *[]){"", "-wal", "-shm"}[i]);
        DeleteFileA(name);
    }
}

/* ---- names ---- */

static HRESULT resolve(const WCHAR *typed, ADRLIST **out)
{
    ADRLIST *list = list_of(typed, NULL);
    HRESULT hr = book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE, NULL, list);

    if (out) *out = list;
    else FreePadrlist(list);
    return hr;
}

static void ok_found(const WCHAR *typed, const WCHAR *name, const WCHAR *address)
{
    const SPropValue *value;
    ADRLIST *list;

    ok_hr(resolve(typed, &list), S_OK);
    value = value_of(list, PR_DISPLAY_NAME_W);
    ok(value && !wcscmp(value->Value.lpszW, name), "%ls: another name\n", address);
    value = value_of(list, PR_EMAIL_ADDRESS_W);
    ok(value && !wcscmp(value->Value.lpszW, address), "%ls: another address\n", address);
    ok(value_of(list, PR_ENTRYID) != NULL, "%ls: no entry ID\n", address);
    FreePadrlist(list);
}

static const struct {
    const WCHAR *name, *address, *typed;
} names[] = {
    {L"Anna Kern", L"kern@example.org", L"anna k"},
    {L"Anna Lind", L"lind@example.org", L"LIND"},
    {L"\x0411\x043e\x0440\x0438\x0441 \x041b\x0435\x0432", L"boris@example.org",
     L"\x0431\x043e\x0440"},
    {L"\x592a\x90ce \x5c71\x7530", L"taro@example.org", L"\x592a\x90ce"},
    {L"\x05db\x05d4\x05df \x05dc\x05d5\x05d9", L"cohen@example.org", L"\x05db\x05d4\x05df"},
    {L"\xd83d\xde00 Smile", L"smile@example.org", L"\xd83d\xde00"},
};
enum {
    N_NAMES = sizeof(names) / sizeof(names[0])
};

/* The entry's own name in 8 bits. */
static void ok_small_name(const WCHAR *typed, const char *wanted)
{
    SPropValue *value = NULL;
    IMAPIProp *entry = NULL;
    const SPropValue *id;
    ADRLIST *list;
    ULONG type;

    ok_hr(resolve(typed, &list), S_OK);
    id = value_of(list, PR_ENTRYID);
    ok_hr(book->lpVtbl->OpenEntry(book, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL, 0,
                                  &type, (IUnknown **)&entry),
          S_OK);
    if (entry) {
        ok_hr(HrGetOneProp(entry, PR_DISPLAY_NAME_A, &value), S_OK);
        ok(value && !strcmp(value->Value.lpszA, wanted), "%s: another name\n", wanted);
        MAPIFreeBuffer(value);
        entry->lpVtbl->Release(entry);
    }
    FreePadrlist(list);
}

/* 7.5-04, 7.5-11, 7.5-12, 7.9-12, 7.9-14: Latin, Cyrillic, CJK, right to left, emoji, both widths
 */
static void people_of_all_scripts_are_found(void)
{
    const SPropValue *value;
    char name[100] = "";
    ADRLIST *list;

    begin(port, 0, NULL);
    for (int i = 0; i < N_NAMES; i++) {
        ok_found(names[i].typed, names[i].name, names[i].address);
        WideCharToMultiByte(CP_ACP, 0, names[i].name, -1, name, sizeof(name), NULL, NULL);
        ok_small_name(names[i].typed, name);
    }
    list = list_of(NULL, "lind");
    ok_hr(book->lpVtbl->ResolveName(book, 0, 0, NULL, list), S_OK);
    value = value_of(list, PR_DISPLAY_NAME_A);
    ok(value && !strcmp(value->Value.lpszA, "Anna Lind"), "another name in 8 bits\n");
    FreePadrlist(list);
    ok_found(L"u00042", L"User \x00dcn\x00ef 42", L"u00042@example.org");
    ok_found(L"user \x00fcn\x00cf 19999", L"User \x00dcn\x00ef 19999", L"u19999@example.org");
    ok_hr(resolve(L"Anna", NULL), MAPI_E_AMBIGUOUS_RECIP);
    ok_hr(resolve(L"user", NULL), MAPI_E_AMBIGUOUS_RECIP); /* 20,000 of them */
    ok_hr(resolve(L"Nobody", NULL), MAPI_E_NOT_FOUND);
    end();
}

static void nothing_that_is_typed_is_a_filter(void)
{
    static const WCHAR *const typed[] = {
        L"*", L"*)(uid=*", L"u00042)(uid=*", L"u0004*",     L"\\2a",          L"u00042\\",
        L"(", L")(|(cn=*", L"\x01",          L"u00042\\00", L"|(uid=u00042)", L"\xd800"};

    begin(port, 0, NULL);
    for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
        ok_hr(resolve(typed[i], NULL), MAPI_E_NOT_FOUND);
    end();
}

/* 7.7-03 */
static void recipients_are_prepared(void)
{
    SizedSPropTagArray(2, tags) = {2, {PR_BUSINESS_TELEPHONE_NUMBER_W, PR_SURNAME_A}};
    const SPropValue *value;
    ADRLIST *list;

    begin(port, 0, NULL);
    ok_hr(resolve(L"u00042", &list), S_OK);
    ok_hr(book->lpVtbl->PrepareRecips(book, 0, (SPropTagArray *)&tags, list), S_OK);
    value = value_of(list, PR_BUSINESS_TELEPHONE_NUMBER_W);
    ok(value && !wcscmp(value->Value.lpszW, L"+44 100042"), "another number\n");
    value = value_of(list, PR_SURNAME_A);
    ok(value && !strcmp(value->Value.lpszA, "N42"), "another surname\n");
    FreePadrlist(list);
    end();
}

/* ---- tables ---- */

static ULONG count_rows(IMAPITable *table, HRESULT wanted)
{
    ULONG n = 0;

    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n), wanted);
    return n;
}

/* 7.9-02, 7.9-03, 7.9-13, 7.9-15, 7.9-16 */
static void all_are_browsed(void)
{
    SizedSPropTagArray(2, tags) = {2, {PR_DISPLAY_NAME_W, PR_ENTRYID}};
    SPropValue more[3] = {{.ulPropTag = PR_OMLDAP_SIZE_LIMIT, .Value.l = 30000},
                          {.ulPropTag = PR_OMLDAP_BROWSE, .Value.b = TRUE},
                          {.ulPropTag = PR_OMLDAP_TIME_LIMIT, .Value.l = 120}};
    SPropValue prefix = {.ulPropTag = PR_DISPLAY_NAME_W};
    SRestriction find = {.rt = RES_CONTENT};
    IMAPITable *table = NULL;
    SPropValue *flags = NULL;
    IABContainer *unit = NULL;
    SRowSet *rows = NULL;
    DWORD before;
    ULONG type;

    begin(port, 3, more);
    ok_hr(HrGetOneProp((IMAPIProp *)directory, PR_CONTAINER_FLAGS, &flags), S_OK);
    ok(flags && flags->Value.l == (AB_RECIPIENTS | AB_SUBCONTAINERS | AB_UNMODIFIABLE),
       "flags %#lx\n", flags ? flags->Value.l : 0);
    MAPIFreeBuffer(flags);
    before = GetTickCount();
    ok_hr(directory->lpVtbl->GetContentsTable(directory, MAPI_UNICODE, &table), S_OK);
    ok(count_rows(table, S_OK) == PEOPLE + N_NAMES + 2, "%lu rows\n", count_rows(table, S_OK));
    trace("%d people in %lu ms\n", PEOPLE, GetTickCount() - before);
    prefix.Value.lpszW = (WCHAR *)L"user \x00fcn\x00ef 1234";
    find.res.resContent.ulFuzzyLevel = FL_PREFIX | FL_IGNORECASE;
    find.res.resContent.ulPropTag = PR_DISPLAY_NAME_W;
    find.res.resContent.lpProp = &prefix;
    ok_hr(table->lpVtbl->FindRow(table, &find, BOOKMARK_BEGINNING, 0), S_OK);
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0), S_OK);
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1 &&
           !wcsncmp(rows->aRow[0].lpProps[0].Value.lpszW, L"User \x00dcn\x00ef 1234", 13),
       "another row\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);

    ok_hr(directory->lpVtbl->GetHierarchyTable(directory, MAPI_UNICODE, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 2, "%lu units\n", rows ? rows->cRows : 0);
    if (rows && rows->cRows == 2) {
        const SPropValue *row = rows->aRow[0].lpProps;

        ok(!wcscmp(row[0].Value.lpszW, L"names"), "%ls\n", row[0].Value.lpszW);
        ok_hr(book->lpVtbl->OpenEntry(book, row[1].Value.bin.cb, (ENTRYID *)row[1].Value.bin.lpb,
                                      NULL, 0, &type, (IUnknown **)&unit),
              S_OK);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    if (unit) {
        ok_hr(unit->lpVtbl->GetContentsTable(unit, 0, &table), S_OK);
        ok(count_rows(table, S_OK) == N_NAMES + 1, "%lu rows\n", count_rows(table, S_OK));
        table->lpVtbl->Release(table);
        unit->lpVtbl->Release(unit);
    }
    end();
}

static void a_table_that_is_cut_is_searched_by_the_server(void)
{
    SPropValue more = {.ulPropTag = PR_OMLDAP_SIZE_LIMIT, .Value.l = 100};
    SPropValue name = {.ulPropTag = PR_ANR_W};
    SRestriction anr = {.rt = RES_PROPERTY};
    IMAPITable *table = NULL;

    begin(port, 1, &more);
    ok_hr(directory->lpVtbl->GetContentsTable(directory, MAPI_UNICODE, &table), S_OK);
    ok(count_rows(table, MAPI_W_APPROX_COUNT) == 100, "not 100 rows\n");
    name.Value.lpszW = (WCHAR *)L"19999";
    anr.res.resProperty.relop = RELOP_EQ;
    anr.res.resProperty.ulPropTag = PR_ANR_W;
    anr.res.resProperty.lpProp = &name;
    ok_hr(table->lpVtbl->Restrict(table, &anr, 0), S_OK);
    ok(count_rows(table, S_OK) == 1, "not one row\n");
    table->lpVtbl->Release(table);
    end();
}

/* 7.9-06 */
static void a_list_has_its_members(void)
{
    IMAPITable *table = NULL;
    IDistList *list = NULL;
    const SPropValue *id;
    ADRLIST *typed;
    ULONG type = 0;

    begin(port, 0, NULL);
    ok_hr(resolve(L"all names", &typed), S_OK);
    id = value_of(typed, PR_ENTRYID);
    ok(id != NULL, "no entry ID\n");
    if (id)
        ok_hr(book->lpVtbl->OpenEntry(book, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                      MAPI_BEST_ACCESS, &type, (IUnknown **)&list),
              S_OK);
    ok(type == MAPI_DISTLIST, "type %lu\n", type);
    if (list) {
        ok_hr(list->lpVtbl->GetContentsTable(list, 0, &table), S_OK);
        ok(count_rows(table, S_OK) == N_NAMES, "%lu members\n", count_rows(table, S_OK));
        table->lpVtbl->Release(table);
        ok_hr(list->lpVtbl->OpenProperty(list, PR_DETAILS_TABLE, &IID_IMAPITable, 0, 0,
                                         (IUnknown **)&table),
              S_OK);
        if (table) table->lpVtbl->Release(table);
        list->lpVtbl->Release(list);
    }
    FreePadrlist(typed);
    end();
}

/* ---- servers ---- */

static HRESULT read_contents(void)
{
    IMAPITable *table = NULL;
    HRESULT hr;
    ULONG n;

    ok_hr(directory->lpVtbl->GetContentsTable(directory, 0, &table), S_OK);
    hr = table->lpVtbl->GetRowCount(table, 0, &n);
    table->lpVtbl->Release(table);
    return hr;
}

static void a_password_is_kept_and_must_be_right(void)
{
    SPropValue more[2] = {
        {.ulPropTag = PR_OMLDAP_BIND_DN_A, .Value.lpszA = (char *)"cn=admin,dc=example,dc=org"},
        {.ulPropTag = PR_OMLDAP_PASSWORD_A, .Value.lpszA = (char *)"secret"}};

    begin(port, 2, more);
    ok_hr(read_contents(), MAPI_W_APPROX_COUNT);
    end();
    more[1].Value.lpszA = (char *)"wrong";
    begin(port, 2, more);
    ok_hr(read_contents(), MAPI_E_LOGON_FAILED);
    end();
}

/* An answer within the limit, some seconds of a loaded machine apart. */
static void ok_refused(int at, ULONG count, const SPropValue *more, HRESULT wanted)
{
    DWORD before;

    begin(at, count, more);
    before = GetTickCount();
    ok_hr(read_contents(), wanted);
    ok(GetTickCount() - before < (SECONDS + 20) * 1000, "%lu ms\n", GetTickCount() - before);
    before = GetTickCount();
    end(); /* doesn't wait for it either */
    ok(GetTickCount() - before < 20000, "logged off in %lu ms\n", GetTickCount() - before);
}

static void a_server_that_never_answers_costs_the_limit(void)
{
    SPropValue more[3] = {{.ulPropTag = PR_OMLDAP_TIME_LIMIT, .Value.l = SECONDS},
                          {.ulPropTag = PR_OMLDAP_TLS, .Value.l = OMLDAP_TLS},
                          {.ulPropTag = PR_OMLDAP_TLS_UNVERIFIED, .Value.b = TRUE}};

    ok_refused(silent_port, 1, more, MAPI_E_TIMEOUT);
    ok_refused(dripping_port, 1, more, MAPI_E_TIMEOUT);
    ok_refused(silent_port, 3, more, MAPI_E_TIMEOUT); /* within the first steps of TLS */
}

/* Nobody knows the server's authority; Wine's library can't verify any. */
static void a_certificate_is_verified_unless_that_is_not_wanted(void)
{
    SPropValue more[2] = {{.ulPropTag = PR_OMLDAP_TLS, .Value.l = OMLDAP_STARTTLS},
                          {.ulPropTag = PR_OMLDAP_TLS_UNVERIFIED, .Value.b = TRUE}};

    for (int i = 0; i < 2; i++) {
        int at = i ? tls_port : port;

        more[0].Value.l = i ? OMLDAP_TLS : OMLDAP_STARTTLS;
        ok_refused(at, 1, more, MAPI_E_NETWORK_ERROR);
        begin(at, 2, more);
        ok_hr(read_contents(), MAPI_W_APPROX_COUNT);
        end();
    }
}

static void tell_server(const char *word)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((u_short)control_port)};
    char answer[16];
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ok(!connect(s, (struct sockaddr *)&address, sizeof(address)), "error %d\n", WSAGetLastError());
    ok(send(s, word, (int)strlen(word), 0) > 0, "error %d\n", WSAGetLastError());
    ok(recv(s, answer, sizeof(answer), 0) > 0, "error %d\n", WSAGetLastError());
    closesocket(s);
}

static void add_friend(const WCHAR *name)
{
    SPropValue props[3] = {
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)name},
        {.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = (WCHAR *)L"SMTP"},
        {.ulPropTag = PR_EMAIL_ADDRESS_W, .Value.lpszW = (WCHAR *)L"friend@example.org"}};
    IABContainer *personal = NULL;
    SPropValue *template = NULL;
    IMAPIProp *entry = NULL;
    SBinary id = {0};
    ULONG type;

    ok_hr(book->lpVtbl->GetPAB(book, &id.cb, (ENTRYID **)&id.lpb), S_OK);
    ok_hr(book->lpVtbl->OpenEntry(book, id.cb, (ENTRYID *)id.lpb, NULL, MAPI_BEST_ACCESS, &type,
                                  (IUnknown **)&personal),
          S_OK);
    MAPIFreeBuffer(id.lpb);
    ok_hr(HrGetOneProp((IMAPIProp *)personal, PR_DEF_CREATE_MAILUSER, &template), S_OK);
    ok_hr(personal->lpVtbl->CreateEntry(personal, template->Value.bin.cb,
                                        (ENTRYID *)template->Value.bin.lpb, 0, &entry),
          S_OK);
    MAPIFreeBuffer(template);
    ok_hr(entry->lpVtbl->SetProps(entry, 3, props, NULL), S_OK);
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0), S_OK);
    entry->lpVtbl->Release(entry);
    personal->lpVtbl->Release(personal);
}

static void a_server_that_hangs_is_waited_for_once(void)
{
    SPropValue more = {.ulPropTag = PR_OMLDAP_TIME_LIMIT, .Value.l = SECONDS};
    DWORD before;

    begin(silent_port, 1, &more);
    add_friend(L"Zora Friend");
    before = GetTickCount();
    ok_found(L"Zora", L"Zora Friend", L"friend@example.org");
    ok_hr(resolve(L"u00042", NULL), MAPI_E_NOT_FOUND);
    ok(GetTickCount() - before < (2 * SECONDS + 20) * 1000, "%lu ms\n", GetTickCount() - before);
    end();
}

/* The others go on. */
static void a_server_that_is_killed_is_told_and_missed_by_no_other(void)
{
    begin(port, 0, NULL);
    add_friend(L"Zora Friend");
    ok_found(L"u00042", L"User \x00dcn\x00ef 42", L"u00042@example.org");
    tell_server("kill");
    ok_found(L"Zora", L"Zora Friend", L"friend@example.org");
    ok_hr(read_contents(), MAPI_E_NETWORK_ERROR);
    ok_hr(resolve(L"u00042", NULL), MAPI_E_NOT_FOUND);
    ok_found(L"Zora", L"Zora Friend", L"friend@example.org");
    end();
    tell_server("start");
    begin(port, 0, NULL);
    ok_found(L"u00042", L"User \x00dcn\x00ef 42", L"u00042@example.org");
    end();
}

START_TEST(ldap_ab)
{
    const char *ports = getenv("OPENMAPI_LDAP");
    WSADATA data;

    GetTempPathA(sizeof(book_path) - 32, book_path);
    strcat(book_path, "omldap.ompab");
    if (!ports) {
        skip("there is no directory server here\n");
        return;
    }
    if (sscanf(ports, "%d %d %d %d %d", &port, &control_port, &silent_port, &dripping_port,
               &tls_port) != 5) {
        ok(0, "the directory server didn't come up\n");
        return;
    }
    ok(!WSAStartup(MAKEWORD(2, 2), &data), "no sockets\n");
    RUN(people_of_all_scripts_are_found);
    RUN(nothing_that_is_typed_is_a_filter);
    RUN(recipients_are_prepared);
    RUN(all_are_browsed);
    RUN(a_table_that_is_cut_is_searched_by_the_server);
    RUN(a_list_has_its_members);
    RUN(a_password_is_kept_and_must_be_right);
    RUN(a_server_that_never_answers_costs_the_limit);
    RUN(a_certificate_is_verified_unless_that_is_not_wanted);
    RUN(a_server_that_hangs_is_waited_for_once);
    RUN(a_server_that_is_killed_is_told_and_missed_by_no_other);
    WSACleanup();
}
