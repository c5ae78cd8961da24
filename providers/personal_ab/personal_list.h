/*
 * personal_list.h - a personal distribution list: IDistList
 */
#pragma once
#include "book.h"

HRESULT personal_list_new(struct book *book, ULONG flags, IMAPIProp **out);
HRESULT personal_list_open(struct book *book, const struct book_id *object, const IID *iid,
                           bool can_modify, ULONG *type, IUnknown **out);
