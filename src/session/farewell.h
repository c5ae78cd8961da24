/*
 * farewell.h - the last sink of a session that somebody else ends: when it is told, the session is
 * over
 *
 * It is registered behind the client's own sinks, whose queue is its queue, so they have been told
 * by then and the client has had its chance to log off in order.
 */
#pragma once
#include "mapidefs.h"

struct session;

/* The session isn't counted: farewell_forget. */
HRESULT farewell_create(struct session *session, IMAPIAdviseSink **out);
/* The session is over, or about to be freed. */
void farewell_forget(IMAPIAdviseSink *farewell);
