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

        if (x > 0x7f || y > 0x7f) return false;
        if (x == y) {
            if (!x) break;
            continue;
        }
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

bool text_contains(const WCHAR *text, const WCHAR *part, ULONG fuzzy)
{
    const WCHAR *rest;

    if (!text) text = L"";
    if (!part) part = L"";
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
