/*
 * test_large_content.c - long properties, attachments and messages in messages of a local store
 */
#include "local_store/fixture.h"
#include <string.h>

/* ---- streams ---- */

static void fill(IStream *stream, size_t bytes, unsigned seed)
{
    BYTE piece[1000];

    for (size_t at = 0; at < bytes;) {
        size_t n = bytes - at < sizeof(piece) ? bytes - at : sizeof(piece);
        ULONG done;

        for (size_t i = 0; i < n; i++)
            piece[i] = (BYTE)((at + i) * 31 + (at + i) / 251 + seed);
        ok_hr(stream->lpVtbl->Write(stream, piece, (ULONG)n, &done));
        assert_int_equal(done, n);
        at += n;
    }
}

static void expect(IStream *stream, size_t bytes, unsigned seed)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    BYTE piece[7777];
    STATSTG stat;
    size_t at = 0;
    ULONG got;

    ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME));
    assert_int_equal(stat.cbSize.QuadPart, bytes);
    ok_hr(stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL));
    do {
        ok_hr(stream->lpVtbl->Read(stream, piece, sizeof(piece), &got));
        /* clients.md: short only at the end */
        assert_true(got == sizeof(piece) || at + got == bytes);
        for (size_t i = 0; i < got; i++)
            if (piece[i] != (BYTE)((at + i) * 31 + (at + i) / 251 + seed))
                fail_msg("byte %zu differs", at + i);
        at += got;
    } while (got);
    assert_int_equal(at, bytes);
}

static IStream *stream_of(void *object, ULONG tag, ULONG flags)
{
    IMAPIProp *prop = object;
    IStream *stream = NULL;

    ok_hr(prop->lpVtbl->OpenProperty(prop, tag, &IID_IStream,
                                     flags & MAPI_MODIFY ? STGM_READWRITE : STGM_READ, flags,
                                     (IUnknown **)&stream));
    return stream;
}

static void long_properties_are_streams(void **state)
{
    static const size_t sizes[] = {0, 1, 4096, 4098, 65536, 65538, 200000, 1000000};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPIProp *prop;
    IMessage *message;
    IStream *stream, *clone;
    BYTE id[48];

    make_message(inbox, L"long", id);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        message = open_message(f, id, MAPI_MODIFY);
        prop = (IMAPIProp *)message;
        stream = stream_of(message, PR_RTF_COMPRESSED, MAPI_CREATE | MAPI_MODIFY);
        fill(stream, sizes[i], (unsigned)i);
        ok_hr(stream->lpVtbl->Commit(stream, 0));
        expect(stream, sizes[i], (unsigned)i);
        ok_hr(stream->lpVtbl->Clone(stream, &clone));
        stream->lpVtbl->Release(stream);
        expect(clone, sizes[i], (unsigned)i);
        clone->lpVtbl->Release(clone);
        ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE)); /* 6.1-31 */
        stream = stream_of(message, PR_RTF_COMPRESSED, 0);
        expect(stream, sizes[i], (unsigned)i);
        assert_int_equal(stream->lpVtbl->Write(stream, "x", 1, NULL), STG_E_ACCESSDENIED);
        stream->lpVtbl->Release(stream);
        message->lpVtbl->Release(message);
        message = open_message(f, id, 0);
        prop = (IMAPIProp *)message;
        /* 6.1-09 */
        if (sizes[i] > 16384)
            assert_int_equal(get_error(message, PR_RTF_COMPRESSED), MAPI_E_NOT_ENOUGH_MEMORY);
        stream = stream_of(message, PR_RTF_COMPRESSED, 0);
        expect(stream, sizes[i], (unsigned)i);
        stream->lpVtbl->Release(stream);
        assert_int_equal(prop->lpVtbl->OpenProperty(prop, PR_RTF_COMPRESSED, &IID_IStream,
                                                    STGM_READWRITE, MAPI_MODIFY,
                                                    (IUnknown **)&stream),
                         MAPI_E_NO_ACCESS);
        assert_int_equal(
            prop->lpVtbl->OpenProperty(prop, PR_BODY_W, &IID_IStream, 0, 0, (IUnknown **)&stream),
            MAPI_E_NOT_FOUND); /* 6.1-25 */
        assert_int_equal(prop->lpVtbl->OpenProperty(prop,
                                                    CHANGE_PROP_TYPE(PR_BODY_W, PT_UNSPECIFIED),
                                                    &IID_IStream, 0, 0, (IUnknown **)&stream),
                         MAPI_E_INVALID_PARAMETER); /* 6.1-24 */
        assert_int_equal(
            prop->lpVtbl->OpenProperty(prop, PR_RTF_COMPRESSED, NULL, 0, 0, (IUnknown **)&stream),
            MAPI_E_INVALID_PARAMETER);
        message->lpVtbl->Release(message);
    }
    inbox->lpVtbl->Release(inbox);
}

static void a_stream_may_be_changed_in_the_middle_and_cut(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    LARGE_INTEGER at = {.QuadPart = 100000};
    ULARGE_INTEGER size = {.QuadPart = 150000}, more = {.QuadPart = 150010};
    IMessage *message;
    IStream *stream;
    BYTE id[48], bytes[16];
    ULONG got;

    make_message(inbox, L"long", id);
    message = open_message(f, id, MAPI_MODIFY);
    stream = stream_of(message, PR_HTML, MAPI_CREATE | MAPI_MODIFY);
    fill(stream, 300000, 5);
    stream->lpVtbl->Release(stream); /* commits */
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    stream = stream_of(message, PR_HTML, MAPI_MODIFY);
    ok_hr(stream->lpVtbl->Seek(stream, at, STREAM_SEEK_SET, NULL));
    ok_hr(stream->lpVtbl->Write(stream, "0123456789", 10, NULL));
    ok_hr(stream->lpVtbl->SetSize(stream, size));
    ok_hr(stream->lpVtbl->SetSize(stream, more));
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    message = open_message(f, id, 0);
    stream = stream_of(message, PR_HTML, 0);
    ok_hr(stream->lpVtbl->Seek(stream, at, STREAM_SEEK_SET, NULL));
    ok_hr(stream->lpVtbl->Read(stream, bytes, 10, &got));
    assert_memory_equal(bytes, "0123456789", 10);
    at.QuadPart = 149999;
    ok_hr(stream->lpVtbl->Seek(stream, at, STREAM_SEEK_SET, NULL));
    ok_hr(stream->lpVtbl->Read(stream, bytes, 16, &got));
    assert_int_equal(got, 11);
    assert_int_equal(bytes[0], (BYTE)(149999 * 31 + 149999 / 251 + 5));
    assert_memory_equal(bytes + 1, "\0\0\0\0\0\0\0\0\0\0", 10);
    at.QuadPart = -1;
    assert_int_equal(stream->lpVtbl->Seek(stream, at, STREAM_SEEK_SET, NULL),
                     STG_E_INVALIDFUNCTION);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* ---- attachments ---- */

static void attachments_follow_their_message(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message;
    IAttach *attach = NULL;
    IStream *stream;
    ULONG num = 99, lost;
    BYTE id[48];

    make_message(inbox, L"with a file", id);
    message = open_message(f, id, MAPI_MODIFY);
    assert_int_equal(get_long(message, PR_HASATTACH), 0);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach)); /* 6.7-14 */
    assert_int_equal(get_long(attach, PR_ATTACH_NUM), num);
    assert_int_equal(get_long(attach, PR_RENDERING_POSITION), 0xffffffff); /* 6.7-18 */
    ok_hr(set_long(attach, PR_ATTACH_METHOD, ATTACH_BY_VALUE));
    ok_hr(set_text(attach, PR_ATTACH_LONG_FILENAME_W, L"Bericht \x20ac.txt"));
    stream = stream_of(attach, PR_ATTACH_DATA_BIN, MAPI_CREATE | MAPI_MODIFY);
    fill(stream, 123456, 1);
    stream->lpVtbl->Release(stream);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &lost, &attach)); /* not saved: 6.7-15 */
    assert_int_not_equal(lost, num);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);

    store_reopen(f);
    message = open_message(f, id, MAPI_MODIFY);
    assert_int_equal(get_long(message, PR_HASATTACH), 1);
    assert_true(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_HASATTACH);
    assert_true(get_long(message, PR_MESSAGE_SIZE) > 123456);
    /* 6.7-17 */
    assert_int_equal(message->lpVtbl->OpenAttach(message, lost, NULL, 0, &attach),
                     MAPI_E_NOT_FOUND);
    ok_hr(message->lpVtbl->OpenAttach(message, num, NULL, 0, &attach));
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"Bericht \x20ac.txt");
    assert_int_equal(set_text(attach, PR_ATTACH_LONG_FILENAME_W, L"x"), MAPI_E_NO_ACCESS);
    stream = stream_of(attach, PR_ATTACH_DATA_BIN, 0);
    expect(stream, 123456, 1);
    stream->lpVtbl->Release(stream);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->DeleteAttach(message, num, 0, NULL, 0));
    assert_int_equal(message->lpVtbl->DeleteAttach(message, num, 0, NULL, 0), MAPI_E_NOT_FOUND);
    message->lpVtbl->Release(message); /* not saved: nothing happened, 6.7-16 */
    message = open_message(f, id, MAPI_MODIFY);
    ok_hr(message->lpVtbl->DeleteAttach(message, num, 0, NULL, 0));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    assert_int_equal(get_long(message, PR_HASATTACH), 0);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static IMessage *embedded_of(IAttach *attach, ULONG flags)
{
    IMessage *message = NULL;

    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, flags,
                                       (IUnknown **)&message));
    return message;
}

/* A message in a message in ...; each with a body and a file. */
static void nest(IMessage *message, int depth)
{
    IAttach *attach;
    IMessage *inner;
    IStream *stream;
    WCHAR subject[] = L"level 0";
    ULONG num;

    subject[6] = (WCHAR)(L'0' + depth);
    ok_hr(set_text(message, PR_SUBJECT_W, subject));
    stream = stream_of(message, PR_HTML, MAPI_CREATE | MAPI_MODIFY);
    fill(stream, 70000, (unsigned)depth);
    stream->lpVtbl->Release(stream);
    if (!depth) return;
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    ok_hr(set_long(attach, PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG));
    inner = embedded_of(attach, MAPI_CREATE | MAPI_MODIFY);
    nest(inner, depth - 1);
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    inner->lpVtbl->Release(inner);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
}

static void expect_nest(IMessage *message, int depth)
{
    WCHAR subject[] = L"level 0";
    IAttach *attach;
    IMessage *inner;
    IStream *stream;

    subject[6] = (WCHAR)(L'0' + depth);
    assert_text(message, PR_SUBJECT_W, subject);
    assert_text(message, PR_NORMALIZED_SUBJECT_W, subject);
    stream = stream_of(message, PR_HTML, 0);
    expect(stream, 70000, (unsigned)depth);
    stream->lpVtbl->Release(stream);
    assert_int_equal(get_long(message, PR_HASATTACH), depth != 0);
    if (!depth) return;
    ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, 0, &attach));
    inner = embedded_of(attach, 0); /* clients.md: flags 0 */
    expect_nest(inner, depth - 1);
    inner->lpVtbl->Release(inner);
    attach->lpVtbl->Release(attach);
}

static void messages_lie_in_messages(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f);
    IMessage *message = NULL;
    SPropValue *entry;
    BYTE id[48];
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    nest(message, 4); /* 6.1-30 */
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    entry = get_prop(message, PR_ENTRYID);
    memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    message->lpVtbl->Release(message);
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 1); /* embedded ones don't count */

    store_reopen(f);
    message = open_message(f, id, 0);
    expect_nest(message, 4);
    message->lpVtbl->Release(message);
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, root, 0, NULL, 0)); /* 6.5-13 */
    assert_int_equal(get_long(root, PR_CONTENT_COUNT), 1);
    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0));
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 0);
    inbox->lpVtbl->Release(inbox);
    root->lpVtbl->Release(root);
}

#define test(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(long_properties_are_streams),
        test(a_stream_may_be_changed_in_the_middle_and_cut),
        test(attachments_follow_their_message),
        test(messages_lie_in_messages),
    };

    return cmocka_run_group_tests_name("streams", tests, NULL, NULL);
}
