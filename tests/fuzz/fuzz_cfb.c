/*
 * fuzz_cfb.c - any bytes as a compound file: opened, every stream loaded, written again, and found
 * the same
 */
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "codec/cfb/read.h"
#include "codec/cfb/write.h"

/* The entries that are there, as items; parents first. NULL: memory is out. */
static struct cfb_item *items_of(const struct cfb *cfb, void *root, uint32_t *count,
                                 uint32_t *numbers)
{
    struct cfb_item *items = mem_zero_more(cfb->n_entries * sizeof(*items), root);
    uint32_t n = 0;

    for (uint32_t at = 0; items && at != CFB_NONE;) {
        const struct cfb_entry *entry = &cfb->entries[at];
        void *data = NULL;

        if (entry->kind == CFB_STREAM && cfb_load(cfb, at, &data) != S_OK && !entry->broken)
            abort();
        numbers[at] = n;
        items[n] = (struct cfb_item){
            .name = entry->name, .stream = entry->kind == CFB_STREAM, .clsid = entry->clsid};
        items[n].parent = at ? numbers[entry->parent] : 0;
        if (data) {
            items[n].bytes = (size_t)entry->bytes;
            items[n].data = mem_dup(data, items[n].bytes, root);
        }
        mem_free(data);
        n++;
        if (entry->child != CFB_NONE) {
            at = entry->child;
            continue;
        }
        while (at && cfb->entries[at].next == CFB_NONE)
            at = cfb->entries[at].parent;
        at = at ? cfb->entries[at].next : CFB_NONE;
    }
    *count = n;
    return items;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    long roots = mem_roots_alive();
    struct writer file = {0};
    struct cfb *cfb, *again;
    struct cfb_item *items;
    uint32_t *numbers, n, there = 0;
    unsigned long long all = 0;

    if (cfb_open(data, size, &cfb) != S_OK) return 0;
    numbers = mem_array(cfb->n_entries, sizeof(*numbers));
    items = items_of(cfb, numbers, &n, numbers);
    for (uint32_t i = 0; i < n; i++)
        all += items[i].bytes;
    if (all > size + 4096) abort(); /* no byte is given twice */
    if (cfb_write(items, n, &file) == S_OK) { /* else a name stands there twice */
        if (cfb_open(file.data, file.count, &again) != S_OK) abort();
        for (uint32_t i = 0; i < again->n_entries; i++)
            there += again->entries[i].kind != CFB_NOTHING;
        if (there != n) abort();
        cfb_close(again);
    }
    writer_drop(&file);
    mem_free(numbers);
    cfb_close(cfb);
    if (mem_roots_alive() != roots) abort();
    return 0;
}
