/*
 * store_streams.c - IStream over a message's properties, direct and transacted; what opens with
 * deferred errors
 */
#include "mail_fixture.h"

#define DATA PROP_TAG(PT_BINARY, 0x6801) /* no body: those are made of each other */

static void begin(void)
{
    begin_in_inbox();
    o.mail = make_message(o.inbox, "streams");
}

static IStream *stream_of(ULONG options, ULONG flags)
{
    IStream *stream = NULL;

    ok_hr(o.mail->lpVtbl->OpenProperty(o.mail, DATA, &IID_IStream, options, flags,
                                       (IUnknown **)&stream),
          S_OK);
    return stream;
}

static void put(IStream *stream, const char *text)
{
    ULONG done = 0;

    ok_hr(stream->lpVtbl->Write(stream, text, (ULONG)strlen(text), &done), S_OK);
    ok(done == strlen(text), "%lu bytes written\n", done);
}

static void seek(IStream *stream, LONGLONG at)
{
    ULARGE_INTEGER now = {.QuadPart = 77};

    ok_hr(stream->lpVtbl->Seek(stream, (LARGE_INTEGER){.QuadPart = at}, STREAM_SEEK_SET, &now),
          S_OK);
    ok((LONGLONG)now.QuadPart == at, "at %lu\n", (ULONG)now.QuadPart);
}

/* From where it is to its end. */
static void expect_rest(IStream *stream, const char *wanted)
{
    char got[64] = "";
    ULONG done = 0;

    ok_hr(stream->lpVtbl->Read(stream, got, sizeof(got) - 1, &done), S_OK);
    ok(done == strlen(wanted) && !strcmp(got, wanted), "got %s, expected %s\n", got, wanted);
}

static void expect_no_data(void)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp((IMAPIProp *)o.mail, DATA, &value), MAPI_E_NOT_FOUND);
    MAPIFreeBuffer(value);
}

/* The saved message, opened anew. */
static void expect_saved(const char *wanted)
{
    SPropValue *id = NULL;
    IMessage *again = NULL;
    ULONG type;

    ok_hr(HrGetOneProp((IMAPIProp *)o.mail, PR_ENTRYID, &id), S_OK);
    if (!id) return;
    ok_hr(o.store->lpVtbl->OpenEntry(o.store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                     0, &type, (IUnknown **)&again),
          S_OK);
    MAPIFreeBuffer(id);
    if (!again) return;
    expect_stream(again, DATA, wanted);
    again->lpVtbl->Release(again);
}

/* 6.1-28 6.1-31 */
static void a_direct_stream_gives_what_it_has(void)
{
    IStream *stream;

    begin();
    stream = stream_of(STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY);
    put(stream, "one");
    ok_hr(stream->lpVtbl->Revert(stream), S_OK); /* nothing to go back to */
    seek(stream, 0);
    expect_rest(stream, "one");
    stream->lpVtbl->Release(stream);
    expect_stream(o.mail, DATA, "one");
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE), S_OK);
    expect_saved("one");
    stream = stream_of(STGM_READ, 0);
    ok_hr(stream->lpVtbl->Write(stream, "x", 1, NULL), STG_E_ACCESSDENIED);
    ok_hr(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 0}), STG_E_ACCESSDENIED);
    stream->lpVtbl->Release(stream);
    end();
}

/* 6.1-31 */
static void a_transacted_stream_gives_what_was_committed(void)
{
    IStream *stream;
    STATSTG stat;

    begin();
    stream = stream_of(STGM_READWRITE | STGM_TRANSACTED, MAPI_CREATE | MAPI_MODIFY);
    put(stream, "never");
    ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
    ok(stat.grfMode == (STGM_READWRITE | STGM_TRANSACTED), "mode %#lx\n", stat.grfMode);
    stream->lpVtbl->Release(stream);
    expect_no_data();

    stream = stream_of(STGM_READWRITE | STGM_TRANSACTED, MAPI_CREATE | MAPI_MODIFY);
    put(stream, "kept");
    ok_hr(stream->lpVtbl->Commit(stream, STGC_DEFAULT), S_OK);
    expect_stream(o.mail, DATA, "kept");
    put(stream, " not");
    ok_hr(stream->lpVtbl->Revert(stream), S_OK);
    seek(stream, 0);
    expect_rest(stream, "kept");
    ok_hr(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 3}), S_OK);
    stream->lpVtbl->Release(stream);
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE), S_OK);
    expect_saved("kept");
    end();
}

/* 6.1-31: what a stream has given is the object's to save */
static void a_stream_changes_nothing_before_save(void)
{
    IStream *stream;

    begin();
    stream = stream_of(STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY);
    put(stream, "first");
    stream->lpVtbl->Release(stream);
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE), S_OK);
    stream = stream_of(STGM_READWRITE, MAPI_MODIFY);
    put(stream, "FIRST, then more");
    ok_hr(stream->lpVtbl->Commit(stream, STGC_DEFAULT), S_OK);
    expect_saved("first");
    stream->lpVtbl->Release(stream);
    expect_saved("first");
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE), S_OK);
    expect_saved("FIRST, then more");
    end();
}

static void clones_and_sizes(void)
{
    ULARGE_INTEGER in = {{0}}, sent = {{0}};
    IStream *stream, *clone = NULL;

    begin();
    stream = stream_of(STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY);
    put(stream, "abcdef");
    seek(stream, 2);
    ok_hr(stream->lpVtbl->Clone(stream, &clone), S_OK);
    expect_rest(clone, "cdef"); /* it begins where the other was, and goes on alone */
    expect_rest(stream, "cdef");
    seek(stream, 0);
    ok_hr(stream->lpVtbl->CopyTo(stream, clone, (ULARGE_INTEGER){.QuadPart = 3}, &in, &sent), S_OK);
    ok(in.QuadPart == 3 && sent.QuadPart == 3, "%lu and %lu bytes\n", (ULONG)in.QuadPart,
       (ULONG)sent.QuadPart);
    seek(stream, 0);
    expect_rest(stream, "abcdefabc");
    ok_hr(stream->lpVtbl->SetSize(stream, (ULARGE_INTEGER){.QuadPart = 4}), S_OK);
    clone->lpVtbl->Release(clone);
    seek(stream, 6);
    expect_rest(stream, ""); /* beyond the end */
    stream->lpVtbl->Release(stream);
    expect_stream(o.mail, DATA, "abcd");
    end();
}

/* An error may come at once or with the object's first use; what is there opens as without the
 * flag. */
static void what_opens_with_deferred_errors(void)
{
    SPropValue *id = NULL;
    IMessage *message = NULL;
    IStream *stream = NULL;
    SPropValue *value = NULL;
    ULONG type = 0;
    HRESULT hr;

    begin();
    ok_hr(HrGetOneProp((IMAPIProp *)o.mail, PR_ENTRYID, &id), S_OK);
    ok_hr(o.session->lpVtbl->OpenEntry(o.session, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                       NULL, MAPI_DEFERRED_ERRORS, &type, (IUnknown **)&message),
          S_OK);
    ok(type == MAPI_MESSAGE, "type %lu\n", type);
    expect_text(message, PR_SUBJECT_A, "streams");
    ok_hr(message->lpVtbl->OpenProperty(message, PR_BODY_A, &IID_IStream, 0, MAPI_DEFERRED_ERRORS,
                                        (IUnknown **)&stream),
          S_OK);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE | MAPI_DEFERRED_ERRORS), S_OK);

    o.mail->lpVtbl->Release(o.mail);
    ok_hr(o.inbox->lpVtbl->DeleteMessages(o.inbox, &(ENTRYLIST){1, &id->Value.bin}, 0, NULL, 0),
          S_OK);
    message = NULL;
    hr = o.session->lpVtbl->OpenEntry(o.session, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                      NULL, MAPI_DEFERRED_ERRORS, &type,
                                      (IUnknown **)&message); /* 6.2-10 */
    ok(hr == S_OK || hr == MAPI_E_NOT_FOUND, "got %#lx\n", hr);
    if (hr == S_OK) {
        hr = HrGetOneProp((IMAPIProp *)message, PR_SUBJECT_A, &value);
        ok(FAILED(hr), "a deleted message has a subject\n");
        MAPIFreeBuffer(value);
        message->lpVtbl->Release(message);
    }
    MAPIFreeBuffer(id);
    o.mail = make_message(o.inbox, "for the end");
    end();
}

START_TEST(store_streams)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-streams.omstore");
    RUN(a_direct_stream_gives_what_it_has);
    RUN(a_transacted_stream_gives_what_was_committed);
    RUN(a_stream_changes_nothing_before_save);
    RUN(clones_and_sizes);
    RUN(what_opens_with_deferred_errors);
}
