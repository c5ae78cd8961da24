/*
 * ask.c - the native twin: a test lends the window, which is the user
 */
#include "sys/ask.h"

/* parent: a struct sys_ask_user; 0: nobody can see a window. */
bool sys_ask(ULONG_PTR parent, const WCHAR *title, const WCHAR *question)
{
    struct sys_ask_user *user = (struct sys_ask_user *)parent;

    (void)title, (void)question;
    if (!user) return true;
    user->asked++;
    if (user->then) user->then(user->context);
    return user->says_yes;
}
