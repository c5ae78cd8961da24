/*
 * prop_stream.h - a binary or text property of a bag, opened as a stream
 */
#pragma once
#include "prop/prop_bag.h"

/*
 * The rest of OpenProperty. The stream holds the bag's outer object; what is written to it reaches
 * the bag when it is committed or let go of (6.1-31). Text has no terminator in a stream.
 * Errors  MAPI_E_INTERFACE_NOT_SUPPORTED, MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS, MAPI_E_COMPUTED,
 *         MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT prop_stream_open(struct prop_bag *bag, ULONG tag, const IID *iid, ULONG interface_options,
                         ULONG flags, IUnknown **out);
