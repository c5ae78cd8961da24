/*
 * start.c - logs on all address books, or all transports, of a profile that are not yet
 */
#include <string.h>
#include "base/text.h"
#include "base/uid.h"
#include "provider/logon.h"
#include "provider/router_own.h"
#include "sys/thread.h"

/* A log-on under way: who else wants it waits for it. */
struct start {
    struct list link; /* in router->starts, under the router's lock */
    LONG refs;        /* ... as this */
    MAPIUID section;
    ULONG thread; /* that does it */
    struct sys_event *done;
    HRESULT hr;
};

typedef HRESULT log_on_function(struct router *router, const struct provider *row, ULONG_PTR ui,
                                ULONG flags, struct last_error *last);

/* One MAPIERROR tells of all that failed (contracts 4.2-03); what doesn't fit is left out. */
static void add_text(struct last_error *last, const struct last_error *one)
{
    const size_t room = sizeof(last->text) / sizeof(last->text[0]);
    size_t used = text_len(last->text), more = text_len(one->text);

    if (last->hr != MAPI_W_ERRORS_RETURNED) {
        *last = *one;
        last->hr = MAPI_W_ERRORS_RETURNED;
    } else if (used + 1 + more < room) {
        last->text[used] = '\n';
        memcpy(last->text + used + 1, one->text, (more + 1) * sizeof(WCHAR));
    }
}

static struct start *start_alloc(const MAPIUID *section)
{
    struct start *start = mem_zero(sizeof(*start));

    if (!start) return NULL;
    list_init(&start->link);
    start->refs = 1;
    start->section = *section;
    start->thread = sys_thread_id();
    if (SUCCEEDED(sys_event_create(true, &start->done))) return start;
    mem_free(start);
    return NULL;
}

static void start_unref(struct router *router, struct start *start)
{
    bool last;

    lock_take(&router->lock);
    last = --start->refs == 0;
    lock_drop(&router->lock);
    if (!last) return;
    sys_event_destroy(start->done);
    mem_free(start);
}

/*
 * Whose log-on on that section is under way, with a reference; else mine is the one.
 * inside  this thread is logging another one on, or this one: it must not wait, for who waits for
 *         whom might be a ring
 */
static struct start *start_enter(struct router *router, struct start *mine, bool *inside)
{
    struct start *found = NULL;

    *inside = false;
    LOCKED(&router->lock);
    LIST_EACH(start, &router->starts, struct start, link)
    {
        if (start->thread == mine->thread) *inside = true;
        if (uid_equal(&start->section, &mine->section)) found = start;
    }
    if (found) found->refs++;
    else list_append(&router->starts, &mine->link);
    return found;
}

static void start_leave(struct router *router, struct start *mine, HRESULT hr)
{
    lock_take(&router->lock);
    list_remove(&mine->link);
    mine->hr = hr;
    lock_drop(&router->lock);
    sys_event_set(mine->done);
}

static bool is_active(struct router *router, const MAPIUID *section)
{
    struct logon *logon = router_find_section(router, section);

    logon_unuse(logon);
    return logon != NULL;
}

static HRESULT begin(struct router *router, const struct provider *row, log_on_function *log_on,
                     ULONG_PTR ui, ULONG flags, struct last_error *last)
{
    HRESULT hr;

    if (is_active(router, &row->uid)) return S_OK;
    if (!row->dll)
        return error_set(last, FAIL(MAPI_E_NOT_FOUND), L"MAPI", L"%ls has no DLL.", row->display);
    hr = router_fallen(router, &row->service);
    if (FAILED(hr))
        return error_set(last, hr, L"MAPI", L"The service of %ls has failed before.", row->display);
    return log_on(router, row, ui, flags, last);
}

/* One at a time on a section. A provider that asks for itself while it is logged on goes without.
 */
static HRESULT start_one(struct router *router, const struct provider *row, log_on_function *log_on,
                         ULONG_PTR ui, ULONG flags, struct last_error *last)
{
    struct start *mine, *other;
    HRESULT hr = S_OK;
    bool inside;

    if (is_active(router, &row->uid)) return S_OK;
    mine = start_alloc(&row->uid);
    if (!mine) return MAPI_E_NOT_ENOUGH_MEMORY;
    other = start_enter(router, mine, &inside);
    if (!other) {
        hr = begin(router, row, log_on, ui, flags, last);
        start_leave(router, mine, hr);
    } else if (!inside) {
        /* it may show a dialog over a window of this thread's */
        sys_event_wait_sent(other->done, SYS_FOREVER);
        hr = other->hr;
        if (hr != S_OK) error_set(last, hr, L"MAPI", L"%ls could not be opened.", row->display);
    }
    if (other) start_unref(router, other);
    start_unref(router, mine);
    return hr;
}

static HRESULT start_all(struct router *router, ULONG type, const MAPIUID *service,
                         log_on_function *log_on, ULONG_PTR ui, ULONG flags,
                         struct last_error *last)
{
    AUTO_FREE struct provider *rows = NULL;
    HRESULT result = S_OK;
    ULONG count;
    HRESULT hr;

    hr = roster_providers(router->profile, type, service, &rows, &count);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < count; i++) {
        struct last_error one = {0};

        hr = start_one(router, &rows[i], log_on, ui, flags, &one);
        if (hr == S_OK) continue;
        add_text(last, &one);
        result = MAPI_W_ERRORS_RETURNED;
    }
    return result;
}

HRESULT router_start_address_books(struct router *router, const MAPIUID *service, ULONG_PTR ui,
                                   ULONG flags, struct last_error *last)
{
    return start_all(router, MAPI_AB_PROVIDER, service, logon_address_book, ui, flags, last);
}

HRESULT router_start_transports(struct router *router, ULONG_PTR ui, ULONG flags,
                                struct last_error *last)
{
    if (!atomic_get(&router->mail)) return FAIL(MAPI_E_NO_SUPPORT);
    return start_all(router, MAPI_TRANSPORT_PROVIDER, NULL, logon_transport, ui, flags, last);
}
