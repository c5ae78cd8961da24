/*
 * sheet_control.c - reads a row of a display table
 *
 * PR_CONTROL_STRUCTURE is the control's structure with its texts behind it, which it gives by their
 * offset from its start. All of it is the provider's word: read as bytes, within its length.
 */
#include "ui/sheet_control.h"
#include <string.h>
#include "mapitags.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "prop/ptype.h"
#include "prop/pval.h"

enum { MOST_TEXT = 8192 }; /* bytes of a title or filter: more is cut off */

static const SizedSPropTagArray(8, columns) = {8,
                                               {PR_XPOS, PR_YPOS, PR_DELTAX, PR_DELTAY,
                                                PR_CONTROL_TYPE, PR_CONTROL_FLAGS,
                                                PR_CONTROL_STRUCTURE, PR_CONTROL_ID}};
const SPropTagArray *const sheet_columns = (const SPropTagArray *)&columns;

static LONG long_of(const SRow *row, ULONG tag)
{
    const SPropValue *value = pval_find_const(row->lpProps, row->cValues, tag);

    return value ? value->Value.l : 0;
}

static SBinary binary_of(const SRow *row, ULONG tag)
{
    const SPropValue *value = pval_find_const(row->lpProps, row->cValues, tag);

    return value && pval_valid(value) ? value->Value.bin : (SBinary){0, NULL};
}

/* The text at an offset, up to its NUL or the end of all; none at 0 and behind the end. */
static HRESULT read_text(const SBinary *structure, ULONG at, ULONG flags, void *root,
                         const WCHAR **out)
{
    struct reader r = reader_over(structure->lpb, structure->cb);
    WCHAR *text;
    size_t n = 0, most;
    HRESULT hr;

    *out = L"";
    if (!at || at >= structure->cb) return S_OK;
    read_skip(&r, at);
    most = read_left(&r) < MOST_TEXT ? read_left(&r) : MOST_TEXT;
    if (!(flags & MAPI_UNICODE)) {
        const uint8_t *nul = memchr(r.at, 0, most);

        hr = text_from_ansi((const char *)r.at, nul ? nul - r.at : (ptrdiff_t)most, 0, root, &text);
        if (FAILED(hr)) return hr;
    } else {
        text = mem_zero_more((most / sizeof(WCHAR) + 1) * sizeof(WCHAR), root);
        if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
        while (n < most / sizeof(WCHAR) && (text[n] = read_u16(&r)))
            n++;
    }
    *out = text;
    return S_OK;
}

static bool is_text(ULONG tag)
{
    return PROP_TYPE(tag) == PT_STRING8 || PROP_TYPE(tag) == PT_UNICODE;
}

static bool is_texts(ULONG tag)
{
    return PROP_TYPE(tag) == PT_MV_STRING8 || PROP_TYPE(tag) == PT_MV_UNICODE;
}

/* What is behind the two members that most structures begin with. False: MAPI can't show it. */
static bool read_rest(struct reader *r, struct sheet_control *out, ULONG *component)
{
    switch (out->type) {
    case DTCT_EDIT:
        out->chars = read_u32(r);
        out->tag = read_u32(r);
        return is_text(out->tag);
    case DTCT_COMBOBOX:
        out->chars = read_u32(r);
        out->tag = read_u32(r);
        out->object_tag = read_u32(r);
        return is_text(out->tag);
    case DTCT_CHECKBOX: out->tag = read_u32(r); return PROP_TYPE(out->tag) == PT_BOOLEAN;
    case DTCT_BUTTON: out->object_tag = read_u32(r); return true;
    case DTCT_PAGE:
        *component = read_u32(r);
        out->help_context = read_u32(r);
        return true;
    case DTCT_RADIOBUTTON:
        out->buttons = read_u32(r);
        out->tag = read_u32(r);
        out->value = (LONG)read_u32(r);
        return PROP_TYPE(out->tag) == PT_LONG;
    }
    return true;
}

/* Lists have no text, so theirs begins with the flags. */
static bool read_list(struct reader *r, struct sheet_control *out)
{
    out->look = read_u32(r);
    switch (out->type) {
    case DTCT_LBX:
        out->tag = read_u32(r);
        out->object_tag = read_u32(r);
        return true; /* PR_NULL: several can be chosen */
    case DTCT_DDLBX:
        out->shown_tag = read_u32(r);
        out->tag = read_u32(r);
        out->object_tag = read_u32(r);
        return out->tag != PR_NULL && is_text(out->shown_tag);
    default: out->tag = read_u32(r); return is_texts(out->tag);
    }
}

static bool is_list(ULONG type)
{
    return type == DTCT_LBX || type == DTCT_DDLBX || type == DTCT_MVLISTBOX || type == DTCT_MVDDLBX;
}

static HRESULT read_structure(const SBinary *structure, void *root, struct sheet_control *out)
{
    struct reader r = reader_over(structure->lpb, structure->cb);
    ULONG text = 0, flags = 0, component = 0;
    bool shown;
    HRESULT hr;

    if (is_list(out->type)) {
        shown = read_list(&r, out);
    } else {
        text = read_u32(&r);
        flags = read_u32(&r);
        shown = read_rest(&r, out, &component);
    }
    if (r.bad || !shown) return S_FALSE;
    hr = read_text(structure, text, flags, root, &out->text);
    if (SUCCEEDED(hr)) hr = read_text(structure, component, flags, root, &out->help);
    return hr;
}

HRESULT sheet_control_read(const SRow *row, void *root, struct sheet_control *out)
{
    const SPropValue *type = pval_find_const(row->lpProps, row->cValues, PR_CONTROL_TYPE);
    SBinary structure = binary_of(row, PR_CONTROL_STRUCTURE), id = binary_of(row, PR_CONTROL_ID);

    *out = (struct sheet_control){.tag = PR_NULL, .shown_tag = PR_NULL, .object_tag = PR_NULL,
                                  .text = L"", .help = L""};
    if (!type || type->Value.ul > DTCT_MVDDLBX || type->Value.ul == 10 /* nobody is 10 */)
        return S_FALSE;
    out->type = type->Value.ul;
    out->flags = (ULONG)long_of(row, PR_CONTROL_FLAGS);
    out->x = long_of(row, PR_XPOS);
    out->y = long_of(row, PR_YPOS);
    out->width = long_of(row, PR_DELTAX);
    out->height = long_of(row, PR_DELTAY);
    if (id.cb) {
        out->id = (SBinary){id.cb, mem_dup(id.lpb, id.cb, root)};
        if (!out->id.lpb) return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    return read_structure(&structure, root, out);
}
