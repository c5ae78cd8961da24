/*
 * support_own.h - the support object as its files share it
 */
#pragma once
#include "base/error.h"
#include "base/lock.h"
#include "com/com.h"
#include "provider/logon.h"
#include "support/support.h"

struct support {
    struct com_object com;
    IMAPISupport IMAPISupport_iface;
    struct lock lock;        /* RANK_SUPPORT: last, ready_to_send, connections */
    struct last_error last;
    struct logon *logon;     /* counted; NULL: configuration */
    struct profile *profile; /* counted */
    MAPIUID service, section; /* whose side this is, and what OpenProfileSection(NULL) opens */
    struct provider_memory memory; /* malloc borrowed */
    bool ready_to_send;      /* SpoolerNotify(NOTIFY_READYTOSEND) was called */
    struct {
        ULONG_PTR *data;     /* connections made by Subscribe, ended with the object */
        size_t count, room;
    } connections;
};

static inline struct support *support_of(IMAPISupport *iface)
{
    return (struct support *)((char *)iface - offsetof(struct support, IMAPISupport_iface));
}

/* Sets what GetLastError tells, and is worth hr. */
HRESULT support_result(struct support *support, HRESULT hr);

/* invalid.c */
HRESULT STDMETHODCALLTYPE support_MakeInvalid(IMAPISupport *iface, ULONG flags, void *object,
                                              ULONG refs, ULONG methods);

/* support_store.c: what only store providers may call */
HRESULT STDMETHODCALLTYPE support_store_CopyMessages(IMAPISupport *iface, LPCIID src_iid, void *src,
                                                     ENTRYLIST *messages, LPCIID dst_iid, void *dst,
                                                     ULONG_PTR ui, IMAPIProgress *progress,
                                                     ULONG flags);
HRESULT STDMETHODCALLTYPE support_store_CopyFolder(IMAPISupport *iface, LPCIID src_iid, void *src,
                                                   ULONG cb, ENTRYID *eid, LPCIID dst_iid,
                                                   void *dst, LPTSTR name, ULONG_PTR ui,
                                                   IMAPIProgress *progress, ULONG flags);
HRESULT STDMETHODCALLTYPE support_store_DoCopyTo(IMAPISupport *iface, LPCIID src_iid, void *src,
                                                 ULONG n_excluded, LPCIID excluded_iids,
                                                 SPropTagArray *excluded, ULONG_PTR ui,
                                                 IMAPIProgress *progress, LPCIID dst_iid, void *dst,
                                                 ULONG flags, SPropProblemArray **problems);
HRESULT STDMETHODCALLTYPE support_store_DoCopyProps(IMAPISupport *iface, LPCIID src_iid, void *src,
                                                    SPropTagArray *included, ULONG_PTR ui,
                                                    IMAPIProgress *progress, LPCIID dst_iid,
                                                    void *dst, ULONG flags,
                                                    SPropProblemArray **problems);
HRESULT STDMETHODCALLTYPE support_store_PrepareSubmit(IMAPISupport *iface, IMessage *message,
                                                      ULONG *flags);
HRESULT STDMETHODCALLTYPE support_store_ExpandRecips(IMAPISupport *iface, IMessage *message,
                                                     ULONG *flags);
HRESULT STDMETHODCALLTYPE support_store_ReadReceipt(IMAPISupport *iface, ULONG flags,
                                                    IMessage *read, IMessage **report);
/* support_sent.c */
HRESULT STDMETHODCALLTYPE support_store_DoSentMail(IMAPISupport *iface, ULONG flags,
                                                   IMessage *message);
HRESULT STDMETHODCALLTYPE support_store_StoreLogoffTransports(IMAPISupport *iface, ULONG *flags);
HRESULT STDMETHODCALLTYPE support_store_ModifyProfile(IMAPISupport *iface, ULONG flags);

/* support_ab.c: what only address book providers may call */
HRESULT STDMETHODCALLTYPE support_ab_GetOneOffTable(IMAPISupport *iface, ULONG flags,
                                                    IMAPITable **out);
HRESULT STDMETHODCALLTYPE support_ab_OpenTemplateID(IMAPISupport *iface, ULONG cb, ENTRYID *eid,
                                                    ULONG flags, IMAPIProp *data, LPCIID iid,
                                                    IMAPIProp **out, IMAPIProp *sibling);
HRESULT STDMETHODCALLTYPE support_ab_Address(IMAPISupport *iface, ULONG_PTR *ui, ADRPARM *parm,
                                             ADRLIST **list);
HRESULT STDMETHODCALLTYPE support_ab_Details(IMAPISupport *iface, ULONG_PTR *ui,
                                             LPFNDISMISS dismiss, void *dismiss_context, ULONG cb,
                                             ENTRYID *eid, LPFNBUTTON button, void *button_context,
                                             LPTSTR text, ULONG flags);
HRESULT STDMETHODCALLTYPE support_ab_NewEntry(IMAPISupport *iface, ULONG_PTR ui, ULONG flags,
                                              ULONG cb_container, ENTRYID *container,
                                              ULONG cb_template, ENTRYID *template, ULONG *cb,
                                              ENTRYID **out);

/* support_config.c: property sheets of services and providers */
HRESULT STDMETHODCALLTYPE support_DoConfigPropsheet(IMAPISupport *iface, ULONG_PTR ui, ULONG flags,
                                                    LPTSTR title, IMAPITable *table,
                                                    IMAPIProp *data, ULONG top_page);

/* support_transport.c: what only transports may call */
HRESULT STDMETHODCALLTYPE support_transport_SpoolerNotify(IMAPISupport *iface, ULONG flags,
                                                          void *data);
HRESULT STDMETHODCALLTYPE support_transport_SpoolerYield(IMAPISupport *iface, ULONG flags);
HRESULT STDMETHODCALLTYPE support_transport_StatusRecips(IMAPISupport *iface, IMessage *message,
                                                         ADRLIST *list);
