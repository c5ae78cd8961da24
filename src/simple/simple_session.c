/*
 * simple_session.c - sessions of Simple MAPI by their handles
 */
#include "simple/simple_session.h"
#include <string.h>
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "session/session.h"
#include "simple/simple_store.h"
#include "sys/lock.h"

enum {
    TEXT_MOST = 256,          /* characters of a profile's name, and of a password */
    HANDLE_MARK = 0x40000000, /* in every handle: what is left of another kind rarely looks so */
    HANDLE_NUMBERS = 0x3fffffff
};
#define SAME_FLAGS (MAPI_LOGON_UI | MAPI_NEW_SESSION | MAPI_FORCE_DOWNLOAD | MAPI_PASSWORD_UI)

struct simple_session {
    LONG refs; /* the map's, and one for each call that is under way */
    ULONG_PTR handle;
    IMAPISession *session;      /* owned; ends with us */
    struct simple_store *store; /* kept for the next call, or NULL; under the latch */
    struct simple_hold hold;
};

static struct {
    struct sys_latch latch;
    struct map sessions; /* by handle; one reference each */
    ULONG last;          /* number given out */
} live;

static bool fits(const char *text)
{
    return !text || strnlen(text, TEXT_MOST + 1) <= TEXT_MOST;
}

static bool is_empty(const char *text)
{
    return !text || !*text;
}

/*
 * What MAPILogonEx is asked for. A session that isn't to be new is shared, and may be joined
 * (contracts 3.6-03). Who names nothing and wants no dialog only looks whether there is a session
 * to join, so no default profile steps in (12.2-03, 12.2-04).
 */
static ULONG extended_flags(const char *profile, const char *password, ULONG flags)
{
    bool asks = flags & (MAPI_LOGON_UI | MAPI_PASSWORD_UI);
    bool looks = is_empty(password) && !asks && !(flags & MAPI_NEW_SESSION);
    ULONG extended = (flags & SAME_FLAGS) | MAPI_EXTENDED;

    if (!(flags & MAPI_NEW_SESSION)) extended |= MAPI_ALLOW_OTHERS;
    if (is_empty(profile) && !looks && !(flags & MAPI_LOGON_UI)) extended |= MAPI_USE_DEFAULT;
    return extended;
}

static HRESULT log_on(ULONG_PTR ui, const char *profile, const char *password, ULONG flags,
                      const struct provider_memory *memory, IMAPISession **out)
{
    if (flags & MAPI_LOGON_UI && flags & MAPI_PASSWORD_UI) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!fits(profile) || !fits(password)) return FAIL(MAPI_E_LOGON_FAILED);
    return session_logon(ui, (LPCTSTR)profile, (LPCTSTR)password,
                         extended_flags(profile, password, flags), memory, out);
}

/* The session is the map's from a success on: who guesses the handle may have ended it by then. */
static HRESULT publish(struct simple_session *session, ULONG_PTR *handle)
{
    bool done;

    sys_latch_take(&live.latch);
    do
        session->handle = HANDLE_MARK | (++live.last & HANDLE_NUMBERS);
    while (map_get(&live.sessions, &session->handle, sizeof(session->handle)));
    done = map_put(&live.sessions, &session->handle, sizeof(session->handle), session);
    if (done) *handle = session->handle;
    sys_latch_drop(&live.latch);
    return done ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

static void end_extended(IMAPISession *session)
{
    /* a client that has it by ScMAPIXFromSMAPI may have logged off already */
    session->lpVtbl->Logoff(session, 0, 0, 0);
    session->lpVtbl->Release(session);
}

static struct simple_session *session_new(const struct simple_hold *hold)
{
    struct simple_session *session = mem_zero(sizeof(*session));

    if (!session) return NULL;
    session->refs = 1;
    session->hold = *hold;
    return session;
}

HRESULT simple_logon(ULONG_PTR ui, const char *profile, const char *password, ULONG flags,
                     const struct provider_memory *memory, const struct simple_hold *hold,
                     ULONG_PTR *handle)
{
    AUTO_FREE struct simple_session *session = session_new(hold);
    HRESULT hr;

    if (!session) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = log_on(ui, profile, password, flags, memory, &session->session);
    if (FAILED(hr)) return hr;
    hr = publish(session, handle);
    if (FAILED(hr)) end_extended(session->session);
    else session = NULL;
    return hr;
}

HRESULT simple_logon_for_call(ULONG_PTR ui, ULONG flags, const struct provider_memory *memory,
                              const struct simple_hold *hold, struct simple_session **out)
{
    AUTO_FREE struct simple_session *session = session_new(hold);
    ULONG extended =
        MAPI_EXTENDED | MAPI_USE_DEFAULT | (flags & (MAPI_LOGON_UI | MAPI_NEW_SESSION));
    HRESULT hr;

    *out = NULL;
    if (!session) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = session_logon(ui, NULL, NULL, extended, memory, &session->session);
    if (SUCCEEDED(hr)) *out = TAKE(session);
    return hr;
}

struct simple_session *simple_session_take(ULONG_PTR handle)
{
    struct simple_session *session;

    sys_latch_take(&live.latch);
    session = map_get(&live.sessions, &handle, sizeof(handle));
    if (session) atomic_inc(&session->refs);
    sys_latch_drop(&live.latch);
    return session;
}

bool simple_session_retire(struct simple_session *session)
{
    bool was_there;

    sys_latch_take(&live.latch);
    was_there = map_remove(&live.sessions, &session->handle, sizeof(session->handle)) != NULL;
    if (!live.sessions.count) map_drop(&live.sessions);
    sys_latch_drop(&live.latch);
    if (was_there) simple_session_drop(session); /* the map's reference */
    return was_there;
}

void simple_session_drop(struct simple_session *session)
{
    if (!session || atomic_dec(&session->refs)) return;
    simple_store_free(session->store);
    end_extended(session->session);
    session->hold.let_go(session->hold.apartment);
    mem_free(session);
}

IMAPISession *simple_session_extended(struct simple_session *session)
{
    return session->session;
}

struct simple_store *simple_session_swap_store(struct simple_session *session,
                                               struct simple_store *store)
{
    struct simple_store *kept;

    sys_latch_take(&live.latch);
    kept = session->store;
    session->store = store;
    sys_latch_drop(&live.latch);
    return kept;
}
