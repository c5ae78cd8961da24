/*
 * search.c - search folders of the local store through a session
 */
#define INITGUID
#define USES_IID_IMessage
#define USES_IID_IMAPIFolder
#define USES_IID_IMAPIProp
#define USES_IID_IMAPITable
#define USES_IID_IMAPIAdviseSink
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"

static LONG completed;
static IMAPIFolder *finder;
static SPropValue *finder_id;

static LONG CALLBACK hear(void *context, ULONG count, NOTIFICATION *notes)
{
    SPropValue *id = context;

    for (ULONG i = 0; i < count; i++)
        if (notes[i].ulEventType == fnevSearchComplete &&
            notes[i].info.obj.cbEntryID == id->Value.bin.cb &&
            !memcmp(notes[i].info.obj.lpEntryID, id->Value.bin.lpb, id->Value.bin.cb))
            InterlockedIncrement(&completed);
    return 0;
}

/* Until so many are complete. */
static void wait_for_searches(LONG n)
{
    for (DWORD began = GetTickCount(); completed < n && GetTickCount() - began < 60000;) {
        MSG msg;

        MsgWaitForMultipleObjects(0, NULL, FALSE, 100, QS_ALLINPUT);
        while (PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE))
            DispatchMessageA(&msg);
        HrDispatchNotifications(0);
    }
}

static HRESULT search_for(IMAPIFolder *search, const char *text, IMAPIFolder *in, ULONG flags)
{
    SPropValue constant = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)text}, *id = NULL;
    SRestriction res = {.rt = RES_CONTENT};
    ENTRYLIST list = {1, NULL};
    HRESULT hr;

    res.res.resContent.ulFuzzyLevel = FL_SUBSTRING | FL_IGNORECASE;
    res.res.resContent.ulPropTag = PR_SUBJECT_A;
    res.res.resContent.lpProp = &constant;
    ok_hr(HrGetOneProp((IMAPIProp *)in, PR_ENTRYID, &id), S_OK);
    list.lpbin = &id->Value.bin;
    hr = search->lpVtbl->SetSearchCriteria(search, &res, &list, flags);
    MAPIFreeBuffer(id);
    return hr;
}

static void expect_found(IMAPIFolder *search, const char *const *subjects, ULONG n)
{
    SizedSPropTagArray(3, tags) = {3, {PR_SUBJECT_A, PR_PARENT_ENTRYID, PR_PARENT_DISPLAY_A}};
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_SUBJECT_A, TABLE_SORT_ASCEND}}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(search->lpVtbl->GetContentsTable(search, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, (SSortOrderSet *)&order, 0, &rows),
          S_OK);
    ok(rows && rows->cRows == n, "%lu rows, expected %lu\n", rows ? rows->cRows : 0, n);
    for (ULONG i = 0; rows && i < rows->cRows && i < n; i++) {
        SPropValue *row = rows->aRow[i].lpProps;

        ok(!strcmp(row[0].Value.lpszA, subjects[i]), "row %lu is %s\n", i, row[0].Value.lpszA);
        ok(row[1].ulPropTag == PR_PARENT_ENTRYID &&
               memcmp(row[1].Value.bin.lpb, finder_id->Value.bin.lpb, row[1].Value.bin.cb),
           "row %lu lies in the search folder\n", i); /* 6.6-08 */
        ok(row[2].ulPropTag == PR_PARENT_DISPLAY_A && !strcmp(row[2].Value.lpszA, "Inbox"),
           "row %lu lies elsewhere\n", i);
    }
    FreeProws(rows);
    if (table) table->lpVtbl->Release(table);
    ok(get_long(search, PR_CONTENT_COUNT) == n, "counts %lu\n", get_long(search, PR_CONTENT_COUNT));
}

/* PR_FINDER_ENTRYID's folder, where clients put their search folders. */
static IMAPIFolder *open_search_root(IMsgStore *store)
{
    SPropValue *id = NULL;
    IMAPIFolder *root = NULL;
    ULONG type;

    ok_hr(HrGetOneProp((IMAPIProp *)store, PR_FINDER_ENTRYID, &id), S_OK);
    ok_hr(store->lpVtbl->OpenEntry(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                   MAPI_MODIFY, &type, (IUnknown **)&root),
          S_OK);
    MAPIFreeBuffer(id);
    return root;
}

static void check_criteria(IMsgStore *store, IMAPIFolder *inbox)
{
    IMAPIFolder *root = open_search_root(store), *none = NULL;
    IMAPIAdviseSink *sink = NULL;
    SRestriction *res = NULL;
    ENTRYLIST *list = NULL;
    ULONG_PTR connection = 0;
    ULONG state = 0;

    ok(get_long(store, PR_STORE_SUPPORT_MASK) & STORE_SEARCH_OK, "searching is not promised\n");
    /* 6.5-05 */
    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_SEARCH, (LPTSTR) "Found", NULL, NULL, 0, &finder),
          S_OK);
    ok(get_long(finder, PR_FOLDER_TYPE) == FOLDER_SEARCH, "not a search folder\n");
    ok_hr(HrGetOneProp((IMAPIProp *)finder, PR_ENTRYID, &finder_id), S_OK);
    /* 6.6-06 */
    ok_hr(finder->lpVtbl->GetSearchCriteria(finder, 0, &res, &list, &state),
          MAPI_E_NOT_INITIALIZED);
    /* 6.6-03 */
    ok_hr(finder->lpVtbl->SetSearchCriteria(finder, NULL, NULL, 0), MAPI_E_NOT_INITIALIZED);
    /* 6.6-02 */
    ok_hr(search_for(finder, "order", inbox, STOP_SEARCH | RESTART_SEARCH),
          MAPI_E_INVALID_PARAMETER);
    ok_hr(search_for(finder, "order", inbox, RECURSIVE_SEARCH | SHALLOW_SEARCH),
          MAPI_E_INVALID_PARAMETER);
    /* 6.6-05 */
    ok_hr(search_for(finder, "order", finder, 0), MAPI_E_TOO_COMPLEX);
    ok_hr(finder->lpVtbl->CreateFolder(finder, FOLDER_GENERIC, (LPTSTR) "x", NULL, NULL, 0, &none),
          MAPI_E_NO_SUPPORT);

    ok_hr(HrAllocAdviseSink(hear, finder_id, &sink), S_OK);
    ok_hr(store->lpVtbl->Advise(store, finder_id->Value.bin.cb, (ENTRYID *)finder_id->Value.bin.lpb,
                                fnevSearchComplete, sink, &connection),
          S_OK);
    /* 6.6-01 */
    ok_hr(search_for(finder, "order", inbox, RECURSIVE_SEARCH | FOREGROUND_SEARCH), S_OK);
    wait_for_searches(1);
    ok(completed == 1, "complete %ld times\n", completed); /* 6.6-09 */
    ok_hr(store->lpVtbl->Unadvise(store, connection), S_OK);
    sink->lpVtbl->Release(sink);

    ok_hr(finder->lpVtbl->GetSearchCriteria(finder, 0, &res, &list, &state), S_OK); /* 6.6-07 */
    ok(state ==
           (SEARCH_RUNNING | SEARCH_RECURSIVE | SEARCH_FOREGROUND | 0x1000 /* SEARCH_COMPLETE */),
       "state %#lx\n", state);
    ok(res && res->rt == RES_CONTENT && res->res.resContent.lpProp->ulPropTag == PR_SUBJECT_A &&
           !strcmp(res->res.resContent.lpProp->Value.lpszA, "order"),
       "another restriction came back\n");
    ok(list && list->cValues == 1 && list->lpbin[0].cb == 48, "another list came back\n");
    MAPIFreeBuffer(res);
    MAPIFreeBuffer(list);
    ok_hr(finder->lpVtbl->GetSearchCriteria(finder, 0, NULL, NULL, NULL), S_OK);
    root->lpVtbl->Release(root);
}

static void check_results(IMAPIFolder *inbox)
{
    static const char *const two[] = {"first order", "second ORDER"}, *const one[] = {
                                                                          "second ORDER"};
    IMessage *first = make_message(inbox, "first order"),
             *second = make_message(inbox, "second ORDER");
    IMessage *other = make_message(inbox, "a letter");
    SPropValue *id = NULL;
    ENTRYLIST list = {1, NULL};
    HRESULT hr;

    expect_found(finder, two, 2); /* 6.6-11 */
    ok_hr(HrGetOneProp((IMAPIProp *)first, PR_ENTRYID, &id), S_OK);
    list.lpbin = &id->Value.bin;
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
    other->lpVtbl->Release(other);
    /* 6.5-15 */
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, finder, 0, NULL, 0), MAPI_E_NO_SUPPORT);
    /* 6.5-12 */
    ok_hr(finder->lpVtbl->DeleteMessages(finder, &list, 0, NULL, 0), S_OK);
    ok(get_long(inbox, PR_CONTENT_COUNT) == 2, "the message is still there\n");
    expect_found(finder, one, 1);
    hr = inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0);
    ok(hr == MAPI_W_PARTIAL_COMPLETION, "got %#lx\n", hr);
    MAPIFreeBuffer(id);
}

static void make_mail(IMAPIFolder *folder, const char *subject, const char *body, const char *file)
{
    SPropValue text = {.ulPropTag = PR_BODY_A, .Value.lpszA = (char *)body};
    SPropValue name = {.ulPropTag = PR_ATTACH_LONG_FILENAME_A, .Value.lpszA = (char *)file};
    IMessage *message = make_message(folder, subject);
    IAttach *attach = NULL;
    ULONG number;

    ok_hr(message->lpVtbl->SetProps(message, 1, &text, NULL), S_OK);
    if (file) {
        ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
        ok_hr(attach->lpVtbl->SetProps(attach, 1, &name, NULL), S_OK);
        ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
        attach->lpVtbl->Release(attach);
    }
    ok_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
    message->lpVtbl->Release(message);
}

static void expect_rows(IMAPIFolder *folder, SRestriction *res, const char *letters)
{
    SizedSPropTagArray(2, tags) = {2, {PR_SUBJECT_A, PR_ENTRYID}};
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_SUBJECT_A, TABLE_SORT_ASCEND}}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(folder->lpVtbl->GetContentsTable(folder, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, res, (SSortOrderSet *)&order, 0, &rows),
          S_OK);
    ok(rows && rows->cRows == strlen(letters), "%lu rows, expected %s\n", rows ? rows->cRows : 0,
       letters);
    for (ULONG i = 0; rows && i < rows->cRows && letters[i]; i++)
        ok(*rows->aRow[i].lpProps[0].Value.lpszA == letters[i], "row %lu is %s\n", i,
           rows->aRow[i].lpProps[0].Value.lpszA);
    FreeProws(rows);
    if (table) table->lpVtbl->Release(table);
}

static SRestriction has_text(SPropValue *constant, ULONG tag, const char *text)
{
    SRestriction res = {.rt = RES_CONTENT};

    memset(constant, 0, sizeof(*constant));
    constant->ulPropTag = tag;
    constant->Value.lpszA = (char *)text;
    res.res.resContent.ulFuzzyLevel = FL_SUBSTRING | FL_IGNORECASE;
    res.res.resContent.ulPropTag = tag;
    res.res.resContent.lpProp = constant;
    return res;
}

/* 6.6-10 6.11-04: bodies and attachments' names, by a table's restriction and by a search folder,
 * before and after they are indexed */
static void check_text(IMsgStore *store, IMAPIFolder *inbox)
{
    IMAPIFolder *root = open_search_root(store), *search = NULL, *in = NULL;
    SPropValue constants[2], *id = NULL;
    SRestriction body = has_text(&constants[0], PR_BODY_A, "NEEDLE"),
                 sub = {.rt = RES_SUBRESTRICTION}, either = {.rt = RES_OR}, both[2];
    SRestriction name = has_text(&constants[1], PR_ATTACH_LONG_FILENAME_A, "needle");
    ENTRYLIST list = {1, NULL};

    sub.res.resSub.ulSubObject = PR_MESSAGE_ATTACHMENTS;
    sub.res.resSub.lpRes = &name;
    both[0] = body;
    both[1] = sub;
    either.res.resOr.cRes = 2;
    either.res.resOr.lpRes = both;
    ok_hr(inbox->lpVtbl->CreateFolder(inbox, FOLDER_GENERIC, (LPTSTR) "Texts", NULL, NULL, 0, &in),
          S_OK);
    make_mail(in, "a", "some text with a needle in it", NULL);
    make_mail(in, "b", "no such thing", "Needles.txt");
    make_mail(in, "c", "no such thing here", "list.txt");
    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_SEARCH, (LPTSTR) "Texts found", NULL, NULL, 0,
                                     &search),
          S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)in, PR_ENTRYID, &id), S_OK);
    list.lpbin = &id->Value.bin;
    expect_rows(in, &sub, "b");
    expect_rows(in, &body, "a");
    expect_rows(in, &body, "a");
    ok_hr(search->lpVtbl->SetSearchCriteria(search, &either, &list, 0), S_OK);
    expect_rows(search, NULL, "ab");
    make_mail(in, "d", "another Needle", NULL);
    expect_rows(in, &either, "abd");
    expect_rows(search, NULL, "abd");
    expect_rows(search, &sub, "b");
    MAPIFreeBuffer(id);
    search->lpVtbl->Release(search);
    in->lpVtbl->Release(in);
    root->lpVtbl->Release(root);
}

static void check_deletion(IMsgStore *store, IMAPIFolder *inbox)
{
    IMAPIFolder *root = open_search_root(store);

    finder->lpVtbl->Release(finder);
    ok_hr(root->lpVtbl->DeleteFolder(root, finder_id->Value.bin.cb,
                                     (ENTRYID *)finder_id->Value.bin.lpb, 0, NULL, 0),
          S_OK);
    ok(get_long(inbox, PR_CONTENT_COUNT) == 2, "messages went with it\n"); /* 6.5-08 */
    MAPIFreeBuffer(finder_id);
    root->lpVtbl->Release(root);
}

static void a_search_folder_finds_and_follows(void)
{
    IMAPISession *session;
    IMsgStore *store;
    IMAPIFolder *inbox;

    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    if (store) {
        inbox = open_inbox(store);
        check_criteria(store, inbox);
        check_results(inbox);
        check_deletion(store, inbox);
        check_text(store, inbox);
        inbox->lpVtbl->Release(inbox);
        store->lpVtbl->Release(store);
    }
    log_off(session);
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

/* ---- a search that takes longer than SetSearchCriteria ---- */

#define DOUBLED 13 /* times: more messages than are looked at before the call returns */

static void copy_all_in(IMAPIFolder *folder)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ENTRYLIST list = {0};

    ok_hr(folder->lpVtbl->GetContentsTable(folder, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    list.lpbin = rows ? calloc(rows->cRows, sizeof(*list.lpbin)) : NULL;
    for (; rows && list.cValues < rows->cRows; list.cValues++)
        list.lpbin[list.cValues] = rows->aRow[list.cValues].lpProps[0].Value.bin;
    ok_hr(folder->lpVtbl->CopyMessages(folder, &list, NULL, folder, 0, NULL, 0), S_OK);
    free(list.lpbin);
    FreeProws(rows);
    if (table) table->lpVtbl->Release(table);
}

static ULONG_PTR follow(IMsgStore *store)
{
    IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connection = 0;

    ok_hr(HrAllocAdviseSink(hear, finder_id, &sink), S_OK);
    ok_hr(store->lpVtbl->Advise(store, 0, NULL, fnevSearchComplete, sink, &connection), S_OK);
    if (sink) sink->lpVtbl->Release(sink);
    return connection;
}

static void begin_search(IMsgStore *store)
{
    IMAPIFolder *root = open_search_root(store), *inbox = open_inbox(store);
    IMessage *message = make_message(inbox, "an order");

    message->lpVtbl->Release(message);
    for (int i = 0; i < DOUBLED; i++)
        copy_all_in(inbox);
    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_SEARCH, (LPTSTR) "Found", NULL, NULL, 0, &finder),
          S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)finder, PR_ENTRYID, &finder_id), S_OK);
    ok_hr(search_for(finder, "order", inbox, BACKGROUND_SEARCH), S_OK);
    finder->lpVtbl->Release(finder);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

static ULONG state_of(IMAPIFolder *search)
{
    ULONG state = 0;

    ok_hr(search->lpVtbl->GetSearchCriteria(search, 0, NULL, NULL, &state), S_OK);
    return state;
}

/* A notification of before may come late, so it is the state that counts. */
static void expect_found_all(void)
{
    for (LONG n = 1; n <= 3 && state_of(finder) & SEARCH_REBUILD; n++)
        wait_for_searches(n);
    wait_for_searches(1);
    ok(completed >= 1, "nobody told its end\n");
    ok(state_of(finder) == (SEARCH_RUNNING | 0x1000 /* SEARCH_COMPLETE */), "state %#lx\n",
       state_of(finder));
    ok(get_long(finder, PR_CONTENT_COUNT) == 1 << DOUBLED, "found %lu\n",
       get_long(finder, PR_CONTENT_COUNT));
}

/* After the logon in which it began has ended, it goes on by itself; 6.6-09, 6.6-12. */
static void expect_end(IMsgStore *store)
{
    ULONG_PTR connection = follow(store);
    ULONG type;

    ok_hr(store->lpVtbl->OpenEntry(store, finder_id->Value.bin.cb,
                                   (ENTRYID *)finder_id->Value.bin.lpb, NULL, MAPI_MODIFY, &type,
                                   (IUnknown **)&finder),
          S_OK);
    completed = 0;
    if (!(state_of(finder) & SEARCH_REBUILD)) completed = 1; /* it was quicker than we */
    expect_found_all();
    completed = 0;
    ok_hr(finder->lpVtbl->SetSearchCriteria(finder, NULL, NULL, RESTART_SEARCH), S_OK);
    expect_found_all();
    ok_hr(store->lpVtbl->Unadvise(store, connection), S_OK);
    finder->lpVtbl->Release(finder);
    MAPIFreeBuffer(finder_id);
}

static void a_search_goes_on_behind(void)
{
    void (*const parts[])(IMsgStore * store) = {begin_search, expect_end};
    IMAPISession *session;
    IMsgStore *store;

    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    for (int i = 0; i < 2; i++) {
        session = log_on();
        store = open_store(session, S_OK);
        if (store) {
            parts[i](store);
            store->lpVtbl->Release(store);
        }
        log_off(session);
    }
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

/* ---- a library that gives its store back as it is unloaded ---- */

static void lock_loader(bool lock)
{
    static ULONG_PTR cookie;
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    LONG(WINAPI * enter)
    (ULONG, ULONG *, ULONG_PTR *) = (void *)GetProcAddress(ntdll, "LdrLockLoaderLock");
    LONG(WINAPI *leave)(ULONG, ULONG_PTR) = (void *)GetProcAddress(ntdll, "LdrUnlockLoaderLock");

    if (lock)
        ok(!enter(0, NULL, &cookie), "the loader's lock isn't to be had\n");
    else
        ok(!leave(0, cookie), "the loader's lock wasn't ours\n");
}

/* Threads begin and end under the lock that DllMain is called with: the search's has none of them
 * to do for us. */
static void search_and_leave(IMsgStore *store, bool lock_first)
{
    ULONG type;

    ok_hr(store->lpVtbl->OpenEntry(store, finder_id->Value.bin.cb,
                                   (ENTRYID *)finder_id->Value.bin.lpb, NULL, MAPI_MODIFY, &type,
                                   (IUnknown **)&finder),
          S_OK);
    if (lock_first) lock_loader(true);
    ok_hr(finder->lpVtbl->SetSearchCriteria(finder, NULL, NULL, RESTART_SEARCH), S_OK);
    if (!lock_first) lock_loader(true);
    ok(!lock_first || state_of(finder) & SEARCH_REBUILD, "nothing is left to do\n");
    finder->lpVtbl->Release(finder);
    store->lpVtbl->Release(store); /* would not come back */
    lock_loader(false);
}

static void a_store_goes_while_a_library_does(void)
{
    IMAPISession *session;
    IMsgStore *store;

    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    for (int i = 0; i < 7; i++) {
        session = log_on();
        store = open_store(session, S_OK);
        if (store && !i) begin_search(store);
        if (store && i < 6)
            search_and_leave(store, i % 2);
        else if (store) {
            expect_end(store);
            store->lpVtbl->Release(store);
        }
        log_off(session);
    }
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

START_TEST(search)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-search.omstore");
    RUN(a_search_folder_finds_and_follows);
    RUN(a_search_goes_on_behind);
    RUN(a_store_goes_while_a_library_does);
}
