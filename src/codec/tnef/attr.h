/*
 * attr.h - the table of TNEF's attributes, and the forms of their data
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"

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
    uint32_t id;
    uint8_t level; /* LVL_ */
    enum tnef_form form;
    uint32_t tag; /* of the property it is, text in UTF-16; 0: several */
};
/* By id and level, or NULL. */
const struct tnef_attribute *tnef_attribute(uint8_t level, uint32_t id);
/* By the property's id, for the level; NULL: it has none. */
const struct tnef_attribute *tnef_attribute_of(uint8_t level, uint32_t tag);
#define TNEF_DATE_BYTES 14

/* False: no date. A DTR says no zone: it is taken for UTC, and written so. */
bool tnef_date_read(const uint8_t *dtr, FILETIME *out);
/* False: before 1601 or behind 9999. */
bool tnef_date_write(FILETIME time, uint8_t *dtr);

/* A class's name today for its old one, or the other way; NULL: it has none. Case doesn't matter. */
const char *tnef_class_today(const char *old);
const char *tnef_class_old(const char *today);

/* Nothing but pairs of hexadecimal digits? */
bool tnef_is_hex(const uint8_t *text, size_t chars);
/* They become bytes in place; how many. */
size_t tnef_from_hex(uint8_t *text, size_t chars);
