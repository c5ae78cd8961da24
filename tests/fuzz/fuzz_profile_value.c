/*
 * fuzz_profile_value.c - any bytes as a value of a profile: 4 bytes tag, 1 byte registry type, the
 * rest its data
 *
 * What can be read is written again, and what comes of that reads back equal.
 */
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "profile/value.h"
#include "prop/pval.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_FREE void *root = mem_zero(1);
    AUTO_FREE BYTE *again = NULL;
    SPropValue value, back;
    ULONG tag, type, bytes;

    if (size < 5) return 0;
    memcpy(&tag, data, 4);
    if (FAILED(value_decode(tag, data[4], data + 5, (ULONG)(size - 5), tag, root, &value)))
        return 0;
    if (FAILED(value_encode(&value, &type, &again, &bytes))) abort();
    if (FAILED(value_decode(tag, type, again, bytes, tag, root, &back))) abort();
    if (PROP_TYPE(tag) == PT_BINARY && value.Value.bin.cb != back.Value.bin.cb) abort();
    return 0;
}
