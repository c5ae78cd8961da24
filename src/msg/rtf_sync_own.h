/*
 * rtf_sync_own.h - what rtf_sync*.c share: the two bodies of a message, as text, piece by piece
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/bytes.h"
#include "codec/text/text_sink.h"
#include "mapidefs.h"

/* PR_BODY to sink; S_FALSE: there is none. */
HRESULT rtf_sync_read_body(IMessage *message, struct text_sink sink);

struct rtf_text {
    struct text_sink sink;
    bool html;       /* out: it was made of HTML */
    UINT code_page;  /* out, before the first text: the RTF's */
    struct writer *places; /* NULL, or gets where attachments stand in the text (u32 each,
                              RTF_PLACES at most) */
};
enum { RTF_PLACES = 4096 };
/* The text of PR_RTF_COMPRESSED; S_FALSE: there is none. MAPI_E_CORRUPT_DATA, the sink's errors */
HRESULT rtf_sync_read_rtf(IMessage *message, struct rtf_text *rtf);

/* One is made of the other. */
HRESULT rtf_sync_write_body(IMessage *message);
HRESULT rtf_sync_write_rtf(IMessage *message, UINT code_page, bool compressed);

/* Attachments that have a place in the text get these, in their order. */
HRESULT rtf_sync_place(IMessage *message, const struct writer *places, bool *updated);
