/*
 * new_entry.c - a new recipient, made of a template that the user fills in
 */
#include "mapitags.h"
#include "ab/containers.h"
#include "ab/dialog_calls.h"
#include "ab/entry_sheet.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "eid/oneoff.h"
#include "prop/pval.h"
#include "ui/sheet_values.h"

struct new_entry {
    struct router *router;
    const struct dialogs *dialogs;
    ULONG_PTR ui;
    SBinary container; /* empty: a one-off */
    SBinary template;  /* empty: the user chooses */
};

/* What entries of the container, or else one-offs, can be made from. */
static HRESULT open_templates(const struct new_entry *new, IABContainer *container,
                              IMAPITable **out)
{
    HRESULT hr;

    if (!container) return merged_table_open(new->router, MERGED_ONE_OFF, MAPI_UNICODE, out);
    hr = sheet_table_open((IMAPIProp *)container, PR_CREATE_TEMPLATES, out);
    if (hr == MAPI_E_NO_SUPPORT || hr == MAPI_E_NOT_FOUND || hr == MAPI_E_INTERFACE_NOT_SUPPORTED)
        return merged_table_open(new->router, MERGED_ONE_OFF, MAPI_UNICODE, out);
    return hr;
}

/* On root, unless the caller has chosen. */
static HRESULT choose(struct new_entry *new, IABContainer *container, void *root)
{
    AUTO_RELEASE IMAPITable *templates = NULL;
    HRESULT hr;

    if (new->template.cb) return S_OK;
    hr = open_templates(new, container, &templates);
    if (SUCCEEDED(hr))
        hr = new->dialogs->choose(new->dialogs, new->ui, templates, root, &new->template);
    if (SUCCEEDED(hr) && !new->template.cb) return FAIL(MAPI_E_INVALID_ENTRYID);
    return hr;
}

static HRESULT show(const struct new_entry *new, IMAPIProp *entry)
{
    const struct sheet_frame frame = {.parent = new->ui, .title = L"New Entry"};
    bool changed;

    return entry_sheet_show(new->dialogs, &frame, entry, &changed);
}

/* ---- a one-off ---- */

static HRESULT text_of(const SPropValue *value, void *root, const WCHAR **out)
{
    SPropValue wide;
    HRESULT hr;

    *out = L"";
    if (PROP_TYPE(value->ulPropTag) != PT_STRING8 && PROP_TYPE(value->ulPropTag) != PT_UNICODE)
        return S_OK;
    hr = pval_as(value, PT_UNICODE, root, &wide);
    if (SUCCEEDED(hr)) *out = wide.Value.lpszW;
    return hr;
}

/* Of what was filled in. A template that leaves type or address open has made nothing. */
static HRESULT make_one_off(IMAPIProp *filled, ULONG *cb, ENTRYID **out)
{
    static const SizedSPropTagArray(4, tags) = {
        4,
        {CHANGE_PROP_TYPE(PR_DISPLAY_NAME_W, PT_UNSPECIFIED),
         CHANGE_PROP_TYPE(PR_ADDRTYPE_W, PT_UNSPECIFIED),
         CHANGE_PROP_TYPE(PR_EMAIL_ADDRESS_W, PT_UNSPECIFIED), PR_SEND_RICH_INFO}};
    AUTO_FREE SPropValue *values = NULL;
    struct one_off one = {0};
    HRESULT hr = sheet_ask(filled, (SPropTagArray *)&tags, &values);

    if (SUCCEEDED(hr)) hr = text_of(&values[0], values, &one.name);
    if (SUCCEEDED(hr)) hr = text_of(&values[1], values, &one.type);
    if (SUCCEEDED(hr)) hr = text_of(&values[2], values, &one.address);
    if (FAILED(hr)) return hr;
    if (!*one.type || !*one.address) return FAIL(MAPI_E_MISSING_REQUIRED_COLUMN);
    one.rich = values[3].ulPropTag == PR_SEND_RICH_INFO && values[3].Value.b;
    return one_off_make(&one, true, cb, out);
}

/* A template that keeps its own properties saves them before it is asked. */
static HRESULT save_template(IMAPIProp *template)
{
    HRESULT hr = template->lpVtbl->SaveChanges(template, KEEP_OPEN_READONLY);

    return hr == MAPI_E_NO_SUPPORT || hr == MAPI_E_NO_ACCESS ? S_OK : hr;
}

static HRESULT new_one_off(struct new_entry *new, void *root, ULONG *cb, ENTRYID **out)
{
    AUTO_RELEASE IMAPIProp *template = NULL;
    struct last_error unheard = {0};
    ULONG type;
    HRESULT hr = choose(new, NULL, root);

    if (FAILED(hr)) return hr;
    hr = router_open_entry(new->router, new->template.cb, (ENTRYID *)new->template.lpb, NULL,
                           MAPI_BEST_ACCESS, &unheard, &type, (IUnknown **)&template);
    hr = com_given(hr, &template);
    if (SUCCEEDED(hr)) hr = show(new, template);
    if (SUCCEEDED(hr)) hr = save_template(template);
    return SUCCEEDED(hr) ? make_one_off(template, cb, out) : hr;
}

/* ---- an entry of a container ---- */

static HRESULT eid_of(IMAPIProp *entry, ULONG *cb, ENTRYID **out)
{
    static const SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    AUTO_FREE SPropValue *values = NULL;
    HRESULT hr = sheet_ask(entry, (SPropTagArray *)&tags, &values);

    if (FAILED(hr)) return hr;
    if (values[0].ulPropTag != PR_ENTRYID || !values[0].Value.bin.cb)
        return FAIL(MAPI_E_CALL_FAILED);
    *out = mem_dup(values[0].Value.bin.lpb, values[0].Value.bin.cb, NULL);
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    *cb = values[0].Value.bin.cb;
    return S_OK;
}

/* Many providers know an entry's ID only once it has been saved. */
static HRESULT new_in_container(struct new_entry *new, void *root, ULONG *cb, ENTRYID **out)
{
    AUTO_RELEASE IABContainer *container = NULL;
    AUTO_RELEASE IMAPIProp *entry = NULL;
    HRESULT hr = ab_container_open(new->router, &new->container, MAPI_BEST_ACCESS, &container);

    if (SUCCEEDED(hr)) hr = choose(new, container, root);
    if (FAILED(hr)) return hr;
    hr = container->lpVtbl->CreateEntry(container, new->template.cb, (ENTRYID *)new->template.lpb,
                                        CREATE_CHECK_DUP_STRICT, &entry);
    hr = com_given(hr, &entry);
    if (SUCCEEDED(hr)) hr = show(new, entry);
    if (SUCCEEDED(hr)) hr = entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READONLY);
    return SUCCEEDED(hr) ? eid_of(entry, cb, out) : hr;
}

HRESULT ab_new_entry(struct router *router, ULONG_PTR ui, ULONG flags, ULONG cb_container,
                     const ENTRYID *container, ULONG cb_template, const ENTRYID *template,
                     ULONG *cb_out, ENTRYID **out)
{
    struct new_entry new = {
        .router = router,
        .ui = ui,
        .container = {cb_container, (BYTE *)container},
        .template = {cb_template, (BYTE *)template},
    };
    AUTO_FREE void *root = NULL;
    AUTO_FREE ENTRYID *eid = NULL;
    ULONG cb = 0;
    HRESULT hr = dialog_check_new_entry(flags, cb_container, container, cb_template, template,
                                        cb_out, out);

    if (FAILED(hr)) return hr;
    new.dialogs = router_dialogs(router);
    if (!new.dialogs) return FAIL(MAPI_E_NO_SUPPORT);
    root = mem_zero(1);
    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = cb_container ? new_in_container(&new, root, &cb, &eid) : new_one_off(&new, root, &cb, &eid);
    if (FAILED(hr)) return hr;
    if (out) {
        *cb_out = cb;
        *out = TAKE(eid);
    }
    return S_OK;
}
