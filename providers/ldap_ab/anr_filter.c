/*
 * anr_filter.c - the filter of the entries that a typed name may mean
 */
#include "anr_filter.h"
#include "common/text/text8.h"

static bool is_between_words(WCHAR c)
{
    return c <= ' ' || c == ',' || c == ';' || c == 0xa0 || (c >= 0x2000 && c <= 0x200b) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xff0c;
}

static void add_word(const struct attribute_map *map, const WCHAR *word, size_t chars,
                     struct filter *out)
{
    filter_add(out, "(|");
    for (size_t i = 0; i < map->anr.n; i++) {
        const struct map_attribute *attribute = &map->anr.attributes[i];

        filter_add_item(out, attribute->name, "", word, chars,
                        attribute->anr == ANR_WHOLE ? "" : "*");
        if (attribute->anr != ANR_WORDS) continue;
        filter_add_item(out, attribute->name, "* ", word, chars, "*");
        filter_add_item(out, attribute->name, "*-", word, chars, "*"); /* Anne-Marie */
    }
    filter_add(out, ")");
}

/* Takes back what doesn't fit into a filter any more, with the end that all words need. */
static bool has_room(struct filter *out, size_t before)
{
    if (out->bad || out->chars + 1 <= FILTER_MAX_CHARS) return true;
    filter_cut(out, before);
    return false;
}

HRESULT anr_filter(const struct attribute_map *map, const WCHAR *typed, struct filter *out)
{
    size_t chars = wide_len(typed), words = 0;

    for (size_t at = 0; at < chars && words < ANR_MAX_WORDS;) {
        size_t end = at;

        while (end < chars && !is_between_words(typed[end]))
            end++;
        if (end > at) {
            size_t n = end - at < ANR_MAX_WORD_CHARS ? end - at : ANR_MAX_WORD_CHARS;

            size_t before = out->chars;

            /* no half of a character */
            if (n < end - at && (typed[at + n] & 0xfc00) == 0xdc00) n--;
            if (!words) filter_add(out, "(&");
            add_word(map, typed + at, n, out);
            if (!has_room(out, before)) break;
            words++;
        }
        at = end + 1;
    }
    if (!words) return S_FALSE;
    filter_add(out, ")");
    return out->bad ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}
