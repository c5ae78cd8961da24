/*
 * sql_table_cells.c - one cell of a row: read under the lock, given to the client without it
 */
#include "sql_table.h"

static bool is_text(ULONG type)
{
    return type == PT_UNICODE || type == PT_STRING8;
}

/* Of text as much as a row may need, in whatever width (who gives it cuts it); bytes are no use
 * without their end. */
static HRESULT fit(struct value **value)
{
    const size_t most = (COLUMN_CHARS + 1) * 4; /* a character has no more bytes in any code page */
    struct value *cut;
    HRESULT hr;

    if (is_text(value_type(*value)) && (*value)->bytes > most) {
        hr = value_prefix(*value, most, &cut);
        if (FAILED(hr)) return hr;
        value_unref(*value);
        *value = cut;
    }
    return (*value)->large ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

void cell_read(restriction_get_fn *get, void *context, ULONG tag, struct cell *out)
{
    memset(out, 0, sizeof(*out));
    if (tag == PR_NULL) return;
    out->error = get(context, tag, &out->value);
    if (SUCCEEDED(out->error)) out->error = fit(&out->value);
    if (FAILED(out->error)) {
        value_unref(out->value);
        out->value = NULL;
    }
}

/* A required column is never an error (clients.md). */
static HRESULT row_cell(void *self, ULONG tag, struct value **out)
{
    struct scan_row *row = self;
    HRESULT hr = scan_row_value(row, tag, out);

    if (hr == MAPI_E_NOT_FOUND && row->source->folders && PROP_ID(tag) == PROP_ID(PR_COMMENT))
        hr = value_text(PR_COMMENT_W, NULL, 0, out);
    return hr;
}

void cell_read_row(struct scan_row *row, ULONG tag, struct cell *out)
{
    cell_read(row_cell, row, tag, out);
}

void cells_clear(struct cell *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        value_unref(cells[i].value);
}

HRESULT cell_give(const struct cell *cell, ULONG column, ULONG flags,
                  const struct allocators *alloc, void *root, SPropValue *out)
{
    ULONG tag = column_tag(column);
    HRESULT hr = S_OK;

    memset(out, 0, sizeof(*out));
    if (tag == PR_NULL) {
        out->ulPropTag = PR_NULL;
        return S_OK;
    }
    hr = value_to_prop(cell->value, tag, flags, alloc, root, 0, COLUMN_CHARS, out);
    if (SUCCEEDED(hr) && FAILED(cell->error)) out->Value.err = cell->error;
    return hr;
}
