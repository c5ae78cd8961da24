/*
 * ipm_tree.c - finds or creates a store's standard folders and tells the store where they are
 */
#include "msg/ipm_tree.h"
#include <string.h>
#include "mapitags.h"
#include "mapiutil.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "prop/pval.h"

enum parent { IN_ROOT, IN_SUBTREE };

/* In the order they are made: a subtree before what lies in it. */
static const struct standard {
    ULONG tag, bit;      /* in the store; 0: named by its receive folder */
    enum parent parent;
    bool full;           /* with MAPI_FULL_IPM_TREE alone */
    const WCHAR *name;
} standard[] = {
    {PR_IPM_SUBTREE_ENTRYID, FOLDER_IPM_SUBTREE_VALID, IN_ROOT, false, L"Top of Personal Folders"},
    {PR_FINDER_ENTRYID, FOLDER_FINDER_VALID, IN_ROOT, false, L"Search Root"},
    {PR_IPM_WASTEBASKET_ENTRYID, FOLDER_IPM_WASTEBASKET_VALID, IN_SUBTREE, false, L"Deleted Items"},
    {PR_VIEWS_ENTRYID, FOLDER_VIEWS_VALID, IN_ROOT, true, L"Views"},
    {PR_COMMON_VIEWS_ENTRYID, FOLDER_COMMON_VIEWS_VALID, IN_ROOT, true, L"Common Views"},
    {0, FOLDER_IPM_INBOX_VALID, IN_SUBTREE, true, L"Inbox"},
    {PR_IPM_OUTBOX_ENTRYID, FOLDER_IPM_OUTBOX_VALID, IN_SUBTREE, true, L"Outbox"},
    {PR_IPM_SENTMAIL_ENTRYID, FOLDER_IPM_SENTMAIL_VALID, IN_SUBTREE, true, L"Sent Items"},
};
enum { N_STANDARD = sizeof(standard) / sizeof(standard[0]), INBOX = 5 };

struct tree {
    IMsgStore *store; /* borrowed */
    bool force;
    ULONG mask, mask_before;
    SBinary eids[N_STANDARD]; /* each lpb a root of its own */
    bool made[N_STANDARD];
};

static HRESULT keep_eid(struct tree *tree, int i, ULONG cb, const void *eid)
{
    tree->eids[i].lpb = mem_dup(eid, cb, NULL);
    if (!tree->eids[i].lpb) return MAPI_E_NOT_ENOUGH_MEMORY;
    tree->eids[i].cb = cb;
    return S_OK;
}

/* What the store says already: the mask, and the entry IDs it names. */
static HRESULT read_store(struct tree *tree)
{
    SizedSPropTagArray(N_STANDARD + 1, tags) = {N_STANDARD + 1, {0}};
    AUTO_FREE SPropValue *values = NULL;
    AUTO_FREE ENTRYID *inbox = NULL;
    AUTO_FREE LPTSTR class_found = NULL;
    ULONG n = 0, cb = 0;
    HRESULT hr;

    for (int i = 0; i < N_STANDARD; i++)
        tags.aulPropTag[i] = standard[i].tag ? standard[i].tag : PR_NULL;
    tags.aulPropTag[N_STANDARD] = PR_VALID_FOLDER_MASK;
    hr = tree->store->lpVtbl->GetProps(tree->store, (SPropTagArray *)&tags, 0, &n, &values);
    hr = pval_given(hr, N_STANDARD + 1, n, &values);
    if (FAILED(hr)) return hr;
    for (int i = 0; SUCCEEDED(hr) && i < N_STANDARD; i++)
        if (standard[i].tag && values[i].ulPropTag == standard[i].tag && values[i].Value.bin.cb)
            hr = keep_eid(tree, i, values[i].Value.bin.cb, values[i].Value.bin.lpb);
    if (FAILED(hr)) return hr;
    if (values[N_STANDARD].ulPropTag == PR_VALID_FOLDER_MASK)
        tree->mask_before = values[N_STANDARD].Value.ul;
    tree->mask = tree->mask_before;

    hr = tree->store->lpVtbl->GetReceiveFolder(tree->store, (LPTSTR) "IPM.Note", 0, &cb, &inbox,
                                               &class_found);
    hr = com_given(hr, &inbox);
    if (FAILED(hr)) class_found = NULL;
    if (SUCCEEDED(hr) && cb &&
        ((class_found && *(char *)class_found) ||
         tree->mask & FOLDER_IPM_INBOX_VALID)) /* else it is the root */
        return keep_eid(tree, INBOX, cb, inbox);
    return S_OK;
}

static bool opens(IMsgStore *store, const SBinary *eid)
{
    AUTO_RELEASE IUnknown *object = NULL;
    ULONG type = 0;

    return eid->cb &&
           SUCCEEDED(com_given(store->lpVtbl->OpenEntry(store, eid->cb, (ENTRYID *)eid->lpb, NULL,
                                                        0, &type, &object),
                               &object)) &&
           type == MAPI_FOLDER;
}

static HRESULT open_parent(struct tree *tree, enum parent which, IMAPIFolder **out)
{
    const SBinary none = {0}, *eid = which == IN_ROOT ? &none : &tree->eids[0];
    ULONG type;
    HRESULT hr;

    hr = tree->store->lpVtbl->OpenEntry(tree->store, eid->cb, (ENTRYID *)eid->lpb, NULL,
                                        MAPI_MODIFY, &type, (IUnknown **)out);
    return com_given(hr, out);
}

static HRESULT make(struct tree *tree, int i)
{
    SizedSPropTagArray(1, wanted) = {1, {PR_ENTRYID}};
    AUTO_RELEASE IMAPIFolder *parent = NULL, *folder = NULL;
    AUTO_FREE SPropValue *value = NULL;
    ULONG n = 0;
    HRESULT hr;

    hr = open_parent(tree, standard[i].parent, &parent);
    if (SUCCEEDED(hr))
        hr = com_given(parent->lpVtbl->CreateFolder(parent, FOLDER_GENERIC,
                                                    (LPTSTR)standard[i].name, NULL, NULL,
                                                    MAPI_UNICODE | OPEN_IF_EXISTS, &folder),
                       &folder);
    if (SUCCEEDED(hr)) {
        hr = folder->lpVtbl->GetProps(folder, (SPropTagArray *)&wanted, 0, &n, &value);
        hr = pval_given(hr, 1, n, &value);
    }
    if (FAILED(hr)) return hr;
    if (value->ulPropTag != PR_ENTRYID) return FAIL(MAPI_E_CALL_FAILED);
    mem_free(TAKE(tree->eids[i].lpb));
    tree->made[i] = true;
    return keep_eid(tree, i, value->Value.bin.cb, value->Value.bin.lpb);
}

static HRESULT verify(struct tree *tree, int i)
{
    HRESULT hr = S_OK;

    if (!tree->force && tree->mask & standard[i].bit && tree->eids[i].cb) return S_OK;
    if (!opens(tree->store, &tree->eids[i])) hr = make(tree, i);
    if (SUCCEEDED(hr)) tree->mask |= standard[i].bit;
    return hr;
}

static HRESULT set_receive_folder(struct tree *tree, const char *class)
{
    return tree->store->lpVtbl->SetReceiveFolder(
        tree->store, (LPTSTR) class, 0, tree->eids[INBOX].cb, (ENTRYID *)tree->eids[INBOX].lpb);
}

/* A store that computes what it is told has it right; anything else it refuses is a failure. */
static HRESULT set_props(IMsgStore *store, ULONG count, SPropValue *values)
{
    AUTO_FREE SPropProblemArray *problems = NULL;
    HRESULT hr = store->lpVtbl->SetProps(store, count, values, &problems);

    if (FAILED(hr)) problems = NULL; /* whatever is there */
    for (ULONG i = 0; problems && SUCCEEDED(hr) && i < problems->cProblem; i++)
        if (problems->aProblem[i].scode != MAPI_E_COMPUTED) hr = FAIL(problems->aProblem[i].scode);
    return FAILED(hr) ? hr : S_OK;
}

/* What changed goes into the store: entry IDs, the mask, receive folders (contracts 6.3-07). */
static HRESULT tell_store(struct tree *tree)
{
    SPropValue values[N_STANDARD + 1];
    ULONG n = 0;
    HRESULT hr = S_OK;

    for (int i = 0; i < N_STANDARD; i++)
        if (tree->made[i] && standard[i].tag)
            values[n++] = pval_binary(standard[i].tag, tree->eids[i].cb, tree->eids[i].lpb);
    if (tree->mask != tree->mask_before)
        values[n++] = pval_long(PR_VALID_FOLDER_MASK, (LONG)tree->mask);
    if (n) hr = set_props(tree->store, n, values);
    if (SUCCEEDED(hr) && n) hr = tree->store->lpVtbl->SaveChanges(tree->store, KEEP_OPEN_READWRITE);
    if (SUCCEEDED(hr) && tree->made[INBOX]) hr = set_receive_folder(tree, "");
    if (SUCCEEDED(hr) && tree->made[INBOX]) hr = set_receive_folder(tree, "IPM");
    if (SUCCEEDED(hr) && tree->made[INBOX]) hr = set_receive_folder(tree, "Report");
    return hr;
}

static HRESULT give(const struct tree *tree, ULONG *count, SPropValue **props)
{
    SPropValue values[N_STANDARD + 1];
    ULONG n = 0;
    HRESULT hr;

    values[n++] = pval_long(PR_VALID_FOLDER_MASK, (LONG)tree->mask);
    for (int i = 0; i < N_STANDARD; i++) {
        ULONG tag = standard[i].tag;

        if (!tree->eids[i].cb) continue;
        if (!tag && !tree->made[i]) continue;
        if (!tag) tag = PROP_TAG(PT_BINARY, PROP_ID_NULL);
        values[n++] = pval_binary(tag, tree->eids[i].cb, tree->eids[i].lpb);
    }
    hr = pval_copy_array(n, values, NULL, props);
    if (SUCCEEDED(hr)) *count = n;
    return hr;
}

HRESULT ipm_tree_validate(IMsgStore *store, ULONG flags, ULONG *count, SPropValue **props)
{
    struct tree tree = {.store = store, .force = flags & MAPI_FORCE_CREATE};
    HRESULT hr;

    if (flags & ~(ULONG)(MAPI_FORCE_CREATE | MAPI_FULL_IPM_TREE)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = read_store(&tree);
    for (int i = 0; SUCCEEDED(hr) && i < N_STANDARD; i++)
        if (!standard[i].full || flags & MAPI_FULL_IPM_TREE) hr = verify(&tree, i);
    if (SUCCEEDED(hr)) hr = tell_store(&tree);
    if (SUCCEEDED(hr) && count && props) hr = give(&tree, count, props);
    for (int i = 0; i < N_STANDARD; i++)
        mem_free(tree.eids[i].lpb);
    return hr;
}
