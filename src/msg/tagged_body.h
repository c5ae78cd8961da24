/*
 * tagged_body.h - a message's text with tags where its attachments stand
 *
 *     [[ <title> : <key> in <container> ]]
 *
 * in place of the one character at each attachment's PR_RENDERING_POSITION. 8-bit text in the ANSI
 * code page.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "msg/from_tnef.h"

struct tagged_body {
    IMessage *message;  /* borrowed */
    const char *name;   /* of the container, for attachments without PR_ATTACH_TRANSPORT_NAME */
    const struct tnef_numbers
        *numbers; /* attachments in the order of their keys, some TNEF_NOT_MADE; NULL or empty: as
                     the message lists them */
    WORD key;           /* of the first */
};
/* The text with its tags, new root, its NUL not counted. MAPI_E_TOO_BIG: more than 64 MiB */
HRESULT tagged_body_make(const struct tagged_body *body, char **out, size_t *bytes);
/*
 * Text with tags to PR_BODY: a tag whose key belongs to an attachment becomes a space, and its
 * place the attachment's PR_RENDERING_POSITION; any other stays text.
 */
HRESULT tagged_body_take(const struct tagged_body *body, const char *text, size_t bytes);
