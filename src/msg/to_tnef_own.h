/*
 * to_tnef_own.h - what the files of the way out for TNEF share
 */
#pragma once
#include "codec/tnef/write.h"
#include "msg/tnef_own.h"
#include "msg/to_tnef.h"

struct tnef_export {
    IMessage *message;   /* borrowed */
    struct tnef_writer *w; /* shared with the messages in this one */
    struct tnef_problems *problems; /* shared */
    ULONG mode;
    WORD key;            /* of the next attachment */
    UINT code_page;      /* of the attributes' text */
    unsigned depth;
    bool begun, message_done;
    struct {
        ULONG *data; /* owned: those that went */
        size_t count, room;
    } done;
};

/* ---- what is selected (tnef_selection.c) ---- */

/* number: of an attachment, or TNEF_MESSAGE */
#define TNEF_MESSAGE 0xffffffff
bool tnef_selects(const struct tnef_selection *selection, ULONG number, ULONG tag);
/* Are properties selected that no list names? */
bool tnef_selects_others(const struct tnef_selection *selection, ULONG number);
/* Is there anything of this attachment? */
bool tnef_selects_attachment(const struct tnef_selection *selection, ULONG number);
/* The value SetProps gave for it; NULL: none. */
const SPropValue *tnef_selection_value(const struct tnef_selection *selection, ULONG number,
                                       ULONG tag);
/* Data that AddProps gave in place of the attachment's; *nested: it is a TNEF stream. */
IStream *tnef_selection_data(const struct tnef_selection *selection, ULONG number, bool *nested);

/* ---- an object's properties (to_tnef_values.c) ---- */

struct tnef_values {
    SPropValue *data; /* PT_ERROR: too large to be given, tags tells its type; borrowed values */
    ULONG *tags;      /* beside them */
    bool *gone;       /* written already, and nothing of it was lost */
    MAPINAMEID **names; /* NULL: it has none */
    ULONG count;
    void *root; /* owned; all hangs on it */
};
/* What is selected of object: values of its own and those of SetProps. */
HRESULT tnef_values_of(struct tnef_export *export, IMAPIProp *object,
                       const struct tnef_selection *selection, ULONG number,
                       struct tnef_values *out);
void tnef_values_drop(struct tnef_values *values);
const SPropValue *tnef_values_find(const struct tnef_values *values,
                                   ULONG tag); /* never PT_ERROR; NULL: none */
const WCHAR *tnef_values_text(const struct tnef_values *values, ULONG tag);      /* NULL: none */
LONG tnef_values_long(const struct tnef_values *values, ULONG tag, LONG otherwise);
void tnef_values_gone(struct tnef_values *values, ULONG tag);

/* Every value that has an attribute, as that; what it lost stays for tnef_put_props. */
HRESULT tnef_put_attributes(struct tnef_export *export, uint8_t level, IMAPIProp *object,
                            ULONG number, struct tnef_values *values);
/* Text as an attribute; *whole: its code page had all of it. */
HRESULT tnef_put_text(struct tnef_export *export, uint8_t level, ULONG id, const WCHAR *text,
                      bool *whole);
/* The block of what isn't gone. data NULL, or writes the value of PR_ATTACH_DATA_OBJ, IID and all.
 */
HRESULT tnef_put_props(struct tnef_export *export, uint8_t level, ULONG id, IMAPIProp *object,
                       ULONG number, const struct tnef_values *values,
                       HRESULT (*data)(void *context), void *context);
/* One property: tag, name, value. False: a type that has no form here. */
bool tnef_put_prop(struct tnef_writer *w, const SPropValue *value, const MAPINAMEID *name);
/* All bytes of a stream; *bytes how many there were. */
HRESULT tnef_put_stream(struct tnef_export *export, IStream *stream, uint64_t *bytes);

/* ---- people (to_tnef_people.c) ---- */

/* attFrom, attOwner, attSentFor. */
HRESULT tnef_put_people(struct tnef_export *export, struct tnef_values *values);
HRESULT tnef_put_recipients(struct tnef_export *export, IMAPITable *table);

/* ---- attachments (to_tnef_attach.c) ---- */

HRESULT tnef_put_attachment(struct tnef_export *export, const struct tnef_selection *selection,
                            ULONG number);
HRESULT tnef_list_attachments(IMessage *message, ULONG **numbers, ULONG *count);
HRESULT tnef_put_whole(struct tnef_export *export); /* a message in an attachment */
