/*
 * test_stream.c - IStream over memory and over files keeps one contract
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "mapicode.h"
#include "mapiguid.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "com/file_stream.h"
#include "com/mem_stream.h"
#include "sys/file.h"
#include "sys/memory.h"

static char folder[] = "/tmp/openmapi-stream-XXXXXX";
static long roots, objects;

static int make_folder(void **state)
{
    (void)state;
    return !mkdtemp(folder);
}

static int drop_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

/* What the streams under test are made over. */
enum kind {
    OVER_MEMORY,
    OVER_FILE
};

static int begin(void **state)
{
    (void)state;
    roots = mem_roots_alive();
    objects = com_objects_alive();
    return 0;
}

static int end(void **state)
{
    (void)state;
    return mem_roots_alive() != roots || com_objects_alive() != objects;
}

static WCHAR *folder_text(void)
{
    WCHAR *text;

    assert_int_equal(text_from_utf8(folder, -1, NULL, &text), S_OK);
    return text;
}

/* An empty stream that can be written. */
static IStream *stream_of(void **state)
{
    struct mem_stream_config config = {.writable = true};
    IStream *stream = NULL;
    WCHAR *where;

    if (*(enum kind *)*state == OVER_MEMORY) {
        assert_int_equal(mem_stream_open(&config, &stream), S_OK);
    } else {
        where = folder_text();
        assert_int_equal(file_stream_open_unique(where, L"TST", SYS_FILE_TEMPORARY, &stream), S_OK);
        mem_free(where);
    }
    return stream;
}

static void put(IStream *stream, const char *text)
{
    ULONG done = 77;

    assert_int_equal(stream->lpVtbl->Write(stream, text, (ULONG)strlen(text), &done), S_OK);
    assert_int_equal(done, strlen(text));
}

static HRESULT seek(IStream *stream, LONGLONG move, DWORD origin, ULONGLONG *position)
{
    LARGE_INTEGER by = {.QuadPart = move};
    ULARGE_INTEGER at = {.QuadPart = 77};
    HRESULT hr = stream->lpVtbl->Seek(stream, by, origin, &at);

    if (position) *position = at.QuadPart;
    return hr;
}

static void assert_rest(IStream *stream, const char *text, size_t bytes)
{
    char back[64];
    ULONG done = 77;

    assert_int_equal(stream->lpVtbl->Read(stream, back, sizeof(back), &done), S_OK);
    assert_int_equal(done, bytes);
    assert_memory_equal(back, text, bytes);
}

static void assert_all(IStream *stream, const char *text, size_t bytes)
{
    assert_int_equal(seek(stream, 0, STREAM_SEEK_SET, NULL), S_OK);
    assert_rest(stream, text, bytes);
}

static void what_is_written_is_read(void **state)
{
    IStream *stream = stream_of(state);

    assert_rest(stream, "", 0);
    put(stream, "hello ");
    put(stream, "world");
    assert_rest(stream, "", 0); /* the position is behind it */
    assert_all(stream, "hello world", 11);
    assert_int_equal(seek(stream, 4, STREAM_SEEK_SET, NULL), S_OK);
    put(stream, "O W");
    assert_rest(stream, "orld", 4);
    assert_all(stream, "hellO World", 11);
    stream->lpVtbl->Release(stream);
}

static void a_position_may_lie_anywhere_but_before_the_beginning(void **state)
{
    IStream *stream = stream_of(state);
    ULONGLONG at;

    put(stream, "0123456789");
    assert_int_equal(seek(stream, -3, STREAM_SEEK_END, &at), S_OK);
    assert_int_equal(at, 7);
    assert_int_equal(seek(stream, -2, STREAM_SEEK_CUR, &at), S_OK);
    assert_int_equal(at, 5);
    assert_int_equal(seek(stream, -6, STREAM_SEEK_CUR, &at), STG_E_INVALIDFUNCTION);
    assert_int_equal(at, 77);
    assert_int_equal(seek(stream, -1, STREAM_SEEK_SET, &at), STG_E_INVALIDFUNCTION);
    assert_int_equal(seek(stream, 0, 3, &at), STG_E_INVALIDFUNCTION);
    assert_int_equal(seek(stream, INT64_MAX, STREAM_SEEK_CUR, &at), STG_E_INVALIDFUNCTION);
    assert_int_equal(seek(stream, 0, STREAM_SEEK_CUR, &at), S_OK);
    assert_int_equal(at, 5);
    assert_int_equal(
        stream->lpVtbl->Seek(stream, (LARGE_INTEGER){.QuadPart = 12}, STREAM_SEEK_SET, NULL), S_OK);
    assert_rest(stream, "", 0); /* behind the end there is nothing */
    put(stream, "x");
    assert_all(stream, "0123456789\0\0x", 13); /* and zeros fill the gap */
    stream->lpVtbl->Release(stream);
}

static void the_size_can_be_set(void **state)
{
    IStream *stream = stream_of(state);
    ULONGLONG at;

    put(stream, "0123456789");
    assert_int_equal(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 4}), S_OK);
    assert_int_equal(seek(stream, 0, STREAM_SEEK_CUR, &at), S_OK);
    assert_int_equal(at, 10); /* the position stays */
    assert_all(stream, "0123", 4);
    assert_int_equal(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 7}), S_OK);
    assert_all(stream, "0123\0\0\0", 7);
    stream->lpVtbl->Release(stream);
}

static void clones_share_bytes_and_not_the_position(void **state)
{
    IStream *stream = stream_of(state), *clone = NULL, *third;

    put(stream, "0123456789");
    assert_int_equal(seek(stream, 3, STREAM_SEEK_SET, NULL), S_OK);
    assert_int_equal(stream->lpVtbl->Clone(stream, &clone), S_OK);
    assert_rest(clone, "3456789", 7);
    put(clone, "ab");
    assert_rest(stream, "3456789ab", 9);
    assert_int_equal(clone->lpVtbl->Clone(clone, &third), S_OK);
    stream->lpVtbl->Release(stream);
    clone->lpVtbl->Release(clone);
    assert_all(third, "0123456789ab", 12); /* outlives them */
    third->lpVtbl->Release(third);
}

static void one_stream_is_copied_to_another(void **state)
{
    IStream *from = stream_of(state), *to = stream_of(state);
    ULARGE_INTEGER n_read, n_written;

    put(from, "0123456789");
    put(to, "<");
    assert_int_equal(seek(from, 2, STREAM_SEEK_SET, NULL), S_OK);
    assert_int_equal(
        from->lpVtbl->CopyTo(from, to, (ULARGE_INTEGER){.QuadPart = 3}, &n_read, &n_written), S_OK);
    assert_int_equal(n_read.QuadPart, 3);
    assert_int_equal(n_written.QuadPart, 3);
    put(to, ">");
    assert_all(to, "<234>", 5);
    assert_int_equal(
        from->lpVtbl->CopyTo(from, to, (ULARGE_INTEGER){.QuadPart = UINT64_MAX}, &n_read, NULL),
        S_OK);
    assert_int_equal(n_read.QuadPart, 5); /* as much as there is */
    assert_all(to, "<234>56789", 10);
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
}

static void much_is_copied_whole(void **state)
{
    IStream *from = stream_of(state), *to = stream_of(state);
    enum {
        BYTES = 100000
    };
    unsigned char *data = malloc(BYTES), *back = malloc(BYTES);
    ULARGE_INTEGER n_written;
    ULONG done;

    for (int i = 0; i < BYTES; i++)
        data[i] = (unsigned char)(i * 7 + i / 251);
    assert_int_equal(from->lpVtbl->Write(from, data, BYTES, &done), S_OK);
    assert_int_equal(seek(from, 0, STREAM_SEEK_SET, NULL), S_OK);
    assert_int_equal(
        from->lpVtbl->CopyTo(from, to, (ULARGE_INTEGER){.QuadPart = UINT64_MAX}, NULL, &n_written),
        S_OK);
    assert_int_equal(n_written.QuadPart, BYTES);
    assert_int_equal(seek(to, 0, STREAM_SEEK_SET, NULL), S_OK);
    assert_int_equal(to->lpVtbl->Read(to, back, BYTES, &done), S_OK);
    assert_int_equal(done, BYTES);
    assert_memory_equal(data, back, BYTES);
    free(data);
    free(back);
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
}

/* A copy that goes to the end of the very stream it reads would never end. */
static void a_stream_is_copied_to_its_own_clone(void **state)
{
    IStream *stream = stream_of(state), *clone;

    put(stream, "0123");
    assert_int_equal(stream->lpVtbl->Clone(stream, &clone), S_OK);
    assert_int_equal(seek(stream, 1, STREAM_SEEK_SET, NULL), S_OK);
    assert_int_equal(
        stream->lpVtbl->CopyTo(stream, clone, (ULARGE_INTEGER){.QuadPart = UINT64_MAX}, NULL, NULL),
        S_OK);
    assert_all(stream, "0123123", 7);
    stream->lpVtbl->Release(stream);
    clone->lpVtbl->Release(clone);
}

static void stat_tells_size_and_mode(void **state)
{
    IStream *stream = stream_of(state);
    STATSTG stat;

    put(stream, "0123");
    assert_int_equal(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
    assert_int_equal(stat.type, STGTY_STREAM);
    assert_int_equal(stat.cbSize.QuadPart, 4);
    assert_int_equal(stat.grfMode, STGM_READWRITE);
    assert_int_equal(stat.grfLocksSupported, 0);
    assert_null(stat.pwcsName);
    assert_int_equal(stream->lpVtbl->Stat(stream, &stat, STATFLAG_DEFAULT), S_OK);
    if (*(enum kind *)*state == OVER_FILE)
        assert_non_null(text_find_nocase(stat.pwcsName, L"/TST"));
    sys_task_free(stat.pwcsName); /* 1.6-06 */
    stream->lpVtbl->Release(stream);
}

/* 1.6-05 */
static void wrong_calls_are_refused(void **state)
{
    IStream *stream = stream_of(state), *clone = (void *)1;
    ULARGE_INTEGER n = {.QuadPart = 77};
    ULONG done = 77;
    STATSTG stat;
    void *out = (void *)1;

    assert_int_equal(stream->lpVtbl->Read(stream, NULL, 1, &done), STG_E_INVALIDPOINTER);
    assert_int_equal(done, 0);
    assert_int_equal(stream->lpVtbl->Read(stream, NULL, 0, NULL), S_OK);
    done = 77;
    assert_int_equal(stream->lpVtbl->Write(stream, NULL, 1, &done), STG_E_INVALIDPOINTER);
    assert_int_equal(done, 0);
    assert_int_equal(stream->lpVtbl->Write(stream, "", 0, NULL), S_OK);
    assert_int_equal(stream->lpVtbl->CopyTo(stream, NULL, n, &n, NULL), STG_E_INVALIDPOINTER);
    assert_int_equal(n.QuadPart, 0);
    assert_int_equal(stream->lpVtbl->Stat(stream, NULL, 0), STG_E_INVALIDPOINTER);
    assert_int_equal(stream->lpVtbl->Stat(stream, &stat, 4), STG_E_INVALIDFLAG);
    assert_int_equal(stream->lpVtbl->Clone(stream, NULL), STG_E_INVALIDPOINTER);
    assert_int_equal(stream->lpVtbl->LockRegion(stream, n, n, LOCK_WRITE), STG_E_INVALIDFUNCTION);
    assert_int_equal(stream->lpVtbl->UnlockRegion(stream, n, n, LOCK_WRITE), STG_E_INVALIDFUNCTION);
    assert_int_equal(stream->lpVtbl->Revert(stream), S_OK);
    assert_int_equal(stream->lpVtbl->QueryInterface(stream, &IID_IMAPIProp, &out), E_NOINTERFACE);
    assert_null(out);
    fault_alloc_after(0);
    assert_int_equal(stream->lpVtbl->Clone(stream, &clone), STG_E_INSUFFICIENTMEMORY);
    fault_alloc_never();
    assert_null(clone);
    stream->lpVtbl->Release(stream);
}

/* 1.7-01 */
static void identity_holds(void **state)
{
    static const IID *const iids[] = {&IID_IUnknown, &IID_ISequentialStream, &IID_IStream};
    IStream *stream = stream_of(state);
    void *out;

    for (int i = 0; i < 3; i++) {
        assert_int_equal(stream->lpVtbl->QueryInterface(stream, iids[i], &out), S_OK);
        assert_ptr_equal(out, stream);
        assert_int_equal(stream->lpVtbl->Release(stream), 1);
    }
    assert_int_equal(stream->lpVtbl->QueryInterface(stream, &IID_IStream, NULL),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(stream->lpVtbl->Release(stream), 0);
}

/* ---- memory ---- */

static void memory_that_is_full_says_so(void **state)
{
    struct mem_stream_config config = {.data = "abc", .bytes = 3, .writable = true};
    IStream *stream;
    ULONG done;

    (void)state;
    assert_int_equal(mem_stream_open(&config, &stream), S_OK);
    assert_int_equal(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 0x80000000}),
                     STG_E_MEDIUMFULL);
    assert_int_equal(seek(stream, 0x7fffffff, STREAM_SEEK_SET, NULL), S_OK);
    assert_int_equal(stream->lpVtbl->Write(stream, "x", 1, &done), STG_E_MEDIUMFULL);
    assert_int_equal(seek(stream, INT64_MAX, STREAM_SEEK_SET, NULL), S_OK);
    assert_int_equal(stream->lpVtbl->Write(stream, "x", 1, &done), STG_E_MEDIUMFULL);
    assert_int_equal(done, 0);
    fault_alloc_after(0);
    assert_int_equal(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 1000}),
                     STG_E_INSUFFICIENTMEMORY);
    fault_alloc_never();
    assert_all(stream, "abc", 3);
    stream->lpVtbl->Release(stream);
}

static void what_may_only_be_read_is_not_written(void **state)
{
    struct mem_stream_config config = {.data = "abc", .bytes = 3};
    IStream *stream;
    STATSTG stat;

    (void)state;
    assert_int_equal(mem_stream_open(&config, &stream), S_OK);
    assert_int_equal(stream->lpVtbl->Write(stream, "x", 1, NULL), STG_E_ACCESSDENIED);
    assert_int_equal(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 0}),
                     STG_E_ACCESSDENIED);
    assert_int_equal(stream->lpVtbl->Commit(stream, 0), S_OK);
    assert_int_equal(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
    assert_int_equal(stat.grfMode, STGM_READ);
    assert_all(stream, "abc", 3);
    stream->lpVtbl->Release(stream);
}

static struct {
    char text[32];
    int commits, closes;
    HRESULT answer;
} told;

static HRESULT on_commit(void *ctx, const void *data, size_t bytes)
{
    assert_ptr_equal(ctx, &told);
    told.commits++;
    if (FAILED(told.answer)) return told.answer;
    memcpy(told.text, data, bytes);
    told.text[bytes] = 0;
    return S_OK;
}

static void on_close(void *ctx)
{
    assert_ptr_equal(ctx, &told);
    told.closes++;
}

static void a_commit_tells_what_has_changed(void **state)
{
    struct mem_stream_config config = {.data = "abc",
                                       .bytes = 3,
                                       .writable = true,
                                       .commit = on_commit,
                                       .closed = on_close,
                                       .ctx = &told};
    IStream *stream, *clone;

    (void)state;
    memset(&told, 0, sizeof(told));
    assert_int_equal(mem_stream_open(&config, &stream), S_OK);
    assert_int_equal(stream->lpVtbl->Commit(stream, STGC_DEFAULT), S_OK);
    assert_int_equal(told.commits, 0); /* nothing has changed */
    put(stream, "x");
    told.answer = MAPI_E_NO_ACCESS;
    assert_int_equal(stream->lpVtbl->Commit(stream, STGC_DEFAULT), MAPI_E_NO_ACCESS);
    told.answer = S_OK;
    assert_int_equal(stream->lpVtbl->Commit(stream, STGC_DEFAULT),
                     S_OK); /* it is still to be told */
    assert_string_equal(told.text, "xbc");
    assert_int_equal(stream->lpVtbl->Clone(stream, &clone), S_OK);
    put(clone, "y");
    stream->lpVtbl->Release(stream);
    assert_int_equal(told.commits, 2);
    clone->lpVtbl->Release(clone); /* the last one */
    assert_int_equal(told.commits, 3);
    assert_string_equal(told.text, "xyc");
    assert_int_equal(told.closes, 1);
}

static void opening_needs_memory(void **state)
{
    struct mem_stream_config config = {.data = "abc", .bytes = 3, .closed = on_close, .ctx = &told};
    IStream *stream;
    HRESULT hr;

    (void)state;
    for (int n = 0;; n++) {
        told.closes = 0;
        fault_alloc_after(n);
        hr = mem_stream_open(&config, &stream);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(stream);
        assert_int_equal(told.closes, 1);
    }
    stream->lpVtbl->Release(stream);
    assert_int_equal(told.closes, 1);
}

/* ---- files ---- */

static void opening_a_file_needs_memory_and_leaves_none_behind(void **state)
{
    WCHAR *where = folder_text(), *path = text_join(where, L"/f", NULL);
    IStream *stream;
    HRESULT hr;

    (void)state;
    for (int n = 0;; n++) {
        fault_alloc_after(n);
        hr = file_stream_open(path, SYS_FILE_WRITE | SYS_FILE_CREATE | SYS_FILE_TEMPORARY, &stream);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(stream);
        assert_false(sys_file_exists(path));
    }
    assert_true(sys_file_exists(path));
    stream->lpVtbl->Release(stream);
    assert_false(sys_file_exists(path)); /* 11.7-08 */
    assert_int_equal(file_stream_open(path, 0, &stream), MAPI_E_NOT_FOUND);
    mem_free(path);
    mem_free(where);
}

static enum kind memory = OVER_MEMORY, file = OVER_FILE;

static int begin_memory(void **state)
{
    *state = &memory;
    return begin(state);
}

static int begin_file(void **state)
{
    *state = &file;
    return begin(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define BOTH(name)                                                                                 \
    {#name " (memory)", name, begin_memory, end, NULL},                                            \
        {#name " (file)", name, begin_file, end, NULL}
        BOTH(what_is_written_is_read),
        BOTH(a_position_may_lie_anywhere_but_before_the_beginning),
        BOTH(the_size_can_be_set),
        BOTH(clones_share_bytes_and_not_the_position),
        BOTH(one_stream_is_copied_to_another),
        BOTH(much_is_copied_whole),
        BOTH(a_stream_is_copied_to_its_own_clone),
        BOTH(stat_tells_size_and_mode),
        BOTH(wrong_calls_are_refused),
        BOTH(identity_holds),
        cmocka_unit_test_setup_teardown(memory_that_is_full_says_so, begin, end),
        cmocka_unit_test_setup_teardown(what_may_only_be_read_is_not_written, begin, end),
        cmocka_unit_test_setup_teardown(a_commit_tells_what_has_changed, begin, end),
        cmocka_unit_test_setup_teardown(opening_needs_memory, begin, end),
        cmocka_unit_test_setup_teardown(opening_a_file_needs_memory_and_leaves_none_behind, begin,
                                        end),
    };

    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
