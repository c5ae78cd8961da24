/*
 * ab_book.h - what a provider's struct book, a COM object, does for IABLogon (ab_logon.h)
 *
 * Each provider has its own; what these are told was not checked yet.
 */
#pragma once
#include "mapispi.h"

struct book;

/* Logoff, and the end of a logon without one (MAPI need not call it where a logon failed); a second
 * call does nothing. What was given out answers MAPI_E_INVALID_OBJECT from then on. */
void book_end(struct book *book);
/* OpenEntry, of containers and lists too; count 0 is the root container. */
HRESULT book_open_entry(struct book *book, ULONG count, const ENTRYID *id, const IID *iid,
                        ULONG flags, ULONG *type, IUnknown **out);
HRESULT book_compare_entry_ids(struct book *book, ULONG count1, const ENTRYID *id1, ULONG count2,
                               const ENTRYID *id2, ULONG flags, ULONG *result);
/* PrepareRecips: those of this book get the tags that they lack (7.7), others are left alone.
 * MAPI_E_NOT_FOUND: one is not there any more. */
HRESULT resolve_prepare(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list);
