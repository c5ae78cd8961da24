/*
 * test_imsg_recode.c - an 8-bit file gets another code page, and nobody had looked at what is in it
 */
#include <string.h>
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "mapiguid.h"
#include "msg/imsg_fixture.h"
#include "prop/pval.h"

/* A Euro is 0x80 in 1252, and 0x88 in 1251. */
#define EURO L"\x20ac"

static HRESULT inner_of(IAttach *attach, ULONG flags, IMessage **inner)
{
    return attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, flags,
                                        (IUnknown **)inner);
}

static void set_code_page(IMessage *message, LONG code_page)
{
    SPropValue value = pval_long(PR_MESSAGE_CODEPAGE, code_page);

    ok_hr(message->lpVtbl->SetProps(message, 1, &value, NULL));
}

static void save_and_close(void *object)
{
    IMAPIProp *prop = object;

    ok_hr(prop->lpVtbl->SaveChanges(prop, 0));
    prop->lpVtbl->Release(prop);
}

static IAttach *new_attach(IMessage *message, LONG method, const WCHAR *name)
{
    SPropValue values[] = {pval_long(PR_ATTACH_METHOD, method),
                           pval_text(PR_ATTACH_LONG_FILENAME_W, name)};
    IAttach *attach = NULL;
    ULONG number;

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach));
    ok_hr(attach->lpVtbl->SetProps(attach, 2, values, NULL));
    return attach;
}

/* Takes PR_MESSAGE_CODEPAGE out of the message in the attachment: some writers give it none. */
static void forget_code_page(struct msg_file *file, ULONG number)
{
    static const WCHAR *const names[] = {L"__attach_version1.0_#00000000",
                                         L"__attach_version1.0_#00000001"};
    IStorage *attach = NULL, *inner = NULL;
    uint8_t data[4096] = {0};
    IStream *stream = NULL;
    ULONG n = 0, kept = 24;

    ok_hr(file->storage->lpVtbl->OpenStorage(file->storage, names[number], NULL,
                                             STGM_READWRITE | STGM_SHARE_EXCLUSIVE, NULL, 0,
                                             &attach));
    ok_hr(attach->lpVtbl->OpenStorage(attach, L"__substg1.0_3701000D", NULL,
                                      STGM_READWRITE | STGM_SHARE_EXCLUSIVE, NULL, 0, &inner));
    ok_hr(inner->lpVtbl->OpenStream(inner, L"__properties_version1.0", NULL,
                                    STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, &stream));
    ok_hr(stream->lpVtbl->Read(stream, data, sizeof(data), &n));
    for (ULONG at = 24; at + 16 <= n; at += 16) {
        uint32_t tag;

        memcpy(&tag, data + at, 4);
        if (tag == PR_MESSAGE_CODEPAGE) continue;
        memmove(data + kept, data + at, 16);
        kept += 16;
    }
    assert_int_equal(kept, n - 16);
    ok_hr(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = kept}));
    ok_hr(stream->lpVtbl->Seek(stream, (LARGE_INTEGER){.QuadPart = 0}, STREAM_SEEK_SET, NULL));
    ok_hr(stream->lpVtbl->Write(stream, data, kept, NULL));
    stream->lpVtbl->Release(stream);
    inner->lpVtbl->Release(inner);
    attach->lpVtbl->Release(attach);
    ok_hr(file->storage->lpVtbl->Commit(file->storage, 0));
}

/* In 1252: a recipient, a file, a message that tells no code page. */
static IMessage *make(struct msg_file *file)
{
    IMessage *message = new_msg(file, 0), *inner = NULL;
    IAttach *attach;

    set_code_page(message, 1252);
    ok_hr(set_text(message, PR_SUBJECT_W, EURO));
    ok_hr(change_recipient(message, MODRECIP_ADD, EURO, MAPI_TO, -1));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    save_and_close(new_attach(message, ATTACH_BY_VALUE, EURO L".txt"));
    attach = new_attach(message, ATTACH_EMBEDDED_MSG, EURO L".msg");
    ok_hr(inner_of(attach, MAPI_CREATE | MAPI_MODIFY, &inner));
    ok_hr(set_text(inner, PR_SUBJECT_W, L"in " EURO));
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    inner->lpVtbl->Release(inner);
    save_and_close(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    forget_code_page(file, 1);
    ok_hr(open_msg(file, 0, &message));
    return message;
}

static void expect_name(IMessage *message, ULONG number, const WCHAR *name)
{
    IAttach *attach = NULL;

    ok_hr(message->lpVtbl->OpenAttach(message, number, NULL, 0, &attach));
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, name);
    attach->lpVtbl->Release(attach);
}

static void expect_all(IMessage *message, const WCHAR *first_name)
{
    static const WCHAR *const names[] = {EURO};
    IMessage *inner = NULL;
    IAttach *attach = NULL;

    assert_text(message, PR_SUBJECT_W, EURO);
    assert_recipients(message, names, NULL, 1);
    expect_name(message, 0, first_name);
    expect_name(message, 1, EURO L".msg");
    ok_hr(message->lpVtbl->OpenAttach(message, 1, NULL, 0, &attach));
    ok_hr(inner_of(attach, 0, &inner));
    assert_text(inner, PR_SUBJECT_W, L"in " EURO);
    inner->lpVtbl->Release(inner);
    attach->lpVtbl->Release(attach);
}

static void close_all(struct msg_file *file, IMessage *message)
{
    message->lpVtbl->Release(message);
    msg_file_close(file);
}

static void what_nobody_read_changes_its_code_page(void **state)
{
    static const LONG pages[] = {1251, 1252, 1250};
    struct msg_file file;
    IMessage *message = make(&file);

    (void)state;
    for (int i = 0; i < 3; i++) {
        set_code_page(message, pages[i]);
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        expect_all(message, EURO L".txt");
        message = reopened(&file, message, 0);
        expect_all(message, EURO L".txt");
    }
    close_all(&file, message);
}

/* What a client has open, and changed, is as it left it. */
static void what_is_open_changes_its_code_page(void **state)
{
    struct msg_file file;
    IMessage *message = make(&file), *inner = NULL;
    IAttach *attaches[2];

    (void)state;
    for (ULONG i = 0; i < 2; i++)
        ok_hr(message->lpVtbl->OpenAttach(message, i, NULL, MAPI_MODIFY, &attaches[i]));
    ok_hr(inner_of(attaches[1], MAPI_MODIFY, &inner));
    ok_hr(set_text(attaches[0], PR_ATTACH_LONG_FILENAME_W, L"two" EURO));
    set_code_page(message, 1251);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    assert_text(attaches[0], PR_ATTACH_LONG_FILENAME_W, L"two" EURO);
    assert_text(attaches[1], PR_ATTACH_LONG_FILENAME_W, EURO L".msg");
    assert_text(inner, PR_SUBJECT_W, L"in " EURO);
    inner->lpVtbl->Release(inner);
    for (ULONG i = 0; i < 2; i++)
        attaches[i]->lpVtbl->Release(attaches[i]);
    message = reopened(&file, message, 0);
    expect_all(message, EURO L".txt"); /* it wasn't saved */

    ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, MAPI_MODIFY, &attaches[0]));
    ok_hr(set_text(attaches[0], PR_ATTACH_LONG_FILENAME_W, L"two" EURO));
    set_code_page(message, 1252);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    ok_hr(attaches[0]->lpVtbl->SaveChanges(attaches[0], 0));
    attaches[0]->lpVtbl->Release(attaches[0]);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message = reopened(&file, message, 0);
    expect_all(message, L"two" EURO);
    close_all(&file, message);
}

/* What fails can be tried again, or left; all is in one code page then. */
static void running_out_of_memory_changes_nothing_by_half(void **state)
{
    HRESULT hr = MAPI_E_NOT_ENOUGH_MEMORY;

    (void)state;
    for (int n = 0; hr != S_OK; n++)
        for (int again = 0; again < 2; again++) {
            struct msg_file file;
            IMessage *message = make(&file);

            set_code_page(message, 1251);
            fault_alloc_after(n);
            hr = message->lpVtbl->SaveChanges(message, 0);
            fault_alloc_never();
            if (hr != S_OK) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
            if (again) {
                HRESULT second = message->lpVtbl->SaveChanges(message, 0);

                if (second != S_OK) assert_int_equal(second, MAPI_E_CORRUPT_DATA);
            }
            message = reopened(&file, message, 0);
            expect_all(message, EURO L".txt");
            close_all(&file, message);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_nobody_read_changes_its_code_page),
        cmocka_unit_test(what_is_open_changes_its_code_page),
        cmocka_unit_test(running_out_of_memory_changes_nothing_by_half),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
