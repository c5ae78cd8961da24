/*
 * attach_name.h - names that an attachment's file goes by
 */
#pragma once
#include "mapidefs.h"

enum {
    ATTACH_SHORT_NAME = 13
}; /* eight, a full stop, three, and a NUL */

/* The name behind the last path separator; what no file name may hold becomes "_". In place. */
WCHAR *attach_name_clean(WCHAR *name);
/* From its last full stop on, in place; NULL: it has none. */
const WCHAR *attach_name_extension(const WCHAR *name);
/* "LONGFI~1.TXT" when the name has more than eight and three characters, or other ones. */
void attach_name_short(const WCHAR *name, WCHAR out[ATTACH_SHORT_NAME]);
