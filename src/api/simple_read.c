/*
 * simple_read.c - the exports of Simple MAPI that read, save and delete messages
 */
#include "api/simple.h"
#include "base/error.h"
#include "base/mem.h"
#include "mapicode.h"
#include "simple/simple_code.h"
#include "simple/simple_find.h"
#include "simple/simple_id.h"
#include "simple/simple_read.h"
#include "simple/simple_save.h"

/* A session, its store, and the message that a call means. */
struct call {
    struct simple_session *session;
    struct simple_store *store;
    SBinary eid; /* lpb NULL: none is named */
    BYTE bytes[SIMPLE_ID_BYTES];
};

static HRESULT begin(struct call *call, const char *id)
{
    HRESULT hr = S_OK;

    call->eid = (SBinary){0};
    if (id && *id) hr = simple_id_read(id, call->bytes, &call->eid);
    return SUCCEEDED(hr) ? simple_store_open(call->session, &call->store) : hr;
}

static void end(struct call *call)
{
    simple_store_leave(call->session, call->store);
    simple_session_drop(call->session);
}

/*
 * MAPIFindNext - the identifier of the next message in the receive folder of a type
 *
 * type      NULL or "": IPM; messages of this type and of those below it
 * seed      the message before it; NULL or "": the first is wanted. It may have been deleted since,
 *           when it was what the last call gave
 * flags     MAPI_UNREAD_ONLY, MAPI_GUARANTEE_FIFO, MAPI_LONG_MSGID; others are ignored. Messages
 *           come by time of delivery
 * id        room for 64 characters, under MAPI_LONG_MSGID for 512; untouched on failure
 * Errors    MAPI_E_INVALID_SESSION (0, too), MAPI_E_NO_MESSAGES, MAPI_E_INVALID_MESSAGE (seed),
 *           MAPI_E_NOT_SUPPORTED (no such order), MAPI_E_FAILURE (no room for the identifier),
 *           MAPI_E_INSUFFICIENT_MEMORY
 * Source    MAPIFindNext (Simple MAPI reference); contracts 12.5-01 to 12.5-07
 */
ULONG WINAPI MAPIFindNext(LHANDLE handle, ULONG_PTR window, LPSTR type, LPSTR seed, FLAGS flags,
                          ULONG reserved, LPSTR id)
{
    AUTO_FREE void *root = mem_zero(1);
    struct call call = {0};
    WCHAR *wide = NULL;
    SBinary found;
    HRESULT hr = simple_enter(handle, &call.session);

    (void)window, (void)reserved;
    if (FAILED(hr)) return simple_code(hr);
    if (!id) hr = FAIL(MAPI_E_INVALID_PARAMETER);
    else hr = root ? simple_text_in(type, 0, root, &wide) : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr)) hr = begin(&call, seed);
    if (SUCCEEDED(hr))
        hr = simple_find(call.store, wide, call.eid.lpb ? &call.eid : NULL, flags, root, &found);
    if (SUCCEEDED(hr))
        hr = simple_id_write(&found, flags & MAPI_LONG_MSGID ? SIMPLE_ID_LONG : SIMPLE_ID, id);
    end(&call);
    return simple_code(hr);
}

/*
 * MAPIReadMail - a message, and what is attached to it in temporary files
 *
 * flags     MAPI_ENVELOPE_ONLY, MAPI_SUPPRESS_ATTACH (nFileCount still counts, lpFiles is NULL),
 *           MAPI_BODY_AS_FILE, MAPI_PEEK; others are ignored
 * message   freed by one MAPIFreeBuffer; NULL on failure. The files are the caller's to delete
 * Errors    MAPI_E_INVALID_SESSION (0, too), MAPI_E_INVALID_MESSAGE, MAPI_E_TEXT_TOO_LARGE,
 *           MAPI_E_TOO_MANY_FILES, MAPI_E_TOO_MANY_RECIPIENTS, MAPI_E_ATTACHMENT_WRITE_FAILURE,
 *           MAPI_E_ATTACHMENT_OPEN_FAILURE, MAPI_E_DISK_FULL, MAPI_E_INSUFFICIENT_MEMORY,
 *           MAPI_E_FAILURE (message is NULL); the message stays unread then
 * Source    MAPIReadMail (Simple MAPI reference); contracts 12.5-08 to 12.5-16
 */
ULONG WINAPI MAPIReadMail(LHANDLE handle, ULONG_PTR window, LPSTR id, FLAGS flags, ULONG reserved,
                          lpMapiMessage *message)
{
    struct call call = {0};
    HRESULT hr = simple_enter(handle, &call.session);

    (void)window, (void)reserved;
    if (message) *message = NULL;
    if (FAILED(hr)) return simple_code(hr);
    if (!message) hr = FAIL(MAPI_E_INVALID_PARAMETER);
    if (SUCCEEDED(hr)) hr = begin(&call, id);
    if (SUCCEEDED(hr) && !call.eid.lpb) hr = SIMPLE_FAIL(MAPI_E_INVALID_MESSAGE);
    if (SUCCEEDED(hr)) hr = simple_read(call.store, &call.eid, flags, message);
    end(&call);
    return simple_code(hr);
}

/*
 * MAPISaveMail - a message is replaced, or a new one saved in the receive folder of its type
 *
 * handle    0: a session for this call, when id is ""
 * message   lpOriginator and lpszDateReceived are ignored; MAPI_UNREAD and MAPI_SENT count for a
 *           new message alone
 * flags     MAPI_LOGON_UI, MAPI_NEW_SESSION, MAPI_LONG_MSGID; others are ignored
 * id        "" or NULL: a new message, whose identifier is written there: room for 64 characters,
 *           under MAPI_LONG_MSGID for 512
 * Errors    MAPI_E_INVALID_SESSION, MAPI_E_LOGIN_FAILURE, MAPI_E_INVALID_MESSAGE,
 *           MAPI_E_INVALID_RECIPS, MAPI_E_BAD_RECIPTYPE, those of files as in MAPISendMail,
 *           MAPI_E_FAILURE (message is NULL), MAPI_E_INSUFFICIENT_MEMORY
 * Source    MAPISaveMail (Simple MAPI reference); contracts 12.5-17 to 12.5-20
 */
ULONG WINAPI MAPISaveMail(LHANDLE handle, ULONG_PTR window, lpMapiMessage message, FLAGS flags,
                          ULONG reserved, LPSTR id)
{
    AUTO_FREE MapiMessageW *wide = NULL;
    struct call call = {0};
    SBinary saved = {0};
    bool is_new = !id || !*id;
    HRESULT hr = is_new ? simple_enter_any(handle, window, flags, &call.session)
                        : simple_enter(handle, &call.session);

    (void)reserved;
    if (FAILED(hr)) return simple_code(hr);
    hr = simple_message_in(message, &wide);
    if (SUCCEEDED(hr)) hr = begin(&call, id);
    if (SUCCEEDED(hr)) hr = simple_save(call.session, call.store, &call.eid, wide, wide, &saved);
    if (SUCCEEDED(hr) && is_new && id)
        hr = simple_id_write(&saved, flags & MAPI_LONG_MSGID ? SIMPLE_ID_LONG : SIMPLE_ID, id);
    end(&call);
    return simple_code(hr);
}

/*
 * MAPIDeleteMail - a message is gone, and its identifier means nothing any more
 *
 * flags     ignored
 * Errors    MAPI_E_INVALID_SESSION (0, too), MAPI_E_INVALID_MESSAGE, MAPI_E_MESSAGE_IN_USE (it
 * waits to be sent), MAPI_E_INSUFFICIENT_MEMORY Source    MAPIDeleteMail (Simple MAPI reference);
 * contracts 12.5-21
 */
ULONG WINAPI MAPIDeleteMail(LHANDLE handle, ULONG_PTR window, LPSTR id, FLAGS flags, ULONG reserved)
{
    struct call call = {0};
    HRESULT hr = simple_enter(handle, &call.session);

    (void)window, (void)flags, (void)reserved;
    if (FAILED(hr)) return simple_code(hr);
    hr = begin(&call, id);
    if (SUCCEEDED(hr) && !call.eid.lpb) hr = SIMPLE_FAIL(MAPI_E_INVALID_MESSAGE);
    if (SUCCEEDED(hr)) hr = simple_delete(call.store, &call.eid);
    end(&call);
    return simple_code(hr);
}
