/*
 * kept_entry.c - the properties of an open entry: read with it, written by SaveChanges in one
 * transaction
 */
#include "kept_entry.h"
#include "members.h"
#include "other_addresses.h"
#include "notify.h"
#include "person.h"

static struct kept_entry *of_props(struct props *props)
{
    return (struct kept_entry *)((char *)props - offsetof(struct kept_entry, props));
}

static HRESULT entry_bag(struct props *props, struct bag **out)
{
    *out = &of_props(props)->bag;
    return S_OK;
}

static HRESULT computed_of(struct props *props, ULONG tag, struct value **out)
{
    struct kept_entry *entry = of_props(props);

    if (PROP_ID(tag) == PROP_ID(PR_OTHER_ADDRESSES_W))
        return other_addresses_text(&entry->bag, out);
    if (entry->template.type && PROP_ID(tag) == PROP_ID(PR_ENTRYID))
        return book_id_value(entry->book, PR_ENTRYID, &entry->template, out);
    if (!person_is_computed(tag) && bag_find(&entry->bag, tag)) return S_FALSE;
    if (person_is_computed(tag))
        return person_computed(entry->book, &entry->row, &entry->bag, props->can_modify, tag, out);
    return person_value(entry->book, &entry->row, &entry->bag, tag, out);
}

static HRESULT set_others(struct kept_entry *entry, const struct value *value)
{
    AUTO_VALUE struct value *wide = NULL;
    HRESULT hr = S_OK;

    if (value) hr = value_as((struct value *)value, PT_UNICODE, &wide);
    if (hr == MAPI_E_NOT_FOUND) return MAPI_E_INVALID_PARAMETER;
    if (SUCCEEDED(hr)) hr = other_addresses_set(&entry->bag, wide);
    if (FAILED(hr)) return hr;
    entry->dirty = true;
    return S_FALSE;
}

static HRESULT check(struct props *props, ULONG tag, const struct value *value)
{
    if (person_is_computed(tag)) return MAPI_E_COMPUTED;
    if (PROP_ID(tag) == PROP_ID(PR_OTHER_ADDRESSES_W)) return set_others(of_props(props), value);
    return PROP_TYPE(tag) == PT_OBJECT && value ? MAPI_E_NO_ACCESS : S_OK;
}

static HRESULT changed(struct props *props)
{
    of_props(props)->dirty = true;
    return S_OK;
}

/* A row has its values in one piece: what a stream has made is taken into memory, as far as a row
 * can be that large. */
static HRESULT take_in(struct bag *bag)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; i < bag->n && SUCCEEDED(hr); i++) {
        AUTO_VALUE struct value *in = NULL;

        if (!bag->values[i]->large) continue;
        if (bag->values[i]->bytes > ENTRY_MOST_BYTES) return MAPI_E_TOO_BIG;
        hr = value_in_memory(bag->values[i], &in);
        if (SUCCEEDED(hr)) hr = bag_set(bag, in);
    }
    return hr;
}

/* In a transaction: nobody has saved or deleted the entry since it was read (6.1-34). */
static HRESULT meet_others(struct kept_entry *entry, ULONG flags)
{
    struct entry_row now;
    HRESULT hr = entries_read(entry->book->file, entry->row.id, &now, NULL);

    if (hr == MAPI_E_NOT_FOUND) return MAPI_E_OBJECT_DELETED;
    if (FAILED(hr) || now.modified == entry->row.modified) return hr;
    return flags & FORCE_SAVE ? S_OK : MAPI_E_OBJECT_CHANGED;
}

/* In a transaction: 7.9-07. A list that is replaced has the members that the new one gets. */
static HRESULT meet_twin(struct kept_entry *entry, struct entry_row *row)
{
    ULONG flags = entry->create_flags;
    int64_t twin;
    HRESULT hr;

    if (!(flags & (CREATE_CHECK_DUP_STRICT | CREATE_CHECK_DUP_LOOSE))) return S_OK;
    hr = entries_twin(entry->book->file, &entry->bag, row->object.type,
                      flags & CREATE_CHECK_DUP_STRICT, 0, &twin);
    if (FAILED(hr) || !twin) return hr;
    if (!(flags & CREATE_REPLACE)) return MAPI_E_COLLISION;
    hr = entries_read(entry->book->file, twin, row, NULL);
    if (FAILED(hr)) return hr;
    if (entry->joins.type && IsEqualGUID(&row->object.guid, &entry->joins.guid))
        return MAPI_E_COLLISION; /* the list that it is to be a member of */
    return db_exec(book_db(entry->book), "DELETE FROM members WHERE list=?1", "i", twin);
}

/* In a transaction: what IDistList::CreateEntry made becomes a member. */
static HRESULT join(struct kept_entry *entry, const struct entry_row *row)
{
    struct book_file *file = entry->book->file;
    BYTE bytes[BOOK_ID_BYTES];
    SBinary id = {sizeof(bytes), bytes};
    struct bag none = {0};
    int64_t list;
    HRESULT hr;

    if (!entry->joins.type || entry->row.id) return S_OK;
    book_id_write(&file->uid, &row->object, bytes);
    hr = entries_find(file, &entry->joins, &list);
    if (hr == MAPI_E_NOT_FOUND) hr = MAPI_E_OBJECT_DELETED;
    if (SUCCEEDED(hr)) hr = members_add(file, list, &id, &none);
    return FAILED(hr) ? hr : change_log_write(file, ENTRY_MODIFIED, list, &entry->joins);
}

static HRESULT write(struct kept_entry *entry, ULONG flags)
{
    struct db *db = book_db(entry->book);
    struct entry_row row = entry->row;
    HRESULT hr = take_in(&entry->bag);

    if (SUCCEEDED(hr)) hr = db_begin(db);
    if (FAILED(hr)) return hr;
    hr = row.id ? meet_others(entry, flags) : meet_twin(entry, &row);
    if (SUCCEEDED(hr)) hr = entries_write(entry->book->file, &row, &entry->bag);
    if (SUCCEEDED(hr)) hr = join(entry, &row);
    hr = db_end(db, hr);
    if (SUCCEEDED(hr)) {
        entry->row = row;
        entry->dirty = false;
    }
    return hr;
}

static HRESULT save(struct props *props, ULONG flags)
{
    struct kept_entry *entry = of_props(props);
    HRESULT hr = S_OK;
    bool news;

    if (!props->can_modify) return MAPI_E_NO_ACCESS;
    if (entry->template.type) return S_OK; /* who opened it reads what was filled in */
    db_lock(book_db(entry->book));
    news = entry->dirty || !entry->row.id;
    if (news) hr = write(entry, flags);
    if (SUCCEEDED(hr) && flags & KEEP_OPEN_READONLY) props->can_modify = false;
    db_unlock(book_db(entry->book));
    if (SUCCEEDED(hr) && news) book_ring(entry->book);
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
static const ULONG person_objects[] = {PR_DETAILS_TABLE, 0};
static const ULONG list_objects[] = {PR_DETAILS_TABLE, PR_CONTAINER_CONTENTS, PR_CHOOSE_MEMBERS, 0};

static HRESULT open_object(struct props *props, ULONG tag, const IID *iid, ULONG options,
                           ULONG flags, IUnknown **out)
{
    struct kept_entry *entry = of_props(props);

    /* one piece, set by SetProps: a stream would empty it when it is opened */
    if (PROP_ID(tag) == PROP_ID(PR_OTHER_ADDRESSES_W) && flags & MAPI_MODIFY)
        return MAPI_E_NO_ACCESS;
    if (tag == PR_DETAILS_TABLE)
        return pages_open(entry->book, entry->pages, props->can_modify, iid, options, out);
    return entry->open ? entry->open(props->object, tag, iid, options, out) : S_FALSE;
}

static const struct props_ops person_ops = {
    .house = &book_house,
    .bag = entry_bag,
    .computed = computed_of,
    .check = check,
    .changed = changed,
    .computed_tags = computed_tags,
    .object_tags = person_objects,
    .open = open_object,
    .save = save,
};

static const struct props_ops list_ops = {
    .house = &book_house,
    .bag = entry_bag,
    .computed = computed_of,
    .check = check,
    .changed = changed,
    .computed_tags = computed_tags,
    .object_tags = list_objects,
    .open = open_object,
    .save = save,
};

void kept_entry_init(struct kept_entry *entry, void *object, void *iface, const IID *iid,
                     struct book *book, const struct entry_row *row, bool can_modify)
{
    entry->book = book;
    book_enter(book, object);
    entry->row = *row;
    entry->pages = row->object.type == MAPI_DISTLIST ? PAGES_LIST : PAGES_PERSON;
    entry->props = (struct props){
        .ops = row->object.type == MAPI_DISTLIST ? &list_ops : &person_ops,
        .object = object,
        .iface = iface,
        .iid = iid,
        .store = book,
        .can_modify = can_modify,
    };
}

HRESULT kept_entry_fill_in(struct kept_entry *entry, const struct book_id *template,
                           enum pages pages)
{
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr = book_id_value(entry->book, PR_TEMPLATEID, template, &value);

    entry->template = *template;
    entry->pages = pages;
    return FAILED(hr) ? hr : bag_set(&entry->bag, value);
}

HRESULT kept_entry_load(struct kept_entry *entry)
{
    int64_t id;
    HRESULT hr;

    db_lock(book_db(entry->book));
    hr = entries_find(entry->book->file, &entry->row.object, &id);
    if (SUCCEEDED(hr)) hr = entries_read(entry->book->file, id, &entry->row, &entry->bag);
    db_unlock(book_db(entry->book));
    return hr;
}

void kept_entry_clear(struct kept_entry *entry)
{
    if (!entry->book) return;
    db_lock(book_db(entry->book));
    bag_clear(&entry->bag);
    db_unlock(book_db(entry->book));
    book_leave(entry->book);
}
