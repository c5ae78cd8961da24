/*
 * cmd_offline.c - mapictl offline: status, set, watch
 */
#include <stdlib.h>
#include "mail.h"
#include "mapioffline.h"
#include "print.h"
#include "profiles.h"

enum {
    NAME_ROOM = 80,
    WATCH_MOST = 64 /* steps that wait to be printed */
};

/* ---- reaching the state ---- */

struct offline {
    WCHAR profile[NAME_ROOM];
    IProfAdmin *admin;
    IMAPIOfflineMgr *mgr;
    IMAPIOfflineRule *rule;
};

static void offline_close(struct offline *offline)
{
    RELEASE(offline->rule);
    RELEASE(offline->mgr);
    profiles_close(offline->admin);
}

/* Of settings.profile, or of the default one. Reports what fails; gives an exit code. */
static int offline_open(struct offline *offline)
{
    HRESULT hr = S_OK;
    int code = profiles_open(&offline->admin);

    offline->mgr = NULL;
    offline->rule = NULL;
    if (code) return code;
    if (settings.profile) wcsncpy(offline->profile, settings.profile, NAME_ROOM - 1);
    else hr = profiles_default(offline->admin, offline->profile, NAME_ROOM);
    offline->profile[NAME_ROOM - 1] = 0;
    if (FAILED(hr)) {
        profiles_close(offline->admin);
        return report(hr, L"there is no default profile");
    }
    hr = HrOpenOfflineObj(0, offline->profile, &GUID_GlobalState, NULL, &offline->mgr);
    if (SUCCEEDED(hr))
        hr = offline->mgr->lpVtbl->QueryInterface(offline->mgr, &IID_IMAPIOfflineRule,
                                                  (void **)&offline->rule);
    if (SUCCEEDED(hr)) return EXIT_FINE;
    code = report(hr, L"the offline state of profile '%ls'", offline->profile);
    offline_close(offline);
    return code;
}

static const WCHAR *state_name(ULONG state)
{
    return state == MAPIOFFLINE_STATE_OFFLINE ? L"offline" : L"online";
}

static const WCHAR *rule_name(ULONG rule)
{
    if (rule & MAPIOFFLINE_RULE_CHOSEN) return L"automatic, overruled";
    return rule == MAPIOFFLINE_RULE_ALWAYS_ONLINE    ? L"always online"
           : rule == MAPIOFFLINE_RULE_ALWAYS_OFFLINE ? L"always offline"
                                                     : L"automatic";
}

static const WCHAR *capability_name(ULONG capabilities)
{
    static const WCHAR *const names[] = {L"", L"offline", L"online", L"both"};

    return names[capabilities & 3];
}

/* ---- status ---- */

static int run_status(struct args *args)
{
    static const struct column columns[] = {{"profile", L"profile", 10},
                                            {"state", L"state", 10},
                                            {"rule", L"rule", 10},
                                            {"can", L"can be", 10}};
    struct offline offline;
    struct list_output list;
    ULONG state = 0, rule = 0, capabilities = 0;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = offline_open(&offline);
    if (code) return code;
    hr = offline.mgr->lpVtbl->GetCurrentState(offline.mgr, &state);
    if (SUCCEEDED(hr)) hr = offline.mgr->lpVtbl->GetCapabilities(offline.mgr, &capabilities);
    if (SUCCEEDED(hr)) hr = offline.rule->lpVtbl->GetRule(offline.rule, &rule);
    if (SUCCEEDED(hr)) {
        list_begin_one(&list, columns, ARRAYSIZE(columns));
        list_text(&list, offline.profile);
        list_text(&list, state_name(state));
        list_text(&list, rule_name(rule));
        list_text(&list, capability_name(capabilities));
        list_end(&list, hr);
    } else {
        code = report(hr, L"the offline state of profile '%ls'", offline.profile);
    }
    offline_close(&offline);
    return code;
}

/* ---- set ---- */

static bool rule_of(const WCHAR *word, ULONG *rule)
{
    if (!wcscmp(word, L"online")) *rule = MAPIOFFLINE_RULE_ALWAYS_ONLINE;
    else if (!wcscmp(word, L"offline")) *rule = MAPIOFFLINE_RULE_ALWAYS_OFFLINE;
    else if (!wcscmp(word, L"automatic")) *rule = MAPIOFFLINE_RULE_AUTOMATIC;
    else return false;
    return true;
}

static int run_set(struct args *args)
{
    const WCHAR *word = args_only(args, L"online, offline or automatic");
    struct offline offline;
    ULONG rule;
    HRESULT hr;
    int code;

    if (!word) return EXIT_USAGE;
    if (!rule_of(word, &rule)) {
        complain(L"mapictl: '%ls' is none of online, offline, automatic\n", word);
        return EXIT_USAGE;
    }
    code = offline_open(&offline);
    if (code) return code;
    hr = offline.rule->lpVtbl->SetRule(offline.rule, MAPIOFFLINE_FLAG_BLOCK, rule);
    if (hr == E_PENDING) {
        complain(L"mapictl: the state is changing right now; try again\n");
        code = EXIT_FAILED;
    } else if (hr == MAPI_W_PARTIAL_COMPLETION) {
        complain(L"mapictl: it is done, but not everybody followed in time\n");
        code = EXIT_PARTIAL;
    } else if (FAILED(hr)) {
        code = report(hr, L"profile '%ls'", offline.profile);
    }
    offline_close(&offline);
    return code;
}

/* ---- watch ---- */

struct step {
    FILETIME when;
    MAPIOFFLINE_NOTIFY what;
};

struct watcher {
    IMAPIOfflineNotify IMAPIOfflineNotify_iface;
    LONG refs;
    CRITICAL_SECTION lock;
    HANDLE came;
    struct step steps[WATCH_MOST];
    int n;
};

static HRESULT STDMETHODCALLTYPE watcher_QueryInterface(IMAPIOfflineNotify *iface, REFIID iid,
                                                        void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMAPIOfflineNotify))
        return E_NOINTERFACE;
    iface->lpVtbl->AddRef(iface);
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE watcher_AddRef(IMAPIOfflineNotify *iface)
{
    return (ULONG)InterlockedIncrement(&((struct watcher *)iface)->refs);
}

/* It lives as long as the program. */
static ULONG STDMETHODCALLTYPE watcher_Release(IMAPIOfflineNotify *iface)
{
    return (ULONG)InterlockedDecrement(&((struct watcher *)iface)->refs);
}

static void STDMETHODCALLTYPE watcher_Notify(IMAPIOfflineNotify *iface,
                                             const MAPIOFFLINE_NOTIFY *what)
{
    struct watcher *watcher = (struct watcher *)iface;
    struct step *step;

    EnterCriticalSection(&watcher->lock);
    if (watcher->n < WATCH_MOST) {
        step = &watcher->steps[watcher->n++];
        GetSystemTimeAsFileTime(&step->when);
        step->what = *what;
    }
    LeaveCriticalSection(&watcher->lock);
    SetEvent(watcher->came);
}

static IMAPIOfflineNotifyVtbl watcher_vtbl = {watcher_QueryInterface, watcher_AddRef,
                                              watcher_Release, watcher_Notify};
static struct watcher watcher = {.IMAPIOfflineNotify_iface = {&watcher_vtbl}, .refs = 1};

static void print_step(const struct step *step)
{
    static const WCHAR *const words[] = {L"", L"changing", L"changed", L"done"};
    const WCHAR *word = words[step->what.NotifyType & 3],
                *from = state_name(step->what.Info.StateChange.ulStateOld),
                *to = state_name(step->what.Info.StateChange.ulStateNew);
    WCHAR when[32];

    if (settings.json) {
        format_time_utc(&step->when, when);
        say(L"{\"time\": \"%ls\", \"step\": \"%ls\", \"from\": \"%ls\", \"to\": \"%ls\"}\n", when,
            word, from, to);
    } else {
        format_time(&step->when, when);
        say(L"%ls  %-8ls  %ls -> %ls\n", when, word, from, to);
    }
    print_now();
}

static int watch(ULONG count)
{
    struct step steps[WATCH_MOST];
    ULONG changes = 0;
    int n;

    while (!count || changes < count) {
        WaitForSingleObject(watcher.came, INFINITE);
        EnterCriticalSection(&watcher.lock);
        n = watcher.n;
        memcpy(steps, watcher.steps, sizeof(steps[0]) * n);
        watcher.n = 0;
        LeaveCriticalSection(&watcher.lock);
        for (int i = 0; i < n; i++) {
            print_step(&steps[i]);
            changes += steps[i].what.NotifyType == MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_DONE;
        }
    }
    return EXIT_FINE;
}

static int run_watch(struct args *args)
{
    MAPIOFFLINE_ADVISEINFO info = {sizeof(info),
                                   0,
                                   MAPIOFFLINE_CALLBACK_TYPE_NOTIFY,
                                   (IUnknown *)&watcher.IMAPIOfflineNotify_iface,
                                   MAPIOFFLINE_ADVISE_TYPE_STATECHANGE,
                                   MAPIOFFLINE_STATE_ALL};
    struct offline offline;
    ULONG count, token, state = 0;
    HRESULT hr;
    int code;

    if (!args_number(args, L"--count", 0, &count) || !args_done(args)) return EXIT_USAGE;
    code = offline_open(&offline);
    if (code) return code;
    InitializeCriticalSection(&watcher.lock);
    watcher.came = CreateEventW(NULL, FALSE, FALSE, NULL);
    hr = offline.mgr->lpVtbl->Advise(offline.mgr, MAPIOFFLINE_ADVISE_DEFAULT, &info, &token);
    if (SUCCEEDED(hr)) hr = offline.mgr->lpVtbl->GetCurrentState(offline.mgr, &state);
    if (SUCCEEDED(hr)) {
        if (!settings.json) say(L"%ls is %ls\n", offline.profile, state_name(state));
        print_now();
        code = watch(count);
        offline.mgr->lpVtbl->Unadvise(offline.mgr, MAPIOFFLINE_UNADVISE_DEFAULT, token);
    } else {
        code = report(hr, L"profile '%ls'", offline.profile);
    }
    offline_close(&offline);
    return code;
}

const struct command offline_commands[] = {
    {L"status", run_status, .usage = "",
     .help = "Shows whether the profile is online or offline, and what decides that.\n"},
    {L"set", run_set, .usage = "online | offline | automatic",
     .help = "Chooses what decides, for all programs that use the profile, from now on:\n"
             "online and offline keep it so whatever the network does; automatic follows the\n"
             "machine's network. What a program's own \"work offline\" chose goes with it.\n"},
    {L"watch", run_watch, L"--count= ", "[--count N]",
     "Prints each step of each change as it comes: changing, changed, done. Ends with Ctrl+C, or\n"
     "after N changes. Under --json each step is an object on a line of its own.\n",
     NULL, NULL},
};
const size_t n_offline_commands = ARRAYSIZE(offline_commands);
