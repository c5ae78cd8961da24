/*
 * from_mime.c - Internet mail (RFC 5322, MIME) becomes a message
 */
#include "msg/from_mime.h"
#include "base/error.h"

HRESULT message_from_mime(IMessage *message, IStream *source, ULONG flags, struct mime_report *report)
{
    (void)flags;
    if (report) *report = (struct mime_report){0};
    if (!message || !source) return FAIL(MAPI_E_INVALID_PARAMETER);
    return FAIL(MAPI_E_NO_SUPPORT); /* until the codec is there */
}
