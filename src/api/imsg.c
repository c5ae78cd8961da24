/*
 * imsg.c - exports about messages in storages
 */
#include "imessage.h"
#include "base/error.h"
#include "msg/imsg.h"

/*
 * OpenIMsgSession - a session that messages can be opened in, to be closed with it
 *
 * malloc   asked for, not needed: what OLE allocates is COM's own
 * flags    0 or MAPI_UNICODE: messages opened in it keep text as Unicode
 * session  for CloseIMsgSession
 * Errors   MAPI_E_INVALID_PARAMETER (malloc or session is NULL), MAPI_E_UNKNOWN_FLAGS (the page's
 *          MAPI_E_INVALID_FLAGS has no definition), MAPI_E_NOT_ENOUGH_MEMORY
 * Source   OpenIMsgSession; contracts 11.9-01
 */
SCODE STDMETHODCALLTYPE OpenIMsgSession(LPMALLOC malloc, ULONG flags, LPMSGSESS *session)
{
    struct imsg_session *made;
    HRESULT hr;

    if (session) *session = NULL;
    if (!malloc || !session) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~(ULONG)MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = imsg_session_open(flags & MAPI_UNICODE, &made);
    *session = (LPMSGSESS)made;
    return hr;
}

/* CloseIMsgSession - and all that was opened in it, still referenced or not. NULL does nothing.
 * Contracts 11.9-02 */
void STDMETHODCALLTYPE CloseIMsgSession(LPMSGSESS session)
{
    if (session) imsg_session_close((struct imsg_session *)session);
}

/*
 * OpenIMsgOnIStg - the message in a storage, or a new one in an empty storage
 *
 * session   NULL: the message stands alone allocate_buffer, allocate_more, free_buffer, malloc
 *           MAPI's own, in one of their guises: what they give is ours to free. All are required
 *           without a support object
 * support   an IMAPISupport, or NULL: then no dialog is shown, and recipients' identifiers are kept
 *           as they come
 * storage   read-only, or read/write (and transacted, if what isn't saved is to be forgotten); held
 *           until the message goes call_release, caller_data NULL, or called once when storage is
 *           not needed any more
 * flags     IMSG_NO_ISTG_COMMIT, MAPI_UNICODE, MAPI_DEFERRED_ERRORS
 * Errors    MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, imsg_open's
 * Source    OpenIMsgOnIStg; contracts 11.9-03 to -07
 */
SCODE STDMETHODCALLTYPE OpenIMsgOnIStg(LPMSGSESS session, LPALLOCATEBUFFER allocate_buffer,
                                       LPALLOCATEMORE allocate_more, LPFREEBUFFER free_buffer,
                                       LPMALLOC malloc, LPVOID support, LPSTORAGE storage,
                                       MSGCALLRELEASE *call_release, ULONG caller_data, ULONG flags,
                                       LPMESSAGE *message)
{
    struct imsg_open open = {
        .session = (struct imsg_session *)session,
        .support = support,
        .storage = storage,
        .released = call_release,
        .caller = caller_data,
        .unicode = flags & MAPI_UNICODE,
        .keep_storage = flags & IMSG_NO_ISTG_COMMIT,
    };

    if (message) *message = NULL;
    if (!message || !storage) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!support && (!allocate_buffer || !allocate_more || !free_buffer || !malloc))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~(ULONG)(IMSG_NO_ISTG_COMMIT | MAPI_UNICODE | MAPI_DEFERRED_ERRORS))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return imsg_open(&open, message);
}

/*
 * GetAttribIMsgOnIStg - what may be done with properties of a message in a storage, or of an
 * attachment of it
 *
 * attrs    one for each tag, in their order; PROPATTR_NOT_PRESENT for what isn't there; one block
 * Gives    MAPI_W_ERRORS_RETURNED when one isn't there
 * Errors   MAPI_E_INVALID_PARAMETER, MAPI_E_NO_SUPPORT (another kind of object),
 *          MAPI_E_NOT_ENOUGH_MEMORY
 * Source   GetAttribIMsgOnIStg; contracts 11.9-16
 */
HRESULT STDMETHODCALLTYPE GetAttribIMsgOnIStg(LPVOID message, LPSPropTagArray tags,
                                              LPSPropAttrArray *attrs)
{
    if (attrs) *attrs = NULL;
    if (!message || !tags || !tags->cValues || !attrs) return FAIL(MAPI_E_INVALID_PARAMETER);
    return imsg_get_attributes(message, tags, attrs);
}

/*
 * SetAttribIMsgOnIStg - says what may be done with them; without PROPATTR_WRITEABLE SetProps gives
 * MAPI_E_NO_ACCESS
 *
 * attrs     as many as tags
 * problems  NULL, or gets those that could not be set
 * Gives     MAPI_W_ERRORS_RETURNED when there are problems
 * Errors    as GetAttribIMsgOnIStg; MAPI_E_NO_ACCESS (the message is read-only)
 * Source    SetAttribIMsgOnIStg; contracts 11.9-16 to -18
 */
HRESULT STDMETHODCALLTYPE SetAttribIMsgOnIStg(LPVOID message, LPSPropTagArray tags,
                                              LPSPropAttrArray attrs, LPSPropProblemArray *problems)
{
    if (problems) *problems = NULL;
    if (!message || !tags || !tags->cValues || !attrs || attrs->cValues != tags->cValues)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return imsg_set_attributes(message, tags, attrs, problems);
}
