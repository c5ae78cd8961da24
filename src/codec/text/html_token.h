/*
 * html_token.h - HTML as a sequence of text and tags, by WHATWG's rules for tokens, fed in pieces
 * of any size
 *
 * Comments, declarations and processing instructions are passed over. Content of script, style and
 * their like is text of its own, up to their end tag. Two rules are left out: <script> inside a
 * comment inside a script, and CDATA, which is a comment outside of SVG. Needs nothing but
 * include/, and no memory but its own: providers link it too.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"

enum { HTML_NAME = 16, HTML_VALUE = 2048, HTML_REFERENCE = 33 };

struct html_events {
    void (*text)(void *context, WCHAR unit); /* NUL never */
    /* Of the tag that is told next; name in lower case, both cut when they are too long. */
    void (*attribute)(void *context, const char *tag, const char *name, const WCHAR *value,
                      size_t chars);
    void (*tag)(void *context, const char *name,
                bool closes); /* in lower case; "" is one that is longer than any known */
};

struct html_token {
    const struct html_events *events;
    void *context;
    int state, from; /* from: the state that a reference stands in */
    bool closes;
    unsigned name_chars, attribute_chars, reference_chars, value_chars;
    unsigned dashes; /* that a comment ends with, so far */
    bool fresh;      /* ... and nothing else was in it */
    uint32_t number;
    char name[HTML_NAME], raw[HTML_NAME], attribute[HTML_NAME], reference[HTML_REFERENCE];
    WCHAR value[HTML_VALUE];
};

void html_token_begin(struct html_token *token, const struct html_events *events, void *context);
void html_token_put(struct html_token *token, const WCHAR *text, size_t chars);
void html_token_end(struct html_token *token); /* what a cut reference or tag leaves behind */
