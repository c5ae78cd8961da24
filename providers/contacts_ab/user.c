/*
 * user.c - one address of a contact: IMailUser, whose properties are read
 *
 * It has what the contents table says of it, and what else the contact says of the person.
 */
#include <stdlib.h>
#include <string.h>
#include "book.h"
#include "common/values.h"
#include "mapitags.h"

struct user {
    struct com_object com;
    IMailUser IMailUser_iface;
    struct values props;
    struct book *book; /* owned */
};

static void user_destroy(void *self)
{
    struct user *user = self;

    values_drop(&user->props);
    if (user->book) book_leave(user->book);
}

COM_UNKNOWN(user, IMailUser)
COM_DEAD(user, IMailUser, IMAILUSER_DEAD_SLOTS);

static const struct com_face user_faces[] = {
    COM_MORTAL(user, IMailUser),
    COM_MORTAL_AS(user, IMailUser, IMAPIProp),
};
COM_CLASS(user);
IMAPIPROP_FORWARD(user, IMailUser, values, props)

static const IMailUserVtbl user_vtbl = {
    COM_UNKNOWN_METHODS(user),
    IMAPIPROP_SLOTS(user),
};

static HRESULT create(struct book *book, ULONG n, SPropValue *values, IUnknown **out)
{
    struct user *user = com_alloc(&user_class, sizeof(*user));
    HRESULT hr;

    if (!user) return MAPI_E_NOT_ENOUGH_MEMORY;
    user->IMailUser_iface.lpVtbl = (IMailUserVtbl *)&user_vtbl;
    hr = values_set(&user->props, &book->alloc, n, values);
    if (FAILED(hr)) {
        com_unref(user);
        return hr;
    }
    user->book = book;
    book_enter(book, user);
    *out = (IUnknown *)&user->IMailUser_iface;
    return S_OK;
}

/* What of a contact is the person's: 3A00 to 3AFF are mail users' properties. */
static bool is_detail(ULONG tag)
{
    return PROP_TYPE(tag) != PT_ERROR && PROP_TYPE(tag) != PT_OBJECT && PROP_ID(tag) >= 0x3A00 &&
           PROP_ID(tag) <= 0x3AFF && PROP_ID(tag) != PROP_ID(PR_SEND_RICH_INFO) &&
           PROP_ID(tag) != PROP_ID(PR_TRANSMITABLE_DISPLAY_NAME);
}

/* The contact's values: those of fields, then all others. */
struct contact_props {
    SPropValue *fields, *all; /* the allocator's */
    ULONG n_fields, n_all;
};

static HRESULT read_contact(struct book *book, const SBinary *id, struct contact_props *out)
{
    AUTO_RELEASE IMAPIFolder *folder = NULL;
    AUTO_RELEASE IMsgStore *store = NULL;
    AUTO_RELEASE IMAPIProp *contact = NULL;
    SPropTagArray *fields = NULL;
    ULONG type;
    HRESULT hr = book_folder(book, &store, &folder);

    if (hr == MAPI_E_NOT_FOUND) return MAPI_E_UNKNOWN_ENTRYID; /* it may be another logon's */
    if (SUCCEEDED(hr))
        hr = store->lpVtbl->OpenEntry(store, id->cb, (ENTRYID *)id->lpb, NULL, 0, &type,
                                      (IUnknown **)&contact);
    if (SUCCEEDED(hr) && type != MAPI_MESSAGE) hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr)) hr = contact_fields(contact, &book->alloc, &fields);
    if (SUCCEEDED(hr))
        hr = contact->lpVtbl->GetProps(contact, fields, MAPI_UNICODE, &out->n_fields, &out->fields);
    if (SUCCEEDED(hr))
        hr = contact->lpVtbl->GetProps(contact, NULL, MAPI_UNICODE, &out->n_all, &out->all);
    if (fields) book->alloc.free(fields);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT user_open(struct book *book, const struct contact_id *id, IUnknown **out)
{
    struct contact_props contact = {0};
    struct contact_address address;
    SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr = read_contact(book, &id->contact, &contact);

    if (SUCCEEDED(hr) && !contact_address(contact.fields, contact.n_fields, id->index, &address))
        hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr))
        hr = book->alloc.buffer((ULONG)((CONTACT_VALUES + contact.n_all) * sizeof(*values)),
                                (void **)&values);
    if (SUCCEEDED(hr))
        hr = contact_values(&id->contact, id->index, &address, &book->alloc, values, values, &n);
    for (ULONG i = 0; SUCCEEDED(hr) && i < contact.n_all; i++)
        if (is_detail(contact.all[i].ulPropTag)) values[n++] = contact.all[i];
    if (SUCCEEDED(hr)) hr = create(book, n, values, out);
    if (values) book->alloc.free(values);
    if (contact.fields) book->alloc.free(contact.fields);
    if (contact.all) book->alloc.free(contact.all);
    return hr;
}
