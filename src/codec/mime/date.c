/*
 * date.c - the date and time in a field such as Date, by libetpan's grammar
 */
#include "codec/mime/date.h"
#include <string.h>
#include <libetpan/mailimf.h>
#include "base/filetime.h"

enum { MAX_BYTES = 200 }; /* the grammar's comments nest; no date is longer */

/* Days from 1970-01-01 to a day of the Gregorian calendar. */
static int64_t days_to(int64_t year, int month, int day)
{
    int64_t era, of_era, of_year;

    year -= month <= 2;
    era = (year >= 0 ? year : year - 399) / 400;
    of_era = year - era * 400;
    of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool is_sane(const struct mailimf_date_time *t)
{
    return t->dt_month >= 1 && t->dt_month <= 12 && t->dt_day >= 1 && t->dt_day <= 31 && t->dt_year >= 1601 &&
           t->dt_year <= 9999 && t->dt_hour >= 0 && t->dt_hour <= 24 && t->dt_min >= 0 && t->dt_min <= 59 &&
           t->dt_sec >= 0 && t->dt_sec <= 60 && t->dt_zone >= -9999 && t->dt_zone <= 9999;
}

bool mime_date_read(const char *body, size_t bytes, FILETIME *out)
{
    struct mailimf_date_time *t = NULL;
    char text[MAX_BYTES + 1];
    size_t n = 0, at = 0;
    int64_t seconds;
    bool good;

    for (size_t i = 0; i < bytes && n < MAX_BYTES; i++) /* unfolded */
        if (body[i] != '\r' && body[i] != '\n' && body[i]) text[n++] = body[i];
    text[n] = 0;
    if (mailimf_date_time_parse(text, n, &at, &t) != MAILIMF_NO_ERROR) return false;
    if (t->dt_year < 50) t->dt_year += 2000; /* RFC 5322 4.3 */
    else if (t->dt_year < 1000) t->dt_year += 1900;
    good = is_sane(t);
    if (good) {
        seconds = days_to(t->dt_year, t->dt_month, t->dt_day) * 86400 + t->dt_hour * 3600 + t->dt_min * 60 + t->dt_sec;
        seconds -= (t->dt_zone / 100 * 60 + t->dt_zone % 100) * 60;
        *out = filetime_from_unix(seconds);
    }
    mailimf_date_time_free(t);
    return good;
}
