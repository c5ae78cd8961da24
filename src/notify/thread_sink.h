/*
 * thread_sink.h - an advise sink whose calls arrive on the thread that made it
 */
#pragma once
#include "mapidefs.h"

struct thread_queue;
/* Gives *out one reference; the sink holds one on client until it is destroyed. Source:
 * HrThisThreadAdviseSink.
 * Errors: MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED (no window) */
HRESULT thread_sink_create(IMAPIAdviseSink *client, IMAPIAdviseSink **out);
/* The queue of the thread that sink insists on (borrowed, as long as the sink lives), or NULL: any
 * sink but ours. */
struct thread_queue *thread_sink_queue(IMAPIAdviseSink *sink);
/* The client's sink inside a thread sink (borrowed), or sink itself. */
IMAPIAdviseSink *thread_sink_client(IMAPIAdviseSink *sink);
