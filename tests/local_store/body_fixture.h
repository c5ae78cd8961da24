/*
 * body_fixture.h - messages whose text, HTML and RTF are written, and looked at again
 */
#pragma once
#include "codec/rtf/rtf_body.h"
#include "local_store/table_fixture.h"

#define assert_none(object, tag) assert_int_equal(get_error(object, tag), MAPI_E_NOT_FOUND)

IMessage *new_message(IMAPIFolder *in);
void save(IMessage *message); /* it stays open */
HRESULT set_bytes(void *object, ULONG tag, const void *bytes, size_t count);
void delete_prop(void *object, ULONG tag);
bool is_in_sync(void *object);
void write_stream(IMessage *message, ULONG tag, const void *bytes, size_t count);
/* message is released; gives another handle on it. */
IMessage *reopened(struct fixture *f, IMessage *message);
/* The message has RTF, whether kept or made, and what that was made of is this. */
void assert_rtf(void *object, enum rtf_body_kind kind, const WCHAR *wanted);
