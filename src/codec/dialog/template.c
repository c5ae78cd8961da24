/*
 * template.c - a dialog resource, read item by item
 *
 *     DIALOG      style u32, exstyle u32, items u16, x y width height i16, menu, class, title: name
 * or number; DS_SETFONT: size u16, face text item      (4-byte boundary) style u32, exstyle u32, x
 * y width height i16, id u16, class, title: name or number, n u16, n bytes DIALOGEX    1 u16,
 * 0xffff u16, help u32, exstyle u32, style u32, items u16, x y width height i16, menu, class,
 * title; DS_SETFONT: size u16, weight u16, italic u8, charset u8, face text item      (4-byte
 * boundary) help u32, exstyle u32, style u32, x y width height i16, id u32, class, title, n u16, n
 * bytes name or number   0xffff u16 and a number u16, or UTF-16 up to a NUL
 */
#include "codec/dialog/template.h"
#include <string.h>
#include "base/text.h"

enum {
    HAS_FONT = 0x40,
    NUMBER = 0xffff,
};

void dialog_text_copy(const struct dialog_text *text, WCHAR *out)
{
    for (size_t i = 0; i < text->chars; i++)
        out[i] = (WCHAR)(text->at[2 * i] | text->at[2 * i + 1] << 8);
    out[text->chars] = 0;
}

/* A name in *text, or (true) a number in *number. */
static bool name_or_number(struct reader *r, struct dialog_text *text, USHORT *number)
{
    const BYTE *at = r->at;
    USHORT unit = read_u16(r);

    *text = (struct dialog_text){at, 0};
    if (unit == NUMBER) {
        *number = read_u16(r);
        return true;
    }
    for (; unit && !r->bad; unit = read_u16(r))
        text->chars++;
    return false;
}

static struct dialog_place read_place(struct reader *r)
{
    struct dialog_place place;

    place.x = (SHORT)read_u16(r);
    place.y = (SHORT)read_u16(r);
    place.width = (SHORT)read_u16(r);
    place.height = (SHORT)read_u16(r);
    return place;
}

bool dialog_read(const void *bytes, size_t count, struct dialog_template *out)
{
    struct reader r = reader_over(bytes, count);
    struct dialog_text ignored;
    USHORT number;
    uint32_t style = read_u32(&r);

    *out = (struct dialog_template){.start = bytes, .extended = style == 0xffff0001};
    if (out->extended) {
        read_skip(&r, 8); /* help, exstyle */
        style = read_u32(&r);
    } else {
        read_skip(&r, 4);
    }
    out->count = read_u16(&r);
    out->place = read_place(&r);
    name_or_number(&r, &ignored, &number); /* menu */
    name_or_number(&r, &ignored, &number); /* class */
    if (name_or_number(&r, &out->title, &number)) out->title.chars = 0;
    if (style & HAS_FONT) {
        read_skip(&r, out->extended ? 6 : 2);
        name_or_number(&r, &ignored, &number);
    }
    out->items = r;
    return !r.bad;
}

static enum dialog_class class_of(const struct dialog_text *name)
{
    static const WCHAR *const names[] = {L"BUTTON",  L"EDIT",      L"STATIC",
                                         L"LISTBOX", L"SCROLLBAR", L"COMBOBOX"};
    WCHAR text[16];

    if (name->chars >= sizeof(text) / sizeof(*text)) return DIALOG_OTHER;
    dialog_text_copy(name, text);
    for (int i = 0; i < 6; i++)
        if (!text_compare_nocase(text, names[i])) return (enum dialog_class)(DIALOG_BUTTON + i);
    return DIALOG_OTHER;
}

static void read_item(const struct dialog_template *dialog, struct reader *r,
                      struct dialog_item *out)
{
    struct dialog_text class;
    USHORT number = 0;

    read_skip(r, (4 - (size_t)(r->at - dialog->start) % 4) % 4);
    read_skip(r, dialog->extended ? 12 : 8);
    out->place = read_place(r);
    out->id = dialog->extended ? read_u32(r) : read_u16(r);
    if (!name_or_number(r, &class, &number)) out->class = class_of(&class);
    else
        out->class = number >= DIALOG_BUTTON && number <= DIALOG_COMBO ? (enum dialog_class)number
                                                                       : DIALOG_OTHER;
    if (name_or_number(r, &out->title, &number)) out->title.chars = 0;
    read_skip(r, read_u16(r));
}

int dialog_find(const struct dialog_template *dialog, ULONG id, struct dialog_item *out)
{
    struct reader r = dialog->items;

    for (USHORT i = 0; i < dialog->count; i++) {
        read_item(dialog, &r, out);
        if (r.bad) return -1;
        if (out->id == id ||
            (!dialog->extended && out->id == (id & 0xffff) && id == (ULONG)(LONG)(SHORT)out->id))
            return 1;
    }
    return 0;
}
