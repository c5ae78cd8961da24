/*
 * template.h - a dialog resource, read item by item
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "base/bytes.h"

enum dialog_class { /* by number in the resource, or by name */
    DIALOG_BUTTON = 0x80,
    DIALOG_EDIT,
    DIALOG_STATIC,
    DIALOG_LIST,
    DIALOG_SCROLL,
    DIALOG_COMBO,
    DIALOG_OTHER, /* a class that isn't Windows' own */
};

/* Text lies in the resource at any even address; its units are little-endian, as Windows' are. */
struct dialog_text {
    const BYTE *at;
    size_t chars;
};
void dialog_text_copy(const struct dialog_text *text, WCHAR *out); /* chars units and a NUL */

struct dialog_place {
    SHORT x, y, width, height; /* dialog units */
};

struct dialog_template {
    struct dialog_place place;
    struct dialog_text title;
    USHORT count;        /* of items */
    bool extended;       /* DIALOGEX */
    struct reader items; /* from the first on */
    const BYTE *start;   /* of the resource: items are aligned to it */
};

struct dialog_item {
    ULONG id; /* all 32 bits of it in DIALOGEX; else 16 */
    struct dialog_place place;
    enum dialog_class class;
    struct dialog_text title; /* none where it is a number */
};

/* bytes stay the resource's. False: it is no dialog, or cut off before its items. */
bool dialog_read(const void *bytes, size_t count, struct dialog_template *out);
/* The item of that id; the first, where several have it (-1 is usual for what nobody asks for).
 * 1: found; 0: there is none; -1: cut off before it. */
int dialog_find(const struct dialog_template *dialog, ULONG id, struct dialog_item *out);
