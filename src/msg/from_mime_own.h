/*
 * from_mime_own.h - what the files of the way in for Internet mail share
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#include "base/bytes.h"
#include "codec/mime/address.h"
#include "codec/mime/part.h"
#include "msg/from_mime.h"
#include "msg/mime_tags.h"

/* One mail on its way into one message. */
struct mime_import {
    IMessage *message;           /* borrowed */
    struct mime_report *report;  /* borrowed, never NULL */
    struct mime_limits *limits;  /* borrowed: shared with the mails in this one */
    struct mime_tree tree;       /* owned */
    struct mime_text_faults faults;
    UINT code_page; /* of 8-bit header text that isn't UTF-8: the charset the mail names; 0: none */
};

/* ---- properties on their way to an object (mime_props.c) ---- */

struct mime_props {
    SPropValue *data;
    size_t count, room;
    void *root; /* borrowed: the values hang on it */
    bool bad;   /* memory was out */
};
/* Text and bytes are not copied; NULL text is left out. */
void mime_props_text(struct mime_props *props, ULONG tag, const WCHAR *text);
void mime_props_bytes(struct mime_props *props, ULONG tag, const void *bytes, size_t count);
void mime_props_long(struct mime_props *props, ULONG tag, LONG value); /* PT_LONG, PT_BOOLEAN */
void mime_props_time(struct mime_props *props, ULONG tag, FILETIME value);
/* Sets them and empties props; what the object refuses is counted, what is too big goes through a
 * stream. */
HRESULT mime_props_set(struct mime_props *props, IMAPIProp *object, struct mime_report *report);
void mime_props_drop(struct mime_props *props);
/* A stream that writes one property anew. */
HRESULT mime_write_stream(IMAPIProp *object, ULONG tag, IStream **out);
HRESULT mime_write_all(IMAPIProp *object, ULONG tag, const void *bytes, size_t count);

/* ---- the header (mime_fields.c, mime_recipients.c) ---- */

HRESULT mime_import_fields(struct mime_import *import);
/* Sender, recipients, reply addresses. */
HRESULT mime_import_addresses(struct mime_import *import, struct mime_props *props);
/* A field's text on the tree's root; NULL: there is none, or memory is out (*hr). */
WCHAR *mime_field_text(struct mime_import *import, const struct mime_header *header,
                       const char *name, HRESULT *hr);

/* ---- bodies and attachments (mime_bodies.c, mime_attach.c) ---- */

HRESULT mime_import_bodies(struct mime_import *import);
enum mime_attach_how {
    MIME_ATTACH_PLAIN,
    MIME_ATTACH_RELATED, /* the HTML body may show it */
    MIME_ATTACH_RAW,     /* header and body as they came, not decoded */
};
HRESULT mime_attach(struct mime_import *import, const struct mime_part *part,
                    enum mime_attach_how how);
/* All bytes of a part's body, decoded, with a NUL behind them; the caller drops w. */
HRESULT mime_part_bytes(struct mime_import *import, const struct mime_part *part, struct writer *w);

/* ---- winmail.dat (mime_tnef.c) ---- */

/* What the part encapsulates, one reference, when that is TNEF of this mail; S_FALSE: it isn't,
 * *out is NULL. */
HRESULT mime_tnef_open(struct mime_import *import, const struct mime_part *part, IStream **out);
/* It goes into the message, after what the mail itself says; what can't go stays in the part as an
 * attachment. */
HRESULT mime_tnef_take(struct mime_import *import, const struct mime_part *part, IStream *stream);

/* ---- from_mime.c ---- */

/* A mail in memory into a message, which is not saved. */
HRESULT mime_import_mail(IMessage *message, const char *text, size_t bytes, ULONG flags,
                         struct mime_limits *limits, struct mime_report *report);
