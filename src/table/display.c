/*
 * display.c - display tables: one row for each page and control, out of a provider's description
 * and its dialogs
 *
 * A row's PR_CONTROL_STRUCTURE is the control's structure with its texts behind it; their members
 * count bytes from its start. Titles and places come from the dialog, all else from the provider.
 */
#include "table/display.h"
#include <stdint.h>
#include <string.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/uid.h"
#include "codec/dialog/template.h"
#include "com/com.h"
#include "mapitags.h"
#include "table/table_data.h"

/* What a control's structure has at which place; 0: hasn't. The members of text are the first in
 * all of them. */
enum text_kind {
    NO_TEXT,
    TITLE,  /* from the dialog */
    FILTER, /* from the provider */
};
enum { ANY_CLASS = 0 };

static const struct control {
    ULONG type;
    ULONG bytes;       /* of its structure */
    enum text_kind text;
    int class;         /* what the dialog must have there, or one that isn't Windows' own */
    bool needed;       /* without a structure it says nothing */
} controls[] = {
    {DTCT_LABEL, sizeof(DTBLLABEL), TITLE, DIALOG_STATIC, false},
    {DTCT_EDIT, sizeof(DTBLEDIT), FILTER, DIALOG_EDIT, true},
    {DTCT_LBX, sizeof(DTBLLBX), NO_TEXT, DIALOG_LIST, true},
    {DTCT_COMBOBOX, sizeof(DTBLCOMBOBOX), FILTER, DIALOG_COMBO, true},
    {DTCT_DDLBX, sizeof(DTBLDDLBX), NO_TEXT, DIALOG_COMBO, true},
    {DTCT_CHECKBOX, sizeof(DTBLCHECKBOX), TITLE, DIALOG_BUTTON, true},
    {DTCT_GROUPBOX, sizeof(DTBLGROUPBOX), TITLE, DIALOG_BUTTON, false},
    {DTCT_BUTTON, sizeof(DTBLBUTTON), TITLE, DIALOG_BUTTON, true},
    {DTCT_PAGE, sizeof(DTBLPAGE), TITLE, ANY_CLASS, false},
    {DTCT_RADIOBUTTON, sizeof(DTBLRADIOBUTTON), TITLE, DIALOG_BUTTON, true},
    {DTCT_MVLISTBOX, sizeof(DTBLMVLISTBOX), NO_TEXT, DIALOG_LIST, true},
    {DTCT_MVDDLBX, sizeof(DTBLMVDDLBX), NO_TEXT, DIALOG_COMBO, true},
};

static const struct control *control_of(ULONG type)
{
    for (size_t i = 0; i < sizeof(controls) / sizeof(*controls); i++)
        if (controls[i].type == type) return &controls[i];
    return NULL;
}

struct builder {
    const struct display_source *source;
    void *context;
    ULONG flags; /* MAPI_UNICODE */
    ITableData *data;
    const DTPAGE *page;            /* the one that is built */
    struct dialog_template dialog; /* its dialog */
    MAPIUID made_up;               /* for identifiers of controls that have none, with ... */
    ULONG made;                    /* ... a number behind it */
};

/* A pointer that may be a number of 16 bits instead, as resources' names are. */
static bool is_number(const void *pointer)
{
    return (uintptr_t)pointer <= 0xffff;
}

/* Where the text member begins, its text comes to lie at the end, NUL and all. */
static HRESULT append_text(struct builder *b, struct writer *w, size_t member, const WCHAR *text)
{
    AUTO_FREE char *narrow = NULL;
    HRESULT hr = S_OK;

    if (w->bad) return MAPI_E_NOT_ENOUGH_MEMORY;
    write_patch_u32(w, member, (uint32_t)w->count);
    if (b->flags & MAPI_UNICODE) {
        write_bytes(w, text, (text_len(text) + 1) * sizeof(WCHAR));
    } else {
        hr = text_to_ansi(text, -1, 0, NULL, &narrow);
        if (SUCCEEDED(hr)) write_bytes(w, narrow, strlen(narrow) + 1);
    }
    return hr;
}

static HRESULT append_title(struct builder *b, struct writer *w, const struct dialog_text *title)
{
    AUTO_FREE WCHAR *text = mem_array(title->chars + 1, sizeof(WCHAR));

    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    dialog_text_copy(title, text);
    return append_text(b, w, 0, text);
}

/* No filter: any character. */
static HRESULT append_filter(struct builder *b, struct writer *w, const DTCTL *control)
{
    AUTO_FREE WCHAR *text = NULL;
    HRESULT hr = text_in_optional(control->lpszFilter, b->flags, &text);

    return FAILED(hr) ? hr : append_text(b, w, 0, text ? text : L"*");
}

/* The name in [Help File Mappings]: in the page's description, or a string of the resources; none:
 * the member stays 0. */
static HRESULT append_component(struct builder *b, struct writer *w, const DTCTL *control)
{
    AUTO_FREE WCHAR *text = NULL;
    ULONG id = control->ulItemID;
    HRESULT hr;

    if (is_number(b->page->lpszComponent) && b->page->lpszComponent)
        id = b->page->ulItemID & 0xffff;
    if (!is_number(b->page->lpszComponent)) {
        hr = text_in_optional(b->page->lpszComponent, b->flags, &text);
    } else {
        if (!id) return S_OK;
        hr = b->source->string(b->context, id, &text);
    }
    if (FAILED(hr) || !text) return hr;
    if (w->count % sizeof(WCHAR) && b->flags & MAPI_UNICODE) write_u8(w, 0);
    return append_text(b, w, offsetof(DTBLPAGE, ulbLpszComponent), text);
}

/* The structure with its texts; the members of both lie where DTBLLABEL's do, whatever the
 * structure. */
static HRESULT write_structure(struct builder *b, const struct control *kind, const DTCTL *control,
                               const struct dialog_text *title, struct writer *w)
{
    static const BYTE nothing[sizeof(DTBLPAGE)];
    HRESULT hr = S_OK;
    ULONG flags;

    _Static_assert(
        !offsetof(DTBLEDIT, ulbLpszCharsAllowed) && !offsetof(DTBLCOMBOBOX, ulbLpszCharsAllowed) &&
            !offsetof(DTBLPAGE, ulbLpszLabel) && !offsetof(DTBLRADIOBUTTON, ulbLpszLabel),
        "text members come first");
    if (!control->ctl.lpv && kind->needed) return FAIL(MAPI_E_INVALID_PARAMETER);
    write_bytes(w, control->ctl.lpv ? control->ctl.lpv : nothing, kind->bytes);
    if (w->bad) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (kind->text == NO_TEXT) return S_OK;
    memcpy(&flags, w->data + offsetof(DTBLLABEL, ulFlags), sizeof(flags));
    write_patch_u32(w, offsetof(DTBLLABEL, ulFlags), (flags & ~MAPI_UNICODE) | b->flags);
    if (kind->type == DTCT_PAGE) write_patch_u32(w, offsetof(DTBLPAGE, ulbLpszComponent), 0);
    hr = kind->text == TITLE ? append_title(b, w, title) : append_filter(b, w, control);
    if (SUCCEEDED(hr) && kind->type == DTCT_PAGE) hr = append_component(b, w, control);
    return FAILED(hr) ? hr : w->bad ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

static SPropValue number(ULONG tag, LONG value)
{
    return (SPropValue){.ulPropTag = tag, .Value.l = value};
}

enum { MADE_UP = sizeof(MAPIUID) + sizeof(ULONG) };

static SBinary make_up_id(struct builder *b, BYTE id[MADE_UP])
{
    ULONG n = ++b->made;

    memcpy(id, &b->made_up, sizeof(b->made_up));
    memcpy(id + sizeof(b->made_up), &n, sizeof(n));
    return (SBinary){MADE_UP, id};
}

/* A control without an identifier, and one whose identifier another has already, gets one that is
 * made up. */
static HRESULT add_row(struct builder *b, const DTCTL *control, const struct dialog_place *place,
                       SBinary structure)
{
    BYTE id[MADE_UP];
    SPropValue values[] = {
        number(PR_XPOS, place->x),
        number(PR_YPOS, place->y),
        number(PR_DELTAX, place->width),
        number(PR_DELTAY, place->height),
        number(PR_CONTROL_TYPE, (LONG)control->ulCtlType),
        number(PR_CONTROL_FLAGS, (LONG)control->ulCtlFlags),
        {.ulPropTag = PR_CONTROL_STRUCTURE, .Value.bin = structure},
        {.ulPropTag = PR_CONTROL_ID, .Value.bin = {control->cbNotif, control->lpbNotif}},
    };
    SPropValue *key = &values[7];
    SRow row = {0, sizeof(values) / sizeof(*values), values}, *there = NULL;

    if (key->Value.bin.cb && key->Value.bin.lpb) {
        HRESULT hr = b->data->lpVtbl->HrQueryRow(b->data, key, &there, NULL);

        if (FAILED(hr) && hr != MAPI_E_NOT_FOUND) return hr;
    }
    if (there || !key->Value.bin.cb || !key->Value.bin.lpb) key->Value.bin = make_up_id(b, id);
    mem_free(there);
    return b->data->lpVtbl->HrModifyRow(b->data, &row);
}

static HRESULT find_item(struct builder *b, const struct control *kind, const DTCTL *control,
                         struct dialog_item *item)
{
    int found = dialog_find(&b->dialog, control->ulItemID, item);

    if (found < 0) return FAIL(MAPI_E_CORRUPT_DATA);
    if (!found) return FAIL(MAPI_E_NOT_FOUND);
    if (item->class != DIALOG_OTHER && item->class != (enum dialog_class)kind->class)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return S_OK;
}

static HRESULT add_control(struct builder *b, const DTCTL *control)
{
    const struct control *kind = control_of(control->ulCtlType);
    struct dialog_item item = {.place = b->dialog.place,
                               .title = b->dialog.title}; /* of the page itself */
    struct writer w = {0};
    HRESULT hr;

    if (!kind) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (kind->type != DTCT_PAGE) {
        hr = find_item(b, kind, control, &item);
        if (FAILED(hr)) return hr;
    }
    hr = write_structure(b, kind, control, &item.title, &w);
    if (SUCCEEDED(hr)) hr = add_row(b, control, &item.place, (SBinary){(ULONG)w.count, w.data});
    writer_drop(&w);
    return hr;
}

static HRESULT open_dialog(struct builder *b)
{
    AUTO_FREE WCHAR *name = NULL;
    const void *bytes = NULL;
    size_t count = 0;
    HRESULT hr = S_OK;

    if (!b->page->lpszResourceName) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!is_number(b->page->lpszResourceName))
        hr = text_in(b->page->lpszResourceName, b->flags, &name);
    if (SUCCEEDED(hr))
        hr = b->source->dialog(
            b->context, name, (ULONG)(uintptr_t)b->page->lpszResourceName & 0xffff, &bytes, &count);
    if (FAILED(hr)) return hr;
    return dialog_read(bytes, count, &b->dialog) ? S_OK : FAIL(MAPI_E_CORRUPT_DATA);
}

/* A page that isn't among its controls comes first. */
static HRESULT add_page(struct builder *b)
{
    static const DTCTL page = {.ulCtlType = DTCT_PAGE};
    const DTCTL *list = b->page->lpctl;
    bool has_page = false;
    HRESULT hr;

    if (b->page->cctl && !list) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = open_dialog(b);
    for (ULONG i = 0; i < b->page->cctl; i++)
        has_page |= list[i].ulCtlType == DTCT_PAGE;
    if (SUCCEEDED(hr) && !has_page) hr = add_control(b, &page);
    for (ULONG i = 0; SUCCEEDED(hr) && i < b->page->cctl; i++)
        hr = add_control(b, &list[i]);
    return hr;
}

HRESULT display_build(const struct display_source *source, void *context, ULONG count,
                      const DTPAGE *pages, ULONG flags, ITableData **out)
{
    static const SizedSPropTagArray(8, columns) = {8,
                                                   {PR_XPOS, PR_YPOS, PR_DELTAX, PR_DELTAY,
                                                    PR_CONTROL_TYPE, PR_CONTROL_FLAGS,
                                                    PR_CONTROL_STRUCTURE, PR_CONTROL_ID}};
    struct builder b = {.source = source, .context = context, .flags = flags & MAPI_UNICODE};
    HRESULT hr = uid_new(&b.made_up);

    *out = NULL;
    if (SUCCEEDED(hr))
        hr = table_data_create(TBLTYPE_DYNAMIC, PR_CONTROL_ID, (SPropTagArray *)&columns, &b.data);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
        b.page = &pages[i];
        hr = add_page(&b);
    }
    if (FAILED(hr)) com_release(&b.data);
    *out = b.data;
    return hr;
}
