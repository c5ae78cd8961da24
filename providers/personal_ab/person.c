/*
 * person.c - a person in the book: IMailUser
 *
 * What is set is written by SaveChanges, in one transaction.
 */
#include "person.h"
#include <stdlib.h>
#include <string.h>
#include "common/sql/props.h"

struct person {
    struct com_object com;
    IMailUser IMailUser_iface;
    struct props props;
    struct book *book;    /* owned */
    struct entry_row row; /* id 0: new; under the connection's lock, like the next */
    struct bag bag;
    ULONG create_flags;
    bool dirty;
};

static void person_destroy(void *self)
{
    struct person *person = self;

    if (person->book) {
        db_lock(book_db(person->book));
        bag_clear(&person->bag);
        db_unlock(book_db(person->book));
        book_leave(person->book);
    }
}

COM_UNKNOWN(person, IMailUser)
COM_DEAD(person, IMailUser, IMAILUSER_DEAD_SLOTS);

static const struct com_face person_faces[] = {
    COM_MORTAL(person, IMailUser),
    COM_MORTAL_AS(person, IMailUser, IMAPIProp),
};
COM_CLASS(person);

/* ---- properties ---- */

static struct person *of_props(struct props *props)
{
    return props->object;
}

static HRESULT person_bag(struct props *props, struct bag **out)
{
    *out = &of_props(props)->bag;
    return S_OK;
}

static HRESULT computed_of(struct props *props, ULONG tag, struct value **out)
{
    struct person *person = of_props(props);

    if (!person_is_computed(tag) && bag_find(&person->bag, tag)) return S_FALSE;
    if (person_is_computed(tag))
        return person_computed(person->book, &person->row, &person->bag, props->can_modify, tag,
                               out);
    return person_value(person->book, &person->row, &person->bag, tag, out);
}

static HRESULT check(struct props *props, ULONG tag, const struct value *value)
{
    (void)props;
    if (person_is_computed(tag)) return MAPI_E_COMPUTED;
    return PROP_TYPE(tag) == PT_OBJECT && value ? MAPI_E_NO_ACCESS : S_OK;
}

static HRESULT changed(struct props *props)
{
    of_props(props)->dirty = true;
    return S_OK;
}

/* In a transaction: 7.9-07. */
static HRESULT meet_twin(struct person *person, struct entry_row *row)
{
    ULONG flags = person->create_flags;
    int64_t twin;
    HRESULT hr;

    if (row->id || !(flags & (CREATE_CHECK_DUP_STRICT | CREATE_CHECK_DUP_LOOSE))) return S_OK;
    hr = entries_twin(person->book->file, &person->bag, row->object.type,
                      flags & CREATE_CHECK_DUP_STRICT, 0, &twin);
    if (FAILED(hr) || !twin) return hr;
    return flags & CREATE_REPLACE ? entries_read(person->book->file, twin, row, NULL)
                                  : MAPI_E_COLLISION;
}

static HRESULT write(struct person *person)
{
    struct db *db = book_db(person->book);
    struct entry_row row = person->row;
    HRESULT hr = db_begin(db);

    if (FAILED(hr)) return hr;
    hr = meet_twin(person, &row);
    if (SUCCEEDED(hr)) hr = entries_write(person->book->file, &row, &person->bag);
    hr = db_end(db, hr);
    if (SUCCEEDED(hr)) {
        person->row = row;
        person->dirty = false;
    }
    return hr;
}

static HRESULT save(struct props *props, ULONG flags)
{
    struct person *person = of_props(props);
    HRESULT hr = S_OK;

    if (!props->can_modify) return MAPI_E_NO_ACCESS;
    db_lock(book_db(person->book));
    if (person->dirty || !person->row.id) hr = write(person);
    if (SUCCEEDED(hr) && flags & KEEP_OPEN_READONLY) props->can_modify = false;
    db_unlock(book_db(person->book));
    return hr;
}

static const ULONG computed_tags[] = {
    PR_ENTRYID,         PR_RECORD_KEY,
    PR_INSTANCE_KEY,    PR_OBJECT_TYPE,
    PR_DISPLAY_TYPE,    PR_SEARCH_KEY,
    PR_PARENT_ENTRYID,  PR_CREATION_TIME,
    PR_ADDRTYPE_W,      PR_LAST_MODIFICATION_TIME,
    PR_ACCESS_LEVEL,    PR_MAPPING_SIGNATURE,
    PR_EMAIL_ADDRESS_W, PR_TRANSMITABLE_DISPLAY_NAME_W,
    PR_SEND_RICH_INFO,  0,
};
static const ULONG no_objects[] = {0};

static const struct props_ops person_ops = {
    .house = &book_house,
    .bag = person_bag,
    .computed = computed_of,
    .check = check,
    .changed = changed,
    .computed_tags = computed_tags,
    .object_tags = no_objects,
    .save = save,
};

IMAPIPROP_FORWARD(person, IMailUser, props, props)

static const IMailUserVtbl person_vtbl = {
    COM_UNKNOWN_METHODS(person),
    IMAPIPROP_SLOTS(person),
};

static HRESULT create(struct book *book, const struct entry_row *row, bool can_modify,
                      struct person **out)
{
    struct person *person = com_alloc(&person_class, sizeof(*person));

    *out = NULL;
    if (!person) return MAPI_E_NOT_ENOUGH_MEMORY;
    person->IMailUser_iface.lpVtbl = (IMailUserVtbl *)&person_vtbl;
    person->book = book;
    book_enter(book, person);
    person->row = *row;
    person->props = (struct props){
        .ops = &person_ops,
        .object = person,
        .iface = (IMAPIProp *)&person->IMailUser_iface,
        .iid = &IID_IMailUser,
        .store = book,
        .can_modify = can_modify,
    };
    *out = person;
    return S_OK;
}

HRESULT person_new(struct book *book, USHORT type, ULONG flags, IMAPIProp **out)
{
    struct entry_row row = {.object = {.type = type}};
    struct person *person;
    HRESULT hr = create(book, &row, true, &person);

    *out = NULL;
    if (FAILED(hr)) return hr;
    person->create_flags = flags;
    *out = (IMAPIProp *)&person->IMailUser_iface;
    return S_OK;
}

HRESULT person_open(struct book *book, const struct book_id *object, const IID *iid,
                    bool can_modify, ULONG *type, IUnknown **out)
{
    struct entry_row row = {.object = *object};
    struct person *person;
    HRESULT hr;

    if (object->type != MAPI_MAILUSER) return MAPI_E_NO_SUPPORT; /* lists are to come */
    if (iid && !iid_is(iid, &IID_IMailUser, &IID_IMAPIProp) && !iid_is(iid, &IID_IUnknown, NULL))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    hr = create(book, &row, can_modify, &person);
    if (FAILED(hr)) return hr;
    db_lock(book_db(book));
    hr = entries_find(book->file, object, &row.id);
    if (SUCCEEDED(hr)) hr = entries_read(book->file, row.id, &person->row, &person->bag);
    db_unlock(book_db(book));
    if (FAILED(hr)) {
        com_unref(person);
        return hr;
    }
    *type = object->type;
    *out = (IUnknown *)&person->IMailUser_iface;
    return S_OK;
}
