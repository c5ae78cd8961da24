/*
 * notify.h - the book's changes, whoever made them, are told to advise sinks
 */
#pragma once
#include "book.h"

/*
 * Advise of logon and book.
 *
 * id      an entry's: what happens to it; count 0 or a container's: what happens to any entry
 * events  fnevObjectCreated, Deleted, Modified, CriticalError; others: MAPI_E_NO_SUPPORT
 * Errors  MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID, MAPI_E_INVALID_OBJECT (logged off),
 *         MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES
 */
HRESULT book_advise(struct book *book, ULONG count, const ENTRYID *id, ULONG events,
                    IMAPIAdviseSink *sink, ULONG_PTR *connection);
/* Of tables: TABLE_CHANGED when entries have come, changed or gone. */
HRESULT book_advise_tables(struct book *book, IMAPIAdviseSink *sink, ULONG_PTR *connection);
HRESULT book_unadvise(struct book *book, ULONG_PTR connection);

/* To be called when something was committed, without locks: other logons and processes are told at
 * once. */
void book_ring(struct book *book);

/* How often it is looked whether somebody committed who didn't ring (a test's to change). */
extern ULONG notify_look_msec;
