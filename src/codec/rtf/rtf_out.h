/*
 * rtf_out.h - RTF on its way out: words, and text as RTF has it
 *
 * Needs nothing but include/, and no memory but its own: providers link it too.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

enum { RTF_OUT = 1024 };

struct rtf_out {
    HRESULT (*put)(void *context, const char *rtf, size_t bytes); /* an error ends it */
    void *context;
    HRESULT hr;
    bool after_word; /* a blank is due before text */
    size_t n;
    char bytes[RTF_OUT];
};

void rtf_out_begin(struct rtf_out *out,
                   HRESULT (*put)(void *context, const char *rtf, size_t bytes), void *context);
/* As it is: groups and words. One that ends in a letter or digit is parted from text that follows.
 */
void rtf_out_words(struct rtf_out *out, const char *words);
/* One unit of text; NUL, which RTF can't have, becomes U+FFFD. Line ends are for the caller, who
 * knows what they mean. */
void rtf_out_unit(struct rtf_out *out, WCHAR unit);
void rtf_out_number(struct rtf_out *out, unsigned number); /* behind a word */
HRESULT rtf_out_end(struct rtf_out *out);
