/*
 * apartment.c - the native twin: counts, so that tests see unmatched calls
 */
#include "sys/apartment.h"

static __thread int with_com, without;

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

void sys_apartment_unload(void)
{
}
