/*
 * smtp_command.c - MAIL and RCPT as lines, with what RFC 1870, 6152, 6531 and 3461 add
 */
#include "internet/smtp_command.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MOST_ADDRESS_BYTES 320 /* 64 before the at sign, 255 after it */

bool smtp_is_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text > 127) return false;
    return true;
}

bool smtp_address_is_good(const char *address)
{
    size_t n = strlen(address);
    bool quoted = false, at = false;

    if (n < 3 || n > MOST_ADDRESS_BYTES || *address == '@' || address[n - 1] == '@') return false;
    for (; *address; address++) {
        unsigned char c = (unsigned char)*address;

        if (c < ' ' || c == 127) return false;
        if (c == '"') quoted = !quoted;
        else if (c == '\\' && quoted) {
            if (!*++address || (unsigned char)*address < ' ') return false;
        } else if (!quoted && (c == ' ' || c == '<' || c == '>')) return false;
        else if (!quoted && c == '@') at = true;
    }
    return at && !quoted;
}

/* Adds to a line that surely has room: what is added is bounded. */
static void add(char *line, const char *format, ...)
{
    size_t n = strlen(line);
    va_list args;

    va_start(args, format);
    vsnprintf(line + n, SMTP_LINE_BYTES - n, format, args);
    va_end(args);
}

/* RFC 3461, 4: all but printable ASCII, and "+" and "=", as +HH */
static void add_xtext(char *line, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c > ' ' && c < 127 && c != '+' && c != '=') add(line, "%c", c);
        else add(line, "+%02X", c);
    }
}

void smtp_mail_command(const struct smtp_mail *mail, const struct smtp_offers *offers, bool utf8,
                       char *out)
{
    *out = 0;
    add(out, "MAIL FROM:<%s>", mail->from);
    if (offers->size && mail->bytes) add(out, " SIZE=%llu", (unsigned long long)mail->bytes);
    if (offers->eight_bit && mail->is_eight_bit) add(out, " BODY=8BITMIME");
    if (utf8) add(out, " SMTPUTF8");
    if (offers->dsn && mail->returns_header) add(out, " RET=HDRS");
    if (offers->dsn && mail->envelope && *mail->envelope && strlen(mail->envelope) <= 100) {
        add(out, " ENVID=");
        add_xtext(out, mail->envelope);
    }
    add(out, "\r\n");
}

void smtp_rcpt_command(const struct smtp_recipient *recipient, const struct smtp_offers *offers,
                       char *out)
{
    static const struct {
        unsigned bit;
        const char *word;
    } words[] = {{SMTP_NOTIFY_NEVER, "NEVER"},
                 {SMTP_NOTIFY_SUCCESS, "SUCCESS"},
                 {SMTP_NOTIFY_FAILURE, "FAILURE"},
                 {SMTP_NOTIFY_DELAY, "DELAY"}};
    const char *before = " NOTIFY=";

    *out = 0;
    add(out, "RCPT TO:<%s>", recipient->address);
    if (offers->dsn && recipient->notify) {
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
            if (!(recipient->notify & words[i].bit)) continue;
            add(out, "%s%s", before, words[i].word);
            before = ",";
            if (words[i].bit == SMTP_NOTIFY_NEVER) break; /* it stands alone */
        }
        if (smtp_is_ascii(recipient->address)) {
            add(out, " ORCPT=rfc822;");
            add_xtext(out, recipient->address);
        }
    }
    add(out, "\r\n");
}
