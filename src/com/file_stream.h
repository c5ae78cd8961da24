/*
 * file_stream.h - IStream over a file
 */
#pragma once
#include "mapidefs.h"

/*
 * path    opened as mode says (enum sys_file_mode)
 * Errors  those of sys_file_open, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT file_stream_open(const WCHAR *path, unsigned mode, IStream **out);
/* A stream over a new file folder\PREFIXhhhh.TMP, of which prefix gives the first three characters
 * at most. */
HRESULT file_stream_open_unique(const WCHAR *folder, const WCHAR *prefix, unsigned mode,
                                IStream **out);
