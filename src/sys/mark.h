/*
 * sys/mark.h - names that exist as long as someone holds them, across the processes of the user's
 * session
 *
 * A mark goes with its process, however that ends. Natively: within the process, for tests.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct sys_mark;
/* Any number may hold the same name. Errors: MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED */
HRESULT sys_mark_set(const WCHAR *name, struct sys_mark **out);
void sys_mark_clear(struct sys_mark *mark); /* NULL does nothing */
bool sys_mark_exists(const WCHAR *name);
