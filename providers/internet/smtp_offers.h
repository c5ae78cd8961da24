/*
 * smtp_offers.h - what an SMTP server can, from its reply to EHLO
 */
#pragma once
#include <stdint.h>
#include "internet/reply.h"

struct smtp_offers {
    bool pipelining, eight_bit, utf8, dsn, size;
    uint64_t most_bytes; /* of a message; 0: no limit is told */
};

void smtp_offers_read(const struct reply *ehlo, struct smtp_offers *out);
