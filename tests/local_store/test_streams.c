/*
 * test_streams.c - IStream over properties: direct and transacted, sizes, positions, clones; what
 * opens with deferred errors
 */
#include <string.h>
#include "edkmdb.h"
#include "local_store/failing_malloc.h"
#include "local_store/fixture.h"

#define DATA PR_RTF_COMPRESSED

static HRESULT open_stream(void *object, ULONG tag, ULONG options, ULONG flags, IStream **out)
{
    IMAPIProp *prop = object;

    return prop->lpVtbl->OpenProperty(prop, tag, &IID_IStream, options, flags, (IUnknown **)out);
}

static IStream *stream_of(void *object, ULONG tag, ULONG options, ULONG flags)
{
    IStream *stream = NULL;

    ok_hr(open_stream(object, tag, options, flags, &stream));
    return stream;
}

static void put(IStream *stream, const char *text)
{
    ULONG done = 0;

    ok_hr(stream->lpVtbl->Write(stream, text, (ULONG)strlen(text), &done));
    assert_int_equal(done, strlen(text));
}

static void seek(IStream *stream, int64_t at)
{
    ok_hr(stream->lpVtbl->Seek(stream, (LARGE_INTEGER){.QuadPart = at}, STREAM_SEEK_SET, NULL));
}

/* From where it is to the end. */
static void expect(IStream *stream, const char *text)
{
    char got[64] = "";
    ULONG done = 0;

    ok_hr(stream->lpVtbl->Read(stream, got, 63, &done));
    got[done] = 0;
    assert_string_equal(got, text);
}

static void expect_data(void *object, const char *text)
{
    IStream *stream = stream_of(object, DATA, STGM_READ, 0);

    expect(stream, text);
    stream->lpVtbl->Release(stream);
}

static IMessage *new_message(struct fixture *f)
{
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = NULL;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    inbox->lpVtbl->Release(inbox);
    return message;
}

/* 6.1-31 6.1-28 */
static void a_direct_stream_gives_what_it_has_at_the_end(void **state)
{
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    IStream *stream = stream_of(message, DATA, STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY);
    STATSTG stat;

    put(stream, "one");
    ok_hr(stream->lpVtbl->Revert(stream)); /* nothing to go back to */
    assert_int_equal(get_error(message, DATA), MAPI_E_NOT_FOUND);
    ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME));
    assert_int_equal(stat.grfMode, STGM_READWRITE);
    assert_int_equal(stat.cbSize.QuadPart, 3);
    stream->lpVtbl->Release(stream);
    expect_data(message, "one");
    message->lpVtbl->Release(message);
}

/* 6.1-31 */
static void a_transacted_stream_gives_what_was_committed(void **state)
{
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    IStream *stream =
        stream_of(message, DATA, STGM_READWRITE | STGM_TRANSACTED, MAPI_CREATE | MAPI_MODIFY);
    STATSTG stat;

    put(stream, "never");
    ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME));
    assert_int_equal(stat.grfMode, STGM_READWRITE | STGM_TRANSACTED);
    stream->lpVtbl->Release(stream);
    assert_int_equal(get_error(message, DATA), MAPI_E_NOT_FOUND);

    stream = stream_of(message, DATA, STGM_READWRITE | STGM_TRANSACTED, MAPI_CREATE | MAPI_MODIFY);
    put(stream, "kept");
    ok_hr(stream->lpVtbl->Commit(stream, STGC_DEFAULT));
    expect_data(message, "kept");
    put(stream, " not");
    seek(stream, 0);
    expect(stream, "kept not"); /* its own view */
    ok_hr(stream->lpVtbl->Revert(stream));
    seek(stream, 0);
    expect(stream, "kept");
    put(stream, " more");
    ok_hr(stream->lpVtbl->Commit(stream, STGC_DEFAULT));
    put(stream, " lost");
    stream->lpVtbl->Release(stream);
    expect_data(message, "kept more");
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));

    /* what lies in the database */
    stream = stream_of(message, DATA, STGM_READWRITE | STGM_TRANSACTED, MAPI_MODIFY);
    put(stream, "KEPT");
    ok_hr(stream->lpVtbl->Revert(stream));
    ok_hr(stream->lpVtbl->Commit(stream, STGC_DEFAULT));
    expect_data(message, "kept more");
    stream->lpVtbl->Release(stream);

    stream = stream_of(message, DATA, STGM_READWRITE | STGM_TRANSACTED, MAPI_CREATE | MAPI_MODIFY);
    put(stream, "x");
    ok_hr(stream->lpVtbl->Revert(stream));
    expect_data(message, "kept more");
    ok_hr(stream->lpVtbl->Commit(stream, STGC_DEFAULT)); /* made anew, and empty */
    expect_data(message, "");
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static void sizes_change_and_gaps_are_zeros(void **state)
{
    static const char zeros[16];
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    IStream *stream = stream_of(message, DATA, STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY);
    char got[16] = "";
    ULONG done;

    put(stream, "abcdef");
    ok_hr(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 3}));
    ok_hr(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 5}));
    seek(stream, 0);
    ok_hr(stream->lpVtbl->Read(stream, got, 16, &done));
    assert_int_equal(done, 5);
    assert_memory_equal(got, "abc\0\0", 5);
    seek(stream, 70000); /* beyond the end, and beyond a chunk */
    put(stream, "z");
    seek(stream, 69990);
    ok_hr(stream->lpVtbl->Read(stream, got, 16, &done));
    assert_int_equal(done, 11);
    assert_memory_equal(got, zeros, 10);
    assert_int_equal(got[10], 'z');
    ok_hr(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 2}));
    stream->lpVtbl->Release(stream);
    expect_data(message, "ab");
    message->lpVtbl->Release(message);
}

static void clones_share_bytes_and_have_their_own_place(void **state)
{
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    IStream *stream = stream_of(message, DATA, STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY),
            *clone = NULL, *last = NULL;
    ULARGE_INTEGER at, in, sent;

    put(stream, "abcdef");
    seek(stream, 2);
    ok_hr(stream->lpVtbl->Clone(stream, &clone));
    expect(clone, "cdef");
    ok_hr(stream->lpVtbl->Seek(stream, (LARGE_INTEGER){0}, STREAM_SEEK_CUR, &at));
    assert_int_equal(at.QuadPart, 2);
    seek(clone, 0);
    put(clone, "ABCD");
    expect(stream, "CDef");
    ok_hr(clone->lpVtbl->Clone(clone, &last));
    stream->lpVtbl->Release(stream);
    clone->lpVtbl->Release(clone);
    assert_int_equal(get_error(message, DATA), MAPI_E_NOT_FOUND); /* one is left */
    last->lpVtbl->Release(last);
    expect_data(message, "ABCDef");

    /* from one to another; into itself, too */
    stream = stream_of(message, DATA, STGM_READWRITE, MAPI_MODIFY);
    ok_hr(stream->lpVtbl->Clone(stream, &clone));
    ok_hr(clone->lpVtbl->Seek(clone, (LARGE_INTEGER){0}, STREAM_SEEK_END, NULL));
    ok_hr(stream->lpVtbl->CopyTo(stream, clone, (ULARGE_INTEGER){.QuadPart = 3}, &in, &sent));
    assert_int_equal(in.QuadPart, 3);
    assert_int_equal(sent.QuadPart, 3);
    seek(stream, 0);
    expect(stream, "ABCDefABC");
    clone->lpVtbl->Release(clone);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static void what_a_stream_cannot_do_it_says(void **state)
{
    static const ULARGE_INTEGER ten = {.QuadPart = 10};
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    IStream *stream = stream_of(message, DATA, STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY);
    char byte;

    put(stream, "abc");
    assert_int_equal(stream->lpVtbl->LockRegion(stream, ten, ten, LOCK_WRITE),
                     STG_E_INVALIDFUNCTION);
    assert_int_equal(stream->lpVtbl->UnlockRegion(stream, ten, ten, LOCK_WRITE),
                     STG_E_INVALIDFUNCTION);
    assert_int_equal(
        stream->lpVtbl->Seek(stream, (LARGE_INTEGER){.QuadPart = -1}, STREAM_SEEK_SET, NULL),
        STG_E_INVALIDFUNCTION);
    assert_int_equal(
        stream->lpVtbl->Seek(stream, (LARGE_INTEGER){.QuadPart = -4}, STREAM_SEEK_END, NULL),
        STG_E_INVALIDFUNCTION);
    assert_int_equal(stream->lpVtbl->Seek(stream, (LARGE_INTEGER){0}, 3, NULL),
                     STG_E_INVALIDFUNCTION);
    assert_int_equal(stream->lpVtbl->Read(stream, NULL, 1, NULL), STG_E_INVALIDPOINTER);
    assert_int_equal(stream->lpVtbl->Write(stream, NULL, 1, NULL), STG_E_INVALIDPOINTER);
    assert_int_equal(stream->lpVtbl->Stat(stream, NULL, 0), STG_E_INVALIDPOINTER);
    assert_int_equal(stream->lpVtbl->Clone(stream, NULL), STG_E_INVALIDPOINTER);
    assert_int_equal(stream->lpVtbl->CopyTo(stream, NULL, ten, NULL, NULL), STG_E_INVALIDPOINTER);
    stream->lpVtbl->Release(stream);
    stream = stream_of(message, DATA, STGM_READ | STGM_TRANSACTED, 0);
    assert_int_equal(stream->lpVtbl->Write(stream, "x", 1, NULL), STG_E_ACCESSDENIED);
    assert_int_equal(stream->lpVtbl->SetSize(stream, ten), STG_E_ACCESSDENIED);
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    ok_hr(stream->lpVtbl->Revert(stream));
    ok_hr(stream->lpVtbl->Read(stream, &byte, 1, NULL));
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static void running_out_of_memory_keeps_what_was_committed(void **state)
{
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    IStream *stream;
    bool failed = true;
    HRESULT hr;
    long n;

    stream = stream_of(message, DATA, STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY);
    put(stream, "old");
    stream->lpVtbl->Release(stream);
    for (n = 0; failed; n++) {
        malloc_fails_after(n);
        hr = open_stream(message, DATA, STGM_READWRITE | STGM_TRANSACTED, MAPI_MODIFY, &stream);
        if (hr == S_OK) {
            hr = stream->lpVtbl->Write(stream, "new", 3, NULL);
            if (hr == S_OK) hr = stream->lpVtbl->Commit(stream, 0);
            if (hr != S_OK) {
                failed = malloc_failed();
                ok_hr(stream->lpVtbl->Revert(stream));
            }
            stream->lpVtbl->Release(stream);
        }
        failed = malloc_failed();
        assert_true(hr == S_OK || hr == MAPI_E_NOT_ENOUGH_MEMORY || hr == STG_E_INSUFFICIENTMEMORY);
        expect_data(message, hr == S_OK ? "new" : "old");
    }
    assert_true(n > 2);
    message->lpVtbl->Release(message);
}

/* What a Commit couldn't store, the next one stores, of direct and transacted streams: nothing that
 * was written is forgotten. */
static void a_commit_that_fails_can_be_tried_again(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    int failures = 0;

    for (int round = 0; round < 4; round++) {
        ULONG options = STGM_READWRITE | (round & 1 ? STGM_TRANSACTED : 0),
              length = round & 2 ? 5000 : 3;
        bool failed = true;

        for (long n = 0; failed; n++) {
            IStream *stream = stream_of(inbox, DATA, options, MAPI_CREATE | MAPI_MODIFY);
            SizedSPropTagArray(1, tags) = {1, {DATA}};
            BYTE bytes[5000];
            STATSTG stat;
            HRESULT hr;

            memset(bytes, 'a' + (int)(n % 26), sizeof(bytes));
            ok_hr(stream->lpVtbl->Write(stream, bytes, length, NULL));
            malloc_fails_after(n);
            hr = stream->lpVtbl->Commit(stream, 0);
            failed = malloc_failed();
            if (hr != S_OK) {
                assert_int_equal(hr, STG_E_INSUFFICIENTMEMORY);
                failures++;
                ok_hr(stream->lpVtbl->Commit(stream, 0));
            }
            stream->lpVtbl->Release(stream);
            stream = stream_of(inbox, DATA, STGM_READ, 0);
            ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME));
            assert_int_equal(stat.cbSize.QuadPart, length);
            ok_hr(stream->lpVtbl->Read(stream, bytes, 1, NULL));
            assert_int_equal(bytes[0], 'a' + (int)(n % 26));
            stream->lpVtbl->Release(stream);
            ok_hr(inbox->lpVtbl->DeleteProps(inbox, (SPropTagArray *)&tags, NULL));
        }
    }
    assert_true(failures > 8);
    inbox->lpVtbl->Release(inbox);
}

/* A Commit that fails is no Commit: Revert goes back to the one before it. */
static void a_commit_that_fails_is_reverted(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IStream *stream =
        stream_of(inbox, DATA, STGM_READWRITE | STGM_TRANSACTED, MAPI_CREATE | MAPI_MODIFY);
    HRESULT hr = E_FAIL;

    put(stream, "old");
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    for (long n = 0; hr != S_OK; n++) {
        seek(stream, 0);
        put(stream, "new");
        malloc_fails_after(n);
        hr = stream->lpVtbl->Commit(stream, 0);
        malloc_failed();
        if (hr != S_OK) ok_hr(stream->lpVtbl->Revert(stream));
        seek(stream, 0);
        expect(stream, hr == S_OK ? "new" : "old");
        expect_data(inbox, hr == S_OK ? "new" : "old");
    }
    stream->lpVtbl->Release(stream);
    inbox->lpVtbl->Release(inbox);
}

/* ---- MAPI_DEFERRED_ERRORS ---- */

static void let_go(void *object)
{
    IUnknown *unknown = *(IUnknown **)object;

    assert_non_null(unknown);
    unknown->lpVtbl->Release(unknown);
    *(void **)object = NULL;
}

/* The errors may come later; ours come at once, so whoever allows the delay gets the object. */
static void all_that_opens_takes_deferred_errors(void **state)
{
    const ULONG later = MAPI_DEFERRED_ERRORS;
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *made = NULL;
    SPropValue *id = id_of(inbox);
    IMessage *message = NULL;
    IAttach *attach = NULL;
    void *object = NULL;
    ULONG type, num;

    ok_hr(f->store->lpVtbl->OpenEntry(f->store, EID(id), NULL, later | MAPI_MODIFY, &type,
                                      (IUnknown **)&object));
    let_go(&object);
    ok_hr(inbox->lpVtbl->OpenEntry(inbox, EID(id), NULL, later, &type, (IUnknown **)&object));
    let_go(&object);
    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, EID(id), NULL, later, &type, (IUnknown **)&object));
    let_go(&object);
    assert_int_equal(f->store->lpVtbl->OpenEntry(f->store, 5, (ENTRYID *)id->Value.bin.lpb, NULL,
                                                 later, &type, (IUnknown **)&object),
                     MAPI_E_INVALID_ENTRYID);
    ok_hr(f->store->lpVtbl->GetReceiveFolderTable(f->store, later, (IMAPITable **)&object));
    let_go(&object);
    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, later, (IMAPITable **)&object));
    let_go(&object);
    ok_hr(
        inbox->lpVtbl->GetHierarchyTable(inbox, later | CONVENIENT_DEPTH, (IMAPITable **)&object));
    let_go(&object);
    ok_hr(inbox->lpVtbl->OpenProperty(inbox, PR_CONTAINER_CONTENTS, &IID_IMAPITable, 0, later,
                                      (IUnknown **)&object));
    let_go(&object);
    ok_hr(inbox->lpVtbl->CreateFolder(inbox, FOLDER_GENERIC, (LPTSTR)L"d", NULL, NULL,
                                      MAPI_UNICODE | later, &made));
    let_go(&made);
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, later, &message));
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, later, &num, &attach));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY | later, (IUnknown **)&object));
    let_go(&object);
    ok_hr(attach->lpVtbl->SaveChanges(attach, later));
    let_go(&attach);
    ok_hr(message->lpVtbl->OpenAttach(message, num, NULL, later, &attach));
    let_go(&attach);
    ok_hr(message->lpVtbl->GetAttachmentTable(message, later, (IMAPITable **)&object));
    let_go(&object);
    ok_hr(message->lpVtbl->GetRecipientTable(message, later, (IMAPITable **)&object));
    let_go(&object);
    ok_hr(message->lpVtbl->OpenProperty(message, DATA, &IID_IStream, STGM_READWRITE,
                                        MAPI_CREATE | MAPI_MODIFY | later, (IUnknown **)&object));
    let_go(&object);
    ok_hr(message->lpVtbl->SaveChanges(message, later | KEEP_OPEN_READWRITE));
    ok_hr(message->lpVtbl->SetReadFlag(message, later));
    let_go(&message);
    ok_hr(inbox->lpVtbl->SetReadFlags(inbox, NULL, 0, NULL, later));
    FREE(id);
    inbox->lpVtbl->Release(inbox);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_direct_stream_gives_what_it_has_at_the_end),
        TEST(a_transacted_stream_gives_what_was_committed),
        TEST(sizes_change_and_gaps_are_zeros),
        TEST(clones_share_bytes_and_have_their_own_place),
        TEST(what_a_stream_cannot_do_it_says),
        TEST(running_out_of_memory_keeps_what_was_committed),
        TEST(a_commit_that_fails_can_be_tried_again),
        TEST(a_commit_that_fails_is_reverted),
        TEST(all_that_opens_takes_deferred_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
