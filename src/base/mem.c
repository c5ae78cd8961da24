/*
 * mem.c - zeroed memory, copies and other conveniences over mem_root and mem_more
 */
#include "base/mem.h"
#include <string.h>
#include "base/length.h"
#include "base/size.h"
#include "sys/memory.h"

static void *allocate(size_t bytes, void *root)
{
    void *block;

    return (root ? mem_more(bytes, root, &block) : mem_root(bytes, &block)) == S_OK ? block : NULL;
}

static void *zeroed(void *block, size_t bytes)
{
    return block ? memset(block, 0, bytes) : NULL;
}

void *mem_zero(size_t bytes)
{
    return zeroed(allocate(bytes, NULL), bytes);
}

void *mem_zero_more(size_t bytes, void *root)
{
    return zeroed(allocate(bytes, root), bytes);
}

void *mem_array(size_t count, size_t bytes_each)
{
    size_t bytes;

    return size_mul(count, bytes_each, &bytes) ? mem_zero(bytes) : NULL;
}

void *mem_dup(const void *bytes, size_t count, void *root)
{
    void *copy = allocate(count, root);

    if (copy && count) memcpy(copy, bytes, count);
    return copy;
}

WCHAR *mem_dup_text(const WCHAR *text, void *root)
{
    return text ? mem_dup(text, (length16(text) + 1) * sizeof(WCHAR), root) : NULL;
}

char *mem_dup_text8(const char *text, void *root)
{
    return text ? mem_dup(text, strlen(text) + 1, root) : NULL;
}

void mem_cleanup(void *pointer_to_pointer)
{
    void **pointer = pointer_to_pointer;

    mem_free(*pointer);
}

SCODE mem_grow(void *root, size_t bytes, void **out)
{
    size_t old;
    SCODE sc;

    *out = NULL;
    if (!mem_is_root(root)) return MAPI_E_INVALID_PARAMETER;
    sc = mem_root(bytes, out);
    if (sc != S_OK) return sc;
    old = mem_size(root);
    memcpy(*out, root, old < bytes ? old : bytes);
    return S_OK;
}

/* What sys/ answers with lies in our memory (sys/memory.h). */
SCODE sys_answer(size_t bytes, void **out)
{
    return mem_root(bytes, out);
}

void sys_answer_free(void *answer)
{
    mem_free(answer);
}
