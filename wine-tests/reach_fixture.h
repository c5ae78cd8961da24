/*
 * reach_fixture.h - a session, its store, two folders, a message, and entry IDs of them: what bad
 * input can reach
 *
 * The program defines INITGUID and USES_ALL_MAPI_GUIDS.
 */
#pragma once
#include "store_fixture.h"

static struct {
    IMAPISession *session;
    IMsgStore *store;
    IMAPIFolder *inbox, *other;
    IMessage *message;
    ULONG cb_store, cb_inbox, cb_message;
    ENTRYID *store_eid, *inbox_eid, *message_eid;
} o;

__attribute__((unused)) static ENTRYID *eid_of(void *object, ULONG tag, ULONG *cb)
{
    SPropValue *value = NULL;
    ENTRYID *copy = NULL;

    ok_hr(HrGetOneProp(object, tag, &value), S_OK);
    if (!value) return NULL;
    *cb = value->Value.bin.cb;
    MAPIAllocateBuffer(*cb, (void **)&copy);
    memcpy(copy, value->Value.bin.lpb, *cb);
    MAPIFreeBuffer(value);
    return copy;
}

__attribute__((unused)) static void begin(void)
{
    memset(&o, 0, sizeof(o));
    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    o.session = log_on();
    o.store = open_store(o.session, S_OK);
    o.inbox = open_inbox(o.store);
    ok_hr(o.inbox->lpVtbl->CreateFolder(o.inbox, FOLDER_GENERIC, (LPTSTR) "other", NULL, NULL,
                                        OPEN_IF_EXISTS, &o.other),
          S_OK);
    o.message = make_message(o.inbox, "subject");
    o.store_eid = eid_of(o.store, PR_ENTRYID, &o.cb_store);
    o.inbox_eid = eid_of(o.inbox, PR_ENTRYID, &o.cb_inbox);
    o.message_eid = eid_of(o.message, PR_ENTRYID, &o.cb_message);
}

__attribute__((unused)) static void end(void)
{
    MAPIFreeBuffer(o.store_eid);
    MAPIFreeBuffer(o.inbox_eid);
    MAPIFreeBuffer(o.message_eid);
    if (o.message) o.message->lpVtbl->Release(o.message);
    if (o.other) o.other->lpVtbl->Release(o.other);
    if (o.inbox) o.inbox->lpVtbl->Release(o.inbox);
    if (o.store) o.store->lpVtbl->Release(o.store);
    log_off(o.session);
    drop_profile();
    MAPIUninitialize();
}

/* A value that any of them takes. */
__attribute__((unused)) static SPropValue comment = {.ulPropTag = PR_COMMENT_W,
                                                     .Value.lpszW = (WCHAR *)L"text"};

/* To be called first; file is the store's name. */
__attribute__((unused)) static void name_store(const char *file)
{
    char folder[MAX_PATH];

    GetTempPathA(MAX_PATH, folder);
    snprintf(path, sizeof(path), "%s%s", folder, file);
}
