/*
 * test_imsg_message.c - messages in storages: properties of every type, names, recipients, attributes, read again from the file
 */
#include <stdlib.h>
#include <string.h>
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/cfb_storage.h"
#include "com/imalloc.h"
#include "mapiaux.h"
#include "mapiguid.h"
#include "mapix.h"
#include "msg/imsg_fixture.h"
#include "prop/pval.h"

#define TAG(type, id) PROP_TAG(type, id)

/* ---- one value of each type ---- */

static char long_text[20001];

static ULONG all_values(SPropValue *v)
{
    static const GUID guid = {0x12345678, 0x9abc, 0xdef0, {1, 2, 3, 4, 5, 6, 7, 8}}, guids[] = {{1, 0, 0, {0}}, {2, 0, 0, {0}}};
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
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_UNICODE, 0x660a), .Value.lpszW = (WCHAR *)L"Gr\xfc\xdf" L"e \x65e5"};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_UNICODE, 0x660b), .Value.lpszW = (WCHAR *)L""};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_BINARY, 0x660c), .Value.bin = {5, (BYTE *)"a\0b\0c"}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_BINARY, 0x660d), .Value.bin = {0, NULL}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_BINARY, 0x660e), .Value.bin = {20000, (BYTE *)long_text}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_CLSID, 0x660f), .Value.lpguid = (GUID *)&guid};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_I2, 0x6611), .Value.MVi = {3, shorts}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_LONG, 0x6612), .Value.MVl = {2, longs}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_DOUBLE, 0x6614), .Value.MVdbl = {2, doubles}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_I8, 0x6618), .Value.MVli = {2, wides}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_SYSTIME, 0x6619), .Value.MVft = {2, times}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_UNICODE, 0x661a), .Value.MVszW = {3, texts}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_BINARY, 0x661c), .Value.MVbin = {3, blocks}};
    v[n++] = (SPropValue){.ulPropTag = TAG(PT_MV_CLSID, 0x661f), .Value.MVguid = {2, (GUID *)guids}};
    return n;
}

static void assert_values(IMAPIProp *object, const SPropValue *wanted, ULONG count)
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

static void values_of_every_type_are_kept(void **state)
{
    SizedSPropTagArray(2, unwanted) = {2, {TAG(PT_BINARY, 0x660e), TAG(PT_LONG, 0x6602)}};
    SPropValue values[40];
    ULONG count = all_values(values);

    (void)state;
    for (int way = 0; way < 2; way++) { /* 8-bit text is UTF-8 natively: nothing is lost */
        struct msg_file file;
        IMessage *message = new_msg(&file, way ? 0 : MAPI_UNICODE);
        SPropProblemArray *problems = NULL;

        ok_hr(message->lpVtbl->SetProps(message, count, values, &problems));
        assert_null(problems);
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        assert_values((IMAPIProp *)message, values, count);
        message = reopened(&file, message, 0);
        assert_values((IMAPIProp *)message, values, count);
        /* Fewer elements, another type, none at all: nothing of the old ones is left. */
        values[20].Value.MVszW.cValues = 1;
        ok_hr(message->lpVtbl->SetProps(message, 1, &values[20], NULL));
        values[20].Value.MVszW.cValues = 3;
        ok_hr(set_long(message, TAG(PT_LONG, 0x661c), 5));
        ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&unwanted, NULL));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
        assert_int_equal(get_error(message, TAG(PT_BINARY, 0x660e)), MAPI_E_NOT_FOUND);
        assert_int_equal(get_error(message, TAG(PT_LONG, 0x6602)), MAPI_E_NOT_FOUND);
        assert_int_equal((LONG)get_long(message, TAG(PT_LONG, 0x661c)), 5);
        assert_values((IMAPIProp *)message, values, 1);
        message->lpVtbl->Release(message);
        {
            IStream *stream = NULL; /* MS-OXMSG 2.1.4.2: its second element went, and so did the long one's stream */
            static const WCHAR *const gone[] = {L"__substg1.0_661A101F-00000001", L"__substg1.0_661A101E-00000001", L"__substg1.0_660E0102",
                                                L"__substg1.0_661C1102", L"__substg1.0_661C1102-00000000"};

            for (size_t i = 0; i < 5; i++)
                assert_int_equal(file.storage->lpVtbl->OpenStream(file.storage, gone[i], NULL, STGM_SHARE_EXCLUSIVE, 0, &stream), STG_E_FILENOTFOUND);
        }
        msg_file_close(&file);
    }
}

static void arrays_that_could_not_be_read_are_not_written(void **state)
{
    enum { MOST = 65536 };
    SizedSPropTagArray(1, tag) = {1, {TAG(PT_MV_BINARY, 0x661c)}};
    SBinary *blocks = calloc(MOST + 1, sizeof(*blocks));
    SPropValue value = {.ulPropTag = TAG(PT_MV_BINARY, 0x661c), .Value.MVbin = {MOST + 1, blocks}};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);

    (void)state;
    ok_hr(message->lpVtbl->SetProps(message, 1, &value, NULL));
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0), MAPI_E_TOO_BIG);
    ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&tag, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    msg_file_close(&file);
    free(blocks);
}

/* ---- text ---- */

static void a_unicode_file_says_so(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    IStream *stream = NULL;

    (void)state;
    assert_true(get_long(message, PR_STORE_SUPPORT_MASK) & STORE_UNICODE_OK); /* 11.9-06 */
    ok_hr(set_text(message, PR_SUBJECT_W, L"RE: \x65e5"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0); /* the file remembers */
    assert_true(get_long(message, PR_STORE_SUPPORT_MASK) & STORE_UNICODE_OK);
    assert_text(message, PR_SUBJECT_W, L"RE: \x65e5");
    assert_text(message, PR_NORMALIZED_SUBJECT_W, L"\x65e5");
    message->lpVtbl->Release(message);
    ok_hr(file.storage->lpVtbl->OpenStream(file.storage, L"__substg1.0_0037001F", NULL, STGM_SHARE_EXCLUSIVE, 0, &stream)); /* 11.9-09 */
    stream->lpVtbl->Release(stream);
    msg_file_close(&file);

    message = new_msg(&file, 0);
    assert_false(get_long(message, PR_STORE_SUPPORT_MASK) & STORE_UNICODE_OK);
    ok_hr(set_long(message, TAG(PT_LONG, 0x3ffd), 1251));
    ok_hr(set_text(message, PR_SUBJECT_W, L"\x434\x430"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_text(message, PR_SUBJECT_W, L"\x434\x430"); /* 11.9-11: by the code page of the message */
    message->lpVtbl->Release(message);
    ok_hr(file.storage->lpVtbl->OpenStream(file.storage, L"__substg1.0_0037001E", NULL, STGM_SHARE_EXCLUSIVE, 0, &stream));
    {
        char text[8];
        ULONG got = 0;

        ok_hr(stream->lpVtbl->Read(stream, text, 8, &got));
        assert_int_equal(got, 2);
        assert_memory_equal(text, "\xe4\xe0", 2);
    }
    stream->lpVtbl->Release(stream);
    msg_file_close(&file);
}

/* A file of 8-bit text, opened with MAPI_UNICODE and saved, is one of Unicode. */
static void ansi_becomes_unicode(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, 0);
    IStream *stream = NULL;

    (void)state;
    ok_hr(set_text(message, PR_SUBJECT_W, L"\xfc"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, MAPI_UNICODE);
    ok_hr(set_long(message, PR_IMPORTANCE, 2));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_text(message, PR_SUBJECT_W, L"\xfc");
    message->lpVtbl->Release(message);
    assert_int_equal(file.storage->lpVtbl->OpenStream(file.storage, L"__substg1.0_0037001E", NULL, STGM_SHARE_EXCLUSIVE, 0, &stream), STG_E_FILENOTFOUND);
    ok_hr(file.storage->lpVtbl->OpenStream(file.storage, L"__substg1.0_0037001F", NULL, STGM_SHARE_EXCLUSIVE, 0, &stream));
    stream->lpVtbl->Release(stream);
    msg_file_close(&file);
}

/* Text goes from one code page to another when the message is saved, also at the second try. */
static void a_code_page_is_changed_when_all_text_was_read(void **state)
{
    enum { CHARS = 5000 };
    WCHAR *long_body = calloc(CHARS + 1, sizeof(*long_body));
    struct mail bytes;
    struct msg_file file;
    IMessage *message = new_msg(&file, 0);
    SPropValue body = {.ulPropTag = PR_BODY_W, .Value.lpszW = long_body};
    HRESULT hr = MAPI_E_NOT_ENOUGH_MEMORY;

    (void)state;
    for (int i = 0; i < CHARS; i++)
        long_body[i] = 0x434;
    ok_hr(set_long(message, TAG(PT_LONG, 0x3ffd), 1251));
    ok_hr(message->lpVtbl->SetProps(message, 1, &body, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    bytes = msg_file_bytes(&file);
    msg_file_close(&file);
    for (int n = 0; hr != S_OK; n++) {
        ok_hr(msg_file_open(&file, &bytes, false));
        ok_hr(open_msg(&file, 0, &message));
        ok_hr(set_long(message, TAG(PT_LONG, 0x3ffd), 65001));
        fault_alloc_after(n);
        hr = message->lpVtbl->SaveChanges(message, 0);
        fault_alloc_never();
        if (hr != S_OK) ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
        assert_values((IMAPIProp *)message, &body, 1);
        message->lpVtbl->Release(message);
        msg_file_close(&file);
    }
    mail_drop(&bytes);
    free(long_body);
}

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

static HRESULT STDMETHODCALLTYPE lost_OpenStream(IStorage *iface, const WCHAR *name, void *reserved1, DWORD mode, DWORD reserved2, IStream **out)
{
    struct lost_storage *lost = lost_from(iface);

    *out = NULL;
    return lost->lost ? STG_E_READFAULT : lost->inner->lpVtbl->OpenStream(lost->inner, name, reserved1, mode, reserved2, out);
}

static HRESULT STDMETHODCALLTYPE lost_OpenStorage(IStorage *iface, const WCHAR *name, IStorage *priority, DWORD mode, SNB exclude, DWORD reserved, IStorage **out)
{
    return lost_from(iface)->inner->lpVtbl->OpenStorage(lost_from(iface)->inner, name, priority, mode, exclude, reserved, out);
}

static HRESULT STDMETHODCALLTYPE lost_DestroyElement(IStorage *iface, const WCHAR *name)
{
    struct lost_storage *lost = lost_from(iface);

    return lost->lost ? STG_E_WRITEFAULT : lost->inner->lpVtbl->DestroyElement(lost->inner, name);
}

static HRESULT STDMETHODCALLTYPE lost_CreateStorage(IStorage *iface, const WCHAR *name, DWORD mode, DWORD reserved1, DWORD reserved2, IStorage **out)
{
    return lost_from(iface)->inner->lpVtbl->CreateStorage(lost_from(iface)->inner, name, mode, reserved1, reserved2, out);
}

static HRESULT STDMETHODCALLTYPE lost_CreateStream(IStorage *iface, const WCHAR *name, DWORD mode, DWORD reserved1, DWORD reserved2, IStream **out)
{
    return lost_from(iface)->inner->lpVtbl->CreateStream(lost_from(iface)->inner, name, mode, reserved1, reserved2, out);
}

static HRESULT STDMETHODCALLTYPE lost_Commit(IStorage *iface, DWORD flags)
{
    return lost_from(iface)->inner->lpVtbl->Commit(lost_from(iface)->inner, flags);
}

static HRESULT STDMETHODCALLTYPE lost_EnumElements(IStorage *iface, DWORD reserved1, void *reserved2, DWORD reserved3, IEnumSTATSTG **out)
{
    return lost_from(iface)->inner->lpVtbl->EnumElements(lost_from(iface)->inner, reserved1, reserved2, reserved3, out);
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
    SPropValue *values = NULL, two[] = {{.ulPropTag = TAG(PT_LONG, 0x6602), .Value.l = 7}, pval_binary(TAG(PT_BINARY, 0x660e), 20000, long_text)};
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
    assert_int_equal(message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &n, &values), MAPI_W_ERRORS_RETURNED);
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

/* ---- what is saved when ---- */

static void what_is_not_saved_is_not_there(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);

    (void)state;
    ok_hr(set_text(message, PR_SUBJECT_W, L"first"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE)); /* 11.9-07 */
    ok_hr(set_text(message, PR_SUBJECT_W, L"second"));
    message = reopened(&file, message, 0);
    assert_text(message, PR_SUBJECT_W, L"first");
    message->lpVtbl->Release(message);
    ok_hr(open_msg(&file, IMSG_NO_ISTG_COMMIT, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, L"third"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE)); /* the caller commits, or doesn't */
    message = reopened(&file, message, IMSG_NO_ISTG_COMMIT);
    assert_text(message, PR_SUBJECT_W, L"first");
    ok_hr(set_text(message, PR_SUBJECT_W, L"fourth"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READONLY));
    assert_int_equal(set_text(message, PR_SUBJECT_W, L"fifth"), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0), MAPI_E_NO_ACCESS);
    ok_hr(file.storage->lpVtbl->Commit(file.storage, STGC_DEFAULT));
    message = reopened(&file, message, 0);
    assert_text(message, PR_SUBJECT_W, L"fourth");
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0x80000000), MAPI_E_UNKNOWN_FLAGS);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

static void a_read_only_storage_is_only_read(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    SizedADRLIST(1, none) = {0};
    struct mail bytes;
    IAttach *attach = NULL;
    ULONG number;

    (void)state;
    ok_hr(set_text(message, PR_SUBJECT_W, L"kept"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    bytes = msg_file_bytes(&file);
    msg_file_close(&file);
    ok_hr(msg_file_open(&file, &bytes, true)); /* 11.9-04 */
    ok_hr(open_msg(&file, 0, &message));
    assert_text(message, PR_SUBJECT_W, L"kept");
    assert_int_equal(get_long(message, PR_ACCESS_LEVEL), 0);
    assert_int_equal(set_text(message, PR_SUBJECT_W, L"changed"), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->ModifyRecipients(message, 0, (ADRLIST *)&none), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->DeleteAttach(message, 0, 0, NULL, 0), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->SetReadFlag(message, 0), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0), MAPI_E_NO_ACCESS);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
    mail_drop(&bytes);
}

static void parts_of_a_subject_stay_deleted(void **state)
{
    static const ULONG parts[] = {PR_SUBJECT_PREFIX_W, PR_NORMALIZED_SUBJECT_W};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);

    (void)state;
    for (int i = 0; i < 2; i++) {
        SizedSPropTagArray(1, part) = {1, {parts[i]}};

        ok_hr(set_text(message, PR_SUBJECT_W, L"RE: one"));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
        ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&part, NULL));
        ok_hr(set_text(message, PR_SUBJECT_W, L"FW: two"));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
        assert_int_equal(get_error(message, parts[i]), MAPI_E_NOT_FOUND);
        assert_text(message, parts[!i], i ? L"FW: " : L"two");
    }
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* ---- what else a message does ---- */

static void files_are_not_sent(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);

    (void)state;
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_NO_SUPPORT); /* 11.9-14 */
    ok_hr(message->lpVtbl->SetReadFlag(message, 0));
    assert_true(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_READ);
    ok_hr(message->lpVtbl->SetReadFlag(message, CLEAR_READ_FLAG));
    assert_false(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_READ);
    assert_int_equal(message->lpVtbl->SetReadFlag(message, SUPPRESS_RECEIPT | CLEAR_READ_FLAG), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(message->lpVtbl->SetReadFlag(message, 0x8000), MAPI_E_UNKNOWN_FLAGS);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

static ULONG named_id(IMAPIProp *object, const GUID *set, const WCHAR *text, LONG number, ULONG flags)
{
    MAPINAMEID name = {(GUID *)set, text ? MNID_STRING : MNID_ID, {.lID = number}}, *names = &name;
    SPropTagArray *tags = NULL;
    ULONG tag;

    if (text) name.Kind.lpwstrName = (WCHAR *)text;
    object->lpVtbl->GetIDsFromNames(object, 1, &names, flags, &tags);
    tag = tags ? tags->aulPropTag[0] : 0;
    MAPIFreeBuffer(tags);
    return PROP_ID(tag);
}

static void names_are_kept(void **state)
{
    static const GUID own = {0x11, 0x22, 0x33, {4}}, other = {0x44, 0, 0, {0}};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    ULONG ids[4], again[4];

    (void)state;
    for (int round = 0; round < 2; round++) {
        ULONG *out = round ? again : ids, flags = round ? 0 : MAPI_CREATE;

        out[0] = named_id((IMAPIProp *)message, &PS_PUBLIC_STRINGS, L"Keywords", 0, flags);
        out[1] = named_id((IMAPIProp *)message, &own, NULL, 0x8501, flags);
        out[2] = named_id((IMAPIProp *)message, &own, L"odd", 0, flags);
        out[3] = named_id((IMAPIProp *)message, &other, L"Keywords", 0, flags);
        if (round) break;
        for (int i = 0; i < 4; i++)
            ok_hr(set_long(message, TAG(PT_LONG, ids[i]), i + 100));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
    }
    for (int i = 0; i < 4; i++) {
        assert_true(ids[i] >= 0x8000);
        assert_int_equal(ids[i], again[i]);
        assert_int_equal((LONG)get_long(message, TAG(PT_LONG, ids[i])), i + 100);
    }
    assert_int_equal(named_id((IMAPIProp *)message, &other, L"keywords", 0, 0), 0);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

static void put_stream(IStorage *storage, const WCHAR *name, const void *data, size_t bytes)
{
    IStream *stream = NULL;

    ok_hr(storage->lpVtbl->CreateStream(storage, name, STGM_READWRITE | STGM_SHARE_EXCLUSIVE | STGM_CREATE, 0, 0, &stream));
    ok_hr(stream->lpVtbl->Write(stream, data, (ULONG)bytes, NULL));
    stream->lpVtbl->Release(stream);
}

static IStorage *put_storage(IStorage *storage, const WCHAR *name)
{
    IStorage *made = NULL;

    ok_hr(storage->lpVtbl->CreateStorage(storage, name, STGM_READWRITE | STGM_SHARE_EXCLUSIVE | STGM_CREATE, 0, 0, &made));
    return made;
}

/* 400 texts of 64 KiB each, in 128 KiB. */
static void texts_of_names_that_overlap_take_little(void **state)
{
    enum { NAMES = 400, TEXTS = 32 << 10 };
    SizedSPropTagArray(2, tags) = {2, {TAG(PT_UNSPECIFIED, 0x8000), TAG(PT_UNSPECIFIED, 0x8000 + NAMES - 1)}};
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
    assert_int_equal(message->lpVtbl->GetNamesFromIDs(message, &asked, NULL, 0, &count, &names), MAPI_W_ERRORS_RETURNED);
    assert_int_equal(count, 2);
    assert_non_null(names[0]);
    assert_null(names[1]);
    MAPIFreeBuffer(names);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* ---- attributes ---- */

static void attributes_are_kept_and_kept_to(void **state)
{
    SizedSPropTagArray(3, tags) = {3, {PR_SUBJECT_W, PR_IMPORTANCE, PR_PRIORITY}};
    SizedSPropAttrArray(3, attributes) = {3, {PROPATTR_READABLE | PROPATTR_MANDATORY, PROPATTR_READABLE | PROPATTR_WRITEABLE, PROPATTR_READABLE}};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    SPropProblemArray *problems = NULL;
    SPropAttrArray *got = NULL;
    SPropValue subject = pval_text(PR_SUBJECT_W, L"new");

    (void)state;
    ok_hr(set_text(message, PR_SUBJECT_W, L"old"));
    ok_hr(set_long(message, PR_IMPORTANCE, 1));
    assert_int_equal(SetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, (SPropAttrArray *)&attributes, &problems), MAPI_W_ERRORS_RETURNED); /* 11.9-16 */
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulIndex, 2);
    assert_int_equal(problems->aProblem[0].scode, MAPI_E_NOT_FOUND);
    MAPIFreeBuffer(problems);
    assert_int_equal(SetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, (SPropAttrArray *)&attributes, NULL), MAPI_W_ERRORS_RETURNED); /* 11.9-18 */
    for (int round = 0; round < 2; round++) {
        assert_int_equal(GetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, &got), MAPI_W_ERRORS_RETURNED);
        assert_int_equal(got->cValues, 3);
        assert_int_equal(got->aPropAttr[0], PROPATTR_READABLE | PROPATTR_MANDATORY); /* 11.9-17 */
        assert_int_equal(got->aPropAttr[1], PROPATTR_READABLE | PROPATTR_WRITEABLE);
        assert_int_equal(got->aPropAttr[2], PROPATTR_NOT_PRESENT);
        MAPIFreeBuffer(got);
        problems = NULL;
        ok_hr(message->lpVtbl->SetProps(message, 1, &subject, &problems));
        assert_non_null(problems);
        assert_int_equal(problems->aProblem[0].scode, MAPI_E_NO_ACCESS);
        MAPIFreeBuffer(problems);
        if (round) break;
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message = reopened(&file, message, 0);
    }
    assert_text(message, PR_SUBJECT_W, L"old");
    tags.cValues = attributes.cValues = 1; /* and back */
    attributes.aPropAttr[0] = PROPATTR_READABLE | PROPATTR_WRITEABLE;
    ok_hr(SetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, (SPropAttrArray *)&attributes, &problems));
    ok_hr(set_text(message, PR_SUBJECT_W, L"new"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_text(message, PR_SUBJECT_W, L"new");
    assert_int_equal(GetAttribIMsgOnIStg(message, NULL, &got), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(GetAttribIMsgOnIStg(file.storage, (SPropTagArray *)&tags, &got), MAPI_E_NO_SUPPORT);
    attributes.cValues = 2;
    assert_int_equal(SetAttribIMsgOnIStg(message, (SPropTagArray *)&tags, (SPropAttrArray *)&attributes, NULL), MAPI_E_INVALID_PARAMETER);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* ---- recipients ---- */

static HRESULT change(IMessage *message, ULONG flags, const WCHAR *name, LONG type, LONG row)
{
    SPropValue values[] = {pval_text(PR_DISPLAY_NAME_W, name), pval_long(PR_RECIPIENT_TYPE, type), pval_long(PR_ROWID, row)};
    SizedADRLIST(1, list) = {1, {{0, row < 0 ? 2 : 3, values}}};

    return message->lpVtbl->ModifyRecipients(message, flags, (ADRLIST *)&list);
}

static void assert_recipients(IMessage *message, const WCHAR *const *names, const LONG *rows, ULONG count)
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

static void recipients_are_kept(void **state)
{
    static const WCHAR *const first[] = {L"Ann", L"Bob", L"Cid"}, *const second[] = {L"Ann", L"Bea"}, *const third[] = {L"Dot"};
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);

    (void)state;
    ok_hr(change(message, MODRECIP_ADD, L"Ann", MAPI_TO, -1));
    ok_hr(change(message, MODRECIP_ADD, L"Bob", MAPI_TO, -1));
    ok_hr(change(message, MODRECIP_ADD, L"Cid", MAPI_CC, -1));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_recipients(message, first, (LONG[]){0, 1, 2}, 3);
    assert_text(message, PR_DISPLAY_TO_W, L"Ann; Bob");
    assert_text(message, PR_DISPLAY_CC_W, L"Cid");
    ok_hr(change(message, MODRECIP_MODIFY, L"Bea", MAPI_TO, 1));
    ok_hr(change(message, MODRECIP_REMOVE, L"", MAPI_CC, 2));
    assert_int_equal(change(message, MODRECIP_REMOVE, L"", MAPI_CC, 2), MAPI_E_NOT_FOUND);
    assert_int_equal(change(message, MODRECIP_MODIFY, L"", MAPI_CC, -1), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(change(message, MODRECIP_MODIFY | MODRECIP_ADD, L"", MAPI_CC, 1), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(message->lpVtbl->ModifyRecipients(message, 0, NULL), MAPI_E_INVALID_PARAMETER);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_recipients(message, second, NULL, 2);
    assert_text(message, PR_DISPLAY_CC_W, L"");
    ok_hr(change(message, 0, L"Dot", MAPI_BCC, -1)); /* in the place of all */
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    assert_recipients(message, third, NULL, 1);
    assert_text(message, PR_DISPLAY_BCC_W, L"Dot");
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
    ok_hr(change(message, MODRECIP_ADD, L"Ann", MAPI_TO, -1));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    storage = put_storage(file.storage, L"__recip_version1.0_#FFFFFFFF");
    put_stream(storage, L"__properties_version1.0", properties, sizeof(properties));
    storage->lpVtbl->Release(storage);
    ok_hr(open_msg(&file, 0, &message));
    ok_hr(change(message, MODRECIP_ADD, L"Bob", MAPI_TO, -1));
    assert_recipients(message, both, (LONG[]){0, 1}, 2);
    message->lpVtbl->Release(message);
    storage = put_storage(file.storage, L"__recip_version1.0_#FFFFFFFE");
    storage->lpVtbl->Release(storage);
    ok_hr(open_msg(&file, 0, &message));
    assert_int_equal(change(message, MODRECIP_ADD, L"Bob", MAPI_TO, -1), MAPI_E_TOO_BIG);
    assert_recipients(message, both, NULL, 1);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* A recipient or an attachment that can't be destroyed now is destroyed at the next try. */
static void what_cannot_be_destroyed_is_not_forgotten(void **state)
{
    static const WCHAR *const elements[] = {L"__recip_version1.0_#00000001", L"__attach_version1.0_#00000000"};
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
        ok_hr(change(message, 0, L"Ann", MAPI_TO, -1));
        if (!kind) ok_hr(change(message, MODRECIP_ADD, L"Bob", MAPI_TO, -1));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message->lpVtbl->Release(message);
        lost.inner = file.storage;
        file.storage = &lost.IStorage_iface;
        ok_hr(open_msg(&file, 0, &message));
        if (kind) ok_hr(message->lpVtbl->DeleteAttach(message, number, 0, NULL, 0));
        else ok_hr(change(message, 0, L"Cid", MAPI_TO, -1));
        lost.lost = true;
        assert_int_equal(message->lpVtbl->SaveChanges(message, 0), MAPI_E_DISK_ERROR);
        lost.lost = false;
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message->lpVtbl->Release(message);
        file.storage = lost.inner;
        assert_int_equal(file.storage->lpVtbl->OpenStorage(file.storage, elements[kind], NULL, STGM_SHARE_EXCLUSIVE, NULL, 0, &storage), STG_E_FILENOTFOUND);
        ok_hr(open_msg(&file, 0, &message));
    }
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

static void tables_come_by_OpenProperty_too(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    IMAPITable *table = NULL;

    (void)state;
    ok_hr(message->lpVtbl->OpenProperty(message, PR_MESSAGE_RECIPIENTS, &IID_IMAPITable, MAPI_UNICODE, 0, (IUnknown **)&table));
    table->lpVtbl->Release(table);
    ok_hr(message->lpVtbl->OpenProperty(message, PR_MESSAGE_ATTACHMENTS, &IID_IMAPITable, 0, 0, (IUnknown **)&table));
    table->lpVtbl->Release(table);
    assert_int_equal(message->lpVtbl->OpenProperty(message, PR_MESSAGE_ATTACHMENTS, &IID_IStream, 0, 0, (IUnknown **)&table), MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_int_equal(message->lpVtbl->GetAttachmentTable(message, 1, &table), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(message->lpVtbl->GetRecipientTable(message, 1, &table), MAPI_E_UNKNOWN_FLAGS);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
}

/* ---- streams ---- */

static void streams_write_large_values(void **state)
{
    struct msg_file file;
    IMessage *message = new_msg(&file, MAPI_UNICODE);
    IStream *stream = NULL;
    SPropValue value = {.ulPropTag = PR_BODY_W};
    char *read = calloc(1, sizeof(long_text));
    ULONG got = 0;

    (void)state;
    memset(long_text, 'w', sizeof(long_text) - 1);
    assert_int_equal(message->lpVtbl->OpenProperty(message, PR_RTF_COMPRESSED, &IID_IStream, 0, 0, (IUnknown **)&stream), MAPI_E_NOT_FOUND);
    ok_hr(message->lpVtbl->OpenProperty(message, PR_RTF_COMPRESSED, &IID_IStream, STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, long_text, 20000, NULL));
    assert_int_equal(get_error(message, PR_RTF_COMPRESSED), MAPI_E_NOT_FOUND); /* not committed yet */
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    ok_hr(message->lpVtbl->OpenProperty(message, PR_RTF_COMPRESSED, &IID_IStream, STGM_READ, 0, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Read(stream, read, 20001, &got));
    assert_int_equal(got, 20000);
    assert_memory_equal(read, long_text, 20000);
    assert_int_equal(stream->lpVtbl->Write(stream, read, 1, NULL), STG_E_ACCESSDENIED);
    stream->lpVtbl->Release(stream);
    ok_hr(set_long(message, PR_IMPORTANCE, 0)); /* what isn't touched stays where it is */
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    value = pval_binary(PR_RTF_COMPRESSED, 20000, long_text);
    assert_values((IMAPIProp *)message, &value, 1);
    message->lpVtbl->Release(message);
    msg_file_close(&file);
    free(read);
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
    if (SUCCEEDED(hr)) hr = change(message, MODRECIP_ADD, L"Ann", MAPI_TO, -1);
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
        cmocka_unit_test(values_of_every_type_are_kept),
        cmocka_unit_test(arrays_that_could_not_be_read_are_not_written),
        cmocka_unit_test(a_unicode_file_says_so),
        cmocka_unit_test(ansi_becomes_unicode),
        cmocka_unit_test(a_code_page_is_changed_when_all_text_was_read),
        cmocka_unit_test(what_cannot_be_read_is_not_missing),
        cmocka_unit_test(what_is_not_saved_is_not_there),
        cmocka_unit_test(a_read_only_storage_is_only_read),
        cmocka_unit_test(parts_of_a_subject_stay_deleted),
        cmocka_unit_test(files_are_not_sent),
        cmocka_unit_test(names_are_kept),
        cmocka_unit_test(texts_of_names_that_overlap_take_little),
        cmocka_unit_test(attributes_are_kept_and_kept_to),
        cmocka_unit_test(recipients_are_kept),
        cmocka_unit_test(numbers_of_recipients_do_not_wrap),
        cmocka_unit_test(what_cannot_be_destroyed_is_not_forgotten),
        cmocka_unit_test(tables_come_by_OpenProperty_too),
        cmocka_unit_test(streams_write_large_values),
        cmocka_unit_test(running_out_of_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
