/*
 * section_stream.h - a binary or text property of a section, opened as a stream
 */
#pragma once
#include "profile/section.h"

/*
 * What is written reaches the section when the stream is committed or let go of. Text has no
 * terminator in a stream.
 * flags   MAPI_MODIFY: may be written; MAPI_CREATE: begins empty, and need not be there
 * Errors  MAPI_E_INTERFACE_NOT_SUPPORTED (no such type or interface), MAPI_E_NOT_FOUND,
 *         MAPI_E_CORRUPT_DATA, MAPI_E_NO_ACCESS (the section is open for reading),
 *         MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPIProp::OpenProperty
 */
HRESULT section_stream_open(struct section *section, ULONG tag, const IID *iid, ULONG flags,
                            IUnknown **out);
