/*
 * ombook_fixture.h - a session whose profile names two address books of ombook32.dll, and its address
 * book
 */
#pragma once
#include "session_fixture.h"
#include "ombook.h"
#include "../tests/fakes/two_books.h"

static struct ombook *om;

static void add_book(IProviderAdmin *providers, ULONG number)
{
    SPropValue props[6] = {
        {.ulPropTag = PR_PROVIDER_DLL_NAME_A, .Value.lpszA = (char *)"ombook.dll"},
        {.ulPropTag = PR_RESOURCE_TYPE, .Value.l = MAPI_AB_PROVIDER},
        {.ulPropTag = PR_RESOURCE_FLAGS, .Value.l = 0},
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Book"},
        {.ulPropTag = PR_PROVIDER_DISPLAY_A, .Value.lpszA = (char *)"Book"},
        {.ulPropTag = OMBOOK_NUMBER, .Value.l = (LONG)number},
    };
    MAPIUID uid;

    ok_hr(providers->lpVtbl->CreateProvider(providers, (LPTSTR) "BOOK", 6, props, 0, 0, &uid),
          S_OK);
}

static void add_books(void)
{
    IMsgServiceAdmin *services = NULL;
    IProviderAdmin *providers = NULL;
    IProfAdmin *admin = NULL;
    MAPIUID service;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omtest", NULL, 0, 0, &services), S_OK);
    ok(only_service(services, &service), "there is not one service\n");
    ok_hr(services->lpVtbl->AdminProviders(services, &service, 0, &providers), S_OK);
    add_book(providers, 1);
    add_book(providers, 2);
    providers->lpVtbl->Release(providers);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
}

static void load_books(void)
{
    HMODULE dll = LoadLibraryA("ombook32.dll");

    ok(dll != NULL, "ombook32.dll: error %lu\n", GetLastError());
    if (!dll) ExitProcess(1);
    *(FARPROC *)&om = GetProcAddress(dll, "ombook");
    if (!om) ExitProcess(1);
    om->books[0] = book_one;
    om->books[1] = book_two;
    om->calls[0] = 0;
}

static IMAPISession *session;
static IAddrBook *book;

static void open_book(void)
{
    om->books[0] = book_one;
    om->books[1] = book_two;
    om->calls[0] = 0;
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
}

static void begin(void)
{
    ok_hr(MAPIInitialize(NULL), S_OK);
    make_profile(false);
    add_books();
    open_book();
}

static void close_book(void)
{
    book->lpVtbl->Release(book);
    log_off(session);
    ok(!om->books[0].objects && !om->books[1].objects, "%ld and %ld objects of the books are left\n",
       om->books[0].objects, om->books[1].objects);
}

static void end(void)
{
    close_book();
    MAPIUninitialize();
}

__attribute__((unused)) static bool is_eid(const SPropValue *value, int of, char kind, char id)
{
    const BYTE *eid = value ? value->Value.bin.lpb : NULL;

    return value && value->ulPropTag == PR_ENTRYID && value->Value.bin.cb == BOOK_EID_BYTES &&
           eid[19] == om->books[of].number && eid[20] == (BYTE)kind && eid[21] == (BYTE)id;
}

__attribute__((unused)) static const char *letters(const SRowSet *rows)
{
    static char text[40];
    ULONG n = 0;

    for (; rows && n < rows->cRows && n < 39; n++) {
        const SPropValue *eid = PpropFindProp(rows->aRow[n].lpProps, rows->aRow[n].cValues,
                                              PR_ENTRYID);

        text[n] = eid ? (char)eid->Value.bin.lpb[eid->Value.bin.cb - 1] : '?';
    }
    text[n] = 0;
    return text;
}
