/*
 * write_date.c - a point of time as RFC 5322 writes it, in UTC
 */
#include "codec/mime/write_date.h"
#include <stdio.h>
#include "base/filetime.h"

void mime_date_write(FILETIME time, char out[DATE_ROOM])
{
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Mar", "Apr", "May", "Jun", "Jul", "Aug",
                                         "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"};
    uint64_t seconds = filetime_to_u64(time) / 10000000;
    uint64_t days = seconds / 86400;          /* since Monday, 1 January 1601 */
    uint64_t march = days + 306;              /* since 1 March 1600: leap days come last */
    uint64_t era = march / 146097, in_era = march % 146097;
    uint64_t of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    unsigned in_year = (unsigned)(in_era - (365 * of_era + of_era / 4 - of_era / 100));
    unsigned month = (5 * in_year + 2) / 153, day = in_year - (153 * month + 2) / 5 + 1;
    unsigned year = (unsigned)(1600 + era * 400 + of_era + (month >= 10));
    unsigned left = (unsigned)(seconds % 86400);

    snprintf(out, DATE_ROOM, "%s, %u %s %04u %02u:%02u:%02u +0000", weekdays[days % 7], day,
             months[month], year, left / 3600, left / 60 % 60, left % 60);
}
