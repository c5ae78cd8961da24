/*
 * to_mime_own.h - what the files of the way out for Internet mail share
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#include "codec/mime/write_body.h"
#include "codec/mime/write_header.h"
#include "codec/mime/write_out.h"
#include "msg/to_mime.h"

enum {
    EXPORT_MOST_DEEP = 32,        /* mails in mails */
    EXPORT_CHUNK = 16384,         /* bytes read from a stream at once */
    EXPORT_LARGEST_TEXT =
        64 << 20 /* bytes of a text that must be held whole: a larger one is MAPI_E_TOO_BIG */
};

/* One message on its way to one mail. */
struct mime_export {
    IMessage *message;                     /* borrowed, as all below but props */
    const struct to_mime_options *options;
    struct to_mime_report *report; /* never NULL */
    struct mime_out *out;          /* shared by a mail and those in it */
    unsigned depth;                /* mails around this one */
    bool has_sender; /* it came with a Sender field, even if that says what From does */
    ULONG n_props;
    WCHAR *id;         /* owned: the Message-ID that went; NULL: none */
    SPropValue *props; /* owned: of the message, those that header and structure are made of; text
                          in UTF-16 */
};

/* A header that goes to the mail. What it cleaned is counted by export_header_done. */
struct header_out export_header(const struct mime_export *export);
void export_header_done(struct mime_export *export, const struct header_out *header);

/* ---- properties (to_mime_props.c) ---- */

/* Values in the order of tags, on one root, those that aren't there as PT_ERROR; text tags are
 * PT_UNICODE, and so are the values whatever width the object has. */
HRESULT export_get(IMAPIProp *object, const SPropTagArray *tags, ULONG *count, SPropValue **out);
const WCHAR *export_text(const SPropValue *props, ULONG count,
                         ULONG tag); /* NULL: none, or empty */
LONG export_long(const SPropValue *props, ULONG count, ULONG tag,
                 LONG otherwise); /* PT_LONG, PT_BOOLEAN */
/* A property's bytes, from their beginning; *out NULL: there is no such property. */
HRESULT export_open(IMAPIProp *object, ULONG tag, IStream **out);
/* All that is left in a stream, with two NULs behind it, new root. MAPI_E_TOO_BIG: more than most
 */
HRESULT export_read_all(IStream *stream, size_t most, char **out, size_t *bytes);

/* ---- header (to_mime_fields.c, to_mime_people.c) ---- */

/* All fields but MIME's. */
HRESULT export_fields(struct mime_export *export);
/* From, Sender, Reply-To, To, Cc, Bcc, Disposition-Notification-To, Return-Receipt-To. */
HRESULT export_people(struct mime_export *export, struct header_out *header);
/* The part of the sender's Internet address behind "@", new root; NULL: there is none. */
WCHAR *export_sender_domain(struct mime_export *export);

/* ---- bodies (to_mime_bodies.c) ---- */

/* What "cid:" links in HTML name. */
struct cid_list {
    char **data; /* each a root of its own */
    size_t count, room;
};
struct export_body {
    IStream *stream; /* owned; NULL: there is no such body */
    bool utf16;      /* what stream gives */
    bool html;
    bool empty;
    ULONG wrap;
    UINT code_page;  /* that UTF-16 is encoded in */
    const char *charset;
    enum body_encoding encoding;
};
/* cids gets the links of an HTML body. */
HRESULT export_text_body(struct mime_export *export, struct export_body *out);
HRESULT export_html_body(struct mime_export *export, struct export_body *out,
                         struct cid_list *cids);
/* The text of HTML in place of it. */
HRESULT export_html_as_text(struct mime_export *export, struct export_body *html);
/*
 * For a message whose best body is RTF: the HTML that it was made of, or else its text (unless
 * there is one) and that itself (new root; NULL: it has none, or is nothing but the text).
 */
HRESULT export_rtf_body(struct mime_export *export, struct export_body *text,
                        struct export_body *html, struct cid_list *cids, char **rtf,
                        size_t *rtf_bytes);
void export_body_drop(struct export_body *body);
void cid_list_drop(struct cid_list *cids);
/* MIME's fields, an empty line, and the body. */
HRESULT export_body_write(struct mime_export *export, struct export_body *body);
/* The body alone, as it is. */
HRESULT export_body_plain(struct mime_export *export, struct export_body *body);

/* ---- attachments (to_mime_attach.c) ---- */

struct export_attachment {
    ULONG number;
    bool related;      /* the HTML body shows it */
    char type[100];    /* "application/pdf"; of a message in a message: "message/rfc822" */
};
struct export_attachments {
    struct export_attachment *data;
    size_t count, room;
};
/* html: there is an HTML body, with links cids. */
HRESULT export_attachments_list(struct mime_export *export, bool html, const struct cid_list *cids,
                                struct export_attachments *out);
/* Fields, an empty line, contents. */
HRESULT export_attachment_write(struct mime_export *export,
                                const struct export_attachment *attachment);
/* Bytes of our own as an attachment: fields, an empty line, contents. */
void export_bytes_write(struct mime_export *export, const char *type, const WCHAR *name,
                        const void *bytes, size_t count);
/* All of a stream, from where it stands, in the same two ways. */
HRESULT export_stream_write(struct mime_export *export, const char *type, const WCHAR *name,
                            IStream *stream);
HRESULT export_stream_uuencode(struct mime_export *export, const char *name, IStream *stream);
/* "begin 644 name" and so on. */
HRESULT export_attachment_uuencode(struct mime_export *export,
                                   const struct export_attachment *attachment);
/* The attachment that holds what was signed: its own MIME fields, an empty line, contents. S_FALSE:
 * it has no such fields, nothing was written. */
HRESULT export_attachment_signed(struct mime_export *export,
                                 const struct export_attachment *attachment);

/* ---- winmail.dat (to_mime_tnef.c) ---- */

/* Fields, an empty line, contents. */
HRESULT export_tnef_write(struct mime_export *export);
HRESULT export_tnef_uuencode(struct mime_export *export);

/* ---- to_mime.c ---- */

/* A message in this one, as a mail written behind what out has. */
HRESULT export_inner(const struct mime_export *export, IMessage *message, struct mime_out *out);
