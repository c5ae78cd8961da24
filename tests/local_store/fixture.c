/*
 * fixture.c - a store on a temporary file, logged on through MSProviderInit
 */
#include "local_store/fixture.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/mem.h"
#include "common/com.h"
#include "common/text/text8.h"
#include "fakes/section_methods.h"
#include "msg/copy.h"
#include "mspst.h"

HRESULT STDMAPIINITCALLTYPE MSProviderInit(HINSTANCE instance, IMalloc *malloc_,
                                           ALLOCATEBUFFER *buffer, ALLOCATEMORE *more,
                                           FREEBUFFER *free_, ULONG flags, ULONG mapi_version,
                                           ULONG *version, IMSProvider **out);

/* ---- MAPI's own linked allocations, as the subsystem would hand them ---- */

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

long test_allocations(void)
{
    return mem_roots_alive();
}

/* ---- the support object ---- */

static struct fake_support *support_of(IMAPISupport *iface)
{
    return (struct fake_support *)((char *)iface -
                                   offsetof(struct fake_support, IMAPISupport_iface));
}

static HRESULT STDMETHODCALLTYPE support_QueryInterface(IMAPISupport *iface, REFIID iid, void **out)
{
    (void)iface;
    (void)iid;
    *out = NULL;
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
}

static ULONG STDMETHODCALLTYPE support_AddRef(IMAPISupport *iface)
{
    return (ULONG)__atomic_add_fetch(&support_of(iface)->refs, 1, __ATOMIC_RELAXED);
}

static ULONG STDMETHODCALLTYPE support_Release(IMAPISupport *iface)
{
    struct fake_support *support = support_of(iface);
    IMSLogon *logon;
    ULONG flags = 0;
    LONG refs;

    refs = __atomic_sub_fetch(&support->refs, 1, __ATOMIC_ACQ_REL);
    if (refs) return (ULONG)refs;
    logon = support->logon;
    support->logon = NULL; /* 5.6-04: the last Release logs the provider off */
    if (logon) {
        logon->lpVtbl->Logoff(logon, &flags);
        logon->lpVtbl->Release(logon);
    }
    return 0;
}

static HRESULT STDMETHODCALLTYPE support_OpenProfileSection(IMAPISupport *iface, MAPIUID *uid,
                                                            ULONG flags, IProfSect **out)
{
    (void)flags;
    if (uid) return MAPI_E_NOT_FOUND;
    *out = &support_of(iface)->section.IProfSect_iface;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_WrapStoreEntryID(IMAPISupport *iface, ULONG count,
                                                          ENTRYID *id, ULONG *wrapped_count,
                                                          ENTRYID **wrapped)
{
    (void)iface;
    *wrapped_count = 0;
    *wrapped = NULL;
    if (FAILED(allocate(count + 4, (void **)wrapped))) return MAPI_E_NOT_ENOUGH_MEMORY;
    *wrapped_count = count + 4;
    memcpy(*wrapped, "WRAP", 4);
    memcpy((char *)*wrapped + 4, id, count);
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

static HRESULT STDMETHODCALLTYPE support_ModifyProfile(IMAPISupport *iface, ULONG flags)
{
    (void)flags;
    support_of(iface)->profiles++;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_StoreLogoffTransports(IMAPISupport *iface, ULONG *flags)
{
    support_of(iface)->logoffs++;
    support_of(iface)->logoff_flags = *flags;
    *flags = LOGOFF_COMPLETE;
    return S_OK;
}

static pthread_mutex_t noting = PTHREAD_MUTEX_INITIALIZER;

enum {
    CALL_CONNECTION = 1000001,
    OBJECT_CONNECTION
};

/* The one under which other programs call: on the store's own thread. */
static HRESULT hear_calls(struct fake_support *support, const NOTIFKEY *key, ULONG mask,
                          ULONG flags, IMAPIAdviseSink *sink, ULONG_PTR *connection)
{
    assert_int_equal(flags, NOTIFY_SYNC);
    assert_int_equal(mask, (ULONG)fnevExtended | fnevNewMail);
    assert_int_equal(key->cb, 16);
    sink->lpVtbl->AddRef(sink);
    pthread_mutex_lock(&noting);
    assert_null(support->called);
    support->called = sink;
    pthread_mutex_unlock(&noting);
    *connection = CALL_CONNECTION;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_Subscribe(IMAPISupport *iface, NOTIFKEY *key, ULONG mask,
                                                   ULONG flags, IMAPIAdviseSink *sink,
                                                   ULONG_PTR *connection)
{
    struct fake_support *support = support_of(iface);

    if (flags) return hear_calls(support, key, mask, flags, sink, connection);
    *connection = OBJECT_CONNECTION;
    if (mask != fnevTableModified) return S_OK;
    assert_true(key->cb + sizeof(key->cb) <= sizeof(support->table_key));
    memcpy(support->table_key, key, key->cb + sizeof(key->cb));
    *connection = (ULONG_PTR)++support->subscriptions;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_Unsubscribe(IMAPISupport *iface, ULONG_PTR connection)
{
    struct fake_support *support = support_of(iface);
    IMAPIAdviseSink *caller = NULL;

    assert_true(connection);
    pthread_mutex_lock(&noting);
    if (connection == CALL_CONNECTION) {
        caller = support->called;
        support->called = NULL;
    } else if (connection != OBJECT_CONNECTION) {
        support->subscriptions--;
    }
    pthread_mutex_unlock(&noting);
    if (caller) caller->lpVtbl->Release(caller);
    return S_OK;
}

static int64_t key_id(const SPropValue *prop)
{
    if (prop->ulPropTag == PR_NULL) return 0;
    assert_int_equal(prop->ulPropTag, PR_INSTANCE_KEY);
    return instance_key_read(prop->Value.bin.lpb, prop->Value.bin.cb);
}

static void keep_table_note(struct fake_support *support, const NOTIFICATION *note)
{
    const TABLE_NOTIFICATION *tab = &note->info.tab;
    struct table_note *kept = &support->table_notes[support->n_table_notes++ % 64];
    const SPropValue *first = tab->row.cValues ? tab->row.lpProps : NULL;

    assert_int_equal(note->ulEventType, fnevTableModified);
    *kept = (struct table_note){tab->ulTableEvent,
                                key_id(&tab->propIndex),
                                key_id(&tab->propPrior),
                                tab->row.cValues,
                                0,
                                0,
                                0};
    if (!first) return;
    kept->first_type = PROP_TYPE(first->ulPropTag);
    if (kept->first_type == PT_UNICODE) kept->first = first->Value.lpszW[0];
    if (kept->first_type == PT_STRING8) kept->first = (unsigned char)first->Value.lpszA[0];
    if (kept->first_type == PT_UNICODE)
        kept->first_bytes = (ULONG)(wide_len(first->Value.lpszW) * sizeof(WCHAR));
    if (kept->first_type == PT_STRING8) kept->first_bytes = (ULONG)strlen(first->Value.lpszA);
}

static void keep_id(BYTE *to, ULONG count, const ENTRYID *id)
{
    assert_true(count <= 48);
    if (count) memcpy(to, id, count);
}

static void keep_event(struct fake_support *support, const NOTIFICATION *note)
{
    const OBJECT_NOTIFICATION *obj = &note->info.obj;
    struct told_event *kept = &support->events[support->n_events];

    if (note->ulEventType == fnevNewMail || support->n_events == 128) return;
    support->n_events++;
    kept->event = note->ulEventType;
    kept->type = obj->ulObjType;
    keep_id(kept->ids[0], obj->cbEntryID, obj->lpEntryID);
    keep_id(kept->ids[1], obj->cbParentID, obj->lpParentID);
    keep_id(kept->ids[2], obj->cbOldID, obj->lpOldID);
    keep_id(kept->ids[3], obj->cbOldParentID, obj->lpOldParentID);
}

static void keep_notes(struct fake_support *support, const NOTIFKEY *key, ULONG count,
                       const NOTIFICATION *notes)
{
    if (key->cb == 16) { /* other programs are called */
        support->calls++;
        return;
    }
    if (key->cb != 24) { /* one object's, or a table's */
        for (ULONG i = 0; !memcmp(key, support->table_key, key->cb + sizeof(key->cb)) && i < count;
             i++)
            keep_table_note(support, &notes[i]);
        if (!memcmp(key, support->table_key, key->cb + sizeof(key->cb)))
            sem_post(&support->told_some);
        return;
    }
    support->notes += (int)count;
    support->n_last = count < 8 ? count : 8;
    memcpy(support->last, notes, support->n_last * sizeof(*notes));
    for (ULONG i = 0; i < count; i++)
        keep_event(support, &notes[i]);
    sem_post(&support->told_some);
    for (ULONG i = 0; i < count; i++)
        if (notes[i].ulEventType == fnevSearchComplete) sem_post(&support->searched);
}

static HRESULT STDMETHODCALLTYPE support_Notify(IMAPISupport *iface, NOTIFKEY *key, ULONG count,
                                                NOTIFICATION *notes, ULONG *flags)
{
    struct fake_support *support = support_of(iface);

    (void)flags;
    if (support->told && !memcmp(key, support->table_key, sizeof(key->cb) + key->cb))
        support->told(support->told_context);
    pthread_mutex_lock(&noting);
    keep_notes(support, key, count, notes);
    pthread_mutex_unlock(&noting);
    return S_OK;
}

static void wait_for_some(struct fixture *f)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    assert_int_equal(sem_timedwait(&f->support.told_some, &until), 0);
}

void wait_for_events(struct fixture *f, size_t n)
{
    while (__atomic_load_n(&f->support.n_events, __ATOMIC_ACQUIRE) < n)
        wait_for_some(f);
}

void wait_for_table_notes(struct fixture *f, int n)
{
    while (__atomic_load_n(&f->support.n_table_notes, __ATOMIC_ACQUIRE) < n)
        wait_for_some(f);
}

void wait_for_search(struct fixture *f)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    assert_int_equal(sem_timedwait(&f->support.searched, &until), 0);
}

static HRESULT STDMETHODCALLTYPE support_DoProgressDialog(IMAPISupport *iface, ULONG_PTR window,
                                                          ULONG flags, IMAPIProgress **out)
{
    struct fake_support *support = support_of(iface);

    support->dialogs++;
    support->dialog_window = window;
    support->dialog_flags = flags;
    *out = support->progress;
    if (!support->progress) return MAPI_E_NO_SUPPORT;
    support->progress->lpVtbl->AddRef(support->progress);
    return S_OK;
}

/* ---- what the subsystem copies for a store ---- */

static HRESULT STDMETHODCALLTYPE support_CopyMessages(IMAPISupport *iface, LPCIID src_iid,
                                                      void *src, ENTRYLIST *messages,
                                                      LPCIID dst_iid, void *dst, ULONG_PTR ui,
                                                      IMAPIProgress *progress, ULONG flags)
{
    (void)iface;
    (void)ui;
    return copy_messages(src_iid, src, messages, dst_iid, dst, progress, flags);
}

static HRESULT STDMETHODCALLTYPE support_CopyFolder(IMAPISupport *iface, LPCIID src_iid, void *src,
                                                    ULONG cb, ENTRYID *eid, LPCIID dst_iid,
                                                    void *dst, LPTSTR name, ULONG_PTR ui,
                                                    IMAPIProgress *progress, ULONG flags)
{
    (void)iface;
    (void)ui;
    return copy_folder(src_iid, src, cb, eid, dst_iid, dst, name, progress, flags);
}

static HRESULT STDMETHODCALLTYPE support_DoCopyTo(IMAPISupport *iface, LPCIID src_iid, void *src,
                                                  ULONG n_excluded, LPCIID excluded_iids,
                                                  SPropTagArray *excluded, ULONG_PTR ui,
                                                  IMAPIProgress *progress, LPCIID dst_iid,
                                                  void *dst, ULONG flags,
                                                  SPropProblemArray **problems)
{
    (void)iface;
    (void)ui;
    return copy_to(src_iid, src, n_excluded, excluded_iids, excluded, progress, dst_iid, dst, flags,
                   problems);
}

static HRESULT STDMETHODCALLTYPE support_DoCopyProps(IMAPISupport *iface, LPCIID src_iid, void *src,
                                                     SPropTagArray *included, ULONG_PTR ui,
                                                     IMAPIProgress *progress, LPCIID dst_iid,
                                                     void *dst, ULONG flags,
                                                     SPropProblemArray **problems)
{
    (void)iface;
    (void)ui;
    return copy_props(src_iid, src, included, progress, dst_iid, dst, flags, problems);
}

static IMAPISupportVtbl support_vtbl = {
    IMAPISUPPORT_REFUSED_SLOTS,
    .QueryInterface = support_QueryInterface,
    .AddRef = support_AddRef,
    .Release = support_Release,
};

/* ---- the store ---- */

HRESULT log_on(struct fixture *f, ULONG flags)
{
    IMSLogon *before = f->support.logon;
    HRESULT hr;

    if (before) support_AddRef(&f->support.IMAPISupport_iface);
    else f->support.refs = 1;
    hr = f->provider->lpVtbl->Logon(f->provider, &f->support.IMAPISupport_iface, 0, NULL, 0, NULL,
                                    flags, NULL, NULL, NULL, NULL, &f->logon, &f->store);
    if (FAILED(hr) || !before) return hr;
    assert_null(
        f->logon); /* objects of before hold the log-on: it goes on, in its support object */
    f->logon = before;
    f->support.logon = NULL;
    return hr;
}

void log_off(struct fixture *f)
{
    IMAPISupport *support = &f->support.IMAPISupport_iface;

    f->support.logon = f->logon; /* MAPI's reference */
    f->logon = NULL;
    f->store->lpVtbl->Release(f->store);
    f->store = NULL;
    support->lpVtbl->Release(support);
}

void force_log_off(struct fixture *f)
{
    ULONG flags = 0;

    ok_hr(f->logon->lpVtbl->Logoff(f->logon, &flags));
    f->logon->lpVtbl->Release(f->logon);
    f->logon = NULL;
    assert_int_equal(support_Release(&f->support.IMAPISupport_iface), 0); /* it was ours alone */
}

static void init_support(struct fixture *f)
{
    support_vtbl.OpenProfileSection = support_OpenProfileSection;
    support_vtbl.WrapStoreEntryID = support_WrapStoreEntryID;
    support_vtbl.SetProviderUID = support_SetProviderUID;
    support_vtbl.ModifyProfile = support_ModifyProfile;
    support_vtbl.StoreLogoffTransports = support_StoreLogoffTransports;
    support_vtbl.Notify = support_Notify;
    support_vtbl.Subscribe = support_Subscribe;
    support_vtbl.Unsubscribe = support_Unsubscribe;
    support_vtbl.DoProgressDialog = support_DoProgressDialog;
    support_vtbl.CopyMessages = support_CopyMessages;
    support_vtbl.CopyFolder = support_CopyFolder;
    support_vtbl.DoCopyTo = support_DoCopyTo;
    support_vtbl.DoCopyProps = support_DoCopyProps;
    f->support.IMAPISupport_iface.lpVtbl = &support_vtbl;
    fake_section_init(&f->support.section);
    fake_section_put_text(&f->support.section, PR_PST_PATH_W, f->path);
    sem_init(&f->support.searched, 0, 0);
    sem_init(&f->support.told_some, 0, 0);
}

static void make_file(struct fixture *f)
{
    const char *folder = getenv("TMPDIR");
    int file;

    snprintf(f->path8, sizeof(f->path8), "%s/omstore-XXXXXX", folder ? folder : "/tmp");
    file = mkstemp(f->path8);
    assert_true(file >= 0);
    close(file);
    for (size_t i = 0; f->path8[i]; i++)
        f->path[i] = (unsigned char)f->path8[i];
}

static void remove_files(struct fixture *f)
{
    char name[600];

    unlink(f->path8);
    snprintf(name, sizeof(name), "%s-wal", f->path8);
    unlink(name);
    snprintf(name, sizeof(name), "%s-shm", f->path8);
    unlink(name);
}

static void init_provider(struct fixture *f)
{
    ULONG version;

    assert_int_equal(MSProviderInit(NULL, NULL, allocate, allocate_more, free_all, 0,
                                    CURRENT_SPI_VERSION, &version, &f->provider),
                     S_OK);
}

int store_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    make_file(f);
    init_support(f);
    init_provider(f);
    assert_int_equal(log_on(f, MDB_WRITE), S_OK);
    *state = f;
    return 0;
}

struct fixture *second_store(struct fixture *first)
{
    struct fixture *f = calloc(1, sizeof(*f));

    make_file(f);
    init_support(f);
    f->provider = first->provider;
    assert_int_equal(log_on(f, MDB_WRITE), S_OK);
    return f;
}

void drop_second_store(struct fixture *f)
{
    if (f->store) log_off(f);
    assert_int_equal(f->support.refs, 0);
    remove_files(f);
    sem_destroy(&f->support.searched);
    free(f);
}

int store_teardown(void **state)
{
    struct fixture *f = *state;

    if (f->store) log_off(f);
    assert_int_equal(f->support.refs, 0);
    assert_int_equal(f->support.subscriptions, 0);
    f->provider->lpVtbl->Release(f->provider);
    assert_int_equal(com_objects_alive(), 0);
    assert_int_equal(mem_roots_alive(), 0);
    remove_files(f);
    sem_destroy(&f->support.searched);
    free(f);
    return 0;
}

struct fixture *store_join(struct fixture *f)
{
    struct fixture *other = calloc(1, sizeof(*other));

    memcpy(other->path8, f->path8, sizeof(f->path8));
    memcpy(other->path, f->path, sizeof(f->path));
    init_support(other);
    init_provider(other);
    assert_int_equal(log_on(other, MDB_WRITE), S_OK);
    return other;
}

void store_part(struct fixture *other)
{
    log_off(other);
    assert_int_equal(other->support.refs, 0);
    other->provider->lpVtbl->Release(other->provider);
    sem_destroy(&other->support.searched);
    free(other);
}

void store_reopen(struct fixture *f)
{
    log_off(f);
    assert_int_equal(log_on(f, MDB_WRITE), S_OK);
}

static IMAPIFolder *open_folder(struct fixture *f, ULONG count, ENTRYID *id)
{
    IMAPIFolder *folder = NULL;
    ULONG type = 0;

    assert_int_equal(f->store->lpVtbl->OpenEntry(f->store, count, id, NULL, MAPI_MODIFY, &type,
                                                 (IUnknown **)&folder),
                     S_OK);
    assert_int_equal(type, MAPI_FOLDER);
    return folder;
}

IMAPIFolder *open_root(struct fixture *f)
{
    return open_folder(f, 0, NULL);
}

IMAPIFolder *open_inbox(struct fixture *f)
{
    IMAPIFolder *folder;
    ENTRYID *id = NULL;
    ULONG count = 0;

    assert_int_equal(f->store->lpVtbl->GetReceiveFolder(f->store, NULL, 0, &count, &id, NULL),
                     S_OK);
    folder = open_folder(f, count, id);
    FREE(id);
    return folder;
}

/* ---- properties ---- */

static IMAPIProp *prop_of(void *object)
{
    return object;
}

SPropValue *get_prop(void *object, ULONG tag)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    SPropValue *value = NULL;
    ULONG count = 0;
    HRESULT hr;

    hr = prop_of(object)->lpVtbl->GetProps(prop_of(object), (SPropTagArray *)&tags, 0, &count,
                                           &value);
    if (hr != S_OK)
        print_message("property %08x: error %08x\n", tag,
                      value ? (unsigned)value->Value.err : (unsigned)hr);
    assert_int_equal(hr, S_OK);
    assert_int_equal(count, 1);
    return value;
}

ULONG get_long(void *object, ULONG tag)
{
    SPropValue *value = get_prop(object, tag);
    ULONG v = PROP_TYPE(tag) == PT_BOOLEAN ? value->Value.b : (ULONG)value->Value.l;

    FREE(value);
    return v;
}

SCODE get_error(void *object, ULONG tag)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    SPropValue *value = NULL;
    ULONG count = 0;
    SCODE code;

    assert_int_equal(prop_of(object)->lpVtbl->GetProps(prop_of(object), (SPropTagArray *)&tags, 0,
                                                       &count, &value),
                     MAPI_W_ERRORS_RETURNED);
    assert_int_equal(value->ulPropTag, CHANGE_PROP_TYPE(tag, PT_ERROR));
    code = value->Value.err;
    FREE(value);
    return code;
}

static HRESULT set(void *object, SPropValue *value)
{
    SPropProblemArray *problems = NULL;
    HRESULT hr = prop_of(object)->lpVtbl->SetProps(prop_of(object), 1, value, &problems);

    if (SUCCEEDED(hr) && problems) hr = problems->aProblem[0].scode;
    FREE(problems);
    return hr;
}

HRESULT set_text(void *object, ULONG tag, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = tag};

    value.Value.lpszW = (WCHAR *)text;
    return set(object, &value);
}

HRESULT set_long(void *object, ULONG tag, LONG v)
{
    SPropValue value = {.ulPropTag = tag};

    value.Value.l = v;
    return set(object, &value);
}

int wide_cmp(const WCHAR *a, const WCHAR *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a - *b;
}

void assert_text(void *object, ULONG tag, const WCHAR *text)
{
    SPropValue *value = get_prop(object, tag);

    assert_int_equal(value->ulPropTag, tag);
    assert_int_equal(wide_cmp(value->Value.lpszW, text), 0);
    FREE(value);
}

/* ---- messages ---- */

void make_message(IMAPIFolder *folder, const WCHAR *subject, BYTE *id)
{
    IMessage *message = NULL;
    SPropValue *entry;

    assert_int_equal(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message), S_OK);
    assert_int_equal(set_text(message, PR_SUBJECT_W, subject), S_OK);
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0), S_OK);
    entry = get_prop(message, PR_ENTRYID);
    assert_int_equal(entry->Value.bin.cb, 48);
    if (id) memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    message->lpVtbl->Release(message);
}

IMessage *open_message(struct fixture *f, BYTE *id, ULONG flags)
{
    IMessage *message = NULL;
    ULONG type = 0;

    assert_int_equal(f->store->lpVtbl->OpenEntry(f->store, 48, (ENTRYID *)id, NULL, flags, &type,
                                                 (IUnknown **)&message),
                     S_OK);
    assert_int_equal(type, MAPI_MESSAGE);
    return message;
}

void make_list(ENTRYLIST *list, SBinary *bins, BYTE (*ids)[48], ULONG n)
{
    for (ULONG i = 0; i < n; i++)
        bins[i] = (SBinary){48, ids[i]};
    *list = (ENTRYLIST){n, bins};
}

IMAPIFolder *make_folder(IMAPIFolder *in, const WCHAR *name, ULONG flags)
{
    IMAPIFolder *folder = NULL;

    assert_int_equal(in->lpVtbl->CreateFolder(in, FOLDER_GENERIC, (LPTSTR)name, NULL, NULL,
                                              MAPI_UNICODE | flags, &folder),
                     S_OK);
    return folder;
}

SPropValue *id_of(void *object)
{
    return get_prop(object, PR_ENTRYID);
}
