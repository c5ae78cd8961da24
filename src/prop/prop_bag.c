/*
 * prop_bag.c - a set of properties with access marks; behind every IMAPIProp of ours
 *
 * Slots are ordered by PROP_ID, one for each: setting a value of another type replaces the type
 * (6.1-21). Every value is an allocation of its own, so that changing one moves no other.
 */
#include "prop/prop_bag.h"
#include <string.h>
#include "mapiaux.h"
#include "base/mem.h"
#include "prop/problems.h"
#include "prop/prop_stream.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"

void prop_bag_init(struct prop_bag *bag, IUnknown *outer, const struct prop_bag_ops *ops,
                   void *owner, struct lock *lock)
{
    *bag = (struct prop_bag){.ops = ops, .owner = owner, .outer = outer, .lock = lock};
    if (lock) return;
    lock_init(&bag->own_lock, RANK_PROP_BAG);
    bag->lock = &bag->own_lock;
}

void prop_bag_destroy(struct prop_bag *bag)
{
    for (size_t i = 0; i < bag->count; i++)
        mem_free(bag->slots[i].value);
    mem_free(bag->slots);
    pname_map_unref(bag->names);
    if (bag->lock == &bag->own_lock) lock_destroy(&bag->own_lock);
    *bag = (struct prop_bag){0};
}

void prop_bag_use_names(struct prop_bag *bag, struct pname_map *map)
{
    if (map) pname_map_ref(map);
    pname_map_unref(bag->names);
    bag->names = map;
}

/* ---- slots; all with the lock held ---- */

/* Where the slot with this id is, or would be. */
static size_t slot_place(const struct prop_bag *bag, ULONG tag)
{
    size_t low = 0, high = bag->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (PROP_ID(bag->slots[middle].tag) < PROP_ID(tag)) low = middle + 1;
        else high = middle;
    }
    return low;
}

static struct prop_bag_slot *slot_find(const struct prop_bag *bag, ULONG tag)
{
    size_t place = slot_place(bag, tag);

    if (place == bag->count || PROP_ID(bag->slots[place].tag) != PROP_ID(tag)) return NULL;
    return &bag->slots[place];
}

/* One that is to be seen. */
static struct prop_bag_slot *slot_alive(const struct prop_bag *bag, ULONG tag)
{
    struct prop_bag_slot *slot = slot_find(bag, tag);

    return slot && !(slot->marks & PROP_DELETED) ? slot : NULL;
}

static HRESULT slots_reserve(struct prop_bag *bag, size_t more)
{
    size_t room = bag->room ? bag->room : 8;
    struct prop_bag_slot *bigger;

    if (bag->room - bag->count >= more) return S_OK;
    while (room - bag->count < more) {
        if (room > SIZE_MAX / 4) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        room *= 2;
    }
    bigger = mem_array(room, sizeof(*bigger));
    if (!bigger) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (bag->count) memcpy(bigger, bag->slots, bag->count * sizeof(*bigger));
    mem_free(bag->slots);
    bag->slots = bigger;
    bag->room = room;
    return S_OK;
}

/* Puts a value (moved; NULL for those without) in its place, where room has been reserved. Marks of
 * a slot that is there stay, but it is no longer deleted. */
static struct prop_bag_slot *slot_put(struct prop_bag *bag, ULONG tag, SPropValue *value)
{
    size_t place = slot_place(bag, tag);
    struct prop_bag_slot *slot = &bag->slots[place];

    if (place == bag->count || PROP_ID(slot->tag) != PROP_ID(tag)) {
        memmove(slot + 1, slot, (bag->count - place) * sizeof(*slot));
        bag->count++;
        *slot = (struct prop_bag_slot){0};
    }
    mem_free(slot->value);
    slot->tag = tag;
    slot->value = value;
    slot->marks &= ~(ULONG)PROP_DELETED;
    return slot;
}

static void slot_remove(struct prop_bag *bag, struct prop_bag_slot *slot)
{
    size_t place = (size_t)(slot - bag->slots);

    mem_free(slot->value);
    memmove(slot, slot + 1, (bag->count - place - 1) * sizeof(*slot));
    bag->count--;
}

/* ---- what the owner does ---- */

HRESULT prop_bag_set_marked(struct prop_bag *bag, const SPropValue *value, ULONG marks)
{
    SPropValue *copy = NULL;
    HRESULT hr;

    LOCKED(bag->lock);
    hr = slots_reserve(bag, 1);
    if (SUCCEEDED(hr)) hr = pval_copy_array(1, value, NULL, &copy);
    if (FAILED(hr)) return hr;
    slot_put(bag, value->ulPropTag, copy)->marks = marks;
    return S_OK;
}

HRESULT prop_bag_set(struct prop_bag *bag, const SPropValue *value)
{
    return prop_bag_set_marked(bag, value, prop_bag_marks(bag, value->ulPropTag));
}

HRESULT prop_bag_set_text(struct prop_bag *bag, ULONG tag, const WCHAR *text)
{
    SPropValue value = pval_text(tag, text);

    return prop_bag_set(bag, &value);
}

HRESULT prop_bag_set_long(struct prop_bag *bag, ULONG tag, LONG number)
{
    SPropValue value = pval_long(tag, number);

    return prop_bag_set(bag, &value);
}

HRESULT prop_bag_set_binary(struct prop_bag *bag, ULONG tag, ULONG bytes, const void *data)
{
    SPropValue value = pval_binary(tag, bytes, data);

    return prop_bag_set(bag, &value);
}

HRESULT prop_bag_add_object(struct prop_bag *bag, ULONG tag, ULONG marks)
{
    HRESULT hr;

    LOCKED(bag->lock);
    hr = slots_reserve(bag, 1);
    if (FAILED(hr)) return hr;
    slot_put(bag, tag, NULL)->marks = marks;
    return S_OK;
}

HRESULT prop_bag_list_object(struct prop_bag *bag, ULONG tag)
{
    struct prop_bag_slot *slot;

    LOCKED(bag->lock);
    slot = slot_find(bag, tag);
    if (slot && slot->tag == tag && !(slot->marks & PROP_DELETED)) return S_OK;
    if (slot && slot->marks & PROP_LOCKED) return MAPI_E_NO_ACCESS;
    return prop_bag_add_object(bag, tag, 0);
}

HRESULT prop_bag_mark(struct prop_bag *bag, ULONG tag, ULONG marks)
{
    struct prop_bag_slot *slot;
    HRESULT hr;

    LOCKED(bag->lock);
    slot = slot_find(bag, tag);
    if (!slot && marks & PROP_ON_DEMAND) {
        hr = slots_reserve(bag, 1);
        if (FAILED(hr)) return hr;
        slot = slot_put(bag, tag, NULL);
    }
    if (!slot) return MAPI_E_NOT_FOUND;
    slot->marks = marks;
    return S_OK;
}

ULONG prop_bag_marks(struct prop_bag *bag, ULONG tag)
{
    struct prop_bag_slot *slot;

    LOCKED(bag->lock);
    slot = slot_find(bag, tag);
    return slot ? slot->marks & ~(ULONG)PROP_DELETED : 0;
}

void prop_bag_remove(struct prop_bag *bag, ULONG tag)
{
    struct prop_bag_slot *slot;

    LOCKED(bag->lock);
    slot = slot_find(bag, tag);
    if (slot) slot_remove(bag, slot);
}

const SPropValue *prop_bag_get(struct prop_bag *bag, ULONG tag)
{
    struct prop_bag_slot *slot;

    LOCKED(bag->lock);
    slot = slot_alive(bag, tag);
    return slot && slot->value && ptag_fits(tag, slot->tag) ? slot->value : NULL;
}

struct prop_bag_slot *prop_bag_slot(struct prop_bag *bag, ULONG tag)
{
    return slot_find(bag, tag);
}

/* ---- values given out ---- */

static bool is_object(ULONG tag)
{
    return PROP_TYPE(tag) == PT_OBJECT;
}

/* The type a text of tag is given in: what tag says, or where it says nothing, what flags say. */
static ULONG wanted_width(ULONG tag, ULONG flags)
{
    if (ptype_is_text(tag)) return PROP_TYPE(tag) & ~(ULONG)MVI_FLAG;
    return flags & MAPI_UNICODE ? PT_UNICODE : PT_STRING8;
}

/*
 * One value in *out, its pieces on root: the value, or what stands for it (PT_ERROR with the id
 * asked for, 6.1-05). Fails only where the whole call must.
 */
static HRESULT give_value(struct prop_bag *bag, ULONG tag, ULONG flags, void *root, SPropValue *out)
{
    struct prop_bag_slot *slot = slot_alive(bag, tag);
    SPropValue computed;
    const SPropValue *value;
    HRESULT hr = S_OK;

    *out = (SPropValue){.ulPropTag = PR_NULL};
    if (tag == PR_NULL) return S_OK; /* keeps its place */
    *out = pval_error(tag, MAPI_E_NOT_FOUND);
    if (!slot || !(ptag_fits(tag, slot->tag) || is_object(slot->tag))) return S_OK;
    value = slot->value;
    if (slot->marks & PROP_ON_DEMAND && bag->ops && bag->ops->compute) {
        value = &computed;
        hr = bag->ops->compute(bag->owner, slot->tag, root, &computed);
        if (SUCCEEDED(hr) && !ptag_fits(tag, computed.ulPropTag)) return S_OK;
    } else if (is_object(slot->tag)) {
        hr = MAPI_E_NO_SUPPORT; /* a question for OpenProperty (6.1-10) */
    } else if (!value) {
        return S_OK;
    }
    if (SUCCEEDED(hr)) hr = pval_as(value, wanted_width(tag, flags), root, out);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    if (FAILED(hr)) *out = pval_error(tag, hr);
    return S_OK;
}

HRESULT prop_bag_fetch(struct prop_bag *bag, ULONG tag, void *root, SPropValue *out)
{
    SPropValue value;
    HRESULT hr;

    LOCKED(bag->lock);
    hr = give_value(bag, tag, MAPI_UNICODE, root, &value);
    if (FAILED(hr)) return hr;
    if (PROP_TYPE(value.ulPropTag) == PT_ERROR) return value.Value.err;
    *out = value;
    return S_OK;
}

/* ---- the methods ---- */

/* GetLastError. out: NULL with S_OK when the call before had nothing to say (1.6-11). */
HRESULT prop_bag_get_last_error(struct prop_bag *bag, HRESULT hr, ULONG flags, LPMAPIERROR *out)
{
    LOCKED(bag->lock);
    return error_get(&bag->last, hr, flags, out);
}

/* SaveChanges: the owner's, or nothing to do (6.1-37). Errors: MAPI_E_UNKNOWN_FLAGS, the owner's */
HRESULT prop_bag_save_changes(struct prop_bag *bag, ULONG flags)
{
    error_clear(&bag->last);
    if (flags &
        ~(KEEP_OPEN_READONLY | KEEP_OPEN_READWRITE | FORCE_SAVE | MAPI_DEFERRED_ERRORS |
          SPAMFILTER_ONSAVE | NON_EMS_XP_SAVE | 0x0800 /* with 0x1000 what some transports add */))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return bag->ops && bag->ops->save_changes ? bag->ops->save_changes(bag->owner, flags) : S_OK;
}

/* All that is shown without being asked for: not hidden, not an object. */
static HRESULT get_all(struct prop_bag *bag, ULONG flags, ULONG *count, SPropValue **out)
{
    AUTO_FREE SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr = S_OK;

    if (!bag->count) return S_OK;
    values = mem_array(bag->count, sizeof(*values));
    if (!values) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (size_t i = 0; i < bag->count; i++) {
        const struct prop_bag_slot *slot = &bag->slots[i];

        if (slot->marks & (PROP_DELETED | PROP_HIDDEN) || is_object(slot->tag)) continue;
        hr =
            give_value(bag, CHANGE_PROP_TYPE(slot->tag, PT_UNSPECIFIED), flags, values, &values[n]);
        if (FAILED(hr)) return hr;
        if (PROP_TYPE(values[n].ulPropTag) != PT_ERROR)
            n++; /* what can't be computed now isn't there */
    }
    if (!n) return S_OK;
    *count = n;
    *out = TAKE(values);
    return S_OK;
}

/*
 * GetProps
 *
 * tags    NULL: all but hidden and PT_OBJECT ones; none: S_OK, count 0, out NULL
 * flags   MAPI_UNICODE: the width of text whose tag doesn't say it
 * out     one linked allocation, in the order of tags; PT_ERROR in place of what isn't there
 * Gives   MAPI_W_ERRORS_RETURNED only when there is a PT_ERROR among them
 * Errors  MAPI_E_INVALID_PARAMETER (no place for the answer, an empty tag array),
 *         MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPIProp::GetProps
 */
HRESULT prop_bag_get_props(struct prop_bag *bag, LPSPropTagArray tags, ULONG flags, ULONG *count,
                           LPSPropValue *out)
{
    AUTO_FREE SPropValue *values = NULL;
    bool errors = false;
    HRESULT hr;

    if (!count || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *count = 0;
    *out = NULL;
    LOCKED(bag->lock);
    error_clear(&bag->last);
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!tags) return get_all(bag, flags, count, out);
    if (!tags->cValues) return FAIL(MAPI_E_INVALID_PARAMETER);

    values = mem_array(tags->cValues, sizeof(*values));
    if (!values) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < tags->cValues; i++) {
        hr = give_value(bag, tags->aulPropTag[i], flags, values, &values[i]);
        if (FAILED(hr)) return hr;
        if (PROP_TYPE(values[i].ulPropTag) == PT_ERROR) errors = true;
    }
    *count = tags->cValues;
    *out = TAKE(values);
    return errors ? MAPI_W_ERRORS_RETURNED : S_OK;
}

/*
 * GetPropList: the tags of all but hidden properties, objects among them; cValues 0 when there is
 * none.
 * flags   MAPI_UNICODE: text is listed as PT_UNICODE, else as PT_STRING8
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT prop_bag_get_prop_list(struct prop_bag *bag, ULONG flags, LPSPropTagArray *out)
{
    SPropTagArray *tags;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    LOCKED(bag->lock);
    error_clear(&bag->last);
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    tags = ptag_new_array((ULONG)bag->count, NULL);
    if (!tags) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    tags->cValues = 0;
    for (size_t i = 0; i < bag->count; i++)
        if (!(bag->slots[i].marks & (PROP_DELETED | PROP_HIDDEN)))
            tags->aulPropTag[tags->cValues++] = ptag_in_width(bag->slots[i].tag, flags);
    *out = tags;
    return S_OK;
}

/* Why this value can't be set: a problem code, or S_OK. slot is where it goes, or NULL. */
static SCODE setting_problem(const struct prop_bag *bag, const struct prop_bag_slot *slot,
                             const SPropValue *value)
{
    ULONG id = PROP_ID(value->ulPropTag);

    if (PROP_TYPE(value->ulPropTag) == PT_UNSPECIFIED || !ptype_of(value->ulPropTag))
        return MAPI_E_INVALID_TYPE;
    if (id == PROP_ID_NULL || id == PROP_ID_INVALID) return MAPI_E_UNEXPECTED_ID;
    if (id >= 0x8000 && !bag->names && !bag->any_id) return MAPI_E_UNEXPECTED_ID;
    if (!slot) return S_OK;
    if (slot->marks & (PROP_COMPUTED | PROP_ON_DEMAND)) return MAPI_E_COMPUTED;
    if (slot->marks & PROP_LOCKED) return MAPI_E_NO_ACCESS;
    return S_OK;
}

static bool is_ignored(const SPropValue *value)
{
    return value->ulPropTag == PR_NULL || PROP_TYPE(value->ulPropTag) == PT_ERROR;
}

/* What makes the whole call wrong (6.1-18), or a value that can't be read. */
static HRESULT check_values(ULONG count, const SPropValue *props)
{
    if (!count || !props) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; i < count; i++) {
        const SPropValue *value = &props[i];

        if (is_ignored(value)) continue;
        if (is_object(value->ulPropTag) || PROP_TYPE(value->ulPropTag) == PT_NULL)
            return FAIL(MAPI_E_INVALID_PARAMETER);
        if (ptype_is_many(value->ulPropTag) && !value->Value.MVl.cValues)
            return FAIL(MAPI_E_INVALID_PARAMETER);
    }
    return S_OK;
}

/* Keeps one value, or gives its problem in *problem. Fails only where the whole call must. */
static HRESULT set_value(struct prop_bag *bag, const SPropValue *value, SCODE *problem)
{
    struct prop_bag_slot *slot = slot_find(bag, value->ulPropTag);
    AUTO_FREE SPropValue *copy = NULL;
    HRESULT hr;

    *problem = setting_problem(bag, slot, value);
    if (FAILED(*problem)) return S_OK;
    if (slot && slot->value && slot->tag == value->ulPropTag && !bag->ops &&
        ptype_piece(value->ulPropTag) == PIECE_NONE) { /* a number in place of a number */
        slot->value->Value = value->Value;
        slot->marks = (slot->marks & ~(ULONG)PROP_DELETED) | PROP_DIRTY;
        return S_OK;
    }
    hr = pval_copy_array(1, value, NULL, &copy);
    if (FAILED(hr)) return hr;
    if (bag->ops && bag->ops->put) *problem = bag->ops->put(bag->owner, value);
    if (FAILED(*problem)) return S_OK;
    slot_put(bag, value->ulPropTag, TAKE(copy))->marks |= PROP_DIRTY;
    return S_OK;
}

static HRESULT set_values(struct prop_bag *bag, ULONG count, const SPropValue *props,
                          struct problems *problems, bool *changed)
{
    HRESULT hr = slots_reserve(bag, count);

    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
        SCODE problem;

        if (is_ignored(&props[i])) continue;
        hr = set_value(bag, &props[i], &problem);
        if (FAILED(hr)) break;
        if (FAILED(problem)) hr = problems_add(problems, i, props[i].ulPropTag, problem);
        else *changed = true;
    }
    return hr;
}

static void tell_changed(struct prop_bag *bag, bool changed)
{
    if (changed && bag->ops && bag->ops->changed) bag->ops->changed(bag->owner);
}

/*
 * SetProps
 *
 * props      PR_NULL and PT_ERROR entries are passed over in silence
 * problems   may be NULL; *problems is NULL when there is none. Codes: MAPI_E_COMPUTED,
 *            MAPI_E_NO_ACCESS (that one is read-only), MAPI_E_INVALID_TYPE, MAPI_E_UNEXPECTED_ID (a
 *            named one, here where are no names), the owner's
 * Errors     MAPI_E_INVALID_PARAMETER (nothing to set, PT_OBJECT, a multivalue of nothing, a
 *            pointer missing), MAPI_E_NO_ACCESS (all is read-only), MAPI_E_NOT_ENOUGH_MEMORY (those
 *            before may be set)
 * Source     IMAPIProp::SetProps
 */
HRESULT prop_bag_set_props(struct prop_bag *bag, ULONG count, LPSPropValue props,
                           LPSPropProblemArray *problems)
{
    AUTO_PROBLEMS struct problems found = {0};
    bool changed = false;
    HRESULT hr;

    if (problems) *problems = NULL;
    lock_take(bag->lock);
    error_clear(&bag->last);
    hr = check_values(count, props);
    if (SUCCEEDED(hr) && bag->read_only) hr = FAIL(MAPI_E_NO_ACCESS);
    if (SUCCEEDED(hr)) hr = set_values(bag, count, props, &found, &changed);
    lock_drop(bag->lock);

    tell_changed(bag, changed);
    return FAILED(hr) ? hr : problems_give(&found, problems);
}

/* Deletes one, or gives its problem. What isn't there is no problem. */
static SCODE delete_value(struct prop_bag *bag, ULONG tag, bool *changed)
{
    struct prop_bag_slot *slot = slot_alive(bag, tag);
    SCODE problem;

    if (!slot) return S_OK;
    if (slot->marks & (PROP_COMPUTED | PROP_ON_DEMAND)) return MAPI_E_COMPUTED;
    if (slot->marks & PROP_LOCKED) return MAPI_E_NO_ACCESS;
    if (bag->ops && bag->ops->drop) {
        problem = bag->ops->drop(bag->owner, slot->tag);
        if (FAILED(problem)) return problem;
    }
    *changed = true;
    if (bag->keep_deleted) {
        mem_free(TAKE(slot->value));
        slot->marks |= PROP_DELETED | PROP_DIRTY;
    } else {
        slot_remove(bag, slot);
    }
    return S_OK;
}

static HRESULT delete_values(struct prop_bag *bag, const SPropTagArray *tags,
                             struct problems *problems, bool *changed)
{
    for (ULONG i = 0; i < tags->cValues; i++) {
        SCODE problem = delete_value(bag, tags->aulPropTag[i], changed);
        HRESULT hr =
            FAILED(problem) ? problems_add(problems, i, tags->aulPropTag[i], problem) : S_OK;

        if (FAILED(hr)) return hr;
    }
    return S_OK;
}

/*
 * DeleteProps: types in tags are ignored; what isn't there is no problem.
 * Problems   MAPI_E_COMPUTED, MAPI_E_NO_ACCESS, the owner's
 * Errors     MAPI_E_INVALID_PARAMETER (no tags), MAPI_E_NO_ACCESS, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT prop_bag_delete_props(struct prop_bag *bag, LPSPropTagArray tags,
                              LPSPropProblemArray *problems)
{
    AUTO_PROBLEMS struct problems found = {0};
    bool changed = false;
    HRESULT hr = S_OK;

    if (problems) *problems = NULL;
    lock_take(bag->lock);
    error_clear(&bag->last);
    if (!tags || !tags->cValues) hr = FAIL(MAPI_E_INVALID_PARAMETER);
    else if (bag->read_only) hr = FAIL(MAPI_E_NO_ACCESS);
    else hr = delete_values(bag, tags, &found, &changed);
    lock_drop(bag->lock);

    tell_changed(bag, changed);
    return FAILED(hr) ? hr : problems_give(&found, problems);
}

/*
 * OpenProperty: the owner's, or IID_IStream over binary and text.
 *
 * interface_options   STGM_ flags of the stream
 * flags               MAPI_MODIFY, MAPI_CREATE (taken as both), MAPI_DEFERRED_ERRORS
 * Errors  MAPI_E_INVALID_PARAMETER (no iid, no type in tag), MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS, MAPI_E_COMPUTED, MAPI_E_INTERFACE_NOT_SUPPORTED,
 * MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT prop_bag_open_property(struct prop_bag *bag, ULONG tag, LPCIID iid, ULONG interface_options,
                               ULONG flags, LPUNKNOWN *out)
{
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    error_clear(&bag->last);
    if (!iid || PROP_TYPE(tag) == PT_UNSPECIFIED) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~(MAPI_CREATE | MAPI_MODIFY | MAPI_DEFERRED_ERRORS))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (flags & MAPI_CREATE) flags |= MAPI_MODIFY;
    if (bag->ops && bag->ops->open_property) {
        hr = bag->ops->open_property(bag->owner, tag, iid, interface_options, flags, out);
        if (hr != MAPI_E_INTERFACE_NOT_SUPPORTED) return hr;
    }
    return prop_stream_open(bag, tag, iid, interface_options, flags, out);
}

/* GetNamesFromIDs: see pname_map_names. MAPI_E_NO_SUPPORT: no named properties here. */
HRESULT prop_bag_get_names_from_ids(struct prop_bag *bag, LPSPropTagArray *tags, LPGUID set,
                                    ULONG flags, ULONG *count, LPMAPINAMEID **names)
{
    error_clear(&bag->last);
    return bag->names ? pname_map_names(bag->names, tags, set, flags, count, names)
                      : FAIL(MAPI_E_NO_SUPPORT);
}

/* GetIDsFromNames: see pname_map_ids. */
HRESULT prop_bag_get_ids_from_names(struct prop_bag *bag, ULONG count, LPMAPINAMEID *names,
                                    ULONG flags, LPSPropTagArray *out)
{
    error_clear(&bag->last);
    return bag->names ? pname_map_ids(bag->names, count, names, flags, out)
                      : FAIL(MAPI_E_NO_SUPPORT);
}
