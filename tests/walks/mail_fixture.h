/*
 * mail_fixture.h - the profile of session_fixture.h with transports, and the local store as its
 * default store
 */
#pragma once
#include <unistd.h>
#include "walks/post_fixture.h"
#include "fakes/lent.h"
#include "mspst.h"

HRESULT STDMAPIINITCALLTYPE MSProviderInit(HINSTANCE instance, IMalloc *malloc_,
                                           ALLOCATEBUFFER *buffer, ALLOCATEMORE *more,
                                           FREEBUFFER *free_, ULONG flags, ULONG mapi_version,
                                           ULONG *version, IMSProvider **out);

static const MAPIUID mail_service = {{9, 1}}, mail_store = {{9, 2}};
static char mail_file[64];
static WCHAR *lent_path; /* without its 32 */

__attribute__((unused)) static void add_local_store(void)
{
    AUTO_FREE WCHAR *file = NULL;
    struct profile *profile;
    struct section *section;
    int made;

    strcpy(mail_file, "/tmp/omstore-XXXXXX");
    made = mkstemp(mail_file);
    assert_true(made >= 0);
    close(made);
    unlink(mail_file);
    assert_hr(text_from_utf8(mail_file, -1, NULL, &file), S_OK);

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &mail_service);
    assert_hr(section_set_text(section, PR_SERVICE_NAME_W, L"LOCALSTORE"), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Local"), S_OK);
    section_unref(section);
    section = section_of(profile, &mail_store);
    assert_hr(section_set_text(section, PR_PROVIDER_DLL_NAME_W, lent_path), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Local"), S_OK);
    assert_hr(section_set_text(section, PR_PROVIDER_DISPLAY_W, L"Local"), S_OK);
    assert_hr(section_set_text(section, PR_PST_PATH_W, file), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_TYPE, MAPI_STORE_PROVIDER), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_FLAGS, STATUS_DEFAULT_STORE), S_OK);
    assert_hr(section_set_bytes(section, PR_SERVICE_UID, &mail_service, sizeof(MAPIUID)), S_OK);
    section_unref(section);
    assert_hr(roster_add_service(profile, &mail_service), S_OK);
    assert_hr(roster_add_provider(profile, &mail_service, &mail_store, MAPI_STORE_PROVIDER), S_OK);
    profile_unref(profile);
}

/* The provider's entry point, which this program has, gets a DLL. */
static void lend(void)
{
    AUTO_FREE WCHAR *folder = NULL;
    struct loaded *module;

    assert_hr(sys_module_own_folder(&folder), S_OK);
    lent_path = text_join(folder, L"/fakes/lent.dll", NULL);
    assert_hr(loader_load(lent_path, &module), S_OK);
    ((struct lent *)loader_symbol(module, "lent"))->store = MSProviderInit;
}

__attribute__((unused)) static int setup_mail(void **state)
{
    if (!lent_path) lend();
    if (setup_post(state)) return 1;
    add_local_store();
    return 0;
}

__attribute__((unused)) static int teardown_mail(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    int left = teardown_post(state);

    for (int i = 0; i < 3; i++) {
        char name[80];

        snprintf(name, sizeof(name), "%s%s", mail_file, ends[i]);
        unlink(name);
    }
    return left;
}

/* The default store of a session, for writing. */
__attribute__((unused)) static IMsgStore *open_mail(IMAPISession *session)
{
    IMAPITable *table;
    IMsgStore *store = NULL;
    SRowSet *rows;

    assert_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    assert_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *is_default = column(rows, i, PR_DEFAULT_STORE);
        const SPropValue *eid = column(rows, i, PR_ENTRYID);

        if (!is_default || !is_default->Value.b) continue;
        assert_hr(session->lpVtbl->OpenMsgStore(session, 0, eid->Value.bin.cb,
                                                (ENTRYID *)eid->Value.bin.lpb, NULL, MDB_WRITE,
                                                &store),
                  S_OK);
    }
    FreeProws(rows);
    assert_non_null(store);
    return store;
}

/* A standard folder, for writing. */
__attribute__((unused)) static IMAPIFolder *folder_of(IMsgStore *store, ULONG tag)
{
    IMAPIFolder *folder = NULL;
    SPropValue *id;
    ULONG type;

    assert_hr(HrGetOneProp((IMAPIProp *)store, tag, &id), S_OK);
    assert_hr(store->lpVtbl->OpenEntry(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                       MAPI_MODIFY, &type, (IUnknown **)&folder),
              S_OK);
    MAPIFreeBuffer(id);
    return folder;
}

__attribute__((unused)) static IMAPIFolder *inbox_of(IMsgStore *store)
{
    IMAPIFolder *folder = NULL;
    ENTRYID *eid;
    ULONG cb, type;

    assert_hr(store->lpVtbl->GetReceiveFolder(store, NULL, 0, &cb, &eid, NULL), S_OK);
    assert_hr(
        store->lpVtbl->OpenEntry(store, cb, eid, NULL, MAPI_MODIFY, &type, (IUnknown **)&folder),
        S_OK);
    MAPIFreeBuffer(eid);
    return folder;
}

/* A new folder receives messages of a class; "": all that have none of their own. */
__attribute__((unused)) static void receive_elsewhere(IMsgStore *store, const char *class)
{
    IMAPIFolder *inbox = inbox_of(store), *folder;
    SPropValue *eid;

    assert_hr(inbox->lpVtbl->CreateFolder(inbox, FOLDER_GENERIC, (LPTSTR) "Elsewhere", NULL, NULL,
                                          0, &folder),
              S_OK);
    assert_hr(HrGetOneProp((IMAPIProp *)folder, PR_ENTRYID, &eid), S_OK);
    assert_hr(store->lpVtbl->SetReceiveFolder(store, (LPTSTR) class, 0, eid->Value.bin.cb,
                                              (ENTRYID *)eid->Value.bin.lpb),
              S_OK);
    MAPIFreeBuffer(eid);
    folder->lpVtbl->Release(folder);
    inbox->lpVtbl->Release(inbox);
}

/* The messages of a folder that is released then. */
__attribute__((unused)) static SRowSet *rows_in(IMAPIFolder *folder, const SPropTagArray *columns)
{
    IMAPITable *table;
    SRowSet *rows;

    assert_hr(folder->lpVtbl->GetContentsTable(folder, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, (SPropTagArray *)columns, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    folder->lpVtbl->Release(folder);
    return rows;
}

/* ... class, flags, subject */
__attribute__((unused)) static SRowSet *messages_in(IMAPIFolder *folder)
{
    SizedSPropTagArray(3, columns) = {3, {PR_MESSAGE_CLASS_W, PR_MESSAGE_FLAGS, PR_SUBJECT_W}};

    return rows_in(folder, (SPropTagArray *)&columns);
}

__attribute__((unused)) static ULONG count_in(IMAPIFolder *folder)
{
    SRowSet *rows = messages_in(folder);
    ULONG n = rows->cRows;

    FreeProws(rows);
    return n;
}

/* Messages in the outgoing queue. */
__attribute__((unused)) static ULONG queued_in(IMsgStore *store)
{
    IMAPITable *table;
    ULONG n;

    assert_hr(store->lpVtbl->GetOutgoingQueue(store, 0, &table), S_OK);
    assert_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    table->lpVtbl->Release(table);
    return n;
}
