/*
 * support_store.c - what the support object does for message stores alone
 */
#include <string.h>
#include "mapitags.h"
#include "ab/addrbook.h"
#include "base/mem.h"
#include "com/com.h"
#include "msg/copy.h"
#include "msg/progress.h"
#include "msg/read_report.h"
#include "prop/rowset.h"
#include "prop/pval.h"
#include "support/resend.h"
#include "support/support_own.h"
#include "table/query.h"

/* Errors  copy_messages'. Source  IMAPISupport::CopyMessages */
HRESULT STDMETHODCALLTYPE support_store_CopyMessages(IMAPISupport *iface, LPCIID src_iid, void *src,
                                                     ENTRYLIST *messages, LPCIID dst_iid, void *dst,
                                                     ULONG_PTR ui, IMAPIProgress *progress,
                                                     ULONG flags)
{
    AUTO_RELEASE IMAPIProgress *shown =
        support_progress(iface, flags & MESSAGE_DIALOG, ui, progress);

    return support_result(support_of(iface),
                          copy_messages(src_iid, src, messages, dst_iid, dst, shown, flags));
}

/* Errors  copy_folder's. Source  IMAPISupport::CopyFolder */
HRESULT STDMETHODCALLTYPE support_store_CopyFolder(IMAPISupport *iface, LPCIID src_iid, void *src,
                                                   ULONG cb, ENTRYID *eid, LPCIID dst_iid,
                                                   void *dst, LPTSTR name, ULONG_PTR ui,
                                                   IMAPIProgress *progress, ULONG flags)
{
    AUTO_RELEASE IMAPIProgress *shown =
        support_progress(iface, flags & FOLDER_DIALOG, ui, progress);

    return support_result(support_of(iface),
                          copy_folder(src_iid, src, cb, eid, dst_iid, dst, name, shown, flags));
}

/* Errors  copy_to's. Source  IMAPISupport::DoCopyTo */
HRESULT STDMETHODCALLTYPE support_store_DoCopyTo(IMAPISupport *iface, LPCIID src_iid, void *src,
                                                 ULONG n_excluded, LPCIID excluded_iids,
                                                 SPropTagArray *excluded, ULONG_PTR ui,
                                                 IMAPIProgress *progress, LPCIID dst_iid, void *dst,
                                                 ULONG flags, SPropProblemArray **problems)
{
    AUTO_RELEASE IMAPIProgress *shown = support_progress(iface, flags & MAPI_DIALOG, ui, progress);

    return support_result(support_of(iface),
                          copy_to(src_iid, src, n_excluded, excluded_iids, excluded, shown, dst_iid,
                                  dst, flags, problems));
}

/* Errors  copy_props'. Source  IMAPISupport::DoCopyProps */
HRESULT STDMETHODCALLTYPE support_store_DoCopyProps(IMAPISupport *iface, LPCIID src_iid, void *src,
                                                    SPropTagArray *included, ULONG_PTR ui,
                                                    IMAPIProgress *progress, LPCIID dst_iid,
                                                    void *dst, ULONG flags,
                                                    SPropProblemArray **problems)
{
    AUTO_RELEASE IMAPIProgress *shown = support_progress(iface, flags & MAPI_DIALOG, ui, progress);

    return support_result(support_of(iface),
                          copy_props(src_iid, src, included, shown, dst_iid, dst, flags, problems));
}

/*
 * PrepareSubmit - a message that is sent again gets its recipients' marks set for it
 *
 * flags   out: 0
 * Errors  MAPI_E_CALL_FAILED  SpoolerNotify(NOTIFY_READYTOSEND) has not been called
 *         what the message answers
 * Source  IMAPISupport::PrepareSubmit; contracts 5.13-07, 08
 */
HRESULT STDMETHODCALLTYPE support_store_PrepareSubmit(IMAPISupport *iface, IMessage *message,
                                                      ULONG *flags)
{
    struct support *support = support_of(iface);
    SizedSPropTagArray(1, wanted) = {1, {PR_MESSAGE_FLAGS}};
    AUTO_FREE SPropValue *value = NULL;
    ULONG n = 0;
    bool ready;
    HRESULT hr;

    if (!message || !flags) return FAIL(MAPI_E_INVALID_PARAMETER);
    *flags = 0;
    lock_take(&support->lock);
    ready = support->ready_to_send;
    lock_drop(&support->lock);
    if (!ready) return support_result(support, FAIL(MAPI_E_CALL_FAILED));

    hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&wanted, 0, &n, &value);
    hr = pval_given(hr, 1, n, &value);
    if (FAILED(hr)) return support_result(support, hr);
    if (value->ulPropTag == PR_MESSAGE_FLAGS && value->Value.ul & MSGFLAG_RESEND)
        hr = resend_prepare(message);
    else
        hr = S_OK;
    return support_result(support, hr);
}

/*
 * ExpandRecips - the recipients as they are sent to
 *
 * flags   out: 0. NEEDS_PREPROCESSING is for a transport's preprocessor, and RegisterPreprocessor
 *         takes none yet; NEEDS_SPOOLER for a store that sends by itself, and none has told which
 *         transport is its own
 * Errors  ab_expand's
 * Source  IMAPISupport::ExpandRecips; contracts 5.13-09
 */
HRESULT STDMETHODCALLTYPE support_store_ExpandRecips(IMAPISupport *iface, IMessage *message,
                                                     ULONG *flags)
{
    struct support *support = support_of(iface);

    if (!message || !flags) return FAIL(MAPI_E_INVALID_PARAMETER);
    *flags = 0;
    return support_result(support, ab_expand(support->logon->router, message));
}

/*
 * ReadReceipt - fill an empty message with the report that another was read, or with MAPI_NON_READ
 * was not
 *
 * report  in: the empty message; out: the caller submits it; NULL: none is due, and the empty
 *         message is released
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, read_report_fill's; *report stays the
 *         caller's, to release
 * Source  IMAPISupport::ReadReceipt; contracts 5.13-12
 */
HRESULT STDMETHODCALLTYPE support_store_ReadReceipt(IMAPISupport *iface, ULONG flags,
                                                    IMessage *read, IMessage **report)
{
    struct support *support = support_of(iface);
    HRESULT hr;

    if (flags & ~(ULONG)MAPI_NON_READ) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!read || !report || !*report) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = read_report_fill(read, flags & MAPI_NON_READ, *report);
    if (hr == S_FALSE) com_release(report);
    return support_result(support, FAILED(hr) ? hr : S_OK);
}

/*
 * StoreLogoffTransports - no transport serves the store in this session: the log-off is complete
 *
 * flags   in: one of LOGOFF_NO_WAIT, LOGOFF_ORDERLY, LOGOFF_PURGE, LOGOFF_ABORT, LOGOFF_QUIET, or
 *         0; out: LOGOFF_COMPLETE
 * Errors  MAPI_E_INVALID_PARAMETER (several), MAPI_E_UNKNOWN_FLAGS
 * Source  IMAPISupport::StoreLogoffTransports
 */
HRESULT STDMETHODCALLTYPE support_store_StoreLogoffTransports(IMAPISupport *iface, ULONG *flags)
{
    const ULONG ways = LOGOFF_NO_WAIT | LOGOFF_ORDERLY | LOGOFF_PURGE | LOGOFF_ABORT | LOGOFF_QUIET;
    struct support *support = support_of(iface);
    ULONG way;

    if (!flags) return FAIL(MAPI_E_INVALID_PARAMETER);
    way = *flags;
    if (way & ~ways) return support_result(support, FAIL(MAPI_E_UNKNOWN_FLAGS));
    if (way & (way - 1)) return support_result(support, FAIL(MAPI_E_INVALID_PARAMETER));
    *flags = LOGOFF_COMPLETE;
    return S_OK;
}

/*
 * ModifyProfile - the section made for a store opened by its entry ID becomes the profile's own
 *
 * flags   0, or MDB_TEMPORARY: nothing is done
 * Errors  MAPI_E_UNKNOWN_FLAGS, the profile's
 * Source  IMAPISupport::ModifyProfile
 */
HRESULT STDMETHODCALLTYPE support_store_ModifyProfile(IMAPISupport *iface, ULONG flags)
{
    struct support *support = support_of(iface);

    if (flags & ~(ULONG)MDB_TEMPORARY) return support_result(support, FAIL(MAPI_E_UNKNOWN_FLAGS));
    if (flags & MDB_TEMPORARY) return S_OK;
    return support_result(support, logon_keep_section(support->logon));
}
