/*
 * apartment.c - the native twin: counts, so that tests see unmatched calls
 */
#include "sys/apartment.h"

static __thread int with_com, without;
static __thread ULONG number; /* the thread's, never another's; 0: none yet */

HRESULT sys_apartment_enter(bool com)
{
    ++*(com ? &with_com : &without);
    return S_OK;
}

void sys_apartment_leave(void)
{
    if (without) without--;
    else if (with_com) with_com--;
}

HRESULT sys_apartment_hold(ULONG *held)
{
    static ULONG last;

    if (!number) number = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
    with_com++;
    *held = number;
    return S_OK;
}

void sys_apartment_let_go(ULONG held)
{
    if (held && held == number) with_com--;
}

void sys_apartment_unload(void)
{
}
