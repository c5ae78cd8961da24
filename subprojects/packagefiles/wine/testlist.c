/*
 * testlist.c - the tests of winetest_mapi32.exe
 */
#define STANDALONE
#include <windows.h>
#include <string.h>
#include "wine/test.h"

void func_imalloc(void);
void func_prop(void);
void func_util(void);

const struct test winetest_testlist[] = {{"imalloc", func_imalloc}, {"prop", func_prop}, {"util", func_util}, {0, 0}};

/* What Wine's C library has for messages: the last few of them stay. */
const char *__wine_dbg_strdup(const char *text)
{
    static char kept[16][512];
    static unsigned n;
    char *copy = kept[n++ % 16];

    strncpy(copy, text, sizeof(kept[0]) - 1);
    return copy;
}
