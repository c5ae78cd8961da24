/*
 * restriction_of_bytes.h - a restriction and a row out of a fuzzer's bytes
 *
 * The bytes build a tree: each restriction takes a kind, relations and tags from them, each value a
 * type and a few bytes. Property ids come from `ids`, which who includes this has defined.
 */
#include "base/bytes.h"
#include "base/mem.h"

static const ULONG types[] = {
    PT_I2,         PT_LONG,       PT_R4,        PT_DOUBLE,  PT_BOOLEAN,     PT_I8,
    PT_SYSTIME,    PT_CLSID,      PT_STRING8,   PT_UNICODE, PT_BINARY,      PT_MV_LONG,
    PT_MV_STRING8, PT_MV_UNICODE, PT_MV_BINARY, PT_ERROR,   PT_UNSPECIFIED, PT_OBJECT,
    PT_NULL,       0x77,          PT_MV_CLSID,  PT_MV_I8,   PT_CURRENCY,    PT_MV_I2};

static ULONG make_tag(struct reader *r)
{
    ULONG type = types[read_u8(r) % (sizeof(types) / sizeof(types[0]))];

    return PROP_TAG(type | (read_u8(r) == 1 ? MV_INSTANCE : 0),
                    ids[read_u8(r) % (sizeof(ids) / sizeof(ids[0]))]);
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
            value.Value.MVszA.lppszA[i] =
                make_text(r, PROP_TYPE(value.ulPropTag) == PT_MV_UNICODE ? 2 : 1, root);
        break;
    case PT_MV_BINARY:
        value.Value.MVbin = (SBinaryArray){n, mem_zero_more((n + 1) * sizeof(SBinary), root)};
        for (ULONG i = 0; i < n; i++)
            value.Value.MVbin.lpbin[i] = (SBinary){i, mem_zero_more(i + 1, root)};
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
