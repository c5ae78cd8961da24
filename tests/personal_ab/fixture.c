/*
 * fixture.c - a personal address book on a temporary file, logged on through ABProviderInit
 */
#include "personal_ab/fixture.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/mem.h"
#include "common/com.h"
#include "fakes/section_methods.h"
#include "mspst.h"

static SCODE STDMETHODCALLTYPE allocate(ULONG bytes, void **out)
{
    return mem_root(bytes, out);
}

static SCODE STDMETHODCALLTYPE allocate_more(ULONG bytes, void *root, void **out)
{
    return mem_more(bytes, root, out);
}

static ULONG STDMETHODCALLTYPE free_all(void *data)
{
    mem_free(data);
    return 0;
}

const struct allocators test_allocators = {allocate, allocate_more, free_all};

void free_any(void *data)
{
    mem_free(data);
}

/* ---- the support object ---- */

static struct fake_support *support_of(IMAPISupport *iface)
{
    return (struct fake_support *)((char *)iface -
                                   offsetof(struct fake_support, IMAPISupport_iface));
}

static ULONG STDMETHODCALLTYPE support_AddRef(IMAPISupport *iface)
{
    return (ULONG)__atomic_add_fetch(&support_of(iface)->refs, 1, __ATOMIC_RELAXED);
}

static ULONG STDMETHODCALLTYPE support_Release(IMAPISupport *iface)
{
    return (ULONG)__atomic_sub_fetch(&support_of(iface)->refs, 1, __ATOMIC_RELAXED);
}

static HRESULT STDMETHODCALLTYPE support_OpenProfileSection(IMAPISupport *iface, MAPIUID *uid,
                                                            ULONG flags, IProfSect **out)
{
    (void)flags;
    if (uid) return MAPI_E_NOT_FOUND;
    *out = &support_of(iface)->section.IProfSect_iface;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_SetProviderUID(IMAPISupport *iface, MAPIUID *uid,
                                                        ULONG flags)
{
    (void)uid;
    (void)flags;
    support_of(iface)->uids++;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_OpenEntry(IMAPISupport *iface, ULONG count, ENTRYID *id,
                                                   LPCIID iid, ULONG flags, ULONG *type,
                                                   IUnknown **out)
{
    IABLogon *logon = support_of(iface)->opens;

    if (!logon) return MAPI_E_UNKNOWN_ENTRYID;
    return logon->lpVtbl->OpenEntry(logon, count, id, iid, flags, type, out);
}

static HRESULT STDMETHODCALLTYPE support_OpenTemplateID(IMAPISupport *iface, ULONG count,
                                                        ENTRYID *id, ULONG flags, IMAPIProp *data,
                                                        LPCIID iid, IMAPIProp **out,
                                                        IMAPIProp *sibling)
{
    struct fake_support *support = support_of(iface);
    IABLogon *logon = support->opens;

    support->binds++;
    support->bind_flags = flags;
    if (support->bind) return support->bind;
    if (!logon) return MAPI_E_UNKNOWN_ENTRYID;
    return logon->lpVtbl->OpenTemplateID(logon, count, id, flags, data, iid, out, sibling);
}

static HRESULT STDMETHODCALLTYPE support_Address(IMAPISupport *iface, ULONG_PTR *window,
                                                 ADRPARM *parameters, ADRLIST **list)
{
    struct fake_support *support = support_of(iface);

    assert_non_null(window);
    assert_int_equal(parameters->cDestFields, 1);
    assert_true(parameters->ulFlags & DIALOG_MODAL);
    return support->address ? support->address(support->address_context, list) : MAPI_E_NO_SUPPORT;
}

static pthread_mutex_t advising = PTHREAD_MUTEX_INITIALIZER; /* guards all sinks */

static HRESULT STDMETHODCALLTYPE support_Subscribe(IMAPISupport *iface, NOTIFKEY *key, ULONG mask,
                                                   ULONG flags, IMAPIAdviseSink *sink,
                                                   ULONG_PTR *connection)
{
    struct fake_support *support = support_of(iface);
    struct fake_sink *made;

    assert_int_equal(flags & ~(ULONG)NOTIFY_SYNC, 0);
    pthread_mutex_lock(&advising);
    assert_true(support->n_sinks < 8 && key->cb + sizeof(key->cb) <= sizeof(made->key));
    made = &support->sinks[support->n_sinks++];
    memcpy(made->key, key, key->cb + sizeof(key->cb));
    made->mask = mask;
    made->sink = sink;
    sink->lpVtbl->AddRef(sink);
    *connection = support->n_sinks;
    pthread_mutex_unlock(&advising);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_Unsubscribe(IMAPISupport *iface, ULONG_PTR connection)
{
    struct fake_support *support = support_of(iface);
    IMAPIAdviseSink *sink = NULL;

    pthread_mutex_lock(&advising);
    if (connection && connection <= support->n_sinks) {
        sink = support->sinks[connection - 1].sink;
        support->sinks[connection - 1].sink = NULL;
    }
    pthread_mutex_unlock(&advising);
    if (!sink) return MAPI_E_NOT_FOUND;
    sink->lpVtbl->Release(sink);
    return S_OK;
}

/* Under `advising`. */
static void tell_sinks(struct fake_support *support, NOTIFKEY *key, ULONG count,
                       NOTIFICATION *notes)
{
    for (ULONG i = 0; i < support->n_sinks; i++) {
        struct fake_sink *to = &support->sinks[i];

        if (!to->sink || memcmp(to->key, key, key->cb + sizeof(key->cb))) continue;
        for (ULONG n = 0; n < count; n++)
            if (notes[n].ulEventType & to->mask) to->sink->lpVtbl->OnNotify(to->sink, 1, &notes[n]);
    }
}

/* At once, on the provider's thread. */
static HRESULT STDMETHODCALLTYPE support_Notify(IMAPISupport *iface, NOTIFKEY *key, ULONG count,
                                                NOTIFICATION *notes, ULONG *flags)
{
    struct fake_support *support = support_of(iface);

    (void)flags;
    pthread_mutex_lock(&advising);
    tell_sinks(support, key, count, notes);
    if (support->neighbour) tell_sinks(support->neighbour, key, count, notes);
    pthread_mutex_unlock(&advising);
    return S_OK;
}

static const IMAPISupportVtbl support_vtbl = {
    IMAPISUPPORT_REFUSED_SLOTS,
    .AddRef = support_AddRef,
    .Release = support_Release,
};
static IMAPISupportVtbl support_methods;

/* ---- the book ---- */

static void init_support(struct fixture *f)
{
    support_methods = support_vtbl;
    support_methods.OpenProfileSection = support_OpenProfileSection;
    support_methods.SetProviderUID = support_SetProviderUID;
    support_methods.OpenEntry = support_OpenEntry;
    support_methods.OpenTemplateID = support_OpenTemplateID;
    support_methods.Address = support_Address;
    support_methods.Subscribe = support_Subscribe;
    support_methods.Unsubscribe = support_Unsubscribe;
    support_methods.Notify = support_Notify;
    f->support.IMAPISupport_iface.lpVtbl = &support_methods;
    fake_section_init(&f->support.section);
    fake_section_put_text(&f->support.section, PR_PST_PATH_W, f->path);
}

static void init_provider(struct fixture *f)
{
    ULONG version = 0;

    ok_hr(ABProviderInit(NULL, NULL, allocate, allocate_more, free_all, 0, CURRENT_SPI_VERSION,
                         &version, &f->provider));
    assert_int_equal(version, CURRENT_SPI_VERSION);
}

HRESULT log_on(struct fixture *f)
{
    IABProvider *provider = f->provider;

    return provider->lpVtbl->Logon(provider, &f->support.IMAPISupport_iface, 0, NULL, 0, NULL, NULL,
                                   NULL, &f->logon);
}

void open_container(struct fixture *f)
{
    f->container = open_only_container(f->logon);
}

void log_off(struct fixture *f)
{
    if (f->container) f->container->lpVtbl->Release(f->container);
    f->container = NULL;
    if (!f->logon) return;
    ok_hr(f->logon->lpVtbl->Logoff(f->logon, 0));
    assert_int_equal(f->support.refs, 0);
    f->logon->lpVtbl->Release(f->logon);
    f->logon = NULL;
}

static void widen(const char *from, WCHAR *to)
{
    while ((*to++ = (WCHAR)*from++))
        ;
}

static struct fixture *new_book(void)
{
    struct fixture *f = calloc(1, sizeof(*f));
    int file;

    strcpy(f->path8, "/tmp/ompab-XXXXXX");
    file = mkstemp(f->path8);
    assert_true(file >= 0);
    close(file);
    widen(f->path8, f->path);
    init_support(f);
    init_provider(f);
    ok_hr(log_on(f));
    open_container(f);
    return f;
}

int book_setup(void **state)
{
    *state = new_book();
    return 0;
}

struct fixture *second_book(void)
{
    return new_book();
}

static void remove_files(struct fixture *f)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[80];

    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "%s%s", f->path8, ends[i]);
        remove(path);
    }
}

void drop_second_book(struct fixture *f)
{
    log_off(f);
    f->provider->lpVtbl->Release(f->provider);
    remove_files(f);
    free(f);
}

int book_teardown(void **state)
{
    struct fixture *f = *state;

    log_off(f);
    f->provider->lpVtbl->Release(f->provider);
    assert_int_equal(com_objects_alive(), 0);
    assert_int_equal(mem_roots_alive(), 0);
    remove_files(f);
    free(f);
    return 0;
}

struct fixture *book_join(struct fixture *f)
{
    struct fixture *other = calloc(1, sizeof(*other));

    memcpy(other->path8, f->path8, sizeof(f->path8));
    memcpy(other->path, f->path, sizeof(f->path));
    init_support(other);
    init_provider(other);
    ok_hr(log_on(other));
    open_container(other);
    return other;
}

void book_part(struct fixture *other)
{
    log_off(other);
    other->provider->lpVtbl->Release(other->provider);
    free(other);
}

/* ---- entries ---- */

IMAPIProp *new_entry(struct fixture *f, ULONG flags)
{
    SPropValue *id = get_prop(f->container, PR_DEF_CREATE_MAILUSER);
    IMAPIProp *entry = NULL;

    ok_hr(f->container->lpVtbl->CreateEntry(f->container, id->Value.bin.cb,
                                            (ENTRYID *)id->Value.bin.lpb, flags, &entry));
    free_any(id);
    return entry;
}

HRESULT set_text(void *object, ULONG tag, const WCHAR *text)
{
    IMAPIProp *prop = object;
    SPropValue value = {.ulPropTag = tag};

    value.Value.lpszW = (WCHAR *)text;
    return prop->lpVtbl->SetProps(prop, 1, &value, NULL);
}

void add_person(struct fixture *f, const WCHAR *name, const WCHAR *address)
{
    IMAPIProp *entry = new_entry(f, 0);

    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, name));
    ok_hr(set_text(entry, PR_ADDRTYPE_W, L"SMTP"));
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, address));
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);
}

static HRESULT get_one(void *object, ULONG tag, SPropValue **out)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    IMAPIProp *prop = object;
    ULONG n;

    return prop->lpVtbl->GetProps(prop, (SPropTagArray *)&tags, MAPI_UNICODE, &n, out);
}

SPropValue *get_prop(void *object, ULONG tag)
{
    SPropValue *value = NULL;

    ok_hr(get_one(object, tag, &value));
    assert_int_equal(value->ulPropTag, tag);
    return value;
}

SCODE get_error(void *object, ULONG tag)
{
    SPropValue *value = NULL;
    SCODE error;

    assert_int_equal(get_one(object, tag, &value), MAPI_W_ERRORS_RETURNED);
    error = value->Value.err;
    free_any(value);
    return error;
}

bool wide_equal(const WCHAR *a, const WCHAR *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

void assert_text(void *object, ULONG tag, const WCHAR *text)
{
    SPropValue *value = get_prop(object, tag);

    assert_true(wide_equal(value->Value.lpszW, text));
    free_any(value);
}

/* ---- the contents table ---- */

IMAPITable *open_contents(struct fixture *f)
{
    IMAPITable *table = NULL;

    ok_hr(f->container->lpVtbl->GetContentsTable(f->container, MAPI_UNICODE, &table));
    return table;
}

ULONG count_rows(IMAPITable *table)
{
    ULONG n = 0;

    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    return n;
}

/* ---- lists ---- */

IDistList *new_list(struct fixture *f, const WCHAR *name, SPropValue **id)
{
    SPropValue *template = get_prop(f->container, PR_DEF_CREATE_DL);
    IDistList *list = NULL;

    ok_hr(f->container->lpVtbl->CreateEntry(f->container, template->Value.bin.cb,
                                            (ENTRYID *)template->Value.bin.lpb, 0,
                                            (IMAPIProp **)&list));
    free_any(template);
    ok_hr(set_text(list, PR_DISPLAY_NAME_W, name));
    ok_hr(list->lpVtbl->SaveChanges(list, KEEP_OPEN_READWRITE));
    *id = get_prop(list, PR_ENTRYID);
    return list;
}

SPropValue *find_id(struct fixture *f, const WCHAR *name)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    IMAPITable *table = open_contents(f);
    SRowSet *rows = NULL;
    SPropValue *id;

    ok_hr(restrict_anr(table, name));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 2, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    id = rows->aRow[0].lpProps;
    free_any(rows);
    table->lpVtbl->Release(table);
    return id;
}

void assert_members(IDistList *list, const WCHAR *names)
{
    IMAPITable *table = NULL;

    ok_hr(list->lpVtbl->GetContentsTable(list, MAPI_UNICODE, &table));
    assert_names(table, names);
    table->lpVtbl->Release(table);
}
