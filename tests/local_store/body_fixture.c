/*
 * body_fixture.c - messages whose text, HTML and RTF are written, and looked at again
 */
#include "local_store/body_fixture.h"
#include <string.h>
#include "codec/rtf/lzfu.h"

IMessage *new_message(IMAPIFolder *in)
{
    IMessage *message = NULL;

    ok_hr(in->lpVtbl->CreateMessage(in, NULL, 0, &message));
    return message;
}

void save(IMessage *message)
{
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
}

HRESULT set_bytes(void *object, ULONG tag, const void *bytes, size_t count)
{
    IMAPIProp *prop = object;
    SPropValue value = {.ulPropTag = tag, .Value.bin = {(ULONG)count, (BYTE *)bytes}};

    return prop->lpVtbl->SetProps(prop, 1, &value, NULL);
}

void delete_prop(void *object, ULONG tag)
{
    IMAPIProp *prop = object;
    SizedSPropTagArray(1, tags) = {1, {tag}};

    ok_hr(prop->lpVtbl->DeleteProps(prop, (SPropTagArray *)&tags, NULL));
}

bool is_in_sync(void *object)
{
    SPropValue *value = get_prop(object, PR_RTF_IN_SYNC);
    bool is = value->Value.b;

    FREE(value);
    return is;
}

IMessage *reopened(struct fixture *f, IMessage *message)
{
    SPropValue *id = id_of(message);
    BYTE bytes[48];

    assert_int_equal(id->Value.bin.cb, 48);
    memcpy(bytes, id->Value.bin.lpb, 48);
    FREE(id);
    message->lpVtbl->Release(message);
    return open_message(f, bytes, MAPI_MODIFY);
}

void write_stream(IMessage *message, ULONG tag, const void *bytes, size_t count)
{
    IStream *stream = NULL;

    ok_hr(message->lpVtbl->OpenProperty(message, tag, &IID_IStream, 0, MAPI_CREATE | MAPI_MODIFY,
                                        (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, bytes, (ULONG)count, NULL));
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
}

struct unpacked {
    struct rtf_body body;
    WCHAR *text; /* of the body, or its HTML */
    size_t n;
};

static HRESULT put_text(void *context, const WCHAR *text, size_t chars)
{
    struct unpacked *to = context;

    to->text = realloc(to->text, (to->n + chars + 1) * sizeof(*text));
    assert_non_null(to->text);
    memcpy(to->text + to->n, text, chars * sizeof(*text));
    to->n += chars;
    to->text[to->n] = 0;
    return S_OK;
}

static HRESULT put_rtf(void *context, const char *rtf, size_t bytes)
{
    return rtf_body_put(&((struct unpacked *)context)->body, rtf, bytes);
}

void assert_rtf(void *object, enum rtf_body_kind kind, const WCHAR *wanted)
{
    struct unpacked *to = calloc(1, sizeof(*to));
    struct lzfu *lzfu = malloc(sizeof(*lzfu));
    IMAPIProp *prop = object;
    IStream *stream;
    char piece[1000];
    ULONG got;

    assert_true(to && lzfu);
    ok_hr(prop->lpVtbl->OpenProperty(prop, PR_RTF_COMPRESSED, &IID_IStream, 0, 0,
                                     (IUnknown **)&stream));
    rtf_body_begin(&to->body, (struct text_sink){put_text, to});
    lzfu_begin(lzfu, put_rtf, to);
    lzfu->check = true;
    do {
        ok_hr(stream->lpVtbl->Read(stream, piece, sizeof(piece), &got));
        ok_hr(lzfu_put(lzfu, piece, got));
    } while (got);
    stream->lpVtbl->Release(stream);
    ok_hr(lzfu_end(lzfu));
    ok_hr(rtf_body_end(&to->body));
    assert_int_equal(to->body.kind, kind);
    assert_int_equal(wide_cmp(to->text ? to->text : L"", wanted), 0);
    free(to->text);
    free(to);
    free(lzfu);
}
