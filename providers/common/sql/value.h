/*
 * value.h - one property value: immutable, counted, in our own memory
 *
 * Text is PT_UNICODE, unless it arrived in 8 bits and the code page would not give the same bytes
 * back: then PT_STRING8. Long content (binary, text) is a struct large instead of memory.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "common/allocators.h"
#include "common/platform.h"

struct large;

struct value {
    LONG refs;
    UINT code_page;      /* of PT_STRING8 */
    size_t bytes; /* content in memory or in large; text without terminator, arrays all elements */
    struct large *large; /* one reference, or NULL; then prop has only its tag */
    SPropValue prop;     /* ulPropTag and the value, pointing into this block */
};

struct value *value_ref(struct value *value);
void value_unref(struct value *value); /* NULL does nothing */
void value_cleanup(struct value **value);
#define AUTO_VALUE __attribute__((cleanup(value_cleanup)))

/*
 * A copy of what a caller passed.
 * Errors  MAPI_E_INVALID_PARAMETER  PT_OBJECT, unknown type, NULL text or array, multi-valued
 * without values MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT value_from_prop(const SPropValue *prop, struct value **out);
/* The same, text in the width it has. */
HRESULT value_copy(const SPropValue *prop, UINT code_page, struct value **out);
HRESULT value_long(ULONG tag, LONG v,
                   struct value **out); /* PT_LONG, PT_BOOLEAN, PT_SHORT, PT_ERROR by tag */
HRESULT value_i8(ULONG tag, int64_t v,
                 struct value **out); /* PT_I8, PT_SYSTIME, PT_CURRENCY by tag */
HRESULT value_binary(ULONG tag, const void *bytes, size_t count, struct value **out);
HRESULT value_text(ULONG tag, const WCHAR *text, size_t chars,
                   struct value **out); /* type becomes PT_UNICODE */
HRESULT value_text8(ULONG tag, const char *wtf8, size_t bytes,
                    struct value **out); /* WTF-8 in, PT_UNICODE made */
HRESULT value_ansi(ULONG tag, const char *text, size_t bytes, UINT code_page,
                   struct value **out); /* PT_STRING8, kept */
HRESULT value_large(ULONG tag, struct large *large, UINT code_page,
                    struct value **out); /* takes its own reference */
/* Text or binary by tag's type from what a stream held: UTF-16LE, bytes in code_page, bytes. */
HRESULT value_from_content(ULONG tag, const void *bytes, size_t count, UINT code_page,
                           struct value **out);
/* The same content under another tag of the same type (PR_STORE_RECORD_KEY from PR_RECORD_KEY). */
HRESULT value_retag(const struct value *value, ULONG tag, struct value **out);

static inline ULONG value_type(const struct value *value)
{
    return PROP_TYPE(value->prop.ulPropTag);
}
/* The bytes of a single value in memory; NULL for a large one. */
const void *value_content(const struct value *value);
/* The first bytes (all when SIZE_MAX) of text or binary, in memory, of the same type. */
HRESULT value_prefix(const struct value *value, size_t bytes, struct value **out);
/* In place of text in memory that has more units than these: the whole characters of it that fit.
 * Other types stay. */
HRESULT value_cut(struct value **text, size_t units);
/* The value without a struct large (itself, when it has none): reads it. */
HRESULT value_in_memory(struct value *value, struct value **out);
/* The value as another type: text of the other width; PT_STRING8 is in the client's code page.
 * MAPI_E_NOT_FOUND for all else. */
HRESULT value_as(struct value *value, ULONG type, struct value **out);
/* Bytes of one element of a fixed type (or the multi-valued one of it), 0 for text and binary. */
size_t value_type_bytes(ULONG type);
/* The text of a PT_UNICODE value in memory, else NULL. */
const WCHAR *value_wide(const struct value *value);

/*
 * The value for a caller: of type want (PT_UNSPECIFIED: its own, text by MAPI_UNICODE in flags).
 * root    the caller's allocation that out hangs on, by alloc->more
 * limit   content above so many bytes becomes an error entry MAPI_E_NOT_ENOUGH_MEMORY (0: no limit)
 * cut     text that has more units of the width the caller gets is cut to that many, or to the last
 *         whole character before (0: it isn't)
 * Always fills *out; one of tag PT_ERROR with MAPI_E_NOT_FOUND when value is NULL or the types
 * can't be reconciled.
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY only when the caller's allocator failed
 * Holds no lock while it calls alloc; takes the store's lock itself to read a large value.
 */
HRESULT value_to_prop(const struct value *value, ULONG tag, ULONG flags,
                      const struct allocators *alloc, void *root, size_t limit, size_t cut,
                      SPropValue *out);
