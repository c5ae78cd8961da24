/*
 * body_fixture.c - messages whose text, HTML and RTF are written, and looked at again
 */
#include "local_store/body_fixture.h"
#include <string.h>

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

    ok_hr(message->lpVtbl->OpenProperty(message, tag, &IID_IStream, 0, MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, bytes, (ULONG)count, NULL));
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
}
