/*
 * imsg_fixture.h - messages in storages that are in memory
 */
#pragma once
#include "msg/trip.h"
#include "imessage.h"

/* A file as a stream, and a storage in that stream. */
struct msg_file {
    IStream *stream;
    IStorage *storage;
};
/* An empty storage (bytes NULL), or the one in bytes; root transacted, read/write unless read_only.
 */
HRESULT msg_file_open(struct msg_file *file, const struct mail *bytes, bool read_only);
void msg_file_close(struct msg_file *file);
struct mail msg_file_bytes(struct msg_file *file); /* what was committed */

/* OpenIMsgOnIStg without a session. */
HRESULT open_msg(struct msg_file *file, ULONG flags, IMessage **out);
IMessage *new_msg(struct msg_file *file, ULONG flags);
/* Closes message and file, and opens again what was committed. */
IMessage *reopened(struct msg_file *file, IMessage *message, ULONG flags);

/* ModifyRecipients with one recipient; row -1: without PR_ROWID. */
HRESULT change_recipient(IMessage *message, ULONG flags, const WCHAR *name, LONG type, LONG row);
/* The recipient table has these names, and rows (NULL: any). */
void assert_recipients(IMessage *message, const WCHAR *const *names, const LONG *rows, ULONG count);

#define TAG(type, id) PROP_TAG(type, id)
extern char long_text[20001];
/* A value of every type in v, which has the room; gives how many. */
ULONG all_values(SPropValue *v);
void assert_values(IMAPIProp *object, const SPropValue *wanted, ULONG count);
