/*
 * date.c - the date and time in a field such as Date
 *
 *     [day-name ","] day month year hour ":" minute [":" second] zone
 *
 * The pieces are known by their looks, so that their order and what stands between them matter
 * little; that reads the obsolete forms and what asctime writes too.
 */
#include "codec/mime/date.h"
#include <stdint.h>
#include <string.h>
#include "base/filetime.h"

struct pieces {
    int day, month, year, hour, minute, second, zone; /* -1: not met; zone in minutes east */
    bool has_zone;
};
struct cursor {
    const char *at, *end;
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

/* Up to nine digits; *count is how many there are. */
static int read_number(struct cursor *c, int *count)
{
    int n = 0;

    for (*count = 0; c->at < c->end && is_digit(*c->at); c->at++, ++*count)
        if (*count < 9) n = n * 10 + (*c->at - '0');
    return n;
}

static void skip_comment(struct cursor *c)
{
    int depth = 0;

    for (; c->at < c->end; c->at++) {
        if (*c->at == '(') depth++;
        if (*c->at == ')' && !--depth) break;
    }
    if (c->at < c->end) c->at++;
}

/* The place of the first three letters in a list of names of three, -1: not there. */
static int find(const char *names, const char *word)
{
    for (int i = 0; names[i]; i += 3)
        if (names[i] == lower(word[0]) && names[i + 1] == lower(word[1]) &&
            names[i + 2] == lower(word[2]))
            return i / 3;
    return -1;
}

/* A month, a day's name, or a zone (RFC 5322 4.3: letters of one character and unknown names are
 * UTC). */
static void read_word(struct cursor *c, struct pieces *p)
{
    static const signed char hours[] = {0, 0, -4, -5, -5, -6, -6, -7, -7, -8};
    const char *word = c->at;
    int month, zone;

    while (c->at < c->end && is_letter(*c->at))
        c->at++;
    if (c->at - word >= 3) {
        month = find("janfebmaraprmayjunjulaugsepoctnovdec", word);
        if (month >= 0 && p->month < 0) {
            p->month = month + 1;
            return;
        }
        if (find("sunmontuewedthufrisat", word) >= 0) return;
        zone = find("gmtutcedtestcdtcstmdtmstpdtpst", word);
        if (zone >= 0 && !p->has_zone) p->zone = hours[zone] * 60;
    }
    if (p->hour >= 0) p->has_zone = true;
}

static void read_zone(struct cursor *c, struct pieces *p)
{
    int sign = *c->at++ == '-' ? -1 : 1, digits, n = read_number(c, &digits);

    if (digits == 2 && c->at < c->end && *c->at == ':') { /* +02:00 */
        c->at++;
        n = n * 100 + read_number(c, &digits);
        digits = 4;
    }
    if (digits != 4 || p->has_zone) return;
    p->zone = sign * (n / 100 * 60 + n % 100);
    p->has_zone = true;
}

/* Past white space and comments; whether what stands there is a colon, which is passed too. */
static bool take_colon(struct cursor *c)
{
    while (c->at < c->end &&
           (*c->at == '(' || *c->at == ' ' || *c->at == '\t' || *c->at == '\r' || *c->at == '\n')) {
        if (*c->at == '(') skip_comment(c);
        else c->at++;
    }
    if (c->at == c->end || *c->at != ':') return false;
    c->at++;
    return true;
}

static int read_spaced(struct cursor *c, int *digits)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\t'))
        c->at++;
    return read_number(c, digits);
}

static bool read_time(struct cursor *c, struct pieces *p, int hour)
{
    int digits;

    if (p->hour >= 0) return false;
    p->hour = hour;
    p->minute = read_spaced(c, &digits);
    if (!digits) return false;
    p->second = take_colon(c) ? read_spaced(c, &digits) : 0;
    if (c->at < c->end && *c->at == '.') { /* parts of a second */
        c->at++;
        read_number(c, &digits);
    }
    return true;
}

static bool read_digits(struct cursor *c, struct pieces *p)
{
    int digits, n = read_number(c, &digits);

    if (take_colon(c)) return read_time(c, p, n);
    if (digits <= 2 && p->day < 0) {
        p->day = n;
        return true;
    }
    if (p->year >= 0 && p->hour >= 0) return true; /* behind all that matters */
    if (p->year >= 0 || digits > 4) return false;
    p->year = n;
    if (digits == 2) p->year += n < 50 ? 2000 : 1900; /* RFC 5322 4.3 */
    if (digits == 3) p->year += 1900;
    return true;
}

static bool read_pieces(struct cursor *c, struct pieces *p)
{
    while (c->at < c->end) {
        if (*c->at == '(') skip_comment(c);
        else if (is_letter(*c->at)) read_word(c, p);
        else if ((*c->at == '+' || *c->at == '-') && p->hour >= 0) read_zone(c, p);
        else if (!is_digit(*c->at)) c->at++;
        else if (!read_digits(c, p)) return false;
    }
    return true;
}

static bool is_sane(const struct pieces *p)
{
    static const signed char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return p->month >= 1 && p->day >= 1 && p->day <= days[p->month - 1] && p->year >= 1601 &&
           p->hour >= 0 && p->hour <= 23 && p->minute <= 59 && p->second <= 60;
}

/* Days from 1970-01-01 to a day of the Gregorian calendar. */
static int64_t days_to(int64_t year, int month, int day)
{
    int64_t era, of_era, of_year;

    year -= month <= 2;
    era = year / 400;
    of_era = year - era * 400;
    of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool mime_date_read(const char *body, size_t bytes, FILETIME *out)
{
    struct pieces p = {-1, -1, -1, -1, -1, -1, 0, false};
    struct cursor c = {body, body + bytes};
    int64_t seconds;

    if (!read_pieces(&c, &p) || !is_sane(&p)) return false;
    seconds = days_to(p.year, p.month, p.day) * 86400 + p.hour * 3600 + p.minute * 60 + p.second -
              p.zone * 60;
    if (seconds < -11644473600) return false; /* before 1601 */
    *out = filetime_from_unix(seconds);
    return true;
}
