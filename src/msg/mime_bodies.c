/*
 * mime_bodies.c - which parts of a mail are its body, and which are attachments
 *
 * The first text/plain and the first text/html of a multipart/alternative are the body; elsewhere
 * the first text of either kind is, and plain texts behind it are added to it. The first part of a
 * multipart/related stands for all of it. What is no body becomes an attachment, as do files that
 * stand uuencoded in a text.
 */
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/text/charset.h"
#include "codec/text/html_charset.h"
#include "com/com.h"
#include "msg/from_mime_own.h"

struct bodies {
    struct mime_import *import;
    const struct mime_part *html; /* NULL: none yet */
    struct writer text;           /* UTF-16 */
    bool has_text;
    UINT text_code_page;
    const struct mime_part
        *text_from; /* the multipart/alternative that the text stands in; NULL: in none */
    const WCHAR *class;
    const struct mime_part *tnef; /* that goes into the message itself; NULL: there is none */
    IStream *tnef_bytes;          /* owned */
};

/* Where a part stands. */
struct place {
    const struct mime_part *alternative; /* the innermost; NULL: in none */
    bool first;                          /* nothing stands before it in the mail */
    bool related;
};

static HRESULT take(struct bodies *b, const struct mime_part *part, struct place place);

static HRESULT attach(struct bodies *b, const struct mime_part *part, struct place place)
{
    bool whole = part->unsplit && mime_type_is(part, "multipart/");

    if (!b->tnef && !part->child) {
        HRESULT hr = mime_tnef_open(b->import, part, &b->tnef_bytes);

        if (b->tnef_bytes) b->tnef = part;
        if (hr != S_FALSE) return hr;
    }
    return mime_attach(b->import, part,
                       whole           ? MIME_ATTACH_RAW
                       : place.related ? MIME_ATTACH_RELATED
                                       : MIME_ATTACH_PLAIN);
}

/* ---- texts ---- */

/* The charset a text says it is in; 20127 when it says nothing; 0 when nobody knows that one. */
static UINT code_page_of(struct bodies *b, const struct mime_part *part)
{
    const struct mime_param *charset = mime_param_find(&part->content, "charset");
    size_t n = 0;
    UINT code_page;

    if (!charset) return CODE_PAGE_ASCII;
    while (n < charset->bytes && !strchr(" \t\r\n(;,", charset->value[n]))
        n++;
    if (!n) return CODE_PAGE_ASCII;
    code_page = charset_code_page(charset->value, n);
    if (!code_page) b->import->report->unknown_charset++;
    return code_page;
}

/* Line ends become CR LF, NULs show. */
static void add_text(struct writer *w, const WCHAR *text, size_t chars)
{
    for (size_t i = 0; i < chars; i++) {
        if (text[i] == '\r' && i + 1 < chars && text[i + 1] == '\n') continue;
        if (text[i] == '\n' || text[i] == '\r') write_bytes(w, L"\r\n", 2 * sizeof(WCHAR));
        else write_u16(w, text[i] ? text[i] : 0xfffd);
    }
}

/* Uuencoded files in a text, which old programs put there, become attachments and leave the text.
 */
static HRESULT take_files(struct bodies *b, struct writer *text)
{
    char *start = (char *)text->data, *end = start + text->count, *kept = start;
    const char *block;
    size_t bytes;
    HRESULT hr = S_OK;

    while (SUCCEEDED(hr) && b->import->limits->parts++ < MIME_MAX_PARTS &&
           mime_uu_block(start, (size_t)(end - start), &block, &bytes)) {
        struct mime_part file = {.body = block,
                                 .body_bytes = bytes,
                                 .type = "application/octet-stream",
                                 .encoding = MIME_UUENCODE,
                                 .encoding_known = true,
                                 .content.value = "",
                                 .disposition.value = ""};

        hr = mime_attach(b->import, &file, MIME_ATTACH_PLAIN);
        memmove(kept, start, (size_t)(block - start));
        kept += block - start;
        start = (char *)block + bytes;
    }
    memmove(kept, start, (size_t)(end - start));
    text->count = (size_t)(kept + (end - start) - (char *)text->data);
    return hr;
}

static HRESULT take_text(struct bodies *b, const struct mime_part *part, struct place place)
{
    struct mime_report *report = b->import->report;
    UINT code_page = code_page_of(b, part);
    AUTO_FREE WCHAR *text = NULL;
    struct writer w = {0};
    bool strange = false, unknown = !code_page;
    size_t chars;
    HRESULT hr = mime_part_bytes(b->import, part, &w);

    if (SUCCEEDED(hr)) hr = take_files(b, &w);
    if (SUCCEEDED(hr)) {
        if (unknown) code_page = charset_guess((char *)w.data, w.count, 0);
        unknown = unknown && !code_page; /* else all of its bytes are in the text */
        hr = charset_decode(unknown ? CODE_PAGE_LATIN1 : code_page, (char *)w.data, w.count, NULL,
                            &text, &chars, &strange);
        if (hr == MAPI_E_BAD_CHARWIDTH) { /* not on this system */
            report->unknown_charset++;
            unknown = true;
            hr = charset_decode(CODE_PAGE_LATIN1, (char *)w.data, w.count, NULL, &text, &chars,
                                &strange);
        }
    }
    if (SUCCEEDED(hr)) {
        if (code_page == CODE_PAGE_ASCII)
            code_page = charset_guess((char *)w.data, w.count, CODE_PAGE_CP1252);
        if (unknown) code_page = CODE_PAGE_LATIN1;
        if (b->has_text && code_page != b->text_code_page && code_page != CODE_PAGE_ASCII)
            code_page =
                b->text_code_page == CODE_PAGE_ASCII ? code_page : CODE_PAGE_UTF8; /* holds both */
        if (!b->has_text || code_page != CODE_PAGE_ASCII) b->text_code_page = code_page;
        report->bad_text += strange;
        if (b->text.count) write_bytes(&b->text, L"\r\n", 2 * sizeof(WCHAR));
        add_text(&b->text, text, chars);
        if (b->text.bad) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        b->has_text = true;
        b->text_from = place.alternative;
    }
    writer_drop(&w);
    return SUCCEEDED(hr) && unknown ? attach(b, part, place) : hr; /* so that its bytes are kept */
}

static HRESULT put_html(struct bodies *b, struct mime_props *props)
{
    const struct mime_param *charset = mime_param_find(&b->html->content, "charset");
    UINT code_page = code_page_of(b, b->html);
    struct writer w = {0};
    void *copy;
    HRESULT hr = mime_part_bytes(b->import, b->html, &w);

    if (SUCCEEDED(hr)) {
        if (!charset || !code_page) {
            UINT said = html_charset(w.data, w.count);

            code_page = said ? said : charset_guess((char *)w.data, w.count, CODE_PAGE_CP1252);
        }
        if (code_page == CODE_PAGE_ASCII)
            code_page = charset_guess((char *)w.data, w.count, CODE_PAGE_CP1252);
        mime_props_long(props, PR_INTERNET_CPID, (LONG)code_page);
        mime_props_long(props, PR_MSG_EDITOR_FORMAT, EDITOR_FORMAT_HTML);
        copy = mem_dup(w.data, w.count, b->import->tree.root);
        if (copy) mime_props_bytes(props, PR_HTML, copy, w.count);
        else props->bad = true;
    }
    writer_drop(&w);
    return hr;
}

/* ---- which part is what ---- */

static bool is_attachment(const struct mime_part *part, struct place place)
{
    if (!strcmp(part->disposition.value, "attachment")) return true;
    if (place.first) return false; /* a text that comes first is the body, whatever name it has */
    return mime_param_find(&part->disposition, "filename") ||
           mime_param_find(&part->disposition, "filename*") ||
           mime_param_find(&part->disposition, "filename*0") ||
           mime_param_find(&part->disposition, "filename*0*") ||
           mime_param_find(&part->content, "name") || mime_param_find(&part->content, "name*");
}

/* Whether a text may be body beside what is body already. */
static bool wants_text(const struct bodies *b, struct place place)
{
    if (place.alternative && b->has_text) return false;
    return !b->html || place.alternative;
}

static bool wants_html(const struct bodies *b, struct place place)
{
    if (b->html) return false;
    return !b->has_text || (place.alternative && b->text_from == place.alternative);
}

/* The part of a multipart/related that the others belong to: the one its start names, else the
 * first. */
static const struct mime_part *related_root(const struct mime_part *part)
{
    const struct mime_param *start = mime_param_find(&part->content, "start");

    for (const struct mime_part *child = part->child; start && child; child = child->next) {
        const struct mime_field *id = mime_header_find(&child->header, "content-id");

        if (id && id->body_bytes == start->bytes && !memcmp(id->body, start->value, start->bytes))
            return child;
    }
    return part->child;
}

static HRESULT take_related(struct bodies *b, const struct mime_part *part, struct place place)
{
    const struct mime_part *root = related_root(part);
    HRESULT hr = take(b, root, place);

    place.first = false;
    place.related = true;
    for (const struct mime_part *child = part->child; child && SUCCEEDED(hr); child = child->next)
        if (child != root) hr = child->child ? take(b, child, place) : attach(b, child, place);
    return hr;
}

static HRESULT take_children(struct bodies *b, const struct mime_part *part, struct place place)
{
    HRESULT hr = S_OK;

    if (mime_type_is(part, "multipart/alternative")) place.alternative = part;
    for (const struct mime_part *child = part->child; child && SUCCEEDED(hr); child = child->next) {
        hr = take(b, child, place);
        place.first = place.first && place.alternative == part;
    }
    return hr;
}

static HRESULT take(struct bodies *b, const struct mime_part *part, struct place place)
{
    if (part->child)
        return mime_type_is(part, "multipart/related") ? take_related(b, part, place)
                                                       : take_children(b, part, place);
    if (part->unsplit && !place.first) return attach(b, part, place);
    if (mime_type_is(part, "text/plain") || part->unsplit)
        return !is_attachment(part, place) && wants_text(b, place) ? take_text(b, part, place)
                                                                   : attach(b, part, place);
    if (mime_type_is(part, "text/html") && !is_attachment(part, place) && wants_html(b, place)) {
        b->html = part;
        return S_OK;
    }
    return attach(b, part, place);
}

/* ---- message classes ---- */

/* The word behind "name:" in a part of a report. */
static bool report_says(struct bodies *b, const struct mime_part *report, const char *type,
                        const char *name, const char *word)
{
    bool said = false;

    for (const struct mime_part *part = report->child; part && !said; part = part->next) {
        struct mime_header fields;
        struct writer w = {0};

        if (!mime_type_is(part, type) || FAILED(mime_part_bytes(b->import, part, &w))) continue;
        /* groups of fields */
        for (size_t at = 0, body = 1; at < w.count && body && !said; at += body) {
            AUTO_FREE void *root = NULL; /* there may be very many */

            if (FAILED(mem_root(0, &root))) break;
            if (FAILED(mime_header_read((char *)w.data + at, w.count - at, root, &fields, &body)))
                break;
            for (size_t i = 0; i < fields.count && !said; i++) {
                const struct mime_field *field = &fields.fields[i];

                for (size_t c = 0;
                     mime_field_is(field, name) && c + strlen(word) <= field->body_bytes && !said;
                     c++) {
                    size_t n = 0;

                    while (word[n] && (field->body[c + n] | 0x20) == word[n])
                        n++;
                    said = !word[n];
                }
            }
        }
        writer_drop(&w);
    }
    return said;
}

static const WCHAR *report_class(struct bodies *b, const struct mime_part *part)
{
    static const struct {
        const char *report_type, *part_type, *field, *word;
        const WCHAR *class;
    } reports[] = {
        {"delivery-status", "message/delivery-status", "action", "failed", L"REPORT.IPM.Note.NDR"},
        {"delivery-status", "message/delivery-status", "action", "delayed",
         L"REPORT.IPM.Note.Delayed"},
        {"delivery-status", "message/delivery-status", "action", "delivered",
         L"REPORT.IPM.Note.DR"},
        {"delivery-status", "message/delivery-status", "action", "relayed", L"REPORT.IPM.Note.DR"},
        {"delivery-status", "message/delivery-status", "action", "expanded", L"REPORT.IPM.Note.DR"},
        {"disposition-notification", "message/disposition-notification", "disposition", "displayed",
         L"REPORT.IPM.Note.IPNRN"},
        {"disposition-notification", "message/disposition-notification", "disposition", "deleted",
         L"REPORT.IPM.Note.IPNNRN"},
    };
    const struct mime_param *type = mime_param_find(&part->content, "report-type");

    for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++) {
        if (type && (type->bytes != strlen(reports[i].report_type) ||
                     memcmp(type->value, reports[i].report_type, type->bytes)))
            continue;
        if (report_says(b, part, reports[i].part_type, reports[i].field, reports[i].word))
            return reports[i].class;
    }
    return NULL;
}

static bool is_smime(const struct mime_part *part)
{
    const struct mime_param *protocol = mime_param_find(&part->content, "protocol");

    return protocol && strstr(protocol->value, "pkcs7-signature");
}

/*
 * What was signed must stay as it is: the whole multipart is the one attachment of an
 * IPM.Note.SMIME.MultipartSigned, and its text is shown as the body besides. Source: MS-OXOSMIME
 */
static HRESULT take_signed(struct bodies *b, const struct mime_part *part, struct place place)
{
    const struct mime_part *shown = part->child;
    HRESULT hr = mime_attach(b->import, part, MIME_ATTACH_RAW);

    b->class = L"IPM.Note.SMIME.MultipartSigned";
    while (shown && shown->child && !mime_type_is(shown, "multipart/alternative"))
        shown = shown->child;
    if (FAILED(hr) || !shown || is_attachment(shown, place)) return hr;
    if (mime_type_is(shown, "text/plain") || mime_type_is(shown, "text/html"))
        return take(b, shown, place);
    place.alternative = shown;
    for (const struct mime_part *child = shown->child; child && SUCCEEDED(hr);
         child = child->next) {
        const struct mime_part *inner = child;

        while (inner->child)
            inner = inner->child;
        if (mime_type_is(inner, "text/plain") && wants_text(b, place))
            hr = take_text(b, inner, place);
        else if (mime_type_is(inner, "text/html") && wants_html(b, place)) b->html = inner;
    }
    return hr;
}

static HRESULT take_top(struct bodies *b, const struct mime_part *top)
{
    struct place place = {.first = true};
    const WCHAR *class = NULL;

    b->class = L"IPM.Note";
    if (mime_type_is(top, "multipart/signed") && top->child && is_smime(top))
        return take_signed(b, top, place);
    if (mime_type_is(top, "application/pkcs7-mime") ||
        mime_type_is(top, "application/x-pkcs7-mime"))
        b->class = L"IPM.Note.SMIME";
    if (mime_type_is(top, "multipart/report")) class = report_class(b, top);
    if (class) b->class = class;
    return take(b, top, place);
}

HRESULT mime_import_bodies(struct mime_import *import)
{
    struct mime_props props = {.root = import->tree.root};
    struct bodies b = {.import = import};
    HRESULT hr = take_top(&b, import->tree.top);

    if (SUCCEEDED(hr) && b.has_text) { /* before HTML: in some stores the last one counts */
        write_u16(&b.text, 0);
        if (b.text.bad) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        mime_props_text(&props, PR_BODY_W, (WCHAR *)b.text.data);
        if (!b.html) mime_props_long(&props, PR_MSG_EDITOR_FORMAT, EDITOR_FORMAT_PLAINTEXT);
        if (!b.html && b.text_code_page)
            mime_props_long(&props, PR_INTERNET_CPID, (LONG)b.text_code_page);
    }
    if (SUCCEEDED(hr) && b.html) hr = put_html(&b, &props);
    mime_props_text(&props, PR_MESSAGE_CLASS_W, b.class);
    if (SUCCEEDED(hr)) hr = mime_props_set(&props, (IMAPIProp *)import->message, import->report);
    if (SUCCEEDED(hr) && b.tnef) hr = mime_tnef_take(import, b.tnef, b.tnef_bytes);
    com_release(&b.tnef_bytes);
    mime_props_drop(&props);
    writer_drop(&b.text);
    return hr;
}
