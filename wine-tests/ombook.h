/*
 * ombook.h - what a test asks of ombook32.dll: two address books (tests/fakes/book.h) that it fills
 */
#pragma once
#include "../tests/fakes/book.h"

/* In a provider's section: which of the two it is, 1 or 2. */
#define OMBOOK_NUMBER PROP_TAG(PT_LONG, 0x6601)

/* Exported as ombook. */
struct ombook {
    struct book books[2];
    char calls[1024]; /* of the provider objects, each with a ' ' behind it */
    HRESULT (*tell)(struct book *book, const struct book_container *container);
    HRESULT (*tell_gone)(struct book *book, char id);
    HRESULT (*tell_template)(struct book *book, char id, const WCHAR *name, bool heading);
};
