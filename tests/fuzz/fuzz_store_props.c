/*
 * fuzz_store_props.c - any bytes as packed properties of a local store, then as an entry ID
 *
 * What can be read is packed again, and the new bytes read back to the same bytes.
 */
#include <stdlib.h>
#include <string.h>
#include "common/sql/pack.h"
#include "local_store/entry_id.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void pack_again(const struct bag *bag)
{
    struct bag back = {0};
    void *bytes, *again;
    size_t n, n_again;

    if (FAILED(pack_bag(bag, &bytes, &n))) abort();
    if (FAILED(unpack_bag(NULL, bytes, n, &back)) || back.n != bag->n) abort();
    if (FAILED(pack_bag(&back, &again, &n_again))) abort();
    if (n != n_again || (n && memcmp(bytes, again, n))) abort();
    free(bytes);
    free(again);
    bag_clear(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const GUID store = {0x01020304, 0x0506, 0x0708, {9, 10, 11, 12, 13, 14, 15, 16}};
    struct bag bag = {0};
    struct value *one;
    struct identity object;

    if (SUCCEEDED(unpack_bag(NULL, data, size, &bag))) pack_again(&bag);
    bag_clear(&bag);
    if (size > 4 &&
        unpack_one(NULL, data, size, PROP_TAG(PT_LONG, data[1] | data[2] << 8), &one) == S_OK)
        value_unref(one);
    entry_id_read(&store, (ULONG)size, data, &object);
    return 0;
}
