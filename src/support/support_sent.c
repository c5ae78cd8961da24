/*
 * support_sent.c - IMAPISupport::DoSentMail: what becomes of a message that has been sent
 */
#include "mapitags.h"
#include "base/mem.h"
#include "com/com.h"
#include "prop/pval.h"
#include "support/support_own.h"

enum { OWN, PARENT, SENTMAIL, DELETED, N_WANTED };

static HRESULT open_folder(struct support *support, const SBinary *eid, IMAPIFolder **out)
{
    struct last_error unheard = {0};
    ULONG type;
    HRESULT hr;

    hr = router_open_entry(support->logon->router, eid->cb, (ENTRYID *)eid->lpb, &IID_IMAPIFolder,
                           MAPI_MODIFY, &unheard, &type, (IUnknown **)out);
    return com_given(hr, out);
}

/* Both asked for: it would be moved and then deleted, so it is deleted where it lies
 * (contracts 6.7-33). */
static HRESULT put_away(struct support *support, SPropValue *values)
{
    const bool delete =
        values[DELETED].ulPropTag == PR_DELETE_AFTER_SUBMIT && values[DELETED].Value.b;
    ENTRYLIST one = {1, &values[OWN].Value.bin};
    AUTO_RELEASE IMAPIFolder *from = NULL, *to = NULL;
    HRESULT hr;

    if (!delete && values[SENTMAIL].ulPropTag != PR_SENTMAIL_ENTRYID) return S_OK; /* it stays */
    if (values[OWN].ulPropTag != PR_ENTRYID || values[PARENT].ulPropTag != PR_PARENT_ENTRYID)
        return FAIL(MAPI_E_NOT_FOUND);
    hr = open_folder(support, &values[PARENT].Value.bin, &from);
    if (FAILED(hr)) return hr;
    if (delete) return from->lpVtbl->DeleteMessages(from, &one, 0, NULL, 0);
    hr = open_folder(support, &values[SENTMAIL].Value.bin, &to);
    return FAILED(hr) ? hr
                      : from->lpVtbl->CopyMessages(from, &one, &IID_IMAPIFolder, to, 0, NULL,
                                                   MESSAGE_MOVE);
}

/*
 * DoSentMail - deletes a message that has been sent, moves it where PR_SENTMAIL_ENTRYID says, or
 * lets it lie
 *
 * flags    0
 * message  unlocked, with one reference, which is ours from here on and released in any case; what
 *          is wrong with the arguments leaves it alone
 * Errors   MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_FOUND (the message says
 *          nowhere where it is), what the folders answer
 * Source   IMAPISupport::DoSentMail; contracts 5.13-10. There are no outbound hooks until there is
 *          a spooler.
 */
HRESULT STDMETHODCALLTYPE support_store_DoSentMail(IMAPISupport *iface, ULONG flags,
                                                   IMessage *message)
{
    struct support *support = support_of(iface);
    SizedSPropTagArray(N_WANTED, wanted) = {
        N_WANTED,
        {[OWN] = PR_ENTRYID,
         [PARENT] = PR_PARENT_ENTRYID,
         [SENTMAIL] = PR_SENTMAIL_ENTRYID,
         [DELETED] = PR_DELETE_AFTER_SUBMIT},
    };
    AUTO_FREE SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr;

    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!message) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&wanted, 0, &n, &values);
    hr = pval_given(hr, N_WANTED, n, &values);
    com_release(&message); /* before it is moved: nobody has it open */
    if (SUCCEEDED(hr)) hr = put_away(support, values);
    return support_result(support, hr);
}
