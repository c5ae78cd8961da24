/*
 * smtp_offers.c - what an SMTP server can, from its reply to EHLO
 */
#include "internet/smtp_offers.h"
#include <string.h>

void smtp_offers_read(const struct reply *ehlo, struct smtp_offers *out)
{
    const char *most = reply_find(ehlo, "SIZE");

    *out = (struct smtp_offers){
        .pipelining = reply_find(ehlo, "PIPELINING"),
        .eight_bit = reply_find(ehlo, "8BITMIME"),
        .utf8 = reply_find(ehlo, "SMTPUTF8"),
        .dsn = reply_find(ehlo, "DSN"),
        .size = most,
    };
    for (; most && *most >= '0' && *most <= '9'; most++) {
        if (out->most_bytes > (UINT64_MAX - 9) / 10) {
            out->most_bytes = 0; /* more than there can be */
            break;
        }
        out->most_bytes = out->most_bytes * 10 + (uint64_t)(*most - '0');
    }
}
