/*
 * width.c - how many cells of a terminal a text takes
 *
 * Two: East Asian wide and full-width characters, emoji. None: combining marks, joiners, variation
 * selectors. The rest: one.
 */
#include "width.h"
#include <stdlib.h>

struct range {
    ULONG first, last;
};

static const struct range none[] = {
    {0x0300, 0x036f},   {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f},
    {0x0670, 0x0670},   {0x06d6, 0x06dc}, {0x093c, 0x093c}, {0x0941, 0x0948}, {0x094d, 0x094d},
    {0x0e31, 0x0e31},   {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x200b, 0x200f},   {0x202a, 0x202e}, {0x2060, 0x206f}, {0x20d0, 0x20ff}, {0x302a, 0x302d},
    {0x3099, 0x309a},   {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}, {0x1f3fb, 0x1f3ff},
    {0xe0000, 0xe01ef},
};
static const struct range two[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x23e9, 0x23ec},   {0x2614, 0x2615},
    {0x2705, 0x2705},   {0x274c, 0x274c},   {0x2e80, 0x303e},   {0x3041, 0x33ff},
    {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa000, 0xa4cf},   {0xa960, 0xa97f},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
    {0xffe0, 0xffe6},   {0x16fe0, 0x18aff}, {0x1b000, 0x1b2ff}, {0x1f300, 0x1f64f},
    {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

static int in_range(const void *key, const void *element)
{
    ULONG code = *(const ULONG *)key;
    const struct range *range = element;

    return code < range->first ? -1 : code > range->last;
}

ULONG next_code(const WCHAR **text)
{
    const WCHAR *at = *text;

    if (IS_HIGH_SURROGATE(at[0]) && IS_LOW_SURROGATE(at[1])) {
        *text += 2;
        return 0x10000 + ((ULONG)(at[0] - 0xd800) << 10) + (at[1] - 0xdc00u);
    }
    *text += 1;
    return at[0];
}

int code_width(ULONG code)
{
    if (code < 0x300) return 1;
    if (bsearch(&code, none, ARRAYSIZE(none), sizeof(*none), in_range)) return 0;
    return bsearch(&code, two, ARRAYSIZE(two), sizeof(*two), in_range) ? 2 : 1;
}

int text_width(const WCHAR *text)
{
    int width = 0;

    while (*text)
        width += code_width(next_code(&text));
    return width;
}
