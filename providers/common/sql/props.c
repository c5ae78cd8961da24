/*
 * props.c - IMAPIProp for every object of a logon
 */
#include "common/sql/props.h"
#include <stdlib.h>
#include "common/arguments.h"
#include "common/text/text8.h"

#define GETPROPS_LIMIT 16384 /* bytes; longer content is to be opened as a stream */
#define ALL_SAVE_FLAGS                                                                             \
    (KEEP_OPEN_READONLY | KEEP_OPEN_READWRITE | FORCE_SAVE | MAPI_DEFERRED_ERRORS |                \
     0x80 /* SPAMFILTER_ONSAVE */ | 0x1800 /* NON_EMS_XP_SAVE, and what a transport adds */)

bool iid_is(const IID *iid, const IID *a, const IID *b)
{
    return IsEqualGUID(iid, a) || (b && IsEqualGUID(iid, b));
}

HRESULT props_get_last_error(struct props *props, HRESULT hr, ULONG flags, MAPIERROR **out)
{
    (void)props;
    (void)hr;
    return arguments_of_last_error(flags, out);
}

HRESULT props_save_changes(struct props *props, ULONG flags)
{
    if (flags & ~(ULONG)ALL_SAVE_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    return props->ops->save ? props->ops->save(props, flags) : S_OK;
}

HRESULT props_value(struct props *props, ULONG tag, struct value **out)
{
    struct bag *bag;
    HRESULT hr;

    *out = NULL;
    hr = props->ops->computed(props, tag, out);
    if (hr != S_FALSE) return hr;
    hr = props->ops->bag(props, &bag);
    if (FAILED(hr)) return hr;
    *out = value_ref(bag_find(bag, tag));
    return *out ? S_OK : MAPI_E_NOT_FOUND;
}

static bool is_object(struct props *props, ULONG tag)
{
    for (const ULONG *t = props->ops->object_tags; t && *t; t++)
        if (PROP_ID(*t) == PROP_ID(tag)) return true;
    return false;
}

/* ---- GetProps, GetPropList ---- */

/* All tags an object has: computed, kept, objects. tags by malloc. Under the lock. */
static HRESULT all_tags(struct props *props, bool objects, ULONG **out, ULONG *count)
{
    const ULONG *computed = props->ops->computed_tags;
    struct bag *bag;
    size_t n = 0, n_computed, room = 1;
    ULONG *tags, *grown;
    HRESULT hr;

    hr = props->ops->settle ? props->ops->settle(props) : S_OK;
    if (FAILED(hr)) return hr;
    for (const ULONG *t = computed; *t; t++)
        room++;
    for (const ULONG *t = props->ops->object_tags; t && *t; t++)
        room++;
    tags = calloc(room, sizeof(*tags));
    if (!tags) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (; *computed; computed++) {
        AUTO_VALUE struct value *value = NULL;

        if (props->ops->computed(props, *computed, &value) == S_OK) tags[n++] = *computed;
    }
    n_computed = n;
    hr = props->ops->bag(props, &bag); /* last: what is computed may have the bag read anew */
    grown = SUCCEEDED(hr) ? realloc(tags, (room + bag->n) * sizeof(*tags)) : NULL;
    if (!grown) {
        free(tags);
        return FAILED(hr) ? hr : MAPI_E_NOT_ENOUGH_MEMORY;
    }
    tags = grown;
    for (size_t i = 0; i < bag->n; i++) {
        ULONG tag = bag->values[i]->prop.ulPropTag;
        size_t k = 0;

        while (k < n_computed && PROP_ID(tags[k]) != PROP_ID(tag))
            k++;
        if (k == n_computed) tags[n++] = tag;
    }
    for (const ULONG *t = props->ops->object_tags; objects && t && *t; t++)
        tags[n++] = *t;
    *out = tags;
    *count = (ULONG)n;
    return S_OK;
}

static ULONG tag_in_width(ULONG tag, ULONG flags)
{
    ULONG type = PROP_TYPE(tag) & ~(ULONG)MV_FLAG;

    if (type != PT_STRING8 && type != PT_UNICODE) return tag;
    return CHANGE_PROP_TYPE(tag, (PROP_TYPE(tag) & MV_FLAG) |
                                     (flags & MAPI_UNICODE ? PT_UNICODE : PT_STRING8));
}

/* The values of tags, each with its own error, under the lock. */
static void gather(struct props *props, const ULONG *tags, ULONG count, struct value **values,
                   HRESULT *errors)
{
    props->gathering = true;
    for (ULONG i = 0; i < count; i++)
        errors[i] = tags[i] == PR_NULL          ? S_OK
                    : is_object(props, tags[i]) ? MAPI_E_NOT_ENOUGH_MEMORY
                                                : props_value(props, tags[i], &values[i]);
    props->gathering = props->gathered = false;
}

HRESULT props_get_props(struct props *props, SPropTagArray *tags, ULONG flags, ULONG *count,
                        SPropValue **out)
{
    const struct allocators *alloc = props->ops->house->alloc(props->store);
    struct value **values = NULL;
    HRESULT *errors = NULL, hr = S_OK;
    ULONG *wanted = NULL, n = 0;
    SPropValue *answer = NULL;
    bool problems = false;

    if (count) *count = 0;
    if (out) *out = NULL;
    if (!count || !out || (tags && !tags->cValues)) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
    if (tags && tags->cValues > 0xffff) return MAPI_E_TOO_BIG;

    db_lock(props_db(props));
    if (tags) {
        n = tags->cValues;
        wanted = calloc(n, sizeof(*wanted));
        if (wanted) memcpy(wanted, tags->aulPropTag, n * sizeof(*wanted));
        else hr = MAPI_E_NOT_ENOUGH_MEMORY;
    } else {
        hr = all_tags(props, false, &wanted, &n);
        for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++)
            wanted[i] = tag_in_width(wanted[i], flags);
    }
    if (SUCCEEDED(hr)) {
        values = calloc(n + 1, sizeof(*values));
        errors = calloc(n + 1, sizeof(*errors));
        if (values && errors) gather(props, wanted, n, values, errors);
        else hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    db_unlock(props_db(props));

    if (SUCCEEDED(hr) && n) hr = alloc->buffer((ULONG)(n * sizeof(*answer)), (void **)&answer);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++) {
        if (wanted[i] == PR_NULL) {
            memset(&answer[i], 0, sizeof(answer[i]));
            answer[i].ulPropTag = PR_NULL;
            continue;
        }
        hr = value_to_prop(values[i], wanted[i], flags, alloc, answer, GETPROPS_LIMIT, 0,
                           &answer[i]);
        if (FAILED(hr)) break;
        if (!values[i] && FAILED(errors[i])) answer[i].Value.err = errors[i];
        if (PROP_TYPE(answer[i].ulPropTag) == PT_ERROR) problems = true;
    }
    for (ULONG i = 0; values && i < n; i++)
        value_unref(values[i]);
    free(values);
    free(errors);
    free(wanted);
    if (FAILED(hr)) {
        alloc->free(answer);
        return hr;
    }
    *out = answer;
    *count = n;
    return problems ? MAPI_W_ERRORS_RETURNED : S_OK;
}

HRESULT props_get_prop_list(struct props *props, ULONG flags, SPropTagArray **out)
{
    SPropTagArray *answer = NULL;
    ULONG *tags = NULL, n = 0;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
    db_lock(props_db(props));
    hr = all_tags(props, true, &tags, &n);
    db_unlock(props_db(props));
    if (SUCCEEDED(hr))
        hr = props->ops->house->alloc(props->store)
                 ->buffer((ULONG)CbNewSPropTagArray(n + 1), (void **)&answer);
    if (SUCCEEDED(hr)) {
        answer->cValues = n;
        for (ULONG i = 0; i < n; i++)
            answer->aulPropTag[i] = tag_in_width(tags[i], flags);
        *out = answer;
    }
    free(tags);
    return hr;
}

/* ---- SetProps, DeleteProps ---- */

struct problem_list {
    SPropProblem *items; /* room for one of each argument */
    ULONG n;
};

static void add_problem(struct problem_list *list, ULONG index, ULONG tag, HRESULT hr)
{
    list->items[list->n++] = (SPropProblem){index, tag, hr};
}

static HRESULT give_problems(struct props *props, const struct problem_list *list,
                             SPropProblemArray **out)
{
    HRESULT hr;

    if (!out || !list->n) return S_OK;
    hr = props->ops->house->alloc(props->store)
             ->buffer((ULONG)CbNewSPropProblemArray(list->n), (void **)out);
    if (FAILED(hr)) {
        *out = NULL;
        return S_OK; /* the properties are set; the list of problems is a courtesy */
    }
    (*out)->cProblem = list->n;
    memcpy((*out)->aProblem, list->items, list->n * sizeof(*list->items));
    return S_OK;
}

/* Runs once for all of a call: under the lock, with the bag of now. */
static HRESULT apply(struct props *props, ULONG count, const ULONG *tags, struct value **values,
                     struct problem_list *problems)
{
    bool any = false;
    struct bag *bag;
    HRESULT hr;

    hr = props->ops->bag(props, &bag);
    for (ULONG i = 0; i < count && SUCCEEDED(hr); i++) {
        HRESULT checked;

        if (values && !values[i]) continue; /* PR_NULL and PT_ERROR, passed over */
        if (is_object(props, tags[i]) && !values)
            checked = props->ops->remove ? props->ops->remove(props, tags[i]) : MAPI_E_COMPUTED;
        else checked = props->ops->check(props, tags[i], values ? values[i] : NULL);
        if (checked == S_FALSE) continue;
        if (FAILED(checked)) {
            add_problem(problems, i, tags[i], checked);
        } else if (values) {
            hr = bag_set(bag, values[i]);
            any = true;
        } else if (bag_remove(bag, tags[i])) {
            any = true;
        } else {
            add_problem(problems, i, tags[i], MAPI_E_NOT_FOUND);
        }
    }
    return SUCCEEDED(hr) && any ? props->ops->changed(props) : hr;
}

/* Takes the lock; what is stored at once is read and written in one transaction: other processes
 * set properties too. */
static HRESULT begin_change(struct props *props)
{
    struct db *db = props_db(props);

    if (!props->ops->save) return db_begin(db);
    db_lock(db);
    return S_OK;
}

static HRESULT end_change(struct props *props, HRESULT hr)
{
    struct db *db = props_db(props);

    if (!props->ops->save) hr = db_end(db, hr);
    else db_unlock(db);
    if (props->ops->tell) props->ops->tell(props, SUCCEEDED(hr));
    return hr;
}

static HRESULT apply_all(struct props *props, ULONG count, const ULONG *tags, struct value **values,
                         SPropProblemArray **out)
{
    struct problem_list problems = {calloc(count, sizeof(SPropProblem)), 0};
    HRESULT hr;

    if (!problems.items) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = begin_change(props);
    if (SUCCEEDED(hr)) hr = end_change(props, apply(props, count, tags, values, &problems));
    if (SUCCEEDED(hr)) hr = give_problems(props, &problems, out);
    free(problems.items);
    return hr;
}

HRESULT props_set_props(struct props *props, ULONG count, SPropValue *values,
                        SPropProblemArray **problems)
{
    struct value **copies;
    HRESULT hr = S_OK;
    ULONG *tags;

    if (problems) *problems = NULL;
    if (!count || !values) return MAPI_E_INVALID_PARAMETER;
    if (count > 0xffff) return MAPI_E_TOO_BIG;
    if (!props->can_modify) return MAPI_E_NO_ACCESS;
    copies = calloc(count, sizeof(*copies));
    tags = calloc(count, sizeof(*tags));
    if (!copies || !tags) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < count && SUCCEEDED(hr); i++) {
        tags[i] = values[i].ulPropTag;
        if (PROP_ID(tags[i]) == PROP_ID_NULL || PROP_TYPE(tags[i]) == PT_NULL ||
            PROP_TYPE(tags[i]) == PT_ERROR)
            continue;
        hr = value_from_prop(&values[i], &copies[i]);
        if (SUCCEEDED(hr) && PROP_ID(tags[i]) == PROP_ID(PR_MESSAGE_CLASS) &&
            value_wide(copies[i]) && wide_len(value_wide(copies[i])) > 255)
            hr = MAPI_E_INVALID_PARAMETER;
    }
    if (SUCCEEDED(hr)) hr = apply_all(props, count, tags, copies, problems);
    for (ULONG i = 0; copies && i < count; i++)
        value_unref(copies[i]);
    free(copies);
    free(tags);
    return hr;
}

HRESULT props_delete_props(struct props *props, SPropTagArray *tags, SPropProblemArray **problems)
{
    if (problems) *problems = NULL;
    if (!tags || !tags->cValues) return MAPI_E_INVALID_PARAMETER;
    if (tags->cValues > 0xffff) return MAPI_E_TOO_BIG;
    if (!props->can_modify) return MAPI_E_NO_ACCESS;
    return apply_all(props, tags->cValues, tags->aulPropTag, NULL, problems);
}

HRESULT props_set_value(struct props *props, struct value *value)
{
    struct bag *bag;
    HRESULT hr;

    hr = begin_change(props);
    if (FAILED(hr)) return hr;
    hr = props->ops->bag(props, &bag);
    if (SUCCEEDED(hr)) hr = bag_set(bag, value);
    if (SUCCEEDED(hr)) hr = props->ops->changed(props);
    return end_change(props, hr);
}

/* ---- OpenProperty ---- */

static HRESULT may_write(struct props *props, ULONG tag)
{
    AUTO_VALUE struct value *empty = NULL;
    HRESULT hr;

    if (!props->can_modify) return MAPI_E_NO_ACCESS;
    hr = value_from_content(tag, "\0", 0, 0, &empty);
    if (FAILED(hr)) return hr;
    db_lock(props_db(props));
    hr = props->ops->check(props, tag, empty);
    db_unlock(props_db(props));
    return hr == S_FALSE || hr == MAPI_E_COMPUTED ? MAPI_E_NO_ACCESS : hr;
}

HRESULT props_open_property(struct props *props, ULONG tag, const IID *iid, ULONG options,
                            ULONG flags, IUnknown **out)
{
    ULONG type = PROP_TYPE(tag);
    HRESULT hr = S_FALSE;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (!iid || type == PT_UNSPECIFIED) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(MAPI_CREATE | MAPI_MODIFY | MAPI_DEFERRED_ERRORS))
        return MAPI_E_UNKNOWN_FLAGS;
    if (flags & MAPI_CREATE) flags |= MAPI_MODIFY;
    if (props->ops->open) hr = props->ops->open(props, tag, iid, options, flags, out);
    if (hr != S_FALSE) return hr;

    if (!iid_is(iid, &IID_IStream, &IID_IUnknown)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (type != PT_BINARY && type != PT_STRING8 && type != PT_UNICODE)
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (flags & MAPI_MODIFY) {
        hr = may_write(props, tag);
        if (FAILED(hr)) return hr;
    }
    return props_stream_open(props, tag, options, flags, (IStream **)out);
}

/* ---- copying: the subsystem does it through the interfaces ---- */

HRESULT props_copy_to(struct props *props, ULONG n_exclude, const IID *exclude,
                      SPropTagArray *exclude_tags, ULONG_PTR window, IMAPIProgress *progress,
                      const IID *iid, void *dest, ULONG flags, SPropProblemArray **problems)
{
    IMAPISupport *support;
    HRESULT hr;

    if (problems) *problems = NULL;
    if (!iid || !dest || (n_exclude && !exclude) || (exclude_tags && !exclude_tags->cValues))
        return MAPI_E_INVALID_PARAMETER;
    if (flags & MAPI_DECLINE_OK) return MAPI_E_DECLINE_COPY;
    support = props->ops->house->support(props->store);
    if (!support) return MAPI_E_INVALID_OBJECT;
    hr = support->lpVtbl->DoCopyTo(support, props->iid, props->iface, n_exclude, exclude,
                                   exclude_tags, window, progress, iid, dest, flags, problems);
    support->lpVtbl->Release(support);
    return hr;
}

HRESULT props_copy_props(struct props *props, SPropTagArray *tags, ULONG_PTR window,
                         IMAPIProgress *progress, const IID *iid, void *dest, ULONG flags,
                         SPropProblemArray **problems)
{
    IMAPISupport *support;
    HRESULT hr;

    if (problems) *problems = NULL;
    if (!iid || !dest || !tags || !tags->cValues) return MAPI_E_INVALID_PARAMETER;
    if (flags & MAPI_DECLINE_OK) return MAPI_E_DECLINE_COPY;
    support = props->ops->house->support(props->store);
    if (!support) return MAPI_E_INVALID_OBJECT;
    hr = support->lpVtbl->DoCopyProps(support, props->iid, props->iface, tags, window, progress,
                                      iid, dest, flags, problems);
    support->lpVtbl->Release(support);
    return hr;
}

/* ---- names ---- */

HRESULT props_get_names_from_ids(struct props *props, SPropTagArray **tags, GUID *set, ULONG flags,
                                 ULONG *count, MAPINAMEID ***out)
{
    const struct house *house = props->ops->house;

    if (house->names_from_ids)
        return house->names_from_ids(props->store, tags, set, flags, count, out);
    if (count) *count = 0;
    if (out) *out = NULL;
    return MAPI_E_NO_SUPPORT;
}

HRESULT props_get_ids_from_names(struct props *props, ULONG count, MAPINAMEID **names, ULONG flags,
                                 SPropTagArray **out)
{
    const struct house *house = props->ops->house;

    if (house->ids_from_names) return house->ids_from_names(props->store, count, names, flags, out);
    if (out) *out = NULL;
    return MAPI_E_NO_SUPPORT;
}
