/*
 * test_rtf_stream.c - RTF read from and written to a stream that holds it compressed
 */
#include "prop/props.h"
#include "codec/rtf/lzfu.h"
#include "com/mem_stream.h"
#include "com/rtf_stream.h"

/* A stream that gives and takes a few bytes at a time, and may know no places. */
struct drops {
    IStream IStream_iface;
    BYTE data[20000];
    size_t n, at;
    bool sequential;
    int fail_after;  /* calls of Read and Write from now; negative: never */
    LONG refs;
};

static struct drops *drops_from(IStream *iface)
{
    return (struct drops *)iface;
}

static ULONG STDMETHODCALLTYPE drops_AddRef(IStream *iface)
{
    return ++drops_from(iface)->refs;
}

static ULONG STDMETHODCALLTYPE drops_Release(IStream *iface)
{
    return --drops_from(iface)->refs;
}

static HRESULT STDMETHODCALLTYPE drops_Read(IStream *iface, void *into, ULONG bytes, ULONG *done)
{
    struct drops *drops = drops_from(iface);
    size_t n = drops->n - drops->at;

    *done = 0;
    if (!drops->fail_after--) return STG_E_READFAULT;
    if (n > bytes) n = bytes;
    if (n > 7) n = 7;
    memcpy(into, drops->data + drops->at, n);
    drops->at += n;
    *done = (ULONG)n;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE drops_Write(IStream *iface, const void *from, ULONG bytes,
                                             ULONG *done)
{
    struct drops *drops = drops_from(iface);
    size_t n = bytes < 100 ? bytes : 100;

    *done = 0;
    if (!drops->fail_after--) return STG_E_MEDIUMFULL;
    assert_true(drops->at + n <= sizeof(drops->data));
    memcpy(drops->data + drops->at, from, n);
    drops->at += n;
    if (drops->at > drops->n) drops->n = drops->at;
    *done = (ULONG)n;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE drops_Seek(IStream *iface, LARGE_INTEGER move, DWORD origin,
                                            ULARGE_INTEGER *to)
{
    struct drops *drops = drops_from(iface);

    if (drops->sequential) return E_NOTIMPL;
    assert_true(origin == STREAM_SEEK_SET || (origin == STREAM_SEEK_CUR && !move.QuadPart));
    if (origin == STREAM_SEEK_SET) drops->at = (size_t)move.QuadPart;
    if (to) to->QuadPart = drops->at;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE drops_SetSize(IStream *iface, ULARGE_INTEGER size)
{
    (void)iface, (void)size;
    return E_NOTIMPL; /* as some do */
}

static const IStreamVtbl drops_vtbl = {
    .AddRef = drops_AddRef,
    .Release = drops_Release,
    .Read = drops_Read,
    .Write = drops_Write,
    .Seek = drops_Seek,
    .SetSize = drops_SetSize,
};

static void drops_init(struct drops *drops, const void *data, size_t n)
{
    assert_true(n <= sizeof(drops->data));
    memset(drops, 0, offsetof(struct drops, data));
    drops->IStream_iface.lpVtbl = &drops_vtbl;
    if (n) memcpy(drops->data, data, n);
    drops->n = n;
    drops->at = 0;
    drops->sequential = false;
    drops->fail_after = -1;
    drops->refs = 1;
}

static IStream *over(const void *data, size_t n)
{
    struct mem_stream_config config = {.data = data, .bytes = n, .writable = true};
    IStream *stream;

    assert_hr(mem_stream_open(&config, &stream), S_OK);
    return stream;
}

static void to_start(IStream *stream)
{
    assert_hr(stream->lpVtbl->Seek(stream, (LARGE_INTEGER){.QuadPart = 0}, STREAM_SEEK_SET, NULL),
              S_OK);
}

/* Reads it to its end, piece by piece. */
static HRESULT read_all(IStream *stream, char *into, size_t room, ULONG piece, size_t *n)
{
    *n = 0;
    for (;;) {
        ULONG got = 99;
        HRESULT hr = stream->lpVtbl->Read(stream, into + *n,
                                          room - *n < piece ? (ULONG)(room - *n) : piece, &got);

        if (FAILED(hr)) assert_int_equal(got, 0);
        if (FAILED(hr) || !got) return hr;
        *n += got;
        assert_true(*n < room);
    }
}

static const char hello[] = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n";
static const unsigned char packed_hello[] = {
    0x2d, 0,    0, 0,   0x2b, 0,   0,    0,    'L', 'Z', 'F',  'u',  0xf1, 0xc5, 0xc7, 0xa7, 0x03,
    0,    0x0a, 0, 'r', 'c',  'p', 'g',  '1',  '2', '5', 0x42, '2',  0x0a, 0xf3, ' ',  'h',  'e',
    'l',  0x09, 0, ' ', 'b',  'w', 0x05, 0xb0, 'l', 'd', '}',  0x0a, 0x80, 0x0f, 0xa0};

static void it_is_read(void **state) /* 11.8-01, 11.8-05 */
{
    char text[100];
    size_t n;

    (void)state;
    for (ULONG piece = 1; piece < 60; piece += 7) {
        IStream *packed = over(packed_hello, sizeof(packed_hello)), *rtf;

        assert_hr(rtf_reader_open(packed, &rtf), S_OK);
        packed->lpVtbl->Release(packed); /* it is held */
        assert_hr(read_all(rtf, text, sizeof(text), piece, &n), S_OK);
        assert_int_equal(n, sizeof(hello) - 1);
        assert_memory_equal(text, hello, n);
        assert_hr(rtf->lpVtbl->Read(rtf, text, 1, NULL), S_OK);
        assert_hr(rtf->lpVtbl->Write(rtf, "a", 1, NULL), STG_E_ACCESSDENIED);
        assert_hr(rtf->lpVtbl->Commit(rtf, 0), S_OK);
        assert_hr(rtf->lpVtbl->Read(rtf, NULL, 1, NULL), STG_E_INVALIDPOINTER);
        rtf->lpVtbl->Release(rtf);
    }
}

static void it_is_copied(void **state)
{
    IStream *packed = over(packed_hello, sizeof(packed_hello)), *to = over(NULL, 0), *rtf;
    ULARGE_INTEGER taken, given;
    char text[100];
    size_t n;

    (void)state;
    assert_hr(rtf_reader_open(packed, &rtf), S_OK);
    assert_hr(rtf->lpVtbl->CopyTo(rtf, to, (ULARGE_INTEGER){.QuadPart = 5}, &taken, &given), S_OK);
    assert_int_equal(taken.QuadPart, 5);
    assert_int_equal(given.QuadPart, 5);
    assert_hr(rtf->lpVtbl->CopyTo(rtf, to, (ULARGE_INTEGER){.QuadPart = ~0ull}, &taken, NULL),
              S_OK);
    assert_int_equal(taken.QuadPart, sizeof(hello) - 1 - 5);
    to_start(to);
    assert_hr(read_all(to, text, sizeof(text), 100, &n), S_OK);
    assert_int_equal(n, sizeof(hello) - 1);
    assert_memory_equal(text, hello, n);
    rtf->lpVtbl->Release(rtf);
    packed->lpVtbl->Release(packed);
    to->lpVtbl->Release(to);
}

static void what_is_corrupt_is_told(void **state) /* 11.8-07 */
{
    unsigned char bad[sizeof(packed_hello)];
    struct drops drops;
    IStream *rtf;
    char text[100];
    size_t n;

    (void)state;
    for (size_t cut = 0; cut < sizeof(packed_hello); cut++) {
        HRESULT hr;

        drops_init(&drops, packed_hello, cut);
        hr = rtf_reader_open(&drops.IStream_iface, &rtf);
        if (cut <= LZFU_HEADER) assert_hr(hr, MAPI_E_CORRUPT_DATA);
        if (hr == S_OK) {
            assert_hr(read_all(rtf, text, sizeof(text), 100, &n), MAPI_E_CORRUPT_DATA);
            assert_memory_equal(text, hello, n);
            /* for good */
            assert_hr(read_all(rtf, text, sizeof(text), 100, &n), MAPI_E_CORRUPT_DATA);
            rtf->lpVtbl->Release(rtf);
        } else {
            assert_null(rtf);
        }
        assert_int_equal(drops.refs, 1);
    }
    memcpy(bad, packed_hello, sizeof(bad));
    bad[8] = 'X';
    drops_init(&drops, bad, sizeof(bad));
    assert_hr(rtf_reader_open(&drops.IStream_iface, &rtf), MAPI_E_CORRUPT_DATA);
    bad[8] = 'L';
    bad[12] ^= 1; /* the checksum */
    drops_init(&drops, bad, sizeof(bad));
    assert_hr(rtf_reader_open(&drops.IStream_iface, &rtf), S_OK);
    assert_hr(read_all(rtf, text, sizeof(text), 100, &n), MAPI_E_CORRUPT_DATA);
    assert_int_equal(n, sizeof(hello) - 1); /* what there is comes first */
    rtf->lpVtbl->Release(rtf);
    assert_int_equal(drops.refs, 1);
}

static void the_inner_streams_errors_are_answered(void **state)
{
    struct drops drops;
    IStream *rtf;
    char text[100];
    size_t n;

    (void)state;
    for (int calls = 0; calls < 8; calls++) {
        HRESULT hr;

        drops_init(&drops, packed_hello, sizeof(packed_hello));
        drops.fail_after = calls;
        hr = rtf_reader_open(&drops.IStream_iface, &rtf);
        if (hr == S_OK) {
            hr = read_all(rtf, text, sizeof(text), 100, &n);
            rtf->lpVtbl->Release(rtf);
        }
        assert_hr(hr, STG_E_READFAULT);
        drops_init(&drops, NULL, 0);
        drops.fail_after = calls;
        assert_hr(rtf_writer_open(&drops.IStream_iface, LZFU, &rtf), S_OK);
        assert_hr(rtf->lpVtbl->Write(rtf, hello, sizeof(hello) - 1, NULL), S_OK);
        hr = rtf->lpVtbl->Commit(rtf, 0);
        assert_hr(hr, calls < 4 ? STG_E_MEDIUMFULL : S_OK);
        if (FAILED(hr)) {
            assert_hr(rtf->lpVtbl->Commit(rtf, 0), STG_E_MEDIUMFULL);
            assert_hr(rtf->lpVtbl->Write(rtf, "a", 1, NULL), STG_E_MEDIUMFULL);
        }
        rtf->lpVtbl->Release(rtf);
        assert_int_equal(drops.refs, 1);
    }
}

/* ---- written ---- */

static void fill(char *text, size_t n)
{
    unsigned seed = 7;

    for (size_t i = 0; i < n; i++)
        text[i] = i > 40 && (seed = seed * 1103515245 + 12345) >> 28
                      ? text[i - 9 - (seed >> 20 & 15)]
                      : (char)('a' + i % 26);
}

static void holds(IStream *packed, const char *text, size_t count)
{
    char *back = malloc(count + 100);
    IStream *rtf;
    size_t n;

    assert_non_null(back);
    to_start(packed);
    assert_hr(rtf_reader_open(packed, &rtf), S_OK);
    assert_hr(read_all(rtf, back, count + 100, 1000, &n), S_OK);
    assert_int_equal(n, count);
    assert_memory_equal(back, text, n);
    rtf->lpVtbl->Release(rtf);
    free(back);
}

static ULONGLONG size_of(IStream *stream)
{
    STATSTG stat;

    assert_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
    return stat.cbSize.QuadPart;
}

static void it_is_written(void **state) /* 11.8-03, 11.8-13 */
{
    static const uint32_t kinds[] = {LZFU, MELA};
    char text[30000];

    (void)state;
    fill(text, sizeof(text));
    for (int kind = 0; kind < 2; kind++) {
        for (size_t n = 1; n < sizeof(text); n = n * 6 + 1) {
            IStream *packed = over(text, 25000),
                    *rtf; /* what was there before is longer, or shorter */
            ULONG done;

            assert_hr(rtf_writer_open(packed, kinds[kind], &rtf), S_OK);
            for (size_t at = 0; at < n; at += 999) {
                ULONG piece = n - at < 999 ? (ULONG)(n - at) : 999;

                assert_hr(rtf->lpVtbl->Write(rtf, text + at, piece, &done), S_OK);
                assert_int_equal(done, piece);
            }
            assert_hr(rtf->lpVtbl->Commit(rtf, 0), S_OK);
            holds(packed, text, n);
            if (kind) assert_int_equal(size_of(packed), LZFU_HEADER + n);
            else assert_true(size_of(packed) < LZFU_HEADER + n + 20);
            rtf->lpVtbl->Release(rtf);
            holds(packed, text, n);
            packed->lpVtbl->Release(packed);
        }
    }
}

static void release_alone_writes_too(void **state) /* 11.8-03 */
{
    IStream *packed = over("old", 3), *rtf;

    (void)state;
    assert_hr(rtf_writer_open(packed, LZFU, &rtf), S_OK);
    rtf->lpVtbl->Release(rtf); /* nothing was written */
    assert_int_equal(size_of(packed), 3);
    to_start(packed);
    assert_hr(rtf_writer_open(packed, LZFU, &rtf), S_OK);
    assert_hr(rtf->lpVtbl->Write(rtf, hello, sizeof(hello) - 1, NULL), S_OK);
    rtf->lpVtbl->Release(rtf);
    holds(packed, hello, sizeof(hello) - 1);
    to_start(packed);
    assert_hr(rtf_writer_open(packed, LZFU, &rtf), S_OK);
    assert_hr(rtf->lpVtbl->Commit(rtf, 0), S_OK); /* all of it is nothing */
    rtf->lpVtbl->Release(rtf);
    holds(packed, "", 0);
    packed->lpVtbl->Release(packed);
}

static void more_may_be_written_behind_a_commit(void **state)
{
    IStream *packed = over(NULL, 0), *rtf;
    char text[20000];

    (void)state;
    fill(text, sizeof(text));
    assert_hr(rtf_writer_open(packed, LZFU, &rtf), S_OK);
    for (size_t at = 0; at < sizeof(text); at += 4000) {
        ULARGE_INTEGER here;

        assert_hr(rtf->lpVtbl->Write(rtf, text + at, 4000, NULL), S_OK);
        assert_hr(rtf->lpVtbl->Commit(rtf, 0), S_OK);
        assert_hr(
            packed->lpVtbl->Seek(packed, (LARGE_INTEGER){.QuadPart = 0}, STREAM_SEEK_CUR, &here),
            S_OK);
        holds(packed, text, at + 4000);
        assert_hr(packed->lpVtbl->Seek(packed, (LARGE_INTEGER){.QuadPart = (LONGLONG)here.QuadPart},
                                       STREAM_SEEK_SET, NULL),
                  S_OK);
    }
    rtf->lpVtbl->Release(rtf);
    packed->lpVtbl->Release(packed);
}

static void a_stream_without_places_is_written_once(void **state)
{
    static struct drops drops;
    char text[20000];
    IStream *rtf;

    (void)state;
    fill(text, sizeof(text));
    for (int commit = 0; commit < 2; commit++) {
        drops_init(&drops, NULL, 0);
        drops.sequential = true;
        assert_hr(rtf_writer_open(&drops.IStream_iface, LZFU, &rtf), S_OK);
        assert_hr(rtf->lpVtbl->Write(rtf, text, sizeof(text), NULL), S_OK);
        assert_int_equal(drops.n, 0);
        if (commit) {
            assert_hr(rtf->lpVtbl->Commit(rtf, 0), S_OK);
            assert_hr(rtf->lpVtbl->Write(rtf, text, 1, NULL), STG_E_ACCESSDENIED);
        }
        rtf->lpVtbl->Release(rtf);
        drops.sequential = false;
        holds(&drops.IStream_iface, text, sizeof(text));
        assert_int_equal(drops.refs, 1);
    }
}

/* ---- what can't be done ---- */

static void what_else_streams_can_is_refused(void **state) /* 11.8-04 */
{
    (void)state;
    for (int writes = 0; writes < 2; writes++) {
        IStream *packed = over(packed_hello, sizeof(packed_hello)), *rtf, *clone = NULL;
        ULARGE_INTEGER zero = {.QuadPart = 0};
        ISequentialStream *sequential;
        STATSTG stat;

        assert_hr(writes ? rtf_writer_open(packed, LZFU, &rtf) : rtf_reader_open(packed, &rtf),
                  S_OK);
        assert_hr(rtf->lpVtbl->Seek(rtf, (LARGE_INTEGER){.QuadPart = 0}, STREAM_SEEK_SET, NULL),
                  MAPI_E_NO_SUPPORT);
        assert_hr(rtf->lpVtbl->SetSize(rtf, zero), MAPI_E_NO_SUPPORT);
        assert_hr(rtf->lpVtbl->Revert(rtf), MAPI_E_NO_SUPPORT);
        assert_hr(rtf->lpVtbl->LockRegion(rtf, zero, zero, 0), MAPI_E_NO_SUPPORT);
        assert_hr(rtf->lpVtbl->UnlockRegion(rtf, zero, zero, 0), MAPI_E_NO_SUPPORT);
        assert_hr(rtf->lpVtbl->Stat(rtf, &stat, 0), MAPI_E_NO_SUPPORT);
        assert_hr(rtf->lpVtbl->Clone(rtf, &clone), MAPI_E_NO_SUPPORT);
        assert_hr(rtf->lpVtbl->QueryInterface(rtf, &IID_ISequentialStream, (void **)&sequential),
                  S_OK);
        sequential->lpVtbl->Release(sequential);
        if (writes) {
            char c;

            assert_hr(rtf->lpVtbl->Read(rtf, &c, 1, NULL), STG_E_ACCESSDENIED);
            assert_hr(rtf->lpVtbl->CopyTo(rtf, packed, zero, NULL, NULL), STG_E_ACCESSDENIED);
            assert_hr(rtf->lpVtbl->Write(rtf, NULL, 1, NULL), STG_E_INVALIDPOINTER);
        }
        rtf->lpVtbl->Release(rtf);
        packed->lpVtbl->Release(packed);
    }
}

/* ---- the native body ---- */

static IStream *packed_of(const char *text)
{
    IStream *packed = over(NULL, 0), *rtf;

    assert_hr(rtf_writer_open(packed, LZFU, &rtf), S_OK);
    assert_hr(rtf->lpVtbl->Write(rtf, text, (ULONG)strlen(text), NULL), S_OK);
    rtf->lpVtbl->Release(rtf);
    to_start(packed);
    return packed;
}

static void native_is(const char *rtf, UINT in, UINT out, ULONG type, const char *wanted,
                      size_t count)
{
    IStream *packed = packed_of(rtf), *body;
    struct rtf_native native = {in, out, 0};
    char text[2000];
    size_t n;

    assert_hr(rtf_native_open(packed, &native, &body), S_OK);
    assert_int_equal(native.type, type);
    assert_hr(read_all(body, text, sizeof(text), 3, &n), S_OK);
    assert_int_equal(n, count);
    assert_memory_equal(text, wanted, n);
    body->lpVtbl->Release(body);
    packed->lpVtbl->Release(packed);
}
#define NATIVE_IS(rtf, in, out, type, wanted)                                                      \
    native_is(rtf, in, out, type, wanted, sizeof(wanted) - 1)

static void the_native_body_is_found(void **state) /* 11.8-15, 11.8-16, 11.8-17 */
{
    static const char html[] =
        "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl{\\f0 A;}}{\\*\\htmltag64 <p>}x\\'e4 \\u8364?\\u937?}";
    static const char text[] =
        "{\\rtf1\\ansi\\ansicpg1252\\fromtext{\\fonttbl{\\f0 A;}}\\f0 a\\'e4\\u937?\\par b}";
    static const char plain[] = "{\\rtf1\\ansi plain}";

    (void)state;
    /* in its own code page */
    NATIVE_IS(html, 0, 0, MAPI_NATIVE_BODY_TYPE_HTML, "<p>x\xe4 \x88&#937;");
    /* in the message's */
    NATIVE_IS(html, 65001, 0, MAPI_NATIVE_BODY_TYPE_HTML, "<p>x\xd0\xb4 \xe2\x82\xac\xce\xa9");
    /* in the one wanted */
    NATIVE_IS(html, 65001, 1252, MAPI_NATIVE_BODY_TYPE_HTML, "<p>x&#1076; \x80&#937;");
    NATIVE_IS(text, 0, 0, MAPI_NATIVE_BODY_TYPE_PLAINTEXT, "a\xe4?\r\nb");
    NATIVE_IS(text, 1252, 1253, MAPI_NATIVE_BODY_TYPE_PLAINTEXT, "a?\xd9\r\nb");
    NATIVE_IS(text, 0, 1200, MAPI_NATIVE_BODY_TYPE_PLAINTEXT, "a\0\xe4\0\xa9\x03\r\0\n\0b\0");
    NATIVE_IS(plain, 0, 0, MAPI_NATIVE_BODY_TYPE_RTF, "{\\rtf1\\ansi plain}");
    /* not looked at */
    NATIVE_IS(plain, 1252, 12345, MAPI_NATIVE_BODY_TYPE_RTF, "{\\rtf1\\ansi plain}");
}

static void an_unknown_code_page_is_refused(void **state)
{
    IStream *packed = packed_of("{\\rtf1\\fromtext a}"), *body;
    struct rtf_native native = {0, 12345, 0};

    (void)state;
    assert_hr(rtf_native_open(packed, &native, &body), MAPI_E_BAD_CHARWIDTH);
    assert_null(body);
    packed->lpVtbl->Release(packed);
    /* the message's own, which is wrong */
    NATIVE_IS("{\\rtf1\\fromtext a}", 12345, 0, MAPI_NATIVE_BODY_TYPE_PLAINTEXT, "a");
}

static void running_out_of_memory_is_told(void **state)
{
    IStream *packed = packed_of("{\\rtf1\\fromhtml1 {\\*\\htmltag <p>}a}"), *rtf;
    struct rtf_native native = {0, 0, 0};
    static struct drops drops;
    char text[100];
    size_t n;
    HRESULT hr;

    (void)state;
    FOR_EACH_LOST_ALLOCATION(hr, {
        to_start(packed);
        hr = rtf_native_open(packed, &native, &rtf);
        if (hr == S_OK) {
            hr = read_all(rtf, text, sizeof(text), 100, &n);
            rtf->lpVtbl->Release(rtf);
        }
    });
    assert_hr(hr, S_OK);
    assert_int_equal(n, 4);
    FOR_EACH_LOST_ALLOCATION(hr, {
        drops_init(&drops, NULL, 0);
        drops.sequential = true;
        hr = rtf_writer_open(&drops.IStream_iface, LZFU, &rtf);
        if (hr == S_OK) {
            hr = rtf->lpVtbl->Write(rtf, hello, sizeof(hello) - 1, NULL);
            if (hr == S_OK) hr = rtf->lpVtbl->Commit(rtf, 0);
            rtf->lpVtbl->Release(rtf);
        }
        assert_int_equal(drops.refs, 1);
    });
    assert_hr(hr, S_OK);
    packed->lpVtbl->Release(packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_read),
        TEST(it_is_copied),
        TEST(what_is_corrupt_is_told),
        TEST(the_inner_streams_errors_are_answered),
        TEST(it_is_written),
        TEST(release_alone_writes_too),
        TEST(more_may_be_written_behind_a_commit),
        TEST(a_stream_without_places_is_written_once),
        TEST(what_else_streams_can_is_refused),
        TEST(the_native_body_is_found),
        TEST(an_unknown_code_page_is_refused),
        TEST(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
