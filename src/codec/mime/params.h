/*
 * params.h - the value and parameters of Content-Type and Content-Disposition (RFC 2045 5.1, 2183,
 * 2231)
 *
 *     value *(";" name "=" (token / quoted-string))
 *     name*=charset'language'percent-encoded      name*0=... name*1*=...     pieces of one long
 * value
 *
 * Read with tolerance: values without quotes may hold spaces and any special characters, a ";" may
 * lack.
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"
#include "codec/mime/words.h"

struct mime_param {
    char *name;  /* lower case */
    char *value; /* without quotes, else as it came; may hold NULs */
    size_t bytes;
};
struct mime_params {
    char *value; /* lower case, without white space and comments: "text/plain"; "" when the field is
                    empty */
    struct mime_param *params;
    size_t count;
};

/* All of it on root. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT mime_params_read(const char *body, size_t bytes, void *root, struct mime_params *out);
/* The parameter as it came; NULL: there is none. */
const struct mime_param *mime_param_find(const struct mime_params *params, const char *name);
/* The parameter as text on root, with all that RFC 2231 and, against the rules, RFC 2047 did to it;
 * *out NULL: there is none. instead, faults as in mime_words. */
HRESULT mime_param_text(const struct mime_params *params, const char *name, UINT instead,
                        struct mime_text_faults *faults, void *root, WCHAR **out);
