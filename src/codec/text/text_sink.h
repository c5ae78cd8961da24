/*
 * text_sink.h - where a converter puts the text it makes, piece by piece
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"

struct text_sink {
    HRESULT (*put)
    (void *context, const WCHAR *text, size_t chars); /* an error ends the conversion */
    void *context;
};
