/*
 * cfb_storage_own.h - the tree that the storages and streams of one compound file share
 */
#pragma once
#include "com/cfb_storage.h"
#include <stdint.h>
#include "base/list.h"
#include "codec/cfb/read.h"

enum { CFB_MOST_DEEP = 256 }; /* storages in storages */

struct cfb_tree;

struct cfb_node {
    struct list link, children;
    struct cfb_tree *tree;
    struct cfb_node *parent; /* NULL: the root, or destroyed */
    WCHAR name[CFB_MOST_NAME + 1];
    bool stream;
    bool broken; /* the file has no bytes for it */
    bool open;   /* somebody has it */
    bool gone;   /* destroyed while somebody has it, who frees it */
    unsigned depth;
    GUID clsid;
    uint32_t state;
    uint64_t created, modified;
    uint8_t *data; /* owned */
    size_t bytes, room;
};

struct cfb_tree {
    LONG refs;
    ILockBytes *file; /* owned; NULL: none */
    unsigned mode;
    bool changed;     /* since it was read or written */
    struct cfb_node *root;
};

/* cfb_tree.c */
HRESULT cfb_tree_open(ILockBytes *file, unsigned mode, struct cfb_tree **out);
HRESULT cfb_tree_write(struct cfb_tree *tree); /* to its file */
void cfb_tree_unref(struct cfb_tree *tree);
struct cfb_node *cfb_node_add(struct cfb_node *parent, const WCHAR *name,
                              bool stream); /* NULL: memory is out */
struct cfb_node *cfb_node_find(const struct cfb_node *parent, const WCHAR *name);
void cfb_node_destroy(
    struct cfb_node *node); /* and all in it; what is open is freed when it is let go of */
void cfb_node_closed(struct cfb_node *node);
HRESULT cfb_node_resize(struct cfb_node *node, size_t bytes);

/* cfb_enum.c */
HRESULT cfb_enum_create(const struct cfb_node *storage, IEnumSTATSTG **out);
HRESULT cfb_node_stat(const struct cfb_node *node, bool name, STATSTG *out);

/* cfb_stream.c: node is held open by it. */
HRESULT cfb_stream_create(struct cfb_node *node, bool writable, IStream **out);
