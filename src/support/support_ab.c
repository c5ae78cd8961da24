/*
 * support_ab.c - what the support object does for address books alone
 */
#include "ab/dialog_calls.h"
#include "ab/merged_table.h"
#include "ab/oneoff_template.h"
#include "com/home.h"
#include "eid/eid.h"
#include "support/support_own.h"

/*
 * GetOneOffTable - the templates of all providers, then MAPI's own, as a table that follows theirs
 *
 * flags   MAPI_UNICODE
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPISupport::GetOneOffTable, One-off tables
 */
HRESULT STDMETHODCALLTYPE support_ab_GetOneOffTable(IMAPISupport *iface, ULONG flags,
                                                    IMAPITable **out)
{
    struct support *support = support_of(iface);
    struct router *router = support->logon->router;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = merged_table_open(router, MERGED_ONE_OFF, flags, out);
    if (SUCCEEDED(hr)) hr = com_home_adopt(router_home(router), out);
    return support_result(support, hr);
}

/* Of several logons of a provider the first that knows the template. */
static HRESULT bind_template(struct router *router, ULONG cb, ENTRYID *eid, ULONG flags,
                             IMAPIProp *data, LPCIID iid, IMAPIProp **out, IMAPIProp *sibling)
{
    HRESULT hr = FAIL(MAPI_E_UNKNOWN_ENTRYID);

    for (ULONG n = 0; hr == MAPI_E_UNKNOWN_ENTRYID; n++) {
        struct logon *logon = router_find(router, eid_uid(cb, eid), n);

        if (!logon) break;
        if (logon->type == MAPI_AB_PROVIDER) {
            *out = NULL;
            hr = logon->ab->lpVtbl->OpenTemplateID(logon->ab, cb, eid, flags, data, iid, out,
                                                   sibling);
            hr = com_given(hr, out);
        }
        logon_unuse(logon);
    }
    return hr;
}

/*
 * OpenTemplateID - the provider that made the template opens it around the caller's property object
 *
 * flags   FILL_ENTRY: the entry is new
 * iid     NULL: IID_IMailUser
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_ENTRYID,
 *         MAPI_E_UNKNOWN_ENTRYID (no such provider), the provider's
 * Source  IMAPISupport::OpenTemplateID
 */
HRESULT STDMETHODCALLTYPE support_ab_OpenTemplateID(IMAPISupport *iface, ULONG cb, ENTRYID *eid,
                                                    ULONG flags, IMAPIProp *data, LPCIID iid,
                                                    IMAPIProp **out, IMAPIProp *sibling)
{
    struct support *support = support_of(iface);
    HRESULT hr;

    if (!out || !data || !eid) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~FILL_ENTRY) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!eid_uid(cb, eid)) return support_result(support, FAIL(MAPI_E_INVALID_ENTRYID));
    if (oneoff_template_is(cb, eid)) hr = oneoff_template_bind(data, iid, out);
    else hr = bind_template(support->logon->router, cb, eid, flags, data, iid, out, sibling);
    return support_result(support, hr);
}

/* Nothing shows this dialog yet: what was asked for properly is refused.
 * Source  IMAPISupport::Address */
HRESULT STDMETHODCALLTYPE support_ab_Address(IMAPISupport *iface, ULONG_PTR *ui, ADRPARM *parm,
                                             ADRLIST **list)
{
    HRESULT hr = dialog_check_address(ui, parm, list);

    return support_result(support_of(iface), FAILED(hr) ? hr : FAIL(MAPI_E_NO_SUPPORT));
}

/* Errors  ab_details'. Source  IMAPISupport::Details */
HRESULT STDMETHODCALLTYPE support_ab_Details(IMAPISupport *iface, ULONG_PTR *ui,
                                             LPFNDISMISS dismiss, void *dismiss_context, ULONG cb,
                                             ENTRYID *eid, LPFNBUTTON button, void *button_context,
                                             LPTSTR text, ULONG flags)
{
    struct support *support = support_of(iface);

    (void)dismiss, (void)dismiss_context;
    return support_result(support, ab_details(support->logon->router, ui, cb, eid, button,
                                              button_context, text, flags));
}

/* flags   0. Errors  ab_new_entry's. Source  IMAPISupport::NewEntry */
HRESULT STDMETHODCALLTYPE support_ab_NewEntry(IMAPISupport *iface, ULONG_PTR ui, ULONG flags,
                                              ULONG cb_container, ENTRYID *container,
                                              ULONG cb_template, ENTRYID *template, ULONG *cb,
                                              ENTRYID **out)
{
    struct support *support = support_of(iface);

    if (cb) *cb = 0;
    if (out) *out = NULL;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return support_result(support, ab_new_entry(support->logon->router, ui, flags, cb_container,
                                                container, cb_template, template, cb, out));
}
