/*
 * to_mime.c - a message becomes Internet mail (RFC 5322, MIME)
 */
#include "msg/to_mime.h"
#include "base/error.h"

HRESULT message_to_mime(IMessage *message, IStream *stream, const struct to_mime_options *options,
                        struct to_mime_report *report)
{
    (void)options;
    if (report) *report = (struct to_mime_report){0};
    if (!message || !stream) return FAIL(MAPI_E_INVALID_PARAMETER);
    return FAIL(MAPI_E_NO_SUPPORT); /* until the codec is there */
}
