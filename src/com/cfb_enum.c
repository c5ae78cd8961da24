/*
 * cfb_enum.c - IEnumSTATSTG over the elements that a storage had when it was asked
 */
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/cfb_storage_own.h"
#include "com/com.h"
#include "mapiguid.h"
#include "sys/memory.h"

struct cfb_enum {
    struct com_object com;
    IEnumSTATSTG IEnumSTATSTG_iface;
    STATSTG *elements; /* owned, with their names */
    ULONG count, next;
};

static void cfb_enum_destroy(void *self)
{
    mem_free(((struct cfb_enum *)self)->elements);
}

static const struct com_face cfb_enum_faces[] = {
    COM_FACE(cfb_enum, IEnumSTATSTG),
};
COM_CLASS(cfb_enum);
COM_UNKNOWN(cfb_enum, IEnumSTATSTG)

/* A copy that a caller frees with CoTaskMemFree. */
static WCHAR *name_out(const WCHAR *name)
{
    size_t bytes = (text_len(name) + 1) * sizeof(WCHAR);
    WCHAR *copy = sys_task_alloc(bytes);

    if (copy) memcpy(copy, name, bytes);
    return copy;
}

static STATSTG stat_of(const struct cfb_node *node)
{
    STATSTG stat = {.type = node->stream ? STGTY_STREAM : STGTY_STORAGE,
                    .clsid = node->clsid,
                    .grfStateBits = node->state};

    stat.cbSize.QuadPart = node->stream ? node->bytes : 0;
    stat.ctime = (FILETIME){(DWORD)node->created, (DWORD)(node->created >> 32)};
    stat.mtime = (FILETIME){(DWORD)node->modified, (DWORD)(node->modified >> 32)};
    return stat;
}

HRESULT cfb_node_stat(const struct cfb_node *node, bool name, STATSTG *out)
{
    *out = stat_of(node);
    if (!name) return S_OK;
    out->pwcsName = name_out(node->name);
    return out->pwcsName ? S_OK : FAIL(STG_E_INSUFFICIENTMEMORY);
}

/* Next - S_FALSE when there are fewer than count; got may be NULL with count 1 */
static HRESULT STDMETHODCALLTYPE cfb_enum_Next(IEnumSTATSTG *iface, ULONG count, STATSTG *out,
                                               ULONG *got)
{
    struct cfb_enum *list = cfb_enum_from(iface);
    ULONG n = 0;

    if (got) *got = 0;
    if (!out || (!got && count != 1)) return STG_E_INVALIDPOINTER;
    for (; n < count && list->next < list->count; n++, list->next++) {
        out[n] = list->elements[list->next];
        out[n].pwcsName = name_out(out[n].pwcsName);
        if (!out[n].pwcsName) {
            while (n--)
                sys_task_free(out[n].pwcsName);
            return FAIL(STG_E_INSUFFICIENTMEMORY);
        }
    }
    if (got) *got = n;
    return n == count ? S_OK : S_FALSE;
}

static HRESULT STDMETHODCALLTYPE cfb_enum_Skip(IEnumSTATSTG *iface, ULONG count)
{
    struct cfb_enum *list = cfb_enum_from(iface);
    ULONG left = list->count - list->next;

    list->next += count < left ? count : left;
    return count <= left ? S_OK : S_FALSE;
}

static HRESULT STDMETHODCALLTYPE cfb_enum_Reset(IEnumSTATSTG *iface)
{
    cfb_enum_from(iface)->next = 0;
    return S_OK;
}

static const IEnumSTATSTGVtbl cfb_enum_vtbl;

/* Clone - with a position of its own */
static HRESULT STDMETHODCALLTYPE cfb_enum_Clone(IEnumSTATSTG *iface, IEnumSTATSTG **out)
{
    struct cfb_enum *list = cfb_enum_from(iface), *copy;

    if (!out) return STG_E_INVALIDPOINTER;
    *out = NULL;
    copy = com_alloc(&cfb_enum_class, sizeof(*copy));
    if (!copy) return FAIL(STG_E_INSUFFICIENTMEMORY);
    copy->IEnumSTATSTG_iface.lpVtbl = &cfb_enum_vtbl;
    copy->elements = mem_array(list->count + 1, sizeof(*copy->elements));
    for (ULONG i = 0; copy->elements && i < list->count; i++) {
        copy->elements[i] = list->elements[i];
        copy->elements[i].pwcsName = mem_dup_text(list->elements[i].pwcsName, copy->elements);
        if (!copy->elements[i].pwcsName) {
            com_unref(copy);
            return FAIL(STG_E_INSUFFICIENTMEMORY);
        }
    }
    if (!copy->elements) {
        com_unref(copy);
        return FAIL(STG_E_INSUFFICIENTMEMORY);
    }
    copy->count = list->count;
    copy->next = list->next;
    *out = &copy->IEnumSTATSTG_iface;
    return S_OK;
}

static const IEnumSTATSTGVtbl cfb_enum_vtbl = {
    COM_UNKNOWN_METHODS(cfb_enum),
    .Next = cfb_enum_Next,
    .Skip = cfb_enum_Skip,
    .Reset = cfb_enum_Reset,
    .Clone = cfb_enum_Clone,
};

HRESULT cfb_enum_create(const struct cfb_node *storage, IEnumSTATSTG **out)
{
    struct cfb_enum *list = com_alloc(&cfb_enum_class, sizeof(*list));
    ULONG count = 0;

    *out = NULL;
    if (!list) return FAIL(STG_E_INSUFFICIENTMEMORY);
    list->IEnumSTATSTG_iface.lpVtbl = &cfb_enum_vtbl;
    LIST_EACH(node, &storage->children, struct cfb_node, link)
        count++;
    list->elements = mem_array(count + 1, sizeof(*list->elements));
    LIST_EACH(node, &storage->children, struct cfb_node, link) {
        if (!list->elements) break;
        list->elements[list->count] = stat_of(node);
        list->elements[list->count].pwcsName = mem_dup_text(node->name, list->elements);
        if (!list->elements[list->count].pwcsName) break;
        list->count++;
    }
    if (!list->elements || list->count != count) {
        com_unref(list);
        return FAIL(STG_E_INSUFFICIENTMEMORY);
    }
    *out = &list->IEnumSTATSTG_iface;
    return S_OK;
}
