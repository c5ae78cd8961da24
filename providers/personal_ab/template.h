/*
 * template.h - what new entries and recipients are made from: the templates of this book
 */
#pragma once
#include "book.h"

enum template {
    TEMPLATE_INTERNET, /* PR_DEF_CREATE_MAILUSER */
    TEMPLATE_ANY,      /* a mail user with an address of any type */
    TEMPLATE_LIST,     /* PR_DEF_CREATE_DL */
    TEMPLATES,
};

/* Its entry ID as a value of tag. */
HRESULT template_value(struct book *book, ULONG tag, enum template which, struct value **out);
/* And back. MAPI_E_UNKNOWN_ENTRYID: not one of this book's; MAPI_E_INVALID_ENTRYID. */
HRESULT template_read(struct book *book, ULONG count, const ENTRYID *id, enum template *which);
/*
 * The table of templates (7.9-18).
 *
 * recipients  true: those that a recipient can be made from, without a place in the book
 *             (IABLogon::GetOneOffTable). MAPI has one of any type itself, so ours isn't among them
 *             false: those that the book's entries are made from (PR_CREATE_TEMPLATES)
 * flags       MAPI_UNICODE
 */
HRESULT template_table(struct book *book, bool recipients, ULONG flags, IMAPITable **out);
/*
 * CreateEntry of container and list: a new entry from a template of ours or of any provider's
 * (7.9-08, 7.9-09); it is in the book, and in the list joins (or NULL), with its first SaveChanges.
 */
HRESULT template_create(struct book *book, ULONG count, const ENTRYID *id, ULONG flags,
                        const struct book_id *joins, IMAPIProp **out);
/* A recipient to be filled in, which is never in the book (7.2-06). */
HRESULT template_open(struct book *book, enum template which, const IID *iid, ULONG *type,
                      IUnknown **out);
/*
 * IABLogon::OpenTemplateID: what a host made from one of our templates is the host's own entry, in
 * the interface asked for; FILL_ENTRY sets the address type that the template is of.
 *
 * Errors  MAPI_E_UNKNOWN_ENTRYID, MAPI_E_INVALID_ENTRYID, MAPI_E_INTERFACE_NOT_SUPPORTED,
 *         MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER
 * Source  IABLogon::OpenTemplateID
 */
HRESULT template_bind(struct book *book, ULONG count, const ENTRYID *id, ULONG flags,
                      IMAPIProp *data, const IID *iid, IMAPIProp **out, IMAPIProp *sibling);
