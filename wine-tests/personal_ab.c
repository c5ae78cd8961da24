/*
 * personal_ab.c - the personal address book of a profile: entries and lists made, found, shown and
 * deleted by a client, seen by the next session and by another process
 */
#define INITGUID
#define USES_IID_IABContainer
#define USES_IID_IMAPITable
#include "store_fixture.h"
#include <wchar.h>
#include "typed_name.h"

static IMAPISession *session;
static IAddrBook *book;
static IABContainer *personal;

static const struct {
    const WCHAR *name, *address, *typed;
} people[] = {
    {L"Anna Kern", L"anna@example.org", L"anna k"},
    {L"Anna Lind", L"lind@example.org", L"LIND"},
    {L"\x0411\x043e\x0440\x0438\x0441 \x041b\x0435\x0432", L"boris@example.org",
     L"\x0431\x043e\x0440"},
    {L"\x592a\x90ce \x5c71\x7530", L"taro@example.org", L"\x592a\x90ce"},
    {L"\x05db\x05d4\x05df \x05dc\x05d5\x05d9", L"cohen@example.org", L"\x05db\x05d4\x05df"},
    {L"\xd83d\xde00 Smile", L"smile@example.org", L"\xd83d\xde00"},
};
enum {
    N_PEOPLE = sizeof(people) / sizeof(people[0])
};

static IUnknown *open_any(const SBinary *id, HRESULT wanted, ULONG wanted_type)
{
    IUnknown *object = NULL;
    ULONG type = 0;

    ok_hr(book->lpVtbl->OpenEntry(book, id->cb, (ENTRYID *)id->lpb, NULL, MAPI_BEST_ACCESS, &type,
                                  &object),
          wanted);
    if (wanted == S_OK) ok(type == wanted_type, "type %lu\n", type);
    return object;
}

static void open_book(void)
{
    SBinary id = {0};

    session = log_on();
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    ok_hr(book->lpVtbl->GetPAB(book, &id.cb, (ENTRYID **)&id.lpb), S_OK);
    personal = (IABContainer *)open_any(&id, S_OK, MAPI_ABCONT);
    MAPIFreeBuffer(id.lpb);
}

static void close_book(void)
{
    personal->lpVtbl->Release(personal);
    book->lpVtbl->Release(book);
    log_off(session);
}

static void begin(const char *service, const char *file)
{
    ok_hr(MAPIInitialize(NULL), S_OK);
    remove_store();
    ok_hr(make_profile(service, file), S_OK);
    open_book();
}

static void end(void)
{
    close_book();
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

/* ---- entries ---- */

static void set_wide(void *object, ULONG tag, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = tag, .Value.lpszW = (WCHAR *)text};

    ok_hr(HrSetOneProp(object, &value), S_OK);
}

/* A new entry from the template that the container names, not saved. */
static IMAPIProp *new_entry(ULONG template_tag, const WCHAR *name)
{
    SPropValue *template = NULL;
    IMAPIProp *entry = NULL;

    ok_hr(HrGetOneProp((IMAPIProp *)personal, template_tag, &template), S_OK);
    ok_hr(personal->lpVtbl->CreateEntry(personal, template->Value.bin.cb,
                                        (ENTRYID *)template->Value.bin.lpb, 0, &entry),
          S_OK);
    MAPIFreeBuffer(template);
    set_wide(entry, PR_DISPLAY_NAME_W, name);
    return entry;
}

/* All people; ids: theirs, for MAPIFreeBuffer. */
static void add_people(SPropValue **ids)
{
    for (int i = 0; i < N_PEOPLE; i++) {
        IMAPIProp *entry = new_entry(PR_DEF_CREATE_MAILUSER, people[i].name);

        set_wide(entry, PR_ADDRTYPE_W, L"SMTP");
        set_wide(entry, PR_EMAIL_ADDRESS_W, people[i].address);
        ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READONLY), S_OK);
        ok_hr(HrGetOneProp(entry, PR_ENTRYID, &ids[i]), S_OK);
        entry->lpVtbl->Release(entry);
    }
}

static void free_ids(SPropValue **ids)
{
    for (int i = 0; i < N_PEOPLE; i++)
        MAPIFreeBuffer(ids[i]);
}

static bool same_id(const SPropValue *value, const SPropValue *id)
{
    ULONG same = FALSE;

    if (!value || !id) return false;
    ok_hr(book->lpVtbl->CompareEntryIDs(book, value->Value.bin.cb, (ENTRYID *)value->Value.bin.lpb,
                                        id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0, &same),
          S_OK);
    return same;
}

/* What is typed becomes the person of this number. */
static void ok_found(const WCHAR *typed, int number, const SPropValue *id)
{
    ADRLIST *list = list_of(typed, NULL);
    const SPropValue *value;

    ok_hr(book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE, NULL, list), S_OK);
    value = value_of(list, PR_DISPLAY_NAME_W);
    ok(value && !wcscmp(value->Value.lpszW, people[number].name), "%d: another name\n", number);
    value = value_of(list, PR_EMAIL_ADDRESS_W);
    ok(value && !wcscmp(value->Value.lpszW, people[number].address), "%d: another address\n",
       number);
    ok(value_of(list, PR_ENTRYID) != NULL, "%d: no entry ID\n", number);
    if (id) ok(same_id(value_of(list, PR_ENTRYID), id), "%d: another entry\n", number);
    FreePadrlist(list);
}

static void ok_not_found(const WCHAR *typed, HRESULT wanted)
{
    ADRLIST *list = list_of(typed, NULL);

    ok_hr(book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE, NULL, list), wanted);
    FreePadrlist(list);
}

/* A contents table has so many rows; with, if not NULL, is the name of one of them in both widths.
 */
static void ok_rows(IMAPIContainer *container, ULONG wanted, const WCHAR *with)
{
    SizedSPropTagArray(2, wide) = {2, {PR_DISPLAY_NAME_W, PR_OBJECT_TYPE}};
    SizedSPropTagArray(2, small) = {2, {PR_DISPLAY_NAME_A, PR_OBJECT_TYPE}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL, *small_rows = NULL;
    bool found = !with;
    char name[100];

    ok_hr(container->lpVtbl->GetContentsTable(container, MAPI_UNICODE, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&wide, NULL, NULL, 0, &rows), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&small, NULL, NULL, 0, &small_rows), S_OK);
    ok(rows && rows->cRows == wanted, "%lu rows, not %lu\n", rows ? rows->cRows : 0, wanted);
    for (ULONG i = 0; rows && small_rows && !found && i < rows->cRows; i++) {
        if (wcscmp(rows->aRow[i].lpProps[0].Value.lpszW, with)) continue;
        found = true;
        WideCharToMultiByte(CP_ACP, 0, with, -1, name, sizeof(name), NULL, NULL);
        ok(!strcmp(small_rows->aRow[i].lpProps[0].Value.lpszA, name),
           "in 8 bits it is %s, not %s\n", small_rows->aRow[i].lpProps[0].Value.lpszA, name);
    }
    ok(found, "it isn't there\n");
    FreeProws(rows);
    FreeProws(small_rows);
    table->lpVtbl->Release(table);
}

/* ---- the tests ---- */

/* The path that the first logon has written into the provider's section. */
static void file_of_profile(WCHAR *out, size_t chars)
{
    SizedSPropTagArray(1, tags) = {1, {PR_PROVIDER_UID}};
    IMsgServiceAdmin *services = NULL;
    IProfSect *section = NULL;
    IMAPITable *table = NULL;
    SPropValue *value = NULL;
    SRowSet *rows = NULL;

    out[0] = 0;
    ok_hr(session->lpVtbl->AdminServices(session, 0, &services), S_OK);
    ok_hr(services->lpVtbl->GetProviderTable(services, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows->cRows == 1, "%lu providers\n", rows->cRows);
    ok_hr(session->lpVtbl->OpenProfileSection(session,
                                              (MAPIUID *)rows->aRow[0].lpProps[0].Value.bin.lpb,
                                              NULL, MAPI_FORCE_ACCESS, &section),
          S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)section, PR_PST_PATH_W, &value), S_OK);
    if (value) wcsncpy(out, value->Value.lpszW, chars - 1);
    out[chars - 1] = 0;
    MAPIFreeBuffer(value);
    section->lpVtbl->Release(section);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    services->lpVtbl->Release(services);
}

/* 7.6-08, 7.9-02, 7.9-03: without a path the first logon makes a file */
static void a_profiles_book_is_the_personal_one(void)
{
    WCHAR file[MAX_PATH];
    size_t chars;

    begin("MSPST AB", NULL);
    ok((get_long(personal, PR_CONTAINER_FLAGS) & (AB_MODIFIABLE | AB_RECIPIENTS)) ==
           (AB_MODIFIABLE | AB_RECIPIENTS),
       "flags %#lx\n", get_long(personal, PR_CONTAINER_FLAGS));
    ok(get_long(personal, PR_DISPLAY_TYPE) == DT_MODIFIABLE, "display type %lu\n",
       get_long(personal, PR_DISPLAY_TYPE));
    ok_rows((IMAPIContainer *)personal, 0, NULL);
    file_of_profile(file, MAX_PATH);
    chars = wcslen(file);
    ok(chars > 6 && !wcscmp(file + chars - 6, L".ompab"), "%ls\n", file);
    end();
    ok(DeleteFileW(file), "%ls: error %lu\n", file, GetLastError());
}

/* 7.5-04, 7.5-06, 7.5-11, 7.5-12, 7.9-05, 7.9-08, 7.9-12, 7.9-14: Latin, Cyrillic, CJK, right to
 * left, emoji */
static void people_of_all_scripts_are_kept_and_found(void)
{
    SPropValue *ids[N_PEOPLE] = {0};

    begin("PERSONALAB", path);
    add_people(ids);
    for (int i = 0; i < N_PEOPLE; i++) {
        ok_found(people[i].typed, i, ids[i]);
        ok_rows((IMAPIContainer *)personal, N_PEOPLE, people[i].name);
    }
    ok_not_found(L"Anna", MAPI_E_AMBIGUOUS_RECIP);
    ok_not_found(L"Nobody", MAPI_E_NOT_FOUND);
    free_ids(ids);
    end();
}

/* entry IDs are permanent, what is deleted is gone for all */
static void the_next_session_and_another_process_see_them(void)
{
    SPropValue *ids[N_PEOPLE] = {0};
    PROCESS_INFORMATION child;
    IUnknown *entry;

    begin("PERSONALAB", path);
    add_people(ids);
    close_book();
    open_book();
    for (int i = 0; i < N_PEOPLE; i++)
        ok_found(people[i].typed, i, ids[i]);
    entry = open_any(&ids[2]->Value.bin, S_OK, MAPI_MAILUSER);
    if (entry) entry->lpVtbl->Release(entry);
    if (harness_spawn("child", &child)) harness_wait(&child, 60000);
    ok_not_found(people[0].typed, MAPI_E_NOT_FOUND); /* what the child has done */
    ok_rows((IMAPIContainer *)personal, N_PEOPLE, L"Zora");
    free_ids(ids);
    end();
}

static HANDLE heard[3]; /* a creation, a deletion, a table's change */

static LONG WINAPI hear(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)context;
    for (ULONG i = 0; i < count; i++) {
        if (batch[i].ulEventType == fnevObjectCreated) SetEvent(heard[0]);
        if (batch[i].ulEventType == fnevObjectDeleted) SetEvent(heard[1]);
        if (batch[i].ulEventType == fnevTableModified) SetEvent(heard[2]);
    }
    return 0;
}

/* 7.2-09, 5.11-03 */
static void what_another_process_does_is_heard(void)
{
    MAPIINIT_0 init = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
    SPropValue *ids[N_PEOPLE] = {0}, *id = NULL;
    PROCESS_INFORMATION child;
    IMAPIAdviseSink *sink = NULL;
    IMAPITable *table = NULL;
    ULONG_PTR connections[2] = {0};

    ok_hr(MAPIInitialize(&init), S_OK);
    begin("PERSONALAB", path);
    add_people(ids);
    for (int i = 0; i < 3; i++)
        heard[i] = CreateEventA(NULL, TRUE, FALSE, NULL);
    ok_hr(HrAllocAdviseSink(hear, NULL, &sink), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)personal, PR_ENTRYID, &id), S_OK);
    ok_hr(personal->lpVtbl->GetContentsTable(personal, MAPI_UNICODE, &table), S_OK);
    ok_hr(book->lpVtbl->Advise(book, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                               fnevObjectCreated | fnevObjectDeleted, sink, &connections[0]),
          S_OK);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, sink, &connections[1]), S_OK);
    if (harness_spawn("child", &child)) harness_wait(&child, 60000);
    ok(WaitForMultipleObjects(3, heard, TRUE, 60000) == WAIT_OBJECT_0, "not all was heard\n");
    ok_hr(book->lpVtbl->Unadvise(book, connections[0]), S_OK);
    ok_hr(table->lpVtbl->Unadvise(table, connections[1]), S_OK);
    table->lpVtbl->Release(table);
    sink->lpVtbl->Release(sink);
    for (int i = 0; i < 3; i++)
        CloseHandle(heard[i]);
    MAPIFreeBuffer(id);
    free_ids(ids);
    end();
    MAPIUninitialize();
}

/* While the parent has the book open: finds all, deletes the first, makes another. */
static void child(void)
{
    SPropValue *id = NULL;
    ADRLIST *list;
    IMAPIProp *entry;
    ENTRYLIST entries = {1, NULL};

    harness_is_child();
    ok_hr(MAPIInitialize(NULL), S_OK);
    open_book();
    for (int i = 0; i < N_PEOPLE; i++)
        ok_found(people[i].typed, i, NULL);
    list = list_of(people[0].typed, NULL);
    ok_hr(book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE, NULL, list), S_OK);
    id = (SPropValue *)value_of(list, PR_ENTRYID);
    if (id) entries.lpbin = &id->Value.bin;
    if (id) ok_hr(personal->lpVtbl->DeleteEntries(personal, &entries, 0), S_OK);
    FreePadrlist(list);
    entry = new_entry(PR_DEF_CREATE_MAILUSER, L"Zora");
    set_wide(entry, PR_EMAIL_ADDRESS_W, L"zora@example.org");
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0), S_OK);
    entry->lpVtbl->Release(entry);
    close_book();
    MAPIUninitialize();
}

/* 7.9-06, 7.9-10, 7.9-11, 7.9-15: a list has its members, whatever is deleted of the book is gone
 * from it, too */
static void a_list_shows_its_members_until_they_are_deleted(void)
{
    SPropValue *ids[N_PEOPLE] = {0}, *list_id = NULL;
    SBinary bins[N_PEOPLE];
    ENTRYLIST entries = {N_PEOPLE, bins};
    IDistList *list;

    begin("PERSONALAB", path);
    add_people(ids);
    for (int i = 0; i < N_PEOPLE; i++)
        bins[i] = ids[i]->Value.bin;
    list = (IDistList *)new_entry(PR_DEF_CREATE_DL, L"Friends");
    ok_hr(list->lpVtbl->SaveChanges(list, KEEP_OPEN_READWRITE), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)list, PR_ENTRYID, &list_id), S_OK);
    ok_hr(list->lpVtbl->CopyEntries(list, &entries, 0, NULL, AB_NO_DIALOG), S_OK);
    list->lpVtbl->Release(list);
    list = (IDistList *)open_any(&list_id->Value.bin, S_OK, MAPI_DISTLIST);
    for (int i = 0; i < N_PEOPLE; i++)
        ok_rows((IMAPIContainer *)list, N_PEOPLE, people[i].name);
    entries.cValues = 2;
    ok_hr(personal->lpVtbl->DeleteEntries(personal, &entries, 0), S_OK);
    ok_rows((IMAPIContainer *)list, N_PEOPLE - 2, people[2].name);
    ok_rows((IMAPIContainer *)personal, N_PEOPLE - 1, L"Friends");
    ok(!open_any(&bins[0], MAPI_E_NOT_FOUND, 0), "it is still there\n");
    ok_not_found(people[0].typed, MAPI_E_NOT_FOUND);
    ok_hr(personal->lpVtbl->DeleteEntries(personal, &entries, 0), MAPI_W_PARTIAL_COMPLETION);
    list->lpVtbl->Release(list);
    MAPIFreeBuffer(list_id);
    free_ids(ids);
    end();
}

/* The rows of a table of an object's, opened by OpenProperty; for FreeProws. */
static SRowSet *rows_of(void *object, ULONG tag, SPropTagArray *columns)
{
    IMAPITable *table = NULL;
    IMAPIProp *prop = object;
    SRowSet *rows = NULL;

    ok_hr(prop->lpVtbl->OpenProperty(prop, tag, &IID_IMAPITable, MAPI_UNICODE, 0,
                                     (IUnknown **)&table),
          S_OK);
    if (!table) return NULL;
    ok_hr(HrQueryAllRows(table, columns, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    return rows;
}

/* 7.9-08, 7.9-09, 7.9-18, 7.2-06: what entries are made from, MAPI's own template among
 * it, and what a user is shown of them */
static void templates_make_entries_that_have_pages(void)
{
    SizedSPropTagArray(3, columns) = {3, {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_SELECTABLE}};
    SizedSPropTagArray(2, controls) = {2, {PR_CONTROL_TYPE, PR_CONTROL_STRUCTURE}};
    SPropValue *name = NULL;
    SRowSet *rows, *page;
    IUnknown *template;
    IMAPIProp *entry;

    begin("PERSONALAB", path);
    rows = rows_of(personal, PR_CREATE_TEMPLATES, (SPropTagArray *)&columns);
    ok(rows && rows->cRows == 3, "%lu templates\n", rows ? rows->cRows : 0);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SBinary *id = &rows->aRow[i].lpProps[0].Value.bin;

        ok(rows->aRow[i].lpProps[2].Value.b, "%lu can't be chosen\n", i);
        template = open_any(id, S_OK, i == 2 ? MAPI_DISTLIST : MAPI_MAILUSER);
        if (template) template->lpVtbl->Release(template);
        entry = NULL;
        ok_hr(personal->lpVtbl->CreateEntry(personal, id->cb, (ENTRYID *)id->lpb, 0, &entry), S_OK);
        set_wide(entry, PR_DISPLAY_NAME_W, people[2 + i].name);
        ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE), S_OK);
        page = rows_of(entry, PR_DETAILS_TABLE, (SPropTagArray *)&controls);
        ok(page && page->cRows > 5, "%lu controls\n", page ? page->cRows : 0);
        ok(page && page->aRow[0].lpProps[0].Value.l == DTCT_PAGE, "no page first\n");
        FreeProws(page);
        ok_hr(HrGetOneProp(entry, PR_DISPLAY_NAME_W, &name), S_OK);
        if (name) ok(!wcscmp(name->Value.lpszW, people[2 + i].name), "%ls\n", name->Value.lpszW);
        MAPIFreeBuffer(name);
        name = NULL;
        entry->lpVtbl->Release(entry);
    }
    ok_rows((IMAPIContainer *)personal, 3, people[4].name); /* templates themselves are nowhere */
    FreeProws(rows);
    end();
}

START_TEST(personal_ab)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-personal.ompab");
    if (harness_argc > 1) {
        child();
        return;
    }
    RUN(a_profiles_book_is_the_personal_one);
    RUN(people_of_all_scripts_are_kept_and_found);
    RUN(the_next_session_and_another_process_see_them);
    RUN(what_another_process_does_is_heard);
    RUN(a_list_shows_its_members_until_they_are_deleted);
    RUN(templates_make_entries_that_have_pages);
}
