/*
 * logon.h - IABLogon: what MAPI holds of an open personal address book
 */
#pragma once
#include "book.h"

HRESULT logon_create(struct book *book, IABLogon **out);
