/*
 * cfb_tree.c - the storages and streams of one compound file, in memory
 */
#include <string.h>
#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/cfb/write.h"
#include "com/cfb_storage_own.h"
#include "com/com.h"
#include "sys/lock.h"

/* ---- nodes ---- */

struct cfb_node *cfb_node_add(struct cfb_node *parent, const WCHAR *name, bool stream)
{
    struct cfb_node *node = mem_zero(sizeof(*node));

    if (!node) return NULL;
    list_init(&node->link);
    list_init(&node->children);
    node->stream = stream;
    if (!parent) return node;
    node->parent = parent;
    node->tree = parent->tree;
    node->depth = parent->depth + 1;
    /* not too long: the caller has looked */
    memcpy(node->name, name, text_len(name) * sizeof(WCHAR));
    list_append(&parent->children, &node->link);
    return node;
}

/* From the end: names of one kind differ in their numbers. */
static bool same_name(const WCHAR *a, const WCHAR *b, size_t chars)
{
    for (size_t i = chars; i-- > 0;)
        if (a[i] != b[i] && text_fold(a[i]) != text_fold(b[i])) return false;
    return !a[chars];
}

struct cfb_node *cfb_node_find(const struct cfb_node *parent, const WCHAR *name)
{
    size_t chars = text_len(name);

    if (chars > CFB_MOST_NAME) return NULL;
    LIST_EACH(node, &parent->children, struct cfb_node, link)
        if (same_name(node->name, name, chars)) return node;
    return NULL;
}

static void node_free(struct cfb_node *node)
{
    mem_free(node->data);
    mem_free(node);
}

void cfb_node_destroy(struct cfb_node *node)
{
    LIST_EACH_SAFE(child, &node->children, struct cfb_node, link)
        cfb_node_destroy(child);
    list_remove(&node->link);
    node->parent = NULL;
    node->gone = true;
    if (!node->open) node_free(node);
}

void cfb_node_closed(struct cfb_node *node)
{
    node->open = false;
    if (node->gone) node_free(node);
}

HRESULT cfb_node_resize(struct cfb_node *node, size_t bytes)
{
    if (bytes > node->room) {
        size_t room = bytes < 64 ? 64 : bytes + bytes / 2;
        void *bigger;

        if (mem_root(room, &bigger) != S_OK) return FAIL(STG_E_INSUFFICIENTMEMORY);
        if (node->bytes) memcpy(bigger, node->data, node->bytes);
        mem_free(node->data);
        node->data = bigger;
        node->room = room;
    }
    if (bytes > node->bytes) memset(node->data + node->bytes, 0, bytes - node->bytes);
    node->bytes = bytes;
    node->tree->changed = true;
    return S_OK;
}

/* ---- from the file ---- */

static HRESULT read_file(ILockBytes *file, uint8_t **out, size_t *count)
{
    AUTO_FREE uint8_t *data = NULL;
    STATSTG stat = {0};
    HRESULT hr = file->lpVtbl->Stat(file, &stat, STATFLAG_NONAME);

    if (FAILED(hr)) return hr;
    if (stat.cbSize.QuadPart > 0x7fffffff) return FAIL(STG_E_INSUFFICIENTMEMORY);
    *count = (size_t)stat.cbSize.QuadPart;
    data = mem_zero(*count + 1);
    if (!data) return FAIL(STG_E_INSUFFICIENTMEMORY);
    for (size_t at = 0; at < *count;) {
        ULARGE_INTEGER place = {.QuadPart = at};
        ULONG got = 0;

        hr = file->lpVtbl->ReadAt(file, place, data + at, (ULONG)(*count - at), &got);
        if (FAILED(hr)) return hr;
        if (!got || got > *count - at) return FAIL(STG_E_READFAULT);
        at += got;
    }
    *out = TAKE(data);
    return S_OK;
}

static HRESULT fill_node(struct cfb_node *node, const struct cfb *cfb, uint32_t index)
{
    const struct cfb_entry *entry = &cfb->entries[index];
    void *data;
    HRESULT hr;

    node->clsid = entry->clsid;
    node->state = entry->state;
    node->created = entry->created;
    node->modified = entry->modified;
    node->broken = entry->broken;
    if (!node->stream || entry->broken) return S_OK;
    hr = cfb_load(cfb, index, &data);
    if (FAILED(hr)) return hr;
    node->data = data;
    node->bytes = node->room = (size_t)entry->bytes;
    return S_OK;
}

static HRESULT add_children(struct cfb_node *node, const struct cfb *cfb, uint32_t index)
{
    HRESULT hr = fill_node(node, cfb, index);

    if (node->depth > CFB_MOST_DEEP) return FAIL(MAPI_E_CORRUPT_DATA);
    for (uint32_t i = cfb->entries[index].child; SUCCEEDED(hr) && i != CFB_NONE;
         i = cfb->entries[i].next) {
        struct cfb_node *child =
            cfb_node_add(node, cfb->entries[i].name, cfb->entries[i].kind == CFB_STREAM);

        hr = child ? add_children(child, cfb, i) : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    return hr;
}

static HRESULT read_tree(struct cfb_tree *tree)
{
    AUTO_FREE uint8_t *data = NULL;
    struct cfb *cfb = NULL;
    size_t count = 0;
    HRESULT hr = read_file(tree->file, &data, &count);

    if (FAILED(hr)) return hr;
    hr = cfb_open(data, count, &cfb);
    if (SUCCEEDED(hr)) hr = add_children(tree->root, cfb, 0);
    cfb_close(cfb);
    if (hr == MAPI_E_CORRUPT_DATA) return STG_E_DOCFILECORRUPT;
    return FAILED(hr) ? STG_E_INSUFFICIENTMEMORY : S_OK;
}

HRESULT cfb_tree_open(ILockBytes *file, unsigned mode, struct cfb_tree **out)
{
    struct cfb_tree *tree = mem_zero(sizeof(*tree));
    HRESULT hr;

    *out = NULL;
    if (!tree) return FAIL(STG_E_INSUFFICIENTMEMORY);
    tree->refs = 1;
    tree->mode = mode;
    tree->file = file;
    if (file) com_addref(file);
    tree->root = cfb_node_add(NULL, NULL, false);
    hr = tree->root ? S_OK : FAIL(STG_E_INSUFFICIENTMEMORY);
    if (SUCCEEDED(hr)) tree->root->tree = tree;
    if (SUCCEEDED(hr) && !(mode & CFB_STORAGE_CREATE)) hr = read_tree(tree);
    if (FAILED(hr)) {
        tree->changed = false;
        cfb_tree_unref(tree);
        return hr;
    }
    tree->changed = mode & CFB_STORAGE_CREATE;
    *out = tree;
    return S_OK;
}

/* ---- to the file ---- */

struct items {
    struct cfb_item *data;
    size_t count, room;
};

static bool add_items(struct items *items, const struct cfb_node *node, uint32_t parent)
{
    uint32_t own = (uint32_t)items->count;
    struct cfb_item *item = ARRAY_PUSH(items);

    if (!item) return false;
    *item = (struct cfb_item){
        .name = node->name,
        .stream = node->stream,
        .parent = parent,
        .clsid = node->clsid,
        .state = node->state,
        .created = node->created,
        .modified = node->modified,
        .data = node->data,
        .bytes = node->bytes,
    };
    LIST_EACH(child, &node->children, struct cfb_node, link)
        if (!add_items(items, child, own)) return false;
    return true;
}

static HRESULT write_file(ILockBytes *file, const struct writer *out)
{
    ULARGE_INTEGER size = {.QuadPart = out->count}, start = {.QuadPart = 0};
    ULONG done = 0;
    HRESULT hr = file->lpVtbl->SetSize(file, size);

    if (SUCCEEDED(hr)) hr = file->lpVtbl->WriteAt(file, start, out->data, (ULONG)out->count, &done);
    if (SUCCEEDED(hr) && done != out->count) hr = FAIL(STG_E_MEDIUMFULL);
    if (SUCCEEDED(hr)) hr = file->lpVtbl->Flush(file);
    return hr;
}

HRESULT cfb_tree_write(struct cfb_tree *tree)
{
    struct items items = {0};
    struct writer out = {0};
    HRESULT hr;

    if (!tree->file || !tree->changed) return S_OK;
    hr = add_items(&items, tree->root, 0) ? cfb_write(items.data, (uint32_t)items.count, &out)
                                          : MAPI_E_NOT_ENOUGH_MEMORY;
    ARRAY_DROP(&items);
    if (hr == MAPI_E_TOO_BIG) hr = STG_E_MEDIUMFULL;
    else if (FAILED(hr)) hr = STG_E_INSUFFICIENTMEMORY;
    else hr = write_file(tree->file, &out);
    writer_drop(&out);
    if (SUCCEEDED(hr)) tree->changed = false;
    return hr;
}

void cfb_tree_unref(struct cfb_tree *tree)
{
    if (atomic_dec(&tree->refs)) return;
    if (!(tree->mode & CFB_STORAGE_TRANSACTED) && tree->mode & CFB_STORAGE_WRITE)
        cfb_tree_write(tree);
    if (tree->root) cfb_node_destroy(tree->root);
    com_release(&tree->file);
    mem_free(tree);
}
