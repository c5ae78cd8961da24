/*
 * attr.h - the table of TNEF's attributes, and the forms of their data
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum tnef_form {
    TNEF_TEXT,     /* in the stream's code page, its NUL counted */
    TNEF_CLASS,    /* the same, of a message class that has an old name */
    TNEF_DATE,     /* DTR */
    TNEF_LONG,     /* 4 bytes */
    TNEF_BOOL,     /* 2 bytes */
    TNEF_BYTES,    /* as they are */
    TNEF_HEX,      /* bytes as upper-case hexadecimal digits, a NUL behind them */
    TNEF_PRIORITY, /* 2 bytes: prio... */
    TNEF_STATUS,   /* 1 byte: fms... */
    TNEF_FROM,     /* TRP: who sent it */
    TNEF_OWNER,    /* counted name and address: whose meeting it is */
    TNEF_SENT_FOR, /* the same: whom the sender represents */
    TNEF_RENDDATA, /* RENDDATA: an attachment begins */
    TNEF_PROPS,    /* properties */
    TNEF_ROWS,     /* recipients */
    TNEF_VERSION_NUMBER,
    TNEF_CODE_PAGE, /* 4 bytes code page, 4 bytes second one */
};

struct tnef_attribute {
    uint32_t id; /* 0: none has this slot */
    uint8_t level; /* LVL_ */
    enum tnef_form form;
};
/* Where a table has an attribute: each known one has a slot of its own, or the table doesn't
 * compile. */
#define TNEF_SLOT(id) (((id) ^ (id) >> 12 ^ (id) >> 16) & 0x7f)
enum { TNEF_N_SLOTS = 0x80 };

const struct tnef_attribute *tnef_attribute_at(size_t slot);
/* By id and level, or NULL. */
const struct tnef_attribute *tnef_attribute(uint8_t level, uint32_t id);
