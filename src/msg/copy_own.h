/*
 * copy_own.h - what the files of the generic copy share
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "msg/copy.h"
#include "prop/problems.h"

enum { COPY_MOST_DEEP = 64 }; /* messages in messages, folders in folders */

/* One copy of one object into another. */
struct copy_job {
    IMAPIProp *src, *dst;         /* borrowed */
    ULONG n_excluded_iids;
    const IID *excluded_iids;
    const SPropTagArray *excluded; /* by ID; NULL: none */
    const SPropTagArray *included; /* NULL: all */
    IMAPIProgress *progress;       /* NULL: nobody watches */
    ULONG flags;                   /* MAPI_NOREPLACE, MAPI_MOVE */
    unsigned depth;
    struct problems *problems;     /* NULL: nobody asks */
};

/* Is the property, or a sub-object by that name, to be copied? */
bool copy_wants(const struct copy_job *job, ULONG tag);
/* Is an interface, or one it derives from, excluded? bases ends with NULL. */
bool copy_iid_excluded(const struct copy_job *job, const IID *const *bases);
/* Properties, then whatever sub-objects both sides have. */
HRESULT copy_object(const struct copy_job *job);
/* copy_value.c: all plain properties. */
HRESULT copy_values(const struct copy_job *job);
/* Bytes of one property by streams. */
HRESULT copy_by_stream(IMAPIProp *src, ULONG src_tag, IMAPIProp *dst, ULONG dst_tag);
/* copy_message.c: recipients and attachments. */
HRESULT copy_recipients(IMessage *src, IMessage *dst);
HRESULT copy_attachments(const struct copy_job *job, IMessage *src, IMessage *dst);
/* copy_folder.c: what a folder holds. MAPI_W_PARTIAL_COMPLETION when not all could be copied. */
HRESULT copy_folder_messages(IMAPIFolder *src, IMAPIFolder *dst, ULONG which, IMAPIProgress *progress);
HRESULT copy_subfolders(IMAPIFolder *src, IMAPIFolder *dst, IMAPIProgress *progress, unsigned depth);
/* Is dst src itself, or a folder somewhere in it? */
bool copy_lies_in(IMAPIFolder *src, IMAPIFolder *dst);

/* One step of total done. MAPI_E_USER_CANCEL: stop. progress may be NULL. */
HRESULT copy_step(IMAPIProgress *progress, ULONG done, ULONG total);
