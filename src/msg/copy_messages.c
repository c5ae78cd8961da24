/*
 * copy_messages.c - CopyMessages between any two folders
 *
 * A moved message goes from its folder only once the copy is saved, a batch at a time: whoever is
 * cut off has it twice, never not at all.
 */
#include "mapitags.h"
#include "base/error.h"
#include "com/com.h"
#include "msg/copy_own.h"

enum { AT_ONCE = 64 };

/* PR_MESSAGE_FLAGS; 0 when it tells none. Errors: ends_all */
static HRESULT read_flags(IMessage *message, ULONG *flags)
{
    SizedSPropTagArray(1, wanted) = {1, {PR_MESSAGE_FLAGS}};
    AUTO_FREE SPropValue *value = NULL;
    ULONG n = 0;
    HRESULT hr;

    *flags = 0;
    hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&wanted, 0, &n, &value);
    hr = copy_small_given(hr, 1, n, &value);
    if (FAILED(hr)) return ends_all(hr) ? hr : S_OK;
    if (value->ulPropTag == PR_MESSAGE_FLAGS) *flags = value->Value.ul;
    return S_OK;
}

/* Its reader owes no report: the source has sent what was due (6.5-14). It is saved, whatever comes
 * of this. */
static void let_rest(IMessage *message)
{
    ULONG flags;

    if (SUCCEEDED(read_flags(message, &flags)) &&
        flags & (MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING))
        message->lpVtbl->SetReadFlag(message, CLEAR_RN_PENDING | CLEAR_NRN_PENDING);
}

/*
 * One message. *ends: the failure is the destination's, or another that the next message would meet
 * too.
 * Errors  MAPI_E_SUBMITTED (to be moved, but it is being sent), what the objects answer: nothing is
 *         in dst then
 */
static HRESULT copy_message(IMAPIFolder *src, const SBinary *eid, IMAPIFolder *dst, bool move,
                            bool *ends)
{
    AUTO_RELEASE IMessage *from = NULL, *to = NULL;
    struct copy_job job = {.made = true};
    ULONG flags, type;
    HRESULT hr;

    hr = src->lpVtbl->OpenEntry(src, eid->cb, (ENTRYID *)eid->lpb, &IID_IMessage, 0, &type,
                                (IUnknown **)&from);
    hr = com_given(hr, &from);
    if (SUCCEEDED(hr)) hr = read_flags(from, &flags);
    *ends = ends_all(hr) && hr != MAPI_E_OBJECT_DELETED;
    if (FAILED(hr)) return hr;
    if (move && flags & MSGFLAG_SUBMIT) return FAIL(MAPI_E_SUBMITTED);

    flags = flags & MSGFLAG_ASSOCIATED ? MAPI_ASSOCIATED : 0;
    hr = com_given(dst->lpVtbl->CreateMessage(dst, NULL, flags, &to), &to);
    *ends = hr != MAPI_E_NO_SUPPORT || !flags; /* some folders hold no hidden ones */
    if (FAILED(hr)) return hr;
    job.src = (IMAPIProp *)from;
    job.dst = (IMAPIProp *)to;
    hr = copy_object(&job);
    if (SUCCEEDED(hr)) hr = to->lpVtbl->SaveChanges(to, KEEP_OPEN_READWRITE);
    *ends = ends_all(hr);
    if (SUCCEEDED(hr)) let_rest(to);
    return hr;
}

/* What the source owes for these goes out before they go, whatever becomes of the copies (6.5-14).
 * A store that knows no reports, or may not be changed, owes none. */
static void send_reports(IMAPIFolder *src, const ENTRYLIST *messages)
{
    HRESULT hr =
        src->lpVtbl->SetReadFlags(src, (ENTRYLIST *)messages, 0, NULL, GENERATE_RECEIPT_ONLY);

    (void)hr;
}

/* Those that are safe in dst go from src. MAPI_W_PARTIAL_COMPLETION: some stay, open for writing
 * perhaps. Errors: ends_all */
static HRESULT remove_copied(IMAPIFolder *src, ENTRYLIST *copied)
{
    HRESULT hr = copied->cValues ? src->lpVtbl->DeleteMessages(src, copied, 0, NULL, 0) : S_OK;

    copied->cValues = 0;
    return hr == S_OK || ends_all(hr) ? hr : MAPI_W_PARTIAL_COMPLETION;
}

HRESULT copy_list(IMAPIFolder *src, const ENTRYLIST *messages, IMAPIFolder *dst,
                  struct copy_watch *watch, bool move)
{
    SBinary ids[AT_ONCE];
    ENTRYLIST copied = {0, ids};
    HRESULT hr = S_OK, partial = S_OK, removed;

    if (messages->cValues) send_reports(src, messages);
    for (ULONG i = 0; SUCCEEDED(hr) && i < messages->cValues; i++) {
        bool ends;

        hr = copy_message(src, &messages->lpbin[i], dst, move, &ends);
        if (FAILED(hr) && ends) break;
        if (FAILED(hr)) partial = MAPI_W_PARTIAL_COMPLETION;
        else if (move) ids[copied.cValues++] = messages->lpbin[i];
        hr = copied.cValues == AT_ONCE ? remove_copied(src, &copied) : S_OK;
        if (hr == MAPI_W_PARTIAL_COMPLETION) partial = hr;
        if (SUCCEEDED(hr)) hr = copy_watch_step(watch);
    }
    removed = remove_copied(src, &copied);
    if (removed != S_OK) partial = removed;
    return FAILED(hr) ? hr : partial;
}

HRESULT copy_messages(const IID *src_iid, void *src, const ENTRYLIST *messages, const IID *dst_iid,
                      void *dst, IMAPIProgress *progress, ULONG flags)
{
    AUTO_RELEASE IMAPIFolder *from = NULL, *to = NULL;
    struct copy_watch watch;
    HRESULT hr;

    if (flags & ~(ULONG)(MESSAGE_MOVE | MESSAGE_DIALOG | MAPI_DECLINE_OK | MAPI_UNICODE))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!src || !dst || !messages || (messages->cValues && !messages->lpbin))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = copy_as(src, src_iid, &IID_IMAPIFolder, &from);
    if (SUCCEEDED(hr)) hr = copy_as(dst, dst_iid, &IID_IMAPIFolder, &to);
    if (FAILED(hr)) return hr;
    copy_watch_begin(&watch, flags & MESSAGE_DIALOG ? progress : NULL, messages->cValues);
    return copy_list(from, messages, to, &watch, flags & MESSAGE_MOVE);
}
