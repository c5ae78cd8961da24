/*
 * contacts_ab.c - the contacts of the default store's folder in the address book: shown, found,
 * opened, and followed as they change
 */
#define INITGUID
#define USES_IID_IABContainer
#define USES_PSETID_Address
#include "store_fixture.h"
#include <wchar.h>
#include "mapiaux.h"
#include "mapinamed.h"
#include "typed_name.h"

static IMAPISession *session;
static IMsgStore *store;
static IMAPIFolder *contacts;
static IAddrBook *book;
static SBinary people; /* the container's entry ID */

/* ---- contacts ---- */

static void add_service(const char *name)
{
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omstore", NULL, 0, 0, &services), S_OK);
    ok_hr(services->lpVtbl->CreateMsgService(services, (LPTSTR)name, (LPTSTR)name, 0, 0), S_OK);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
}

static IMAPIFolder *contacts_folder(void)
{
    IMAPIFolder *inbox = open_inbox(store), *folder = NULL;
    SPropValue *id = NULL;
    ULONG type;

    ok_hr(HrGetOneProp((IMAPIProp *)inbox, PR_IPM_CONTACT_ENTRYID, &id), S_OK);
    ok_hr(store->lpVtbl->OpenEntry(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                   MAPI_BEST_ACCESS, &type, (IUnknown **)&folder),
          S_OK);
    MAPIFreeBuffer(id);
    inbox->lpVtbl->Release(inbox);
    return folder;
}

static ULONG address_tag(IMessage *message, LONG id)
{
    GUID set = PSETID_Address;
    MAPINAMEID name = {.lpguid = &set, .ulKind = MNID_ID, .Kind.lID = id}, *names = &name;
    SPropTagArray *tags = NULL;
    ULONG tag;

    ok_hr(message->lpVtbl->GetIDsFromNames(message, 1, &names, MAPI_CREATE, &tags), S_OK);
    tag = CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_UNICODE);
    MAPIFreeBuffer(tags);
    return tag;
}

static void set_wide(IMessage *message, ULONG tag, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = tag, .Value.lpszW = (WCHAR *)text};

    ok_hr(HrSetOneProp((IMAPIProp *)message, &value), S_OK);
}

/* Its entry ID: MAPIFreeBuffer. */
static SPropValue *add_contact(const WCHAR *name, const WCHAR *mail, const WCHAR *other,
                               const WCHAR *fax)
{
    IMessage *message = NULL;
    SPropValue *id = NULL;

    ok_hr(contacts->lpVtbl->CreateMessage(contacts, NULL, 0, &message), S_OK);
    set_wide(message, PR_MESSAGE_CLASS_W, L"IPM.Contact");
    set_wide(message, PR_DISPLAY_NAME_W, name);
    set_wide(message, PR_COMPANY_NAME_W, L"Firma");
    if (mail) {
        set_wide(message, address_tag(message, 0x8080), name);
        set_wide(message, address_tag(message, 0x8082), L"SMTP");
        set_wide(message, address_tag(message, 0x8083), mail);
    }
    if (other) {
        set_wide(message, address_tag(message, 0x8090), L"The other");
        set_wide(message, address_tag(message, 0x8093), other);
    }
    if (fax) set_wide(message, PR_HOME_FAX_NUMBER_W, fax);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READONLY), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &id), S_OK);
    message->lpVtbl->Release(message);
    return id;
}

/* ---- the address book ---- */

/* The container of that name below the root. */
static void find_container(const WCHAR *name)
{
    SizedSPropTagArray(3, tags) = {3, {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_CONTAINER_FLAGS}};
    IMAPIContainer *root = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type;

    people.cb = 0;
    ok_hr(book->lpVtbl->OpenEntry(book, 0, NULL, NULL, 0, &type, (IUnknown **)&root), S_OK);
    ok_hr(root->lpVtbl->GetHierarchyTable(root, MAPI_UNICODE | CONVENIENT_DEPTH, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *p = rows->aRow[i].lpProps;

        if (wcscmp(p[1].Value.lpszW, name)) continue;
        ok(p[2].Value.l == (AB_RECIPIENTS | AB_UNMODIFIABLE), "flags %#lx\n", p[2].Value.l);
        people.cb = p[0].Value.bin.cb;
        ok_hr(MAPIAllocateBuffer(people.cb, (void **)&people.lpb), S_OK);
        memcpy(people.lpb, p[0].Value.bin.lpb, people.cb);
    }
    ok(people.cb != 0, "there is no such container\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
}

static void open_all(void)
{
    session = log_on();
    store = open_store(session, S_OK);
    contacts = contacts_folder();
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    find_container(L"Contacts");
}

static void close_all(void)
{
    MAPIFreeBuffer(people.lpb);
    people = (SBinary){0};
    book->lpVtbl->Release(book);
    contacts->lpVtbl->Release(contacts);
    store->lpVtbl->Release(store);
    log_off(session);
}

static void begin(void)
{
    MAPIINIT_0 init = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};

    ok_hr(MAPIInitialize(&init), S_OK);
    remove_store();
    ok_hr(make_profile("LOCALSTORE", path), S_OK);
    add_service("CONTAB");
    open_all();
}

static void end(void)
{
    close_all();
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

static IABContainer *open_people(void)
{
    IABContainer *container = NULL;
    ULONG type = 0;

    ok_hr(book->lpVtbl->OpenEntry(book, people.cb, (ENTRYID *)people.lpb, NULL, 0, &type,
                                  (IUnknown **)&container),
          S_OK);
    ok(type == MAPI_ABCONT, "type %lu\n", type);
    return container;
}

static IMAPITable *open_table(ULONG flags)
{
    IABContainer *container = open_people();
    IMAPITable *table = NULL;

    ok_hr(container->lpVtbl->GetContentsTable(container, flags, &table), S_OK);
    container->lpVtbl->Release(container);
    return table;
}

static SRowSet *rows_of(IMAPITable *table, SRestriction *res)
{
    static SizedSPropTagArray(4, tags) = {
        4, {PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_ENTRYID}};
    SRowSet *rows = NULL;

    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, res, NULL, 0, &rows), S_OK);
    return rows;
}

static void ok_row(const SRowSet *rows, ULONG at, const WCHAR *name, const WCHAR *type,
                   const WCHAR *address)
{
    const SPropValue *p = rows->cRows > at ? rows->aRow[at].lpProps : NULL;

    ok(p && !wcscmp(p[0].Value.lpszW, name) && !wcscmp(p[1].Value.lpszW, type) &&
           !wcscmp(p[2].Value.lpszW, address),
       "row %lu is another\n", at);
}

/* ---- the tests ---- */

static void each_address_of_a_contact_is_an_entry(void)
{
    SPropValue *anna, *boris;
    IMAPITable *table;
    SRowSet *rows;

    begin();
    anna = add_contact(L"Anna Kern", L"anna@example.org", L"kern@example.net", L"+49 30 1");
    boris = add_contact(L"\x0411\x043e\x0440\x0438\x0441", L"boris@example.org", NULL, NULL);
    MAPIFreeBuffer(add_contact(L"Nobody", NULL, NULL, NULL));
    table = open_table(MAPI_UNICODE);
    rows = rows_of(table, NULL);
    ok(rows->cRows == 4, "%lu rows\n", rows->cRows);
    ok_row(rows, 0, L"Anna Kern", L"SMTP", L"anna@example.org");
    ok_row(rows, 1, L"Anna Kern", L"FAX", L"+49 30 1");
    ok_row(rows, 2, L"The other", L"SMTP", L"kern@example.net");
    ok_row(rows, 3, L"\x0411\x043e\x0440\x0438\x0441", L"SMTP", L"boris@example.org");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    table = open_table(0);
    ok_hr(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    ok(rows->cRows == 4 && rows->aRow[0].lpProps[0].ulPropTag == PR_DISPLAY_NAME_A &&
           !strcmp(rows->aRow[0].lpProps[0].Value.lpszA, "Anna Kern"),
       "not in 8 bits\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    MAPIFreeBuffer(anna);
    MAPIFreeBuffer(boris);
    end();
}

/* 7.9-21 */
static void entry_ids_are_those_of_contacts_address_books(void)
{
    SPropValue *anna, *value = NULL;
    SBinary id, *contact;
    CONTAB_ENTRYID *eid;
    IMAPIProp *user = NULL;
    IMAPITable *table;
    SRowSet *rows;
    ULONG type, same = FALSE;

    begin();
    anna = add_contact(L"Anna Kern", L"anna@example.org", L"kern@example.net", NULL);
    contact = &anna->Value.bin;
    table = open_table(MAPI_UNICODE);
    rows = rows_of(table, NULL);
    id = rows->aRow[1].lpProps[3].Value.bin; /* The other */
    eid = (CONTAB_ENTRYID *)id.lpb;
    ok(id.cb == offsetof(CONTAB_ENTRYID, abeid) + contact->cb, "%lu bytes\n", id.cb);
    ok(!*(ULONG *)eid->abFlags && eid->ulVersion == 3 && eid->ulType == CONTAB_USER &&
           eid->ulIndex == 1 && eid->cbeid == contact->cb &&
           !memcmp(eid->abeid, contact->lpb, contact->cb),
       "version %lu, type %lu, index %lu, %lu bytes\n", eid->ulVersion, eid->ulType, eid->ulIndex,
       eid->cbeid);
    ok(!memcmp(&eid->muid, "\xfe\x42\xaa\x0a\x18\xc7\x1a\x10\xe8\x85\x0b\x65\x1c\x24\0\0", 16),
       "another UID\n");
    ok(people.cb == sizeof(DIR_ENTRYID) && ((DIR_ENTRYID *)people.lpb)->ulType == CONTAB_CONTAINER,
       "the container's is none\n");
    ok_hr(
        book->lpVtbl->OpenEntry(book, id.cb, (ENTRYID *)id.lpb, NULL, 0, &type, (IUnknown **)&user),
        S_OK);
    ok(type == MAPI_MAILUSER, "type %lu\n", type);
    ok_hr(HrGetOneProp(user, PR_EMAIL_ADDRESS_W, &value), S_OK);
    ok(!wcscmp(value->Value.lpszW, L"kern@example.net"), "another address\n");
    MAPIFreeBuffer(value);
    ok_hr(HrGetOneProp(user, PR_COMPANY_NAME_W, &value), S_OK);
    ok(!wcscmp(value->Value.lpszW, L"Firma"), "another company\n");
    MAPIFreeBuffer(value);
    ok_hr(HrGetOneProp(user, PR_SEARCH_KEY, &value), S_OK);
    ok(value->Value.bin.cb == 22 && !memcmp(value->Value.bin.lpb, "SMTP:KERN@EXAMPLE.NET", 22),
       "another search key\n");
    ok_hr(HrSetOneProp(user, value), MAPI_E_NO_ACCESS);
    MAPIFreeBuffer(value);
    user->lpVtbl->Release(user);
    ok_hr(book->lpVtbl->CompareEntryIDs(book, id.cb, (ENTRYID *)id.lpb, id.cb, (ENTRYID *)id.lpb, 0,
                                        &same),
          S_OK);
    ok(same, "it isn't itself\n");
    eid->ulIndex = 2;
    ok_hr(
        book->lpVtbl->OpenEntry(book, id.cb, (ENTRYID *)id.lpb, NULL, 0, &type, (IUnknown **)&user),
        MAPI_E_NOT_FOUND);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    MAPIFreeBuffer(anna);
    end();
}

static void ok_resolved(const WCHAR *typed, HRESULT wanted, const WCHAR *address)
{
    ADRLIST *list = list_of(typed, NULL);
    const SPropValue *value;

    ok_hr(book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE, NULL, list), wanted);
    value = wanted == S_OK ? value_of(list, PR_EMAIL_ADDRESS_W) : NULL;
    ok(wanted != S_OK || (value && !wcscmp(value->Value.lpszW, address)), "another address\n");
    ok(wanted != S_OK || value_of(list, PR_ENTRYID), "no entry ID\n");
    FreePadrlist(list);
}

/* 7.5-04, 7.9-14 */
static void names_become_contacts(void)
{
    SPropValue typed = {.ulPropTag = PR_ANR_W, .Value.lpszW = (WCHAR *)L"ann ke"};
    SRestriction anr = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_ANR_W, &typed}};
    IMAPITable *table;
    SRowSet *rows;

    begin();
    MAPIFreeBuffer(add_contact(L"Anna Kern", L"anna@example.org", NULL, NULL));
    MAPIFreeBuffer(add_contact(L"Anna Lind", L"lind@example.org", NULL, NULL));
    MAPIFreeBuffer(add_contact(L"\x592a\x90ce \x5c71\x7530", L"taro@example.org", NULL, NULL));
    ok_resolved(L"anna k", S_OK, L"anna@example.org");
    ok_resolved(L"LIND", S_OK, L"lind@example.org");
    ok_resolved(L"taro@", S_OK, L"taro@example.org");
    ok_resolved(L"\x5c71", S_OK, L"taro@example.org");
    ok_resolved(L"Anna", MAPI_E_AMBIGUOUS_RECIP, NULL);
    ok_resolved(L"Zora", MAPI_E_NOT_FOUND, NULL);
    table = open_table(MAPI_UNICODE);
    rows = rows_of(table, &anr);
    ok(rows->cRows == 1, "%lu rows\n", rows->cRows);
    ok_row(rows, 0, L"Anna Kern", L"SMTP", L"anna@example.org");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    end();
}

static HANDLE heard[2]; /* a new row, one that goes */

static LONG WINAPI hear(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)context;
    for (ULONG i = 0; i < count; i++) {
        if (batch[i].info.tab.ulTableEvent == TABLE_ROW_ADDED) SetEvent(heard[0]);
        if (batch[i].info.tab.ulTableEvent == TABLE_ROW_DELETED) SetEvent(heard[1]);
    }
    return 0;
}

static void the_table_follows_the_folder(void)
{
    IMAPIAdviseSink *sink = NULL;
    SPropValue *boris;
    ENTRYLIST list = {1, NULL};
    IMAPITable *table;
    ULONG_PTR connection;
    ULONG n = 0;

    begin();
    MAPIFreeBuffer(add_contact(L"Anna Kern", L"anna@example.org", NULL, NULL));
    table = open_table(MAPI_UNICODE);
    for (int i = 0; i < 2; i++)
        heard[i] = CreateEventA(NULL, TRUE, FALSE, NULL);
    ok_hr(HrAllocAdviseSink(hear, NULL, &sink), S_OK);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, sink, &connection), S_OK);
    boris = add_contact(L"Boris", L"boris@example.org", NULL, NULL);
    ok(WaitForSingleObject(heard[0], 30000) == WAIT_OBJECT_0, "no new row was told\n");
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    ok(n == 2, "%lu rows\n", n);
    list.lpbin = &boris->Value.bin;
    ok_hr(contacts->lpVtbl->DeleteMessages(contacts, &list, 0, NULL, 0), S_OK);
    ok(WaitForSingleObject(heard[1], 30000) == WAIT_OBJECT_0, "no row that goes was told\n");
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    ok(n == 1, "%lu rows\n", n);
    ok_hr(table->lpVtbl->Unadvise(table, connection), S_OK);
    table->lpVtbl->Release(table);
    sink->lpVtbl->Release(sink);
    for (int i = 0; i < 2; i++)
        CloseHandle(heard[i]);
    MAPIFreeBuffer(boris);
    end();
}

static void what_would_write_is_refused(void)
{
    IABContainer *container;
    IMAPIProp *entry = NULL;
    ENTRYLIST none = {0, NULL};

    begin();
    container = open_people();
    ok_hr(container->lpVtbl->CreateEntry(container, people.cb, (ENTRYID *)people.lpb, 0, &entry),
          MAPI_E_NO_SUPPORT);
    ok_hr(container->lpVtbl->DeleteEntries(container, &none, 0), MAPI_E_NO_SUPPORT);
    ok_hr(container->lpVtbl->SaveChanges(container, 0), MAPI_E_NO_ACCESS);
    container->lpVtbl->Release(container);
    end();
}

START_TEST(contacts_ab)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-contacts.omstore");

    RUN(each_address_of_a_contact_is_an_entry);
    RUN(entry_ids_are_those_of_contacts_address_books);
    RUN(names_become_contacts);
    RUN(the_table_follows_the_folder);
    RUN(what_would_write_is_refused);
}
