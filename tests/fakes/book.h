/*
 * book.h - an address book provider for tests: containers and people as a test says, calls written
 * down
 *
 * Written against include/ alone, so that it serves natively and in a DLL under Wine. An entry ID
 * is four bytes of flags, book_uid with the book's number at its end, 'c' (container), 'e' (entry)
 * or 't' (template), and a letter.
 */
#pragma once
#include <stdbool.h>
#include "mapispi.h"
#include "mapiutil.h"

enum { BOOK_EID_BYTES = 22, BOOK_ENTRIES = 16, BOOK_CONTAINERS = 8 };

struct book_entry {
    char id;
    const WCHAR *name, *type, *address;
};

struct book_container {
    char id;
    const WCHAR *name;
    ULONG flags, display_type, depth; /* below the one before it when that is less deep */
    const char *entries; /* the letters of those in it */
    HRESULT resolve;     /* what ResolveNames answers instead of resolving; S_OK: it does */
    HRESULT contents;    /* and GetContentsTable */
    bool narrow;         /* knows no MAPI_UNICODE */
    bool careless;       /* ResolveNames says resolved, and gives no entry ID */
};

struct book {
    BYTE number;
    struct book_entry entries[BOOK_ENTRIES];
    struct book_container containers[BOOK_CONTAINERS];
    HRESULT root, hierarchy; /* what these answer; S_OK: they do */
    HRESULT page, save;      /* an entry's PR_DETAILS_TABLE, and SaveChanges; S_OK: they do */
    HRESULT prepare;         /* PrepareRecips; S_OK: short-term entry IDs become long-term */
    bool silent;             /* hierarchy tables notify nobody */
    bool templates;          /* has a table of templates: 't' */
    void (*hook)(struct book *book, const char *call);
    /* what tests read: */
    char calls[4096]; /* each with a ' ' behind it */
    LONG objects;     /* alive */
    ITableData *top;  /* its top-level containers, once somebody has asked */
    ITableData *forms; /* its templates, likewise */
    IMAPISupport *support; /* of its logon; NULL: it has none. Borrowed */
};

/* The logon object, for IABProvider::Logon; tells support of its UID when there is one. */
HRESULT book_logon(struct book *book, IMAPISupport *support, IABLogon **out);
/* The entry ID of a container ('c') or an entry ('e'). */
void book_eid(const struct book *book, char kind, char id, BYTE *eid);
MAPIUID book_uid(const struct book *book);
void book_forget(struct book *book); /* the calls */
/* The container becomes another in the table that was given out; entries and the rest as in
 * containers[]. */
HRESULT book_tell(struct book *book, const struct book_container *container);
/* ... and is gone from there. */
HRESULT book_tell_gone(struct book *book, char id);
/* A template is another in the table that was given out; a heading can't be chosen. */
HRESULT book_tell_template(struct book *book, char id, const WCHAR *name, bool heading);
