/*
 * lines.h - the lines of one vCard, gathered from its file
 */
#pragma once
#include "codec/text/text_lines.h"
#include "codec/vcard/card.h"

/* The line that may go on. */
struct card_open_line {
    bool any, lost;
    bool quoted; /* quoted-printable: goes on behind a "=" at its end */
    bool soft;   /* ... which is there */
    bool base64; /* goes on with lines of nothing else, as 2.1 may have it */
    bool agent;  /* AGENT of 2.1, whose card follows */
    size_t most, bytes, at;
};

/* Lines as they stand, each with a NUL behind it; where one was folded stands an LF. */
struct card_lines {
    struct text_lines source;
    struct grown_text raw;
    struct card_open_line open;
    size_t n;
    ULONG line;     /* where this card begins */
    bool begun;     /* a BEGIN was read */
    ULONG begins;   /* ... there */
    ULONG lost;     /* of the lines of this card */
    bool ended;     /* this card had its END */
    ULONG nested;   /* cards in cards, so far */
    unsigned depth; /* of those that are open */
    bool agent;     /* in them, an AGENT's card may follow */
};

void card_lines_begin(struct card_lines *lines, struct byte_source source);
/* Gathers the lines of the next card. Errors as for vcard_next. */
HRESULT card_lines_next(struct card_lines *lines);
void card_lines_drop(struct card_lines *lines);
/* Makes one line of a folded one, in place; gives its bytes. */
size_t card_unfold(char *line, size_t bytes, int version);
