/*
 * merged_source.h - one provider's part of a merged table: its table, kept open and listened to
 */
#pragma once
#include "ab/merged_table.h"
#include "base/lock.h"
#include "provider/kept.h"
#include "provider/logon.h"

struct merged {
    LONG refs;
    enum merged_kind kind;
    struct lock lock;    /* RANK_OBJECT */
    struct rows *rows;   /* PR_INSTANCE_KEY is the provider's section, then the provider's own key */
    struct list sources; /* in the order of their rows, which are the first; each counted */
    struct list opening; /* struct opening (merged_source.c): tables that are being opened */
    bool wanted;         /* somebody has asked for it */
};
void merged_ref(struct merged *merged);
void merged_unref(struct merged *merged);

struct merged_source {
    struct kept kept;       /* counted while the logon has it */
    struct list link;       /* in merged->sources */
    LONG refs;
    struct merged *merged;  /* counted */
    struct logon *logon;    /* counted: its memory */
    IABContainer *root;     /* owned; NULL for one-off tables */
    IMAPITable *table;      /* owned */
    ULONG_PTR connection;   /* 0: the table doesn't tell */
    /* under merged's lock: */
    ULONG count;            /* rows it has there */
    bool stale, reading, again, over;
};
void merged_source_unref(struct merged_source *source);

/*
 * Opens the provider's table, reads it, listens to it and adds it to merged, unless merged has one
 * of that logon already.
 * Errors  the provider's; MAPI_E_INVALID_OBJECT (logged off meanwhile)
 */
HRESULT merged_source_add(struct merged *merged, struct logon *logon);
/* Reads its table anew; another thread that is reading it reads it once more. The provider's
 * errors: its rows stay as they were. */
HRESULT merged_source_read(struct merged_source *source);
