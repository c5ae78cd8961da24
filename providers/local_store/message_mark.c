/*
 * message_mark.c - marks on messages that last as long as their holder
 *
 * On Windows a named event, of which nothing but its existence counts; elsewhere a name in Linux'
 * abstract socket space.
 */
#include "message_mark.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_CHARS 80

static void make_name(const GUID *store, int64_t message, char name[NAME_CHARS])
{
    const uint8_t *bytes = (const uint8_t *)store;
    int n = 0;

    n += snprintf(name, NAME_CHARS, "OpenMAPI-message-");
    for (size_t i = 0; i < sizeof(*store); i++)
        n += snprintf(name + n, NAME_CHARS - (size_t)n, "%02x", bytes[i]);
    snprintf(name + n, NAME_CHARS - (size_t)n, "-%08x%08x", (unsigned)(message >> 32),
             (unsigned)message);
}

#ifdef _WIN32
struct message_mark {
    HANDLE event;
};

static void make_event_name(const GUID *store, int64_t message, char name[NAME_CHARS + 7])
{
    memcpy(name, "Global\\", 7); /* a user may be logged on twice */
    make_name(store, message, name + 7);
}

HRESULT message_mark_set(const GUID *store, int64_t message, struct message_mark **out)
{
    struct message_mark *mark = malloc(sizeof(*mark));
    char name[NAME_CHARS + 7];
    bool other;

    *out = NULL;
    if (!mark) return MAPI_E_NOT_ENOUGH_MEMORY;
    make_event_name(store, message, name);
    mark->event = CreateEventA(NULL, TRUE, FALSE, name);
    other = GetLastError() == ERROR_ALREADY_EXISTS || GetLastError() == ERROR_ACCESS_DENIED;
    if (mark->event && !other) {
        *out = mark;
        return S_OK;
    }
    if (mark->event) CloseHandle(mark->event);
    free(mark);
    return other ? S_FALSE : MAPI_E_CALL_FAILED;
}

void message_mark_clear(struct message_mark *mark)
{
    if (!mark) return;
    CloseHandle(mark->event);
    free(mark);
}

bool message_mark_is_set(const GUID *store, int64_t message)
{
    char name[NAME_CHARS + 7];
    HANDLE event;

    make_event_name(store, message, name);
    event = OpenEventA(SYNCHRONIZE, FALSE, name);
    if (!event) return GetLastError() != ERROR_FILE_NOT_FOUND;
    CloseHandle(event);
    return true;
}
#else
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct message_mark {
    int socket;
};

/* -1, and errno EADDRINUSE: another has it. */
static int take_name(const GUID *store, int64_t message)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int error, it = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (it < 0) return -1;
    make_name(store, message, address.sun_path + 1);
    if (!bind(it, (struct sockaddr *)&address, sizeof(address))) return it;
    error = errno;
    close(it);
    errno = error;
    return -1;
}

HRESULT message_mark_set(const GUID *store, int64_t message, struct message_mark **out)
{
    struct message_mark *mark = malloc(sizeof(*mark));

    *out = NULL;
    if (!mark) return MAPI_E_NOT_ENOUGH_MEMORY;
    mark->socket = take_name(store, message);
    if (mark->socket >= 0) {
        *out = mark;
        return S_OK;
    }
    free(mark);
    return errno == EADDRINUSE ? S_FALSE : MAPI_E_CALL_FAILED;
}

void message_mark_clear(struct message_mark *mark)
{
    if (!mark) return;
    close(mark->socket);
    free(mark);
}

bool message_mark_is_set(const GUID *store, int64_t message)
{
    int it = take_name(store, message);

    if (it < 0) return true;
    close(it);
    return false;
}
#endif
