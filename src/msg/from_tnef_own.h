/*
 * from_tnef_own.h - what the files of the way in for TNEF share
 */
#pragma once
#include "msg/tnef_own.h"

/* One stream on its way into one message, and those in it. */
struct tnef_import {
    struct tnef_reader *r; /* borrowed */
    struct tnef_problems problems;
    UINT code_page; /* of the message that is read now */
    unsigned depth;
    WORD key; /* the outermost stream's */
};
HRESULT tnef_import_problem(struct tnef_import *import, ULONG component, ULONG attribute, ULONG tag,
                            SCODE code);

/* A whole stream from where the reader stands. made: see from_tnef_options. */
HRESULT tnef_read_message(struct tnef_import *import, IMessage *message,
                          const struct tnef_filter *filter, struct tnef_numbers *made);

/* One attribute that is a value or some. MAPI_E_CORRUPT_DATA: it has another form. */
HRESULT tnef_read_attribute(struct tnef_import *import, const struct tnef_attribute *row,
                            uint32_t bytes, struct tnef_batch *batch);
/* Reads or passes over the PT_OBJECT whose head was read. */
typedef HRESULT tnef_object_reader(void *context, const struct tnef_prop *prop);
/* A block of properties. S_FALSE: no telling where the next would have begun (a problem), what
 * follows is lost. */
HRESULT tnef_read_props(struct tnef_import *import, struct tnef_batch *batch,
                        tnef_object_reader *object, void *context);

/* ---- people (from_tnef_people.c) ---- */

HRESULT tnef_read_person(struct tnef_import *import, const struct tnef_attribute *row,
                         uint32_t bytes, struct tnef_batch *batch);
HRESULT tnef_read_recipients(struct tnef_import *import, IMessage *message);

/* ---- attachments (from_tnef_attach.c) ---- */

enum { TNEF_MOST_PROBED = 256 };
struct tnef_known { /* attachments that were there before (from_tnef_known.c) */
    struct tnef_known_one {
        ULONG number;
        uint32_t hash;
        WCHAR *name; /* on root; NULL: found already */
    } *data;
    size_t count, room;
    void *root;     /* owned */
    bool collected; /* all of them are known */
};
/* The one whose data came on another road under this name; each is found once. S_FALSE: there is
 * none. */
HRESULT tnef_known_take(struct tnef_known *known, IMessage *message, const WCHAR *name,
                        const struct tnef_numbers *made, ULONG *number);
void tnef_known_drop(struct tnef_known *known);

struct tnef_attachments {
    struct tnef_import *import;
    IMessage *message;
    const struct tnef_filter *filter;
    struct tnef_numbers *made;
    ULONG begun;       /* attachments of the stream */
    bool open;         /* one is being read */
    bool again;        /* it is of an earlier run, or was in the message under its transport name */
    bool has_data;
    LONG method; /* as renddata says, or what it turned out to be */
    IAttach *attach;   /* owned; NULL: not made yet */
    size_t first_problem; /* of those that are its own */
    struct tnef_known known;
    struct tnef_batch batch;
};
/* One attribute of the level of attachments. */
HRESULT tnef_read_attachment(struct tnef_attachments *attachments, const struct tnef_attr *attr);
/* The one that is being read is whole: saved. */
HRESULT tnef_attachment_done(struct tnef_attachments *attachments);
void tnef_attachments_drop(struct tnef_attachments *attachments);
