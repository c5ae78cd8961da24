/*
 * oneoff_page.c - the display table of a one-off
 *
 * Its rows are what BuildDisplayTable makes of a provider's dialog: a control's structure with its
 * text behind it.
 */
#include "ab/oneoff_page.h"
#include <string.h>
#include "mapitags.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "prop/ptag.h"
#include "prop/pval.h"
#include "table/table_data.h"

enum { LEFT = 8, RIGHT = 66, WIDTH = 126, TITLE_WIDTH = 54, LINE = 12 };

struct page_control {
    LONG type, y;
    const WCHAR *text; /* a title, or the characters allowed */
    ULONG tag;         /* what it shows */
    ULONG chars;       /* most of them */
    ULONG flags;
};

static const struct page_control page_controls[] = {
    {DTCT_PAGE, 0, L"General", 0, 0, 0},
    {DTCT_LABEL, 10, L"&Name:", 0, 0, 0},
    {DTCT_EDIT, 8, L"*", PR_DISPLAY_NAME_W, 1024, 0},
    {DTCT_LABEL, 28, L"Address &type:", 0, 0, 0},
    {DTCT_EDIT, 26, L"[A-Za-z0-9]", PR_ADDRTYPE_W, 64, DT_REQUIRED},
    {DTCT_LABEL, 46, L"&Address:", 0, 0, 0},
    {DTCT_EDIT, 44, L"*", PR_EMAIL_ADDRESS_W, 1024, DT_REQUIRED},
    {DTCT_CHECKBOX, 64, L"Reads &formatted text", PR_SEND_RICH_INFO, 0, 0},
};

static HRESULT write_text(struct writer *w, const WCHAR *text, ULONG flags)
{
    AUTO_FREE char *narrow = NULL;
    HRESULT hr = S_OK;

    if (flags & MAPI_UNICODE) {
        write_bytes(w, text, (text_len(text) + 1) * sizeof(WCHAR));
    } else {
        hr = text_to_ansi(text, -1, 0, NULL, &narrow);
        if (SUCCEEDED(hr)) write_bytes(w, narrow, strlen(narrow) + 1);
    }
    return hr;
}

/* DTBLPAGE, DTBLLABEL, DTBLEDIT or DTBLCHECKBOX: a text, its width, and what each has behind. */
static HRESULT write_control(struct writer *w, const struct page_control *control, ULONG flags)
{
    write_u32(w, 0); /* where the text begins */
    write_u32(w, flags);
    switch (control->type) {
    case DTCT_PAGE:
        write_u32(w, 0);
        write_u32(w, 0);
        break;
    case DTCT_EDIT:
        write_u32(w, control->chars);
        write_u32(w, ptag_in_width(control->tag, flags));
        break;
    case DTCT_CHECKBOX: write_u32(w, control->tag); break;
    }
    write_patch_u32(w, 0, (uint32_t)w->count);
    return write_text(w, control->text, flags);
}

static HRESULT put_control(ITableData *data, BYTE number, bool editable, ULONG flags)
{
    static const BYTE page_id[] = {0x31, 0x9c, 0x6e, 0x4a, 0x5d, 0x02, 0x48, 0xf7,
                                   0x8b, 0x3d, 0xc6, 0x70, 0x19, 0xe5, 0xa4, 0x2f};
    const struct page_control *control = &page_controls[number];
    bool title = control->type == DTCT_LABEL, shows = control->tag;
    BYTE id[sizeof(page_id) + 1];
    struct writer w = {0};
    HRESULT hr = write_control(&w, control, flags);

    memcpy(id, page_id, sizeof(page_id));
    id[sizeof(page_id)] = number;
    if (SUCCEEDED(hr) && w.bad) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr)) {
        SPropValue values[] = {
            pval_long(PR_XPOS, title ? LEFT : shows ? RIGHT : 0),
            pval_long(PR_YPOS, control->y),
            pval_long(PR_DELTAX, title ? TITLE_WIDTH : shows ? WIDTH : 0),
            pval_long(PR_DELTAY, control->type == DTCT_PAGE ? 0 : LINE),
            pval_long(PR_CONTROL_TYPE, control->type),
            pval_long(PR_CONTROL_FLAGS,
                      shows && editable ? (LONG)(control->flags | DT_EDITABLE) : 0),
            pval_binary(PR_CONTROL_STRUCTURE, (ULONG)w.count, w.data),
            pval_binary(PR_CONTROL_ID, sizeof(id), id),
        };
        SRow row = {0, sizeof(values) / sizeof(values[0]), values};

        hr = data->lpVtbl->HrModifyRow(data, &row);
    }
    writer_drop(&w);
    return hr;
}

HRESULT oneoff_page_open(bool editable, ULONG flags, IMAPITable **out)
{
    static const SizedSPropTagArray(8, columns) = {8,
                                                   {PR_XPOS, PR_YPOS, PR_DELTAX, PR_DELTAY,
                                                    PR_CONTROL_TYPE, PR_CONTROL_FLAGS,
                                                    PR_CONTROL_STRUCTURE, PR_CONTROL_ID}};
    AUTO_RELEASE ITableData *data = NULL;
    HRESULT hr;

    *out = NULL;
    hr = table_data_create(TBLTYPE_DYNAMIC, PR_CONTROL_ID, (SPropTagArray *)&columns, &data);
    for (size_t i = 0; SUCCEEDED(hr) && i < sizeof(page_controls) / sizeof(page_controls[0]); i++)
        hr = put_control(data, (BYTE)i, editable, flags & MAPI_UNICODE);
    return SUCCEEDED(hr) ? data->lpVtbl->HrGetView(data, NULL, NULL, 0, out) : hr;
}
