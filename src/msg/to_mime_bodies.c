/*
 * to_mime_bodies.c - a message's text and HTML become bodies of a mail
 *
 * A body is read twice, in pieces: once to see what it is made of, once to be written. Text is
 * PR_BODY in UTF-16; HTML is PR_HTML, whose bytes go as they are, in the charset of
 * PR_INTERNET_CPID.
 */
#include <string.h>
#include "edktags.h"
#include "mapitags.h"
#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"
#include "codec/rtf/lzfu.h"
#include "codec/rtf/rtf_body.h"
#include "codec/text/charset.h"
#include "codec/text/html_text.h"
#include "com/com.h"
#include "com/mem_stream.h"
#include "msg/mime_tags.h"
#include "msg/to_mime_own.h"
#include "sys/codepage.h"

enum { WRAP_MOST = 998, CID_MOST = 300, CIDS_MOST = 5000 };

/* ---- links to parts: "cid:" and what follows it ---- */

struct cid_finder {
    struct cid_list *list; /* NULL: nobody asks */
    unsigned matched;      /* letters of "cid:" */
    unsigned chars;        /* of the link so far */
    char link[CID_MOST];
    bool failed; /* memory was out */
};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* %40 is @ */
static void unescape(char *text)
{
    char *to = text;

    for (; *text; text++) {
        if (*text == '%' && hex_digit(text[1]) >= 0 && hex_digit(text[2]) >= 0) {
            *to++ = (char)(hex_digit(text[1]) << 4 | hex_digit(text[2]));
            text += 2;
        } else {
            *to++ = *text;
        }
    }
    *to = 0;
}

static void cid_found(struct cid_finder *finder)
{
    char **slot, *copy;

    finder->link[finder->chars] = 0;
    unescape(finder->link);
    for (size_t i = 0; i < finder->list->count; i++)
        if (!strcmp(finder->list->data[i], finder->link)) return;
    if (!finder->link[0] || finder->list->count == CIDS_MOST) return;
    copy = mem_dup_text8(finder->link, NULL);
    slot = copy ? ARRAY_PUSH(finder->list) : NULL;
    if (slot) {
        *slot = copy;
    } else {
        mem_free(copy);
        finder->failed = true;
    }
}

static void cid_look(struct cid_finder *finder, const char *bytes, size_t count)
{
    static const char scheme[] = "cid:";

    for (size_t i = 0; finder->list && i < count; i++) {
        char c = bytes[i];

        if (finder->matched < 4) {
            if ((c | 0x20) == (scheme[finder->matched] | 0x20))
                finder->matched++;
            else
                finder->matched = (c | 0x20) == 'c';
            finder->chars = 0;
        } else if ((unsigned char)c <= ' ' || strchr("\"'<>)(;&", c)) {
            cid_found(finder);
            finder->matched = 0;
        } else if (finder->chars == CID_MOST - 1) {
            finder->matched = 0; /* no ID is that long */
        } else {
            finder->link[finder->chars++] = c;
        }
    }
}

void cid_list_drop(struct cid_list *cids)
{
    for (size_t i = 0; i < cids->count; i++)
        mem_free(cids->data[i]);
    ARRAY_DROP(cids);
}

/* ---- from a stream to bytes with right line ends ---- */

struct text_pipe {
    UINT code_page;
    bool check; /* see whether the code page says all */
    bool lossy;
    ULONG wrap;
    size_t n_line; /* units of a line that may be wrapped yet */
    WCHAR line[WRAP_MOST + 2];
    WCHAR high; /* the first half of a character at the end of a piece */
    struct cid_finder cids;
    struct body_lines lines; /* to where the bytes go */
    HRESULT hr;
};

/* UTF-16 to bytes. */
static void encode(struct text_pipe *pipe, const WCHAR *text, size_t chars)
{
    enum { PIECE = 512 };
    char bytes[PIECE * 8];
    WCHAR back[PIECE];

    while (chars && SUCCEEDED(pipe->hr)) {
        size_t n = chars < PIECE ? chars : PIECE, got;

        if (n > 1 && n < chars && (text[n - 1] & 0xfc00) == 0xd800) n--;
        got = sys_encode(pipe->code_page, text, n, bytes, sizeof(bytes));
        if (got > sizeof(bytes)) {
            pipe->lossy = true;
            if (!pipe->check) pipe->hr = FAIL(MAPI_E_BAD_CHARWIDTH);
            return;
        }
        if (pipe->check && (sys_decode(pipe->code_page, bytes, got, back, n) != n ||
                            memcmp(back, text, n * sizeof(*text))))
            pipe->lossy = true;
        cid_look(&pipe->cids, bytes, got);
        body_lines(&pipe->lines, bytes, got);
        text += n;
        chars -= n;
    }
}

/* Breaks a line that is too long at its last space; a word longer than a line stays whole. */
static void wrap(struct text_pipe *pipe, const WCHAR *text, size_t chars)
{
    for (size_t i = 0; i < chars; i++) {
        WCHAR c = text[i];
        size_t space;

        pipe->line[pipe->n_line++] = c;
        if (c == '\r' || c == '\n') {
            encode(pipe, pipe->line, pipe->n_line);
            pipe->n_line = 0;
            continue;
        }
        if (pipe->n_line <= pipe->wrap) continue;
        for (space = pipe->n_line; space && pipe->line[space - 1] != ' '; space--) {}
        if (space > 1) {
            encode(pipe, pipe->line, space - 1);
            encode(pipe, L"\r\n", 2);
            pipe->n_line -= space;
            memmove(pipe->line, pipe->line + space, pipe->n_line * sizeof(*pipe->line));
        } else if (pipe->n_line > WRAP_MOST) {
            size_t whole = pipe->n_line - ((c & 0xfc00) == 0xd800);

            encode(pipe, pipe->line, whole);
            pipe->line[0] = c;
            pipe->n_line -= whole;
        }
    }
}

static void take_units(struct text_pipe *pipe, const WCHAR *text, size_t chars)
{
    WCHAR pair[2];

    if (pipe->high && chars) {
        pair[0] = pipe->high;
        pair[1] = text[0];
        pipe->high = 0;
        pipe->wrap ? wrap(pipe, pair, 2) : encode(pipe, pair, 2);
        text++;
        chars--;
    }
    if (chars && (text[chars - 1] & 0xfc00) == 0xd800) pipe->high = text[--chars];
    pipe->wrap ? wrap(pipe, text, chars) : encode(pipe, text, chars);
}

static void take_end(struct text_pipe *pipe)
{
    if (pipe->high) {
        WCHAR alone = pipe->high;

        pipe->high = 0;
        pipe->wrap ? wrap(pipe, &alone, 1) : encode(pipe, &alone, 1);
    }
    encode(pipe, pipe->line, pipe->n_line);
    pipe->n_line = 0;
}

/* All of a body, from its stream's beginning, to put. */
static HRESULT walk(const struct export_body *body, struct text_pipe *pipe,
                    void (*put)(void *context, const void *bytes, size_t count), void *context)
{
    AUTO_FREE char *piece = NULL;
    LARGE_INTEGER start = {.QuadPart = 0};
    ULONG left = 0, got; /* left: an odd byte of UTF-16 */
    HRESULT hr = body->stream->lpVtbl->Seek(body->stream, start, STREAM_SEEK_SET, NULL);

    if (FAILED(hr)) return hr;
    piece = mem_zero(EXPORT_CHUNK);
    if (!piece) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    pipe->code_page = body->code_page;
    pipe->wrap = body->wrap < WRAP_MOST ? body->wrap : WRAP_MOST;
    pipe->lines = (struct body_lines){.put = put, .context = context};
    while (SUCCEEDED(pipe->hr)) {
        hr = body->stream->lpVtbl->Read(body->stream, piece + left, EXPORT_CHUNK - left, &got);
        if (FAILED(hr)) return hr;
        if (!got) break;
        got = (got < EXPORT_CHUNK - left ? got : EXPORT_CHUNK - left) + left;
        left = 0;
        if (body->utf16) {
            take_units(pipe, (WCHAR *)piece, got / sizeof(WCHAR));
            left = got % sizeof(WCHAR);
            if (left) piece[0] = piece[got - 1];
        } else {
            cid_look(&pipe->cids, piece, got);
            body_lines(&pipe->lines, piece, got);
        }
    }
    if (body->utf16) take_end(pipe);
    return pipe->cids.failed ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY) : pipe->hr;
}

/* ---- what a body is made of ---- */

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

/* Wide ones and those that shift have bytes that look like ASCII and are none. */
static bool is_ascii_based(UINT code_page)
{
    switch (code_page) {
    case 0:
    case 1200:
    case 1201:
    case 12000:
    case 12001:
    case 65000: return false;
    default: return charset_name(code_page) != NULL;
    }
}

static enum body_encoding wanted_encoding(const struct mime_export *export)
{
    if (export->depth) return BODY_ANY;
    switch (export->options->encoding) {
    case IET_BASE64: return BODY_BASE64;
    case IET_UUENCODE: return BODY_UUENCODE;
    case IET_QP: return BODY_QP;
    case IET_7BIT: return BODY_7BIT;
    case IET_8BIT: return BODY_8BIT;
    default: return BODY_ANY;
    }
}

/* Charset and encoding of what stands in body->stream. */
static HRESULT measure(struct mime_export *export, struct export_body *body, bool named,
                       struct cid_list *cids)
{
    AUTO_FREE struct text_pipe *pipe = mem_zero(sizeof(*pipe));
    struct body_scan scan = {0};
    HRESULT hr;

    if (!pipe) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    pipe->cids.list = cids;
    pipe->check = body->utf16 && body->code_page != CODE_PAGE_UTF8;
    hr = walk(body, pipe, put_to_scan, &scan);
    if (SUCCEEDED(hr) && pipe->lossy) {
        memset(pipe, 0, sizeof(*pipe));
        scan = (struct body_scan){0};
        body->code_page = CODE_PAGE_UTF8;
        hr = walk(body, pipe, put_to_scan, &scan);
    }
    if (FAILED(hr)) return hr;
    body->empty = !scan.bytes;
    body->charset = charset_name(!named && !scan.high ? CODE_PAGE_ASCII : body->code_page);
    body->encoding = body_scan_suits(&scan, wanted_encoding(export));
    return S_OK;
}

static HRESULT open_memory(const void *data, size_t bytes, IStream **out)
{
    struct mem_stream_config config = {.data = data, .bytes = bytes};

    return mem_stream_open(&config, out);
}

/* A stream of UTF-16 over what a narrow stream holds. */
static HRESULT widen(UINT code_page, IStream **stream)
{
    AUTO_FREE char *bytes = NULL;
    AUTO_FREE WCHAR *text = NULL;
    IStream *wide = NULL;
    size_t count, chars;
    HRESULT hr = export_read_all(*stream, EXPORT_LARGEST_TEXT, &bytes, &count);

    if (SUCCEEDED(hr)) hr = charset_decode(code_page, bytes, count, NULL, &text, &chars, NULL);
    if (SUCCEEDED(hr)) hr = open_memory(text, chars * sizeof(*text), &wide);
    if (FAILED(hr)) return hr;
    com_release(stream);
    *stream = wide;
    return S_OK;
}

HRESULT export_text_body(struct mime_export *export, struct export_body *out)
{
    IMAPIProp *message = (IMAPIProp *)export->message;
    UINT own = (UINT)export_long(export->props, export->n_props, PR_INTERNET_CPID, 0);
    UINT wanted = export->options->code_page ? export->options->code_page : own;
    HRESULT hr = export_open(message, PR_BODY_W, &out->stream);

    if (SUCCEEDED(hr) && !out->stream) { /* a store without Unicode */
        hr = export_open(message, PR_BODY_A, &out->stream);
        if (SUCCEEDED(hr) && out->stream)
            hr = widen((UINT)export_long(export->props, export->n_props, PR_MESSAGE_CODEPAGE,
                                         (LONG)sys_ansi_code_page()),
                       &out->stream);
    }
    if (FAILED(hr) || !out->stream) return hr;
    out->utf16 = true;
    out->wrap = export->options->wrap;
    out->code_page = is_ascii_based(wanted) ? wanted : CODE_PAGE_UTF8;
    return measure(export, out, is_ascii_based(wanted), NULL);
}

/* The code page of HTML that doesn't say it, by its beginning. */
static HRESULT guess(IStream *stream, UINT *code_page)
{
    AUTO_FREE char *piece = mem_zero(EXPORT_CHUNK);
    LARGE_INTEGER start = {.QuadPart = 0};
    ULONG got;
    HRESULT hr;

    if (!piece) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = stream->lpVtbl->Read(stream, piece, EXPORT_CHUNK, &got);
    if (FAILED(hr)) return hr;
    for (int i = 0; got == EXPORT_CHUNK && i < 3 && piece[got - 1] & 0x80;
         i++) /* a character may be cut */
        got--;
    *code_page = charset_guess(piece, got, CODE_PAGE_CP1252);
    if (*code_page == CODE_PAGE_ASCII) *code_page = CODE_PAGE_UTF8;
    return stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL);
}

HRESULT export_html_body(struct mime_export *export, struct export_body *out, struct cid_list *cids)
{
    IMAPIProp *message = (IMAPIProp *)export->message;
    UINT own = (UINT)export_long(export->props, export->n_props, PR_INTERNET_CPID, 0);
    bool named = is_ascii_based(own) && own != CODE_PAGE_ASCII;
    HRESULT hr = export_open(message, PR_HTML, &out->stream);

    out->html = true;
    if (SUCCEEDED(hr) && !out->stream) { /* PR_BODY_HTML */
        hr = export_open(message, CHANGE_PROP_TYPE(PR_HTML, PT_UNICODE), &out->stream);
        out->utf16 = out->stream != NULL;
    } else if (SUCCEEDED(hr) &&
               (own == 1200 || own == 1201)) { /* UTF-16 is none of mail's charsets */
        hr = widen(own, &out->stream);
        out->utf16 = true;
    }
    if (FAILED(hr) || !out->stream) return hr;
    if (out->utf16)
        out->code_page = CODE_PAGE_UTF8, named = false;
    else if (named)
        out->code_page = own;
    else
        hr = guess(out->stream, &out->code_page);
    return SUCCEEDED(hr) ? measure(export, out, named, cids) : hr;
}

/* A body that was made of another, in UTF-16. */
static HRESULT made_body(struct mime_export *export, const struct writer *text,
                         struct cid_list *cids, struct export_body *out)
{
    UINT wanted = out->html ? 0 : export->options->code_page;
    HRESULT hr = open_memory(text->data, text->count, &out->stream);

    if (FAILED(hr)) return hr;
    out->utf16 = true;
    out->wrap = out->html ? 0 : export->options->wrap;
    out->code_page = is_ascii_based(wanted) ? wanted : CODE_PAGE_UTF8;
    return measure(export, out, is_ascii_based(wanted), cids);
}

static HRESULT collect_text(void *context, const WCHAR *text, size_t chars)
{
    struct writer *w = context;

    write_bytes(w, text, chars * sizeof(*text));
    return w->bad                               ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY)
           : w->count > 2 * EXPORT_LARGEST_TEXT ? FAIL(MAPI_E_TOO_BIG)
                                                : S_OK;
}

static HRESULT collect_rtf(void *context, const char *rtf, size_t bytes)
{
    struct writer *w = context;

    write_bytes(w, rtf, bytes);
    return w->bad                           ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY)
           : w->count > EXPORT_LARGEST_TEXT ? FAIL(MAPI_E_TOO_BIG)
                                            : S_OK;
}

HRESULT export_html_as_text(struct mime_export *export, struct export_body *html)
{
    AUTO_FREE struct html_text *converter = mem_zero(sizeof(*converter));
    LARGE_INTEGER start = {.QuadPart = 0};
    struct export_body text = {0};
    struct writer w = {0};
    HRESULT hr = html->stream->lpVtbl->Seek(html->stream, start, STREAM_SEEK_SET, NULL);

    if (!converter) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr) && !html->utf16) hr = widen(html->code_page, &html->stream);
    if (SUCCEEDED(hr)) {
        AUTO_FREE char *bytes = NULL;
        size_t count;

        html_text_begin(converter, (struct text_sink){collect_text, &w});
        hr = export_read_all(html->stream, 2 * EXPORT_LARGEST_TEXT, &bytes, &count);
        if (SUCCEEDED(hr)) hr = html_text_put(converter, (WCHAR *)bytes, count / sizeof(WCHAR));
        if (SUCCEEDED(hr)) hr = html_text_end(converter);
    }
    if (SUCCEEDED(hr)) hr = made_body(export, &w, NULL, &text);
    writer_drop(&w);
    export_body_drop(html);
    *html = text;
    return hr;
}

static HRESULT read_rtf(struct mime_export *export, struct writer *rtf)
{
    AUTO_FREE struct lzfu *lzfu = NULL;
    AUTO_RELEASE IStream *stream = NULL;
    AUTO_FREE char *packed = NULL;
    size_t count = 0;
    HRESULT hr = export_open((IMAPIProp *)export->message, PR_RTF_COMPRESSED, &stream);

    if (SUCCEEDED(hr) && stream) hr = export_read_all(stream, EXPORT_LARGEST_TEXT, &packed, &count);
    if (FAILED(hr) || !count) return hr;
    lzfu = mem_zero(sizeof(*lzfu));
    if (!lzfu) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    lzfu_begin(lzfu, collect_rtf, rtf);
    hr = lzfu_put(lzfu, packed, count);
    return SUCCEEDED(hr) ? lzfu_end(lzfu) : hr;
}

HRESULT export_rtf_body(struct mime_export *export, struct export_body *text,
                        struct export_body *html, struct cid_list *cids, char **rtf,
                        size_t *rtf_bytes)
{
    AUTO_FREE struct rtf_body *converter = NULL;
    struct writer packed = {0}, w = {0};
    HRESULT hr = read_rtf(export, &packed);

    if (hr == MAPI_E_CORRUPT_DATA && text->stream) { /* the text says it all */
        hr = S_OK;
        packed.count = 0;
    }
    if (SUCCEEDED(hr) && packed.count) {
        converter = mem_zero(sizeof(*converter));
        if (!converter) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    if (converter) {
        rtf_body_begin(converter, (struct text_sink){collect_text, &w});
        hr = rtf_body_put(converter, (char *)packed.data, packed.count);
        if (SUCCEEDED(hr)) hr = rtf_body_end(converter);
        if (hr == MAPI_E_CORRUPT_DATA) hr = S_OK; /* what can be read of it */
    }
    /* nothing is lost without the RTF */
    if (SUCCEEDED(hr) && converter && converter->kind == RTF_OF_HTML) {
        html->html = true;
        hr = made_body(export, &w, cids, html);
    } else if (SUCCEEDED(hr) && converter) {
        if (!text->stream) hr = made_body(export, &w, NULL, text);
        *rtf_bytes = packed.count;
        if (converter->kind == RTF_PLAIN) *rtf = (char *)TAKE(packed.data);
        if (*rtf) export->report->rtf_body++;
    }
    writer_drop(&packed);
    writer_drop(&w);
    return hr;
}

void export_body_drop(struct export_body *body)
{
    com_release(&body->stream);
}

HRESULT export_body_plain(struct mime_export *export, struct export_body *body)
{
    AUTO_FREE struct text_pipe *pipe = mem_zero(sizeof(*pipe));

    if (!pipe) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    return walk(body, pipe, put_to_mail, export->out);
}

HRESULT export_body_write(struct mime_export *export, struct export_body *body)
{
    AUTO_FREE struct text_pipe *pipe = mem_zero(sizeof(*pipe));
    struct header_out header = export_header(export);
    struct body_encoder encoder;
    HRESULT hr;

    if (!pipe) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    mime_puts(export->out, body->html ? "Content-Type: text/html; charset="
                                      : "Content-Type: text/plain; charset=");
    mime_puts(export->out, body->charset);
    mime_puts(export->out, "\r\n");
    header_field8(&header, "Content-Transfer-Encoding", body_encoding_name(body->encoding));
    mime_puts(export->out, "\r\n");
    body_begin(&encoder, export->out, body->encoding, body->html ? "message.htm" : "message.txt");
    hr = walk(body, pipe, put_to_encoder, &encoder);
    body_end(&encoder);
    return hr;
}
