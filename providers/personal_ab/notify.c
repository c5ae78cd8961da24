/*
 * notify.c - the book's changes, whoever made them, are told to advise sinks
 *
 * Each logon that has sinks has a thread, which reads the log of changes from where it stopped. Our
 * own transactions wake it, and the bell that other logons and processes ring when they have
 * committed (common/sql/bell.h); for those who died before they rang it looks at the file's commit
 * mark now and then. Keys of the notification engine: uid and the connection's random number, so that
 * nobody else hears; then a guid, of one object, of tables, or zeros for the whole book.
 */
#include "notify.h"
#include <string.h>
#include "change_log.h"
#include "common/sql/bell.h"
#include "common/sql/commit_mark.h"
#include "common/thread.h"

#define AT_ONCE   64 /* changes that are told by one call */

ULONG notify_look_msec = 500;

static const GUID whole_book;
static const GUID tables = {
    0x7461626c, 0x6573, 0, {0, 0, 0, 0, 0, 0, 0, 1}}; /* no object's: those are random */

struct sink_key {
    ULONG cb;
    BYTE ab[40];
};

static void make_key(struct book *book, const GUID *of, struct sink_key *key)
{
    key->cb = sizeof(key->ab);
    memcpy(key->ab, &book->file->uid, 16);
    memcpy(key->ab + 16, &book_db(book)->origin, 8);
    memcpy(key->ab + 24, of, 16);
}

/* ---- telling ---- */

static void notify(struct book *book, IMAPISupport *support, const GUID *of, ULONG count,
                   NOTIFICATION *notes)
{
    struct sink_key key;
    ULONG flags = 0;

    make_key(book, of, &key);
    support->lpVtbl->Notify(support, (NOTIFKEY *)&key, count, notes, &flags);
}

static ULONG event_of(const struct change *change)
{
    return change->what == ENTRY_CREATED   ? fnevObjectCreated
           : change->what == ENTRY_DELETED ? fnevObjectDeleted
                                           : fnevObjectModified;
}

/* Without any lock. */
static void tell(struct book *book, IMAPISupport *support, const struct change *changes, size_t n)
{
    struct book_id container = {MAPI_ABCONT, book_container_guid};
    BYTE ids[AT_ONCE][BOOK_ID_BYTES], parent[BOOK_ID_BYTES];
    NOTIFICATION notes[AT_ONCE], changed = {.ulEventType = fnevTableModified};

    memset(notes, 0, sizeof(notes));
    book_id_write(&book->file->uid, &container, parent);
    for (size_t i = 0; i < n; i++) {
        OBJECT_NOTIFICATION *object = &notes[i].info.obj;

        book_id_write(&book->file->uid, &changes[i].object, ids[i]);
        notes[i].ulEventType = event_of(&changes[i]);
        object->ulObjType = changes[i].object.type;
        object->cbEntryID = object->cbParentID = BOOK_ID_BYTES;
        object->lpEntryID = (ENTRYID *)ids[i];
        object->lpParentID = (ENTRYID *)parent;
    }
    notify(book, support, &whole_book, (ULONG)n, notes);
    for (size_t i = 0; i < n; i++)
        if (changes[i].what != ENTRY_CREATED)
            notify(book, support, &changes[i].object.guid, 1, &notes[i]);
    changed.info.tab.ulTableEvent = TABLE_CHANGED;
    changed.info.tab.propIndex.ulPropTag = PR_NULL;
    changed.info.tab.propPrior.ulPropTag = PR_NULL;
    notify(book, support, &tables, 1, &changed);
}

/* ---- the thread ---- */

/* Whether there may be more. What failed is tried again at the next look. */
static bool look(struct book *book, IMAPISupport *support, struct commit_mark *mark)
{
    struct change changes[AT_ONCE];
    struct commit_mark now = {0};
    size_t n = 0;

    db_lock(book_db(book));
    if (!commit_mark_holds(book_db(book), mark)) {
        commit_mark_set(book_db(book), &now); /* then read: what comes meanwhile is met */
        if (SUCCEEDED(change_log_read(book->file, book->heard, changes, AT_ONCE, &n))) {
            if (n) book->heard = changes[n - 1].seq;
            if (n < AT_ONCE) *mark = now;
        } else {
            n = 0;
        }
    }
    db_unlock(book_db(book));
    if (n) tell(book, support, changes, n);
    return n == AT_ONCE;
}

static void run(struct thread *thread, void *context)
{
    struct book *book = context;
    IMAPISupport *support = book_support(book);
    struct bell *bell = bell_create(book_db(book)->origin, NULL, NULL);
    struct commit_mark mark = {0};
    ULONG_PTR connection = 0;
    bool stopped = !support; /* it is being stopped */

    if (bell && support) {
        bell_wakes(bell, thread);
        bell_hear(bell, support, &book->file->uid, &connection); /* without it the looks are left */
    }
    while (!stopped) {
        bool more = look(book, support, &mark);

        stopped = more ? thread_is_stopped(thread, 0) : thread_sleep(thread, notify_look_msec);
    }
    if (connection) support->lpVtbl->Unsubscribe(support, connection);
    if (bell) bell_wakes(bell, NULL);
    bell_free(bell);
    if (support) support->lpVtbl->Release(support);
}

void book_ring(struct book *book)
{
    IMAPISupport *support = book_support(book);

    if (!support) return;
    bell_ring(support, &book->file->uid, book_db(book)->origin, NULL);
    support->lpVtbl->Release(support);
}

/* From its return on, what is committed is told; until logoff. */
static HRESULT watch(struct book *book)
{
    HRESULT hr = S_OK;

    db_lock(book_db(book));
    if (!book->support) hr = MAPI_E_INVALID_OBJECT;
    else if (!book->file->watch) {
        hr = change_log_newest(book->file, &book->heard);
        if (SUCCEEDED(hr)) hr = thread_start(run, book, &book->file->watch);
    }
    db_unlock(book_db(book));
    return hr;
}

/* ---- sinks ---- */

static HRESULT subscribe(struct book *book, const GUID *of, ULONG events, IMAPIAdviseSink *sink,
                         ULONG_PTR *connection)
{
    IMAPISupport *support = book_support(book);
    struct sink_key key;
    HRESULT hr;

    if (!support) return MAPI_E_INVALID_OBJECT;
    make_key(book, of, &key);
    hr = watch(book);
    if (SUCCEEDED(hr))
        hr = support->lpVtbl->Subscribe(support, (NOTIFKEY *)&key, events, 0, sink, connection);
    support->lpVtbl->Release(support);
    return hr;
}

HRESULT book_advise(struct book *book, ULONG count, const ENTRYID *id, ULONG events,
                    IMAPIAdviseSink *sink, ULONG_PTR *connection)
{
    const ULONG known =
        fnevCriticalError | fnevObjectCreated | fnevObjectDeleted | fnevObjectModified;
    struct book_id object = {MAPI_ABCONT, book_root_guid};
    HRESULT hr;

    if (connection) *connection = 0;
    if (!sink || !connection || !events) return MAPI_E_INVALID_PARAMETER;
    if (events & ~known) return MAPI_E_NO_SUPPORT;
    if (count || id) {
        hr = book_id_read(&book->file->uid, count, id, &object);
        if (FAILED(hr)) return hr;
    }
    return subscribe(book, object.type == MAPI_ABCONT ? &whole_book : &object.guid, events, sink,
                     connection);
}

HRESULT book_advise_tables(struct book *book, IMAPIAdviseSink *sink, ULONG_PTR *connection)
{
    return subscribe(book, &tables, fnevTableModified, sink, connection);
}

HRESULT book_unadvise(struct book *book, ULONG_PTR connection)
{
    IMAPISupport *support = book_support(book);
    HRESULT hr;

    if (!support) return S_OK; /* logoff has taken all connections with it */
    hr = support->lpVtbl->Unsubscribe(support, connection);
    support->lpVtbl->Release(support);
    return hr;
}
