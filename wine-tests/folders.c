/*
 * folders.c - folders of local stores through a session: the standard ones mended, copies within a
 * store and into another
 */
#define INITGUID
#define USES_IID_IMessage
#define USES_IID_IMAPIFolder
#define USES_IID_IMAPIProp
#define USES_IID_IMAPITable
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"

#define EID(p) (p)->Value.bin.cb, (ENTRYID *)(p)->Value.bin.lpb

static char other_path[MAX_PATH];

static void remove_stores(void)
{
    char first[MAX_PATH];

    strcpy(first, path);
    remove_store();
    strcpy(path, other_path);
    remove_store();
    strcpy(path, first);
}

/* One more store in the profile that make_profile made. */
static void add_store(const char *name, const char *file)
{
    SizedSPropTagArray(2, tags) = {2, {PR_SERVICE_UID, PR_DISPLAY_NAME_A}};
    SPropValue props[2] = {{.ulPropTag = PR_PST_PATH_A, .Value.lpszA = (char *)file},
                           {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)name}};
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omstore", NULL, 0, 0, &services), S_OK);
    admin->lpVtbl->Release(admin);
    ok_hr(services->lpVtbl->CreateMsgService(services, (LPTSTR) "MSUPST MS", (LPTSTR)name, 0, 0),
          S_OK);
    ok_hr(services->lpVtbl->GetMsgServiceTable(services, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        if (!strcmp(rows->aRow[i].lpProps[1].Value.lpszA, name))
            ok_hr(services->lpVtbl->ConfigureMsgService(
                      services, (MAPIUID *)rows->aRow[i].lpProps[0].Value.bin.lpb, 0, 0, 2, props),
                  S_OK);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    services->lpVtbl->Release(services);
}

static IMsgStore *open_named(IMAPISession *session, const char *name)
{
    SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_DISPLAY_NAME_A}};
    IMAPITable *table = NULL;
    IMsgStore *store = NULL;
    SRowSet *rows = NULL;

    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        if (!strcmp(rows->aRow[i].lpProps[1].Value.lpszA, name))
            ok_hr(session->lpVtbl->OpenMsgStore(
                      session, 0, rows->aRow[i].lpProps[0].Value.bin.cb,
                      (ENTRYID *)rows->aRow[i].lpProps[0].Value.bin.lpb, NULL,
                      MDB_NO_DIALOG | MDB_NO_MAIL | MAPI_BEST_ACCESS, &store),
                  S_OK);
    ok(store != NULL, "no store is called %s\n", name);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return store;
}

static IMAPIFolder *open_id(IMsgStore *store, ULONG count, ENTRYID *id)
{
    IMAPIFolder *folder = NULL;
    ULONG type;

    ok_hr(store->lpVtbl->OpenEntry(store, count, id, NULL, MAPI_BEST_ACCESS, &type,
                                   (IUnknown **)&folder),
          S_OK);
    return folder;
}

static SPropValue *prop_of(void *object, ULONG tag)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp(object, tag, &value), S_OK);
    return value;
}

static IMAPIFolder *child(IMAPIFolder *in, const char *name, ULONG flags)
{
    IMAPIFolder *folder = NULL;

    ok_hr(in->lpVtbl->CreateFolder(in, FOLDER_GENERIC, (LPTSTR)name, NULL, NULL, flags, &folder),
          S_OK);
    return folder;
}

static bool has_child(IMAPIFolder *in, const char *name)
{
    SizedSPropTagArray(1, tags) = {1, {PR_DISPLAY_NAME_A}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    bool found = false;

    ok_hr(in->lpVtbl->GetHierarchyTable(in, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        found |= !strcmp(rows->aRow[i].lpProps[0].Value.lpszA, name);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return found;
}

/* ---- the standard folders ---- */

/* Deletes the folder that the store's property names. */
static void lose(IMsgStore *store, IMAPIFolder *parent, ULONG tag)
{
    SPropValue *id = prop_of(store, tag);

    ok_hr(parent->lpVtbl->DeleteFolder(parent, EID(id), 0, NULL, DEL_FOLDERS | DEL_MESSAGES), S_OK);
    MAPIFreeBuffer(id);
}

/* PR_RESOURCE_FLAGS of the profile's one store, as an administrator sees them. */
static ULONG flags_at_rest(void)
{
    SizedSPropTagArray(1, tags) = {1, {PR_RESOURCE_FLAGS}};
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG flags = 0;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omstore", NULL, 0, 0, &services), S_OK);
    admin->lpVtbl->Release(admin);
    ok_hr(services->lpVtbl->GetProviderTable(services, 0, &table), S_OK);
    services->lpVtbl->Release(services);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    ok(rows && rows->cRows == 1, "%lu stores\n", rows ? rows->cRows : 0);
    if (rows && rows->cRows) flags = rows->aRow[0].lpProps[0].Value.ul;
    FreeProws(rows);
    return flags;
}

/* 2.7-05: opened for mail the store is verified, and doesn't need it any more */
static void a_store_needs_its_folders_until_they_are_verified(void)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPISession *session = NULL;
    IMAPITable *table = NULL;
    IMsgStore *store = NULL;
    SRowSet *rows = NULL;

    MAPIInitialize(NULL);
    remove_stores();
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    ok(flags_at_rest() & STATUS_NEED_IPM_TREE, "flags %#lx before anything was opened\n",
       flags_at_rest());
    session = log_on();
    store = open_store(session, S_OK); /* MDB_NO_MAIL: nobody looks at folders */
    store->lpVtbl->Release(store);
    log_off(session);
    ok(flags_at_rest() & STATUS_NEED_IPM_TREE, "flags %#lx, though nobody verified\n",
       flags_at_rest());

    ok_hr(MAPILogonEx(0, (LPTSTR) "omstore", NULL, MAPI_EXTENDED | MAPI_NEW_SESSION, &session),
          S_OK);
    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    if (rows && rows->cRows == 1)
        ok_hr(session->lpVtbl->OpenMsgStore(session, 0, EID(rows->aRow[0].lpProps), NULL, MDB_WRITE,
                                            &store),
              S_OK);
    FreeProws(rows);
    ok(get_long(store, PR_VALID_FOLDER_MASK) == 0xff, "mask %#lx\n",
       get_long(store, PR_VALID_FOLDER_MASK));
    ok(!(flags_at_rest() & STATUS_NEED_IPM_TREE), "flags %#lx after it was opened\n",
       flags_at_rest());
    ok(flags_at_rest() & STATUS_DEFAULT_STORE, "flags %#lx: another one was lost\n",
       flags_at_rest());
    store->lpVtbl->Release(store);
    log_off(session);
    ok(!(flags_at_rest() & STATUS_NEED_IPM_TREE), "flags %#lx in the end\n", flags_at_rest());
    drop_profile();
    MAPIUninitialize();
}

/* 6.4-01, 6.4-02, 6.4-03, 6.4-04, 6.4-06, 6.4-07: what is lost is found missing, and made again */
static void lost_standard_folders_are_made_again(void)
{
    IMAPIFolder *root, *subtree, *inbox;
    SPropValue *id, *values = NULL;
    IMAPISession *session;
    IMsgStore *store;
    bool told = false;
    ULONG n = 0;

    MAPIInitialize(NULL);
    remove_stores();
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    root = open_id(store, 0, NULL);
    id = prop_of(store, PR_IPM_SUBTREE_ENTRYID);
    subtree = open_id(store, EID(id));
    MAPIFreeBuffer(id);

    ok_hr(HrValidateIPMSubtree(store, 0, &n, &values, NULL), S_OK); /* all is there */
    ok(get_long(store, PR_VALID_FOLDER_MASK) == 0xff, "mask %#lx\n",
       get_long(store, PR_VALID_FOLDER_MASK));
    MAPIFreeBuffer(values);
    values = NULL;

    lose(store, subtree, PR_IPM_WASTEBASKET_ENTRYID);
    lose(store, subtree, PR_IPM_SENTMAIL_ENTRYID);
    lose(store, root, PR_COMMON_VIEWS_ENTRYID);
    ok(get_long(store, PR_VALID_FOLDER_MASK) ==
           (0xff & ~(FOLDER_IPM_WASTEBASKET_VALID | FOLDER_IPM_SENTMAIL_VALID |
                     FOLDER_COMMON_VIEWS_VALID)),
       "mask %#lx\n", get_long(store, PR_VALID_FOLDER_MASK)); /* 6.4-06 */
    ok_hr(HrValidateIPMSubtree(store, MAPI_FORCE_CREATE, &n, &values, NULL), S_OK);
    ok(has_child(subtree, "Deleted Items"), "no Deleted Items\n");
    ok(!has_child(subtree, "Sent Items") && !has_child(root, "Common Views"),
       "more than the least was made\n");
    MAPIFreeBuffer(values);
    values = NULL;

    inbox = open_inbox(store);
    id = prop_of(inbox, PR_ENTRYID);
    inbox->lpVtbl->Release(inbox);
    ok_hr(subtree->lpVtbl->DeleteFolder(subtree, EID(id), 0, NULL, DEL_FOLDERS | DEL_MESSAGES),
          S_OK);
    MAPIFreeBuffer(id);
    ok_hr(HrValidateIPMSubtree(store, MAPI_FORCE_CREATE | MAPI_FULL_IPM_TREE, &n, &values, NULL),
          S_OK);
    ok(get_long(store, PR_VALID_FOLDER_MASK) == 0xff, "mask %#lx\n",
       get_long(store, PR_VALID_FOLDER_MASK));
    ok(has_child(subtree, "Sent Items") && has_child(subtree, "Inbox") &&
           has_child(root, "Common Views"),
       "not all was made\n");
    for (ULONG i = 0; i < n; i++)
        told |= values[i].ulPropTag == PROP_TAG(PT_BINARY, PROP_ID_NULL);
    ok(told, "the new Inbox is not among %lu values\n", n); /* 6.4-04 */
    MAPIFreeBuffer(values);
    inbox = open_inbox(store);
    expect_text(inbox, PR_DISPLAY_NAME_A, "Inbox");
    inbox->lpVtbl->Release(inbox);

    subtree->lpVtbl->Release(subtree);
    root->lpVtbl->Release(root);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
}

/* 6.4-08: made the default, a store gets what it has lost, though nobody opened it for mail */
static void a_store_that_becomes_the_default_is_verified(void)
{
    IMAPIFolder *root, *subtree;
    IMAPISession *session;
    IMsgStore *other;
    SPropValue *id;

    MAPIInitialize(NULL);
    remove_stores();
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    add_store("Other Mail", other_path);
    session = log_on();
    other = open_named(session, "Other Mail");
    if (other) {
        root = open_id(other, 0, NULL);
        id = prop_of(other, PR_IPM_SUBTREE_ENTRYID);
        subtree = open_id(other, EID(id));
        MAPIFreeBuffer(id);
        lose(other, subtree, PR_IPM_SENTMAIL_ENTRYID);
        lose(other, root, PR_COMMON_VIEWS_ENTRYID);
        ok(get_long(other, PR_VALID_FOLDER_MASK) ==
               (0xff & ~(FOLDER_IPM_SENTMAIL_VALID | FOLDER_COMMON_VIEWS_VALID)),
           "mask %#lx\n", get_long(other, PR_VALID_FOLDER_MASK));
        id = prop_of(other, PR_ENTRYID);
        ok_hr(session->lpVtbl->SetDefaultStore(session, MAPI_DEFAULT_STORE, EID(id)), S_OK);
        MAPIFreeBuffer(id);
        ok(get_long(other, PR_VALID_FOLDER_MASK) == 0xff, "mask %#lx\n",
           get_long(other, PR_VALID_FOLDER_MASK));
        ok(has_child(subtree, "Sent Items") && has_child(root, "Common Views"),
           "they were not made again\n");
        subtree->lpVtbl->Release(subtree);
        root->lpVtbl->Release(root);
        other->lpVtbl->Release(other);
    }
    log_off(session);
    drop_profile();
    remove_stores();
    MAPIUninitialize();
}

/* ---- copies ---- */

/* A folder with a message, a hidden one, and a folder with a message in it. */
static IMAPIFolder *make_tree(IMAPIFolder *in, const char *name)
{
    IMAPIFolder *folder = child(in, name, 0), *below = child(folder, "below", 0);
    IMessage *message;

    message = make_message(folder, "in the folder");
    message->lpVtbl->Release(message);
    message = make_message(below, "below it");
    message->lpVtbl->Release(message);
    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, MAPI_ASSOCIATED, &message), S_OK);
    set_text(message, PR_SUBJECT_A, "hidden");
    ok_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
    message->lpVtbl->Release(message);
    set_text(folder, PR_COMMENT_A, "a comment");
    below->lpVtbl->Release(below);
    return folder;
}

static void expect_counts(IMAPIFolder *folder, ULONG messages, ULONG hidden, bool subfolders)
{
    ok(get_long(folder, PR_CONTENT_COUNT) == messages, "%lu messages\n",
       get_long(folder, PR_CONTENT_COUNT));
    ok(get_long(folder, PROP_TAG(PT_LONG, 0x3617)) == hidden, "%lu hidden messages\n",
       get_long(folder, PROP_TAG(PT_LONG, 0x3617)));
    ok(!!get_long(folder, PR_SUBFOLDERS) == subfolders, "subfolders: %lu\n",
       get_long(folder, PR_SUBFOLDERS));
}

/* 6.5-06, 6.5-27 */
static void check_copy_folder(IMsgStore *from_store, IMsgStore *to_store)
{
    IMAPIFolder *from = open_id(from_store, 0, NULL), *to = open_id(to_store, 0, NULL),
                *tree = make_tree(from, "tree"), *copy, *below;
    SPropValue *id = prop_of(tree, PR_ENTRYID), *copy_id;

    tree->lpVtbl->Release(tree);
    ok_hr(from->lpVtbl->CopyFolder(from, EID(id), &IID_IMAPIFolder, to, (LPTSTR) "copy", 0, NULL,
                                   COPY_SUBFOLDERS),
          S_OK);
    copy = child(to, "copy", OPEN_IF_EXISTS);
    expect_counts(copy, 1, 1, true);
    expect_text(copy, PR_COMMENT_A, "a comment");
    copy_id = prop_of(copy, PR_ENTRYID);
    ok(copy_id->Value.bin.cb != id->Value.bin.cb ||
           memcmp(copy_id->Value.bin.lpb, id->Value.bin.lpb, id->Value.bin.cb),
       "the copy has the original's entry ID\n");
    MAPIFreeBuffer(copy_id);
    below = child(copy, "below", OPEN_IF_EXISTS);
    expect_counts(below, 1, 0, false);
    below->lpVtbl->Release(below);
    copy->lpVtbl->Release(copy);
    ok_hr(from->lpVtbl->CopyFolder(from, EID(id), &IID_IMAPIFolder, to, (LPTSTR) "copy", 0, NULL,
                                   COPY_SUBFOLDERS),
          MAPI_E_COLLISION);
    ok_hr(
        from->lpVtbl->CopyFolder(from, EID(id), &IID_IMAPIFolder, to, (LPTSTR) "flat", 0, NULL, 0),
        S_OK);
    copy = child(to, "flat", OPEN_IF_EXISTS);
    expect_counts(copy, 1, 1, false);
    copy->lpVtbl->Release(copy);
    ok_hr(from->lpVtbl->CopyFolder(from, EID(id), &IID_IMAPIFolder, to, (LPTSTR) "moved", 0, NULL,
                                   FOLDER_MOVE),
          S_OK);
    copy = child(to, "moved", OPEN_IF_EXISTS);
    expect_counts(copy, 1, 1, true);
    copy->lpVtbl->Release(copy);
    ok(!has_child(from, "tree"), "what was moved is still there\n");
    MAPIFreeBuffer(id);
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
}

/* 6.1-38, 6.1-40, 6.1-42, 6.1-43 */
static void check_copy_to(IMsgStore *from_store, IMsgStore *to_store)
{
    SizedSPropTagArray(2, no_messages) = {2,
                                          {PR_CONTAINER_CONTENTS, PR_FOLDER_ASSOCIATED_CONTENTS}};
    SizedSPropTagArray(2, no_folders) = {2, {PR_CONTAINER_HIERARCHY, PR_DISPLAY_NAME_A}};
    IMAPIFolder *from = open_id(from_store, 0, NULL), *to = open_id(to_store, 0, NULL),
                *tree = make_tree(from, "source"), *target, *below;
    SPropProblemArray *problems = NULL;
    SizedSPropTagArray(1, none) = {0, {0}};
    SPropValue *id;

    target = child(to, "without messages", 0);
    set_text(target, PR_COMMENT_A, "to be replaced");
    ok_hr(tree->lpVtbl->CopyTo(tree, 0, NULL, (SPropTagArray *)&no_messages, 0, NULL,
                               &IID_IMAPIFolder, target, 0, &problems),
          S_OK);
    MAPIFreeBuffer(problems);
    expect_counts(target, 0, 0, true);
    expect_text(target, PR_COMMENT_A, "a comment");
    target->lpVtbl->Release(target);
    target = child(to, "without folders", 0);
    ok_hr(tree->lpVtbl->CopyTo(tree, 0, NULL, (SPropTagArray *)&no_folders, 0, NULL,
                               &IID_IMAPIFolder, target, 0, NULL),
          S_OK);
    expect_counts(target, 1, 1, false);
    expect_text(target, PR_DISPLAY_NAME_A, "without folders");
    target->lpVtbl->Release(target);

    ok_hr(tree->lpVtbl->CopyTo(tree, 0, NULL, (SPropTagArray *)&none, 0, NULL, &IID_IMAPIFolder, to,
                               0, NULL),
          MAPI_E_INVALID_PARAMETER);
    ok_hr(tree->lpVtbl->CopyTo(tree, 0, NULL, NULL, 0, NULL, &IID_IMAPIFolder, tree, 0, NULL),
          MAPI_E_NO_ACCESS);
    below = child(tree, "below", OPEN_IF_EXISTS);
    ok_hr(tree->lpVtbl->CopyTo(tree, 0, NULL, NULL, 0, NULL, &IID_IMAPIFolder, below, 0, NULL),
          MAPI_E_FOLDER_CYCLE);
    below->lpVtbl->Release(below);
    id = prop_of(tree, PR_ENTRYID);
    tree->lpVtbl->Release(tree);
    ok_hr(from->lpVtbl->DeleteFolder(from, EID(id), 0, NULL, DEL_FOLDERS | DEL_MESSAGES), S_OK);
    MAPIFreeBuffer(id);
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
}

/* 6.1-43: recipients and attachments stay behind when they are excluded */
static void check_parts_of_messages(IMsgStore *from_store, IMsgStore *to_store)
{
    SizedSPropTagArray(2, parts) = {2, {PR_MESSAGE_RECIPIENTS, PR_MESSAGE_ATTACHMENTS}};
    SizedSPropTagArray(1, recipients) = {1, {PR_MESSAGE_RECIPIENTS}};
    IMAPIFolder *from = open_inbox(from_store), *to = open_inbox(to_store);
    IMessage *message = make_message(from, "in parts"), *copy = NULL;

    ok_hr(to->lpVtbl->CreateMessage(to, NULL, 0, &copy), S_OK);
    ok_hr(message->lpVtbl->CopyTo(message, 0, NULL, (SPropTagArray *)&parts, 0, NULL, &IID_IMessage,
                                  copy, 0, NULL),
          S_OK);
    ok_hr(copy->lpVtbl->SaveChanges(copy, KEEP_OPEN_READWRITE), S_OK);
    expect_text(copy, PR_SUBJECT_A, "in parts");
    expect_text(copy, PR_DISPLAY_TO_A, "");
    ok(!get_long(copy, PR_HASATTACH), "attachments came too\n");
    ok_hr(message->lpVtbl->CopyProps(message, (SPropTagArray *)&recipients, 0, NULL, &IID_IMessage,
                                     copy, 0, NULL),
          S_OK);
    ok_hr(copy->lpVtbl->SaveChanges(copy, KEEP_OPEN_READWRITE), S_OK);
    expect_text(copy, PR_DISPLAY_TO_A, "Ann; Bob");
    ok(!get_long(copy, PR_HASATTACH), "attachments came too\n");
    copy->lpVtbl->Release(copy);
    message->lpVtbl->Release(message);
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
}

/* ---- progress ---- */

/* Remembers the last of what it was told; says that it has seen enough at one call. */
struct indicator {
    IMAPIProgress IMAPIProgress_iface;
    ULONG flags, min, max, calls, value, count, total, stop_at;
};

static HRESULT STDMETHODCALLTYPE indicator_QueryInterface(IMAPIProgress *iface, REFIID iid,
                                                          void **out)
{
    (void)iface, (void)iid;
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE indicator_AddRef(IMAPIProgress *iface)
{
    (void)iface;
    return 2;
}

static HRESULT STDMETHODCALLTYPE indicator_Progress(IMAPIProgress *iface, ULONG value, ULONG count,
                                                    ULONG total)
{
    struct indicator *it = (struct indicator *)iface;

    ok(value >= it->value, "went back from %lu to %lu\n", it->value, value);
    it->value = value;
    it->count = count;
    it->total = total;
    return ++it->calls == it->stop_at ? MAPI_E_USER_CANCEL : S_OK;
}

static HRESULT STDMETHODCALLTYPE indicator_GetFlags(IMAPIProgress *iface, ULONG *flags)
{
    *flags = ((struct indicator *)iface)->flags;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE indicator_GetMax(IMAPIProgress *iface, ULONG *max)
{
    *max = ((struct indicator *)iface)->max;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE indicator_GetMin(IMAPIProgress *iface, ULONG *min)
{
    *min = ((struct indicator *)iface)->min;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE indicator_SetLimits(IMAPIProgress *iface, ULONG *min, ULONG *max,
                                                     ULONG *flags)
{
    struct indicator *it = (struct indicator *)iface;

    if (min) it->min = *min;
    if (max) it->max = *max;
    if (flags) it->flags = *flags;
    return S_OK;
}

static IMAPIProgressVtbl indicator_vtbl = {
    .QueryInterface = indicator_QueryInterface,
    .AddRef = indicator_AddRef,
    .Release = indicator_AddRef,
    .Progress = indicator_Progress,
    .GetFlags = indicator_GetFlags,
    .GetMax = indicator_GetMax,
    .GetMin = indicator_GetMin,
    .SetLimits = indicator_SetLimits,
};

static struct indicator new_indicator(void)
{
    return (struct indicator){{&indicator_vtbl}, .flags = MAPI_TOP_LEVEL, .min = 1, .max = 1000};
}

/* Entry IDs of all messages of a folder; FreeProws what is given. */
static SRowSet *list_messages(IMAPIFolder *folder, SBinary *ids, ENTRYLIST *list)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(folder->lpVtbl->GetContentsTable(folder, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    *list = (ENTRYLIST){0, ids};
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        ids[list->cValues++] = rows->aRow[i].lpProps[0].Value.bin;
    return rows;
}

/* 6.5-13, 6.5-28, 5.13-01: five messages: one is cancelled after two, the rest follow; one that
 * isn't there is told */
static void check_copy_messages(IMsgStore *from_store, IMsgStore *to_store)
{
    IMAPIFolder *from_root = open_id(from_store, 0, NULL), *to_root = open_id(to_store, 0, NULL);
    IMAPIFolder *from = child(from_root, "five", 0), *to = child(to_root, "none", 0);
    struct indicator it = new_indicator();
    SBinary ids[5];
    ENTRYLIST list;
    SRowSet *rows;
    ULONG moved;

    for (int i = 0; i < 5; i++) {
        IMessage *message = make_message(from, "one of five");

        message->lpVtbl->Release(message);
    }
    rows = list_messages(from, ids, &list);
    ok_hr(from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, &it.IMAPIProgress_iface, 0), S_OK);
    ok(!it.calls, "told %lu times though nobody asked\n", it.calls);
    ok_hr(from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, &it.IMAPIProgress_iface,
                                     MESSAGE_DIALOG),
          S_OK);
    ok(it.value == 1000 && it.count == 5 && it.total == 5, "in the end %lu, %lu of %lu\n", it.value,
       it.count, it.total);
    ok(get_long(to, PR_CONTENT_COUNT) == 10, "%lu messages\n", get_long(to, PR_CONTENT_COUNT));
    it = new_indicator();
    it.stop_at = 1;
    ok_hr(from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, &it.IMAPIProgress_iface,
                                     MESSAGE_MOVE | MESSAGE_DIALOG),
          MAPI_E_USER_CANCEL);
    moved = get_long(to, PR_CONTENT_COUNT) - 10;
    ok(moved >= 1 && get_long(from, PR_CONTENT_COUNT) == 5 - moved, "%lu moved, %lu left\n", moved,
       get_long(from, PR_CONTENT_COUNT));
    ok_hr(from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, NULL, MESSAGE_MOVE),
          MAPI_W_PARTIAL_COMPLETION);
    ok(!get_long(from, PR_CONTENT_COUNT) && get_long(to, PR_CONTENT_COUNT) == 15,
       "%lu left, %lu there\n", get_long(from, PR_CONTENT_COUNT), get_long(to, PR_CONTENT_COUNT));
    FreeProws(rows);
    rows = NULL;
    for (int turn = 0; turn < 2; turn++) {
        SPropValue *id = prop_of(turn ? to : from, PR_ENTRYID);
        IMAPIFolder *parent = turn ? to_root : from_root;

        ok_hr(parent->lpVtbl->DeleteFolder(parent, EID(id), 0, NULL, DEL_MESSAGES), S_OK);
        MAPIFreeBuffer(id);
    }
    to->lpVtbl->Release(to);
    from->lpVtbl->Release(from);
    to_root->lpVtbl->Release(to_root);
    from_root->lpVtbl->Release(from_root);
}

/* 6.1-40, 6.5-06: a folder of that name is there; 6.5-28: the progress of subfolders */
static void check_collision_and_progress(IMsgStore *from_store, IMsgStore *to_store)
{
    IMAPIFolder *from = open_id(from_store, 0, NULL), *to = open_id(to_store, 0, NULL),
                *tree = make_tree(from, "again"), *target, *below;
    struct indicator it = new_indicator();
    SPropValue *id = prop_of(tree, PR_ENTRYID);

    target = child(to, "target", 0);
    below = child(target, "BELOW", 0);
    ok_hr(tree->lpVtbl->CopyTo(tree, 0, NULL, NULL, 0, NULL, &IID_IMAPIFolder, target, 0, NULL),
          MAPI_E_COLLISION);
    expect_counts(target, 0, 0, true);
    below->lpVtbl->Release(below);
    target->lpVtbl->Release(target);
    ok_hr(from->lpVtbl->CopyFolder(from, EID(id), NULL, to, (LPTSTR) "shown", 0,
                                   &it.IMAPIProgress_iface, COPY_SUBFOLDERS),
          S_OK);
    ok(!it.calls, "told %lu times though nobody asked\n", it.calls);
    ok_hr(from->lpVtbl->CopyFolder(from, EID(id), NULL, to, (LPTSTR) "shown too", 0,
                                   &it.IMAPIProgress_iface, FOLDER_MOVE | FOLDER_DIALOG),
          S_OK);
    ok(it.value == 1000 && it.count == it.total && it.count, "in the end %lu, %lu of %lu\n",
       it.value, it.count, it.total);
    ok(!has_child(from, "again"), "what was moved is still there\n");
    MAPIFreeBuffer(id);
    tree->lpVtbl->Release(tree);
    to->lpVtbl->Release(to);
    from->lpVtbl->Release(from);
}

static void folders_are_copied_within_and_between_stores(void)
{
    IMAPISession *session;
    IMsgStore *one, *two;

    MAPIInitialize(NULL);
    remove_stores();
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    add_store("Other Mail", other_path);
    session = log_on();
    one = open_named(session, "My Mail");
    two = open_named(session, "Other Mail");
    if (one && two) {
        check_copy_folder(one, one);
        check_copy_folder(one, two);
        check_copy_to(one, one);
        check_copy_to(one, two);
        check_parts_of_messages(one, one);
        check_parts_of_messages(one, two);
        check_copy_messages(one, one);
        check_copy_messages(one, two);
        check_collision_and_progress(one, two);
        two->lpVtbl->Release(two);
        one->lpVtbl->Release(one);
    }
    log_off(session);
    drop_profile();
    remove_stores();
    MAPIUninitialize();
}

START_TEST(folders)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcpy(other_path, path);
    strcat(path, "omstore-test.omstore");
    strcat(other_path, "omstore-other.omstore");
    RUN(a_store_needs_its_folders_until_they_are_verified);
    RUN(lost_standard_folders_are_made_again);
    RUN(a_store_that_becomes_the_default_is_verified);
    RUN(folders_are_copied_within_and_between_stores);
}
