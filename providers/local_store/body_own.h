/*
 * body_own.h - what body_*.c share: a body being read, and one being made, in pieces
 */
#pragma once
#include <stdbool.h>
#include "codec/text/text_sink.h"
#include "common/sql/db.h"
#include "common/sql/value.h"

enum { OUTPUT_PIECE = 16384 };

/* ---- made: in memory, or staged in the database once it is long ---- */

struct output;
HRESULT output_new(struct db *db, struct output **out);
void output_free(struct output *output); /* NULL is nothing */
HRESULT output_put(struct output *output, const void *bytes, size_t count);
/* Over what was put first; count is at most OUTPUT_PIECE, and that much was put. */
HRESULT output_put_first(struct output *output, const void *bytes, size_t count);
HRESULT output_value(struct output *output, ULONG tag, struct value **out);

/* ---- read ---- */

HRESULT body_each_piece(struct value *value,
                        HRESULT (*take)(void *context, const BYTE *bytes, size_t count, bool last),
                        void *context);
/* HTML of any type to sink. MAPI_E_NOT_FOUND: it is of no such type */
HRESULT body_read_html(struct value *html, UINT code_page, struct text_sink sink);
