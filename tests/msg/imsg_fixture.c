/*
 * imsg_fixture.c - messages in storages that are in memory
 */
#include "msg/imsg_fixture.h"
#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "com/cfb_storage.h"
#include "com/imalloc.h"
#include "com/mem_stream.h"
#include "com/stream_storage.h"
#include "mapiguid.h"
#include "mapix.h"
#include "prop/pval.h"

HRESULT msg_file_open(struct msg_file *file, const struct mail *bytes, bool read_only)
{
    struct mem_stream_config config = {.writable = true};
    ILockBytes *locked = NULL;
    unsigned mode = CFB_STORAGE_TRANSACTED | (read_only ? 0 : CFB_STORAGE_WRITE) |
                    (bytes ? 0 : CFB_STORAGE_CREATE);
    HRESULT hr;

    *file = (struct msg_file){0};
    if (bytes) config.data = bytes->bytes, config.bytes = bytes->count;
    hr = mem_stream_open(&config, &file->stream);
    if (SUCCEEDED(hr)) hr = stream_lock_bytes(file->stream, 0, &locked);
    if (SUCCEEDED(hr)) hr = cfb_storage_open(locked, mode, &file->storage);
    if (locked) locked->lpVtbl->Release(locked);
    if (FAILED(hr)) msg_file_close(file);
    return hr;
}

void msg_file_close(struct msg_file *file)
{
    if (file->storage) file->storage->lpVtbl->Release(file->storage);
    if (file->stream) file->stream->lpVtbl->Release(file->stream);
    *file = (struct msg_file){0};
}

struct mail msg_file_bytes(struct msg_file *file)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    struct mail out;
    STATSTG stat;
    ULONG got = 0;

    assert_int_equal(file->stream->lpVtbl->Stat(file->stream, &stat, STATFLAG_NONAME), S_OK);
    out.count = stat.cbSize.LowPart;
    out.bytes = calloc(1, out.count + 1);
    assert_int_equal(file->stream->lpVtbl->Seek(file->stream, start, STREAM_SEEK_SET, NULL), S_OK);
    assert_int_equal(file->stream->lpVtbl->Read(file->stream, out.bytes, (ULONG)out.count, &got),
                     S_OK);
    return out;
}

HRESULT open_msg(struct msg_file *file, ULONG flags, IMessage **out)
{
    return OpenIMsgOnIStg(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                          imalloc_default(), NULL, file->storage, NULL, 0, flags, out);
}

IMessage *new_msg(struct msg_file *file, ULONG flags)
{
    IMessage *message = NULL;

    ok_hr(msg_file_open(file, NULL, false));
    ok_hr(open_msg(file, flags, &message));
    return message;
}

IMessage *reopened(struct msg_file *file, IMessage *message, ULONG flags)
{
    IMessage *again = NULL;
    struct mail bytes;

    assert_int_equal(message->lpVtbl->Release(message), 0);
    bytes = msg_file_bytes(file);
    msg_file_close(file);
    ok_hr(msg_file_open(file, &bytes, false));
    mail_drop(&bytes);
    ok_hr(open_msg(file, flags, &again));
    return again;
}

HRESULT change_recipient(IMessage *message, ULONG flags, const WCHAR *name, LONG type, LONG row)
{
    SPropValue values[] = {pval_text(PR_DISPLAY_NAME_W, name), pval_long(PR_RECIPIENT_TYPE, type),
                           pval_long(PR_ROWID, row)};
    SizedADRLIST(1, list) = {1, {{0, row < 0 ? 2 : 3, values}}};

    return message->lpVtbl->ModifyRecipients(message, flags, (ADRLIST *)&list);
}

void assert_recipients(IMessage *message, const WCHAR *const *names, const LONG *rows, ULONG count)
{
    SizedSPropTagArray(2, columns) = {2, {PR_DISPLAY_NAME_W, PR_ROWID}};
    IMAPITable *table = NULL;
    SRowSet *set = NULL;

    ok_hr(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &set));
    assert_int_equal(set->cRows, count);
    for (ULONG i = 0; i < count; i++) {
        assert_int_equal(text_compare(set->aRow[i].lpProps[0].Value.lpszW, names[i]), 0);
        if (rows) assert_int_equal(set->aRow[i].lpProps[1].Value.l, rows[i]);
        MAPIFreeBuffer(set->aRow[i].lpProps);
    }
    MAPIFreeBuffer(set);
    table->lpVtbl->Release(table);
}

/* ---- one value of each type ---- */

char long_text[20001];

ULONG all_values(SPropValue *v)
{
    static const GUID guid = {0x12345678, 0x9abc, 0xdef0, {1, 2, 3, 4, 5, 6, 7, 8}},
                      guids[] = {{1, 0, 0, {0}}, {2, 0, 0, {0}}};
    static short shorts[] = {1, -2, 3};
    static LONG longs[] = {-1, 1 << 30};
    static LARGE_INTEGER wides[] = {{.QuadPart = -5}, {.QuadPart = 1ll << 60}};
    static double doubles[] = {1.5, -2.25};
    static FILETIME times[] = {{1, 2}, {3, 4}};
    static WCHAR *texts[] = {(WCHAR *)L"one", (WCHAR *)L"", (WCHAR *)L"\x65e5\x672c"};
    static SBinary blocks[] = {{3, (BYTE *)"abc"}, {0, NULL}, {1, (BYTE *)"x"}};
    ULONG n = 0;

    memset(long_text, 'q', sizeof(long_text) - 1);
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_I2, 0x6601), .Value.i = -7};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_LONG, 0x6602), .Value.l = -70000};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_R4, 0x6603), .Value.flt = 1.25f};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_DOUBLE, 0x6604), .Value.dbl = 2.5};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_CURRENCY, 0x6605), .Value.cur.int64 = 123456789012ll};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_APPTIME, 0x6606), .Value.at = 38000.5};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_BOOLEAN, 0x6607), .Value.b = 1};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_I8, 0x6608), .Value.li.QuadPart = -9};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_SYSTIME, 0x6609), .Value.ft = {5, 6}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_UNICODE, 0x660a),
                          .Value.lpszW = (WCHAR *)L"Gr\xfc\xdf"
                                                  L"e \x65e5"};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_UNICODE, 0x660b), .Value.lpszW = (WCHAR *)L""};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_BINARY, 0x660c), .Value.bin = {5, (BYTE *)"a\0b\0c"}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_BINARY, 0x660d), .Value.bin = {0, NULL}};
    v[n++] =
        (SPropValue){.ulPropTag = TAG(PT_BINARY, 0x660e), .Value.bin = {20000, (BYTE *)long_text}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_CLSID, 0x660f), .Value.lpguid = (GUID *)&guid};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_I2, 0x6611), .Value.MVi = {3, shorts}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_LONG, 0x6612), .Value.MVl = {2, longs}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_DOUBLE, 0x6614), .Value.MVdbl = {2, doubles}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_I8, 0x6618), .Value.MVli = {2, wides}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_SYSTIME, 0x6619), .Value.MVft = {2, times}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_UNICODE, 0x661a), .Value.MVszW = {3, texts}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_BINARY, 0x661c), .Value.MVbin = {3, blocks}};
    v[n++] =
        (SPropValue){.ulPropTag = TAG(PT_MV_CLSID, 0x661f), .Value.MVguid = {2, (GUID *)guids}};
    return n;
}

void assert_values(IMAPIProp *object, const SPropValue *wanted, ULONG count)
{
    for (ULONG i = 0; i < count; i++) {
        SizedSPropTagArray(1, tag) = {1, {wanted[i].ulPropTag}};
        SPropValue *got = NULL;
        ULONG n = 0;

        ok_hr(object->lpVtbl->GetProps(object, (SPropTagArray *)&tag, 0, &n, &got));
        if (!pval_equal(got, &wanted[i])) fail_msg("%08x differs", (unsigned)wanted[i].ulPropTag);
        MAPIFreeBuffer(got);
    }
}
