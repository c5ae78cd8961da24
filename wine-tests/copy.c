/*
 * copy.c - MAPI's generic copy of whole messages: recipients, attachments, a message in a message,
 * named properties
 *
 * The recording store lends its support object; the messages lie in the local store.
 */
#define INITGUID
#define USES_IID_IMAPIFolder
#define USES_IID_IMAPIProp
#define USES_IID_IMAPITable
#define USES_IID_IMAPISup
#define USES_IID_IMessage
#define USES_IID_IStorage
#define USES_IID_IStream
#define USES_IID_IStreamDocfile
#define USES_PS_PUBLIC_STRINGS
#include <windows.h>
#include <initguid.h>
#include <stdlib.h>
#include "session_fixture.h"

static IMAPISession *session;
static IMsgStore *recorder, *local;
static IMAPISupport *support;
static IMAPIFolder *folder;

static void begin(void)
{
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;
    ENTRYID *inbox = NULL;
    ULONG cb, type;

    MAPIInitialize(NULL);
    make_profile(true);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omtest", NULL, 0, 0, &services), S_OK);
    ok_hr(
        services->lpVtbl->CreateMsgService(services, (LPTSTR) "LOCALSTORE", (LPTSTR) "Local", 0, 0),
        S_OK);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    recorder = open_store(session, "Recorder", MDB_NO_MAIL, S_OK);
    local = open_store(session, "Local Mail Store", MDB_WRITE, S_OK);
    ok_hr(recorder->lpVtbl->OpenProperty(recorder, PR_NULL, &IID_IMAPISup, 0, 0,
                                         (IUnknown **)&support),
          S_OK);
    ok_hr(local->lpVtbl->GetReceiveFolder(local, NULL, 0, &cb, &inbox, NULL), S_OK);
    ok_hr(
        local->lpVtbl->OpenEntry(local, cb, inbox, NULL, MAPI_MODIFY, &type, (IUnknown **)&folder),
        S_OK);
    MAPIFreeBuffer(inbox);
}

static void end(void)
{
    folder->lpVtbl->Release(folder);
    support->lpVtbl->Release(support);
    local->lpVtbl->Release(local);
    recorder->lpVtbl->Release(recorder);
    log_off(session);
    MAPIUninitialize();
}

static void set_text(IMAPIProp *prop, ULONG tag, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = tag, .Value.lpszW = (WCHAR *)text};

    ok_hr(prop->lpVtbl->SetProps(prop, 1, &value, NULL), S_OK);
}

static bool text_is(IMAPIProp *prop, ULONG tag, const WCHAR *text)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    SPropValue *value = NULL;
    bool same;
    ULONG n;

    prop->lpVtbl->GetProps(prop, (SPropTagArray *)&tags, 0, &n, &value);
    same = value && value->ulPropTag == tag && !wcscmp(value->Value.lpszW, text);
    MAPIFreeBuffer(value);
    return same;
}

static ULONG rows_of(IMAPITable *table)
{
    ULONG count = 0;

    ok_hr(table->lpVtbl->GetRowCount(table, 0, &count), S_OK);
    table->lpVtbl->Release(table);
    return count;
}

static ULONG named_tag(IMAPIProp *prop)
{
    MAPINAMEID name = {(GUID *)&PS_PUBLIC_STRINGS,
                       MNID_STRING,
                       {.lpwstrName = (WCHAR *)L"om-copy-test"}},
               *names = &name;
    SPropTagArray *tags = NULL;
    ULONG tag = 0;

    ok_hr(prop->lpVtbl->GetIDsFromNames(prop, 1, &names, MAPI_CREATE, &tags), S_OK);
    if (tags) tag = CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_UNICODE);
    MAPIFreeBuffer(tags);
    return tag;
}

enum { LARGE = 300000 };

/* A body larger than GetProps gives, two recipients, a file, and a message with a recipient of its
 * own. */
static void fill(IMessage *message)
{
    IAttach *attach = NULL;
    IMessage *inner = NULL;
    IStream *stream = NULL;
    ADRLIST *list = NULL;
    SPropValue value, *row;
    ULONG number;
    char *bytes;

    set_text((IMAPIProp *)message, PR_SUBJECT_W, L"outer");
    set_text((IMAPIProp *)message, named_tag((IMAPIProp *)message), L"named");
    ok_hr(MAPIAllocateBuffer(CbNewADRLIST(2), (void **)&list), S_OK);
    list->cEntries = 2;
    for (int i = 0; i < 2; i++) {
        ok_hr(MAPIAllocateBuffer(2 * sizeof(*row), (void **)&row), S_OK);
        row[0].ulPropTag = PR_DISPLAY_NAME_W;
        row[0].Value.lpszW = (WCHAR *)(i ? L"Bob" : L"Ann");
        row[1].ulPropTag = PR_RECIPIENT_TYPE;
        row[1].Value.l = i ? MAPI_CC : MAPI_TO;
        list->aEntries[i].cValues = 2;
        list->aEntries[i].rgPropVals = row;
    }
    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, list), S_OK);
    FreePadrlist(list);

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    set_text((IMAPIProp *)attach, PR_ATTACH_LONG_FILENAME_W, L"large.bin");
    value.ulPropTag = PR_ATTACH_METHOD;
    value.Value.l = ATTACH_BY_VALUE;
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &value, NULL), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, STGM_READWRITE,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
          S_OK);
    bytes = calloc(1, LARGE);
    memset(bytes, 'x', LARGE);
    ok_hr(stream->lpVtbl->Write(stream, bytes, LARGE, NULL), S_OK);
    free(bytes);
    ok_hr(stream->lpVtbl->Commit(stream, 0), S_OK);
    stream->lpVtbl->Release(stream);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    value.Value.l = ATTACH_EMBEDDED_MSG;
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &value, NULL), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner),
          S_OK);
    set_text((IMAPIProp *)inner, PR_SUBJECT_W, L"inner");
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0), S_OK);
    inner->lpVtbl->Release(inner);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
}

static void check(IMessage *message)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ATTACH_METHOD}};
    IMAPITable *table = NULL;
    bool large = false, inner_found = false;

    ok(text_is((IMAPIProp *)message, PR_SUBJECT_W, L"outer"), "another subject\n");
    ok(text_is((IMAPIProp *)message, named_tag((IMAPIProp *)message), L"named"),
       "another named property\n");
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    ok(rows_of(table) == 2, "the recipients are not two\n");
    ok_hr(message->lpVtbl->GetAttachmentTable(message, 0, &table), S_OK);
    ok(rows_of(table) == 2, "the attachments are not two\n");
    for (ULONG i = 0; i < 2; i++) {
        IAttach *attach = NULL;
        IMessage *inner = NULL;
        IStream *stream = NULL;
        SPropValue *method = NULL;
        STATSTG stat = {0};
        ULONG n;

        ok_hr(message->lpVtbl->OpenAttach(message, i, NULL, 0, &attach), S_OK);
        if (!attach) continue;
        ok_hr(attach->lpVtbl->GetProps(attach, (SPropTagArray *)&tags, 0, &n, &method), S_OK);
        if (method->Value.l == ATTACH_EMBEDDED_MSG) {
            ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                               (IUnknown **)&inner),
                  S_OK);
            inner_found = inner && text_is((IMAPIProp *)inner, PR_SUBJECT_W, L"inner");
            if (inner) inner->lpVtbl->Release(inner);
        } else {
            ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, STGM_READ,
                                               0, (IUnknown **)&stream),
                  S_OK);
            ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
            large = stat.cbSize.QuadPart == LARGE &&
                    text_is((IMAPIProp *)attach, PR_ATTACH_LONG_FILENAME_W, L"large.bin");
            stream->lpVtbl->Release(stream);
        }
        MAPIFreeBuffer(method);
        attach->lpVtbl->Release(attach);
    }
    ok(large, "the file is not whole\n");
    ok(inner_found, "the message in the message is not whole\n");
}

/* 5.13-05 */
static void a_whole_message_is_copied(void)
{
    IMessage *from = NULL, *to = NULL;

    begin();
    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &from), S_OK);
    fill(from);
    ok_hr(from->lpVtbl->SaveChanges(from, KEEP_OPEN_READWRITE), S_OK);
    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &to), S_OK);
    ok_hr(support->lpVtbl->DoCopyTo(support, &IID_IMessage, from, 0, NULL, NULL, 0, NULL,
                                    &IID_IMessage, to, 0, NULL),
          S_OK);
    ok_hr(to->lpVtbl->SaveChanges(to, KEEP_OPEN_READWRITE), S_OK);
    check(to);
    to->lpVtbl->Release(to);
    from->lpVtbl->Release(from);
    end();
}

/* 5.13-04, 5.13-05: excluded sub-objects stay behind */
static void excluded_parts_stay_behind(void)
{
    SizedSPropTagArray(2, without) = {2, {PR_MESSAGE_RECIPIENTS, PR_MESSAGE_ATTACHMENTS}};
    IMessage *from = NULL, *to = NULL;
    IMAPITable *table = NULL;

    begin();
    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &from), S_OK);
    fill(from);
    ok_hr(from->lpVtbl->SaveChanges(from, KEEP_OPEN_READWRITE), S_OK);
    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &to), S_OK);
    ok_hr(support->lpVtbl->DoCopyTo(support, &IID_IMessage, from, 0, NULL,
                                    (SPropTagArray *)&without, 0, NULL, &IID_IMessage, to, 0, NULL),
          S_OK);
    ok(text_is((IMAPIProp *)to, PR_SUBJECT_W, L"outer"), "another subject\n");
    ok_hr(to->lpVtbl->GetRecipientTable(to, 0, &table), S_OK);
    ok(rows_of(table) == 0, "recipients were copied\n");
    ok_hr(to->lpVtbl->GetAttachmentTable(to, 0, &table), S_OK);
    ok(rows_of(table) == 0, "attachments were copied\n");
    to->lpVtbl->Release(to);
    from->lpVtbl->Release(from);
    end();
}

/* A stream "words" in the attachment's storage, which has so many bytes of x. */
static void expect_object(IMessage *message, ULONG bytes)
{
    BYTE head[8] = {0}, *text = malloc(LARGE);
    IStorage *storage = NULL;
    IStream *stream = NULL;
    IAttach *attach = NULL;
    ULONG done = 0;

    ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, 0, &attach), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStorage,
                                       STGM_READ | STGM_SHARE_EXCLUSIVE, 0, (IUnknown **)&storage),
          S_OK);
    if (storage) {
        ok_hr(storage->lpVtbl->OpenStream(storage, L"words", NULL, STGM_READ | STGM_SHARE_EXCLUSIVE,
                                          0, &stream),
              S_OK);
        if (stream) {
            ok_hr(stream->lpVtbl->Read(stream, text, LARGE, &done), S_OK);
            ok(done == bytes && text[0] == 'x' && text[bytes - 1] == 'x', "%lu bytes\n", done);
            stream->lpVtbl->Release(stream);
        }
        storage->lpVtbl->Release(storage);
    }
    stream = NULL;
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStreamDocfile, STGM_READ,
                                       0, (IUnknown **)&stream),
          S_OK);
    if (stream) {
        ok_hr(stream->lpVtbl->Read(stream, head, 8, &done), S_OK);
        ok(!memcmp(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8), "no docfile: %02x %02x\n", head[0],
           head[1]);
        stream->lpVtbl->Release(stream);
    }
    attach->lpVtbl->Release(attach);
    free(text);
}

/* 6.1-30: an OLE object is a storage, kept with its message, and copied with it */
static void an_ole_object_is_kept_and_copied(void)
{
    SPropValue method = {.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_OLE};
    IMessage *message = NULL, *copy = NULL;
    IStorage *storage = NULL;
    IStream *stream = NULL;
    IAttach *attach = NULL;
    ULONG number;
    char *bytes;

    begin();
    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message), S_OK);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &method, NULL), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStorage, STGM_READ, 0,
                                       (IUnknown **)&storage),
          MAPI_E_NOT_FOUND);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStorage,
                                       STGM_READWRITE | STGM_SHARE_EXCLUSIVE,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&storage),
          S_OK);
    if (storage) {
        ok_hr(storage->lpVtbl->CreateStream(storage, L"words",
                                            STGM_CREATE | STGM_WRITE | STGM_SHARE_EXCLUSIVE, 0, 0,
                                            &stream),
              S_OK);
        bytes = malloc(LARGE);
        memset(bytes, 'x', LARGE);
        if (stream) {
            ok_hr(stream->lpVtbl->Write(stream, bytes, LARGE, NULL), S_OK);
            stream->lpVtbl->Release(stream);
        }
        free(bytes);
        ok_hr(storage->lpVtbl->Commit(storage, STGC_DEFAULT), S_OK);
        storage->lpVtbl->Release(storage);
    }
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    expect_object(message, LARGE);
    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &copy), S_OK);
    ok_hr(message->lpVtbl->CopyTo(message, 0, NULL, NULL, 0, NULL, &IID_IMessage, copy, 0, NULL),
          S_OK);
    ok_hr(copy->lpVtbl->SaveChanges(copy, KEEP_OPEN_READWRITE), S_OK);
    expect_object(copy, LARGE);
    copy->lpVtbl->Release(copy);
    message->lpVtbl->Release(message);
    end();
}

/* The root folder of the sample store, which is another provider's: read only, nothing hidden in
 * it. */
static IMAPIFolder *open_sample(IMsgStore **store)
{
    IMAPIFolder *root = NULL;
    ULONG type;

    *store = open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK);
    if (*store)
        ok_hr((*store)->lpVtbl->OpenEntry(*store, 0, NULL, NULL, 0, &type, (IUnknown **)&root),
              S_OK);
    return root;
}

/* 6.5-26: a store without associated contents says so, wherever it is asked for them */
static void nothing_is_hidden_where_nothing_can_be(void)
{
    IMAPIFolder *sample;
    IMAPITable *table = NULL;
    IMessage *message = NULL;
    IMsgStore *store;

    begin();
    sample = open_sample(&store);
    if (sample) {
        ok_hr(sample->lpVtbl->GetContentsTable(sample, MAPI_ASSOCIATED, &table), MAPI_E_NO_SUPPORT);
        ok_hr(sample->lpVtbl->CreateMessage(sample, NULL, MAPI_ASSOCIATED, &message),
              MAPI_E_NO_SUPPORT);
        ok(!table && !message, "something was given\n");
        sample->lpVtbl->Release(sample);
    }
    store->lpVtbl->Release(store);
    end();
}

static ULONG count_of(IMAPIFolder *of)
{
    SizedSPropTagArray(1, tags) = {1, {PR_CONTENT_COUNT}};
    SPropValue *value = NULL;
    ULONG n, count = 0;

    of->lpVtbl->GetProps(of, (SPropTagArray *)&tags, 0, &n, &value);
    if (value && value->ulPropTag == PR_CONTENT_COUNT) count = value->Value.ul;
    MAPIFreeBuffer(value);
    return count;
}

/* 5.13-01, 6.5-13: between providers that know nothing of each other; what one refuses stays with
 * the other */
static void mail_goes_between_different_providers(void)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPIFolder *sample, *target = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    IMsgStore *store;
    IMessage *own = NULL;
    ENTRYLIST list;
    ULONG before;

    begin();
    sample = open_sample(&store);
    if (sample) {
        ok_hr(sample->lpVtbl->GetContentsTable(sample, 0, &table), S_OK);
        ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
        table->lpVtbl->Release(table);
        ok(rows && rows->cRows == 1, "%lu messages in the sample\n", rows ? rows->cRows : 0);
        list = (ENTRYLIST){1, &rows->aRow[0].lpProps[0].Value.bin};
        before = count_of(folder);
        ok_hr(sample->lpVtbl->CopyMessages(sample, &list, NULL, folder, 0, NULL, 0), S_OK);
        ok(count_of(folder) == before + 1, "%lu messages, there were %lu\n", count_of(folder),
           before);
        ok_hr(sample->lpVtbl->CopyMessages(sample, &list, NULL, folder, 0, NULL, MESSAGE_MOVE),
              MAPI_E_NO_ACCESS);
        ok_hr(support->lpVtbl->CopyMessages(support, &IID_IMAPIFolder, sample, &list,
                                            &IID_IMAPIFolder, folder, 0, NULL, MESSAGE_MOVE),
              MAPI_W_PARTIAL_COMPLETION); /* it is copied, and can't be taken away */
        ok(count_of(folder) == before + 2, "%lu messages, there were %lu\n", count_of(folder),
           before);
        ok_hr(folder->lpVtbl->CreateFolder(folder, FOLDER_GENERIC, (LPTSTR) "from the sample", NULL,
                                           NULL, OPEN_IF_EXISTS, &target),
              S_OK);
        ok_hr(support->lpVtbl->DoCopyTo(support, &IID_IMAPIFolder, sample, 0, NULL, NULL, 0, NULL,
                                        &IID_IMAPIFolder, target, 0, NULL),
              S_OK);
        ok(count_of(target) == 1, "%lu messages\n", count_of(target));
        target->lpVtbl->Release(target);
        FreeProws(rows);
        rows = NULL;

        /* into a folder that takes nothing */
        ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &own), S_OK);
        set_text((IMAPIProp *)own, PR_SUBJECT_W, L"stays");
        ok_hr(own->lpVtbl->SaveChanges(own, 0), S_OK);
        own->lpVtbl->Release(own);
        before = count_of(folder);
        ok_hr(folder->lpVtbl->GetContentsTable(folder, 0, &table), S_OK);
        ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
        table->lpVtbl->Release(table);
        list.lpbin = &rows->aRow[0].lpProps[0].Value.bin;
        ok_hr(folder->lpVtbl->CopyMessages(folder, &list, NULL, sample, 0, NULL, MESSAGE_MOVE),
              MAPI_E_NO_SUPPORT);
        ok(count_of(folder) == before, "%lu messages, there were %lu\n", count_of(folder), before);
        FreeProws(rows);
        sample->lpVtbl->Release(sample);
    }
    store->lpVtbl->Release(store);
    end();
}

START_TEST(copy)
{
    RUN(a_whole_message_is_copied);
    RUN(excluded_parts_stay_behind);
    RUN(an_ole_object_is_kept_and_copied);
    RUN(nothing_is_hidden_where_nothing_can_be);
    RUN(mail_goes_between_different_providers);
}
