/*
 * sys/clock.h - the time of day and a clock that only goes forward
 */
#pragma once
#include <stdint.h>
#include "mapidefs.h"

FILETIME sys_now(void);        /* UTC */
uint64_t sys_ticks_msec(void); /* monotonic */
uint64_t sys_awake_msec(void); /* the same, but it stands still while the machine sleeps */
