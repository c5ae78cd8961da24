/*
 * ask.c - the native twin: a test lends the window, which holds the answer
 */
#include "sys/ask.h"

/* parent points at what the user would say: 0 no, 1 yes; it counts the question by 2. */
bool sys_ask(ULONG_PTR parent, const WCHAR *title, const WCHAR *question)
{
    LONG *answer = (LONG *)parent;

    (void)title, (void)question;
    if (!answer) return true;
    *answer += 2;
    return *answer & 1;
}
