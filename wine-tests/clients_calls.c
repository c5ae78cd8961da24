/*
 * clients_calls.c - spec/clients.md, "Calls that must simply work", through sessions, stores and
 * tables
 */
#define INITGUID
#define USES_IID_IMAPIFolder
#define USES_IID_IMessage
#define USES_IID_IMsgStore
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"

#define PR_IPM_APPOINTMENT_ENTRYID PROP_TAG(PT_BINARY, 0x36D0)
#define PR_IPM_CONTACT_ENTRYID     PROP_TAG(PT_BINARY, 0x36D1)
#define PR_IPM_JOURNAL_ENTRYID     PROP_TAG(PT_BINARY, 0x36D2)
#define PR_IPM_NOTE_ENTRYID        PROP_TAG(PT_BINARY, 0x36D3)
#define PR_IPM_TASK_ENTRYID        PROP_TAG(PT_BINARY, 0x36D4)
#define PR_IPM_DRAFTS_ENTRYID      PROP_TAG(PT_BINARY, 0x36D7)

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

static SRowSet *rows_of(IMAPITable *table)
{
    SRowSet *rows = NULL;

    ok(table != NULL, "no table\n");
    if (!table) return NULL;
    ok_hr(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    return rows;
}

/* Every row of the table has every one of the tags, without SetColumns; frees both. */
static void expect_columns(IMAPITable *table, ULONG at_least, ULONG count, const ULONG *tags)
{
    SRowSet *rows = rows_of(table);

    ok(rows && rows->cRows >= at_least, "%lu rows, expected %lu\n", rows ? rows->cRows : 0,
       at_least);
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        for (ULONG t = 0; t < count; t++)
            ok(PpropFindProp(rows->aRow[i].lpProps, rows->aRow[i].cValues, tags[t]) != NULL,
               "row %lu lacks %#lx\n", i, tags[t]);
    FreeProws(rows);
}

/* clients.md: "MAPILogonEx with NULL name and only MAPI_USE_DEFAULT; with MAPI_LOGON_UI alone ...;
 * with 0x00200000" */
static void logons_without_a_name_work(void)
{
    static const ULONG flags[] = {MAPI_USE_DEFAULT, MAPI_LOGON_UI, MAPI_USE_DEFAULT | 0x00200000,
                                  MAPI_LOGON_UI | MAPI_NEW_SESSION | MAPI_EXTENDED | 0x00200000};
    IProfAdmin *admin = NULL;
    IMAPISession *other;

    begin();
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->SetDefaultProfile(admin, (LPTSTR) "omstore", 0), S_OK);
    admin->lpVtbl->Release(admin);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        other = NULL;
        ok_hr(MAPILogonEx(0, NULL, NULL, flags[i], &other), S_OK);
        if (other) log_off(other);
    }
    end();
}

/* clients.md: "IMAPISession::OpenEntry for folders and messages of any store; CompareEntryIDs
 * between stores; OpenMsgStore with a NULL interface, MDB_NO_MAIL, MAPI_BEST_ACCESS, MDB_ONLINE;
 * MAPI_NO_CACHE on OpenEntry" */
static void entries_open_through_the_session(void)
{
    static const ULONG flags[] = {0,
                                  MAPI_BEST_ACCESS,
                                  MAPI_MODIFY | MAPI_BEST_ACCESS,
                                  MAPI_NO_CACHE,
                                  MAPI_DEFERRED_ERRORS,
                                  MAPI_NO_CACHE | MAPI_BEST_ACCESS};
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMsgServiceAdmin *services = NULL;
    IMessage *message;
    IMsgStore *again = NULL, *sample = NULL;
    IMAPITable *table = NULL;
    IUnknown *object;
    SPropValue *of_inbox = NULL, *of_message = NULL, *of_store = NULL;
    SRowSet *rows = NULL;
    ULONG type, same;

    begin();
    message = make_message(inbox, "one");
    ok_hr(HrGetOneProp((IMAPIProp *)inbox, PR_ENTRYID, &of_inbox), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &of_message), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)store, PR_ENTRYID, &of_store), S_OK);
    message->lpVtbl->Release(message);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        const SPropValue *ids[] = {of_inbox, of_message};

        for (int k = 0; k < 2; k++) {
            object = NULL;
            ok_hr(session->lpVtbl->OpenEntry(session, ids[k]->Value.bin.cb,
                                             (ENTRYID *)ids[k]->Value.bin.lpb, NULL, flags[i],
                                             &type, &object),
                  S_OK);
            ok(type == (k ? MAPI_MESSAGE : MAPI_FOLDER), "flags %#lx: type %lu\n", flags[i], type);
            if (object) object->lpVtbl->Release(object);
        }
    }
    ok_hr(session->lpVtbl->OpenEntry(session, of_store->Value.bin.cb,
                                     (ENTRYID *)of_store->Value.bin.lpb, NULL, MAPI_BEST_ACCESS,
                                     &type, (IUnknown **)&again),
          S_OK);
    ok(type == MAPI_STORE, "got type %lu\n", type);
    if (again) again->lpVtbl->Release(again);
    again = NULL;
    ok_hr(session->lpVtbl->OpenMsgStore(session, 0, of_store->Value.bin.cb,
                                        (ENTRYID *)of_store->Value.bin.lpb, NULL,
                                        MDB_NO_MAIL | MAPI_BEST_ACCESS | MDB_ONLINE, &again),
          S_OK);
    if (again) again->lpVtbl->Release(again);
    ok_hr(session->lpVtbl->CompareEntryIDs(
              session, of_inbox->Value.bin.cb, (ENTRYID *)of_inbox->Value.bin.lpb,
              of_inbox->Value.bin.cb, (ENTRYID *)of_inbox->Value.bin.lpb, 0, &same),
          S_OK);
    ok(same, "the Inbox is not itself\n");

    /* A second store beside it. */
    ok_hr(session->lpVtbl->AdminServices(session, 0, &services), S_OK);
    ok_hr(services->lpVtbl->CreateMsgService(services, (LPTSTR) "OMSAMPLE", NULL, 0, 0), S_OK);
    services->lpVtbl->Release(services);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    session = log_on();
    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 2, "%lu stores\n", rows ? rows->cRows : 0);
    table->lpVtbl->Release(table);
    store = NULL;
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        ok_hr(session->lpVtbl->OpenMsgStore(session, 0, rows->aRow[i].lpProps[0].Value.bin.cb,
                                            (ENTRYID *)rows->aRow[i].lpProps[0].Value.bin.lpb, NULL,
                                            MAPI_BEST_ACCESS, i ? &sample : &store),
              S_OK);
    if (rows && rows->cRows == 2) {
        const SBinary *a = &rows->aRow[0].lpProps[0].Value.bin,
                      *b = &rows->aRow[1].lpProps[0].Value.bin;

        same = 7;
        ok_hr(session->lpVtbl->CompareEntryIDs(session, a->cb, (ENTRYID *)a->lpb, b->cb,
                                               (ENTRYID *)b->lpb, 0, &same),
              S_OK);
        ok(!same, "two stores are one\n");
    }
    FreeProws(rows);
    if (sample) {
        SPropValue *root = NULL;
        IMAPIFolder *folder = NULL;

        ok_hr(sample->lpVtbl->OpenEntry(sample, 0, NULL, NULL, 0, &type, (IUnknown **)&folder),
              S_OK);
        ok_hr(HrGetOneProp((IMAPIProp *)folder, PR_ENTRYID, &root), S_OK);
        folder->lpVtbl->Release(folder);
        ok_hr(session->lpVtbl->OpenEntry(session, root->Value.bin.cb,
                                         (ENTRYID *)root->Value.bin.lpb, NULL, 0, &type, &object),
              S_OK);
        object->lpVtbl->Release(object);
        same = 7;
        ok_hr(session->lpVtbl->CompareEntryIDs(
                  session, root->Value.bin.cb, (ENTRYID *)root->Value.bin.lpb,
                  of_inbox->Value.bin.cb, (ENTRYID *)of_inbox->Value.bin.lpb, 0, &same),
              S_OK);
        ok(!same, "folders of two stores are one\n");
        MAPIFreeBuffer(root);
        sample->lpVtbl->Release(sample);
    }
    MAPIFreeBuffer(of_inbox);
    MAPIFreeBuffer(of_message);
    MAPIFreeBuffer(of_store);
    inbox = open_inbox(store);
    end();
}

/* The folder whose entry ID is a property of object. */
static IMAPIFolder *folder_of(void *object, ULONG tag)
{
    IMAPIFolder *folder = NULL;
    SPropValue *id = NULL;
    ULONG type = 0;

    ok_hr(HrGetOneProp(object, tag, &id), S_OK);
    if (!id) return NULL;
    ok_hr(session->lpVtbl->OpenEntry(session, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                     MAPI_BEST_ACCESS, &type, (IUnknown **)&folder),
          S_OK);
    ok(type == MAPI_FOLDER, "%#lx: got type %lu\n", tag, type);
    MAPIFreeBuffer(id);
    return folder;
}

static void expect_folder(void *object, ULONG tag, const char *name, const char *class)
{
    IMAPIFolder *folder = folder_of(object, tag);

    if (!folder) return;
    expect_text(folder, PR_DISPLAY_NAME_A, name);
    if (class) expect_text(folder, PR_CONTAINER_CLASS_A, class);
    folder->lpVtbl->Release(folder);
}

/* clients.md: "The IPM subtree exists and has children; folders' displayed names are the usual
 * English ones ...; the Inbox carries PR_IPM_..._ENTRYID; receive folders for "" and "IPM.Note";
 * PR_STORE_SUPPORT_MASK with ... the bits that are true" */
static void the_expected_folders_are_there(void)
{
    static const ULONG name[] = {PR_DISPLAY_NAME_A, PR_ENTRYID, PR_SUBFOLDERS};
    const ULONG bits = STORE_NOTIFY_OK | STORE_UNICODE_OK | STORE_HTML_OK | STORE_ATTACH_OK |
                       STORE_RESTRICTION_OK | STORE_SORT_OK | STORE_CREATE_OK | STORE_MODIFY_OK;
    IMAPIFolder *tree;
    IMAPITable *table = NULL;
    ENTRYID *id = NULL;
    ULONG cb, type, same = 0;
    LPTSTR class = NULL;
    SPropValue *value = NULL;
    IUnknown *object = NULL;

    begin();
    tree = folder_of(store, PR_IPM_SUBTREE_ENTRYID);
    ok_hr(tree->lpVtbl->GetHierarchyTable(tree, 0, &table), S_OK);
    expect_columns(table, 4, 3, name);
    value = NULL;
    ok_hr(HrGetOneProp((IMAPIProp *)tree, PR_SUBFOLDERS, &value), S_OK);
    ok(value && value->Value.b, "the subtree has no children\n");
    MAPIFreeBuffer(value);
    tree->lpVtbl->Release(tree);

    expect_folder(store, PR_IPM_OUTBOX_ENTRYID, "Outbox", NULL);
    expect_folder(store, PR_IPM_SENTMAIL_ENTRYID, "Sent Items", NULL);
    expect_folder(store, PR_IPM_WASTEBASKET_ENTRYID, "Deleted Items", NULL);
    expect_folder(store, PR_FINDER_ENTRYID, "Search Root", NULL);
    expect_folder(store, PR_VIEWS_ENTRYID, "Views", NULL);
    expect_folder(store, PR_COMMON_VIEWS_ENTRYID, "Common Views", NULL);
    expect_folder(inbox, PR_IPM_DRAFTS_ENTRYID, "Drafts", NULL);
    expect_folder(inbox, PR_IPM_CONTACT_ENTRYID, "Contacts", "IPF.Contact");
    expect_folder(inbox, PR_IPM_APPOINTMENT_ENTRYID, "Calendar", "IPF.Appointment");
    expect_folder(inbox, PR_IPM_JOURNAL_ENTRYID, "Journal", "IPF.Journal");
    expect_folder(inbox, PR_IPM_NOTE_ENTRYID, "Notes", "IPF.StickyNote");
    expect_folder(inbox, PR_IPM_TASK_ENTRYID, "Tasks", "IPF.Task");
    expect_text(inbox, PR_DISPLAY_NAME_A, "Inbox");

    for (int i = 0; i < 3; i++) { /* "", NULL, "IPM.Note" */
        static const char *const classes[] = {"", NULL, "IPM.Note"};

        value = NULL;
        ok_hr(store->lpVtbl->GetReceiveFolder(store, (LPTSTR)classes[i], 0, &cb, &id, &class),
              S_OK);
        ok_hr(session->lpVtbl->OpenEntry(session, cb, id, NULL, 0, &type, &object), S_OK);
        if (object) object->lpVtbl->Release(object);
        ok_hr(HrGetOneProp((IMAPIProp *)inbox, PR_ENTRYID, &value), S_OK);
        if (i == 2) {
            ok_hr(session->lpVtbl->CompareEntryIDs(session, cb, id, value->Value.bin.cb,
                                                   (ENTRYID *)value->Value.bin.lpb, 0, &same),
                  S_OK);
            ok(same, "notes don't go into the Inbox\n");
        }
        MAPIFreeBuffer(value);
        MAPIFreeBuffer(id);
        MAPIFreeBuffer(class);
        class = NULL;
        id = NULL;
    }
    ok((get_long(store, PR_STORE_SUPPORT_MASK) & bits) == bits, "got mask %#lx\n",
       get_long(store, PR_STORE_SUPPORT_MASK));
    end();
}

/* clients.md: "Contents tables with PR_BODY as a column, and message opens from them with
 * MAPI_MODIFY|MAPI_BEST_ACCESS" */
static void messages_open_from_a_contents_table(void)
{
    SizedSPropTagArray(3, tags) = {3, {PR_ENTRYID, PR_BODY_A, PR_SUBJECT_W}};
    IMessage *message, *open = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type;

    begin();
    message = make_message(inbox, "one");
    message->lpVtbl->Release(message);
    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, MAPI_DEFERRED_ERRORS, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1, "%lu rows\n", rows ? rows->cRows : 0);
    if (rows && rows->cRows == 1) {
        const SPropValue *row = rows->aRow[0].lpProps;

        ok(row[1].ulPropTag == PR_BODY_A && !strncmp(row[1].Value.lpszA, "Dear reader", 11),
           "body: %#lx\n", row[1].ulPropTag);
        ok(row[2].ulPropTag == PR_SUBJECT_W && !wcscmp(row[2].Value.lpszW, L"one"),
           "subject: %#lx\n", row[2].ulPropTag);
        ok_hr(store->lpVtbl->OpenEntry(store, row[0].Value.bin.cb, (ENTRYID *)row[0].Value.bin.lpb,
                                       NULL, MAPI_MODIFY | MAPI_BEST_ACCESS, &type,
                                       (IUnknown **)&open),
              S_OK);
        if (open) {
            set_text(open, PR_SUBJECT_A, "two");
            ok_hr(open->lpVtbl->SaveChanges(open, 0), S_OK);
            open->lpVtbl->Release(open);
        }
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    end();
}

/* clients.md: "Default columns of every table are useful without SetColumns (recipients,
 * attachments, services, providers, profiles in _A)" */
static void default_columns_are_useful(void)
{
    static const ULONG contents[] = {PR_ENTRYID, PR_SUBJECT_A, PR_MESSAGE_CLASS_A, PR_INSTANCE_KEY};
    static const ULONG recipients[] = {PR_DISPLAY_NAME_A, PR_RECIPIENT_TYPE, PR_ROWID,
                                       PR_ADDRTYPE_A, PR_EMAIL_ADDRESS_A};
    static const ULONG attachments[] = {PR_ATTACH_NUM, PR_ATTACH_METHOD, PR_ATTACH_FILENAME_A,
                                        PR_ATTACH_SIZE};
    static const ULONG services[] = {PR_SERVICE_UID, PR_SERVICE_NAME_A, PR_DISPLAY_NAME_A};
    static const ULONG providers[] = {PR_PROVIDER_UID, PR_PROVIDER_DISPLAY_A, PR_DISPLAY_NAME_A,
                                      PR_RESOURCE_TYPE};
    static const ULONG profiles[] = {PR_DISPLAY_NAME_A, PR_DEFAULT_PROFILE};
    static const ULONG stores[] = {PR_DISPLAY_NAME_A, PR_ENTRYID, PR_DEFAULT_STORE,
                                   PR_MDB_PROVIDER};
    static const ULONG status[] = {PR_DISPLAY_NAME_A, PR_ENTRYID, PR_RESOURCE_TYPE, PR_STATUS_CODE};
    IMsgServiceAdmin *admin = NULL;
    IProfAdmin *profile_admin = NULL;
    IMAPITable *table = NULL;
    IMessage *message;

    begin();
    message = make_message(inbox, "one");
#define N(a) (sizeof(a) / sizeof((a)[0]))
    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, 0, &table), S_OK);
    expect_columns(table, 1, N(contents), contents);
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    expect_columns(table, 2, N(recipients), recipients);
    ok_hr(message->lpVtbl->GetAttachmentTable(message, 0, &table), S_OK);
    expect_columns(table, 1, N(attachments), attachments);
    message->lpVtbl->Release(message);
    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    expect_columns(table, 1, N(stores), stores);
    ok_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    expect_columns(table, 3, N(status), status);
    ok_hr(session->lpVtbl->AdminServices(session, 0, &admin), S_OK);
    ok_hr(admin->lpVtbl->GetMsgServiceTable(admin, 0, &table), S_OK);
    expect_columns(table, 1, N(services), services);
    ok_hr(admin->lpVtbl->GetProviderTable(admin, 0, &table), S_OK);
    expect_columns(table, 1, N(providers), providers);
    admin->lpVtbl->Release(admin);
    ok_hr(MAPIAdminProfiles(0, &profile_admin), S_OK);
    ok_hr(profile_admin->lpVtbl->GetProfileTable(profile_admin, 0, &table), S_OK);
    expect_columns(table, 1, N(profiles), profiles);
    profile_admin->lpVtbl->Release(profile_admin);
    end();
}

/* clients.md: "PR_ENTRYID of a new message before SaveChanges" */
static void a_new_message_has_its_entry_id(void)
{
    SPropValue *before = NULL, *after = NULL;
    IMessage *message = NULL;
    IUnknown *object = NULL;
    ULONG type;

    begin();
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &before), S_OK);
    set_text(message, PR_SUBJECT_A, "one");
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READONLY), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &after), S_OK);
    ok(before && after && before->Value.bin.cb == after->Value.bin.cb &&
           !memcmp(before->Value.bin.lpb, after->Value.bin.lpb, after->Value.bin.cb),
       "SaveChanges gave another entry ID\n");
    ok_hr(session->lpVtbl->OpenEntry(session, before->Value.bin.cb,
                                     (ENTRYID *)before->Value.bin.lpb, NULL, 0, &type, &object),
          S_OK);
    if (object) object->lpVtbl->Release(object);
    MAPIFreeBuffer(before);
    MAPIFreeBuffer(after);
    message->lpVtbl->Release(message);
    end();
}

/* clients.md: "recipients with nothing but a type and a display name like "ann@example.org", which
 * ResolveName turns into one-offs (reallocating the entry)" */
static void a_bare_address_becomes_a_recipient(void)
{
    IAddrBook *book = NULL;
    IMessage *message = NULL;
    ADRLIST *list = NULL;
    SPropValue *props = NULL, *value;
    IMAPITable *table = NULL;
    SRowSet *rows;

    begin();
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, 0, &book), S_OK);
    ok_hr(MAPIAllocateBuffer(CbNewADRLIST(1), (void **)&list), S_OK);
    ok_hr(MAPIAllocateBuffer(2 * sizeof(*props), (void **)&props), S_OK);
    props[0].ulPropTag = PR_RECIPIENT_TYPE;
    props[0].Value.l = MAPI_TO;
    props[1].ulPropTag = PR_DISPLAY_NAME_A;
    props[1].Value.lpszA = (char *)"ann@example.org";
    list->cEntries = 1;
    list->aEntries[0].cValues = 2;
    list->aEntries[0].rgPropVals = props;
    ok_hr(book->lpVtbl->ResolveName(book, 0, 0, NULL, list), S_OK);
    ok(list->aEntries[0].cValues > 2, "nothing was added\n");
    value =
        PpropFindProp(list->aEntries[0].rgPropVals, list->aEntries[0].cValues, PR_EMAIL_ADDRESS_A);
    ok(value && !strcmp(value->Value.lpszA, "ann@example.org"), "no address\n");
    value = PpropFindProp(list->aEntries[0].rgPropVals, list->aEntries[0].cValues, PR_ADDRTYPE_A);
    ok(value && !strcmp(value->Value.lpszA, "SMTP"), "no type\n");
    value = PpropFindProp(list->aEntries[0].rgPropVals, list->aEntries[0].cValues, PR_ENTRYID);
    ok(value != NULL, "no entry ID\n");
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    ok_hr(message->lpVtbl->ModifyRecipients(message, 0, list), S_OK); /* 0: all of them */
    FreePadrlist(list);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    rows = rows_of(table);
    ok(rows && rows->cRows == 1, "%lu recipients\n", rows ? rows->cRows : 0);
    FreeProws(rows);
    message->lpVtbl->Release(message);
    book->lpVtbl->Release(book);
    end();
}

/* clients.md: "PR_ATTACH_DATA_BIN stream Stat and CopyTo another stream; PR_ATTACH_DATA_OBJ opened
 * as IID_IMessage with flags 0" */
static void attachments_are_taken_out(void)
{
    IMessage *message, *embedded = NULL;
    IStream *from = NULL, *to = NULL;
    IAttach *attach = NULL;
    ULARGE_INTEGER all = {.QuadPart = ~0ull}, read, written;
    SPropValue method = {.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_EMBEDDED_MSG};
    STATSTG stat;
    ULONG num;

    begin();
    message = make_message(inbox, "one");
    ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, 0, &attach), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0,
                                       (IUnknown **)&from),
          S_OK);
    ok_hr(from->lpVtbl->Stat(from, &stat, STATFLAG_NONAME), S_OK);
    ok(stat.cbSize.QuadPart == 8, "%lu bytes\n", (ULONG)stat.cbSize.QuadPart);
    ok_hr(CreateStreamOnHGlobal(NULL, TRUE, &to), S_OK);
    ok_hr(from->lpVtbl->CopyTo(from, to, all, &read, &written), S_OK);
    ok(read.QuadPart == 8 && written.QuadPart == 8, "copied %lu bytes\n", (ULONG)written.QuadPart);
    to->lpVtbl->Release(to);
    from->lpVtbl->Release(from);
    attach->lpVtbl->Release(attach);

    attach = NULL;
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach), S_OK);
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &method, NULL), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&embedded),
          S_OK);
    set_text(embedded, PR_SUBJECT_A, "inside");
    ok_hr(embedded->lpVtbl->SaveChanges(embedded, 0), S_OK);
    embedded->lpVtbl->Release(embedded);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    attach = NULL;
    embedded = NULL;
    ok_hr(message->lpVtbl->OpenAttach(message, num, NULL, 0, &attach), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                       (IUnknown **)&embedded),
          S_OK);
    if (embedded) {
        expect_text(embedded, PR_SUBJECT_A, "inside");
        embedded->lpVtbl->Release(embedded);
    }
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
    end();
}

START_TEST(clients_calls)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-calls.omstore");
    RUN(logons_without_a_name_work);
    RUN(entries_open_through_the_session);
    RUN(the_expected_folders_are_there);
    RUN(messages_open_from_a_contents_table);
    RUN(default_columns_are_useful);
    RUN(a_new_message_has_its_entry_id);
    RUN(a_bare_address_becomes_a_recipient);
    RUN(attachments_are_taken_out);
    remove_store();
}
