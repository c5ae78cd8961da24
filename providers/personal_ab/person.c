/*
 * person.c - a person in the book: IMailUser
 */
#include "person.h"
#include "kept_entry.h"
#include "personal_list.h"

struct person {
    struct com_object com;
    IMailUser IMailUser_iface;
    struct kept_entry entry;
};

static void person_destroy(void *self)
{
    kept_entry_clear(&((struct person *)self)->entry);
}

COM_UNKNOWN(person, IMailUser)
COM_DEAD(person, IMailUser, IMAILUSER_DEAD_SLOTS);

static const struct com_face person_faces[] = {
    COM_MORTAL(person, IMailUser),
    COM_MORTAL_AS(person, IMailUser, IMAPIProp),
};
COM_CLASS(person);

IMAPIPROP_FORWARD(person, IMailUser, props, entry.props)

static const IMailUserVtbl person_vtbl = {
    COM_UNKNOWN_METHODS(person),
    IMAPIPROP_SLOTS(person),
};

static HRESULT create(struct book *book, const struct entry_row *row, bool can_modify,
                      struct person **out)
{
    struct person *person = com_alloc(&person_class, sizeof(*person));

    *out = person;
    if (!person) return MAPI_E_NOT_ENOUGH_MEMORY;
    person->IMailUser_iface.lpVtbl = (IMailUserVtbl *)&person_vtbl;
    kept_entry_init(&person->entry, person, &person->IMailUser_iface, &IID_IMailUser, book, row,
                    can_modify);
    return S_OK;
}

HRESULT person_new(struct book *book, USHORT type, ULONG flags, const struct book_id *joins,
                   IMAPIProp **out)
{
    struct entry_row row = {.object = {.type = type}};
    struct person *person;
    HRESULT hr;

    *out = NULL;
    if (type == MAPI_DISTLIST) return personal_list_new(book, flags, joins, out);
    hr = create(book, &row, true, &person);
    if (FAILED(hr)) return hr;
    person->entry.create_flags = flags;
    if (joins) person->entry.joins = *joins;
    *out = (IMAPIProp *)&person->IMailUser_iface;
    return S_OK;
}

static bool is_face(const IID *iid)
{
    return !iid || iid_is(iid, &IID_IMailUser, &IID_IMAPIProp) || iid_is(iid, &IID_IUnknown, NULL);
}

HRESULT person_to_fill_in(struct book *book, const struct book_id *template, enum pages pages,
                          USHORT type, const IID *iid, IUnknown **out)
{
    struct entry_row row = {.object = {.type = MAPI_MAILUSER}};
    struct person *person;
    HRESULT hr;

    *out = NULL;
    if (type == MAPI_DISTLIST) return personal_list_to_fill_in(book, template, iid, out);
    if (!is_face(iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    hr = create(book, &row, true, &person);
    if (FAILED(hr)) return hr;
    hr = kept_entry_fill_in(&person->entry, template, pages);
    if (SUCCEEDED(hr)) *out = (IUnknown *)&person->IMailUser_iface;
    else com_unref(person);
    return hr;
}

HRESULT person_open(struct book *book, const struct book_id *object, const IID *iid,
                    bool can_modify, ULONG *type, IUnknown **out)
{
    struct entry_row row = {.object = *object};
    struct person *person;
    HRESULT hr;

    if (object->type == MAPI_DISTLIST)
        return personal_list_open(book, object, iid, can_modify, type, out);
    if (!is_face(iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    hr = create(book, &row, can_modify, &person);
    if (FAILED(hr)) return hr;
    hr = kept_entry_load(&person->entry);
    if (FAILED(hr)) {
        com_unref(person);
        return hr;
    }
    *type = object->type;
    *out = (IUnknown *)&person->IMailUser_iface;
    return S_OK;
}
