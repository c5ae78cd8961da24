/*
 * restriction_filter.c - an SRestriction as the filter of what a server is asked for
 *
 * Each part is written either as it stands or as its opposite (under RES_NOT), and always so that
 * no entry is lost: a server's equality is wider than ours, so its opposite would be narrower and
 * is not said. AND leaves out what can't be said; OR with such a part can't be said itself.
 */
#include "restriction_filter.h"
#include <stdlib.h>
#include <string.h>
#include "anr_filter.h"
#include "common/text/text8.h"
#include "filter.h"

#define MAX_DEPTH                                                                                  \
    48 /* each level of ours is one of the filter's, and leaves have some of their own */

struct writer {
    const struct attribute_map *map;
    struct filter filter;
    size_t nodes;
    bool exact;
};

/* S_OK: written; S_FALSE: any entry may match, nothing was written */
static HRESULT write_node(struct writer *w, const SRestriction *node, bool opposite, int depth);

static HRESULT cannot_say(struct writer *w)
{
    w->exact = false;
    return S_FALSE;
}

/* ---- and, or ---- */

static HRESULT write_several(struct writer *w, const SRestriction *items, ULONG n, bool all,
                             bool opposite, int depth)
{
    size_t start = w->filter.chars;
    bool every = all != opposite; /* what is written is an AND */
    ULONG said = 0;

    if (n && !items) return MAPI_E_INVALID_PARAMETER;
    if (!n) {
        if (every) return S_FALSE; /* exactly so */
        filter_add(&w->filter, FILTER_NOTHING);
        return S_OK;
    }
    filter_add(&w->filter, every ? "(&" : "(|");
    for (ULONG i = 0; i < n; i++) {
        HRESULT hr = write_node(w, &items[i], opposite, depth + 1);

        if (FAILED(hr)) return hr;
        if (hr == S_OK) said++;
        if (hr == S_FALSE && !every) {
            filter_cut(&w->filter, start);
            return S_FALSE;
        }
    }
    if (!said) {
        filter_cut(&w->filter, start);
        return S_FALSE;
    }
    filter_add(&w->filter, ")");
    return S_OK;
}

/* ---- leaves ---- */

static bool is_text(ULONG tag)
{
    return PROP_TYPE(tag) == PT_UNICODE || PROP_TYPE(tag) == PT_STRING8;
}

/* The constant as UTF-16: itself, or owned. S_FALSE: it is no text. */
static HRESULT text_of(const SPropValue *value, const WCHAR **text, WCHAR **owned)
{
    size_t chars;

    *owned = NULL;
    switch (PROP_TYPE(value->ulPropTag)) {
    case PT_UNICODE:
        *text = value->Value.lpszW;
        return *text ? S_OK : MAPI_E_INVALID_PARAMETER;
    case PT_STRING8:
        if (!value->Value.lpszA) return MAPI_E_INVALID_PARAMETER;
        if (FAILED(wide_from_ansi(value->Value.lpszA, strlen(value->Value.lpszA), 0, owned, &chars,
                                  NULL)))
            return MAPI_E_NOT_ENOUGH_MEMORY;
        *text = *owned;
        return S_OK;
    }
    return S_FALSE;
}

static HRESULT write_presence(struct writer *w, const struct map_property *property)
{
    if (property->n > 1) filter_add(&w->filter, "(|");
    for (size_t i = 0; i < property->n; i++) {
        filter_add(&w->filter, "(");
        filter_add(&w->filter, property->attributes[i].name);
        filter_add(&w->filter, "=*)");
    }
    if (property->n > 1) filter_add(&w->filter, ")");
    return S_OK;
}

/* Whether the row has it; what isn't in the map it may have all the same. */
static HRESULT write_exists(struct writer *w, ULONG tag, bool opposite)
{
    const struct map_property *property = attribute_map_find(w->map, tag);

    if (!property || !is_text(tag) || !is_text(property->tag)) return cannot_say(w);
    if (opposite) filter_add(&w->filter, "(!");
    write_presence(w, property);
    if (opposite) filter_add(&w->filter, ")");
    return S_OK;
}

/* Any of the property's attributes has a value with the text. An empty text no value has. */
static HRESULT write_text(struct writer *w, const struct map_property *property, const WCHAR *text,
                          const char *before, const char *after)
{
    size_t chars = wide_len(text);

    w->exact = false;
    if (!chars) return write_presence(w, property);
    if (property->n > 1) filter_add(&w->filter, "(|");
    for (size_t i = 0; i < property->n; i++)
        filter_add_item(&w->filter, property->attributes[i].name, before, text, chars, after);
    if (property->n > 1) filter_add(&w->filter, ")");
    return S_OK;
}

static HRESULT write_anr(struct writer *w, const WCHAR *text)
{
    return anr_filter(w->map, text, &w->filter); /* S_FALSE: no word, so any entry */
}

static HRESULT write_kind(struct writer *w, LONG type)
{
    if (type != MAPI_MAILUSER && type != MAPI_DISTLIST) return cannot_say(w);
    filter_add(&w->filter, type == MAPI_MAILUSER ? w->map->person : w->map->list);
    w->exact = false; /* an entry may be both for the server, and is one for us */
    return S_OK;
}

static HRESULT write_property(struct writer *w, const SPropertyRestriction *node, bool opposite)
{
    const struct map_property *property = attribute_map_find(w->map, node->ulPropTag);
    const WCHAR *text;
    WCHAR *owned = NULL;
    HRESULT hr;

    if (!node->lpProp) return MAPI_E_INVALID_PARAMETER;
    if (node->ulPropTag == PR_OBJECT_TYPE && node->relop == RELOP_EQ && !opposite &&
        node->lpProp->ulPropTag == PR_OBJECT_TYPE)
        return write_kind(w, node->lpProp->Value.l);
    hr = text_of(node->lpProp, &text, &owned);
    if (FAILED(hr)) return hr;
    if (hr == S_FALSE || opposite) {
        hr = cannot_say(w);
    } else if (PROP_ID(node->ulPropTag) == PROP_ID(PR_ANR)) {
        w->exact = false; /* a restriction of its own; the server's answer is what it means */
        hr = node->relop == RELOP_EQ ? write_anr(w, text) : S_FALSE;
    } else if (!property || property->kind != ATTRIBUTE_TEXT || node->relop > RELOP_NE) {
        hr = cannot_say(w);
    } else if (node->relop == RELOP_EQ) {
        hr = write_text(w, property, text, "", "");
    } else { /* an order that servers see otherwise: but there must be a value */
        w->exact = false;
        hr = write_presence(w, property);
    }
    free(owned);
    return hr;
}

static HRESULT write_content(struct writer *w, const SContentRestriction *node, bool opposite)
{
    const struct map_property *property = attribute_map_find(w->map, node->ulPropTag);
    ULONG how = node->ulFuzzyLevel & 0xffff;
    const WCHAR *text;
    WCHAR *owned = NULL;
    HRESULT hr;

    if (!node->lpProp) return MAPI_E_INVALID_PARAMETER;
    hr = text_of(node->lpProp, &text, &owned);
    if (FAILED(hr)) return hr;
    if (hr == S_FALSE || opposite) {
        hr = cannot_say(w);
    } else if (PROP_ID(node->ulPropTag) == PROP_ID(PR_ANR)) {
        w->exact = false;
        hr = write_anr(w, text);
    } else if (!property || property->kind != ATTRIBUTE_TEXT || how > FL_PREFIX) {
        hr = cannot_say(w);
    } else if (node->ulFuzzyLevel & (FL_IGNORENONSPACE | FL_LOOSE)) {
        w->exact = false; /* servers mind marks: é isn't e there */
        hr = write_presence(w, property);
    } else {
        hr = write_text(w, property, text, how == FL_SUBSTRING ? "*" : "",
                        how == FL_FULLSTRING ? "" : "*");
    }
    free(owned);
    return hr;
}

static HRESULT write_node(struct writer *w, const SRestriction *node, bool opposite, int depth)
{
    if (!node) return MAPI_E_INVALID_PARAMETER;
    if (depth > MAX_DEPTH || ++w->nodes > RESTRICTION_MAX_NODES) return MAPI_E_TOO_COMPLEX;
    switch (node->rt) {
    case RES_AND:
        return write_several(w, node->res.resAnd.lpRes, node->res.resAnd.cRes, true, opposite,
                             depth);
    case RES_OR:
        return write_several(w, node->res.resOr.lpRes, node->res.resOr.cRes, false, opposite,
                             depth);
    case RES_NOT:
        return write_node(w, node->res.resNot.lpRes, !opposite, depth + 1);
    case RES_COMMENT:
    case RES_ANNOTATION:
        if (!node->res.resComment.lpRes) return S_FALSE;
        return write_node(w, node->res.resComment.lpRes, opposite, depth + 1);
    case RES_EXIST:
        return write_exists(w, node->res.resExist.ulPropTag, opposite);
    case RES_PROPERTY:
        return write_property(w, &node->res.resProperty, opposite);
    case RES_CONTENT:
        return write_content(w, &node->res.resContent, opposite);
    case RES_COMPAREPROPS: /* of these a filter knows nothing */
    case RES_BITMASK:
    case RES_SIZE:
    case RES_COUNT:
    case RES_SUBRESTRICTION:
        return cannot_say(w);
    }
    return MAPI_E_INVALID_PARAMETER;
}

HRESULT restriction_filter(const struct attribute_map *map, const SRestriction *restriction,
                           char **out, bool *exact)
{
    struct writer w = {.map = map, .exact = true};
    HRESULT hr = write_node(&w, restriction, false, 1);

    *out = NULL;
    *exact = false;
    if (hr == S_OK && !w.filter.bad && w.filter.chars > FILTER_MAX_CHARS) hr = cannot_say(&w);
    if (hr == S_OK) hr = filter_take(&w.filter, out);
    filter_clear(&w.filter);
    *exact = SUCCEEDED(hr) && w.exact;
    return SUCCEEDED(hr) ? S_OK : hr;
}
