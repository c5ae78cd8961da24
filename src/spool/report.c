/*
 * report.c - reports of what became of a message's recipients, delivered to its sender
 */
#include "spool/report.h"
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "eid/eid.h"
#include "msg/delivery_report.h"
#include "prop/pval.h"
#include "spool/inbox.h"

/* What of a message says where its reports go. */
enum {
    CLASS,
    REPORT_TO,
    REPORT_NAME,
    SENDER,
    N_WANTED
};

static HRESULT read_message(IMessage *message, SPropValue **out)
{
    SizedSPropTagArray(N_WANTED, tags) = {
        N_WANTED, {PR_MESSAGE_CLASS_W, PR_REPORT_ENTRYID, PR_REPORT_NAME_W, PR_SENDER_ENTRYID}};
    ULONG n = 0;
    HRESULT hr;

    hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, MAPI_UNICODE, &n, out);
    return pval_given(hr, N_WANTED, n, out);
}

/* Do reports go to somebody else than the sender? */
static bool goes_elsewhere(const SPropValue *values)
{
    const SBinary *to = &values[REPORT_TO].Value.bin, *sender = &values[SENDER].Value.bin;

    if (values[REPORT_TO].ulPropTag != PR_REPORT_ENTRYID) return false;
    return values[SENDER].ulPropTag != PR_SENDER_ENTRYID ||
           !eid_equal(to->cb, (ENTRYID *)to->lpb, sender->cb, (ENTRYID *)sender->lpb);
}

static HRESULT open_outbox(IMsgStore *store, IMAPIFolder **out)
{
    SizedSPropTagArray(1, tag) = {1, {PR_IPM_OUTBOX_ENTRYID}};
    AUTO_FREE SPropValue *value = NULL;
    ULONG n = 0, type;
    HRESULT hr;

    hr = store->lpVtbl->GetProps(store, (SPropTagArray *)&tag, 0, &n, &value);
    hr = pval_given(hr, 1, n, &value);
    if (FAILED(hr)) return hr;
    if (value->ulPropTag != PR_IPM_OUTBOX_ENTRYID) return FAIL(MAPI_E_NOT_FOUND);
    hr = store->lpVtbl->OpenEntry(store, value->Value.bin.cb, (ENTRYID *)value->Value.bin.lpb,
                                  &IID_IMAPIFolder, MAPI_MODIFY, &type, (IUnknown **)out);
    return com_given(hr, out);
}

/* Into the sender's own mailbox, as mail that came in (8.9-05, 8.9-11). */
static HRESULT deliver(IMsgStore *store, IMessage *report)
{
    SPropValue unread = pval_long(PR_MESSAGE_FLAGS, MSGFLAG_UNMODIFIED);
    HRESULT hr;

    hr = report->lpVtbl->SetProps(report, 1, &unread, NULL);
    if (SUCCEEDED(hr)) hr = report->lpVtbl->SaveChanges(report, KEEP_OPEN_READONLY);
    if (FAILED(hr)) return hr;
    inbox_announce(store, report); /* it is there, heard of or not */
    return S_OK;
}

/* To whom PR_REPORT_ENTRYID names, who is the report's only recipient: what became of the
 * original's stays in its text, and in what is attached. */
static HRESULT submit(IMessage *report, const SPropValue *values)
{
    SPropValue row[3] = {pval_long(PR_RECIPIENT_TYPE, MAPI_TO), values[REPORT_TO]};
    SizedADRLIST(1, list) = {1, {{0, 2, row}}};
    SPropValue gone = pval_bool(PR_DELETE_AFTER_SUBMIT, true);
    HRESULT hr;

    row[1].ulPropTag = PR_ENTRYID;
    if (values[REPORT_NAME].ulPropTag == PR_REPORT_NAME_W) {
        row[2] = pval_text(PR_DISPLAY_NAME_W, values[REPORT_NAME].Value.lpszW);
        list.aEntries[0].cValues = 3;
    }
    hr = report->lpVtbl->ModifyRecipients(report, 0, (ADRLIST *)&list);
    if (SUCCEEDED(hr)) hr = report->lpVtbl->SetProps(report, 1, &gone, NULL);
    return FAILED(hr) ? hr : report->lpVtbl->SubmitMessage(report, 0);
}

static HRESULT hand_over(IMsgStore *store, IMessage *report, const SPropValue *values)
{
    return goes_elsewhere(values) ? submit(report, values) : deliver(store, report);
}

/* One of the two, filled and nowhere yet; NULL with S_OK: none is due. */
static HRESULT prepare(IMsgStore *store, IMessage *message, const SPropValue *values,
                       const ADRLIST *list, bool failed, IMessage **out)
{
    AUTO_RELEASE IMAPIFolder *folder = NULL;
    AUTO_RELEASE IMessage *report = NULL;
    AUTO_FREE WCHAR *class = NULL;
    HRESULT hr;

    class = text_join(L"REPORT.",
                      values[CLASS].ulPropTag == PR_MESSAGE_CLASS_W ? values[CLASS].Value.lpszW
                                                                    : L"IPM",
                      failed ? L".NDR" : L".DR", NULL);
    if (!class) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = goes_elsewhere(values) ? open_outbox(store, &folder) : inbox_folder(store, class, &folder);
    if (SUCCEEDED(hr)) hr = folder->lpVtbl->CreateMessage(folder, NULL, 0, &report);
    hr = com_given(hr, &report);
    if (SUCCEEDED(hr)) hr = delivery_report_fill(message, list, failed, report);
    if (hr == S_OK) *out = TAKE(report);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT report_recipients(struct router *router, IMessage *message, const ADRLIST *list)
{
    AUTO_RELEASE IMsgStore *store = NULL;
    AUTO_RELEASE IMessage *failure = NULL;
    AUTO_RELEASE IMessage *delivery = NULL;
    AUTO_FREE SPropValue *values = NULL;
    HRESULT hr;

    hr = read_message(message, &values);
    if (SUCCEEDED(hr)) hr = inbox_store(router, &store);
    if (SUCCEEDED(hr)) hr = prepare(store, message, values, list, true, &failure);
    if (SUCCEEDED(hr)) hr = prepare(store, message, values, list, false, &delivery);
    if (SUCCEEDED(hr) && failure) hr = hand_over(store, failure, values);
    if (FAILED(hr)) return hr;
    if (delivery) hr = hand_over(store, delivery, values);
    if (FAILED(hr) && failure) return MAPI_W_ERRORS_RETURNED; /* else the first came twice */
    return FAILED(hr) ? hr : S_OK;
}
