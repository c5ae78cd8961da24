/*
 * simple_documents.h - MAPISendDocuments' lists of files, as a message
 */
#pragma once
#include "simple/simple_text.h"

/*
 * A message with those files and nothing else, in one allocation (contracts 12.4-02, 12.4-03).
 * delimiter  its first character stands between paths, and between names; NULL or "": ';'
 * paths      as many files as it has; NULL or "": none
 * names      for the first of them; those left over aren't looked at
 * Errors     MAPI_E_TOO_MANY_FILES, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT simple_documents(const char *delimiter, const char *paths, const char *names,
                         MapiMessageW **out);
