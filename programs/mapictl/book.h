/*
 * book.h - the address book of a profile: its containers and their entries
 */
#pragma once
#include "mail.h"

struct book {
    struct mail mail;
    IAddrBook *book;
};

/* Logs on and opens it. Reports what fails; gives an exit code. */
int book_open(struct book *book);
void book_close(struct book *book);

/* What tables of entries have, in this order. */
enum book_column {
    BOOK_ENTRYID,
    BOOK_NAME,
    BOOK_ADDRTYPE,
    BOOK_ADDRESS,
    BOOK_OBJECT_TYPE,
    N_BOOK_COLUMNS
};
struct container {
    IABContainer *object;
    WCHAR *name; /* malloc */
};
/* One by display name, without case, or by entry ID in hexadecimal; NULL: the personal address
 * book. Reports what fails. */
int book_container(struct book *book, const WCHAR *what, struct container *out);
void container_close(struct container *container);
/* The same by entry ID. */
HRESULT book_open_container(struct book *book, const SBinary *id, struct container *out);
/* Any object of it. Errors: the address book's */
HRESULT book_open_entry(struct book *book, const SBinary *id, ULONG flags, ULONG *type,
                        IUnknown **out);

/* Its entries, all or those that restriction lets through, with the columns above. */
HRESULT container_contents(IMAPIContainer *container, const SRestriction *restriction,
                           IMAPITable **out);
/* ... those whose names or addresses begin so. Some address books can't: MAPI_E_TOO_COMPLEX. */
HRESULT container_find(IMAPIContainer *container, const WCHAR *text, IMAPITable **out);
/* Calls each row until it answers something but S_OK, and gives that; S_OK at the end. */
HRESULT each_row(IMAPITable *table, HRESULT (*row)(void *context, const SRow *row), void *context);

/* A row's, NULL where there is none. */
const WCHAR *row_text(const SRow *row, enum book_column column);
const SBinary *row_id(const SRow *row);
/* Whether that is its name or its address, without case. */
bool row_is(const SRow *row, const WCHAR *text);
/* A new entry of that container, MAPI_MAILUSER or MAPI_DISTLIST, not saved.
 * flags  CREATE_CHECK_DUP_STRICT, CREATE_REPLACE */
HRESULT container_create(IABContainer *container, ULONG type, ULONG flags, IMAPIProp **out);
