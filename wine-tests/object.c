/*
 * object.c - what holds for every call and every object: who frees, what failure leaves, whose
 * error it was (contracts 1.6, 1.7, 1.9)
 */
#define INITGUID
#define USES_IID_IMAPIFolder
#define USES_IID_IMAPIProp
#define USES_IID_IMsgStore
#include "store_fixture.h"

/* 1.7-13, 1.7-14 */
static void codes_are_com_codes(void)
{
    ok(MAPI_E_CALL_FAILED == E_FAIL, "%#lx\n", MAPI_E_CALL_FAILED);
    ok(MAPI_E_NOT_ENOUGH_MEMORY == E_OUTOFMEMORY, "%#lx\n", MAPI_E_NOT_ENOUGH_MEMORY);
    ok(MAPI_E_INVALID_PARAMETER == E_INVALIDARG, "%#lx\n", MAPI_E_INVALID_PARAMETER);
    ok(MAPI_E_INTERFACE_NOT_SUPPORTED == E_NOINTERFACE, "%#lx\n", MAPI_E_INTERFACE_NOT_SUPPORTED);
    ok(MAPI_E_NO_ACCESS == E_ACCESSDENIED, "%#lx\n", MAPI_E_NO_ACCESS);
    ok((ULONG)MAPI_E_NO_SUPPORT == 0x80040102 && (ULONG)MAPI_E_NOT_INITIALIZED == 0x80040605,
       "%#lx, %#lx\n", MAPI_E_NO_SUPPORT, MAPI_E_NOT_INITIALIZED);
    ok(SUCCEEDED(MAPI_W_ERRORS_RETURNED) &&
           HRESULT_FACILITY(MAPI_W_ERRORS_RETURNED) == FACILITY_ITF,
       "%#lx\n", MAPI_W_ERRORS_RETURNED);
#ifdef MAPI_E_ACCESS_DENIED
    ok(MAPI_E_ACCESS_DENIED == 6 || MAPI_E_ACCESS_DENIED == E_ACCESSDENIED, "%#lx\n",
       (ULONG)MAPI_E_ACCESS_DENIED);
#endif
}

/* 1.9-15, 1.9-18: these assignments compile when header and export agree, 64-bit connections among
 * them */
static void explicit_linking_finds_its_types(void)
{
    LPMAPILOGONEX logon = MAPILogonEx;
    LPMAPIINITIALIZE initialize = MAPIInitialize;
    LPMAPIUNINITIALIZE uninitialize = MAPIUninitialize;
    LPMAPIALLOCATEBUFFER allocate = MAPIAllocateBuffer;
    LPMAPIALLOCATEMORE more = MAPIAllocateMore;
    LPMAPIFREEBUFFER free = MAPIFreeBuffer;
    LPMAPIADMINPROFILES admin = MAPIAdminProfiles;
    HRESULT(STDMETHODCALLTYPE * typed)
    (ULONG_PTR, LPTSTR, LPTSTR, ULONG, IMAPISession **) = MAPILogonEx;
    IMsgStoreVtbl slots = {0};
    HRESULT(STDMETHODCALLTYPE * advise)
    (IMsgStore *, ULONG, ENTRYID *, ULONG, IMAPIAdviseSink *, ULONG_PTR *) = slots.Advise;
    HMODULE dll = GetModuleHandleA("msmapi32.dll");

    ok(logon && typed && initialize && uninitialize && allocate && more && free && admin && !advise,
       "not linked\n");
    ok(dll && GetProcAddress(dll, "MAPILogonEx@20") == GetProcAddress(dll, "MAPILogonEx"),
       "two MAPILogonEx\n");
    ok(dll && !GetModuleHandleA("olmapi32.dll"), "it looked for another\n"); /* 1.9-14 */
}

static void make_store(IMAPISession **session, IMsgStore **store, IMAPIFolder **inbox)
{
    ok_hr(MAPIInitialize(NULL), S_OK);
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    *session = log_on();
    *store = open_store(*session, S_OK);
    *inbox = open_inbox(*store);
}

static void end_store(IMAPISession *session, IMsgStore *store, IMAPIFolder *inbox)
{
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
    remove_store();
}

/* Allocators that are not MAPI's: what goes in may come from anywhere. 1.6-01 */
static void inputs_may_lie_anywhere(void)
{
    char *subject = HeapAlloc(GetProcessHeap(), 0, 8);
    SPropValue *value = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*value));
    IMAPISession *session;
    IMessage *message = NULL;
    IMAPIFolder *inbox;
    IMsgStore *store;

    make_store(&session, &store, &inbox);
    strcpy(subject, "heap");
    value->ulPropTag = PR_SUBJECT_A;
    value->Value.lpszA = subject;
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    ok_hr(message->lpVtbl->SetProps(message, 1, value, NULL), S_OK);
    memset(subject, 'X', 7);
    HeapFree(GetProcessHeap(), 0, subject);
    HeapFree(GetProcessHeap(), 0, value);
    expect_text(message, PR_SUBJECT_A, "heap");
    message->lpVtbl->Release(message);
    end_store(session, store, inbox);
}

/* 1.6-02, 1.6-03, 1.5-12 */
static void outputs_are_freed_by_the_caller(void)
{
    SizedSPropTagArray(2, tags) = {2, {PR_DISPLAY_NAME_W, PR_ENTRYID}};
    SPropTagArray *all = NULL;
    IMAPISession *session;
    SPropValue *values = NULL;
    IMAPIFolder *inbox;
    IMsgStore *store;
    ULONG count, bytes;
    ENTRYID *id = NULL;
    ADRLIST *list = NULL;
    char *class = NULL;
    void *more;
    LONG before;

    make_store(&session, &store, &inbox);
    before = harness_blocks();
    ok_hr(inbox->lpVtbl->GetProps(inbox, (SPropTagArray *)&tags, 0, &count, &values), S_OK);
    ok_hr(MAPIAllocateMore(100, values, &more), S_OK); /* one root that anything may be hung on */
    ok_hr(inbox->lpVtbl->GetPropList(inbox, 0, &all), S_OK);
    ok_hr(store->lpVtbl->GetReceiveFolder(store, NULL, 0, &bytes, &id, (LPTSTR *)&class), S_OK);
    if (before >= 0)
        ok(harness_blocks() - before <= 4, "%ld blocks for four answers\n",
           harness_blocks() - before);
    MAPIFreeBuffer(values);
    MAPIFreeBuffer(all);
    MAPIFreeBuffer(id);
    MAPIFreeBuffer(class);
    ok(harness_blocks() == before, "%ld blocks became %ld\n", before, harness_blocks());

    /* in and out: the list may be replaced, each entry is freed by whoever has it last */
    ok_hr(MAPIAllocateBuffer(CbNewADRLIST(1), (void **)&list), S_OK);
    list->cEntries = 1;
    list->aEntries[0] = (ADRENTRY){.cValues = 1};
    ok_hr(MAPIAllocateBuffer(sizeof(SPropValue), (void **)&list->aEntries[0].rgPropVals), S_OK);
    list->aEntries[0].rgPropVals[0] =
        (SPropValue){.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO};
    FreePadrlist(list);
    ok(harness_blocks() == before, "%ld blocks became %ld\n", before, harness_blocks());
    end_store(session, store, inbox);
}

/* 1.6-04 */
static void failure_leaves_nothing_to_free(void)
{
    static BYTE garbage[30] = {0, 0, 0, 0, 1, 2, 3};
    IUnknown *object = (IUnknown *)1;
    IMAPISession *session;
    SPropValue *values = NULL;
    IMAPIFolder *inbox;
    IMsgStore *store;
    ULONG type, count;
    void *other;
    LONG before;

    make_store(&session, &store, &inbox);
    before = harness_blocks();
    ok(FAILED(session->lpVtbl->OpenEntry(session, sizeof(garbage), (ENTRYID *)garbage, NULL, 0,
                                         &type, &object)),
       "opened\n");
    ok(!object || object == (IUnknown *)1, "got %p\n", (void *)object);
    object = (IUnknown *)1;
    ok(FAILED(store->lpVtbl->OpenEntry(store, sizeof(garbage), (ENTRYID *)garbage, NULL, 0, &type,
                                       &object)),
       "opened\n");
    ok(!object || object == (IUnknown *)1, "got %p\n", (void *)object);
    ok(FAILED(inbox->lpVtbl->GetProps(inbox, NULL, 0x10, &count, &values)), "unknown flag\n");
    ok(!values, "got %p\n", (void *)values);
    ok_hr(HrGetOneProp((IMAPIProp *)inbox, PR_BODY_W, &values), MAPI_E_NOT_FOUND);
    ok(!values, "got %p\n", (void *)values);
    ok_hr(inbox->lpVtbl->QueryInterface(inbox, &IID_IClassFactory, &other), E_NOINTERFACE);
    ok(!other, "got %p\n", other);
    ok(harness_blocks() == before, "%ld blocks became %ld\n", before, harness_blocks());
    end_store(session, store, inbox);
}

/* 1.6-12, 1.6-13, 1.6-09: each object has its own last error, of its last call */
static void an_error_belongs_to_its_object(void)
{
    static BYTE garbage[30] = {0, 0, 0, 0, 1, 2, 3};
    MAPIERROR *error = (MAPIERROR *)1;
    IMAPISession *session;
    IUnknown *object = NULL;
    IMAPIFolder *inbox;
    IMsgStore *store;
    ULONG type;
    HRESULT hr;

    make_store(&session, &store, &inbox);
    hr = session->lpVtbl->OpenEntry(session, sizeof(garbage), (ENTRYID *)garbage, NULL, 0, &type,
                                    &object);
    ok(FAILED(hr), "opened\n");
    ok_hr(store->lpVtbl->GetLastError(store, hr, 0, &error), S_OK);
    ok(!error, "the store has the session's error\n");
    ok_hr(session->lpVtbl->GetLastError(session, hr, 0, &error), S_OK);
    if (hr == MAPI_E_EXTENDED_ERROR) ok(error != NULL, "an extended error without words\n");
    if (error) ok(error->ulVersion == MAPI_ERROR_VERSION, "version %lu\n", error->ulVersion);
    MAPIFreeBuffer(error);
    error = NULL;
    ok_hr(session->lpVtbl->GetLastError(session, S_OK, 0, &error), S_OK);
    ok(!error, "words for success\n");
    end_store(session, store, inbox);
}

/* 1.7-11, 1.7-12 */
static void a_deferred_error_comes_at_the_latest_with_the_first_call(void)
{
    SPropValue *id = NULL, *values = NULL;
    IMAPISession *session;
    IMessage *message;
    IMAPIFolder *inbox;
    IMsgStore *store;
    ENTRYLIST list;
    ULONG type, count;
    HRESULT hr;

    make_store(&session, &store, &inbox);
    message = make_message(inbox, "soon gone");
    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &id), S_OK);
    message->lpVtbl->Release(message);
    list = (ENTRYLIST){1, &id->Value.bin};
    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0), S_OK);
    message = NULL;
    hr = store->lpVtbl->OpenEntry(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                  MAPI_DEFERRED_ERRORS, &type, (IUnknown **)&message);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->GetProps(message, NULL, 0, &count, &values);
    ok(hr == MAPI_E_NOT_FOUND || hr == MAPI_E_OBJECT_DELETED, "got %#lx\n", hr);
    MAPIFreeBuffer(values);
    UlRelease(message); /* 1.7-15: NULL is fine */
    MAPIFreeBuffer(id);
    end_store(session, store, inbox);
}

/* 1.7-15 */
static void counts_are_the_objects_own(void)
{
    IProfAdmin *admin = NULL;

    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok(UlAddRef(admin) == 2, "not 2\n");
    ok(UlRelease(admin) == 1, "not 1\n");
    ok(UlRelease(admin) == 0, "not 0\n");
    ok(UlRelease(NULL) == 0, "not 0\n");
    MAPIUninitialize();
}

START_TEST(object)
{
    GetTempPathA(MAX_PATH - 30, path);
    sprintf(path + strlen(path), "omobject-%lu.oms", GetCurrentProcessId());
    RUN(codes_are_com_codes);
    RUN(explicit_linking_finds_its_types);
    RUN(inputs_may_lie_anywhere);
    RUN(outputs_are_freed_by_the_caller);
    RUN(failure_leaves_nothing_to_free);
    RUN(an_error_belongs_to_its_object);
    RUN(a_deferred_error_comes_at_the_latest_with_the_first_call);
    RUN(counts_are_the_objects_own);
}
