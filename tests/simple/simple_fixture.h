/*
 * simple_fixture.h - the profile "Ann", the default one, with the local store as its default store
 * and the address books of two_books.h; programs of Simple MAPI need no more
 */
#pragma once
#include "walks/mail_fixture.h"
#include "api/gate.h"
#include "fakes/book.h"
#include "fakes/two_books.h"
#include "mapi.h"

static struct book simple_book;
static const MAPIUID simple_book_uid = {{11, 1}};
static struct lent *simple_lent;

/* ---- the book's provider ---- */

static HRESULT STDMETHODCALLTYPE lent_QueryInterface(IABProvider *iface, REFIID iid, void **out)
{
    bool known = IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IABProvider);

    *out = known ? iface : NULL;
    return known ? S_OK : E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE lent_AddRef(IABProvider *iface)
{
    (void)iface;
    return 2;
}

static ULONG STDMETHODCALLTYPE lent_Release(IABProvider *iface)
{
    (void)iface;
    return 1;
}

static HRESULT STDMETHODCALLTYPE lent_Shutdown(IABProvider *iface, ULONG *flags)
{
    (void)iface, (void)flags;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE lent_Logon(IABProvider *iface, IMAPISupport *support, ULONG_PTR ui,
                                            LPTSTR profile, ULONG flags, ULONG *n_security,
                                            BYTE **security, MAPIERROR **error, IABLogon **out)
{
    (void)iface, (void)ui, (void)profile, (void)flags;
    *n_security = 0;
    *security = NULL;
    *error = NULL;
    return book_logon(&simple_book, support, out);
}

static const IABProviderVtbl lent_vtbl = {
    .QueryInterface = lent_QueryInterface,
    .AddRef = lent_AddRef,
    .Release = lent_Release,
    .Shutdown = lent_Shutdown,
    .Logon = lent_Logon,
};

static HRESULT STDMAPIINITCALLTYPE lent_init(HINSTANCE instance, IMalloc *malloc_,
                                             ALLOCATEBUFFER *buffer, ALLOCATEMORE *more,
                                             FREEBUFFER *free_, ULONG flags, ULONG mapi_version,
                                             ULONG *version, IABProvider **out)
{
    static IABProvider provider = {&lent_vtbl};

    (void)instance, (void)malloc_, (void)buffer, (void)more, (void)free_, (void)flags;
    (void)mapi_version;
    *version = CURRENT_SPI_VERSION;
    *out = &provider;
    return S_OK;
}

/* ---- the profile ---- */

__attribute__((unused)) static void add_simple_book(void)
{
    struct profile *profile;
    struct section *section;
    struct loaded *module;

    if (!simple_lent) {
        assert_hr(loader_load(lent_path, &module), S_OK);
        simple_lent = loader_symbol(module, "lent");
        simple_lent->book = lent_init;
    }
    simple_book = book_two;
    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &simple_book_uid);
    assert_hr(section_set_text(section, PR_PROVIDER_DLL_NAME_W, lent_path), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Everybody"), S_OK);
    assert_hr(section_set_text(section, PR_PROVIDER_DISPLAY_W, L"Book"), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_TYPE, MAPI_AB_PROVIDER), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_FLAGS, 0), S_OK);
    assert_hr(section_set_bytes(section, PR_SERVICE_UID, &mail_service, sizeof(MAPIUID)), S_OK);
    section_unref(section);
    assert_hr(roster_add_provider(profile, &mail_service, &simple_book_uid, MAPI_AB_PROVIDER),
              S_OK);
    profile_unref(profile);
}

/* MAPI isn't initialised by the program. */
__attribute__((unused)) static int setup_simple(void **state)
{
    if (setup_mail(state)) return 1;
    add_simple_book();
    assert_hr(profile_set_default(L"Ann"), S_OK);
    MAPIUninitialize();
    assert_false(gate_is_open());
    return 0;
}

__attribute__((unused)) static int teardown_simple(void **state)
{
    bool open = gate_is_open();
    int left;

    if (open) print_error("MAPI is still initialised\n");
    MAPIInitialize(NULL);
    left = teardown_mail(state);
    if (simple_book.objects) print_error("%d objects of the book left\n", (int)simple_book.objects);
    return left || open || simple_book.objects;
}

/* ---- looking at what was made, by Extended MAPI ---- */

__attribute__((unused)) static IMAPISession *look_in(void)
{
    assert_hr(MAPIInitialize(NULL), S_OK);
    return logon();
}

__attribute__((unused)) static void look_out(IMAPISession *session)
{
    log_off(session);
    MAPIUninitialize();
}

/* How many wait, by a session of its own. */
__attribute__((unused)) static ULONG waiting(void)
{
    IMAPISession *session = look_in();
    IMsgStore *store = open_mail(session);
    ULONG n = queued_in(store);

    store->lpVtbl->Release(store);
    look_out(session);
    return n;
}

/* Number i of a folder's messages. */
__attribute__((unused)) static IMessage *message_in(IMAPIFolder *folder, ULONG i)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMessage *message = NULL;
    IMAPITable *table;
    SRowSet *rows;
    ULONG type;

    assert_hr(folder->lpVtbl->GetContentsTable(folder, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    assert_true(i < rows->cRows);
    assert_hr(folder->lpVtbl->OpenEntry(folder, rows->aRow[i].lpProps[0].Value.bin.cb,
                                        (ENTRYID *)rows->aRow[i].lpProps[0].Value.bin.lpb, NULL, 0,
                                        &type, (IUnknown **)&message),
              S_OK);
    FreeProws(rows);
    return message;
}

__attribute__((unused)) static SPropValue *prop_of(void *object, ULONG tag)
{
    SPropValue *value = NULL;

    assert_hr(HrGetOneProp(object, tag, &value), S_OK);
    return value;
}

__attribute__((unused)) static void expect_text(void *object, ULONG tag, const WCHAR *wanted)
{
    SPropValue *value = prop_of(object, tag);

    assert_text(value->Value.lpszW, wanted);
    MAPIFreeBuffer(value);
}

__attribute__((unused)) static void expect_long(void *object, ULONG tag, LONG wanted)
{
    SPropValue *value = prop_of(object, tag);

    assert_int_equal(value->Value.l, wanted);
    MAPIFreeBuffer(value);
}

__attribute__((unused)) static void expect_bytes(void *object, ULONG tag, const void *wanted,
                                                 ULONG bytes)
{
    SPropValue *value = prop_of(object, tag);

    assert_int_equal(value->Value.bin.cb, bytes);
    assert_memory_equal(value->Value.bin.lpb, wanted, bytes);
    MAPIFreeBuffer(value);
}

/* ---- files ---- */

static char simple_file_path[80];

/* A file of these bytes under /tmp; its path, until the next. */
__attribute__((unused)) static char *file_of(const char *end, const void *bytes, size_t count)
{
    FILE *file;

    snprintf(simple_file_path, sizeof(simple_file_path), "/tmp/omsimple-%d%s", (int)getpid(), end);
    file = fopen(simple_file_path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
    return simple_file_path;
}
