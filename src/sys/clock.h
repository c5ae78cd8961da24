/*
 * sys/clock.h - the time of day and a clock that only goes forward
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapidefs.h"

FILETIME sys_now(void);        /* UTC */
struct sys_local_time {
    int year, month, day, hour, minute; /* month 1 to 12 */
};
/* That time (UTC) where this user is; false: it is no time that a calendar has. */
bool sys_local(FILETIME time, struct sys_local_time *out);
uint64_t sys_ticks_msec(void); /* monotonic */
uint64_t sys_awake_msec(void); /* the same, but it stands still while the machine sleeps */
