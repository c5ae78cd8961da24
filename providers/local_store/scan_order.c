/*
 * scan_order.c - a sort order as SQL expressions
 */
#include "scan_order.h"
#include "row.h"

#define LOWEST_INTEGER "-9223372036854775808"
#define LOWEST_TEXT    "''"
#define LOWEST_BLOB    "x''"

static bool is_text(ULONG type)
{
    return type == PT_UNICODE || type == PT_STRING8;
}

/* Computed properties that differ from row to row. The others are the same in all rows of a table:
 * no key. */
static const struct {
    ULONG tag;
    bool folders;
    const char *sql;
} computed_keys[] = {
    {PR_ENTRYID, false, "m.id"},
    {PR_RECORD_KEY, false, "m.id"},
    {PR_INSTANCE_KEY, false, "m.id"},
    {PR_HASATTACH, false, "(m.flags>>4&1)"}, /* MSGFLAG_HASATTACH */
    {PROP_TAG(PT_BINARY, 0x65E2), false, "m.change"},
    {PR_ENTRYID, true, "f.id"},
    {PR_RECORD_KEY, true, "f.id"},
    {PR_INSTANCE_KEY, true, "f.id"},
    {PR_PARENT_ENTRYID, true, "f.parent"},
    {PR_SUBFOLDERS, true, "(f.subfolders<>0)"},
    {PROP_TAG(PT_BINARY, 0x65E2), true, "f.change"},
};

const char *scan_id(const struct scan_source *source)
{
    return source->folders ? "f.id" : source->search ? "r.message" : "m.id";
}

/* What only differs where the messages of several folders are. */
static const char *computed_key_of_results(ULONG tag)
{
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_ENTRYID):
    case PROP_ID(PR_RECORD_KEY):
    case PROP_ID(PR_INSTANCE_KEY):
        return "r.message";
    case PROP_ID(PR_PARENT_ENTRYID):
        return "m.folder";
    case PROP_ID(PR_PARENT_DISPLAY):
        return "((SELECT g.name FROM folders g WHERE g.id=m.folder) COLLATE MAPI)";
    }
    return NULL;
}

static const char *computed_key(const struct scan_source *source, ULONG tag)
{
    if (source->search && computed_key_of_results(tag)) return computed_key_of_results(tag);
    for (size_t i = 0; i < sizeof(computed_keys) / sizeof(computed_keys[0]); i++)
        if (computed_keys[i].folders == source->folders &&
            PROP_ID(computed_keys[i].tag) == PROP_ID(tag))
            return computed_keys[i].sql;
    return NULL;
}

static bool is_single(const struct scan_source *source, ULONG tag)
{
    if (PROP_ID(tag) == PROP_ID(PR_DEPTH) || PROP_ID(tag) == PROP_ID(PR_ROW_TYPE)) return true;
    if (row_is_computed(source->folders ? MAPI_FOLDER : MAPI_MESSAGE, tag)) return true;
    return source->folders ? column_of(folder_columns, n_folder_columns, tag) != NULL
                           : column_of(message_columns, n_message_columns, tag) != NULL;
}

HRESULT scan_source_multiply(struct scan_source *source, ULONG tag)
{
    return is_single(source, tag) ? S_OK : mvi_add(&source->instances, tag);
}

static HRESULT add_key(struct scan_order *order, char *sql, const char *lowest, bool descending)
{
    if (!sql) return MAPI_E_NOT_ENOUGH_MEMORY;
    order->keys[order->n++] = (struct scan_key){sql, lowest, descending, false};
    return S_OK;
}

/* Of the tree that a deep table walks: for each stretch it is walked anew. */
static HRESULT add_tree_key(struct scan_order *order, const char *sql, bool descending)
{
    HRESULT hr = add_key(order, sqlite3_mprintf("%s", sql), NULL, descending);

    if (SUCCEEDED(hr)) order->keys[order->n - 1].everywhere = true;
    return hr;
}

static const char *lowest_of(ULONG type)
{
    switch (type) {
    case PT_UNICODE:
        return LOWEST_TEXT;
    case PT_BINARY:
        return LOWEST_BLOB;
    }
    return LOWEST_INTEGER;
}

static HRESULT add_column(const struct scan_source *source, const struct column *column, ULONG tag,
                          bool descending, struct scan_order *order)
{
    ULONG type = PROP_TYPE(tag);

    if (type != PT_UNSPECIFIED && type != PROP_TYPE(column->tag) &&
        !(is_text(type) && is_text(PROP_TYPE(column->tag))))
        return S_OK; /* no row has a value of this type */
    if (source->search && column->tag == PR_MESSAGE_DELIVERY_TIME)
        return add_key(order, sqlite3_mprintf("r.delivered"), LOWEST_INTEGER, descending);
    return add_key(order, sqlite3_mprintf("%s.%s", source->folders ? "f" : "m", column->name),
                   lowest_of(PROP_TYPE(column->tag)), descending);
}

static HRESULT add_packed(const struct scan_source *source, ULONG tag, bool descending,
                          struct scan_order *order)
{
    const char *collation =
        is_text(PROP_TYPE(tag)) || PROP_TYPE(tag) == PT_UNSPECIFIED ? " COLLATE MAPI" : "";

    if (!source->folders) order->packed = true;
    return add_key(order,
                   sqlite3_mprintf("(packed(%s,%u)%s)", source->folders ? "f.props" : "p.data",
                                   (unsigned)tag, collation),
                   NULL, descending);
}

/* The values of an MVI column: those of the rows they make. */
static HRESULT add_instance(const struct scan_source *source, ULONG tag, bool descending,
                            struct scan_order *order)
{
    int column = mvi_find(&source->instances, tag);
    ULONG type = PROP_TYPE(tag) & ~(ULONG)MVI_FLAG;

    if (type == PT_OBJECT || type == PT_UNSPECIFIED) return MAPI_E_TOO_COMPLEX;
    return add_key(order, sqlite3_mprintf(is_text(type) ? "(i.v%d COLLATE MAPI)" : "i.v%d", column),
                   NULL, descending);
}

static HRESULT add_sort(const struct scan_source *source, const SSortOrder *sort,
                        struct scan_order *order)
{
    bool descending = sort->ulOrder == TABLE_SORT_DESCEND;
    ULONG tag = sort->ulPropTag, type = PROP_TYPE(tag);
    const struct column *column;
    const char *sql;

    if (sort->ulOrder > TABLE_SORT_COMBINE) return MAPI_E_INVALID_PARAMETER;
    if (!PROP_ID(tag) || type == PT_NULL || type == PT_ERROR) return MAPI_E_INVALID_PARAMETER;
    if (type & MV_INSTANCE && mvi_find(&source->instances, tag) >= 0)
        return add_instance(source, tag, descending, order);
    /* of a property that never has many values it means nothing */
    if ((type & MVI_FLAG) == MVI_FLAG) {
        tag &= ~(ULONG)MVI_FLAG;
        type = PROP_TYPE(tag);
    }
    if (type & MV_INSTANCE) return MAPI_E_INVALID_PARAMETER;
    if (type == PT_OBJECT || type & MV_FLAG) return MAPI_E_TOO_COMPLEX;

    if (PROP_ID(tag) == PROP_ID(PR_DEPTH))
        return source->deep ? add_tree_key(order, "t.depth", descending) : S_OK;
    sql = computed_key(source, tag);
    if (sql) return add_key(order, sqlite3_mprintf("%s", sql), NULL, descending);
    if (row_is_computed(source->folders ? MAPI_FOLDER : MAPI_MESSAGE, tag) ||
        PROP_ID(tag) == PROP_ID(PR_ROW_TYPE))
        return S_OK;
    column = source->folders ? column_of(folder_columns, n_folder_columns, tag)
                             : column_of(message_columns, n_message_columns, tag);
    return column ? add_column(source, column, tag, descending, order)
                  : add_packed(source, tag, descending, order);
}

/* The indexes of schema.c, by what they have after folder and part. */
static bool has_index(const struct scan_source *source, const struct scan_order *order)
{
    static const char *const alone[] = {
        "m.id",      "m.delivered",          "m.submitted",         "m.modified",
        "m.subject", "m.normalized_subject", "m.representing_name", "m.size",
    };

    if (source->outgoing) return order->n == 1 && !strcmp(order->keys[0].sql, "m.submitted");
    if (source->search)
        return !order->n || (order->n == 1 && (!strcmp(order->keys[0].sql, "r.message") ||
                                               !strcmp(order->keys[0].sql, "r.delivered")));
    if (order->n == 2 && order->keys[0].descending == order->keys[1].descending)
        return !strcmp(order->keys[0].sql, "m.conversation_topic") &&
               !strcmp(order->keys[1].sql, "m.conversation_index");
    for (size_t i = 0; order->n == 1 && i < sizeof(alone) / sizeof(alone[0]); i++)
        if (!strcmp(order->keys[0].sql, alone[i])) return true;
    return !order->n;
}

/* Of the level before it: its groups go by their greatest value downwards, or by their least
 * upwards. best gathers the keys. */
static HRESULT add_best(const struct scan_source *source, const SSortOrderSet *set, ULONG i,
                        struct scan_order *order, struct scan_order *best)
{
    SSortOrder sort = {set->aSort[i].ulPropTag, set->aSort[i].ulOrder == TABLE_SORT_CATEG_MAX
                                                    ? TABLE_SORT_DESCEND
                                                    : TABLE_SORT_ASCEND};
    int n = best->n;
    HRESULT hr;

    if (!i || i > set->cCategories) return MAPI_E_INVALID_PARAMETER;
    if (sort_is_of_category(&set->aSort[i - 1])) return MAPI_E_TOO_COMPLEX;
    hr = add_sort(source, &sort, best);
    order->level_best[order->levels - 1] = best->n > n ? best->n : 0;
    order->packed |= best->packed;
    return hr;
}

HRESULT scan_order_make(const struct scan_source *source, const SSortOrderSet *set,
                        struct scan_order *out)
{
    struct scan_order best = {.n = 0};
    HRESULT hr = S_OK;

    memset(out, 0, sizeof(*out));
    if (set && (set->cCategories > set->cSorts || set->cExpanded > set->cCategories))
        return MAPI_E_INVALID_PARAMETER;
    /* 6.8-08 */
    if (set && ((set->cCategories && source->folders) || set->cSorts > MAX_SORTS))
        return MAPI_E_TOO_COMPLEX;
    for (ULONG i = 0; set && i < set->cSorts; i++)
        if (set->aSort[i].ulOrder == TABLE_SORT_COMBINE &&
            (!i || sort_is_of_category(&set->aSort[i - 1])))
            return MAPI_E_INVALID_PARAMETER; /* with what? */
    for (ULONG i = 0; set && i < set->cCategories; i++)
        if (PROP_ID(set->aSort[i].ulPropTag) == PROP_ID(PR_CONTENT_COUNT) ||
            PROP_ID(set->aSort[i].ulPropTag) == PROP_ID(PR_CONTENT_UNREAD))
            return MAPI_E_INVALID_PARAMETER; /* they are of the headings: PR_CONTENT_UNREAD */
    for (ULONG i = 0; set && SUCCEEDED(hr) && i < set->cSorts; i++) {
        if (sort_is_of_category(&set->aSort[i])) {
            hr = add_best(source, set, i, out, &best);
            continue;
        }
        hr = add_sort(source, &set->aSort[i], out);
        if (i >= set->cCategories) continue;
        /* one level with the one before it (6.10-02) */
        if (set->aSort[i].ulOrder != TABLE_SORT_COMBINE) out->levels++;
        out->level_keys[out->levels - 1] = out->n;
    }
    if (SUCCEEDED(hr) && (!set || !set->cSorts) && source->outgoing)
        hr = add_key(out, sqlite3_mprintf("m.submitted"), LOWEST_INTEGER, false);
    if (SUCCEEDED(hr) && (!set || !set->cSorts) && source->deep)
        hr = add_tree_key(out, "t.path", false);
    if (source->instances.n && !source->folders) out->packed = true;
    out->sorted = !source->folders && !has_index(source, out);
    out->n_best = best.n;
    /* there are no more of both than sorts */
    memcpy(&out->keys[out->n], best.keys, (size_t)best.n * sizeof(best.keys[0]));
    if (FAILED(hr)) scan_order_clear(out);
    return hr;
}

void scan_order_clear(struct scan_order *order)
{
    for (int i = 0; i < order->n + order->n_best; i++)
        sqlite3_free(order->keys[i].sql);
    memset(order, 0, sizeof(*order));
}
