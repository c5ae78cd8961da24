/*
 * to_mime_attach.c - attachments become parts of a mail
 *
 * Contents go from stream to stream in pieces, in base64; what is message/... and has lines fit for
 * mail goes as it is. A message in a message becomes message/rfc822; what is elsewhere
 * (ATTACH_BY_REFERENCE and kin) message/external-body, of which nothing but the name is read.
 */
#include <stdio.h>
#include <string.h>
#include "mapitags.h"
#include "base/array.h"
#include "base/error.h"
#include "base/text.h"
#include "codec/mime/header.h"
#include "codec/mime/write_date.h"
#include "com/com.h"
#include "com/stream_call.h"
#include "msg/mime_tags.h"
#include "msg/to_mime_own.h"
#include "prop/pval.h"
#include "prop/rowset.h"

enum { ROWS_AT_ONCE = 64, SIGNED_HEADER = 1 << 18 };

#ifndef ATTACH_BY_WEBREFERENCE
#    define ATTACH_BY_WEBREFERENCE 7
#endif

static const struct {
    const WCHAR *extension;
    const char *type;
} types[] = {
    /* of attachments that don't say it */
    {L".txt", "text/plain"},
    {L".log", "text/plain"},
    {L".htm", "text/html"},
    {L".html", "text/html"},
    {L".csv", "text/csv"},
    {L".ics", "text/calendar"},
    {L".vcf", "text/vcard"},
    {L".rtf", "text/rtf"},
    {L".xml", "application/xml"},
    {L".jpg", "image/jpeg"},
    {L".jpeg", "image/jpeg"},
    {L".gif", "image/gif"},
    {L".png", "image/png"},
    {L".bmp", "image/bmp"},
    {L".tif", "image/tiff"},
    {L".tiff", "image/tiff"},
    {L".svg", "image/svg+xml"},
    {L".mp3", "audio/mpeg"},
    {L".wav", "audio/wav"},
    {L".mp4", "video/mp4"},
    {L".pdf", "application/pdf"},
    {L".zip", "application/zip"},
    {L".p7m", "application/pkcs7-mime"},
    {L".p7s", "application/pkcs7-signature"},
    {L".doc", "application/msword"},
    {L".xls", "application/vnd.ms-excel"},
    {L".ppt", "application/vnd.ms-powerpoint"},
    {L".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {L".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {L".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
};

/* One attachment, opened. */
struct opened {
    IAttach *attach;   /* owned */
    SPropValue *props; /* owned */
    ULONG n;
    LONG method;
    const WCHAR *name; /* of the file; NULL: it has none */
};

static void opened_drop(struct opened *opened)
{
    mem_free(opened->props);
    com_release(&opened->attach);
}

static HRESULT open_attachment(struct mime_export *export, ULONG number, struct opened *out)
{
    SizedSPropTagArray(15, tags) = {
        15,
        {PR_ATTACH_METHOD, PR_ATTACH_LONG_FILENAME_W, PR_ATTACH_FILENAME_W, PR_DISPLAY_NAME_W,
         PR_ATTACH_MIME_TAG_W, PR_ATTACH_CONTENT_ID_W, PR_ATTACH_CONTENT_LOCATION_W,
         PR_ATTACH_CONTENT_BASE_W, PR_ATTACH_FLAGS, PR_ATTACHMENT_HIDDEN,
         PR_TEXT_ATTACHMENT_CHARSET_W, PR_CREATION_TIME, PR_LAST_MODIFICATION_TIME,
         PR_ATTACH_LONG_PATHNAME_W, PR_ATTACH_PATHNAME_W}};
    HRESULT hr =
        export->message->lpVtbl->OpenAttach(export->message, number, NULL, 0, &out->attach);

    if (SUCCEEDED(hr))
        hr = export_get((IMAPIProp *)out->attach, (SPropTagArray *)&tags, &out->n, &out->props);
    if (FAILED(hr)) return hr;
    out->method = export_long(out->props, out->n, PR_ATTACH_METHOD, ATTACH_BY_VALUE);
    out->name = export_text(out->props, out->n, PR_ATTACH_LONG_FILENAME_W);
    if (!out->name) out->name = export_text(out->props, out->n, PR_ATTACH_FILENAME_W);
    return S_OK;
}

/* ---- which there are ---- */

static bool is_type_char(WCHAR c)
{
    return c > ' ' && c < 0x7f && !strchr("()<>@,;:\\\"/[]?=", c);
}

/* "type/subtype" and nothing else. */
static bool copy_type(const WCHAR *text, char *out, size_t room)
{
    size_t n = 0, slash = 0;

    for (; text[n]; n++) {
        if (n + 1 == room || !(is_type_char(text[n]) || (text[n] == '/' && n && !slash)))
            return false;
        if (text[n] == '/') slash = n;
        out[n] = (char)(text[n] >= 'A' && text[n] <= 'Z' ? text[n] + 32 : text[n]);
    }
    out[n] = 0;
    return slash && slash + 1 < n;
}

static void find_type(const struct opened *opened, char *out, size_t room)
{
    const WCHAR *said = export_text(opened->props, opened->n, PR_ATTACH_MIME_TAG_W), *dot = NULL;

    if (opened->method == ATTACH_EMBEDDED_MSG) {
        snprintf(out, room, "message/rfc822");
        return;
    }
    if (said && copy_type(said, out, room) && strcmp(out, "message/external-body") &&
        strcmp(out, "message/partial"))
        return;
    for (const WCHAR *at = opened->name; at && *at; at++)
        if (*at == '.') dot = at;
    for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++)
        if (!text_compare_nocase(dot, types[i].extension)) {
            snprintf(out, room, "%s", types[i].type);
            return;
        }
    snprintf(out, room, "application/octet-stream");
}

/* "<id>" without its brackets and what no ID has, new root; NULL: there is none, or memory is out.
 */
static char *content_id(const struct opened *opened)
{
    const WCHAR *text = export_text(opened->props, opened->n, PR_ATTACH_CONTENT_ID_W);
    AUTO_FREE char *id = NULL;
    char *to;

    if (!text || FAILED(text_to_utf8(text, -1, NULL, &id))) return NULL;
    to = id;
    for (const char *at = id; *at && to - id < 800; at++)
        if (*at > ' ' && *at < 0x7f && *at != '<' && *at != '>') *to++ = *at;
    *to = 0;
    return *id ? TAKE(id) : NULL;
}

/* Does the HTML body show it? */
static bool is_related(const struct opened *opened, const struct cid_list *cids)
{
    AUTO_FREE char *id = content_id(opened);
    bool placed = export_text(opened->props, opened->n, PR_ATTACH_CONTENT_LOCATION_W);

    if (!id && !placed) return false;
    if (export_long(opened->props, opened->n, PR_ATTACH_FLAGS, 0) & ATT_MHTML_REF) return true;
    if (export_long(opened->props, opened->n, PR_ATTACHMENT_HIDDEN, FALSE)) return true;
    for (size_t i = 0; id && i < cids->count; i++)
        if (!strcmp(cids->data[i], id)) return true;
    return false;
}

static HRESULT list_one(struct mime_export *export, ULONG number, bool html,
                        const struct cid_list *cids, struct export_attachments *out)
{
    struct opened opened = {0};
    struct export_attachment *one;
    HRESULT hr = open_attachment(export, number, &opened);

    if (SUCCEEDED(hr)) {
        one = ARRAY_PUSH(out);
        if (one) {
            *one = (struct export_attachment){.number = number,
                                              .related = html && is_related(&opened, cids)};
            find_type(&opened, one->type, sizeof(one->type));
        } else {
            hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        }
    }
    opened_drop(&opened);
    return hr;
}

HRESULT export_attachments_list(struct mime_export *export, bool html, const struct cid_list *cids,
                                struct export_attachments *out)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ATTACH_NUM}};
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr = export->message->lpVtbl->GetAttachmentTable(export->message, 0, &table);

    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_NO_SUPPORT) return S_OK; /* has none */
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0);
    while (SUCCEEDED(hr)) {
        AUTO_ROWSET SRowSet *rows = NULL;

        hr = table->lpVtbl->QueryRows(table, ROWS_AT_ONCE, 0, &rows);
        if (FAILED(hr) || !rows->cRows) break;
        for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++)
            if (rows->aRow[i].cValues && rows->aRow[i].lpProps[0].ulPropTag == PR_ATTACH_NUM)
                hr = list_one(export, rows->aRow[i].lpProps[0].Value.ul, html, cids, out);
    }
    return FAILED(hr) ? hr : S_OK;
}

/* ---- contents ---- */

/* The contents' bytes; *out NULL: there are none to be had. */
static HRESULT open_contents(struct mime_export *export, const struct opened *opened, IStream **out)
{
    IMAPIProp *attach = (IMAPIProp *)opened->attach;
    HRESULT hr;

    *out = NULL;
    if (opened->method == ATTACH_OLE) {
        export->report->ole_objects++;
        hr = attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStream, 0, 0,
                                          (IUnknown **)out);
        if (SUCCEEDED(hr)) return S_OK;
    }
    hr = export_open(attach, PR_ATTACH_DATA_BIN, out);
    if (hr == MAPI_E_INTERFACE_NOT_SUPPORTED) hr = S_OK;
    if (SUCCEEDED(hr) && !*out && opened->method != NO_ATTACHMENT) export->report->unreadable++;
    return hr;
}

static HRESULT pump(IStream *stream, void (*put)(void *context, const void *bytes, size_t count),
                    void *context)
{
    AUTO_FREE char *piece = mem_zero(EXPORT_CHUNK);

    if (!piece) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (;;) {
        ULONG got = 0;
        HRESULT hr = stream->lpVtbl->Read(stream, piece, EXPORT_CHUNK, &got);

        if (FAILED(hr)) return hr;
        if (!got) return S_OK;
        put(context, piece, got < EXPORT_CHUNK ? got : EXPORT_CHUNK);
    }
}

static void put_to_scan(void *context, const void *bytes, size_t count)
{
    body_scan(context, bytes, count);
}

static void put_to_encoder(void *context, const void *bytes, size_t count)
{
    body_put(context, bytes, count);
}

static void put_to_mail(void *context, const void *bytes, size_t count)
{
    mime_put(context, bytes, count);
}

/* The encoding of contents. A mail as bytes that must be encoded is a message/global:
 * message/rfc822 may not be. */
static HRESULT choose_encoding(IStream *stream, char *type, size_t room, enum body_encoding *out)
{
    struct body_scan scan = {0};
    HRESULT hr;

    *out = BODY_BASE64;
    /* may not be encoded at all */
    if (!strncmp(type, "multipart/", 10)) snprintf(type, room, "application/octet-stream");
    if (strncmp(type, "message/", 8) || !stream) return S_OK;
    hr = pump(stream, put_to_scan, &scan);
    if (SUCCEEDED(hr)) hr = stream_rewind(stream);
    if (FAILED(hr)) return hr;
    if (body_scan_suits(&scan, BODY_7BIT) == BODY_7BIT)
        *out = BODY_7BIT;
    else if (!strcmp(type, "message/rfc822"))
        snprintf(type, room, "message/global");
    return S_OK;
}

/* ---- fields ---- */

static void put_time_param(const struct opened *opened, struct header_out *header, const char *name,
                           ULONG tag)
{
    const SPropValue *value = pval_find_const(opened->props, opened->n, tag);
    char date[DATE_ROOM];
    WCHAR wide[DATE_ROOM];

    if (!value) return;
    mime_date_write(value->Value.ft, date);
    for (size_t i = 0; i < DATE_ROOM; i++)
        wide[i] = (WCHAR)date[i];
    header_param(header, name, wide);
}

static void put_fields(const struct opened *opened, struct header_out *header, const char *type,
                       bool related, const char *encoding)
{
    const WCHAR *charset = export_text(opened->props, opened->n, PR_TEXT_ATTACHMENT_CHARSET_W);
    const WCHAR *shown = export_text(opened->props, opened->n, PR_DISPLAY_NAME_W);
    const WCHAR *place = export_text(opened->props, opened->n, PR_ATTACH_CONTENT_LOCATION_W);
    const WCHAR *base = export_text(opened->props, opened->n, PR_ATTACH_CONTENT_BASE_W);
    AUTO_FREE char *id = content_id(opened);

    header_begin(header, "Content-Type");
    header_piece(header, type, strlen(type), true);
    if (charset && !strncmp(type, "text/", 5)) header_param(header, "charset", charset);
    if (opened->name) header_param(header, "name", opened->name);
    header_end(header);
    if (encoding) header_field8(header, "Content-Transfer-Encoding", encoding);
    header_begin(header, "Content-Disposition");
    header_piece(header, related ? "inline" : "attachment", related ? 6 : 10, true);
    if (opened->name) header_param(header, "filename", opened->name);
    put_time_param(opened, header, "creation-date", PR_CREATION_TIME);
    put_time_param(opened, header, "modification-date", PR_LAST_MODIFICATION_TIME);
    header_end(header);
    if (shown && (!opened->name || text_compare(shown, opened->name)) &&
        opened->method != ATTACH_EMBEDDED_MSG)
        header_field(header, "Content-Description", shown);
    if (id) {
        header_begin(header, "Content-ID");
        header_piece(header, " <", 2, false);
        header_piece(header, id, strlen(id), false);
        header_piece(header, ">", 1, false);
        header_end(header);
    }
    if (base) header_field(header, "Content-Base", base);
    if (place) header_field(header, "Content-Location", place);
}

/* RFC 2046 5.2.3, RFC 2017: the name of what is elsewhere, and the header it would have. */
static void put_elsewhere(struct mime_export *export, const struct opened *opened,
                          struct header_out *header, const char *type)
{
    const WCHAR *path = export_text(opened->props, opened->n, PR_ATTACH_LONG_PATHNAME_W);

    if (!path) path = export_text(opened->props, opened->n, PR_ATTACH_PATHNAME_W);
    export->report->by_reference++;
    header_begin(header, "Content-Type");
    header_piece(header, "message/external-body", 21, true);
    if (opened->method == ATTACH_BY_WEBREFERENCE) {
        header_param(header, "access-type", L"URL");
        if (path) header_param(header, "URL", path);
    } else {
        header_param(header, "access-type", L"local-file");
        if (path) header_param(header, "name", path);
    }
    header_end(header);
    mime_puts(export->out, "\r\n");
    put_fields(opened, header, type, false, NULL);
    mime_puts(export->out, "\r\n");
}

/* ---- writing one ---- */

static HRESULT open_inner(const struct opened *opened, IMessage **out)
{
    return opened->attach->lpVtbl->OpenProperty(opened->attach, PR_ATTACH_DATA_OBJ, &IID_IMessage,
                                                0, 0, (IUnknown **)out);
}

static HRESULT write_inner(struct mime_export *export, const struct opened *opened,
                           struct header_out *header, bool related)
{
    AUTO_RELEASE IMessage *inner = NULL;
    HRESULT hr = open_inner(opened, &inner);

    if (FAILED(hr) && hr != MAPI_E_NOT_FOUND) return hr;
    put_fields(opened, header, "message/rfc822", related, NULL);
    mime_puts(export->out, "\r\n");
    if (inner) return export_inner(export, inner, export->out);
    export->report->unreadable++;
    return S_OK;
}

static HRESULT write_value(struct mime_export *export, const struct opened *opened,
                           struct header_out *header, const struct export_attachment *attachment)
{
    AUTO_RELEASE IStream *stream = NULL;
    char type[sizeof(attachment->type)];
    enum body_encoding encoding;
    struct body_encoder encoder;
    HRESULT hr = open_contents(export, opened, &stream);

    memcpy(type, attachment->type, sizeof(type));
    if (SUCCEEDED(hr)) hr = choose_encoding(stream, type, sizeof(type), &encoding);
    if (FAILED(hr)) return hr;
    put_fields(opened, header, type, attachment->related, body_encoding_name(encoding));
    mime_puts(export->out, "\r\n");
    body_begin(&encoder, export->out, encoding, NULL);
    if (stream) hr = pump(stream, put_to_encoder, &encoder);
    body_end(&encoder);
    return hr;
}

HRESULT export_attachment_write(struct mime_export *export,
                                const struct export_attachment *attachment)
{
    struct header_out header = export_header(export);
    struct opened opened = {0};
    HRESULT hr = open_attachment(export, attachment->number, &opened);

    if (SUCCEEDED(hr)) {
        switch (opened.method) {
        case ATTACH_EMBEDDED_MSG:
            hr = write_inner(export, &opened, &header, attachment->related);
            break;
        case ATTACH_BY_REFERENCE:
        case ATTACH_BY_REF_RESOLVE:
        case ATTACH_BY_REF_ONLY:
        case ATTACH_BY_WEBREFERENCE:
            put_elsewhere(export, &opened, &header, attachment->type);
            break;
        default: hr = write_value(export, &opened, &header, attachment);
        }
    }
    opened_drop(&opened);
    export_header_done(export, &header);
    return hr;
}

void export_bytes_write(struct mime_export *export, const char *type, const WCHAR *name,
                        const void *bytes, size_t count)
{
    struct header_out header = export_header(export);
    struct opened made = {.name = name};
    struct body_encoder encoder;

    put_fields(&made, &header, type, false, body_encoding_name(BODY_BASE64));
    mime_puts(export->out, "\r\n");
    body_begin(&encoder, export->out, BODY_BASE64, NULL);
    body_put(&encoder, bytes, count);
    body_end(&encoder);
}

HRESULT export_stream_write(struct mime_export *export, const char *type, const WCHAR *name,
                            IStream *stream)
{
    struct header_out header = export_header(export);
    struct opened made = {.name = name};
    struct body_encoder encoder;
    HRESULT hr;

    put_fields(&made, &header, type, false, body_encoding_name(BODY_BASE64));
    mime_puts(export->out, "\r\n");
    body_begin(&encoder, export->out, BODY_BASE64, NULL);
    hr = pump(stream, put_to_encoder, &encoder);
    body_end(&encoder);
    return hr;
}

HRESULT export_stream_uuencode(struct mime_export *export, const char *name, IStream *stream)
{
    struct body_encoder encoder;
    HRESULT hr;

    mime_puts(export->out, "\r\n");
    body_begin(&encoder, export->out, BODY_UUENCODE, name);
    hr = pump(stream, put_to_encoder, &encoder);
    body_end(&encoder);
    return hr;
}

/* ---- what was signed ---- */

/* Of a header that may be a whole mail's, the fields of MIME. */
static void put_mime_fields(struct mime_export *export, const struct mime_header *header)
{
    for (size_t i = 0; i < header->count; i++) {
        const struct mime_field *field = &header->fields[i];
        const char *end = field->body + field->body_bytes;

        if (field->name_bytes < 8 || (field->name[7] != '-') || (field->name[0] | 0x20) != 'c' ||
            (field->name[3] | 0x20) != 't')
            continue;
        mime_put(export->out, field->name, field->name_bytes);
        mime_puts(export->out, ": ");
        for (const char *at = field->body; at < end; at++) {
            if (*at == '\r') continue;
            if (*at == '\n') mime_puts(export->out, "\r");
            mime_put(export->out, at, 1);
        }
        mime_puts(export->out, "\r\n");
    }
}

HRESULT export_attachment_signed(struct mime_export *export,
                                 const struct export_attachment *attachment)
{
    struct opened opened = {0};
    AUTO_RELEASE IStream *stream = NULL;
    AUTO_FREE char *start = NULL;
    AUTO_FREE void *root = NULL;
    struct mime_header header = {0};
    size_t bytes = 0, body = 0;
    HRESULT hr = open_attachment(export, attachment->number, &opened);

    if (SUCCEEDED(hr)) hr = open_contents(export, &opened, &stream);
    start = mem_zero(SIGNED_HEADER);
    if (SUCCEEDED(hr) && (!start || mem_root(1, &root))) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    while (SUCCEEDED(hr) && stream && bytes < SIGNED_HEADER) {
        ULONG got = 0;

        hr = stream->lpVtbl->Read(stream, start + bytes, (ULONG)(SIGNED_HEADER - bytes), &got);
        if (FAILED(hr) || !got) break;
        bytes += got < SIGNED_HEADER - bytes ? got : SIGNED_HEADER - bytes;
    }
    if (SUCCEEDED(hr)) hr = mime_header_read(start, bytes, root, &header, &body);
    if (SUCCEEDED(hr) && (!mime_header_find(&header, "content-type") || body == bytes)) {
        hr = S_FALSE;
    } else if (SUCCEEDED(hr)) {
        put_mime_fields(export, &header);
        mime_puts(export->out, "\r\n");
        mime_put(export->out, start + body, bytes - body);
        hr = pump(stream, put_to_mail, export->out);
    }
    opened_drop(&opened);
    return hr;
}

/* ---- without MIME ---- */

static HRESULT put_through(void *context, const void *bytes, size_t count)
{
    body_put(context, bytes, count);
    return ((struct body_encoder *)context)->out->hr;
}

static HRESULT uuencode_inner(struct mime_export *export, const struct opened *opened,
                              struct body_encoder *encoder)
{
    AUTO_FREE struct mime_out *through = mem_zero(sizeof(*through));
    AUTO_RELEASE IMessage *inner = NULL;
    HRESULT hr;

    if (!through) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = open_inner(opened, &inner);
    if (FAILED(hr)) return hr;
    mime_out_init(through, put_through, encoder);
    hr = export_inner(export, inner, through);
    return SUCCEEDED(hr) ? mime_flush(through) : hr;
}

HRESULT export_attachment_uuencode(struct mime_export *export,
                                   const struct export_attachment *attachment)
{
    struct opened opened = {0};
    struct body_encoder encoder;
    AUTO_RELEASE IStream *stream = NULL;
    char name[100];
    size_t n = 0;
    HRESULT hr = open_attachment(export, attachment->number, &opened);

    if (SUCCEEDED(hr)) {
        const WCHAR *given = opened.name ? opened.name : L"attachment";

        for (; given[n] && n + 1 < sizeof(name); n++)
            name[n] = (char)(given[n] < ' ' || given[n] >= 0x7f ? '_' : given[n]);
        name[n] = 0;
        mime_puts(export->out, "\r\n");
        body_begin(&encoder, export->out, BODY_UUENCODE, name);
        if (opened.method == ATTACH_EMBEDDED_MSG) {
            hr = uuencode_inner(export, &opened, &encoder);
        } else {
            hr = open_contents(export, &opened, &stream);
            if (SUCCEEDED(hr) && stream) hr = pump(stream, put_to_encoder, &encoder);
        }
        body_end(&encoder);
    }
    opened_drop(&opened);
    return hr;
}
