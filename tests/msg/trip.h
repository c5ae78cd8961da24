/*
 * trip.h - mails into messages of a local store and out again, and what differs between two
 * messages
 */
#pragma once
#include "local_store/fixture.h"
#include "msg/from_mime.h"
#include "msg/to_mime.h"

struct mail {
    char *bytes; /* owned; ends with a NUL that bytes_count doesn't count */
    size_t count;
};
void mail_drop(struct mail *mail);
/* A file's bytes; false: there is no such file. */
bool mail_load(struct mail *mail, const char *path);

/* One message, saved, or NULL with *hr. */
IMessage *mail_to_message(IMAPIFolder *folder, const struct mail *mail, HRESULT *hr);
IStream *stream_of(const struct mail *mail);
HRESULT message_to_mail(IMessage *message, const struct to_mime_options *options,
                        struct to_mime_report *report, struct mail *out);

/* Differences in properties, recipients and attachments, each printed behind `what`; computed ones
 * don't count. */
int messages_differ(IMessage *a, IMessage *b, const char *what);
