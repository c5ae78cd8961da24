/*
 * logon.h - IXPLogon: what MAPI holds of a drop folder's transport
 */
#pragma once
#include "common/com.h"
#include "common/latch.h"
#include "dropfolder/incoming.h"
#include "mapispi.h"

enum { STATUS_CHARS = 256 };

struct drop_logon {
    struct com_object com;
    IXPLogon IXPLogon_iface;
    struct allocators alloc; /* from XPProviderInit */

    struct latch latch;      /* guards the rest */
    IMAPISupport *support;   /* owned until TransportLogoff, then NULL */
    struct account *account; /* counted; another one after ValidateState(CONFIG_CHANGED) */
    ULONG status;                /* PR_STATUS_CODE */
    WCHAR reason[STATUS_CHARS];  /* PR_STATUS_STRING; empty: there is nothing to tell */
    ULONG last_ref, cancelled;   /* references of messages; 0 and 1 are nobody's */
    uint64_t last_time;          /* of the last file's name */
    bool receiving;              /* in Poll or StartMessage, which use incoming without the latch */
    bool has_incoming, unreadable; /* used by those, too */
    struct incoming incoming;
};

/*
 * Takes its own references to support, moves account. The status row is there when it returns.
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT drop_logon_create(IMAPISupport *support, const struct allocators *alloc,
                          struct account *moves_account, struct drop_logon **out);

/* What the logon and its status object do; the documentation of each is at the method. */
HRESULT drop_logon_validate(struct drop_logon *logon, ULONG flags);
HRESULT drop_logon_flush(struct drop_logon *logon, ULONG flags);

/* state.c: references, NULL after TransportLogoff. */
IMAPISupport *drop_logon_support(struct drop_logon *logon);
struct account *drop_logon_account(struct drop_logon *logon);
/* Changes PR_STATUS_CODE, and tells MAPI where it is another one. */
void drop_logon_status(struct drop_logon *logon, ULONG set, ULONG clear);
/* Tells MAPI what is wrong: "WHAT: NAME"; what NULL: nothing any more. */
void drop_logon_reason(struct drop_logon *logon, const WCHAR *what, const WCHAR *name);
/* Everything of the row: at logon, and when the account has changed. */
void drop_logon_row(struct drop_logon *logon);
/* The values of the row, 11 of them at most, with STATUS_CHARS of text; borrowed from account. */
#define DROP_ROW_VALUES 11
ULONG drop_row_values(struct drop_logon *logon, const struct account *account,
                      SPropValue values[DROP_ROW_VALUES], WCHAR text[STATUS_CHARS]);
