/*
 * date.c - TNEF's dates (DTR): year, month, day, hour, minute, second, day of the week, 2 bytes
 * each
 */
#include "codec/tnef/date.h"
#include "base/filetime.h"

/* Days from 1601-01-01 to the first of March of year, which years begin with here. */
static int64_t days_to_march(int64_t year)
{
    return year * 365 + year / 4 - year / 100 + year / 400 - 584694;
}

/* Days in the year from March on before month (3 to 14). */
static int days_before(int month)
{
    return (153 * (month - 3) + 2) / 5;
}

static bool is_leap(unsigned year)
{
    return !(year % 4) && (year % 100 || !(year % 400));
}

bool tnef_date_read(const uint8_t *dtr, FILETIME *out)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned f[6];
    int64_t days, seconds;

    for (int i = 0; i < 6; i++)
        f[i] = dtr[2 * i] | (unsigned)dtr[2 * i + 1] << 8;
    if (f[0] < 1601 || f[0] > 9999 || f[1] < 1 || f[1] > 12 || f[2] < 1) return false;
    if (f[2] > lengths[f[1] - 1] + (unsigned)(f[1] == 2 && is_leap(f[0])) || f[3] > 23 ||
        f[4] > 59 || f[5] > 59)
        return false;
    days = days_to_march(f[1] > 2 ? f[0] : f[0] - 1) +
           days_before((int)(f[1] > 2 ? f[1] : f[1] + 12)) + (int)f[2] - 1;
    seconds = days * 86400 + f[3] * 3600 + f[4] * 60 + f[5];
    *out = filetime_from_u64((uint64_t)seconds * 10000000);
    return true;
}

bool tnef_date_write(FILETIME time, uint8_t *dtr)
{
    uint64_t seconds = filetime_to_u64(time) / 10000000, days = seconds / 86400;
    unsigned second = (unsigned)(seconds % 86400), f[7];
    int64_t year = 1600 + (int64_t)days / 366;
    int month = 14, left;

    if (days > 3067670) return false; /* 9999-12-31 */
    while (days_to_march(year + 1) <= (int64_t)days)
        year++;
    left = (int)((int64_t)days - days_to_march(year));
    while (days_before(month) > left)
        month--;
    f[0] = (unsigned)(month > 12 ? year + 1 : year);
    f[1] = (unsigned)(month > 12 ? month - 12 : month);
    f[2] = (unsigned)(left - days_before(month) + 1);
    f[3] = second / 3600;
    f[4] = second / 60 % 60;
    f[5] = second % 60;
    f[6] = (unsigned)((days + 1) % 7); /* 1601 began with a Monday; Sunday is 0 */
    for (int i = 0; i < 7; i++) {
        dtr[2 * i] = (uint8_t)f[i];
        dtr[2 * i + 1] = (uint8_t)(f[i] >> 8);
    }
    return true;
}
