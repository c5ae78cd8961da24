/*
 * drop_fixture.c - a drop folder's transport, driven as a spooler would, over a local store
 */
#include "dropfolder/drop_fixture.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/mem.h"
#include "common/com.h"
#include "common/text/text8.h"
#include "eid/oneoff.h"
#include "fakes/section_methods.h"
#include "mapiutil.h"

HRESULT STDMAPIINITCALLTYPE XPProviderInit(HINSTANCE instance, IMalloc *malloc_,
                                           ALLOCATEBUFFER *buffer, ALLOCATEMORE *more,
                                           FREEBUFFER *free_, ULONG flags, ULONG mapi_version,
                                           ULONG *version, IXPProvider **out);

/* ---- the support object ---- */

static struct drop_support *support_of(IMAPISupport *iface)
{
    return (struct drop_support *)((char *)iface -
                                   offsetof(struct drop_support, IMAPISupport_iface));
}

static ULONG STDMETHODCALLTYPE support_AddRef(IMAPISupport *iface)
{
    return (ULONG)++support_of(iface)->refs;
}

static ULONG STDMETHODCALLTYPE support_Release(IMAPISupport *iface)
{
    return (ULONG)--support_of(iface)->refs;
}

static HRESULT STDMETHODCALLTYPE support_OpenProfileSection(IMAPISupport *iface, MAPIUID *uid,
                                                            ULONG flags, IProfSect **out)
{
    (void)flags;
    assert_null(uid);
    *out = &support_of(iface)->section.IProfSect_iface;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_OpenEntry(IMAPISupport *iface, ULONG count, ENTRYID *id,
                                                   LPCIID iid, ULONG flags, ULONG *type,
                                                   IUnknown **out)
{
    IMsgStore *store = support_of(iface)->store;

    return store->lpVtbl->OpenEntry(store, count, id, iid, flags, type, out);
}

static HRESULT STDMETHODCALLTYPE support_CreateOneOff(IMAPISupport *iface, LPTSTR name, LPTSTR type,
                                                      LPTSTR address, ULONG flags, ULONG *count,
                                                      ENTRYID **out)
{
    (void)iface;
    return one_off_create((LPCTSTR)name, (LPCTSTR)type, (LPCTSTR)address, flags, count, out);
}

static HRESULT STDMETHODCALLTYPE support_NewUID(IMAPISupport *iface, MAPIUID *out)
{
    static ULONG next;

    (void)iface;
    memset(out, 0xab, sizeof(*out));
    next++;
    memcpy(out, &next, sizeof(next));
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_ModifyStatusRow(IMAPISupport *iface, ULONG count,
                                                         SPropValue *values, ULONG flags)
{
    struct drop_support *support = support_of(iface);

    support->rows++;
    assert_true(!flags || flags == STATUSROW_UPDATE);
    for (ULONG i = 0; i < count; i++) {
        const SPropValue *value = &values[i];
        WCHAR *to = value->ulPropTag == PR_STATUS_STRING_W      ? support->reason
                    : value->ulPropTag == PR_IDENTITY_DISPLAY_W ? support->identity
                                                                : NULL;

        if (value->ulPropTag == PR_STATUS_CODE) support->status = value->Value.ul;
        if (to) memcpy(to, value->Value.lpszW, (wide_len(value->Value.lpszW) + 1) * sizeof(WCHAR));
    }
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_SpoolerNotify(IMAPISupport *iface, ULONG flags, void *data)
{
    (void)data;
    support_of(iface)->spooler = flags;
    if (flags & NOTIFY_CONFIG_CHANGE) support_of(iface)->config_changes++;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_SpoolerYield(IMAPISupport *iface, ULONG flags)
{
    struct drop_support *support = support_of(iface);

    assert_int_equal(flags, 0);
    if (support->yield) support->yield(support->yield_context);
    return support->yields;
}

static const IMAPISupportVtbl support_refusing = {
    IMAPISUPPORT_REFUSED_SLOTS,
    .AddRef = support_AddRef,
    .Release = support_Release,
};

static void support_init(struct drop_support *support)
{
    static IMAPISupportVtbl methods;

    methods = support_refusing;
    methods.OpenProfileSection = support_OpenProfileSection;
    methods.OpenEntry = support_OpenEntry;
    methods.CreateOneOff = support_CreateOneOff;
    methods.NewUID = support_NewUID;
    methods.ModifyStatusRow = support_ModifyStatusRow;
    methods.SpoolerNotify = support_SpoolerNotify;
    methods.SpoolerYield = support_SpoolerYield;
    *support = (struct drop_support){.IMAPISupport_iface = {&methods}};
    fake_section_init(&support->section);
}

/* ---- logged on ---- */

HRESULT drop_log_on(struct drop *d)
{
    d->support.store = d->f->store;
    d->logon_flags = LOGON_NO_INBOUND | LOGON_NO_OUTBOUND | LOGON_NO_DIALOG;
    return d->provider->lpVtbl->TransportLogon(d->provider, &d->support.IMAPISupport_iface, 0, NULL,
                                               &d->logon_flags, NULL, &d->logon);
}

void drop_log_off(struct drop *d)
{
    if (!d->logon) return;
    ok_hr(d->logon->lpVtbl->TransportLogoff(d->logon, 0));
    assert_int_equal(d->support.refs, 0);
    d->logon->lpVtbl->Release(d->logon);
    d->logon = NULL;
}

HRESULT drop_notify(struct drop *d, ULONG flags)
{
    ULONG given = flags;
    HRESULT hr = d->logon->lpVtbl->TransportNotify(d->logon, &given, NULL);

    assert_int_equal(given, flags);
    return hr;
}

static void widen(const char *from, WCHAR *to)
{
    while ((*to++ = (unsigned char)*from++))
        ;
}

int drop_setup(void **state)
{
    struct drop *d = calloc(1, sizeof(*d));
    char path[80];
    ULONG version;

    store_setup((void **)&d->f);
    d->inbox = open_inbox(d->f);
    strcpy(d->root8, "/tmp/omdrop-XXXXXX");
    assert_non_null(mkdtemp(d->root8));
    snprintf(path, sizeof(path), "%s/out", d->root8);
    widen(path, d->out);
    snprintf(path, sizeof(path), "%s/in", d->root8);
    widen(path, d->in);
    support_init(&d->support);
    fake_section_put_text(&d->support.section, PR_OMDROP_OUT_FOLDER_W, d->out);
    fake_section_put_text(&d->support.section, PR_OMDROP_IN_FOLDER_W, d->in);
    fake_section_put_text(&d->support.section, PR_OMDROP_ADDRESS_W, L"ann@example.org");
    fake_section_put_text(&d->support.section, PR_OMDROP_NAME_W, L"Ann Example");
    ok_hr(XPProviderInit(NULL, NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, 0,
                         CURRENT_SPI_VERSION, &version, &d->provider));
    ok_hr(drop_log_on(d));
    ok_hr(drop_notify(d, NOTIFY_BEGIN_INBOUND | NOTIFY_BEGIN_OUTBOUND));
    *state = d;
    return 0;
}

static void remove_all(const char *path)
{
    struct dirent *entry;
    DIR *dir = opendir(path);

    while (dir && (entry = readdir(dir))) {
        char below[512];

        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
        if (unlink(below)) remove_all(below);
    }
    if (dir) closedir(dir);
    rmdir(path);
}

int drop_teardown(void **state)
{
    struct drop *d = *state;
    void *store = d->f;

    drop_log_off(d);
    assert_int_equal(d->provider->lpVtbl->Release(d->provider), 0);
    if (d->inbox) d->inbox->lpVtbl->Release(d->inbox);
    store_teardown(&store);
    remove_all(d->root8);
    free(d);
    return 0;
}

/* ---- messages ---- */

IMessage *drop_new_message(struct drop *d, const WCHAR *subject)
{
    IMessage *message = NULL;

    ok_hr(d->inbox->lpVtbl->CreateMessage(d->inbox, NULL, 0, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, subject));
    ok_hr(set_text(message, PR_BODY_W, L"First line\r\nlast line\r\n"));
    ok_hr(set_text(message, PR_MESSAGE_CLASS_W, L"IPM.Note"));
    return message;
}

void drop_add_recipient(IMessage *message, ULONG kind, const WCHAR *type, const WCHAR *address,
                        bool taken)
{
    SPropValue values[] = {
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)address},
        {.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = (WCHAR *)type},
        {.ulPropTag = PR_EMAIL_ADDRESS_W, .Value.lpszW = (WCHAR *)address},
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.ul = kind},
        {.ulPropTag = PR_RESPONSIBILITY, .Value.b = taken},
    };
    SizedADRLIST(1, list) = {1, {{0, 5, values}}};

    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list));
}

void drop_assert_taken(IMessage *message, const char *wanted)
{
    static const SizedSPropTagArray(2, columns) = {2, {PR_EMAIL_ADDRESS_W, PR_RESPONSIBILITY}};
    IMAPITable *table = NULL;
    char got[512] = {0};
    SRowSet *rows = NULL;

    ok_hr(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;
        size_t n = strlen(got);

        for (const WCHAR *c = row[0].Value.lpszW; *c && *c != '@'; c++)
            got[n++] = (char)*c;
        snprintf(got + n, sizeof(got) - n, ":%d ", row[1].Value.b);
        MAPIFreeBuffer(rows->aRow[i].lpProps);
    }
    MAPIFreeBuffer(rows);
    table->lpVtbl->Release(table);
    assert_string_equal(got, wanted);
}

HRESULT drop_submit(struct drop *d, IMessage *message, ULONG_PTR *wait)
{
    ULONG_PTR ref = 0;
    ULONG flags = 7;
    HRESULT hr = d->logon->lpVtbl->SubmitMessage(d->logon, 0, message, &ref, wait);

    if (FAILED(hr)) return hr;
    assert_true(ref > 1);
    ok_hr(d->logon->lpVtbl->EndMessage(d->logon, ref, &flags));
    assert_int_equal(flags, 0);
    return hr;
}

static ULONG count_messages(struct drop *d)
{
    IMAPITable *table = NULL;
    ULONG n = 0;

    ok_hr(d->inbox->lpVtbl->GetContentsTable(d->inbox, 0, &table));
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    table->lpVtbl->Release(table);
    return n;
}

HRESULT drop_start(struct drop *d, bool *saved)
{
    ULONG before = count_messages(d);
    IMessage *message = NULL;
    ULONG_PTR ref = 1;
    HRESULT hr;

    ok_hr(d->inbox->lpVtbl->CreateMessage(d->inbox, NULL, 0, &message));
    hr = d->logon->lpVtbl->StartMessage(d->logon, 0, message, &ref);
    message->lpVtbl->Release(message);
    if (saved) *saved = count_messages(d) == before + 1;
    return hr;
}

/* ---- files ---- */

char *drop_file(struct drop *d, const char *folder, const char *name)
{
    char path[512], *text = NULL;
    struct stat facts;
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s/%s", d->root8, folder, name);
    file = fopen(path, "rb");
    if (!file) return NULL;
    assert_int_equal(fstat(fileno(file), &facts), 0);
    text = calloc(1, (size_t)facts.st_size + 1);
    assert_int_equal(fread(text, 1, (size_t)facts.st_size, file), facts.st_size);
    fclose(file);
    return text;
}

void drop_put_file(struct drop *d, const char *name, const char *text)
{
    char path[512];
    FILE *file;

    snprintf(path, sizeof(path), "%s/in/%s", d->root8, name);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char *drop_names(struct drop *d, const char *folder, const char *ending, int *count)
{
    char path[512], *names[128], *text = calloc(1, 65536);
    struct dirent *entry;
    int n = 0;
    DIR *dir;

    snprintf(path, sizeof(path), "%s/%s", d->root8, folder);
    dir = opendir(path);
    while (dir && (entry = readdir(dir))) {
        size_t length = strlen(entry->d_name), end = strlen(ending);

        if (length <= end || strcmp(entry->d_name + length - end, ending)) continue;
        assert_true(n < 128);
        names[n++] = strdup(entry->d_name);
    }
    if (dir) closedir(dir);
    qsort(names, (size_t)n, sizeof(names[0]), compare);
    for (int i = 0; i < n; i++) {
        strcat(text, names[i]);
        strcat(text, "|");
        free(names[i]);
    }
    if (count) *count = n;
    return text;
}

char *drop_subjects(struct drop *d)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_SUBJECT_W}};
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND}}};
    char *text = calloc(1, 65536);
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    size_t n = 0;

    ok_hr(d->inbox->lpVtbl->GetContentsTable(d->inbox, MAPI_UNICODE, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&order, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 1000, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        for (const WCHAR *c = rows->aRow[i].lpProps[0].Value.lpszW; *c; c++)
            text[n++] = (char)*c;
        text[n++] = '|';
        MAPIFreeBuffer(rows->aRow[i].lpProps);
    }
    MAPIFreeBuffer(rows);
    table->lpVtbl->Release(table);
    return text;
}
