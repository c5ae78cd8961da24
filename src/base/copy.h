/*
 * copy.h - bytes copied that are mostly few
 *
 * A property's value is some tens of bytes. A call of the C library's memcpy, which on Windows lies
 * in another DLL, costs more than to move them.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef long long copy_unit __attribute__((vector_size(16), aligned(1), may_alias));
typedef uint64_t copy_eight __attribute__((aligned(1), may_alias));
typedef uint32_t copy_four __attribute__((aligned(1), may_alias));

/* to and from don't overlap. Both ends are moved, and meet or overlap in the middle, so that no
 * loop counts bytes. */
static inline void copy_few(void *to, const void *from, size_t bytes)
{
    char *t = to, *t_end = t + bytes;
    const char *f = from, *f_end = f + bytes;

#define COPY_ENDS(T)                                                                               \
    (*(T *)t = *(const T *)f, *(T *)(t_end - sizeof(T)) = *(const T *)(f_end - sizeof(T)))
    if (bytes > 64) {
        memcpy(to, from, bytes);
    } else if (bytes > 16) {
        if (bytes > 32) {
            ((copy_unit *)t)[1] = ((const copy_unit *)f)[1];
            ((copy_unit *)t_end)[-2] = ((const copy_unit *)f_end)[-2];
        }
        COPY_ENDS(copy_unit);
    } else if (bytes >= 8) {
        COPY_ENDS(copy_eight);
    } else if (bytes >= 4) {
        COPY_ENDS(copy_four);
    } else if (bytes) {
        t[0] = f[0];
        t[bytes / 2] = f[bytes / 2];
        t_end[-1] = f_end[-1];
    }
#undef COPY_ENDS
}
