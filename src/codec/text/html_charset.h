/*
 * html_charset.h - the code page that HTML says it is in
 *
 * Needs nothing but include/: providers link it too.
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"

/* By a byte order mark, or by a <meta> near its beginning; 0: it doesn't say, or nobody knows that
 * one. */
UINT html_charset(const void *html, size_t bytes);
