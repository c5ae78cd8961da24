/*
 * tnef_own.h - what the files of TNEF's two ways share
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#include "tnef.h"
#include "base/bytes.h"
#include "codec/tnef/attr.h"
#include "codec/tnef/class.h"
#include "codec/tnef/date.h"
#include "codec/tnef/read.h"
#include "msg/ends.h"
#include "msg/from_tnef.h"
#include "msg/mime_tags.h"

#define TNEF_DEFAULT_CODE_PAGE 437 /* of a stream without attOemCodepage (GetTnefStreamCodepage) */

/* ---- problems (tnef_problems.c) ---- */

struct tnef_problems {
    STnefProblem *data; /* owned */
    size_t count, room;
};
/* S_OK, also when there are so many already that one more tells nothing. MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT tnef_problem(struct tnef_problems *problems, ULONG component, ULONG attribute, ULONG tag,
                     SCODE code);
/* Moves them to *out: NULL when there are none; out NULL: nobody wants them. They are dropped in
 * any case. */
HRESULT tnef_problems_give(struct tnef_problems *problems, STnefProblemArray **out);
void tnef_problems_drop(struct tnef_problems *problems);

/* ---- attributes that are properties (tnef_tags.c) ---- */

ULONG tnef_tag_of(const struct tnef_attribute *row); /* 0: several, or none */
const struct tnef_attribute *tnef_attribute_of(uint8_t level,
                                               ULONG tag); /* by the id; NULL: it has none */

/* ---- properties on their way to an object (tnef_batch.c) ---- */

struct tnef_filter { /* of properties; both NULL: all */
    const SPropTagArray *included, *excluded;
};
bool tnef_filter_has(const struct tnef_filter *filter, ULONG tag); /* either list is there */
static inline bool tnef_filter_wants(const struct tnef_filter *filter, ULONG tag)
{
    return !filter || (!filter->included && !filter->excluded) || tnef_filter_has(filter, tag);
}

struct tnef_batch {
    IMAPIProp *object; /* borrowed; NULL: isn't there yet */
    HRESULT (*make)
    (void *maker); /* sets object, when something must be written; NULL: it never will be there */
    void *maker;
    struct tnef_problems *problems;
    const struct tnef_filter *filter;
    ULONG component, attribute; /* what a problem tells */
    struct {
        SPropValue *data;
        size_t count, room;
    } values;
    struct {
        MAPINAMEID **data; /* beside a value its name on root; NULL, or fewer names than values: it
                              has none, but its tag */
        size_t count, room;
    } names;
    uint64_t ids[4]; /* one bit of 256 for each id that is among those without a name: 0 tells that
                        it isn't */
    void *root;   /* owned: what values point at */
    size_t bytes; /* on root */
};
static inline MAPINAMEID *tnef_batch_name(const struct tnef_batch *batch, size_t value)
{
    return value < batch->names.count ? batch->names.data[value] : NULL;
}
/* root, made when there is none; NULL: memory is out. */
void *tnef_batch_root(struct tnef_batch *batch);
/* One value more, whose pointers lie on root; it takes the place of one with its id. name: on root,
 * or NULL. */
HRESULT tnef_batch_add(struct tnef_batch *batch, const SPropValue *value, MAPINAMEID *name);
HRESULT tnef_batch_text(struct tnef_batch *batch, ULONG tag, const WCHAR *text);
HRESULT tnef_batch_long(struct tnef_batch *batch, ULONG tag, LONG value);
HRESULT tnef_batch_bytes(struct tnef_batch *batch, ULONG tag, ULONG bytes, const void *data);
const SPropValue *tnef_batch_find(const struct tnef_batch *batch, ULONG tag);
void tnef_batch_remove(struct tnef_batch *batch, ULONG tag);
/* S_OK: the object is there now. S_FALSE: there is none, and none can be made. */
HRESULT tnef_batch_need(struct tnef_batch *batch);
bool tnef_batch_is_full(const struct tnef_batch *batch);
/* All to the object, what it refuses to the problems; empty afterwards. Failures are those of
 * ends_all. */
HRESULT tnef_batch_flush(struct tnef_batch *batch);
/* Nothing is in it; root stays. */
void tnef_batch_empty(struct tnef_batch *batch);
void tnef_batch_drop(struct tnef_batch *batch);
/* A property's number for the object: tag itself, or by name. 0: there is none (a problem), or *hr.
 */
ULONG tnef_batch_tag(struct tnef_batch *batch, ULONG tag, const MAPINAMEID *name, HRESULT *hr);

/* ---- values out of a stream (tnef_values.c) ---- */

/*
 * One property, read or passed over: into batch, or when it is large through a stream of the
 * object. PT_OBJECT isn't read. Failures: the reader's, and those of ends_all.
 */
HRESULT tnef_read_value(struct tnef_reader *r, UINT code_page, const struct tnef_prop *prop,
                        struct tnef_batch *batch);
/* The name on batch's root; NULL with S_OK: it has none. */
HRESULT tnef_read_name(const struct tnef_prop *prop, struct tnef_batch *batch, MAPINAMEID **out);
/* bytes of a stream to a property as they are, or as text in code_page to PT_UNICODE. */
HRESULT tnef_pump(struct tnef_reader *r, uint64_t bytes, IMAPIProp *object, ULONG tag,
                  const IID *iid);
HRESULT tnef_pump_text(struct tnef_reader *r, uint64_t bytes, UINT code_page, IMAPIProp *object,
                       ULONG tag);
/* Text on root; what isn't known as a code page is read as windows-1252. */
HRESULT tnef_text(UINT code_page, const void *text, size_t bytes, void *root, WCHAR **out);
enum { TNEF_LARGE = 16384 }; /* bytes: from here on through a stream */
