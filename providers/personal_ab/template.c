/*
 * template.c - what new entries are made from: the templates of this book
 */
#include "template.h"
#include <string.h>

/* The type of what is made lies in the last byte. */
HRESULT template_value(struct book *book, ULONG tag, USHORT type, struct value **out)
{
    struct book_id id = {MAPI_ADDRBOOK, {0}};

    id.guid.Data4[7] = (BYTE)type;
    return book_id_value(book, tag, &id, out);
}

HRESULT template_type(struct book *book, ULONG count, const ENTRYID *id, USHORT *type)
{
    struct book_id object;
    GUID guid = {0};
    HRESULT hr = book_id_read(&book->file->uid, count, id, &object);

    if (FAILED(hr)) return hr;
    guid.Data4[7] = object.guid.Data4[7];
    if (object.type != MAPI_ADDRBOOK || !IsEqualGUID(&object.guid, &guid) ||
        (guid.Data4[7] != MAPI_MAILUSER && guid.Data4[7] != MAPI_DISTLIST))
        return MAPI_E_UNKNOWN_ENTRYID;
    *type = guid.Data4[7];
    return S_OK;
}
