/*
 * native/mark.c - marks within one process
 */
#include "sys/mark.h"
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "sys/lock.h"

struct sys_mark {
    struct sys_mark *next;
    WCHAR name[120];
};
static struct sys_latch latch;
static struct sys_mark *all;

static bool same(const WCHAR *a, const WCHAR *b)
{
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

HRESULT sys_mark_set(const WCHAR *name, struct sys_mark **out)
{
    struct sys_mark *mark = calloc(1, sizeof(*mark));

    *out = NULL;
    if (!mark) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; name[i] && i + 1 < sizeof(mark->name) / sizeof(mark->name[0]); i++)
        mark->name[i] = name[i];
    sys_latch_take(&latch);
    mark->next = all;
    all = mark;
    sys_latch_drop(&latch);
    *out = mark;
    return S_OK;
}

void sys_mark_clear(struct sys_mark *mark)
{
    if (!mark) return;
    sys_latch_take(&latch);
    for (struct sys_mark **at = &all; *at; at = &(*at)->next)
        if (*at == mark) {
            *at = mark->next;
            break;
        }
    sys_latch_drop(&latch);
    free(mark);
}

bool sys_mark_exists(const WCHAR *name)
{
    bool found = false;

    sys_latch_take(&latch);
    for (struct sys_mark *mark = all; mark && !found; mark = mark->next)
        found = same(mark->name, name);
    sys_latch_drop(&latch);
    return found;
}
