/*
 * html_text.h - the text of HTML, for who can show no other; fed in pieces of any size
 *
 * White space runs together outside <pre>; blocks begin lines, paragraphs have an empty line around
 * them, cells are parted by tabs; lists have "* " or their numbers; a link's target stands behind
 * its text in "<>" unless it is the text, a picture's alternative text in "[]". Scripts, styles,
 * titles and comments are no text. Lines end in CR LF.
 *
 * What comes out is at most some ten times as long as what goes in. Needs nothing but include/, and
 * no memory but its own: providers link it too.
 */
#pragma once
#include "codec/text/html_token.h"
#include "codec/text/text_sink.h"

enum { HTML_LISTS = 16, HTML_HELD = 256 };

struct html_text {
    struct html_token token;
    struct text_sink sink;
    HRESULT hr;
    bool any;       /* there is text already */
    bool space;     /* white space was met, and no text since */
    bool cell;      /* a cell has ended in this row */
    bool tab;       /* one is due before the next text */
    bool marker;    /* so is a list item's */
    bool hidden;    /* what stands here is no text */
    unsigned pre;   /* how deep in <pre> */
    bool pre_begins;
    unsigned lines; /* line ends that are due before the next text: 2 is an empty line */
    unsigned depth; /* of lists; deeper than HTML_LISTS they are like the last */
    struct {
        bool numbered;
        unsigned next;
    } lists[HTML_LISTS];
    bool link_same;    /* its text is the target's beginning, so far */
    size_t link_at;    /* how much of it; 0: it has no text yet */
    size_t link_chars; /* 0: in no link that is told */
    WCHAR link[HTML_VALUE];
    size_t held_chars;
    WCHAR held[HTML_HELD]; /* for the sink */
};

void html_text_begin(struct html_text *html, struct text_sink sink);
HRESULT html_text_put(struct html_text *html, const WCHAR *text,
                      size_t chars); /* the sink's error, for good */
HRESULT html_text_end(struct html_text *html);
