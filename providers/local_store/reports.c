/*
 * reports.c - reports that a message was read, or was deleted unread
 */
#include "reports.h"
#include "folder_erase.h"
#include "message_state.h"
#include "quota.h"
#include "store_props.h"

/* Where a new report lies; MAPI_E_NOT_FOUND. Under the lock. */
static HRESULT find_outbox(struct store_file *file, struct identity *out)
{
    const struct value *id;
    struct bag bag = {0};
    HRESULT hr = store_props_load(file, &bag);

    id = SUCCEEDED(hr) ? bag_find(&bag, PR_IPM_OUTBOX_ENTRYID) : NULL;
    if (id && id->prop.ulPropTag == PR_IPM_OUTBOX_ENTRYID)
        hr = entry_id_read(&file->uid, id->prop.Value.bin.cb, id->prop.Value.bin.lpb, out);
    else if (SUCCEEDED(hr))
        hr = MAPI_E_NOT_FOUND;
    bag_clear(&bag);
    return FAILED(hr) ? hr : folder_lives(file, out);
}

struct report {
    struct identity id, outbox;
    IMessage *message; /* owned; NULL: MAPI has released it */
};

/* None where it couldn't be submitted. */
static HRESULT new_report(struct store *store, struct report *out)
{
    struct message_state *state;
    HRESULT hr;

    out->message = NULL;
    db_lock(store_db(store));
    hr = quota_check_send(store->file);
    if (SUCCEEDED(hr)) hr = find_outbox(store->file, &out->outbox);
    if (SUCCEEDED(hr)) hr = message_state_new(store->file, &out->outbox, PART_CONTENTS, &state);
    if (SUCCEEDED(hr)) out->id = (struct identity){MAPI_MESSAGE, state->id, state->guid};
    db_unlock(store_db(store));
    return FAILED(hr) ? hr : message_create(store, state, NULL, true, &out->message);
}

/* One that was saved to be submitted, and wasn't. */
static void discard(struct store *store, const struct report *report)
{
    struct change_list list = {0};
    HRESULT hr = db_begin(store_db(store));

    if (FAILED(hr)) return;
    hr = message_delete(store->file, &report->id, report->outbox.id, DELETE_FOR_GOOD, &list);
    hr = db_end(store_db(store), hr);
    if (SUCCEEDED(hr))
        store_tell(store, &list);
    else
        change_list_clear(&list);
}

/* Moves about. */
static void send_one(struct store *store, IMAPISupport *support, struct message_state *about,
                     bool nonread)
{
    SPropValue gone = {.ulPropTag = PR_DELETE_AFTER_SUBMIT, .Value.b = TRUE};
    AUTO_RELEASE IMessage *original = NULL;
    struct report report = {0};
    HRESULT hr;

    hr = message_create(store, about, NULL, false, &original);
    if (SUCCEEDED(hr)) hr = new_report(store, &report);
    if (SUCCEEDED(hr))
        hr = support->lpVtbl->ReadReceipt(support, nonread ? MAPI_NON_READ : 0, original,
                                          &report.message);
    if (SUCCEEDED(hr) && report.message) {
        hr = report.message->lpVtbl->SetProps(report.message, 1, &gone, NULL);
        if (SUCCEEDED(hr)) hr = report.message->lpVtbl->SubmitMessage(report.message, 0);
        if (FAILED(hr)) discard(store, &report);
    }
    if (report.message) report.message->lpVtbl->Release(report.message);
}

void reports_send(struct store *store, struct change_list *list)
{
    IMAPISupport *support = NULL;

    for (size_t i = 0; i < list->n; i++) {
        struct message_state *about = list->items[i].report;

        if (!about) continue;
        if (!support) support = store_support(store);
        if (!support || !store->can_modify) break;
        list->items[i].report = NULL;
        send_one(store, support, about, list->items[i].what == CHANGE_DELETED);
    }
    if (support) support->lpVtbl->Release(support);
}
