/*
 * encode.h - bytes of an identifier as text of 64 harmless characters
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/* Characters that cb bytes become, the NUL included; 0: more than a ULONG tells. */
ULONG encode_chars(ULONG cb);
/* Room for what a text of that many characters (no NUL) can be decoded to, rounded up to whole
 * groups and one more. */
ULONG encode_room(size_t chars);
/* out has room for encode_chars(cb). */
void encode_write(const BYTE *bytes, ULONG cb, char *out);
/* Up to the NUL; out has room for encode_room. False: another character, or a last group that no
 * bytes become. */
bool encode_read(const char *text, BYTE *out, ULONG *cb);
