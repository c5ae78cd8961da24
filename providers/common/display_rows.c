/*
 * display_rows.c - a display table out of a constant description
 *
 * A row's PR_CONTROL_STRUCTURE is the control's structure with its text behind; the first member of
 * those that have text counts bytes from the structure's start to it.
 */
#include "common/display_rows.h"
#include <stdint.h>
#include <string.h>
#include "common/com.h"
#include "mapitags.h"
#include "mapiutil.h"

#define MOST_TEXT 256 /* characters of a label, with its end */

union structure {
    DTBLLABEL label;
    DTBLEDIT edit;
    DTBLLBX list;
    DTBLCOMBOBOX combo;
    DTBLDDLBX drop;
    DTBLCHECKBOX check;
    DTBLGROUPBOX group;
    DTBLBUTTON button;
    DTBLPAGE page;
    DTBLRADIOBUTTON radio;
    DTBLMVLISTBOX many;
    DTBLMVDDLBX many_drop;
};

struct laid {
    union structure head;
    BYTE room[MOST_TEXT * sizeof(WCHAR)];
};

struct control_id {
    GUID of;
    ULONG number;
};

static ULONG in_width(ULONG tag, ULONG flags)
{
    ULONG type = PROP_TYPE(tag);

    if (flags & MAPI_UNICODE || (type & ~(ULONG)MV_FLAG) != PT_UNICODE) return tag;
    return CHANGE_PROP_TYPE(tag, PT_STRING8 | (type & MV_FLAG));
}

/* Behind a structure of so many bytes. Gives the bytes of both. */
static ULONG put_text(struct laid *laid, size_t head, const char *text, ULONG flags)
{
    BYTE *to = (BYTE *)laid + head;
    size_t n = 0, unit = flags & MAPI_UNICODE ? sizeof(WCHAR) : 1;

    for (; text[n] && n < MOST_TEXT - 1; n++) {
        to[n * unit] = (BYTE)text[n];
        if (unit > 1) to[n * unit + 1] = 0;
    }
    memset(to + n * unit, 0, unit);
    return (ULONG)(head + (n + 1) * unit);
}

/* Its structure, text and all; 0: no such type. */
static ULONG lay(const struct display_control *control, ULONG flags, struct laid *laid)
{
    union structure *to = &laid->head;
    const char *label = control->text ? control->text : "", *filter = control->text ? label : "*";
    ULONG tag = in_width(control->tag, flags), wide = flags & MAPI_UNICODE;

    memset(laid, 0, sizeof(*laid));
    switch (control->type) {
    case DTCT_LABEL:
        to->label = (DTBLLABEL){sizeof(DTBLLABEL), wide};
        return put_text(laid, sizeof(DTBLLABEL), label, flags);
    case DTCT_EDIT:
        to->edit = (DTBLEDIT){sizeof(DTBLEDIT), wide, control->number, tag};
        return put_text(laid, sizeof(DTBLEDIT), filter, flags);
    case DTCT_LBX:
        to->list = (DTBLLBX){control->number, tag, control->table};
        return sizeof(DTBLLBX);
    case DTCT_COMBOBOX:
        to->combo =
            (DTBLCOMBOBOX){sizeof(DTBLCOMBOBOX), wide, control->number, tag, control->table};
        return put_text(laid, sizeof(DTBLCOMBOBOX), filter, flags);
    case DTCT_DDLBX:
        to->drop = (DTBLDDLBX){0, in_width(PR_DISPLAY_NAME_W, flags), tag, control->table};
        return sizeof(DTBLDDLBX);
    case DTCT_CHECKBOX:
        to->check = (DTBLCHECKBOX){sizeof(DTBLCHECKBOX), wide, tag};
        return put_text(laid, sizeof(DTBLCHECKBOX), label, flags);
    case DTCT_GROUPBOX:
        to->group = (DTBLGROUPBOX){sizeof(DTBLGROUPBOX), wide};
        return put_text(laid, sizeof(DTBLGROUPBOX), label, flags);
    case DTCT_BUTTON:
        to->button = (DTBLBUTTON){sizeof(DTBLBUTTON), wide, tag};
        return put_text(laid, sizeof(DTBLBUTTON), label, flags);
    case DTCT_PAGE: /* without help: no component, no context */
        to->page = (DTBLPAGE){sizeof(DTBLPAGE), wide, 0, 0};
        return put_text(laid, sizeof(DTBLPAGE), label, flags);
    case DTCT_RADIOBUTTON:
        to->radio = (DTBLRADIOBUTTON){sizeof(DTBLRADIOBUTTON), wide, control->others, tag,
                                      (LONG)control->number};
        return put_text(laid, sizeof(DTBLRADIOBUTTON), label, flags);
    case DTCT_MVLISTBOX:
        to->many = (DTBLMVLISTBOX){control->number, tag};
        return sizeof(DTBLMVLISTBOX);
    case DTCT_MVDDLBX:
        to->many_drop = (DTBLMVDDLBX){control->number, tag};
        return sizeof(DTBLMVDDLBX);
    }
    return 0;
}

static HRESULT add_row(ITableData *data, const struct display_control *control, const GUID *of,
                       ULONG number, ULONG flags)
{
    struct control_id id = {*of, number};
    struct laid laid;
    ULONG bytes = lay(control, flags, &laid);
    SPropValue values[] = {
        {.ulPropTag = PR_XPOS, .Value.l = control->x},
        {.ulPropTag = PR_YPOS, .Value.l = control->y},
        {.ulPropTag = PR_DELTAX, .Value.l = control->width},
        {.ulPropTag = PR_DELTAY, .Value.l = control->height},
        {.ulPropTag = PR_CONTROL_TYPE, .Value.l = (LONG)control->type},
        {.ulPropTag = PR_CONTROL_FLAGS, .Value.l = (LONG)control->flags},
        {.ulPropTag = PR_CONTROL_STRUCTURE, .Value.bin = {bytes, (BYTE *)&laid}},
        {.ulPropTag = PR_CONTROL_ID, .Value.bin = {sizeof(id), (BYTE *)&id}},
    };
    SRow row = {0, sizeof(values) / sizeof(values[0]), values};

    return bytes ? data->lpVtbl->HrModifyRow(data, &row) : MAPI_E_INVALID_PARAMETER;
}

HRESULT display_rows_open(const struct display_control *controls, size_t n, const GUID *id,
                          ULONG flags, const struct allocators *alloc, IMAPITable **out)
{
    static const SizedSPropTagArray(8, columns) = {8,
                                                   {PR_XPOS, PR_YPOS, PR_DELTAX, PR_DELTAY,
                                                    PR_CONTROL_TYPE, PR_CONTROL_FLAGS,
                                                    PR_CONTROL_STRUCTURE, PR_CONTROL_ID}};
    AUTO_RELEASE ITableData *data = NULL;
    HRESULT hr;

    *out = NULL;
    hr = CreateTable(&IID_IMAPITableData, alloc->buffer, alloc->more, alloc->free, NULL,
                     TBLTYPE_DYNAMIC, PR_CONTROL_ID, (SPropTagArray *)&columns, &data);
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++)
        hr = add_row(data, &controls[i], id, (ULONG)i, flags);
    return FAILED(hr) ? hr : data->lpVtbl->HrGetView(data, NULL, NULL, 0, out);
}
