/*
 * imsg_fixture.c - messages in storages that are in memory
 */
#include "msg/imsg_fixture.h"
#include <stdlib.h>
#include <string.h>
#include "com/cfb_storage.h"
#include "com/imalloc.h"
#include "com/mem_stream.h"
#include "com/stream_storage.h"
#include "mapiguid.h"
#include "mapix.h"

HRESULT msg_file_open(struct msg_file *file, const struct mail *bytes, bool read_only)
{
    struct mem_stream_config config = {.writable = true};
    ILockBytes *locked = NULL;
    unsigned mode = CFB_STORAGE_TRANSACTED | (read_only ? 0 : CFB_STORAGE_WRITE) | (bytes ? 0 : CFB_STORAGE_CREATE);
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
    assert_int_equal(file->stream->lpVtbl->Read(file->stream, out.bytes, (ULONG)out.count, &got), S_OK);
    return out;
}

HRESULT open_msg(struct msg_file *file, ULONG flags, IMessage **out)
{
    return OpenIMsgOnIStg(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, imalloc_default(), NULL, file->storage, NULL,
                          0, flags, out);
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
