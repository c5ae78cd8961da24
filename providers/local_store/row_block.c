/*
 * row_block.c - rows on their way to a client: gathered as one block of memory under the lock,
 * given in his memory without it
 *
 * What most columns hold goes from SQLite's row into the block in the form the client gets it, and
 * a row is given by one allocation and one copy. A column that needs more than that is read as a
 * value (cell_read_row), and given from it.
 */
#include "row_block.h"
#include <stdlib.h>
#include "sql_table.h"

struct row_block_plan {
    enum {
        PLAN_NULL,
        PLAN_COLUMN,
        PLAN_ENTRYID,
        PLAN_RECORD_KEY,
        PLAN_INSTANCE_KEY,
        PLAN_HASATTACH,
        PLAN_VALUE,
    } how;
    int column; /* PLAN_COLUMN: its number in columns.h's list */
    ULONG tag;  /* as the client gets it */
};

struct row_block_value {
    size_t row;
    ULONG column;
    struct cell cell;
};

/* ---- how columns are read ---- */

static void plan_identity(struct row_block_plan *plan, ULONG tag)
{
    if (PROP_ID(tag) == PROP_ID(PR_ENTRYID)) plan->how = PLAN_ENTRYID;
    if (PROP_ID(tag) == PROP_ID(PR_RECORD_KEY)) plan->how = PLAN_RECORD_KEY;
    if (PROP_ID(tag) == PROP_ID(PR_INSTANCE_KEY)) plan->how = PLAN_INSTANCE_KEY;
    plan->tag = CHANGE_PROP_TYPE(tag, PT_BINARY);
}

static void plan_column(struct row_block_plan *plan, const struct scan_source *source, ULONG tag,
                        ULONG flags)
{
    const struct column *columns = source->folders ? folder_columns : message_columns;
    const struct column *column =
        column_of(columns, source->folders ? n_folder_columns : n_message_columns, tag);
    ULONG type = PROP_TYPE(tag);

    if (!column) return;
    if (type == PT_UNSPECIFIED && (PROP_TYPE(column->tag) != PT_UNICODE || flags & MAPI_UNICODE))
        type = PROP_TYPE(column->tag);
    if (type != PROP_TYPE(column->tag)) return;
    plan->how = PLAN_COLUMN;
    plan->column = (int)(column - columns);
    plan->tag = column->tag;
}

static struct row_block_plan plan_for(const struct scan_source *source, ULONG tag, ULONG flags)
{
    struct row_block_plan plan = {PLAN_VALUE, 0, tag};
    ULONG type = PROP_TYPE(tag);

    if (tag == PR_NULL)
        plan.how = PLAN_NULL;
    else if (source->instances.n || type & MV_FLAG || PROP_ID(tag) == PROP_ID(PR_DEPTH) ||
             PROP_ID(tag) == PROP_ID(PR_ROW_TYPE))
        return plan;
    else if (!row_is_computed(source->folders ? MAPI_FOLDER : MAPI_MESSAGE, tag))
        plan_column(&plan, source, tag, flags);
    else if (tag == PR_HASATTACH && !source->folders)
        plan.how = PLAN_HASATTACH;
    else if (type == PT_BINARY || type == PT_UNSPECIFIED)
        plan_identity(&plan, tag);
    return plan;
}

HRESULT row_block_init(struct row_block *block, const struct scan_source *source,
                       const SPropTagArray *columns, ULONG flags)
{
    memset(block, 0, sizeof(*block));
    block->columns = columns;
    block->rows.columns = columns->cValues;
    block->flags = flags;
    block->plan = malloc(columns->cValues * sizeof(*block->plan));
    if (!block->plan) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < columns->cValues; i++)
        block->plan[i] = plan_for(source, columns->aulPropTag[i], flags);
    return S_OK;
}

void row_block_empty(struct row_block *block)
{
    for (size_t i = 0; i < block->n_values; i++)
        value_unref(block->values[i].cell.value);
    flat_rows_empty(&block->rows);
    block->n_values = block->given_values = 0;
}

void row_block_free(struct row_block *block)
{
    row_block_empty(block);
    free(block->plan);
    flat_rows_free(&block->rows);
    free(block->values);
    memset(block, 0, sizeof(*block));
}

/* ---- gathering ---- */

/* S_FALSE: it is not in the column. */
static HRESULT put_column(struct row_block *block, ULONG column, const struct row_block_plan *plan,
                          struct scan_row *row)
{
    sqlite3_stmt *stmt = row->columns;
    int i = scan_row_column(row, plan->column);
    const void *content;
    int64_t number;

    if (i < 0) return S_FALSE;
    switch (PROP_TYPE(plan->tag)) {
    case PT_UNICODE:
        content = sqlite3_column_text(stmt, i);
        return content ? flat_rows_wide(&block->rows, column, content,
                                        (size_t)sqlite3_column_bytes(stmt, i), COLUMN_CHARS)
                       : S_FALSE;
    case PT_BINARY:
        content = sqlite3_column_blob(stmt, i);
        return content ? flat_rows_binary(&block->rows, column, content,
                                          (size_t)sqlite3_column_bytes(stmt, i))
                       : S_FALSE;
    }
    number = sqlite3_column_int64(stmt, i);
    if (!number && sqlite3_column_type(stmt, i) == SQLITE_NULL) return S_FALSE;
    if (PROP_TYPE(plan->tag) == PT_LONG)
        flat_rows_value(&block->rows, column)->Value.l = (LONG)number;
    else if (PROP_TYPE(plan->tag) == PT_SYSTIME)
        memcpy(&flat_rows_value(&block->rows, column)->Value.ft, &number, sizeof(number));
    else
        return S_FALSE;
    return S_OK;
}

static HRESULT put_value(struct row_block *block, ULONG column, struct scan_row *row)
{
    struct row_block_value *value;
    HRESULT hr = flat_grow((void **)&block->values, block->n_values + 1, &block->values_room,
                           sizeof(*block->values));

    if (FAILED(hr)) return hr;
    value = &block->values[block->n_values++];
    value->row = block->rows.n;
    value->column = column;
    cell_read_row(row, block->columns->aulPropTag[column], &value->cell);
    flat_rows_value(&block->rows, column)->ulPropTag = PR_NULL;
    return S_OK;
}

static HRESULT put(struct row_block *block, ULONG column, struct scan_row *row)
{
    const struct row_block_plan *plan = &block->plan[column];
    BYTE key[ENTRY_ID_BYTES];
    HRESULT hr = S_OK;

    flat_rows_value(&block->rows, column)->ulPropTag = plan->tag;
    switch (plan->how) {
    case PLAN_NULL:
        return S_OK;
    case PLAN_COLUMN:
        hr = put_column(block, column, plan, row);
        return hr == S_FALSE ? put_value(block, column, row) : hr;
    case PLAN_ENTRYID:
        entry_id_write(&row->row.store->file->uid, &row->row.object, key);
        return flat_rows_binary(&block->rows, column, key, ENTRY_ID_BYTES);
    case PLAN_RECORD_KEY:
        record_key_write(&row->row.object, key);
        return flat_rows_binary(&block->rows, column, key, RECORD_KEY_BYTES);
    case PLAN_INSTANCE_KEY:
        instance_key_write(row->row.object.id, key);
        return flat_rows_binary(&block->rows, column, key, 8);
    case PLAN_HASATTACH:
        flat_rows_value(&block->rows, column)->Value.b = (row->row.flags & MSGFLAG_HASATTACH) != 0;
        return S_OK;
    case PLAN_VALUE:
        break;
    }
    return put_value(block, column, row);
}

HRESULT row_block_add(struct row_block *block, struct scan_row *row)
{
    HRESULT hr = flat_rows_begin(&block->rows);

    for (ULONG i = 0; i < block->columns->cValues && SUCCEEDED(hr); i++)
        hr = put(block, i, row);
    if (SUCCEEDED(hr)) flat_rows_end(&block->rows);
    return hr;
}

/* ---- giving ---- */

/* The values of the row that were kept as such. */
static HRESULT give_values(struct row_block *block, size_t row, const struct allocators *alloc,
                           SPropValue *values)
{
    HRESULT hr = S_OK;

    while (block->given_values < block->n_values && block->values[block->given_values].row == row &&
           SUCCEEDED(hr)) {
        const struct row_block_value *value = &block->values[block->given_values++];

        hr = cell_give(&value->cell, block->columns->aulPropTag[value->column], block->flags, alloc,
                       values, &values[value->column]);
    }
    return hr;
}

HRESULT row_block_give(struct row_block *block, size_t i, const struct allocators *alloc, SRow *out)
{
    SPropValue *values;
    HRESULT hr = flat_rows_give(&block->rows, i, alloc, &values);

    if (FAILED(hr)) return hr;
    hr = give_values(block, i, alloc, values);
    if (FAILED(hr)) {
        alloc->free(values);
        return hr;
    }
    *out = (SRow){0, block->columns->cValues, values};
    return S_OK;
}
