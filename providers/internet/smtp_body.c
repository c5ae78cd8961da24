/*
 * smtp_body.c - a message's bytes as DATA wants them: CRLF line ends, and a dot more before a
 * line's first
 */
#include "internet/smtp_body.h"
#include <string.h>

static size_t end_line(struct smtp_body *body, char *out)
{
    memcpy(out, "\r\n", 2);
    body->in_line = body->is_cr = false;
    return 2;
}

size_t smtp_body_put(struct smtp_body *body, const char *bytes, size_t count, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        char c = bytes[i];

        if (body->is_cr) {
            n += end_line(body, out + n);
            if (c == '\n') continue;
        }
        if (c == '\r') body->is_cr = true;
        else if (c == '\n') n += end_line(body, out + n);
        else {
            if (c == '.' && !body->in_line) out[n++] = '.';
            body->in_line = true;
            out[n++] = c;
        }
    }
    return n;
}

size_t smtp_body_end(struct smtp_body *body, char *out)
{
    size_t n = 0;

    if (body->in_line || body->is_cr) n = end_line(body, out);
    memcpy(out + n, ".\r\n", 3);
    return n + 3;
}
