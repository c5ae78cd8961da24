/*
 * smtp_command.h - MAIL and RCPT as lines, with what RFC 1870, 6152, 6531 and 3461 add
 */
#pragma once
#include "internet/smtp.h"

enum {
    SMTP_LINE_BYTES = 1800
};

bool smtp_is_ascii(const char *text);
/* Whether it can stand between < and > in a command: something@something, no space and no control
 * character outside quotes, and not longer than a line may be. */
bool smtp_address_is_good(const char *address);
/* Commands with their CRLF; out has SMTP_LINE_BYTES. Both addresses are good. */
void smtp_mail_command(const struct smtp_mail *mail, const struct smtp_offers *offers, bool utf8,
                       char *out);
void smtp_rcpt_command(const struct smtp_recipient *recipient, const struct smtp_offers *offers,
                       char *out);
