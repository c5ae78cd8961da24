/*
 * defaults.c - default directory and personal address book
 */
#include "ab/defaults.h"
#include "mapitags.h"
#include "ab/containers.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "eid/eid.h"
#include "profile/section.h"

static const ULONG tags[] = {[DEFAULT_DIR] = PR_AB_DEFAULT_DIR, [DEFAULT_PAB] = PR_AB_DEFAULT_PAB};

HRESULT defaults_section(struct router *router, ULONG how, struct section **out)
{
    return section_open(router_profile(router), &profile_root_uid, how, out);
}

/* Is that a container now? */
static HRESULT is_there(struct router *router, const struct ab_containers *top, const SBinary *eid,
                        bool *there)
{
    AUTO_RELEASE IABContainer *container = NULL;
    HRESULT hr;

    *there = ab_containers_find(top, eid);
    if (*there) return S_OK;
    hr = ab_container_open(router, eid, 0, &container);
    *there = SUCCEEDED(hr);
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}

/* What was chosen; empty when nothing was, or that has gone. */
static HRESULT chosen(struct router *router, enum default_container which,
                      const struct ab_containers *top, SBinary *out)
{
    AUTO_SECTION struct section *section = NULL;
    AUTO_FREE BYTE *eid = NULL;
    bool there = false;
    ULONG cb = 0;
    HRESULT hr;

    *out = (SBinary){0};
    hr = defaults_section(router, 0, &section);
    if (SUCCEEDED(hr)) hr = section_get_bytes(section, tags[which], &eid, &cb);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    if (FAILED(hr) || !cb) return S_OK;
    hr = is_there(router, top, &(SBinary){cb, eid}, &there);
    if (SUCCEEDED(hr) && there) *out = (SBinary){cb, TAKE(eid)};
    return hr;
}

static HRESULT copy_of(const SBinary *eid, SBinary *out)
{
    *out = (SBinary){eid->cb, mem_dup(eid->lpb, eid->cb, NULL)};
    return out->lpb ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

static HRESULT first_modifiable(const struct ab_containers *all, SBinary *out)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->list[i].flags & AB_MODIFIABLE) return copy_of(&all->list[i].eid, out);
    return S_OK;
}

static HRESULT personal(struct router *router, const struct ab_containers *top, SBinary *out)
{
    struct ab_containers deep = {0};
    HRESULT hr = chosen(router, DEFAULT_PAB, top, out);

    if (SUCCEEDED(hr) && !out->cb) hr = first_modifiable(top, out);
    if (FAILED(hr) || out->cb) return hr;
    hr = ab_containers_read(router, MERGED_DEEP, &deep);
    if (SUCCEEDED(hr)) hr = first_modifiable(&deep, out);
    ab_containers_drop(&deep);
    return hr;
}

static HRESULT directory(struct router *router, const struct ab_containers *top, SBinary *out)
{
    SBinary pab = {0};
    HRESULT hr = chosen(router, DEFAULT_DIR, top, out);

    if (FAILED(hr) || out->cb) return hr;
    hr = personal(router, top, &pab);
    if (FAILED(hr)) return hr;
    for (size_t i = 0; i < top->count && SUCCEEDED(hr) && !out->cb; i++) {
        const struct ab_container *container = &top->list[i];

        if (container->flags & AB_RECIPIENTS && !(container->flags & AB_NOT_DEFAULT) &&
            !eid_equal(container->eid.cb, (ENTRYID *)container->eid.lpb, pab.cb,
                       (ENTRYID *)pab.lpb))
            hr = copy_of(&container->eid, out);
    }
    if (SUCCEEDED(hr) && !out->cb) *out = (SBinary){pab.cb, TAKE(pab.lpb)};
    mem_free(pab.lpb);
    return hr;
}

HRESULT defaults_get(struct router *router, enum default_container which, ULONG *cb, ENTRYID **out)
{
    struct ab_containers top = {0};
    SBinary found = {0};
    HRESULT hr = ab_containers_read(router, MERGED_TOP, &top);

    *cb = 0;
    *out = NULL;
    if (SUCCEEDED(hr))
        hr = which == DEFAULT_PAB ? personal(router, &top, &found)
                                  : directory(router, &top, &found);
    ab_containers_drop(&top);
    if (FAILED(hr)) return hr;
    *cb = found.cb;
    *out = (ENTRYID *)found.lpb;
    return S_OK;
}

HRESULT defaults_set(struct router *router, enum default_container which, ULONG cb,
                     const ENTRYID *eid)
{
    AUTO_SECTION struct section *section = NULL;
    AUTO_RELEASE IABContainer *container = NULL;
    HRESULT hr = ab_container_open(router, &(SBinary){cb, (BYTE *)eid}, 0, &container);

    if (SUCCEEDED(hr))
        hr = defaults_section(router, SECTION_WRITE | SECTION_CREATE, &section);
    return SUCCEEDED(hr) ? section_set_bytes(section, tags[which], eid, cb) : hr;
}
