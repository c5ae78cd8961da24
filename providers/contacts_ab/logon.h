/*
 * logon.h - what MAPI holds of an open contacts address book
 */
#pragma once
#include "book.h"

/* Takes its own reference to book. */
HRESULT logon_create(struct book *book, IABLogon **out);
