/*
 * sql_table_heading.c - the values of a heading row
 */
#include "sql_table_lines.h"

static bool is_text(ULONG type)
{
    return type == PT_UNICODE || type == PT_STRING8;
}

static HRESULT count_unread(struct heading_row *heading)
{
    struct scan *scan = heading->table->scan;
    int64_t unread = heading->group->unread;
    HRESULT hr = S_OK;

    if (unread < 0)
        hr = scan_unread(scan, heading->group->row, scan->order.level_keys[heading->group->level],
                         &unread);
    if (SUCCEEDED(hr)) heading->group->unread = (int32_t)unread;
    return hr;
}

/* What its level is sorted by: the greatest or least of its rows' values. */
static HRESULT best_value(struct heading_row *heading, ULONG tag, struct value **out)
{
    sqlite3_value *best = heading->group->best;

    if (!best) return MAPI_E_NOT_FOUND;
    switch (PROP_TYPE(tag)) {
    case PT_SHORT:
    case PT_LONG:
    case PT_BOOLEAN:
        return value_long(tag, sqlite3_value_int(best), out);
    case PT_LONGLONG:
    case PT_CURRENCY:
    case PT_SYSTIME:
        return value_i8(tag, sqlite3_value_int64(best), out);
    case PT_UNICODE:
    case PT_STRING8:
        return value_text8(CHANGE_PROP_TYPE(tag, PT_UNICODE),
                           (const char *)sqlite3_value_text(best),
                           (size_t)sqlite3_value_bytes(best), out);
    }
    return MAPI_E_NOT_FOUND; /* numbers with a point, bytes: of which no heading tells */
}

/* What a restriction asks, and what a column is made of: the keys, and what is known of the group.
 */
HRESULT heading_value(void *self, ULONG tag, struct value **out)
{
    struct heading_row *heading = self;
    const SSortOrderSet *set = heading->table->scan->set;
    const struct group *group = heading->group;
    BYTE key[GROUP_KEY_BYTES];
    int level = -1;
    HRESULT hr;

    *out = NULL;
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_INSTANCE_KEY):
        heading_key(group, key);
        return value_binary(PR_INSTANCE_KEY, key, sizeof(key), out);
    case PROP_ID(PR_ROW_TYPE):
        return value_long(PR_ROW_TYPE,
                          group->expanded ? TBL_EXPANDED_CATEGORY : TBL_COLLAPSED_CATEGORY, out);
    case PROP_ID(PR_DEPTH):
        return value_long(PR_DEPTH, group->level, out);
    case PROP_ID(PR_CONTENT_COUNT):
        return value_long(PR_CONTENT_COUNT, (LONG)group->count, out);
    case PROP_ID(PR_CONTENT_UNREAD):
        hr = count_unread(heading);
        return SUCCEEDED(hr) ? value_long(PR_CONTENT_UNREAD, group->unread, out) : hr;
    }
    for (ULONG i = 0; i < set->cSorts; i++) {
        ULONG sort = set->aSort[i].ulPropTag;

        if (sort_is_of_category(&set->aSort[i])) {
            if (level == group->level && PROP_ID(sort) == PROP_ID(tag))
                return best_value(heading, column_tag(sort), out);
            continue;
        }
        if (i >= set->cCategories) break;
        if (set->aSort[i].ulOrder != TABLE_SORT_COMBINE) level++;
        if (level > group->level) break;
        if (PROP_ID(sort) != PROP_ID(tag)) continue;
        return scan_row_value(
            heading->row, is_text(PROP_TYPE(sort)) && is_text(PROP_TYPE(tag)) ? tag : sort, out);
    }
    return MAPI_E_NOT_FOUND;
}

HRESULT heading_open(struct sql_table *table, size_t group, struct scan_row *row,
                     struct heading_row *heading)
{
    HRESULT hr = scan_row_open(&table->scan->source, table->groups.list[group].row, 0, row);

    *heading = (struct heading_row){table, &table->groups.list[group], row};
    return hr == S_FALSE ? MAPI_E_CALL_FAILED : hr;
}
