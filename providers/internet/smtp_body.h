/*
 * smtp_body.h - a message's bytes as DATA wants them: CRLF line ends, and a dot more before a
 * line's first
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Zeroed memory is at the beginning of a message. */
struct smtp_body {
    bool in_line, is_cr;
};

enum {
    SMTP_BODY_END_BYTES = 5
};
/* Room for what becomes of count bytes: each may be two, after a line end that the last ones owe.
 */
#define SMTP_BODY_ROOM(count) (2 * (count) + 2)

/* out has SMTP_BODY_ROOM(count); gives how many are there. CR, LF and CRLF end a line. */
size_t smtp_body_put(struct smtp_body *body, const char *bytes, size_t count, char *out);
/* Ends the last line and the message; out has SMTP_BODY_END_BYTES. */
size_t smtp_body_end(struct smtp_body *body, char *out);
