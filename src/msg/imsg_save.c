/*
 * imsg_save.c - what has changed in the properties of a message or an attachment goes to its
 * storage
 *
 * Streams of what didn't change stay as they are; the properties stream is written anew. What a
 * client set is copied under the bag's lock, one value at a time, and written without it.
 */
#include <string.h>
#include "mapitags.h"
#include "base/bytes.h"
#include "msg/imsg_own.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"

/* Where the entry with tag's id is, or would be. */
static size_t place_of(const struct imsg_props *props, ULONG tag)
{
    size_t low = 0, high = props->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (PROP_ID(props->entries[middle].tag) < PROP_ID(tag)) low = middle + 1;
        else high = middle;
    }
    return low;
}

static struct imsg_entry *entry_of(const struct imsg_props *props, ULONG tag)
{
    size_t place = place_of(props, tag);

    return place < props->count && PROP_ID(props->entries[place].tag) == PROP_ID(tag)
               ? &props->entries[place]
               : NULL;
}

/* Before anything is written: after it there must be no failure. */
static HRESULT reserve_entry(struct imsg_props *props)
{
    size_t room = props->room < 16 ? 32 : props->room * 2;
    struct imsg_entry *bigger;

    if (props->count < props->room) return S_OK;
    bigger = mem_array(room, sizeof(*bigger));
    if (!bigger) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (props->count) memcpy(bigger, props->entries, props->count * sizeof(*bigger));
    mem_free(props->entries);
    props->entries = bigger;
    props->room = room;
    return S_OK;
}

static void put_entry(struct imsg_props *props, const struct imsg_entry *entry)
{
    size_t place = place_of(props, entry->tag);

    if (place == props->count || PROP_ID(props->entries[place].tag) != PROP_ID(entry->tag)) {
        memmove(&props->entries[place + 1], &props->entries[place],
                (props->count - place) * sizeof(*entry));
        props->count++;
    }
    props->entries[place] = *entry;
}

static void drop_entry(struct imsg_props *props, struct imsg_entry *entry)
{
    size_t place = (size_t)(entry - props->entries);

    memmove(entry, entry + 1, (props->count - place - 1) * sizeof(*entry));
    props->count--;
}

/* The attributes to be written: those known, or what such a property has. */
static ULONG flags_of(ULONG marks)
{
    if (marks & IMSG_ATTR_KNOWN) return marks >> IMSG_ATTR_SHIFT & 7;
    return marks & (PROP_COMPUTED | PROP_LOCKED) ? PROPATTR_READABLE
                                                 : PROPATTR_READABLE | PROPATTR_WRITEABLE;
}

/* One property as it is when its turn comes. */
struct change {
    ULONG tag, marks;
    bool gone, object;
    bool elsewhere;    /* and to be written anew */
    SPropValue *value; /* owned; NULL: nothing to write */
};

static bool width_differs(const struct imsg_props *props, ULONG tag, const struct imsg_entry *entry)
{
    ULONG wanted = props->house->unicode ? PT_UNICODE : PT_STRING8;

    return ptype_is_text(tag) && (PROP_TYPE(entry->tag) & ~(ULONG)MV_FLAG) != wanted;
}

/*
 * The first property from id on; S_FALSE: there is none. It is no longer marked as changed: what
 * another thread sets while this value is written is a change of its own.
 */
static HRESULT next_change(struct imsg_props *props, ULONG id, struct change *change)
{
    struct prop_bag *bag = &props->bag;
    struct imsg_entry *entry;
    bool needed;

    LOCKED(bag->lock);
    for (size_t i = 0; i < bag->count; i++) {
        struct prop_bag_slot *slot = &bag->slots[i];

        if (PROP_ID(slot->tag) < id) continue;
        *change = (struct change){.tag = slot->tag, .marks = slot->marks};
        entry = entry_of(props, slot->tag);
        change->gone = slot->marks & PROP_DELETED;
        change->object = PROP_TYPE(slot->tag) == PT_OBJECT;
        needed = slot->marks & PROP_DIRTY || !entry || width_differs(props, slot->tag, entry);
        change->elsewhere = needed && slot->marks & IMSG_ELSEWHERE;
        if (!change->gone) slot->marks &= ~(ULONG)PROP_DIRTY;
        if (!needed || change->gone || change->object || !slot->value) return S_OK;
        return pval_copy_array(1, slot->value, NULL, &change->value);
    }
    return S_FALSE;
}

/* What is deleted and has gone from the storage is forgotten. */
static void settled(struct imsg_props *props, const struct change *change)
{
    struct prop_bag_slot *slot;

    LOCKED(props->bag.lock);
    slot = prop_bag_slot(&props->bag, change->tag);
    if (slot && change->gone && slot->marks & PROP_DELETED)
        prop_bag_remove(&props->bag, change->tag);
}

/* It is still to be written. */
static void unsettled(struct imsg_props *props, const struct change *change)
{
    struct prop_bag_slot *slot;

    LOCKED(props->bag.lock);
    slot = prop_bag_slot(&props->bag, change->tag);
    if (slot) slot->marks |= change->marks & PROP_DIRTY;
}

static HRESULT write_change(struct imsg_props *props, const struct change *change)
{
    struct imsg_entry *old, entry = {.flags = flags_of(change->marks)};
    HRESULT hr = reserve_entry(props);

    if (FAILED(hr)) return hr;
    old = entry_of(props, change->tag);
    if (old && (change->gone || change->value)) {
        imsg_erase_value(props->storage, old->tag);
        drop_entry(props, old);
    } else if (old && change->marks & IMSG_ATTR_KNOWN) {
        old->flags = entry.flags;
    }
    if (change->value) {
        hr = imsg_write_value(props->storage, change->value, props->house->unicode,
                              PROP_ID(change->tag) == PROP_ID(PR_HTML) ? props->html_code_page
                                                                       : props->code_page,
                              &entry);
        if (SUCCEEDED(hr)) put_entry(props, &entry);
    }
    if (hr == MAPI_E_NO_SUPPORT) hr = S_OK; /* nothing to be kept in a storage */
    if (SUCCEEDED(hr)) settled(props, change);
    return hr;
}

/* PR_ATTACH_DATA_OBJ: what it is stands in its entry. */
static HRESULT write_object(struct imsg_props *props, const struct change *change)
{
    bool message = imsg_props_long(props, PR_ATTACH_METHOD, 0) == ATTACH_EMBEDDED_MSG;
    struct imsg_entry entry = {
        change->tag, flags_of(change->marks), {0xff, 0xff, 0xff, 0xff, message ? 1 : 4}};
    struct imsg_entry *old;
    HRESULT hr = reserve_entry(props);

    if (FAILED(hr) || change->tag != PR_ATTACH_DATA_OBJ) return hr;
    old = entry_of(props, change->tag);
    /* PR_ATTACH_DATA_BIN before, or nothing from here on */
    if (old && (change->gone || old->tag != change->tag)) {
        imsg_erase_value(props->storage, old->tag);
        drop_entry(props, old);
    }
    if (!change->gone) put_entry(props, &entry);
    settled(props, change);
    return S_OK;
}

HRESULT imsg_props_save(struct imsg_props *props, const void *header, size_t header_bytes)
{
    struct change change;
    HRESULT hr = S_OK;

    for (ULONG id = 1; id <= PROP_ID_INVALID; id = PROP_ID(change.tag) + 1) {
        hr = next_change(props, id, &change);
        if (hr == S_FALSE) break;
        if (SUCCEEDED(hr) && change.elsewhere) {
            SizedSPropTagArray(1, one) = {1, {change.tag}};

            hr = imsg_props_bring(props, (SPropTagArray *)&one);
            unsettled(props, &change);
            if (SUCCEEDED(hr)) hr = next_change(props, PROP_ID(change.tag), &change);
        }
        if (SUCCEEDED(hr))
            hr = change.object ? write_object(props, &change) : write_change(props, &change);
        mem_free(change.value);
        if (SUCCEEDED(hr)) continue;
        unsettled(props, &change);
        break;
    }
    return FAILED(hr) ? hr
                      : imsg_write_entries(props->storage, header, header_bytes, props->entries,
                                           props->count);
}

HRESULT imsg_props_size(struct imsg_props *props, ULONG tag)
{
    SPropValue size = pval_long(tag, 0);
    uint64_t all = 0;

    lock_take(props->bag.lock);
    for (size_t i = 0; i < props->bag.count; i++)
        if (props->bag.slots[i].value && props->bag.slots[i].tag != tag)
            all += 16 + pval_bytes(props->bag.slots[i].value);
    lock_drop(props->bag.lock);
    for (size_t i = 0; i < props->count; i++) {
        struct reader r = reader_over(props->entries[i].value, 4);

        if (prop_bag_marks(&props->bag, props->entries[i].tag) & IMSG_ELSEWHERE)
            all += read_u32(&r);
    }
    size.Value.l = all > 0x7fffffff ? 0x7fffffff : (LONG)all;
    return imsg_props_compute(props, &size);
}

HRESULT imsg_props_compute(struct imsg_props *props, const SPropValue *value)
{
    struct prop_bag_slot *slot;
    ULONG marks;

    LOCKED(props->bag.lock);
    slot = prop_bag_slot(&props->bag, value->ulPropTag);
    marks = (slot ? slot->marks & ~(ULONG)(IMSG_ELSEWHERE | PROP_DELETED | PROP_LOCKED) : 0) |
            PROP_COMPUTED;
    if (slot && slot->value && slot->tag == value->ulPropTag && pval_equal(slot->value, value)) {
        slot->marks = marks;
        return S_OK;
    }
    return prop_bag_set_marked(&props->bag, value, marks | PROP_DIRTY);
}
