/*
 * cfb_storage.c - IStorage over codec/cfb, where there is no OLE
 *
 * The whole file is in memory while it is open. The root alone may be transacted: what is written
 * in a storage of it is there for its siblings at once, and in the file when the root is committed.
 */
#include "com/cfb_storage.h"
#include <string.h>
#include "base/error.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/cfb_storage_own.h"
#include "com/com.h"
#include "mapiguid.h"
#include "sys/lock.h"
#include "sys/memory.h"

struct cfb_storage {
    struct com_object com;
    IStorage IStorage_iface;
    struct cfb_node *node; /* open for us; its tree has one reference more */
    bool writable;
};

static void cfb_storage_destroy(void *self)
{
    struct cfb_storage *storage = self;
    struct cfb_tree *tree;

    if (!storage->node) return;
    tree = storage->node->tree;
    cfb_node_closed(storage->node);
    cfb_tree_unref(tree);
}

static const struct com_face cfb_storage_faces[] = {
    COM_FACE(cfb_storage, IStorage),
};
COM_CLASS(cfb_storage);
COM_UNKNOWN(cfb_storage, IStorage)

static const IStorageVtbl cfb_storage_vtbl;

static HRESULT create(struct cfb_node *node, bool writable, IStorage **out)
{
    struct cfb_storage *storage = com_alloc(&cfb_storage_class, sizeof(*storage));

    *out = NULL;
    if (!storage) return FAIL(STG_E_INSUFFICIENTMEMORY);
    storage->IStorage_iface.lpVtbl = &cfb_storage_vtbl;
    storage->node = node;
    storage->writable = writable;
    node->open = true;
    atomic_inc(&node->tree->refs);
    *out = &storage->IStorage_iface;
    return S_OK;
}

HRESULT cfb_storage_open(ILockBytes *bytes, unsigned mode, IStorage **out)
{
    struct cfb_tree *tree;
    HRESULT hr;

    *out = NULL;
    hr = cfb_tree_open(bytes, mode, &tree);
    if (FAILED(hr)) return hr;
    hr = create(tree->root, mode & CFB_STORAGE_WRITE, out);
    if (FAILED(hr)) tree->changed = false;
    cfb_tree_unref(tree);
    return hr;
}

/* ---- elements ---- */

static HRESULT check_name(const WCHAR *name)
{
    size_t chars = text_len(name);

    if (!name) return STG_E_INVALIDPOINTER;
    if (!chars || chars > CFB_MOST_NAME) return STG_E_INVALIDNAME;
    for (size_t i = 0; i < chars; i++)
        if (name[i] == '/' || name[i] == '\\' || name[i] == ':' || name[i] == '!')
            return STG_E_INVALIDNAME;
    return S_OK;
}

/* What every method that changes something begins with. */
static HRESULT check_change(const struct cfb_storage *storage, const WCHAR *name)
{
    if (storage->node->gone) return FAIL(STG_E_REVERTED);
    if (!storage->writable) return STG_E_ACCESSDENIED;
    return name ? check_name(name) : S_OK;
}

static bool wants_write(DWORD mode)
{
    return mode & (STGM_WRITE | STGM_READWRITE);
}

/* As OLE has it, whatever is in a storage is opened by one alone. */
static HRESULT check_mode(DWORD mode)
{
    return (mode & 0x70) == STGM_SHARE_EXCLUSIVE ? S_OK : STG_E_INVALIDFLAG;
}

/* Does somebody have it, or anything in it? Then it may be what is being copied from. */
static bool is_in_use(const struct cfb_node *node)
{
    if (node->open) return true;
    LIST_EACH(below, &node->children, struct cfb_node, link)
        if (is_in_use(below)) return true;
    return false;
}

/* A new element, in the place of one with that name when mode says so. */
static HRESULT new_element(struct cfb_storage *storage, const WCHAR *name, DWORD mode, bool stream,
                           struct cfb_node **out)
{
    HRESULT hr = check_change(storage, NULL);
    struct cfb_node *old;

    if (SUCCEEDED(hr)) hr = check_name(name);
    if (SUCCEEDED(hr)) hr = check_mode(mode);
    if (FAILED(hr)) return hr;
    old = cfb_node_find(storage->node, name);
    if (old && is_in_use(old)) return STG_E_ACCESSDENIED;
    if (old && !(mode & STGM_CREATE)) return STG_E_FILEALREADYEXISTS;
    if (storage->node->depth >= CFB_MOST_DEEP) return FAIL(STG_E_INSUFFICIENTMEMORY);
    if (old) cfb_node_destroy(old);
    *out = cfb_node_add(storage->node, name, stream);
    if (!*out) return FAIL(STG_E_INSUFFICIENTMEMORY);
    storage->node->tree->changed = true;
    return S_OK;
}

static HRESULT find(struct cfb_storage *storage, const WCHAR *name, bool stream,
                    struct cfb_node **out)
{
    HRESULT hr = check_name(name);

    if (FAILED(hr)) return hr;
    if (storage->node->gone) return FAIL(STG_E_REVERTED);
    *out = cfb_node_find(storage->node, name);
    return *out && (*out)->stream == stream ? S_OK : STG_E_FILENOTFOUND;
}

static HRESULT STDMETHODCALLTYPE cfb_storage_CreateStream(IStorage *iface, const OLECHAR *name,
                                                          DWORD mode, DWORD reserved1,
                                                          DWORD reserved2, IStream **out)
{
    struct cfb_node *node;
    HRESULT hr;

    (void)reserved1, (void)reserved2;
    if (!out) return STG_E_INVALIDPOINTER;
    *out = NULL;
    hr = new_element(cfb_storage_from(iface), name, mode, true, &node);
    if (FAILED(hr)) return hr;
    hr = cfb_stream_create(node, true, out);
    if (FAILED(hr)) cfb_node_destroy(node);
    return hr;
}

static HRESULT STDMETHODCALLTYPE cfb_storage_OpenStream(IStorage *iface, const OLECHAR *name,
                                                        void *reserved1, DWORD mode,
                                                        DWORD reserved2, IStream **out)
{
    struct cfb_storage *storage = cfb_storage_from(iface);
    struct cfb_node *node;
    HRESULT hr;

    (void)reserved1, (void)reserved2;
    if (!out) return STG_E_INVALIDPOINTER;
    *out = NULL;
    hr = find(storage, name, true, &node);
    if (SUCCEEDED(hr)) hr = check_mode(mode);
    if (FAILED(hr)) return hr;
    if (node->open || (wants_write(mode) && !storage->writable)) return STG_E_ACCESSDENIED;
    if (node->broken) return FAIL(STG_E_DOCFILECORRUPT);
    return cfb_stream_create(node, wants_write(mode), out);
}

static HRESULT STDMETHODCALLTYPE cfb_storage_CreateStorage(IStorage *iface, const OLECHAR *name,
                                                           DWORD mode, DWORD reserved1,
                                                           DWORD reserved2, IStorage **out)
{
    struct cfb_node *node;
    HRESULT hr;

    (void)reserved1, (void)reserved2;
    if (!out) return STG_E_INVALIDPOINTER;
    *out = NULL;
    hr = new_element(cfb_storage_from(iface), name, mode, false, &node);
    if (FAILED(hr)) return hr;
    hr = create(node, true, out);
    if (FAILED(hr)) cfb_node_destroy(node);
    return hr;
}

static HRESULT STDMETHODCALLTYPE cfb_storage_OpenStorage(IStorage *iface, const OLECHAR *name,
                                                         IStorage *priority, DWORD mode,
                                                         SNB exclude, DWORD reserved,
                                                         IStorage **out)
{
    struct cfb_storage *storage = cfb_storage_from(iface);
    struct cfb_node *node;
    HRESULT hr;

    (void)priority, (void)exclude, (void)reserved;
    if (!out) return STG_E_INVALIDPOINTER;
    *out = NULL;
    hr = find(storage, name, false, &node);
    if (SUCCEEDED(hr)) hr = check_mode(mode);
    if (FAILED(hr)) return hr;
    if (node->open || (wants_write(mode) && !storage->writable)) return STG_E_ACCESSDENIED;
    return create(node, wants_write(mode), out);
}

/* DestroyElement - what is open of it answers STG_E_REVERTED from here on */
static HRESULT STDMETHODCALLTYPE cfb_storage_DestroyElement(IStorage *iface, const OLECHAR *name)
{
    struct cfb_storage *storage = cfb_storage_from(iface);
    HRESULT hr = check_change(storage, name ? name : L"");
    struct cfb_node *node;

    if (FAILED(hr)) return hr;
    node = cfb_node_find(storage->node, name);
    if (!node) return STG_E_FILENOTFOUND;
    cfb_node_destroy(node);
    storage->node->tree->changed = true;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE cfb_storage_RenameElement(IStorage *iface, const OLECHAR *name,
                                                           const OLECHAR *new_name)
{
    struct cfb_storage *storage = cfb_storage_from(iface);
    HRESULT hr = check_change(storage, name ? name : L"");
    struct cfb_node *node;

    if (SUCCEEDED(hr)) hr = check_name(new_name);
    if (FAILED(hr)) return hr;
    node = cfb_node_find(storage->node, name);
    if (!node) return STG_E_FILENOTFOUND;
    if (cfb_node_find(storage->node, new_name)) return STG_E_ACCESSDENIED;
    memcpy(node->name, new_name, (text_len(new_name) + 1) * sizeof(WCHAR));
    storage->node->tree->changed = true;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE cfb_storage_EnumElements(IStorage *iface, DWORD reserved1,
                                                          void *reserved2, DWORD reserved3,
                                                          IEnumSTATSTG **out)
{
    struct cfb_storage *storage = cfb_storage_from(iface);

    (void)reserved1, (void)reserved2, (void)reserved3;
    if (!out) return STG_E_INVALIDPOINTER;
    *out = NULL;
    if (storage->node->gone) return FAIL(STG_E_REVERTED);
    return cfb_enum_create(storage->node, out);
}

/* ---- copies ---- */

static HRESULT copy_stream(const struct cfb_node *from, IStorage *to, const WCHAR *name)
{
    AUTO_RELEASE IStream *stream = NULL;
    HRESULT hr;

    if (from->broken) return FAIL(STG_E_DOCFILECORRUPT);
    hr =
        com_given(to->lpVtbl->CreateStream(
                      to, name, STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &stream),
                  &stream);
    if (SUCCEEDED(hr) && from->bytes)
        hr = stream->lpVtbl->Write(stream, from->data, (ULONG)from->bytes, NULL);
    return hr;
}

static HRESULT copy_elements(const struct cfb_node *from, SNB exclude, bool streams, bool storages,
                             IStorage *to);

/* What to has under that name already stays, beside what comes. */
static HRESULT copy_storage(const struct cfb_node *from, IStorage *to, const WCHAR *name)
{
    const DWORD mode = STGM_READWRITE | STGM_SHARE_EXCLUSIVE;
    AUTO_RELEASE IStorage *storage = NULL;
    HRESULT hr;

    hr = com_given(to->lpVtbl->OpenStorage(to, name, NULL, mode, NULL, 0, &storage), &storage);
    if (FAILED(hr))
        hr = com_given(to->lpVtbl->CreateStorage(to, name, mode | STGM_CREATE, 0, 0, &storage),
                       &storage);
    if (SUCCEEDED(hr)) hr = copy_elements(from, NULL, true, true, storage);
    if (SUCCEEDED(hr)) hr = storage->lpVtbl->Commit(storage, STGC_DEFAULT);
    return hr;
}

static bool excluded(SNB names, const WCHAR *name)
{
    for (; names && *names; names++)
        if (!cfb_name_compare(*names, name)) return true;
    return false;
}

static HRESULT copy_elements(const struct cfb_node *from, SNB exclude, bool streams, bool storages,
                             IStorage *to)
{
    HRESULT hr = to->lpVtbl->SetClass(to, &from->clsid);

    if (SUCCEEDED(hr)) hr = to->lpVtbl->SetStateBits(to, from->state, ~(DWORD)0);
    LIST_EACH(node, &from->children, struct cfb_node, link) {
        if (FAILED(hr)) break;
        if (excluded(exclude, node->name) || !(node->stream ? streams : storages)) continue;
        hr = node->stream ? copy_stream(node, to, node->name) : copy_storage(node, to, node->name);
    }
    return hr;
}

/* Does to lie in storage, or is it that? */
static bool is_within(IStorage *to, const struct cfb_node *storage)
{
    const struct cfb_node *node;

    if (to->lpVtbl != &cfb_storage_vtbl) return false;
    for (node = cfb_storage_from(to)->node; node; node = node->parent)
        if (node == storage) return true;
    return false;
}

static HRESULT STDMETHODCALLTYPE cfb_storage_CopyTo(IStorage *iface, DWORD n_exclude,
                                                    const IID *exclude, SNB names, IStorage *to)
{
    struct cfb_storage *storage = cfb_storage_from(iface);
    bool streams = true, storages = true;

    if (!to || (n_exclude && !exclude)) return STG_E_INVALIDPOINTER;
    if (storage->node->gone) return FAIL(STG_E_REVERTED);
    if (is_within(to, storage->node)) return STG_E_ACCESSDENIED;
    for (DWORD i = 0; i < n_exclude; i++) {
        if (IsEqualGUID(&exclude[i], &IID_IStream)) streams = false;
        if (IsEqualGUID(&exclude[i], &IID_IStorage)) storages = false;
    }
    return copy_elements(storage->node, names, streams, storages, to);
}

static HRESULT STDMETHODCALLTYPE cfb_storage_MoveElementTo(IStorage *iface, const OLECHAR *name,
                                                           IStorage *to, const OLECHAR *new_name,
                                                           DWORD flags)
{
    struct cfb_storage *storage = cfb_storage_from(iface);
    struct cfb_node *node;
    HRESULT hr = check_name(name);

    if (SUCCEEDED(hr)) hr = check_name(new_name);
    if (FAILED(hr)) return hr;
    if (!to) return STG_E_INVALIDPOINTER;
    if (flags > STGMOVE_COPY) return STG_E_INVALIDFLAG;
    if (flags == STGMOVE_MOVE && !storage->writable) return STG_E_ACCESSDENIED;
    node = cfb_node_find(storage->node, name);
    if (!node) return STG_E_FILENOTFOUND;
    if (node->open || is_within(to, node)) return STG_E_ACCESSDENIED;
    node->open = true; /* so that it can't make way for its copy */
    hr = node->stream ? copy_stream(node, to, new_name) : copy_storage(node, to, new_name);
    node->open = false;
    if (SUCCEEDED(hr) && flags == STGMOVE_MOVE) cfb_node_destroy(node);
    return hr;
}

/* ---- the storage itself ---- */

static HRESULT STDMETHODCALLTYPE cfb_storage_Commit(IStorage *iface, DWORD flags)
{
    struct cfb_storage *storage = cfb_storage_from(iface);

    (void)flags;
    if (storage->node->gone) return FAIL(STG_E_REVERTED);
    if (storage->node->parent || !storage->writable) return S_OK;
    return cfb_tree_write(storage->node->tree);
}

/* Revert - what is written is written */
static HRESULT STDMETHODCALLTYPE cfb_storage_Revert(IStorage *iface)
{
    (void)iface;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE cfb_storage_SetElementTimes(IStorage *iface, const OLECHAR *name,
                                                             const FILETIME *created,
                                                             const FILETIME *accessed,
                                                             const FILETIME *modified)
{
    struct cfb_storage *storage = cfb_storage_from(iface);
    HRESULT hr = check_change(storage, name);
    struct cfb_node *node = storage->node;

    (void)accessed;
    if (FAILED(hr)) return hr;
    if (name) node = cfb_node_find(node, name);
    if (!node) return STG_E_FILENOTFOUND;
    if (created) node->created = filetime_to_u64(*created);
    if (modified) node->modified = filetime_to_u64(*modified);
    node->tree->changed = true;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE cfb_storage_SetClass(IStorage *iface, REFCLSID clsid)
{
    struct cfb_storage *storage = cfb_storage_from(iface);
    HRESULT hr = check_change(storage, NULL);

    if (FAILED(hr)) return hr;
    if (!clsid) return STG_E_INVALIDPOINTER;
    storage->node->clsid = *clsid;
    storage->node->tree->changed = true;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE cfb_storage_SetStateBits(IStorage *iface, DWORD bits, DWORD mask)
{
    struct cfb_storage *storage = cfb_storage_from(iface);
    HRESULT hr = check_change(storage, NULL);

    if (FAILED(hr)) return hr;
    storage->node->state = (storage->node->state & ~mask) | (bits & mask);
    storage->node->tree->changed = true;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE cfb_storage_Stat(IStorage *iface, STATSTG *stat, DWORD flags)
{
    struct cfb_storage *storage = cfb_storage_from(iface);
    HRESULT hr;

    if (!stat) return STG_E_INVALIDPOINTER;
    hr = cfb_node_stat(storage->node, !(flags & STATFLAG_NONAME), stat);
    stat->grfMode = STGM_SHARE_EXCLUSIVE | (storage->writable ? STGM_READWRITE : STGM_READ);
    if (!storage->node->parent && storage->node->tree->mode & CFB_STORAGE_TRANSACTED)
        stat->grfMode |= STGM_TRANSACTED;
    return hr;
}

static const IStorageVtbl cfb_storage_vtbl = {
    COM_UNKNOWN_METHODS(cfb_storage),
    ISTORAGE_SLOTS(cfb_storage),
};
