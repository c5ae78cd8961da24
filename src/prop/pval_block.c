/*
 * pval_block.c - property values in one block, and how many bytes they take
 *
 * Counted and filled in two turns that meet the same pieces. What a tag tells (enum ptype_piece) is
 * done on the spot; the rest takes the walk of pieces.h.
 */
#include <stdint.h>
#include <string.h>
#include "base/copy.h"
#include "base/error.h"
#include "base/length.h"
#include "base/mem.h"
#include "base/size.h"
#include "prop/block.h"
#include "prop/ptype.h"
#include "prop/pval.h"

enum {
    BY_8 = BLOCK_CLASS(8),
    BY_4 = BLOCK_CLASS(4),
    BY_2 = BLOCK_CLASS(2),
    BY_1 = BLOCK_CLASS(1),
    BY_POINTER = BLOCK_CLASS(sizeof(void *)),
    MANY_MOST = 0x00ffffff, /* elements; the walk has something to say about more */
};

/* ---- the first turn: sizes by alignment ---- */

static bool count_texts8(struct block *block, ULONG count, char *const *texts)
{
    block->sums[BY_POINTER] += count * sizeof(*texts);
    for (ULONG i = 0; i < count; i++) {
        if (!texts[i]) return false;
        block->sums[BY_1] += length8(texts[i]) + 1;
    }
    return true;
}

static bool count_texts16(struct block *block, ULONG count, WCHAR *const *texts)
{
    block->sums[BY_POINTER] += count * sizeof(*texts);
    for (ULONG i = 0; i < count; i++) {
        if (!texts[i]) return false;
        block->sums[BY_2] += (length16(texts[i]) + 1) * sizeof(WCHAR);
    }
    return true;
}

static bool count_binaries(struct block *block, ULONG count, const SBinary *binaries)
{
    block->sums[BY_POINTER] += count * sizeof(*binaries);
    for (ULONG i = 0; i < count; i++) {
        if (binaries[i].cb && !binaries[i].lpb) return false;
        block_count(block, binaries[i].cb, 1);
    }
    return true;
}

/* How it is done for each kind of piece; least is how many a value of many has to have. False: it
 * takes the walk to tell, or to say what is wrong (then it doesn't matter that some of it has been
 * counted). */
static inline bool count_pieces(struct block *block, const SPropValue *value, ULONG least)
{
    enum ptype_piece kind = ptype_piece(value->ulPropTag);
    ULONG many;

    if (kind == PIECE_NONE) return true;
    /* where there are many; all of them begin with it, and the pointer stands in one place */
    many = value->Value.MVl.cValues;
    if (kind >= PIECE_MANY_2 &&
        (many < least || many > MANY_MOST || (many && !value->Value.MVl.lpl)))
        return false;
    switch (kind) {
    case PIECE_TEXT8:
        if (!value->Value.lpszA) return false;
        block->sums[BY_1] += length8(value->Value.lpszA) + 1;
        return true;
    case PIECE_TEXT16:
        if (!value->Value.lpszW) return false;
        block->sums[BY_2] += (length16(value->Value.lpszW) + 1) * sizeof(WCHAR);
        return true;
    case PIECE_BYTES:
        if (value->Value.bin.cb && !value->Value.bin.lpb) return false;
        block_count(block, value->Value.bin.cb, 1);
        return true;
    case PIECE_GUID:
        if (!value->Value.lpguid) return false;
        block->sums[BY_4] += sizeof(GUID);
        return true;
    case PIECE_MANY_2:
        block->sums[BY_2] += many * 2;
        return true;
    case PIECE_MANY_4:
        block->sums[BY_4] += many * 4;
        return true;
    case PIECE_MANY_8:
        block->sums[BY_8] += many * 8;
        return true;
    case PIECE_MANY_GUIDS:
        block->sums[BY_4] += many * sizeof(GUID);
        return true;
    case PIECE_MANY_TEXTS8:
        return count_texts8(block, many, value->Value.MVszA.lppszA);
    case PIECE_MANY_TEXTS16:
        return count_texts16(block, many, value->Value.MVszW.lppszW);
    case PIECE_MANY_BYTES:
        return count_binaries(block, many, value->Value.MVbin.lpbin);
    default:
        return false;
    }
}

static inline bool has_sensible_id(const SPropValue *value)
{
    return PROP_ID(value->ulPropTag) - 1 < PROP_ID_INVALID - 1; /* PROP_ID_NULL is 0 */
}

/* What ScCountProps takes of what can be walked. */
static bool is_countable(const SPropValue *value)
{
    return has_sensible_id(value) && PROP_TYPE(value->ulPropTag) != PT_UNSPECIFIED &&
           (!ptype_is_many(value->ulPropTag) || value->Value.MVl.cValues);
}

/* Sizes by alignment class, and their sum with the array's. What is not is_countable is an error
 * where strict, else any shape of values goes that can be walked. */
static HRESULT measure(struct block *block, ULONG count, const SPropValue *props, bool strict,
                       size_t *bytes)
{
    *block = (struct block)BLOCK_COUNTING;
    for (ULONG i = 0; i < count; i++) {
        HRESULT hr;

        if (strict && !has_sensible_id(&props[i])) return FAIL(MAPI_E_INVALID_PARAMETER);
        if (count_pieces(block, &props[i], strict)) continue;
        if (strict && !is_countable(&props[i])) return FAIL(MAPI_E_INVALID_PARAMETER);
        /* counting changes nothing */
        hr = pieces_of_values(&block->walk, 1, (SPropValue *)&props[i]);
        if (FAILED(hr)) return hr;
    }
    if (!size_mul(count, sizeof(SPropValue), bytes) || !block_total(block, *bytes, bytes))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return S_OK;
}

/* ---- the second turn: the pieces themselves, where the first found room for them ---- */

static inline void *place(struct block *block, unsigned class, const void *from, size_t bytes)
{
    char *to = block->at[class];

    block->at[class] = to + bytes;
    if (!bytes) return NULL;
    copy_few(to, from, bytes);
    return to;
}

static void place_many(struct block *block, SPropValue *value, enum ptype_piece kind)
{
    ULONG count = value->Value.MVl.cValues;
    SBinary *binaries;
    WCHAR **texts16;
    char **texts8;

    switch (kind) {
    case PIECE_MANY_TEXTS8:
        texts8 = value->Value.MVszA.lppszA =
            place(block, BY_POINTER, value->Value.MVszA.lppszA, count * sizeof(*texts8));
        for (ULONG i = 0; i < count; i++)
            texts8[i] = place(block, BY_1, texts8[i], length8(texts8[i]) + 1);
        break;
    case PIECE_MANY_TEXTS16:
        texts16 = value->Value.MVszW.lppszW =
            place(block, BY_POINTER, value->Value.MVszW.lppszW, count * sizeof(*texts16));
        for (ULONG i = 0; i < count; i++)
            texts16[i] = place(block, BY_2, texts16[i], (length16(texts16[i]) + 1) * sizeof(WCHAR));
        break;
    default:
        binaries = value->Value.MVbin.lpbin =
            place(block, BY_POINTER, value->Value.MVbin.lpbin, count * sizeof(*binaries));
        for (ULONG i = 0; i < count; i++)
            binaries[i].lpb = place(block, BY_1, binaries[i].lpb, binaries[i].cb);
        break;
    }
}

/* False: it takes the walk. What count_pieces let through is placed here. */
static inline bool place_pieces(struct block *block, SPropValue *value)
{
    enum ptype_piece kind = ptype_piece(value->ulPropTag);
    ULONG many;

    if (kind == PIECE_NONE) return true;
    many = value->Value.MVl.cValues;
    if (kind >= PIECE_MANY_2 && many > MANY_MOST) return false;
    switch (kind) {
    case PIECE_TEXT8:
        value->Value.lpszA =
            place(block, BY_1, value->Value.lpszA, length8(value->Value.lpszA) + 1);
        return true;
    case PIECE_TEXT16:
        value->Value.lpszW = place(block, BY_2, value->Value.lpszW,
                                   (length16(value->Value.lpszW) + 1) * sizeof(WCHAR));
        return true;
    case PIECE_BYTES:
        value->Value.bin.lpb = place(block, BY_1, value->Value.bin.lpb, value->Value.bin.cb);
        return true;
    case PIECE_GUID:
        value->Value.lpguid = place(block, BY_4, value->Value.lpguid, sizeof(GUID));
        return true;
    case PIECE_MANY_2:
        value->Value.MVi.lpi = place(block, BY_2, value->Value.MVi.lpi, many * 2);
        return true;
    case PIECE_MANY_4:
        value->Value.MVl.lpl = place(block, BY_4, value->Value.MVl.lpl, many * 4);
        return true;
    case PIECE_MANY_8:
        value->Value.MVli.lpli = place(block, BY_8, value->Value.MVli.lpli, many * 8);
        return true;
    case PIECE_MANY_GUIDS:
        value->Value.MVguid.lpguid =
            place(block, BY_4, value->Value.MVguid.lpguid, many * sizeof(GUID));
        return true;
    case PIECE_MANY_TEXTS8:
    case PIECE_MANY_TEXTS16:
    case PIECE_MANY_BYTES:
        place_many(block, value, kind);
        return true;
    default:
        return false;
    }
}

/* into has the room that measure asked for. */
static HRESULT fill(struct block *block, ULONG count, const SPropValue *props, void *into)
{
    SPropValue *values = memmove(into, props, count * sizeof(SPropValue));

    block_fill_from(block, into, count * sizeof(SPropValue));
    for (ULONG i = 0; i < count; i++) {
        HRESULT hr;

        if (place_pieces(block, &values[i])) continue;
        hr = pieces_of_values(&block->walk, 1, &values[i]);
        if (FAILED(hr)) return hr;
    }
    return S_OK;
}

/* ---- for everyone ---- */

HRESULT pval_copy_array(ULONG count, const SPropValue *src, void *root, SPropValue **out)
{
    struct block block;
    void *copy = NULL;
    size_t bytes;
    HRESULT hr;

    *out = NULL;
    if (!count) return S_OK;
    if (!src) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = measure(&block, count, src, false, &bytes);
    if (FAILED(hr)) return hr;
    hr = root ? mem_more(bytes, root, &copy) : mem_root(bytes, &copy);
    if (FAILED(hr)) return hr;
    hr = fill(&block, count, src, copy);
    if (FAILED(hr)) {
        if (!root) mem_free(copy);
        return hr;
    }
    *out = copy;
    return S_OK;
}

HRESULT block_measure_values(struct block *block, ULONG count, const SPropValue *props,
                             size_t *bytes)
{
    return measure(block, count, props, false, bytes);
}

HRESULT block_fill_values(struct block *block, ULONG count, const SPropValue *props, void *into)
{
    return fill(block, count, props, into);
}

HRESULT pval_block_bytes(ULONG count, const SPropValue *props, size_t *bytes)
{
    struct block block;

    *bytes = 0;
    if (count && !props) return FAIL(MAPI_E_INVALID_PARAMETER);
    return measure(&block, count, props, true, bytes);
}

HRESULT pval_block_copy(ULONG count, const SPropValue *props, void *into, size_t *bytes)
{
    struct block block;
    HRESULT hr;

    *bytes = 0;
    if (!into || (count && !props)) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = measure(&block, count, props, false, bytes);
    return FAILED(hr) ? hr : fill(&block, count, props, into);
}

HRESULT pval_block_dup(ULONG count, const SPropValue *props, ALLOCATEBUFFER *allocate,
                       SPropValue **out)
{
    struct block block;
    void *copy = NULL;
    size_t bytes;
    HRESULT hr;

    *out = NULL;
    if (!props) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = measure(&block, count, props, true, &bytes);
    if (SUCCEEDED(hr) && bytes > 0xffffffff) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr)) hr = allocate((ULONG)bytes, &copy);
    if (FAILED(hr)) return hr;
    hr = fill(&block, count, props, copy); /* the same way has just been gone */
    if (SUCCEEDED(hr)) *out = copy;
    return hr;
}

/* One pointer made right for the block's new place; gives where its piece is now. */
static inline void *move_pointer(const struct block_move *m, void **slot)
{
    size_t from_start = (size_t)((uintptr_t)*slot - (uintptr_t)m->was);

    *slot = (void *)((uintptr_t)m->will_be + from_start);
    return (void *)((uintptr_t)m->is + from_start);
}

static bool move_texts(struct block_move *m, SPropValue *value, size_t unit)
{
    ULONG count = value->Value.MVszA.cValues;
    void **texts = move_pointer(m, (void **)&value->Value.MVszA.lppszA);

    m->bytes += count * sizeof(*texts);
    for (ULONG i = 0; i < count; i++) {
        const void *text = move_pointer(m, &texts[i]);

        m->bytes += unit == 1 ? length8(text) + 1 : (length16(text) + 1) * sizeof(WCHAR);
    }
    return true;
}

/* False: it takes the walk. */
static inline bool move_pieces(struct block_move *m, SPropValue *value)
{
    enum ptype_piece kind = ptype_piece(value->ulPropTag);

    if (kind == PIECE_NONE) return true;
    if (kind == PIECE_BYTES    ? value->Value.bin.cb && !value->Value.bin.lpb
        : kind >= PIECE_MANY_2 ? !value->Value.MVl.cValues || !value->Value.MVl.lpl
                               : !value->Value.lpszA)
        return false; /* what it says is wrong, or there is nothing to move */
    switch (kind) {
    case PIECE_TEXT8:
        m->bytes += length8(move_pointer(m, (void **)&value->Value.lpszA)) + 1;
        return true;
    case PIECE_TEXT16:
        m->bytes += (length16(move_pointer(m, (void **)&value->Value.lpszW)) + 1) * sizeof(WCHAR);
        return true;
    case PIECE_BYTES:
        if (value->Value.bin.cb) move_pointer(m, (void **)&value->Value.bin.lpb);
        m->bytes += value->Value.bin.cb;
        return true;
    case PIECE_GUID:
        move_pointer(m, (void **)&value->Value.lpguid);
        m->bytes += sizeof(GUID);
        return true;
    case PIECE_MANY_2:
    case PIECE_MANY_4:
    case PIECE_MANY_8:
    case PIECE_MANY_GUIDS:
        move_pointer(m, (void **)&value->Value.MVl.lpl);
        m->bytes += value->Value.MVl.cValues * ptype_of(value->ulPropTag)->bytes;
        return true;
    case PIECE_MANY_TEXTS8:
    case PIECE_MANY_TEXTS16:
        return move_texts(m, value, kind == PIECE_MANY_TEXTS8 ? 1 : sizeof(WCHAR));
    default:
        return false;
    }
}

/* moved: those before the first that can't be */
static HRESULT move_values(struct block_move *m, ULONG count, SPropValue *props, ULONG *moved)
{
    HRESULT hr = S_OK;

    for (*moved = 0; *moved < count; ++*moved) {
        SPropValue *value = &props[*moved];

        if (move_pieces(m, value)) continue;
        if (!ptype_of(value->ulPropTag)) return FAIL(MAPI_E_INVALID_PARAMETER);
        hr = pieces_of_values(&m->walk, 1, value);
        if (FAILED(hr)) return hr;
    }
    return S_OK;
}

HRESULT pval_block_move(ULONG count, SPropValue *props, const void *old_base, const void *new_base,
                        size_t *bytes)
{
    struct block_move m = BLOCK_MOVE(old_base, props, new_base);
    struct block_move back = BLOCK_MOVE(new_base, props, old_base);
    ULONG moved;
    HRESULT hr;

    *bytes = 0;
    if (count && !props) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = move_values(&m, count, props, &moved);
    if (FAILED(hr)) { /* nothing has changed, then */
        move_values(&back, moved, props, &moved);
        return hr;
    }
    *bytes = count * sizeof(SPropValue) + m.bytes;
    return S_OK;
}

/* The pointer of a value whose pieces hang on one alone, moved by so much. False: it takes more. */
static inline bool shift_piece(SPropValue *value, uintptr_t by)
{
    switch (ptype_piece(value->ulPropTag)) {
    case PIECE_NONE:
        return true;
    case PIECE_TEXT8:
    case PIECE_TEXT16:
    case PIECE_GUID:
        value->Value.lpszA = (char *)((uintptr_t)value->Value.lpszA + by);
        return true;
    case PIECE_BYTES: /* of nothing there is no pointer */
    case PIECE_MANY_2:
    case PIECE_MANY_4:
    case PIECE_MANY_8:
    case PIECE_MANY_GUIDS:
        if (value->Value.bin.lpb)
            value->Value.bin.lpb = (BYTE *)((uintptr_t)value->Value.bin.lpb + by);
        return true;
    default:
        return false;
    }
}

HRESULT pval_copy_block(ULONG count, const SPropValue *block, size_t bytes, SPropValue **out)
{
    SPropValue *copy;
    void *made;
    HRESULT hr = mem_root(bytes, &made);

    *out = NULL;
    if (FAILED(hr)) return hr;
    copy = memcpy(made, block, bytes);
    for (ULONG i = 0; i < count; i++) {
        if (shift_piece(&copy[i], (uintptr_t)copy - (uintptr_t)block)) continue;
        mem_free(copy);
        return pval_copy_array(count, block, NULL, out);
    }
    *out = copy;
    return S_OK;
}

/* Of one value; the pointers in a value of many are not data. */
ULONG pval_bytes(const SPropValue *value)
{
    const struct ptype *type = ptype_of(value->ulPropTag);
    bool many = ptype_is_many(value->ulPropTag);
    struct block block;
    size_t bytes;

    if (!type) return 0;
    switch (type->shape) {
    case PTYPE_INLINE: /* known without looking at what it points at */
    case PTYPE_FIXED:
        return (ULONG)type->bytes * (many ? value->Value.MVl.cValues : 1);
    case PTYPE_TEXT8:
        if (!many) return value->Value.lpszA ? (ULONG)length8(value->Value.lpszA) + 1 : 0;
        break;
    case PTYPE_TEXT16:
        if (!many)
            return value->Value.lpszW
                       ? ((ULONG)length16(value->Value.lpszW) + 1) * (ULONG)sizeof(WCHAR)
                       : 0;
        break;
    case PTYPE_COUNTED:
        if (!many) return value->Value.bin.cb;
        bytes = 0;
        if (!value->Value.MVbin.lpbin) return 0;
        for (ULONG i = 0; i < value->Value.MVbin.cValues; i++)
            bytes += value->Value.MVbin.lpbin[i].cb;
        return bytes > 0xffffffff ? 0xffffffff : (ULONG)bytes;
    default:
        break;
    }
    if (FAILED(measure(&block, 1, value, false, &bytes))) return 0;
    bytes -= sizeof(SPropValue) + (many ? value->Value.MVl.cValues * type->bytes : 0);
    return bytes > 0xffffffff ? 0xffffffff : (ULONG)bytes;
}
