/*
 * core.c - the shared part of a session: made by its first member, ended by its last
 */
#include "session/core.h"
#include <string.h>
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"
#include "ab/addrbook.h"
#include "admin/service_entry.h"
#include "base/array.h"
#include "base/mem.h"
#include "base/uid.h"
#include "msg/ipm_tree.h"
#include "profile/roster.h"
#include "profile/section.h"
#include "session/ear.h"
#include "session/roll.h"
#include "spool/spool_thread.h"
#include "support/support.h"

static void host_hold(void *ctx)
{
    core_ref(ctx);
}

static void host_drop(void *ctx)
{
    core_unref(ctx);
}

static HRESULT host_make_support(void *ctx, struct logon *logon, IMAPISupport **out)
{
    (void)ctx;
    return support_create(logon, out);
}

static HRESULT host_configure(void *ctx, const MAPIUID *service, ULONG_PTR ui, bool may_ask)
{
    struct core *core = ctx;
    struct entry_call call = {
        .service = service,
        .context = MSG_SERVICE_CONFIGURE,
        .flags = SERVICE_LOGON_FAILED | (may_ask && core->may_ask ? SERVICE_UI_ALLOWED : 0),
        .ui = ui,
    };

    return service_entry_call(core->profile, core->memory, &call, NULL);
}

static HRESULT host_open_own(void *ctx, ULONG cb, const ENTRYID *eid, const IID *iid, ULONG flags,
                             ULONG *type, IUnknown **out)
{
    struct core *core = ctx;
    HRESULT hr;

    hr = addrbook_open_own(core->router, cb, eid, iid, flags, type, out);
    if (hr == MAPI_E_UNKNOWN_ENTRYID) hr = status_open(core, cb, eid, iid, flags, type, out);
    return hr;
}

static void host_stores_changed(void *ctx)
{
    stores_table_refresh(ctx);
}

/* Once per session and store. */
static bool first_time(struct core *core, const MAPIUID *section)
{
    MAPIUID *place;

    LOCKED(&core->lock);
    for (size_t i = 0; i < core->verified.count; i++)
        if (uid_equal(&core->verified.data[i], section)) return false;
    place = ARRAY_PUSH(&core->verified);
    if (place) *place = *section;
    return true;
}

static void forget_need(struct core *core, const MAPIUID *uid, ULONG flags)
{
    struct section *section;

    if (!(flags & STATUS_NEED_IPM_TREE)) return;
    if (FAILED(section_open(core->profile, uid, SECTION_WRITE, &section))) return;
    section_set_long(section, PR_RESOURCE_FLAGS, flags & ~STATUS_NEED_IPM_TREE);
    section_unref(section);
}

void core_verify_store(struct core *core, IMsgStore *store, const MAPIUID *section)
{
    AUTO_FREE struct provider *row = NULL;

    if (FAILED(roster_provider(core->profile, section, &row))) return;
    if (!(row->flags & (STATUS_DEFAULT_STORE | STATUS_NEED_IPM_TREE)) || !first_time(core, section))
        return;
    if (SUCCEEDED(ipm_tree_validate(store, MAPI_FULL_IPM_TREE, NULL, NULL)))
        forget_need(core, section, row->flags);
}

static void host_store_opened(void *ctx, IMsgStore *store, const MAPIUID *section)
{
    core_verify_store(ctx, store, section);
}

static const struct router_host core_host = {
    .hold = host_hold,
    .drop = host_drop,
    .make_support = host_make_support,
    .configure = host_configure,
    .open_own = host_open_own,
    .stores_changed = host_stores_changed,
    .store_opened = host_store_opened,
};

void core_ref(struct core *core)
{
    atomic_inc(&core->refs);
}

void core_unref(struct core *core)
{
    if (!core || atomic_dec(&core->refs)) return;
    router_unref(core->router);
    if (core->stores) rows_unref(core->stores);
    roll_free(core->part);
    profile_unuse(core->use);
    profile_unref(core->profile);
    ARRAY_DROP(&core->verified);
    lock_destroy(&core->lock);
    mem_free(core);
}

/* Stores that were never logged on can be listed only once they have been (PR_ENTRYID is theirs to
 * write). */
static HRESULT first_logons(struct core *core, struct last_error *last)
{
    AUTO_FREE struct provider *rows = NULL;
    ULONG count;
    HRESULT hr;

    hr = roster_providers(core->profile, MAPI_STORE_PROVIDER, NULL, &rows, &count);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < count; i++)
        if (!(rows[i].flags & STATUS_TEMP_SECTION))
            router_first_logon(core->router, &rows[i], core->ui, core->may_ask, last);
    return S_OK;
}

/* MAPI_SERVICE_UI_ALWAYS: every service is asked to show its configuration before it is used
 * (contracts 3.3-05). */
static HRESULT show_services(struct core *core)
{
    AUTO_FREE struct service *services = NULL;
    ULONG count;
    HRESULT hr;

    hr = roster_services(core->profile, &services, &count);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
        struct entry_call call = {
            .service = &services[i].uid,
            .context = MSG_SERVICE_CONFIGURE,
            .flags = SERVICE_UI_ALWAYS,
            .ui = core->ui,
        };

        /* may well refuse */
        if (services[i].entry) service_entry_call(core->profile, core->memory, &call, NULL);
    }
    return hr;
}

static HRESULT fill(struct core *core, ULONG flags, struct last_error *last)
{
    HRESULT hr;

    hr = profile_use(core->profile, NULL, &core->use);
    if (SUCCEEDED(hr)) hr = rows_create(PR_INSTANCE_KEY, &core->stores);
    if (SUCCEEDED(hr))
        hr = router_create(core->profile, flags, core->memory, &core_host, core, &core->router);
    if (SUCCEEDED(hr)) hr = status_table_fill(core);
    if (SUCCEEDED(hr) && flags & MAPI_SERVICE_UI_ALWAYS && !(flags & MAPI_NT_SERVICE))
        hr = show_services(core);
    if (SUCCEEDED(hr)) hr = first_logons(core, last);
    if (SUCCEEDED(hr)) hr = stores_table_refresh(core);
    if (SUCCEEDED(hr) && core->part) hr = ear_open(core);
    return hr;
}

void core_abandon(struct core *core)
{
    if (core->part) roll_strike(core->part); /* nobody joins what has no member */
    ear_close(core);
    if (core->router) {
        spool_thread_stop(core->router);
        router_shutdown(core->router);
    }
}

HRESULT core_create(struct profile *profile, ULONG flags, struct roll_part *part, ULONG_PTR ui,
                    const struct provider_memory *memory, struct last_error *last,
                    struct core **out)
{
    struct core *core = mem_zero(sizeof(*core));
    HRESULT hr;

    if (!core) {
        roll_free(part);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    core->refs = 1;
    list_init(&core->link);
    list_init(&core->members);
    lock_init(&core->lock, RANK_SESSION);
    core->profile = profile;
    profile_ref(profile);
    core->memory = memory;
    core->shareable = flags & MAPI_ALLOW_OTHERS;
    core->part = part;
    core->may_ask = flags & MAPI_LOGON_UI && !(flags & MAPI_NT_SERVICE);
    core->ui = ui;
    hr = fill(core, flags, last);
    if (FAILED(hr)) {
        core_abandon(core);
        core_unref(core);
        return hr;
    }
    *out = core;
    return S_OK;
}

HRESULT core_join(struct core *core, struct list *member)
{
    LOCKED(&core->lock);
    if (core->over || core->closed) return FAIL(MAPI_E_INVALID_OBJECT);
    list_append(&core->members, member);
    core->n_members++;
    return S_OK;
}

void core_close(struct core *core)
{
    LOCKED(&core->lock);
    core->closed = true;
}

void core_leave(struct core *core, struct list *member)
{
    bool last;

    lock_take(&core->lock);
    list_remove(member);
    last = --core->n_members == 0;
    if (last) core->over = true;
    lock_drop(&core->lock);
    if (!last) return;

    if (core->part) roll_strike(core->part); /* nobody joins what is about to end */
    ear_close(core);
    spool_thread_stop(core->router);
    router_shutdown(core->router);
    rows_remove_all(core->stores);
    profile_unuse(TAKE(core->use)); /* a deletion that waited for us happens here */
}
