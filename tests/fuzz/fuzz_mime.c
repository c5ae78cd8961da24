/*
 * fuzz_mime.c - any bytes as a mail: taken apart, and made a message that reads all it is given
 *
 * A mail can be as broken as it likes: the conversion succeeds, and everything comes home.
 */
#include <stdlib.h>
#include "base/mem.h"
#include "com/mem_stream.h"
#include "fakes/sink_message.h"
#include "msg/from_mime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mem_stream_config config = {.data = data, .bytes = size};
    struct sink_counts counts = {0};
    long roots = mem_roots_alive();
    struct mime_report report;
    IStream *stream = NULL;
    IMessage *message = sink_message_create(&counts);

    if (!message || mem_stream_open(&config, &stream) != S_OK) abort();
    if (message_from_mime(message, stream, 0, &report) != S_OK) abort();
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    if (sink_objects_alive() || mem_roots_alive() != roots) abort();
    if (report.refused) abort();
    return 0;
}
