/*
 * oneoff.h - entry IDs that carry a whole recipient: name, address type, address
 *
 *     offset  bytes
 *     0       4      flags, 0
 *     4       16     MAPI_ONE_OFF_UID
 *     20      2      version, 0
 *     22      2      ONE_OFF_NO_RICH | ONE_OFF_WIDE | what others may have set, little-endian
 *     24             display name, address type, e-mail address; each ends with a NUL; UTF-16LE
 * when ONE_OFF_WIDE, else ANSI; nothing after the last NUL
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

enum {
    ONE_OFF_NO_RICH = 0x0001, /* MAPI_ONE_OFF_NO_RICH_INFO */
    ONE_OFF_WIDE = 0x8000,    /* MAPI_ONE_OFF_UNICODE */
};
extern const MAPIUID one_off_uid;

struct one_off {
    const WCHAR *name;    /* "" when the maker gave none */
    const WCHAR *type;
    const WCHAR *address;
    bool rich; /* the recipient can read formatted text */
};

bool one_off_is(ULONG cb, const ENTRYID *eid);
/*
 * Takes an entry ID apart into one allocation with three texts on it; strings shown as name are
 * never NULL.
 * Errors: MAPI_E_UNKNOWN_ENTRYID   not a one-off
 *         MAPI_E_INVALID_ENTRYID   cut, odd, or with bytes behind the address
 */
HRESULT one_off_read(ULONG cb, const ENTRYID *eid, struct one_off **out);
/* An entry ID on its own root. wide: strings in UTF-16, else in the ANSI code page. */
HRESULT one_off_make(const struct one_off *one, bool wide, ULONG *cb_out, ENTRYID **out);
/* UPPER(type) ":" UPPER(address) with its NUL, ANSI bytes, on root (NULL: a new one). */
HRESULT one_off_search_key(const struct one_off *one, void *root, ULONG *cb, BYTE **out);
/* A recipient that is a one-off, as values: their places. */
enum one_off_prop {
    ONE_OFF_ENTRYID,
    ONE_OFF_SEARCH_KEY,
    ONE_OFF_NAME, /* PR_DISPLAY_NAME_W: its address when it has no name */
    ONE_OFF_TYPE,
    ONE_OFF_ADDRESS,
    ONE_OFF_OBJECT_TYPE,
    ONE_OFF_DISPLAY_TYPE,
    ONE_OFF_SEND_RICH_INFO,
    ONE_OFF_PROPS,
};
/* Writes ONE_OFF_PROPS values; texts are borrowed from one, the rest hangs on root. wide: as
 * one_off_make. */
HRESULT one_off_props(const struct one_off *one, bool wide, void *root, SPropValue *out);
/* Same content: type and address whatever their case, and the same name. */
bool one_off_equal(const struct one_off *a, const struct one_off *b);
/* "ann@example.org": one @, no spaces, a dot inside the part behind it. */
bool one_off_looks_internet(const WCHAR *address);
/*
 * The body of CreateOneOff (IAddrBook, IMAPISupport).
 * name     may be NULL: stored empty
 * type, address   NULL: MAPI_E_INVALID_PARAMETER
 * flags    MAPI_UNICODE, MAPI_SEND_NO_RICH_INFO; others MAPI_E_UNKNOWN_FLAGS
 * Source   IAddrBook::CreateOneOff, one-off entry identifiers
 */
HRESULT one_off_create(LPCTSTR name, LPCTSTR type, LPCTSTR address, ULONG flags, ULONG *cb_out,
                       ENTRYID **out);
