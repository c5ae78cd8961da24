/*
 * oneoff_user.c - the read-only mail user that a one-off entry ID carries in itself
 */
#include "mapitags.h"
#include "ab/addrbook.h"
#include "ab/recipient.h"
#include "base/error.h"
#include "com/com.h"
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
    prop_bag_init(&user->props, (IUnknown *)&user->IMailUser_iface, NULL, user, NULL);
    hr = fill(&user->props, one, cb, eid);
    user->props.read_only = true;
    if (SUCCEEDED(hr)) hr = com_query(user, iid ? iid : &IID_IMailUser, (void **)out);
    com_unref(user);
    return hr;
}
