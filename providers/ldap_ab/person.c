/*
 * person.c - a person in the directory: IMailUser
 */
#include "details.h"
#include "entry_props.h"

struct person {
    struct com_object com;
    IMailUser IMailUser_iface;
    struct entry_props props;
    struct book *book; /* owned */
};

static void person_destroy(void *self)
{
    struct person *person = self;

    entry_props_clear(&person->props);
    if (person->book) book_leave(person->book);
}

COM_UNKNOWN(person, IMailUser)
COM_DEAD(person, IMailUser, IMAILUSER_DEAD_SLOTS);

static const struct com_face person_faces[] = {
    COM_MORTAL(person, IMailUser),
    COM_MORTAL_AS(person, IMailUser, IMAPIProp),
};
COM_CLASS(person);

IMAPIPROP_FORWARD(person, IMailUser, entry_props, props)

static const IMailUserVtbl person_vtbl = {
    COM_UNKNOWN_METHODS(person),
    IMAPIPROP_SLOTS(person),
};

static HRESULT open_details(void *object, ULONG tag, ULONG flags, IMAPITable **out)
{
    if (tag != PR_DETAILS_TABLE) return MAPI_E_NOT_FOUND;
    return details_open(((struct person *)object)->book, MAPI_MAILUSER, flags, out);
}

HRESULT person_create(struct book *book, ULONG count, SPropValue *values, IMailUser **out)
{
    static const ULONG objects[] = {PR_DETAILS_TABLE, 0};
    struct person *person = com_alloc(&person_class, sizeof(*person));
    HRESULT hr;

    *out = NULL;
    if (!person) return MAPI_E_NOT_ENOUGH_MEMORY;
    person->IMailUser_iface.lpVtbl = (IMailUserVtbl *)&person_vtbl;
    hr = entry_props_init(&person->props, book, person, count, values, objects, open_details);
    if (FAILED(hr)) {
        com_unref(person);
        return hr;
    }
    person->book = book;
    book_enter(book, person);
    *out = &person->IMailUser_iface;
    return S_OK;
}
