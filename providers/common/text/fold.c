/*
 * fold.c - case-insensitive comparison that is the same on every machine
 */
#include "common/text/fold.h"
#include "common/text/text8.h"

struct fold_run {
    uint32_t first, last;
    uint32_t step; /* every step-th code point of the run folds */
    int32_t distance;
};
#include "fold_table.h"

uint32_t fold_code_point(uint32_t c)
{
    size_t low = 0, high = sizeof(fold_runs) / sizeof(fold_runs[0]);

    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const struct fold_run *run = &fold_runs[mid];

        if (c < run->first) {
            high = mid;
        } else if (c > run->last) {
            low = mid + 1;
        } else {
            return (c - run->first) % run->step ? c : (uint32_t)((int32_t)c + run->distance);
        }
    }
    return c;
}

bool fold_is_same(const WCHAR *a, const WCHAR *b)
{
    size_t i = 0, j = 0, n = wide_len(a), m = wide_len(b);

    while (i < n && j < m)
        if (fold_code_point(wide_next(a, n, &i)) != fold_code_point(wide_next(b, m, &j)))
            return false;
    return i == n && j == m;
}

int fold_compare(void *unused, int a_bytes, const void *a, int b_bytes, const void *b)
{
    const uint8_t *p = a, *p_end = p + a_bytes, *q = b, *q_end = q + b_bytes;

    (void)unused;
    while (p < p_end && q < q_end) {
        uint32_t c, d;

        if (*p == *q && *p < 0x80) { /* the common road */
            p++;
            q++;
            continue;
        }
        c = fold_code_point(wtf8_next(&p, p_end));
        d = fold_code_point(wtf8_next(&q, q_end));
        if (c != d) return c < d ? -1 : 1;
    }
    return (p < p_end) - (q < q_end);
}

int fold_order(const WCHAR *a, size_t a_chars, const WCHAR *b, size_t b_chars)
{
    size_t i = 0, j = 0;
    int tie = 0;

    while (i < a_chars && j < b_chars) {
        uint32_t c = wide_next(a, a_chars, &i), d = wide_next(b, b_chars, &j);

        if (c == d) continue;
        if (!tie) tie = c > d ? -1 : 1; /* small letters have the higher code */
        c = fold_code_point(c);
        d = fold_code_point(d);
        if (c != d) return c < d ? -1 : 1;
    }
    if (i < a_chars || j < b_chars) return (i < a_chars) - (j < b_chars);
    return tie;
}
