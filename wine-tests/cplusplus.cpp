/*
 * cplusplus.cpp - a client in C++, with methods called as C++ calls them: it logs on, finds its default store, and
 * writes and reads a message
 */
#define INITGUID
#define USES_IID_IMAPIAdviseSink
#define USES_IID_IMAPIProp
#define USES_IID_IMessage
#include <windows.h>
#include <initguid.h>
#include <string.h>
#include "harness.h"
#include "mapiaux.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"

/* One reference, or one buffer of MAPI's, given back at the end of its block. */
template <class T> struct Ref {
    T *p = nullptr;
    ~Ref()
    {
        if (p) p->Release();
    }
    T *operator->() const
    {
        return p;
    }
};
template <class T> struct Buffer {
    T *p = nullptr;
    ~Buffer()
    {
        MAPIFreeBuffer(p);
    }
};

#define ok_hr(got, wanted)                                                                         \
    do {                                                                                           \
        HRESULT hr_ = (got);                                                                       \
        ok(hr_ == (wanted), "%s: got %#lx, expected %s\n", #got, hr_, #wanted);                    \
    } while (0)

/* A sink as a class: its vtable is the compiler's. */
class Sink : public IMAPIAdviseSink {
  public:
    LONG refs = 1;
    ULONG events = 0;

    STDMETHODIMP QueryInterface(REFIID iid, void **out) override
    {
        bool known = iid == IID_IUnknown || iid == IID_IMAPIAdviseSink;

        *out = known ? this : nullptr;
        if (known) AddRef();
        return known ? S_OK : E_NOINTERFACE;
    }
    STDMETHODIMP_(ULONG) AddRef() override
    {
        return (ULONG)InterlockedIncrement(&refs);
    }
    STDMETHODIMP_(ULONG) Release() override
    {
        return (ULONG)InterlockedDecrement(&refs);
    }
    STDMETHODIMP_(ULONG) OnNotify(ULONG count, NOTIFICATION *news) override
    {
        for (ULONG i = 0; i < count; i++)
            events |= news[i].ulEventType;
        return 0;
    }
};

static void make_profile()
{
    Ref<IProfAdmin> admin;
    Ref<IMsgServiceAdmin> services;

    ok_hr(MAPIAdminProfiles(0, &admin.p), S_OK);
    admin->DeleteProfile((LPTSTR) "omcpp", 0);
    ok_hr(admin->CreateProfile((LPTSTR) "omcpp", nullptr, 0, 0), S_OK);
    ok_hr(admin->AdminServices((LPTSTR) "omcpp", nullptr, 0, 0, &services.p), S_OK);
    ok_hr(services->CreateMsgService((LPTSTR) "LOCALSTORE", nullptr, 0, 0), S_OK);
}

static void open_default_store(IMAPISession *session, IMsgStore **store)
{
    SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_DEFAULT_STORE}};
    Ref<IMAPITable> table;
    SRowSet *rows = nullptr;

    ok_hr(session->GetMsgStoresTable(0, &table.p), S_OK);
    ok_hr(HrQueryAllRows(table.p, (SPropTagArray *)&tags, nullptr, nullptr, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        if (row[1].ulPropTag == PR_DEFAULT_STORE && row[1].Value.b)
            ok_hr(session->OpenMsgStore(0, row[0].Value.bin.cb, (ENTRYID *)row[0].Value.bin.lpb, nullptr,
                                        MDB_NO_MAIL | MAPI_BEST_ACCESS, store),
                  S_OK);
    }
    FreeProws(rows);
}

/* 4.1-01, 4.1-03: the slots are where C++ looks for them */
static void write_and_read()
{
    SizedSPropTagArray(1, subject) = {1, {PR_SUBJECT_W}};
    SPropValue text = {};
    Ref<IMAPISession> session;
    Ref<IMsgStore> store;
    Ref<IMAPIFolder> inbox;
    Ref<IMessage> message, again;
    Ref<IMAPIProp> prop;
    Buffer<ENTRYID> id;
    Buffer<SPropValue> entry, values;
    Sink sink;
    ULONG_PTR connection = 0;
    ULONG count = 0, cb = 0, type = 0;

    ok_hr(MAPIInitialize(nullptr), S_OK);
    make_profile();
    ok_hr(MAPILogonEx(0, (LPTSTR) "omcpp", nullptr, MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL, &session.p), S_OK);
    if (!session.p) return;
    open_default_store(session.p, &store.p);
    ok(store.p != nullptr, "there is no default store\n");
    if (!store.p) return;
    ok_hr(store->Advise(0, nullptr, fnevObjectCreated, &sink, &connection), S_OK);
    ok_hr(store->GetReceiveFolder((LPTSTR) "IPM.Note", 0, &cb, &id.p, nullptr), S_OK);
    ok_hr(session->OpenEntry(cb, id.p, nullptr, MAPI_MODIFY, &type, (IUnknown **)&inbox.p), S_OK);
    ok_hr(inbox->CreateMessage(nullptr, 0, &message.p), S_OK);
    text.ulPropTag = PR_SUBJECT_W;
    text.Value.lpszW = const_cast<WCHAR *>(L"From C++");
    ok_hr(message->SetProps(1, &text, nullptr), S_OK);
    ok_hr(message->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
    ok_hr(HrGetOneProp(message.p, PR_ENTRYID, &entry.p), S_OK);
    ok_hr(session->OpenEntry(entry.p->Value.bin.cb, (ENTRYID *)entry.p->Value.bin.lpb, &IID_IMessage, 0, &type,
                             (IUnknown **)&again.p),
          S_OK);
    ok(type == MAPI_MESSAGE, "got type %lu\n", type);
    ok_hr(again->QueryInterface(IID_IMAPIProp, (void **)&prop.p), S_OK);
    ok_hr(prop->GetProps((SPropTagArray *)&subject, 0, &count, &values.p), S_OK);
    ok(count == 1 && values.p->ulPropTag == PR_SUBJECT_W && !wcscmp(values.p->Value.lpszW, L"From C++"),
       "got another subject\n");
    ok_hr(HrDispatchNotifications(0), S_OK);
    ok(sink.events & fnevObjectCreated, "got events %#lx\n", sink.events);
    ok_hr(store->Unadvise(connection), S_OK);
    ok(sink.refs == 1, "the sink has %ld references\n", sink.refs);
    ok_hr(session->Logoff(0, 0, 0), S_OK);
}

static void a_message_is_written_and_read(void)
{
    write_and_read(); /* its objects are released here, after Logoff and before the end */
    MAPIUninitialize();
}

START_TEST(cplusplus)
{
    RUN(a_message_is_written_and_read);
}
