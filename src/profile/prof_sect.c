/*
 * prof_sect.c - IProfSect over a section: nothing is kept here, each call reads or writes what is
 * at rest
 */
#include <string.h>
#include "base/error.h"
#include "com/com.h"
#include "com/home.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "mapix.h"
#include "profile/section.h"
#include "profile/section_stream.h"
#include "profile/value.h"
#include "prop/problems.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"

struct prof_sect {
    struct com_object com;
    IProfSect IProfSect_iface;
    struct section *section; /* one reference */
};

static void prof_sect_destroy(void *self)
{
    section_unref(((struct prof_sect *)self)->section);
}

/* The session is over, but other sessions may want the section. */
static void prof_sect_ended(void *self)
{
    section_end(((struct prof_sect *)self)->section);
}

COM_UNKNOWN(prof_sect, IProfSect)
COM_DEAD(prof_sect, IProfSect, IPROFSECT_DEAD_SLOTS);

static const struct com_face prof_sect_faces[] = {
    COM_MORTAL(prof_sect, IProfSect),
    COM_MORTAL_AS(prof_sect, IProfSect, IMAPIProp),
};
COM_CLASS_ENDED(prof_sect);

/* Computed, in every section (2.6-02). */
static const ULONG computed[] = {PR_OBJECT_TYPE, PR_PROFILE_NAME_W};
#define COMPUTED (sizeof(computed) / sizeof(computed[0]))

static bool is_computed(ULONG tag)
{
    return PROP_ID(tag) == PROP_ID(PR_OBJECT_TYPE) || PROP_ID(tag) == PROP_ID(PR_PROFILE_NAME);
}

/* No call of ours leaves a MAPIERROR: there is nothing to say that the code doesn't. Source:
 * IMAPIProp::GetLastError */
static HRESULT STDMETHODCALLTYPE prof_sect_GetLastError(IProfSect *iface, HRESULT hr, ULONG flags,
                                                        MAPIERROR **out)
{
    (void)iface;
    return error_get(&(struct last_error){0}, hr, flags, out);
}

/* Everything was written when it was set (2.6-03). */
static HRESULT STDMETHODCALLTYPE prof_sect_SaveChanges(IProfSect *iface, ULONG flags)
{
    (void)iface;
    (void)flags;
    return S_OK;
}

/* ---- reading ---- */

static HRESULT compute(struct prof_sect *self, ULONG tag, void *root, SPropValue *out)
{
    SPropValue name = pval_text(PR_PROFILE_NAME_W, profile_name(section_profile(self->section)));

    if (PROP_ID(tag) == PROP_ID(PR_PROFILE_NAME)) {
        if (PROP_TYPE(tag) != PT_UNSPECIFIED && !ptype_is_text(tag)) return MAPI_E_NOT_FOUND;
        return pval_as(&name, PROP_TYPE(tag), root, out);
    }
    if (PROP_TYPE(tag) != PT_UNSPECIFIED && PROP_TYPE(tag) != PT_LONG) return MAPI_E_NOT_FOUND;
    *out = pval_long(PR_OBJECT_TYPE, MAPI_PROFSECT);
    return S_OK;
}

/* The value asked for, or its error. Text without a width comes in that of flags. */
static HRESULT get_one(struct prof_sect *self, ULONG tag, ULONG flags, void *root, SPropValue *out)
{
    SPropValue value;
    HRESULT hr = is_computed(tag) ? compute(self, tag, root, &value)
                                  : section_get(self->section, tag, root, &value);

    if (SUCCEEDED(hr) && PROP_TYPE(tag) == PT_UNSPECIFIED &&
        ptype_is_text(value.ulPropTag & ~(ULONG)MV_FLAG)) {
        hr = pval_as(&value, flags & MAPI_UNICODE ? PT_UNICODE : PT_STRING8, root, out);
    } else if (SUCCEEDED(hr)) {
        *out = value;
    }
    if (SUCCEEDED(hr) || hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    *out = pval_error(tag, hr);
    return MAPI_W_ERRORS_RETURNED;
}

/*
 * GetProps - properties by tag, or all that are listed
 *
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER (an array of no tags)
 * Source  IMAPIProp::GetProps, IProfSect
 */
static HRESULT STDMETHODCALLTYPE prof_sect_GetProps(IProfSect *iface, SPropTagArray *tags,
                                                    ULONG flags, ULONG *count, SPropValue **out)
{
    struct prof_sect *self = prof_sect_from(iface);
    AUTO_FREE SPropTagArray *all = NULL;
    AUTO_FREE SPropValue *values = NULL;
    HRESULT hr, result = S_OK;

    if (!count || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *count = 0;
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (tags && !tags->cValues) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!tags) {
        hr = iface->lpVtbl->GetPropList(iface, flags, &all);
        if (FAILED(hr)) return hr;
        tags = all;
    }
    values = mem_array(tags->cValues, sizeof(*values));
    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < tags->cValues; i++) {
        hr = get_one(self, tags->aulPropTag[i], flags, values, &values[i]);
        if (FAILED(hr)) return hr;
        if (hr != S_OK) result = hr;
    }
    *count = tags->cValues;
    *out = TAKE(values);
    return result;
}

static HRESULT STDMETHODCALLTYPE prof_sect_GetPropList(IProfSect *iface, ULONG flags,
                                                       SPropTagArray **out)
{
    struct prof_sect *self = prof_sect_from(iface);
    AUTO_FREE SPropTagArray *stored = NULL, *all = NULL;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = section_tags(self->section, &stored);
    if (FAILED(hr)) return hr;
    all = ptag_new_array((ULONG)(COMPUTED + stored->cValues), NULL);
    if (!all) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < COMPUTED; i++) all->aulPropTag[i] = ptag_in_width(computed[i], flags);
    for (ULONG i = 0; i < stored->cValues; i++)
        all->aulPropTag[COMPUTED + i] = ptag_in_width(stored->aulPropTag[i], flags);
    *out = TAKE(all);
    return S_OK;
}

/* IID_IStream on binary and text; MAPI_CREATE wants MAPI_MODIFY (6.1-26). Errors at
 * section_stream_open. */
static HRESULT STDMETHODCALLTYPE prof_sect_OpenProperty(IProfSect *iface, ULONG tag, const IID *iid,
                                                        ULONG interface_options, ULONG flags,
                                                        IUnknown **out)
{
    struct prof_sect *self = prof_sect_from(iface);
    HRESULT hr;

    (void)interface_options;
    if (!iid || !out || PROP_TYPE(tag) == PT_UNSPECIFIED) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~(MAPI_CREATE | MAPI_MODIFY | MAPI_DEFERRED_ERRORS))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (flags & MAPI_CREATE && !(flags & MAPI_MODIFY)) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = section_stream_open(self->section, tag, iid, flags, out);
    return SUCCEEDED(hr) ? com_home_follow(self, out) : hr;
}

/* ---- writing ---- */

/*
 * SetProps - each value is stored at once; what can't be stored is a problem and leaves the others
 * alone
 *
 * Errors  MAPI_E_INVALID_PARAMETER  no values, a PT_OBJECT, a multivalue of nothing: nothing was
 *         stored
 *         MAPI_E_NO_ACCESS          opened for reading
 * Source  IMAPIProp::SetProps, IProfSect
 */
static HRESULT STDMETHODCALLTYPE prof_sect_SetProps(IProfSect *iface, ULONG count,
                                                    SPropValue *values, SPropProblemArray **out)
{
    struct prof_sect *self = prof_sect_from(iface);
    AUTO_PROBLEMS struct problems problems = {0};
    HRESULT hr;

    if (out) *out = NULL;
    if (!count || !values) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; i < count; i++) {
        ULONG type = PROP_TYPE(values[i].ulPropTag);

        if (type == PT_OBJECT || (type & MV_FLAG && !values[i].Value.MVl.cValues))
            return FAIL(MAPI_E_INVALID_PARAMETER);
    }
    if (!section_writable(self->section)) return FAIL(MAPI_E_NO_ACCESS);
    for (ULONG i = 0; i < count; i++) {
        ULONG type = PROP_TYPE(values[i].ulPropTag);

        if (type == PT_NULL || type == PT_ERROR) continue;
        hr = section_set(self->section, &values[i]);
        if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
        if (FAILED(hr)) hr = problems_add(&problems, i, values[i].ulPropTag, hr);
        if (FAILED(hr)) return hr;
    }
    return problems_give(&problems, out);
}

static HRESULT STDMETHODCALLTYPE prof_sect_DeleteProps(IProfSect *iface, SPropTagArray *tags,
                                                       SPropProblemArray **out)
{
    struct prof_sect *self = prof_sect_from(iface);
    AUTO_PROBLEMS struct problems problems = {0};
    HRESULT hr;

    if (out) *out = NULL;
    if (!tags || !tags->cValues) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!section_writable(self->section)) return FAIL(MAPI_E_NO_ACCESS);
    for (ULONG i = 0; i < tags->cValues; i++) {
        hr = section_delete_prop(self->section, tags->aulPropTag[i]);
        if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
        if (FAILED(hr)) hr = problems_add(&problems, i, tags->aulPropTag[i], hr);
        if (FAILED(hr)) return hr;
    }
    return problems_give(&problems, out);
}

/* ---- copying ---- */

#define COPY_FLAGS (MAPI_MOVE | MAPI_NOREPLACE | MAPI_DECLINE_OK | MAPI_DIALOG)

/* Is value already at the destination? */
static bool is_there(IMAPIProp *to, ULONG tag)
{
    SizedSPropTagArray(1, one) = {1, {CHANGE_PROP_TYPE(tag, PT_UNSPECIFIED)}};
    AUTO_FREE SPropValue *value = NULL;
    ULONG count = 0;
    HRESULT hr;

    hr = to->lpVtbl->GetProps(to, (SPropTagArray *)&one, 0, &count, &value);
    return SUCCEEDED(pval_given(hr, 1, count, &value)) && PROP_TYPE(value->ulPropTag) != PT_ERROR;
}

static bool is_problem(const SPropProblemArray *problems, ULONG index)
{
    for (ULONG i = 0; problems && i < problems->cProblem; i++)
        if (problems->aProblem[i].ulIndex == index) return true;
    return false;
}

/* values, problems among them left out, into to. What to refuses isn't removed here. */
static HRESULT put_all(struct prof_sect *self, ULONG count, SPropValue *values, IMAPIProp *to,
                       ULONG flags, SPropProblemArray **out)
{
    AUTO_FREE SPropProblemArray *problems = NULL;
    ULONG n = 0;
    HRESULT hr;

    for (ULONG i = 0; i < count; i++) {
        if (PROP_TYPE(values[i].ulPropTag) == PT_ERROR || is_computed(values[i].ulPropTag))
            continue;
        if (flags & MAPI_NOREPLACE && is_there(to, values[i].ulPropTag)) continue;
        values[n++] = values[i];
    }
    if (!n) return S_OK;
    hr = to->lpVtbl->SetProps(to, n, values, &problems);
    if (FAILED(hr)) {
        problems = NULL; /* whatever is there */
        return hr;
    }
    for (ULONG i = 0; SUCCEEDED(hr) && flags & MAPI_MOVE && i < n; i++)
        if (!is_problem(problems, i)) hr = section_delete_prop(self->section, values[i].ulPropTag);
    if (SUCCEEDED(hr) && out) *out = TAKE(problems);
    return hr;
}

/* The destination as IMAPIProp; one reference. */
static HRESULT destination(IProfSect *iface, const IID *iid, void *object, ULONG flags,
                           IMAPIProp **to)
{
    HRESULT hr;

    if (!iid || !object) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~COPY_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (object == iface) return FAIL(MAPI_E_NO_ACCESS);
    hr = ((IUnknown *)object)
             ->lpVtbl->QueryInterface((IUnknown *)object, &IID_IMAPIProp, (void **)to);
    if (FAILED(hr)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (flags & MAPI_MOVE && !section_writable(prof_sect_from(iface)->section))
        return FAIL(MAPI_E_NO_ACCESS);
    return S_OK;
}

/* Source  IMAPIProp::CopyTo; secure properties stay behind, as they do in GetPropList */
static HRESULT STDMETHODCALLTYPE prof_sect_CopyTo(IProfSect *iface, ULONG n_excluded,
                                                  const IID *excluded_iids, SPropTagArray *excluded,
                                                  ULONG_PTR ui_param, IMAPIProgress *progress,
                                                  const IID *iid, void *object, ULONG flags,
                                                  SPropProblemArray **out)
{
    AUTO_RELEASE IMAPIProp *to = NULL;
    AUTO_FREE SPropValue *values = NULL;
    ULONG count, n = 0;
    HRESULT hr;

    (void)ui_param;
    (void)progress;
    if (out) *out = NULL;
    if (excluded && !excluded->cValues) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (n_excluded && !excluded_iids) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = destination(iface, iid, object, flags, &to);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < n_excluded; i++) /* the one thing that there is to copy */
        if (IsEqualIID(&excluded_iids[i], &IID_IMAPIProp) ||
            IsEqualIID(&excluded_iids[i], &IID_IUnknown))
            return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    hr = iface->lpVtbl->GetProps(iface, NULL, MAPI_UNICODE, &count, &values);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < count; i++)
        if (!excluded || !ptag_has_id(excluded, values[i].ulPropTag)) values[n++] = values[i];
    return put_all(prof_sect_from(iface), n, values, to, flags, out);
}

static HRESULT STDMETHODCALLTYPE prof_sect_CopyProps(IProfSect *iface, SPropTagArray *included,
                                                     ULONG_PTR ui_param, IMAPIProgress *progress,
                                                     const IID *iid, void *object, ULONG flags,
                                                     SPropProblemArray **out)
{
    AUTO_RELEASE IMAPIProp *to = NULL;
    AUTO_FREE SPropValue *values = NULL;
    ULONG count;
    HRESULT hr;

    (void)ui_param;
    (void)progress;
    if (out) *out = NULL;
    if (!included || !included->cValues) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; i < included->cValues; i++)
        if (included->aulPropTag[i] == PR_NULL) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = destination(iface, iid, object, flags, &to);
    if (FAILED(hr)) return hr;
    hr = iface->lpVtbl->GetProps(iface, included, MAPI_UNICODE, &count, &values);
    if (FAILED(hr)) return hr;
    return put_all(prof_sect_from(iface), count, values, to, flags, out);
}

static const IProfSectVtbl prof_sect_vtbl = {
    COM_UNKNOWN_METHODS(prof_sect),
    .GetLastError = prof_sect_GetLastError,
    .SaveChanges = prof_sect_SaveChanges,
    .GetProps = prof_sect_GetProps,
    .GetPropList = prof_sect_GetPropList,
    .OpenProperty = prof_sect_OpenProperty,
    .SetProps = prof_sect_SetProps,
    .DeleteProps = prof_sect_DeleteProps,
    .CopyTo = prof_sect_CopyTo,
    .CopyProps = prof_sect_CopyProps,
    .GetNamesFromIDs = refuse_IProfSect_GetNamesFromIDs, /* 2.6-04 */
    .GetIDsFromNames = refuse_IProfSect_GetIDsFromNames,
};

HRESULT section_object(struct section *section, IProfSect **out)
{
    struct prof_sect *self = com_alloc(&prof_sect_class, sizeof(*self));

    *out = NULL;
    if (!self) return MAPI_E_NOT_ENOUGH_MEMORY;
    self->IProfSect_iface.lpVtbl = &prof_sect_vtbl;
    section_ref(section);
    self->section = section;
    *out = &self->IProfSect_iface;
    return S_OK;
}
