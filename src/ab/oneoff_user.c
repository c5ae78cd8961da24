/*
 * oneoff_user.c - the read-only mail user that a one-off entry ID carries in itself
 */
#include "mapitags.h"
#include "ab/addrbook.h"
#include "ab/oneoff_page.h"
#include "ab/recipient.h"
#include "base/error.h"
#include "com/home.h"
#include "eid/oneoff.h"
#include "prop/prop_bag.h"
#include "prop/pval.h"

struct oneoff_user {
    struct com_object com;
    IMailUser IMailUser_iface;
    struct prop_bag props;
};

static void oneoff_user_destroy(void *self)
{
    struct oneoff_user *user = self;

    prop_bag_destroy(&user->props);
}

COM_UNKNOWN(oneoff_user, IMailUser)
COM_DEAD(oneoff_user, IMailUser, IMAILUSER_DEAD_SLOTS);

static const struct com_face oneoff_user_faces[] = {
    COM_MORTAL(oneoff_user, IMailUser),
    COM_MORTAL_AS(oneoff_user, IMailUser, IMAPIProp),
};
COM_CLASS(oneoff_user);
IMAPIPROP_FORWARD(oneoff_user, IMailUser, prop_bag, props)

static const IMailUserVtbl oneoff_user_vtbl = {
    COM_UNKNOWN_METHODS(oneoff_user),
    IMAPIPROP_SLOTS(oneoff_user),
};

/* Its page, for IAddrBook::Details. */
static HRESULT open_property(void *owner, ULONG tag, const IID *iid, ULONG options, ULONG flags,
                             IUnknown **out)
{
    HRESULT hr;

    if (PROP_ID(tag) != PROP_ID(PR_DETAILS_TABLE) || !IsEqualGUID(iid, &IID_IMAPITable))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (flags & (MAPI_MODIFY | MAPI_CREATE)) return FAIL(MAPI_E_NO_ACCESS);
    hr = oneoff_page_open(false, options, (IMAPITable **)out);
    return SUCCEEDED(hr) ? com_home_follow(owner, out) : hr;
}

static const struct prop_bag_ops oneoff_user_ops = {.open_property = open_property};

static HRESULT fill(struct prop_bag *props, struct one_off *one, ULONG cb, const ENTRYID *eid)
{
    SPropValue values[RECIPIENT_ONE_OFF_PROPS];
    HRESULT hr;

    hr = recipient_one_off(one, true, one, values);
    for (int i = 0; SUCCEEDED(hr) && i < RECIPIENT_ONE_OFF_PROPS; i++) {
        ULONG tag = values[i].ulPropTag;

        if (tag == PR_ENTRYID || tag == PR_RECORD_KEY) /* as it was given, whatever its bits */
            values[i] = pval_binary(tag, cb, eid);
        hr = prop_bag_set(props, &values[i]);
    }
    if (SUCCEEDED(hr)) hr = prop_bag_add_object(props, PR_DETAILS_TABLE, 0);
    return hr;
}

HRESULT oneoff_user_create(ULONG cb, const ENTRYID *eid, const IID *iid, IUnknown **out)
{
    AUTO_FREE struct one_off *one = NULL;
    struct oneoff_user *user;
    HRESULT hr;

    hr = one_off_read(cb, eid, &one);
    if (FAILED(hr)) return hr;
    user = com_alloc(&oneoff_user_class, sizeof(*user));
    if (!user) return MAPI_E_NOT_ENOUGH_MEMORY;
    user->IMailUser_iface.lpVtbl = &oneoff_user_vtbl;
    prop_bag_init(&user->props, (IUnknown *)&user->IMailUser_iface, &oneoff_user_ops, user,
                  NULL);
    hr = fill(&user->props, one, cb, eid);
    user->props.read_only = true;
    if (SUCCEEDED(hr)) hr = com_query(user, iid ? iid : &IID_IMailUser, (void **)out);
    com_unref(user);
    return hr;
}
