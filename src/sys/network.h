/*
 * sys/network.h - is this machine connected, and a call when that may have changed
 *
 * Windows: the Network List Manager says whether there is a network; it and address changes wake
 * us. Where there is none: any address of our own that is more than loopback and link-local.
 * Natively: the kernel's netlink messages about links and addresses.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct sys_network;
/*
 * changed  called on any thread, no lock held, never after sys_network_unwatch returned; it may
 *          come without any difference
 * All are called on one thread, and unwatch not from changed.
 * Errors   MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES
 */
HRESULT sys_network_watch(void (*changed)(void *context), void *context, struct sys_network **out);
/* The watch is going to last: what takes time to begin is begun, and the answer may be another one
 * now. NULL does nothing. Without it changed may never be called. */
void sys_network_settle(struct sys_network *network);
void sys_network_unwatch(struct sys_network *network); /* NULL does nothing */
bool sys_network_online(struct sys_network *network);  /* NULL: nobody knows, so it is said to be */

#ifndef _WIN32
/* For tests: 1 and 0 in the machine's place, with a call to all who watch; -1: the machine. */
void sys_network_pretend(int online);
#endif
