/*
 * simple_id.h - identifiers of messages as Simple MAPI knows them: text
 *
 *     "b" and the entry ID behind its four flag bytes, which are zeros
 *     "a" and the entry ID
 *
 * both in the 64 characters of eid/encode.h. An entry ID of 48 bytes, which the local store has,
 * fits the 64 characters that a program of 1995 has room for.
 */
#pragma once
#include "mapidefs.h"

enum {
    SIMPLE_ID = 64,       /* room for an identifier, its NUL included */
    SIMPLE_ID_LONG = 512, /* under MAPI_LONG_MSGID */
    SIMPLE_ID_BYTES = 512 /* of an entry ID that an identifier has room for, and more */
};

/* Writes nothing but on success. MAPI_E_TOO_BIG: there is no room for it. */
HRESULT simple_id_write(const SBinary *eid, ULONG room, char *out);
/* bytes: room for SIMPLE_ID_BYTES, which *eid lies in. MAPI_E_INVALID_MESSAGE of simple_code.h */
HRESULT simple_id_read(const char *id, BYTE *bytes, SBinary *eid);
