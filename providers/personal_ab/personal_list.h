/*
 * personal_list.h - a personal distribution list: IDistList
 */
#pragma once
#include "book.h"

/* As of person.h. */
HRESULT personal_list_new(struct book *book, ULONG flags, const struct book_id *joins,
                          IMAPIProp **out);
HRESULT personal_list_to_fill_in(struct book *book, const struct book_id *template, const IID *iid,
                                 IUnknown **out);
HRESULT personal_list_open(struct book *book, const struct book_id *object, const IID *iid,
                           bool can_modify, ULONG *type, IUnknown **out);
