/*
 * oneoff_template.c - MAPI's own template: what a one-off of any type is made from
 *
 * An opened one takes what the user types on its page. It isn't kept anywhere; whoever opened it
 * makes the one-off of its name, address type and address (IAddrBook::NewEntry), or writes them to
 * an entry of his own.
 */
#include "ab/oneoff_template.h"
#include "mapitags.h"
#include "ab/oneoff_page.h"
#include "base/error.h"
#include "com/home.h"
#include "eid/eid.h"
#include "prop/prop_bag.h"
#include "prop/pval.h"

struct oneoff_template {
    struct com_object com;
    IMailUser IMailUser_iface;
    struct prop_bag props;
};

static void oneoff_template_destroy(void *self)
{
    struct oneoff_template *template = self;

    prop_bag_destroy(&template->props);
}

COM_UNKNOWN(oneoff_template, IMailUser)
COM_DEAD(oneoff_template, IMailUser, IMAILUSER_DEAD_SLOTS);

static const struct com_face oneoff_template_faces[] = {
    COM_MORTAL(oneoff_template, IMailUser),
    COM_MORTAL_AS(oneoff_template, IMailUser, IMAPIProp),
};
COM_CLASS(oneoff_template);
IMAPIPROP_FORWARD(oneoff_template, IMailUser, prop_bag, props)

static const IMailUserVtbl oneoff_template_vtbl = {
    COM_UNKNOWN_METHODS(oneoff_template),
    IMAPIPROP_SLOTS(oneoff_template),
};

static HRESULT open_property(void *owner, ULONG tag, const IID *iid, ULONG options, ULONG flags,
                             IUnknown **out)
{
    struct oneoff_template *template = owner;
    HRESULT hr;

    (void)flags;
    if (PROP_ID(tag) != PROP_ID(PR_DETAILS_TABLE) || !IsEqualGUID(iid, &IID_IMAPITable))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    hr = oneoff_page_open(true, options, (IMAPITable **)out);
    return SUCCEEDED(hr) ? com_home_follow(template, out) : hr;
}

static const struct prop_bag_ops oneoff_template_ops = {.open_property = open_property};

void oneoff_template_eid(BYTE *out)
{
    eid_own_make(EID_ONE_OFF_TEMPLATE, 0, NULL, out);
}

bool oneoff_template_is(ULONG cb, const ENTRYID *eid)
{
    enum eid_own kind;
    MAPIUID of;
    ULONG number;

    return eid_own_read(cb, eid, &kind, &number, &of) && kind == EID_ONE_OFF_TEMPLATE;
}

static HRESULT fill(struct prop_bag *props)
{
    BYTE eid[EID_OWN_BYTES];
    SPropValue values[] = {
        pval_binary(PR_ENTRYID, sizeof(eid), eid),    pval_binary(PR_RECORD_KEY, sizeof(eid), eid),
        pval_binary(PR_TEMPLATEID, sizeof(eid), eid), pval_long(PR_OBJECT_TYPE, MAPI_MAILUSER),
        pval_long(PR_DISPLAY_TYPE, DT_MAILUSER),
    };
    HRESULT hr = S_OK;

    oneoff_template_eid(eid);
    for (size_t i = 0; SUCCEEDED(hr) && i < sizeof(values) / sizeof(values[0]); i++)
        hr = prop_bag_set_marked(props, &values[i], PROP_COMPUTED);
    if (SUCCEEDED(hr)) hr = prop_bag_add_object(props, PR_DETAILS_TABLE, PROP_COMPUTED);
    if (SUCCEEDED(hr)) hr = prop_bag_set(props, &(SPropValue){.ulPropTag = PR_SEND_RICH_INFO});
    return hr;
}

HRESULT oneoff_template_create(const IID *iid, IUnknown **out)
{
    struct oneoff_template *template = com_alloc(&oneoff_template_class, sizeof(*template));
    HRESULT hr;

    if (!template) return MAPI_E_NOT_ENOUGH_MEMORY;
    template->IMailUser_iface.lpVtbl = &oneoff_template_vtbl;
    prop_bag_init(&template->props, (IUnknown *)&template->IMailUser_iface, &oneoff_template_ops,
                  template, NULL);
    hr = fill(&template->props);
    if (SUCCEEDED(hr)) hr = com_query(template, iid ? iid : &IID_IMailUser, (void **)out);
    com_unref(template);
    return hr;
}

/* Nothing is to be filled in: all of it is the user's to type. A host's object that isn't itself an
 * IMailUser has the same methods. */
HRESULT oneoff_template_bind(IMAPIProp *data, const IID *iid, IMAPIProp **out)
{
    const bool any = !iid || IsEqualGUID(iid, &IID_IMailUser);
    HRESULT hr = data->lpVtbl->QueryInterface(data, any ? &IID_IMailUser : iid, (void **)out);

    if (FAILED(hr) && any) hr = data->lpVtbl->QueryInterface(data, &IID_IMAPIProp, (void **)out);
    return FAILED(com_given(hr, out)) ? FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED) : S_OK;
}

HRESULT oneoff_template_list(struct rows *rows)
{
    BYTE eid[EID_OWN_BYTES];
    const SPropValue values[] = {
        pval_text(PR_DISPLAY_NAME_W, L"Other Address"),
        pval_binary(PR_ENTRYID, sizeof(eid), eid),
        pval_long(PR_DEPTH, 0),
        pval_bool(PR_SELECTABLE, true),
        pval_text(PR_ADDRTYPE_W, L""),
        pval_long(PR_DISPLAY_TYPE, DT_MAILUSER),
        pval_binary(PR_INSTANCE_KEY, sizeof(eid), eid),
    };

    oneoff_template_eid(eid);
    return rows_put(rows, sizeof(values) / sizeof(values[0]), values);
}
