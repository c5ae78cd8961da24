/*
 * words.c - the words of a name or address, as an entry is found by their beginnings
 */
#include "common/text/words.h"
#include <stdlib.h>
#include <string.h>
#include "common/text/fold.h"
#include "common/text/nonspace.h"
#include "common/text/text8.h"

static bool is_between(uint32_t c, uint32_t first, uint32_t last)
{
    return c >= first && c <= last;
}

/* Blanks and marks between words, of the scripts there are. */
static bool parts_words(uint32_t c)
{
    if (c < 0x80)
        return !(is_between(c, '0', '9') || is_between(c, 'a', 'z') || is_between(c, 'A', 'Z'));
    return is_between(c, 0x80, 0xa9) || is_between(c, 0xab, 0xb1) || is_between(c, 0xb4, 0xb4) ||
           is_between(c, 0xb6, 0xb8) || is_between(c, 0xbb, 0xbf) || c == 0xd7 || c == 0xf7 ||
           c == 0x55a || c == 0x589 || c == 0x5be || c == 0x5f3 || c == 0x5f4 || c == 0x60c ||
           c == 0x61b || c == 0x61f || c == 0x640 || c == 0x6d4 || c == 0x964 || c == 0x965 ||
           is_between(c, 0x2000, 0x206f) || is_between(c, 0x3000, 0x3004) ||
           is_between(c, 0x3008, 0x3020) || c == 0x30fb || is_between(c, 0xfe10, 0xfe6b) ||
           is_between(c, 0xff01, 0xff0f) || is_between(c, 0xff1a, 0xff20) ||
           is_between(c, 0xff3b, 0xff40) || is_between(c, 0xff5b, 0xff65);
}

/* Han and Kana are written without blanks. */
static bool begins_anywhere(uint32_t c)
{
    return is_between(c, 0x3040, 0x30ff) || is_between(c, 0x3400, 0x9fff) ||
           is_between(c, 0xf900, 0xfaff) || is_between(c, 0x20000, 0x3ffff);
}

static HRESULT add_word(struct words *words, const WCHAR *word, size_t chars)
{
    size_t bytes;
    char **grown;
    char *text;
    HRESULT hr;

    if (!chars || words->n == WORDS_MOST) return S_OK;
    hr = wtf8_from_wide(word, chars, &text, &bytes);
    if (FAILED(hr)) return hr;
    for (size_t i = 0; i < words->n; i++) {
        if (strcmp(words->items[i], text)) continue;
        free(text);
        return S_OK;
    }
    grown = realloc(words->items, (words->n + 1) * sizeof(*grown));
    if (!grown) {
        free(text);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    words->items = grown;
    grown[words->n++] = text;
    return S_OK;
}

static size_t put(WCHAR *to, uint32_t c)
{
    if (c < 0x10000) {
        *to = (WCHAR)c;
        return 1;
    }
    to[0] = (WCHAR)(0xd800 + ((c - 0x10000) >> 10));
    to[1] = (WCHAR)(0xdc00 + ((c - 0x10000) & 0x3ff));
    return 2;
}

/* The word at `at`, folded; *end is behind what of it was looked at. */
static HRESULT add_at(struct words *words, const WCHAR *text, size_t chars, size_t at, size_t *end)
{
    WCHAR word[2 * WORD_MOST_CHARS];
    size_t n = 0, points = 0, next;

    for (; at < chars; at = next) {
        uint32_t c;

        next = at;
        c = wide_next(text, chars, &next);
        if (parts_words(c)) break;
        c = nonspace_strip(c);
        if (c == NONSPACE_MARK || points == WORD_MOST_CHARS) continue;
        c = fold_code_point(c);
        if (!c) break;
        n += put(word + n, c);
        points++;
    }
    *end = at;
    return add_word(words, word, n);
}

HRESULT words_add(struct words *words, const WCHAR *text, size_t chars, bool begin)
{
    size_t at = 0, next, end, inside;
    HRESULT hr = S_OK;

    while (at < chars && SUCCEEDED(hr) && words->n < WORDS_MOST) {
        next = at;
        if (parts_words(wide_next(text, chars, &next))) {
            at = next;
            continue;
        }
        hr = add_at(words, text, chars, at, &end);
        for (at = next; begin && at < end && SUCCEEDED(hr) && words->n < WORDS_MOST; at = next) {
            next = at;
            if (begins_anywhere(wide_next(text, chars, &next)))
                hr = add_at(words, text, chars, at, &inside);
        }
        at = end;
    }
    return hr;
}

void words_clear(struct words *words)
{
    for (size_t i = 0; i < words->n; i++)
        free(words->items[i]);
    free(words->items);
    *words = (struct words){0};
}
