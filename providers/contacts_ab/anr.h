/*
 * anr.h - PR_ANR in a restriction, as a question about the words of rows
 *
 * Each word that was typed must begin one of the row's (7.9-14).
 */
#pragma once
#include "book.h"

/* A restriction with what it is made of; {0}. */
struct anr {
    void **blocks; /* malloc */
    size_t n, room;
    SRestriction *res; /* what the table is to be asked */
};

/* A copy, whose values are borrowed from res. Errors: MAPI_E_TOO_COMPLEX (nested too deep, too
 * many parts), MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY; drop it in any case */
HRESULT anr_translate(const SRestriction *res, struct anr *out);
/* The restriction by a typed name alone. */
HRESULT anr_of_text(const WCHAR *text, struct anr *out);
void anr_drop(struct anr *anr);
