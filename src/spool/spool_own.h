/*
 * spool_own.h - the engine as its files share it; what follows is its step's alone, unless it says
 * something else
 */
#pragma once
#include "base/list.h"
#include "base/lock.h"
#include "base/map.h"
#include "provider/logon.h"
#include "spool/shares.h"
#include "spool/spool.h"

enum {
    MAX_CARRIERS = SHARES_MOST_CARRIERS, /* transports of a profile; bits of a job's masks */
};
#define SECOND UINT64_C(10000000) /* of a FILETIME */
#define DAY    (86400 * SECOND)

/* What comes in from a transport. */
struct intake {
    bool begun;    /* NOTIFY_BEGIN_INBOUND was told */
    bool waiting;  /* it has mail: it is asked for messages until it has none */
    bool critical; /* NOTIFY_CRITSEC: neither Poll nor Idle is called */
    ULONG sp_flags;
    struct receive *receive; /* owned; NULL: none of its messages is on the way */
    uint64_t poll_gap, poll_at, idle_at;
    uint64_t not_before; /* it, or the store, has failed */
    ULONG tries;         /* so often in a row */
};

/* A transport of the profile. */
struct carrier {
    MAPIUID section;
    bool begun;          /* NOTIFY_BEGIN_OUTBOUND was told */
    bool broken;         /* NOTIFY_CRITICAL_ERROR: it is only released any more */
    uint64_t not_before; /* it can't take a message now */
    ULONG tries;         /* so often in a row it couldn't */
    struct intake in;
};

/* A store whose outgoing queue is served. */
struct mailbox {
    struct list link;
    MAPIUID section;
    IMsgStore *client, *store; /* owned; the client's is open as long as the spooler's */
    IMAPITable *queue;         /* owned */
    struct map jobs;           /* by entry ID; of two the one submitted last */
};

/* A message in a queue. */
struct job {
    struct list link;        /* in the order of submission */
    struct spooler *spooler; /* borrowed, as */
    struct mailbox *box;
    uint64_t submitted;  /* PR_CLIENT_SUBMIT_TIME in the queue */
    uint64_t submission; /* ... in the message; 0: it wasn't opened yet */
    uint64_t due;        /* nothing is to be done before; SPOOL_NEVER: until something happens */
    bool seen;           /* in the look that runs */
    bool locked;
    bool touched;      /* some recipient has it: it can't be taken back */
    bool sent;         /* all have: FinishedMsg is left */
    uint64_t stranded; /* since then nobody there takes what is left; 0: somebody does */
    ULONG tries;       /* so often it was put off: for how long the next time */
    ULONG errors;      /* failures that nobody has a word for: not for ever */
    ULONG restarts;    /* END_RESEND_NOW in a row */
    uint32_t deferred; /* carriers that answered END_DONT_RESEND */
    uint32_t again;    /* ... of these, that want it now (NOTIFY_SENTDEFERRED) */
    uint32_t held;     /* carriers that shall not get it before held_until */
    uint64_t held_until;
    IMessage *unsaved; /* owned: what was done couldn't be saved yet */
    ULONG cb;
    BYTE eid[];
};

/* What a transport said (spool_note). */
struct note {
    struct list link;
    MAPIUID section;
    ULONG flags, cb;
    BYTE eid[];
};

struct spooler {
    struct router *router; /* borrowed: it keeps us */
    struct lock lock;      /* RANK_OBJECT: notes, thread, stopped, current; from any thread */
    struct list notes;
    struct spool_thread *thread; /* counted; NULL: none runs us */
    bool stopped;                /* none will any more */
    struct logon *current;       /* counted: the transport that has a message just now */
    ULONG_PTR ref;               /* its number of that message */
    LONG rung, offline;          /* from any thread */
    bool begun;
    uint32_t only; /* a flush: carriers that get messages now; 0: all */
    struct carrier carriers[MAX_CARRIERS];
    ULONG n_carriers;
    ULONG next_asked; /* ... for mail, by its place among them */
    bool collects;    /* mail is fetched, too */
    bool turn;        /* what comes in goes before what goes out */
    struct list boxes, jobs;
    ULONG n_jobs;
    uint64_t renew_at;                  /* what isn't there yet is looked for again */
    uint64_t look_at, look_gap, looked; /* the last one was then */
};

/* The transports that are logged on, for one unit of work: by carrier, NULL where one isn't. */
struct crew {
    struct logon *logons[MAX_CARRIERS];        /* used */
    struct address_types *types[MAX_CARRIERS]; /* counted */
};

/* carriers.c: the transports of the profile, in its order, logged on */
void carriers_renew(struct spooler *spooler);
bool carriers_begin(struct spooler *spooler); /* ... and told so, once; true: some were */
void carriers_rest(struct spooler *spooler);
bool carriers_missing(const struct spooler *spooler); /* some can't be asked what it takes */
ULONG carriers_find(const struct spooler *spooler, const MAPIUID *section); /* n_carriers: none */
/* It can be tried at once, whatever kept it waiting. */
void carrier_ready(struct spooler *spooler, struct carrier *carrier, uint64_t now);
void carrier_notify(struct spooler *spooler, struct carrier *carrier, ULONG flags, void *data);
void crew_get(struct spooler *spooler, struct crew *crew);
void crew_drop(struct spooler *spooler, struct crew *crew);
/* A carrier's logon, in use; NULL: it isn't logged on. */
struct logon *carrier_logon(struct spooler *spooler, const struct carrier *carrier);
/* The delay after so many failures: 5 seconds, 10, 20 ... 15 minutes. */
uint64_t retry_delay(ULONG tries);

/* collect.c: what comes in. Begins when something can be received; true: that is to be told. */
bool collect_begin(struct spooler *spooler, struct carrier *carrier, struct logon *logon);
bool collect_end(struct carrier *carrier); /* true: that is to be told */
void collect_note(struct carrier *carrier, ULONG flags);
/* One unit for the transport whose turn it is; false: none is due. */
bool collect(struct spooler *spooler, uint64_t now);
bool collect_idle(struct spooler *spooler, uint64_t now); /* when nothing else is to be done */
uint64_t collect_time(const struct spooler *spooler);     /* when there is something of both */

/* queue.c: the stores and their queues */
void boxes_renew(struct spooler *spooler);
void boxes_close(struct spooler *spooler);
/* Makes the jobs what the queues have. True: there are new ones. */
bool queue_look(struct spooler *spooler);
void job_drop(struct job *job);
/* What the message says: one that was taken back, and submitted once more, begins anew. */
void job_submitted(struct job *job, uint64_t submission);
/* Errors  MAPI_E_NOT_FOUND and others where it has gone, the store's */
HRESULT job_open(struct job *job, IMessage **out);
/* The first message that something can be done for. */
struct job *job_ready(struct spooler *spooler, uint64_t now);
struct job *job_find(struct spooler *spooler, ULONG cb, const BYTE *eid);

/* transmit.c: one unit for a message that is due; the job may be gone then */
void transmit(struct spooler *spooler, struct job *job, uint64_t now);
/* It can be taken back while it waits, unless somebody has it already. */
void job_unlock(struct job *job);
