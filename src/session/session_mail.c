/*
 * session_mail.c - what a session's transports are, and what they let be set
 */
#include "base/text.h"
#include "prop/ptag.h"
#include "prop/pval.h"
#include "provider/transport.h"
#include "session/session_own.h"
#include "spool/spool_thread.h"

bool session_mail_start(struct session *session, struct last_error *last)
{
    ULONG flags = session->core->may_ask ? 0 : LOGON_NO_DIALOG;

    if (session->flags & MAPI_NO_MAIL) return false;
    router_start_transports(session->core->router, session->core->ui, flags, last);
    spool_thread_start(session->core->router);
    return true;
}

HRESULT session_mail_types(struct session *session, ULONG flags, struct last_error *last,
                           ULONG *count, LPTSTR **out)
{
    if (!session_mail_start(session, last)) return S_OK;
    return transports_enum_types(session->core->router, flags, count, out);
}

/* In the width asked for, on one root. */
static HRESULT copy_defaults(const struct transport_option *option, ULONG flags, SPropValue **out)
{
    AUTO_FREE SPropValue *values = mem_array((size_t)option->n_defaults + 1, sizeof(*values));
    HRESULT hr = S_OK;

    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; SUCCEEDED(hr) && i < option->n_defaults; i++) {
        const SPropValue *value = &option->defaults[i];
        ULONG tag = ptag_in_width(value->ulPropTag, flags);

        hr = pval_as(value, PROP_TYPE(tag), values, &values[i]);
    }
    if (SUCCEEDED(hr)) *out = TAKE(values);
    return hr;
}

HRESULT session_mail_defaults(struct session *session, LPTSTR type, ULONG flags,
                              struct last_error *last, ULONG *count, SPropValue **out)
{
    AUTO_FREE WCHAR *wide = NULL;
    struct transport_options *held;
    const struct transport_option *option;
    HRESULT hr;

    hr = text_in(type, flags, &wide);
    if (FAILED(hr)) return hr;
    if (!session_mail_start(session, last)) return FAIL(MAPI_E_NOT_FOUND);
    hr = transports_find_option(session->core->router, OPTION_TYPE_MESSAGE, wide, &held, &option);
    if (FAILED(hr)) return hr;
    hr = copy_defaults(option, flags, out);
    if (SUCCEEDED(hr)) *count = option->n_defaults;
    transport_options_unref(held);
    return hr;
}
