/*
 * tags.c - property tags by the names of the MAPI reference; the table is made from
 * include/mapitags.h
 */
#include <stdlib.h>
#include <string.h>
#include "tags.h"
#include "tag_table.h" /* generated: static const struct { ULONG tag; const char *name; } tag_table[] */

static const struct {
    ULONG type;
    const char *name;
} types[] = {
    {PT_UNSPECIFIED, "PT_UNSPECIFIED"},
    {PT_NULL, "PT_NULL"},
    {PT_I2, "PT_I2"},
    {PT_LONG, "PT_LONG"},
    {PT_R4, "PT_R4"},
    {PT_DOUBLE, "PT_DOUBLE"},
    {PT_CURRENCY, "PT_CURRENCY"},
    {PT_APPTIME, "PT_APPTIME"},
    {PT_ERROR, "PT_ERROR"},
    {PT_BOOLEAN, "PT_BOOLEAN"},
    {PT_OBJECT, "PT_OBJECT"},
    {PT_I8, "PT_I8"},
    {PT_STRING8, "PT_STRING8"},
    {PT_UNICODE, "PT_UNICODE"},
    {PT_SYSTIME, "PT_SYSTIME"},
    {PT_CLSID, "PT_CLSID"},
    {PT_BINARY, "PT_BINARY"},
    {PT_MV_I2, "PT_MV_I2"},
    {PT_MV_LONG, "PT_MV_LONG"},
    {PT_MV_R4, "PT_MV_R4"},
    {PT_MV_DOUBLE, "PT_MV_DOUBLE"},
    {PT_MV_CURRENCY, "PT_MV_CURRENCY"},
    {PT_MV_APPTIME, "PT_MV_APPTIME"},
    {PT_MV_SYSTIME, "PT_MV_SYSTIME"},
    {PT_MV_STRING8, "PT_MV_STRING8"},
    {PT_MV_BINARY, "PT_MV_BINARY"},
    {PT_MV_UNICODE, "PT_MV_UNICODE"},
    {PT_MV_CLSID, "PT_MV_CLSID"},
    {PT_MV_I8, "PT_MV_I8"},
};

const char *type_name(ULONG type)
{
    for (size_t i = 0; i < ARRAYSIZE(types); i++)
        if (types[i].type == type) return types[i].name;
    return NULL;
}

/* Both widths of a text under one tag. */
static ULONG wide(ULONG tag)
{
    return (PROP_TYPE(tag) & ~MV_FLAG) == PT_STRING8 ? tag + (PT_UNICODE - PT_STRING8) : tag;
}

const char *tag_name(ULONG tag)
{
    const char *same_id = NULL;

    for (size_t i = 0; i < ARRAYSIZE(tag_table); i++) {
        if (PROP_ID(tag_table[i].tag) != PROP_ID(tag)) continue;
        if (wide(tag_table[i].tag) == wide(tag)) return tag_table[i].name;
        same_id = tag_table[i].name;
    }
    return PROP_TYPE(tag) == PT_UNSPECIFIED || PROP_TYPE(tag) == PT_ERROR ? same_id : NULL;
}

ULONG tag_from_text(const WCHAR *text, size_t len)
{
    char name[64];
    size_t n = len;

    if (len >= sizeof(name)) return 0;
    for (size_t i = 0; i < len; i++)
        name[i] = text[i] < 0x7f ? (char)text[i] : '?';
    name[len] = 0;
    if (name[0] == '0' && (name[1] == 'x' || name[1] == 'X')) {
        char *end;
        ULONG tag = strtoul(name, &end, 16);

        return *end || len != 10 ? 0 : tag;
    }
    if (n > 2 && (!strcmp(name + n - 2, "_W") || !strcmp(name + n - 2, "_A"))) name[n - 2] = 0;
    for (size_t i = 0; i < ARRAYSIZE(tag_table); i++)
        if (!_stricmp(tag_table[i].name, name)) return tag_table[i].tag;
    return 0;
}
