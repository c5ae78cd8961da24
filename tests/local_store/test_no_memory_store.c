/*
 * test_no_memory_store.c - each allocation of IMsgStore's and IMAPIFolder's calls fails, and
 * nothing is lost by it
 */
#include <string.h>
#include "edkmdb.h"
#include "edktags.h"
#include "local_store/no_memory.h"

#define STORE(t) (t)->f->store
#define BIN(id)  (SBinary){48, (id)}

static HRESULT get_props(void *object, const SPropTagArray *tags)
{
    IMAPIProp *prop = object;
    SPropValue *values = NULL;
    ULONG count = 0;
    HRESULT hr;

    hr = prop->lpVtbl->GetProps(prop, (SPropTagArray *)tags, MAPI_UNICODE, &count, &values);
    hr = first_error(hr, count, values);
    FREE(values);
    /* what is too long to be given is said to be so by the same code, 6.1-09 */
    return hr;
}

static HRESULT set_prop(void *object, SPropValue value)
{
    IMAPIProp *prop = object;
    SPropProblemArray *problems = NULL;
    HRESULT hr = prop->lpVtbl->SetProps(prop, 1, &value, &problems);

    return first_problem(hr, problems);
}

static HRESULT open_entry(struct no_memory *t, ULONG count, void *id, ULONG flags)
{
    IUnknown *object = NULL;
    ULONG type;
    HRESULT hr = STORE(t)->lpVtbl->OpenEntry(STORE(t), count, id, NULL, flags, &type, &object);

    if (object) object->lpVtbl->Release(object);
    return hr;
}

/* ---- the store ---- */

static HRESULT log_on_anew(struct no_memory *t)
{
    struct fake_support support = t->f->support; /* a second logon of this process */
    IMSLogon *logon = NULL;
    IMsgStore *store = NULL;
    HRESULT hr;

    support.refs = 1;
    hr = t->f->provider->lpVtbl->Logon(t->f->provider, &support.IMAPISupport_iface, 0, NULL, 0,
                                       NULL, MDB_WRITE, NULL, NULL, NULL, NULL, &logon, &store);
    if (store) store->lpVtbl->Release(store);
    if (SUCCEEDED(hr)) {
        support.logon = logon;
        support.IMAPISupport_iface.lpVtbl->Release(&support.IMAPISupport_iface);
    } else {
        assert_int_equal(support.refs, 1);
    }
    return hr;
}

static HRESULT store_props(struct no_memory *t)
{
    return get_props(STORE(t), NULL);
}

static HRESULT store_prop_list(struct no_memory *t)
{
    SPropTagArray *tags = NULL;
    HRESULT hr = STORE(t)->lpVtbl->GetPropList(STORE(t), MAPI_UNICODE, &tags);

    FREE(tags);
    return hr;
}

static HRESULT store_comment(struct no_memory *t)
{
    return set_prop(STORE(t), (SPropValue){.ulPropTag = PR_COMMENT_A,
                                           .Value.lpszA = (char *)"what I say of it"});
}

static void with_comment(struct no_memory *t)
{
    ok_hr(store_comment(t));
}

static HRESULT store_no_comment(struct no_memory *t)
{
    SizedSPropTagArray(1, tags) = {1, {PR_COMMENT_W}};
    SPropProblemArray *problems = NULL;
    HRESULT hr = STORE(t)->lpVtbl->DeleteProps(STORE(t), (SPropTagArray *)&tags, &problems);

    return first_problem(hr, problems);
}

static HRESULT names_to_ids(struct no_memory *t)
{
    static LONG next;
    MAPINAMEID name = {(GUID *)&IID_IMessage, MNID_ID, {.lID = next}}, *names = &name;
    SPropTagArray *tags = NULL;
    HRESULT hr = STORE(t)->lpVtbl->GetIDsFromNames(STORE(t), 1, &names, MAPI_CREATE, &tags);

    if (hr == S_OK) next++; /* a name is made once */
    FREE(tags);
    return hr;
}

static HRESULT ids_to_names(struct no_memory *t)
{
    SPropTagArray *tags = NULL;
    MAPINAMEID **names = NULL;
    ULONG count = 0;
    HRESULT hr = STORE(t)->lpVtbl->GetNamesFromIDs(STORE(t), &tags, NULL, 0, &count, &names);

    FREE(tags);
    FREE(names);
    return hr;
}

static HRESULT open_the_root(struct no_memory *t)
{
    return open_entry(t, 0, NULL, MAPI_MODIFY);
}

static HRESULT open_the_mail(struct no_memory *t)
{
    return open_entry(t, 48, t->mail, MAPI_MODIFY);
}

static HRESULT compare(struct no_memory *t)
{
    ULONG same = 0;

    return STORE(t)->lpVtbl->CompareEntryIDs(STORE(t), 48, (ENTRYID *)t->mail, 48,
                                             (ENTRYID *)t->mail, 0, &same);
}

static HRESULT receive_folder(struct no_memory *t)
{
    ENTRYID *id = NULL;
    WCHAR *class = NULL;
    ULONG count;
    HRESULT hr = STORE(t)->lpVtbl->GetReceiveFolder(STORE(t), (LPTSTR)L"IPM.Note.A", MAPI_UNICODE,
                                                    &count, &id, (LPTSTR *)&class);

    FREE(id);
    FREE(class);
    return hr;
}

static HRESULT set_receive_folder(struct no_memory *t)
{
    static bool there;
    HRESULT hr = STORE(t)->lpVtbl->SetReceiveFolder(
        STORE(t), (LPTSTR) "IPM.Mine", 0, there ? 0 : 48, there ? NULL : (ENTRYID *)t->made);

    if (hr == S_OK) there = !there;
    return hr;
}

static void with_work_id(struct no_memory *t)
{
    SPropValue *id = id_of(t->work);

    memcpy(t->made, id->Value.bin.lpb, 48);
    FREE(id);
}

static HRESULT advise(struct no_memory *t)
{
    return STORE(t)->lpVtbl->NotifyNewMail(STORE(t), &(NOTIFICATION){.ulEventType = fnevNewMail});
}

static const struct no_memory_op store_ops[] = {
    {"Logon", NULL, log_on_anew},
    {"store GetProps", NULL, store_props},
    {"store GetPropList", NULL, store_prop_list},
    {"store SetProps", NULL, store_comment},
    {"store DeleteProps", with_comment, store_no_comment},
    {"GetNamesFromIDs", NULL, ids_to_names},
    {"OpenEntry of the root", NULL, open_the_root},
    {"OpenEntry of a message", NULL, open_the_mail},
    {"CompareEntryIDs", NULL, compare},
    {"GetReceiveFolder", NULL, receive_folder},
    {"SetReceiveFolder", with_work_id, set_receive_folder},
    {"NotifyNewMail", NULL, advise},
};

/* A name that was made stays, whoever could not be told of it. */
static const struct no_memory_op name_ops[] = {
    {"GetIDsFromNames", NULL, names_to_ids},
};

static void the_stores_calls(void **state)
{
    no_memory_steps(*state, name_ops, 1);
    no_memory_each(*state, store_ops, sizeof(store_ops) / sizeof(store_ops[0]));
}

/* ---- folders ---- */

static HRESULT folder_props(struct no_memory *t)
{
    return get_props(t->inbox, NULL);
}

static HRESULT rename_it(struct no_memory *t)
{
    static bool other;
    HRESULT hr = set_text(t->work, PR_DISPLAY_NAME_W,
                          other ? L"Work" : L"A longer name for the work that is done here");

    if (hr == S_OK) other = !other;
    return hr;
}

static HRESULT write_stream(struct no_memory *t)
{
    IStream *stream = NULL;
    static BYTE bytes[20000];
    HRESULT hr;

    hr = t->work->lpVtbl->OpenProperty(t->work, PROP_TAG(PT_BINARY, 0x6790), &IID_IStream,
                                       STGM_READWRITE | STGM_TRANSACTED, MAPI_CREATE | MAPI_MODIFY,
                                       (IUnknown **)&stream);
    if (FAILED(hr)) return hr;
    bytes[0]++;
    hr = stream->lpVtbl->Write(stream, bytes, sizeof(bytes), NULL);
    if (SUCCEEDED(hr)) hr = stream->lpVtbl->Commit(stream, 0);
    stream->lpVtbl->Release(stream);
    return hr;
}

static HRESULT make_one(struct no_memory *t)
{
    static int next;
    WCHAR name[] = L"new ....";
    IMAPIFolder *made = NULL;
    HRESULT hr;

    for (int i = 0; i < 4; i++)
        name[4 + i] = (WCHAR)('a' + (next >> 4 * i) % 16);
    hr = t->work->lpVtbl->CreateFolder(t->work, FOLDER_GENERIC, (LPTSTR)name, (LPTSTR)L"a comment",
                                       NULL, MAPI_UNICODE, &made);
    if (SUCCEEDED(hr)) next++;
    if (made) made->lpVtbl->Release(made);
    return hr;
}

/* There, unless an earlier run's is there still. */
static IMAPIFolder *sub_folder(struct no_memory *t, IMAPIFolder *in, const WCHAR *name)
{
    IMAPIFolder *made = make_folder(in, name, OPEN_IF_EXISTS);
    SPropValue *id = id_of(made);

    memcpy(t->made, id->Value.bin.lpb, 48);
    FREE(id);
    return made;
}

static void with_full_folder(struct no_memory *t)
{
    IMAPIFolder *sub = sub_folder(t, t->work, L"full"),
                *deeper = make_folder(sub, L"deeper", OPEN_IF_EXISTS);

    make_message(deeper, L"deep", NULL);
    make_message(sub, L"high", NULL);
    deeper->lpVtbl->Release(deeper);
    sub->lpVtbl->Release(sub);
}

static HRESULT delete_full(struct no_memory *t)
{
    return t->work->lpVtbl->DeleteFolder(t->work, 48, (ENTRYID *)t->made, 0, NULL,
                                         DEL_FOLDERS | DEL_MESSAGES | DELETE_HARD_DELETE);
}

static HRESULT keep_full(struct no_memory *t)
{
    return t->work->lpVtbl->DeleteFolder(t->work, 48, (ENTRYID *)t->made, 0, NULL,
                                         DEL_FOLDERS | DEL_MESSAGES);
}

static void with_retention(struct no_memory *t)
{
    ok_hr(set_long(t->work, PR_RETENTION_AGE_LIMIT, 3600));
    with_full_folder(t);
}

static void with_kept_folder(struct no_memory *t)
{
    ok_hr(t->root->lpVtbl->EmptyFolder(t->work, 0, NULL, DELETE_HARD_DELETE));
    with_retention(t);
    ok_hr(keep_full(t));
}

static HRESULT bring_back(struct no_memory *t)
{
    return t->work->lpVtbl->CopyFolder(t->work, 48, (ENTRYID *)t->made, NULL, t->work, NULL, 0,
                                       NULL, FOLDER_MOVE);
}

static void with_empty_work(struct no_memory *t)
{
    ok_hr(t->work->lpVtbl->EmptyFolder(t->work, 0, NULL, DELETE_HARD_DELETE));
    with_full_folder(t);
}

static HRESULT copy_full(struct no_memory *t)
{
    return t->work->lpVtbl->CopyFolder(t->work, 48, (ENTRYID *)t->made, NULL, t->work,
                                       (LPTSTR) "a copy", 0, NULL, COPY_SUBFOLDERS);
}

static HRESULT move_full(struct no_memory *t)
{
    return t->work->lpVtbl->CopyFolder(t->work, 48, (ENTRYID *)t->made, NULL, t->work,
                                       (LPTSTR) "elsewhere", 0, NULL, FOLDER_MOVE);
}

static HRESULT empty_work(struct no_memory *t)
{
    return t->work->lpVtbl->EmptyFolder(t->work, 0, NULL, DELETE_HARD_DELETE);
}

static void with_nothing_in_work(struct no_memory *t)
{
    ok_hr(empty_work(t));
}

static void with_mail_in_work(struct no_memory *t)
{
    ok_hr(empty_work(t));
    make_message(t->work, L"a mail", t->made);
}

static HRESULT delete_mail(struct no_memory *t)
{
    SBinary bin = BIN(t->made);

    return t->work->lpVtbl->DeleteMessages(t->work, &(ENTRYLIST){1, &bin}, 0, NULL,
                                           DELETE_HARD_DELETE);
}

static void with_kept_mail_to_be(struct no_memory *t)
{
    ok_hr(set_long(t->work, PR_RETENTION_AGE_LIMIT, 3600));
    with_mail_in_work(t);
}

static HRESULT keep_mail(struct no_memory *t)
{
    SBinary bin = BIN(t->made);

    return t->work->lpVtbl->DeleteMessages(t->work, &(ENTRYLIST){1, &bin}, 0, NULL, 0);
}

static void with_kept_mail(struct no_memory *t)
{
    with_kept_mail_to_be(t);
    ok_hr(keep_mail(t));
}

static HRESULT restore_mail(struct no_memory *t)
{
    SBinary bin = BIN(t->made);

    return t->work->lpVtbl->CopyMessages(t->work, &(ENTRYLIST){1, &bin}, NULL, t->work, 0, NULL,
                                         MESSAGE_MOVE);
}

static HRESULT copy_mail(struct no_memory *t)
{
    SBinary bin = BIN(t->mail);

    return t->inbox->lpVtbl->CopyMessages(t->inbox, &(ENTRYLIST){1, &bin}, NULL, t->work, 0, NULL,
                                          0);
}

static HRESULT move_mail(struct no_memory *t)
{
    SBinary bin = BIN(t->made);

    return t->work->lpVtbl->CopyMessages(t->work, &(ENTRYLIST){1, &bin}, NULL, t->inbox, 0, NULL,
                                         MESSAGE_MOVE);
}

static HRESULT mark_mail(struct no_memory *t)
{
    return t->work->lpVtbl->SetReadFlags(t->work, NULL, 0, NULL, 0);
}

static HRESULT status_of_mail(struct no_memory *t)
{
    static ULONG status;
    ULONG old;
    HRESULT hr =
        t->inbox->lpVtbl->SetMessageStatus(t->inbox, 48, (ENTRYID *)t->mail, status + 1, ~0u, &old);

    if (hr == S_OK) status++;
    return hr;
}

static HRESULT save_order(struct no_memory *t)
{
    static ULONG order;
    SizedSSortOrderSet(1, set) = {1, 0, 0, {{PR_SUBJECT_W, order % 2}}};
    HRESULT hr = t->inbox->lpVtbl->SaveContentsSort(t->inbox, (SSortOrderSet *)&set, 0);

    if (hr == S_OK) order++;
    return hr;
}

static HRESULT folder_open_entry(struct no_memory *t)
{
    IUnknown *object = NULL;
    ULONG type;
    HRESULT hr = t->inbox->lpVtbl->OpenEntry(t->inbox, 48, (ENTRYID *)t->mail, NULL,
                                             MAPI_BEST_ACCESS, &type, &object);

    if (object) object->lpVtbl->Release(object);
    return hr;
}

static const struct no_memory_op folder_ops[] = {
    {"folder GetProps", NULL, folder_props},
    {"folder SetProps", NULL, rename_it},
    {"folder OpenProperty", NULL, write_stream},
    {"folder OpenEntry", NULL, folder_open_entry},
    {"CreateFolder", with_nothing_in_work, make_one},
    {"DeleteFolder", with_full_folder, delete_full},
    {"CopyFolder", with_empty_work, copy_full},
    {"CopyFolder, moving", with_empty_work, move_full},
    {"EmptyFolder", with_full_folder, empty_work},
    {"SetMessageStatus", NULL, status_of_mail},
    {"SaveContentsSort", NULL, save_order},
    {"CopyMessages", with_nothing_in_work, copy_mail},
    {"CopyMessages, moving", with_mail_in_work, move_mail},
    {"DeleteMessages", with_mail_in_work, delete_mail},
    {"SetReadFlags", with_mail_in_work, mark_mail},
    {"DeleteMessages, softly", with_kept_mail_to_be, keep_mail},
    {"CopyMessages, bringing back", with_kept_mail, restore_mail},
    {"DeleteFolder, softly", with_full_folder, keep_full},
    {"CopyFolder, bringing back", with_kept_folder, bring_back},
};

static void a_folders_calls(void **state)
{
    no_memory_each(*state, folder_ops, sizeof(folder_ops) / sizeof(folder_ops[0]));
}

/* ---- search folders ---- */

static IMAPIFolder *search;

static HRESULT set_search(struct no_memory *t)
{
    static LONG from;
    SPropValue value = {.ulPropTag = PR_MESSAGE_SIZE, .Value.l = from}, *id = NULL;
    SRestriction res = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_MESSAGE_SIZE, &value}};
    SBinary bin = BIN(t->made);
    HRESULT hr = search->lpVtbl->SetSearchCriteria(search, &res, &(ENTRYLIST){1, &bin},
                                                   RECURSIVE_SEARCH | RESTART_SEARCH);

    if (hr == S_OK) from++;
    FREE(id);
    return hr;
}

static HRESULT get_search(struct no_memory *t)
{
    SRestriction *res = NULL;
    ENTRYLIST *list = NULL;
    ULONG state;
    HRESULT hr = search->lpVtbl->GetSearchCriteria(search, MAPI_UNICODE, &res, &list, &state);

    (void)t;
    FREE(res);
    FREE(list);
    return hr;
}

static HRESULT make_search(struct no_memory *t)
{
    static int next;
    WCHAR name[] = L"search ....";
    IMAPIFolder *made = NULL;
    HRESULT hr;

    for (int i = 0; i < 4; i++)
        name[7 + i] = (WCHAR)('a' + (next >> 4 * i) % 16);
    hr = t->work->lpVtbl->CreateFolder(t->work, FOLDER_SEARCH, (LPTSTR)name, NULL, NULL,
                                       MAPI_UNICODE, &made);
    if (SUCCEEDED(hr)) next++;
    if (made) made->lpVtbl->Release(made);
    return hr;
}

/* While a search looks at each message that is saved or marked. */
static const struct no_memory_op search_ops[] = {
    {"CreateFolder of a search", with_nothing_in_work, make_search},
    {"GetSearchCriteria", NULL, get_search},
    {"CopyMessages under a search", with_nothing_in_work, copy_mail},
    {"SetReadFlags under a search", with_mail_in_work, mark_mail},
    {"DeleteMessages under a search", with_mail_in_work, delete_mail},
};

/* The pass goes on in steps of its own, and says what it met at the end. */
static const struct no_memory_op criteria_ops[] = {
    {"SetSearchCriteria", NULL, set_search},
};

static void a_search_folders_calls(void **state)
{
    struct no_memory *t = *state;
    SPropValue *id = id_of(t->root);

    memcpy(t->made, id->Value.bin.lpb, 48);
    FREE(id);
    ok_hr(t->root->lpVtbl->CreateFolder(t->root, FOLDER_SEARCH, (LPTSTR) "found", NULL, NULL, 0,
                                        &search));
    no_memory_steps(t, criteria_ops, 1);
    no_memory_each(t, search_ops, sizeof(search_ops) / sizeof(search_ops[0]));
    search->lpVtbl->Release(search);
}

#define test(name) cmocka_unit_test_setup_teardown(name, no_memory_setup, no_memory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(the_stores_calls),
        test(a_folders_calls),
        test(a_search_folders_calls),
    };

    return cmocka_run_group_tests_name("no memory: store", tests, NULL, NULL);
}
