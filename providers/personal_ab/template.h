/*
 * template.h - what new entries are made from: the templates of this book
 */
#pragma once
#include "book.h"

/* The entry ID of the template for entries of a type. */
HRESULT template_value(struct book *book, ULONG tag, USHORT type, struct value **out);
/* And back. MAPI_E_UNKNOWN_ENTRYID: not one of this book's; MAPI_E_INVALID_ENTRYID. */
HRESULT template_type(struct book *book, ULONG count, const ENTRYID *id, USHORT *type);
