/*
 * date.h - the date and time in a field such as Date (RFC 5322 3.3)
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

/* False: there is no date in it that can be read; *out is what it was. */
bool mime_date_read(const char *body, size_t bytes, FILETIME *out);
