/*
 * sys/process.h - what this process is, and things named across processes
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

ULONG sys_process_id(void);
HRESULT sys_process_exe(WCHAR **out); /* file name without folder, new root */
struct sys_mutex;                     /* named, this logon session's */
HRESULT sys_mutex_open(const WCHAR *name, struct sys_mutex **out);
bool sys_mutex_take(struct sys_mutex *mutex, ULONG msec); /* true also when its last owner died */
void sys_mutex_drop(struct sys_mutex *mutex);
void sys_mutex_close(struct sys_mutex *mutex);
