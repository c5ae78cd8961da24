/*
 * details.h - the display tables of people and lists
 */
#pragma once
#include "book.h"

/* PR_DETAILS_TABLE. type: MAPI_MAILUSER or MAPI_DISTLIST; flags: 0 or MAPI_UNICODE. The table ends
 * with the log-on. */
HRESULT details_open(struct book *book, USHORT type, ULONG flags, IMAPITable **out);
