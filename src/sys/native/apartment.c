/*
 * apartment.c - the native twin: counts, so that tests see unmatched calls
 */
#include "sys/apartment.h"

static __thread int count;

HRESULT sys_apartment_enter(void)
{
    count++;
    return S_OK;
}

void sys_apartment_leave(void)
{
    if (count) count--;
}
