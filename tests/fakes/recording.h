/*
 * recording.h - what a test asks of the recording provider, by names its DLL exports
 *
 * The provider itself (recording.c) is a message store provider that writes down each call MAPI
 * makes, in order. It runs natively and under Wine. Its ServiceEntry writes down context and flags.
 * A test tells it by its profile section how Logon shall answer (REC_LOGON_...), and by rec_answer
 * how its entry point shall.
 */
#pragma once
#include "mapidefs.h"

/* In the provider's section: what Logon answers (PT_LONG, an HRESULT; absent: S_OK), and how often
 * (absent: always). A success that is not S_OK comes with an open store and a MAPIERROR "recorded".
 */
#define REC_LOGON_RESULT PROP_TAG(PT_LONG, 0x6601)
#define REC_LOGON_TIMES  PROP_TAG(PT_LONG, 0x6602)
/* In the section as well: PR_STORE_SUPPORT_MASK of the store (absent: submit, create, modify). */
#define REC_SUPPORT_MASK PROP_TAG(PT_LONG, 0x6603)
/* The last byte of the store's own entry ID (absent: 0): which store of the provider it is. */
#define REC_STORE PROP_TAG(PT_LONG, 0x6604)
/* What its status object's ValidateState answers (PT_LONG, an HRESULT; absent: there is no such
 * object); in an address book's section as well, which has a status row then. */
#define REC_STATUS PROP_TAG(PT_LONG, 0x6605)
/* In an address book's section: it doesn't keep its support object (PT_LONG, any value). */
#define REC_FORGETS_SUPPORT PROP_TAG(PT_LONG, 0x6606)
/* PR_IDENTITY_DISPLAY_A, PR_IDENTITY_ENTRYID, PR_IDENTITY_SEARCH_KEY in the section go into the
 * status row. */

/* The calls since rec_forget, each with a ' ' after it: "init logon(5) ...". */
typedef const char *rec_calls_function(void);
typedef void rec_forget_function(void);
/* What MSProviderInit answers from now on, and the version it claims (0: ours). */
typedef void rec_answer_function(HRESULT init, ULONG version);
/* Provider objects made from now on answer IMAPIProviderShutdown, or not, and QueryFastShutdown so.
 */
typedef void rec_shutdown_function(int answers, HRESULT query);
/* Objects of the provider that are alive. */
typedef long rec_alive_function(void);

/* What goes wrong at a call. */
enum rec_trouble {
    REC_WELL,
    REC_FAILS,   /* it fails, and gives no result */
    REC_EMPTY,   /* it says S_OK, and gives no result */
    REC_GARBAGE, /* it fails, and its results are no pointers */
    REC_HOOKED,  /* the test's function is called first */
};
typedef void rec_hook_function(const char *what);
/* The call-th call from now (0: the next) goes wrong; those before and after it don't. hook: for
 * REC_HOOKED. */
#define REC_EACH (-1) /* as the call: each one from now on */
typedef void rec_trouble_function(enum rec_trouble trouble, int call, rec_hook_function *hook);
/* How many calls there were since rec_trouble. */
typedef int rec_steps_function(void);

/* With what arguments the last calls came. */
struct rec_seen {
    ALLOCATEBUFFER *allocate; /* of MSProviderInit */
    ALLOCATEMORE *more;
    FREEBUFFER *free;
    int malloc_works;         /* the IMalloc gave memory and took it back */
    ULONG_PTR store_ui, ab_ui; /* of Logon */
    char store_profile[80], ab_profile[80]; /* as bytes, whatever the width */
    ULONG store_cb;
    BYTE store_eid[64];       /* its first bytes */
    LONG logons;              /* logon objects of either kind that MAPI had, and that are gone */
    LONG not_once;            /* ... and those of them that weren't logged off exactly once */
};
typedef const struct rec_seen *rec_seen_function(void);
