/*
 * store_fixture.h - a profile "omstore" with one local store at `path`, and mail to keep in it
 */
#pragma once
#include <stdlib.h>
#include <string.h>
#include "harness.h"
#include "mapiaux.h"
#include "mapiguid.h"
#include "mapispi.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"
#include "mspst.h"

#define ok_hr(got, wanted)                                                                         \
    do {                                                                                           \
        HRESULT hr_ = (got);                                                                       \
        ok(hr_ == (wanted), "%s: got %#lx, expected %s\n", #got, hr_, #wanted);                    \
    } while (0)

static char path[MAX_PATH]; /* of the store that this run makes */

__attribute__((unused)) static void remove_store(void)
{
    char name[MAX_PATH + 8];

    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof(name), "%s%s", path, (const char *[]){"", "-wal", "-shm"}[i]);
        DeleteFileA(name);
    }
}

/* A profile with one service, configured as programs configure a personal store of their own; file
 * NULL: not at all. */
__attribute__((unused)) static HRESULT make_profile(const char *service, const char *file)
{
    SizedSPropTagArray(1, tags) = {1, {PR_SERVICE_UID}};
    SPropValue props[3] = {
        {.ulPropTag = PR_PST_PATH_A, .Value.lpszA = (char *)file},
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"My Mail"},
        {.ulPropTag = PR_PST_REMEMBER_PW, .Value.b = TRUE},
    };
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    if (!admin) return E_FAIL;
    admin->lpVtbl->DeleteProfile(admin, (LPTSTR) "omstore", 0);
    ok_hr(admin->lpVtbl->CreateProfile(admin, (LPTSTR) "omstore", NULL, 0, 0), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omstore", NULL, 0, 0, &services), S_OK);
    admin->lpVtbl->Release(admin);
    if (!services) return E_FAIL;
    hr = services->lpVtbl->CreateMsgService(services, (LPTSTR)service, (LPTSTR)service, 0, 0);
    ok(hr == S_OK, "CreateMsgService(%s): %#lx\n", service, hr);
    ok_hr(services->lpVtbl->GetMsgServiceTable(services, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    if (rows && rows->cRows == 1 && file)
        hr = services->lpVtbl->ConfigureMsgService(
            services, (MAPIUID *)rows->aRow[0].lpProps[0].Value.bin.lpb, 0, 0, 3, props);
    FreeProws(rows);
    if (table) table->lpVtbl->Release(table);
    services->lpVtbl->Release(services);
    return hr;
}

__attribute__((unused)) static void drop_profile(void)
{
    IProfAdmin *admin = NULL;

    if (FAILED(MAPIAdminProfiles(0, &admin))) return;
    ok_hr(admin->lpVtbl->DeleteProfile(admin, (LPTSTR) "omstore", 0), S_OK);
    admin->lpVtbl->Release(admin);
}

__attribute__((unused)) static IMAPISession *log_on(void)
{
    IMAPISession *session = NULL;

    ok_hr(MAPILogonEx(0, (LPTSTR) "omstore", NULL, MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL,
                      &session),
          S_OK);
    return session;
}

__attribute__((unused)) static void log_off(IMAPISession *session)
{
    ULONG left;

    ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    left = session->lpVtbl->Release(session);
    ok(!left, "%lu references are left\n", left);
}

/* The only store of the profile. */
__attribute__((unused)) static IMsgStore *open_store(IMAPISession *session, HRESULT wanted)
{
    SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_DISPLAY_NAME_A}};
    IMAPITable *table = NULL;
    IMsgStore *store = NULL;
    SRowSet *rows = NULL;

    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1, "%lu stores\n", rows ? rows->cRows : 0);
    if (rows && rows->cRows)
        ok_hr(session->lpVtbl->OpenMsgStore(session, 0, rows->aRow[0].lpProps[0].Value.bin.cb,
                                            (ENTRYID *)rows->aRow[0].lpProps[0].Value.bin.lpb, NULL,
                                            MDB_NO_DIALOG | MDB_NO_MAIL | MAPI_BEST_ACCESS, &store),
              wanted);
    FreeProws(rows);
    if (table) table->lpVtbl->Release(table);
    return store;
}

__attribute__((unused)) static IMAPIFolder *open_inbox(IMsgStore *store)
{
    IMAPIFolder *inbox = NULL;
    ENTRYID *id = NULL;
    ULONG count, type;

    ok_hr(store->lpVtbl->GetReceiveFolder(store, (LPTSTR) "IPM.Note", 0, &count, &id, NULL), S_OK);
    ok_hr(store->lpVtbl->OpenEntry(store, count, id, NULL, MAPI_MODIFY, &type, (IUnknown **)&inbox),
          S_OK);
    MAPIFreeBuffer(id);
    return inbox;
}

__attribute__((unused)) static void expect_text(void *object, ULONG tag, const char *wanted)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp(object, tag, &value), S_OK);
    ok(value && !strcmp(value->Value.lpszA, wanted), "%#lx: got %s, expected %s\n", tag,
       value ? value->Value.lpszA : "none", wanted);
    MAPIFreeBuffer(value);
}

__attribute__((unused)) static ULONG get_long(void *object, ULONG tag)
{
    SPropValue *value = NULL;
    ULONG v = 0xdeadbeef;

    ok_hr(HrGetOneProp(object, tag, &value), S_OK);
    if (value) v = (ULONG)value->Value.l;
    MAPIFreeBuffer(value);
    return v;
}

__attribute__((unused)) static void set_text(void *object, ULONG tag, const char *text)
{
    SPropValue value = {.ulPropTag = tag, .Value.lpszA = (char *)text};

    ok_hr(HrSetOneProp(object, &value), S_OK);
}

__attribute__((unused)) static void write_stream(void *object, ULONG tag, const char *text)
{
    IStream *stream = NULL;

    ok_hr(((IMAPIProp *)object)
              ->lpVtbl->OpenProperty(object, tag, &IID_IStream, STGM_READWRITE,
                                     MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
          S_OK);
    if (!stream) return;
    ok_hr(stream->lpVtbl->Write(stream, text, (ULONG)strlen(text), NULL), S_OK);
    ok_hr(stream->lpVtbl->Commit(stream, 0), S_OK);
    stream->lpVtbl->Release(stream);
}

__attribute__((unused)) static void expect_stream(void *object, ULONG tag, const char *wanted)
{
    IStream *stream = NULL;
    char text[100] = {0};
    STATSTG stat;
    ULONG got = 0;

    ok_hr(((IMAPIProp *)object)
              ->lpVtbl->OpenProperty(object, tag, &IID_IStream, 0, 0, (IUnknown **)&stream),
          S_OK);
    if (!stream) return;
    ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
    ok(stat.cbSize.QuadPart == strlen(wanted), "%lu bytes\n", (ULONG)stat.cbSize.QuadPart);
    ok_hr(stream->lpVtbl->Read(stream, text, sizeof(text) - 1, &got), S_OK);
    ok(got == strlen(wanted) && !strcmp(text, wanted), "got %s\n", text);
    stream->lpVtbl->Release(stream);
}

__attribute__((unused)) static void add_recipient(IMessage *message, const char *name, LONG type)
{
    SizedADRLIST(1, list) = {1, {{0}}};
    SPropValue props[4] = {
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)name},
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = type},
        {.ulPropTag = PR_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
        {.ulPropTag = PR_EMAIL_ADDRESS_A, .Value.lpszA = (char *)"x@example.org"},
    };

    list.aEntries[0].cValues = 4;
    list.aEntries[0].rgPropVals = props;
    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
}

__attribute__((unused)) static IMessage *make_message(IMAPIFolder *folder, const char *subject)
{
    IMessage *message = NULL;
    IAttach *attach = NULL;
    ULONG num;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message), S_OK);
    if (!message) return NULL;
    set_text(message, PR_SUBJECT_A, subject);
    set_text(message, PR_MESSAGE_CLASS_A, "IPM.Note");
    write_stream(message, PR_BODY_A, "Dear reader,\r\nthis is all.");
    add_recipient(message, "Ann", MAPI_TO);
    add_recipient(message, "Bob", MAPI_TO);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach), S_OK);
    if (attach) {
        set_text(attach, PR_ATTACH_FILENAME_A, "file.txt");
        write_stream(attach, PR_ATTACH_DATA_BIN, "contents");
        ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
        attach->lpVtbl->Release(attach);
    }
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    return message;
}
