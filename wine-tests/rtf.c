/*
 * rtf.c - WrapCompressedRTFStream and WrapCompressedRTFStreamEx
 */
#include "harness.h"
#include <mapix.h>
#include <mapiutil.h>

#define ok_hr(got, wanted)                                                                         \
    do {                                                                                           \
        HRESULT hr_ = (got);                                                                       \
        ok(hr_ == (wanted), "%s: got %#lx\n", #got, hr_);                                          \
    } while (0)

static const char hello[] = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n";
static const BYTE packed_hello[] = {/* MS-OXRTFCP 3.1 */
                                    0x2d, 0,    0,    0,    0x2b, 0,    0,    0,    'L',  'Z',
                                    'F',  'u',  0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0,    0x0a, 0,
                                    'r',  'c',  'p',  'g',  '1',  '2',  '5',  0x42, '2',  0x0a,
                                    0xf3, ' ',  'h',  'e',  'l',  0x09, 0,    ' ',  'b',  'w',
                                    0x05, 0xb0, 'l',  'd',  '}',  0x0a, 0x80, 0x0f, 0xa0};

static void to_start(IStream *stream)
{
    LARGE_INTEGER start = {.QuadPart = 0};

    ok_hr(stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL), S_OK);
}

static IStream *stream_of(const void *bytes, ULONG count)
{
    IStream *stream = NULL;

    ok_hr(CreateStreamOnHGlobal(NULL, TRUE, &stream), S_OK);
    if (count) ok_hr(stream->lpVtbl->Write(stream, bytes, count, NULL), S_OK);
    to_start(stream);
    return stream;
}

static HRESULT read_all(IStream *stream, char *into, ULONG room, ULONG *n)
{
    HRESULT hr = S_OK;
    ULONG got = 1;

    for (*n = 0; SUCCEEDED(hr) && got && *n < room; *n += got) {
        got = 0;
        hr = stream->lpVtbl->Read(stream, into + *n, room - *n < 5 ? room - *n : 5, &got);
    }
    return hr;
}

static ULONG references(void *object)
{
    IUnknown *unknown = object;

    unknown->lpVtbl->AddRef(unknown);
    return unknown->lpVtbl->Release(unknown);
}

static DWORD u32_at(IStream *stream, LONGLONG at)
{
    LARGE_INTEGER place = {.QuadPart = at};
    DWORD value = 0;

    ok_hr(stream->lpVtbl->Seek(stream, place, STREAM_SEEK_SET, NULL), S_OK);
    ok_hr(stream->lpVtbl->Read(stream, &value, 4, NULL), S_OK);
    return value;
}

static void compressed_rtf_is_read(void)
{
    IStream *packed = stream_of(packed_hello, sizeof(packed_hello)), *rtf = NULL;
    char text[100];
    ULONG n;

    ok_hr(WrapCompressedRTFStream(packed, 0, &rtf), S_OK); /* 11.8-01, 11.8-06 */
    ok(references(packed) == 2, "it isn't held\n");
    ok_hr(read_all(rtf, text, sizeof(text), &n), S_OK); /* 11.8-05 */
    /* 11.8-08, 11.8-10 to -12 */
    ok(n == sizeof(hello) - 1 && !memcmp(text, hello, n), "got %lu bytes %.*s\n", n, (int)n, text);
    ok(!rtf->lpVtbl->Release(rtf), "it is still alive\n");
    ok(references(packed) == 1, "it is still held\n");
    to_start(packed);
    /* 11.8-13: whatever the flag says */
    ok_hr(WrapCompressedRTFStream(packed, STORE_UNCOMPRESSED_RTF, &rtf), S_OK);
    ok_hr(read_all(rtf, text, sizeof(text), &n), S_OK);
    ok(n == sizeof(hello) - 1, "got %lu bytes\n", n);
    rtf->lpVtbl->Release(rtf);
    packed->lpVtbl->Release(packed);
}

static void what_is_corrupt_is_told(void) /* 11.8-07 */
{
    BYTE bad[sizeof(packed_hello)];
    IStream *packed, *rtf;
    char text[100];
    ULONG n;

    for (int at = 8; at < 16; at += 4) { /* the signature, the checksum */
        HRESULT hr;

        memcpy(bad, packed_hello, sizeof(bad));
        bad[at] ^= 1;
        packed = stream_of(bad, sizeof(bad));
        rtf = (IStream *)1;
        hr = WrapCompressedRTFStream(packed, 0, &rtf);
        if (hr == S_OK) {
            hr = read_all(rtf, text, sizeof(text), &n);
            rtf->lpVtbl->Release(rtf);
        } else {
            ok(!rtf, "a stream all the same\n");
        }
        ok(hr == MAPI_E_CORRUPT_DATA, "byte %d: got %#lx\n", at, hr);
        packed->lpVtbl->Release(packed);
    }
    packed = stream_of(NULL, 0);
    ok_hr(WrapCompressedRTFStream(packed, 0, &rtf), MAPI_E_CORRUPT_DATA);
    packed->lpVtbl->Release(packed);
}

static void rtf_is_written(void) /* 11.8-03, 11.8-09, 11.8-13 */
{
    for (int plain = 0; plain < 2; plain++) {
        IStream *packed = stream_of(
            "what was here before, which is rather longer than what comes, so that it must be cut off",
            88);
        IStream *rtf = NULL;
        char text[100];
        STATSTG stat;
        ULONG n;

        ok_hr(WrapCompressedRTFStream(packed, MAPI_MODIFY | (plain ? STORE_UNCOMPRESSED_RTF : 0),
                                      &rtf),
              S_OK);
        ok_hr(rtf->lpVtbl->Write(rtf, hello, 20, &n), S_OK);
        ok(n == 20, "wrote %lu\n", n);
        ok_hr(rtf->lpVtbl->Write(rtf, hello + 20, sizeof(hello) - 21, NULL), S_OK);
        if (!plain) ok_hr(rtf->lpVtbl->Commit(rtf, STGC_DEFAULT), S_OK);
        ok(!rtf->lpVtbl->Release(rtf), "it is still alive\n");
        ok(references(packed) == 1, "it is still held\n");
        ok_hr(packed->lpVtbl->Stat(packed, &stat, STATFLAG_NONAME), S_OK);
        ok(stat.cbSize.LowPart == (plain ? 16 + sizeof(hello) - 1 : sizeof(packed_hello)),
           "%lu bytes\n", stat.cbSize.LowPart);
        ok(u32_at(packed, 0) == stat.cbSize.LowPart - 4, "it says %lu bytes\n", u32_at(packed, 0));
        ok(u32_at(packed, 4) == sizeof(hello) - 1, "it says %lu bytes of RTF\n", u32_at(packed, 4));
        ok(u32_at(packed, 8) == (plain ? 0x414c454d : 0x75465a4c), "it is a %#lx\n",
           u32_at(packed, 8));
        ok(!plain == !!u32_at(packed, 12), "the checksum is %#lx\n", u32_at(packed, 12));
        to_start(packed);
        ok_hr(WrapCompressedRTFStream(packed, 0, &rtf), S_OK);
        ok_hr(read_all(rtf, text, sizeof(text), &n), S_OK);
        ok(n == sizeof(hello) - 1 && !memcmp(text, hello, n), "got %lu bytes %.*s\n", n, (int)n,
           text);
        rtf->lpVtbl->Release(rtf);
        packed->lpVtbl->Release(packed);
    }
}

static void a_long_text_comes_back(void)
{
    enum { PIECE = 10000, PIECES = 300 };
    IStream *packed = stream_of(NULL, 0), *rtf = NULL;
    char *piece = malloc(PIECE), *back = malloc(PIECE);
    ULONG n = 0;

    ok_hr(WrapCompressedRTFStream(packed, MAPI_MODIFY, &rtf), S_OK);
    for (int i = 0; i < PIECES; i++) {
        for (int k = 0; k < PIECE; k++)
            piece[k] = "{\\rtf1 window of words}\r\n\\par\\b\\i"[(k * (i + 1) + (k >> 5)) % 33];
        ok_hr(rtf->lpVtbl->Write(rtf, piece, PIECE, NULL), S_OK);
    }
    rtf->lpVtbl->Release(rtf);
    to_start(packed);
    ok_hr(WrapCompressedRTFStream(packed, 0, &rtf), S_OK);
    for (int i = 0; i < PIECES; i++) {
        for (int k = 0; k < PIECE; k++)
            piece[k] = "{\\rtf1 window of words}\r\n\\par\\b\\i"[(k * (i + 1) + (k >> 5)) % 33];
        ok_hr(rtf->lpVtbl->Read(rtf, back, PIECE, &n), S_OK);
        ok(n == PIECE && !memcmp(piece, back, PIECE), "piece %d is another\n", i);
    }
    ok_hr(rtf->lpVtbl->Read(rtf, back, PIECE, &n), S_OK);
    ok(!n, "%lu bytes more\n", n);
    rtf->lpVtbl->Release(rtf);
    packed->lpVtbl->Release(packed);
    free(piece);
    free(back);
}

static void what_else_streams_can_is_refused(void) /* 11.8-04 */
{
    for (int writes = 0; writes < 2; writes++) {
        IStream *packed = stream_of(packed_hello, sizeof(packed_hello)), *rtf = NULL, *clone = NULL;
        ULARGE_INTEGER zero = {.QuadPart = 0};
        LARGE_INTEGER start = {.QuadPart = 0};
        HRESULT answers[7];
        STATSTG stat;

        ok_hr(WrapCompressedRTFStream(packed, writes ? MAPI_MODIFY : 0, &rtf), S_OK);
        answers[0] = rtf->lpVtbl->Seek(rtf, start, STREAM_SEEK_SET, NULL);
        answers[1] = rtf->lpVtbl->SetSize(rtf, zero);
        answers[2] = rtf->lpVtbl->Revert(rtf);
        answers[3] = rtf->lpVtbl->LockRegion(rtf, zero, zero, 0);
        answers[4] = rtf->lpVtbl->UnlockRegion(rtf, zero, zero, 0);
        answers[5] = rtf->lpVtbl->Stat(rtf, &stat, 0);
        answers[6] = rtf->lpVtbl->Clone(rtf, &clone);
        for (int i = 0; i < 7; i++)
            ok(answers[i] == E_NOTIMPL || answers[i] == MAPI_E_NO_SUPPORT,
               "method %d answers %#lx\n", i, answers[i]);
        ok(!clone, "a clone all the same\n");
        rtf->lpVtbl->Release(rtf);
        packed->lpVtbl->Release(packed);
    }
}

static void what_is_wrong_is_refused(void)
{
    IStream *packed = stream_of(packed_hello, sizeof(packed_hello)), *rtf = (IStream *)1;
    RTF_WCSINFO info = {sizeof(info), MAPI_NATIVE_BODY | MAPI_MODIFY, 0, 0};
    RTF_WCSRETINFO answer = {sizeof(answer), 77};

    ok_hr(WrapCompressedRTFStream(packed, 0x2, &rtf), MAPI_E_UNKNOWN_FLAGS); /* 11.8-02 */
    ok(!rtf, "a stream all the same\n");
    ok_hr(WrapCompressedRTFStream(packed, MAPI_NATIVE_BODY, &rtf), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(WrapCompressedRTFStream(NULL, 0, &rtf), MAPI_E_INVALID_PARAMETER);
    ok_hr(WrapCompressedRTFStream(packed, 0, NULL), MAPI_E_INVALID_PARAMETER);
    rtf = (IStream *)1;
    /* 11.8-14 */
    ok_hr(WrapCompressedRTFStreamEx(packed, &info, &rtf, &answer), MAPI_E_INVALID_PARAMETER);
    ok(!rtf && answer.ulStreamFlags == 77, "something was given\n");
    info.ulFlags = 0x2;
    ok_hr(WrapCompressedRTFStreamEx(packed, &info, &rtf, &answer), MAPI_E_UNKNOWN_FLAGS);
    info.ulFlags = MAPI_NATIVE_BODY;
    ok_hr(WrapCompressedRTFStreamEx(packed, &info, &rtf, NULL), MAPI_E_INVALID_PARAMETER);
    ok_hr(WrapCompressedRTFStreamEx(packed, NULL, &rtf, &answer), MAPI_E_INVALID_PARAMETER);
    ok_hr(WrapCompressedRTFStreamEx(NULL, &info, &rtf, &answer), MAPI_E_INVALID_PARAMETER);
    ok_hr(WrapCompressedRTFStreamEx(packed, &info, NULL, &answer), MAPI_E_INVALID_PARAMETER);
    info.size = 4;
    ok_hr(WrapCompressedRTFStreamEx(packed, &info, &rtf, &answer), MAPI_E_INVALID_PARAMETER);
    ok(references(packed) == 1, "it is still held\n");
    packed->lpVtbl->Release(packed);
}

static IStream *packed_of(const char *text)
{
    IStream *packed = stream_of(NULL, 0), *rtf = NULL;

    ok_hr(WrapCompressedRTFStream(packed, MAPI_MODIFY, &rtf), S_OK);
    ok_hr(rtf->lpVtbl->Write(rtf, text, (ULONG)strlen(text), NULL), S_OK);
    rtf->lpVtbl->Release(rtf);
    to_start(packed);
    return packed;
}

static void the_native_body_is_given(void) /* 11.8-15, 11.8-16, 11.8-17 */
{
    static const struct {
        const char *rtf;
        ULONG flags, in, out, type;
        const char *wanted;
    } cases[] = {
        {"{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 {\\*\\htmltag64 <p>}x\\'e4\\u937?}",
         MAPI_NATIVE_BODY, 0, 0, MAPI_NATIVE_BODY_TYPE_HTML, "<p>x\xe4&#937;"},
        {"{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 {\\*\\htmltag64 <p>}x\\'e4\\u937?}",
         MAPI_NATIVE_BODY, 1251, 65001, MAPI_NATIVE_BODY_TYPE_HTML, "<p>x\xd0\xb4\xce\xa9"},
        {"{\\rtf1\\ansi\\ansicpg1252\\fromtext a\\'e4\\par b}", MAPI_NATIVE_BODY, 65001, 0,
         MAPI_NATIVE_BODY_TYPE_PLAINTEXT, "a\xc3\xa4\r\nb"},
        {"{\\rtf1\\ansi plain}", MAPI_NATIVE_BODY, 1252, 65001, MAPI_NATIVE_BODY_TYPE_RTF,
         "{\\rtf1\\ansi plain}"},
        {"{\\rtf1\\ansi\\fromtext a}", 0, 9999999, 9999999, 77, "{\\rtf1\\ansi\\fromtext a}"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        IStream *packed = packed_of(cases[i].rtf), *body = NULL;
        RTF_WCSINFO info = {sizeof(info), cases[i].flags, cases[i].in, cases[i].out};
        RTF_WCSRETINFO answer = {sizeof(answer), 77};
        char text[200];
        ULONG n = 0;

        ok_hr(WrapCompressedRTFStreamEx(packed, &info, &body, &answer), S_OK);
        ok(answer.ulStreamFlags == cases[i].type, "case %d is of type %lu\n", (int)i,
           answer.ulStreamFlags);
        ok_hr(read_all(body, text, sizeof(text), &n), S_OK);
        ok(n == strlen(cases[i].wanted) && !memcmp(text, cases[i].wanted, n), "case %d: %.*s\n",
           (int)i, (int)n, text);
        body->lpVtbl->Release(body);
        ok(references(packed) == 1, "it is still held\n");
        packed->lpVtbl->Release(packed);
    }
}

static void ex_writes_too(void)
{
    IStream *packed = stream_of(NULL, 0), *rtf = NULL;
    RTF_WCSINFO info = {sizeof(info), MAPI_MODIFY | STORE_UNCOMPRESSED_RTF, 0, 0};
    RTF_WCSRETINFO answer = {sizeof(answer), 77};

    ok_hr(WrapCompressedRTFStreamEx(packed, &info, &rtf, &answer), S_OK);
    ok(answer.ulStreamFlags == 77, "it is of type %lu\n", answer.ulStreamFlags);
    ok_hr(rtf->lpVtbl->Write(rtf, hello, sizeof(hello) - 1, NULL), S_OK);
    ok_hr(rtf->lpVtbl->Commit(rtf, 0), S_OK);
    rtf->lpVtbl->Release(rtf);
    ok(u32_at(packed, 8) == 0x414c454d, "it is a %#lx\n", u32_at(packed, 8));
    packed->lpVtbl->Release(packed);
}

START_TEST(rtf)
{
    RUN(compressed_rtf_is_read);
    RUN(what_is_corrupt_is_told);
    RUN(rtf_is_written);
    RUN(a_long_text_comes_back);
    RUN(what_else_streams_can_is_refused);
    RUN(what_is_wrong_is_refused);
    RUN(the_native_body_is_given);
    RUN(ex_writes_too);
}
