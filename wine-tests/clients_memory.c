/*
 * clients_memory.c - spec/clients.md, "Memory": what real programs do with buffers, references and
 * the end
 */
#define INITGUID
#define USES_IID_IMAPIClientShutdown
#define USES_IID_IMAPIFolder
#define USES_IID_IMessage
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"

static IMAPISession *session;
static IMsgStore *store;
static IMAPIFolder *inbox;

static void begin(void)
{
    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("LOCALSTORE", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
}

static void end(void)
{
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
}

/* clients.md: "MAPIAllocateBuffer(0) is used as the parent of MAPIAllocateMore. MAPIFreeBuffer gets
 * NULL, and stale pointers" */
static void odd_buffers_are_survived(void)
{
    void *root = NULL, *child = NULL;
    SRowSet *rows = NULL;

    ok_hr(MAPIAllocateBuffer(0, &root), S_OK);
    ok(root != NULL, "no buffer\n");
    for (int i = 1; i < 100; i++) {
        ok_hr(MAPIAllocateMore((ULONG)i * 100, root, &child), S_OK);
        memset(child, i, (size_t)i * 100);
    }
    ok(MAPIFreeBuffer(root) == 0, "not freed\n");
    MAPIFreeBuffer(NULL);
    MAPIFreeBuffer(root); /* again */
    FreeProws(NULL);
    FreePadrlist(NULL);
    ok_hr(MAPIAllocateBuffer(CbNewSRowSet(1), (void **)&rows), S_OK);
    rows->cRows = 1;
    rows->aRow[0].cValues = 0;
    rows->aRow[0].lpProps = NULL;
    FreeProws(rows);
    MAPIFreeBuffer(rows); /* a rowset freed twice */
    ok_hr(MAPIAllocateBuffer(64, &root), S_OK); /* the heap is well */
    memset(root, 1, 64);
    MAPIFreeBuffer(root);
}

/* All rows, of which the caller takes the first one's values away. */
static void steal_from(IMAPITable *table)
{
    SRowSet *rows = NULL;
    SPropValue *stolen;
    ULONG tag;

    ok(table != NULL, "no table\n");
    if (!table) return;
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows), S_OK);
    ok(rows && rows->cRows && rows->aRow[0].cValues, "nothing to steal\n");
    if (rows && rows->cRows) {
        for (ULONG i = 1; i < rows->cRows; i++)
            ok(rows->aRow[i].lpProps != rows->aRow[0].lpProps, "two rows share their values\n");
        stolen = rows->aRow[0].lpProps;
        tag = stolen->ulPropTag;
        rows->aRow[0].lpProps = NULL;
        FreeProws(rows);
        ok(stolen->ulPropTag == tag, "the values went with the rows\n");
        ok(MAPIFreeBuffer(stolen) == 0, "the values are no buffer of their own\n");
    }
    table->lpVtbl->Release(table);
}

/* clients.md: "Each table row's lpProps is a separate allocation that a caller may steal." */
static void rows_can_be_stolen_from_every_table(void)
{
    IMsgServiceAdmin *services = NULL;
    IAddrBook *book = NULL;
    IProfAdmin *admin = NULL;
    IMAPIFolder *root = NULL;
    IMAPITable *table = NULL;
    IMessage *message;
    ULONG type;

    begin();
    message = make_message(inbox, "one");
    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, 0, &table), S_OK);
    steal_from(table);
    ok_hr(store->lpVtbl->OpenEntry(store, 0, NULL, NULL, 0, &type, (IUnknown **)&root), S_OK);
    ok_hr(root->lpVtbl->GetHierarchyTable(root, CONVENIENT_DEPTH, &table), S_OK);
    steal_from(table);
    root->lpVtbl->Release(root);
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    steal_from(table);
    ok_hr(message->lpVtbl->GetAttachmentTable(message, 0, &table), S_OK);
    steal_from(table);
    message->lpVtbl->Release(message);
    ok_hr(store->lpVtbl->GetReceiveFolderTable(store, 0, &table), S_OK);
    steal_from(table);
    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    steal_from(table);
    ok_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    steal_from(table);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->GetProfileTable(admin, 0, &table), S_OK);
    steal_from(table);
    admin->lpVtbl->Release(admin);
    ok_hr(session->lpVtbl->AdminServices(session, 0, &services), S_OK);
    ok_hr(services->lpVtbl->GetMsgServiceTable(services, 0, &table), S_OK);
    steal_from(table);
    ok_hr(services->lpVtbl->GetProviderTable(services, 0, &table), S_OK);
    steal_from(table);
    services->lpVtbl->Release(services);
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    if (book) book->lpVtbl->Release(book);
    end();
}

/* clients.md: "A rowset passed in ... may come from any allocator: copy, never free." */
static void lists_passed_in_are_copied(void)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    ADRLIST *list = HeapAlloc(heap, HEAP_ZERO_MEMORY, CbNewADRLIST(2));
    IMAPITable *table = NULL;
    IMessage *message = NULL;
    SRowSet *rows = NULL;

    begin();
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    list->cEntries = 2;
    for (int i = 0; i < 2; i++) {
        SPropValue *props = HeapAlloc(heap, 0, 2 * sizeof(*props));
        char *name = HeapAlloc(heap, 0, 8);

        strcpy(name, i ? "Bob" : "Ann");
        props[0].ulPropTag = PR_DISPLAY_NAME_A;
        props[0].Value.lpszA = name;
        props[1].ulPropTag = PR_RECIPIENT_TYPE;
        props[1].Value.l = MAPI_TO;
        list->aEntries[i].cValues = 2;
        list->aEntries[i].rgPropVals = props;
    }
    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, list), S_OK);
    for (int i = 0; i < 2; i++) {
        ok(HeapValidate(heap, 0, list->aEntries[i].rgPropVals), "freed\n");
        memset(list->aEntries[i].rgPropVals[0].Value.lpszA, 'z', 4);
        memset(list->aEntries[i].rgPropVals, 0xee, 2 * sizeof(SPropValue));
    }
    ok(HeapValidate(heap, 0, NULL), "the heap is damaged\n");
    HeapDestroy(heap);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 2, "%lu recipients\n", rows ? rows->cRows : 0);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *name =
            PpropFindProp(rows->aRow[i].lpProps, rows->aRow[i].cValues, PR_DISPLAY_NAME_A);

        ok(name && !strcmp(name->Value.lpszA, i ? "Bob" : "Ann"), "recipient %lu is another\n", i);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    message->lpVtbl->Release(message);
    end();
}

/* clients.md: "providers release an IMalloc that they were only lent: hold a reference of our own"
 */
static void the_allocator_outlives_its_references(void)
{
    IMalloc *lent = MAPIGetDefaultMalloc();
    void *block;

    ok(lent != NULL, "no IMalloc\n");
    for (int i = 0; i < 10; i++)
        lent->lpVtbl->Release(lent);
    block = lent->lpVtbl->Alloc(lent, 100);
    ok(block != NULL, "it does not allocate any more\n");
    lent->lpVtbl->Free(lent, block);
    begin(); /* a session lends it to its providers */
    end();
}

/* clients.md: "HrQueryAllRows is called with a NULL table: an error, not a crash" */
static void no_table_is_an_error(void)
{
    SRowSet *rows = (void *)1;

    ok(FAILED(HrQueryAllRows(NULL, NULL, NULL, NULL, 0, &rows)), "it succeeded\n");
}

/* clients.md: "or release the session first and its objects later" */
static void objects_may_outlive_their_session(void)
{
    IMAPITable *table = NULL;
    IMessage *message;
    IAddrBook *book = NULL;
    SRowSet *rows = NULL;

    begin();
    message = make_message(inbox, "one");
    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, 0, &table), S_OK);
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, 0, &book), S_OK);
    session->lpVtbl->Release(session); /* without Logoff */
    table->lpVtbl->QueryRows(table, 10, 0, &rows); /* any answer will do */
    FreeProws(rows);
    inbox->lpVtbl->Release(inbox);
    book->lpVtbl->Release(book);
    message->lpVtbl->Release(message);
    store->lpVtbl->Release(store);
    table->lpVtbl->Release(table);
    session = log_on(); /* and all is well */
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    ok(get_long(inbox, PR_CONTENT_COUNT) == 1, "the message is gone\n");
    end();
}

/* In a child: clients.md: "Some clients never call MAPIUninitialize, or exit without
 * Logoff". 4.18-09: nor does exit hang. */
static void child_leaves(const char *how)
{
    IMAPIClientShutdown *shutdown = NULL;

    MAPIInitialize(NULL);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    if (!strcmp(how, "logoff")) ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    if (!strcmp(how, "uninitialize")) MAPIUninitialize();
    if (!strcmp(how, "fast")) {
        ok_hr(
            session->lpVtbl->QueryInterface(session, &IID_IMAPIClientShutdown, (void **)&shutdown),
            S_OK);
        ok_hr(shutdown->lpVtbl->NotifyProcessShutdown(shutdown), S_OK);
        ok_hr(shutdown->lpVtbl->DoFastShutdown(shutdown), S_OK);
    }
}

static void a_program_may_just_end(void)
{
    static const char *const ways[] = {"nothing", "logoff", "uninitialize", "fast"};
    PROCESS_INFORMATION child;

    begin();
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
        if (harness_spawn(ways[i], &child)) harness_wait(&child, 20000);
    ok(get_long(inbox, PR_CONTENT_COUNT) == 0, "the store is not what it was\n");
    end(); /* 2.1: nobody holds the profile, so that it can be deleted */
}

START_TEST(clients_memory)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-memory.omstore");
    if (harness_argc > 1) {
        harness_is_child();
        harness_leaves_things();
        child_leaves(harness_argv[1]);
        return;
    }
    RUN(odd_buffers_are_survived);
    RUN(rows_can_be_stolen_from_every_table);
    RUN(lists_passed_in_are_copied);
    RUN(the_allocator_outlives_its_references);
    RUN(no_table_is_an_error);
    RUN(objects_may_outlive_their_session);
    RUN(a_program_may_just_end);
    remove_store();
}
