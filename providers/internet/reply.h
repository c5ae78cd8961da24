/*
 * reply.h - one reply of an SMTP server, out of bytes as they come
 *
 * Reply lines are "250-text" and, the last one, "250 text" (RFC 5321, 4.2); LF ends a line, with or
 * without CR. However long a line is and however many come, no more than REPLY_TEXT_BYTES are kept.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum {
    REPLY_TEXT_BYTES = 4096,
    REPLY_MOST_LINES = 1000
};

struct reply {
    unsigned code;               /* 200 to 599 */
    char text[REPLY_TEXT_BYTES]; /* the lines' texts, each ended by a LF but the last */
};

/* Zeroed memory is a reader at the beginning of a reply. */
struct reply_reader {
    struct reply reply;
    size_t kept;    /* bytes in reply.text */
    unsigned lines; /* that are complete */
    unsigned place; /* in the line: 0 to 2 its digits, 3 what follows them, 4 its text */
    unsigned code;  /* of this line, as far as it has come */
    bool is_last, is_cr;
};

enum reply_state {
    REPLY_MORE, /* the bytes are used up, and the reply goes on */
    REPLY_DONE, /* reader->reply is one; the next bytes begin another */
    REPLY_BAD   /* this is no reply of an SMTP server */
};

/* *used: of the bytes. After REPLY_DONE the reader is to be zeroed for the next one. */
enum reply_state reply_read(struct reply_reader *reader, const char *bytes, size_t count,
                            size_t *used);

/* Whether a line of the reply begins with this word (of ASCII letters and digits, in any case); the
 * rest of that line, from its first character that isn't a space, or NULL. */
const char *reply_find(const struct reply *reply, const char *word);

/* The reply as one line, "550 5.1.1 no such user", control characters as spaces. */
void reply_print(const struct reply *reply, char *out, size_t bytes);
