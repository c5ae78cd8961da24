/*
 * merged_table.c - the merged tables of a session
 */
#include "ab/merged_table.h"
#include "ab/merged_source.h"
#include "ab/oneoff_template.h"
#include "mapitags.h"
#include "base/mem.h"
#include "prop/ptag.h"
#include "table/table_view.h"

/* What a router keeps for the address book. */
struct book {
    struct merged *tables[MERGED_KINDS]; /* each counted */
};

void merged_ref(struct merged *merged)
{
    atomic_inc(&merged->refs);
}

void merged_unref(struct merged *merged)
{
    if (!merged || atomic_dec(&merged->refs)) return;
    if (merged->rows) rows_unref(merged->rows);
    lock_destroy(&merged->lock);
    mem_free(merged);
}

static struct merged *merged_create(enum merged_kind kind)
{
    struct merged *merged = mem_zero(sizeof(*merged));
    HRESULT hr;

    if (!merged) return NULL;
    merged->refs = 1;
    merged->kind = kind;
    lock_init(&merged->lock, RANK_OBJECT);
    list_init(&merged->sources);
    list_init(&merged->opening);
    hr = rows_create(PR_INSTANCE_KEY, &merged->rows);
    if (SUCCEEDED(hr) && kind == MERGED_ONE_OFF) hr = oneoff_template_list(merged->rows);
    if (SUCCEEDED(hr)) return merged;
    merged_unref(merged);
    return NULL;
}

static void book_drop(void *context)
{
    struct book *book = context;

    for (int i = 0; i < MERGED_KINDS; i++)
        merged_unref(book->tables[i]);
    mem_free(book);
}

/* Borrowed from the router. NULL: memory is out. */
static struct merged *merged_of(struct router *router, enum merged_kind kind)
{
    struct book *book = router_part(router, ROUTER_BOOK);

    if (book) return book->tables[kind];
    book = mem_zero(sizeof(*book));
    if (!book) return NULL;
    for (int i = 0; i < MERGED_KINDS; i++) {
        book->tables[i] = merged_create((enum merged_kind)i);
        if (book->tables[i]) continue;
        book_drop(book);
        return NULL;
    }
    book = router_keep_part(router, ROUTER_BOOK, book, book_drop);
    return book->tables[kind];
}

/* The part of that logon, with a reference, and whether it must be read. NULL: it has none. */
static struct merged_source *find_source(struct merged *merged, const struct logon *logon,
                                         bool *stale)
{
    LOCKED(&merged->lock);
    merged->wanted = true;
    LIST_EACH(source, &merged->sources, struct merged_source, link) {
        if (source->logon != logon) continue;
        *stale = source->stale || !source->connection;
        atomic_inc(&source->refs);
        return source;
    }
    return NULL;
}

static HRESULT refresh_one(struct merged *merged, struct logon *logon, bool again)
{
    bool stale;
    struct merged_source *source = find_source(merged, logon, &stale);
    HRESULT hr = S_OK;

    if (!source) return merged_source_add(merged, logon);
    if (stale || again) hr = merged_source_read(source);
    merged_source_unref(source);
    return hr;
}

HRESULT merged_table_refresh(struct router *router, enum merged_kind kind, bool again)
{
    struct merged *merged = merged_of(router, kind);
    AUTO_FREE struct logon **logons = NULL;
    ULONG count = 0;
    HRESULT hr;

    if (!merged) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = router_logons(router, MAPI_AB_PROVIDER, &count, &logons);
    for (ULONG i = 0; i < count; i++) {
        if (SUCCEEDED(hr) &&
            refresh_one(merged, logons[i], again) == MAPI_E_NOT_ENOUGH_MEMORY)
            hr = MAPI_E_NOT_ENOUGH_MEMORY;
        logon_unuse(logons[i]);
    }
    return hr;
}

HRESULT merged_table_open(struct router *router, enum merged_kind kind, ULONG flags,
                          IMAPITable **out)
{
    static const SizedSPropTagArray(10, containers) = {
        10,
        {PR_DISPLAY_NAME_W, PR_ENTRYID, PR_DEPTH, PR_OBJECT_TYPE, PR_DISPLAY_TYPE,
         PR_CONTAINER_FLAGS, PR_INSTANCE_KEY, PR_COMMENT_W, PR_STATUS, PR_AB_PROVIDER_ID},
    };
    static const SizedSPropTagArray(7, templates) = {
        7,
        {PR_DISPLAY_NAME_W, PR_ENTRYID, PR_DEPTH, PR_SELECTABLE, PR_ADDRTYPE_W, PR_DISPLAY_TYPE,
         PR_INSTANCE_KEY},
    };
    const SPropTagArray *wanted = kind == MERGED_ONE_OFF ? (const SPropTagArray *)&templates
                                                         : (const SPropTagArray *)&containers;
    AUTO_FREE SPropTagArray *columns = NULL;
    struct table_view_config config = {.flags = flags & MAPI_UNICODE};
    HRESULT hr = merged_table_refresh(router, kind, false);

    if (SUCCEEDED(hr)) hr = ptag_copy_array(wanted, NULL, &columns);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < columns->cValues; i++)
        columns->aulPropTag[i] = ptag_in_width(columns->aulPropTag[i], flags);
    config.columns = columns;
    return table_view_open(merged_of(router, kind)->rows, &config, out);
}

HRESULT merged_table_rows(struct router *router, enum merged_kind kind, size_t *count,
                          struct rows_entry **out)
{
    HRESULT hr = merged_table_refresh(router, kind, false);

    return SUCCEEDED(hr) ? rows_list(merged_of(router, kind)->rows, NULL, count, out) : hr;
}

static bool is_wanted(struct merged *merged)
{
    LOCKED(&merged->lock);
    return merged->wanted;
}

HRESULT merged_table_validate(struct router *router)
{
    struct book *book = router_part(router, ROUTER_BOOK);
    HRESULT hr = S_OK;

    for (int i = 0; book && i < MERGED_KINDS && SUCCEEDED(hr); i++)
        if (is_wanted(book->tables[i]))
            hr = merged_table_refresh(router, (enum merged_kind)i, true);
    return hr;
}
