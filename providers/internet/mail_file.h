/*
 * mail_file.h - a message as Internet mail, in a temporary file: long ones need no memory, and
 * their length is known before anything is sent
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "common/allocators.h"
#include "common/platform.h"
#include "mapix.h"

struct mail_file {
    IStream *stream; /* owned; the file goes with it */
    uint64_t bytes;
    bool is_eight_bit;
};

/*
 * utf8    its header fields may be UTF-8 (RFC 6532)
 * Errors  those of IConverterSession::MAPIToMIMEStm and OpenStreamOnFile
 */
HRESULT mail_file_write(IMessage *message, const struct allocators *alloc, bool utf8,
                        struct mail_file *out);
void mail_file_drop(struct mail_file *file);
/* To its beginning. */
HRESULT mail_file_rewind(void *context);
/* The next bytes; *count 0: its end. context is the file: this is smtp_mail.read. */
HRESULT mail_file_read(void *context, char *bytes, size_t room, size_t *count);
