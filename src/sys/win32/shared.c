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

/* The user, with or without administrator's rights, owns it and may do all; nobody else anything.
 */
struct own {
    SECURITY_ATTRIBUTES attributes;
    SECURITY_DESCRIPTOR descriptor;
    DWORD acl[32 + SECURITY_MAX_SID_SIZE / 4];
    DWORD user[(sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE) / 4];
    DWORD sid_bytes;
};

static PSID sid_of(const struct own *own)
{
    return ((const TOKEN_USER *)own->user)->User.Sid;
}

static bool own_make(struct own *own)
{
    ACL *acl = (ACL *)own->acl;
    HANDLE token;
    DWORD got;
    BOOL ok;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return false;
    ok = GetTokenInformation(token, TokenUser, own->user, sizeof(own->user), &got);
    CloseHandle(token);
    if (!ok) return false;
    own->sid_bytes = GetLengthSid(sid_of(own));
    own->attributes = (SECURITY_ATTRIBUTES){sizeof(own->attributes), &own->descriptor, FALSE};
    return InitializeAcl(acl, sizeof(own->acl), ACL_REVISION) &&
           AddAccessAllowedAce(acl, ACL_REVISION, GENERIC_ALL, sid_of(own)) &&
           InitializeSecurityDescriptor(&own->descriptor, SECURITY_DESCRIPTOR_REVISION) &&
           SetSecurityDescriptorOwner(&own->descriptor, sid_of(own), FALSE) &&
           SetSecurityDescriptorDacl(&own->descriptor, TRUE, acl, FALSE);
}

/* A process has the same user for ever. NULL: it can't be told. */
static struct own *own_get(void)
{
    static SRWLOCK lock = SRWLOCK_INIT;
    static struct own own;
    static bool made;
    bool is_made;

    AcquireSRWLockExclusive(&lock);
    is_made = made = made || own_make(&own);
    ReleaseSRWLockExclusive(&lock);
    return is_made ? &own : NULL;
}

/* Anybody can be the first to make something of a name. */
static bool is_own(const struct own *own, HANDLE object)
{
    DWORD bytes[(sizeof(SECURITY_DESCRIPTOR) + SECURITY_MAX_SID_SIZE) / 4 + 8], need;
    BOOL defaulted;
    PSID owner;

    return GetKernelObjectSecurity(object, OWNER_SECURITY_INFORMATION, bytes, sizeof(bytes),
                                   &need) &&
           GetSecurityDescriptorOwner(bytes, &owner, &defaulted) && owner &&
           EqualSid(owner, sid_of(own));
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
    const BYTE *sid = sid_of(own);
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

/* All of it is there: who made it first may have reserved its addresses alone. */
static bool is_memory(const void *memory, size_t bytes)
{
    MEMORY_BASIC_INFORMATION part;

    return VirtualQuery(memory, &part, sizeof(part)) == sizeof(part) && part.State == MEM_COMMIT &&
           part.Protect == PAGE_READWRITE && part.RegionSize >= bytes;
}

static HRESULT shared_make(struct sys_shared *shared, struct own *own, const WCHAR *memory,
                           const WCHAR *mutex, size_t bytes)
{
    shared->mutex = CreateMutexW(&own->attributes, FALSE, mutex);
    if (!shared->mutex) return error();
    if (!is_own(own, shared->mutex)) return MAPI_E_NO_ACCESS;
    shared->section = CreateFileMappingW(INVALID_HANDLE_VALUE, &own->attributes, PAGE_READWRITE, 0,
                                         (DWORD)bytes, memory);
    if (!shared->section) return error();
    if (!is_own(own, shared->section)) return MAPI_E_NO_ACCESS;
    shared->memory = MapViewOfFile(shared->section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, bytes);
    if (!shared->memory) return error();
    return is_memory(shared->memory, bytes) ? S_OK : MAPI_E_NO_ACCESS;
}

HRESULT sys_shared_open(const WCHAR *name, size_t bytes, struct sys_shared **out)
{
    WCHAR memory[FULL_NAME], mutex[FULL_NAME];
    struct own *own = own_get();
    struct sys_shared *shared;
    HRESULT hr;

    *out = NULL;
    if (!own || !full_name(own, name, L"", memory) || !full_name(own, name, L".lock", mutex))
        return MAPI_E_CALL_FAILED;
    shared = sys_heap_zero(sizeof(*shared));
    if (!shared) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = shared_make(shared, own, memory, mutex, bytes);
    if (FAILED(hr)) sys_shared_close(shared);
    else *out = shared;
    return hr;
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
    struct own *own = own_get();
    WCHAR full[FULL_NAME];
    HANDLE event;

    *out = NULL;
    if (!own || !full_name(own, name, L"", full)) return MAPI_E_CALL_FAILED;
    event = CreateEventW(&own->attributes, FALSE, FALSE, full);
    if (!event) return GetLastError() == ERROR_ACCESS_DENIED ? MAPI_E_COLLISION : error();
    if (GetLastError() == ERROR_ALREADY_EXISTS) {
        CloseHandle(event);
        return MAPI_E_COLLISION;
    }
    *out = (struct sys_event *)event;
    return S_OK;
}

void sys_bell_take_down(struct sys_event *bell)
{
    if (bell) CloseHandle((HANDLE)bell);
}

static HANDLE find_bell(const WCHAR *name, DWORD access)
{
    struct own *own = own_get();
    WCHAR full[FULL_NAME];

    if (own && full_name(own, name, L"", full)) return OpenEventW(access, FALSE, full);
    SetLastError(ERROR_NOT_READY);
    return NULL;
}

bool sys_bell_ring(const WCHAR *name)
{
    HANDLE bell = find_bell(name, EVENT_MODIFY_STATE);

    if (!bell) return false;
    SetEvent(bell);
    CloseHandle(bell);
    return true;
}

bool sys_bell_hangs(const WCHAR *name)
{
    HANDLE bell = find_bell(name, SYNCHRONIZE);

    if (!bell) return GetLastError() != ERROR_FILE_NOT_FOUND;
    CloseHandle(bell);
    return true;
}
