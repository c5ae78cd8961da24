/*
 * person.h - an entry of the book: IMailUser of a person, IDistList of a list
 */
#pragma once
#include "book.h"
#include "pages.h"

/* S_OK and one reference; MAPI_E_NOT_FOUND, MAPI_E_INTERFACE_NOT_SUPPORTED. */
HRESULT person_open(struct book *book, const struct book_id *object, const IID *iid,
                    bool can_modify, ULONG *type, IUnknown **out);
/*
 * One that is in the book with its first SaveChanges.
 *
 * flags   CREATE_CHECK_DUP_..., CREATE_REPLACE
 * joins   the list that it is a member of from then on; NULL: none
 */
HRESULT person_new(struct book *book, USHORT type, ULONG flags, const struct book_id *joins,
                   IMAPIProp **out);
/* One that is filled in for a recipient, and never in the book. MAPI_E_INTERFACE_NOT_SUPPORTED */
HRESULT person_to_fill_in(struct book *book, const struct book_id *template, enum pages pages,
                          USHORT type, const IID *iid, IUnknown **out);

/* A computed property of an entry, or S_FALSE; row->id 0: it isn't in the book yet. Under the lock.
 */
HRESULT person_computed(struct book *book, const struct entry_row *row, const struct bag *bag,
                        bool can_modify, ULONG tag, struct value **out);
/* The property id is one of these: nobody sets it. */
bool person_is_computed(ULONG tag);
/* Everything of an entry that one call asks for: kept, computed or missing (NULL). Under the lock.
 */
HRESULT person_value(struct book *book, const struct entry_row *row, const struct bag *bag,
                     ULONG tag, struct value **out);
/* It may be that an entry has it without having been given it. */
bool person_has_unset(ULONG tag);
LONG person_display_type(USHORT type);

#define PERSON_INSTANCE_KEY_BYTES 8
void person_instance_key(int64_t id, BYTE out[PERSON_INSTANCE_KEY_BYTES]);
