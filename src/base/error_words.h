/*
 * error_words.h - what an error code means, in words for a user
 */
#pragma once
#include "mapidefs.h"

/* One sentence; never NULL. */
const WCHAR *error_words(HRESULT hr);
