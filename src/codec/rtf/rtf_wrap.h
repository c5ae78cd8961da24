/*
 * rtf_wrap.h - text and HTML become RTF that gives them back as they were (rtf_body.h), fed in
 * pieces of any size
 *
 * Text: \fromtext; CR LF is \par. HTML: \fromhtml1; what can be seen is text of the RTF, with \par,
 * \b and the like for the commonest tags, what can't be seen stands in groups of \*\htmltag.
 * Characters beyond ASCII are \u, NUL is U+FFFD; nothing else is lost, whatever stands there.
 * Sources: RTF 1.9.1, MS-OXRTFEX 2.1.3. Needs nothing but include/, and no memory but its own:
 * providers link it too.
 */
#pragma once
#include <stdint.h>
#include "codec/rtf/rtf_out.h"

struct rtf_of_text {
    struct rtf_out out;
    bool cr; /* one was met, and not yet what comes behind it */
};

/* code_page is told as \ansicpg when RTF knows it: who unwraps may put the body in it. */
void rtf_of_text_begin(struct rtf_of_text *wrap, UINT code_page,
                       HRESULT (*put)(void *context, const char *rtf, size_t bytes), void *context);
HRESULT rtf_of_text_put(struct rtf_of_text *wrap, const WCHAR *text,
                        size_t chars); /* put's error, for good */
HRESULT rtf_of_text_end(struct rtf_of_text *wrap);

enum { WRAP_NAME = 12, WRAP_HELD = 35 };

struct rtf_of_html {
    struct rtf_out out;
    bool cr;
    int state;
    bool group;            /* in \htmltag */
    bool head;             /* in <head>, where nothing can be seen */
    bool closes;           /* the tag began with "</" */
    WCHAR quote, before; /* in a tag: what ends the value, 0: in none; the last that was no blank */
    unsigned dashes;       /* that a comment ends with, so far */
    unsigned name_chars;
    char name[WRAP_NAME + 1]; /* of the tag, in lower case; "": longer than any known */
    char raw[WRAP_NAME + 1];  /* of the element whose content is no markup */
    unsigned held_chars;
    char held[WRAP_HELD + 1]; /* what may become a tag or a reference */
};

void rtf_of_html_begin(struct rtf_of_html *wrap, UINT code_page,
                       HRESULT (*put)(void *context, const char *rtf, size_t bytes), void *context);
HRESULT rtf_of_html_put(struct rtf_of_html *wrap, const WCHAR *html, size_t chars);
HRESULT rtf_of_html_end(struct rtf_of_html *wrap);

/* The header of both; from is "text" or "html1". */
void rtf_wrap_header(struct rtf_out *out, const char *from, UINT code_page);
