/*
 * simple_compose.h - what a message of Simple MAPI says, written into one of Extended MAPI
 */
#pragma once
#include "simple/simple_text.h"
#include "mapix.h"

/*
 * Subject (its first line), text (lines end with CR LF), class (IPM.Note when there is none),
 * conversation, and whether a receipt is wanted. The message isn't saved.
 */
HRESULT simple_compose_props(IMessage *message, const MapiMessageW *from);
/* All files, in their order. Errors: simple_file_attach's */
HRESULT simple_compose_files(IMessage *message, const MapiMessageW *from);
/* The class that a message of this type has. */
const WCHAR *simple_compose_class(const WCHAR *type);
