/*
 * path.h - a path of ours as this system spells it
 */
#pragma once
#include "mapidefs.h"

/* UTF-8 of path in out (room bytes); false: too long. */
_Bool path_native(const WCHAR *path, char *out, size_t room);
/* A new root with the UTF-16 of path, without separators at its end. */
HRESULT path_answer(const char *path, WCHAR **out);
