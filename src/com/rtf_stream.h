/*
 * rtf_stream.h - compressed RTF in a stream, and the stream of the RTF, or of the body that it was
 * made of
 *
 * Each is read, or written, once, from its beginning to its end: what else a stream can do is
 * refused (11.8-04). Memory does not depend on the length. One thread at a time: a second gets
 * STG_E_INUSE.
 */
#pragma once
#include <stdint.h>
#include "mapidefs.h"

/*
 * packed  read from where it stands; held until the last Release
 * Errors  MAPI_E_CORRUPT_DATA (no compressed RTF begins there), MAPI_E_NOT_ENOUGH_MEMORY, what
 *         packed answers. Read gives
 *         MAPI_E_CORRUPT_DATA too, when all that came before its end has been read: it was cut, or
 *         has another checksum
 * Source  WrapCompressedRTFStream; contracts 11.8-01, 11.8-05 to 11.8-07
 */
HRESULT rtf_reader_open(IStream *packed, IStream **rtf);

struct rtf_native {
    UINT in;    /* the message's code page, 0: the RTF says it */
    UINT out;   /* what text and HTML are wanted in, 0: in, or else the RTF's */
    ULONG type; /* out: MAPI_NATIVE_BODY_TYPE_RTF, _HTML or _PLAINTEXT */
};
/*
 * The same, turned back into what the RTF was made of.
 *
 * Errors  MAPI_E_BAD_CHARWIDTH (nobody knows native->out here)
 * Source  WrapCompressedRTFStreamEx, RTF_WCSINFO; contracts 11.8-15 to 11.8-17
 */
HRESULT rtf_native_open(IStream *packed, struct rtf_native *native, IStream **body);

/*
 * A stream that what is to be compressed is written to. packed is whole after Commit, or the last
 * Release, which don't commit it; before, it may have a part, or nothing yet. What stood there is
 * replaced, unless nothing was written and nothing committed. More may be written behind a Commit
 * when packed can be written at any place; else that is the end.
 *
 * kind    LZFU, or MELA: not compressed (codec/rtf/lzfu.h)
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY; Write and Commit: what packed answers, MAPI_E_TOO_BIG
 * Source  WrapCompressedRTFStream with MAPI_MODIFY; contracts 11.8-03, 11.8-13
 */
HRESULT rtf_writer_open(IStream *packed, uint32_t kind, IStream **rtf);
