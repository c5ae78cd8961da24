/*
 * sample.h - what the files of the sample provider share
 *
 * The sample is the skeleton of a message store provider: one store, read-only, whose root folder
 * holds one message. Copy the folder, give it a UID and a name of its own, and replace what it
 * shows by what you have. Read it in this order: provider.c (how MAPI finds and starts it), logon.c
 * (the object MAPI keeps), store.c, folder.c, message.c; offline.c is how it takes part in the
 * profile's offline state; common/values.c and table.c are how they show properties and rows. What
 * is not done is refused by name in each object's vtable.
 */
#pragma once
#include "mapidefs.h"
#include "mapioffline.h"
#include "mapispi.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "common/allocators.h"
#include "common/home.h"
#include "common/latch.h"

/* An entry ID of ours: flags 0, our UID, and what it is. MAPI routes by the UID. */
enum sample_kind { SAMPLE_STORE, SAMPLE_FOLDER, SAMPLE_MESSAGE };
#define SAMPLE_EID_BYTES 21
extern const MAPIUID sample_uid;
void sample_eid(enum sample_kind kind, BYTE out[SAMPLE_EID_BYTES]);
/* S_OK; MAPI_E_UNKNOWN_ENTRYID: somebody else's; MAPI_E_INVALID_ENTRYID: cut or long;
 * MAPI_E_NOT_FOUND: no such thing */
HRESULT sample_eid_read(ULONG cb, const ENTRYID *eid, enum sample_kind *kind);

/* The memory functions MAPI gave the entry point: all that a client or MAPI will free comes from
 * them. */
extern ALLOCATEBUFFER *sample_allocate;
extern ALLOCATEMORE *sample_more;
extern FREEBUFFER *sample_free;
#define SAMPLE_MEMORY (&(const struct allocators){sample_allocate, sample_more, sample_free})

/*
 * The store and its logon object are a pair: two faces of one log-on, made together. A log-off
 * comes on a thread of MAPI's while the client's is anywhere: what the two have of each other, and
 * of MAPI, is taken and lent under the latch.
 */
struct sample_store;
struct sample_logon {
    struct com_object com;
    IMSLogon IMSLogon_iface;
    struct com_home *home;      /* owned; what was given out ends with the session */
    struct latch latch;         /* guards the rest */
    struct sample_store *store; /* borrowed; NULL once that is gone */
    IMAPISupport *support;      /* owned until the store or the session ends */
};
HRESULT sample_logon_create(IMAPISupport *support, struct sample_logon **out);
void sample_logon_pair(struct sample_logon *logon, struct sample_store *store); /* NULL: it goes */
/* The support object, the caller's from now on, who releases it: MAPI answers by IMSLogon::Logoff
 * and a Release of the logon object. NULL: somebody was faster. */
IMAPISupport *sample_logon_take_support(struct sample_logon *logon);
/* ... with a reference of the caller's own; NULL once logged off. */
IMAPISupport *sample_logon_lend_support(struct sample_logon *logon);

/* Holds logon. profile: its name, for the offline state; NULL: without that. */
HRESULT sample_store_create(struct sample_logon *logon, const WCHAR *profile, IMsgStore **out);
void sample_store_ref(struct sample_store *store);
void sample_store_unref(struct sample_store *store);
IMAPISupport *sample_store_support(struct sample_store *store); /* counted; NULL once logged off */
/* What a client is given ends with its session. */
void sample_store_settle(struct sample_store *store, void *object);
/* Anything of ours by entry ID: OpenEntry of the logon, the store and the folder. */
HRESULT sample_open(struct sample_store *store, ULONG cb, const ENTRYID *eid, LPCIID iid,
                    ULONG flags, ULONG *type, IUnknown **out);

/* Both hold the store. */
HRESULT sample_folder_create(struct sample_store *store, LPCIID iid, IUnknown **out);
HRESULT sample_message_create(struct sample_store *store, LPCIID iid, IUnknown **out);
/* The message's properties, as the folder's contents table shows them too; the caller frees them by
 * sample_free. */
HRESULT sample_message_values(ULONG *count, SPropValue **out);

/* table.c: a table of rows rows (0 or 1) that don't change. flags: MAPI_UNICODE and what the method
 * allows. */
HRESULT sample_table(const SPropTagArray *columns, ULONG rows, ULONG count, SPropValue *values,
                     IMAPITable **out);

/* offline.c: the provider's offline object, and the store's, which store owns and aggregates. */
struct sample_offline {
    IMAPIOfflineMgr *provider, *store; /* owned */
    ULONG token;                       /* of the callback at provider; 0: none */
};
#define SAMPLE_NAME_CHARS 65 /* of a profile's name, with its end */
/* The profile's name as Logon got it, in UTF-16: name itself, or in out; NULL: too long. */
const WCHAR *sample_offline_name(const void *name, ULONG flags, WCHAR out[SAMPLE_NAME_CHARS]);
HRESULT sample_offline_begin(struct sample_offline *offline, const WCHAR *profile, IUnknown *store);
/* What the store's QueryInterface doesn't know itself. */
HRESULT sample_offline_query(struct sample_offline *offline, REFIID iid, void **out);
void sample_offline_end(struct sample_offline *offline);
