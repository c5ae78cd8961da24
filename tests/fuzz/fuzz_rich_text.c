/*
 * fuzz_rich_text.c - any bytes as compressed RTF, as RTF and as HTML: text comes out, and everything comes home
 */
#include <stdlib.h>
#include <string.h>
#include "base/bytes.h"
#include "base/mem.h"
#include "codec/rtf/lzfu.h"
#include "codec/rtf/rtf_text.h"
#include "codec/text/html_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    long roots = mem_roots_alive();
    struct writer text = {0};
    WCHAR *wide = mem_array(size / 2 + 1, sizeof(*wide));
    char *rtf = NULL;
    size_t count;

    if (lzfu_read(data, size, 1 << 20, &rtf, &count) == S_OK && (count > (1 << 20) + 17 || rtf[count])) abort();
    if (rtf && rtf_text(rtf, count, &text) != S_OK) abort();
    mem_free(rtf);
    if (rtf_text((const char *)data, size, &text) != S_OK) abort();
    memcpy(wide, data, size / 2 * 2);
    if (html_text(wide, size / 2, &text) != S_OK) abort();
    for (size_t i = 0; i < size / 2; i++)
        wide[i] = data[i];
    if (html_text(wide, size / 2, &text) != S_OK) abort();
    mem_free(wide);
    writer_drop(&text);
    if (mem_roots_alive() != roots) abort();
    return 0;
}
