/*
 * sys/ask.h - one question to the user, yes or no
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/*
 * parent  a window of the client's, shown or not; 0, or what is no window: the box has no parent
 * Where nobody can see a window (a service) nothing is shown, and the answer is yes. A box that
 * can't be shown is a no. It returns when the user has answered, so no lock may be held.
 */
bool sys_ask(ULONG_PTR parent, const WCHAR *title, const WCHAR *question);

/* What stands for the window natively, in tests. */
struct sys_ask_user {
    bool says_yes;
    LONG asked;                  /* how often */
    void (*then)(void *context); /* what happens while the question stands; may be NULL */
    void *context;
};
