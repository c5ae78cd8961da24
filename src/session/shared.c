/*
 * shared.c - MAPILogonEx: which profile, and whether an existing session is joined
 *
 * What is shared: IMAPISession objects of one process that join a session made with
 * MAPI_ALLOW_OTHERS share its providers, stores, tables and end. Processes share no session
 * objects: each has its own providers, loaded into it. A session that allows others marks its
 * profile (core_beacon_uid), which all processes of the user see and which ends with the process;
 * who joins from another process gets a session of its own on that profile. Nobody's end is
 * another process's, but when it is for all (MAPI_LOGOFF_SHARED; ear.h).
 */
#include "mapitags.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/trace.h"
#include "profile/hive.h"
#include "session/session.h"
#include "session/session_own.h"
#include "sys/process.h"

#define LOGON_FLAGS                                                                                \
    (MAPI_LOGON_UI | MAPI_NEW_SESSION | MAPI_APP_PROFILE | MAPI_ALLOW_OTHERS |                     \
     MAPI_EXPLICIT_PROFILE | MAPI_EXTENDED | MAPI_USE_DEFAULT | MAPI_FORCE_DOWNLOAD |              \
     MAPI_SERVICE_UI_ALWAYS | MAPI_NO_MAIL | MAPI_NT_SERVICE | MAPI_PASSWORD_UI |                  \
     MAPI_TIMEOUT_SHORT | MAPI_BG_SESSION | MAPI_UNICODE)
enum { NAME_MOST = 64, SHORT_MSEC = 5000 };

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
        core_ref(core); /* the list's */
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
    LIST_EACH(core, &shared.list, struct core, link) {
        if (atomic_get(&core->over)) continue; /* about to be withdrawn */
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

/* The profile of a session in another process that allows others; *name on a new root.
 * MAPI_E_NOT_FOUND: there is none. */
static HRESULT find_elsewhere(WCHAR **name)
{
    AUTO_FREE struct profile_entry *entries = NULL;
    ULONG count;
    HRESULT hr;

    hr = profile_list(&entries, &count);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < count; i++) {
        struct profile *profile;
        bool marked;

        if (FAILED(profile_open(entries[i].name, &profile))) continue; /* deleted meanwhile */
        marked = profile_in_use(profile, &core_beacon_uid);
        profile_unref(profile);
        if (!marked) continue;
        *name = mem_dup_text(entries[i].name, NULL);
        return *name ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    }
    return MAPI_E_NOT_FOUND;
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

static HRESULT begin(const WCHAR *given, bool guest, ULONG_PTR ui, ULONG flags,
                     const struct provider_memory *memory, IMAPISession **out)
{
    AUTO_FREE WCHAR *name = NULL;
    struct last_error last = {0};
    struct profile *profile;
    struct core *core;
    HRESULT hr;

    hr = choose(given, flags, &name);
    if (FAILED(hr)) return hr;
    hr = profile_open(name, &profile);
    if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : FAIL(MAPI_E_LOGON_FAILED);
    hr = core_create(profile, flags, guest, ui, memory, &last, &core);
    profile_unref(profile);
    if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : FAIL(MAPI_E_LOGON_FAILED);
    hr = session_create(core, flags, &last, out);
    if (SUCCEEDED(hr))
        publish(core);
    else
        core_abandon(core);
    core_unref(core);
    return hr;
}

HRESULT session_logon(ULONG_PTR ui, LPCTSTR profile, LPCTSTR password, ULONG flags,
                      const struct provider_memory *memory, IMAPISession **out)
{
    AUTO_FREE WCHAR *name = NULL, *elsewhere = NULL;
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
    hr = join(flags, out);
    if (hr == MAPI_E_NOT_FOUND && !(flags & MAPI_NEW_SESSION) && find_elsewhere(&elsewhere) == S_OK)
        hr = begin(elsewhere, true, ui, flags, memory, out);
    else if (hr == MAPI_E_NOT_FOUND)
        hr = begin(name, false, ui, flags, memory, out);
    sys_mutex_drop(mutex);
    sys_mutex_close(mutex);
    return hr;
}
