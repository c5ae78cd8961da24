/*
 * pack.c - notifications as bytes that programs of either bitness read
 *
 * Little-endian, nothing aligned. A batch: u32 count, then for each notification its u32 event and
 * its members as below, in the order of the structure. One walk serves both ways, so that they
 * can't disagree.
 *
 *   number    u32
 *   bytes     u32 count, the bytes
 *   text      u32 units (0xffffffff: no text), the units without terminator; width from the flags
 *   value     u32 tag, then by type: what lies in the union, bytes, text; of many: u32 count, each
 *   tags      u32 count (0xffffffff: no array), each u32
 */
#include "notify/pack.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "prop/ptype.h"

#define NOTHING 0xffffffffu

struct flow {
    struct writer *out; /* or NULL, and ... */
    struct reader in;   /* ... */
    void *root;         /* what is read hangs on it; borrowed */
    HRESULT hr;         /* the first that went wrong; nothing more is done then */
};

static void fail(struct flow *flow, HRESULT hr)
{
    if (SUCCEEDED(flow->hr)) flow->hr = FAIL(hr);
}

static void flow_number(struct flow *flow, ULONG *number)
{
    if (FAILED(flow->hr)) return;
    if (flow->out) write_u32(flow->out, *number);
    else *number = read_u32(&flow->in);
    if (!flow->out && flow->in.bad) fail(flow, MAPI_E_CORRUPT_DATA);
}

/* Room for count things, each of which takes wire_bytes or more of what is left to be read. */
static void *room(struct flow *flow, ULONG count, size_t wire_bytes, size_t bytes)
{
    void *made;

    if (count > read_left(&flow->in) / wire_bytes) {
        fail(flow, MAPI_E_CORRUPT_DATA);
        return NULL;
    }
    made = mem_zero_more(count * bytes, flow->root);
    if (!made) fail(flow, MAPI_E_NOT_ENOUGH_MEMORY);
    return made;
}

/* count things of size bytes each; of nothing, *at becomes NULL. */
static void flow_array(struct flow *flow, ULONG *count, void **at, size_t size)
{
    if (flow->out && *count && !*at) fail(flow, MAPI_E_INVALID_PARAMETER);
    flow_number(flow, count);
    if (FAILED(flow->hr)) return;
    if (flow->out) {
        if (*count) write_bytes(flow->out, *at, *count * size);
        return;
    }
    *at = NULL;
    if (!*count) return;
    *at = room(flow, *count, size, size);
    if (*at) memcpy(*at, read_bytes(&flow->in, *count * size), *count * size);
}

static void flow_bytes(struct flow *flow, ULONG *count, void *slot)
{
    flow_array(flow, count, slot, 1);
}

static void flow_text(struct flow *flow, void *slot, size_t unit)
{
    void **at = slot;
    ULONG units = NOTHING;

    if (flow->out && *at) units = (ULONG)(unit == 1 ? strlen(*at) : text_len(*at));
    flow_number(flow, &units);
    if (FAILED(flow->hr)) return;
    if (flow->out) {
        if (units != NOTHING) write_bytes(flow->out, *at, units * unit);
        return;
    }
    *at = NULL;
    if (units == NOTHING) return;
    if (units > read_left(&flow->in) / unit) {
        fail(flow, MAPI_E_CORRUPT_DATA);
        return;
    }
    *at = mem_zero_more((units + 1) * unit, flow->root);
    if (!*at) fail(flow, MAPI_E_NOT_ENOUGH_MEMORY);
    else if (units) memcpy(*at, read_bytes(&flow->in, units * unit), units * unit);
}

/* Text that a value can't be without. */
static void flow_some_text(struct flow *flow, void *slot, size_t unit)
{
    if (flow->out && !*(void **)slot) fail(flow, MAPI_E_INVALID_PARAMETER);
    flow_text(flow, slot, unit);
    if (SUCCEEDED(flow->hr) && !*(void **)slot) fail(flow, MAPI_E_CORRUPT_DATA);
}

/* ---- values ---- */

static void flow_inline(struct flow *flow, void *at, size_t bytes)
{
    const void *from;

    if (FAILED(flow->hr) || !bytes) return;
    if (flow->out) {
        write_bytes(flow->out, at, bytes);
        return;
    }
    from = read_bytes(&flow->in, bytes);
    if (from) memcpy(at, from, bytes);
    else fail(flow, MAPI_E_CORRUPT_DATA);
}

static void flow_fixed(struct flow *flow, void **at, size_t bytes)
{
    if (flow->out && !*at) fail(flow, MAPI_E_INVALID_PARAMETER);
    if (FAILED(flow->hr)) return;
    if (!flow->out) *at = room(flow, 1, bytes, bytes);
    if (SUCCEEDED(flow->hr)) flow_inline(flow, *at, bytes);
}

/* element lies in the union, or in an array of many. */
static void flow_element(struct flow *flow, const struct ptype *type, void *element, bool many)
{
    switch (type->shape) {
    case PTYPE_INLINE:
        flow_inline(flow, element, type->bytes);
        break;
    case PTYPE_FIXED:
        if (many) flow_inline(flow, element, type->bytes);
        else flow_fixed(flow, element, type->bytes);
        break;
    case PTYPE_TEXT8:
        flow_some_text(flow, element, 1);
        break;
    case PTYPE_TEXT16:
        flow_some_text(flow, element, sizeof(WCHAR));
        break;
    case PTYPE_COUNTED:
        flow_bytes(flow, &((SBinary *)element)->cb, &((SBinary *)element)->lpb);
        break;
    default:
        fail(flow, MAPI_E_CORRUPT_DATA);
        break;
    }
}

static void flow_many(struct flow *flow, const struct ptype *type, SPropValue *value)
{
    ULONG *count = &value->Value.MVl.cValues;
    void **at = (void **)&value->Value.MVl.lpl;

    if (type->shape == PTYPE_INLINE || type->shape == PTYPE_FIXED) {
        flow_array(flow, count, at, type->bytes);
        return;
    }
    if (flow->out && *count && !*at) fail(flow, MAPI_E_INVALID_PARAMETER);
    flow_number(flow, count);
    if (!flow->out && SUCCEEDED(flow->hr))
        *at = *count ? room(flow, *count, sizeof(ULONG), type->bytes) : NULL;
    for (ULONG i = 0; SUCCEEDED(flow->hr) && i < *count; i++)
        flow_element(flow, type, (char *)*at + i * type->bytes, true);
}

static bool travels(const struct ptype *type)
{
    return type->shape != PTYPE_OBJECT && type->shape != PTYPE_RESTRICTION &&
           type->shape != PTYPE_ACTIONS;
}

static void flow_value(struct flow *flow, SPropValue *value)
{
    const struct ptype *type = ptype_of(value->ulPropTag);
    SPropValue stays = {.ulPropTag = CHANGE_PROP_TYPE(value->ulPropTag, PT_ERROR),
                        .Value.err = MAPI_E_NO_SUPPORT};

    if (flow->out && type && !travels(type)) value = &stays;
    flow_number(flow, &value->ulPropTag);
    if (FAILED(flow->hr)) return;
    type = ptype_of(value->ulPropTag);
    if (!type || value->ulPropTag & MV_INSTANCE || !travels(type))
        fail(flow, flow->out ? MAPI_E_INVALID_PARAMETER : MAPI_E_CORRUPT_DATA);
    else if (ptype_is_many(value->ulPropTag)) flow_many(flow, type, value);
    else flow_element(flow, type, &value->Value, false);
}

static void flow_values(struct flow *flow, ULONG *count, SPropValue **values)
{
    if (flow->out && *count && !*values) fail(flow, MAPI_E_INVALID_PARAMETER);
    flow_number(flow, count);
    if (!flow->out && SUCCEEDED(flow->hr))
        *values = *count ? room(flow, *count, sizeof(ULONG), sizeof(**values)) : NULL;
    for (ULONG i = 0; SUCCEEDED(flow->hr) && i < *count; i++)
        flow_value(flow, &(*values)[i]);
}

/* ---- notifications ---- */

static void flow_tags(struct flow *flow, SPropTagArray **tags)
{
    ULONG count = flow->out && *tags ? (*tags)->cValues : NOTHING;

    flow_number(flow, &count);
    if (FAILED(flow->hr)) return;
    if (!flow->out) {
        *tags = NULL;
        if (count == NOTHING) return;
        if (count > read_left(&flow->in) / sizeof(ULONG)) {
            fail(flow, MAPI_E_CORRUPT_DATA);
            return;
        }
        *tags = mem_zero_more(CbNewSPropTagArray(count), flow->root);
        if (!*tags) fail(flow, MAPI_E_NOT_ENOUGH_MEMORY);
        else (*tags)->cValues = count;
    }
    for (ULONG i = 0; SUCCEEDED(flow->hr) && count != NOTHING && i < count; i++)
        flow_number(flow, &(*tags)->aulPropTag[i]);
}

static void flow_error(struct flow *flow, ERROR_NOTIFICATION *err)
{
    size_t unit = err->ulFlags & MAPI_UNICODE ? sizeof(WCHAR) : 1;
    ULONG there = err->lpMAPIError != NULL;

    flow_number(flow, &there);
    if (FAILED(flow->hr) || !there) return;
    if (!flow->out) {
        err->lpMAPIError = mem_zero_more(sizeof(*err->lpMAPIError), flow->root);
        if (!err->lpMAPIError) fail(flow, MAPI_E_NOT_ENOUGH_MEMORY);
        if (FAILED(flow->hr)) return;
    }
    flow_number(flow, &err->lpMAPIError->ulVersion);
    flow_text(flow, &err->lpMAPIError->lpszError, unit);
    flow_text(flow, &err->lpMAPIError->lpszComponent, unit);
    flow_number(flow, &err->lpMAPIError->ulLowLevelError);
    flow_number(flow, &err->lpMAPIError->ulContext);
}

static void flow_status(struct flow *flow, STATUS_OBJECT_NOTIFICATION *status)
{
    flow_bytes(flow, &status->cbEntryID, &status->lpEntryID);
    flow_values(flow, &status->cValues, &status->lpPropVals);
}

static void flow_one(struct flow *flow, NOTIFICATION *n)
{
    flow_number(flow, &n->ulEventType);
    switch (n->ulEventType) {
    case fnevCriticalError:
        flow_bytes(flow, &n->info.err.cbEntryID, &n->info.err.lpEntryID);
        flow_number(flow, (ULONG *)&n->info.err.scode);
        flow_number(flow, &n->info.err.ulFlags);
        flow_error(flow, &n->info.err);
        break;
    case fnevNewMail:
        flow_bytes(flow, &n->info.newmail.cbEntryID, &n->info.newmail.lpEntryID);
        flow_bytes(flow, &n->info.newmail.cbParentID, &n->info.newmail.lpParentID);
        flow_number(flow, &n->info.newmail.ulFlags);
        flow_text(flow, &n->info.newmail.lpszMessageClass,
                  n->info.newmail.ulFlags & MAPI_UNICODE ? sizeof(WCHAR) : 1);
        flow_number(flow, &n->info.newmail.ulMessageFlags);
        break;
    case fnevObjectCreated:
    case fnevObjectDeleted:
    case fnevObjectModified:
    case fnevObjectMoved:
    case fnevObjectCopied:
    case fnevSearchComplete:
        flow_bytes(flow, &n->info.obj.cbEntryID, &n->info.obj.lpEntryID);
        flow_number(flow, &n->info.obj.ulObjType);
        flow_bytes(flow, &n->info.obj.cbParentID, &n->info.obj.lpParentID);
        flow_bytes(flow, &n->info.obj.cbOldID, &n->info.obj.lpOldID);
        flow_bytes(flow, &n->info.obj.cbOldParentID, &n->info.obj.lpOldParentID);
        flow_tags(flow, &n->info.obj.lpPropTagArray);
        break;
    case fnevTableModified:
        flow_number(flow, &n->info.tab.ulTableEvent);
        flow_number(flow, (ULONG *)&n->info.tab.hResult);
        flow_value(flow, &n->info.tab.propIndex);
        flow_value(flow, &n->info.tab.propPrior);
        flow_values(flow, &n->info.tab.row.cValues, &n->info.tab.row.lpProps);
        break;
    case fnevStatusObjectModified:
        flow_status(flow, &n->info.statobj);
        break;
    case (ULONG)fnevExtended:
        flow_number(flow, &n->info.ext.ulEvent);
        flow_bytes(flow, &n->info.ext.cb, &n->info.ext.pbEventParameters);
        break;
    default:
        fail(flow, flow->out ? MAPI_E_INVALID_PARAMETER : MAPI_E_CORRUPT_DATA);
        break;
    }
}

HRESULT pack_write(ULONG count, const NOTIFICATION *batch, struct writer *out)
{
    struct flow flow = {.out = out};

    write_u32(out, count);
    for (ULONG i = 0; SUCCEEDED(flow.hr) && i < count; i++)
        flow_one(&flow, (NOTIFICATION *)&batch[i]); /* changes nothing on this way */
    if (out->bad) return MAPI_E_NOT_ENOUGH_MEMORY;
    return flow.hr;
}

HRESULT pack_read(const void *bytes, size_t n, ULONG *count, NOTIFICATION **out)
{
    AUTO_FREE NOTIFICATION *batch = NULL;
    struct flow flow = {.in = reader_over(bytes, n)};
    ULONG n_notes = 0;

    *count = 0;
    *out = NULL;
    flow_number(&flow, &n_notes);
    if (FAILED(flow.hr)) return flow.hr;
    if (n_notes > read_left(&flow.in) / sizeof(ULONG)) return FAIL(MAPI_E_CORRUPT_DATA);
    flow.root = batch = mem_array(n_notes ? n_notes : 1, sizeof(*batch));
    if (!batch) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; SUCCEEDED(flow.hr) && i < n_notes; i++)
        flow_one(&flow, &batch[i]);
    if (FAILED(flow.hr)) return flow.hr;
    *count = n_notes;
    *out = TAKE(batch);
    return S_OK;
}
