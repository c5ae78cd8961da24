/*
 * shared.c - what the processes of one user in one session share by name: sections, mutexes, events
 */
#include "sys/shared.h"
#include <windows.h>
#include "mapicode.h"
#include "sys/memory.h"

struct sys_shared {
    HANDLE section, mutex;
    void *memory;
};

/* ---- of this user ---- */

/* Full access for the user, with or without administrator's rights, and for nobody else. */
struct own {
    SECURITY_ATTRIBUTES attributes;
    SECURITY_DESCRIPTOR descriptor;
    DWORD acl[32 + SECURITY_MAX_SID_SIZE / 4];
    DWORD user[(sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE) / 4];
    DWORD sid_bytes;
};

static bool own_make(struct own *own)
{
    TOKEN_USER *user = (TOKEN_USER *)own->user;
    ACL *acl = (ACL *)own->acl;
    HANDLE token;
    DWORD got;
    BOOL ok;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return false;
    ok = GetTokenInformation(token, TokenUser, user, sizeof(own->user), &got);
    CloseHandle(token);
    if (!ok) return false;
    own->sid_bytes = GetLengthSid(user->User.Sid);
    own->attributes = (SECURITY_ATTRIBUTES){sizeof(own->attributes), &own->descriptor, FALSE};
    return InitializeAcl(acl, sizeof(own->acl), ACL_REVISION) &&
           AddAccessAllowedAce(acl, ACL_REVISION, GENERIC_ALL, user->User.Sid) &&
           InitializeSecurityDescriptor(&own->descriptor, SECURITY_DESCRIPTOR_REVISION) &&
           SetSecurityDescriptorDacl(&own->descriptor, TRUE, acl, FALSE);
}

static WCHAR *put(WCHAR *at, const WCHAR *text)
{
    while (*text)
        *at++ = *text++;
    *at = 0;
    return at;
}

enum {
    FULL_NAME = 64 + 2 * SECURITY_MAX_SID_SIZE + SYS_SHARED_NAME
};

/* "Local\OpenMAPI.<the user's SID in hex>.<name>": a session may hold programs of several users. */
static bool full_name(const struct own *own, const WCHAR *name, const WCHAR *suffix,
                      WCHAR out[FULL_NAME])
{
    static const WCHAR digits[] = L"0123456789abcdef";
    const BYTE *sid = ((const TOKEN_USER *)own->user)->User.Sid;
    WCHAR *at = put(out, L"Local\\OpenMAPI.");

    if (lstrlenW(name) >= SYS_SHARED_NAME || own->sid_bytes > SECURITY_MAX_SID_SIZE) return false;
    for (DWORD i = 0; i < own->sid_bytes; i++) {
        *at++ = digits[sid[i] >> 4];
        *at++ = digits[sid[i] & 15];
    }
    put(put(put(at, L"."), name), suffix);
    return true;
}

/* ---- memory ---- */

static HRESULT error(void)
{
    switch (GetLastError()) {
    case ERROR_ACCESS_DENIED:
        return MAPI_E_NO_ACCESS;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_COMMITMENT_LIMIT:
    case ERROR_NO_SYSTEM_RESOURCES:
        return MAPI_E_NOT_ENOUGH_MEMORY;
    default:
        return MAPI_E_CALL_FAILED;
    }
}

HRESULT sys_shared_open(const WCHAR *name, size_t bytes, struct sys_shared **out)
{
    struct sys_shared *shared = sys_heap_zero(sizeof(*shared));
    WCHAR memory[FULL_NAME], mutex[FULL_NAME];
    struct own own;
    HRESULT hr = S_OK;

    *out = NULL;
    if (!shared) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (!own_make(&own) || !full_name(&own, name, L"", memory) ||
        !full_name(&own, name, L".lock", mutex)) {
        sys_heap_free(shared);
        return MAPI_E_CALL_FAILED;
    }
    shared->mutex = CreateMutexW(&own.attributes, FALSE, mutex);
    if (shared->mutex)
        shared->section = CreateFileMappingW(INVALID_HANDLE_VALUE, &own.attributes, PAGE_READWRITE,
                                             0, (DWORD)bytes, memory);
    if (shared->section)
        shared->memory =
            MapViewOfFile(shared->section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, bytes);
    if (!shared->memory) {
        hr = error();
        sys_shared_close(shared);
        return hr;
    }
    *out = shared;
    return S_OK;
}

void *sys_shared_memory(struct sys_shared *shared)
{
    return shared->memory;
}

bool sys_shared_take(struct sys_shared *shared, ULONG msec)
{
    DWORD got = WaitForSingleObject(shared->mutex, msec);

    return got == WAIT_OBJECT_0 || got == WAIT_ABANDONED;
}

void sys_shared_drop(struct sys_shared *shared)
{
    ReleaseMutex(shared->mutex);
}

void sys_shared_close(struct sys_shared *shared)
{
    if (!shared) return;
    if (shared->memory) UnmapViewOfFile(shared->memory);
    if (shared->section) CloseHandle(shared->section);
    if (shared->mutex) CloseHandle(shared->mutex);
    sys_heap_free(shared);
}

/* ---- bells ---- */

/* An event is its handle. */
HRESULT sys_bell_hang(const WCHAR *name, struct sys_event **out)
{
    WCHAR full[FULL_NAME];
    struct own own;

    *out = NULL;
    if (!own_make(&own) || !full_name(&own, name, L"", full)) return MAPI_E_CALL_FAILED;
    *out = (struct sys_event *)CreateEventW(&own.attributes, FALSE, FALSE, full);
    return *out ? S_OK : error();
}

void sys_bell_take_down(struct sys_event *bell)
{
    if (bell) CloseHandle((HANDLE)bell);
}

void sys_bell_ring(const WCHAR *name)
{
    WCHAR full[FULL_NAME];
    struct own own;
    HANDLE event;

    if (!own_make(&own) || !full_name(&own, name, L"", full)) return;
    event = OpenEventW(EVENT_MODIFY_STATE, FALSE, full);
    if (!event) return;
    SetEvent(event);
    CloseHandle(event);
}

/* ---- processes ---- */

static uint64_t born_when(HANDLE process)
{
    FILETIME born, ended, kernel, user;

    if (!GetProcessTimes(process, &born, &ended, &kernel, &user)) return 0;
    return (uint64_t)born.dwHighDateTime << 32 | born.dwLowDateTime;
}

uint64_t sys_process_born(void)
{
    return born_when(GetCurrentProcess());
}

bool sys_process_lives(ULONG id, uint64_t born)
{
    HANDLE process = OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
    uint64_t when;
    bool lives;

    if (!process) return GetLastError() != ERROR_INVALID_PARAMETER; /* there is no such process */
    when = born_when(process);
    lives = WaitForSingleObject(process, 0) == WAIT_TIMEOUT && (!when || when == born);
    CloseHandle(process);
    return lives;
}
