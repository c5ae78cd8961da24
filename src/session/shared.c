/*
 * shared.c - MAPILogonEx: which profile, and whether an existing session is joined
 *
 * What is shared: IMAPISession objects of one process that join a session made with
 * MAPI_ALLOW_OTHERS share its providers, stores, tables and end. Processes share no session
 * objects: each has its own providers, loaded into it. A session that allows others is on the roll
 * (roll.h), which all processes of the user see; who joins from another process has a part of its
 * own in it, with providers of its own, on that profile. Nobody's end is another process's, but
 * when it is for all (MAPI_LOGOFF_SHARED; ear.h).
 */
#include "mapitags.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/trace.h"
#include "profile/hive.h"
#include "session/ear.h"
#include "session/roll.h"
#include "session/session.h"
#include "session/session_own.h"
#include "sys/process.h"

#define LOGON_FLAGS                                                                                \
    (MAPI_LOGON_UI | MAPI_NEW_SESSION | MAPI_APP_PROFILE | MAPI_ALLOW_OTHERS |                     \
     MAPI_EXPLICIT_PROFILE | MAPI_EXTENDED | MAPI_USE_DEFAULT | MAPI_FORCE_DOWNLOAD |              \
     MAPI_SERVICE_UI_ALWAYS | MAPI_NO_MAIL | MAPI_NT_SERVICE | MAPI_PASSWORD_UI |                  \
     MAPI_TIMEOUT_SHORT | MAPI_BG_SESSION | MAPI_UNICODE)
enum {
    NAME_MOST = 64,
    SHORT_MSEC = 5000
};

/* The live sessions of this process that others may join, oldest first. */
static struct {
    struct sys_latch latch;
    struct list list; /* zero until first used */
} shared;

static void shared_lock(void)
{
    sys_latch_take(&shared.latch);
    if (!shared.list.next) list_init(&shared.list);
}

static void publish(struct core *core)
{
    if (!core->shareable) return;
    shared_lock();
    if (!atomic_get(&core->over)) { /* from another process, meanwhile */
        core_ref(core);             /* the list's */
        list_append(&shared.list, &core->link);
    }
    sys_latch_drop(&shared.latch);
}

void shared_withdraw(struct core *core)
{
    bool was_there;

    shared_lock();
    was_there = !list_empty(&core->link);
    list_remove(&core->link);
    sys_latch_drop(&shared.latch);
    if (was_there) core_unref(core);
}

/* The oldest live one with a reference, or NULL. */
static struct core *find_shared(void)
{
    struct core *found = NULL;

    shared_lock();
    LIST_EACH(core, &shared.list, struct core, link)
    {
        /* about to be withdrawn */
        if (atomic_get(&core->over) || atomic_get(&core->closed)) continue;
        found = core;
        core_ref(core);
        break;
    }
    sys_latch_drop(&shared.latch);
    return found;
}

/* MAPI_E_NOT_FOUND: there is none to join. */
static HRESULT join(ULONG flags, IMAPISession **out)
{
    const struct last_error none = {0};
    struct core *core;
    HRESULT hr = MAPI_E_NOT_FOUND;

    if (flags & MAPI_NEW_SESSION) return MAPI_E_NOT_FOUND;
    while ((core = find_shared())) {
        hr = session_create(core, flags, &none, out);
        core_unref(core);
        if (hr != MAPI_E_INVALID_OBJECT) break;
        hr = MAPI_E_NOT_FOUND; /* it ended just now: the next one */
    }
    return hr;
}

/* A dialog would have to ask; there is none yet. */
static HRESULT would_ask(const char *what)
{
    TRACE("MAPILogonEx: no dialog can ask for %s", what);
    return FAIL(MAPI_E_LOGON_FAILED);
}

/* The profile the caller means; *name on a root of its own. */
static HRESULT choose(const WCHAR *given, ULONG flags, WCHAR **name)
{
    HRESULT hr;

    if (given) {
        *name = mem_dup_text(given, NULL);
        return *name ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    }
    /* With MAPI_LOGON_UI alone a default profile serves as well as a question (clients.md). */
    if (!(flags & MAPI_USE_DEFAULT) && (flags & MAPI_EXPLICIT_PROFILE || !(flags & MAPI_LOGON_UI)))
        return would_ask("the profile's name");
    hr = profile_default(name);
    return hr == MAPI_E_NOT_FOUND ? would_ask("a profile: there is no default") : hr;
}

/* What MAPILogonEx was given. */
struct call {
    const WCHAR *name;
    ULONG_PTR ui;
    ULONG flags;
    const struct provider_memory *memory;
};

/* A session of its own, or (part, which moves; may be NULL) a part of a shared one, on a profile.
 * MAPI_E_INVALID_OBJECT: that one ended just now. */
static HRESULT begin_on(struct profile *profile, struct roll_part *part, const struct call *call,
                        IMAPISession **out)
{
    struct last_error last = {0};
    struct core *core;
    HRESULT hr;

    hr = core_create(profile, call->flags, part, call->ui, call->memory, &last, &core);
    if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : FAIL(MAPI_E_LOGON_FAILED);
    if (core->part) ear_look(core); /* what was said before it listened */
    hr = session_create(core, call->flags, &last, out);
    if (SUCCEEDED(hr)) publish(core);
    else core_abandon(core);
    core_unref(core);
    return hr;
}

static HRESULT open_profile(const WCHAR *name, struct profile **out)
{
    HRESULT hr = profile_open(name, out);

    return FAILED(hr) && hr != MAPI_E_NOT_ENOUGH_MEMORY ? FAIL(MAPI_E_LOGON_FAILED) : hr;
}

/* Where it can't be written down, no other process joins it. */
static HRESULT write_down(struct profile *profile, const struct call *call, struct roll_part **part)
{
    HRESULT hr;

    *part = NULL;
    if (!(call->flags & MAPI_ALLOW_OTHERS)) return S_OK;
    hr = roll_begin(profile_name(profile), part);
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}

/* A session of its own. */
static HRESULT begin(const struct call *call, IMAPISession **out)
{
    AUTO_FREE WCHAR *name = NULL;
    struct profile *profile;
    struct roll_part *part;
    HRESULT hr;

    hr = choose(call->name, call->flags, &name);
    if (SUCCEEDED(hr)) hr = open_profile(name, &profile);
    if (FAILED(hr)) return hr;
    hr = write_down(profile, call, &part);
    if (SUCCEEDED(hr)) hr = begin_on(profile, part, call, out);
    profile_unref(profile);
    return hr;
}

/* A part of one that began in another process. MAPI_E_NOT_FOUND: there is none to join. */
static HRESULT join_elsewhere(const struct call *call, IMAPISession **out)
{
    AUTO_FREE WCHAR *name = NULL;
    struct profile *profile;
    struct roll_part *part;
    HRESULT hr;

    if (call->flags & MAPI_NEW_SESSION) return MAPI_E_NOT_FOUND;
    hr = roll_join(call->flags & MAPI_ALLOW_OTHERS, &part, &name);
    if (FAILED(hr))
        return hr == MAPI_E_NOT_ENOUGH_MEMORY || hr == MAPI_E_TIMEOUT ? hr : MAPI_E_NOT_FOUND;
    hr = profile_open(name, &profile);
    if (FAILED(hr)) { /* it is to be deleted when that session ends, say */
        roll_free(part);
        return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : MAPI_E_NOT_FOUND;
    }
    hr = begin_on(profile, part, call, out);
    profile_unref(profile);
    return hr;
}

static HRESULT join_or_begin(const struct call *call, IMAPISession **out)
{
    HRESULT hr = join(call->flags, out);

    if (hr != MAPI_E_NOT_FOUND) return hr;
    do
        hr = join_elsewhere(call, out);
    while (hr == MAPI_E_INVALID_OBJECT); /* it ended just now: the next one */
    return hr == MAPI_E_NOT_FOUND ? begin(call, out) : hr;
}

HRESULT session_logon(ULONG_PTR ui, LPCTSTR profile, LPCTSTR password, ULONG flags,
                      const struct provider_memory *memory, IMAPISession **out)
{
    struct call call = {.ui = ui, .flags = flags, .memory = memory};
    AUTO_FREE WCHAR *name = NULL;
    struct sys_mutex *mutex;
    HRESULT hr;

    (void)password; /* never needed (contracts 3.2-07) */
    if (flags & ~(ULONG)LOGON_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (flags & MAPI_LOGON_UI && flags & MAPI_PASSWORD_UI) return FAIL(MAPI_E_LOGON_FAILED);
    hr = text_in_optional(profile, flags, &name);
    if (hr == MAPI_E_INVALID_PARAMETER || text_len(name) > NAME_MOST)
        return FAIL(MAPI_E_LOGON_FAILED);
    if (FAILED(hr)) return hr;

    hr = sys_mutex_open(L"OpenMAPI.Logon", &mutex);
    if (FAILED(hr)) return hr;
    if (!sys_mutex_take(mutex, flags & MAPI_TIMEOUT_SHORT ? SHORT_MSEC : 0xffffffffu)) {
        sys_mutex_close(mutex);
        return FAIL(MAPI_E_TIMEOUT);
    }
    call.name = name;
    hr = join_or_begin(&call, out);
    sys_mutex_drop(mutex);
    sys_mutex_close(mutex);
    return hr;
}
