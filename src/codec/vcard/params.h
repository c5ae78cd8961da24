/*
 * params.h - what stands before the value of a vCard's line
 */
#pragma once
#include "codec/vcard/card.h"

enum card_encoding {
    CARD_PLAIN,
    CARD_QUOTED,
    CARD_BASE64
};

struct card_head {
    const char *group, *name; /* as in struct card_value */
    const struct card_param *params;
    size_t n_params;
    enum card_encoding encoding;
    const char *charset; /* NULL: not said */
    const char *said;    /* VALUE, NULL: not said */
    size_t value_at;     /* behind the ":" */
    bool inexact;        /* a parameter couldn't be read */
};

/* Where the ":" before the value stands, bytes: there is none. */
size_t card_head_end(const char *line, size_t bytes);
/* What the head of a line, up to that, says of its value. */
enum card_encoding card_head_encoding(const char *head, size_t bytes);
/*
 * Reads what stands before the value; the line is changed, and *out points into it and into hold.
 * code_page  as for vcard_open
 * Errors     S_FALSE (this is no line of a card), MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT card_head_read(char *line, size_t bytes, int version, UINT code_page,
                       struct text_hold *hold, struct card_head *out);
