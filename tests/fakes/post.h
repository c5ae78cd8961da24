/*
 * post.h - transports for tests: they do as a test says, and write down what is called
 *
 * A DLL of its own, natively and under Wine, which exports `post_office`; a profile section says by
 * POST_NUMBER which of its transports it is. The test fills them before they are logged on. Calls
 * of all are in one list, each with its transport's letter: "init a:logon(18) a:types a:options ".
 */
#pragma once
#include <stdbool.h>
#include "mapispi.h"
#include "mapiutil.h"

#define POST_NUMBER PROP_TAG(PT_LONG, 0x6601)
enum {
    POST_TRANSPORTS = 3,
    POST_TYPES = 4
};

struct post {
    char letter;
    ULONG sp_flags;                 /* LOGON_SP_ flags of TransportLogon */
    HRESULT logon;                  /* what it answers instead of logging on; S_OK: it does */
    LONG logon_times;               /* so often; 0: always */
    const WCHAR *types[POST_TYPES]; /* up to the first NULL; none: any type (a NULL array) */
    bool no_types;                  /* an array, and nothing in it */
    bool narrow;                    /* types and options are ANSI */
    ULONG n_uids;
    MAPIUID uids[2];
    HRESULT told; /* what AddressTypes answers instead */
    ULONG n_options;
    OPTIONDATA options[2]; /* as they are given */
    HRESULT validate;
    ULONG flush_code;   /* PR_STATUS_CODE from FlushQueues to NOTIFY_END_OUTBOUND_FLUSH; 0: none */
    bool has_row;       /* in the status table */
    bool has_status;    /* a status object */
    bool keeps_support; /* after TransportLogoff, until the logon object goes */
    /* NULL: refused with MAPI_E_NO_SUPPORT */
    HRESULT (*submit)
    (struct post *post, ULONG flags, IMessage *message, ULONG_PTR *ref, ULONG_PTR *parm);
    HRESULT (*end)(struct post *post, ULONG_PTR ref, ULONG *flags);
    HRESULT (*start)(struct post *post, IMessage *message, ULONG_PTR *ref);
    HRESULT (*poll)(struct post *post, ULONG *incoming);
    /* what tests read */
    IMAPISupport *support; /* while it is logged on, of the last log-on; the transport's */
    LONG logons;           /* of it, alive */
};

struct post_office {
    struct post posts[POST_TRANSPORTS];
    void (*hook)(struct post *post, const char *call); /* NULL; after the call is written down */
    char calls[8192];
    LONG objects; /* alive */
};
