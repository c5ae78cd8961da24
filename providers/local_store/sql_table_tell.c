/*
 * sql_table_tell.c - what a table's sinks are told: read with the change, delivered later
 */
#include "sql_table_tell.h"
#include <stdlib.h>

struct table_news {
    struct news news; /* of the file */
    IMAPISupport *support; /* owned */
    BYTE sinks[sizeof((struct sql_table){0}.key)]; /* their key */
    NOTIFICATION note;
    BYTE index[ROW_KEY_BYTES], prior[ROW_KEY_BYTES]; /* of note */
    struct cell *cells; /* note's row points into their values; malloc */
};

static void news_free(struct table_news *news)
{
    if (!news) return;
    if (news->cells) cells_clear(news->cells, news->note.info.tab.row.cValues);
    free(news->cells);
    free(news->note.info.tab.row.lpProps);
    free(news);
}

/* Without any lock: Notify may be anyone's, and the last Release may log off. */
static void deliver(struct news *news)
{
    struct table_news *it = (struct table_news *)((char *)news - offsetof(struct table_news, news));
    IMAPISupport *support = it->support;
    ULONG flags = 0;

    support->lpVtbl->Notify(support, (NOTIFKEY *)it->sinks, 1, &it->note, &flags);
    news_free(it);
    support->lpVtbl->Release(support);
}

/* NULL without memory: the subsystem's copy would have found none either. */
static struct table_news *news_new(ULONG event)
{
    struct table_news *news = calloc(1, sizeof(*news));

    if (!news) return NULL;
    news->news.deliver = deliver;
    news->note.ulEventType = fnevTableModified;
    news->note.info.tab.ulTableEvent = event;
    news->note.info.tab.propIndex.ulPropTag = PR_NULL;
    news->note.info.tab.propPrior.ulPropTag = PR_NULL;
    return news;
}

static void post(struct sql_table *table, struct table_news *moves_news)
{
    if (!moves_news) return;
    moves_news->support = store_support(table->store);
    if (!moves_news->support) { /* logoff has taken all sinks with it */
        news_free(moves_news);
        return;
    }
    memcpy(moves_news->sinks, table->key, sizeof(table->key));
    store_file_post(table->store->file, &moves_news->news);
}

static void tell(struct sql_table *table, ULONG event, HRESULT result)
{
    struct table_news *news;
    ULONG sinks;

    db_lock(store_db(table->store));
    sinks = table->n_sinks;
    db_unlock(store_db(table->store));
    if (!sinks) return;
    news = news_new(event);
    if (news) news->note.info.tab.hResult = result;
    post(table, news);
}

void table_tell(struct sql_table *table, ULONG event)
{
    tell(table, event, S_OK);
}

void sql_table_tell(struct sql_table *table, ULONG event)
{
    tell(table, event, S_OK);
    store_file_deliver(table->store->file);
}

void table_tell_failure(struct sql_table *table, HRESULT hr)
{
    bool lasting = hr == MAPI_E_CORRUPT_STORE || hr == MAPI_E_DISK_ERROR;

    tell(table, lasting ? TABLE_ERROR : TABLE_CHANGED, lasting ? hr : S_OK);
}

static void put_key(const struct scan *scan, SPropValue *prop, int64_t id,
                    BYTE bytes[ROW_KEY_BYTES])
{
    prop->ulPropTag = PR_INSTANCE_KEY;
    prop->Value.bin.cb = row_key_write(&scan->source.instances, id, bytes);
    prop->Value.bin.lpb = bytes;
}

void table_tell_deleted(struct sql_table *table, const struct scan *scan, int64_t id)
{
    struct table_news *news = news_new(TABLE_ROW_DELETED);

    if (news) put_key(scan, &news->note.info.tab.propIndex, id, news->index);
    post(table, news);
}

/* A cell as a property as QueryRows gives it, which points into our values; *cell may become
 * another width's, and cut. */
static void show_cell(struct sql_table *table, struct cell *cell, ULONG tag, SPropValue *out)
{
    ULONG type = PROP_TYPE(tag = column_tag(tag));
    AUTO_VALUE struct value *as = NULL;
    HRESULT hr = cell->error;

    memset(out, 0, sizeof(*out));
    out->ulPropTag = tag;
    if (tag == PR_NULL) return;
    if (cell->value) {
        if (type == PT_UNSPECIFIED) type = value_type(cell->value);
        if (PROP_TYPE(tag) == PT_UNSPECIFIED && (type & ~(ULONG)MV_FLAG) == PT_UNICODE &&
            !(table->flags & MAPI_UNICODE))
            type = (type & MV_FLAG) | PT_STRING8;
        hr = value_as(cell->value, type, &as);
        if (SUCCEEDED(hr)) hr = value_cut(&as, COLUMN_CHARS);
    }
    if (!cell->value || FAILED(hr)) {
        out->ulPropTag = CHANGE_PROP_TYPE(tag, PT_ERROR);
        out->Value.err = FAILED(hr) ? hr : MAPI_E_NOT_FOUND;
        return;
    }
    *out = as->prop;
    value_unref(cell->value);
    cell->value = as;
    as = NULL;
    out->ulPropTag = CHANGE_PROP_TYPE(tag, type);
}

struct shown_row {
    const SPropTagArray *columns;
    struct cell *cells;
};

static HRESULT show(void *context, int64_t id, struct scan_row *row)
{
    struct shown_row *shown = context;

    (void)id;
    for (ULONG i = 0; i < shown->columns->cValues; i++)
        cell_read_row(row, shown->columns->aulPropTag[i], &shown->cells[i]);
    return S_OK;
}

/* The row that `at` is before. S_FALSE: it has gone meanwhile, which will be told. */
static HRESULT show_row(struct sql_table *table, struct scan *scan, const SPropTagArray *columns,
                        const struct position *at, struct table_news *news)
{
    SRow *row = &news->note.info.tab.row;
    struct shown_row shown = {columns, NULL};
    struct scan_walk walk = {
        .scan = scan, .open_rows = true, .want = 1, .each = show, .context = &shown};
    struct position here = {0};
    HRESULT hr;

    row->lpProps = calloc(columns->cValues, sizeof(*row->lpProps));
    shown.cells = news->cells = calloc(columns->cValues, sizeof(*shown.cells));
    if (!row->lpProps || !shown.cells) return MAPI_E_NOT_ENOUGH_MEMORY;
    row->cValues = columns->cValues;
    hr = position_copy(at, &here);
    if (SUCCEEDED(hr)) hr = scan_walk(&walk, &here);
    if (SUCCEEDED(hr) && (!walk.got || here.id != at->id)) hr = S_FALSE;
    for (ULONG i = 0; hr == S_OK && i < columns->cValues; i++)
        show_cell(table, &shown.cells[i], columns->aulPropTag[i], &row->lpProps[i]);
    position_clear(&here);
    return hr;
}

void table_tell_row(struct sql_table *table, struct scan *scan, const SPropTagArray *columns,
                    ULONG event, const struct position *at, int64_t prior)
{
    struct table_news *news = news_new(event);
    HRESULT hr = news ? show_row(table, scan, columns, at, news) : MAPI_E_NOT_ENOUGH_MEMORY;

    if (hr == S_OK) {
        put_key(scan, &news->note.info.tab.propIndex, at->id, news->index);
        if (prior) put_key(scan, &news->note.info.tab.propPrior, prior, news->prior);
        post(table, news);
        return;
    }
    news_free(news);
    if (FAILED(hr)) table_tell_failure(table, hr);
}
