/*
 * fuzz_restriction.c - restrictions and values made of any bytes: checked, copied, matched, moved
 *
 * The bytes build a tree: each restriction takes a kind, relations and tags from them, each value a type and a few
 * bytes. Nothing that comes out may crash, hang or leak, whatever it is worth.
 */
#include <stdlib.h>
#include <string.h>
#include "base/bytes.h"
#include "base/mem.h"
#include "prop/probe.h"
#include "prop/pval.h"
#include "prop/restrict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const ULONG types[] = {PT_I2, PT_LONG, PT_R4, PT_DOUBLE, PT_BOOLEAN, PT_I8, PT_SYSTIME, PT_CLSID, PT_STRING8,
                              PT_UNICODE, PT_BINARY, PT_MV_LONG, PT_MV_STRING8, PT_MV_UNICODE, PT_MV_BINARY, PT_ERROR,
                              PT_UNSPECIFIED, PT_OBJECT, PT_NULL, 0x77, PT_MV_CLSID, PT_MV_I8, PT_CURRENCY, PT_MV_I2};

static ULONG make_tag(struct reader *r)
{
    ULONG type = types[read_u8(r) % (sizeof(types) / sizeof(types[0]))];

    return PROP_TAG(type | (read_u8(r) == 1 ? MV_INSTANCE : 0), 0x6800 + read_u8(r) % 4);
}

/* A text of up to 7 units, on root. */
static void *make_text(struct reader *r, size_t unit, void *root)
{
    size_t n = read_u8(r) % 8;
    char *text = mem_zero_more((n + 1) * unit, root);

    for (size_t i = 0; text && i < n * unit; i++) text[i] = (char)(read_u8(r) | 1);
    return text;
}

static SPropValue make_value(struct reader *r, void *root)
{
    SPropValue value = {.ulPropTag = make_tag(r)};
    ULONG n = read_u8(r) % 4;

    switch (PROP_TYPE(value.ulPropTag)) {
    case PT_STRING8: value.Value.lpszA = make_text(r, 1, root); break;
    case PT_UNICODE: value.Value.lpszW = make_text(r, 2, root); break;
    case PT_CLSID: value.Value.lpguid = mem_zero_more(sizeof(GUID), root); break;
    case PT_BINARY: value.Value.bin = (SBinary){n, mem_zero_more(n + 1, root)}; break;
    case PT_MV_STRING8:
    case PT_MV_UNICODE:
        value.Value.MVszA = (SLPSTRArray){n, mem_zero_more((n + 1) * sizeof(void *), root)};
        for (ULONG i = 0; i < n; i++)
            value.Value.MVszA.lppszA[i] = make_text(r, PROP_TYPE(value.ulPropTag) == PT_MV_UNICODE ? 2 : 1, root);
        break;
    case PT_MV_BINARY:
        value.Value.MVbin = (SBinaryArray){n, mem_zero_more((n + 1) * sizeof(SBinary), root)};
        for (ULONG i = 0; i < n; i++) value.Value.MVbin.lpbin[i] = (SBinary){i, mem_zero_more(i + 1, root)};
        break;
    case PT_MV_LONG:
    case PT_MV_I2:
    case PT_MV_I8:
    case PT_MV_CLSID:
        value.Value.MVl = (SLongArray){n, n ? mem_zero_more(n * sizeof(GUID), root) : NULL};
        break;
    default:
        value.Value.li.QuadPart = (LONGLONG)read_u64(r);
        break;
    }
    return value;
}

static SPropValue *make_values(struct reader *r, ULONG n, void *root)
{
    SPropValue *values = mem_zero_more((n + 1) * sizeof(*values), root);

    for (ULONG i = 0; i < n; i++) values[i] = make_value(r, root);
    return values;
}

static void make_restriction(struct reader *r, SRestriction *out, SRestriction *top, void *root)
{
    ULONG n;

    out->rt = read_u8(r) % 15;
    switch (out->rt) {
    case RES_AND:
    case RES_OR:
        n = read_u8(r) % 4;
        out->res.resAnd.cRes = n;
        if (r->bad) out->res.resAnd.lpRes = top; /* bytes are out: it bites its tail */
        else {
            out->res.resAnd.lpRes = mem_zero_more((n + 1) * sizeof(*out), root);
            for (ULONG i = 0; i < n; i++) make_restriction(r, &out->res.resAnd.lpRes[i], top, root);
        }
        break;
    case RES_NOT:
    case RES_SUBRESTRICTION:
    case RES_COUNT:
        if (r->bad) return;
        out->res.resNot.lpRes = mem_zero_more(sizeof(*out), root);
        make_restriction(r, out->res.resNot.lpRes, top, root);
        break;
    case RES_COMMENT:
    case RES_ANNOTATION:
        n = read_u8(r) % 3;
        out->res.resComment.cValues = n;
        out->res.resComment.lpProp = make_values(r, n, root);
        if (r->bad) return;
        out->res.resComment.lpRes = mem_zero_more(sizeof(*out), root);
        make_restriction(r, out->res.resComment.lpRes, top, root);
        break;
    case RES_CONTENT:
    case RES_PROPERTY:
        out->res.resProperty.relop = read_u8(r) % 9 | (ULONG)(read_u8(r) & 7) << 16;
        out->res.resProperty.ulPropTag = make_tag(r);
        out->res.resProperty.lpProp = read_u8(r) == 7 ? NULL : make_values(r, 1, root);
        break;
    default:
        out->res.resCompareProps.relop = read_u8(r) % 8;
        out->res.resCompareProps.ulPropTag1 = make_tag(r);
        out->res.resCompareProps.ulPropTag2 = make_tag(r);
        break;
    }
}

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
