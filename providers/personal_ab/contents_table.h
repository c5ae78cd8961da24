/*
 * contents_table.h - IMAPITable of the book's entries, of any number
 */
#pragma once
#include "book.h"

/* Sorted by display name. flags: MAPI_UNICODE. */
HRESULT contents_table_create(struct book *book, ULONG flags, IMAPITable **out);
