/*
 * to_mime.c - a message becomes Internet mail (RFC 5322, MIME)
 *
 *     multipart/mixed                    there are attachments
 *         multipart/related              the HTML shows some of them
 *             multipart/alternative      there are a text and HTML
 *                 text/plain
 *                 text/html
 *             what the HTML shows ...
 *         what is attached ...
 *
 * What has one part alone stands there without a multipart around it. CCSF_USE_TNEF:
 * to_mime_tnef.c.
 */
#include "msg/to_mime.h"
#include <stdio.h>
#include <string.h>
#include "edktags.h"
#include "mapitags.h"
#include "base/array.h"
#include "base/error.h"
#include "base/text.h"
#include "base/uid.h"
#include "com/com.h"
#include "com/stream_call.h"
#include "msg/mime_tags.h"
#include "msg/to_mime_own.h"

struct header_out export_header(const struct mime_export *export)
{
    return (struct header_out){
        .out = export->out,
        .code_page = export->options->code_page,
        .utf8 = !export->depth && export->options->flags & (CCSF_8BITHEADERS | CCSF_GLOBAL_MESSAGE),
    };
}

void export_header_done(struct mime_export *export, const struct header_out *header)
{
    export->report->bad_text += header->cleaned;
}

/* ---- multiparts ---- */

struct boundary {
    char text[48]; /* "=_" is in no base64 and no quoted-printable; the rest nobody can guess */
};

/* The fields of a multipart, and an empty line. parameters: "; name=value" behind its type, or "".
 */
static HRESULT begin_multipart(struct mime_export *export, const char *subtype,
                               const char *parameters, bool eight_bit, struct boundary *out)
{
    WCHAR hex[33];
    MAPIUID uid;
    HRESULT hr = uid_new(&uid);

    if (FAILED(hr)) return hr;
    uid_to_hex(&uid, hex);
    memcpy(out->text, "=_", 2);
    for (size_t i = 0; i <= 32; i++)
        out->text[i + 2] = (char)hex[i];
    mime_puts(export->out, "Content-Type: multipart/");
    mime_puts(export->out, subtype);
    mime_puts(export->out, parameters);
    mime_puts(export->out, ";\r\n boundary=\"");
    mime_puts(export->out, out->text);
    mime_puts(export->out, eight_bit ? "\"\r\nContent-Transfer-Encoding: 8bit\r\n" : "\"\r\n");
    return S_OK;
}

static void next_part(struct mime_export *export, const struct boundary *boundary)
{
    mime_puts(export->out, "\r\n--");
    mime_puts(export->out, boundary->text);
    mime_puts(export->out, "\r\n");
}

static void end_multipart(struct mime_export *export, const struct boundary *boundary)
{
    mime_puts(export->out, "\r\n--");
    mime_puts(export->out, boundary->text);
    mime_puts(export->out, "--\r\n");
}

/* ---- the tree ---- */

struct mail {
    struct mime_export *export;
    struct export_body text, html;
    struct export_attachments attachments;
    size_t n_related; /* of attachments; the others are mixed */
    bool eight_bit;
    char *rtf; /* owned; NULL: the body isn't made of it */
    size_t rtf_bytes;
};

static HRESULT write_bodies(struct mail *mail)
{
    struct boundary boundary;
    HRESULT hr;

    if (!mail->html.stream && !mail->text.stream) {
        mime_puts(
            mail->export->out,
            "Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n");
        return S_OK;
    }
    if (!mail->html.stream) return export_body_write(mail->export, &mail->text);
    if (!mail->text.stream) return export_body_write(mail->export, &mail->html);
    hr = begin_multipart(mail->export, "alternative", "", mail->eight_bit, &boundary);
    if (FAILED(hr)) return hr;
    next_part(mail->export, &boundary);
    hr = export_body_write(mail->export, &mail->text);
    if (FAILED(hr)) return hr;
    next_part(mail->export, &boundary);
    hr = export_body_write(mail->export, &mail->html);
    end_multipart(mail->export, &boundary);
    return hr;
}

static HRESULT write_attachments(struct mail *mail, bool related, const struct boundary *boundary)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < mail->attachments.count; i++) {
        if (mail->attachments.data[i].related != related) continue;
        next_part(mail->export, boundary);
        hr = export_attachment_write(mail->export, &mail->attachments.data[i]);
    }
    return hr;
}

static HRESULT write_related(struct mail *mail)
{
    struct boundary boundary;
    HRESULT hr;

    if (!mail->n_related) return write_bodies(mail);
    hr = begin_multipart(mail->export, "related",
                         mail->text.stream ? "; type=\"multipart/alternative\""
                                           : "; type=\"text/html\"",
                         mail->eight_bit, &boundary);
    if (FAILED(hr)) return hr;
    next_part(mail->export, &boundary);
    hr = write_bodies(mail);
    if (SUCCEEDED(hr)) hr = write_attachments(mail, true, &boundary);
    end_multipart(mail->export, &boundary);
    return hr;
}

static bool has_type(const struct mail *mail, const char *type)
{
    for (size_t i = 0; i < mail->attachments.count; i++)
        if (!strcmp(mail->attachments.data[i].type, type)) return true;
    return false;
}

static bool is_class(const struct mime_export *export, const WCHAR *class)
{
    const WCHAR *own = export_text(export->props, export->n_props, PR_MESSAGE_CLASS_W);

    return own && !text_ncompare_nocase(own, class, text_len(class));
}

static HRESULT write_mixed(struct mail *mail)
{
    const char *subtype = "mixed", *parameters = "";
    struct boundary boundary;
    HRESULT hr;

    if (mail->n_related == mail->attachments.count && !mail->rtf) return write_related(mail);
    if (is_class(mail->export, L"REPORT.") && has_type(mail, "message/delivery-status")) {
        subtype = "report";
        parameters = "; report-type=delivery-status";
    } else if (is_class(mail->export, L"REPORT.") &&
               has_type(mail, "message/disposition-notification")) {
        subtype = "report";
        parameters = "; report-type=disposition-notification";
    }
    hr = begin_multipart(mail->export, subtype, parameters, mail->eight_bit, &boundary);
    if (FAILED(hr)) return hr;
    if (mail->text.stream || mail->html.stream) {
        next_part(mail->export, &boundary);
        hr = write_related(mail);
    }
    if (SUCCEEDED(hr) && mail->rtf) {
        next_part(mail->export, &boundary);
        export_bytes_write(mail->export, "text/rtf", L"body.rtf", mail->rtf, mail->rtf_bytes);
    }
    if (SUCCEEDED(hr)) hr = write_attachments(mail, false, &boundary);
    end_multipart(mail->export, &boundary);
    return hr;
}

static bool uses_tnef(const struct mime_export *export)
{
    return !export->depth && export->options->flags & CCSF_USE_TNEF;
}

/* The text, and everything as winmail.dat. */
static HRESULT write_tnef(struct mail *mail)
{
    struct boundary boundary;
    HRESULT hr = begin_multipart(mail->export, "mixed", "", mail->eight_bit, &boundary);

    if (FAILED(hr)) return hr;
    next_part(mail->export, &boundary);
    hr = write_bodies(mail);
    if (FAILED(hr)) return hr;
    next_part(mail->export, &boundary);
    hr = export_tnef_write(mail->export);
    end_multipart(mail->export, &boundary);
    return hr;
}

/* A mail that was signed or encrypted is its one attachment. Source: MS-OXOSMIME */
static HRESULT write_secure(struct mail *mail)
{
    const struct export_attachment *one = mail->attachments.data;

    if (mail->attachments.count != 1 || !is_class(mail->export, L"IPM.Note.SMIME")) return S_FALSE;
    if (!strcmp(one->type, "multipart/signed")) return export_attachment_signed(mail->export, one);
    if (!strcmp(one->type, "application/pkcs7-mime") ||
        !strcmp(one->type, "application/x-pkcs7-mime"))
        return export_attachment_write(mail->export, one);
    return S_FALSE;
}

static HRESULT write_mime(struct mail *mail)
{
    HRESULT hr;

    mime_puts(mail->export->out, "MIME-Version: 1.0\r\n");
    hr = write_secure(mail);
    if (hr != S_FALSE) return hr;
    return uses_tnef(mail->export) ? write_tnef(mail) : write_mixed(mail);
}

/* The mail of before MIME: text, and what is attached uuencoded behind it. */
static HRESULT write_plain(struct mail *mail)
{
    HRESULT hr = S_OK;

    mime_puts(mail->export->out, "\r\n");
    if (mail->text.stream) hr = export_body_plain(mail->export, &mail->text);
    if (SUCCEEDED(hr) && uses_tnef(mail->export)) return export_tnef_uuencode(mail->export);
    for (size_t i = 0; SUCCEEDED(hr) && i < mail->attachments.count; i++)
        hr = export_attachment_uuencode(mail->export, &mail->attachments.data[i]);
    return hr;
}

/* ---- one message ---- */

static HRESULT read_props(struct mime_export *export)
{
    static const SizedSPropTagArray(40, tags) = {40,
                                                 {PR_MESSAGE_CLASS_W,
                                                  PR_MESSAGE_FLAGS,
                                                  PR_SUBJECT_W,
                                                  PR_CLIENT_SUBMIT_TIME,
                                                  PR_MESSAGE_DELIVERY_TIME,
                                                  PR_INTERNET_MESSAGE_ID_W,
                                                  PR_IN_REPLY_TO_W,
                                                  PR_INTERNET_REFERENCES_W,
                                                  PR_CONVERSATION_TOPIC_W,
                                                  PR_CONVERSATION_INDEX,
                                                  PR_IMPORTANCE,
                                                  PR_PRIORITY,
                                                  PR_SENSITIVITY,
                                                  PR_EXPIRY_TIME,
                                                  PR_REPLY_TIME,
                                                  PR_DEFERRED_DELIVERY_TIME,
                                                  PR_READ_RECEIPT_REQUESTED,
                                                  PR_READ_RECEIPT_ENTRYID,
                                                  PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED,
                                                  PR_REPLY_RECIPIENT_ENTRIES,
                                                  PR_REPLY_RECIPIENT_NAMES_W,
                                                  PR_TRANSPORT_MESSAGE_HEADERS_W,
                                                  PR_INTERNET_CPID,
                                                  PR_MESSAGE_CODEPAGE,
                                                  PR_NATIVE_BODY_INFO,
                                                  PR_LIST_HELP_W,
                                                  PR_LIST_SUBSCRIBE_W,
                                                  PR_LIST_UNSUBSCRIBE_W,
                                                  PR_BODY_CONTENT_ID_W,
                                                  PR_BODY_CONTENT_LOCATION_W,
                                                  PR_SENDER_NAME_W,
                                                  PR_SENDER_ADDRTYPE_W,
                                                  PR_SENDER_EMAIL_ADDRESS_W,
                                                  PR_SENDER_ENTRYID,
                                                  PR_SENT_REPRESENTING_NAME_W,
                                                  PR_SENT_REPRESENTING_ADDRTYPE_W,
                                                  PR_SENT_REPRESENTING_EMAIL_ADDRESS_W,
                                                  PR_SENT_REPRESENTING_ENTRYID,
                                                  PR_SENDER_SMTP_ADDRESS_W,
                                                  PR_SENT_REPRESENTING_SMTP_ADDRESS_W}};

    return export_get((IMAPIProp *)export->message, (const SPropTagArray *)&tags, &export->n_props,
                      &export->props);
}

static HRESULT look(struct mail *mail)
{
    struct mime_export *export = mail->export;
    struct cid_list cids = {0};
    bool plain =
        !export->depth && (export->options->flags & (CCSF_PLAIN_TEXT_ONLY | CCSF_USE_TNEF) ||
                           export->options->format == SAVE_RFC822);
    HRESULT hr = export_text_body(export, &mail->text);

    if (SUCCEEDED(hr) && !(plain && mail->text.stream && !mail->text.empty))
        hr = export_html_body(export, &mail->html, &cids);
    if (SUCCEEDED(hr) && !mail->html.stream &&
        (!mail->text.stream || (!plain && export_long(export->props, export->n_props,
                                                      PR_NATIVE_BODY_INFO, 0) == NATIVE_RTF)))
        hr = export_rtf_body(export, &mail->text, &mail->html, &cids, &mail->rtf, &mail->rtf_bytes);
    if (SUCCEEDED(hr) && plain && mail->html.stream) {
        hr = export_html_as_text(export, &mail->html);
        if (SUCCEEDED(hr)) {
            export_body_drop(&mail->text);
            mail->text = mail->html;
            mail->html = (struct export_body){0};
        }
    }
    if (mail->text.empty && mail->html.stream)
        export_body_drop(&mail->text);
    else if (mail->html.empty && mail->text.stream)
        export_body_drop(&mail->html);
    if (uses_tnef(export)) export->report->rtf_body = 0; /* winmail.dat has it */
    if (SUCCEEDED(hr))
        hr = export_attachments_list(export, mail->html.stream, &cids, &mail->attachments);
    for (size_t i = 0; i < mail->attachments.count; i++)
        mail->n_related += mail->attachments.data[i].related;
    mail->eight_bit = (mail->text.stream && mail->text.encoding == BODY_8BIT) ||
                      (mail->html.stream && mail->html.encoding == BODY_8BIT);
    cid_list_drop(&cids);
    return hr;
}

static HRESULT write_message(struct mime_export *export)
{
    struct mail mail = {.export = export};
    bool plain = !export->depth && export->options->format == SAVE_RFC822;
    HRESULT hr = read_props(export);

    if (SUCCEEDED(hr)) hr = look(&mail);
    if (SUCCEEDED(hr) && (export->depth || !(export->options->flags & CCSF_NOHEADERS)))
        hr = export_fields(export);
    if (SUCCEEDED(hr)) hr = plain ? write_plain(&mail) : write_mime(&mail);
    export_body_drop(&mail.text);
    export_body_drop(&mail.html);
    ARRAY_DROP(&mail.attachments);
    mem_free(mail.rtf);
    mem_free(export->props);
    mem_free(export->id);
    return FAILED(hr) ? hr : FAILED(export->out->hr) ? export->out->hr : S_OK;
}

HRESULT export_inner(const struct mime_export *outer, IMessage *message, struct mime_out *out)
{
    struct mime_export inner = {.message = message,
                                .options = outer->options,
                                .report = outer->report,
                                .out = out,
                                .depth = outer->depth + 1};

    if (inner.depth > EXPORT_MOST_DEEP) return FAIL(MAPI_E_TOO_COMPLEX);
    return write_message(&inner);
}

static HRESULT put_to_stream(void *context, const void *bytes, size_t count)
{
    return stream_write(context, bytes, count);
}

HRESULT message_to_mime(IMessage *message, IStream *stream, const struct to_mime_options *options,
                        struct to_mime_report *report)
{
    static const struct to_mime_options plain = {.encoding = IET_UNKNOWN, .format = SAVE_RFC1521};
    struct to_mime_report nobody_asks = {0};
    AUTO_FREE struct mime_out *out = NULL;
    struct mime_export export = {.message = message, .options = options ? options : &plain};
    HRESULT hr, flushed;

    if (report) *report = nobody_asks;
    if (!message || !stream) return FAIL(MAPI_E_INVALID_PARAMETER);
    out = mem_zero(sizeof(*out));
    if (!out) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    mime_out_init(out, put_to_stream, stream);
    export.out = out;
    export.report = report ? report : &nobody_asks;
    hr = write_message(&export);
    flushed = mime_flush(out);
    return FAILED(hr) ? hr : flushed;
}
