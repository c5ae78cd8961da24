/*
 * sink_message.h - a message that takes whatever it is given, reads all of it once, and keeps only
 * counts
 */
#pragma once
#include "mapidefs.h"

struct sink_counts { /* of a message and those in it */
    ULONG properties, recipients, attachments, messages;
    unsigned long long bytes; /* of values and streams */
    HRESULT write_answers; /* what streams answer to Write, when it is a failure */
    ULONG saves, sets, lists, opens; /* SaveChanges, SetProps, ModifyRecipients, OpenAttach */
};

/* One reference. counts outlives it. NULL: memory is out. */
IMessage *sink_message_create(struct sink_counts *counts);
/* Objects alive: 0 at the end of a test. */
long sink_objects_alive(void);
