/*
 * stream_call.h - calls on a stream of anybody's, answered in MAPI's words
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"

/* What a stream answered: its storage's errors as MAPI calls them (storage_error.h), all else as it
 * is. */
HRESULT stream_answer(HRESULT hr);
/* Up to want bytes; *got 0: it has no more. */
HRESULT stream_read(IStream *stream, void *to, size_t want, size_t *got);
/* All bytes. MAPI_E_NOT_ENOUGH_DISK: it took less */
HRESULT stream_write(IStream *stream, const void *bytes, size_t count);
HRESULT stream_rewind(IStream *stream);
