/*
 * tnef_object.h - ITnef: a TNEF stream and the message it is made of, or made into
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"
#include "tnef.h"

struct tnef_open {
    IUnknown *support;  /* may be NULL */
    IStream *stream;
    const char *name;   /* of the stream, in tags; NULL: none */
    ULONG flags;
    IMessage *message;
    WORD key;
    IAddrBook *addrbook; /* may be NULL */
};
/*
 * One reference; the object holds one on each of the interfaces.
 * Errors  MAPI_E_INVALID_PARAMETER (no stream or message; two ways to encode at once; a name with
 * "[", "]" or ":", or longer than MAX_PATH; encoding without a name, or with key 0),
 * MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT tnef_object_create(const struct tnef_open *open, ITnef **out);
