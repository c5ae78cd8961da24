/*
 * fuzz_mime_write.c - any text in a header, any bytes in a body: the lines stay right, and what is
 * read is what was written
 *
 * The first byte chooses what is written. Text is what follows as UTF-16.
 */
#include <stdlib.h>
#include <string.h>
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/mime/transfer.h"
#include "codec/mime/words.h"
#include "codec/mime/write_body.h"
#include "codec/mime/write_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static HRESULT append(void *context, const void *bytes, size_t count)
{
    write_bytes(context, bytes, count);
    return ((struct writer *)context)->bad ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

/* One field: no line but the first begins otherwise than with white space, none is empty or too
 * long, all is ASCII. */
static void check_field(const struct writer *mail, bool utf8)
{
    size_t line = 0;

    for (size_t i = 0; i < mail->count; i++) {
        uint8_t c = mail->data[i];

        if (c == '\r') {
            if (i + 1 == mail->count || mail->data[i + 1] != '\n' || !line) abort();
            if (i + 2 < mail->count && mail->data[i + 2] != ' ') abort();
            i++;
            line = 0;
        } else {
            if (c < ' ' || c == 0x7f || (c >= 0x80 && !utf8)) abort();
            if (++line > 998) abort();
        }
    }
    if (line) abort();
}

/* Text as a field keeps it. */
static void clean(WCHAR *text)
{
    for (; *text; text++) {
        bool high = *text >= 0xd800 && *text < 0xdc00, low = *text >= 0xdc00 && *text < 0xe000;

        if (*text < ' ' || (*text >= 0x7f && *text < 0xa0)) *text = ' ';
        if (high && text[1] >= 0xdc00 && text[1] < 0xe000)
            text++;
        else if (high || low)
            *text = 0xfffd;
    }
}

static void header(uint8_t how, WCHAR *text, size_t chars)
{
    struct mime_out *out = mem_zero(sizeof(*out));
    struct writer mail = {0};
    struct header_out header = {
        .out = out, .code_page = how & 1 ? 28591 : 0, .utf8 = (how & 6) == 6};
    WCHAR *second = text, *back = NULL;

    for (size_t i = 0; i < chars && *second; i++)
        second++;
    /* behind the first NUL */
    if (*text) second = second < text + chars ? second + 1 : text + chars;
    mime_out_init(out, append, &mail);
    header_begin(&header, "X");
    switch (how >> 4) {
    case 0: header_text(&header, text); break;
    case 1: header_phrase(&header, text); break;
    case 2: header_mailbox(&header, text, second, true); break;
    case 3: header_param(&header, "name", text); break;
    case 4: header_words(&header, text); break;
    default: header_mailbox(&header, NULL, text, true);
    }
    header_end(&header);
    if (mime_flush(out) != S_OK) abort();
    check_field(&mail, how >> 4 == 2 || how >> 4 > 4 || header.utf8);
    if (how >> 4 == 0 && !header.utf8 && *text) {
        if (mime_words((char *)mail.data + 3, mail.count - 5, 0, NULL, NULL, &back) != S_OK)
            abort();
        clean(text);
        if (text_compare(back, text)) abort();
        mem_free(back);
    }
    writer_drop(&mail);
    mem_free(out);
}

static void body(uint8_t how, const uint8_t *bytes, size_t count)
{
    static const struct {
        enum body_encoding write;
        enum mime_encoding read;
    } kinds[] = {{BODY_QP, MIME_QUOTED_PRINTABLE},
                 {BODY_BASE64, MIME_BASE64},
                 {BODY_UUENCODE, MIME_UUENCODE}};
    struct mime_out *out = mem_zero(sizeof(*out));
    struct writer mail = {0}, back = {0};
    struct body_encoder encoder;
    size_t piece = (how >> 2) % 30 + 1, line = 0;
    bool bad = false;

    how %= 3;
    mime_out_init(out, append, &mail);
    body_begin(&encoder, out, kinds[how].write, "f");
    for (size_t at = 0; at < count; at += piece)
        body_put(&encoder, bytes + at, count - at < piece ? count - at : piece);
    body_end(&encoder);
    if (mime_flush(out) != S_OK) abort();
    for (size_t i = 0; i < mail.count; i++) {
        uint8_t c = mail.data[i];

        line = c == '\n' ? 0 : line + 1;
        if (line > 77 || (c != '\r' && c != '\n' && c != '\t' && (c < ' ' || c > '~'))) abort();
    }
    if (mime_transfer_decode(kinds[how].read, (char *)mail.data, mail.count, append, &back, &bad) !=
            S_OK ||
        bad)
        abort();
    if (back.count != count || (count && memcmp(back.data, bytes, count))) abort();
    writer_drop(&mail);
    writer_drop(&back);
    mem_free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    long roots = mem_roots_alive();
    WCHAR *text;

    if (size < 2) return 0;
    if (data[0] >= 0x80) {
        body(data[0] & 0x7f, data + 1, size - 1);
    } else {
        text = mem_array((size - 1) / 2 + 2, sizeof(*text));
        memcpy(text, data + 1, (size - 1) / 2 * 2);
        header(data[0], text, (size - 1) / 2);
        mem_free(text);
    }
    if (mem_roots_alive() != roots) abort();
    return 0;
}
