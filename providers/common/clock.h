/*
 * clock.h - the time as a FILETIME in one number
 */
#pragma once
#include <stdint.h>

int64_t clock_now(void);
