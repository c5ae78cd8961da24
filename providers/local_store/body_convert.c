/*
 * body_convert.c - one body of a message from another, in pieces
 */
#include "body_convert.h"
#include <stdlib.h>
#include "body_own.h"
#include "codec/rtf/lzfu.h"
#include "codec/rtf/rtf_body.h"
#include "codec/text/charset_name.h"
#include "codec/text/encode.h"
#include "codec/text/html_charset.h"
#include "codec/text/html_text.h"
#include "common/sql/large.h"
#include "common/text/text8.h"
#include "sys/codepage.h"

enum {
    PIECE = OUTPUT_PIECE,
    LEFT = 1024
}; /* LEFT: of a character, or of a line, that a piece ends in */

/* ---- a value being read ---- */

HRESULT body_each_piece(struct value *value,
                        HRESULT (*take)(void *context, const BYTE *bytes, size_t count, bool last),
                        void *context)
{
    BYTE *piece;
    HRESULT hr = S_OK;

    if (!value->large) return take(context, value_content(value), value->bytes, true);
    piece = malloc(PIECE);
    if (!piece) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (uint64_t at = 0; SUCCEEDED(hr);) {
        size_t got;

        hr = large_read(value->large, at, piece, PIECE, &got);
        at += got;
        if (SUCCEEDED(hr)) hr = take(context, piece, got, got < PIECE);
        if (got < PIECE) break;
    }
    free(piece);
    return hr;
}

/* Bytes of HTML, or its text, on their way to UTF-16. */
struct decoder {
    struct text_sink sink;
    ULONG type; /* of the value */
    UINT code_page;
    bool began;
    size_t n_left;
    BYTE bytes[PIECE + LEFT];
    WCHAR text[(PIECE + LEFT) * 2];
};

static bool is_stateful(UINT code_page)
{
    return code_page == 65000 || code_page == 52936 || (code_page >= 50220 && code_page <= 50229);
}

/* Up to where these bytes hold whole characters. */
static size_t whole(UINT code_page, const BYTE *bytes, size_t count)
{
    size_t n = count;

    if (code_page == 1200 || code_page == 1201) return count & ~(size_t)1;
    if (code_page == CODE_PAGE_UTF8) {
        while (n && count - n < 4 && (bytes[n - 1] & 0xc0) == 0x80)
            n--;
        return n && bytes[n - 1] >= 0xc0 ? n - 1 : count; /* one that may be whole already, too */
    }
    if (is_stateful(code_page)) { /* most begin each line in the state they began in */
        while (n && bytes[n - 1] != '\n')
            n--;
        return n && count - n <= LEFT ? n : count;
    }
    for (n = 0; n < count;) { /* a piece begins with a character */
        size_t more = ansi_char_bytes(code_page, bytes + n, count - n);

        if (more > count - n) break;
        n += more;
    }
    return n;
}

static UINT look(const BYTE *bytes, size_t count, UINT said)
{
    UINT own = html_charset(bytes, count), guess;
    size_t n = count;

    /* a byte order mark */
    if (own && count >= 2 && (bytes[0] == 0xef || bytes[0] >= 0xfe)) return own;
    if (said && said != CODE_PAGE_ASCII &&
        (said == 1200 || said == 1201 || sys_decode(said, "a", 1, NULL, 0) != (size_t)-1))
        return said;
    if (own && sys_decode(own, "a", 1, NULL, 0) != (size_t)-1 && own != CODE_PAGE_ASCII) return own;
    while (n && count - n < 4 && bytes[n - 1] >= 0x80) /* one may be cut */
        n--;
    guess = charset_guess((const char *)bytes, n < count && count == PIECE ? n : count,
                          CODE_PAGE_CP1252);
    return guess == CODE_PAGE_ASCII ? CODE_PAGE_UTF8 : guess;
}

static HRESULT give_units(struct decoder *decoder, const WCHAR *text, size_t chars)
{
    if (!decoder->began && chars && text[0] == 0xfeff) { /* a byte order mark */
        text++;
        chars--;
    }
    decoder->began = true;
    return chars ? decoder->sink.put(decoder->sink.context, text, chars) : S_OK;
}

static HRESULT decode(struct decoder *decoder, size_t count)
{
    size_t n;

    if (decoder->code_page == 1200 || decoder->code_page == 1201) {
        bool swap = decoder->code_page == 1201;

        n = count / sizeof(WCHAR);
        for (size_t i = 0; i < n; i++)
            decoder->text[i] =
                (WCHAR)(decoder->bytes[2 * i + swap] | decoder->bytes[2 * i + !swap] << 8);
    } else {
        n = sys_decode(decoder->code_page, (char *)decoder->bytes, count, decoder->text,
                       (PIECE + LEFT) * 2);
        /* more than two units a byte: no code page of ours */
        if (n > (PIECE + LEFT) * 2) return MAPI_E_NOT_FOUND;
    }
    return give_units(decoder, decoder->text, n);
}

static HRESULT take_html(void *context, const BYTE *bytes, size_t count, bool last)
{
    struct decoder *decoder = context;
    HRESULT hr = S_OK;

    if (!decoder->code_page)
        decoder->code_page = decoder->type == PT_UNICODE ? 1200 : look(bytes, count, 0);
    for (size_t done = 0; SUCCEEDED(hr) && done < count;) {
        size_t n = count - done < PIECE ? count - done : PIECE, all, now;

        memcpy(decoder->bytes + decoder->n_left, bytes + done, n);
        done += n;
        all = decoder->n_left + n;
        now = last && done == count ? all : whole(decoder->code_page, decoder->bytes, all);
        hr = decode(decoder, now);
        decoder->n_left = all - now;
        memmove(decoder->bytes, decoder->bytes + now, all - now);
    }
    if (last && decoder->n_left && SUCCEEDED(hr)) hr = decode(decoder, decoder->n_left);
    return hr;
}

/* HTML of any type to sink. */
HRESULT body_read_html(struct value *html, UINT code_page, struct text_sink sink)
{
    struct decoder *decoder;
    AUTO_VALUE struct value *first = NULL;
    HRESULT hr;

    if (value_type(html) != PT_BINARY && value_type(html) != PT_UNICODE &&
        value_type(html) != PT_STRING8)
        return MAPI_E_NOT_FOUND;
    hr = value_prefix(html, PIECE, &first);
    if (FAILED(hr)) return hr;
    decoder = calloc(1, sizeof(*decoder));
    if (!decoder) return MAPI_E_NOT_ENOUGH_MEMORY;
    decoder->sink = sink;
    decoder->type = value_type(html);
    if (decoder->type == PT_BINARY)
        decoder->code_page = look(value_content(first), first->bytes, code_page);
    else if (decoder->type == PT_STRING8)
        decoder->code_page =
            look((const BYTE *)"", 0, html->code_page ? html->code_page : ansi_code_page());
    hr = body_each_piece(html, take_html, decoder);
    free(decoder);
    return hr;
}

/* ---- HTML ---- */

static HRESULT put_text(void *context, const WCHAR *text, size_t chars)
{
    return output_put(context, text, chars * sizeof(*text));
}

static HRESULT put_bytes(void *context, const void *bytes, size_t count)
{
    return output_put(context, bytes, count);
}

/* Characters that the code page lacks become references. */
static struct text_encoder encoder_of_html(struct output *output, UINT code_page)
{
    return (struct text_encoder){
        .put = put_bytes, .context = output, .code_page = code_page, .html = true};
}

static HRESULT put_encoded(void *context, const WCHAR *text, size_t chars)
{
    return text_encoder_put(context, text, chars);
}

static HRESULT put_html(void *context, const WCHAR *text, size_t chars)
{
    return html_text_put(context, text, chars);
}

HRESULT body_of_html(struct db *db, struct value *html, UINT code_page, struct value **body)
{
    struct html_text *converter = malloc(sizeof(*converter));
    struct output *output = NULL;
    HRESULT hr = converter ? output_new(db, &output) : MAPI_E_NOT_ENOUGH_MEMORY;

    *body = NULL;
    if (SUCCEEDED(hr)) {
        html_text_begin(converter, (struct text_sink){put_text, output});
        hr = body_read_html(html, code_page, (struct text_sink){put_html, converter});
    }
    if (SUCCEEDED(hr)) hr = html_text_end(converter);
    if (SUCCEEDED(hr)) hr = output_value(output, PR_BODY_W, body);
    output_free(output);
    free(converter);
    return hr;
}

HRESULT html_as_text(struct db *db, struct value *html, UINT code_page, struct value **out)
{
    struct output *output;
    HRESULT hr = output_new(db, &output);

    *out = NULL;
    if (SUCCEEDED(hr)) hr = body_read_html(html, code_page, (struct text_sink){put_text, output});
    if (SUCCEEDED(hr)) hr = output_value(output, CHANGE_PROP_TYPE(PR_HTML, PT_UNICODE), out);
    output_free(output);
    return hr;
}

UINT html_code_page(UINT code_page)
{
    if (!code_page || code_page == CODE_PAGE_ASCII || code_page == 1200 || code_page == 1201 ||
        is_stateful(code_page) || sys_decode(code_page, "a", 1, NULL, 0) == (size_t)-1)
        return CODE_PAGE_UTF8;
    return code_page;
}

HRESULT html_as_bytes(struct db *db, struct value *html, UINT code_page, struct value **out)
{
    struct output *output;
    struct text_encoder encoder;
    HRESULT hr = output_new(db, &output);

    *out = NULL;
    encoder = encoder_of_html(output, html_code_page(code_page));
    if (SUCCEEDED(hr)) hr = body_read_html(html, 0, (struct text_sink){put_encoded, &encoder});
    if (SUCCEEDED(hr)) hr = text_encoder_end(&encoder);
    if (SUCCEEDED(hr)) hr = output_value(output, PR_HTML, out);
    output_free(output);
    return hr;
}

/* ---- RTF ---- */

struct rtf_work {
    struct lzfu lzfu;
    struct rtf_body rtf;
    struct html_text html;
    struct output *body, *bytes;
    struct text_encoder encoder; /* to bytes */
};

static HRESULT put_rtf_text(void *context, const WCHAR *text, size_t chars)
{
    struct rtf_work *work = context;
    HRESULT hr;

    if (work->rtf.kind != RTF_OF_HTML) return output_put(work->body, text, chars * sizeof(*text));
    hr = text_encoder_put(&work->encoder, text, chars);
    return SUCCEEDED(hr) ? html_text_put(&work->html, text, chars) : hr;
}

static HRESULT put_rtf(void *context, const char *rtf, size_t bytes)
{
    struct rtf_work *work = context;

    return rtf_body_put(&work->rtf, rtf, bytes);
}

static HRESULT take_rtf(void *context, const BYTE *bytes, size_t count, bool last)
{
    struct rtf_work *work = context;

    (void)last;
    return lzfu_put(&work->lzfu, bytes, count);
}

static HRESULT finish_rtf(struct rtf_work *work, struct rtf_bodies *out)
{
    HRESULT hr = lzfu_end(&work->lzfu);

    if (SUCCEEDED(hr)) hr = rtf_body_end(&work->rtf);
    if (SUCCEEDED(hr)) hr = html_text_end(&work->html);
    if (SUCCEEDED(hr)) hr = text_encoder_end(&work->encoder);
    if (SUCCEEDED(hr)) hr = output_value(work->body, PR_BODY_W, &out->body);
    if (SUCCEEDED(hr) && work->rtf.kind == RTF_OF_HTML)
        hr = output_value(work->bytes, PR_HTML, &out->html);
    out->native = work->rtf.kind == RTF_OF_HTML ? 3 : work->rtf.kind == RTF_OF_TEXT ? 1 : 2;
    return hr;
}

HRESULT bodies_of_rtf(struct db *db, struct value *rtf, UINT code_page, struct rtf_bodies *out)
{
    struct rtf_work *work;
    HRESULT hr;

    memset(out, 0, sizeof(*out));
    if (value_type(rtf) != PT_BINARY) return MAPI_E_CORRUPT_DATA;
    work = calloc(1, sizeof(*work));
    if (!work) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = output_new(db, &work->body);
    if (SUCCEEDED(hr)) hr = output_new(db, &work->bytes);
    if (SUCCEEDED(hr)) {
        work->encoder = encoder_of_html(work->bytes, html_code_page(code_page));
        html_text_begin(&work->html, (struct text_sink){put_text, work->body});
        rtf_body_begin(&work->rtf, (struct text_sink){put_rtf_text, work});
        lzfu_begin(&work->lzfu, put_rtf, work);
        hr = body_each_piece(rtf, take_rtf, work);
    }
    if (SUCCEEDED(hr)) hr = finish_rtf(work, out);
    if (FAILED(hr)) rtf_bodies_clear(out);
    output_free(work->body);
    output_free(work->bytes);
    free(work);
    return hr;
}

void rtf_bodies_clear(struct rtf_bodies *bodies)
{
    value_unref(bodies->body);
    value_unref(bodies->html);
    bodies->body = bodies->html = NULL;
}

/* ---- comparing ---- */

struct sum {
    uint64_t hash, units;
};

static HRESULT take_sum(void *context, const BYTE *bytes, size_t count, bool last)
{
    struct sum *sum = context;

    (void)last;
    for (size_t i = 0; i + 1 < count; i += 2) {
        unsigned c = bytes[i] | bytes[i + 1] << 8;

        if (c <= ' ' || c == 0xa0) continue;
        sum->hash = (sum->hash ^ c) * 0x100000001b3;
        sum->units++;
    }
    return S_OK;
}

static HRESULT sum_of(struct value *value, struct sum *sum)
{
    AUTO_VALUE struct value *text = NULL;
    HRESULT hr = value_as(value, PT_UNICODE, &text);

    memset(sum, 0, sizeof(*sum));
    return SUCCEEDED(hr) ? body_each_piece(text, take_sum, sum) : hr;
}

/* No text at all, content that another handle has replaced, a code page unknown here. What may be
 * read later is an error. */
static bool is_no_text(HRESULT hr)
{
    return hr == MAPI_E_NOT_FOUND || hr == MAPI_E_OBJECT_DELETED || hr == MAPI_E_UNKNOWN_CPID;
}

HRESULT body_is_same(struct value *a, struct value *b, bool *same)
{
    struct sum one, other;
    HRESULT hr = sum_of(a, &one);

    if (SUCCEEDED(hr)) hr = sum_of(b, &other);
    *same = SUCCEEDED(hr) && one.units == other.units && one.hash == other.hash;
    return is_no_text(hr) ? S_OK : hr;
}
