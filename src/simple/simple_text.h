/*
 * simple_text.h - the text border of Simple MAPI: its structures in UTF-16 and back
 *
 * The wide structures have the narrow ones' layout, so all code behind this border knows the wide
 * ones alone.
 */
#pragma once
#include "mapi.h"
#include "mapidefs.h"

enum {
    SIMPLE_RECIPIENTS_MOST = 32768,
    SIMPLE_FILES_MOST = 4096
};

/*
 * A client's message in UTF-16, with its recipients and files, in one allocation. Entry IDs and
 * file types are borrowed from the client. nPosition, which counts bytes, counts characters in it.
 * message  ulReserved CP_UTF8 (65001): every text in it and below is UTF-8, else in the ANSI code
 *          page (contracts 12.3-24, 12.3-25)
 * Errors   those of simple_message_check; MAPI_E_TEXT_TOO_LARGE, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT simple_message_in(const MapiMessage *message, MapiMessageW **out);
/*
 * Errors   MAPI_E_INVALID_PARAMETER  there is no message
 *          MAPI_E_INVALID_RECIPS     a count without recipients, or recipients without one
 *          MAPI_E_TOO_MANY_RECIPIENTS, MAPI_E_TOO_MANY_FILES
 *          MAPI_E_ATTACHMENT_NOT_FOUND  a count without files
 */
HRESULT simple_message_check(const MapiMessageW *message);
/* One text, on root (NULL: a new root); NULL stays NULL. code_page 0: ANSI. */
HRESULT simple_text_in(const char *text, UINT code_page, void *root, WCHAR **out);
/* A message for the client, in the ANSI code page: one allocation, entry IDs copied. Errors:
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT simple_message_out(const MapiMessageW *message, MapiMessage **out);
