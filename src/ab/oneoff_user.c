/*
 * oneoff_user.c - the read-only mail user that a one-off entry ID carries in itself
 */
#include "mapitags.h"
#include "ab/addrbook.h"
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

static HRESULT fill(struct prop_bag *props, const struct one_off *one, ULONG cb, const ENTRYID *eid)
{
    AUTO_FREE BYTE *key = NULL;
    const WCHAR *name = *one->name ? one->name : one->address;
    SPropValue rich = pval_bool(PR_SEND_RICH_INFO, one->rich);
    ULONG cb_key;
    HRESULT hr;

    hr = one_off_search_key(one, NULL, &cb_key, &key);
    if (SUCCEEDED(hr)) hr = prop_bag_set_binary(props, PR_SEARCH_KEY, cb_key, key);
    if (SUCCEEDED(hr)) hr = prop_bag_set_binary(props, PR_ENTRYID, cb, eid);
    if (SUCCEEDED(hr)) hr = prop_bag_set_binary(props, PR_RECORD_KEY, cb, eid);
    if (SUCCEEDED(hr)) hr = prop_bag_set_text(props, PR_DISPLAY_NAME_W, name);
    if (SUCCEEDED(hr)) hr = prop_bag_set_text(props, PR_TRANSMITABLE_DISPLAY_NAME_W, name);
    if (SUCCEEDED(hr)) hr = prop_bag_set_text(props, PR_ADDRTYPE_W, one->type);
    if (SUCCEEDED(hr)) hr = prop_bag_set_text(props, PR_EMAIL_ADDRESS_W, one->address);
    if (SUCCEEDED(hr)) hr = prop_bag_set_long(props, PR_OBJECT_TYPE, MAPI_MAILUSER);
    if (SUCCEEDED(hr)) hr = prop_bag_set_long(props, PR_DISPLAY_TYPE, DT_MAILUSER);
    if (SUCCEEDED(hr)) hr = prop_bag_set(props, &rich);
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
