/*
 * tnef_fixture.h - messages of a local store, through ITnef and back
 */
#pragma once
#include "msg/trip.h"
#include "tnef.h"

IStream *empty_stream(void);
void rewind_to(IStream *stream, LONGLONG place);
/* All of a stream, from its beginning; to be dropped. */
struct mail bytes_of(IStream *stream);

IMessage *new_message(struct fixture *f);
/* A message with a bit of everything, saved. */
IMessage *full_message(struct fixture *f);
ULONG keyword_tag(IMessage *message); /* PT_MV_UNICODE */
IAttach *attach_file(IMessage *message, const WCHAR *name, const char *data, ULONG *number);
ULONG rows_in(IMessage *message, bool recipients); /* or attachments */

/* Encoding or decoding (flags) as "winmail.dat", with the key 0x1234. */
ITnef *open_tnef(IStream *stream, ULONG flags, IMessage *message);
/* Everything of message through ITnef into a stream, with these flags. */
IStream *encode(IMessage *message, ULONG flags);
/* What a stream holds as a new message, saved. */
IMessage *decoded(struct fixture *f, IStream *stream);
