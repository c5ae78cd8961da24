/*
 * lzfu_peers.c - what bench_lzfu asks of Debian's libytnef and libpst
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t bench_ytnef_unpack(unsigned char *packed, size_t count, unsigned char **out);
size_t bench_pst_unpack(unsigned char *packed, size_t count, unsigned char **out);

#ifdef HAVE_YTNEF
# include <ytnef.h>

size_t bench_ytnef_unpack(unsigned char *packed, size_t count, unsigned char **out)
{
    variableLength value = {.data = packed, .size = (int)count};
    int size = 0;

    *out = DecompressRTF(&value, &size);
    return *out ? (size_t)size : 0;
}
#endif

#ifdef HAVE_PST
char *pst_lzfu_decompress(char *packed, uint32_t count,
                          size_t *size); /* lzfu.h has it without "void" where C wants that */

size_t bench_pst_unpack(unsigned char *packed, size_t count, unsigned char **out)
{
    size_t size = 0;

    *out = (unsigned char *)pst_lzfu_decompress((char *)packed, (uint32_t)count, &size);
    return *out ? size : 0;
}
#endif
