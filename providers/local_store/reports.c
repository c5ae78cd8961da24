/*
 * reports.c - reports that a message was read, or was deleted unread
 */
#include "reports.h"
#include "message_state.h"
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

static HRESULT new_report(struct store *store, IMessage **out)
{
    struct message_state *state;
    struct identity outbox;
    HRESULT hr;

    db_lock(store_db(store));
    hr = find_outbox(store->file, &outbox);
    if (SUCCEEDED(hr)) hr = message_state_new(store->file, &outbox, PART_CONTENTS, &state);
    db_unlock(store_db(store));
    return FAILED(hr) ? hr : message_create(store, state, NULL, true, out);
}

/* Moves about. */
static void send_one(struct store *store, IMAPISupport *support, struct message_state *about, bool nonread)
{
    SPropValue gone = {.ulPropTag = PR_DELETE_AFTER_SUBMIT, .Value.b = TRUE};
    AUTO_RELEASE IMessage *original = NULL;
    AUTO_RELEASE IMessage *report = NULL;
    HRESULT hr;

    hr = message_create(store, about, NULL, false, &original);
    if (SUCCEEDED(hr)) hr = new_report(store, &report);
    if (SUCCEEDED(hr)) hr = support->lpVtbl->ReadReceipt(support, nonread ? MAPI_NON_READ : 0, original, &report);
    if (FAILED(hr) || !report) return;
    hr = report->lpVtbl->SetProps(report, 1, &gone, NULL);
    if (SUCCEEDED(hr)) report->lpVtbl->SubmitMessage(report, 0);
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
