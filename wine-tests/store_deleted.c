/*
 * store_deleted.c - deleted mail that waits, saved orders, conversations in a local store
 */
#include "store_fixture.h"
#include "edkmdb.h"
#include "edktags.h"

static struct {
    IMAPISession *session;
    IMsgStore *store;
    IMAPIFolder *inbox;
} o;

static void open_all(void)
{
    o.session = log_on();
    o.store = open_store(o.session, S_OK);
    o.inbox = open_inbox(o.store);
}

static void close_all(void)
{
    o.inbox->lpVtbl->Release(o.inbox);
    o.store->lpVtbl->Release(o.store);
    log_off(o.session);
}

static void begin(void)
{
    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    open_all();
}

static void end(void)
{
    close_all();
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

static void set_prop(void *object, SPropValue value)
{
    SPropProblemArray *problems = NULL;
    IMAPIProp *prop = object;

    ok_hr(prop->lpVtbl->SetProps(prop, 1, &value, &problems), S_OK);
    ok(!problems, "%#lx is not set: %#lx\n", value.ulPropTag,
       problems ? problems->aProblem[0].scode : 0);
    MAPIFreeBuffer(problems);
}

static SPropValue *new_mail(IMAPIFolder *folder, const char *subject)
{
    IMessage *message = NULL;
    SPropValue *id = NULL;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message), S_OK);
    set_text(message, PR_SUBJECT_A, subject);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READONLY), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &id), S_OK);
    message->lpVtbl->Release(message);
    return id;
}

/* The subjects of a table of messages, one after the other. */
static void expect_subjects(IMAPIFolder *folder, ULONG flags, const char *wanted)
{
    SizedSPropTagArray(1, tags) = {1, {PR_SUBJECT_A}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    char got[256] = "";

    ok_hr(folder->lpVtbl->GetContentsTable(folder, flags, &table), S_OK);
    if (!table) return;
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0), S_OK);
    ok_hr(table->lpVtbl->QueryRows(table, 50, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        if (rows->aRow[i].lpProps[0].ulPropTag == PR_SUBJECT_A)
            strncat(got, rows->aRow[i].lpProps[0].Value.lpszA, sizeof(got) - strlen(got) - 1);
    ok(!strcmp(got, wanted), "flags %#lx: got %s, expected %s\n", flags, got, wanted);
    FreeProws(rows);
    table->lpVtbl->Release(table);
}

static HRESULT remove_mail(SPropValue *id, ULONG flags)
{
    ENTRYLIST list = {1, &id->Value.bin};

    return o.inbox->lpVtbl->DeleteMessages(o.inbox, &list, 0, NULL, flags);
}

static HRESULT open_mail(SPropValue *id, ULONG flags)
{
    IUnknown *object = NULL;
    ULONG type;
    HRESULT hr = o.session->lpVtbl->OpenEntry(
        o.session, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL, flags, &type, &object);

    if (object) object->lpVtbl->Release(object);
    return hr;
}

/* 6.5-11 6.2-10 6.5-24 */
static void deleted_mail_waits_and_comes_back(void)
{
    SPropValue *a, *b;
    ENTRYLIST list;

    begin();
    a = new_mail(o.inbox, "a");
    ok_hr(remove_mail(a, 0), S_OK);
    expect_subjects(o.inbox, SHOW_SOFT_DELETES, ""); /* nobody asked for it to wait */
    MAPIFreeBuffer(a);

    set_prop(o.store, (SPropValue){.ulPropTag = PR_RETENTION_AGE_LIMIT, .Value.l = 3600});
    a = new_mail(o.inbox, "a");
    b = new_mail(o.inbox, "b");
    ok_hr(remove_mail(a, 0), S_OK);
    ok_hr(remove_mail(b, 0), S_OK);
    close_all();
    open_all();
    expect_subjects(o.inbox, 0, "");
    expect_subjects(o.inbox, SHOW_SOFT_DELETES, "ab");
    ok(get_long(o.inbox, PR_DELETED_MSG_COUNT) == 2, "the folder counts others\n");
    ok_hr(open_mail(a, 0), MAPI_E_NOT_FOUND);
    ok_hr(open_mail(a, SHOW_SOFT_DELETES), S_OK);
    ok_hr(open_mail(a, SHOW_SOFT_DELETES | MAPI_MODIFY), MAPI_E_NO_ACCESS);
    list = (ENTRYLIST){1, &a->Value.bin};
    ok_hr(o.inbox->lpVtbl->CopyMessages(o.inbox, &list, NULL, o.inbox, 0, NULL, MESSAGE_MOVE),
          S_OK);
    ok_hr(open_mail(a, MAPI_MODIFY), S_OK);
    ok_hr(remove_mail(b, DELETE_HARD_DELETE), S_OK);
    ok_hr(open_mail(b, SHOW_SOFT_DELETES), MAPI_E_NOT_FOUND);
    expect_subjects(o.inbox, 0, "a");
    expect_subjects(o.inbox, SHOW_SOFT_DELETES, "");
    ok_hr(o.inbox->lpVtbl->EmptyFolder(o.inbox, 0, NULL, 0), S_OK);
    expect_subjects(o.inbox, SHOW_SOFT_DELETES, "a");
    ok_hr(o.inbox->lpVtbl->EmptyFolder(o.inbox, 0, NULL, DELETE_HARD_DELETE), S_OK);
    expect_subjects(o.inbox, SHOW_SOFT_DELETES, "");
    MAPIFreeBuffer(a);
    MAPIFreeBuffer(b);
    end();
}

/* 6.5-07 6.5-11 */
static void deleted_folders_wait_too(void)
{
    IMAPIFolder *folder = NULL, *again = NULL;
    SPropValue *id = NULL, *mail;

    begin();
    set_prop(o.inbox, (SPropValue){.ulPropTag = PR_RETENTION_AGE_LIMIT, .Value.l = 3600});
    ok_hr(o.inbox->lpVtbl->CreateFolder(o.inbox, FOLDER_GENERIC, (LPTSTR) "sub", NULL, NULL, 0,
                                        &folder),
          S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)folder, PR_ENTRYID, &id), S_OK);
    mail = new_mail(folder, "m");
    folder->lpVtbl->Release(folder);
    ok_hr(o.inbox->lpVtbl->DeleteFolder(o.inbox, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0,
                                        NULL, DEL_MESSAGES),
          S_OK);
    ok_hr(open_mail(id, 0), MAPI_E_NOT_FOUND);
    ok_hr(open_mail(id, SHOW_SOFT_DELETES), S_OK);
    ok_hr(open_mail(mail, 0), MAPI_E_NOT_FOUND);
    ok_hr(o.inbox->lpVtbl->CreateFolder(o.inbox, FOLDER_GENERIC, (LPTSTR) "sub", NULL, NULL, 0,
                                        &again),
          S_OK);
    if (again) again->lpVtbl->Release(again);
    ok_hr(o.inbox->lpVtbl->CopyFolder(o.inbox, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                      o.inbox, NULL, 0, NULL, FOLDER_MOVE),
          MAPI_E_COLLISION);
    ok_hr(o.inbox->lpVtbl->CopyFolder(o.inbox, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                      o.inbox, (LPTSTR) "back", 0, NULL, FOLDER_MOVE),
          S_OK);
    ok_hr(open_mail(mail, MAPI_MODIFY), S_OK);
    MAPIFreeBuffer(mail);
    MAPIFreeBuffer(id);
    end();
}

/* 6.5-23 */
static void a_saved_order_is_the_next_sessions_too(void)
{
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_SUBJECT_A, TABLE_SORT_DESCEND}}};
    static const char *const subjects[] = {"b", "c", "a"};

    begin();
    for (int i = 0; i < 3; i++)
        MAPIFreeBuffer(new_mail(o.inbox, subjects[i]));
    ok_hr(o.inbox->lpVtbl->SaveContentsSort(o.inbox, NULL, 0), MAPI_E_INVALID_PARAMETER);
    ok_hr(o.inbox->lpVtbl->SaveContentsSort(o.inbox, (SSortOrderSet *)&order, 0), S_OK);
    expect_subjects(o.inbox, 0, "cba");
    close_all();
    open_all();
    expect_subjects(o.inbox, MAPI_DEFERRED_ERRORS, "cba");
    end();
}

/* ---- conversations ---- */

static SPropValue *say(IMAPIFolder *folder, const char *subject, const char *topic,
                       SPropValue *answers)
{
    IMessage *message = NULL;
    SPropValue *index = NULL, value = {.ulPropTag = PR_CONVERSATION_INDEX};

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message), S_OK);
    set_text(message, PR_SUBJECT_A, subject);
    set_text(message, PR_CONVERSATION_TOPIC_A, topic);
    ok_hr(ScCreateConversationIndex(answers ? answers->Value.bin.cb : 0,
                                    answers ? answers->Value.bin.lpb : NULL, &value.Value.bin.cb,
                                    &value.Value.bin.lpb),
          S_OK);
    ok(value.Value.bin.cb == (answers ? answers->Value.bin.cb + 5 : 22), "an index of %lu bytes\n",
       value.Value.bin.cb);
    set_prop(message, value);
    MAPIFreeBuffer(value.Value.bin.lpb);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    set_text(message, PR_SUBJECT_A, "renamed"); /* 6.7-44: the topic stays */
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    expect_text(message, PR_CONVERSATION_TOPIC_A, topic);
    set_text(message, PR_SUBJECT_A, subject);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_CONVERSATION_INDEX, &index), S_OK);
    message->lpVtbl->Release(message);
    return index;
}

/* 6.7-43 6.7-44 */
static void a_conversation_sorts_by_its_index(void)
{
    SizedSSortOrderSet(2, order) = {
        2,
        0,
        0,
        {{PR_CONVERSATION_TOPIC_A, TABLE_SORT_ASCEND}, {PR_CONVERSATION_INDEX, TABLE_SORT_ASCEND}}};
    SPropValue *one, *two, *answer, *next;
    BYTE *bytes = (BYTE *)1;
    ULONG cb = 1;

    ok_hr(ScCreateConversationIndex(0, NULL, NULL, &bytes), MAPI_E_INVALID_PARAMETER);
    ok_hr(ScCreateConversationIndex(0, NULL, &cb, NULL), MAPI_E_INVALID_PARAMETER);
    ok_hr(ScCreateConversationIndex(22, NULL, &cb, &bytes), MAPI_E_INVALID_PARAMETER);
    ok(!cb && !bytes, "something came\n");
    begin();
    two = say(o.inbox, "3", "two", NULL);
    one = say(o.inbox, "0", "one", NULL);
    Sleep(60); /* an answer's time counts in 26 ms */
    answer = say(o.inbox, "1", "one", one);
    next = say(o.inbox, "2", "one", answer);
    ok(!memcmp(answer->Value.bin.lpb, one->Value.bin.lpb, 22), "another conversation\n");
    ok(!memcmp(next->Value.bin.lpb, answer->Value.bin.lpb, 27), "another branch\n");
    ok(answer->Value.bin.lpb[22] == 0 && memcmp(answer->Value.bin.lpb + 22, "\0\0\0\0", 4),
       "no time has passed\n");
    ok_hr(o.inbox->lpVtbl->SaveContentsSort(o.inbox, (SSortOrderSet *)&order, 0), S_OK);
    expect_subjects(o.inbox, 0, "0123");
    MAPIFreeBuffer(one);
    MAPIFreeBuffer(two);
    MAPIFreeBuffer(answer);
    MAPIFreeBuffer(next);
    end();
}

START_TEST(store_deleted)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-deleted.omstore");
    RUN(deleted_mail_waits_and_comes_back);
    RUN(deleted_folders_wait_too);
    RUN(a_saved_order_is_the_next_sessions_too);
    RUN(a_conversation_sorts_by_its_index);
}
