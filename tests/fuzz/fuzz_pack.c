/*
 * fuzz_pack.c - any bytes as what another process wrote into shared memory: packed notifications
 *
 * What can be read is copied for sinks, laid out in one block, and packed again, to bytes that are
 * read as the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "notify/batch.h"
#include "notify/pack.h"

static void check(bool is)
{
    if (!is) abort();
}

/* As the hub does with what it hears: what has an event nobody knows is refused before. */
static void for_sinks(ULONG count, const NOTIFICATION *batch)
{
    AUTO_FREE NOTIFICATION *copy = NULL;
    AUTO_FREE void *block = NULL;
    ULONG kept;
    size_t bytes, written;

    check(batch_copy(count, batch, ~0u, 0, &kept, &copy) == S_OK && kept == count);
    if (!count) return;
    check(batch_block_bytes(kept, copy, &bytes) == S_OK);
    block = mem_zero(bytes);
    check(block && batch_block_copy(kept, copy, block, &written) == S_OK && written == bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_FREE NOTIFICATION *batch = NULL, *again = NULL;
    struct writer packed = {0}, repacked = {0};
    ULONG count, count_again;
    HRESULT hr = pack_read(data, size, &count, &batch);

    check(hr == S_OK || hr == MAPI_E_CORRUPT_DATA);
    if (FAILED(hr)) return 0;
    for_sinks(count, batch);
    check(pack_write(count, batch, &packed) == S_OK);
    check(packed.count <= size); /* texts end at a zero among them */
    check(pack_read(packed.data, packed.count, &count_again, &again) == S_OK);
    check(count == count_again && pack_write(count, again, &repacked) == S_OK);
    check(packed.count == repacked.count && !memcmp(packed.data, repacked.data, packed.count));
    writer_drop(&packed);
    writer_drop(&repacked);
    return 0;
}
