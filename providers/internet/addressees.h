/*
 * addressees.h - the recipients of a message that are ours to send to, and what became of them
 *
 * Ours are those that nobody is responsible for yet (PR_RESPONSIBILITY), with an Internet address.
 */
#pragma once
#include "common/allocators.h"
#include "internet/smtp.h"
#include "mapispi.h"

struct addressees {
    const struct allocators *alloc;
    SRowSet *rows;             /* all of the message, all columns; MAPI's */
    struct smtp_recipient *to; /* ours; their addresses are owned */
    const SRow **row_of;       /* the row of each */
    size_t count;
};

/* Errors  MAPI_E_NOT_ENOUGH_MEMORY, the message's */
HRESULT addressees_read(IMessage *message, const struct allocators *alloc, struct addressees *out);
void addressees_clear(struct addressees *recipients);

/* What a code means for its recipient. */
enum recipient_fate {
    FATE_OPEN, /* nothing is known */
    FATE_SENT, /* the server has it */
    FATE_LATER,
    FATE_NEVER
};
enum recipient_fate recipient_fate(const struct smtp_recipient *recipient);
size_t addressees_count(const struct addressees *recipients, enum recipient_fate fate);

/* PR_RESPONSIBILITY becomes TRUE for those of one fate, in the open message. */
HRESULT addressees_mark(const struct addressees *recipients, enum recipient_fate fate,
                        IMessage *message);
/*
 * StatusRecips: FATE_SENT are told as delivered, FATE_NEVER as not. Nobody of that fate: S_OK.
 *
 * host  the server, which the text names
 */
HRESULT addressees_report(const struct addressees *recipients, enum recipient_fate fate,
                          const char *host, IMAPISupport *support, IMessage *message);
