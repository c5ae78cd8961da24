/*
 * transport_fixture.h - what a transport needs that a test drives as the spooler would: a support
 * object, a profile section, a message with recipients
 */
#pragma once
#include "store_fixture.h"

/* Into the profile "omstore", beside the store; its UID, and what changes its settings. */
__attribute__((unused)) static MAPIUID add_service(const char *name, IMsgServiceAdmin **out)
{
    SizedSPropTagArray(2, tags) = {2, {PR_SERVICE_UID, PR_SERVICE_NAME_A}};
    IProfAdmin *admin = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    MAPIUID uid = {{0}};

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omstore", NULL, 0, 0, out), S_OK);
    ok_hr((*out)->lpVtbl->CreateMsgService(*out, (LPTSTR)name, NULL, 0, 0), S_OK);
    ok_hr((*out)->lpVtbl->GetMsgServiceTable(*out, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        if (!strcmp(rows->aRow[i].lpProps[1].Value.lpszA, name))
            memcpy(&uid, rows->aRow[i].lpProps[0].Value.bin.lpb, sizeof(uid));
    FreeProws(rows);
    table->lpVtbl->Release(table);
    admin->lpVtbl->Release(admin);
    return uid;
}

static IAddrBook *book;
static IPropData *section;
static LONG support_refs;

static ULONG STDMETHODCALLTYPE support_AddRef(IMAPISupport *iface)
{
    (void)iface;
    return (ULONG)InterlockedIncrement(&support_refs);
}

static ULONG STDMETHODCALLTYPE support_Release(IMAPISupport *iface)
{
    (void)iface;
    return (ULONG)InterlockedDecrement(&support_refs);
}

/* IPropData begins as IProfSect does. */
static HRESULT STDMETHODCALLTYPE support_OpenProfileSection(IMAPISupport *iface, MAPIUID *uid,
                                                            ULONG flags, IProfSect **out)
{
    (void)iface, (void)uid, (void)flags;
    section->lpVtbl->AddRef(section);
    *out = (IProfSect *)section;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_CreateOneOff(IMAPISupport *iface, LPTSTR name, LPTSTR type,
                                                      LPTSTR address, ULONG flags, ULONG *count,
                                                      ENTRYID **out)
{
    (void)iface;
    return book->lpVtbl->CreateOneOff(book, name, type, address, flags, count, out);
}

static HRESULT STDMETHODCALLTYPE support_NewUID(IMAPISupport *iface, MAPIUID *out)
{
    (void)iface;
    return CoCreateGuid((GUID *)out);
}

static HRESULT STDMETHODCALLTYPE support_ModifyStatusRow(IMAPISupport *iface, ULONG count,
                                                         SPropValue *values, ULONG flags)
{
    (void)iface, (void)count, (void)values, (void)flags;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_SpoolerNotify(IMAPISupport *iface, ULONG flags, void *data)
{
    (void)iface, (void)flags, (void)data;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_SpoolerYield(IMAPISupport *iface, ULONG flags)
{
    (void)iface, (void)flags;
    return S_OK;
}

static const IMAPISupportVtbl support_vtbl = {
    .AddRef = support_AddRef,
    .Release = support_Release,
    .OpenProfileSection = support_OpenProfileSection,
    .CreateOneOff = support_CreateOneOff,
    .NewUID = support_NewUID,
    .ModifyStatusRow = support_ModifyStatusRow,
    .SpoolerNotify = support_SpoolerNotify,
    .SpoolerYield = support_SpoolerYield,
};
static IMAPISupport support = {(IMAPISupportVtbl *)&support_vtbl};

/* To Bob, with a blind copy to somebody. */
__attribute__((unused)) static IMessage *new_mail(IMAPIFolder *inbox)
{
    static const struct {
        const char *address;
        LONG kind;
    } people[] = {{"bob@example.com", MAPI_TO}, {"secret@example.com", MAPI_BCC}};
    IMessage *message = NULL;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    set_text(message, PR_SUBJECT_A, "Hello");
    set_text(message, PR_BODY_A, "Good morning\r\n");
    for (int i = 0; i < 2; i++) {
        SPropValue values[] = {
            {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)people[i].address},
            {.ulPropTag = PR_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
            {.ulPropTag = PR_EMAIL_ADDRESS_A, .Value.lpszA = (char *)people[i].address},
            {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = people[i].kind},
            {.ulPropTag = PR_RESPONSIBILITY, .Value.b = FALSE},
        };
        SizedADRLIST(1, list) = {1, {{0, 5, values}}};

        ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
    }
    return message;
}
