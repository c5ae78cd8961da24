/*
 * simple_mail.c - the exports of Simple MAPI that send
 */
#include "api/simple.h"
#include "base/error.h"
#include "base/mem.h"
#include "mapicode.h"
#include "simple/simple_code.h"
#include "simple/simple_documents.h"
#include "simple/simple_send.h"

static HRESULT send_in(LHANDLE handle, ULONG_PTR window, const MapiMessageW *message, FLAGS flags)
{
    struct simple_session *session = NULL;
    HRESULT hr = simple_enter_any(handle, window, flags, &session);

    if (SUCCEEDED(hr)) hr = simple_send(session, message, flags);
    simple_session_drop(session);
    return hr;
}

/*
 * MAPISendMail - a message goes into the outgoing queue, its files' bytes with it
 *
 * handle    a session; 0: the shared one, else one of the default profile for this call
 * window    not used: there are no dialogs
 * message   ulReserved CP_UTF8 (65001): all text is UTF-8, else ANSI. Recipients need an entry ID,
 *           an address ("SMTP:ann@example.org"; without a type it is SMTP) or a name that the
 *           address book has once. lpOriginator is ignored
 * flags     MAPI_DIALOG, MAPI_DIALOG_MODELESS: there is no dialog; where the registry allows that
 *           (README) what is complete goes without, else MAPI_E_NOT_SUPPORTED.
 *           MAPI_NEW_SESSION, MAPI_LOGON_UI: for handle 0. Others are ignored
 * reserved  ignored
 * Errors    MAPI_E_INVALID_SESSION, MAPI_E_LOGIN_FAILURE
 *           MAPI_E_FAILURE             message is NULL
 *           MAPI_E_UNKNOWN_RECIPIENT   nobody has that name, or there are no recipients
 *           MAPI_E_AMBIGUOUS_RECIPIENT, MAPI_E_BAD_RECIPTYPE, MAPI_E_INVALID_RECIPS,
 *           MAPI_E_TOO_MANY_RECIPIENTS (more than 32,768)
 *           MAPI_E_ATTACHMENT_NOT_FOUND, MAPI_E_ATTACHMENT_OPEN_FAILURE,
 *           MAPI_E_ATTACHMENT_TOO_LARGE, MAPI_E_TOO_MANY_FILES (more than 4,096)
 *           MAPI_E_INSUFFICIENT_MEMORY, MAPI_E_DISK_FULL
 * Source    MAPISendMail (Simple MAPI reference); contracts 12.3
 */
ULONG WINAPI MAPISendMail(LHANDLE handle, ULONG_PTR window, lpMapiMessage message, FLAGS flags,
                          ULONG reserved)
{
    AUTO_FREE MapiMessageW *wide = NULL;
    HRESULT hr = simple_message_in(message, &wide);

    (void)reserved;
    if (SUCCEEDED(hr)) hr = send_in(handle, window, wide, flags);
    return simple_code(hr);
}

/*
 * MAPISendMailW - the same with text in UTF-16
 *
 * flags     MAPI_FORCE_UNICODE, too: nothing is ever turned into ANSI
 * Source    MAPISendMailW (Windows SDK); contracts 12.3-26, 12.3-27
 */
ULONG WINAPI MAPISendMailW(LHANDLE handle, ULONG_PTR window, lpMapiMessageW message, FLAGS flags,
                           ULONG reserved)
{
    HRESULT hr = simple_message_check(message);

    (void)reserved;
    if (SUCCEEDED(hr)) hr = send_in(handle, window, message, flags);
    return simple_code(hr);
}

/*
 * MAPISendDocuments - a message with these files, for the user to address and send
 *
 * It always shows the message first, and there is no dialog yet.
 * delimiter  its first character stands between paths, and between names
 * paths      NULL or "": no files
 * names      NULL or "": the paths' own
 * Errors     MAPI_E_NOT_SUPPORTED            there is no dialog
 *            MAPI_E_ATTACHMENT_OPEN_FAILURE  a file can't be opened
 *            MAPI_E_TOO_MANY_FILES, MAPI_E_INSUFFICIENT_MEMORY, MAPI_E_LOGIN_FAILURE
 * Source     MAPISendDocuments (Simple MAPI reference); contracts 12.4
 */
ULONG WINAPI MAPISendDocuments(ULONG_PTR window, LPSTR delimiter, LPSTR paths, LPSTR names,
                               ULONG reserved)
{
    AUTO_FREE MapiMessageW *message = NULL;
    HRESULT hr = simple_documents(delimiter, paths, names, &message);
    ULONG code;

    (void)reserved;
    if (SUCCEEDED(hr)) hr = send_in(0, window, message, MAPI_DIALOG | MAPI_LOGON_UI);
    code = simple_code(hr);
    return code == MAPI_E_ATTACHMENT_NOT_FOUND ? MAPI_E_ATTACHMENT_OPEN_FAILURE : code;
}
