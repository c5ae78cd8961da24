/*
 * test_mem_stream.c - a stream over memory
 */
#include "prop/props.h"
#include "com/mem_stream.h"

static char committed[64];
static int commits, closes;

static HRESULT on_commit(void *ctx, const void *data, size_t bytes)
{
    (void)ctx;
    commits++;
    memcpy(committed, data, bytes);
    committed[bytes] = 0;
    return S_OK;
}

static void on_close(void *ctx)
{
    (void)ctx;
    closes++;
}

static IStream *open_over(const char *text, bool writable)
{
    struct mem_stream_config config = {text, strlen(text), writable, on_commit, on_close, NULL};
    IStream *stream;

    commits = closes = 0;
    assert_hr(mem_stream_open(&config, &stream), S_OK);
    return stream;
}

static ULONGLONG seek(IStream *stream, LONGLONG move, DWORD origin)
{
    ULARGE_INTEGER at = {.QuadPart = 0};

    assert_hr(stream->lpVtbl->Seek(stream, (LARGE_INTEGER){.QuadPart = move}, origin, &at), S_OK);
    return at.QuadPart;
}

static void reading_ends_where_the_bytes_do(void **state)
{
    IStream *stream = open_over("hello", false);
    STATSTG stat;
    char text[8];
    ULONG n;

    (void)state;
    assert_hr(stream->lpVtbl->Read(stream, text, 3, &n), S_OK);
    assert_int_equal(n, 3);
    assert_hr(stream->lpVtbl->Read(stream, text, 8, &n), S_OK);
    assert_int_equal(n, 2);
    assert_hr(stream->lpVtbl->Read(stream, text, 8, &n), S_OK);
    assert_int_equal(n, 0);
    assert_int_equal(seek(stream, 100, STREAM_SEEK_SET), 100);
    assert_hr(stream->lpVtbl->Read(stream, text, 8, &n), S_OK);
    assert_int_equal(n, 0);
    assert_hr(
        stream->lpVtbl->Seek(stream, (LARGE_INTEGER){.QuadPart = -101}, STREAM_SEEK_CUR, NULL),
        STG_E_INVALIDFUNCTION);
    assert_hr(stream->lpVtbl->Seek(stream, (LARGE_INTEGER){.QuadPart = 0}, 7, NULL),
              STG_E_INVALIDFUNCTION);
    assert_hr(stream->lpVtbl->Read(stream, NULL, 8, &n), STG_E_INVALIDPOINTER);
    assert_hr(stream->lpVtbl->Write(stream, "x", 1, &n), STG_E_ACCESSDENIED);
    assert_hr(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 1}), STG_E_ACCESSDENIED);
    assert_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_DEFAULT), S_OK);
    assert_int_equal(stat.cbSize.QuadPart, 5);
    assert_null(stat.pwcsName);
    assert_hr(stream->lpVtbl->Stat(stream, &stat, 8), STG_E_INVALIDFLAG);
    stream->lpVtbl->Release(stream);
    assert_int_equal(commits, 0); /* nothing had changed */
    assert_int_equal(closes, 1);
}

static void writing_grows_and_is_told_once_committed(void **state)
{
    IStream *stream = open_over("hello", true), *other;
    ULONG n;

    (void)state;
    seek(stream, 0, STREAM_SEEK_END);
    assert_hr(stream->lpVtbl->Write(stream, " you", 4, &n), S_OK);
    assert_hr(stream->lpVtbl->Commit(stream, 0), S_OK);
    assert_string_equal(committed, "hello you");
    assert_hr(stream->lpVtbl->Commit(stream, 0), S_OK);
    assert_int_equal(commits, 1);
    seek(stream, 11, STREAM_SEEK_SET);
    assert_hr(stream->lpVtbl->Write(stream, "!", 1, &n), S_OK);
    assert_hr(stream->lpVtbl->Clone(stream, &other), S_OK);
    assert_int_equal(seek(other, 0, STREAM_SEEK_CUR), 12);
    seek(other, 0, STREAM_SEEK_SET);
    assert_hr(other->lpVtbl->Write(other, "J", 1, &n), S_OK);
    stream->lpVtbl->Release(stream);
    assert_int_equal(closes, 0);
    other->lpVtbl->Release(other);
    assert_int_equal(commits, 2);
    assert_memory_equal(committed, "Jello you\0\0!", 12); /* the gap is zeros */
    assert_int_equal(closes, 1);
}

static void sizes_have_a_limit(void **state)
{
    IStream *stream = open_over("hello", true);
    ULONG n;

    (void)state;
    assert_hr(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 2}), S_OK);
    assert_hr(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 1ull << 40}),
              STG_E_MEDIUMFULL);
    seek(stream, 0x7fffffff, STREAM_SEEK_SET);
    assert_hr(stream->lpVtbl->Write(stream, "x", 1, &n), STG_E_MEDIUMFULL);
    stream->lpVtbl->Release(stream);
    assert_string_equal(committed, "he");
}

static void it_copies_to_another(void **state)
{
    IStream *from = open_over("hello", false), *to = open_over("", true);
    ULARGE_INTEGER all = {.QuadPart = ~0ull}, read, written;

    (void)state;
    seek(from, 1, STREAM_SEEK_SET);
    assert_hr(from->lpVtbl->CopyTo(from, to, all, &read, &written), S_OK);
    assert_int_equal(read.QuadPart, 4);
    assert_int_equal(written.QuadPart, 4);
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
    assert_string_equal(committed, "ello");
}

static void lost_memory_is_told(void **state)
{
    struct mem_stream_config config = {"hello", 5, true, on_commit, on_close, NULL};
    IStream *stream;
    HRESULT hr;
    int tried = 0;

    (void)state;
    closes = 0;
    FOR_EACH_LOST_ALLOCATION(hr, hr = mem_stream_open(&config, &stream); tried++)
    assert_hr(hr, S_OK);
    assert_int_equal(closes, tried - 1); /* the one that came through is still open */
    stream->lpVtbl->Release(stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reading_ends_where_the_bytes_do),
        TEST(writing_grows_and_is_told_once_committed),
        TEST(sizes_have_a_limit),
        TEST(it_copies_to_another),
        TEST(lost_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
