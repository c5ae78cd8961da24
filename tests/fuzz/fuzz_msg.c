/*
 * fuzz_msg.c - any bytes as a .msg file: all of it read, copied into a message that takes
 * everything, changed and saved
 */
#include <stdlib.h>
#include "imessage.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "base/mem.h"
#include "com/com.h"
#include "com/mem_stream.h"
#include "com/stream_storage.h"
#include "fakes/sink_message.h"
#include "mapispi.h"
#include "msg/imsg.h"

/* What a damaged file may answer. */
static void may_be(HRESULT hr)
{
    if (FAILED(hr) && hr != MAPI_E_CORRUPT_DATA && hr != MAPI_E_NOT_FOUND &&
        hr != MAPI_E_NO_ACCESS && hr != MAPI_E_NO_SUPPORT && hr != MAPI_E_NOT_ENOUGH_MEMORY &&
        hr != MAPI_E_TOO_COMPLEX && hr != MAPI_E_COLLISION && hr != MAPI_E_TOO_BIG)
        abort();
}

static void read_names(IMessage *message)
{
    SPropTagArray *tags = NULL;
    MAPINAMEID **names = NULL;
    ULONG count;

    may_be(message->lpVtbl->GetNamesFromIDs(message, &tags, NULL, 0, &count, &names));
    mem_free(tags);
    mem_free(names);
}

static void read_all(IMessage *message, unsigned depth)
{
    IMAPITable *table = NULL;
    SPropValue *values = NULL;
    ULONG count;

    may_be(message->lpVtbl->GetProps(message, NULL, MAPI_UNICODE, &count, &values));
    mem_free(values);
    may_be(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table));
    com_release(&table);
    may_be(message->lpVtbl->GetAttachmentTable(message, 0, &table));
    com_release(&table);
    for (ULONG i = 0; i < 4; i++) {
        AUTO_RELEASE IAttach *attach = NULL;
        AUTO_RELEASE IMessage *inner = NULL;

        if (FAILED(message->lpVtbl->OpenAttach(message, i, NULL, MAPI_BEST_ACCESS, &attach)))
            continue;
        may_be(attach->lpVtbl->GetProps(attach, NULL, 0, &count, &values));
        mem_free(values);
        values = NULL;
        may_be(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                            (IUnknown **)&inner));
        if (inner && depth < 4) read_all(inner, depth + 1);
    }
}

static void copy(IMessage *message)
{
    struct sink_counts counts = {0};
    IMessage *sink = sink_message_create(&counts);
    HRESULT hr;

    if (!sink) abort();
    hr = message->lpVtbl->CopyTo(message, 0, NULL, NULL, 0, NULL, &IID_IMessage, sink, 0, NULL);
    /* the sink keeps no storage in an attachment */
    if (hr != MAPI_E_INTERFACE_NOT_SUPPORTED) may_be(hr);
    sink->lpVtbl->Release(sink);
}

static void change(IMessage *message)
{
    SPropValue subject = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"Re: new"};
    SPropValue name = {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)L"Ann"};
    SizedADRLIST(1, list) = {1, {{0, 1, &name}}};

    message->lpVtbl->SetProps(message, 1, &subject, NULL);
    message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list);
    may_be(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    may_be(message->lpVtbl->SaveChanges(message, 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    long roots = mem_roots_alive();

    for (int way = 0; way < 2; way++) {
        struct mem_stream_config config = {.data = data, .bytes = size, .writable = true};
        struct imsg_open open = {.unicode = way};
        IStream *stream = NULL;
        IMessage *message = NULL;

        if (mem_stream_open(&config, &stream) != S_OK) abort();
        if (stream_storage_open((IUnknown *)stream, NULL, way ? STGSTRM_MODIFY : 0,
                                &open.storage) == S_OK) {
            may_be(imsg_open(&open, &message));
            if (message && way) change(message);
            if (message) read_names(message);
            if (message) read_all(message, 0);
            if (message) copy(message);
            com_release(&message);
            com_release(&open.storage);
        }
        stream->lpVtbl->Release(stream);
    }
    if (sink_objects_alive() || mem_roots_alive() != roots) abort();
    return 0;
}
