/*
 * filter.c - a restriction of the contents table: a copy of the caller's, and whether an entry
 * matches
 */
#include "filter.h"
#include <stdlib.h>
#include <string.h>
#include "common/relop.h"
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "person.h"

#define MOST_DEPTH 64
#define MOST_PARTS 10000

struct filter {
    ULONG kind;           /* RES_...; no RES_COMMENT */
    struct filter *parts; /* and, or, not; owned */
    size_t n;
    ULONG tag, tag2;
    ULONG relop;         /* RELOP_..., BMR_... or FL_... */
    ULONG number;        /* mask or bytes */
    struct value *value; /* of property and content; owned */
    struct words words;  /* of a PR_ANR; owned */
    bool is_anr;
};

static void clear(struct filter *filter)
{
    for (size_t i = 0; i < filter->n; i++)
        clear(&filter->parts[i]);
    free(filter->parts);
    value_unref(filter->value);
    words_clear(&filter->words);
}

void filter_free(struct filter *filter)
{
    if (filter) clear(filter);
    free(filter);
}

/* ---- reading ---- */

struct reading {
    size_t parts, depth;
};

static HRESULT read_part(struct reading *reading, const SRestriction *res, struct filter *out);

static HRESULT read_parts(struct reading *reading, const SRestriction *items, ULONG count,
                          struct filter *out)
{
    HRESULT hr = S_OK;

    if (count && !items) return MAPI_E_INVALID_PARAMETER;
    if (count > MOST_PARTS) return MAPI_E_TOO_COMPLEX;
    out->parts = calloc(count + 1, sizeof(*out->parts));
    if (!out->parts) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < count && SUCCEEDED(hr); i++) {
        out->n = i + 1;
        hr = read_part(reading, &items[i], &out->parts[i]);
    }
    return hr;
}

/* Text is kept wide, so that the width of what is asked for doesn't matter. */
static HRESULT read_value(const SPropValue *prop, ULONG tag, struct filter *out)
{
    struct value *value;
    HRESULT hr;

    if (!prop) return MAPI_E_INVALID_PARAMETER;
    hr = value_from_prop(prop, &value);
    if (FAILED(hr)) return hr;
    out->tag = tag;
    if (value_type(value) == PT_STRING8) {
        hr = value_as(value, PT_UNICODE, &out->value);
        value_unref(value);
        if (FAILED(hr)) return hr;
    } else {
        out->value = value;
    }
    out->is_anr = PROP_ID(tag) == PROP_ID(PR_ANR);
    if (!out->is_anr) return S_OK;
    if (!value_wide(out->value)) return MAPI_E_TOO_COMPLEX;
    return words_add(&out->words, value_wide(out->value), wide_len(value_wide(out->value)), false);
}

static HRESULT check_relop(ULONG relop)
{
    if (relop == RELOP_RE) return MAPI_E_TOO_COMPLEX;
    return relop > RELOP_RE ? MAPI_E_INVALID_PARAMETER : S_OK;
}

static HRESULT read_part(struct reading *reading, const SRestriction *res, struct filter *out)
{
    HRESULT hr;

    if (++reading->parts > MOST_PARTS || reading->depth == MOST_DEPTH) return MAPI_E_TOO_COMPLEX;
    out->kind = res->rt;
    reading->depth++;
    switch (res->rt) {
    case RES_AND:
        hr = read_parts(reading, res->res.resAnd.lpRes, res->res.resAnd.cRes, out);
        break;
    case RES_OR:
        hr = read_parts(reading, res->res.resOr.lpRes, res->res.resOr.cRes, out);
        break;
    case RES_NOT:
        hr = read_parts(reading, res->res.resNot.lpRes, 1, out);
        break;
    case RES_COMMENT: /* what is in it, or true */
        out->kind = RES_AND;
        hr = read_parts(reading, res->res.resComment.lpRes, res->res.resComment.lpRes ? 1 : 0, out);
        break;
    case RES_CONTENT:
        out->relop = res->res.resContent.ulFuzzyLevel;
        hr = read_value(res->res.resContent.lpProp, res->res.resContent.ulPropTag, out);
        break;
    case RES_PROPERTY:
        out->relop = res->res.resProperty.relop;
        hr = check_relop(out->relop);
        if (SUCCEEDED(hr))
            hr = read_value(res->res.resProperty.lpProp, res->res.resProperty.ulPropTag, out);
        break;
    case RES_COMPAREPROPS:
        out->relop = res->res.resCompareProps.relop;
        out->tag = res->res.resCompareProps.ulPropTag1;
        out->tag2 = res->res.resCompareProps.ulPropTag2;
        hr = check_relop(out->relop);
        break;
    case RES_BITMASK:
        out->relop = res->res.resBitMask.relBMR;
        out->tag = res->res.resBitMask.ulPropTag;
        out->number = res->res.resBitMask.ulMask;
        hr = out->relop > BMR_NEZ ? MAPI_E_INVALID_PARAMETER : S_OK;
        break;
    case RES_SIZE:
        out->relop = res->res.resSize.relop;
        out->tag = res->res.resSize.ulPropTag;
        out->number = res->res.resSize.cb;
        hr = out->relop > RELOP_NE ? MAPI_E_INVALID_PARAMETER : S_OK;
        break;
    case RES_EXIST:
        out->tag = res->res.resExist.ulPropTag;
        hr = S_OK;
        break;
    case RES_SUBRESTRICTION:
        hr = MAPI_E_TOO_COMPLEX;
        break;
    default:
        hr = MAPI_E_INVALID_PARAMETER;
    }
    reading->depth--;
    return hr;
}

HRESULT filter_create(const SRestriction *res, struct filter **out)
{
    struct reading reading = {0};
    struct filter *filter = calloc(1, sizeof(*filter));
    HRESULT hr;

    *out = NULL;
    if (!filter) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = read_part(&reading, res, filter);
    if (FAILED(hr)) {
        filter_free(filter);
        return hr;
    }
    *out = filter;
    return S_OK;
}

const struct words *filter_words(const struct filter *filter, bool *whole)
{
    *whole = filter->is_anr;
    if (filter->is_anr) return &filter->words;
    if (filter->kind != RES_AND) return NULL;
    for (size_t i = 0; i < filter->n; i++)
        if (filter->parts[i].is_anr) return &filter->parts[i].words;
    return NULL;
}

const WCHAR *filter_name_prefix(const struct filter *filter)
{
    const WCHAR *text;

    if (filter->kind != RES_CONTENT || PROP_ID(filter->tag) != PROP_ID(PR_DISPLAY_NAME) ||
        (filter->relop & ~(ULONG)FL_IGNORECASE) != FL_PREFIX)
        return NULL;
    text = value_wide(filter->value);
    return text && *text ? text : NULL;
}

bool filter_name_begins(const struct filter *filter, const struct bag *bag)
{
    const WCHAR *prefix = filter_name_prefix(filter), *name = bag_wide(bag, PR_DISPLAY_NAME_W);
    size_t i = 0, j = 0, n = wide_len(prefix), m;

    if (!*name) name = bag_wide(bag, PR_EMAIL_ADDRESS_W);
    m = wide_len(name);
    while (i < n && j < m)
        if (fold_code_point(wide_next(prefix, n, &i)) != fold_code_point(wide_next(name, m, &j)))
            return false;
    return i == n;
}

int64_t filter_instance(const struct filter *filter)
{
    const SBinary *key = filter->value ? &filter->value->prop.Value.bin : NULL;
    uint64_t id = 0;

    if (filter->kind != RES_PROPERTY || filter->tag != PR_INSTANCE_KEY ||
        filter->relop != RELOP_EQ || value_type(filter->value) != PT_BINARY || key->cb != 8)
        return 0;
    for (int i = 0; i < 8; i++)
        id |= (uint64_t)key->lpb[i] << 8 * i;
    return (int64_t)id;
}

/* ---- matching ---- */

/* Every word begins one of the entry's. */
static HRESULT anr_matches(struct book *book, const struct words *words, int64_t entry,
                           bool *matches)
{
    int64_t n;
    HRESULT hr = S_OK;

    *matches = words->n > 0;
    for (size_t i = 0; i < words->n && *matches && SUCCEEDED(hr); i++) {
        hr = db_int(book_db(book), &n,
                    "SELECT count(*) FROM words WHERE entry=?1 AND substr(word, 1, length(?2))=?2",
                    "it", entry, words->items[i]);
        *matches = n > 0;
    }
    return hr;
}

/* Values of the same type; of text the width is no matter. */
static HRESULT compare(struct value *one, struct value *two, ULONG relop, bool *matches)
{
    AUTO_VALUE struct value *a = NULL, *b = NULL;
    HRESULT hr;

    *matches = false;
    if (value_type(one) == PT_UNICODE || value_type(one) == PT_STRING8) {
        hr = value_as(one, PT_UNICODE, &a);
        if (SUCCEEDED(hr)) hr = value_as(two, PT_UNICODE, &b);
        if (hr == MAPI_E_NOT_FOUND) return S_OK;
        if (FAILED(hr)) return hr;
        *matches = relop_satisfied(fold_order(value_wide(a), wide_len(value_wide(a)), value_wide(b),
                                        wide_len(value_wide(b))),
                             relop);
        return S_OK;
    }
    if (value_type(one) != value_type(two)) return S_OK;
    *matches = relop_satisfied(LPropCompareProp(&one->prop, &two->prop), relop);
    return S_OK;
}

static HRESULT content_matches(struct value *value, const struct filter *filter, bool *matches)
{
    AUTO_VALUE struct value *wide = NULL;
    SPropValue prop;
    HRESULT hr;

    *matches = false;
    if (value_type(value) == PT_STRING8) {
        hr = value_as(value, PT_UNICODE, &wide);
        if (hr == MAPI_E_NOT_FOUND) return S_OK;
        if (FAILED(hr)) return hr;
        value = wide;
    }
    if (value_type(value) != value_type(filter->value)) return S_OK;
    prop = filter->value->prop;
    prop.ulPropTag = value->prop.ulPropTag;
    *matches = FPropContainsProp(&value->prop, &prop, filter->relop);
    return S_OK;
}

static HRESULT single_matches(struct book *book, const struct filter *filter,
                              const struct entry_row *row, const struct bag *bag, bool *matches)
{
    AUTO_VALUE struct value *value = NULL, *other = NULL;
    HRESULT hr = person_value(book, row, bag, filter->tag, &value);

    *matches = false;
    if (hr == MAPI_E_NOT_FOUND) return S_OK;
    if (FAILED(hr)) return hr;
    switch (filter->kind) {
    case RES_EXIST:
        *matches = true;
        return S_OK;
    case RES_CONTENT:
        return content_matches(value, filter, matches);
    case RES_PROPERTY:
        return compare(value, filter->value, filter->relop, matches);
    case RES_BITMASK:
        if (value_type(value) == PT_LONG)
            *matches = ((ULONG)value->prop.Value.l & filter->number) == 0
                           ? filter->relop == BMR_EQZ
                           : filter->relop == BMR_NEZ;
        return S_OK;
    case RES_SIZE:
        *matches = relop_satisfied(value->bytes < filter->number ? -1 : value->bytes > filter->number,
                             filter->relop);
        return S_OK;
    }
    hr = person_value(book, row, bag, filter->tag2, &other);
    if (hr == MAPI_E_NOT_FOUND) return S_OK;
    return FAILED(hr) ? hr : compare(value, other, filter->relop, matches);
}

HRESULT filter_matches(struct book *book, const struct filter *filter, const struct entry_row *row,
                       const struct bag *bag, bool *matches)
{
    HRESULT hr = S_OK;

    if (filter->is_anr) return anr_matches(book, &filter->words, row->id, matches);
    switch (filter->kind) {
    case RES_AND:
    case RES_OR:
        *matches = filter->kind == RES_AND;
        for (size_t i = 0; i < filter->n && SUCCEEDED(hr); i++) {
            hr = filter_matches(book, &filter->parts[i], row, bag, matches);
            if (*matches != (filter->kind == RES_AND)) break;
        }
        return hr;
    case RES_NOT:
        hr = filter_matches(book, &filter->parts[0], row, bag, matches);
        *matches = !*matches;
        return hr;
    }
    return single_matches(book, filter, row, bag, matches);
}
