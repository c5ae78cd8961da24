/*
 * encode.h - text on its way into a code page, fed in pieces of any size
 *
 * What the code page lacks becomes '?', or in HTML a numeric character reference, as may stand
 * anywhere but in a name. Needs sys_encode besides include/, and no memory but its own: providers
 * link it too.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

struct text_encoder {
    HRESULT (*put)
    (void *context, const void *bytes, size_t count); /* an error ends the conversion */
    void *context;
    UINT code_page; /* 1200: UTF-16, as it is */
    bool html;      /* so that references may stand in it */
    WCHAR high;     /* the first half of a character, 0: none */
};

/* Whether text can be put into it here. */
bool text_encoder_knows(UINT code_page);
HRESULT text_encoder_put(struct text_encoder *encoder, const WCHAR *text,
                         size_t chars); /* put's errors */
HRESULT text_encoder_end(struct text_encoder *encoder);
