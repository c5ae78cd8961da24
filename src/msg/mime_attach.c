/*
 * mime_attach.c - parts of a mail become attachments
 *
 * Bodies are decoded piece by piece into the attachment's stream; a mail in a mail becomes a
 * message in a message.
 */
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/mime/date.h"
#include "com/com.h"
#include "msg/attach_name.h"
#include "msg/from_mime_own.h"

static const struct {
    const char *type;
    const WCHAR *extension;
} extensions[] = { /* for parts without a file name */
    {"text/plain", L".txt"},
    {"text/html", L".htm"},
    {"text/calendar", L".ics"},
    {"text/vcard", L".vcf"},
    {"text/x-vcard", L".vcf"},
    {"text/rtf", L".rtf"},
    {"text/rfc822-headers", L".txt"},
    {"image/jpeg", L".jpg"},
    {"image/gif", L".gif"},
    {"image/png", L".png"},
    {"image/bmp", L".bmp"},
    {"image/tiff", L".tif"},
    {"image/svg+xml", L".svg"},
    {"audio/mpeg", L".mp3"},
    {"video/mp4", L".mp4"},
    {"application/pdf", L".pdf"},
    {"application/zip", L".zip"},
    {"application/msword", L".doc"},
    {"application/vnd.ms-excel", L".xls"},
    {"application/rtf", L".rtf"},
    {"application/pkcs7-mime", L".p7m"},
    {"application/x-pkcs7-mime", L".p7m"},
    {"application/pkcs7-signature", L".p7s"},
    {"application/x-pkcs7-signature", L".p7s"},
    {"application/pgp-signature", L".asc"},
    {"application/ms-tnef", L".dat"},
    {"message/rfc822", L".eml"},
    {"message/delivery-status", L".txt"},
    {"message/disposition-notification", L".txt"},
};

/* ---- names ---- */

static const WCHAR *extension_for(const struct mime_part *part)
{
    for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++)
        if (mime_type_is(part, extensions[i].type)) return extensions[i].extension;
    return L"";
}

/* What the part calls itself: filename, else name, else what uuencode says. *out NULL: nothing. */
static HRESULT given_name(struct mime_import *import, const struct mime_part *part, WCHAR **out)
{
    const char *name;
    size_t bytes;
    HRESULT hr = mime_param_text(&part->disposition, "filename", import->code_page, &import->faults,
                                 import->tree.root, out);

    if (SUCCEEDED(hr) && (!*out || !**out))
        hr = mime_param_text(&part->content, "name", import->code_page, &import->faults,
                             import->tree.root, out);
    if (SUCCEEDED(hr) && (!*out || !**out) && part->encoding == MIME_UUENCODE &&
        mime_uu_begins(part->body, part->body_bytes, &name, &bytes))
        hr = mime_words(name, bytes, import->code_page, &import->faults, import->tree.root, out);
    if (SUCCEEDED(hr) && *out) *out = attach_name_clean(*out);
    return hr;
}

static HRESULT put_names(struct mime_import *import, const struct mime_part *part,
                         enum mime_attach_how how, struct mime_props *props)
{
    WCHAR *shorter = mem_zero_more(ATTACH_SHORT_NAME * sizeof(WCHAR), import->tree.root);
    WCHAR *name = NULL, *shown;
    const WCHAR *extension;
    AUTO_FREE WCHAR *made = NULL;
    HRESULT hr = given_name(import, part, &name);

    if (FAILED(hr)) return hr;
    shown = mime_field_text(import, &part->header, "content-description", &hr);
    if (FAILED(hr)) return hr;
    if (!name || !*name) {
        if (mime_type_is(part, "application/ms-tnef")) made = text_join(L"winmail", L".dat", NULL);
        else if (mime_type_is(part, "multipart/signed") && how == MIME_ATTACH_RAW)
            made = text_join(L"smime", L".p7m", NULL);
        else
            made = text_join(L"attachment", how == MIME_ATTACH_RAW ? L".eml" : extension_for(part),
                             NULL);
        name = made ? mem_dup_text(made, import->tree.root) : NULL;
    }
    if (!name || !shorter) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    attach_name_short(name, shorter);
    extension = attach_name_extension(name);
    mime_props_text(props, PR_ATTACH_LONG_FILENAME_W, name);
    mime_props_text(props, PR_ATTACH_FILENAME_W, shorter);
    mime_props_text(props, PR_ATTACH_EXTENSION_W, extension ? extension : L"");
    mime_props_text(props, PR_DISPLAY_NAME_W, shown && *shown ? shown : name);
    return S_OK;
}

/* ---- the other properties ---- */

/* "<id>" without its brackets. In place. */
static WCHAR *without_brackets(WCHAR *id)
{
    size_t n = text_len(id);

    if (n && id[n - 1] == '>') id[n - 1] = 0;
    return id && *id == '<' ? id + 1 : id;
}

static void put_time(const struct mime_part *part, const char *name, ULONG tag,
                     struct mime_props *props)
{
    const struct mime_param *param = mime_param_find(&part->disposition, name);
    FILETIME time;

    if (param && mime_date_read(param->value, param->bytes, &time))
        mime_props_time(props, tag, time);
}

static HRESULT put_props(struct mime_import *import, const struct mime_part *part,
                         enum mime_attach_how how, LONG method, struct mime_props *props)
{
    HRESULT hr = put_names(import, part, how, props);
    WCHAR *type = NULL, *id, *place, *charset = NULL;
    bool shown;

    if (SUCCEEDED(hr)) hr = text_from_ansi(part->type, -1, 1252, import->tree.root, &type);
    id = without_brackets(mime_field_text(import, &part->header, "content-id", &hr));
    place = mime_field_text(import, &part->header, "content-location", &hr);
    if (SUCCEEDED(hr) && mime_type_is(part, "text/"))
        hr = mime_param_text(&part->content, "charset", 0, NULL, import->tree.root, &charset);
    if (FAILED(hr)) return hr;
    mime_props_long(props, PR_ATTACH_METHOD, method);
    mime_props_long(props, PR_RENDERING_POSITION, -1);
    mime_props_text(props, PR_ATTACH_MIME_TAG_W, type);
    if (id && *id) mime_props_text(props, PR_ATTACH_CONTENT_ID_W, id);
    if (place && *place) mime_props_text(props, PR_ATTACH_CONTENT_LOCATION_W, place);
    if (charset && *charset) mime_props_text(props, PR_TEXT_ATTACHMENT_CHARSET_W, charset);
    put_time(part, "creation-date", PR_CREATION_TIME, props);
    put_time(part, "modification-date", PR_LAST_MODIFICATION_TIME, props);
    shown = how == MIME_ATTACH_RELATED && ((id && *id) || (place && *place)) &&
            !!strcmp(part->disposition.value, "attachment");
    if (shown) {
        mime_props_long(props, PR_ATTACH_FLAGS, ATT_MHTML_REF);
        mime_props_long(props, PR_ATTACHMENT_HIDDEN, TRUE);
    }
    return S_OK;
}

/* ---- data ---- */

static HRESULT write_piece(void *context, const void *bytes, size_t count)
{
    IStream *stream = context;
    ULONG written = 0;
    HRESULT hr = stream->lpVtbl->Write(stream, bytes, (ULONG)count, &written);

    return SUCCEEDED(hr) && written != count ? FAIL(MAPI_E_DISK_ERROR) : hr;
}

static HRESULT put_data(struct mime_import *import, const struct mime_part *part,
                        enum mime_attach_how how, IAttach *attach)
{
    AUTO_RELEASE IStream *stream = NULL;
    bool raw = how == MIME_ATTACH_RAW, bad = false;
    HRESULT hr = mime_write_stream((IMAPIProp *)attach, PR_ATTACH_DATA_BIN, &stream);

    if (FAILED(hr)) return hr;
    hr = mime_transfer_decode(raw ? MIME_IDENTITY : part->encoding, raw ? part->raw : part->body,
                              raw ? part->raw_bytes : part->body_bytes, write_piece, stream, &bad);
    if (!raw) import->report->bad_encoding += bad || !part->encoding_known;
    return SUCCEEDED(hr) ? stream->lpVtbl->Commit(stream, STGC_DEFAULT) : hr;
}

static HRESULT append(void *context, const void *bytes, size_t count)
{
    write_bytes(context, bytes, count);
    return ((struct writer *)context)->bad ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY) : S_OK;
}

HRESULT mime_part_bytes(struct mime_import *import, const struct mime_part *part, struct writer *w)
{
    bool bad = false;
    HRESULT hr =
        mime_transfer_decode(part->encoding, part->body, part->body_bytes, append, w, &bad);

    import->report->bad_encoding += bad || !part->encoding_known;
    if (FAILED(hr)) return hr;
    write_u8(w, 0);
    if (w->bad) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    w->count--;
    return S_OK;
}

/* ---- a mail in the mail ---- */

static HRESULT put_mail(struct mime_import *import, const struct mime_part *part, IAttach *attach)
{
    struct mime_props props = {0};
    struct mime_limits limits = *import->limits;
    struct writer w = {0};
    IMessage *inner = NULL;
    bool plain = part->encoding == MIME_IDENTITY;
    HRESULT hr = plain ? S_OK : mime_part_bytes(import, part, &w);

    limits.depth++;
    if (SUCCEEDED(hr))
        hr = attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                          MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner);
    if (SUCCEEDED(hr))
        hr = mime_import_mail(inner, plain ? part->body : (char *)w.data,
                              plain ? part->body_bytes : w.count, 0, &limits, import->report);
    import->limits->parts = limits.parts;
    if (SUCCEEDED(hr)) {
        mime_props_long(&props, PR_MESSAGE_FLAGS, MSGFLAG_READ);
        hr = mime_props_set(&props, (IMAPIProp *)inner, import->report);
    }
    if (SUCCEEDED(hr)) hr = inner->lpVtbl->SaveChanges(inner, 0);
    com_release(&inner);
    mime_props_drop(&props);
    writer_drop(&w);
    return hr;
}

/* Its attachment is shown by the subject of the mail in it. */
static HRESULT put_mail_name(struct mime_import *import, const struct mime_part *part,
                             struct mime_props *props)
{
    struct mime_header header;
    WCHAR *subject;
    size_t body;
    HRESULT hr = S_OK;

    if (part->encoding != MIME_IDENTITY) return S_OK;
    hr = mime_header_read(part->body, part->body_bytes, import->tree.root, &header, &body);
    subject = SUCCEEDED(hr) ? mime_field_text(import, &header, "subject", &hr) : NULL;
    for (size_t i = 0; subject && *subject && i < props->count; i++)
        if (props->data[i].ulPropTag == PR_DISPLAY_NAME_W) props->data[i].Value.lpszW = subject;
    return hr;
}

HRESULT mime_attach(struct mime_import *import, const struct mime_part *part,
                    enum mime_attach_how how)
{
    struct mime_props props = {.root = import->tree.root};
    bool mail = how != MIME_ATTACH_RAW &&
                (mime_type_is(part, "message/rfc822") || mime_type_is(part, "message/global")) &&
                part->body_bytes;
    IAttach *attach = NULL;
    ULONG number;
    HRESULT hr;

    if (mail &&
        (import->limits->depth >= MIME_MAX_MAILS || import->limits->parts >= MIME_MAX_PARTS)) {
        import->report->too_deep++;
        mail = false;
    }
    hr = import->message->lpVtbl->CreateAttach(import->message, NULL, 0, &number, &attach);
    if (FAILED(hr)) return hr;
    hr = put_props(import, part, how, mail ? ATTACH_EMBEDDED_MSG : ATTACH_BY_VALUE, &props);
    if (SUCCEEDED(hr) && mail) hr = put_mail_name(import, part, &props);
    if (SUCCEEDED(hr)) hr = mime_props_set(&props, (IMAPIProp *)attach, import->report);
    if (SUCCEEDED(hr))
        hr = mail ? put_mail(import, part, attach) : put_data(import, part, how, attach);
    if (SUCCEEDED(hr)) hr = attach->lpVtbl->SaveChanges(attach, 0);
    com_release(&attach);
    mime_props_drop(&props);
    return hr;
}
