/*
 * fuzz_dialog.c - dialog resources: every item of one is found, and all its text can be read
 *
 * Origin of the seeds (corpus/dialog): put together by hand for this test as DLGTEMPLATE and
 * DLGTEMPLATEEX are described; the cut ones are their beginnings.
 */
#include <stdlib.h>
#include <string.h>
#include "codec/dialog/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void read_text(const struct dialog_text *text)
{
    WCHAR *copy = malloc((text->chars + 1) * sizeof(WCHAR));

    if (!copy) abort();
    dialog_text_copy(text, copy);
    if (copy[text->chars]) abort();
    for (size_t i = 0; i < text->chars; i++)
        if (!copy[i]) abort(); /* it would have ended there */
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct dialog_template dialog;
    struct dialog_item item;

    if (!dialog_read(bytes, count, &dialog)) return 0;
    read_text(&dialog.title);
    for (ULONG id = 100; id < 108; id++)
        if (dialog_find(&dialog, id, &item) == 1) {
            if (item.id != id) abort();
            read_text(&item.title);
        }
    if (dialog_find(&dialog, 0xffffffff, &item) == 1) read_text(&item.title);
    return 0;
}
