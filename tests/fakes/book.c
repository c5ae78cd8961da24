/*
 * book.c - an address book provider for tests
 */
#include "fakes/book.h"
#include "fakes/card.h"
#include <stdio.h>
#include <string.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"
#ifdef _WIN32
#    include "common/faces.h"
#else
#    include "com/faces.h"
#endif

static const BYTE uid_start[15] = {'t', 'e', 's', 't', ' ', 'b', 'o', 'o', 'k'};

static void note(struct book *book, const char *format, char id, ULONG flags)
{
    char call[64];
    size_t used = strlen(book->calls);

    snprintf(call, sizeof(call), format, id, (unsigned)flags);
    snprintf(book->calls + used, sizeof(book->calls) - used, "%s ", call);
    if (book->hook) book->hook(book, call);
}

void book_forget(struct book *book)
{
    book->calls[0] = 0;
}

MAPIUID book_uid(const struct book *book)
{
    MAPIUID uid;

    memcpy(uid.ab, uid_start, sizeof(uid_start));
    uid.ab[15] = book->number;
    return uid;
}

void book_eid(const struct book *book, char kind, char id, BYTE *eid)
{
    MAPIUID uid = book_uid(book);

    memset(eid, 0, 4);
    memcpy(eid + 4, &uid, 16);
    eid[20] = (BYTE)kind;
    eid[21] = (BYTE)id;
}

/* ---- rows and values ---- */

static ULONG put_text(SPropValue *value, ULONG tag, const WCHAR *text, bool narrow, void *root)
{
    size_t n = 0;
    char *small;

    value->ulPropTag = CHANGE_PROP_TYPE(tag, narrow ? PT_STRING8 : PT_UNICODE);
    value->Value.lpszW = (WCHAR *)text;
    if (!narrow) return 1;
    while (text[n])
        n++;
    if (FAILED(MAPIAllocateMore((ULONG)n + 1, root, (void **)&small))) return 0;
    for (size_t i = 0; i <= n; i++)
        small[i] = (char)text[i];
    value->Value.lpszA = small;
    return 1;
}

static ULONG put_long(SPropValue *value, ULONG tag, ULONG number)
{
    value->ulPropTag = tag;
    value->Value.l = (LONG)number;
    return 1;
}

static ULONG put_eid(SPropValue *value, ULONG tag, const struct book *book, char kind, char id,
                     void *root)
{
    BYTE *eid;

    if (FAILED(MAPIAllocateMore(BOOK_EID_BYTES, root, (void **)&eid))) return 0;
    book_eid(book, kind, id, eid);
    value->ulPropTag = tag;
    value->Value.bin.cb = BOOK_EID_BYTES;
    value->Value.bin.lpb = eid;
    return 1;
}

/* Room for 10; what hangs, hangs on root. 0: memory is out. */
static ULONG container_values(const struct book *book, const struct book_container *container,
                              void *root, SPropValue *values)
{
    ULONG n = 0;

    n += put_text(&values[n], PR_DISPLAY_NAME_W, container->name, container->narrow, root);
    n += put_eid(&values[n], PR_ENTRYID, book, 'c', container->id, root);
    n += put_eid(&values[n], PR_INSTANCE_KEY, book, 'c', container->id, root);
    n += put_eid(&values[n], PR_RECORD_KEY, book, 'c', container->id, root);
    n += put_long(&values[n], PR_CONTAINER_FLAGS, container->flags);
    n += put_long(&values[n], PR_DISPLAY_TYPE, container->display_type);
    n += put_long(&values[n], PR_DEPTH, container->depth);
    n += put_long(&values[n], PR_OBJECT_TYPE, MAPI_ABCONT);
    return n == 8 ? n : 0;
}

/* PR_ANR is the first word of the name: enough for a restriction to find. */
static ULONG entry_values(const struct book *book, const struct book_entry *entry, bool narrow,
                          void *root, SPropValue *values)
{
    WCHAR *word;
    ULONG n = 0;

    if (FAILED(MAPIAllocateMore(64 * sizeof(WCHAR), root, (void **)&word))) return 0;
    for (; n < 63 && entry->name[n] && entry->name[n] != ' '; n++)
        word[n] = entry->name[n];
    word[n] = 0;
    n = 0;
    n += put_text(&values[n], PR_DISPLAY_NAME_W, entry->name, narrow, root);
    n += put_text(&values[n], PR_ADDRTYPE_W, entry->type, narrow, root);
    n += put_text(&values[n], PR_EMAIL_ADDRESS_W, entry->address, narrow, root);
    n += put_text(&values[n], PR_ANR_W, word, narrow, root);
    n += put_eid(&values[n], PR_ENTRYID, book, 'e', entry->id, root);
    n += put_eid(&values[n], PR_INSTANCE_KEY, book, 'e', entry->id, root);
    n += put_long(&values[n], PR_OBJECT_TYPE, MAPI_MAILUSER);
    n += put_long(&values[n], PR_DISPLAY_TYPE, DT_MAILUSER);
    return n == 8 ? n : 0;
}

static const struct book_entry *find_entry(const struct book *book, char id)
{
    for (int i = 0; i < BOOK_ENTRIES; i++)
        if (id && book->entries[i].id == id) return &book->entries[i];
    return NULL;
}

static HRESULT make_table(ULONG columns_type, ITableData **out)
{
    SizedSPropTagArray(3, wide) = {3, {PR_DISPLAY_NAME_W, PR_ENTRYID, PR_INSTANCE_KEY}};
    SizedSPropTagArray(3, narrow) = {3, {PR_DISPLAY_NAME_A, PR_ENTRYID, PR_INSTANCE_KEY}};

    return CreateTable((LPCIID)&IID_IMAPITableData, MAPIAllocateBuffer, MAPIAllocateMore,
                       MAPIFreeBuffer, NULL, TBLTYPE_DYNAMIC, PR_INSTANCE_KEY,
                       (SPropTagArray *)(columns_type == PT_UNICODE ? (void *)&wide
                                                                    : (void *)&narrow),
                       out);
}

static HRESULT add_row(ITableData *data, ULONG n, SPropValue *values)
{
    SRow row = {0, n, values};

    return n ? data->lpVtbl->HrModifyRow(data, &row) : MAPI_E_NOT_ENOUGH_MEMORY;
}

static HRESULT add_container(const struct book *book, ITableData *data,
                             const struct book_container *container)
{
    SPropValue values[10];
    void *root = NULL;
    HRESULT hr = MAPIAllocateBuffer(1, &root);

    if (SUCCEEDED(hr)) hr = add_row(data, container_values(book, container, root, values), values);
    MAPIFreeBuffer(root);
    return hr;
}

static HRESULT view_of(ITableData *data, IMAPITable **out)
{
    return data->lpVtbl->HrGetView(data, NULL, NULL, 0, out);
}

HRESULT book_tell(struct book *book, const struct book_container *container)
{
    return add_container(book, book->top, container);
}

HRESULT book_tell_gone(struct book *book, char id)
{
    BYTE eid[BOOK_EID_BYTES];
    SPropValue key;

    book_eid(book, 'c', id, eid);
    key.ulPropTag = PR_INSTANCE_KEY;
    key.Value.bin.cb = sizeof(eid);
    key.Value.bin.lpb = eid;
    return book->top->lpVtbl->HrDeleteRow(book->top, &key);
}

/* ---- objects: containers and the logon ---- */

struct book_object {
    union {
        IABContainer container;
        IABLogon logon;
    };
    LONG refs;
    struct book *book;
    const struct book_container *is; /* NULL: the root */
    IMAPISupport *support;           /* of the logon, owned */
};

static HRESULT object_create(struct book *book, const void *vtbl, struct book_object **out)
{
    HRESULT hr = MAPIAllocateBuffer(sizeof(**out), (void **)out);

    if (FAILED(hr)) return hr;
    memset(*out, 0, sizeof(**out));
    *(const void **)*out = vtbl;
    (*out)->refs = 1;
    (*out)->book = book;
    __atomic_add_fetch(&book->objects, 1, __ATOMIC_RELAXED);
    return S_OK;
}

static ULONG object_add(void *object)
{
    return (ULONG)__atomic_add_fetch(&((struct book_object *)object)->refs, 1, __ATOMIC_RELAXED);
}

static void drop_support(struct book_object *object)
{
    IMAPISupport *support = object->support;

    object->support = NULL;
    if (support) object->book->support = NULL;
    if (support) support->lpVtbl->Release(support);
}

static ULONG object_drop(void *object)
{
    struct book_object *self = object;
    LONG left = __atomic_sub_fetch(&self->refs, 1, __ATOMIC_ACQ_REL);

    if (left) return (ULONG)left;
    drop_support(self);
    __atomic_sub_fetch(&self->book->objects, 1, __ATOMIC_RELAXED);
    MAPIFreeBuffer(self);
    return 0;
}

static HRESULT object_query(void *object, REFIID iid, const IID *own, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, own) &&
        !(IsEqualGUID(own, &IID_IABContainer) &&
          (IsEqualGUID(iid, &IID_IMAPIContainer) || IsEqualGUID(iid, &IID_IMAPIProp))))
        return E_NOINTERFACE;
    object_add(object);
    *out = object;
    return S_OK;
}

/* ---- entries, and the templates they are made from ---- */

struct book_card {
    struct book *book;
    char id; /* NEW until it is saved */
};
enum { NEW = 'n' };

static HRESULT add_edit(ITableData *table, ULONG flags, ULONG tag, const char *id)
{
    const DTBLEDIT edit = {0, 0, 0, tag};

    return card_control(table, DTCT_EDIT, flags, &edit, sizeof(edit), id);
}

/* Its page: the name and the address, to be changed, and the type at once. */
static HRESULT open_page(IMAPITable **out)
{
    ITableData *table = NULL;
    HRESULT hr = card_table(&table);

    if (SUCCEEDED(hr)) hr = add_edit(table, DT_EDITABLE | DT_REQUIRED, PR_DISPLAY_NAME_W, "name");
    if (SUCCEEDED(hr)) hr = add_edit(table, DT_EDITABLE | DT_SET_IMMEDIATE, PR_ADDRTYPE_W, "type");
    if (SUCCEEDED(hr)) hr = add_edit(table, DT_EDITABLE, PR_EMAIL_ADDRESS_W, "address");
    if (SUCCEEDED(hr)) hr = table->lpVtbl->HrGetView(table, NULL, NULL, 0, out);
    if (table) table->lpVtbl->Release(table);
    return hr;
}

static HRESULT book_card_open(void *context, ULONG tag, const IID *iid, ULONG options,
                              IUnknown **out)
{
    const struct book_card *card = context;

    (void)options;
    note(card->book, "page%c(%x)", card->id, PROP_ID(tag));
    if (tag != PR_DETAILS_TABLE || !IsEqualGUID(iid, &IID_IMAPITable)) return MAPI_E_NOT_FOUND;
    return FAILED(card->book->page) ? card->book->page : open_page((IMAPITable **)out);
}

/* Who is new has an entry ID from now on. */
static HRESULT book_card_save(void *context, IMailUser *user, ULONG flags)
{
    const struct book_card *card = context;
    BYTE eid[BOOK_EID_BYTES];
    SPropValue value;

    note(card->book, "save%c(%x)", card->id, flags);
    if (FAILED(card->book->save) || card->id != NEW) return card->book->save;
    book_eid(card->book, 'e', NEW, eid);
    value.ulPropTag = PR_ENTRYID;
    value.Value.bin.cb = sizeof(eid);
    value.Value.bin.lpb = eid;
    return user->lpVtbl->SetProps(user, 1, &value, NULL);
}

static void book_card_gone(void *context)
{
    __atomic_sub_fetch(&((struct book_card *)context)->book->objects, 1, __ATOMIC_RELAXED);
    MAPIFreeBuffer(context);
}

static HRESULT make_card(struct book *book, char id, IMailUser **out)
{
    static const struct card_ops ops = {
        .open = book_card_open, .save = book_card_save, .gone = book_card_gone};
    struct book_card *card;
    HRESULT hr = MAPIAllocateBuffer(sizeof(*card), (void **)&card);

    if (FAILED(hr)) return hr;
    *card = (struct book_card){book, id};
    __atomic_add_fetch(&book->objects, 1, __ATOMIC_RELAXED);
    hr = card_create(&ops, card, out);
    if (FAILED(hr)) book_card_gone(card);
    return hr;
}

static HRESULT open_user(struct book *book, const struct book_entry *entry, IUnknown **out)
{
    SPropValue values[10];
    IMailUser *user = NULL;
    void *root = NULL;
    ULONG n;
    HRESULT hr = make_card(book, entry->id, &user);

    if (SUCCEEDED(hr)) hr = MAPIAllocateBuffer(1, &root);
    if (SUCCEEDED(hr)) {
        n = entry_values(book, entry, false, root, values);
        hr = n ? user->lpVtbl->SetProps(user, n, values, NULL) : MAPI_E_NOT_ENOUGH_MEMORY;
    }
    MAPIFreeBuffer(root);
    if (SUCCEEDED(hr)) *out = (IUnknown *)user;
    else if (user) user->lpVtbl->Release(user);
    return hr;
}

/* ---- a container ---- */

static HRESULT STDMETHODCALLTYPE container_QueryInterface(IABContainer *iface, REFIID iid,
                                                          void **out)
{
    return object_query(iface, iid, &IID_IABContainer, out);
}

static ULONG STDMETHODCALLTYPE container_AddRef(IABContainer *iface)
{
    return object_add(iface);
}

static ULONG STDMETHODCALLTYPE container_Release(IABContainer *iface)
{
    return object_drop(iface);
}

static HRESULT STDMETHODCALLTYPE container_GetProps(IABContainer *iface, LPSPropTagArray tags,
                                                    ULONG flags, ULONG *count, LPSPropValue *out)
{
    struct book_object *self = (struct book_object *)iface;
    SPropValue values[10], *made;
    ULONG n;
    HRESULT hr;

    (void)flags;
    if (!self->is || !tags) return MAPI_E_NO_SUPPORT;
    hr = MAPIAllocateBuffer(tags->cValues * sizeof(*made), (void **)&made);
    if (FAILED(hr)) return hr;
    n = container_values(self->book, self->is, made, values);
    for (ULONG i = 0; i < tags->cValues; i++) {
        made[i].ulPropTag = CHANGE_PROP_TYPE(tags->aulPropTag[i], PT_ERROR);
        made[i].Value.err = MAPI_E_NOT_FOUND;
        for (ULONG k = 0; k < n; k++)
            if (PROP_ID(values[k].ulPropTag) == PROP_ID(tags->aulPropTag[i])) made[i] = values[k];
    }
    *count = tags->cValues;
    *out = made;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE container_GetHierarchyTable(IABContainer *iface, ULONG flags,
                                                             IMAPITable **out)
{
    struct book_object *self = (struct book_object *)iface;
    struct book *book = self->book;
    ITableData *data = NULL;
    HRESULT hr;

    note(book, "hier%c(%x)", self->is ? self->is->id : '*', flags);
    if (self->is) return MAPI_E_NO_SUPPORT;
    if (FAILED(book->hierarchy)) return book->hierarchy;
    for (int i = 0; i < BOOK_CONTAINERS; i++)
        if (book->containers[i].narrow && flags & MAPI_UNICODE) return MAPI_E_BAD_CHARWIDTH;
    hr = make_table(flags & MAPI_UNICODE ? PT_UNICODE : PT_STRING8, &data);
    for (int i = 0; i < BOOK_CONTAINERS && SUCCEEDED(hr); i++)
        if (book->containers[i].id && (flags & CONVENIENT_DEPTH || !book->containers[i].depth))
            hr = add_container(book, data, &book->containers[i]);
    if (SUCCEEDED(hr)) hr = view_of(data, out);
    if (SUCCEEDED(hr) && !book->silent && !book->top && !(flags & CONVENIENT_DEPTH)) {
        book->top = data;
        data = NULL;
    }
    if (data) data->lpVtbl->Release(data);
    return hr;
}

static HRESULT STDMETHODCALLTYPE container_GetContentsTable(IABContainer *iface, ULONG flags,
                                                            IMAPITable **out)
{
    struct book_object *self = (struct book_object *)iface;
    SPropValue values[10];
    ITableData *data = NULL;
    void *root = NULL;
    HRESULT hr;

    note(self->book, "contents%c(%x)", self->is ? self->is->id : '*', flags);
    if (!self->is) return MAPI_E_NO_SUPPORT;
    if (FAILED(self->is->contents)) return self->is->contents;
    if (self->is->narrow && flags & MAPI_UNICODE) return MAPI_E_BAD_CHARWIDTH;
    hr = make_table(self->is->narrow ? PT_STRING8 : PT_UNICODE, &data);
    if (SUCCEEDED(hr)) hr = MAPIAllocateBuffer(1, &root);
    for (const char *c = self->is->entries; SUCCEEDED(hr) && c && *c; c++)
        hr = add_row(data,
                     entry_values(self->book, find_entry(self->book, *c), self->is->narrow, root,
                                  values),
                     values);
    if (SUCCEEDED(hr)) hr = view_of(data, out);
    MAPIFreeBuffer(root);
    if (data) data->lpVtbl->Release(data);
    return hr;
}

/* Does any word of name begin with what was typed, of either width? */
static bool begins(const WCHAR *name, const SPropValue *typed)
{
    for (const WCHAR *word = name; *word; word++) {
        size_t n = 0;

        if (word > name && word[-1] != ' ') continue;
        if (PROP_TYPE(typed->ulPropTag) == PT_UNICODE)
            while (typed->Value.lpszW[n] && typed->Value.lpszW[n] == word[n])
                n++;
        else
            while (typed->Value.lpszA[n] && (WCHAR)typed->Value.lpszA[n] == word[n])
                n++;
        if (PROP_TYPE(typed->ulPropTag) == PT_UNICODE ? !typed->Value.lpszW[n]
                                                      : !typed->Value.lpszA[n])
            return true;
    }
    return false;
}

static const SPropValue *display_name(const ADRENTRY *entry)
{
    for (ULONG i = 0; i < entry->cValues; i++)
        if (entry->rgPropVals[i].ulPropTag == PR_DISPLAY_NAME_W ||
            entry->rgPropVals[i].ulPropTag == PR_DISPLAY_NAME_A)
            return &entry->rgPropVals[i];
    return NULL;
}

/* The entry ID, display name and address; the rest is for MAPI to ask. */
static HRESULT give(const struct book *book, const struct book_entry *found, ULONG flags,
                    ADRENTRY *entry)
{
    SPropValue *values;
    ULONG n = entry->cValues;
    HRESULT hr = MAPIAllocateBuffer((n + 3) * sizeof(*values), (void **)&values);

    if (FAILED(hr)) return hr;
    memcpy(values, entry->rgPropVals, n * sizeof(*values));
    for (ULONG i = 0; i < n; i++)
        if (PROP_ID(values[i].ulPropTag) == PROP_ID(PR_DISPLAY_NAME))
            put_text(&values[i], PR_DISPLAY_NAME_W, found->name, !(flags & MAPI_UNICODE), values);
        else if (PROP_TYPE(values[i].ulPropTag) != PT_LONG)
            values[i] = (SPropValue){.ulPropTag = PR_NULL};
    n += put_eid(&values[n], PR_ENTRYID, book, 'e', found->id, values);
    n += put_text(&values[n], PR_ADDRTYPE_W, found->type, !(flags & MAPI_UNICODE), values);
    values[n].ulPropTag = CHANGE_PROP_TYPE(PR_SEARCH_KEY, PT_ERROR);
    values[n++].Value.err = MAPI_E_NOT_FOUND;
    MAPIFreeBuffer(entry->rgPropVals);
    entry->rgPropVals = values;
    entry->cValues = n;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE container_ResolveNames(IABContainer *iface, LPSPropTagArray tags,
                                                        ULONG flags, LPADRLIST list,
                                                        LPFlagList states)
{
    struct book_object *self = (struct book_object *)iface;
    const struct book_container *is = self->is;
    HRESULT hr = S_OK;

    note(self->book, tags ? "resolve%c(%x)" : "resolve-all%c(%x)", is ? is->id : '*', flags);
    if (!is) return MAPI_E_NO_SUPPORT;
    if (FAILED(is->resolve)) return is->resolve;
    if (is->narrow && flags & MAPI_UNICODE) return MAPI_E_BAD_CHARWIDTH;
    if (states->cFlags != list->cEntries) return MAPI_E_INVALID_PARAMETER;
    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++) {
        const SPropValue *typed = display_name(&list->aEntries[i]);
        const struct book_entry *found = NULL;
        int count = 0;

        if (states->ulFlag[i] != MAPI_UNRESOLVED || !typed) continue;
        for (const char *c = is->entries; c && *c; c++)
            if (begins(find_entry(self->book, *c)->name, typed)) {
                found = find_entry(self->book, *c);
                count++;
            }
        if (count == 1 && !is->careless) hr = give(self->book, found, flags, &list->aEntries[i]);
        if (count) states->ulFlag[i] = count > 1 ? MAPI_AMBIGUOUS : MAPI_RESOLVED;
    }
    return hr;
}

static HRESULT STDMETHODCALLTYPE container_CreateEntry(IABContainer *iface, ULONG cb, ENTRYID *eid,
                                                       ULONG flags, IMAPIProp **out)
{
    struct book_object *self = (struct book_object *)iface;

    *out = NULL;
    note(self->book, "create%c(%x)", cb == BOOK_EID_BYTES ? ((char *)eid)[21] : '*', flags);
    if (!self->is || !(self->is->flags & AB_MODIFIABLE)) return MAPI_E_NO_ACCESS;
    return make_card(self->book, NEW, (IMailUser **)out);
}

/* PR_CREATE_TEMPLATES alone. */
static HRESULT STDMETHODCALLTYPE container_OpenProperty(IABContainer *iface, ULONG tag, LPCIID iid,
                                                        ULONG options, ULONG flags, IUnknown **out)
{
    struct book *book = ((struct book_object *)iface)->book;

    (void)flags;
    *out = NULL;
    note(book, "forms%c(%x)", '*', options);
    if (tag != PR_CREATE_TEMPLATES || !IsEqualGUID(iid, &IID_IMAPITable)) return MAPI_E_NOT_FOUND;
    return book->templates && book->forms
               ? book->forms->lpVtbl->HrGetView(book->forms, NULL, NULL, 0, (IMAPITable **)out)
               : MAPI_E_NO_SUPPORT;
}

static HRESULT STDMETHODCALLTYPE container_OpenEntry(IABContainer *iface, ULONG cb, ENTRYID *eid,
                                                     LPCIID iid, ULONG flags, ULONG *type,
                                                     IUnknown **out)
{
    (void)iface, (void)cb, (void)eid, (void)iid, (void)flags, (void)type;
    *out = NULL;
    return MAPI_E_NO_SUPPORT;
}

static const IABContainerVtbl *container_vtbl(void)
{
    static IABContainerVtbl vtbl = {IABCONTAINER_REFUSED_SLOTS,
                                    .QueryInterface = container_QueryInterface,
                                    .AddRef = container_AddRef, .Release = container_Release};

    vtbl.GetProps = container_GetProps;
    vtbl.GetHierarchyTable = container_GetHierarchyTable;
    vtbl.GetContentsTable = container_GetContentsTable;
    vtbl.ResolveNames = container_ResolveNames;
    vtbl.OpenEntry = container_OpenEntry;
    vtbl.CreateEntry = container_CreateEntry;
    vtbl.OpenProperty = container_OpenProperty;
    return &vtbl;
}

/* ---- the logon ---- */

static HRESULT STDMETHODCALLTYPE logon_QueryInterface(IABLogon *iface, REFIID iid, void **out)
{
    return object_query(iface, iid, &IID_IABLogon, out);
}

static ULONG STDMETHODCALLTYPE logon_AddRef(IABLogon *iface)
{
    return object_add(iface);
}

static ULONG STDMETHODCALLTYPE logon_Release(IABLogon *iface)
{
    return object_drop(iface);
}

static HRESULT STDMETHODCALLTYPE logon_Logoff(IABLogon *iface, ULONG flags)
{
    struct book_object *self = (struct book_object *)iface;

    note(self->book, "logoff", 0, flags);
    if (self->book->top) self->book->top->lpVtbl->Release(self->book->top);
    if (self->book->forms) self->book->forms->lpVtbl->Release(self->book->forms);
    self->book->top = self->book->forms = NULL;
    drop_support(self);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE logon_OpenEntry(IABLogon *iface, ULONG cb, ENTRYID *eid,
                                                 LPCIID iid, ULONG flags, ULONG *type,
                                                 IUnknown **out)
{
    struct book_object *self = (struct book_object *)iface, *made;
    struct book *book = self->book;
    const BYTE *bytes = (const BYTE *)eid;
    const struct book_container *is = NULL;
    const struct book_entry *entry;
    HRESULT hr;

    (void)iid;
    *out = NULL;
    note(book, cb ? "open%c(%x)" : "root%c(%x)", cb == BOOK_EID_BYTES ? (char)bytes[21] : '*',
         flags);
    if (!cb && FAILED(book->root)) return book->root;
    if (cb && cb != BOOK_EID_BYTES) return MAPI_E_UNKNOWN_ENTRYID;
    if (cb && bytes[20] == 'e') {
        entry = find_entry(book, (char)bytes[21]);
        if (!entry) return MAPI_E_NOT_FOUND;
        *type = MAPI_MAILUSER;
        return open_user(book, entry, out);
    }
    if (cb && bytes[20] == 't' && book->templates) {
        *type = MAPI_MAILUSER;
        return make_card(book, (char)bytes[21], (IMailUser **)out);
    }
    for (int i = 0; cb && i < BOOK_CONTAINERS; i++)
        if (bytes[20] == 'c' && book->containers[i].id == (char)bytes[21])
            is = &book->containers[i];
    if (cb && !is) return MAPI_E_NOT_FOUND;
    hr = object_create(book, container_vtbl(), &made);
    if (FAILED(hr)) return hr;
    made->is = is;
    *type = MAPI_ABCONT;
    *out = (IUnknown *)&made->container;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE logon_CompareEntryIDs(IABLogon *iface, ULONG cb1, ENTRYID *eid1,
                                                       ULONG cb2, ENTRYID *eid2, ULONG flags,
                                                       ULONG *same)
{
    (void)iface, (void)flags;
    *same = cb1 == cb2 && !memcmp((BYTE *)eid1 + 4, (BYTE *)eid2 + 4, cb1 - 4);
    return S_OK;
}

/* A row of its table of templates; a heading has no entry ID. */
static HRESULT add_template(const struct book *book, ITableData *data, char id, const WCHAR *name,
                            bool heading)
{
    SPropValue values[4];
    void *root = NULL;
    ULONG n = 0;
    HRESULT hr = MAPIAllocateBuffer(1, &root);

    if (FAILED(hr)) return hr;
    n += put_text(&values[n], PR_DISPLAY_NAME_W, name, false, root);
    n += put_text(&values[n], PR_ADDRTYPE_W, L"SMTP", false, root);
    n += put_eid(&values[n], PR_INSTANCE_KEY, book, 't', id, root);
    if (!heading) n += put_eid(&values[n], PR_ENTRYID, book, 't', id, root);
    hr = add_row(data, n == (heading ? 3 : 4) ? n : 0, values);
    MAPIFreeBuffer(root);
    return hr;
}

HRESULT book_tell_template(struct book *book, char id, const WCHAR *name, bool heading)
{
    return add_template(book, book->forms, id, name, heading);
}

static HRESULT STDMETHODCALLTYPE logon_GetOneOffTable(IABLogon *iface, ULONG flags,
                                                      IMAPITable **out)
{
    struct book *book = ((struct book_object *)iface)->book;
    HRESULT hr = S_OK;

    note(book, "templates%c(%x)", '*', flags);
    if (!book->templates) return MAPI_E_NO_SUPPORT;
    if (!book->forms) {
        hr = make_table(PT_UNICODE, &book->forms);
        if (SUCCEEDED(hr)) hr = add_template(book, book->forms, 't', L"Template", false);
    }
    return SUCCEEDED(hr) ? view_of(book->forms, out) : hr;
}

/* The host's own object again, with a comment on what is new. */
static HRESULT STDMETHODCALLTYPE logon_OpenTemplateID(IABLogon *iface, ULONG cb, ENTRYID *eid,
                                                      ULONG flags, IMAPIProp *data, LPCIID iid,
                                                      IMAPIProp **out, IMAPIProp *sibling)
{
    struct book *book = ((struct book_object *)iface)->book;
    const BYTE *bytes = (const BYTE *)eid;
    SPropValue comment = {.ulPropTag = PR_COMMENT_W, .Value.lpszW = (WCHAR *)L"bound"};
    HRESULT hr = S_OK;

    (void)sibling;
    *out = NULL;
    note(book, "bind%c(%x)", cb == BOOK_EID_BYTES ? (char)bytes[21] : '*', flags);
    if (cb != BOOK_EID_BYTES || bytes[20] != 't') return MAPI_E_UNKNOWN_ENTRYID;
    if (flags & FILL_ENTRY) hr = data->lpVtbl->SetProps(data, 1, &comment, NULL);
    return FAILED(hr) ? hr : data->lpVtbl->QueryInterface(data, iid ? iid : &IID_IMailUser,
                                                          (void **)out);
}

static HRESULT STDMETHODCALLTYPE logon_PrepareRecips(IABLogon *iface, ULONG flags,
                                                     LPSPropTagArray tags, LPADRLIST list)
{
    struct book *book = ((struct book_object *)iface)->book;
    MAPIUID uid = book_uid(book);

    (void)tags;
    note(book, "prepare%c(%x)", '*', flags);
    if (FAILED(book->prepare)) return book->prepare;
    for (ULONG i = 0; i < list->cEntries; i++)
        for (ULONG k = 0; k < list->aEntries[i].cValues; k++) {
            SPropValue *value = &list->aEntries[i].rgPropVals[k];

            if (value->ulPropTag == PR_ENTRYID && value->Value.bin.cb == BOOK_EID_BYTES &&
                !memcmp(value->Value.bin.lpb + 4, &uid, 16))
                memset(value->Value.bin.lpb, 0, 4);
        }
    return S_OK;
}

static const IABLogonVtbl *logon_vtbl(void)
{
    static IABLogonVtbl vtbl = {IABLOGON_REFUSED_SLOTS, .QueryInterface = logon_QueryInterface,
                                .AddRef = logon_AddRef, .Release = logon_Release};

    vtbl.Logoff = logon_Logoff;
    vtbl.OpenEntry = logon_OpenEntry;
    vtbl.CompareEntryIDs = logon_CompareEntryIDs;
    vtbl.GetOneOffTable = logon_GetOneOffTable;
    vtbl.OpenTemplateID = logon_OpenTemplateID;
    vtbl.PrepareRecips = logon_PrepareRecips;
    return &vtbl;
}

HRESULT book_logon(struct book *book, IMAPISupport *support, IABLogon **out)
{
    struct book_object *made;
    MAPIUID uid = book_uid(book);
    HRESULT hr = object_create(book, logon_vtbl(), &made);

    *out = NULL;
    if (FAILED(hr)) return hr;
    if (support) {
        made->support = book->support = support;
        support->lpVtbl->AddRef(support);
        support->lpVtbl->SetProviderUID(support, &uid, 0);
    }
    *out = &made->logon;
    return S_OK;
}
