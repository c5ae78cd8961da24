/*
 * pages.h - what a user is shown of an entry, and fills in to make one: PR_DETAILS_TABLE
 */
#pragma once
#include "book.h"

/* Of this provider's own: not transmitted, not kept. */
#define PR_OTHER_ADDRESSES_W PROP_TAG(PT_UNICODE, 0x67F0) /* other_addresses.h */
#define PR_CHOOSE_MEMBERS    PROP_TAG(PT_OBJECT, 0x67F1)  /* members_control.h */

enum pages {
    PAGES_PERSON,
    PAGES_LIST,
    PAGES_INTERNET, /* a new recipient: name and address */
    PAGES_ANY,      /* ... and the address's type */
};

/*
 * editable  false: nothing on them can be changed
 * options   MAPI_UNICODE
 * Errors    MAPI_E_INTERFACE_NOT_SUPPORTED, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT pages_open(struct book *book, enum pages which, bool editable, const IID *iid,
                   ULONG options, IUnknown **out);
