/*
 * test_cfb_storage.c - IStorage over compound files in memory: what OLE's promises, errors included
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "mapicode.h"
#include "mapiguid.h"
#include "mapispi.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/cfb_storage.h"
#include "com/com.h"
#include "com/mem_stream.h"
#include "com/stream_storage.h"
#include "sys/memory.h"

#define NEW  (STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

static long roots, objects;

static int begin(void **state)
{
    (void)state;
    roots = mem_roots_alive();
    objects = com_objects_alive();
    return 0;
}

static int nothing_is_left(void **state)
{
    (void)state;
    assert_int_equal(mem_roots_alive(), roots);
    assert_int_equal(com_objects_alive(), objects);
    return 0;
}

static IStream *new_stream(void)
{
    struct mem_stream_config config = {.writable = true};
    IStream *stream = NULL;

    assert_int_equal(mem_stream_open(&config, &stream), S_OK);
    return stream;
}

static IStorage *over(IStream *stream, ULONG flags)
{
    IStorage *storage = NULL;

    /* 11.7-09 */
    assert_int_equal(stream_storage_open((IUnknown *)stream, NULL, flags, &storage), S_OK);
    return storage;
}

static void put(IStorage *storage, const WCHAR *name, const char *text)
{
    IStream *stream = NULL;

    assert_int_equal(storage->lpVtbl->CreateStream(storage, name, NEW, 0, 0, &stream), S_OK);
    assert_int_equal(stream->lpVtbl->Write(stream, text, (ULONG)strlen(text), NULL), S_OK);
    stream->lpVtbl->Release(stream);
}

static void assert_has(IStorage *storage, const WCHAR *name, const char *text)
{
    IStream *stream = NULL;
    char read[32] = "";
    ULONG got;

    assert_int_equal(storage->lpVtbl->OpenStream(storage, name, NULL, READ, 0, &stream), S_OK);
    assert_int_equal(stream->lpVtbl->Read(stream, read, 31, &got), S_OK);
    assert_string_equal(read, text);
    assert_int_equal(stream->lpVtbl->Write(stream, read, 1, NULL), STG_E_ACCESSDENIED);
    stream->lpVtbl->Release(stream);
}

static IStorage *inner_of(IStorage *storage, const WCHAR *name, bool make)
{
    IStorage *inner = NULL;

    if (make)
        assert_int_equal(storage->lpVtbl->CreateStorage(storage, name, NEW, 0, 0, &inner), S_OK);
    else
        assert_int_equal(storage->lpVtbl->OpenStorage(storage, name, NULL, READ, NULL, 0, &inner),
                         S_OK);
    return inner;
}

static void a_storage_lies_in_a_stream(void **state)
{
    IStream *stream = new_stream();
    IStorage *storage = over(stream, STGSTRM_CREATE | STGSTRM_MODIFY),
             *inner = inner_of(storage, L"in", true);

    (void)state;
    put(storage, L"one", "first");
    put(inner, L"two", "second");
    inner->lpVtbl->Release(inner);
    assert_int_equal(storage->lpVtbl->Commit(storage, STGC_DEFAULT), S_OK); /* 11.7-11 */
    put(storage, L"three", "third");
    storage->lpVtbl->Release(storage); /* not transacted: it is there all the same */
    storage = over(stream, 0);
    assert_has(storage, L"ONE", "first");
    assert_has(storage, L"three", "third");
    inner = inner_of(storage, L"in", false);
    assert_has(inner, L"two", "second");
    inner->lpVtbl->Release(inner);
    /* read-only is the default */
    assert_int_equal(storage->lpVtbl->DestroyElement(storage, L"one"), STG_E_ACCESSDENIED);
    storage->lpVtbl->Release(storage);
    stream->lpVtbl->Release(stream);
}

static void a_transaction_is_forgotten(void **state)
{
    IStream *own = new_stream(), *stream = NULL;
    ILockBytes *bytes = NULL;
    IStorage *storage = NULL;
    STATSTG stat;

    (void)state;
    assert_int_equal(stream_lock_bytes(own, 0, &bytes), S_OK);
    assert_int_equal(
        cfb_storage_open(bytes, CFB_STORAGE_CREATE | CFB_STORAGE_WRITE | CFB_STORAGE_TRANSACTED,
                         &storage),
        S_OK);
    assert_int_equal(storage->lpVtbl->Stat(storage, &stat, STATFLAG_NONAME), S_OK);
    assert_int_equal(stat.grfMode, STGM_READWRITE | STGM_SHARE_EXCLUSIVE | STGM_TRANSACTED);
    put(storage, L"one", "first");
    assert_int_equal(storage->lpVtbl->Commit(storage, 0), S_OK);
    put(storage, L"two", "second");
    storage->lpVtbl->Release(storage);
    assert_int_equal(cfb_storage_open(bytes, 0, &storage), S_OK);
    assert_has(storage, L"one", "first");
    assert_int_equal(storage->lpVtbl->OpenStream(storage, L"two", NULL, READ, 0, &stream),
                     STG_E_FILENOTFOUND);
    storage->lpVtbl->Release(storage);
    bytes->lpVtbl->Release(bytes);
    own->lpVtbl->Release(own);
}

static void elements_are_listed_renamed_moved(void **state)
{
    IStorage *storage = NULL, *other = NULL;
    IEnumSTATSTG *list = NULL, *clone = NULL;
    STATSTG elements[4];
    ULONG got = 0;

    (void)state;
    assert_int_equal(storage_scratch(&storage), S_OK);
    assert_int_equal(storage_scratch(&other), S_OK);
    put(storage, L"one", "first");
    put(storage, L"two", "second");
    assert_int_equal(storage->lpVtbl->RenameElement(storage, L"one", L"uno"), S_OK);
    assert_int_equal(storage->lpVtbl->RenameElement(storage, L"one", L"x"), STG_E_FILENOTFOUND);
    assert_int_equal(storage->lpVtbl->RenameElement(storage, L"two", L"uno"), STG_E_ACCESSDENIED);
    assert_int_equal(storage->lpVtbl->EnumElements(storage, 0, NULL, 0, &list), S_OK);
    assert_int_equal(list->lpVtbl->Next(list, 4, elements, &got), S_FALSE);
    assert_int_equal(got, 2);
    assert_int_equal(text_compare(elements[0].pwcsName, L"uno"), 0);
    assert_int_equal(elements[1].cbSize.QuadPart, 6);
    assert_int_equal(elements[1].type, STGTY_STREAM);
    sys_task_free(elements[0].pwcsName);
    sys_task_free(elements[1].pwcsName);
    assert_int_equal(list->lpVtbl->Reset(list), S_OK);
    assert_int_equal(list->lpVtbl->Skip(list, 1), S_OK);
    assert_int_equal(list->lpVtbl->Clone(list, &clone), S_OK);
    assert_int_equal(clone->lpVtbl->Skip(clone, 2), S_FALSE);
    clone->lpVtbl->Release(clone);
    list->lpVtbl->Release(list);
    assert_int_equal(storage->lpVtbl->MoveElementTo(storage, L"uno", other, L"eins", STGMOVE_MOVE),
                     S_OK);
    assert_int_equal(storage->lpVtbl->MoveElementTo(storage, L"two", other, L"zwei", STGMOVE_COPY),
                     S_OK);
    /* onto itself */
    assert_int_equal(storage->lpVtbl->MoveElementTo(storage, L"two", storage, L"two", STGMOVE_COPY),
                     STG_E_ACCESSDENIED);
    assert_has(other, L"eins", "first");
    assert_has(other, L"zwei", "second");
    assert_has(storage, L"two", "second");
    assert_int_equal(storage->lpVtbl->DestroyElement(storage, L"uno"), STG_E_FILENOTFOUND);
    storage->lpVtbl->Release(storage);
    other->lpVtbl->Release(other);
}

static void copies_are_whole(void **state)
{
    static const GUID clsid = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
    IStorage *storage = NULL, *other = NULL, *inner;
    WCHAR *names[] = {(WCHAR *)L"one", NULL};
    IStream *stream = NULL;
    STATSTG stat;

    (void)state;
    assert_int_equal(storage_scratch(&storage), S_OK);
    assert_int_equal(storage_scratch(&other), S_OK);
    assert_int_equal(storage->lpVtbl->SetClass(storage, &clsid), S_OK);
    assert_int_equal(storage->lpVtbl->SetStateBits(storage, 5, 7), S_OK);
    put(storage, L"one", "first");
    inner = inner_of(storage, L"in", true);
    put(inner, L"one", "inside");
    /* into itself */
    assert_int_equal(storage->lpVtbl->CopyTo(storage, 0, NULL, NULL, inner), STG_E_ACCESSDENIED);
    inner->lpVtbl->Release(inner);
    assert_int_equal(storage->lpVtbl->CopyTo(storage, 0, NULL, names, other), S_OK);
    assert_int_equal(other->lpVtbl->OpenStream(other, L"one", NULL, READ, 0, &stream),
                     STG_E_FILENOTFOUND);
    inner = inner_of(other, L"in", false);
    assert_has(inner, L"one", "inside");
    inner->lpVtbl->Release(inner);
    assert_int_equal(other->lpVtbl->Stat(other, &stat, STATFLAG_NONAME), S_OK);
    assert_memory_equal(&stat.clsid, &clsid, sizeof(clsid));
    assert_int_equal(stat.grfStateBits, 5);
    storage->lpVtbl->Release(storage);
    other->lpVtbl->Release(other);
}

static void what_is_open_is_not_opened_twice(void **state)
{
    IStorage *storage = NULL, *inner;
    IStream *stream = NULL, *again = NULL;

    (void)state;
    assert_int_equal(storage_scratch(&storage), S_OK);
    assert_int_equal(storage->lpVtbl->CreateStream(storage, L"one", NEW, 0, 0, &stream), S_OK);
    assert_int_equal(storage->lpVtbl->OpenStream(storage, L"one", NULL, READ, 0, &again),
                     STG_E_ACCESSDENIED);
    assert_int_equal(storage->lpVtbl->DestroyElement(storage, L"one"), S_OK);
    assert_int_equal(stream->lpVtbl->Write(stream, "x", 1, NULL), STG_E_REVERTED);
    stream->lpVtbl->Release(stream);
    inner = inner_of(storage, L"in", true);
    assert_int_equal(storage->lpVtbl->DestroyElement(storage, L"in"), S_OK);
    assert_int_equal(inner->lpVtbl->CreateStream(inner, L"one", NEW, 0, 0, &stream),
                     STG_E_REVERTED);
    inner->lpVtbl->Release(inner);
    put(storage, L"one", "first");
    assert_int_equal(
        storage->lpVtbl->CreateStream(storage, L"one", NEW & ~STGM_CREATE, 0, 0, &stream),
        STG_E_FILEALREADYEXISTS);
    assert_int_equal(storage->lpVtbl->CreateStream(storage, L"a:b", NEW, 0, 0, &stream),
                     STG_E_INVALIDNAME);
    assert_int_equal(storage->lpVtbl->CreateStream(storage, L"", NEW, 0, 0, &stream),
                     STG_E_INVALIDNAME);
    assert_int_equal(storage->lpVtbl->CreateStream(storage, L"12345678901234567890123456789012",
                                                   NEW, 0, 0, &stream),
                     STG_E_INVALIDNAME);
    assert_int_equal(storage->lpVtbl->CreateStream(storage, NULL, NEW, 0, 0, &stream),
                     STG_E_INVALIDPOINTER);
    assert_int_equal(storage->lpVtbl->CreateStream(storage, L"x", STGM_READWRITE, 0, 0, &stream),
                     STG_E_INVALIDFLAG);
    assert_int_equal(storage->lpVtbl->OpenStorage(storage, L"one", NULL, READ, NULL, 0, &inner),
                     STG_E_FILENOTFOUND);
    storage->lpVtbl->Release(storage);
}

static void other_bytes_are_no_storage(void **state)
{
    IStream *stream = new_stream();
    IStorage *storage = NULL;
    char noise[600];

    (void)state;
    memset(noise, 0x55, sizeof(noise));
    assert_int_equal(stream_storage_open((IUnknown *)stream, NULL, 0, &storage),
                     STG_E_DOCFILECORRUPT);
    assert_int_equal(stream->lpVtbl->Write(stream, noise, sizeof(noise), NULL), S_OK);
    assert_int_equal(stream_storage_open((IUnknown *)stream, NULL, STGSTRM_MODIFY, &storage),
                     STG_E_DOCFILECORRUPT);
    assert_null(storage);
    stream->lpVtbl->Release(stream);
}

static HRESULT make_and_read(IStream *stream)
{
    IStorage *storage = NULL, *inner = NULL;
    IStream *one = NULL;
    HRESULT hr =
        stream_storage_open((IUnknown *)stream, NULL, STGSTRM_CREATE | STGSTRM_MODIFY, &storage);

    if (SUCCEEDED(hr)) hr = storage->lpVtbl->CreateStorage(storage, L"in", NEW, 0, 0, &inner);
    if (SUCCEEDED(hr)) hr = inner->lpVtbl->CreateStream(inner, L"one", NEW, 0, 0, &one);
    if (SUCCEEDED(hr)) hr = one->lpVtbl->Write(one, "text", 4, NULL);
    if (one) one->lpVtbl->Release(one);
    if (inner) inner->lpVtbl->Release(inner);
    if (SUCCEEDED(hr)) hr = storage->lpVtbl->Commit(storage, 0);
    if (storage) storage->lpVtbl->Release(storage);
    if (SUCCEEDED(hr)) hr = stream_storage_open((IUnknown *)stream, NULL, 0, &storage);
    if (SUCCEEDED(hr)) storage->lpVtbl->Release(storage);
    return hr;
}

static void running_out_of_memory_is_said(void **state)
{
    HRESULT hr = E_FAIL;

    (void)state;
    for (int n = 0; hr != S_OK; n++) {
        IStream *stream = new_stream();

        fault_alloc_after(n);
        hr = make_and_read(stream);
        fault_alloc_never();
        if (hr != S_OK)
            assert_true(hr == STG_E_INSUFFICIENTMEMORY || hr == MAPI_E_NOT_ENOUGH_MEMORY);
        stream->lpVtbl->Release(stream);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_storage_lies_in_a_stream, begin, nothing_is_left),
        cmocka_unit_test_setup_teardown(a_transaction_is_forgotten, begin, nothing_is_left),
        cmocka_unit_test_setup_teardown(elements_are_listed_renamed_moved, begin, nothing_is_left),
        cmocka_unit_test_setup_teardown(copies_are_whole, begin, nothing_is_left),
        cmocka_unit_test_setup_teardown(what_is_open_is_not_opened_twice, begin, nothing_is_left),
        cmocka_unit_test_setup_teardown(other_bytes_are_no_storage, begin, nothing_is_left),
        cmocka_unit_test_setup_teardown(running_out_of_memory_is_said, begin, nothing_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
