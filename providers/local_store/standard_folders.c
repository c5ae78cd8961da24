/*
 * standard_folders.c - the folders that every mail program expects
 */
#include "standard_folders.h"
#include <stdlib.h>
#include "common/clock.h"
#include "common/text/text8.h"
#include "folder_rows.h"
#include "receive_folders.h"
#include "store_props.h"

enum place { ROOT, SUBTREE };

/* In this order; the subtree first, since others lie in it. */
static const struct standard {
    const WCHAR *name;
    enum place place;
    const WCHAR *class;
    ULONG on_store; /* the store's property that holds its entry ID, or 0 */
    ULONG on_inbox; /* the Inbox's and the root's */
} standard[] = {
    {L"Top of Personal Folders", ROOT, NULL, PR_IPM_SUBTREE_ENTRYID, 0},
    {L"Search Root", ROOT, NULL, PR_FINDER_ENTRYID, 0},
    {L"Views", ROOT, NULL, PR_VIEWS_ENTRYID, 0},
    {L"Common Views", ROOT, NULL, PR_COMMON_VIEWS_ENTRYID, 0},
    {L"Inbox", SUBTREE, L"IPF.Note", 0, 0},
    {L"Outbox", SUBTREE, L"IPF.Note", PR_IPM_OUTBOX_ENTRYID, 0},
    {L"Sent Items", SUBTREE, L"IPF.Note", PR_IPM_SENTMAIL_ENTRYID, 0},
    {L"Deleted Items", SUBTREE, L"IPF.Note", PR_IPM_WASTEBASKET_ENTRYID, 0},
    {L"Drafts", SUBTREE, L"IPF.Note", 0, PROP_TAG(PT_BINARY, 0x36D7)},
    {L"Contacts", SUBTREE, L"IPF.Contact", 0, PROP_TAG(PT_BINARY, 0x36D1)},
    {L"Calendar", SUBTREE, L"IPF.Appointment", 0, PROP_TAG(PT_BINARY, 0x36D0)},
    {L"Journal", SUBTREE, L"IPF.Journal", 0, PROP_TAG(PT_BINARY, 0x36D2)},
    {L"Notes", SUBTREE, L"IPF.StickyNote", 0, PROP_TAG(PT_BINARY, 0x36D3)},
    {L"Tasks", SUBTREE, L"IPF.Task", 0, PROP_TAG(PT_BINARY, 0x36D4)},
};
enum { IN_SUBTREE = 0, INBOX = 4, N_STANDARD = sizeof(standard) / sizeof(standard[0]) };

static HRESULT put_entry(struct store_file *file, struct bag *bag, ULONG tag,
                         const struct identity *folder)
{
    AUTO_VALUE struct value *value = NULL;
    BYTE id[ENTRY_ID_BYTES];
    HRESULT hr;

    entry_id_write(&file->uid, folder, id);
    hr = value_binary(tag, id, sizeof(id), &value);
    return FAILED(hr) ? hr : bag_set(bag, value);
}

static HRESULT put_class(struct store_file *file, const struct identity *folder, const WCHAR *class,
                         struct change_list *list)
{
    AUTO_VALUE struct value *value = NULL;
    struct bag bag = {0};
    HRESULT hr;

    hr = folder_load(file, folder, &bag, NULL);
    if (SUCCEEDED(hr)) hr = value_text(PR_CONTAINER_CLASS_W, class, wide_len(class), &value);
    if (SUCCEEDED(hr)) hr = bag_set(&bag, value);
    if (SUCCEEDED(hr)) hr = folder_store(file, folder, &bag, list);
    bag_clear(&bag);
    return hr;
}

/* Onto the Inbox and the root: clients look at the one in a default store, at the other elsewhere.
 */
static HRESULT put_links(struct store_file *file, const struct identity *folder,
                         const struct identity *made, struct change_list *list)
{
    struct bag bag = {0};
    HRESULT hr;

    hr = folder_load(file, folder, &bag, NULL);
    for (int i = 0; i < N_STANDARD && SUCCEEDED(hr); i++)
        if (standard[i].on_inbox) hr = put_entry(file, &bag, standard[i].on_inbox, &made[i]);
    if (SUCCEEDED(hr)) hr = folder_store(file, folder, &bag, list);
    bag_clear(&bag);
    return hr;
}

static HRESULT make_folders(struct store_file *file, struct identity *made, struct bag *store_bag,
                            struct change_list *list)
{
    const struct identity root = {MAPI_FOLDER, STORE_ROOT, file->root_guid};
    HRESULT hr = S_OK;

    for (int i = 0; i < N_STANDARD && SUCCEEDED(hr); i++) {
        const struct identity *parent = standard[i].place == ROOT ? &root : &made[IN_SUBTREE];

        hr = folder_insert(file, parent, standard[i].name, NULL, &made[i], list);
        if (SUCCEEDED(hr) && standard[i].class)
            hr = put_class(file, &made[i], standard[i].class, list);
        if (SUCCEEDED(hr) && standard[i].on_store)
            hr = put_entry(file, store_bag, standard[i].on_store, &made[i]);
    }
    if (SUCCEEDED(hr)) hr = put_links(file, &made[INBOX], made, list);
    if (SUCCEEDED(hr)) hr = put_links(file, &root, made, list);
    return hr;
}

static HRESULT make(struct store_file *file, const WCHAR *name, struct change_list *list)
{
    /* 6.3-07 */
    static const WCHAR *const to_inbox[] = {L"", L"IPM", L"Report.IPM"};
    struct identity made[N_STANDARD];
    AUTO_VALUE struct value *display = NULL;
    struct bag bag = {0};
    int64_t there;
    HRESULT hr;

    hr = db_int(file->db, &there, "SELECT props IS NOT NULL FROM store WHERE id=1", "");
    if (FAILED(hr) || there) return hr;
    hr = make_folders(file, made, &bag, list);
    if (SUCCEEDED(hr)) hr = value_text(PR_DISPLAY_NAME_W, name, wide_len(name), &display);
    if (SUCCEEDED(hr)) hr = bag_set(&bag, display);
    if (SUCCEEDED(hr)) hr = store_props_save(file, &bag, list);
    for (size_t i = 0; i < 3 && SUCCEEDED(hr); i++)
        hr = receive_folder_set(file, to_inbox[i], made[INBOX].id);
    if (SUCCEEDED(hr)) hr = receive_folder_set(file, L"IPC", STORE_ROOT);
    bag_clear(&bag);
    return hr;
}

HRESULT standard_folders_make(struct store_file *file, const WCHAR *name)
{
    struct change_list list = {0};
    int64_t there;
    HRESULT hr;

    db_lock(file->db);
    hr = db_int(file->db, &there, "SELECT props IS NOT NULL FROM store WHERE id=1", "");
    if (SUCCEEDED(hr) && !there) {
        hr = db_begin(file->db);
        if (SUCCEEDED(hr)) hr = db_end(file->db, make(file, name, &list));
    }
    db_unlock(file->db);
    change_list_clear(&list); /* nobody has opened the store yet who could listen */
    return hr;
}

HRESULT standard_folders_mask(struct store_file *file, const struct bag *store_props, ULONG *mask)
{
    static const struct {
        ULONG tag, bit;
    } bits[] = {
        {PR_IPM_SUBTREE_ENTRYID, FOLDER_IPM_SUBTREE_VALID},
        {PR_IPM_OUTBOX_ENTRYID, FOLDER_IPM_OUTBOX_VALID},
        {PR_IPM_WASTEBASKET_ENTRYID, FOLDER_IPM_WASTEBASKET_VALID},
        {PR_IPM_SENTMAIL_ENTRYID, FOLDER_IPM_SENTMAIL_VALID},
        {PR_VIEWS_ENTRYID, FOLDER_VIEWS_VALID},
        {PR_COMMON_VIEWS_ENTRYID, FOLDER_COMMON_VIEWS_VALID},
        {PR_FINDER_ENTRYID, FOLDER_FINDER_VALID},
    };
    struct identity entry;
    int64_t inbox;

    *mask = 0;
    for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
        const struct value *value = bag_find(store_props, bits[i].tag);

        if (value && value->prop.ulPropTag == bits[i].tag && !value->large &&
            SUCCEEDED(entry_id_read(&file->uid, value->prop.Value.bin.cb, value->prop.Value.bin.lpb,
                                    &entry)) &&
            SUCCEEDED(folder_lives(file, &entry)))
            *mask |= bits[i].bit;
    }
    if (SUCCEEDED(
            db_int(file->db, &inbox, "SELECT folder FROM receive_folders WHERE class=''", "")))
        *mask |= FOLDER_IPM_INBOX_VALID;
    return S_OK;
}
