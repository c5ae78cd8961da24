/*
 * value.h - how a property lies in the registry
 *
 * Name: 8 hex digits, type then ID (001e3001 is PR_DISPLAY_NAME_A); 'S' goes before a secure one.
 * Data: PT_STRING8                REG_SZ all others                REG_BINARY, little-endian: I2
 * LONG R4 DOUBLE CURRENCY APPTIME BOOLEAN I8 SYSTIME CLSID   their 2, 4, 8 or 16 bytes BINARY the
 * bytes UNICODE                   UTF-16 with its NUL many of a fixed size      one after the
 * other, no count many texts                ULONG count, count offsets from the start, texts with
 * their NUL many BINARY               ULONG count, count pairs (ULONG bytes, ULONG offset), data,
 * each at a multiple of 4 A secure one is REG_BINARY always: the bytes above (text as UTF-16)
 * sealed by sys_secret_protect.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"

#define VALUE_NAME_CHARS 10 /* with the NUL */
#define VALUE_REG_SZ     1
#define VALUE_REG_BINARY 3

/* 0x67F0 to 0x67FF, of any type. */
static inline bool value_is_secure(ULONG tag)
{
    return PROP_ID(tag) >= 0x67F0 && PROP_ID(tag) <= 0x67FF;
}
void value_name(ULONG tag, WCHAR out[VALUE_NAME_CHARS]);
/* False: the name isn't one of a property. */
bool value_tag(const WCHAR *name, ULONG *tag);

/*
 * data is a new root.
 * Errors  MAPI_E_UNEXPECTED_TYPE (PT_OBJECT and other types that can't lie in a profile),
 * MAPI_E_INVALID_PARAMETER (a hole in the value), MAPI_E_TOO_BIG, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT value_encode(const SPropValue *value, ULONG *type, BYTE **data, ULONG *bytes);
/*
 * type    what the registry says of the bytes
 * wanted  tag, or where tag is one text the tag of the other width: REG_SZ holds more than a code
 * page can What out points at hangs on root. MAPI_E_CORRUPT_DATA: the bytes can't be a value of the
 * tag's type.
 */
HRESULT value_decode(ULONG tag, ULONG type, const BYTE *data, ULONG bytes, ULONG wanted, void *root,
                     SPropValue *out);
