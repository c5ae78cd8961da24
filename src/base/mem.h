/*
 * mem.h - linked allocations: one root, the rest hung on it, one free
 *
 * MAPIAllocateBuffer, MAPIAllocateMore and MAPIFreeBuffer are these functions, exported. All memory
 * of ours, what goes to a client and what stays inside, comes from here, so anything may be handed
 * out. Any thread may call anything at any time; several threads may hang memory on one root.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#include "mapicode.h"

/* A new root block of bytes (0 allowed: a valid root), aligned to 8 (x86) or 16 (x64), contents
 * undefined. Errors: MAPI_E_NOT_ENOUGH_MEMORY (also for sizes near 4 GiB and above), *out is NULL.
 */
SCODE mem_root(size_t bytes, void **out);
/* The same, hung on root (any pointer mem_root gave; no chain is walked); freed with it.
 * Errors: MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_INVALID_PARAMETER (NULL or stale root, or what mem_more
 * gave). */
SCODE mem_more(size_t bytes, void *root, void **out);
/* Frees root and all that hangs on it. NULL, and as far as it can be told a stale or foreign
 * pointer, do nothing. */
void mem_free(void *root);
/* A new root holding the old contents of root's own block (cut, or with an undefined tail). What
 * hangs on root stays there, and root is what it was until the caller frees it.
 * Errors: MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_INVALID_PARAMETER (not a root) */
SCODE mem_grow(void *root, size_t bytes, void **out);
/* Whether this is a root that is alive, without reading what may not be there. */
bool mem_is_root(const void *pointer);
/* The bytes asked for when root was made; 0 for what is no root. */
size_t mem_size(const void *root);
/* Gives memory that nobody uses back to the system. */
void mem_trim(void);
/* When our DLL is unloaded: gives back what no block lies in. Blocks that clients still hold stay
 * readable. */
void mem_unload(void);

/* Zeroed memory or NULL. */
void *mem_zero(size_t bytes);
void *mem_zero_more(size_t bytes, void *root);
/* count * bytes_each, zeroed; NULL also when that overflows. */
void *mem_array(size_t count, size_t bytes_each);
/* Copies of text and of bytes, NULL when memory is out; root NULL makes a new root. The copy of
 * NULL text is NULL. */
void *mem_dup(const void *bytes, size_t count, void *root);
WCHAR *mem_dup_text(const WCHAR *text, void *root);
char *mem_dup_text8(const char *text, void *root);

/* `AUTO_FREE T *p = NULL;` frees p on every way out; TAKE(p) gives it away. */
void mem_cleanup(void *pointer_to_pointer);
#define AUTO_FREE __attribute__((cleanup(mem_cleanup)))
#define TAKE(p)                                                                                    \
    ({                                                                                             \
        __typeof__(p) taken_ = (p);                                                                \
        (p) = NULL;                                                                                \
        taken_;                                                                                    \
    })

/* How many roots are alive; tests compare it at their end. */
long mem_roots_alive(void);
/* Calls seen for each of them, while no other thread allocates or frees. */
void mem_each_root(void (*seen)(void *context, const void *root, size_t bytes), void *context);
