/*
 * test_no_memory_message.c - each allocation of IMessage's and IAttach's calls fails, and nothing
 * is lost by it
 */
#include <string.h>
#include "local_store/kill_mail.h"
#include "local_store/no_memory.h"

static HRESULT get_props(void *object, const SPropTagArray *tags)
{
    IMAPIProp *prop = object;
    SPropValue *values = NULL;
    ULONG count = 0;
    HRESULT hr;

    hr = prop->lpVtbl->GetProps(prop, (SPropTagArray *)tags, 0, &count, &values);
    hr = first_error(hr, count, values);
    FREE(values);
    return hr;
}

/* ---- messages ---- */

static HRESULT some_props(struct no_memory *t)
{
    SizedSPropTagArray(9, tags) = {9,
                                   {PR_SUBJECT_W, PR_DISPLAY_TO_A, PR_NORMALIZED_SUBJECT_W,
                                    PR_HASATTACH, PR_MESSAGE_SIZE, PR_ENTRYID, PR_PARENT_ENTRYID,
                                    PR_STORE_ENTRYID, PR_SEARCH_KEY}};

    return get_props(t->message, (SPropTagArray *)&tags);
}

/* PR_HTML is too long, and says so with the same code (6.1-09): left out here */
static HRESULT prop_list(struct no_memory *t)
{
    SPropTagArray *tags = NULL;
    HRESULT hr = t->message->lpVtbl->GetPropList(t->message, MAPI_UNICODE, &tags);

    FREE(tags);
    return hr;
}

static void with_message(struct no_memory *t)
{
    ok_hr(t->work->lpVtbl->CreateMessage(t->work, NULL, 0, &t->fresh));
    ok_hr(set_text(t->fresh, PR_SUBJECT_W, L"fresh"));
}

static HRESULT create(struct no_memory *t)
{
    IMessage *message = NULL;
    HRESULT hr = t->work->lpVtbl->CreateMessage(t->work, NULL, 0, &message);

    if (message) message->lpVtbl->Release(message);
    return hr;
}

static HRESULT set_many(struct no_memory *t)
{
    static char long_text[9000];
    SPropValue values[] = {
        {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"RE: something else"},
        {.ulPropTag = PROP_TAG(PT_LONG, 0x6802), .Value.l = 5},
        {.ulPropTag = PR_BODY_A, .Value.lpszA = long_text},
        {.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6803), .Value.MVl = {2, (LONG[]){1, 2}}},
    };
    SPropProblemArray *problems = NULL;
    HRESULT hr;

    memset(long_text, 'x', sizeof(long_text) - 1);
    hr = t->fresh->lpVtbl->SetProps(t->fresh, 4, values, &problems);
    return first_problem(hr, problems);
}

static void with_props(struct no_memory *t)
{
    with_message(t);
    ok_hr(set_many(t));
}

static HRESULT delete_props(struct no_memory *t)
{
    SizedSPropTagArray(2, tags) = {2, {PROP_TAG(PT_LONG, 0x6802), PROP_TAG(PT_MV_LONG, 0x6803)}};
    SPropProblemArray *problems = NULL;
    HRESULT hr = t->fresh->lpVtbl->DeleteProps(t->fresh, (SPropTagArray *)&tags, &problems);

    return first_problem(hr, problems);
}

static HRESULT delete_stored_prop(struct no_memory *t)
{
    SizedSPropTagArray(1, tags) = {1, {PR_HTML}};
    SPropProblemArray *problems = NULL;
    HRESULT hr = t->fresh->lpVtbl->DeleteProps(t->fresh, (SPropTagArray *)&tags, &problems);

    return first_problem(hr, problems);
}

static HRESULT read_stream(struct no_memory *t)
{
    static BYTE bytes[40000];
    IStream *stream = NULL;
    HRESULT hr = t->message->lpVtbl->OpenProperty(t->message, PR_HTML, &IID_IStream, STGM_READ, 0,
                                                  (IUnknown **)&stream);

    if (FAILED(hr)) return hr;
    hr = stream->lpVtbl->Read(stream, bytes, sizeof(bytes), NULL);
    stream->lpVtbl->Release(stream);
    return hr;
}

static HRESULT write_stream_of(void *object, ULONG tag)
{
    static BYTE bytes[40000];
    IMAPIProp *prop = object;
    IStream *stream = NULL;
    HRESULT hr =
        prop->lpVtbl->OpenProperty(prop, tag, &IID_IStream, STGM_READWRITE | STGM_TRANSACTED,
                                   MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream);

    if (FAILED(hr)) return hr;
    hr = stream->lpVtbl->Write(stream, bytes, sizeof(bytes), NULL);
    if (SUCCEEDED(hr)) hr = stream->lpVtbl->Commit(stream, 0);
    stream->lpVtbl->Release(stream);
    return hr;
}

static HRESULT write_stream(struct no_memory *t)
{
    return write_stream_of(t->fresh, PR_HTML);
}

/* A fresh copy of what has everything, open for writing. */
static void with_copy(struct no_memory *t)
{
    SBinary bin = {48, t->mail};
    IMAPITable *table = NULL;
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    SRowSet *rows = NULL;

    ok_hr(t->work->lpVtbl->EmptyFolder(t->work, 0, NULL, DELETE_HARD_DELETE));
    ok_hr(
        t->inbox->lpVtbl->CopyMessages(t->inbox, &(ENTRYLIST){1, &bin}, NULL, t->work, 0, NULL, 0));
    ok_hr(t->work->lpVtbl->GetContentsTable(t->work, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    memcpy(t->made, rows->aRow[0].lpProps[0].Value.bin.lpb, 48);
    FREE(rows->aRow[0].lpProps);
    FREE(rows);
    table->lpVtbl->Release(table);
    t->fresh = open_message(t->f, t->made, MAPI_MODIFY);
}

static HRESULT modify_recipients(struct no_memory *t, ULONG flags, ULONG n,
                                 const char *const *names, const LONG *row_ids)
{
    SPropValue props[4][3];
    SizedADRLIST(4, list) = {n, {{0}}};

    for (ULONG i = 0; i < n; i++) {
        props[i][0] = (SPropValue){.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)names[i]};
        props[i][1] = (SPropValue){.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_CC};
        props[i][2] = (SPropValue){.ulPropTag = PR_ROWID, .Value.l = row_ids ? row_ids[i] : 0};
        list.aEntries[i] = (ADRENTRY){0, row_ids ? 3 : 2, props[i]};
    }
    return t->fresh->lpVtbl->ModifyRecipients(t->fresh, flags, (ADRLIST *)&list);
}

static HRESULT replace_recipients(struct no_memory *t)
{
    return modify_recipients(t, 0, 3, (const char *const[]){"Xan", "Yve", "Zoe"}, NULL);
}

static HRESULT add_recipients(struct no_memory *t)
{
    return modify_recipients(t, MODRECIP_ADD, 2, (const char *const[]){"Xan", "Yve"}, NULL);
}

/* Two of three. */
static void with_three(struct no_memory *t)
{
    with_message(t);
    ok_hr(replace_recipients(t));
}

static void row_ids(struct no_memory *t, LONG *ids)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ROWID}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(t->fresh->lpVtbl->GetRecipientTable(t->fresh, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 3, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        if (i < 2) ids[i] = rows->aRow[i].lpProps[0].Value.l;
        FREE(rows->aRow[i].lpProps);
    }
    FREE(rows);
    table->lpVtbl->Release(table);
}

static LONG two[2];

static void with_two_of_three(struct no_memory *t)
{
    with_three(t);
    row_ids(t, two);
}

static HRESULT change_recipients(struct no_memory *t)
{
    return modify_recipients(t, MODRECIP_MODIFY, 2, (const char *const[]){"Kay", "Liz"}, two);
}

static HRESULT remove_recipients(struct no_memory *t)
{
    return modify_recipients(t, MODRECIP_REMOVE, 2, (const char *const[]){"", ""}, two);
}

static HRESULT make_attach(struct no_memory *t)
{
    IAttach *attach = NULL;
    ULONG num;
    HRESULT hr = t->fresh->lpVtbl->CreateAttach(t->fresh, NULL, 0, &num, &attach);

    if (attach) attach->lpVtbl->Release(attach);
    return hr;
}

static HRESULT open_attach(struct no_memory *t)
{
    IAttach *attach = NULL;
    HRESULT hr = t->message->lpVtbl->OpenAttach(t->message, 0, NULL, 0, &attach);

    if (attach) attach->lpVtbl->Release(attach);
    return hr;
}

static HRESULT delete_attach(struct no_memory *t)
{
    return t->fresh->lpVtbl->DeleteAttach(t->fresh, 0, 0, NULL, 0);
}

static HRESULT recipient_table(struct no_memory *t)
{
    IMAPITable *table = NULL;
    HRESULT hr = t->fresh->lpVtbl->GetRecipientTable(t->fresh, MAPI_UNICODE, &table);

    if (table) table->lpVtbl->Release(table);
    return hr;
}

static HRESULT attachment_table(struct no_memory *t)
{
    IMAPITable *table = NULL;
    HRESULT hr = t->fresh->lpVtbl->GetAttachmentTable(t->fresh, MAPI_UNICODE, &table);

    if (table) table->lpVtbl->Release(table);
    return hr;
}

static void with_full_message(struct no_memory *t)
{
    ok_hr(t->work->lpVtbl->CreateMessage(t->work, NULL, 0, &t->fresh));
    ok_hr(kill_mail_put(t->fresh, 3, 17));
}

static void with_changes(struct no_memory *t)
{
    with_copy(t);
    ok_hr(kill_mail_put(t->fresh, 3, 19));
}

static HRESULT save(struct no_memory *t)
{
    return t->fresh->lpVtbl->SaveChanges(t->fresh, KEEP_OPEN_READWRITE);
}

static HRESULT mark(struct no_memory *t)
{
    return t->fresh->lpVtbl->SetReadFlag(t->fresh, 0);
}

static HRESULT names(struct no_memory *t)
{
    static LONG next = 1000;
    MAPINAMEID name = {(GUID *)&IID_IMessage, MNID_ID, {.lID = next}}, *list = &name;
    SPropTagArray *tags = NULL;
    HRESULT hr = t->message->lpVtbl->GetIDsFromNames(t->message, 1, &list, MAPI_CREATE, &tags);

    if (hr == S_OK) next++;
    FREE(tags);
    return hr;
}

static const struct no_memory_op message_ops[] = {
    {"CreateMessage", NULL, create},
    {"GetProps", NULL, some_props},
    {"GetPropList", NULL, prop_list},
    {"SetProps", with_message, set_many},
    {"DeleteProps", with_props, delete_props},
    {"DeleteProps of what is stored", with_copy, delete_stored_prop},
    {"OpenProperty, reading", NULL, read_stream},
    {"OpenProperty, writing", with_message, write_stream},
    {"ModifyRecipients, replacing", with_copy, replace_recipients},
    {"ModifyRecipients, replacing what isn't saved", with_three, replace_recipients},
    {"ModifyRecipients, adding", with_copy, add_recipients},
    {"ModifyRecipients, changing", with_two_of_three, change_recipients},
    {"ModifyRecipients, removing", with_two_of_three, remove_recipients},
    {"GetRecipientTable", with_copy, recipient_table},
    {"GetAttachmentTable", with_copy, attachment_table},
    {"CreateAttach", with_message, make_attach},
    {"OpenAttach", NULL, open_attach},
    {"DeleteAttach", with_copy, delete_attach},
    {"SetReadFlag", with_copy, mark},
    {"SaveChanges of a new message", with_full_message, save},
    {"SaveChanges of a changed message", with_changes, save},
};

/* A name that was made stays, whoever could not be told of it. */
static const struct no_memory_op name_ops[] = {
    {"GetIDsFromNames", NULL, names},
};

static void a_messages_calls(void **state)
{
    no_memory_each(*state, message_ops, sizeof(message_ops) / sizeof(message_ops[0]));
    no_memory_steps(*state, name_ops, 1);
}

/* ---- attachments ---- */

static void with_attach(struct no_memory *t)
{
    ULONG num;

    with_message(t);
    ok_hr(t->fresh->lpVtbl->CreateAttach(t->fresh, NULL, 0, &num, &t->part));
}

static HRESULT attach_props(struct no_memory *t)
{
    SizedSPropTagArray(5, tags) = {5,
                                   {PR_ATTACH_NUM, PR_ATTACH_SIZE, PR_ATTACH_LONG_FILENAME_W,
                                    PR_RECORD_KEY, PR_ATTACH_METHOD}};

    return get_props(t->file, (SPropTagArray *)&tags);
}

static HRESULT set_name(struct no_memory *t)
{
    return set_text(t->part, PR_ATTACH_LONG_FILENAME_W, L"the file's name.txt");
}

static HRESULT write_file(struct no_memory *t)
{
    return write_stream_of(t->part, PR_ATTACH_DATA_BIN);
}

static HRESULT put_message_in(struct no_memory *t)
{
    IMessage *inner = NULL;
    HRESULT hr = set_long(t->part, PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG);

    if (SUCCEEDED(hr))
        hr = t->part->lpVtbl->OpenProperty(t->part, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                           MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner);
    if (FAILED(hr)) return hr;
    hr = set_text(inner, PR_SUBJECT_W, L"inner");
    if (SUCCEEDED(hr)) hr = inner->lpVtbl->SaveChanges(inner, 0);
    inner->lpVtbl->Release(inner);
    return hr;
}

static HRESULT open_message_in(struct no_memory *t)
{
    IMessage *inner = NULL;
    IAttach *attach = NULL;
    HRESULT hr = t->message->lpVtbl->OpenAttach(t->message, 1, NULL, 0, &attach);

    if (SUCCEEDED(hr))
        hr = attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                          (IUnknown **)&inner);
    if (inner) inner->lpVtbl->Release(inner);
    if (attach) attach->lpVtbl->Release(attach);
    return hr;
}

static void with_full_attach(struct no_memory *t)
{
    with_attach(t);
    ok_hr(set_name(t));
    ok_hr(put_message_in(t));
}

static HRESULT save_attach(struct no_memory *t)
{
    return t->part->lpVtbl->SaveChanges(t->part, KEEP_OPEN_READWRITE);
}

static const struct no_memory_op attach_ops[] = {
    {"attachment GetProps", NULL, attach_props},
    {"attachment SetProps", with_attach, set_name},
    {"attachment OpenProperty, writing", with_attach, write_file},
    {"attachment OpenProperty of a message to be", with_attach, put_message_in},
    {"attachment OpenProperty of a message", NULL, open_message_in},
    {"attachment SaveChanges", with_full_attach, save_attach},
};

static void an_attachments_calls(void **state)
{
    no_memory_each(*state, attach_ops, sizeof(attach_ops) / sizeof(attach_ops[0]));
}

#define test(name) cmocka_unit_test_setup_teardown(name, no_memory_setup, no_memory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_messages_calls),
        test(an_attachments_calls),
    };

    return cmocka_run_group_tests_name("no memory: message", tests, NULL, NULL);
}
