/*
 * anr.c - PR_ANR in a restriction, as a question about the words of rows
 */
#include "anr.h"
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"
#include "common/text/words.h"
#include "mapitags.h"

enum {
    DEEPEST = 40,
    MOST_BLOCKS = 10000
};

/* Zeroed room that lives with anr; NULL: memory is out. */
static void *room_for(struct anr *anr, size_t bytes)
{
    void *block;

    if (anr->n == anr->room) {
        size_t room = anr->room ? 2 * anr->room : 16;
        void **grown = realloc(anr->blocks, room * sizeof(*grown));

        if (!grown) return NULL;
        anr->blocks = grown;
        anr->room = room;
    }
    block = calloc(1, bytes);
    if (block) anr->blocks[anr->n++] = block;
    return block;
}

void anr_drop(struct anr *anr)
{
    for (size_t i = 0; i < anr->n; i++)
        free(anr->blocks[i]);
    free(anr->blocks);
    *anr = (struct anr){0};
}

/* One of the row's words begins with this one. */
static HRESULT ask_word(struct anr *anr, const char *word, SRestriction *out)
{
    SPropValue *value = room_for(anr, sizeof(*value));
    WCHAR *text = NULL, *copy;
    size_t chars;
    HRESULT hr = value ? wtf8_to_wide(word, strlen(word), &text, &chars) : MAPI_E_NOT_ENOUGH_MEMORY;

    if (FAILED(hr)) return hr;
    copy = room_for(anr, (chars + 1) * sizeof(*copy));
    if (copy) memcpy(copy, text, chars * sizeof(*copy));
    free(text);
    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    value->ulPropTag = CHANGE_PROP_TYPE(PR_CONTACT_WORDS, PT_UNICODE);
    value->Value.lpszW = copy;
    out->rt = RES_CONTENT;
    out->res.resContent = (SContentRestriction){FL_PREFIX, PR_CONTACT_WORDS, value};
    return S_OK;
}

/* No words at all find nothing. */
static HRESULT ask_nothing(struct anr *anr, SRestriction *out)
{
    SRestriction *is = room_for(anr, sizeof(*is));

    if (!is) return MAPI_E_NOT_ENOUGH_MEMORY;
    is->rt = RES_EXIST;
    is->res.resExist.ulPropTag = PR_ENTRYID; /* each row has it */
    out->rt = RES_NOT;
    out->res.resNot.lpRes = is;
    return S_OK;
}

static HRESULT ask_words(struct anr *anr, const WCHAR *text, SRestriction *out)
{
    struct words words = {0};
    HRESULT hr = words_add(&words, text, wide_len(text), false);

    if (SUCCEEDED(hr) && !words.n) hr = ask_nothing(anr, out);
    else if (SUCCEEDED(hr)) {
        SRestriction *each = room_for(anr, words.n * sizeof(*each));

        out->rt = RES_AND;
        out->res.resAnd = (SAndRestriction){(ULONG)words.n, each};
        if (!each) hr = MAPI_E_NOT_ENOUGH_MEMORY;
        for (size_t i = 0; i < words.n && SUCCEEDED(hr); i++)
            hr = ask_word(anr, words.items[i], &each[i]);
    }
    words_clear(&words);
    return hr;
}

static HRESULT ask_value(struct anr *anr, const SPropValue *typed, SRestriction *out)
{
    WCHAR *text = NULL;
    HRESULT hr = typed ? text_of_prop(typed, &text) : MAPI_E_INVALID_PARAMETER;

    if (SUCCEEDED(hr)) hr = text ? ask_words(anr, text, out) : MAPI_E_INVALID_PARAMETER;
    free(text);
    return hr;
}

static HRESULT translate(struct anr *anr, const SRestriction *res, unsigned depth,
                         SRestriction *out);

static HRESULT translate_all(struct anr *anr, ULONG count, const SRestriction *from, unsigned depth,
                             SRestriction **out)
{
    HRESULT hr = S_OK;

    if (count && !from) return MAPI_E_INVALID_PARAMETER;
    if (count > MOST_BLOCKS) return MAPI_E_TOO_COMPLEX;
    *out = room_for(anr, (count + 1) * sizeof(**out));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < count && SUCCEEDED(hr); i++)
        hr = translate(anr, &from[i], depth, &(*out)[i]);
    return hr;
}

/* The parts of AND and OR, and of NOT, COMMENT, SUBRESTRICTION lie in other places. */
static HRESULT translate(struct anr *anr, const SRestriction *res, unsigned depth,
                         SRestriction *out)
{
    if (depth > DEEPEST || anr->n > MOST_BLOCKS) return MAPI_E_TOO_COMPLEX;
    *out = *res;
    switch (res->rt) {
    case RES_PROPERTY:
        if (PROP_ID(res->res.resProperty.ulPropTag) != PROP_ID(PR_ANR)) return S_OK;
        return ask_value(anr, res->res.resProperty.lpProp, out);
    case RES_CONTENT:
        if (PROP_ID(res->res.resContent.ulPropTag) != PROP_ID(PR_ANR)) return S_OK;
        return ask_value(anr, res->res.resContent.lpProp, out);
    case RES_AND:
    case RES_OR: /* the two are the same */
        return translate_all(anr, res->res.resAnd.cRes, res->res.resAnd.lpRes, depth + 1,
                             &out->res.resAnd.lpRes);
    case RES_NOT:
        return translate_all(anr, 1, res->res.resNot.lpRes, depth + 1, &out->res.resNot.lpRes);
    case RES_COMMENT:
        if (!res->res.resComment.lpRes) return S_OK;
        return translate_all(anr, 1, res->res.resComment.lpRes, depth + 1,
                             &out->res.resComment.lpRes);
    }
    return S_OK;
}

HRESULT anr_translate(const SRestriction *res, struct anr *out)
{
    return translate_all(out, 1, res, 0, &out->res);
}

HRESULT anr_of_text(const WCHAR *text, struct anr *out)
{
    out->res = room_for(out, sizeof(*out->res));
    return out->res ? ask_words(out, text, out->res) : MAPI_E_NOT_ENOUGH_MEMORY;
}
