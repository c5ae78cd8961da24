/*
 * converter_session.c - IConverterSession: a message to Internet mail and back
 *
 * Each setting holds until it is changed; conversions may run on several threads, each with the
 * settings it found.
 */
#include "msg/converter_session.h"
#include "base/error.h"
#include "base/lock.h"
#include "com/com.h"
#include "mapimime.h"
#include "mapix.h"
#include "msg/from_mime.h"
#include "msg/to_mime.h"
#include "sys/codepage.h"

#define TO_MAPI_FLAGS                                                                              \
    (CCSF_SMTP | CCSF_NOHEADERS | CCSF_INCLUDE_BCC | CCSF_USE_RTF | CCSF_EMBEDDED_MESSAGE |        \
     CCSF_GLOBAL_MESSAGE)
#define TO_MIME_FLAGS                                                                              \
    (TO_MAPI_FLAGS | CCSF_USE_TNEF | CCSF_8BITHEADERS | CCSF_PLAIN_TEXT_ONLY | CCSF_NO_MSGID |     \
     CCSF_PRESERVE_SOURCE)

struct converter_session {
    struct com_object com;
    IConverterSession IConverterSession_iface;
    struct lock lock;               /* of settings */
    struct to_mime_options settings; /* addrbook owned; flags unused */
};

static void converter_session_destroy(void *self)
{
    struct converter_session *session = self;

    com_release(&session->settings.addrbook);
    lock_destroy(&session->lock);
}

static const struct com_face converter_session_faces[] = {
    COM_FACE(converter_session, IConverterSession),
};
COM_CLASS(converter_session);
COM_UNKNOWN(converter_session, IConverterSession)

/*
 * SetAdrBook - who knows the Internet addresses of recipients that have none themselves
 *
 * addrbook  held until another comes; NULL: nobody
 * Errors    none
 * Source    IConverterSession::SetAdrBook (MAPI reference)
 */
static HRESULT STDMETHODCALLTYPE converter_session_SetAdrBook(IConverterSession *iface,
                                                              LPADRBOOK addrbook)
{
    struct converter_session *session = converter_session_from(iface);
    IAddrBook *old;

    if (addrbook) com_addref(addrbook);
    lock_take(&session->lock);
    old = session->settings.addrbook;
    session->settings.addrbook = addrbook;
    lock_drop(&session->lock);
    com_release(&old);
    return S_OK;
}

/*
 * SetEncoding - the content transfer encoding of the outermost message's body
 *
 * encoding  IET_BASE64, IET_UUENCODE, IET_QP, IET_7BIT, IET_8BIT. Where a body can't be sent so
 *           (8-bit text as IET_7BIT, lines of more than 998 bytes), quoted-printable is used
 * Errors    E_INVALIDARG
 * Source    IConverterSession::SetEncoding (MAPI reference)
 */
static HRESULT STDMETHODCALLTYPE converter_session_SetEncoding(IConverterSession *iface,
                                                               ENCODINGTYPE encoding)
{
    struct converter_session *session = converter_session_from(iface);

    switch (encoding) {
    case IET_BASE64:
    case IET_UUENCODE:
    case IET_QP:
    case IET_7BIT:
    case IET_8BIT: break;
    default: return FAIL(E_INVALIDARG);
    }
    LOCKED(&session->lock);
    session->settings.encoding = encoding;
    return S_OK;
}

/*
 * SetTextWrapping - whether plain text is wrapped, and where
 *
 * wrap     its low byte alone counts: C++ clients declare it bool
 * width    columns; 0 means 76
 * Errors   none
 * Source   IConverterSession::SetTextWrapping (MAPI reference)
 */
static HRESULT STDMETHODCALLTYPE converter_session_SetTextWrapping(IConverterSession *iface,
                                                                   BOOL wrap, ULONG width)
{
    struct converter_session *session = converter_session_from(iface);

    LOCKED(&session->lock);
    session->settings.wrap = !(wrap & 0xff) ? 0 : width ? width : 76;
    return S_OK;
}

/*
 * SetSaveFormat - MIME, or the mail of before
 *
 * format   SAVE_RFC1521: MIME, the default; SAVE_RFC822: text, then attachments uuencoded
 * Errors   E_INVALIDARG
 * Source   IConverterSession::SetSaveFormat (MAPI reference)
 */
static HRESULT STDMETHODCALLTYPE converter_session_SetSaveFormat(IConverterSession *iface,
                                                                 MIMESAVETYPE format)
{
    struct converter_session *session = converter_session_from(iface);

    if (format != SAVE_RFC822 && format != SAVE_RFC1521) return FAIL(E_INVALIDARG);
    LOCKED(&session->lock);
    session->settings.format = format;
    return S_OK;
}

/*
 * SetCharSet - the charset that text is written in
 *
 * apply    its low byte alone counts: C++ clients declare it bool; false: the default again
 * charset  MimeOLE's handle; NULL: the default. Text that the charset can't say goes out as UTF-8
 * how      a CSETAPPLYTYPE: all say the same for a message of properties, of which none is tagged
 * Errors   E_INVALIDARG  how is none, or charset isn't a handle of the MimeOLE in this process
 * Source   IConverterSession::SetCharSet (MAPI reference)
 */
static HRESULT STDMETHODCALLTYPE converter_session_SetCharSet(IConverterSession *iface, BOOL apply,
                                                              HCHARSET charset, CSETAPPLYTYPE how)
{
    struct converter_session *session = converter_session_from(iface);
    UINT code_page = 0;

    if ((unsigned)how > CSET_APPLY_TAG_ALL) return FAIL(E_INVALIDARG);
    if (apply & 0xff && charset) {
        code_page = sys_charset_code_page(charset);
        if (!code_page) return FAIL(E_INVALIDARG);
    }
    LOCKED(&session->lock);
    session->settings.code_page = code_page;
    return S_OK;
}

/*
 * MIMEToMAPI - fills a message from Internet mail; the caller saves it
 *
 * stream   read from its position to its end
 * source   NULL
 * flags    CCSF_SMTP, CCSF_NOHEADERS, CCSF_INCLUDE_BCC, CCSF_USE_RTF (HTML stays HTML, which the
 *          page allows), CCSF_EMBEDDED_MESSAGE, CCSF_GLOBAL_MESSAGE
 * Errors   E_INVALIDARG  no stream, no message, a source, an unknown flag; those of
 *          message_from_mime
 * Source   IConverterSession::MIMEToMAPI (MAPI reference)
 */
static HRESULT STDMETHODCALLTYPE converter_session_MIMEToMAPI(IConverterSession *iface,
                                                              LPSTREAM stream, LPMESSAGE message,
                                                              LPCSTR source, ULONG flags)
{
    (void)iface;
    if (!stream || !message || source || flags & ~(ULONG)TO_MAPI_FLAGS) return FAIL(E_INVALIDARG);
    return message_from_mime(message, stream, flags, NULL);
}

/*
 * MAPIToMIMEStm - writes a message as Internet mail; the caller commits the stream
 *
 * stream   written from its position on
 * flags    CCSF_SMTP (always meant, set or not), CCSF_NOHEADERS (of the outermost header, MIME's
 *          fields alone), CCSF_INCLUDE_BCC, CCSF_8BITHEADERS, CCSF_GLOBAL_MESSAGE (both: headers in
 *          UTF-8), CCSF_PLAIN_TEXT_ONLY, CCSF_NO_MSGID, CCSF_EMBEDDED_MESSAGE (X-Unsent: 1 for what
 *          was never sent), CCSF_USE_RTF, CCSF_PRESERVE_SOURCE (both say nothing here: HTML stays
 *          HTML, and the message is never changed), CCSF_USE_TNEF (header, text, and the whole
 *          message as winmail.dat, but for its recipients)
 * Errors   E_INVALIDARG  no message, no stream, an unknown flag; those of message_to_mime
 * Source   IConverterSession::MAPIToMIMEStm (MAPI reference)
 */
static HRESULT STDMETHODCALLTYPE converter_session_MAPIToMIMEStm(IConverterSession *iface,
                                                                 LPMESSAGE message, LPSTREAM stream,
                                                                 ULONG flags)
{
    struct converter_session *session = converter_session_from(iface);
    AUTO_RELEASE IAddrBook *addrbook = NULL;
    struct to_mime_options options;

    if (!message || !stream || flags & ~(ULONG)TO_MIME_FLAGS) return FAIL(E_INVALIDARG);
    lock_take(&session->lock);
    options = session->settings;
    addrbook = options.addrbook;
    if (addrbook) com_addref(addrbook);
    lock_drop(&session->lock);
    options.flags = flags;
    return message_to_mime(message, stream, &options, NULL);
}

static const IConverterSessionVtbl converter_session_vtbl = {
    COM_UNKNOWN_METHODS(converter_session),
    .SetAdrBook = converter_session_SetAdrBook,
    .SetEncoding = converter_session_SetEncoding,
    .PLACEHOLDER5 = refuse_IConverterSession_PLACEHOLDER5, /* not documented */
    .MIMEToMAPI = converter_session_MIMEToMAPI,
    .MAPIToMIMEStm = converter_session_MAPIToMIMEStm,
    .PLACEHOLDER8 = refuse_IConverterSession_PLACEHOLDER8,   /* not documented */
    .PLACEHOLDER9 = refuse_IConverterSession_PLACEHOLDER9,   /* not documented */
    .PLACEHOLDER10 = refuse_IConverterSession_PLACEHOLDER10, /* not documented */
    .SetTextWrapping = converter_session_SetTextWrapping,
    .SetSaveFormat = converter_session_SetSaveFormat,
    .PLACEHOLDER13 = refuse_IConverterSession_PLACEHOLDER13, /* not documented */
    .SetCharSet = converter_session_SetCharSet,
};

HRESULT converter_session_create(const IID *iid, void **out)
{
    struct converter_session *session = com_alloc(&converter_session_class, sizeof(*session));
    HRESULT hr;

    if (!session) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    session->IConverterSession_iface.lpVtbl = (IConverterSessionVtbl *)&converter_session_vtbl;
    lock_init(&session->lock, RANK_OBJECT);
    session->settings.encoding = IET_UNKNOWN;
    session->settings.format = SAVE_RFC1521;
    hr = com_query(session, iid, out);
    com_unref(session);
    return hr;
}
