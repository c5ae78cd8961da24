/*
 * fuzz_restriction.c - restrictions and values made of any bytes: checked, copied, matched, moved
 *
 * Nothing that comes out may crash, hang or leak, whatever it is worth.
 */
#include <stdlib.h>
#include <string.h>
#include "prop/probe.h"
#include "prop/pval.h"
#include "prop/restrict.h"

static const unsigned short ids[] = {0x6800, 0x6801, 0x6802, 0x6803};
#include "restriction_of_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_restriction(const SRestriction *restriction, ULONG n, const SPropValue *row)
{
    SRestriction *copy = NULL;
    bool match = false, match_copy = false;
    HRESULT checked = restrict_check(restriction), hr, hr_copy;

    hr = restrict_match(restriction, n, row, &match);
    if (checked == S_OK && hr != S_OK) abort(); /* what was checked can be asked of any row */
    if (probe_restriction(restriction) != restrict_valid(restriction)) abort();
    hr_copy = restrict_copy(restriction, NULL, &copy);
    if (SUCCEEDED(hr_copy) != restrict_valid(restriction)) abort();
    if (copy && (restrict_match(copy, n, row, &match_copy) != hr || match != match_copy)) abort();
    mem_free(copy);
}

static void try_values(ULONG n, const SPropValue *values)
{
    size_t bytes, written;
    SPropValue *block;

    for (ULONG i = 0; i < n; i++) {
        pval_bytes(&values[i]);
        pval_compare(&values[i], &values[0]);
        if (pval_valid(&values[i]) && !probe_values(1, &values[i])) abort();
    }
    if (FAILED(pval_block_bytes(n, values, &bytes))) return;
    block = malloc(bytes ? bytes : 1);
    if (FAILED(pval_block_copy(n, values, block, &written)) || written != bytes) abort();
    if (FAILED(pval_block_move(n, block, block, NULL, &written)) || written != bytes) abort();
    if (FAILED(pval_block_move(n, block, NULL, block, &written)) || written != bytes) abort();
    for (ULONG i = 0; i < n; i++)
        if (pval_bytes(&block[i]) != pval_bytes(&values[i])) abort();
    free(block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader r = reader_over(data, size);
    long before = mem_roots_alive();
    void *root = mem_zero(1);
    SRestriction *restriction = mem_zero_more(sizeof(*restriction), root);
    ULONG n = read_u8(&r) % 6;
    SPropValue *row = make_values(&r, n, root);

    make_restriction(&r, restriction, restriction, root);
    try_values(n, row);
    try_restriction(restriction, n, row);
    mem_free(root);
    if (mem_roots_alive() != before) abort();
    return 0;
}
