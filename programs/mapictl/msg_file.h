/*
 * msg_file.h - .msg files in and out, through IMessage on IStorage
 */
#pragma once
#include "command.h"

/* Is it a compound file, as .msg files are? Not that it holds a message. */
bool msg_file_is(const WCHAR *path);
/*
 * What a file holds goes into a message that is new: properties, PR_MESSAGE_FLAGS among them,
 * recipients, attachments and the messages in them. It isn't saved. What the store won't keep of it
 * is named on stderr. Gives what OpenIMsgOnIStg and CopyTo answer.
 */
HRESULT msg_file_read(const WCHAR *path, IMessage *to);
/* A message to a new file, or with path NULL to stdout. A failure leaves no file. */
HRESULT msg_file_write(IMessage *from, const WCHAR *path);
