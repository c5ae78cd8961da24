/*
 * file_name.h - names of files that messages are exported to
 */
#pragma once
#include "command.h"

/* A name for a file in directory made of the subject, without what Windows or a shell minds, that
 * isn't there yet, with that end (.eml); on malloc's memory. NULL: there is none. */
WCHAR *file_name_free(const WCHAR *directory, IMessage *message, const WCHAR *end);
