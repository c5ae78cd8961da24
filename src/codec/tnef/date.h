/*
 * date.h - TNEF's dates (DTR): year, month, day, hour, minute, second, day of the week, 2 bytes
 * each
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapidefs.h"

#define TNEF_DATE_BYTES 14

/* False: no date. A DTR says no zone: it is taken for UTC, and written so. */
bool tnef_date_read(const uint8_t *dtr, FILETIME *out);
/* False: before 1601 or behind 9999. */
bool tnef_date_write(FILETIME time, uint8_t *dtr);
