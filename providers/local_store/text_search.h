/*
 * text_search.h - whether text (or bytes) equals, begins with or contains a part, by FL_* level, in
 * one pass without going back
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "common/platform.h"
#include "sqlite3.h"

struct text_search; /* the part that is looked for; unchanged once made, so any number of scans may
                       share it */

/* fuzzy: FL_FULLSTRING (as any unknown low word), FL_SUBSTRING or FL_PREFIX, with FL_IGNORECASE,
 * FL_IGNORENONSPACE, FL_LOOSE (both). Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT text_search_create(const WCHAR *part, size_t chars, ULONG fuzzy, struct text_search **out);
HRESULT text_search_create_bytes(const void *part, size_t bytes, ULONG fuzzy,
                                 struct text_search **out);
void text_search_free(struct text_search *search); /* NULL does nothing */

/*
 * A code point for an index of texts: the same for any two that some FL_* level takes for one, so a
 * text that contains a part at whatever level contains it here too (the other way round it need
 * not). NONSPACE_MARK: nothing.
 */
uint32_t text_search_any_level(uint32_t c);

struct text_scan {
    const struct text_search *search;
    size_t matched;   /* how much of the part the text up to here ends with (begins with, for other
                         than FL_SUBSTRING) */
    bool found, lost; /* decided, whatever follows */
    uint32_t high;    /* a surrogate that waits for its other half, or 0 */
};

void text_scan_start(struct text_scan *scan, const struct text_search *search);
/* The next piece of the text; true: it is decided, the rest need not be read. Bytes are for
 * searches made of bytes. */
bool text_scan_wide(struct text_scan *scan, const WCHAR *text, size_t chars);
bool text_scan_bytes(struct text_scan *scan, const void *data, size_t bytes);
bool text_scan_end(struct text_scan *scan);

/* Makes the SQL function mapi_contains(text, search), search bound by text_search_bind; an SQLite
 * result code. */
int text_search_register(sqlite3 *sql);
int text_search_bind(sqlite3_stmt *stmt, int i,
                     const struct text_search *search); /* borrowed while it is bound */
