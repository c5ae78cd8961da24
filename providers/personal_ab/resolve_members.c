/*
 * resolve_members.c - names that a user typed become members of a personal distribution list
 */
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"
#include "members.h"
#include "person.h"
#include "resolve.h"

struct members {
    struct bag *rows;
    size_t n;
};

static HRESULT add_text(struct words *words, const struct bag *bag, ULONG tag)
{
    const WCHAR *text = bag_wide(bag, tag);

    return words_add(words, text, wide_len(text), true);
}

static bool begins_one(const struct words *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++)
        if (!strncmp(words->items[i], word, strlen(word))) return true;
    return false;
}

/* 7.9-14: every word that was typed begins one of the member's. */
static HRESULT matches(const struct bag *member, const struct words *typed, bool *is)
{
    struct words words = {0};
    HRESULT hr = add_text(&words, member, PR_DISPLAY_NAME_W);

    if (SUCCEEDED(hr)) hr = add_text(&words, member, PR_EMAIL_ADDRESS_W);
    *is = SUCCEEDED(hr) && typed->n;
    for (size_t i = 0; i < typed->n && *is; i++)
        *is = begins_one(&words, typed->items[i]);
    words_clear(&words);
    return hr;
}

static bool is_whole(const struct bag *member, const WCHAR *name)
{
    return resolve_is_same(bag_wide(member, PR_DISPLAY_NAME_W), name) ||
           resolve_is_same(bag_wide(member, PR_EMAIL_ADDRESS_W), name);
}

static HRESULT look(struct book *book, void *context, const WCHAR *name, const SPropTagArray *tags,
                    struct value **values, ULONG *answer)
{
    const struct members *members = context;
    const struct bag *found = NULL, *whole = NULL;
    struct words typed = {0};
    size_t n = 0, n_whole = 0;
    HRESULT hr = words_add(&typed, name, wide_len(name), false);

    (void)book;
    *answer = MAPI_UNRESOLVED;
    for (size_t i = 0; i < members->n && SUCCEEDED(hr); i++) {
        bool is;

        hr = matches(&members->rows[i], &typed, &is);
        if (FAILED(hr) || !is) continue;
        found = &members->rows[i];
        n++;
        if (!is_whole(found, name)) continue;
        whole = found;
        n_whole++;
    }
    words_clear(&typed);
    if (FAILED(hr) || !n) return hr;
    if (n_whole == 1) found = whole;
    *answer = n == 1 || n_whole == 1 ? MAPI_RESOLVED : MAPI_AMBIGUOUS;
    for (ULONG i = 0; *answer == MAPI_RESOLVED && i < tags->cValues; i++)
        values[i] = value_ref(bag_find(found, tags->aulPropTag[i]));
    return S_OK;
}

/* What the caller asks for, and what a name is found by. free() it. */
static SPropTagArray *tags_with_names(const SPropTagArray *tags)
{
    SPropTagArray *all = malloc(CbNewSPropTagArray(tags->cValues + 2));

    if (!all) return NULL;
    memcpy(all, tags, CbNewSPropTagArray(tags->cValues));
    all->aulPropTag[all->cValues++] = PR_DISPLAY_NAME_W;
    all->aulPropTag[all->cValues++] = PR_EMAIL_ADDRESS_W;
    return all;
}

HRESULT resolve_members(struct book *book, int64_t list, const SPropTagArray *tags, ULONG flags,
                        ADRLIST *names, FlagList *answers)
{
    struct members members = {0};
    SPropTagArray *all;
    HRESULT hr;

    if (tags && tags->cValues > 0x7fff) return MAPI_E_INVALID_PARAMETER;
    all = tags_with_names(resolve_tags(tags, flags));
    if (!all) return MAPI_E_NOT_ENOUGH_MEMORY;
    db_lock(book_db(book));
    hr = members_rows(book, list, all, &members.rows, &members.n);
    db_unlock(book_db(book));
    free(all);
    if (SUCCEEDED(hr)) hr = resolve_with(book, look, &members, tags, flags, names, answers);
    members_free(members.rows, members.n);
    return hr;
}
