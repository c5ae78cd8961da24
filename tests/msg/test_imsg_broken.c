/*
 * test_imsg_broken.c - messages in storages that fail, that were made to do harm, and when memory
 * is out
 */
#include <stdlib.h>
#include <string.h>
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "mapiguid.h"
#include "mapix.h"
#include "msg/imsg_fixture.h"
#include "prop/pval.h"

/* ---- a storage that can't be read any more ---- */

struct lost_storage {
    IStorage IStorage_iface;
    IStorage *inner;
    bool lost;
};

static struct lost_storage *lost_from(IStorage *iface)
{
    return (struct lost_storage *)iface;
}

static ULONG STDMETHODCALLTYPE lost_AddRef(IStorage *iface)
{
    (void)iface;
    return 2;
}

static ULONG STDMETHODCALLTYPE lost_Release(IStorage *iface)
{
    (void)iface;
    return 1;
}

static HRESULT STDMETHODCALLTYPE lost_OpenStream(IStorage *iface, const WCHAR *name,
                                                 void *reserved1, DWORD mode, DWORD reserved2,
                                                 IStream **out)
{
    struct lost_storage *lost = lost_from(iface);

    *out = NULL;
    return lost->lost ? STG_E_READFAULT
                      : lost->inner->lpVtbl->OpenStream(lost->inner, name, reserved1, mode,
                                                        reserved2, out);
}

static HRESULT STDMETHODCALLTYPE lost_OpenStorage(IStorage *iface, const WCHAR *name,
                                                  IStorage *priority, DWORD mode, SNB exclude,
                                                  DWORD reserved, IStorage **out)
{
    return lost_from(iface)->inner->lpVtbl->OpenStorage(lost_from(iface)->inner, name, priority,
                                                        mode, exclude, reserved, out);
}

static HRESULT STDMETHODCALLTYPE lost_DestroyElement(IStorage *iface, const WCHAR *name)
{
    struct lost_storage *lost = lost_from(iface);

    return lost->lost ? STG_E_WRITEFAULT : lost->inner->lpVtbl->DestroyElement(lost->inner, name);
}

static HRESULT STDMETHODCALLTYPE lost_CreateStorage(IStorage *iface, const WCHAR *name, DWORD mode,
                                                    DWORD reserved1, DWORD reserved2,
                                                    IStorage **out)
{
    return lost_from(iface)->inner->lpVtbl->CreateStorage(lost_from(iface)->inner, name, mode,
                                                          reserved1, reserved2, out);
}

static HRESULT STDMETHODCALLTYPE lost_CreateStream(IStorage *iface, const WCHAR *name, DWORD mode,
                                                   DWORD reserved1, DWORD reserved2, IStream **out)
{
    return lost_from(iface)->inner->lpVtbl->CreateStream(lost_from(iface)->inner, name, mode,
                                                         reserved1, reserved2, out);
}

static HRESULT STDMETHODCALLTYPE lost_Commit(IStorage *iface, DWORD flags)
{
    return lost_from(iface)->inner->lpVtbl->Commit(lost_from(iface)->inner, flags);
}

static HRESULT STDMETHODCALLTYPE lost_EnumElements(IStorage *iface, DWORD reserved1,
                                                   void *reserved2, DWORD reserved3,
                                                   IEnumSTATSTG **out)
{
    return lost_from(iface)->inner->lpVtbl->EnumElements(lost_from(iface)->inner, reserved1,
                                                         reserved2, reserved3, out);
}

static HRESULT STDMETHODCALLTYPE lost_Stat(IStorage *iface, STATSTG *stat, DWORD flags)
{
    return lost_from(iface)->inner->lpVtbl->Stat(lost_from(iface)->inner, stat, flags);
}

static const IStorageVtbl lost_vtbl = {
    .AddRef = lost_AddRef,
    .Release = lost_Release,
    .CreateStream = lost_CreateStream,
    .OpenStream = lost_OpenStream,
    .CreateStorage = lost_CreateStorage,
    .OpenStorage = lost_OpenStorage,
    .Commit = lost_Commit,
    .EnumElements = lost_EnumElements,
    .DestroyElement = lost_DestroyElement,
    .Stat = lost_Stat,
};

static void what_cannot_be_read_is_not_missing(void **state)
{
    SizedSPropTagArray(2, tags) = {2, {TAG(PT_LONG, 0x6602), TAG(PT_BINARY, 0x660e)}};
    SPropValue *values = NULL, two[] = {{.ulPropTag = TAG(PT_LONG, 0x6602), .Value.l = 7},
                                        pval_binary(TAG(PT_BINARY, 0x660e), 20000, long_text)};
    struct lost_storage lost = {.IStorage_iface.lpVtbl = (IStorageVtbl *)&lost_vtbl};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    ULONG n = 0;

    (void)state;
    ok_hr(message->lpVtbl->SetProps(message, 2, two, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    lost.inner = file.storage;
    file.storage = &lost.IStorage_iface;
    ok_hr(open_msg(&file, 0, &message));
    lost.lost = true;
    assert_int_equal(message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &n, &values),
                     MAPI_W_ERRORS_RETURNED);
    assert_int_equal(values[0].Value.l, 7);
    assert_int_equal(values[1].ulPropTag, TAG(PT_ERROR, 0x660e));
    assert_int_equal(values[1].Value.err, MAPI_E_DISK_ERROR);
    MAPIFreeBuffer(values);
    assert_int_equal(message->lpVtbl->GetProps(message, NULL, 0, &n, &values), MAPI_E_DISK_ERROR);
    assert_null(values);
    lost.lost = false;
    assert_values((IMAPIProp *)message, two, 2);
    message->lpVtbl->Release(message);
    file.storage = lost.inner;
    msg_file_close(&file);
}

/* A recipient or an attachment that can't be destroyed now is destroyed at the next try. */
static void what_cannot_be_destroyed_is_not_forgotten(void **state)
{
    static const WCHAR *const elements[] = {L"__recip_version1.0_#00000001",
                                            L"__attach_version1.0_#00000000"};
    struct lost_storage lost = {.IStorage_iface.lpVtbl = (IStorageVtbl *)&lost_vtbl};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    IAttach *attach = NULL;
    IStorage *storage = NULL;
    ULONG number;

    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        if (kind) ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach));
        if (kind) ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
        if (kind) attach->lpVtbl->Release(attach);
        ok_hr(change_recipient(message, 0, L"Ann", MAPI_TO, -1));
        if (!kind) ok_hr(change_recipient(message, MODRECIP_ADD, L"Bob", MAPI_TO, -1));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message->lpVtbl->Release(message);
        lost.inner = file.storage;
        file.storage = &lost.IStorage_iface;
        ok_hr(open_msg(&file, 0, &message));
        if (kind) ok_hr(message->lpVtbl->DeleteAttach(message, number, 0, NULL, 0));
        else ok_hr(change_recipient(message, 0, L"Cid", MAPI_TO, -1));
        lost.lost = true;
        assert_int_equal(message->lpVtbl->SaveChanges(message, 0), MAPI_E_DISK_ERROR);
        lost.lost = false;
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message->lpVtbl->Release(message);
        file.storage = lost.inner;
        assert_int_equal(file.storage->lpVtbl->OpenStorage(file.storage, elements[kind], NULL,
                                                           STGM_SHARE_EXCLUSIVE, NULL, 0, &storage),
                         STG_E_FILENOTFOUND);
        ok_hr(open_msg(&file, 0, &message));
    }
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* ---- one that lies ---- */

static void put_stream(IStorage *storage, const WCHAR *name, const void *data, size_t bytes)
{
    IStream *stream = NULL;

    ok_hr(storage->lpVtbl->CreateStream(
        storage, name, STGM_READWRITE | STGM_SHARE_EXCLUSIVE | STGM_CREATE, 0, 0, &stream));
    ok_hr(stream->lpVtbl->Write(stream, data, (ULONG)bytes, NULL));
    stream->lpVtbl->Release(stream);
}

static IStorage *put_storage(IStorage *storage, const WCHAR *name)
{
    IStorage *made = NULL;

    ok_hr(storage->lpVtbl->CreateStorage(
        storage, name, STGM_READWRITE | STGM_SHARE_EXCLUSIVE | STGM_CREATE, 0, 0, &made));
    return made;
}

/* 400 texts of 64 KiB each, in 128 KiB. */
static void texts_of_names_that_overlap_take_little(void **state)
{
    enum { NAMES = 400, TEXTS = 32 << 10 };
    SizedSPropTagArray(2, tags) = {
        2, {TAG(PT_UNSPECIFIED, 0x8000), TAG(PT_UNSPECIFIED, 0x8000 + NAMES - 1)}};
    SPropTagArray *asked = (SPropTagArray *)&tags;
    uint32_t *texts = calloc(TEXTS, sizeof(*texts)), entries[2 * NAMES];
    MAPINAMEID **names = NULL;
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    IStorage *storage;
    ULONG count = 0;

    (void)state;
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    for (uint32_t i = 0; i < TEXTS; i++)
        texts[i] = 0x10041 + 2 * (i % NAMES); /* a length, or two characters */
    for (uint32_t i = 0; i < NAMES; i++) {
        entries[2 * i] = 4 * i;
        entries[2 * i + 1] = i << 16 | 5; /* a text of PS_PUBLIC_STRINGS */
    }
    storage = put_storage(file.storage, L"__nameid_version1.0");
    put_stream(storage, L"__substg1.0_00020102", "", 0);
    put_stream(storage, L"__substg1.0_00030102", entries, sizeof(entries));
    put_stream(storage, L"__substg1.0_00040102", texts, TEXTS * sizeof(*texts));
    storage->lpVtbl->Release(storage);
    free(texts);
    ok_hr(open_msg(&file, 0, &message));
    assert_int_equal(message->lpVtbl->GetNamesFromIDs(message, &asked, NULL, 0, &count, &names),
                     MAPI_W_ERRORS_RETURNED);
    assert_int_equal(count, 2);
    assert_non_null(names[0]);
    assert_null(names[1]);
    MAPIFreeBuffer(names);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* The greatest number isn't counted on from, and what can't have a number is refused. */
static void numbers_of_recipients_do_not_wrap(void **state)
{
    static const WCHAR *const both[] = {L"Ann", L"Bob"};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    const uint8_t properties[8] = {0};
    IStorage *storage;

    (void)state;
    ok_hr(change_recipient(message, MODRECIP_ADD, L"Ann", MAPI_TO, -1));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    storage = put_storage(file.storage, L"__recip_version1.0_#FFFFFFFF");
    put_stream(storage, L"__properties_version1.0", properties, sizeof(properties));
    storage->lpVtbl->Release(storage);
    ok_hr(open_msg(&file, 0, &message));
    ok_hr(change_recipient(message, MODRECIP_ADD, L"Bob", MAPI_TO, -1));
    assert_recipients(message, both, (LONG[]){0, 1}, 2);
    message->lpVtbl->Release(message);
    storage = put_storage(file.storage, L"__recip_version1.0_#FFFFFFFE");
    storage->lpVtbl->Release(storage);
    ok_hr(open_msg(&file, 0, &message));
    assert_int_equal(change_recipient(message, MODRECIP_ADD, L"Bob", MAPI_TO, -1), MAPI_E_TOO_BIG);
    assert_recipients(message, both, NULL, 1);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* ---- memory ---- */

static HRESULT write_something(struct msg_file *file)
{
    SPropValue values[40];
    ULONG count = all_values(values);
    IMessage *message = NULL;
    HRESULT hr;

    hr = msg_file_open(file, NULL, false);
    if (FAILED(hr)) return hr == STG_E_INSUFFICIENTMEMORY ? MAPI_E_NOT_ENOUGH_MEMORY : hr;
    hr = open_msg(file, MAPI_UNICODE, &message);
    if (FAILED(hr)) return hr;
    hr = message->lpVtbl->SetProps(message, count, values, NULL);
    if (SUCCEEDED(hr)) hr = change_recipient(message, MODRECIP_ADD, L"Ann", MAPI_TO, -1);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->SaveChanges(message, 0);
    message->lpVtbl->Release(message);
    return hr;
}

static HRESULT read_something(struct msg_file *file)
{
    IMessage *message = NULL;
    IMAPITable *table = NULL;
    SPropValue *values = NULL;
    ULONG n;
    HRESULT hr = open_msg(file, 0, &message);

    if (FAILED(hr)) return hr;
    hr = message->lpVtbl->GetProps(message, NULL, MAPI_UNICODE, &n, &values);
    if (SUCCEEDED(hr)) assert_true(n > 20);
    MAPIFreeBuffer(values);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->GetRecipientTable(message, 0, &table);
    if (table) table->lpVtbl->Release(table);
    message->lpVtbl->Release(message);
    return hr;
}

static void running_out_of_memory_is_said(void **state)
{
    struct msg_file file;
    long roots;
    HRESULT hr;

    (void)state;
    for (int n = 0;; n++) {
        roots = mem_roots_alive();
        fault_alloc_after(n);
        hr = write_something(&file);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        msg_file_close(&file);
        assert_int_equal(mem_roots_alive(), roots);
    }
    for (int n = 0;; n++) {
        roots = mem_roots_alive();
        fault_alloc_after(n);
        hr = read_something(&file);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(mem_roots_alive(), roots);
    }
    msg_file_close(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_read_is_not_missing),
        cmocka_unit_test(what_cannot_be_destroyed_is_not_forgotten),
        cmocka_unit_test(texts_of_names_that_overlap_take_little),
        cmocka_unit_test(numbers_of_recipients_do_not_wrap),
        cmocka_unit_test(running_out_of_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
