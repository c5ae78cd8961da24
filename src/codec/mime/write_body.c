/*
 * write_body.c - transfer encodings, written piece by piece
 */
#include "codec/mime/write_body.h"
#include <string.h>

enum {
    LONGEST_LINE = 998,
    QP_LINE = 75, /* and the "=" of a soft line end */
    BASE64_BYTES = 57,
    UU_BYTES = 45,
};

const char *body_encoding_name(enum body_encoding encoding)
{
    static const char *const names[] = {
        [BODY_7BIT] = "7bit",     [BODY_8BIT] = "8bit",           [BODY_QP] = "quoted-printable",
        [BODY_BASE64] = "base64", [BODY_UUENCODE] = "x-uuencode",
    };

    return names[encoding];
}

void body_scan(struct body_scan *scan, const void *bytes, size_t count)
{
    const uint8_t *at = bytes;

    scan->bytes += count;
    for (size_t i = 0; i < count; i++) {
        uint8_t c = at[i];

        if (c == '\n') {
            if (!scan->cr) scan->odd = true;
            scan->line = 0;
            scan->cr = false;
            continue;
        }
        if (scan->cr) scan->odd = true;
        scan->cr = c == '\r';
        if (scan->cr) continue;
        if (c >= 0x80) scan->high++;
        if (!c) scan->odd = true;
        if (++scan->line > scan->longest) scan->longest = scan->line;
    }
}

enum body_encoding body_scan_suits(struct body_scan *scan, enum body_encoding wanted)
{
    bool plain = !scan->odd && !scan->cr && scan->longest <= LONGEST_LINE;

    switch (wanted) {
    case BODY_7BIT: return plain && !scan->high ? BODY_7BIT : BODY_QP;
    case BODY_8BIT: return !plain ? BODY_QP : scan->high ? BODY_8BIT : BODY_7BIT;
    case BODY_ANY:
        if (plain && !scan->high) return BODY_7BIT;
        /* a byte of 8 bits takes three */
        return scan->high > scan->bytes / 5 ? BODY_BASE64 : BODY_QP;
    default: return wanted;
    }
}

/* ---- base64, uuencode: whole lines out of what is held ---- */

static void base64_line(struct body_encoder *encoder)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char line[80];
    size_t n = 0;

    memset(encoder->held + encoder->n_held, 0, encoder->n_held % 3 ? 3 - encoder->n_held % 3 : 0);
    for (unsigned i = 0; i < encoder->n_held; i += 3) {
        const uint8_t *b = encoder->held + i;

        line[n++] = digits[b[0] >> 2];
        line[n++] = digits[(b[0] & 3) << 4 | b[1] >> 4];
        line[n++] = i + 1 < encoder->n_held ? digits[(b[1] & 15) << 2 | b[2] >> 6] : '=';
        line[n++] = i + 2 < encoder->n_held ? digits[b[2] & 63] : '=';
    }
    line[n++] = '\r';
    line[n++] = '\n';
    mime_put(encoder->out, line, n);
    encoder->n_held = 0;
}

static char uu_digit(unsigned six)
{
    return six ? (char)(six + ' ') : '`'; /* a space at a line's end gets lost */
}

static void uu_line(struct body_encoder *encoder)
{
    char line[80];
    size_t n = 0;

    memset(encoder->held + encoder->n_held, 0, encoder->n_held % 3 ? 3 - encoder->n_held % 3 : 0);
    line[n++] = uu_digit(encoder->n_held);
    for (unsigned i = 0; i < encoder->n_held; i += 3) {
        const uint8_t *b = encoder->held + i;

        line[n++] = uu_digit(b[0] >> 2);
        line[n++] = uu_digit((b[0] & 3) << 4 | b[1] >> 4);
        line[n++] = uu_digit((b[1] & 15) << 2 | b[2] >> 6);
        line[n++] = uu_digit(b[2] & 63);
    }
    line[n++] = '\r';
    line[n++] = '\n';
    mime_put(encoder->out, line, n);
    encoder->n_held = 0;
}

static void put_by_lines(struct body_encoder *encoder, const uint8_t *bytes, size_t count,
                         unsigned per_line, void (*line)(struct body_encoder *encoder))
{
    while (count) {
        size_t n = per_line - encoder->n_held;

        if (n > count) n = count;
        memcpy(encoder->held + encoder->n_held, bytes, n);
        encoder->n_held += (unsigned)n;
        bytes += n;
        count -= n;
        if (encoder->n_held == per_line) line(encoder);
    }
}

/* ---- quoted-printable ---- */

static void qp_piece(struct body_encoder *encoder, const char *piece, unsigned n)
{
    if (encoder->column + n > QP_LINE) {
        mime_put(encoder->out, "=\r\n", 3);
        encoder->column = 0;
    }
    mime_put(encoder->out, piece, n);
    encoder->column += n;
}

static void qp_escaped(struct body_encoder *encoder, uint8_t c)
{
    static const char digits[] = "0123456789ABCDEF";

    qp_piece(encoder, (char[]){'=', digits[c >> 4], digits[c & 15]}, 3);
}

/* The byte held back: white space means itself unless a line ends behind it. */
static void qp_release(struct body_encoder *encoder, bool line_ends)
{
    uint8_t c = encoder->held[0];

    if (!encoder->n_held) return;
    encoder->n_held = 0;
    if (line_ends || c == '\r')
        qp_escaped(encoder, c);
    else
        qp_piece(encoder, (char *)&c, 1);
}

static void qp_put(struct body_encoder *encoder, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t c = bytes[i];

        if (c == '\n' && encoder->n_held && encoder->held[0] == '\r') {
            encoder->n_held = 0;
            mime_put(encoder->out, "\r\n", 2);
            encoder->column = 0;
            continue;
        }
        if (c == '\r' && encoder->n_held && encoder->held[0] != '\r') {
            /* perhaps before a line end; as =XX it is right in any place */
            qp_release(encoder, true);
        } else {
            qp_release(encoder, false);
        }
        if (c == ' ' || c == '\t' || c == '\r') {
            encoder->held[0] = c;
            encoder->n_held = 1;
        } else if (c < ' ' || c > '~' || c == '=') {
            qp_escaped(encoder, c);
        } else {
            qp_piece(encoder, (const char *)&c, 1);
        }
    }
}

/* ---- all of them ---- */

void body_begin(struct body_encoder *encoder, struct mime_out *out, enum body_encoding encoding,
                const char *name)
{
    encoder->out = out;
    encoder->encoding = encoding;
    encoder->n_held = encoder->column = 0;
    if (encoding != BODY_UUENCODE) return;
    mime_puts(out, "begin 644 ");
    mime_puts(out, name && *name ? name : "body");
    mime_puts(out, "\r\n");
}

void body_put(struct body_encoder *encoder, const void *bytes, size_t count)
{
    switch (encoder->encoding) {
    case BODY_BASE64: put_by_lines(encoder, bytes, count, BASE64_BYTES, base64_line); break;
    case BODY_UUENCODE: put_by_lines(encoder, bytes, count, UU_BYTES, uu_line); break;
    case BODY_QP: qp_put(encoder, bytes, count); break;
    default: mime_put(encoder->out, bytes, count);
    }
}

void body_end(struct body_encoder *encoder)
{
    switch (encoder->encoding) {
    case BODY_BASE64:
        if (encoder->n_held) base64_line(encoder);
        break;
    case BODY_UUENCODE:
        if (encoder->n_held) uu_line(encoder);
        mime_puts(encoder->out, "`\r\nend\r\n");
        break;
    case BODY_QP: qp_release(encoder, true); break;
    default: break;
    }
}

void body_lines(struct body_lines *lines, const void *bytes, size_t count)
{
    const char *at = bytes, *end = at + count, *start = at;

    for (; at < end; at++) {
        if (*at != '\r' && *at != '\n') {
            lines->cr = false;
            continue;
        }
        lines->put(lines->context, start, (size_t)(at - start));
        start = at + 1;
        if (*at == '\r' || !lines->cr) lines->put(lines->context, "\r\n", 2);
        lines->cr = *at == '\r';
    }
    lines->put(lines->context, start, (size_t)(end - start));
}
