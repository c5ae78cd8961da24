/*
 * text_order.c - the one order of text, and when text contains text
 */
#include "prop/text_order.h"
#include "base/mem.h"
#include "base/text.h"
#include <string.h>

#define ORDER(x, y) ((x) < (y) ? -1 : (x) > (y))

int text_order(const WCHAR *a, const WCHAR *b)
{
    int tie = 0;

    if (!a) a = L"";
    if (!b) b = L"";
    for (;; a++, b++) {
        while (*a == *b && *a)
            a++, b++;
        if (*a == *b) {
            if (!*a) return tie;
            continue;
        }
        WCHAR x = text_fold(*a), y = text_fold(*b);

        if (x != y) return ORDER(x, y);
        if (!tie) tie = ORDER(*b, *a); /* small letters have the higher code */
    }
}

/* The same for 7-bit text, without a conversion; false at the first byte above. */
static bool order_ascii(const char *a, const char *b, int *order)
{
    int tie = 0;

    for (;; a++, b++) {
        unsigned char x = (unsigned char)*a, y = (unsigned char)*b;

        while (x == y && x && x <= 0x7f)
            x = (unsigned char)*++a, y = (unsigned char)*++b;
        if (x > 0x7f || y > 0x7f) return false;
        if (x == y) break;
        unsigned char fold_x = x >= 'a' && x <= 'z' ? x - 32 : x,
                      fold_y = y >= 'a' && y <= 'z' ? y - 32 : y;

        if (fold_x != fold_y) {
            *order = ORDER(fold_x, fold_y);
            return true;
        }
        if (!tie) tie = ORDER(y, x);
    }
    *order = tie;
    return true;
}

int text_order8(const char *a, const char *b)
{
    AUTO_FREE WCHAR *x = NULL, *y = NULL;
    int order;

    if (!a) a = "";
    if (!b) b = "";
    if (order_ascii(a, b, &order)) return order;
    if (!strcmp(a, b)) return 0;
    if (FAILED(text_from_ansi(a, -1, 0, NULL, &x)) || FAILED(text_from_ansi(b, -1, 0, NULL, &y)))
        return strcmp(a, b); /* out of memory: still an order, and right about equality */
    return text_order(x, y);
}

int text_order_mixed(const WCHAR *a, const char *b)
{
    AUTO_FREE WCHAR *y = NULL;

    if (!b) return text_order(a, NULL);
    if (FAILED(text_from_ansi(b, -1, 0, NULL, &y))) return 1; /* out of memory: not equal */
    return text_order(a, y);
}

/* The next character that counts at this level, folded; 0 at the end. */
static WCHAR next_fold(const WCHAR **at, ULONG fuzzy)
{
    WCHAR c;

    do {
        c = **at;
        if (!c) return 0;
        (*at)++;
        if (fuzzy & (FL_IGNORENONSPACE | FL_LOOSE)) c = nonspace_base(c);
    } while (!c);
    return fuzzy & (FL_IGNORECASE | FL_LOOSE) ? text_fold(c) : c;
}

/* Does text begin with part? *rest is what follows. */
static bool begins(const WCHAR *text, const WCHAR *part, ULONG fuzzy, const WCHAR **rest)
{
    for (;;) {
        WCHAR wanted = next_fold(&part, fuzzy);

        *rest = text;
        if (!wanted) return true;
        if (next_fold(&text, fuzzy) != wanted) return false;
    }
}

/* Capitals of 7-bit characters. */
static inline unsigned fold7(unsigned c)
{
    return c - 'a' < 26 ? c - 32 : c;
}

/*
 * The same question of text that is all 7-bit as far as it is looked at, whose units are of either
 * width and which no mark can stand in: 1 yes, 0 no, -1 some unit is beyond.
 */
#define CONTAINS7(name, UNIT, FOLD)                                                                \
    static inline int begins_##name(const UNIT *text, const UNIT *part, bool whole)                \
    {                                                                                              \
        for (;; text++, part++) {                                                                  \
            unsigned x = *text, y = *part;                                                         \
                                                                                                   \
            if (!y && !whole) return 1;                                                            \
            if ((x | y) > 0x7f) return -1;                                                         \
            if (x != y && FOLD(x) != FOLD(y)) return 0;                                            \
            if (!y) return 1;                                                                      \
        }                                                                                          \
    }                                                                                              \
    static int contains_##name(const UNIT *text, const UNIT *part, ULONG how)                      \
    {                                                                                              \
        unsigned first = FOLD(*part);                                                              \
        int answer;                                                                                \
                                                                                                   \
        if (how != FL_SUBSTRING) return begins_##name(text, part, how != FL_PREFIX);               \
        if (first > 0x7f) return -1;                                                               \
        if (!first) return 1;                                                                      \
        for (;; text++) {                                                                          \
            unsigned c = *text;                                                                    \
                                                                                                   \
            if (c > 0x7f) return -1;                                                               \
            if (!c) return 0;                                                                      \
            if (FOLD(c) != first) continue;                                                        \
            answer = begins_##name(text + 1, part + 1, false);                                     \
            if (answer) return answer;                                                             \
        }                                                                                          \
    }
#define AS_IT_IS(c) ((unsigned)(c))
CONTAINS7(bytes, unsigned char, AS_IT_IS)
CONTAINS7(bytes_of_any_case, unsigned char, fold7)
CONTAINS7(units, WCHAR, AS_IT_IS)
CONTAINS7(units_of_any_case, WCHAR, fold7)

bool text_contains8(const char *text, const char *part, ULONG fuzzy)
{
    const unsigned char *t = (const unsigned char *)(text ? text : ""),
                        *p = (const unsigned char *)(part ? part : "");
    AUTO_FREE WCHAR *wide_text = NULL, *wide_part = NULL;
    ULONG how = fuzzy & 0xffff;
    int answer = fuzzy & (FL_IGNORECASE | FL_LOOSE) ? contains_bytes_of_any_case(t, p, how)
                                                    : contains_bytes(t, p, how);

    if (answer >= 0) return answer;
    if (FAILED(text_from_ansi((const char *)t, -1, 0, NULL, &wide_text)) ||
        FAILED(text_from_ansi((const char *)p, -1, 0, NULL, &wide_part)))
        return false;
    return text_contains(wide_text, wide_part, fuzzy);
}

bool text_contains(const WCHAR *text, const WCHAR *part, ULONG fuzzy)
{
    ULONG how = fuzzy & 0xffff;
    const WCHAR *rest;
    int answer;

    if (!text) text = L"";
    if (!part) part = L"";
    answer = fuzzy & (FL_IGNORECASE | FL_LOOSE) ? contains_units_of_any_case(text, part, how)
                                                : contains_units(text, part, how);
    if (answer >= 0) return answer;
    switch (fuzzy & 0xffff) {
    case FL_PREFIX:
        return begins(text, part, fuzzy, &rest);
    case FL_SUBSTRING:
        do
            if (begins(text, part, fuzzy, &rest)) return true;
        while (*text++);
        return false;
    default:
        return begins(text, part, fuzzy, &rest) && !next_fold(&rest, fuzzy);
    }
}
