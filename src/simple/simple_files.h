/*
 * simple_files.h - files that Simple MAPI names become attachments
 */
#pragma once
#include "mapi.h"
#include "mapix.h"

/*
 * Copies the file's bytes into a new attachment of message, which isn't saved.
 * text     the note's, in which file->nPosition counts; NULL: none
 * Errors   MAPI_E_ATTACHMENT_NOT_FOUND     no such file, or none is named
 *          MAPI_E_ATTACHMENT_OPEN_FAILURE  it can't be opened or read
 *          MAPI_E_ATTACHMENT_TOO_LARGE, those of the message
 */
HRESULT simple_file_attach(IMessage *message, const MapiFileDescW *file, const WCHAR *text);
/* Can it be opened? Errors: as above */
HRESULT simple_file_check(const MapiFileDescW *file);
