/*
 * sys/ask.h - one question to the user, yes or no
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/*
 * parent  a window of the client's. When it is none, or isn't shown, nobody is there to answer:
 * nothing is shown, and the answer is yes. A box that can't be shown is a no. It returns when the
 * user has answered, so no lock may be held.
 */
bool sys_ask(ULONG_PTR parent, const WCHAR *title, const WCHAR *question);
