/*
 * sys/probe.h - is this memory there? For the FBad functions, and MAPIInitialize, alone: an answer
 * is old as soon as it is given
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Can all of bytes at address be read? 0 bytes: true. */
bool sys_readable(const void *address, size_t bytes);
/* Can it be called? (As far as can be told.) */
bool sys_callable(const void *address);
/* When our DLL is unloaded: faults are no longer looked at. */
void sys_probe_unload(void);
