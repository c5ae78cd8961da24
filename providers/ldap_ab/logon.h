/*
 * logon.h - IABLogon: what MAPI holds of a directory
 */
#pragma once
#include "book.h"

HRESULT logon_create(struct book *book, IABLogon **out);
