/*
 * write_date.h - a point of time as RFC 5322 writes it: "Sat, 21 Nov 2026 06:10:00 +0000"
 */
#pragma once
#include "mapidefs.h"

enum { DATE_ROOM = 48 };
void mime_date_write(FILETIME time, char out[DATE_ROOM]);
